/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deploy-run.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"

typedef struct {
  CwDeployStep *step;
  CwPlanStep   *planned;     /* borrowed from the plan */
} Pair;

struct _CwDeployRun {
  CwOperation   *operation;  /* borrowed: it owns this */
  CwAssignments *assignments;
  CwDeployment  *deployment;
  GArray        *pairs;
  CwDeployCheck  check;
  gpointer       check_data;
  gboolean       is_checked;
  guint          n_done;
  GPtrArray     *unserved;   /* of CwProblem: why a service does not serve it yet */
  GCancellable  *cancellable;
};

static void
pair_clear (gpointer data)
{
  Pair *pair = data;

  g_object_unref (pair->step);
}

static CwPlanStep *
find_step (CwDeployRun *self, CwDeployStep *step)
{
  for (guint i = 0; i < self->pairs->len; i++)
    if (g_array_index (self->pairs, Pair, i).step == step)
      return g_array_index (self->pairs, Pair, i).planned;
  return NULL;
}

static void
report_progress (CwDeployRun *self, CwDeployStep *step)
{
  cw_operation_report_progress (self->operation, self->pairs->len > 0 ? (double) self->n_done / self->pairs->len : -1, cw_deploy_step_get_title (step));
}

/* Whoever puts everything back says what is there now: a no does not say it as well. */
static gboolean
begin_step (CwDeployRun *self, CwDeployStep *step, CwPlanStep *planned, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_operation_begin_step (self->operation, planned, self->cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("It was stopped before this: %s."), cw_deploy_step_get_title (step));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* From the switch on it is quicker to finish than to go back. */
static gboolean
begin (CwDeployRun *self, CwDeployStep *step, CwPlanStep *planned, GError **error)
{
  if (!self->is_checked && self->check != NULL && !self->check (self->check_data, error))
    return FALSE;
  self->is_checked = TRUE;
  report_progress (self, step);
  if (planned != NULL && !begin_step (self, step, planned, error))
    return FALSE;
  if (cw_deploy_step_get_kind (step) == CW_DEPLOY_SWITCH || cw_deploy_step_get_kind (step) == CW_DEPLOY_REMOVE)
    cw_operation_set_can_cancel (self->operation, FALSE);
  return TRUE;
}

static gboolean
watch_cb (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer user_data, GError **error)
{
  static const CwStepState states[] = { CW_STEP_RUNNING, CW_STEP_DONE, CW_STEP_SKIPPED, CW_STEP_FAILED, CW_STEP_UNDONE };
  CwDeployRun *self = user_data;
  CwPlanStep *planned = find_step (self, step);

  if (event == CW_DEPLOY_BEGINS)
    return begin (self, step, planned, error);
  if (event == CW_DEPLOY_WAITS)
    {
      cw_operation_report_progress (self->operation, -1, message);
      return TRUE;
    }
  if (planned != NULL)
    cw_plan_step_end (planned, states[event], message);
  if (event == CW_DEPLOY_SKIPPED && cw_deploy_step_get_kind (step) == CW_DEPLOY_PROBE)
    g_ptr_array_add (self->unserved, cw_problem_new (CW_SEVERITY_WARNING, cw_usage_get_id (cw_deploy_step_get_usage (step)), "%s", message));
  if (event == CW_DEPLOY_DONE || event == CW_DEPLOY_SKIPPED)
    self->n_done++;
  return TRUE;
}

CwDeployRun *
cw_deploy_run_new (CwOperation *operation, CwAssignments *assignments)
{
  CwDeployRun *self = g_new0 (CwDeployRun, 1);

  self->operation = operation;
  self->assignments = g_object_ref (assignments);
  self->deployment = cw_deployment_new (cw_assignments_get_live (assignments), cw_assignments_get_services (assignments));
  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_array_set_clear_func (self->pairs, pair_clear);
  self->unserved = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
cw_deploy_run_free (CwDeployRun *self)
{
  g_array_unref (self->pairs);
  g_ptr_array_unref (self->unserved);
  g_object_unref (self->deployment);
  g_object_unref (self->assignments);
  g_free (self);
}

CwDeployment *
cw_deploy_run_get_deployment (CwDeployRun *self)
{
  return self->deployment;
}

void
cw_deploy_run_add_steps (CwDeployRun *self, CwPlan *plan)
{
  g_autoptr (GPtrArray) steps = cw_deployment_list_steps (self->deployment);

  g_array_set_size (self->pairs, 0);
  for (guint i = 0; i < steps->len; i++)
    {
      CwDeployStep *step = g_ptr_array_index (steps, i);
      Pair pair = { g_object_ref (step), NULL };

      pair.planned = cw_plan_add (plan, cw_deploy_step_get_changes (step), cw_deploy_step_get_title (step), cw_deploy_step_get_detail (step));
      g_array_append_val (self->pairs, pair);
    }
}

static gboolean
load_password (CwDeployRun *self, CwFilePlan *files, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwUsage *usage = cw_file_plan_get_usage (files);
  g_autofree char *notice = NULL;
  g_autoptr (CwSecret) password = NULL;

  if (!cw_file_plan_needs_password (files))
    return TRUE;
  password = cw_assignments_get_password (self->assignments, usage, cw_operation_get_interaction (self->operation), &notice, cancellable, error);
  if (password == NULL)
    return FALSE;
  cw_deployment_set_password (self->deployment, cw_usage_get_id (usage), password);
  if (notice != NULL)
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, cw_usage_get_id (usage), "%s", notice);

      cw_outcome_add_problem (outcome, problem);
    }
  return TRUE;
}

