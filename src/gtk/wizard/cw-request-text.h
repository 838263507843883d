/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Shows a request as text in a window of its own, to be read and copied; and hands it to the mail program. */

G_BEGIN_DECLS

void cw_request_text_show (GtkWindow *parent, const char *title, const char *text);
/* The desktop's mail program, with the request (PEM) in the body. */
void cw_request_text_mail (GtkWidget *widget, const char *text);

G_END_DECLS
