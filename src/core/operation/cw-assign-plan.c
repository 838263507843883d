/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-operation-private.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-plan-private.h"
#include "cw-time.h"

/* What assigning is going to do: which usages change, what speaks against it, every file and command. */

static CwStore *
get_store (CwAssignOperation *self)
{
  return cw_assignments_get_store (self->wish->assignments);
}

gboolean
cw_assign_operation_is_staged (CwAssignOperation *self)
{
  return self->wish->effective_date != 0;
}

char *
cw_assign_operation_dup_name (CwAssignOperation *self)
{
  return self->row != NULL ? g_strdup (cw_stored_certificate_get_friendly_name (self->row)) : cw_certificate_dup_display_name (self->certificate);
}

/* Of the certificate and of the date: their warnings are what is asked about. What else a plan warns of is only worth knowing. */
static void
add_advice (CwPlan *plan, GListModel *problems)
{
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_WARNING)
        cw_plan_add_advice (plan, problem);
      else
        cw_plan_add_problem (plan, problem);
    }
}

/* ---- can it serve ---- */

static gboolean
check_certificate (CwAssignOperation *self, CwPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (self->wish);
  g_autoptr (CwJudge) judge = cw_judge_new (self->wish->assignments, usages, self->wish->effective_date, self->extra, error);
  gboolean has_key = self->import != NULL || cw_stored_certificate_has_private_key (self->row);
  g_autoptr (GListStore) problems = judge != NULL ? cw_judge_examine (judge, self->certificate, has_key) : NULL;
  g_autofree char *reasons = problems != NULL ? cw_problems_dup_text (G_LIST_MODEL (problems), CW_SEVERITY_ERROR) : NULL;
  g_autofree char *name = cw_assign_operation_dup_name (self);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);

  if (problems == NULL)
    return FALSE;
  g_free (self->advice);
  self->advice = cw_problems_dup_text (G_LIST_MODEL (problems), CW_SEVERITY_WARNING);
  add_advice (plan, G_LIST_MODEL (problems));
  if (*reasons == '\0')
    return TRUE;
  g_set_error (error, CW_ERROR, has_key ? CW_ERROR_NOT_SUITABLE : CW_ERROR_KEY_MISSING, _("“%s” cannot serve %s. %s"), name, titles, reasons);
  return FALSE;
}

/* ---- where something changes ---- */

static gboolean
is_in_place (CwAssignOperation *self, CwFilePlan *files, const CwAssignmentRecord *record)
{
  g_autoptr (GPtrArray) chain = cw_assignments_dup_served_chain (self->wish->assignments, self->certificate, NULL, NULL);
  g_autoptr (GPtrArray) drift = chain != NULL ? cw_file_plan_compare_public (files, record->generation, self->certificate, chain) : NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);

  if (drift == NULL || drift->len > 0 || !cw_assignments_try_password (self->wish->assignments, files, record->generation, problems))
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (problems, i)) == CW_SEVERITY_ERROR)
      return FALSE;
  return TRUE;
}

static gboolean
is_same (CwAssignOperation *self, const CwAssignmentRecord *record)
{
  return record != NULL && self->row != NULL && record->certificate == cw_stored_certificate_get_id (self->row);
}

/* What a staged certificate would take the place of. */
static gboolean
check_current (CwAssignOperation *self, CwUsage *usage, const CwAssignmentRecord *current, CwPlan *plan, GError **error)
{
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autofree char *expiry = NULL;

  if (!cw_assign_operation_is_staged (self) || current == NULL)
    return TRUE;
  if (!self->wish->roll)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE,
                   _("%s has a certificate already. An effective date alone is for a first certificate; to replace one at a date, roll it."),
                   cw_usage_get_title (usage));
      return FALSE;
    }
  row = cw_store_find_by_id (get_store (self), current->certificate, error);
  if (row == NULL)
    return FALSE;
  expiry = cw_time_to_exact (cw_stored_certificate_get_not_after (row));
  if (cw_stored_certificate_get_not_after (row) < self->wish->effective_date)
    cw_plan_take_problem (plan,
                          cw_problem_new (CW_SEVERITY_WARNING, "effective-date", _("The certificate that %s has now expires on %s, before the next one takes over."),
                                          cw_usage_get_title (usage), expiry));
  return TRUE;
}

/* A first certificate is of no use to a service that does not know of the files: better said before than after. */
static void
warn_of_configuration (CwUsage *usage, CwFilePlan *files, GPtrArray *problems)
{
  g_autofree char *missing = cw_file_plan_dup_missing_configuration (files);

  if (missing != NULL)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, cw_usage_get_id (usage), "%s", missing));
}

