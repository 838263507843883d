/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-plan-private.h"

typedef struct {
  GMainContext    *context;       /* of the creator: where properties are notified */
  GThread         *thread;        /* the creator, for comparison only */
  CwInteraction   *interaction;
  CwOperationFlags flags;
  CwStore         *store;

  double           fraction;      /* what is shown: only touched in the context */
  char            *progress;
  gboolean         can_cancel;

  GMutex           lock;          /* what the worker said last */
  double           next_fraction;
  char            *next_progress;
  gboolean         next_can_cancel;
  gboolean         notify_pending;
} CwOperationPrivate;

enum { PROP_FRACTION = 1, PROP_PROGRESS, PROP_CAN_CANCEL, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CwOperation, cw_operation, G_TYPE_OBJECT)

static CwOperationPrivate *
get_private (CwOperation *self)
{
  return cw_operation_get_instance_private (self);
}

static gboolean
notify_cb (gpointer data)
{
  CwOperation *self = data;
  CwOperationPrivate *priv = get_private (self);

  g_object_freeze_notify (G_OBJECT (self));
  g_mutex_lock (&priv->lock);
  priv->notify_pending = FALSE;
  if (priv->fraction != priv->next_fraction)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
  priv->fraction = priv->next_fraction;
  if (g_strcmp0 (priv->progress, priv->next_progress) != 0)
    {
      g_free (priv->progress);
      priv->progress = g_strdup (priv->next_progress);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
    }
  if (priv->can_cancel != priv->next_can_cancel)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_CANCEL]);
  priv->can_cancel = priv->next_can_cancel;
  g_mutex_unlock (&priv->lock);
  g_object_thaw_notify (G_OBJECT (self));
  return G_SOURCE_REMOVE;
}

/* However fast the worker reports, at most one notification waits in the main loop. */
static void
schedule_notify (CwOperation *self)
{
  CwOperationPrivate *priv = get_private (self);
  gboolean schedule;

  g_mutex_lock (&priv->lock);
  schedule = !priv->notify_pending;
  priv->notify_pending = TRUE;
  g_mutex_unlock (&priv->lock);
  if (schedule)
    cw_notify_in_context (priv->context, priv->thread, notify_cb, self);
}

static void
prepare_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  CwPlan *plan = cw_operation_prepare (source, cancellable, &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cw_operation_run (source, data, cancellable), g_object_unref);
}

static CwResult
result_of_error (const GError *error)
{
  gboolean refused = g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED)
    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return refused ? CW_RESULT_CANCELLED : CW_RESULT_FAILED;
}

static void
fail_outcome (CwOperation *self, CwOutcome *outcome, GError *error)
{
  CwResult result = result_of_error (error);
  g_autoptr (GError) kept = NULL;

  cw_outcome_set_error (outcome, error);
  cw_outcome_set_result (outcome, result, error->message);
  cw_plan_end_unfinished (cw_outcome_get_plan (outcome), error->message);
  if (g_error_matches (error, CW_ERROR, CW_ERROR_STORE_BUSY))
    return;   /* it would wait as long again */
  /* A store that cannot be written is the likeliest reason of the failure itself: the outcome says it already. */
  if (!cw_operation_keep (self, outcome, &kept))
    g_debug ("The failure is not in the history: %s", kept->message);
}

static void
cw_operation_finalize (GObject *object)
{
  CwOperationPrivate *priv = get_private (CW_OPERATION (object));

  g_clear_object (&priv->interaction);
  g_clear_object (&priv->store);
  g_clear_pointer (&priv->context, g_main_context_unref);
  g_free (priv->progress);
  g_free (priv->next_progress);
  g_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (cw_operation_parent_class)->finalize (object);
}

