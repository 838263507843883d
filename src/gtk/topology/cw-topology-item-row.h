/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-topology.h"

/* A computer, a pool or a SIP domain in a list: its name, and below it, when it is opened, what can be entered of it. */

G_BEGIN_DECLS

#define CW_TYPE_TOPOLOGY_ITEM_ROW (cw_topology_item_row_get_type ())
G_DECLARE_FINAL_TYPE (CwTopologyItemRow, cw_topology_item_row, CW, TOPOLOGY_ITEM_ROW, AdwExpanderRow)

GtkWidget *cw_topology_item_row_new (CwTopology *topology, gpointer item);

G_END_DECLS