static void
add_usage (CwAssignOperation *self, CwUsage *usage, CwFilePlan *files, GPtrArray *problems, CwPlan *plan)
{
  CwDeployment *deployment = cw_deploy_run_get_deployment (self->run);
  g_autofree char *why_not = NULL;

  g_ptr_array_add (self->usages, g_object_ref (usage));
  g_ptr_array_add (self->plans, g_object_ref (files));
  for (guint i = 0; i < problems->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (problems, i));
  if (cw_assign_operation_is_staged (self))
    cw_deployment_add_staged (deployment, files);
  else
    cw_deployment_add (deployment, files);
  if (cw_usage_get_service (usage) != NULL && !cw_service_manager_may_manage (cw_assignments_get_services (self->wish->assignments), usage, &why_not)
      && why_not != NULL)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, cw_usage_get_id (usage), "%s", why_not));
}

/* It would be there at the date, were it not for the one that takes over from it. */
static gboolean
refuse_staging (CwAssignOperation *self, CwUsage *usage, const CwAssignmentRecord *next, GError **error)
{
  g_autofree char *name = cw_assign_operation_dup_name (self);
  g_autofree char *date = cw_time_to_exact (next->effective);
  g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (get_store (self), next->certificate, error);

  if (row != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE,
                 _("%s has “%s” already, and “%s” takes over from it on %s. To keep it, withdraw the other one: “certwizardctl remove --next --type %s”."),
                 cw_usage_get_title (usage), name, cw_stored_certificate_get_friendly_name (row), date, cw_usage_get_id (usage));
  return FALSE;
}

/* Made ready for that date already, and still what the usage file asks for. */
static gboolean
is_ready (CwAssignOperation *self, CwFilePlan *files, const CwAssignmentRecord *next)
{
  CwLive *live = cw_assignments_get_live (self->wish->assignments);

  return is_same (self, next) && next->effective == self->wish->effective_date && next->roll == self->wish->roll
    && cw_live_verify (live, next->usage, next->generation, NULL) && cw_live_fits (live, files, next->generation, NULL);
}

static gboolean
look_at_usage (CwAssignOperation *self, CwUsage *usage, CwPlan *plan, GError **error)
{
  CwAssignments *assignments = self->wish->assignments;
  gboolean staged = cw_assign_operation_is_staged (self);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwFilePlan) files = cw_assignments_plan_files (assignments, usage, problems);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) current = cw_store_find_assignment (get_store (self), cw_usage_get_id (usage), CW_PLACE_CURRENT, &local);
  g_autoptr (CwAssignmentRecord) next = NULL;
  gboolean is_there;

  if (local == NULL && staged)
    next = cw_store_find_assignment (get_store (self), cw_usage_get_id (usage), CW_PLACE_NEXT, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!check_current (self, usage, current, plan, error))
    return FALSE;
  if (next != NULL && is_same (self, current) && !is_same (self, next))
    return refuse_staging (self, usage, next, error);
  if (current == NULL)
    warn_of_configuration (usage, files, problems);
  if (staged)
    is_there = is_same (self, current) || is_ready (self, files, next);
  else
    is_there = is_same (self, current) && is_in_place (self, files, current);
  if (is_there && !self->wish->again)
    self->n_there++;
  else
    add_usage (self, usage, files, problems, plan);
  return TRUE;
}

/* First of all: what is changed after this is noticed. */
static gboolean
note_state (CwAssignOperation *self, CwUsage *usage, GError **error)
{
  char *state = cw_assignments_dup_state (self->wish->assignments, cw_usage_get_id (usage), error);

  if (state != NULL)
    g_ptr_array_add (self->states, state);
  return state != NULL;
}

static gboolean
look_at_usages (CwAssignOperation *self, CwPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (self->wish);

  g_clear_pointer (&self->run, cw_deploy_run_free);
  self->run = cw_deploy_run_new (CW_OPERATION (self), self->wish->assignments);
  g_ptr_array_set_size (self->usages, 0);
  g_ptr_array_set_size (self->plans, 0);
  g_ptr_array_set_size (self->states, 0);
  self->n_there = 0;
  /* One that lost its file can only be taken off: nobody knows what it needs. */
  for (guint i = 0; i < usages->len; i++)
    if (!cw_assignments_check_usage (self->wish->assignments, cw_usage_get_id (g_ptr_array_index (usages, i)), error)
        || !note_state (self, g_ptr_array_index (usages, i), error) || !look_at_usage (self, g_ptr_array_index (usages, i), plan, error))
      return FALSE;
  return TRUE;
}

/* ---- facts and steps ---- */

static void
add_date_fact (CwPlan *plan, const char *property, gint64 time)
{
  g_autofree char *text = cw_time_to_exact (time);

  cw_plan_add_fact (plan, property, text);
}

