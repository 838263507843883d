/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-paths.h"
#include "cw-topology-field.h"
#include "cw-topology-verb.h"

/* What changes the topology: add, set, remove, import. */

static const struct {
  const char *word;
  GType     (*get_type) (void);
} kinds[] = {
  { "computer", cw_computer_get_type },
  { "pool", cw_pool_get_type },
  { "sip-domain", cw_sip_domain_get_type },
};

/* A folder of --store that is not there yet becomes one that a store can be made in. */
static gboolean
save (CwInvocation *invocation, CwTopology *topology, GError **error)
{
  const char *store = cw_options_get (cw_invocation_get_options (invocation), "store");
  g_autofree char *path = cw_topology_verb_dup_path (invocation);

  if (store != NULL && !g_file_test (store, G_FILE_TEST_EXISTS))
    g_mkdir_with_parents (store, 0700);
  return cw_topology_save (topology, path, error);
}

static gboolean
confirm (CwInvocation *invocation, GError **error)
{
  g_autofree char *path = cw_topology_verb_dup_path (invocation);
  g_autofree char *shown = cw_paths_dup_display (path);
  g_autofree char *body = g_strdup_printf (_("%s is written anew."), shown);
  CwQuestion question = { .heading = _("Change the topology?"), .body = body, .accept = _("Change"), .severity = CW_SEVERITY_WARNING };

  if (!cw_options_has (cw_invocation_get_options (invocation), "confirm"))
    return TRUE;
  return cw_interaction_confirm (cw_invocation_get_interaction (invocation), &question, cw_invocation_get_cancellable (invocation), error);
}

static void
print_what_if (const char *path, const char *text)
{
  g_autofree char *shown = cw_paths_dup_display (path);

  cw_console_print_format (_("%s would be:\n\n"), shown);
  cw_console_print (text);
  cw_console_print (_("\nWhat if: nothing was changed.\n"));
}

/* What is only worth knowing is told by "check". */
static void
complain_of_problems (GListModel *problems)
{
  g_autoptr (GPtrArray) serious = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) != CW_SEVERITY_INFO)
        g_ptr_array_add (serious, g_object_ref (problem));
    }
  cw_topology_verb_complain (NULL, serious);
}

/* Ends a verb that has changed the topology: --what-if, --confirm, saving, telling. */
static int
finish (CwInvocation *invocation, CwTopology *topology, const char *before, GError **error)
{
  g_autofree char *text = cw_topology_to_text (topology);
  g_autofree char *path = cw_topology_verb_dup_path (invocation);
  gboolean changed = g_strcmp0 (before, text) != 0;
  gboolean what_if = cw_options_has (cw_invocation_get_options (invocation), "what-if");
  g_autoptr (GListModel) problems = cw_topology_validate (topology);

  if (changed && !what_if && (!confirm (invocation, error) || !save (invocation, topology, error)))
    return -1;
  if (cw_invocation_is_json (invocation))
    cw_topology_verb_print_json (invocation, topology, NULL, changed && !what_if);
  else if (what_if)
    print_what_if (path, text);
  else if (changed)
    cw_console_print (_("The topology is saved.\n"));
  else
    cw_console_print (_("The topology is like that already.\n"));
  if (!cw_invocation_is_json (invocation))
    complain_of_problems (problems);
  return changed ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static gboolean
find_kind (const char *word, GType *type, GError **error)
{
  static const char *const words[] = { "computer", "pool", "sip-domain", NULL };
  g_autofree char *all = g_strjoinv (", ", (char **) words);
  const char *near;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (kinds[i].word, word) == 0)
      {
        *type = kinds[i].get_type ();
        return TRUE;
      }
  near = cw_suggest (word, words);
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no “%s” in a topology. Did you mean “%s”?"), word, near);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no “%s” in a topology. There are: %s."), word, all);
  return FALSE;
}

static gpointer
find_item (CwTopology *topology, GType type, const char *name)
{
  if (type == CW_TYPE_COMPUTER)
    return cw_topology_find_computer (topology, name);
  return type == CW_TYPE_POOL ? (gpointer) cw_topology_find_pool (topology, name) : (gpointer) cw_topology_find_sip_domain (topology, name);
}

