/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-progress-page.h"

#include "cw-log-box.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 200

struct _CwProgressPage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  CwOperation *watched;
  guint pulse;

  GtkLabel *progress_label;
  GtkProgressBar *bar;
  GtkListBox *steps;
  CwLogBox *log_box;
};

G_DEFINE_FINAL_TYPE (CwProgressPage, cw_progress_page, CW_TYPE_WIZARD_PAGE)

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (CW_PROGRESS_PAGE (user_data)->bar);
  return G_SOURCE_CONTINUE;
}

/* An unknown end is shown as movement, not as a number that is not true. */
static void
show_fraction (CwProgressPage *self, double fraction)
{
  if (fraction >= 0)
    {
      g_clear_handle_id (&self->pulse, g_source_remove);
      gtk_progress_bar_set_fraction (self->bar, MIN (fraction, 1));
    }
  else if (self->pulse == 0)
    self->pulse = g_timeout_add (120, pulse_cb, self);
}

static void
progress_cb (CwProgressPage *self)
{
  const char *text = cw_operation_get_progress (self->watched);

  if (cw_operation_flow_get_state (self->flow) != CW_FLOW_RUNNING)
    return;
  if (text != NULL && *text != '\0')
    gtk_label_set_text (self->progress_label, text);
  show_fraction (self, cw_operation_get_fraction (self->watched));
  cw_wizard_page_set_can_cancel (CW_WIZARD_PAGE (self), cw_operation_can_cancel (self->watched));
}

static void
state_cb (CwProgressPage *self)
{
  if (cw_operation_flow_get_state (self->flow) != CW_FLOW_DONE)
    return;
  g_clear_handle_id (&self->pulse, g_source_remove);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), TRUE);
  cw_wizard_page_finish (CW_WIZARD_PAGE (self));
}

static GtkWidget *
make_step_row (gpointer item)
{
  return cw_step_row_new (item);
}

static void
cw_progress_page_enter (CwWizardPage *page)
{
  CwProgressPage *self = CW_PROGRESS_PAGE (page);
  CwOperation *operation = cw_operation_flow_get_operation (self->flow);

  if (g_set_object (&self->watched, operation))
    g_signal_connect_object (operation, "notify", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  cw_fill_list_box (self->steps, G_LIST_MODEL (cw_operation_flow_get_plan (self->flow)), MAX_ROWS, make_step_row);
  cw_log_box_set_operation (self->log_box, operation);
  cw_wizard_page_set_complete (page, FALSE);
  cw_wizard_page_set_can_cancel (page, TRUE);
  show_fraction (self, -1);
  cw_operation_flow_run (self->flow);
}

static gboolean
cw_progress_page_cancel (CwWizardPage *page)
{
  CwProgressPage *self = CW_PROGRESS_PAGE (page);

  if (cw_operation_flow_get_state (self->flow) != CW_FLOW_RUNNING)
    return FALSE;
  /* The authority has it: what it says to it is worth waiting for. */
  if (!cw_operation_can_cancel (self->watched))
    return TRUE;
  /* What is being written comes to an orderly end first: the outcome says what is in place. */
  gtk_label_set_text (self->progress_label, _("Cancelling…"));
  cw_operation_flow_cancel (self->flow);
  return TRUE;
}

static void
cw_progress_page_dispose (GObject *object)
{
  CwProgressPage *self = CW_PROGRESS_PAGE (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->watched);
  g_clear_object (&self->flow);
  G_OBJECT_CLASS (cw_progress_page_parent_class)->dispose (object);
}

static void
cw_progress_page_class_init (CwProgressPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CwWizardPageClass *page_class = CW_WIZARD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_progress_page_dispose;
  page_class->enter = cw_progress_page_enter;
  page_class->cancel = cw_progress_page_cancel;
  g_type_ensure (CW_TYPE_LOG_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/operation/cw-progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwProgressPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, CwProgressPage, bar);
  gtk_widget_class_bind_template_child (widget_class, CwProgressPage, steps);
  gtk_widget_class_bind_template_child (widget_class, CwProgressPage, log_box);
}

static void
cw_progress_page_init (CwProgressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwProgressPage *
cw_progress_page_new (CwOperationFlow *flow)
{
  CwProgressPage *self = g_object_new (CW_TYPE_PROGRESS_PAGE, NULL);

  self->flow = g_object_ref (flow);
  g_signal_connect_object (flow, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  return self;
}
