/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-wizard.h"

#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-request-account-page.h"
#include "cw-request-additions-page.h"
#include "cw-request-authority-page.h"
#include "cw-request-delay-page.h"
#include "cw-request-file-page.h"
#include "cw-request-geography-page.h"
#include "cw-request-names-page.h"
#include "cw-request-organization-page.h"
#include "cw-request-result-page.h"
#include "cw-request-security-page.h"
#include "cw-request-sip-page.h"
#include "cw-request-template-page.h"
#include "cw-request-usage-page.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

/* Something has to be wished for from the start: a service of this computer, else what the vendor's pages begin with. */
static void
choose_usage (CwRequestDraft *draft)
{
  GListModel *catalogue = G_LIST_MODEL (cw_request_draft_get_catalogue (draft));
  CwUsage *usual = cw_usage_catalogue_find (cw_request_draft_get_catalogue (draft), "Default");

  for (guint i = 0; i < g_list_model_get_n_items (catalogue); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (catalogue, i);

      if (cw_usage_is_present (usage))
        {
          cw_request_draft_set_usage (draft, usage, TRUE);
          return;
        }
    }
  if (usual != NULL)
    cw_request_draft_set_usage (draft, usual, TRUE);
}

static CwRequestDraft *
make_draft (CwContext *context)
{
  CwRequestDraft *draft = cw_request_draft_new (cw_context_get_topology (context), cw_context_get_usages (context));

  choose_usage (draft);
  return draft;
}

static CwOperation *
make_operation (gpointer user_data)
{
  return cw_request_session_make_operation (user_data);
}

static char *
dup_command (gpointer user_data)
{
  return cw_request_draft_dup_command (cw_request_session_get_draft (user_data));
}

static CwWizardPage *
make_summary (CwRequestSession *session)
{
  CwPlanPage *page = cw_plan_page_new (cw_request_session_get_flow (session), _("Certificate Request Summary"), _("_Request"));

  cw_plan_page_set_source (page, make_operation, dup_command, G_OBJECT (session));
  g_object_set (page, "help-page", "request-summary", NULL);
  return CW_WIZARD_PAGE (page);
}

static CwWizardPage *
make_progress (CwRequestSession *session)
{
  CwProgressPage *page = cw_progress_page_new (cw_request_session_get_flow (session));

  g_object_set (page, "title", _("Executing Commands"), "help-page", "request-executing", NULL);
  return CW_WIZARD_PAGE (page);
}

/* The order of the vendor's pages; those that do not apply are passed over. */
static void
add_pages (CwWizard *wizard, CwRequestSession *session)
{
  const GType types[] = {
    CW_TYPE_REQUEST_USAGE_PAGE, CW_TYPE_REQUEST_DELAY_PAGE, CW_TYPE_REQUEST_AUTHORITY_PAGE, CW_TYPE_REQUEST_FILE_PAGE,
    CW_TYPE_REQUEST_ACCOUNT_PAGE, CW_TYPE_REQUEST_TEMPLATE_PAGE, CW_TYPE_REQUEST_SECURITY_PAGE, CW_TYPE_REQUEST_ORGANIZATION_PAGE,
    CW_TYPE_REQUEST_GEOGRAPHY_PAGE, CW_TYPE_REQUEST_NAMES_PAGE, CW_TYPE_REQUEST_SIP_PAGE, CW_TYPE_REQUEST_ADDITIONS_PAGE,
  };
  CwWizardPage *first = NULL;
  CwWizardPage *summary;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      CwWizardPage *page = cw_request_page_new (types[i], session);

      first = first != NULL ? first : page;
      cw_wizard_add_page (wizard, page);
    }
  summary = make_summary (session);
  cw_wizard_add_page (wizard, summary);
  cw_wizard_add_page (wizard, make_progress (session));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_request_result_page_new (session, first, summary)));
}

static GtkWidget *
present (GtkWindow *parent, CwContext *context, CwRequestDraft *draft, gboolean recall)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Certificate Request"), "request");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  g_autoptr (CwRequestSession) session = cw_request_session_new (flow, draft);

  if (recall)
    cw_request_session_recall (session);
  add_pages (wizard, session);
  cw_wizard_start (wizard);
  return GTK_WIDGET (wizard);
}

GtkWidget *
cw_request_wizard_present (GtkWindow *parent, CwContext *context, CwRequestDraft *draft)
{
  g_autoptr (CwRequestDraft) own = draft != NULL ? g_object_ref (draft) : make_draft (context);

  return present (parent, context, own, draft == NULL);
}

GtkWidget *
cw_request_wizard_present_for (GtkWindow *parent, CwContext *context, GPtrArray *usages)
{
  CwUsageCatalogue *catalogue = cw_context_get_usages (context);
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (cw_context_get_topology (context), catalogue);

  /* By their ids: the table of the home screen may have read the files anew. */
  for (guint i = 0; i < usages->len; i++)
    {
      CwUsage *usage = cw_usage_catalogue_find (catalogue, cw_usage_get_id (usages->pdata[i]));

      if (usage != NULL)
        cw_request_draft_set_usage (draft, usage, TRUE);
    }
  if (g_list_model_get_n_items (cw_request_draft_get_usages (draft)) == 0)
    choose_usage (draft);
  return present (parent, context, draft, TRUE);
}
