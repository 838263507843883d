/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-deploy-run.h"
#include "cw-error.h"
#include "cw-judge.h"
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
  GPtrArray     *targets;       /* of Target, after prepare */
  guint          n_waiting;
};

G_DEFINE_FINAL_TYPE (CwRollOperation, cw_roll_operation, CW_TYPE_OPERATION)

typedef struct {
  CwRollOperation     *self;        /* borrowed */
  CwUsage             *usage;
  CwAssignmentRecord  *record;
  CwStoredCertificate *row;
  CwCertificate       *leaf;
  GPtrArray           *chain;       /* of CwCertificate */
  CwFilePlan          *files;
  GPtrArray           *problems;    /* of CwProblem: of its files */
  CwDeployRun         *run;
  gboolean             is_lost;     /* what was staged is not there any more: it is written once more, which needs the key */
  gboolean             is_gone;     /* somebody else was quicker */
} Target;

typedef struct {
  CwOutcome *outcome;
  GPtrArray *rolled;                /* of CwUsage */
  GPtrArray *failed;
  GError    *first_error;
} Run;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_clear_object (&target->usage);
  g_clear_pointer (&target->record, cw_assignment_record_free);
  g_clear_object (&target->row);
  g_clear_object (&target->leaf);
  g_clear_pointer (&target->chain, g_ptr_array_unref);
  g_clear_object (&target->files);
  g_clear_pointer (&target->problems, g_ptr_array_unref);
  g_clear_pointer (&target->run, cw_deploy_run_free);
  g_free (target);
}

static CwStore *
get_store (CwRollOperation *self)
{
  return cw_assignments_get_store (self->assignments);
}

static void
add_problem (CwPlan *plan, CwProblem *problem)
{
  cw_plan_add_problem (plan, problem);
  g_object_unref (problem);
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
  add_problem (plan, cw_problem_new (CW_SEVERITY_INFO, cw_usage_get_id (usage),
                                     failed ? _("%s could not take its next certificate; it is tried again on %s.") : _("%s takes its next certificate on %s."),
                                     cw_usage_get_title (usage), date));
}

static Target *
target_new (CwRollOperation *self, CwUsage *usage, const CwAssignmentRecord *record, GError **error)
{
  CwStore *store = get_store (self);
  g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (store, record->certificate, error);
  g_autoptr (CwCertificate) leaf = row != NULL ? cw_store_load_certificate (store, record->certificate, error) : NULL;
  g_autoptr (GPtrArray) chain = leaf != NULL ? cw_assignments_dup_served_chain (self->assignments, leaf, NULL, error) : NULL;
  Target *target;

  if (chain == NULL)
    return NULL;
  target = g_new0 (Target, 1);
  target->self = self;
  target->usage = g_object_ref (usage);
  target->record = cw_assignment_record_copy (record);
  target->row = g_steal_pointer (&row);
  target->leaf = g_steal_pointer (&leaf);
  target->chain = g_steal_pointer (&chain);
  target->problems = g_ptr_array_new_with_free_func (g_object_unref);
  return target;
}

/* What was staged may have been changed or removed by hand since. */
static void
add_deployment (CwRollOperation *self, Target *target, CwPlan *plan)
{
  CwDeployment *deployment;

  target->run = cw_deploy_run_new (CW_OPERATION (self), self->assignments);
  deployment = cw_deploy_run_get_deployment (target->run);
  target->is_lost = !cw_live_verify (cw_assignments_get_live (self->assignments), target->record->usage, target->record->generation, NULL);
  if (target->is_lost)
    cw_deployment_add (deployment, target->files);
  else
    cw_deployment_add_switch (deployment, target->files, target->record->generation, target->leaf, target->chain);
  cw_deploy_run_add_steps (target->run, plan);
  if (target->is_lost)
    add_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, target->record->usage,
                                       _("The files that were made ready for %s are not as they were; they are written once more."),
                                       cw_usage_get_title (target->usage)));
}

