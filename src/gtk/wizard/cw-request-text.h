/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Shows a request as text in a window of its own, to be read and copied; and hands it to the mail program. */

G_BEGIN_DECLS

void cw_request_text_show (GtkWindow *parent, const char *title, const char *text);
/* The desktop's mail program, with the request in the body: attachments cannot be handed over everywhere. */
void cw_request_text_mail (GtkWidget *widget, const char *subject, const char *text);

G_END_DECLS
