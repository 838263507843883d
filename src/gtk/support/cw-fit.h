/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A dialog opens in the size that its template asks for where there is room for it, and else in the room that there is. */

G_BEGIN_DECLS

/* Before it is shown: no wider than the window below it, no larger than the screen. */
void cw_fit_window (GtkWindow *window);

G_END_DECLS
