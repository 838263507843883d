/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-outcome-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-json.h"

#define MAX_PROBLEMS 10000

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

/* field → the sentence that tells of it */
static GHashTable *
index_problems (GListModel *problems)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_field (problem) != NULL)
        g_hash_table_replace (index, g_strdup (cw_problem_get_field (problem)), g_strdup (cw_problem_get_sentence (problem)));
    }
  return index;
}

/* What was foreseen and came true is told once: the outcome knows more of it. */
static gboolean
came_true (CwProblem *foreseen, GHashTable *problems)
{
  const char *field = cw_problem_get_field (foreseen);
  const char *sentence = field != NULL ? g_hash_table_lookup (problems, field) : NULL;

  return sentence != NULL && strstr (sentence, cw_problem_get_sentence (foreseen)) != NULL;
}

/* A bulk may have as many problems as files: the first ones tell what is wrong, and the number of the others is told. */
static void
add_problems (CwOutcome *self, JsonBuilder *builder)
{
  GListModel *models[] = { cw_plan_get_problems (self->plan), G_LIST_MODEL (self->problems) };
  g_autoptr (GHashTable) told = index_problems (models[1]);
  guint n = 0;

  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (gsize m = 0; m < G_N_ELEMENTS (models); m++)
    for (guint i = 0; i < g_list_model_get_n_items (models[m]); i++)
      {
        g_autoptr (CwProblem) problem = n < MAX_PROBLEMS ? g_list_model_get_item (models[m], i) : NULL;

        if (m == 0 && problem != NULL && came_true (problem, told))
          continue;
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
      const CwOutcomeAssignment *assignment = g_ptr_array_index (self->assignments, i);

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

static void add_document (CwOutcome *self, JsonBuilder *builder);

/* Only where there is something: an operation by itself has nothing before it. */
static void
add_earlier (CwOutcome *self, JsonBuilder *builder)
{
  if (self->earlier->len == 0)
    return;
  json_builder_set_member_name (builder, "earlier");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->earlier->len; i++)
    add_document (g_ptr_array_index (self->earlier, i), builder);
  json_builder_end_array (builder);
}

static void
add_document (CwOutcome *self, JsonBuilder *builder)
{
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
  add_earlier (self, builder);
  json_builder_end_object (builder);
}

char *
cw_outcome_to_json (CwOutcome *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  add_document (self, builder);
  return cw_json_print (builder);
}
