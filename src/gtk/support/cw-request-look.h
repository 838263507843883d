/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-store-requests.h"

/* How a request is shown: what it is called, its state as a word and as a picture. */

G_BEGIN_DECLS

char       *cw_request_look_dup_title (const CwRequestRecord *record);
const char *cw_request_get_word  (const CwRequestRecord *record);       /* "Pending", "Denied" */
/* It went out, and there is no answer yet. */
gboolean    cw_request_waits     (const CwRequestRecord *record);
GtkWidget  *cw_request_make_icon (const CwRequestRecord *record);
/* A row with all of it in two lines: the state, and what the authority says. */
GtkWidget  *cw_request_line_new  (CwStoredRequest *request);

G_END_DECLS
