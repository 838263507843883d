/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-check.h"
#include "cw-deploy-run.h"
#include "cw-error.h"

/* Puts right what a check has found and what can be put right by itself: files that are not as they have to be are written anew as another
 * generation with the same certificate, and a service that has not taken its certificate up is told once more. Each usage by itself. */

#define CW_TYPE_MEND_OPERATION (cw_mend_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwMendOperation, cw_mend_operation, CW, MEND_OPERATION, CwOperation)

struct _CwMendOperation {
  CwOperation    parent_instance;
  CwAssignments *assignments;
  GPtrArray     *usages;        /* of CwUsage; NULL: all */
  GPtrArray     *targets;       /* of Target, after prepare */
};

G_DEFINE_FINAL_TYPE (CwMendOperation, cw_mend_operation, CW_TYPE_OPERATION)

typedef struct {
  CwMendOperation     *self;        /* borrowed */
  CwUsage             *usage;
  CwAssignmentRecord  *record;
  CwStoredCertificate *row;
  CwFilePlan          *files;
  CwDeployRun         *run;
  gboolean             only_reload;
} Target;

typedef struct {
  CwOutcome *outcome;
  GPtrArray *mended;                /* of CwUsage */
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
  g_clear_object (&target->files);
  g_clear_pointer (&target->run, cw_deploy_run_free);
  g_free (target);
}

static CwStore *
get_store (CwMendOperation *self)
{
  return cw_assignments_get_store (self->assignments);
}

/* ---- prepare ---- */

static Target *
target_new (CwMendOperation *self, CwUsage *usage, CwPlace place, CwStoredCertificate *row, CwPlan *plan, GError **error)
{
  g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (get_store (self), cw_usage_get_id (usage), place, error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  Target *target;

  if (record == NULL)
    return NULL;
  target = g_new0 (Target, 1);
  target->self = self;
  target->usage = g_object_ref (usage);
  target->record = g_steal_pointer (&record);
  target->row = g_object_ref (row);
  target->files = cw_assignments_plan_files (self->assignments, usage, problems);
  target->run = cw_deploy_run_new (CW_OPERATION (self), self->assignments);
  for (guint i = 0; i < problems->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (problems, i));
  g_ptr_array_add (self->targets, target);
  return target;
}

/* The same generation once more: no key is needed, only the service is told. */
static gboolean
add_reload (Target *target, GError **error)
{
  CwAssignments *assignments = target->self->assignments;
  g_autoptr (CwCertificate) leaf = cw_store_load_certificate (get_store (target->self), target->record->certificate, error);
  g_autoptr (GPtrArray) chain = leaf != NULL ? cw_assignments_dup_served_chain (assignments, leaf, NULL, error) : NULL;

  if (chain == NULL)
    return FALSE;
  target->only_reload = TRUE;
  cw_deployment_add_switch (cw_deploy_run_get_deployment (target->run), target->files, target->record->generation, leaf, chain);
  return TRUE;
}

/* No record any more: somebody took it off since the check, and there is nothing to mend. */
static gboolean
add_target (CwMendOperation *self, const CwCheckResult *result, CwPlace place, CwPlan *plan, GError **error)
{
  CwUsage *usage = cw_usage_catalogue_find (cw_assignments_get_usages (self->assignments), result->usage);
  g_autoptr (GError) local = NULL;
  Target *target = target_new (self, usage, place, place == CW_PLACE_NEXT ? result->next : result->certificate, plan, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (target == NULL)
    return TRUE;
  if (place == CW_PLACE_NEXT)
    cw_deployment_add_staged (cw_deploy_run_get_deployment (target->run), target->files);
  else if (result->damaged)
    cw_deployment_add (cw_deploy_run_get_deployment (target->run), target->files);
  else if (!add_reload (target, error))
    return FALSE;
  cw_deploy_run_add_steps (target->run, plan);
  return TRUE;
}

static void
say_findings (const CwCheckResult *result, CwPlan *plan)
{
  for (guint i = 0; i < result->findings->len; i++)
    {
      CwFinding *finding = g_ptr_array_index (result->findings, i);
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_INFO, result->usage, "%s", cw_finding_get_sentence (finding));

      if (cw_finding_get_mend (finding) == CW_MEND_ASSIGN_AGAIN || cw_finding_get_mend (finding) == CW_MEND_RELOAD)
        cw_plan_add_problem (plan, problem);
    }
}

static gboolean
add_result (CwMendOperation *self, const CwCheckResult *result, CwPlan *plan, GError **error)
{
  if (!result->damaged && !result->unheard && !result->next_damaged)
    return TRUE;
  say_findings (result, plan);
  return ((!result->damaged && !result->unheard) || add_target (self, result, CW_PLACE_CURRENT, plan, error))
    && (!result->next_damaged || add_target (self, result, CW_PLACE_NEXT, plan, error));
}

static CwPlan *
mend_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwMendOperation *self = CW_MEND_OPERATION (operation);
  const CwCheckOptions options = { .usages = self->usages, .only_looks = TRUE };
  g_autoptr (CwPlan) plan = cw_plan_new (_("Mend the Assigned Certificates"));
  g_autoptr (GPtrArray) results = NULL;

  g_ptr_array_set_size (self->targets, 0);
  results = cw_check_run (self->assignments, &options, cancellable, error);
  for (guint i = 0; results != NULL && i < results->len; i++)
    if (!add_result (self, g_ptr_array_index (results, i), plan, error))
      return NULL;
  return results != NULL ? g_steal_pointer (&plan) : NULL;
}