static void
cw_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwOperationPrivate *priv = get_private (CW_OPERATION (object));

  if (id == PROP_FRACTION)
    g_value_set_double (value, priv->fraction);
  else if (id == PROP_PROGRESS)
    g_value_set_string (value, priv->progress);
  else if (id == PROP_CAN_CANCEL)
    g_value_set_boolean (value, priv->can_cancel);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_operation_class_init (CwOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_operation_finalize;
  object_class->get_property = cw_operation_get_property;
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAN_CANCEL] = g_param_spec_boolean ("can-cancel", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_operation_init (CwOperation *self)
{
  CwOperationPrivate *priv = get_private (self);

  g_mutex_init (&priv->lock);
  priv->context = g_main_context_ref_thread_default ();
  priv->thread = g_thread_self ();
  priv->fraction = priv->next_fraction = -1;
  priv->can_cancel = priv->next_can_cancel = TRUE;
}

const char *
cw_operation_get_name (CwOperation *self)
{
  CwOperationClass *klass = CW_OPERATION_GET_CLASS (self);

  return klass->get_name != NULL ? klass->get_name (self) : klass->name;
}

void
cw_operation_set_interaction (CwOperation *self, CwInteraction *interaction)
{
  g_set_object (&get_private (self)->interaction, interaction);
}

void
cw_operation_set_flags (CwOperation *self, CwOperationFlags flags)
{
  get_private (self)->flags = flags;
}

double
cw_operation_get_fraction (CwOperation *self)
{
  return get_private (self)->fraction;
}

const char *
cw_operation_get_progress (CwOperation *self)
{
  return get_private (self)->progress;
}

gboolean
cw_operation_can_cancel (CwOperation *self)
{
  return get_private (self)->can_cancel;
}

CwPlan *
cw_operation_prepare (CwOperation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  CwPlan *plan = CW_OPERATION_GET_CLASS (self)->prepare (self, cancellable, &local);

  if (plan == NULL)
    {
      cw_error_propagate (error, g_steal_pointer (&local));
      return NULL;
    }
  cw_plan_set_context (plan, get_private (self)->context, get_private (self)->thread);
  return plan;
}

CwOutcome *
cw_operation_run (CwOperation *self, CwPlan *plan, GCancellable *cancellable)
{
  CwOutcome *outcome = cw_outcome_new (cw_operation_get_name (self), plan);
  g_autoptr (GError) error = NULL;

  if (!CW_OPERATION_GET_CLASS (self)->run (self, plan, outcome, cancellable, &error))
    {
      g_autoptr (GError) ours = NULL;

      cw_error_propagate (&ours, g_steal_pointer (&error));
      fail_outcome (self, outcome, ours);
    }
  return outcome;
}

void
cw_operation_prepare_async (CwOperation *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, cw_operation_prepare_async);
  /* A cancelled operation ends by itself, after it has put everything back. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, prepare_thread);
}

CwPlan *
cw_operation_prepare_finish (CwOperation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cw_operation_run_async (CwOperation *self, CwPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, cw_operation_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (plan), g_object_unref);
  g_task_run_in_thread (task, run_thread);
}

CwOutcome *
cw_operation_run_finish (CwOperation *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

CwInteraction *
cw_operation_get_interaction (CwOperation *self)
{
  return get_private (self)->interaction;
}

CwOperationFlags
cw_operation_get_flags (CwOperation *self)
{
  return get_private (self)->flags;
}

void
cw_operation_report_progress (CwOperation *self, double fraction, const char *text)
{
  CwOperationPrivate *priv = get_private (self);

  g_mutex_lock (&priv->lock);
  priv->next_fraction = CLAMP (fraction, -1, 1);
  g_free (priv->next_progress);
  priv->next_progress = g_strdup (text);
  g_mutex_unlock (&priv->lock);
  schedule_notify (self);
}

void
cw_operation_set_can_cancel (CwOperation *self, gboolean can_cancel)
{
  CwOperationPrivate *priv = get_private (self);

  g_mutex_lock (&priv->lock);
  priv->next_can_cancel = can_cancel;
  g_mutex_unlock (&priv->lock);
  schedule_notify (self);
}

void
cw_operation_set_store (CwOperation *self, CwStore *store)
{
  g_set_object (&get_private (self)->store, store);
}

gboolean
cw_operation_keep (CwOperation *self, CwOutcome *outcome, GError **error)
{
  CwOperationPrivate *priv = get_private (self);
  g_autofree char *report = NULL;
  gint64 id;

  g_return_val_if_fail (priv->store != NULL, FALSE);
  cw_outcome_finish (outcome);
  report = cw_outcome_to_json (outcome);
  id = cw_store_add_history (priv->store, cw_outcome_get_operation (outcome), cw_plan_get_title (cw_outcome_get_plan (outcome)),
                             cw_result_to_nick (cw_outcome_get_result (outcome)), cw_outcome_get_started (outcome),
                             cw_outcome_get_finished (outcome), report, error);
  cw_outcome_set_history_id (outcome, id);
  return id != 0;
}

void
cw_operation_keep_or_tell (CwOperation *self, CwOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;

  if (cw_operation_keep (self, outcome, &error))
    return;
  problem = cw_problem_new (CW_SEVERITY_WARNING, "history", _("This is not in the history: %s"), error->message);
  cw_outcome_add_problem (outcome, problem);
}

gboolean
cw_operation_begin_step (CwOperation *self, CwPlanStep *step, GCancellable *cancellable, GError **error)
{
  CwOperationPrivate *priv = get_private (self);

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The operation was cancelled."));
      return FALSE;
    }
  if ((priv->flags & CW_OPERATION_CONFIRM) != 0 && cw_plan_step_get_changes (step))
    {
      const char *detail = cw_plan_step_get_detail (step);
      CwQuestion question = { .heading = cw_plan_step_get_title (step), .body = detail != NULL ? detail : "",
                              .accept = _("_Continue"), .severity = CW_SEVERITY_INFO };

      if (!cw_interaction_confirm (priv->interaction, &question, cancellable, error))
        return FALSE;
    }
  cw_plan_step_begin (step);
  return TRUE;
}

gboolean
cw_operation_confirm_warning (CwOperation *self, const CwQuestion *question, GCancellable *cancellable, GError **error)
{
  CwOperationPrivate *priv = get_private (self);

  if ((priv->flags & CW_OPERATION_FORCE) != 0)
    return TRUE;
  return cw_interaction_confirm (priv->interaction, question, cancellable, error);
}
