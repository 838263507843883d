/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-usage-table.h"
#include "cw-wizard-page.h"

/* "Remove Certificate": what that means, and which one: the current, the previous or the next. */

G_BEGIN_DECLS

#define CW_TYPE_REMOVE_PAGE (cw_remove_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRemovePage, cw_remove_page, CW, REMOVE_PAGE, CwWizardPage)

/* usages: of CwUsage. */
CwRemovePage *cw_remove_page_new            (CwOperationFlow *flow, GPtrArray *usages);
/* For the plan. */
CwOperation  *cw_remove_page_make_operation (CwRemovePage *self);
char         *cw_remove_page_dup_command    (CwRemovePage *self);

G_END_DECLS
