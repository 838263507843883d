/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-roll-target.h"
#include "cw-time.h"

/* Next certificates take over when their time has come: one after the other, by whoever looks first. The files were written when the
 * certificate was assigned, so no private key and no passphrase are needed, and it works while everybody is asleep. */

#define CW_TYPE_ROLL_OPERATION (cw_roll_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRollOperation, cw_roll_operation, CW, ROLL_OPERATION, CwOperation)

struct _CwRollOperation {
  CwOperation    parent_instance;
  CwAssignments *assignments;
  GPtrArray     *usages;        /* of CwUsage; NULL: all */
  gboolean       now;
  GPtrArray     *targets;       /* of CwRollTarget, after prepare */
  guint          n_waiting;
};

G_DEFINE_FINAL_TYPE (CwRollOperation, cw_roll_operation, CW_TYPE_OPERATION)

typedef struct {
  CwOutcome *outcome;
  GPtrArray *rolled;                /* of CwUsage */
  GPtrArray *failed;
  GError    *first_error;
} Run;

static CwStore *
get_store (CwRollOperation *self)
{
  return cw_assignments_get_store (self->assignments);
}

/* ---- prepare ---- */

static gboolean
is_wanted (CwRollOperation *self, const char *id)
{
  for (guint i = 0; self->usages != NULL && i < self->usages->len; i++)
    if (g_str_equal (cw_usage_get_id (g_ptr_array_index (self->usages, i)), id))
      return TRUE;
  return self->usages == NULL;
}

/* Whoever names a usage does not want to wait for the next try. */
static gboolean
is_due (CwRollOperation *self, const CwAssignmentRecord *record)
{
  gint64 now = cw_clock_now ();

  return self->now || (record->effective <= now && (self->usages != NULL || record->next_try <= now));
}

static void
say_waiting (CwRollOperation *self, CwUsage *usage, const CwAssignmentRecord *record, CwPlan *plan)
{
  gboolean failed = record->effective <= cw_clock_now ();
  g_autofree char *date = cw_time_to_exact (failed ? record->next_try : record->effective);

  self->n_waiting++;
  cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, cw_usage_get_id (usage),
                                              failed ? _("%s could not take its next certificate; it is tried again on %s.")
                                                     : _("%s takes its next certificate on %s."),
                                              cw_usage_get_title (usage), date));
}

static gboolean
add_target (CwRollOperation *self, CwUsage *usage, const CwAssignmentRecord *record, CwPlan *plan, GError **error)
{
  CwRollTarget *target = cw_roll_target_new (CW_OPERATION (self), self->assignments, usage, record, error);

  if (target == NULL)
    return FALSE;
  g_ptr_array_add (self->targets, target);
  cw_roll_target_add_to_plan (target, plan);
  return TRUE;
}

static gboolean
look_at (CwRollOperation *self, const CwAssignmentRecord *record, CwPlan *plan, GError **error)
{
  g_autoptr (CwUsage) usage = NULL;
  g_autoptr (GError) lost = NULL;

  if (record->place != CW_PLACE_NEXT || !is_wanted (self, record->usage))
    return TRUE;
  usage = cw_assignments_dup_usage (self->assignments, record->usage);
  if (is_due (self, record))
    return add_target (self, usage, record, plan, error);
  if (!cw_assignments_check_usage (self->assignments, record->usage, &lost))
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, record->usage, "%s", lost->message));
  say_waiting (self, usage, record, plan);
  return TRUE;
}

