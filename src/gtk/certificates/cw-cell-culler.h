/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Which cells of a table are on the screen. GTK draws all of the 200 rows that it keeps; the culler lets those that nobody sees
 * wait, and has them drawn when the table is scrolled or grows. */

G_BEGIN_DECLS

#define CW_TYPE_CELL_CULLER (cw_cell_culler_get_type ())
G_DECLARE_FINAL_TYPE (CwCellCuller, cw_cell_culler, CW, CELL_CULLER, GObject)

CwCellCuller *cw_cell_culler_new     (GtkColumnView *table);      /* not kept alive */
/* FALSE: need not be drawn now; it will be told to. */
gboolean      cw_cell_culler_sees    (CwCellCuller *self, GtkWidget *cell);
/* The cell is going away. */
void          cw_cell_culler_forget  (CwCellCuller *self, GtkWidget *cell);

G_END_DECLS
