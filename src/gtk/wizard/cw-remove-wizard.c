/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-remove-wizard.h"

#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-remove-page.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

static CwOperation *
make_operation (gpointer user_data)
{
  return cw_remove_page_make_operation (user_data);
}

static char *
dup_command (gpointer user_data)
{
  return cw_remove_page_dup_command (user_data);
}

static CwWizardPage *
make_summary (CwOperationFlow *flow, CwRemovePage *first)
{
  CwPlanPage *page = cw_plan_page_new (flow, _("Remove Certificate Summary"), _("_Remove"));

  cw_plan_page_set_source (page, make_operation, dup_command, G_OBJECT (first));
  cw_plan_page_set_consent (page, _("_Remove it all the same"));
  return CW_WIZARD_PAGE (page);
}

static CwWizardPage *
make_outcome (CwOperationFlow *flow)
{
  CwOutcomePage *page = cw_outcome_page_new (flow, _("Certificate Removed"));

  cw_outcome_page_set_details (page, CW_OUTCOME_STEPS);
  return CW_WIZARD_PAGE (page);
}

void
cw_remove_wizard_show (GtkWindow *parent, CwContext *context, GPtrArray *usages)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Remove Certificate"), "remove");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  CwRemovePage *first = cw_remove_page_new (flow, usages);

  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (first));
  cw_wizard_add_page (wizard, make_summary (flow, first));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_progress_page_new (flow)));
  cw_wizard_add_page (wizard, make_outcome (flow));
  cw_wizard_start (wizard);
}
