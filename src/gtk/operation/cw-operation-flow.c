/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-operation-flow.h"

#include "cw-gtk-interaction.h"

struct _CwOperationFlow
{
  GObject parent_instance;

  CwContext *context;
  CwInteraction *interaction;
  CwOperation *operation;
  CwPlan *plan;
  CwOutcome *outcome;
  GError *error;
  GCancellable *cancellable;
  CwFlowState state;
  gboolean run_at_once;
};

G_DEFINE_FINAL_TYPE (CwOperationFlow, cw_operation_flow, G_TYPE_OBJECT)

enum { PROP_STATE = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
set_state (CwOperationFlow *self, CwFlowState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
forget (CwOperationFlow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->plan);
  g_clear_object (&self->outcome);
  g_clear_error (&self->error);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CwOperationFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare_finish (CW_OPERATION (source), result, &error);

  /* The answer of an operation that has been replaced meanwhile. */
  if (self->operation != CW_OPERATION (source) || self->state != CW_FLOW_PREPARING)
    return;
  if (plan == NULL)
    {
      self->error = g_steal_pointer (&error);
      set_state (self, CW_FLOW_NOT_PREPARED);
      return;
    }
  self->plan = g_steal_pointer (&plan);
  set_state (self, CW_FLOW_PREPARED);
  if (self->run_at_once)
    cw_operation_flow_run (self);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CwOperationFlow) self = user_data;

  self->outcome = cw_operation_run_finish (CW_OPERATION (source), result);
  set_state (self, CW_FLOW_DONE);
}

static void
cw_operation_flow_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_int (value, CW_OPERATION_FLOW (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_operation_flow_dispose (GObject *object)
{
  CwOperationFlow *self = CW_OPERATION_FLOW (object);

  forget (self);
  g_clear_object (&self->operation);
  g_clear_object (&self->interaction);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_operation_flow_parent_class)->dispose (object);
}

static void
cw_operation_flow_class_init (CwOperationFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_operation_flow_dispose;
  object_class->get_property = cw_operation_flow_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, CW_FLOW_IDLE, CW_FLOW_DONE, CW_FLOW_IDLE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cw_operation_flow_init (CwOperationFlow *self)
{
}

CwOperationFlow *
cw_operation_flow_new (CwContext *context, GtkWindow *window)
{
  CwOperationFlow *self = g_object_new (CW_TYPE_OPERATION_FLOW, NULL);

  self->context = g_object_ref (context);
  self->interaction = cw_gtk_interaction_new (window);
  return self;
}

CwContext *
cw_operation_flow_get_context (CwOperationFlow *self)
{
  return self->context;
}

void
cw_operation_flow_set_operation (CwOperationFlow *self, CwOperation *operation)
{
  forget (self);
  g_set_object (&self->operation, operation);
  cw_operation_set_interaction (operation, self->interaction);
  set_state (self, CW_FLOW_IDLE);
}

CwOperation *
cw_operation_flow_get_operation (CwOperationFlow *self)
{
  return self->operation;
}

CwFlowState
cw_operation_flow_get_state (CwOperationFlow *self)
{
  return self->state;
}

void
cw_operation_flow_prepare (CwOperationFlow *self)
{
  g_return_if_fail (self->operation != NULL);

  forget (self);
  self->cancellable = g_cancellable_new ();
  set_state (self, CW_FLOW_PREPARING);
  cw_operation_prepare_async (self->operation, self->cancellable, prepared_cb, g_object_ref (self));
}

void
cw_operation_flow_run (CwOperationFlow *self)
{
  g_return_if_fail (self->plan != NULL);

  if (self->state != CW_FLOW_PREPARED)
    return;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_state (self, CW_FLOW_RUNNING);
  cw_operation_run_async (self->operation, self->plan, self->cancellable, run_cb, g_object_ref (self));
}

void
cw_operation_flow_prepare_and_run (CwOperationFlow *self)
{
  self->run_at_once = TRUE;
  cw_operation_flow_prepare (self);
}

void
cw_operation_flow_cancel (CwOperationFlow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

CwPlan *
cw_operation_flow_get_plan (CwOperationFlow *self)
{
  return self->plan;
}

const GError *
cw_operation_flow_get_error (CwOperationFlow *self)
{
  return self->error;
}

CwOutcome *
cw_operation_flow_get_outcome (CwOperationFlow *self)
{
  return self->outcome;
}