/* ---- one of them ---- */

static gboolean
is_same (const CwAssignmentRecord *a, const CwAssignmentRecord *b)
{
  return a != NULL && a->certificate == b->certificate && a->generation == b->generation;
}

/* What was assigned since is not put back by mending. */
static gboolean
check_cb (gpointer user_data, GError **error)
{
  Target *target = user_data;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) now = cw_store_find_assignment (get_store (target->self), target->record->usage, target->record->place, &local);

  if (local == NULL && !is_same (now, target->record))
    g_set_error (&local, CW_ERROR, CW_ERROR_IN_USE, _("Somebody else has changed what is assigned to %s. Test it again."), cw_usage_get_title (target->usage));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
load_material (Target *target, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (target->only_reload)
    return TRUE;
  g_ptr_array_add (files, target->files);
  return cw_deploy_run_load (target->run, target->row, files, outcome, cancellable, error);
}

static gboolean
write_record (Target *target, GError **error)
{
  guint64 generation = cw_deployment_get_generation (cw_deploy_run_get_deployment (target->run), target->record->usage);
  g_autoptr (CwAssignmentRecord) record = cw_assignment_record_copy (target->record);

  record->generation = generation;
  return cw_store_put_assignment (get_store (target->self), record, error)
    && (record->place == CW_PLACE_NEXT || cw_deploy_run_note_served (target->run, record->usage, error));
}

static gboolean
write_down (Target *target, CwOutcome *outcome, GError **error)
{
  CwStore *store = get_store (target->self);

  if (!cw_store_begin (store, error))
    return FALSE;
  if (!write_record (target, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  cw_outcome_add_assignment (outcome, target->record->usage, cw_usage_get_title (target->usage), target->record->place, target->row, target->row);
  return TRUE;
}

static gboolean
mend_one (Target *target, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!load_material (target, outcome, cancellable, error))
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

/* ---- all of them ---- */

static void
note_failure (Run *run, Target *target, const GError *reason)
{
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, target->record->usage, _("%s could not be mended: %s"),
                                                  cw_usage_get_title (target->usage), reason->message);

  cw_outcome_add_problem (run->outcome, problem);
  g_ptr_array_add (run->failed, target->usage);
  if (run->first_error == NULL)
    run->first_error = g_error_copy (reason);
}

static gboolean
mend_all (CwMendOperation *self, Run *run, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);
      g_autoptr (GError) local = NULL;

      cw_operation_set_can_cancel (CW_OPERATION (self), TRUE);
      if (mend_one (target, run->outcome, cancellable, &local))
        g_ptr_array_add (run->mended, target->usage);
      else if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      else
        note_failure (run, target, local);
    }
  return TRUE;
}

static void
tell (Run *run)
{
  g_autofree char *mended = cw_usage_list_dup_titles (run->mended);
  g_autofree char *failed = cw_usage_list_dup_titles (run->failed);
  g_autofree char *summary = NULL;

  cw_outcome_set_count (run->outcome, "mended", run->mended->len);
  cw_outcome_set_count (run->outcome, "failed", run->failed->len);
  if (run->mended->len + run->failed->len == 0)
    summary = g_strdup (_("There is nothing that can be mended by itself."));
  else if (run->failed->len == 0)
    summary = g_strdup_printf (_("This is as it has to be again: %s."), mended);
  else if (run->mended->len == 0)
    summary = g_strdup_printf (_("This could not be mended: %s."), failed);
  else
    summary = g_strdup_printf (_("This is as it has to be again: %s. This could not be mended: %s."), mended, failed);
  cw_outcome_set_result (run->outcome, run->mended->len + run->failed->len == 0 ? CW_RESULT_NOTHING
                                       : run->failed->len == 0 ? CW_RESULT_DONE : run->mended->len == 0 ? CW_RESULT_FAILED : CW_RESULT_PARTLY, summary);
  if (run->mended->len == 0)
    cw_outcome_set_error (run->outcome, run->first_error);
}

static gboolean
mend_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwMendOperation *self = CW_MEND_OPERATION (operation);
  g_autoptr (GPtrArray) mended = g_ptr_array_new ();
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  Run run = { outcome, mended, failed, NULL };
  gboolean ok = mend_all (self, &run, cancellable, error);

  if (ok)
    {
      tell (&run);
      cw_operation_keep_or_tell (operation, outcome);
    }
  g_clear_error (&run.first_error);
  return ok;
}

/* ---- the type ---- */

static void
cw_mend_operation_finalize (GObject *object)
{
  CwMendOperation *self = CW_MEND_OPERATION (object);

  g_ptr_array_unref (self->targets);
  g_clear_pointer (&self->usages, g_ptr_array_unref);
  g_clear_object (&self->assignments);
  G_OBJECT_CLASS (cw_mend_operation_parent_class)->finalize (object);
}

static void
cw_mend_operation_class_init (CwMendOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_mend_operation_finalize;
  operation_class->name = "mend";
  operation_class->prepare = mend_prepare;
  operation_class->run = mend_run;
}

static void
cw_mend_operation_init (CwMendOperation *self)
{
  self->targets = g_ptr_array_new_with_free_func (target_free);
}

CwOperation *
cw_mend_operation_new (CwAssignments *assignments, GPtrArray *usages)
{
  CwMendOperation *self = g_object_new (CW_TYPE_MEND_OPERATION, NULL);

  self->assignments = g_object_ref (assignments);
  self->usages = usages != NULL ? g_ptr_array_ref (usages) : NULL;
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return CW_OPERATION (self);
}
