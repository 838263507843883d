/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-usage-ticks.h"

/* One cell of the home screen's table. The first one has the expander and the tick box. */

G_BEGIN_DECLS

typedef enum {
  CW_USAGE_CELL_TITLE,
  CW_USAGE_CELL_LOOK,
  CW_USAGE_CELL_NAME,
  CW_USAGE_CELL_EXPIRES,
  CW_USAGE_CELL_LOCATION,
  CW_USAGE_CELL_SERVED,
  CW_USAGE_CELL_COMPACT,      /* the title, and all the rest on a second line: a narrow window's only column */
} CwUsageCellKind;

#define CW_TYPE_USAGE_CELL (cw_usage_cell_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageCell, cw_usage_cell, CW, USAGE_CELL, GtkWidget)

/* ticks: for the title. */
GtkWidget *cw_usage_cell_new         (CwUsageCellKind kind, CwUsageTicks *ticks);
/* NULL: none. position: of the row in the table. */
void       cw_usage_cell_set_row     (CwUsageCell *self, GtkTreeListRow *row, guint position);
guint      cw_usage_cell_get_position (CwUsageCell *self);

G_END_DECLS
