/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-verb.h"
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-time.h"

const char *const cw_assign_verb_identities[] = { "local", "global", NULL };

/* ---- which computer, which usages ---- */

CwAssignments *
cw_assign_verb_open (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  CwAssignments *assignments = context != NULL ? cw_context_get_assignments (context) : NULL;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (assignments == NULL || cw_options_has (cw_invocation_get_options (invocation), "what-if"))
    return assignments;
  /* What cannot be put right must not keep anybody from looking; an operation refuses by itself. */
  if (!cw_assignments_recover (assignments, sentences, cw_invocation_get_cancellable (invocation), &local))
    cw_console_complain ("%s", local->message);
  for (guint i = 0; i < sentences->len; i++)
    cw_console_complain ("%s", (const char *) g_ptr_array_index (sentences, i));
  return assignments;
}

gboolean
cw_assign_verb_check_identity (CwInvocation *invocation, GError **error)
{
  const char *identity = cw_options_get (cw_invocation_get_options (invocation), "identity");

  if (g_strcmp0 (identity, "global") != 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--identity global spreads a certificate to all computers of the site, which is not part of this "
                                                  "version; without it the certificate is assigned on this computer. Nothing was changed."));
  return FALSE;
}

/* All of them, however often the option was given. */
static char *
dup_types (CwInvocation *invocation)
{
  GPtrArray *lists = cw_options_get_all (cw_invocation_get_options (invocation), "type");
  GString *types = g_string_new (NULL);

  for (guint i = 0; lists != NULL && i < lists->len; i++)
    g_string_append_printf (types, "%s%s", i > 0 ? "," : "", (const char *) g_ptr_array_index (lists, i));
  return g_string_free (types, FALSE);
}

/* FALSE: --type was not given. */
static gboolean
has_types (CwInvocation *invocation)
{
  return cw_options_get (cw_invocation_get_options (invocation), "type") != NULL;
}

GPtrArray *
cw_assign_verb_parse_types (CwInvocation *invocation, const char *why, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autofree char *types = dup_types (invocation);

  if (context == NULL)
    return NULL;
  if (has_types (invocation))
    return cw_assignments_parse_usages (cw_context_get_assignments (context), types, error);
  if (why == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, why);
  return NULL;
}

gboolean
cw_assign_verb_fill_draft (CwInvocation *invocation, CwAssignDraft *draft, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autofree char *types = dup_types (invocation);

  if (!has_types (invocation))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--type is needed: the usages that get the certificate. “certwizardctl topology usages” lists them."));
      return FALSE;
    }
  if (!cw_assign_draft_set_types (draft, types, error))
    return FALSE;
  g_object_set (draft, "effective-date", cw_options_get_time (given, "effective-date"), "roll", cw_options_has (given, "roll"),
                "again", cw_options_has (given, "again"), NULL);
  return TRUE;
}

/* ---- a certificate out of a pipeline ---- */

static const char *
get_thumbprint (JsonObject *certificate)
{
  static const char *const members[] = { "sha256", "thumbprint" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (certificate, members[i]);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        return json_node_get_string (node);
    }
  return NULL;
}

static gboolean
has_usage (JsonObject *certificate)
{
  JsonNode *usages = json_object_get_member (certificate, "usages");

  return usages != NULL && JSON_NODE_HOLDS_ARRAY (usages) && json_array_get_length (json_node_get_array (usages)) > 0;
}

static void
add_thumbprint (GPtrArray *found, JsonNode *node, gboolean in_use)
{
  JsonObject *certificate = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *thumbprint = certificate != NULL ? get_thumbprint (certificate) : NULL;

  if (thumbprint != NULL && (!in_use || has_usage (certificate)) && !g_ptr_array_find_with_equal_func (found, thumbprint, g_str_equal, NULL))
    g_ptr_array_add (found, (char *) thumbprint);
}

/* A list of certificates, one, or a document with either. */
static void
collect_thumbprints (GPtrArray *found, JsonNode *node, gboolean in_use)
{
  static const char *const members[] = { "certificates", "certificate" };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (gsize i = 0; object != NULL && get_thumbprint (object) == NULL && i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (object, members[i]))
      {
        collect_thumbprints (found, json_object_get_member (object, members[i]), in_use);
        return;
      }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      add_thumbprint (found, node, in_use);
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    add_thumbprint (found, json_array_get_element (json_node_get_array (node), i), in_use);
}

