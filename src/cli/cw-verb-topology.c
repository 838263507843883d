/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-topology-field.h"
#include "cw-topology-verb.h"

/* Which computers, pools, SIP domains and host names the site has. */

/* The word of the command line for each kind, and the title of its list. */
static const struct {
  const char *word;
  GType     (*get_type) (void);
  const char *title;
} kinds[] = {
  { "computer", cw_computer_get_type, N_("Computers") },
  { "pool", cw_pool_get_type, N_("Pools") },
  { "sip-domain", cw_sip_domain_get_type, N_("SIP domains") },
};

static GListModel *
get_items (CwTopology *topology, GType type)
{
  if (type == CW_TYPE_COMPUTER)
    return cw_topology_get_computers (topology);
  return type == CW_TYPE_POOL ? cw_topology_get_pools (topology) : cw_topology_get_sip_domains (topology);
}

static const char *
get_name (gpointer item)
{
  if (CW_IS_COMPUTER (item))
    return cw_computer_get_fqdn (item);
  return CW_IS_POOL (item) ? cw_pool_get_fqdn (item) : cw_sip_domain_get_name (item);
}

/* ---- show ---- */

static void
add_value (JsonBuilder *builder, const CwTopologyField *field, gpointer item)
{
  g_autofree char *member = cw_topology_verb_dup_camel (field->property);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (field->kind == CW_TOPOLOGY_HOST)
    {
      g_object_get (item, field->property, &text, NULL);
      cw_topology_verb_add_string (builder, member, text);
      return;
    }
  g_object_get (item, field->property, &words, NULL);
  cw_topology_verb_add_strings (builder, member, (const char *const *) words);
}

static void
add_values (JsonBuilder *builder, gpointer item)
{
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    add_value (builder, field, item);
}

static void
add_item (JsonBuilder *builder, CwTopology *topology, gpointer item)
{
  json_builder_begin_object (builder);
  cw_topology_verb_add_string (builder, CW_IS_SIP_DOMAIN (item) ? "name" : "fqdn", get_name (item));
  if (CW_IS_COMPUTER (item))
    {
      json_builder_set_member_name (builder, "thisComputer");
      json_builder_add_boolean_value (builder, item == (gpointer) cw_topology_get_this (topology));
    }
  if (CW_IS_SIP_DOMAIN (item))
    {
      json_builder_set_member_name (builder, "primary");
      json_builder_add_boolean_value (builder, cw_sip_domain_is_primary (item));
    }
  add_values (builder, item);
  json_builder_end_object (builder);
}

static void
add_list (JsonBuilder *builder, CwTopology *topology, GType type, const char *member)
{
  GListModel *items = get_items (topology, type);

  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      add_item (builder, topology, item);
    }
  json_builder_end_array (builder);
}

void
cw_topology_verb_print_json (CwInvocation *invocation, CwTopology *topology, GPtrArray *problems, gboolean changed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *path = cw_topology_verb_dup_path (invocation);
  g_autofree char *shown = g_filename_display_name (path);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "topology");
  json_builder_begin_object (builder);
  cw_topology_verb_add_string (builder, "path", shown);
  json_builder_set_member_name (builder, "empty");
  json_builder_add_boolean_value (builder, cw_topology_is_empty (topology));
  json_builder_set_member_name (builder, "changed");
  json_builder_add_boolean_value (builder, changed);
  add_values (builder, topology);
  add_list (builder, topology, CW_TYPE_COMPUTER, "computers");
  add_list (builder, topology, CW_TYPE_POOL, "pools");
  add_list (builder, topology, CW_TYPE_SIP_DOMAIN, "sipDomains");
  json_builder_end_object (builder);
  cw_topology_verb_add_problems (builder, NULL, problems);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_values (gpointer item)
{
  guint width = 0;

  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    width = MAX (width, cw_text_get_width (_(field->title)));
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    {
      g_autofree char *value = cw_topology_field_dup_text (field, item);

      if (*value != '\0')
        cw_console_print_field (_(field->title), value, width);
    }
}

