/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-name-plan.h"
#include "cw-paths.h"
#include "cw-topology-verb.h"

/* What names a certificate for a usage would get and why, and which usages there are. */

/* ---- names ---- */

static const CwOption names_options[] = {
  { "type", CW_OPTION_TYPES, N_("USAGE,…"), N_("The usages that the certificate is for"), "-Type", .many = TRUE },
  { "computer-fqdn", CW_OPTION_TEXT, N_("NAME"), N_("The computer that it is for; this one when left out"), "-ComputerFqdn" },
  { "domain-name", CW_OPTION_TEXT, N_("NAME,…"), N_("More names: host names, IP addresses, mail addresses, URIs"), "-DomainName", .many = TRUE },
  { "all-sip-domain", CW_OPTION_FLAG, NULL, N_("Add the names of all SIP domains, not only of the primary one"), "-AllSipDomain" },
  { "sip-domain", CW_OPTION_TEXT, N_("DOMAIN,…"), N_("Add the names of these SIP domains instead of the primary one"), .many = TRUE },
  { NULL }
};

/* All values of an option that may be given several times and holds several each, NULL-terminated. */
static GPtrArray *
collect (CwOptions *options, const char *name)
{
  GPtrArray *values = cw_options_get_all (options, name);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (values, i), ",", -1);

      for (guint p = 0; parts[p] != NULL; p++)
        if (*g_strstrip (parts[p]) != '\0')
          g_ptr_array_add (words, g_strdup (parts[p]));
    }
  g_ptr_array_add (words, NULL);
  return words;
}

static GPtrArray *
parse_additions (CwOptions *options, GError **error)
{
  g_autoptr (GPtrArray) words = collect (options, "domain-name");
  g_autoptr (GPtrArray) additions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i + 1 < words->len; i++)
    {
      CwAltName *name = cw_alt_name_parse (g_ptr_array_index (words, i), error);

      if (name == NULL)
        return NULL;
      g_ptr_array_add (additions, name);
    }
  return g_steal_pointer (&additions);
}

static GPtrArray *
parse_usages (CwOptions *options, GError **error)
{
  g_autoptr (CwUsageCatalogue) catalogue = cw_usage_catalogue_new (NULL);
  g_autoptr (GPtrArray) words = collect (options, "type");
  g_autofree char *list = g_strjoinv (",", (char **) words->pdata);

  cw_topology_verb_complain (cw_usage_catalogue_get_problems (catalogue), NULL);
  return cw_usage_catalogue_parse (catalogue, list, error);
}

static void
add_name (JsonBuilder *builder, CwPlannedName *planned)
{
  CwAltName *name = cw_planned_name_get_name (planned);

  json_builder_begin_object (builder);
  cw_topology_verb_add_string (builder, "type", cw_alt_name_kind_to_nick (cw_alt_name_get_kind (name)));
  cw_topology_verb_add_string (builder, "name", cw_alt_name_get_text (name));
  cw_topology_verb_add_string (builder, "encoded", cw_alt_name_get_ascii (name));
  cw_topology_verb_add_string (builder, "reason", cw_planned_name_get_reason (planned));
  json_builder_set_member_name (builder, "added");
  json_builder_add_boolean_value (builder, cw_planned_name_is_addition (planned));
  json_builder_end_object (builder);
}

