/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-wizard.h"

#include "cw-assign-wizard.h"
#include "cw-import-item-row.h"
#include "cw-import-source-page.h"
#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

static GListModel *
get_preview (CwOperation *operation)
{
  GListModel *preview = cw_import_operation_get_preview (CW_IMPORT_OPERATION (operation));

  return preview != NULL ? g_object_ref (preview) : NULL;
}

static CwWizardPage *
make_plan_page (CwOperationFlow *flow)
{
  CwPlanPage *page = cw_plan_page_new (flow, _("Import Certificate Summary"), _("_Import"));
  g_autoptr (GtkListItemFactory) factory = cw_import_item_row_new_factory ();

  cw_plan_page_set_contents (page, get_preview, factory);
  return CW_WIZARD_PAGE (page);
}

/* ---- the end ---- */

/* The first with a key; NULL: none. */
static CwStoredCertificate *
find_assignable (CwOutcome *outcome)
{
  GListModel *certificates = cw_outcome_get_certificates (outcome);

  for (guint i = 0; i < g_list_model_get_n_items (certificates); i++)
    {
      g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (certificates, i);

      if (cw_stored_certificate_has_private_key (certificate) && !cw_stored_certificate_is_ca (certificate))
        return g_steal_pointer (&certificate);
    }
  return NULL;
}

static gboolean
can_assign (CwOutcome *outcome)
{
  g_autoptr (CwStoredCertificate) certificate = find_assignable (outcome);

  return certificate != NULL;
}

/* In place of this wizard, which is done. */
static void
assign (GtkWindow *window, CwContext *context, CwOutcome *outcome)
{
  g_autoptr (CwStoredCertificate) certificate = find_assignable (outcome);

  cw_assign_wizard_show_certificate (gtk_window_get_transient_for (window), context, certificate);
  gtk_window_destroy (window);
}

static CwWizardPage *
make_outcome_page (CwOperationFlow *flow, GtkWindow *parent)
{
  CwOutcomePage *page = cw_outcome_page_new (flow, _("Import Finished"));

  /* Over the assignment wizard it goes on there. */
  if (parent == NULL || !CW_IS_WIZARD (parent))
    cw_outcome_page_set_next (page, _("_Assign…"), can_assign, assign);
  return CW_WIZARD_PAGE (page);
}

void
cw_import_wizard_show (GtkWindow *parent, CwContext *context, CwImportDraft *draft)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Import Certificate"), "import");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));

  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_import_source_page_new (flow, draft)));
  cw_wizard_add_page (wizard, make_plan_page (flow));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_progress_page_new (flow)));
  cw_wizard_add_page (wizard, make_outcome_page (flow, parent));
  cw_wizard_start (wizard);
}
