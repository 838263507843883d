/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-record.h"
#include "cw-report.h"
#include "cw-time.h"
#include "cw-verb.h"

/* What was done in this store, and its reports. */

/* ---- list ---- */

static const CwOption list_options[] = {
  { "limit", CW_OPTION_NUMBER, N_("NUMBER"), N_("At most so many; 50 without this option") },
  { NULL }
};

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

static void
print_json (CwInvocation *invocation, GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "history");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const CwHistoryEntry *entry = g_ptr_array_index (entries, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, entry->id);
      add_string (builder, "operation", entry->operation);
      add_string (builder, "title", entry->title);
      add_string (builder, "result", entry->result);
      json_builder_set_member_name (builder, "started");
      cw_json_add_time (builder, entry->started);
      json_builder_set_member_name (builder, "finished");
      cw_json_add_time (builder, entry->finished);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_table (GPtrArray *entries)
{
  const CwColumn columns[] = { { _("Number"), 0 }, { _("When"), 0 }, { _("Operation"), 0 }, { _("Result"), 0 }, { _("Title"), 12 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < entries->len; i++)
    {
      const CwHistoryEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entry->id);
      g_autofree char *when = cw_time_to_rfc3339 (entry->started);
      const char *cells[] = { id, when, entry->operation, entry->result, entry->title };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static int
run_list (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  guint limit = cw_options_get_number (cw_invocation_get_options (invocation), "limit", 50);
  g_autoptr (GPtrArray) entries = context != NULL ? cw_store_list_history (cw_context_get_store (context), limit, error) : NULL;

  if (entries == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    print_json (invocation, entries);
  else if (entries->len > 0)
    print_table (entries);
  else
    cw_console_complain (_("Nothing was done in this store yet."));
  return entries->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static const CwVerb verb_list = {
  .name = "list",
  .summary = N_("List the last operations, the newest first"),
  .options = list_options,
  .run = run_list,
};

/* ---- show ---- */

static gboolean
parse_number (const char *text, gint64 *number, GError **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &value, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is no number of the history; “certwizardctl history list” shows them."), text);
      return FALSE;
    }
  *number = (gint64) value;
  return TRUE;
}

static int
run_show (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *path = cw_options_get (given, "report");
  g_autofree char *report = NULL;
  CwContext *context;
  gint64 number;

  if (!parse_number (cw_options_get_argument (given, 0), &number, error))
    return -1;
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  report = cw_store_load_report (cw_context_get_store (context), number, error);
  if (report == NULL || (path != NULL && !cw_report_write (report, path, error)))
    return -1;
  if (cw_invocation_is_json (invocation))
    cw_invocation_print_document (invocation, report);
  else
    cw_record_print (report, TRUE);
  return CW_EXIT_DONE;
}

static const CwVerb verb_show = {
  .name = "show",
  .arguments = N_("NUMBER"),
  .summary = N_("Show what an operation did, or write its report with --report"),
  .run = run_show,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static const CwVerb *const verbs[] = { &verb_list, &verb_show, NULL };

const CwVerb cw_verb_history = {
  .name = "history",
  .summary = N_("What was done in this store: list, show"),
  .verbs = verbs,
};