static gpointer
require_item (CwTopology *topology, GType type, const char *name, GError **error)
{
  gpointer item = find_item (topology, type, name);

  if (item == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The topology has no “%s” of that kind."), name);
  return item;
}

static void
set_unknown_key (GType type, const char *key, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;
  const char *near;

  for (const CwTopologyField *field = cw_topology_get_fields (type); field->property != NULL; field++)
    g_ptr_array_add (names, (char *) field->property);
  if (type == CW_TYPE_SIP_DOMAIN)
    g_ptr_array_add (names, (char *) "primary");
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  near = cw_suggest (key, (const char *const *) names->pdata);
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no “%s” here. Did you mean “%s”?"), key, near);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no “%s” here. There are: %s."), key, all);
}

/* "KEY=VALUE"; an empty value takes it away. */
static gboolean
set_value (CwTopology *topology, gpointer item, const char *pair, GError **error)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *key = equals != NULL ? g_strndup (pair, (gsize) (equals - pair)) : NULL;
  const CwTopologyField *field;
  gboolean primary = FALSE;

  if (key == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” should be KEY=VALUE."), pair);
      return FALSE;
    }
  if (CW_IS_SIP_DOMAIN (item) && g_str_equal (key, "primary"))
    {
      if (!cw_boolean_from_text (equals + 1, &primary) || (!primary && cw_sip_domain_is_primary (item)))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“primary” takes true; to take it away, make another SIP domain the primary one."));
          return FALSE;
        }
      if (primary)
        cw_topology_set_primary (topology, item);
      return TRUE;
    }
  field = cw_topology_find_field (G_OBJECT_TYPE (item), key);
  if (field != NULL)
    return cw_topology_field_set_text (field, item, equals + 1, error);
  set_unknown_key (G_OBJECT_TYPE (item), key, error);
  return FALSE;
}

static gboolean
set_values (CwInvocation *invocation, CwTopology *topology, gpointer item, guint from, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);

  for (guint i = from; i < cw_options_get_n_arguments (given); i++)
    {
      const char *pair = cw_options_get_argument (given, i);

      if (!g_utf8_validate (pair, -1, NULL))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A value is not valid UTF-8."));
          return FALSE;
        }
      if (!set_value (topology, item, pair, error))
        return FALSE;
    }
  return TRUE;
}

/* The topology, and the kind and name of the first two arguments. */
static CwTopology *
open_for (CwInvocation *invocation, GType *type, char **name, char **before, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwTopology) topology = NULL;

  if (!find_kind (cw_options_get_argument (given, 0), type, error))
    return NULL;
  *name = cw_topology_dup_host (cw_options_get_argument (given, 1), error);
  if (*name == NULL)
    return NULL;
  topology = cw_topology_verb_load (invocation, NULL, error);
  if (topology != NULL)
    *before = cw_topology_to_text (topology);
  return g_steal_pointer (&topology);
}

static void
add_new (CwTopology *topology, gpointer item)
{
  if (CW_IS_COMPUTER (item))
    cw_topology_add_computer (topology, item);
  else if (CW_IS_POOL (item))
    cw_topology_add_pool (topology, item);
  else
    cw_topology_add_sip_domain (topology, item);
}

static int
run_add (CwInvocation *invocation, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;
  GType type = G_TYPE_INVALID;
  g_autoptr (CwTopology) topology = open_for (invocation, &type, &name, &before, error);
  g_autoptr (GObject) item = NULL;
  gpointer old;

  if (topology == NULL)
    return -1;
  old = find_item (topology, type, name);
  if (old != NULL && old != (gpointer) cw_topology_get_this (topology))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("The topology has “%s” already; “topology set” changes it."), name);
      return -1;
    }
  item = g_object_new (type, type == CW_TYPE_SIP_DOMAIN ? "name" : "fqdn", name, NULL);
  add_new (topology, item);
  if (!set_values (invocation, topology, item, 2, error))
    return -1;
  return finish (invocation, topology, before, error);
}

