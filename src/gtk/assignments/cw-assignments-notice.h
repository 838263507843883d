/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-usage-table.h"

/* The line at the top of the home screen, when something expires soon or is not as it was assigned: what it is, one click to mend it, and
 * the whole list. Not there when all is well. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGNMENTS_NOTICE (cw_assignments_notice_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignmentsNotice, cw_assignments_notice, CW, ASSIGNMENTS_NOTICE, AdwBin)

/* warnings: of CwFinding, worst first. Its buttons activate "assignments.mend" and "assignments.renew". */
void cw_assignments_notice_set_warnings (CwAssignmentsNotice *self, GListModel *warnings, CwUsageTable *table);
/* The buttons stand below the sentence. */
void cw_assignments_notice_set_narrow   (CwAssignmentsNotice *self, gboolean narrow);

G_END_DECLS
