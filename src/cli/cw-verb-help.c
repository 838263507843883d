/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-verb.h"

/* "help", "help VERB", "help VERB VERB", "help exit-codes". */

static void
add_exit_codes (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "exitCodes");
  json_builder_begin_array (builder);
  for (int i = 0; i < CW_N_EXITS; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "code");
      json_builder_add_int_value (builder, i);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, cw_exit_get_nick ((CwExit) i));
      json_builder_set_member_name (builder, "description");
      json_builder_add_string_value (builder, cw_exit_get_description ((CwExit) i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_help (CwInvocation *invocation, const char *text, gboolean exit_codes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cw_invocation_is_json (invocation))
    {
      cw_console_print (text);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "help");
  json_builder_add_string_value (builder, text);
  if (exit_codes)
    add_exit_codes (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *options = cw_invocation_get_options (invocation);
  const char *first = cw_options_get_argument (options, 0);
  const char *words[] = { first, cw_options_get_argument (options, 1), NULL };
  gboolean exit_codes = g_strcmp0 (first, "exit-codes") == 0;
  const CwVerb *verb = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) rest = NULL;
  g_autofree char *text = NULL;

  if (exit_codes)
    text = cw_help_dup_exit_codes ();
  else if (!cw_verb_resolve (words, &verb, &path, &rest, error))
    return -1;
  else
    text = verb != NULL ? cw_help_dup_verb (verb, path) : cw_help_dup_program ();
  print_help (invocation, text, exit_codes);
  return CW_EXIT_DONE;
}

const CwVerb cw_verb_help = {
  .name = "help",
  .arguments = N_("[VERB|exit-codes]"),
  .summary = N_("Explain a verb, or the exit codes"),
  .run = run,
  .max_arguments = 2,
};
