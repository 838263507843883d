/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-ca-verb.h"
#include "cw-console.h"
#include "cw-json.h"
#include "cw-time.h"

/* The accounts that are known at an authority: list, keep, forget. */

static const CwOption forget_options[] = {
  { "ca-account", CW_OPTION_TEXT, N_("ACCOUNT"), N_("USER, DOMAIN\\USER or USER@REALM"), "-CaAccount" },
  { NULL }
};

static int
print_accounts (CwInvocation *invocation, GPtrArray *accounts)
{
  const CwColumn columns[] = { { _("Account"), 0 }, { _("Password"), 0 }, { _("Last Used"), 0 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CwAccountRecord *account = g_ptr_array_index (accounts, i);
      g_autofree char *last = account->last_used != 0 ? cw_time_to_rfc3339 (account->last_used) : g_strdup ("");
      const char *cells[] = { account->user, account->remembered ? _("in the keyring") : _("asked for"), last };

      cw_table_add (table, cells);
      json_builder_begin_object (builder);
      cw_ca_verb_add_string (builder, "account", account->user);
      json_builder_set_member_name (builder, "remembered");
      json_builder_add_boolean_value (builder, account->remembered);
      json_builder_set_member_name (builder, "lastUsed");
      cw_json_add_time (builder, account->last_used);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cw_invocation_is_json (invocation))
    cw_invocation_print_json (invocation, builder);
  else if (accounts->len > 0)
    cw_table_print (table);
  else
    cw_console_complain (_("No account is known there: the logged-on user's own is used."));
  return accounts->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static int
run_accounts (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwAuthorityInfo) info = cw_ca_verb_find (invocation, error);
  g_autoptr (GPtrArray) accounts = NULL;

  if (info == NULL)
    return -1;
  accounts = cw_authorities_list_accounts (cw_ca_verb_get_authorities (invocation), info, error);
  return accounts != NULL ? print_accounts (invocation, accounts) : -1;
}

const CwVerb cw_verb_ca_accounts = {
  .name = "accounts",
  .arguments = N_("[CA]"),
  .summary = N_("List the accounts that are known at an authority"),
  .run = run_accounts,
  .max_arguments = 1,
};

static int
run_remember (CwInvocation *invocation, GError **error)
{
  const char *user = cw_ca_verb_need_account (invocation, error);
  g_autoptr (CwAuthorityInfo) info = user != NULL ? cw_ca_verb_find (invocation, error) : NULL;
  g_autoptr (CwSecret) password = NULL;
  g_autoptr (CwOperation) operation = NULL;

  if (info == NULL || !cw_invocation_read_secret (invocation, "ca-password", &password, error))
    return -1;
  operation = cw_remember_account_operation_new (cw_ca_verb_get_authorities (invocation), info, user, password);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

const CwVerb cw_verb_ca_remember = {
  .name = "remember",
  .arguments = N_("[CA]"),
  .summary = N_("Keep the password of an account in the keyring"),
  .description = N_("The password is asked for on the terminal when it is not given by one of the options. One that is there is replaced."),
  .options = cw_ca_verb_account_options,
  .run = run_remember,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static int
run_forget (CwInvocation *invocation, GError **error)
{
  const char *user = cw_ca_verb_need_account (invocation, error);
  g_autoptr (CwAuthorityInfo) info = user != NULL ? cw_ca_verb_find (invocation, error) : NULL;
  g_autoptr (CwOperation) operation = NULL;

  if (info == NULL)
    return -1;
  operation = cw_forget_account_operation_new (cw_ca_verb_get_authorities (invocation), info, user);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

const CwVerb cw_verb_ca_forget = {
  .name = "forget",
  .arguments = N_("[CA]"),
  .summary = N_("Forget an account and its password"),
  .options = forget_options,
  .run = run_forget,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};
