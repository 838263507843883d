/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-ca-verb.h"
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"

/* What an authority answers without being asked for anything: a test line by line, and its templates. */

/* ---- test ---- */

static const char *
get_mark (CwTestVerdict verdict)
{
  switch (verdict)
    {
    case CW_TEST_GOOD:
      return _("good");
    case CW_TEST_INFO:
      return _("note");
    case CW_TEST_WARNING:
      return _("warning");
    case CW_TEST_BAD:
      return _("bad");
    case CW_TEST_SKIPPED:
      break;
    }
  return _("skipped");
}

static void
print_test_line (CwTestLine *line)
{
  g_autofree char *subject = cw_console_dup_safe (cw_test_line_get_subject (line), FALSE);
  g_autofree char *sentence = cw_console_dup_safe (cw_test_line_get_sentence (line), FALSE);
  g_autofree char *remedy = cw_test_line_get_remedy (line) != NULL ? cw_console_dup_safe (cw_test_line_get_remedy (line), FALSE) : NULL;

  cw_console_print_format ("[%s] %s: %s\n", get_mark (cw_test_line_get_verdict (line)), subject, sentence);
  if (remedy != NULL)
    cw_console_print_format ("  %s\n", remedy);
}

static void
add_test_line (JsonBuilder *builder, CwTestLine *line)
{
  json_builder_begin_object (builder);
  cw_ca_verb_add_string (builder, "subject", cw_test_line_get_subject (line));
  cw_ca_verb_add_string (builder, "verdict", cw_test_verdict_to_nick (cw_test_line_get_verdict (line)));
  cw_ca_verb_add_string (builder, "message", cw_test_line_get_sentence (line));
  cw_ca_verb_add_string (builder, "remedy", cw_test_line_get_remedy (line));
  json_builder_end_object (builder);
}

/* What a script wants to know: not reached, not let in, or something else. */
static int
get_test_code (CwTestAuthorityOperation *operation, gboolean good)
{
  CwAuthority *authority = cw_test_authority_operation_get_authority (operation);
  int failure = authority != NULL ? cw_authority_get_test_failure (authority) : -1;
  g_autoptr (GError) error = failure >= 0 ? g_error_new_literal (CW_ERROR, failure, "") : NULL;

  if (good)
    return CW_EXIT_DONE;
  return error != NULL ? (int) cw_exit_from_error (error) : CW_EXIT_AUTHORITY;
}

static int
print_test (CwInvocation *invocation, CwTestAuthorityOperation *operation)
{
  GListModel *lines = cw_test_authority_operation_get_lines (operation);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean good = TRUE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "test");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr (CwTestLine) line = g_list_model_get_item (lines, i);

      good &= cw_test_line_get_verdict (line) != CW_TEST_BAD;
      add_test_line (builder, line);
      if (!cw_invocation_is_json (invocation))
        print_test_line (line);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "good");
  json_builder_add_boolean_value (builder, good);
  json_builder_end_object (builder);
  if (cw_invocation_is_json (invocation))
    cw_invocation_print_json (invocation, builder);
  return get_test_code (operation, good);
}

static int
run_test (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwAuthorityInfo) info = cw_ca_verb_find (invocation, error);
  g_autoptr (CwTestAuthorityOperation) operation = NULL;
  g_autoptr (CwSecret) password = NULL;
  int code;

  if (info == NULL || !cw_invocation_read_secret (invocation, "ca-password", &password, error))
    return -1;
  if (password != NULL && cw_ca_verb_need_account (invocation, error) == NULL)
    return -1;
  operation = cw_test_authority_operation_new (cw_ca_verb_get_authorities (invocation), info,
                                               cw_options_get (given, "ca-account"), password);
  cw_invocation_set_quiet (invocation, TRUE);
  code = cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
  if (code < 0 || cw_options_has (given, "what-if"))
    return code;
  return print_test (invocation, operation);
}

const CwVerb cw_verb_ca_test = {
  .name = "test",
  .arguments = N_("[CA]"),
  .summary = N_("Test a certification authority: name, connection, TLS, account, templates"),
  .description = N_("Nothing is requested and nothing is changed. A password is tried once."),
  .options = cw_ca_verb_account_options,
  .run = run_test,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

/* ---- templates ---- */

static int
print_templates (CwInvocation *invocation, GPtrArray *templates)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "templates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < templates->len; i++)
    {
      const CwAuthorityTemplate *template = g_ptr_array_index (templates, i);
      g_autofree char *name = cw_console_dup_safe (template->name, FALSE);
      g_autofree char *title = template->title != NULL ? cw_console_dup_safe (template->title, FALSE) : NULL;

      json_builder_begin_object (builder);
      cw_ca_verb_add_string (builder, "name", template->name);
      cw_ca_verb_add_string (builder, "title", template->title);
      json_builder_end_object (builder);
      if (!cw_invocation_is_json (invocation))
        cw_console_print_format (title != NULL ? "%s  (%s)\n" : "%s\n", name, title);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cw_invocation_is_json (invocation))
    cw_invocation_print_json (invocation, builder);
  return templates->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static int
run_templates (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  GCancellable *cancellable = cw_invocation_get_cancellable (invocation);
  g_autoptr (CwAuthorityInfo) info = cw_ca_verb_find (invocation, error);
  CwAuthorities *authorities = info != NULL ? cw_ca_verb_get_authorities (invocation) : NULL;
  g_autoptr (CwAuthority) authority = info != NULL ? cw_authorities_create (authorities, info, error) : NULL;
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (CwSecret) password = NULL;

  if (authority == NULL || !cw_invocation_read_secret (invocation, "ca-password", &password, error)
      || !cw_authorities_prepare_account (authorities, info, authority, cw_options_get (given, "ca-account"), password,
                                          cw_invocation_get_interaction (invocation), cancellable, error))
    return -1;
  templates = cw_authority_list_templates (authority, cancellable, error);
  return templates != NULL ? print_templates (invocation, templates) : -1;
}

const CwVerb cw_verb_ca_templates = {
  .name = "templates",
  .arguments = N_("[CA]"),
  .summary = N_("List the certificate templates that an authority offers"),
  .options = cw_ca_verb_account_options,
  .run = run_templates,
  .max_arguments = 1,
};
