/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-wizard.h"

#include "cw-assign-date-page.h"
#include "cw-assign-store-page.h"
#include "cw-assign-usage-page.h"
#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

static CwOperation *
make_operation (gpointer user_data)
{
  return CW_OPERATION (cw_assign_operation_new (cw_assign_session_get_draft (user_data)));
}

static char *
dup_command (gpointer user_data)
{
  return cw_assign_draft_dup_command (cw_assign_session_get_draft (user_data));
}

static CwWizardPage *
make_summary (CwAssignSession *session)
{
  CwPlanPage *page = cw_plan_page_new (cw_assign_session_get_flow (session), _("Certificate Assignment Summary"), _("_Assign"));

  cw_plan_page_set_source (page, make_operation, dup_command, G_OBJECT (session));
  cw_plan_page_set_consent (page, _("_Assign it all the same"));
  g_object_set (page, "help-page", "assign-summary", NULL);
  return CW_WIZARD_PAGE (page);
}

static CwWizardPage *
make_progress (CwOperationFlow *flow)
{
  CwProgressPage *page = cw_progress_page_new (flow);

  g_object_set (page, "title", _("Executing Commands"), "help-page", "assign-summary", NULL);
  return CW_WIZARD_PAGE (page);
}

static CwWizardPage *
make_outcome (CwOperationFlow *flow)
{
  CwOutcomePage *page = cw_outcome_page_new (flow, _("Certificate Assigned"));

  cw_outcome_page_set_details (page, CW_OUTCOME_STEPS);
  g_object_set (page, "help-page", "assign-summary", NULL);
  return CW_WIZARD_PAGE (page);
}

void
cw_assign_wizard_show (GtkWindow *parent, CwContext *context, CwAssignDraft *draft)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Certificate Assignment"), "assign");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  g_autoptr (CwAssignSession) session = cw_assign_session_new (flow, draft);

  cw_wizard_add_page (wizard, cw_assign_usage_page_new (session));
  cw_wizard_add_page (wizard, cw_assign_store_page_new (session));
  cw_wizard_add_page (wizard, cw_assign_date_page_new (session));
  cw_wizard_add_page (wizard, make_summary (session));
  cw_wizard_add_page (wizard, make_progress (flow));
  cw_wizard_add_page (wizard, make_outcome (flow));
  cw_wizard_start (wizard);
}

void
cw_assign_wizard_show_request (GtkWindow *parent, CwContext *context, const CwRequestRecord *request)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (context));
  g_autoptr (GError) error = NULL;

  g_object_set (draft, "request", request->id, NULL);
  /* A usage whose file is gone meanwhile: others can be ticked. */
  if (request->usages != NULL && *request->usages != '\0' && !cw_assign_draft_set_types (draft, request->usages, &error))
    g_debug ("The usages of request %" G_GINT64_FORMAT ": %s", request->id, error->message);
  cw_assign_wizard_show (parent, context, draft);
}

void
cw_assign_wizard_show_certificate (GtkWindow *parent, CwContext *context, CwStoredCertificate *certificate)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (context));

  g_object_set (draft, "reference", cw_stored_certificate_get_thumbprint (certificate), NULL);
  cw_assign_wizard_show (parent, context, draft);
}
