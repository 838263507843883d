/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-json.h"
#include "cw-csr.h"
#include "cw-error.h"
#include "cw-time.h"

#define MAX_DEPTH 100

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  json_builder_set_member_name (builder, name);
  /* A file name may be any bytes; a JSON document is UTF-8. */
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  json_builder_set_member_name (builder, name);
  cw_json_add_time (builder, time);
}

static void
add_list (JsonBuilder *builder, const char *name, const char * const *words)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    json_builder_add_string_value (builder, words[i]);
  json_builder_end_array (builder);
}

void
cw_json_add_time (JsonBuilder *builder, gint64 time)
{
  g_autofree char *text = NULL;

  if (time == G_MAXINT64)
    text = g_strdup ("9999-12-31T23:59:59Z");   /* RFC 5280's "no well-defined end" */
  else if (time != 0)
    text = cw_time_to_rfc3339 (time);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
cw_json_add_certificate (JsonBuilder *builder, CwStoredCertificate *certificate)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, cw_stored_certificate_get_id (certificate));
  add_string (builder, "friendlyName", cw_stored_certificate_get_friendly_name (certificate));
  add_string (builder, "subject", cw_stored_certificate_get_subject (certificate));
  add_string (builder, "issuer", cw_stored_certificate_get_issuer (certificate));
  add_string (builder, "serial", cw_stored_certificate_get_serial (certificate));
  add_time (builder, "notBefore", cw_stored_certificate_get_not_before (certificate));
  add_time (builder, "notAfter", cw_stored_certificate_get_not_after (certificate));
  add_string (builder, "thumbprint", cw_stored_certificate_get_thumbprint (certificate));
  add_string (builder, "sha256", cw_stored_certificate_get_sha256 (certificate));
  add_list (builder, "names", cw_stored_certificate_get_names (certificate));
  add_string (builder, "keyAlgorithm", cw_stored_certificate_get_key_algorithm (certificate));
  add_boolean (builder, "hasPrivateKey", cw_stored_certificate_has_private_key (certificate));
  add_boolean (builder, "exportable", cw_stored_certificate_is_exportable (certificate));
  add_boolean (builder, "isCa", cw_stored_certificate_is_ca (certificate));
  add_string (builder, "source", cw_stored_certificate_get_source (certificate));
  add_time (builder, "added", cw_stored_certificate_get_added (certificate));
  add_list (builder, "usages", cw_stored_certificate_get_usages (certificate));
  json_builder_end_object (builder);
}

static void
add_words (JsonBuilder *builder, const char *name, const char *text, const char *separator)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", separator, -1);

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      json_builder_add_string_value (builder, words[i]);
  json_builder_end_array (builder);
}

/* As PEM, so that it can be handed on; null for one that was not made yet. */
static void
add_csr (JsonBuilder *builder, const CwRequestRecord *request)
{
  g_autoptr (CwCsr) csr = request->csr != NULL ? cw_csr_new_from_data (request->csr, NULL) : NULL;
  g_autofree char *pem = csr != NULL ? cw_csr_dup_pem (csr) : NULL;

  add_string (builder, "csr", pem);
}

void
cw_json_add_request (JsonBuilder *builder, const CwRequestRecord *request, const char *thumbprint)
{
  g_autofree char *id = g_strdup_printf ("r%" G_GINT64_FORMAT, request->id);

  json_builder_begin_object (builder);
  add_string (builder, "requestId", request->handle);
  add_string (builder, "id", id);
  add_string (builder, "state", cw_request_state_to_nick (request->state));
  add_string (builder, "ca", request->ca);
  add_string (builder, "kind", request->kind);
  add_string (builder, "message", request->message);
  add_string (builder, "code", request->code);
  add_words (builder, "usages", request->usages, ",");
  add_string (builder, "subject", request->subject);
  add_words (builder, "names", request->names, "\n");
  add_string (builder, "friendlyName", request->friendly_name);
  add_string (builder, "keyAlgorithm", request->key_algorithm);
  add_boolean (builder, "exportable", request->exportable);
  add_string (builder, "account", request->account);
  add_string (builder, "template", request->template_name);
  add_string (builder, "output", request->output);
  add_time (builder, "created", request->created);
  add_time (builder, "sent", request->sent);
  add_time (builder, "asked", request->asked);
  add_time (builder, "nextTry", request->next_try);
  add_string (builder, "certificate", thumbprint);
  add_csr (builder, request);
  json_builder_end_object (builder);
}

void
cw_json_add_problem (JsonBuilder *builder, CwProblem *problem)
{
  json_builder_begin_object (builder);
  add_string (builder, "severity", cw_severity_to_nick (cw_problem_get_severity (problem)));
  add_string (builder, "field", cw_problem_get_field (problem));
  add_string (builder, "message", cw_problem_get_sentence (problem));
  json_builder_end_object (builder);
}

void
cw_json_add_problems (JsonBuilder *builder, GListModel *problems)
{
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      cw_json_add_problem (builder, problem);
    }
  json_builder_end_array (builder);
}

void
cw_json_add_finding (JsonBuilder *builder, CwFinding *finding)
{
  json_builder_begin_object (builder);
  add_string (builder, "usage", cw_finding_get_usage (finding));
  add_string (builder, "severity", cw_severity_to_nick (cw_finding_get_severity (finding)));
  add_string (builder, "place", cw_finding_get_place (finding));
  add_string (builder, "message", cw_finding_get_sentence (finding));
  add_string (builder, "mend", cw_mend_to_nick (cw_finding_get_mend (finding)));
  json_builder_end_object (builder);
}

void
cw_json_add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_begin_object (builder);
  add_string (builder, "code", cw_error_get_nick (error));
  add_string (builder, "message", error->message);
  add_string (builder, "remedy", cw_error_get_remedy (error));
  json_builder_end_object (builder);
}

static void
add_step (JsonBuilder *builder, CwPlanStep *step)
{
  json_builder_begin_object (builder);
  add_string (builder, "title", cw_plan_step_get_title (step));
  add_string (builder, "detail", cw_plan_step_get_detail (step));
  add_boolean (builder, "changes", cw_plan_step_get_changes (step));
  add_string (builder, "state", cw_step_state_to_nick (cw_plan_step_get_state (step)));
  add_string (builder, "message", cw_plan_step_get_message (step));
  add_time (builder, "started", cw_plan_step_get_started (step));
  add_time (builder, "finished", cw_plan_step_get_finished (step));
  json_builder_end_object (builder);
}

void
cw_json_add_plan (JsonBuilder *builder, CwPlan *plan)
{
  GListModel *facts = cw_plan_get_facts (plan);

  add_string (builder, "title", cw_plan_get_title (plan));
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      add_step (builder, step);
    }
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "facts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (CwPlanFact) fact = g_list_model_get_item (facts, i);

      json_builder_begin_object (builder);
      add_string (builder, "property", cw_plan_fact_get_property (fact));
      add_string (builder, "value", cw_plan_fact_get_value (fact));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

gboolean
cw_json_is_shallow (const char *text)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (in_string && *p == '\\' && p[1] != '\0')
        p++;
      else if (*p == '"')
        in_string = !in_string;
      else if (!in_string && (*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!in_string && (*p == ']' || *p == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

char *
cw_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}
