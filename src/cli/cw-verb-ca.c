/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-ca-verb.h"
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-time.h"

/* The certification authorities that can be asked: list, add, change, remove. The options of "add" and "set" are the fields of the
 * table of kinds. */

#define MAX_OPTIONS 32

/* ---- options from the table of kinds ---- */

static CwOptionKind
get_option_kind (CwFieldType type)
{
  switch (type)
    {
    case CW_FIELD_FILE:
      return CW_OPTION_FILE;
    case CW_FIELD_CHOICE:
      return CW_OPTION_CHOICE;
    case CW_FIELD_BOOLEAN:
      return CW_OPTION_BOOLEAN;
    case CW_FIELD_TEXT:
    case CW_FIELD_HOST:
    case CW_FIELD_URI:
    case CW_FIELD_FINGERPRINTS:
      break;
    }
  return CW_OPTION_TEXT;
}

static const char *
get_value_word (CwFieldType type)
{
  switch (type)
    {
    case CW_FIELD_FILE:
      return N_("FILE");
    case CW_FIELD_HOST:
      return N_("HOST");
    case CW_FIELD_URI:
      return N_("ADDRESS");
    case CW_FIELD_FINGERPRINTS:
      return N_("FINGERPRINT[,FINGERPRINT…]");
    case CW_FIELD_CHOICE:
    case CW_FIELD_BOOLEAN:
      return NULL;
    case CW_FIELD_TEXT:
      break;
    }
  return N_("TEXT");
}

static gboolean
has_option (const CwOption *table, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (table[i].name, name))
      return TRUE;
  return FALSE;
}

/* Two kinds may have a field of the same name: it is one option. */
static guint
append_fields (CwOption *table, guint n, const CwAuthorityKind *kind)
{
  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    {
      if (has_option (table, n, field->name))
        continue;
      g_return_val_if_fail (n + 1 < MAX_OPTIONS, n);
      table[n++] = (CwOption) { field->name, get_option_kind (field->type), get_value_word (field->type), field->help, .choices = field->choices };
    }
  return n;
}

static void
fill_options (CwOption *table, const CwOption *own)
{
  const CwAuthorityKind *const *kinds = cw_authority_kinds_get_all ();
  guint n = 0;

  for (; own[n].name != NULL; n++)
    table[n] = own[n];
  for (gsize i = 0; kinds[i] != NULL; i++)
    if (!kinds[i]->built_in)
      n = append_fields (table, n, kinds[i]);
}

static const CwOption add_own[] = {
  { "kind", CW_OPTION_TEXT, N_("KIND"), N_("What it is; adcs without this option. “ca kinds” lists them") },
  { "name", CW_OPTION_TEXT, N_("NAME"), N_("Your name for it; one is made up without this option") },
  { "default", CW_OPTION_FLAG, NULL, N_("Make it the default one") },
  { NULL }
};

static const CwOption set_own[] = {
  { "name", CW_OPTION_TEXT, N_("NAME"), N_("Another name for it") },
  { NULL }
};

static const CwOption *
get_add_options (void)
{
  static CwOption table[MAX_OPTIONS];
  static gsize filled = 0;

  if (g_once_init_enter (&filled))
    {
      fill_options (table, add_own);
      g_once_init_leave (&filled, 1);
    }
  return table;
}

static const CwOption *
get_set_options (void)
{
  static CwOption table[MAX_OPTIONS];
  static gsize filled = 0;

  if (g_once_init_enter (&filled))
    {
      fill_options (table, set_own);
      g_once_init_leave (&filled, 1);
    }
  return table;
}

/* Puts the options that belong to the kind into settings; one of another kind is an error, an empty one takes a setting away. */
static gboolean
read_settings (const CwAuthorityKind *kind, const CwOption *table, const CwOption *own, CwOptions *given, GHashTable *settings, GError **error)
{
  for (; own->name != NULL; own++)
    table++;
  for (const CwOption *option = table; option->name != NULL; option++)
    {
      const char *value = cw_options_get (given, option->name);
      gboolean known = FALSE;

      for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
        known |= g_str_equal (field->name, option->name);
      if (value != NULL && !known)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s does not belong to an authority of the kind %s."), option->name, kind->id);
          return FALSE;
        }
      /* It is read again when the program runs elsewhere. */
      if (value != NULL && *value != '\0' && option->kind == CW_OPTION_FILE)
        g_hash_table_insert (settings, g_strdup (option->name), g_canonicalize_filename (value, NULL));
      else if (value != NULL && *value != '\0')
        g_hash_table_insert (settings, g_strdup (option->name), g_strdup (value));
      else if (value != NULL)
        g_hash_table_remove (settings, option->name);
    }
  return TRUE;
}
/* ---- list ---- */

