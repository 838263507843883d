/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-outcome-private.h"
#include "cw-clock.h"

G_DEFINE_FINAL_TYPE (CwOutcome, cw_outcome, G_TYPE_OBJECT)

static void
assignment_free (gpointer data)
{
  CwOutcomeAssignment *assignment = data;

  g_free (assignment->usage);
  g_free (assignment->title);
  g_clear_object (&assignment->before);
  g_clear_object (&assignment->after);
  g_free (assignment);
}

static void
cw_outcome_finalize (GObject *object)
{
  CwOutcome *self = CW_OUTCOME (object);

  g_free (self->operation);
  g_clear_object (&self->plan);
  g_free (self->summary);
  g_free (self->output);
  g_free (self->log);
  g_clear_error (&self->error);
  g_object_unref (self->certificates);
  g_object_unref (self->requests);
  g_object_unref (self->problems);
  g_object_unref (self->files);
  g_ptr_array_unref (self->assignments);
  g_object_unref (self->findings);
  g_ptr_array_unref (self->earlier);
  g_ptr_array_unref (self->count_names);
  g_hash_table_unref (self->counts);
  G_OBJECT_CLASS (cw_outcome_parent_class)->finalize (object);
}

static void
cw_outcome_class_init (CwOutcomeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_outcome_finalize;
}

