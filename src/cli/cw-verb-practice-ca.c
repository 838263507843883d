/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-authority-operations.h"
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-time.h"
#include "cw-verb.h"

/* The other side of the practice CA: what its administrator does. */

static CwAuthorities *
open_authorities (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);

  return context != NULL ? cw_context_get_authorities (context) : NULL;
}

static int
run_operation (CwInvocation *invocation, CwOperation *operation, GError **error)
{
  g_autoptr (CwOperation) owned = operation;

  return cw_invocation_run_operation (invocation, owned, NULL, error);
}

static GArray *
parse_numbers (CwOptions *given, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < cw_options_get_n_arguments (given); i++)
    {
      const char *text = cw_options_get_argument (given, i);
      gint64 id = 0;

      if (!g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is no number of a request; “certwizardctl practice-ca list” shows them."), text);
          return NULL;
        }
      g_array_append_val (ids, id);
    }
  return g_steal_pointer (&ids);
}

/* ---- list ---- */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_json (CwInvocation *invocation, GPtrArray *records, gboolean hold)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "policy", hold ? "hold" : "issue");
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < records->len; i++)
    {
      const CwPracticeRecord *record = g_ptr_array_index (records, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);

      json_builder_begin_object (builder);
      add_string (builder, "requestId", id);
      add_string (builder, "state", cw_practice_state_to_nick (record->state));
      add_string (builder, "subject", record->subject);
      add_string (builder, "message", record->reason);
      add_string (builder, "serial", record->serial);
      json_builder_set_member_name (builder, "received");
      cw_json_add_time (builder, record->received);
      json_builder_set_member_name (builder, "decided");
      cw_json_add_time (builder, record->decided);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_table (GPtrArray *records)
{
  const CwColumn columns[] = { { _("Request ID"), 0 }, { _("State"), 0 }, { _("Subject"), 16 }, { _("Received"), 0 }, { _("Decided"), 0 }, { _("Reason"), 12 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < records->len; i++)
    {
      const CwPracticeRecord *record = g_ptr_array_index (records, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
      g_autofree char *received = cw_time_to_rfc3339 (record->received);
      g_autofree char *decided = record->decided != 0 ? cw_time_to_rfc3339 (record->decided) : g_strdup ("");
      const char *cells[] = { id, cw_practice_state_to_nick (record->state), record->subject, received, decided, record->reason != NULL ? record->reason : "" };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static int
run_list (CwInvocation *invocation, GError **error)
{
  CwAuthorities *authorities = open_authorities (invocation, error);
  CwPracticeBook *book = authorities != NULL ? cw_authorities_get_practice (authorities) : NULL;
  g_autoptr (GPtrArray) records = book != NULL ? cw_practice_book_list (book, error) : NULL;
  gboolean hold = FALSE;

  if (records == NULL || !cw_practice_book_get_hold (book, &hold, error))
    return -1;
  if (cw_invocation_is_json (invocation))
    print_json (invocation, records, hold);
  else
    {
      cw_console_print (hold ? _("Requests wait for approval.\n") : _("Requests are issued at once.\n"));
      if (records->len > 0)
        print_table (records);
      else
        cw_console_complain (_("The practice CA has had no request yet."));
    }
  return records->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static const CwVerb verb_list = {
  .name = "list",
  .summary = N_("List the requests that were made of the practice CA, and its policy"),
  .run = run_list,
};

/* ---- create, policy ---- */

static int
run_create (CwInvocation *invocation, GError **error)
{
  CwAuthorities *authorities = open_authorities (invocation, error);

  return authorities != NULL ? run_operation (invocation, cw_practice_ensure_operation_new (authorities), error) : -1;
}

static const CwVerb verb_create = {
  .name = "create",
  .summary = N_("Make the root and the issuing CA now, instead of with the first request"),
  .run = run_create,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

static int
run_policy (CwInvocation *invocation, GError **error)
{
  const char *word = cw_options_get_argument (cw_invocation_get_options (invocation), 0);
  CwAuthorities *authorities;

  if (!g_str_equal (word, "hold") && !g_str_equal (word, "issue"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no policy “%s”. There are issue (at once) and hold (for approval)."), word);
      return -1;
    }
  authorities = open_authorities (invocation, error);
  return authorities != NULL ? run_operation (invocation, cw_practice_policy_operation_new (authorities, g_str_equal (word, "hold")), error) : -1;
}

static const CwVerb verb_policy = {
  .name = "policy",
  .arguments = N_("issue|hold"),
  .summary = N_("Issue at once, or hold requests until they are approved"),
  .run = run_policy,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

/* ---- decisions ---- */

static const CwOption reason_options[] = {
  { "reason", CW_OPTION_TEXT, N_("TEXT"), N_("Why; the requester reads it") },
  { NULL }
};

static int
run_approve (CwInvocation *invocation, GError **error)
{
  g_autoptr (GArray) ids = parse_numbers (cw_invocation_get_options (invocation), error);
  CwAuthorities *authorities = ids != NULL ? open_authorities (invocation, error) : NULL;

  if (authorities == NULL)
    return -1;
  return run_operation (invocation, cw_practice_approve_operation_new (authorities, (const gint64 *) ids->data, ids->len), error);
}

static const CwVerb verb_approve = {
  .name = "approve",
  .arguments = N_("NUMBER…"),
  .summary = N_("Issue what waits for approval"),
  .description = N_("NUMBER is what “practice-ca list” shows. The requester fetches the certificate with “request --retrieve”."),
  .run = run_approve,
  .min_arguments = 1,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS,
};

static int
run_deny (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (GArray) ids = parse_numbers (given, error);
  CwAuthorities *authorities = ids != NULL ? open_authorities (invocation, error) : NULL;

  if (authorities == NULL)
    return -1;
  return run_operation (invocation, cw_practice_deny_operation_new (authorities, (const gint64 *) ids->data, ids->len, cw_options_get (given, "reason")),
                        error);
}

static const CwVerb verb_deny = {
  .name = "deny",
  .arguments = N_("NUMBER…"),
  .summary = N_("Deny what waits for approval"),
  .options = reason_options,
  .run = run_deny,
  .min_arguments = 1,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS,
};

static int
run_revoke (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (GArray) ids = parse_numbers (given, error);
  CwAuthorities *authorities = ids != NULL ? open_authorities (invocation, error) : NULL;
  g_autoptr (CwOperation) operation = NULL;
  const CwQuestion question = {
    .heading = _("Revoke the certificate?"), .accept = _("Revoke"), .severity = CW_SEVERITY_WARNING,
    .body = _("A certificate that was revoked cannot be made valid again."),
  };

  if (authorities == NULL)
    return -1;
  operation = cw_practice_revoke_operation_new (authorities, g_array_index (ids, gint64, 0), cw_options_get (given, "reason"));
  return cw_invocation_run_operation (invocation, operation, &question, error);
}

static const CwVerb verb_revoke = {
  .name = "revoke",
  .arguments = N_("NUMBER"),
  .summary = N_("Revoke what was issued"),
  .options = reason_options,
  .run = run_revoke,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static int
run_crl (CwInvocation *invocation, GError **error)
{
  const char *path = cw_options_get_argument (cw_invocation_get_options (invocation), 0);
  CwAuthorities *authorities = open_authorities (invocation, error);

  return authorities != NULL ? run_operation (invocation, cw_practice_crl_operation_new (authorities, path), error) : -1;
}

static const CwVerb verb_crl = {
  .name = "crl",
  .arguments = N_("FILE"),
  .summary = N_("Write the list of revoked certificates: PEM, or DER when the name ends in .der or .crl"),
  .run = run_crl,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static const CwVerb *const verbs[] = { &verb_list, &verb_create, &verb_policy, &verb_approve, &verb_deny, &verb_revoke, &verb_crl, NULL };

const CwVerb cw_verb_practice_ca = {
  .name = "practice-ca",
  .summary = N_("The practice CA, for trying things out: list, create, policy, approve, deny, revoke, crl"),
  .description = N_("Its certificates are trusted by nobody but this program."),
  .verbs = verbs,
};
