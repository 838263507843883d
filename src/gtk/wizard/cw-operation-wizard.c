/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-operation-wizard.h"

#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-wizard.h"

GtkWidget *
cw_operation_wizard_show (GtkWindow *parent, CwContext *context, CwOperation *operation, const char *title, const char *next_label,
                          const char *done_title)
{
  CwWizard *wizard = cw_wizard_new (parent, title, "store");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));

  cw_operation_flow_set_operation (flow, operation);
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_plan_page_new (flow, title, next_label)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_progress_page_new (flow)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_outcome_page_new (flow, done_title)));
  cw_wizard_start (wizard);
  return GTK_WIDGET (wizard);
}
