/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-hex.h"
#include "cw-pbe.h"

/* A person chose this one. */
#define PASSPHRASE_ROUNDS 600000
#define MAX_PASSPHRASE 4096
#define VERIFIER_TEXT "certwizard store key "

typedef struct {
  CwProtection protection;
  gint64       generation;
  char        *key_name;
  GBytes      *wrapped;
  GBytes      *verifier;
} KeyRecord;

static void
key_record_clear (KeyRecord *record)
{
  g_free (record->key_name);
  g_clear_pointer (&record->wrapped, g_bytes_unref);
  g_clear_pointer (&record->verifier, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyRecord, key_record_clear)

static gboolean
read_record (CwDatabase *database, KeyRecord *record, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "SELECT protection, generation, key_name, wrapped_key, verifier FROM store WHERE id = 1", error);

  if (statement == NULL)
    return FALSE;
  if (!cw_statement_step (statement, &local))
    {
      g_propagate_error (error, local != NULL ? g_steal_pointer (&local)
                         : g_error_new_literal (CW_ERROR, CW_ERROR_STORE_DAMAGED, _("The certificate store has lost its record of how its keys are protected.")));
      return FALSE;
    }
  record->protection = (CwProtection) cw_statement_get_int (statement, 0);
  record->generation = cw_statement_get_int (statement, 1);
  record->key_name = cw_statement_is_null (statement, 2) ? NULL : g_strdup (cw_statement_get_text (statement, 2));
  record->wrapped = cw_statement_dup_bytes (statement, 3);
  record->verifier = cw_statement_dup_bytes (statement, 4);
  return TRUE;
}

static gboolean
read_record_now (CwStore *self, KeyRecord *record, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };
  return cw_store_reader_open (&reader, self, error) && read_record (reader.database, record, error);
}

GBytes *
cw_store_make_verifier (CwSecret *key, const char *uuid)
{
  gsize length = 32;
  guint8 *digest = g_malloc (length);
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, cw_secret_get_data (key), cw_secret_get_size (key));

  g_hmac_update (hmac, (const guchar *) VERIFIER_TEXT, -1);
  g_hmac_update (hmac, (const guchar *) uuid, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return g_bytes_new_take (digest, length);
}

gint64
cw_store_make_generation (void)
{
  gint64 generation = 0;
  g_autoptr(CwSecret) random = cw_secret_new_random (sizeof generation);

  memcpy (&generation, cw_secret_get_data (random), sizeof generation);
  return generation & G_MAXINT64;
}

gboolean
cw_store_fits_key (CwDatabase *database, CwSecret *key)
{
  gint64 keys = 0;
  g_autoptr(CwStatement) statement = cw_database_prepare (database, "SELECT uuid, verifier FROM store WHERE id = 1", NULL);

  if (statement == NULL || !cw_statement_step (statement, NULL) || !cw_database_get_int (database, "SELECT count(*) FROM private_key", &keys, NULL))
    return FALSE;
  if (key == NULL)
    return keys == 0;
  g_autoptr(GBytes) stored = cw_statement_dup_bytes (statement, 1);
  g_autoptr(GBytes) expected = cw_store_make_verifier (key, cw_statement_get_text (statement, 0));
  return g_bytes_equal (stored, expected);
}

/* ---- the key that is in memory ---- */

void
cw_store_set_key (CwStore *store, CwSecret *key, gint64 generation)
{
  g_mutex_lock (&store->mutex);
  g_clear_pointer (&store->key, cw_secret_unref);
  store->key = key != NULL ? cw_secret_ref (key) : NULL;
  store->key_generation = generation;
  g_mutex_unlock (&store->mutex);
}

CwSecret *
cw_store_dup_key_of_generation (CwStore *self, gint64 generation)
{
  CwSecret *key = NULL;

  g_mutex_lock (&self->mutex);
  if (self->key != NULL && self->key_generation == generation)
    key = cw_secret_ref (self->key);
  g_mutex_unlock (&self->mutex);
  return key;
}

CwSecret *
cw_store_dup_current_key (CwStore *store, CwDatabase *database, GError **error)
{
  gint64 generation = 0;

  if (!cw_database_get_int (database, "SELECT generation FROM store WHERE id = 1", &generation, error))
    return NULL;
  CwSecret *key = cw_store_dup_key_of_generation (store, generation);
  if (key == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_LOCKED, _("The private keys in the certificate store are locked."));
  return key;
}

gboolean
cw_store_is_unlocked (CwStore *self)
{
  g_auto(KeyRecord) record = { 0 };
  g_autoptr(CwSecret) key = NULL;

  if (read_record_now (self, &record, NULL))
    key = cw_store_dup_key_of_generation (self, record.generation);
  return key != NULL;
}

CwProtection
cw_store_get_protection (CwStore *self, GError **error)
{
  g_auto(KeyRecord) record = { 0 };
  return read_record_now (self, &record, error) ? record.protection : CW_PROTECTION_NONE;
}

