/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-cell.h"

/* The columns of the home screen's table, as on the vendor's page, and what the port serves. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_COLUMNS (cw_usage_columns_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageColumns, cw_usage_columns, CW, USAGE_COLUMNS, GObject)

CwUsageColumns *cw_usage_columns_new         (GtkColumnView *view, CwUsageTicks *ticks);
/* How much there is room for: in a narrow window there is one column with two lines. */
void            cw_usage_columns_set_compact (CwUsageColumns *self, gboolean compact);

G_END_DECLS
