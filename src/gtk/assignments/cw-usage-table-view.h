/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-usage-choice.h"

/* The table of the home screen with what belongs to it: its keys, what is ticked and unfolded, and the context menu. It says what is chosen, not
 * what is done with it. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_TABLE_VIEW (cw_usage_table_view_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageTableView, cw_usage_table_view, CW, USAGE_TABLE_VIEW, AdwBin)

/* Signal "changed": rows, ticks, or what is selected, in bursts. Signal "opened": a row that has nothing to show but its certificate. */
void           cw_usage_table_view_set_usages  (CwUsageTableView *self, CwUsageTable *usages);
GtkColumnView *cw_usage_table_view_get_table   (CwUsageTableView *self);
CwUsageChoice *cw_usage_table_view_dup_choice  (CwUsageTableView *self);
void           cw_usage_table_view_untick      (CwUsageTableView *self);
/* After rows were replaced by others. */
void           cw_usage_table_view_keep_focus  (CwUsageTableView *self);
void           cw_usage_table_view_set_compact (CwUsageTableView *self, gboolean compact);

G_END_DECLS