static void
add_usage_ids (JsonBuilder *builder, GPtrArray *usages)
{
  json_builder_set_member_name (builder, "usages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < usages->len; i++)
    json_builder_add_string_value (builder, cw_usage_get_id (g_ptr_array_index (usages, i)));
  json_builder_end_array (builder);
}

static void
print_names_json (CwInvocation *invocation, CwNamePlan *plan, GPtrArray *usages)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_usage_ids (builder, usages);
  cw_topology_verb_add_string (builder, "computer", cw_name_plan_get_computer (plan));
  cw_topology_verb_add_string (builder, "commonName", cw_name_plan_get_common_name (plan));
  cw_topology_verb_add_string (builder, "reason", cw_name_plan_get_subject_reason (plan));
  json_builder_set_member_name (builder, "exportable");
  json_builder_add_boolean_value (builder, cw_name_plan_needs_exportable (plan));
  json_builder_set_member_name (builder, "names");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), i);

      add_name (builder, name);
    }
  json_builder_end_array (builder);
  cw_topology_verb_add_problems (builder, cw_name_plan_get_problems (plan), NULL);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_names (CwNamePlan *plan)
{
  const CwColumn columns[] = { { _("Name"), 0 }, { _("Type"), 0 }, { _("Reason"), 20 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));
  const char *common_name = cw_name_plan_get_common_name (plan);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) planned = g_list_model_get_item (G_LIST_MODEL (plan), i);
      CwAltName *name = cw_planned_name_get_name (planned);
      const char *cells[] = { cw_alt_name_get_text (name), cw_alt_name_kind_to_nick (cw_alt_name_get_kind (name)), cw_planned_name_get_reason (planned) };

      cw_table_add (table, cells);
    }
  if (!cw_table_is_plain ())
    cw_console_print_field (_("Subject"), common_name != NULL ? common_name : _("none"), 0);
  cw_table_print (table);
}