static void
print_item (CwTopology *topology, gpointer item)
{
  const char *mark = NULL;

  if (item == (gpointer) cw_topology_get_this (topology))
    mark = _("this computer");
  else if (CW_IS_SIP_DOMAIN (item) && cw_sip_domain_is_primary (item))
    mark = _("primary");
  if (mark != NULL)
    cw_console_print_format (_("%s (%s)\n"), get_name (item), mark);
  else
    cw_console_print_format ("%s\n", get_name (item));
  print_values (item);
}

static void
print_topology (CwTopology *topology)
{
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      GListModel *items = get_items (topology, kinds[k].get_type ());

      if (g_list_model_get_n_items (items) == 0)
        continue;
      cw_console_print_format ("%s%s\n", k > 0 ? "\n" : "", _(kinds[k].title));
      for (guint i = 0; i < g_list_model_get_n_items (items); i++)
        {
          g_autoptr (GObject) item = g_list_model_get_item (items, i);

          print_item (topology, item);
        }
    }
  cw_console_print ("\n");
  print_values (topology);
}

static int
run_show (CwInvocation *invocation, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwTopology) topology = cw_topology_verb_load (invocation, problems, error);

  if (topology == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    {
      cw_topology_verb_print_json (invocation, topology, problems, FALSE);
      return CW_EXIT_DONE;
    }
  cw_topology_verb_complain (NULL, problems);
  print_topology (topology);
  if (cw_topology_is_empty (topology))
    cw_console_complain (_("Nothing has been entered yet. “certwizardctl topology add pool NAME” is a beginning."));
  return CW_EXIT_DONE;
}

static const CwVerb verb_show = {
  .name = "show",
  .summary = N_("Show computers, pools, SIP domains and host names"),
  .run = run_show,
};

/* ---- path ---- */

static int
run_path (CwInvocation *invocation, GError **error)
{
  g_autofree char *path = cw_topology_verb_dup_path (invocation);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cw_invocation_is_json (invocation))
    {
      cw_console_print_format ("%s\n", shown);
      return CW_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  cw_topology_verb_add_string (builder, "path", shown);
  json_builder_set_member_name (builder, "exists");
  json_builder_add_boolean_value (builder, g_file_test (path, G_FILE_TEST_EXISTS));
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
  return CW_EXIT_DONE;
}

static const CwVerb verb_path = {
  .name = "path",
  .summary = N_("Print the path of the file, which can be edited by hand too"),
  .run = run_path,
};

/* ---- check ---- */

static int
run_check (CwInvocation *invocation, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwTopology) topology = cw_topology_verb_load (invocation, problems, error);
  g_autoptr (GListModel) found = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean sound;

  if (topology == NULL)
    return -1;
  found = cw_topology_validate (topology);
  sound = !cw_topology_verb_has_errors (found, problems);
  if (cw_invocation_is_json (invocation))
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "sound");
      json_builder_add_boolean_value (builder, sound);
      cw_topology_verb_add_problems (builder, found, problems);
      json_builder_end_object (builder);
      cw_invocation_print_json (invocation, builder);
    }
  else
    {
      cw_topology_verb_complain (found, problems);
      cw_console_print (sound ? _("The topology is sound.\n") : _("The topology has mistakes.\n"));
    }
  return sound ? CW_EXIT_DONE : CW_EXIT_UNREADABLE;
}

static const CwVerb verb_check = {
  .name = "check",
  .summary = N_("Say what is wrong or odd in the topology"),
  .run = run_check,
};

static const CwVerb *const verbs[] = {
  &verb_show, &cw_verb_topology_add, &cw_verb_topology_set, &cw_verb_topology_remove, &cw_verb_topology_import, &verb_check,
  &cw_verb_topology_names, &cw_verb_topology_usages, &verb_path, NULL };

const CwVerb cw_verb_topology = {
  .name = "topology",
  .summary = N_("What the names in certificates are derived from: computers, pools, SIP domains, usages"),
  .verbs = verbs,
};
