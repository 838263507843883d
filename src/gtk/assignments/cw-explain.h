/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What a button does, or why it is dimmed: in its tooltip, and for assistive technology, which does not read tooltips out. */

G_BEGIN_DECLS

/* Takes the tip. */
void cw_explain (GtkWidget *button, char *tip);

G_END_DECLS
