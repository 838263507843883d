/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-deploy-run.h"
#include "cw-error.h"
#include "cw-judge.h"
#include "cw-time.h"

/* Takes certificates off usages. The certificate stays in the store; its key goes from the folder of the services. */

#define CW_TYPE_REMOVE_OPERATION (cw_remove_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRemoveOperation, cw_remove_operation, CW, REMOVE_OPERATION, CwOperation)

struct _CwRemoveOperation {
  CwOperation    parent_instance;
  CwAssignments *assignments;
  GPtrArray     *usages;
  CwPlace        place;
  GPtrArray     *targets;       /* of Target, after prepare */
  CwDeployRun   *run;
  CwPlanStep    *note_step;     /* borrowed from the plan */
};

G_DEFINE_FINAL_TYPE (CwRemoveOperation, cw_remove_operation, CW_TYPE_OPERATION)

typedef struct {
  CwUsage             *usage;
  CwFilePlan          *files;
  CwAssignmentRecord  *record;
  CwStoredCertificate *row;
  CwPlanStep          *step;    /* of what nobody sees; borrowed from the plan */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_clear_object (&target->usage);
  g_clear_object (&target->files);
  g_clear_object (&target->row);
  g_clear_pointer (&target->record, cw_assignment_record_free);
  g_free (target);
}

static CwStore *
get_store (CwRemoveOperation *self)
{
  return cw_assignments_get_store (self->assignments);
}

static gboolean
is_seen (CwRemoveOperation *self)
{
  return self->place == CW_PLACE_CURRENT;
}

/* ---- prepare ---- */

static void
say_none (CwRemoveOperation *self, CwUsage *usage, CwPlan *plan)
{
  static const char *const sentences[] = {
    N_("%s has no certificate."), N_("%s has no next certificate."), N_("%s has no previous certificate."),
  };

  cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, cw_usage_get_id (usage), _(sentences[self->place]), cw_usage_get_title (usage)));
}

static gboolean
add_target (CwRemoveOperation *self, CwUsage *usage, CwPlan *plan, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (get_store (self), cw_usage_get_id (usage), self->place, &local);
  g_autoptr (CwStoredCertificate) row = record != NULL ? cw_store_find_by_id (get_store (self), record->certificate, &local) : NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  Target *target;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record == NULL)
    {
      say_none (self, usage, plan);
      return TRUE;
    }
  target = g_new0 (Target, 1);
  target->usage = g_object_ref (usage);
  target->files = cw_assignments_plan_files (self->assignments, usage, problems);
  target->record = g_steal_pointer (&record);
  target->row = g_steal_pointer (&row);
  g_ptr_array_add (self->targets, target);
  for (guint i = 0; is_seen (self) && i < problems->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (problems, i));
  return TRUE;
}

/* Somebody who takes one off may not think of the one that waits. */
static void
say_next (CwRemoveOperation *self, const Target *target, CwPlan *plan)
{
  const char *id = cw_usage_get_id (target->usage);
  g_autoptr (CwAssignmentRecord) next = cw_store_find_assignment (get_store (self), id, CW_PLACE_NEXT, NULL);
  g_autoptr (CwStoredCertificate) row = next != NULL ? cw_store_find_by_id (get_store (self), next->certificate, NULL) : NULL;
  g_autofree char *date = row != NULL ? cw_time_to_exact (next->effective) : NULL;

  if (row != NULL)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, id,
                                                _("Its next certificate, “%s”, takes over on %s all the same; “certwizardctl remove --next --type %s” withdraws it."),
                                                cw_stored_certificate_get_friendly_name (row), date, id));
}

/* What is lost, said before it is. */
static void
add_loss (CwRemoveOperation *self, const Target *target, CwPlan *plan)
{
  CwServiceManager *services = cw_assignments_get_services (self->assignments);
  const char *title = cw_usage_get_title (target->usage);
  const char *id = cw_usage_get_id (target->usage);
  gboolean runs = cw_usage_get_service (target->usage) != NULL && cw_service_manager_get_state (services, target->usage, NULL) == CW_SERVICE_RUNNING;
  g_autoptr (CwProblem) loss = NULL;

  cw_plan_add_fact (plan, title, cw_stored_certificate_get_friendly_name (target->row));
  if (self->place == CW_PLACE_NEXT)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, id, _("%s keeps the certificate that it has; nothing takes over from it."), title));
  if (!is_seen (self))
    return;
  loss = cw_problem_new (CW_SEVERITY_WARNING, id, runs ? _("%s is running, and will be without a certificate: it may not start again.")
                                                       : _("%s will be without a certificate."), title);
  cw_plan_add_advice (plan, loss);
  say_next (self, target, plan);
}

static void
add_hidden_step (CwRemoveOperation *self, Target *target, CwPlan *plan)
{
  g_autofree char *title = g_strdup_printf (self->place == CW_PLACE_NEXT ? _("Withdraw the next certificate of %s") : _("Remove the previous certificate of %s"),
                                            cw_usage_get_title (target->usage));

  target->step = cw_plan_add (plan, TRUE, title, _("Its files, the private key among them, are removed; the certificate stays in the store."));
}