static int
run_names (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (GPtrArray) domains = collect (given, "sip-domain");
  g_autoptr (CwTopology) topology = cw_topology_verb_load (invocation, NULL, error);
  g_autoptr (GPtrArray) additions = topology != NULL ? parse_additions (given, error) : NULL;
  g_autoptr (GPtrArray) usages = NULL;
  g_autoptr (CwNamePlan) plan = NULL;
  CwNameWish wish = { .computer = cw_options_get (given, "computer-fqdn"), .all_sip_domains = cw_options_has (given, "all-sip-domain") };

  if (additions == NULL)
    return -1;
  if (cw_options_get (given, "type") == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--type says what the certificate is for; “certwizardctl topology usages” lists what there is."));
      return -1;
    }
  usages = parse_usages (given, error);
  if (usages == NULL)
    return -1;
  wish.usages = usages;
  wish.additions = additions;
  wish.sip_domains = domains->len > 1 ? (const char *const *) domains->pdata : NULL;
  plan = cw_name_plan_new (topology, &wish);
  if (cw_invocation_is_json (invocation))
    print_names_json (invocation, plan, usages);
  else
    {
      print_names (plan);
      cw_topology_verb_complain (cw_name_plan_get_problems (plan), NULL);
    }
  return g_list_model_get_n_items (G_LIST_MODEL (plan)) > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

const CwVerb cw_verb_topology_names = {
  .name = "names",
  .summary = N_("Show the names that a certificate for a usage gets, each with its reason"),
  .options = names_options,
  .run = run_names,
};

/* ---- usages ---- */

static void
add_targets (JsonBuilder *builder, CwUsage *usage)
{
  GPtrArray *targets = cw_usage_get_targets (usage);

  json_builder_set_member_name (builder, "targets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < targets->len; i++)
    {
      CwUsageTarget *target = g_ptr_array_index (targets, i);
      g_autofree char *mode = g_strdup_printf ("%04o", cw_usage_target_get_mode (target));

      json_builder_begin_object (builder);
      cw_topology_verb_add_string (builder, "file", cw_usage_target_get_file (target));
      cw_topology_verb_add_string (builder, "format", cw_target_format_to_nick (cw_usage_target_get_format (target)));
      cw_topology_verb_add_string (builder, "owner", cw_usage_target_get_owner (target));
      cw_topology_verb_add_string (builder, "group", cw_usage_target_get_group (target));
      cw_topology_verb_add_string (builder, "mode", mode);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_service (JsonBuilder *builder, CwUsageService *service)
{
  json_builder_set_member_name (builder, "service");
  if (service == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  cw_topology_verb_add_strings (builder, "units", cw_usage_service_get_units (service));
  cw_topology_verb_add_strings (builder, "check", cw_usage_service_get_check (service));
  cw_topology_verb_add_strings (builder, "reload", cw_usage_service_get_reload (service));
  json_builder_set_member_name (builder, "probes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < cw_usage_service_get_n_probes (service); i++)
    {
      const CwProbe *probe = cw_usage_service_get_probe (service, i);

      json_builder_begin_object (builder);
      cw_topology_verb_add_string (builder, "protocol", cw_probe_protocol_to_nick (probe->protocol));
      json_builder_set_member_name (builder, "port");
      json_builder_add_int_value (builder, probe->port);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  cw_topology_verb_add_string (builder, "configurationFile", cw_usage_service_get_configuration_file (service));
  cw_topology_verb_add_strings (builder, "configuration", cw_usage_service_get_configuration (service));
  json_builder_end_object (builder);
}

static void
add_usage (JsonBuilder *builder, CwUsage *usage)
{
  static const char *const travels[] = { "no", "pool", "yes" };

  json_builder_begin_object (builder);
  cw_topology_verb_add_string (builder, "id", cw_usage_get_id (usage));
  cw_topology_verb_add_string (builder, "title", cw_usage_get_title (usage));
  cw_topology_verb_add_string (builder, "description", cw_usage_get_description (usage));
  cw_topology_verb_add_string (builder, "group", cw_usage_get_group (usage));
  cw_topology_verb_add_string (builder, "groupTitle", cw_usage_get_group_title (usage));
  cw_topology_verb_add_string (builder, "scope", cw_usage_get_scope (usage) == CW_USAGE_GLOBAL ? "global" : "local");
  cw_topology_verb_add_strings (builder, "purposes", cw_usage_get_purposes (usage));
  json_builder_set_member_name (builder, "minimumRsaBits");
  json_builder_add_int_value (builder, cw_usage_get_min_rsa_bits (usage));
  json_builder_set_member_name (builder, "wildcards");
  json_builder_add_boolean_value (builder, cw_usage_allows_wildcards (usage));
  cw_topology_verb_add_string (builder, "exportable", travels[cw_usage_get_key_travel (usage)]);
  json_builder_set_member_name (builder, "leadTime");
  json_builder_add_int_value (builder, cw_usage_get_lead_time (usage));
  json_builder_set_member_name (builder, "present");
  json_builder_add_boolean_value (builder, cw_usage_is_present (usage));
  cw_topology_verb_add_string (builder, "subjectRecipe", cw_usage_get_subject_recipe (usage));
  cw_topology_verb_add_strings (builder, "nameRecipes", cw_usage_get_name_recipes (usage));
  add_targets (builder, usage);
  add_service (builder, cw_usage_get_service (usage));
  cw_topology_verb_add_string (builder, "path", cw_usage_get_path (usage));
  json_builder_end_object (builder);
}

static void
print_usages_json (CwInvocation *invocation, CwUsageCatalogue *catalogue)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "usages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      add_usage (builder, usage);
    }
  json_builder_end_array (builder);
  cw_topology_verb_add_problems (builder, cw_usage_catalogue_get_problems (catalogue), NULL);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_usages (CwUsageCatalogue *catalogue)
{
  const CwColumn columns[] = { { _("Usage"), 0 }, { _("Title"), 20 }, { _("Group"), 12 }, { _("On this computer"), 0 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (catalogue), i);
      const char *cells[] = { cw_usage_get_id (usage), cw_usage_get_title (usage), cw_usage_get_group_title (usage),
                              cw_usage_is_present (usage) ? _("yes") : _("no") };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static int
run_usages (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwUsageCatalogue) catalogue = cw_usage_catalogue_new (NULL);

  if (cw_invocation_is_json (invocation))
    print_usages_json (invocation, catalogue);
  else
    {
      print_usages (catalogue);
      cw_topology_verb_complain (cw_usage_catalogue_get_problems (catalogue), NULL);
    }
  return g_list_model_get_n_items (G_LIST_MODEL (catalogue)) > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

const CwVerb cw_verb_topology_usages = {
  .name = "usages",
  .summary = N_("List the usages: what a certificate can be for"),
  .description = N_("A usage is a small text file. Files of your own go into the folder usages beside the topology of the user or of the computer; "
                    "mistakes in them are told with file and line."),
  .run = run_usages,
};
