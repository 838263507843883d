/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Says a short sentence where the user is looking: a toast in the main window, a message over a dialog, and a
 * message where a toast has no room for all of it. */

G_BEGIN_DECLS

void cw_say       (GtkWidget *widget, const char *sentence);
/* Shows a toast in the main window that is behind the widget. Takes the toast. */
void cw_add_toast (GtkWidget *widget, AdwToast *toast);

G_END_DECLS
