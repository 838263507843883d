/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-config.h"
#include "cw-console.h"
#include "cw-verb.h"

static int
run (CwInvocation *invocation, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cw_invocation_is_json (invocation))
    {
      cw_console_print_format ("certwizardctl %s\n", CW_VERSION);
      return CW_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, "certwizardctl");
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, CW_VERSION);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
  return CW_EXIT_DONE;
}

const CwVerb cw_verb_version = {
  .name = "version",
  .summary = N_("Print the version of the program"),
  .run = run,
};
