/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-action.h"
#include <glib/gi18n-lib.h>

struct _CwAction {
  CwOperation         parent_instance;
  const CwActionKind *kind;
  CwAuthorities      *authorities;
  gpointer            data;
  GDestroyNotify      destroy;
};

G_DEFINE_FINAL_TYPE (CwAction, cw_action, CW_TYPE_OPERATION)

static const char *
action_get_name (CwOperation *operation)
{
  return CW_ACTION (operation)->kind->name;
}

static CwPlan *
action_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwAction *self = CW_ACTION (operation);

  return self->kind->prepare (self, error);
}

static gboolean
begin_steps (CwOperation *operation, CwPlan *plan, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (!cw_operation_begin_step (operation, step, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static void
end_steps (CwPlan *plan, CwStepState state)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      cw_plan_step_end (step, state, NULL);
    }
}

static void
tell (CwPlan *plan, CwOutcome *outcome, const char *sentence)
{
  CwResult result = cw_outcome_get_result (outcome);

  end_steps (plan, CW_STEP_DONE);
  cw_outcome_set_result (outcome, result == CW_RESULT_FAILED ? CW_RESULT_DONE : result, sentence);
}

static gboolean
run_in_transaction (CwAction *self, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStore *store = cw_action_get_store (self);
  g_autofree char *sentence = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  sentence = self->kind->run (self, outcome, cancellable, error);
  if (sentence != NULL)
    {
      tell (plan, outcome, sentence);
      if (cw_operation_keep (CW_OPERATION (self), outcome, error) && cw_store_commit (store, error))
        return TRUE;
      end_steps (plan, CW_STEP_UNDONE);
    }
  cw_store_rollback (store);
  cw_outcome_set_history_id (outcome, 0);
  return FALSE;
}

/* What cannot be part of a transaction is done when the history is written: that it is not in there is then said, and no failure. */
static gboolean
run_alone (CwAction *self, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autofree char *sentence = self->kind->run (self, outcome, cancellable, error);

  if (sentence == NULL)
    return FALSE;
  tell (plan, outcome, sentence);
  cw_operation_keep_or_tell (CW_OPERATION (self), outcome);
  return TRUE;
}

static gboolean
action_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwAction *self = CW_ACTION (operation);
  CwStoreAccess *access = cw_authorities_get_access (self->authorities);

  if (g_list_model_get_n_items (G_LIST_MODEL (plan)) == 0)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("There was nothing to do."));
      return TRUE;
    }
  if ((self->kind->ask != NULL && !self->kind->ask (self, cancellable, error)) || !begin_steps (operation, plan, cancellable, error))
    return FALSE;
  if (self->kind->needs_key && !cw_store_access_unlock (access, cw_operation_get_interaction (operation), cancellable, error))
    return FALSE;
  if (!self->kind->in_transaction)
    return run_alone (self, plan, outcome, cancellable, error);
  cw_operation_set_can_cancel (operation, FALSE);
  return run_in_transaction (self, plan, outcome, cancellable, error);
}

static void
cw_action_finalize (GObject *object)
{
  CwAction *self = CW_ACTION (object);

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_clear_object (&self->authorities);
  G_OBJECT_CLASS (cw_action_parent_class)->finalize (object);
}

static void
cw_action_class_init (CwActionClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_action_finalize;
  operation_class->get_name = action_get_name;
  operation_class->prepare = action_prepare;
  operation_class->run = action_run;
}

static void
cw_action_init (CwAction *self)
{
}

CwOperation *
cw_action_new (const CwActionKind *kind, CwAuthorities *authorities, gpointer data, GDestroyNotify destroy)
{
  CwAction *self = g_object_new (CW_TYPE_ACTION, NULL);

  self->kind = kind;
  self->authorities = g_object_ref (authorities);
  self->data = data;
  self->destroy = destroy;
  cw_operation_set_store (CW_OPERATION (self), cw_action_get_store (self));
  return CW_OPERATION (self);
}

gpointer
cw_action_get_data (CwAction *self)
{
  return self->data;
}

CwAuthorities *
cw_action_get_authorities (CwAction *self)
{
  return self->authorities;
}

CwStore *
cw_action_get_store (CwAction *self)
{
  return cw_store_access_get_store (cw_authorities_get_access (self->authorities));
}

CwInteraction *
cw_action_get_interaction (CwAction *self)
{
  return cw_operation_get_interaction (CW_OPERATION (self));
}
