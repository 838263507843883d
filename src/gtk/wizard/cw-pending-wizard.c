/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pending-wizard.h"

#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-request-operation.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

static CwWizardPage *
make_progress (CwOperationFlow *flow)
{
  CwProgressPage *page = cw_progress_page_new (flow);

  g_object_set (page, "title", _("Executing Commands"), NULL);
  return CW_WIZARD_PAGE (page);
}

static CwWizardPage *
make_outcome (CwOperationFlow *flow)
{
  CwOutcomePage *page = cw_outcome_page_new (flow, _("Requests Processed"));

  cw_outcome_page_set_details (page, CW_OUTCOME_REQUESTS);
  g_object_set (page, "title", _("Online Certificate Request Status"), NULL);
  return CW_WIZARD_PAGE (page);
}

void
cw_pending_wizard_show (GtkWindow *parent, CwContext *context)
{
  cw_pending_wizard_show_requests (parent, context, NULL, 0);
}

/* The plan names every request that is asked about: it is the introduction. */
void
cw_pending_wizard_show_requests (GtkWindow *parent, CwContext *context, const gint64 *ids, gsize n)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Process Pending Certificates"), "pending");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  g_autoptr (CwRetrieveOperation) operation = cw_retrieve_operation_new (cw_context_get_authorities (context), ids, n);

  cw_operation_flow_set_operation (flow, CW_OPERATION (operation));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_plan_page_new (flow, _("Pending Certificate"), _("_Process"))));
  cw_wizard_add_page (wizard, make_progress (flow));
  cw_wizard_add_page (wizard, make_outcome (flow));
  cw_wizard_start (wizard);
}
