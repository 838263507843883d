/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authorities-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-error.h"

/* Accounts: names in the store, passwords in the keyring, one item for each CA and user. The item is named by the address and not by a
 * number of ours, so that a person understands it, and so that no password ever goes to another host than the one it was given for. */

#define PURPOSE "ca-account"
/* On an authority: its password came from the keyring and need not be kept again. */
#define FROM_KEYRING "cw-password-from-keyring"

static char *
dup_item_name (CwAuthorityInfo *info, const char *user)
{
  return g_strdup_printf ("%s: %s", cw_authority_info_get_address (info), user);
}

GPtrArray *
cw_authorities_list_accounts (CwAuthorities *self, CwAuthorityInfo *info, GError **error)
{
  if (cw_authority_info_get_id (info) == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_account_record_free);
  return cw_store_list_accounts (cw_authorities_get_store (self), cw_authority_info_get_id (info), error);
}

CwSecret *
cw_authorities_lookup_password (CwAuthorities *self, CwAuthorityInfo *info, const char *user, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = dup_item_name (info, user);

  return cw_keyring_lookup (cw_authorities_get_keyring (self), PURPOSE, name, cancellable, error);
}

static gboolean
store_password (CwAuthorities *self, CwAuthorityInfo *info, const char *user, CwSecret *password, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = dup_item_name (info, user);
  g_autofree char *label = g_strdup_printf (_("Certificate Wizard: %s at %s"), user, cw_authority_info_get_address (info));

  return cw_keyring_store (cw_authorities_get_keyring (self), PURPOSE, name, label, password, cancellable, error);
}

static gint64
get_last_used (CwAuthorities *self, gint64 authority, const char *user)
{
  g_autoptr (GPtrArray) accounts = cw_store_list_accounts (cw_authorities_get_store (self), authority, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CwAccountRecord *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->user, user))
        return account->last_used;
    }
  return 0;
}

static gboolean
put_account (CwAuthorities *self, gint64 authority, const char *user, gboolean remembered, gint64 last_used, GError **error)
{
  CwAccountRecord account = { .authority = authority, .user = (char *) user, .remembered = remembered, .last_used = last_used };

  return cw_store_put_account (cw_authorities_get_store (self), &account, error);
}

static gboolean
end_transaction (CwStore *store, gboolean ok, GError **error)
{
  if (ok)
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

gboolean
cw_authorities_remember (CwAuthorities *self, CwAuthorityInfo *info, const char *user, CwSecret *password, GCancellable *cancellable, GError **error)
{
  CwStore *store = cw_authorities_get_store (self);
  gint64 id = cw_authority_info_get_id (info);

  if (!store_password (self, info, user, password, cancellable, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  return cw_store_begin (store, error)
    && end_transaction (store, put_account (self, id, user, TRUE, get_last_used (self, id, user), error), error);
}

gboolean
cw_authorities_forget (CwAuthorities *self, CwAuthorityInfo *info, const char *user, GCancellable *cancellable, GError **error)
{
  CwStore *store = cw_authorities_get_store (self);
  g_autofree char *name = dup_item_name (info, user);
  g_autoptr (GError) local = NULL;
  gint64 id = cw_authority_info_get_id (info);

  if (!cw_keyring_clear (cw_authorities_get_keyring (self), PURPOSE, name, cancellable, &local)
      && local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (id == 0)
    return TRUE;
  return cw_store_begin (store, error) && end_transaction (store, cw_store_remove_account (store, id, user, error), error);
}

/* Why the keyring did not give it is said in the question: a person knows then that this one is used once. */
static CwSecret *
ask_password (CwAuthorityInfo *info, const char *user, const GError *reason, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  gboolean is_there = g_error_matches (reason, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_autofree char *account = g_strdup_printf (_("%s at %s asks for the password of %s."), cw_authority_info_get_name (info),
                                              cw_authority_info_get_address (info), user);
  g_autofree char *body = is_there ? g_strdup (account)
                                   : g_strdup_printf (_("%s The keyring cannot be used (%s); the password is used once."), account, reason->message);
  CwSecretQuestion question = { .heading = _("The password of the account is needed"), .body = body };
  g_autoptr (GError) local = NULL;
  CwSecret *password = cw_interaction_ask_secret (interaction, &question, cancellable, &local);

  if (password != NULL)
    return password;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED) && g_error_matches (reason, CW_ERROR, CW_ERROR_KEYRING_LOCKED))
    g_propagate_error (error, g_error_copy (reason));
  else if (g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED) && !is_there)
    g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("The password of %s at %s is needed, and the keyring cannot be asked for it: %s"), user,
                 cw_authority_info_get_address (info), reason->message);
  else if (g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED))
    g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("The password of %s at %s is needed; there is none in the keyring."), user,
                 cw_authority_info_get_address (info));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