static CwPlan *
roll_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRollOperation *self = CW_ROLL_OPERATION (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Put the next certificates in place"));
  g_autoptr (GPtrArray) records = NULL;

  g_ptr_array_set_size (self->targets, 0);
  self->n_waiting = 0;
  if (!cw_assignments_recover (self->assignments, NULL, cancellable, error))
    return NULL;
  records = cw_store_list_assignments (get_store (self), error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (!look_at (self, g_ptr_array_index (records, i), plan, error))
      return NULL;
  return records != NULL ? g_steal_pointer (&plan) : NULL;
}

/* ---- one that failed ---- */

static void
note_failure (Run *run, CwRollTarget *target, const GError *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;
  gint64 next_try = 0;
  g_autofree char *date = NULL;

  g_ptr_array_add (run->failed, target->usage);
  if (run->first_error == NULL)
    run->first_error = g_error_copy (reason);
  if (cw_roll_target_note_failure (target, reason, &next_try, &error))
    {
      date = cw_time_to_exact (next_try);
      problem = cw_problem_new (CW_SEVERITY_ERROR, target->record->usage, _("%s could not take its next certificate, and it is tried again on %s: %s"),
                                cw_usage_get_title (target->usage), date, reason->message);
    }
  else
    problem = cw_problem_new (CW_SEVERITY_ERROR, target->record->usage, _("%s could not take its next certificate: %s"),
                              cw_usage_get_title (target->usage), reason->message);
  cw_outcome_add_problem (run->outcome, problem);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- all of them ---- */

static gboolean
roll_all (CwRollOperation *self, Run *run, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      CwRollTarget *target = g_ptr_array_index (self->targets, i);
      g_autoptr (GError) local = NULL;

      target->is_gone = FALSE;
      cw_operation_set_can_cancel (CW_OPERATION (self), TRUE);
      if (cw_roll_target_roll (target, run->outcome, cancellable, &local))
        g_ptr_array_add (run->rolled, target->usage);
      else if (is_cancelled (local) && !target->is_gone)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      else if (!target->is_gone)
        note_failure (run, target, local);
    }
  return TRUE;
}

static void
tell_rolled (Run *run)
{
  g_autofree char *rolled = cw_usage_list_dup_titles (run->rolled);
  g_autofree char *failed = cw_usage_list_dup_titles (run->failed);
  g_autofree char *summary = NULL;

  if (run->failed->len == 0)
    summary = g_strdup_printf (_("The next certificate is in place: %s."), rolled);
  else if (run->rolled->len == 0)
    summary = g_strdup_printf (_("The next certificate could not be put in place: %s. The one before serves on."), failed);
  else
    summary = g_strdup_printf (_("The next certificate is in place: %s. It could not be put in place: %s."), rolled, failed);
  cw_outcome_set_result (run->outcome,
                         run->failed->len == 0 ? CW_RESULT_DONE : run->rolled->len == 0 ? CW_RESULT_FAILED : CW_RESULT_PARTLY, summary);
  if (run->rolled->len == 0)
    cw_outcome_set_error (run->outcome, run->first_error);
}

static void
tell (CwRollOperation *self, Run *run)
{
  cw_outcome_set_count (run->outcome, "rolled", run->rolled->len);
  cw_outcome_set_count (run->outcome, "failed", run->failed->len);
  cw_outcome_set_count (run->outcome, "waiting", self->n_waiting);
  if (run->rolled->len + run->failed->len == 0)
    cw_outcome_set_result (run->outcome, CW_RESULT_NOTHING, self->n_waiting > 0 ? _("No next certificate is due yet.") : _("There is no next certificate."));
  else
    tell_rolled (run);
}

static gboolean
roll_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRollOperation *self = CW_ROLL_OPERATION (operation);
  g_autoptr (GPtrArray) rolled = g_ptr_array_new ();
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  g_autoptr (GError) swept = NULL;
  Run run = { outcome, rolled, failed, NULL };
  gboolean ok = roll_all (self, &run, cancellable, error);

  if (ok)
    tell (self, &run);
  /* Not what was asked for, and no reason to fail. */
  if (ok && !cw_assignments_sweep (self->assignments, cancellable, &swept))
    g_debug ("Files that no place needs are still there: %s", swept->message);
  /* A timer that finds nothing to do leaves no trace. */
  if (ok && rolled->len + failed->len > 0)
    cw_operation_keep_or_tell (operation, outcome);
  g_clear_error (&run.first_error);
  return ok;
}

static void
cw_roll_operation_finalize (GObject *object)
{
  CwRollOperation *self = CW_ROLL_OPERATION (object);

  g_ptr_array_unref (self->targets);
  g_clear_pointer (&self->usages, g_ptr_array_unref);
  g_clear_object (&self->assignments);
  G_OBJECT_CLASS (cw_roll_operation_parent_class)->finalize (object);
}

static void
cw_roll_operation_class_init (CwRollOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_roll_operation_finalize;
  operation_class->name = "roll";
  operation_class->prepare = roll_prepare;
  operation_class->run = roll_run;
}

static void
cw_roll_operation_init (CwRollOperation *self)
{
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_roll_target_free);
}

CwOperation *
cw_roll_operation_new (CwAssignments *assignments, GPtrArray *usages, gboolean now)
{
  CwRollOperation *self = g_object_new (CW_TYPE_ROLL_OPERATION, NULL);

  self->assignments = g_object_ref (assignments);
  self->now = now;
  if (usages != NULL)
    self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; usages != NULL && i < usages->len; i++)
    g_ptr_array_add (self->usages, g_object_ref (g_ptr_array_index (usages, i)));
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return CW_OPERATION (self);
}
