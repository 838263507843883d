/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-pbe.h"
#include "cw-store-requests.h"

/* The password is 256 random bits in hexadecimal: nobody guesses it whatever the number of rounds, so they only cost time, with every
 * key that is made or read. */
#define KEY_ROUNDS 100

static gboolean
run_with_key_id (CwStore *store, const char *sql, const char *key_id, gboolean with_now, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (store->writer, sql, error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":key_id", key_id);
  if (with_now)
    cw_statement_bind_int (statement, ":now", cw_clock_now ());
  return cw_statement_run (statement, error);
}

gboolean
cw_store_revive_key (CwStore *store, const char *key_id, GError **error)
{
  return run_with_key_id (store, "UPDATE private_key SET trashed = NULL WHERE key_id = :key_id AND trashed IS NOT NULL", key_id, FALSE, error);
}

gboolean
cw_store_retire_key (CwStore *store, const char *key_id, GError **error)
{
  return run_with_key_id (store, "UPDATE private_key SET trashed = :now WHERE key_id = :key_id AND trashed IS NULL"
                          " AND NOT EXISTS (SELECT 1 FROM certificate WHERE key_id = :key_id)"
                          " AND NOT EXISTS (SELECT 1 FROM request WHERE key_id = :key_id AND cleared = 0)", key_id, TRUE, error);
}

/* The store key in hexadecimal, as the password of PBES2: text without zero bytes, which every implementation treats alike. */
static CwSecret *
make_password (CwSecret *store_key)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = cw_secret_get_data (store_key);
  gsize size = cw_secret_get_size (store_key);
  CwSecret *password = cw_secret_new_random (size * 2);
  guint8 *text = cw_secret_get_writable (password);

  for (gsize i = 0; i < size; i++)
    {
      text[2 * i] = (guint8) digits[bytes[i] >> 4];
      text[2 * i + 1] = (guint8) digits[bytes[i] & 15];
    }
  return password;
}

GBytes *
cw_store_encrypt_key (CwSecret *pkcs8, CwSecret *store_key, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSecret) password = make_password (store_key);
  return cw_pbe_encrypt (pkcs8, password, KEY_ROUNDS, cancellable, error);
}

CwSecret *
cw_store_decrypt_key (GBytes *encrypted, CwSecret *store_key, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSecret) password = make_password (store_key);
  return cw_pbe_decrypt (encrypted, password, TRUE, cancellable, error);
}

/* ---- adding ---- */

typedef struct { gboolean present; gboolean trashed; gboolean exportable; } KeyState;

static gboolean
read_key_state (CwDatabase *database, const char *key_id, KeyState *state, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "SELECT exportable, trashed FROM private_key WHERE key_id = :key_id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":key_id", key_id);
  state->present = cw_statement_step (statement, &local);
  if (state->present)
    {
      state->exportable = cw_statement_get_int (statement, 0) != 0;
      state->trashed = !cw_statement_is_null (statement, 1);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
insert_key (CwStore *self, CwPrivateKey *key, gboolean exportable, CwSecret *store_key, GError **error)
{
  g_autoptr(GBytes) encrypted = cw_store_encrypt_key (cw_private_key_get_pkcs8 (key), store_key, NULL, error);
  if (encrypted == NULL)
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT INTO private_key (key_id, algorithm, exportable, encrypted, added) "
                         "VALUES (:key_id, :algorithm, :exportable, :encrypted, :added)", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":key_id", cw_private_key_get_key_id (key));
  cw_statement_bind_text (statement, ":algorithm", cw_private_key_get_algorithm (key));
  cw_statement_bind_int (statement, ":exportable", exportable ? 1 : 0);
  cw_statement_bind_bytes (statement, ":encrypted", encrypted);
  cw_statement_bind_int (statement, ":added", cw_clock_now ());
  return cw_statement_run (statement, error);
}

static gboolean
update_key (CwStore *self, const char *key_id, gboolean exportable, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE private_key SET exportable = :exportable, trashed = NULL WHERE key_id = :key_id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":key_id", key_id);
  cw_statement_bind_int (statement, ":exportable", exportable ? 1 : 0);
  return cw_statement_run (statement, error);
}

