/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-store-requests.h"

/* One request in the list: its state at a glance, and unfolded what is known of it, with a button for each thing that can be done. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_ROW (cw_request_row_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestRow, cw_request_row, CW, REQUEST_ROW, AdwExpanderRow)

/* The buttons activate "requests.retrieve", ".again", ".edit", ".cancel", ".clear", ".view" and ".copy" with the request's id (x). */
GtkWidget *cw_request_row_new    (CwStoredRequest *request);
gint64     cw_request_row_get_id (CwRequestRow *self);

G_END_DECLS