static void
cw_outcome_init (CwOutcome *self)
{
  self->result = CW_RESULT_FAILED;
  self->certificates = g_list_store_new (CW_TYPE_STORED_CERTIFICATE);
  self->requests = g_list_store_new (CW_TYPE_STORED_REQUEST);
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
  self->files = g_list_store_new (G_TYPE_FILE);
  self->assignments = g_ptr_array_new_with_free_func (assignment_free);
  self->findings = g_list_store_new (CW_TYPE_FINDING);
  self->earlier = g_ptr_array_new_with_free_func (g_object_unref);
  self->count_names = g_ptr_array_new_with_free_func (g_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CwOutcome *
cw_outcome_new (const char *operation, CwPlan *plan)
{
  CwOutcome *self = g_object_new (CW_TYPE_OUTCOME, NULL);

  self->operation = g_strdup (operation);
  self->plan = g_object_ref (plan);
  self->started = cw_clock_now ();
  return self;
}

const char *
cw_outcome_get_operation (CwOutcome *self)
{
  return self->operation;
}

CwResult
cw_outcome_get_result (CwOutcome *self)
{
  return self->result;
}

const char *
cw_outcome_get_summary (CwOutcome *self)
{
  return self->summary;
}

const GError *
cw_outcome_get_error (CwOutcome *self)
{
  return self->error;
}

CwPlan *
cw_outcome_get_plan (CwOutcome *self)
{
  return self->plan;
}

gint64
cw_outcome_get_started (CwOutcome *self)
{
  return self->started;
}

gint64
cw_outcome_get_finished (CwOutcome *self)
{
  return self->finished;
}

GListModel *
cw_outcome_get_certificates (CwOutcome *self)
{
  return G_LIST_MODEL (self->certificates);
}

GListModel *
cw_outcome_get_problems (CwOutcome *self)
{
  return G_LIST_MODEL (self->problems);
}

GListModel *
cw_outcome_get_files (CwOutcome *self)
{
  return G_LIST_MODEL (self->files);
}

gint64
cw_outcome_get_history_id (CwOutcome *self)
{
  return self->history_id;
}

void
cw_outcome_set_result (CwOutcome *self, CwResult result, const char *summary)
{
  char *copy = g_strdup (summary);

  self->result = result;
  g_free (self->summary);
  self->summary = copy;
}

void
cw_outcome_set_error (CwOutcome *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
cw_outcome_set_history_id (CwOutcome *self, gint64 id)
{
  self->history_id = id;
}

void
cw_outcome_finish (CwOutcome *self)
{
  self->finished = cw_clock_now ();
}

void
cw_outcome_add_certificate (CwOutcome *self, CwStoredCertificate *certificate)
{
  g_list_store_append (self->certificates, certificate);
}

void
cw_outcome_add_request (CwOutcome *self, CwStoredRequest *request)
{
  g_list_store_append (self->requests, request);
}

GListModel *
cw_outcome_get_requests (CwOutcome *self)
{
  return G_LIST_MODEL (self->requests);
}

void
cw_outcome_clear_requests (CwOutcome *self)
{
  g_list_store_remove_all (self->requests);
}

void
cw_outcome_set_output (CwOutcome *self, const char *output)
{
  char *copy = g_strdup (output);

  g_free (self->output);
  self->output = copy;
}

const char *
cw_outcome_get_output (CwOutcome *self)
{
  return self->output;
}

void
cw_outcome_set_log (CwOutcome *self, const char *log)
{
  char *copy = g_strdup (log);

  g_free (self->log);
  self->log = copy;
}

const char *
cw_outcome_get_log (CwOutcome *self)
{
  return self->log;
}

void
cw_outcome_clear_certificates (CwOutcome *self)
{
  g_list_store_remove_all (self->certificates);
}

void
cw_outcome_clear_problems (CwOutcome *self)
{
  g_list_store_remove_all (self->problems);
}

void
cw_outcome_add_problem (CwOutcome *self, CwProblem *problem)
{
  g_list_store_append (self->problems, problem);
}

void
cw_outcome_add_file (CwOutcome *self, GFile *file)
{
  g_list_store_append (self->files, file);
}

void
cw_outcome_clear_files (CwOutcome *self)
{
  g_list_store_remove_all (self->files);
}

void
cw_outcome_set_count (CwOutcome *self, const char *name, guint64 count)
{
  if (!g_hash_table_contains (self->counts, name))
    g_ptr_array_add (self->count_names, g_strdup (name));
  g_hash_table_replace (self->counts, g_strdup (name), g_memdup2 (&count, sizeof count));
}

guint64
cw_outcome_get_count (CwOutcome *self, const char *name)
{
  const guint64 *count = g_hash_table_lookup (self->counts, name);

  return count != NULL ? *count : 0;
}

void
cw_outcome_add_assignment (CwOutcome *self, const char *usage, const char *title, CwPlace place, CwStoredCertificate *before, CwStoredCertificate *after)
{
  CwOutcomeAssignment *assignment = g_new0 (CwOutcomeAssignment, 1);

  assignment->usage = g_strdup (usage);
  assignment->title = g_strdup (title);
  assignment->place = place;
  g_set_object (&assignment->before, before);
  g_set_object (&assignment->after, after);
  g_ptr_array_add (self->assignments, assignment);
}

void
cw_outcome_clear_assignments (CwOutcome *self)
{
  g_ptr_array_set_size (self->assignments, 0);
}

guint
cw_outcome_get_n_assignments (CwOutcome *self)
{
  return self->assignments->len;
}

void
cw_outcome_add_finding (CwOutcome *self, CwFinding *finding)
{
  const char *usage = cw_finding_get_usage (finding);
  g_autoptr (CwProblem) problem = cw_problem_new (cw_finding_get_severity (finding), usage != NULL ? usage : cw_finding_get_place (finding),
                                                  "%s", cw_finding_get_sentence (finding));

  g_list_store_append (self->findings, finding);
  g_list_store_append (self->problems, problem);
}

GListModel *
cw_outcome_get_findings (CwOutcome *self)
{
  return G_LIST_MODEL (self->findings);
}

void
cw_outcome_add_earlier (CwOutcome *self, CwOutcome *earlier)
{
  g_return_if_fail (self != earlier);
  g_ptr_array_add (self->earlier, g_object_ref (earlier));
}

const char *
cw_result_to_nick (CwResult result)
{
  static const char * const nicks[] = { "done", "nothing", "partly", "cancelled", "failed", "pending", "denied" };

  g_return_val_if_fail ((gsize) result < G_N_ELEMENTS (nicks), NULL);
  return nicks[result];
}
