/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Opens the help, and says what to do where there is no help viewer. */

G_BEGIN_DECLS

/* page: "import", or NULL for the first one. */
void cw_help_show (GtkWidget *widget, const char *page);

G_END_DECLS