char *
cw_store_dup_key_name (CwStore *self, GError **error)
{
  g_auto(KeyRecord) record = { 0 };

  if (!read_record_now (self, &record, error))
    return NULL;
  if (record.key_name == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The key of this certificate store is not in a keyring."));
  return g_steal_pointer (&record.key_name);
}

/* ---- unlocking ---- */

static gboolean
set_key_wrong (const KeyRecord *record, GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_KEY_WRONG,
                       record->protection == CW_PROTECTION_PASSPHRASE
                       ? _("The passphrase does not fit this certificate store.")
                       : _("The key for this certificate store does not fit it: the private keys in it stay locked."));
  return FALSE;
}

static CwSecret *
unwrap_with_passphrase (const KeyRecord *record, CwSecret *passphrase, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  if (passphrase == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("The private keys in this certificate store are protected by a passphrase."));
      return NULL;
    }
  CwSecret *key = cw_pbe_decrypt (record->wrapped, passphrase, TRUE, cancellable, &local);
  if (key != NULL)
    return key;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_WRONG))
    set_key_wrong (record, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static CwSecret *
get_key_from_record (const KeyRecord *record, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  gsize size = 0;
  gconstpointer data = NULL;

  switch (record->protection)
    {
    case CW_PROTECTION_KEYRING:
      if (secret != NULL)
        return cw_secret_ref (secret);
      g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_KEY_MISSING, _("The key for this certificate store is in a keyring, and was not given."));
      return NULL;
    case CW_PROTECTION_PASSPHRASE:
      return unwrap_with_passphrase (record, secret, cancellable, error);
    case CW_PROTECTION_PERMISSIONS:
      data = g_bytes_get_data (record->wrapped, &size);
      return cw_secret_new (data, size);
    case CW_PROTECTION_NONE:
    default:
      g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_LOCKED, _("No protection was chosen for the private keys of this certificate store yet."));
      return NULL;
    }
}

gboolean
cw_store_unlock (CwStore *self, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_auto(KeyRecord) record = { 0 };

  if (!read_record_now (self, &record, error))
    return FALSE;
  g_autoptr(CwSecret) key = get_key_from_record (&record, secret, cancellable, error);
  if (key == NULL)
    return FALSE;
  g_autoptr(GBytes) verifier = cw_store_make_verifier (key, self->id);
  if (!g_bytes_equal (verifier, record.verifier))
    return set_key_wrong (&record, error);
  cw_store_set_key (self, key, record.generation);
  return TRUE;
}

/* ---- changing the protection ---- */

char *
cw_store_dup_next_key_name (CwStore *self)
{
  g_autoptr(CwSecret) random = cw_secret_new_random (8);
  g_autofree char *suffix = cw_hex_encode (cw_secret_get_data (random), cw_secret_get_size (random));
  g_autofree char *lower = g_ascii_strdown (suffix, -1);

  return g_strdup_printf ("%s-%s", self->id, lower);
}

static gboolean
check_protect_arguments (CwProtection protection, const char *key_name, CwSecret *secret, GError **error)
{
  gsize size = secret != NULL ? cw_secret_get_size (secret) : 0;

  if (protection == CW_PROTECTION_KEYRING && (key_name == NULL || size != CW_STORE_KEY_SIZE))
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A store key in a keyring needs a name and %d bytes."), CW_STORE_KEY_SIZE);
  else if (protection == CW_PROTECTION_PASSPHRASE && (size == 0 || size > MAX_PASSPHRASE))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _("The passphrase for the certificate store is empty or too long."));
  else if (protection == CW_PROTECTION_PERMISSIONS && geteuid () != 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_PERMISSIONS,
                         _("Only the administrator's store can rely on file permissions alone. Use a keyring or a passphrase."));
  else if (protection != CW_PROTECTION_NONE)
    return TRUE;
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _("The protection of private keys cannot be taken away, only changed."));
  return FALSE;
}

GBytes *
cw_store_wrap_key (CwSecret *key, CwSecret *passphrase, GCancellable *cancellable, GError **error)
{
  return cw_pbe_encrypt (key, passphrase, PASSPHRASE_ROUNDS, cancellable, error);
}

static GBytes *
wrap_store_key (CwProtection protection, CwSecret *key, CwSecret *passphrase, GCancellable *cancellable, GError **error)
{
  switch (protection)
    {
    case CW_PROTECTION_PASSPHRASE:
      return cw_store_wrap_key (key, passphrase, cancellable, error);
    case CW_PROTECTION_PERMISSIONS:
      return g_bytes_new (cw_secret_get_data (key), cw_secret_get_size (key));
    case CW_PROTECTION_KEYRING:
    case CW_PROTECTION_NONE:
    default:
      return g_bytes_new (NULL, 0);
    }
}

static gboolean
write_record (CwStore *self, const KeyRecord *record, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE store SET protection = :protection, generation = :generation, key_name = :key_name, "
                         "wrapped_key = :wrapped, verifier = :verifier WHERE id = 1", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":protection", record->protection);
  cw_statement_bind_int (statement, ":generation", record->generation);
  cw_statement_bind_text (statement, ":key_name", record->key_name);
  cw_statement_bind_bytes (statement, ":wrapped", record->wrapped);
  cw_statement_bind_bytes (statement, ":verifier", record->verifier);
  return cw_statement_run (statement, error);
}