static char *
dup_title (CwRemoveOperation *self)
{
  static const char *const titles[] = {
    N_("Remove the certificate of %s"), N_("Withdraw the next certificate of %s"), N_("Remove the previous certificate of %s"),
  };
  g_autofree char *usages = cw_usage_list_dup_titles (self->usages);

  return g_strdup_printf (_(titles[self->place]), usages);
}

static CwPlan *
remove_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRemoveOperation *self = CW_REMOVE_OPERATION (operation);
  g_autofree char *title = dup_title (self);
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  g_ptr_array_set_size (self->targets, 0);
  g_clear_pointer (&self->run, cw_deploy_run_free);
  self->note_step = NULL;
  if (!cw_assignments_recover (self->assignments, NULL, cancellable, error))
    return NULL;
  self->run = cw_deploy_run_new (operation, self->assignments);
  for (guint i = 0; i < self->usages->len; i++)
    if (!add_target (self, g_ptr_array_index (self->usages, i), plan, error))
      return NULL;
  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);

      add_loss (self, target, plan);
      if (is_seen (self))
        cw_deployment_add_remove (cw_deploy_run_get_deployment (self->run), target->files);
      else
        add_hidden_step (self, target, plan);
    }
  if (self->targets->len > 0 && is_seen (self))
    {
      cw_deploy_run_add_steps (self->run, plan);
      self->note_step = cw_plan_add (plan, FALSE, _("Note it in the store"), NULL);
    }
  return g_steal_pointer (&plan);
}

/* ---- run ---- */

/* Somebody may have assigned another one since the plan was made: that is not what was to be removed. */
static gboolean
check_cb (gpointer user_data, GError **error)
{
  CwRemoveOperation *self = user_data;

  for (guint i = 0; i < self->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (self->targets, i);
      g_autoptr (GError) local = NULL;
      g_autoptr (CwAssignmentRecord) now = cw_store_find_assignment (get_store (self), target->record->usage, self->place, &local);

      if (now != NULL && now->certificate == target->record->certificate && now->generation == target->record->generation)
        continue;
      if (local == NULL)
        g_set_error (&local, CW_ERROR, CW_ERROR_IN_USE, _("%s has got another certificate meanwhile, which is not removed."), cw_usage_get_title (target->usage));
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
ask (CwRemoveOperation *self, CwPlan *plan, GCancellable *cancellable, GError **error)
{
  g_autofree char *body = cw_problems_dup_text (cw_plan_get_problems (plan), CW_SEVERITY_WARNING);
  const CwQuestion question = { .heading = _("Remove the Certificate?"), .body = body, .accept = _("_Remove"), .severity = CW_SEVERITY_WARNING };

  if (!is_seen (self))
    return TRUE;
  return cw_operation_confirm_warning (CW_OPERATION (self), &question, cancellable, error);
}

static gboolean
note_targets (CwRemoveOperation *self, GError **error)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (self->targets, i);

      if (!cw_store_remove_assignment (get_store (self), target->record->usage, self->place, error)
          || (is_seen (self) && !cw_store_forget_served (get_store (self), target->record->usage, error)))
        return FALSE;
    }
  return TRUE;
}

static void
fill_outcome (CwRemoveOperation *self, CwOutcome *outcome)
{
  static const char *const summaries[] = {
    N_("Without a certificate now: %s."), N_("Without a next certificate now: %s."), N_("Without a previous certificate now: %s."),
  };
  g_autoptr (GPtrArray) usages = g_ptr_array_new ();
  g_autofree char *titles = NULL;
  g_autofree char *summary = NULL;

  for (guint i = 0; i < self->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (self->targets, i);

      g_ptr_array_add (usages, target->usage);
      cw_assignments_tell_certificate (outcome, target->row);
      cw_outcome_add_assignment (outcome, target->record->usage, cw_usage_get_title (target->usage), self->place, target->row, NULL);
    }
  titles = cw_usage_list_dup_titles (usages);
  summary = g_strdup_printf (_(summaries[self->place]), titles);
  cw_outcome_set_count (outcome, "removed", self->targets->len);
  cw_outcome_set_result (outcome, CW_RESULT_DONE, summary);
}

static gboolean
write_down (CwRemoveOperation *self, CwOutcome *outcome, GError **error)
{
  CwStore *store = get_store (self);

  if (!cw_store_begin (store, error))
    return FALSE;
  if (note_targets (self, error))
    {
      fill_outcome (self, outcome);
      if (cw_operation_keep (CW_OPERATION (self), outcome, error) && cw_store_commit (store, error))
        return TRUE;
    }
  cw_store_rollback (store);
  cw_outcome_set_history_id (outcome, 0);
  cw_outcome_clear_certificates (outcome);
  cw_outcome_clear_assignments (outcome);
  return FALSE;
}

