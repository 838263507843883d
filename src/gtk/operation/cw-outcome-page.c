/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-outcome-page.h"

#include "cw-certificate-dialog.h"
#include "cw-error.h"
#include "cw-paths.h"
#include "cw-report-opener.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 100

struct _CwOutcomePage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  char *done_title;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *summary_label;
  GtkLabel *remedy_label;
  GtkButton *view_button;
  GtkButton *log_button;
  GtkListBox *certificates;
  GtkListBox *files;
  GtkListBox *problems;
};

G_DEFINE_FINAL_TYPE (CwOutcomePage, cw_outcome_page, CW_TYPE_WIZARD_PAGE)

static const struct
{
  const char *icon;
  const char *style;
  const char *title;
} results[] = {
  [CW_RESULT_DONE] = { "emblem-ok-symbolic", "success", NULL },
  [CW_RESULT_NOTHING] = { "dialog-information-symbolic", "dim-label", N_("Nothing to Do") },
  [CW_RESULT_PARTLY] = { "dialog-warning-symbolic", "warning", N_("Done, with Problems") },
  [CW_RESULT_CANCELLED] = { "process-stop-symbolic", "dim-label", N_("Cancelled") },
  [CW_RESULT_FAILED] = { "dialog-error-symbolic", "error", N_("This Did Not Work") },
  [CW_RESULT_PENDING] = { "document-open-recent-symbolic", "accent", N_("Waiting for the Authority") },
  [CW_RESULT_DENIED] = { "action-unavailable-symbolic", "error", N_("Denied") },
};

static GtkWidget *
make_certificate_row (gpointer item)
{
  return cw_certificate_row_widget_new (item);
}

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static GtkWidget *
make_file_row (gpointer item)
{
  g_autofree char *name = g_file_get_basename (item);
  g_autofree char *path = cw_paths_dup_display (g_file_peek_path (item));
  g_autofree char *display = g_filename_display_name (name);
  GtkWidget *row = cw_row_new (display, path);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("text-x-generic-symbolic"));
  return row;
}

static void
show_result (CwOutcomePage *self, CwOutcome *outcome)
{
  CwResult result = cw_outcome_get_result (outcome);
  const GError *error = cw_outcome_get_error (outcome);
  const char *remedy = error != NULL && result == CW_RESULT_FAILED ? cw_error_get_remedy (error) : NULL;
  const char *title = results[result].title;

  gtk_image_set_from_icon_name (self->icon, results[result].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]) { results[result].style, NULL });
  gtk_label_set_text (self->title_label, title != NULL ? _(title) : self->done_title);
  gtk_label_set_text (self->summary_label, cw_outcome_get_summary (outcome));
  gtk_label_set_text (self->remedy_label, remedy != NULL ? remedy : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_label), remedy != NULL);
}

static void
cw_outcome_page_enter (CwWizardPage *page)
{
  CwOutcomePage *self = CW_OUTCOME_PAGE (page);
  CwOutcome *outcome = cw_operation_flow_get_outcome (self->flow);
  GListModel *certificates = cw_outcome_get_certificates (outcome);

  show_result (self, outcome);
  cw_fill_list_box (self->certificates, certificates, MAX_ROWS, make_certificate_row);
  cw_fill_list_box (self->files, cw_outcome_get_files (outcome), MAX_ROWS, make_file_row);
  cw_fill_list_box (self->problems, cw_outcome_get_problems (outcome), MAX_ROWS, make_problem_row);
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), g_list_model_get_n_items (certificates) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->log_button), cw_outcome_get_history_id (outcome) != 0);
}

static void
view_cb (CwOutcomePage *self)
{
  g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (cw_outcome_get_certificates (cw_operation_flow_get_outcome (self->flow)), 0);

  if (certificate != NULL)
    cw_certificate_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), cw_operation_flow_get_context (self->flow),
                                cw_stored_certificate_get_id (certificate));
}

static void
log_cb (CwOutcomePage *self)
{
  cw_report_opener_show (GTK_WIDGET (self), cw_operation_flow_get_context (self->flow),
                         cw_outcome_get_history_id (cw_operation_flow_get_outcome (self->flow)));
}

static void
cw_outcome_page_dispose (GObject *object)
{
  CwOutcomePage *self = CW_OUTCOME_PAGE (object);

  g_clear_object (&self->flow);
  g_clear_pointer (&self->done_title, g_free);
  G_OBJECT_CLASS (cw_outcome_page_parent_class)->dispose (object);
}

static void
cw_outcome_page_class_init (CwOutcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_outcome_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_outcome_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/operation/cw-outcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, icon);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, remedy_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, log_button);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, certificates);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, files);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, problems);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_cb);
}

static void
cw_outcome_page_init (CwOutcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwOutcomePage *
cw_outcome_page_new (CwOperationFlow *flow, const char *done_title)
{
  CwOutcomePage *self = g_object_new (CW_TYPE_OUTCOME_PAGE, NULL);

  self->flow = g_object_ref (flow);
  self->done_title = g_strdup (done_title);
  return self;
}
