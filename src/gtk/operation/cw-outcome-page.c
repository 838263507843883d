/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-outcome-page.h"

#include "cw-assign-wizard.h"
#include "cw-certificate-dialog.h"
#include "cw-error.h"
#include "cw-paths.h"
#include "cw-report-opener.h"
#include "cw-request-look.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 100

struct _CwOutcomePage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  char *done_title;
  GPtrArray *step_rows;        /* borrowed from the expander */
  CwOutcomeDetails details;
  CwOutcomeOffer is_for;
  CwOutcomeNext next;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *summary_label;
  GtkLabel *remedy_label;
  GtkButton *next_button;
  GtkButton *view_button;
  GtkButton *log_button;
  GtkListBox *requests;
  GtkListBox *certificates;
  GtkListBox *files;
  GtkListBox *problems;
  GtkListBox *notes;
  GtkListBox *steps_box;
  AdwExpanderRow *steps;
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
make_request_row (gpointer item)
{
  return cw_request_line_new (item);
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

static GtkWidget *
make_step_row (gpointer item)
{
  return cw_step_row_new (item);
}

/* The steps that have something to tell: what a port serves, why one was left out, what was put back. */
static GListStore *
list_notes (CwPlan *plan, gboolean *failed)
{
  GListStore *notes = g_list_store_new (CW_TYPE_PLAN_STEP);

  *failed = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);
      CwStepState state = cw_plan_step_get_state (step);

      *failed = *failed || state == CW_STEP_FAILED || state == CW_STEP_UNDONE;
      if (cw_plan_step_get_message (step) != NULL)
        g_list_store_append (notes, step);
    }
  return notes;
}

static void
show_steps (CwOutcomePage *self, CwPlan *plan)
{
  gboolean failed = FALSE;
  g_autoptr (GListStore) notes = (self->details & CW_OUTCOME_STEPS) ? list_notes (plan, &failed) : g_list_store_new (CW_TYPE_PLAN_STEP);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (plan));
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%'u step", "%'u steps", n), n);

  for (guint i = 0; i < self->step_rows->len; i++)
    adw_expander_row_remove (self->steps, g_ptr_array_index (self->step_rows, i));
  g_ptr_array_set_size (self->step_rows, 0);
  adw_expander_row_set_subtitle (self->steps, subtitle);
  cw_fill_list_box (self->notes, G_LIST_MODEL (notes), MAX_ROWS, make_step_row);
  adw_expander_row_set_expanded (self->steps, failed);
  gtk_widget_set_visible (GTK_WIDGET (self->steps_box), (self->details & CW_OUTCOME_STEPS) && n > 0);
  for (guint i = 0; (self->details & CW_OUTCOME_STEPS) && i < MIN (n, MAX_ROWS); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);
      GtkWidget *row = cw_step_row_new (step);

      adw_expander_row_add_row (self->steps, row);
      g_ptr_array_add (self->step_rows, row);
    }
}

/* ---- requests ---- */

static void
assign_cb (GtkButton *button, CwOutcomePage *self)
{
  CwStoredRequest *request = g_object_get_data (G_OBJECT (button), "cw-request");

  cw_assign_wizard_show_request (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), cw_operation_flow_get_context (self->flow),
                                 cw_stored_request_get_record (request));
}

static GtkWidget *
make_assign_button (CwOutcomePage *self, CwStoredRequest *request)
{
  g_autofree char *title = cw_request_look_dup_title (cw_stored_request_get_record (request));
  g_autofree char *name = g_strdup_printf (_("Assign %s…"), title);
  GtkWidget *button = gtk_button_new_with_label (_("Assign…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "cw-request", g_object_ref (request), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (assign_cb), self, 0);
  return button;
}

static void
show_requests (CwOutcomePage *self, GListModel *requests)
{
  guint n = (self->details & CW_OUTCOME_REQUESTS) ? g_list_model_get_n_items (requests) : 0;

  cw_fill_list_box (self->requests, n > 0 ? requests : NULL, MAX_ROWS, make_request_row);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      g_autoptr (CwStoredRequest) request = g_list_model_get_item (requests, i);
      const CwRequestRecord *record = cw_stored_request_get_record (request);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->requests, (int) i);

      if (record->state == CW_REQUEST_ISSUED && record->certificate != 0)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_assign_button (self, request));
    }
}

static void
cw_outcome_page_enter (CwWizardPage *page)
{
  CwOutcomePage *self = CW_OUTCOME_PAGE (page);
  CwOutcome *outcome = cw_operation_flow_get_outcome (self->flow);
  GListModel *certificates = cw_outcome_get_certificates (outcome);

  show_result (self, outcome);
  show_requests (self, cw_outcome_get_requests (outcome));
  cw_fill_list_box (self->certificates, certificates, MAX_ROWS, make_certificate_row);
  cw_fill_list_box (self->files, cw_outcome_get_files (outcome), MAX_ROWS, make_file_row);
  cw_fill_list_box (self->problems, cw_outcome_get_problems (outcome), MAX_ROWS, make_problem_row);
  show_steps (self, cw_outcome_get_plan (outcome));
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), self->is_for != NULL && self->is_for (outcome));
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), g_list_model_get_n_items (certificates) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->log_button), cw_outcome_get_history_id (outcome) != 0);
}

static void
next_cb (CwOutcomePage *self)
{
  self->next (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), cw_operation_flow_get_context (self->flow),
              cw_operation_flow_get_outcome (self->flow));
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
cw_outcome_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_OUTCOME_PAGE (object)->step_rows);
  G_OBJECT_CLASS (cw_outcome_page_parent_class)->finalize (object);
}

static void
cw_outcome_page_class_init (CwOutcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_outcome_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_outcome_page_finalize;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_outcome_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/operation/cw-outcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, icon);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, remedy_label);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, next_button);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, log_button);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, requests);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, certificates);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, files);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, notes);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, steps_box);
  gtk_widget_class_bind_template_child (widget_class, CwOutcomePage, steps);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_cb);
}

static void
cw_outcome_page_init (CwOutcomePage *self)
{
  self->step_rows = g_ptr_array_new ();
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

void
cw_outcome_page_set_details (CwOutcomePage *self, CwOutcomeDetails details)
{
  self->details = details;
}

void
cw_outcome_page_set_next (CwOutcomePage *self, const char *label, CwOutcomeOffer is_for, CwOutcomeNext next)
{
  gtk_button_set_label (self->next_button, label);
  self->is_for = is_for;
  self->next = next;
}