cw_authorities_prepare_account (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, const char *user, CwSecret *password,
                                CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) secret = password != NULL ? cw_secret_ref (password) : NULL;
  g_autoptr (GError) reason = NULL;

  g_object_set_data (G_OBJECT (authority), FROM_KEYRING, NULL);
  if (user == NULL)
    {
      cw_authority_set_account (authority, NULL, NULL);
      return TRUE;
    }
  if (secret == NULL)
    {
      secret = cw_authorities_lookup_password (self, info, user, cancellable, &reason);
      if (secret != NULL)
        g_object_set_data (G_OBJECT (authority), FROM_KEYRING, GINT_TO_POINTER (TRUE));
      else if (g_error_matches (reason, CW_ERROR, CW_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        secret = ask_password (info, user, reason, interaction, cancellable, error);
    }
  if (secret == NULL)
    return FALSE;
  cw_authority_set_account (authority, user, secret);
  return TRUE;
}

/* ---- after an answer ---- */

/* Gives the id: of the one that is there, or of one that was only typed until now. 0 without an error: built in. */
static gint64
keep_authority (CwAuthorities *self, CwAuthorityInfo *info, GError **error)
{
  CwStore *store = cw_authorities_get_store (self);
  const CwAuthorityKind *kind = cw_authority_info_get_kind (info);
  g_autoptr (CwAuthorityRecord) record = cw_authority_record_new ();

  g_hash_table_unref (record->settings);
  record->settings = cw_authority_settings_copy (cw_authority_info_get_settings (info));
  record->kind = g_strdup (kind->id);
  record->last_used = cw_clock_now ();
  record->id = cw_authority_info_get_id (info);
  record->is_default = cw_authority_info_is_default (info);
  if (record->id != 0)
    {
      record->name = g_strdup (cw_authority_info_get_name (info));
      return cw_store_update_authority (store, record, error) ? record->id : 0;
    }
  record->name = cw_authorities_dup_free_name (self, cw_authority_info_get_name (info), error);
  return record->name != NULL ? cw_store_add_authority (store, record, error) : 0;
}

/* Another window may have added or changed it while the CA was thinking. */
static CwAuthorityInfo *
get_current (CwAuthorities *self, CwAuthorityInfo *info)
{
  g_autoptr (CwAuthorityInfo) current = cw_authorities_find (self, cw_authority_info_get_address (info), NULL);
  gint64 id = cw_authority_info_get_id (info);

  if (current != NULL && cw_authority_info_get_id (current) != 0 && (id == 0 || cw_authority_info_get_id (current) == id))
    return g_steal_pointer (&current);
  return g_object_ref (info);
}

static gboolean
is_remembered (CwAuthorities *self, gint64 authority, const char *user)
{
  g_autoptr (GPtrArray) accounts = cw_store_list_accounts (cw_authorities_get_store (self), authority, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const CwAccountRecord *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->user, user))
        return account->remembered;
    }
  return FALSE;
}