const CwVerb cw_verb_topology_add = {
  .name = "add",
  .arguments = N_("computer|pool|sip-domain NAME [KEY=VALUE…]"),
  .summary = N_("Add a computer, a pool or a SIP domain"),
  .description = N_("KEY is pool, roles, addresses for a computer; internal-web, external-web, edge-internal, access-edge, data-edge, av-edge for a pool; "
                    "meet, primary for a SIP domain."),
  .run = run_add,
  .min_arguments = 2,
  .max_arguments = G_MAXUINT,
};

static int
run_set_site (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwTopology) topology = cw_topology_verb_load (invocation, NULL, error);
  g_autofree char *before = topology != NULL ? cw_topology_to_text (topology) : NULL;

  if (topology == NULL || !set_values (invocation, topology, topology, 1, error))
    return -1;
  return finish (invocation, topology, before, error);
}

static int
run_set (CwInvocation *invocation, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;
  GType type = G_TYPE_INVALID;
  g_autoptr (CwTopology) topology = NULL;
  gpointer item;

  if (g_ascii_strcasecmp (cw_options_get_argument (cw_invocation_get_options (invocation), 0), "site") == 0)
    return run_set_site (invocation, error);
  topology = open_for (invocation, &type, &name, &before, error);
  if (topology == NULL)
    return -1;
  item = require_item (topology, type, name, error);
  if (item == NULL || !set_values (invocation, topology, item, 2, error))
    return -1;
  return finish (invocation, topology, before, error);
}

const CwVerb cw_verb_topology_set = {
  .name = "set",
  .arguments = N_("computer|pool|sip-domain|site [NAME] KEY=VALUE…"),
  .summary = N_("Change what is entered; an empty VALUE takes it away"),
  .description = N_("“site” has no name and holds what is shared: dialin and admin, the hosts of the simple URLs. The other keys are those of “topology add”."),
  .run = run_set,
  .min_arguments = 2,
  .max_arguments = G_MAXUINT,
};

static int
run_remove (CwInvocation *invocation, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;
  GType type = G_TYPE_INVALID;
  g_autoptr (CwTopology) topology = open_for (invocation, &type, &name, &before, error);
  gpointer item = topology != NULL ? require_item (topology, type, name, error) : NULL;

  if (item == NULL)
    return -1;
  cw_topology_remove (topology, item);
  return finish (invocation, topology, before, error);
}

const CwVerb cw_verb_topology_remove = {
  .name = "remove",
  .arguments = N_("computer|pool|sip-domain NAME"),
  .summary = N_("Remove a computer, a pool or a SIP domain"),
  .description = N_("This computer itself stays; what was entered of it is removed."),
  .run = run_remove,
  .min_arguments = 2,
  .max_arguments = 2,
};

/* ---- import ---- */

static int
run_import (CwInvocation *invocation, GError **error)
{
  const char *path = cw_options_get_argument (cw_invocation_get_options (invocation), 0);
  g_autoptr (CwTopology) topology = cw_topology_verb_load (invocation, NULL, error);
  g_autofree char *before = topology != NULL ? cw_topology_to_text (topology) : NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);

  if (topology == NULL)
    return -1;
  if (!cw_topology_import_csv_file (topology, path, problems, error))
    {
      for (guint i = 0; i < problems->len; i++)
        cw_console_complain ("%s: %s", cw_problem_get_field (g_ptr_array_index (problems, i)), cw_problem_get_sentence (g_ptr_array_index (problems, i)));
      return -1;
    }
  return finish (invocation, topology, before, error);
}

const CwVerb cw_verb_topology_import = {
  .name = "import",
  .arguments = N_("FILE"),
  .summary = N_("Add and change by a table (CSV): all of it, or nothing where there is a mistake"),
  .description = N_("Each row is KIND,NAME,KEY=VALUE,…, with the kinds computer, pool, sip-domain and site; or the first row names the columns: "
                    "kind,name,pool,external-web,…"),
  .run = run_import,
  .min_arguments = 1,
  .max_arguments = 1,
};
