/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The home screen: the usages in their groups, what each one has now, next and before, what its port serves, and what can be done; as a
 * table, and as a picture over time. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGNMENTS_VIEW (cw_assignments_view_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignmentsView, cw_assignments_view, CW, ASSIGNMENTS_VIEW, AdwBin)

/* Property "ready" (boolean, notified): there are rows to be shown, or it is known that there are none. */
void           cw_assignments_view_set_context (CwAssignmentsView *self, CwContext *context);
gboolean       cw_assignments_view_is_ready    (CwAssignmentsView *self);
GtkColumnView *cw_assignments_view_get_table   (CwAssignmentsView *self);
/* Reads again, and checks from file to port: after something was done that no row tells of. */
void           cw_assignments_view_refresh     (CwAssignmentsView *self);

G_END_DECLS