char *
cw_assign_verb_dup_reference (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GPtrArray) in_use = g_ptr_array_new ();
  JsonNode *root = cw_json_is_shallow (json) && json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;

  if (root == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("Standard input is no JSON document, such as “certwizardctl get --json” prints."));
      return NULL;
    }
  collect_thumbprints (all, root, FALSE);
  collect_thumbprints (in_use, root, TRUE);
  /* "get" tells the previous ones of a usage as well. */
  if (all->len > 1 && in_use->len == 1)
    return g_strdup (g_ptr_array_index (in_use, 0));
  if (all->len == 1)
    return g_strdup (g_ptr_array_index (all, 0));
  if (all->len == 0)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no certificate in the document on standard input."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS, _("There are %u certificates in the document on standard input, and a usage has one."), all->len);
  return NULL;
}

/* ---- what is assigned ---- */

char *
cw_assign_verb_dup_place (const CwAssignmentRecord *record)
{
  g_autofree char *date = NULL;

  if (record->place == CW_PLACE_CURRENT)
    return g_strdup (_("current"));
  if (record->place == CW_PLACE_PREVIOUS)
    return g_strdup (_("previous"));
  date = cw_time_to_exact (record->effective);
  return g_strdup_printf (_("next, from %s"), date);
}

const char *
cw_assign_verb_get_title (CwUsageCatalogue *usages, const char *id)
{
  CwUsage *usage = cw_usage_catalogue_find (usages, id);

  return usage != NULL ? cw_usage_get_title (usage) : id;
}

void
cw_assign_verb_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  json_builder_set_member_name (builder, name);
  cw_json_add_time (builder, time);
}

/* What the ports of the usage were last seen to serve. */
static void
add_served (JsonBuilder *builder, const char *usage, GPtrArray *served)
{
  json_builder_set_member_name (builder, "served");
  json_builder_begin_array (builder);
  for (guint i = 0; served != NULL && i < served->len; i++)
    {
      const CwServedRecord *record = g_ptr_array_index (served, i);

      if (!g_str_equal (record->usage, usage))
        continue;
      json_builder_begin_object (builder);
      cw_assign_verb_add_string (builder, "protocol", record->protocol);
      json_builder_set_member_name (builder, "port");
      json_builder_add_int_value (builder, record->port);
      cw_assign_verb_add_string (builder, "verdict", record->verdict);
      cw_assign_verb_add_string (builder, "message", record->message);
      cw_assign_verb_add_string (builder, "sha256", record->sha256);
      add_time (builder, "asked", record->asked);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* What becomes of a roll. */
static void
add_roll (JsonBuilder *builder, const CwAssignmentRecord *record)
{
  json_builder_set_member_name (builder, "roll");
  json_builder_add_boolean_value (builder, record->roll);
  json_builder_set_member_name (builder, "tries");
  json_builder_add_int_value (builder, record->tries);
  add_time (builder, "nextTry", record->next_try);
  cw_assign_verb_add_string (builder, "message", record->message);
  cw_assign_verb_add_string (builder, "code", record->code);
}

void
cw_assign_verb_add_record (JsonBuilder *builder, CwUsageCatalogue *usages, const CwAssignmentRecord *record, GPtrArray *served)
{
  CwUsage *usage = cw_usage_catalogue_find (usages, record->usage);

  cw_assign_verb_add_string (builder, "usage", record->usage);
  cw_assign_verb_add_string (builder, "title", cw_assign_verb_get_title (usages, record->usage));
  cw_assign_verb_add_string (builder, "scope", usage != NULL && cw_usage_get_scope (usage) == CW_USAGE_GLOBAL ? "global" : "local");
  cw_assign_verb_add_string (builder, "place", cw_place_to_nick (record->place));
  json_builder_set_member_name (builder, "certificate");
  json_builder_add_int_value (builder, record->certificate);
  add_time (builder, "assigned", record->assigned);
  add_time (builder, "effective", record->effective);
  if (record->place == CW_PLACE_NEXT)
    add_roll (builder, record);
  if (record->place == CW_PLACE_CURRENT)
    add_served (builder, record->usage, served);
}