gboolean
cw_deploy_run_load (CwDeployRun *self, CwStoredCertificate *row, GPtrArray *files, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStoreAccess *access = cw_assignments_get_access (self->assignments);
  g_autoptr (CwMaterial) material = NULL;

  if (!cw_store_access_unlock (access, cw_operation_get_interaction (self->operation), cancellable, error))
    return FALSE;
  material = cw_assignments_load_material (self->assignments, row, error);
  if (material == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    if (!load_password (self, g_ptr_array_index (files, i), outcome, cancellable, error))
      return FALSE;
  cw_deployment_set_material (self->deployment, material);
  return TRUE;
}

void
cw_deploy_run_set_check (CwDeployRun *self, CwDeployCheck check, gpointer user_data)
{
  self->check = check;
  self->check_data = user_data;
}

gboolean
cw_deploy_run_go (CwDeployRun *self, GCancellable *cancellable, GError **error)
{
  gboolean ok;

  /* Somebody else may have been interrupted since the plan was made. */
  if (!cw_assignments_recover (self->assignments, NULL, cancellable, error))
    return FALSE;
  self->is_checked = FALSE;
  self->n_done = 0;
  self->cancellable = cancellable;
  ok = cw_deployment_run (self->deployment, watch_cb, self, cancellable, error);
  self->cancellable = NULL;
  return ok;
}

void
cw_deploy_run_finish (CwDeployRun *self, CwOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;

  for (guint i = 0; i < self->unserved->len; i++)
    cw_outcome_add_problem (outcome, g_ptr_array_index (self->unserved, i));
  if (cw_deployment_commit (self->deployment, &error))
    return;
  problem = cw_problem_new (CW_SEVERITY_WARNING, "live", _("The certificate is in place, and what was before could not be tidied up: %s"), error->message);
  cw_outcome_add_problem (outcome, problem);
}

void
cw_deploy_run_undo (CwDeployRun *self)
{
  cw_deployment_undo (self->deployment, watch_cb, self);
}

gboolean
cw_deploy_run_note_served (CwDeployRun *self, const char *usage, GError **error)
{
  CwStore *store = cw_assignments_get_store (self->assignments);
  GPtrArray *served = cw_deployment_get_served (self->deployment, usage);

  for (guint i = 0; served != NULL && i < served->len; i++)
    {
      CwServed *one = g_ptr_array_index (served, i);
      const CwProbe *probe = cw_served_get_probe (one);
      CwCertificate *leaf = cw_served_get_leaf (one);
      CwServedRecord record = {
        .usage = (char *) usage, .protocol = (char *) cw_probe_protocol_to_nick (probe->protocol), .port = probe->port, .asked = cw_clock_now (),
        .verdict = (char *) cw_served_verdict_to_nick (cw_served_get_verdict (one)),
        .sha256 = leaf != NULL ? (char *) cw_certificate_get_sha256 (leaf) : NULL, .message = (char *) cw_served_get_message (one),
      };

      if (!cw_store_put_served (store, &record, error))
        return FALSE;
    }
  return TRUE;
}
