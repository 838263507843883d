/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-plan-page.h"

#include "cw-error.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

/* More rows than this are no summary any more. */
#define MAX_ROWS 50

struct _CwPlanPage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  CwOperation *watched;
  CwPlanContents get_contents;
  CwPlanMake make;
  CwPlanCommand dup_command;
  GObject *source;             /* of these two */
  GPtrArray *step_rows;        /* borrowed from the expander */
  gboolean asks_consent;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *working_label;
  GtkProgressBar *working_bar;
  AdwStatusPage *error_page;
  GtkButton *retry_button;
  GtkLabel *title_label;
  GtkListBox *problems;
  GtkListBox *consent_box;
  AdwActionRow *consent_row;
  GtkCheckButton *consent_check;
  GtkListBox *facts;
  GtkBox *contents_box;
  GtkLabel *contents_label;
  GtkListView *contents;
  AdwExpanderRow *steps;
  GtkBox *command_box;
  GtkLabel *command_label;
};

G_DEFINE_FINAL_TYPE (CwPlanPage, cw_plan_page, CW_TYPE_WIZARD_PAGE)

static GtkWidget *
make_fact_row (gpointer item)
{
  return cw_fact_row_new (cw_plan_fact_get_property (item), cw_plan_fact_get_value (item));
}

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static void
show_steps (CwPlanPage *self, CwPlan *plan)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (plan));
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%'u step", "%'u steps", n), n);

  for (guint i = 0; i < self->step_rows->len; i++)
    adw_expander_row_remove (self->steps, g_ptr_array_index (self->step_rows, i));
  g_ptr_array_set_size (self->step_rows, 0);
  adw_expander_row_set_subtitle (self->steps, subtitle);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);
      GtkWidget *row = cw_row_new (cw_plan_step_get_title (step), cw_plan_step_get_detail (step));

      adw_expander_row_add_row (self->steps, row);
      g_ptr_array_add (self->step_rows, row);
    }
}

static void
show_contents (CwPlanPage *self)
{
  g_autoptr (GListModel) model = self->get_contents != NULL ? self->get_contents (cw_operation_flow_get_operation (self->flow)) : NULL;
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  g_autofree char *text = g_strdup_printf (ngettext ("Contents: %'u item", "Contents: %'u items", n), n);
  g_autoptr (GtkNoSelection) selection = model != NULL ? gtk_no_selection_new (g_object_ref (model)) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->contents_box), n > 0);
  gtk_label_set_text (self->contents_label, text);
  gtk_list_view_set_model (self->contents, GTK_SELECTION_MODEL (selection));
}

static void
show_command (CwPlanPage *self)
{
  g_autofree char *command = self->dup_command != NULL ? self->dup_command (self->source) : NULL;

  gtk_label_set_text (self->command_label, command != NULL ? command : "");
  gtk_widget_set_visible (GTK_WIDGET (self->command_box), command != NULL);
}

static void
copy_cb (CwPlanPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->command_label));
}

/* ---- agreeing to what is only a warning ---- */

static gboolean
is_forbidden (CwPlan *plan)
{
  GListModel *problems = cw_plan_get_problems (plan);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        return TRUE;
    }
  return FALSE;
}

static gboolean
needs_consent (CwPlanPage *self)
{
  CwPlan *plan = cw_operation_flow_get_plan (self->flow);

  return self->asks_consent && plan != NULL && cw_plan_needs_consent (plan);
}

static void
update_complete (CwPlanPage *self)
{
  CwPlan *plan = cw_operation_flow_get_plan (self->flow);
  gboolean prepared = cw_operation_flow_get_state (self->flow) == CW_FLOW_PREPARED && plan != NULL;
  gboolean agreed = gtk_check_button_get_active (self->consent_check);
  /* What this computer does not let us do is no matter of consent. */
  gboolean possible = prepared && cw_plan_changes_anything (plan) && !(self->asks_consent && is_forbidden (plan));

  if (prepared && self->asks_consent)
    cw_operation_set_flags (cw_operation_flow_get_operation (self->flow), needs_consent (self) && agreed ? CW_OPERATION_FORCE : CW_OPERATION_NORMAL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), possible && (!needs_consent (self) || agreed));
}

/* Each plan is agreed to anew. */
static void
show_consent (CwPlanPage *self)
{
  gtk_check_button_set_active (self->consent_check, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->consent_box), needs_consent (self));
}

static void
show_plan (CwPlanPage *self)
{
  CwPlan *plan = cw_operation_flow_get_plan (self->flow);

  gtk_label_set_text (self->title_label, cw_plan_get_title (plan));
  cw_fill_list_box (self->facts, cw_plan_get_facts (plan), MAX_ROWS, make_fact_row);
  cw_fill_list_box (self->problems, cw_plan_get_problems (plan), MAX_ROWS, make_problem_row);
  show_consent (self);
  show_contents (self);
  show_steps (self, plan);
  show_command (self);
  gtk_stack_set_visible_child_name (self->stack, "plan");
}

