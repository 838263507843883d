/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-operation-here.h"

#include "cw-error.h"
#include "cw-operation-flow.h"
#include "cw-say.h"

typedef struct
{
  GWeakRef widget;
  CwOperationHereDone done;
} Here;

static void
here_free (gpointer data, GClosure *closure)
{
  Here *self = data;

  g_weak_ref_clear (&self->widget);
  g_free (self);
}

static void
say (GtkWidget *widget, CwOperationFlow *flow)
{
  CwOutcome *outcome = cw_operation_flow_get_outcome (flow);
  const GError *error = outcome != NULL ? cw_outcome_get_error (outcome) : cw_operation_flow_get_error (flow);

  /* Who said no knows it. */
  if (error != NULL && g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    return;
  cw_say (widget, outcome != NULL ? cw_outcome_get_summary (outcome) : error->message);
}

static void
state_cb (CwOperationFlow *flow, GParamSpec *pspec, Here *self)
{
  CwFlowState state = cw_operation_flow_get_state (flow);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  if (state != CW_FLOW_DONE && state != CW_FLOW_NOT_PREPARED)
    return;
  if (widget != NULL && gtk_widget_get_root (widget) != NULL)
    {
      say (widget, flow);
      if (self->done != NULL)
        self->done (widget, cw_operation_flow_get_outcome (flow));
    }
  g_object_unref (flow);
}

void
cw_operation_run_here (GtkWidget *widget, CwContext *context, CwOperation *operation, CwOperationHereDone done)
{
  CwOperationFlow *flow = cw_operation_flow_new (context, GTK_WINDOW (gtk_widget_get_root (widget)));
  Here *self = g_new0 (Here, 1);

  g_weak_ref_init (&self->widget, widget);
  self->done = done;
  cw_operation_flow_set_operation (flow, operation);
  g_signal_connect_data (flow, "notify::state", G_CALLBACK (state_cb), self, here_free, 0);
  cw_operation_flow_prepare_and_run (flow);
}