static void
add_settings (JsonBuilder *builder, GHashTable *settings)
{
  g_autoptr (GList) names = settings != NULL ? g_list_sort (g_hash_table_get_keys (settings), (GCompareFunc) g_strcmp0) : NULL;

  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  for (GList *name = names; name != NULL; name = name->next)
    cw_ca_verb_add_string (builder, name->data, g_hash_table_lookup (settings, name->data));
  json_builder_end_object (builder);
}

static void
add_authority (JsonBuilder *builder, CwAuthorityInfo *info)
{
  json_builder_begin_object (builder);
  cw_ca_verb_add_string (builder, "name", cw_authority_info_get_name (info));
  cw_ca_verb_add_string (builder, "kind", cw_authority_info_get_kind (info)->id);
  cw_ca_verb_add_string (builder, "ca", cw_authority_info_get_address (info));
  cw_ca_verb_add_string (builder, "title", cw_authority_info_get_title (info));
  json_builder_set_member_name (builder, "default");
  json_builder_add_boolean_value (builder, cw_authority_info_is_default (info));
  json_builder_set_member_name (builder, "lastUsed");
  cw_json_add_time (builder, cw_authority_info_get_last_used (info));
  add_settings (builder, cw_authority_info_get_settings (info));
  json_builder_end_object (builder);
}