static void
show_error (CwPlanPage *self)
{
  const GError *error = cw_operation_flow_get_error (self->flow);
  gboolean cancelled = g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED);
  const char *remedy = cw_error_get_remedy (error);
  g_autofree char *text = remedy != NULL && !cancelled ? g_strdup_printf ("%s\n\n%s", error->message, remedy) : g_strdup (error->message);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_title (self->error_page, cancelled ? _("Cancelled") : _("This Did Not Work"));
  adw_status_page_set_description (self->error_page, cancelled ? _("Nothing was changed.") : markup);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
update (CwPlanPage *self)
{
  CwFlowState state = cw_operation_flow_get_state (self->flow);

  gtk_spinner_set_spinning (self->spinner, state == CW_FLOW_PREPARING);
  if (state == CW_FLOW_PREPARING)
    gtk_stack_set_visible_child_name (self->stack, "working");
  else if (state == CW_FLOW_PREPARED)
    show_plan (self);
  else if (state == CW_FLOW_NOT_PREPARED)
    show_error (self);
  update_complete (self);
}

static void
progress_cb (CwPlanPage *self)
{
  CwOperation *operation = cw_operation_flow_get_operation (self->flow);
  double fraction = cw_operation_get_fraction (operation);
  const char *text = cw_operation_get_progress (operation);

  if (text != NULL && *text != '\0')
    gtk_label_set_text (self->working_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->working_bar), fraction >= 0);
  gtk_progress_bar_set_fraction (self->working_bar, CLAMP (fraction, 0, 1));
}

static void
retry_cb (CwPlanPage *self)
{
  cw_operation_flow_prepare (self->flow);
}

static void
cw_plan_page_enter (CwWizardPage *page)
{
  CwPlanPage *self = CW_PLAN_PAGE (page);
  g_autoptr (CwOperation) made = self->make != NULL ? self->make (self->source) : NULL;
  CwOperation *operation;

  if (made != NULL)
    cw_operation_flow_set_operation (self->flow, made);
  operation = cw_operation_flow_get_operation (self->flow);
  if (self->watched != operation)
    {
      g_set_object (&self->watched, operation);
      g_signal_connect_object (operation, "notify", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
    }
  cw_operation_flow_prepare (self->flow);
}

static void
cw_plan_page_leave (CwWizardPage *page)
{
  cw_operation_flow_cancel (CW_PLAN_PAGE (page)->flow);
}

static gboolean
cw_plan_page_cancel (CwWizardPage *page)
{
  /* Stops what is being read; the window closes in any case. */
  cw_operation_flow_cancel (CW_PLAN_PAGE (page)->flow);
  return FALSE;
}

static void
cw_plan_page_dispose (GObject *object)
{
  CwPlanPage *self = CW_PLAN_PAGE (object);

  g_clear_object (&self->watched);
  g_clear_object (&self->source);
  g_clear_object (&self->flow);
  G_OBJECT_CLASS (cw_plan_page_parent_class)->dispose (object);
}

static void
cw_plan_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_PLAN_PAGE (object)->step_rows);
  G_OBJECT_CLASS (cw_plan_page_parent_class)->finalize (object);
}

static void
cw_plan_page_class_init (CwPlanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CwWizardPageClass *page_class = CW_WIZARD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_plan_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_plan_page_finalize;
  page_class->enter = cw_plan_page_enter;
  page_class->leave = cw_plan_page_leave;
  page_class->cancel = cw_plan_page_cancel;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/operation/cw-plan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, working_label);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, working_bar);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, consent_box);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, consent_row);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, consent_check);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, contents_box);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, contents_label);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, contents);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, steps);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, command_box);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, command_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_complete);
}

static void
cw_plan_page_init (CwPlanPage *self)
{
  self->step_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwPlanPage *
cw_plan_page_new (CwOperationFlow *flow, const char *title, const char *next_label)
{
  CwPlanPage *self = g_object_new (CW_TYPE_PLAN_PAGE, "title", title, "next-label", next_label, NULL);

  self->flow = g_object_ref (flow);
  g_signal_connect_object (flow, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return self;
}

void
cw_plan_page_set_contents (CwPlanPage *self, CwPlanContents contents, GtkListItemFactory *factory)
{
  self->get_contents = contents;
  gtk_list_view_set_factory (self->contents, factory);
}

void
cw_plan_page_set_source (CwPlanPage *self, CwPlanMake make, CwPlanCommand command, GObject *user_data)
{
  self->make = make;
  self->dup_command = command;
  g_set_object (&self->source, user_data);
  adw_expander_row_set_expanded (self->steps, TRUE);
}

void
cw_plan_page_set_consent (CwPlanPage *self, const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *name = g_strjoinv ("", parts);

  self->asks_consent = TRUE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->consent_row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->consent_check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
