/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-assign-operation-private.h"
#include "cw-error.h"
#include "cw-time.h"

G_DEFINE_FINAL_TYPE (CwAssignOperation, cw_assign_operation, CW_TYPE_OPERATION)

static CwStore *
get_store (CwAssignOperation *self)
{
  return cw_assignments_get_store (self->wish->assignments);
}

/* ---- before anything is touched ---- */

/* Of what the plan has found, everything that this computer does not let us do. */
static gboolean
check_rights (CwPlan *plan, GError **error)
{
  g_autofree char *sentence = cw_problems_dup_first (cw_plan_get_problems (plan), CW_SEVERITY_ERROR);

  if (sentence == NULL)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, sentence);
  return FALSE;
}

/* A question that --force answers; nobody there: the code says what was lacking. */
static gboolean
ask (CwAssignOperation *self, const char *heading, const char *body, int code, GCancellable *cancellable, GError **error)
{
  CwQuestion question = { .heading = heading, .body = body, .accept = _("_Assign"), .severity = CW_SEVERITY_WARNING };
  g_autoptr (GError) local = NULL;

  if (body == NULL || *body == '\0' || cw_operation_confirm_warning (CW_OPERATION (self), &question, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION))
    g_set_error_literal (error, CW_ERROR, code, body);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
ask_all (CwAssignOperation *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = cw_assign_operation_dup_name (self);
  g_autofree char *heading = g_strdup_printf (_("Assign “%s” All the Same?"), name);

  return ask (self, heading, self->advice, CW_ERROR_NEEDS_FORCE, cancellable, error)
    && ask (self, _("Roll in Spite of the Lead Time?"), self->hurry, CW_ERROR_TOO_EARLY, cancellable, error);
}

/* ---- what is deployed ---- */

static gboolean
run_import (CwAssignOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwOutcome) imported = NULL;

  if (self->import == NULL)
    return TRUE;
  imported = cw_operation_run (CW_OPERATION (self->import), self->import_plan, cancellable);
  return cw_assign_operation_take_import (self, imported, error);
}

static gboolean
unlock (CwAssignOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStoreAccess *access = cw_assignments_get_access (self->wish->assignments);
  g_autofree char *notice = NULL;

  if (!cw_operation_begin_step (CW_OPERATION (self), self->unlock_step, cancellable, error)
      || !cw_deploy_run_load (self->run, self->row, self->plans, outcome, cancellable, error))
    return FALSE;
  notice = cw_store_access_dup_notice (access);
  cw_plan_step_end (self->unlock_step, CW_STEP_DONE, notice);
  return TRUE;
}

/* ---- what is written down ---- */

static gboolean
note_usage (CwAssignOperation *self, CwUsage *usage, CwOutcome *outcome, GError **error)
{
  CwAssignments *assignments = self->wish->assignments;
  const char *id = cw_usage_get_id (usage);
  gint64 certificate = cw_stored_certificate_get_id (self->row);
  guint64 generation = cw_deployment_get_generation (cw_deploy_run_get_deployment (self->run), id);
  CwPlace place = cw_assign_operation_is_staged (self) ? CW_PLACE_NEXT : CW_PLACE_CURRENT;
  g_autoptr (CwStoredCertificate) before = NULL;

  if (!cw_assignments_find_in_place (assignments, id, place, &before, error))
    return FALSE;
  cw_outcome_add_assignment (outcome, id, cw_usage_get_title (usage), place, before, self->row);
  if (place == CW_PLACE_NEXT)
    return cw_assignments_put_next (assignments, id, certificate, generation, self->wish->effective_date, self->wish->roll, error);
  return cw_assignments_put_current (assignments, id, certificate, generation, 0, error) && cw_deploy_run_note_served (self->run, id, error);
}

static gboolean
note_usages (CwAssignOperation *self, CwOutcome *outcome, GError **error)
{
  for (guint i = 0; i < self->usages->len; i++)
    if (!note_usage (self, g_ptr_array_index (self->usages, i), outcome, error))
      return FALSE;
  return TRUE;
}

static char *
dup_summary (CwAssignOperation *self)
{
  g_autofree char *titles = cw_usage_list_dup_titles (self->usages);
  g_autofree char *date = cw_time_to_exact (self->wish->effective_date);
  const char *name = cw_stored_certificate_get_friendly_name (self->row);

  if (cw_assign_operation_is_staged (self))
    return g_strdup_printf (_("“%s” is ready and takes over on %s: %s."), name, date, titles);
  return g_strdup_printf (_("“%s” is in place: %s."), name, titles);
}

static void
fill_outcome (CwAssignOperation *self, CwOutcome *outcome)
{
  g_autofree char *summary = dup_summary (self);

  cw_outcome_add_certificate (outcome, self->row);
  cw_outcome_set_count (outcome, cw_assign_operation_is_staged (self) ? "staged" : "assigned", self->usages->len);
  cw_outcome_set_count (outcome, "alreadyThere", self->n_there);
  cw_outcome_set_result (outcome, CW_RESULT_DONE, summary);
}

