/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-roll-target.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-judge.h"

static CwStore *
get_store (CwRollTarget *self)
{
  return cw_assignments_get_store (self->assignments);
}

CwRollTarget *
cw_roll_target_new (CwOperation *operation, CwAssignments *assignments, CwUsage *usage, const CwAssignmentRecord *record, GError **error)
{
  CwStore *store = cw_assignments_get_store (assignments);
  g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (store, record->certificate, error);
  g_autoptr (CwCertificate) leaf = row != NULL ? cw_store_load_certificate (store, record->certificate, error) : NULL;
  g_autoptr (GPtrArray) chain = leaf != NULL ? cw_assignments_dup_served_chain (assignments, leaf, NULL, error) : NULL;
  CwRollTarget *self;

  if (chain == NULL)
    return NULL;
  self = g_new0 (CwRollTarget, 1);
  self->operation = operation;
  self->assignments = g_object_ref (assignments);
  self->usage = g_object_ref (usage);
  self->record = cw_assignment_record_copy (record);
  self->row = g_steal_pointer (&row);
  self->leaf = g_steal_pointer (&leaf);
  self->chain = g_steal_pointer (&chain);
  self->problems = g_ptr_array_new_with_free_func (g_object_unref);
  if (cw_assignments_check_usage (assignments, record->usage, &self->lost))
    self->files = cw_assignments_plan_files (assignments, usage, self->problems);
  return self;
}

void
cw_roll_target_free (CwRollTarget *self)
{
  g_clear_object (&self->assignments);
  g_clear_object (&self->usage);
  g_clear_pointer (&self->record, cw_assignment_record_free);
  g_clear_object (&self->row);
  g_clear_object (&self->leaf);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_object (&self->files);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->run, cw_deploy_run_free);
  g_clear_error (&self->lost);
  g_free (self);
}

/* ---- plan ---- */

/* What was staged may have been changed or removed by hand since. */
static void
add_deployment (CwRollTarget *self, CwPlan *plan)
{
  CwDeployment *deployment;

  g_clear_pointer (&self->run, cw_deploy_run_free);
  self->run = cw_deploy_run_new (self->operation, self->assignments);
  deployment = cw_deploy_run_get_deployment (self->run);
  self->is_lost = !cw_live_verify (cw_assignments_get_live (self->assignments), self->record->usage, self->record->generation, NULL)
    || !cw_live_fits (cw_assignments_get_live (self->assignments), self->files, self->record->generation, NULL);
  if (self->is_lost)
    cw_deployment_add (deployment, self->files);
  else
    cw_deployment_add_switch (deployment, self->files, self->record->generation, self->leaf, self->chain);
  cw_deploy_run_add_steps (self->run, plan);
}

void
cw_roll_target_add_to_plan (CwRollTarget *self, CwPlan *plan)
{
  const char *title = cw_usage_get_title (self->usage);

  cw_plan_add_fact (plan, title, cw_stored_certificate_get_friendly_name (self->row));
  if (self->lost != NULL)
    {
      cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, self->record->usage, "%s", self->lost->message));
      return;
    }
  add_deployment (self, plan);
  if (self->is_lost)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, self->record->usage,
                                                _("The files that were made ready for %s are not as they were; they are written once more."), title));
  for (guint i = 0; i < self->problems->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (self->problems, i));
}

/* ---- deed ---- */

static gboolean
is_same (const CwAssignmentRecord *a, const CwAssignmentRecord *b)
{
  return a != NULL && a->certificate == b->certificate && a->generation == b->generation && a->effective == b->effective;
}

/* A window and a timer may look at the same moment: the second one finds it done, or something else in its place. */
static gboolean
check_cb (gpointer user_data, GError **error)
{
  CwRollTarget *self = user_data;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) now = cw_store_find_assignment (get_store (self), self->record->usage, CW_PLACE_NEXT, &local);

  if (local == NULL && is_same (now, self->record))
    return TRUE;
  self->is_gone = local == NULL;
  if (local == NULL)
    g_set_error (&local, CW_ERROR, CW_ERROR_CANCELLED, _("Somebody else has put the next certificate of %s in place."), cw_usage_get_title (self->usage));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* It was good when it was assigned; much may have happened since. */