static gboolean
update_encrypted_key (CwStore *self, gint64 rowid, GBytes *encrypted, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE private_key SET encrypted = :encrypted WHERE rowid = :rowid", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":rowid", rowid);
  cw_statement_bind_bytes (statement, ":encrypted", encrypted);
  return cw_statement_run (statement, error);
}

static gboolean
rewrap_key (CwStore *self, gint64 rowid, GBytes *encrypted, CwSecret *old_key, CwSecret *new_key, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSecret) clear = cw_store_decrypt_key (encrypted, old_key, cancellable, error);
  if (clear == NULL)
    return FALSE;
  g_autoptr(GBytes) fresh = cw_store_encrypt_key (clear, new_key, cancellable, error);
  return fresh != NULL && update_encrypted_key (self, rowid, fresh, error);
}

/* Those in the trash too. One after the other by rowid: the table changes meanwhile. */
static gboolean
rewrap_all_keys (CwStore *self, CwSecret *old_key, CwSecret *new_key, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  gint64 last = G_MININT64;

  while (TRUE)
    {
      g_autoptr(CwStatement) statement =
        cw_database_prepare (self->writer, "SELECT rowid, encrypted FROM private_key WHERE rowid > :last ORDER BY rowid LIMIT 1", error);
      if (statement == NULL)
        return FALSE;
      cw_statement_bind_int (statement, ":last", last);
      if (!cw_statement_step (statement, &local))
        break;
      last = cw_statement_get_int (statement, 0);
      g_autoptr(GBytes) encrypted = cw_statement_dup_bytes (statement, 1);
      if (!rewrap_key (self, last, encrypted, old_key, new_key, cancellable, error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
protect_in_transaction (CwStore *self, const KeyRecord *fresh, CwSecret *new_key, GCancellable *cancellable, GError **error)
{
  g_auto(KeyRecord) current = { 0 };
  g_autoptr(CwSecret) old_key = NULL;
  gint64 keys = 0;

  if (!read_record (self->writer, &current, error)
      || !cw_database_get_int (self->writer, "SELECT count(*) FROM private_key", &keys, error))
    return FALSE;
  if (current.protection != CW_PROTECTION_NONE || keys > 0)
    old_key = cw_store_dup_current_key (self, self->writer, error);
  if (old_key == NULL && (current.protection != CW_PROTECTION_NONE || keys > 0))
    return FALSE;
  return (keys == 0 || rewrap_all_keys (self, old_key, new_key, cancellable, error)) && write_record (self, fresh, error);
}

/* The long part, the passphrase, comes before the transaction: others can go on meanwhile. */
gboolean
cw_store_protect (CwStore *self, CwProtection protection, const char *key_name, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_auto(KeyRecord) fresh = { .protection = protection, .generation = cw_store_make_generation () };

  if (!check_protect_arguments (protection, key_name, secret, error))
    return FALSE;
  g_autoptr(CwSecret) new_key = protection == CW_PROTECTION_KEYRING ? cw_secret_ref (secret) : cw_secret_new_random (CW_STORE_KEY_SIZE);
  fresh.key_name = protection == CW_PROTECTION_KEYRING ? g_strdup (key_name) : NULL;
  fresh.verifier = cw_store_make_verifier (new_key, self->id);
  fresh.wrapped = wrap_store_key (protection, new_key, secret, cancellable, error);
  if (fresh.wrapped == NULL || !cw_store_begin_cancellable (self, cancellable, error))
    return FALSE;
  if (!protect_in_transaction (self, &fresh, new_key, cancellable, error))
    {
      cw_store_rollback (self);
      return FALSE;
    }
  if (!cw_store_commit (self, error))
    return FALSE;
  cw_store_set_key (self, new_key, fresh.generation);
  cw_store_purge_log (self);
  return TRUE;
}

static gboolean
forget_in_transaction (CwStore *self, const char *key_name, GError **error)
{
  g_auto(KeyRecord) current = { 0 };
  g_auto(KeyRecord) none = { .protection = CW_PROTECTION_NONE, .generation = cw_store_make_generation () };
  gint64 keys = 0;

  if (!read_record (self->writer, &current, error)
      || !cw_database_get_int (self->writer, "SELECT count(*) FROM private_key", &keys, error))
    return FALSE;
  if (current.protection != CW_PROTECTION_KEYRING || g_strcmp0 (current.key_name, key_name) != 0)
    return TRUE;
  if (keys == 0)
    return write_record (self, &none, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_KEY_MISSING, _("Private keys in this certificate store depend on the key that is lost."));
  return FALSE;
}

gboolean
cw_store_forget_protection (CwStore *self, const char *key_name, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  if (forget_in_transaction (self, key_name, error))
    return cw_store_commit (self, error);
  cw_store_rollback (self);
  return FALSE;
}

const char *
cw_protection_to_nick (CwProtection protection)
{
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:     return "keyring";
    case CW_PROTECTION_PASSPHRASE:  return "passphrase";
    case CW_PROTECTION_PERMISSIONS: return "permissions";
    case CW_PROTECTION_NONE:
    default:                        return "none";
    }
}
