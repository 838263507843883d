/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-usage-table.h"

/* The bar at the bottom of the home screen: what is done whatever is chosen, as on the vendor's page, and whether a check is going on. It calls
 * the actions of the home screen. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGNMENTS_BAR (cw_assignments_bar_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignmentsBar, cw_assignments_bar, CW, ASSIGNMENTS_BAR, AdwBin)

void cw_assignments_bar_update     (CwAssignmentsBar *self, CwUsageTable *table);
/* The buttons have no words. */
void cw_assignments_bar_set_narrow (CwAssignmentsBar *self, gboolean narrow);

G_END_DECLS
