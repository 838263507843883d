/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-operations.h"
#include <glib/gi18n-lib.h>
#include "cw-action.h"
#include "cw-draft-fields.h"
#include "cw-error.h"

typedef struct {
  CwAuthorityInfo *info;
  char            *user;
  CwSecret        *password;    /* NULL: asked for */
} Account;

static void
account_free (gpointer data)
{
  Account *account = data;

  g_object_unref (account->info);
  g_free (account->user);
  g_clear_pointer (&account->password, cw_secret_unref);
  g_free (account);
}

static gboolean
check_account (CwAction *self, GError **error)
{
  Account *account = cw_action_get_data (self);
  g_autoptr (CwAuthority) authority = NULL;

  if (account->user == NULL || *account->user == '\0' || !cw_draft_is_one_line (account->user))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _("An account has a user name: one line of text."));
      return FALSE;
    }
  authority = cw_authorities_create (cw_action_get_authorities (self), account->info, error);
  if (authority == NULL)
    return FALSE;
  if ((cw_authority_get_capabilities (authority) & CW_AUTHORITY_HAS_ACCOUNTS) != 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("%s knows no accounts."), cw_authority_info_get_title (account->info));
  return FALSE;
}

static CwPlan *
remember_prepare (CwAction *self, GError **error)
{
  Account *account = cw_action_get_data (self);
  g_autoptr (CwPlan) plan = NULL;
  g_autofree char *title = NULL;

  if (!check_account (self, error))
    return NULL;
  title = g_strdup_printf (_("Remember the account %s at %s"), account->user, cw_authority_info_get_address (account->info));
  plan = cw_plan_new (title);
  cw_plan_add (plan, TRUE, title, _("The password is kept in the keyring, in place of one that is there."));
  return g_steal_pointer (&plan);
}

static gboolean
ask_password (CwAction *self, GCancellable *cancellable, GError **error)
{
  Account *account = cw_action_get_data (self);
  g_autofree char *body = g_strdup_printf (_("The password of %s at %s."), account->user, cw_authority_info_get_address (account->info));
  CwSecretQuestion question = { .heading = _("The password of the account is needed"), .body = body };

  if (account->password == NULL)
    account->password = cw_interaction_ask_secret (cw_action_get_interaction (self), &question, cancellable, error);
  return account->password != NULL;
}

static char *
remember_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Account *account = cw_action_get_data (self);

  if (!cw_authorities_remember (cw_action_get_authorities (self), account->info, account->user, account->password, cancellable, error))
    return NULL;
  return g_strdup_printf (_("The account %s is remembered."), account->user);
}

static CwPlan *
forget_prepare (CwAction *self, GError **error)
{
  Account *account = cw_action_get_data (self);
  g_autofree char *title = g_strdup_printf (_("Forget the account %s at %s"), account->user, cw_authority_info_get_address (account->info));
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  cw_plan_add (plan, TRUE, title, _("Its password is taken out of the keyring."));
  return g_steal_pointer (&plan);
}

static char *
forget_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Account *account = cw_action_get_data (self);

  if (!cw_authorities_forget (cw_action_get_authorities (self), account->info, account->user, cancellable, error))
    return NULL;
  return g_strdup_printf (_("The account %s is forgotten."), account->user);
}

static Account *
account_new (CwAuthorityInfo *info, const char *user, CwSecret *password)
{
  Account *account = g_new0 (Account, 1);

  account->info = g_object_ref (info);
  account->user = g_strdup (user);
  account->password = password != NULL ? cw_secret_ref (password) : NULL;
  return account;
}

CwOperation *
cw_remember_account_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user, CwSecret *password)
{
  static const CwActionKind kind = { .name = "remember-account", .prepare = remember_prepare, .ask = ask_password, .run = remember_run };

  return cw_action_new (&kind, authorities, account_new (info, user, password), account_free);
}

CwOperation *
cw_forget_account_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user)
{
  static const CwActionKind kind = { .name = "forget-account", .prepare = forget_prepare, .run = forget_run };

  return cw_action_new (&kind, authorities, account_new (info, user, NULL), account_free);
}
