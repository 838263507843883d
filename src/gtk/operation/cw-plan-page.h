/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* The summary: prepares the operation when it is entered, and shows what it is going to do: facts, warnings, contents, steps. */

G_BEGIN_DECLS

#define CW_TYPE_PLAN_PAGE (cw_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanPage, cw_plan_page, CW, PLAN_PAGE, CwWizardPage)

/* next_label: what pressing Next does: "_Import". */
CwPlanPage *cw_plan_page_new      (CwOperationFlow *flow, const char *title, const char *next_label);
/* Called when the plan is there: gives the list (transfer full) and the factory of its rows for "Contents", or NULL. */
typedef GListModel *(*CwPlanContents) (CwOperation *operation);
void        cw_plan_page_set_contents (CwPlanPage *self, CwPlanContents contents, GtkListItemFactory *factory);
/* For a draft that many pages fill. make: the operation for it (transfer full), each time the page is entered. command: what does the
 * same on the command line (transfer full). */
typedef CwOperation *(*CwPlanMake)    (gpointer user_data);
typedef char        *(*CwPlanCommand) (gpointer user_data);
void        cw_plan_page_set_source   (CwPlanPage *self, CwPlanMake make, CwPlanCommand command, GObject *user_data);
/* Where warnings have to be agreed to: the label of the tick without which there is no Next. It answers the questions that are only
 * warnings. */
void        cw_plan_page_set_consent  (CwPlanPage *self, const char *label);

G_END_DECLS