gboolean
cw_authorities_note_used (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, gboolean remember, GCancellable *cancellable, GError **error)
{
  CwStore *store = cw_authorities_get_store (self);
  const char *user = cw_authority_get_user (authority);
  CwSecret *password = cw_authority_get_password (authority);
  gboolean in_keyring = g_object_get_data (G_OBJECT (authority), FROM_KEYRING) != NULL;
  g_autoptr (CwAuthorityInfo) current = NULL;
  g_autoptr (GError) local = NULL;
  gint64 id;
  gboolean ok;

  if (cw_authority_info_get_kind (info)->built_in)
    return TRUE;
  if (user != NULL && password != NULL && remember && !in_keyring)
    in_keyring = store_password (self, info, user, password, cancellable, &local);
  if (!cw_store_begin (store, error))
    return FALSE;
  current = get_current (self, info);
  id = keep_authority (self, current, error);
  ok = id != 0;
  if (ok && user != NULL)
    ok = put_account (self, id, user, in_keyring || is_remembered (self, id, user), cw_clock_now (), error);
  if (!end_transaction (store, ok, error))
    return FALSE;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- trust ---- */

static char *
dup_spaced (const char *hex)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const CwAuthorityField *
find_pins_field (const CwAuthorityKind *kind)
{
  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    if (field->type == CW_FIELD_FINGERPRINTS)
      return field;
  return NULL;
}

/* What is pinned is the certificate at the end of what the server showed: the CA's own, where it sends it along, so that the pin
 * outlives the server's next certificate. */
static char *
dup_trust_body (CwAuthorityInfo *info, CwCertificate *leaf, CwCertificate *top)
{
  g_autofree char *leaf_print = dup_spaced (cw_certificate_get_sha256 (leaf));
  g_autofree char *top_print = dup_spaced (cw_certificate_get_sha256 (top));
  const char *intro = _("%s shows a certificate that this computer does not trust. Compare the fingerprint with what the administrator of the "
                        "certification authority tells you, by telephone for example. If it differs, somebody else is answering.");
  g_autofree char *first = g_strdup_printf (intro, cw_authority_info_get_address (info));

  if (leaf == top)
    return g_strdup_printf (_("%s\n\nServer: %s\nSHA-256: %s"), first, cw_certificate_get_subject (leaf), leaf_print);
  return g_strdup_printf (_("%s\n\nIssued by: %s\nSHA-256: %s\n\nServer: %s\nSHA-256: %s"), first, cw_certificate_get_subject (top), top_print,
                          cw_certificate_get_subject (leaf), leaf_print);
}

static CwAuthorityInfo *
pin (CwAuthorities *self, CwAuthorityInfo *info, const CwAuthorityField *field, const char *sha256, GError **error)
{
  CwStore *store = cw_authorities_get_store (self);
  g_autoptr (GHashTable) settings = cw_authority_settings_copy (cw_authority_info_get_settings (info));
  const char *before = g_hash_table_lookup (settings, field->name);
  gint64 id = cw_authority_info_get_id (info);
  g_autoptr (CwAuthorityRecord) record = NULL;

  g_hash_table_replace (settings, g_strdup (field->name), before != NULL ? g_strdup_printf ("%s,%s", before, sha256) : g_strdup (sha256));
  g_hash_table_replace (settings, g_strdup ("trust"), g_strdup ("pinned"));
  if (id != 0)
    {
      record = cw_authority_record_new ();
      g_hash_table_unref (record->settings);
      record->settings = cw_authority_settings_copy (settings);
      record->id = id;
      record->name = g_strdup (cw_authority_info_get_name (info));
      record->kind = g_strdup (cw_authority_info_get_kind (info)->id);
      record->is_default = cw_authority_info_is_default (info);
      record->last_used = cw_authority_info_get_last_used (info);
      if (!cw_store_begin (store, error) || !end_transaction (store, cw_store_update_authority (store, record, error), error))
        return NULL;
    }
  return cw_authority_info_new (cw_authority_info_get_kind (info), id, cw_authority_info_get_name (info), settings,
                                cw_authority_info_is_default (info), cw_authority_info_get_last_used (info));
}

CwAuthorityInfo *
cw_authorities_ask_trust (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, CwInteraction *interaction,
                          GCancellable *cancellable, GError **error)
{
  GPtrArray *chain = cw_authority_get_peer_chain (authority);
  const CwAuthorityField *field = find_pins_field (cw_authority_info_get_kind (info));
  g_autofree char *body = NULL;
  const char *trust = cw_authority_kind_get_value (cw_authority_info_get_kind (info), cw_authority_info_get_settings (info), "trust");
  CwQuestion question = { .heading = _("Trust this certification authority?"), .accept = _("_Trust"), .severity = CW_SEVERITY_WARNING };

  /* Whoever wants only the certificates of a file to be trusted is not talked into another one. */
  if (chain == NULL || chain->len == 0 || field == NULL || g_strcmp0 (trust, "file") == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TLS_UNTRUSTED, _("The certificate of %s is not trusted, and it did not show one that could be."),
                   cw_authority_info_get_address (info));
      return NULL;
    }
  question.body = body = dup_trust_body (info, g_ptr_array_index (chain, 0), g_ptr_array_index (chain, chain->len - 1));
  if (!cw_interaction_confirm (interaction, &question, cancellable, error))
    return NULL;
  return pin (self, info, field, cw_certificate_get_sha256 (g_ptr_array_index (chain, chain->len - 1)), error);
}
