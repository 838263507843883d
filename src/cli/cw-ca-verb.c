/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-ca-verb.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

const CwOption cw_ca_verb_account_options[] = {
  { "ca-account", CW_OPTION_TEXT, N_("ACCOUNT"), N_("USER, DOMAIN\\USER or USER@REALM"), "-CaAccount" },
  { "ca-password", CW_OPTION_SECRET, NULL, N_("Read the password of the account from standard input"), "-CaPassword" },
  { "ca-password-file", CW_OPTION_FILE, N_("FILE"), N_("Read the password of the account from the first line of a file") },
  { NULL }
};

CwAuthorityInfo *
cw_ca_verb_find (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *name = cw_options_get_n_arguments (given) > 0 ? cw_options_get_argument (given, 0) : NULL;

  return context != NULL ? cw_authorities_find (cw_context_get_authorities (context), name, error) : NULL;
}
CwAuthorities *
cw_ca_verb_get_authorities (CwInvocation *invocation)
{
  return cw_context_get_authorities (cw_invocation_open (invocation, NULL));
}

const char *
cw_ca_verb_need_account (CwInvocation *invocation, GError **error)
{
  const char *user = cw_options_get (cw_invocation_get_options (invocation), "ca-account");

  if (user == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--ca-account is needed: which account is meant."));
  return user;
}

void
cw_ca_verb_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}