static void
print_authorities (GPtrArray *infos)
{
  const CwColumn columns[] = { { _("Name"), 0 }, { _("Certification Authority"), 12 }, { _("Kind"), 0 }, { _("Default"), 0 }, { _("Last Used"), 0 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < infos->len; i++)
    {
      CwAuthorityInfo *info = g_ptr_array_index (infos, i);
      gint64 used = cw_authority_info_get_last_used (info);
      g_autofree char *last = used == 0 ? g_strdup ("") : cw_table_is_plain () ? cw_time_to_rfc3339 (used) : cw_time_to_date (used);
      const char *title = cw_authority_info_get_kind (info)->built_in ? cw_authority_info_get_title (info) : cw_authority_info_get_address (info);
      const char *cells[] = {
        cw_authority_info_get_name (info), title, cw_authority_info_get_kind (info)->id, cw_authority_info_is_default (info) ? _("yes") : _("no"), last,
      };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static int
run_list (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (GPtrArray) infos = context != NULL ? cw_authorities_list (cw_context_get_authorities (context), error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (infos == NULL)
    return -1;
  if (!cw_invocation_is_json (invocation))
    {
      print_authorities (infos);
      return CW_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "authorities");
  json_builder_begin_array (builder);
  for (guint i = 0; i < infos->len; i++)
    add_authority (builder, g_ptr_array_index (infos, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
  return CW_EXIT_DONE;
}

static const CwVerb verb_list = {
  .name = "list",
  .summary = N_("List the certification authorities that can be asked"),
  .run = run_list,
};

/* ---- kinds ---- */

static int
run_kinds (CwInvocation *invocation, GError **error)
{
  const CwAuthorityKind *const *kinds = cw_authority_kinds_get_all ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kinds");
  json_builder_begin_array (builder);
  for (gsize i = 0; kinds[i] != NULL; i++)
    {
      json_builder_begin_object (builder);
      cw_ca_verb_add_string (builder, "kind", kinds[i]->id);
      cw_ca_verb_add_string (builder, "title", _(kinds[i]->title));
      cw_ca_verb_add_string (builder, "summary", _(kinds[i]->summary));
      json_builder_set_member_name (builder, "builtIn");
      json_builder_add_boolean_value (builder, kinds[i]->built_in);
      json_builder_end_object (builder);
      if (!cw_invocation_is_json (invocation))
        cw_console_print_format ("%s: %s\n  %s\n", kinds[i]->id, _(kinds[i]->title), _(kinds[i]->summary));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cw_invocation_is_json (invocation))
    cw_invocation_print_json (invocation, builder);
  return CW_EXIT_DONE;
}

static const CwVerb verb_kinds = {
  .name = "kinds",
  .summary = N_("List the kinds of certification authorities that this program can ask"),
  .run = run_kinds,
};

/* ---- add, set, remove, default ---- */

/* "host\CA name" as an argument, instead of --host and --ca-name. */
static gboolean
read_address (CwOptions *given, GHashTable *settings, GError **error)
{
  const char *address = cw_options_get_n_arguments (given) > 0 ? cw_options_get_argument (given, 0) : NULL;
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;

  if (address == NULL)
    return TRUE;
  if (!cw_authority_parse_address (address, &host, &ca_name))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is no address of a certification authority; it is written HOST\\NAME."), address);
      return FALSE;
    }
  g_hash_table_insert (settings, g_strdup ("host"), g_steal_pointer (&host));
  g_hash_table_insert (settings, g_strdup ("ca-name"), g_steal_pointer (&ca_name));
  return TRUE;
}

static const CwAuthorityKind *
find_kind (CwOptions *given, GError **error)
{
  const char *id = cw_options_get (given, "kind") != NULL ? cw_options_get (given, "kind") : "adcs";
  const CwAuthorityKind *kind = cw_authority_kinds_find (id);

  if (kind == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no kind “%s” of authorities; “certwizardctl ca kinds” lists them."), id);
  else if (kind->built_in)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is always there and cannot be added."), id);
  else
    return kind;
  return NULL;
}

static int
run_add (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const CwAuthorityKind *kind = find_kind (given, error);
  g_autoptr (CwOperation) operation = NULL;
  CwContext *context;

  if (kind == NULL || !read_address (given, settings, error)
      || !read_settings (kind, get_add_options (), add_own, given, settings, error))
    return -1;
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  operation = cw_add_authority_operation_new (cw_context_get_authorities (context), kind->id, cw_options_get (given, "name"), settings,
                                              cw_options_has (given, "default"));
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_add = {
  .name = "add",
  .arguments = N_("[HOST\\NAME]"),
  .summary = N_("Add a certification authority"),
  .description = N_("HOST\\NAME is how an AD CS authority is written: the computer and the name of the CA. The options that a kind does not have are refused."),
  .get_options = get_add_options,
  .run = run_add,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

static GHashTable *
copy_settings (GHashTable *settings)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name = NULL, value = NULL;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  return copy;
}

static int
run_set (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwAuthorityInfo) info = cw_ca_verb_find (invocation, error);
  g_autoptr (GHashTable) settings = info != NULL ? copy_settings (cw_authority_info_get_settings (info)) : NULL;
  g_autoptr (CwOperation) operation = NULL;

  if (info == NULL || !read_settings (cw_authority_info_get_kind (info), get_set_options (), set_own, given, settings, error))
    return -1;
  operation = cw_edit_authority_operation_new (cw_ca_verb_get_authorities (invocation), info,
                                               cw_options_get (given, "name"), settings);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_set = {
  .name = "set",
  .arguments = N_("CA"),
  .summary = N_("Change what is known of a certification authority"),
  .description = N_("An empty value takes a setting away."),
  .get_options = get_set_options,
  .run = run_set,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static int
run_remove (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwAuthorityInfo) info = cw_ca_verb_find (invocation, error);
  g_autoptr (CwOperation) operation = NULL;
  const CwQuestion question = {
    .heading = _("Remove the certification authority?"), .accept = _("Remove"), .severity = CW_SEVERITY_WARNING,
    .body = _("It is not asked any more, and the passwords of its accounts are forgotten. Certificates that it issued stay."),
  };

  if (info == NULL)
    return -1;
  operation = cw_remove_authority_operation_new (cw_ca_verb_get_authorities (invocation), info);
  return cw_invocation_run_operation (invocation, operation, &question, error);
}

static const CwVerb verb_remove = {
  .name = "remove",
  .arguments = N_("CA"),
  .summary = N_("Take a certification authority off the list"),
  .run = run_remove,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static const CwOption default_options[] = {
  { "none", CW_OPTION_FLAG, NULL, N_("No authority is the default one: --ca is needed") },
  { NULL }
};

static int
run_default (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  gboolean none = cw_options_has (given, "none");
  g_autoptr (CwAuthorityInfo) info = NULL;
  g_autoptr (CwOperation) operation = NULL;
  CwContext *context;

  if (none == (cw_options_get_n_arguments (given) > 0))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("Name the authority that is to be the default one, or give --none."));
      return -1;
    }
  context = cw_invocation_open (invocation, error);
  info = context != NULL && !none ? cw_ca_verb_find (invocation, error) : NULL;
  if (context == NULL || (!none && info == NULL))
    return -1;
  operation = cw_default_authority_operation_new (cw_context_get_authorities (context), info);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_default = {
  .name = "default",
  .arguments = N_("[CA]"),
  .summary = N_("Choose the authority that is asked when none is named"),
  .options = default_options,
  .run = run_default,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

static const CwVerb *const verbs[] = {
  &verb_list, &verb_add, &verb_set, &verb_remove, &verb_default, &cw_verb_ca_test, &cw_verb_ca_templates, &cw_verb_ca_accounts,
  &cw_verb_ca_remember, &cw_verb_ca_forget, &verb_kinds, NULL,
};

const CwVerb cw_verb_ca = {
  .name = "ca",
  .summary = N_("Certification authorities: list, add, set, remove, default, test, templates, accounts, remember, forget, kinds"),
  .verbs = verbs,
};
