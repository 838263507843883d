/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-usage-table.h"

/* The rows of the home screen: groups, their usages, and beneath a usage what comes next and what was before. Opens unfolded; what somebody folds
 * stays so when the table is read anew. The first frame gets the rows of one screen, the others follow a few in each frame, because a
 * GtkColumnView makes 200 rows of widgets, seen or not. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_TREE (cw_usage_tree_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageTree, cw_usage_tree, CW, USAGE_TREE, GObject)

/* widget: whose frames are meant; not kept alive. */
CwUsageTree *cw_usage_tree_new       (CwUsageTable *table, GtkWidget *widget);
GListModel  *cw_usage_tree_get_model (CwUsageTree *self);      /* of GtkTreeListRow */
void         cw_usage_tree_toggle    (CwUsageTree *self, guint position);
/* Unfolds a row, or folds it; where there is nothing to fold, gives the row to go to (its parent), else GTK_INVALID_LIST_POSITION. */
guint        cw_usage_tree_unfold    (CwUsageTree *self, guint position, gboolean unfold);

G_END_DECLS
