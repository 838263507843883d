/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-record.h"
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "cw-console.h"
#include "cw-problem.h"

#define MAX_CERTIFICATES 20

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_state_text (const char *nick)
{
  static const struct { const char *nick; const char *text; } states[] = {
    { "pending", N_("not started") }, { "running", N_("running") }, { "done", N_("done") },
    { "skipped", N_("skipped") }, { "failed", N_("failed") }, { "undone", N_("taken back") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (nick, states[i].nick) == 0)
      return _(states[i].text);
  return nick != NULL ? nick : "";
}

static void
print_step (const char *title, const char *detail, const char *state)
{
  g_autofree char *safe_title = cw_console_dup_safe (title != NULL ? title : "", FALSE);

  if (state != NULL)
    cw_console_print_format ("  %s: %s\n", safe_title, get_state_text (state));
  else
    cw_console_print_format ("  %s\n", safe_title);
  if (detail != NULL && *detail != '\0')
    cw_console_print_lines ("    ", detail);
}

static void
print_steps (JsonObject *root)
{
  JsonArray *steps = get_array (root, "steps");

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *message = get_string (step, "message");

      print_step (get_string (step, "title"), message != NULL ? message : get_string (step, "detail"), get_string (step, "state"));
    }
}

static void
print_facts (JsonObject *root)
{
  JsonArray *facts = get_array (root, "facts");
  guint width = 0;

  for (guint i = 0; facts != NULL && i < json_array_get_length (facts); i++)
    width = MAX (width, cw_text_get_width (get_string (json_array_get_object_element (facts, i), "property")));
  for (guint i = 0; facts != NULL && i < json_array_get_length (facts); i++)
    {
      JsonObject *fact = json_array_get_object_element (facts, i);

      cw_console_print_field (get_string (fact, "property"), get_string (fact, "value"), width);
    }
}

static void
print_certificates (JsonObject *root, gboolean all)
{
  JsonArray *certificates = get_array (root, "certificates");
  guint n = certificates != NULL ? json_array_get_length (certificates) : 0;
  guint shown = all ? n : MIN (n, MAX_CERTIFICATES);

  for (guint i = 0; i < shown; i++)
    {
      JsonObject *certificate = json_array_get_object_element (certificates, i);
      g_autofree char *name = cw_console_dup_safe (get_string (certificate, "friendlyName"), FALSE);
      gboolean has_key = json_object_get_boolean_member_with_default (certificate, "hasPrivateKey", FALSE);

      cw_console_print_format (has_key ? _("  %s  %s  (with private key)\n") : "  %s  %s\n", get_string (certificate, "thumbprint"), name);
    }
  if (shown < n)
    cw_console_print_format (_("  … and %u more (--verbose lists them)\n"), n - shown);
}

/* "89 at host\CA name: denied. Not this name": which of them, and why. */
static void
print_requests (JsonObject *root)
{
  JsonArray *requests = get_array (root, "requests");

  for (guint i = 0; requests != NULL && i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      const char *id = get_string (request, "requestId") != NULL ? get_string (request, "requestId") : get_string (request, "id");
      const char *message = get_string (request, "message");
      g_autofree char *subject = cw_console_dup_safe (get_string (request, "subject"), FALSE);
      g_autofree char *ca = cw_console_dup_safe (get_string (request, "ca"), FALSE);
      g_autofree char *safe = message != NULL ? cw_console_dup_safe (message, FALSE) : NULL;

      cw_console_print_format ("  %s  %s  %s  %s%s%s\n", id, get_string (request, "state"), ca, subject, safe != NULL ? ": " : "", safe != NULL ? safe : "");
    }
}

static void
print_files (JsonObject *root)
{
  JsonArray *files = get_array (root, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      g_autofree char *path = cw_console_dup_safe (json_array_get_string_element (files, i), FALSE);

      cw_console_print_format ("  %s\n", path);
    }
}

/* What went wrong belongs to standard error; what is only worth knowing is told when more is asked for. */
static void
print_problem (const char *severity, const char *field, const char *sentence, gboolean notes)
{
  if (g_strcmp0 (severity, cw_severity_to_nick (CW_SEVERITY_INFO)) != 0)
    cw_console_complain ("%s: %s", field, sentence);
  else if (notes)
    {
      g_autofree char *safe_field = cw_console_dup_safe (field, FALSE);
      g_autofree char *safe = cw_console_dup_safe (sentence, FALSE);

      cw_console_print_format (_("  Note: %s: %s\n"), safe_field, safe);
    }
}

/* What the error says is said by whoever tells errors. */
static const char *
get_error_message (JsonObject *root)
{
  JsonNode *error = json_object_get_member (root, "error");

  return error != NULL && JSON_NODE_HOLDS_OBJECT (error) ? get_string (json_node_get_object (error), "message") : NULL;
}

static void
print_problems (JsonObject *root, gboolean details)
{
  JsonArray *problems = get_array (root, "problems");
  const char *said = get_error_message (root);

  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++)
    {
      JsonObject *problem = json_array_get_object_element (problems, i);

      if (g_strcmp0 (get_string (problem, "message"), said) != 0)
        print_problem (get_string (problem, "severity"), get_string (problem, "field"), get_string (problem, "message"), details);
    }
}

static void
print_head (JsonObject *root)
{
  const char *labels[] = { _("Operation"), _("Result"), _("Started"), _("Finished") };
  const char *names[] = { "operation", "result", "started", "finished" };
  guint width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    width = MAX (width, cw_text_get_width (labels[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    cw_console_print_field (labels[i], get_string (root, names[i]), width);
}

void
cw_record_print (const char *json, gboolean details)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *summary = NULL;
  JsonNode *node;
  JsonObject *root;

  node = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;
  g_return_if_fail (node != NULL && JSON_NODE_HOLDS_OBJECT (node));
  root = json_node_get_object (node);
  if (details)
    {
      g_autofree char *title = cw_console_dup_safe (get_string (root, "title") != NULL ? get_string (root, "title") : "", FALSE);

      cw_console_print_format ("%s\n", title);
      print_head (root);
      print_facts (root);
      print_steps (root);
    }
  print_problems (root, details);
  /* The sentence of a failure is said by whoever tells errors. */
  if (!json_object_has_member (root, "error") || json_object_get_null_member (root, "error"))
    {
      summary = cw_console_dup_safe (get_string (root, "summary") != NULL ? get_string (root, "summary") : "", FALSE);
      cw_console_print_format ("%s\n", summary);
    }
  print_requests (root);
  print_certificates (root, details);
  print_files (root);
}

void
cw_record_print_plan (CwPlan *plan)
{
  GListModel *problems = cw_plan_get_problems (plan);
  g_autofree char *title = cw_console_dup_safe (cw_plan_get_title (plan), FALSE);
  GListModel *facts = cw_plan_get_facts (plan);
  guint width = 0;

  cw_console_print_format ("%s\n", title);
  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (CwPlanFact) fact = g_list_model_get_item (facts, i);

      width = MAX (width, cw_text_get_width (cw_plan_fact_get_property (fact)));
    }
  for (guint i = 0; i < g_list_model_get_n_items (facts); i++)
    {
      g_autoptr (CwPlanFact) fact = g_list_model_get_item (facts, i);

      cw_console_print_field (cw_plan_fact_get_property (fact), cw_plan_fact_get_value (fact), width);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      print_step (cw_plan_step_get_title (step), cw_plan_step_get_detail (step), NULL);
    }
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      print_problem (cw_severity_to_nick (cw_problem_get_severity (problem)), cw_problem_get_field (problem),
                     cw_problem_get_sentence (problem), TRUE);
    }
}
