/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assignments-bar.h"

#include "cw-explain.h"

#include <glib/gi18n-lib.h>

struct _CwAssignmentsBar
{
  AdwBin parent_instance;

  GtkWidget *refresh_button;
  GtkWidget *process_button;
  AdwButtonContent *refresh_content;
  AdwButtonContent *import_content;
  AdwButtonContent *process_content;
  AdwButtonContent *help_content;
  GtkSpinner *checking_spinner;
};

G_DEFINE_FINAL_TYPE (CwAssignmentsBar, cw_assignments_bar, ADW_TYPE_BIN)

static char *
dup_process_tip (guint pending)
{
  if (pending == 0)
    return g_strdup (_("Not possible: Refresh has not found a pending request"));
  return g_strdup_printf (ngettext ("Ask about %'u pending request (Ctrl+P)", "Ask about %'u pending requests (Ctrl+P)", pending), pending);
}

static void
cw_assignments_bar_class_init (CwAssignmentsBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-assignments-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, process_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, refresh_content);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, import_content);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, process_content);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, help_content);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsBar, checking_spinner);
}

static void
cw_assignments_bar_init (CwAssignmentsBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_assignments_bar_update (CwAssignmentsBar *self, CwUsageTable *table)
{
  gboolean checking = cw_usage_table_is_checking (table);

  gtk_spinner_set_spinning (self->checking_spinner, checking);
  gtk_widget_set_visible (GTK_WIDGET (self->checking_spinner), checking);
  cw_explain (self->refresh_button, g_strdup (checking ? _("Not possible: every assignment is being checked already")
                                                       : _("Read again, look for pending requests, and check every assignment from file to port (F5)")));
  cw_explain (self->process_button, dup_process_tip (cw_usage_table_get_n_pending (table)));
}

void
cw_assignments_bar_set_narrow (CwAssignmentsBar *self, gboolean narrow)
{
  adw_button_content_set_label (self->refresh_content, narrow ? "" : _("Re_fresh"));
  adw_button_content_set_label (self->import_content, narrow ? "" : _("_Import Certificate"));
  adw_button_content_set_label (self->process_content, narrow ? "" : _("_Process Pending Certificates"));
  adw_button_content_set_label (self->help_content, narrow ? "" : _("_Help"));
}