static gboolean
check_certificate (CwRollTarget *self, GError **error)
{
  g_autoptr (GPtrArray) usages = g_ptr_array_new ();
  g_autoptr (CwCandidate) candidate = NULL;
  g_autofree char *reasons = NULL;

  g_ptr_array_add (usages, self->usage);
  candidate = cw_assignments_judge (self->assignments, self->row, usages, 0, error);
  if (candidate == NULL)
    return FALSE;
  if (cw_candidate_can_serve (candidate))
    return TRUE;
  reasons = cw_problems_dup_text (cw_candidate_get_problems (candidate), CW_SEVERITY_ERROR);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUITABLE, _("“%s” cannot serve %s. %s"), cw_stored_certificate_get_friendly_name (self->row),
               cw_usage_get_title (self->usage), reasons);
  return FALSE;
}

static gboolean
check_rights (CwRollTarget *self, GError **error)
{
  for (guint i = 0; i < self->problems->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (self->problems, i)) == CW_SEVERITY_ERROR)
      {
        g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, cw_problem_get_sentence (g_ptr_array_index (self->problems, i)));
        return FALSE;
      }
  return TRUE;
}

/* Only where the files are lost: whoever keeps the key is asked for it. */
static gboolean
load_material (CwRollTarget *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (!self->is_lost)
    return TRUE;
  g_ptr_array_add (files, self->files);
  return cw_deploy_run_load (self->run, self->row, files, outcome, cancellable, error);
}

static gboolean
write_records (CwRollTarget *self, CwStoredCertificate **before, GError **error)
{
  CwAssignments *assignments = self->assignments;
  const CwAssignmentRecord *record = self->record;
  guint64 generation = cw_deployment_get_generation (cw_deploy_run_get_deployment (self->run), record->usage);

  return cw_assignments_find_in_place (assignments, record->usage, CW_PLACE_CURRENT, before, error)
    && cw_assignments_put_current (assignments, record->usage, record->certificate, generation, record->assigned, error)
    && cw_store_remove_assignment (get_store (self), record->usage, CW_PLACE_NEXT, error)
    && cw_deploy_run_note_served (self->run, record->usage, error);
}

static gboolean
write_down (CwRollTarget *self, CwOutcome *outcome, GError **error)
{
  CwStore *store = get_store (self);
  g_autoptr (CwStoredCertificate) before = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  if (!write_records (self, &before, error) || !cw_store_commit (store, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  cw_outcome_add_assignment (outcome, self->record->usage, cw_usage_get_title (self->usage), CW_PLACE_CURRENT, before, self->row);
  cw_assignments_tell_certificate (outcome, self->row);
  return TRUE;
}

gboolean
cw_roll_target_roll (CwRollTarget *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->lost != NULL)
    {
      g_propagate_error (error, g_error_copy (self->lost));
      return FALSE;
    }
  if (!check_rights (self, error) || !check_certificate (self, error) || !load_material (self, outcome, cancellable, error))
    return FALSE;
  cw_deploy_run_set_check (self->run, check_cb, self);
  if (!cw_deploy_run_go (self->run, cancellable, error))
    return FALSE;
  if (!write_down (self, outcome, error))
    {
      cw_deploy_run_undo (self->run);
      return FALSE;
    }
  if (!cw_assignments_tidy (self->assignments, self->record->usage, &local))
    g_debug ("Files that are not needed any more are still there: %s", local->message);
  cw_deploy_run_finish (self->run, outcome);
  return TRUE;
}

/* ---- failure ---- */

static gint64
get_delay (guint tries)
{
  static const gint64 delays[] = { 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60, 24 * 60 * 60 };

  return delays[MIN (tries, G_N_ELEMENTS (delays)) - 1];
}

gboolean
cw_roll_target_note_failure (CwRollTarget *self, const GError *reason, gint64 *next_try, GError **error)
{
  CwStore *store = get_store (self);
  g_autoptr (CwAssignmentRecord) record = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  record = cw_store_find_assignment (store, self->record->usage, CW_PLACE_NEXT, error);
  if (record != NULL && is_same (record, self->record))
    {
      record->tries++;
      /* Whoever tried by hand, before its time, does not put off the timer. */
      if (record->next_try <= cw_clock_now ())
        record->next_try = cw_clock_now () + get_delay (record->tries);
      *next_try = record->next_try;
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
