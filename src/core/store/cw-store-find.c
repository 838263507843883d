/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-hex.h"
#include "cw-text.h"

#define SELECT_CERTIFICATE "SELECT " CW_STORED_CERTIFICATE_COLUMNS " FROM certificate c WHERE "
#define SHA1_DIGITS 40
#define SHA256_DIGITS 64

/* Appends every row of the statement. */
static gboolean
collect (CwStatement *statement, GPtrArray *found, GError **error)
{
  g_autoptr(GError) local = NULL;

  while (cw_statement_step (statement, &local))
    g_ptr_array_add (found, cw_stored_certificate_new_from_row (statement));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
collect_by_text (CwDatabase *database, const char *sql, const char *value, GPtrArray *found, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":value", value);
  return collect (statement, found, error);
}

static gboolean
collect_by_id (CwDatabase *database, gint64 id, GPtrArray *found, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (database, SELECT_CERTIFICATE "c.id = :value", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":value", id);
  return collect (statement, found, error);
}

CwStoredCertificate *
cw_store_find_by_id (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error) || !collect_by_id (reader.database, id, found, error))
    return NULL;
  if (found->len == 0)
    {
      g_propagate_error (error, cw_store_not_found (id));
      return NULL;
    }
  return g_object_ref (g_ptr_array_index (found, 0));
}

static gboolean
collect_by_hex (CwDatabase *database, const char *hex, GPtrArray *found, GError **error)
{
  g_autofree char *upper = g_ascii_strup (hex, -1);
  gsize digits = strlen (upper);

  if (digits == SHA1_DIGITS && !collect_by_text (database, SELECT_CERTIFICATE "c.thumbprint = :value", upper, found, error))
    return FALSE;
  if (digits == SHA256_DIGITS && !collect_by_text (database, SELECT_CERTIFICATE "c.sha256 = :value", upper, found, error))
    return FALSE;
  return collect_by_text (database, SELECT_CERTIFICATE "c.serial = :value LIMIT 3", upper, found, error);
}

/* Everything that the reference can mean. */
static gboolean
collect_by_reference (CwDatabase *database, const char *reference, GPtrArray *found, GError **error)
{
  g_autofree char *name = cw_text_clean_name (reference, NULL);
  g_autofree char *fold = cw_text_fold (name != NULL ? name : reference);
  g_autofree char *hex = cw_hex_normalise (reference);
  guint64 id = 0;

  if (!collect_by_text (database, SELECT_CERTIFICATE "c.friendly_fold = :value", fold, found, error))
    return FALSE;
  if (g_ascii_string_to_unsigned (reference, 10, 1, G_MAXINT64, &id, NULL) && !collect_by_id (database, (gint64) id, found, error))
    return FALSE;
  return hex == NULL || collect_by_hex (database, hex, found, error);
}

static gboolean
all_the_same (GPtrArray *found)
{
  for (guint i = 1; i < found->len; i++)
    if (cw_stored_certificate_get_id (g_ptr_array_index (found, i)) != cw_stored_certificate_get_id (g_ptr_array_index (found, 0)))
      return FALSE;
  return TRUE;
}

CwStoredCertificate *
cw_store_find (CwStore *self, const char *reference, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error) || !collect_by_reference (reader.database, reference, found, error))
    return NULL;
  if (found->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no certificate “%s” in the store."), reference);
      return NULL;
    }
  if (!all_the_same (found))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS, _("More than one certificate in the store is called “%s”. Use the thumbprint instead."), reference);
      return NULL;
    }
  return g_object_ref (g_ptr_array_index (found, 0));
}

GPtrArray *
cw_store_find_by_key_id (CwStore *self, const char *key_id, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error)
      || !collect_by_text (reader.database, SELECT_CERTIFICATE "c.key_id = :value ORDER BY c.id", key_id, found, error))
    return NULL;
  return g_steal_pointer (&found);
}

/* One number from one question about one text; -1 on error. */
static gint64
ask_number (CwStore *self, const char *sql, const char *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return -1;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, sql, error);
  if (statement == NULL)
    return -1;
  if (value != NULL)
    cw_statement_bind_text (statement, ":value", value);
  gint64 number = cw_statement_step (statement, &local) ? cw_statement_get_int (statement, 0) : 0;
  if (local == NULL)
    return number;
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

gboolean
cw_store_has_certificate (CwStore *self, const char *sha256, gboolean *in_trash, GError **error)
{
  g_autoptr(GError) local = NULL;
  gint64 live = ask_number (self, "SELECT 1 FROM certificate WHERE sha256 = :value", sha256, &local);
  gint64 trashed = live == 0 ? ask_number (self, "SELECT 1 FROM trash WHERE sha256 = :value", sha256, &local) : 0;

  if (in_trash != NULL)
    *in_trash = trashed > 0;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return live > 0;
}

gboolean
cw_store_has_key (CwStore *self, const char *key_id, GError **error)
{
  return ask_number (self, "SELECT 1 FROM private_key WHERE key_id = :value AND trashed IS NULL", key_id, error) > 0;
}

guint64
cw_store_count_certificates (CwStore *self)
{
  gint64 count = ask_number (self, "SELECT count(*) FROM certificate", NULL, NULL);
  return count > 0 ? (guint64) count : 0;
}

guint64
cw_store_count_keys (CwStore *self)
{
  gint64 count = ask_number (self, "SELECT count(*) FROM private_key WHERE trashed IS NULL", NULL, NULL);
  return count > 0 ? (guint64) count : 0;
}