static gboolean
add_target (CwRollOperation *self, CwUsage *usage, const CwAssignmentRecord *record, CwPlan *plan, GError **error)
{
  Target *target = target_new (self, usage, record, error);

  if (target == NULL)
    return FALSE;
  g_ptr_array_add (self->targets, target);
  target->files = cw_assignments_plan_files (self->assignments, usage, target->problems);
  add_deployment (self, target, plan);
  cw_plan_add_fact (plan, cw_usage_get_title (usage), cw_stored_certificate_get_friendly_name (target->row));
  for (guint i = 0; i < target->problems->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (target->problems, i));
  return TRUE;
}

static gboolean
look_at (CwRollOperation *self, const CwAssignmentRecord *record, CwPlan *plan, GError **error)
{
  CwUsage *usage;

  if (record->place != CW_PLACE_NEXT || !is_wanted (self, record->usage))
    return TRUE;
  usage = cw_usage_catalogue_find (cw_assignments_get_usages (self->assignments), record->usage);
  if (usage == NULL)
    add_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, record->usage,
                                       _("“%s” has a next certificate, and there is no usage of that name any more."), record->usage));
  else if (is_due (self, record))
    return add_target (self, usage, record, plan, error);
  else
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

/* ---- one of them ---- */

static gboolean
is_same (const CwAssignmentRecord *a, const CwAssignmentRecord *b)
{
  return a != NULL && a->certificate == b->certificate && a->generation == b->generation && a->effective == b->effective;
}

/* A window and a timer may look at the same moment: the second one finds it done, or something else in its place. */
static gboolean
check_cb (gpointer user_data, GError **error)
{
  Target *target = user_data;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) now = cw_store_find_assignment (get_store (target->self), target->record->usage, CW_PLACE_NEXT, &local);

  if (local == NULL && is_same (now, target->record))
    return TRUE;
  target->is_gone = local == NULL;
  if (local == NULL)
    g_set_error (&local, CW_ERROR, CW_ERROR_CANCELLED, _("Somebody else has put the next certificate of %s in place."), cw_usage_get_title (target->usage));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* It was good when it was assigned; much may have happened since. */
static gboolean
check_certificate (Target *target, GError **error)
{
  g_autoptr (GPtrArray) usages = g_ptr_array_new ();
  g_autoptr (CwCandidate) candidate = NULL;
  g_autofree char *reasons = NULL;

  g_ptr_array_add (usages, target->usage);
  candidate = cw_assignments_judge (target->self->assignments, target->row, usages, 0, error);
  if (candidate == NULL)
    return FALSE;
  if (cw_candidate_can_serve (candidate))
    return TRUE;
  reasons = cw_problems_dup_text (cw_candidate_get_problems (candidate), CW_SEVERITY_ERROR);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUITABLE, _("“%s” cannot serve %s. %s"), cw_stored_certificate_get_friendly_name (target->row),
               cw_usage_get_title (target->usage), reasons);
  return FALSE;
}

static gboolean
check_rights (Target *target, GError **error)
{
  for (guint i = 0; i < target->problems->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (target->problems, i)) == CW_SEVERITY_ERROR)
      {
        g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, cw_problem_get_sentence (g_ptr_array_index (target->problems, i)));
        return FALSE;
      }
  return TRUE;
}

/* Only where the files are lost: whoever keeps the key is asked for it. */
static gboolean
load_material (Target *target, GCancellable *cancellable, GError **error)
{
  CwAssignments *assignments = target->self->assignments;
  CwInteraction *interaction = cw_operation_get_interaction (CW_OPERATION (target->self));
  CwDeployment *deployment = cw_deploy_run_get_deployment (target->run);
  g_autoptr (CwMaterial) material = NULL;
  g_autoptr (CwSecret) password = NULL;
  g_autofree char *notice = NULL;

  if (!target->is_lost)
    return TRUE;
  if (!cw_store_access_unlock (cw_assignments_get_access (assignments), interaction, cancellable, error))
    return FALSE;
  material = cw_assignments_load_material (assignments, target->row, error);
  if (material != NULL && cw_file_plan_needs_password (target->files))
    {
      password = cw_assignments_get_password (assignments, target->usage, interaction, &notice, cancellable, error);
      if (password == NULL)
        return FALSE;
      cw_deployment_set_password (deployment, target->record->usage, password);
    }
  cw_deployment_set_material (deployment, material);
  return material != NULL;
}

