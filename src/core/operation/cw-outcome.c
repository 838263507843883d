/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-outcome.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-json.h"

#define MAX_PROBLEMS 10000

typedef struct {
  char                *usage;
  char                *title;
  CwPlace              place;
  CwStoredCertificate *before;
  CwStoredCertificate *after;
} Assignment;

struct _CwOutcome {
  GObject     parent_instance;
  char       *operation;
  CwPlan     *plan;
  CwResult    result;
  char       *summary;
  GError     *error;
  gint64      started;
  gint64      finished;
  gint64      history_id;
  GListStore *certificates;
  GListStore *requests;
  char       *output;
  char       *log;
  GListStore *problems;
  GListStore *files;
  GPtrArray  *assignments;   /* of Assignment */
  GListStore *findings;
  GPtrArray  *count_names;   /* in the order they were said */
  GHashTable *counts;        /* name → guint64 */
};

G_DEFINE_FINAL_TYPE (CwOutcome, cw_outcome, G_TYPE_OBJECT)

static void
assignment_free (gpointer data)
{
  Assignment *assignment = data;

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
  Assignment *assignment = g_new0 (Assignment, 1);

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

static void
add_counts (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->count_names->len; i++)
    {
      const char *name = g_ptr_array_index (self->count_names, i);

      json_builder_set_member_name (builder, name);
      json_builder_add_int_value (builder, (gint64) cw_outcome_get_count (self, name));
    }
  json_builder_end_object (builder);
}

/* A bulk may have as many problems as files: the first ones tell what is wrong, and the number of the others is told. */
static void
add_problems (CwOutcome *self, JsonBuilder *builder)
{
  GListModel *models[] = { cw_plan_get_problems (self->plan), G_LIST_MODEL (self->problems) };
  guint n = 0;

  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (gsize m = 0; m < G_N_ELEMENTS (models); m++)
    for (guint i = 0; i < g_list_model_get_n_items (models[m]); i++)
      {
        g_autoptr (CwProblem) problem = n < MAX_PROBLEMS ? g_list_model_get_item (models[m], i) : NULL;

        n++;
        if (problem != NULL)
          cw_json_add_problem (builder, problem);
      }
  if (n > MAX_PROBLEMS)
    {
      g_autoptr (CwProblem) rest = cw_problem_new (CW_SEVERITY_INFO, "problems", _("And %'u more, which are not listed."), n - MAX_PROBLEMS);

      cw_json_add_problem (builder, rest);
    }
  json_builder_end_array (builder);
}

static void
add_files (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->files)); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);
      g_autofree char *path = g_filename_display_name (g_file_peek_path (file));

      json_builder_add_string_value (builder, path);
    }
  json_builder_end_array (builder);
}

static void
add_certificates (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->certificates)); i++)
    {
      g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (G_LIST_MODEL (self->certificates), i);

      cw_json_add_certificate (builder, certificate);
    }
  json_builder_end_array (builder);
}

/* The thumbprint of what was issued stands in the request itself, too: a script need not join the two lists. */
static void
add_requests (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->requests)); i++)
    {
      g_autoptr (CwStoredRequest) request = g_list_model_get_item (G_LIST_MODEL (self->requests), i);
      gint64 wanted = cw_stored_request_get_record (request)->certificate;
      const char *thumbprint = NULL;

      for (guint k = 0; wanted != 0 && k < g_list_model_get_n_items (G_LIST_MODEL (self->certificates)); k++)
        {
          g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (G_LIST_MODEL (self->certificates), k);

          if (cw_stored_certificate_get_id (certificate) == wanted)
            thumbprint = cw_stored_certificate_get_thumbprint (certificate);   /* the list keeps it */
        }
      cw_json_add_request (builder, cw_stored_request_get_record (request), thumbprint);
    }
  json_builder_end_array (builder);
}

static void
add_optional_certificate (JsonBuilder *builder, const char *member, CwStoredCertificate *certificate)
{
  json_builder_set_member_name (builder, member);
  if (certificate != NULL)
    cw_json_add_certificate (builder, certificate);
  else
    json_builder_add_null_value (builder);
}

static void
add_assignments (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "assignments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->assignments->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (self->assignments, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "usage");
      json_builder_add_string_value (builder, assignment->usage);
      json_builder_set_member_name (builder, "title");
      json_builder_add_string_value (builder, assignment->title != NULL ? assignment->title : assignment->usage);
      json_builder_set_member_name (builder, "place");
      json_builder_add_string_value (builder, cw_place_to_nick (assignment->place));
      add_optional_certificate (builder, "before", assignment->before);
      add_optional_certificate (builder, "after", assignment->after);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_findings (CwOutcome *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->findings)); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (G_LIST_MODEL (self->findings), i);

      cw_json_add_finding (builder, finding);
    }
  json_builder_end_array (builder);
}

static void
add_text (JsonBuilder *builder, const char *member, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid == NULL || *valid == '\0')
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, valid);
}

char *
cw_outcome_to_json (CwOutcome *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "operation");
  json_builder_add_string_value (builder, self->operation);
  json_builder_set_member_name (builder, "result");
  json_builder_add_string_value (builder, cw_result_to_nick (self->result));
  json_builder_set_member_name (builder, "summary");
  json_builder_add_string_value (builder, self->summary != NULL ? self->summary : "");
  json_builder_set_member_name (builder, "started");
  cw_json_add_time (builder, self->started);
  json_builder_set_member_name (builder, "finished");
  cw_json_add_time (builder, self->finished);
  add_counts (self, builder);
  cw_json_add_plan (builder, self->plan);
  add_certificates (self, builder);
  add_requests (self, builder);
  add_assignments (self, builder);
  add_findings (self, builder);
  add_files (self, builder);
  add_text (builder, "output", self->output);
  add_text (builder, "log", self->log);
  add_problems (self, builder);
  json_builder_set_member_name (builder, "error");
  if (self->error != NULL)
    cw_json_add_error (builder, self->error);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  return cw_json_print (builder);
}

const char *
cw_result_to_nick (CwResult result)
{
  static const char * const nicks[] = { "done", "nothing", "partly", "cancelled", "failed", "pending", "denied" };

  g_return_val_if_fail ((gsize) result < G_N_ELEMENTS (nicks), NULL);
  return nicks[result];
}