/* What is there now, and what becomes of it. */
static void
add_place_facts (CwAssignOperation *self, CwPlan *plan)
{
  gboolean staged = cw_assign_operation_is_staged (self);

  for (guint i = 0; i < self->usages->len; i++)
    {
      CwUsage *usage = g_ptr_array_index (self->usages, i);
      g_autoptr (CwAssignmentRecord) current = cw_store_find_assignment (get_store (self), cw_usage_get_id (usage), CW_PLACE_CURRENT, NULL);
      g_autoptr (CwStoredCertificate) row = current != NULL ? cw_store_find_by_id (get_store (self), current->certificate, NULL) : NULL;
      g_autofree char *text = NULL;

      if (row == NULL || is_same (self, current))
        continue;
      text = g_strdup_printf (staged ? _("%s (until then)") : _("%s (is kept as the previous one)"), cw_stored_certificate_get_friendly_name (row));
      cw_plan_add_fact (plan, cw_usage_get_title (usage), text);
    }
}

static void
add_facts (CwAssignOperation *self, CwPlan *plan)
{
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (self->wish);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);
  g_autofree char *name = cw_assign_operation_dup_name (self);
  const char *const *names = cw_certificate_get_names (self->certificate);

  cw_plan_add_fact (plan, _("Certificate Use"), titles);
  cw_plan_add_fact (plan, _("Certificate"), name);
  cw_plan_add_fact (plan, _("Subject Name"), cw_certificate_get_subject (self->certificate));
  for (gsize i = 0; names[i] != NULL; i++)
    cw_plan_add_fact (plan, _("Subject Alternative Name"), names[i]);
  cw_plan_add_fact (plan, _("Issued By"), cw_certificate_get_issuer_name (self->certificate));
  add_date_fact (plan, _("Expiration Date"), cw_certificate_get_not_after (self->certificate));
  cw_plan_add_fact (plan, _("Thumbprint"), cw_certificate_get_thumbprint (self->certificate));
  if (cw_assign_operation_is_staged (self))
    add_date_fact (plan, _("Effective Date"), self->wish->effective_date);
  add_place_facts (self, plan);
}

/* Where the service has to be told once where its certificate is. */
static void
add_configuration_facts (CwAssignOperation *self, CwPlan *plan)
{
  for (guint i = 0; i < self->usages->len; i++)
    {
      CwUsage *usage = g_ptr_array_index (self->usages, i);
      CwUsageService *service = cw_usage_get_service (usage);
      const char *const *lines = service != NULL ? cw_usage_service_get_configuration (service) : NULL;
      const char *file = service != NULL ? cw_usage_service_get_configuration_file (service) : NULL;
      g_autoptr (GString) text = NULL;

      if (lines == NULL || lines[0] == NULL || file == NULL)
        continue;
      text = g_string_new (NULL);
      g_string_append_printf (text, _("Once, in %s:"), file);
      for (gsize line = 0; lines[line] != NULL; line++)
        g_string_append_printf (text, "\n%s", lines[line]);
      g_string_replace (text, "{live}", cw_file_plan_get_link (g_ptr_array_index (self->plans, i)), 0);
      cw_plan_add_fact (plan, _("Configuration"), text->str);
    }
}

static void
add_steps (CwAssignOperation *self, CwPlan *plan)
{
  gboolean staged = cw_assign_operation_is_staged (self);

  self->unlock_step = self->note_step = NULL;
  if (self->usages->len == 0)
    return;
  if (self->import_plan != NULL)
    cw_plan_append (plan, self->import_plan);
  self->unlock_step = cw_plan_add (plan, FALSE, _("Unlock the private key"), NULL);
  cw_deploy_run_add_steps (self->run, plan);
  self->note_step = cw_plan_add (plan, FALSE, staged ? _("Note the next certificate in the store") : _("Note the assignment in the store"), NULL);
}

/* What is wrong with the wish alone; the lead time is asked about when it runs. */
static gboolean
check_wish (CwAssignOperation *self, CwPlan *plan, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GListModel) problems = cw_assign_wish_check (self->wish, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_free (self->hurry);
  self->hurry = cw_assign_wish_dup_hurry (self->wish);
  add_advice (plan, problems);
  return TRUE;
}

static char *
dup_title (CwAssignOperation *self)
{
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (self->wish);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);

  return g_strdup_printf (cw_assign_operation_is_staged (self) ? _("Assign the next certificate of %s") : _("Assign a certificate to %s"), titles);
}

CwPlan *
cw_assign_operation_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwAssignOperation *self = CW_ASSIGN_OPERATION (operation);
  g_autofree char *title = dup_title (self);
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  if (!check_wish (self, plan, error) || !cw_assignments_recover (self->wish->assignments, NULL, cancellable, error)
      || !cw_assign_operation_find_source (self, cancellable, error) || !check_certificate (self, plan, error) || !look_at_usages (self, plan, error))
    return NULL;
  add_facts (self, plan);
  add_steps (self, plan);
  add_configuration_facts (self, plan);
  return g_steal_pointer (&plan);
}
