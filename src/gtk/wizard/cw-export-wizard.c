/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-export-wizard.h"

#include "cw-export-format-page.h"
#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

void
cw_export_wizard_show (GtkWindow *parent, CwContext *context, const gint64 *ids, gsize n)
{
  CwWizard *wizard = cw_wizard_new (parent, _("Export Certificate"), "export");
  g_autoptr (CwOperationFlow) flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  g_autoptr (CwExportDraft) draft = cw_export_draft_new (ids, n);

  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_export_format_page_new (flow, draft)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_plan_page_new (flow, _("Export Summary"), _("_Export"))));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_progress_page_new (flow)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_outcome_page_new (flow, _("Export Finished"))));
  cw_wizard_start (wizard);
}
