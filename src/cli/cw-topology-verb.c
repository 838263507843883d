/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-verb.h"
#include <string.h>
#include <unistd.h>
#include "cw-console.h"
#include "cw-json.h"
#include "cw-paths.h"

char *
cw_topology_verb_dup_path (CwInvocation *invocation)
{
  CwOptions *given = cw_invocation_get_options (invocation);

  return cw_paths_dup_topology (cw_options_get (given, "store"), cw_options_has (given, "system") || geteuid () == 0);
}

CwTopology *
cw_topology_verb_load (CwInvocation *invocation, GPtrArray *problems, GError **error)
{
  g_autofree char *path = cw_topology_verb_dup_path (invocation);
  g_autoptr (GPtrArray) found = problems != NULL ? g_ptr_array_ref (problems) : g_ptr_array_new_with_free_func (g_object_unref);
  CwTopology *topology = cw_topology_load (path, found, error);

  if (problems == NULL)
    cw_topology_verb_complain (NULL, found);
  return topology;
}

/* FILE:LINE helps a person, the name of a property does not. */
static gboolean
is_place (const char *field)
{
  const char *colon = strrchr (field, ':');

  return colon != NULL && colon[1] != '\0' && colon[1 + strspn (colon + 1, "0123456789")] == '\0';
}

static void
complain_of (CwProblem *problem)
{
  const char *field = cw_problem_get_field (problem);

  if (is_place (field))
    {
      g_autofree char *shown = cw_paths_dup_display (field);

      cw_console_complain ("%s: %s", shown, cw_problem_get_sentence (problem));
    }
  else
    cw_console_complain ("%s", cw_problem_get_sentence (problem));
}

void
cw_topology_verb_complain (GListModel *problems, GPtrArray *more)
{
  for (guint i = 0; more != NULL && i < more->len; i++)
    complain_of (g_ptr_array_index (more, i));
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      complain_of (problem);
    }
}

gboolean
cw_topology_verb_has_errors (GListModel *problems, GPtrArray *more)
{
  for (guint i = 0; more != NULL && i < more->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (more, i)) == CW_SEVERITY_ERROR)
      return TRUE;
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        return TRUE;
    }
  return FALSE;
}

/* ---- JSON ---- */

char *
cw_topology_verb_dup_camel (const char *property)
{
  GString *name = g_string_new (NULL);

  for (const char *p = property; *p != '\0'; p++)
    if (*p == '-' && p[1] != '\0')
      g_string_append_c (name, g_ascii_toupper (*++p));
    else
      g_string_append_c (name, *p);
  return g_string_free (name, FALSE);
}

void
cw_topology_verb_add_string (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
cw_topology_verb_add_strings (JsonBuilder *builder, const char *member, const char *const *values)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

void
cw_topology_verb_add_problems (JsonBuilder *builder, GListModel *problems, GPtrArray *more)
{
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; more != NULL && i < more->len; i++)
    cw_json_add_problem (builder, g_ptr_array_index (more, i));
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      cw_json_add_problem (builder, problem);
    }
  json_builder_end_array (builder);
}
