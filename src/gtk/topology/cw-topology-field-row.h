/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-topology-field.h"

/* An entry for one value of a topology. What is typed is checked at once: a good value goes into the item, a wrong one stays in the
 * entry, marked, with the reason in a row below it. */

G_BEGIN_DECLS

#define CW_TYPE_TOPOLOGY_FIELD_ROW (cw_topology_field_row_get_type ())
G_DECLARE_FINAL_TYPE (CwTopologyFieldRow, cw_topology_field_row, CW, TOPOLOGY_FIELD_ROW, AdwEntryRow)

/* Checks and takes the text; FALSE with the reason. */
typedef gboolean (*CwTopologyTake) (gpointer user_data, const char *text, GError **error);

CwTopologyFieldRow *cw_topology_field_row_new       (const CwTopologyField *field, gpointer item);
/* For what is no field: a name. user_data outlives the row: it is a widget around it. */
CwTopologyFieldRow *cw_topology_field_row_new_for   (const char *title, const char *text, CwTopologyTake take, gpointer user_data);
/* Where the reason is said: goes right below the entry, and is hidden while there is none. */
GtkWidget          *cw_topology_field_row_get_note  (CwTopologyFieldRow *self);
gboolean            cw_topology_field_row_is_wrong  (CwTopologyFieldRow *self);
/* Says a reason that was found elsewhere; NULL: all is well. Activates "topology.check". */
void                cw_topology_field_row_show      (CwTopologyFieldRow *self, const char *reason);

G_END_DECLS