static gboolean
write_down (CwAssignOperation *self, CwOutcome *outcome, GError **error)
{
  CwStore *store = get_store (self);

  cw_plan_step_begin (self->note_step);
  if (!cw_store_begin (store, error))
    return FALSE;
  if (note_usages (self, outcome, error))
    {
      cw_plan_step_end (self->note_step, CW_STEP_DONE, NULL);
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

/* Somebody else may have been quicker: then neither the plan nor "it is there already" is true any more. */
static gboolean
check_cb (gpointer user_data, GError **error)
{
  CwAssignOperation *self = user_data;
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (self->wish);

  for (guint i = 0; i < usages->len; i++)
    {
      CwUsage *usage = g_ptr_array_index (usages, i);
      g_autofree char *state = cw_assignments_dup_state (self->wish->assignments, cw_usage_get_id (usage), error);

      if (state == NULL)
        return FALSE;
      if (g_str_equal (state, g_ptr_array_index (self->states, i)))
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("Somebody has assigned another certificate to %s meanwhile."), cw_usage_get_title (usage));
      return FALSE;
    }
  return TRUE;
}

static gboolean
deploy (CwAssignOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  cw_deploy_run_set_check (self->run, check_cb, self);
  if (!cw_deploy_run_go (self->run, cancellable, error))
    return FALSE;
  if (!write_down (self, outcome, error))
    {
      cw_plan_step_end (self->note_step, CW_STEP_FAILED, error != NULL ? (*error)->message : NULL);
      cw_deploy_run_undo (self->run);
      return FALSE;
    }
  for (guint i = 0; i < self->usages->len; i++)
    cw_assignments_tidy_or_tell (self->wish->assignments, cw_usage_get_id (g_ptr_array_index (self->usages, i)), outcome);
  cw_deploy_run_finish (self->run, outcome);
  return TRUE;
}

/* While somebody else deploys it may still change. */
static gboolean
check_there (CwAssignOperation *self, GCancellable *cancellable, GError **error)
{
  CwLive *live = cw_assignments_get_live (self->wish->assignments);
  gboolean ok;

  if (!cw_live_lock (live, cancellable, error))
    return FALSE;
  ok = check_cb (self, error);
  cw_live_unlock (live);
  return ok;
}

static gboolean
tell_nothing (CwAssignOperation *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = cw_assign_operation_dup_name (self);
  g_autofree char *summary = g_strdup_printf (_("“%s” is there already, as it has to be."), name);

  if (!check_there (self, cancellable, error))
    return FALSE;
  if (self->row != NULL)
    cw_outcome_add_certificate (outcome, self->row);
  cw_outcome_set_count (outcome, "alreadyThere", self->n_there);
  cw_outcome_set_result (outcome, CW_RESULT_NOTHING, summary);
  return TRUE;
}

/* What was imported on the way stays, and the message says so. */
static gboolean
say_imported (CwAssignOperation *self, CwOutcome *outcome, GError **error)
{
  g_autoptr (CwProblem) problem = NULL;

  if (self->import != NULL && self->row != NULL)
    {
      problem = cw_problem_new (CW_SEVERITY_WARNING, "import", _("“%s” is in the store, and can be assigned from there."),
                                cw_stored_certificate_get_friendly_name (self->row));
      cw_outcome_add_problem (outcome, problem);
    }
  return FALSE;
}

static gboolean
assign_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwAssignOperation *self = CW_ASSIGN_OPERATION (operation);

  g_return_val_if_fail (self->run != NULL, FALSE);
  if (self->usages->len == 0)
    return tell_nothing (self, outcome, cancellable, error);
  if (!check_rights (plan, error) || !ask_all (self, cancellable, error) || !run_import (self, outcome, cancellable, error))
    return FALSE;
  if (unlock (self, outcome, cancellable, error) && deploy (self, outcome, cancellable, error))
    return TRUE;
  return say_imported (self, outcome, error);
}

static void
cw_assign_operation_finalize (GObject *object)
{
  CwAssignOperation *self = CW_ASSIGN_OPERATION (object);

  g_clear_pointer (&self->run, cw_deploy_run_free);
  g_clear_object (&self->import);
  g_clear_object (&self->import_plan);
  g_clear_object (&self->row);
  g_clear_object (&self->certificate);
  g_ptr_array_unref (self->extra);
  g_ptr_array_unref (self->usages);
  g_ptr_array_unref (self->plans);
  g_ptr_array_unref (self->states);
  g_free (self->advice);
  g_free (self->hurry);
  g_clear_pointer (&self->wish, cw_assign_wish_free);
  G_OBJECT_CLASS (cw_assign_operation_parent_class)->finalize (object);
}

static void
cw_assign_operation_class_init (CwAssignOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_assign_operation_finalize;
  operation_class->name = "assign";
  operation_class->prepare = cw_assign_operation_prepare;
  operation_class->run = assign_run;
}

static void
cw_assign_operation_init (CwAssignOperation *self)
{
  self->extra = g_ptr_array_new_with_free_func (g_object_unref);
  self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  self->plans = g_ptr_array_new_with_free_func (g_object_unref);
  self->states = g_ptr_array_new_with_free_func (g_free);
}

CwAssignOperation *
cw_assign_operation_new (CwAssignDraft *draft)
{
  CwAssignOperation *self = g_object_new (CW_TYPE_ASSIGN_OPERATION, NULL);

  self->wish = cw_assign_wish_copy (cw_assign_draft_get_wish (draft));
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return self;
}

CwStoredCertificate *
cw_assign_operation_get_certificate (CwAssignOperation *self)
{
  return self->row;
}