static gboolean
join_certificates (CwStore *self, const char *key_id, gboolean exportable, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE certificate SET has_key = 1, exportable = :exportable WHERE key_id = :key_id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":key_id", key_id);
  cw_statement_bind_int (statement, ":exportable", exportable ? 1 : 0);
  return cw_statement_run (statement, error);
}

gboolean
cw_store_add_key (CwStore *self, CwPrivateKey *key, gboolean exportable, gboolean *was_new, GError **error)
{
  const char *key_id = cw_private_key_get_key_id (key);
  KeyState state = { 0 };

  *was_new = FALSE;
  if (!cw_store_require_transaction (self, error) || !read_key_state (self->writer, key_id, &state, error))
    return FALSE;
  *was_new = !state.present || state.trashed;
  if (state.present)
    {
      /* What lies in the trash could as well be gone: then the new answer counts. */
      gboolean allowed = exportable && (state.exportable || state.trashed);
      return update_key (self, key_id, allowed, error) && join_certificates (self, key_id, allowed, error);
    }
  g_autoptr(CwSecret) store_key = cw_store_dup_current_key (self, self->writer, error);
  return store_key != NULL && insert_key (self, key, exportable, store_key, error)
         && join_certificates (self, key_id, exportable, error);
}

/* ---- loading ---- */

/* Gives the encrypted key, or sets the error that says why there is none. */
typedef GBytes *(*KeyReader) (CwDatabase *database, gconstpointer which, GError **error);

static GBytes *
read_key_of_certificate (CwDatabase *database, gconstpointer which, GError **error)
{
  gint64 id = *(const gint64 *) which;
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "SELECT c.friendly_name, k.encrypted FROM certificate c "
                         "LEFT JOIN private_key k ON k.key_id = c.key_id WHERE c.id = :id", error);

  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":id", id);
  gboolean found = cw_statement_step (statement, &local);
  if (found && !cw_statement_is_null (statement, 1))
    return cw_statement_dup_bytes (statement, 1);
  if (found)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _("There is no private key for “%s” in the store."), cw_statement_get_text (statement, 0));
  else
    g_propagate_error (error, local != NULL ? g_steal_pointer (&local) : cw_store_not_found (id));
  return NULL;
}

static GBytes *
read_key_by_id (CwDatabase *database, gconstpointer which, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (database, "SELECT encrypted FROM private_key WHERE key_id = :key_id", error);

  if (statement == NULL)
    return NULL;
  cw_statement_bind_text (statement, ":key_id", which);
  if (cw_statement_step (statement, &local))
    return cw_statement_dup_bytes (statement, 0);
  if (local == NULL)
    local = g_error_new_literal (CW_ERROR, CW_ERROR_KEY_MISSING, _("The private key is not in the store any more."));
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* In one read transaction, so that key and store key are of one generation. */
static GBytes *
read_key_and_store_key (CwStore *self, KeyReader read, gconstpointer which, CwSecret **store_key, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  gboolean nested = cw_database_in_transaction (reader.database);
  if (!nested && !cw_database_exec (reader.database, "BEGIN", error))
    return NULL;
  g_autoptr(GBytes) encrypted = read (reader.database, which, error);
  if (encrypted != NULL)
    *store_key = cw_store_dup_current_key (self, reader.database, error);
  if (!nested)
    cw_database_exec (reader.database, "COMMIT", NULL);
  return *store_key != NULL ? g_steal_pointer (&encrypted) : NULL;
}

static CwPrivateKey *
load_key (CwStore *self, KeyReader read, gconstpointer which, GError **error)
{
  g_autoptr(CwSecret) store_key = NULL;
  g_autoptr(GBytes) encrypted = read_key_and_store_key (self, read, which, &store_key, error);
  if (encrypted == NULL)
    return NULL;
  g_autoptr(CwSecret) pkcs8 = cw_store_decrypt_key (encrypted, store_key, NULL, error);
  if (pkcs8 == NULL)
    return NULL;
  return cw_private_key_new_from_der (pkcs8, error);
}

CwPrivateKey *
cw_store_load_key (CwStore *self, gint64 id, GError **error)
{
  return load_key (self, read_key_of_certificate, &id, error);
}

CwPrivateKey *
cw_store_load_key_by_id (CwStore *self, const char *key_id, GError **error)
{
  return load_key (self, read_key_by_id, key_id, error);
}