static gboolean
write_records (Target *target, CwStoredCertificate **before, GError **error)
{
  CwAssignments *assignments = target->self->assignments;
  const CwAssignmentRecord *record = target->record;
  guint64 generation = cw_deployment_get_generation (cw_deploy_run_get_deployment (target->run), record->usage);

  return cw_assignments_find_in_place (assignments, record->usage, CW_PLACE_CURRENT, before, error)
    && cw_assignments_put_current (assignments, record->usage, record->certificate, generation, record->assigned, error)
    && cw_store_remove_assignment (get_store (target->self), record->usage, CW_PLACE_NEXT, error)
    && cw_deploy_run_note_served (target->run, record->usage, error);
}

static gboolean
write_down (Target *target, CwOutcome *outcome, GError **error)
{
  CwStore *store = get_store (target->self);
  g_autoptr (CwStoredCertificate) before = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  if (!write_records (target, &before, error) || !cw_store_commit (store, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  cw_outcome_add_assignment (outcome, target->record->usage, cw_usage_get_title (target->usage), CW_PLACE_CURRENT, before, target->row);
  cw_outcome_add_certificate (outcome, target->row);
  return TRUE;
}

static gboolean
roll_one (Target *target, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!check_rights (target, error) || !check_certificate (target, error) || !load_material (target, cancellable, error))
    return FALSE;
  cw_deploy_run_set_check (target->run, check_cb, target);
  if (!cw_deploy_run_go (target->run, cancellable, error))
    return FALSE;
  if (!write_down (target, outcome, error))
    {
      cw_deploy_run_undo (target->run);
      return FALSE;
    }
  if (!cw_assignments_tidy (target->self->assignments, target->record->usage, &local))
    g_debug ("Files that are not needed any more are still there: %s", local->message);
  cw_deploy_run_finish (target->run, outcome);
  return TRUE;
}

/* ---- one that failed ---- */

static gint64
get_delay (guint tries)
{
  static const gint64 delays[] = { 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60, 24 * 60 * 60 };

  return delays[MIN (tries, G_N_ELEMENTS (delays)) - 1];
}

static gboolean
write_failure (Target *target, const GError *reason, gint64 *next_try, GError **error)
{
  CwStore *store = get_store (target->self);
  g_autoptr (CwAssignmentRecord) record = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  record = cw_store_find_assignment (store, target->record->usage, CW_PLACE_NEXT, error);
  if (record != NULL && is_same (record, target->record))
    {
      record->tries++;
      record->next_try = *next_try = cw_clock_now () + get_delay (record->tries);
      g_free (record->message);
      record->message = g_strdup (reason->message);
      g_free (record->code);
      record->code = g_strdup (cw_error_get_nick (reason));
      if (cw_store_put_assignment (store, record, error) && cw_store_commit (store, error))
        return TRUE;
    }
  cw_store_rollback (store);
  return FALSE;
}

static void
note_failure (Run *run, Target *target, const GError *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;
  gint64 next_try = 0;
  g_autofree char *date = NULL;

  g_ptr_array_add (run->failed, target->usage);
  if (run->first_error == NULL)
    run->first_error = g_error_copy (reason);
  if (write_failure (target, reason, &next_try, &error))
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
      Target *target = g_ptr_array_index (self->targets, i);
      g_autoptr (GError) local = NULL;

      target->is_gone = FALSE;
      cw_operation_set_can_cancel (CW_OPERATION (self), TRUE);
      if (roll_one (target, run->outcome, cancellable, &local))
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

static void
keep (CwRollOperation *self, CwOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;

  if (cw_operation_keep (CW_OPERATION (self), outcome, &error))
    return;
  problem = cw_problem_new (CW_SEVERITY_WARNING, "history", _("This is not in the history: %s"), error->message);
  cw_outcome_add_problem (outcome, problem);
}

static gboolean
roll_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRollOperation *self = CW_ROLL_OPERATION (operation);
  g_autoptr (GPtrArray) rolled = g_ptr_array_new ();
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  Run run = { outcome, rolled, failed, NULL };
  gboolean ok = roll_all (self, &run, cancellable, error);

  if (ok)
    tell (self, &run);
  /* A timer that finds nothing to do leaves no trace. */
  if (ok && rolled->len + failed->len > 0)
    keep (self, outcome);
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
  self->targets = g_ptr_array_new_with_free_func (target_free);
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
