/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-console.h"
#include "cw-delete-operation.h"
#include "cw-error.h"
#include "cw-hex.h"
#include "cw-json.h"
#include "cw-request-operation.h"
#include "cw-time.h"
#include "cw-verb.h"

/* What was deleted, and the way back. */

/* ---- list ---- */

static void
add_entry (JsonBuilder *builder, const CwTrashEntry *entry)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, entry->id);
  json_builder_set_member_name (builder, "friendlyName");
  json_builder_add_string_value (builder, entry->friendly_name);
  json_builder_set_member_name (builder, "subject");
  json_builder_add_string_value (builder, entry->subject);
  json_builder_set_member_name (builder, "thumbprint");
  json_builder_add_string_value (builder, entry->thumbprint);
  json_builder_set_member_name (builder, "hasPrivateKey");
  json_builder_add_boolean_value (builder, entry->has_private_key);
  json_builder_set_member_name (builder, "deleted");
  cw_json_add_time (builder, entry->deleted);
  json_builder_end_object (builder);
}

/* requests: of CwRequestRecord, put away by “request --clear”. */
static void
print_json (CwInvocation *invocation, GPtrArray *entries, GPtrArray *requests)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "trash");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    add_entry (builder, g_ptr_array_index (entries, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < requests->len; i++)
    cw_json_add_request (builder, g_ptr_array_index (requests, i), NULL);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

/* With the number by which it can be brought back: r5. */
static void
add_request_row (CwTable *table, const CwRequestRecord *record)
{
  g_autofree char *id = g_strdup_printf ("r%" G_GINT64_FORMAT, record->id);
  g_autofree char *name = g_strdup_printf (_("Request at %s"), record->ca);
  g_autofree char *deleted = cw_table_is_plain () ? cw_time_to_rfc3339 (record->cleared) : cw_time_to_date (record->cleared);
  const char *cells[] = { id, name, record->subject, _("yes"), deleted, "" };

  cw_table_add (table, cells);
}

static void
print_table (GPtrArray *entries, GPtrArray *requests)
{
  const CwColumn columns[] = {
    { _("Number"), 0 }, { _("Friendly Name"), 12 }, { _("Subject"), 12 }, { _("Private Key"), 0 }, { _("Deleted"), 0 }, { _("Thumbprint"), 12 },
  };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < entries->len; i++)
    {
      const CwTrashEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entry->id);
      g_autofree char *deleted = cw_table_is_plain () ? cw_time_to_rfc3339 (entry->deleted) : cw_time_to_date (entry->deleted);
      const char *cells[] = { id, entry->friendly_name, entry->subject, entry->has_private_key ? _("yes") : _("no"), deleted, entry->thumbprint };

      cw_table_add (table, cells);
    }
  for (guint i = 0; i < requests->len; i++)
    add_request_row (table, g_ptr_array_index (requests, i));
  cw_table_print (table);
}

static int
run_list (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (GPtrArray) entries = context != NULL ? cw_store_list_trash (cw_context_get_store (context), error) : NULL;
  g_autoptr (GPtrArray) requests = entries != NULL ? cw_store_list_requests (cw_context_get_store (context), CW_REQUESTS_CLEARED, error) : NULL;

  if (requests == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    print_json (invocation, entries, requests);
  else if (entries->len + requests->len > 0)
    print_table (entries, requests);
  else
    cw_console_complain (_("The trash is empty."));
  return entries->len + requests->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static const CwVerb verb_list = {
  .name = "list",
  .summary = N_("List what is in the trash"),
  .run = run_list,
};

/* ---- restore ---- */

static gboolean
fits (const CwTrashEntry *entry, const char *reference)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entry->id);
  g_autofree char *thumbprint = cw_hex_normalise (reference);

  return g_str_equal (id, reference) || g_strcmp0 (entry->friendly_name, reference) == 0
    || (thumbprint != NULL && g_strcmp0 (entry->thumbprint, thumbprint) == 0);
}

static gboolean
find_entry (GPtrArray *entries, const char *reference, GArray *ids, GError **error)
{
  const CwTrashEntry *found = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const CwTrashEntry *entry = g_ptr_array_index (entries, i);

      if (!fits (entry, reference))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS, _("“%s” fits several certificates in the trash."), reference);
          return FALSE;
        }
      found = entry;
    }
  if (found == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("“%s” is not in the trash."), reference);
      return FALSE;
    }
  g_array_append_val (ids, found->id);
  return TRUE;
}

/* "r5" and nothing that a certificate is called by. */
static gboolean
read_request_number (const char *text, gint64 *id)
{
  return *text == 'r' && g_ascii_string_to_signed (text + 1, 10, 1, G_MAXINT64, id, NULL);
}

static gboolean
split_arguments (CwInvocation *invocation, GPtrArray *entries, GArray *ids, GArray *requests, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);

  for (guint i = 0; i < cw_options_get_n_arguments (given); i++)
    {
      gint64 id = 0;

      if (read_request_number (cw_options_get_argument (given, i), &id))
        g_array_append_val (requests, id);
      else if (!find_entry (entries, cw_options_get_argument (given, i), ids, error))
        return FALSE;
    }
  if (ids->len == 0 || requests->len == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("Certificates and requests are brought back one after the other, not in one command."));
  return FALSE;
}

static int
run_restore (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (GPtrArray) entries = context != NULL ? cw_store_list_trash (cw_context_get_store (context), error) : NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) requests = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CwOperation) operation = NULL;

  if (entries == NULL || !split_arguments (invocation, entries, ids, requests, error))
    return -1;
  if (requests->len > 0)
    operation = cw_restore_requests_operation_new (cw_context_get_authorities (context), (const gint64 *) requests->data, requests->len);
  else
    operation = cw_restore_trash_operation_new (cw_context_get_access (context), (const gint64 *) ids->data, ids->len);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_restore = {
  .name = "restore",
  .arguments = N_("CERTIFICATE…|REQUEST…"),
  .summary = N_("Bring certificates or requests back"),
  .description = N_("CERTIFICATE is the number that “trash list” shows, the friendly name or the thumbprint; REQUEST is its number there, such as r5."),
  .run = run_restore,
  .min_arguments = 1,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS,
};

/* ---- empty ---- */

static int
run_empty (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (CwOperation) operation = NULL;

  if (context == NULL)
    return -1;
  operation = cw_empty_trash_operation_new (cw_context_get_access (context));
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_empty = {
  .name = "empty",
  .summary = N_("Remove everything in the trash for good"),
  .description = N_("Always asks, on the terminal: what is removed cannot be brought back by anybody, so --force does not answer this question."),
  .run = run_empty,
  .flags = CW_VERB_REPORTS,
};

static const CwVerb *const verbs[] = { &verb_list, &verb_restore, &verb_empty, NULL };

const CwVerb cw_verb_trash = {
  .name = "trash",
  .summary = N_("What was deleted: list, restore, empty"),
  .verbs = verbs,
};