static gboolean
tidy (CwRemoveOperation *self, CwOutcome *outcome)
{
  gboolean all = TRUE;

  for (guint i = 0; i < self->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (self->targets, i);

      all &= cw_assignments_tidy_or_tell (self->assignments, target->record->usage, outcome);
    }
  return all;
}

static gboolean
remove_seen (CwRemoveOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  cw_deploy_run_set_check (self->run, check_cb, self);
  if (!cw_deploy_run_go (self->run, cancellable, error))
    return FALSE;
  cw_plan_step_begin (self->note_step);
  if (!write_down (self, outcome, error))
    {
      cw_plan_step_end (self->note_step, CW_STEP_FAILED, (*error)->message);
      cw_deploy_run_undo (self->run);
      return FALSE;
    }
  cw_plan_step_end (self->note_step, CW_STEP_DONE, NULL);
  tidy (self, outcome);
  cw_deploy_run_finish (self->run, outcome);
  return TRUE;
}

static void
end_hidden_steps (CwRemoveOperation *self, CwStepState state)
{
  for (guint i = 0; i < self->targets->len; i++)
    cw_plan_step_end (((Target *) g_ptr_array_index (self->targets, i))->step, state, NULL);
}

/* Nothing that is seen changes. The journal names the usages all the same, so that whoever comes after a power cut removes the files. */
static GPtrArray *
write_journal (CwRemoveOperation *self, GError **error)
{
  CwLive *live = cw_assignments_get_live (self->assignments);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);

  for (guint i = 0; i < self->targets->len; i++)
    {
      const char *usage = ((Target *) g_ptr_array_index (self->targets, i))->record->usage;
      guint64 seen = cw_live_get_generation (live, usage);

      g_ptr_array_add (changes, cw_live_change_new (usage, seen, seen));
    }
  return cw_live_begin_changes (live, changes, error) ? g_steal_pointer (&changes) : NULL;
}

/* A journal that stays where files could not be removed makes the next start try again. */
static gboolean
remove_locked (CwRemoveOperation *self, CwOutcome *outcome, GError **error)
{
  CwLive *live = cw_assignments_get_live (self->assignments);
  g_autoptr (GPtrArray) changes = check_cb (self, error) ? write_journal (self, error) : NULL;

  if (changes == NULL)
    return FALSE;
  end_hidden_steps (self, CW_STEP_DONE);
  if (!write_down (self, outcome, error))
    {
      end_hidden_steps (self, CW_STEP_FAILED);
      cw_live_end_changes (live, changes, NULL);
      return FALSE;
    }
  if (tidy (self, outcome))
    cw_live_end_changes (live, changes, NULL);
  return TRUE;
}

static gboolean
remove_hidden (CwRemoveOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwLive *live = cw_assignments_get_live (self->assignments);
  gboolean ok;

  for (guint i = 0; i < self->targets->len; i++)
    if (!cw_operation_begin_step (CW_OPERATION (self), ((Target *) g_ptr_array_index (self->targets, i))->step, cancellable, error))
      return FALSE;
  if (!cw_assignments_recover (self->assignments, NULL, cancellable, error) || !cw_live_lock (live, cancellable, error))
    return FALSE;
  cw_operation_set_can_cancel (CW_OPERATION (self), FALSE);
  ok = remove_locked (self, outcome, error);
  cw_live_unlock (live);
  return ok;
}

static gboolean
remove_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRemoveOperation *self = CW_REMOVE_OPERATION (operation);

  if (self->targets->len == 0)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("Nothing is assigned there, so nothing was removed."));
      return TRUE;
    }
  if (!ask (self, plan, cancellable, error))
    return FALSE;
  return is_seen (self) ? remove_seen (self, outcome, cancellable, error) : remove_hidden (self, outcome, cancellable, error);
}

static void
cw_remove_operation_finalize (GObject *object)
{
  CwRemoveOperation *self = CW_REMOVE_OPERATION (object);

  g_clear_pointer (&self->run, cw_deploy_run_free);
  g_ptr_array_unref (self->targets);
  g_clear_pointer (&self->usages, g_ptr_array_unref);
  g_clear_object (&self->assignments);
  G_OBJECT_CLASS (cw_remove_operation_parent_class)->finalize (object);
}

static void
cw_remove_operation_class_init (CwRemoveOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_remove_operation_finalize;
  operation_class->name = "remove";
  operation_class->prepare = remove_prepare;
  operation_class->run = remove_run;
}

static void
cw_remove_operation_init (CwRemoveOperation *self)
{
  self->targets = g_ptr_array_new_with_free_func (target_free);
}

CwOperation *
cw_remove_operation_new (CwAssignments *assignments, GPtrArray *usages, CwPlace place)
{
  CwRemoveOperation *self = g_object_new (CW_TYPE_REMOVE_OPERATION, NULL);

  self->assignments = g_object_ref (assignments);
  self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < usages->len; i++)
    g_ptr_array_add (self->usages, g_object_ref (g_ptr_array_index (usages, i)));
  self->place = place;
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return CW_OPERATION (self);
}
