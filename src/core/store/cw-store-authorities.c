/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-store-private.h"
#include "cw-store-requests.h"
#include "cw-text.h"

#define DEFAULT_BUILTIN "default-authority"

/* ---- records ---- */

CwAuthorityRecord *
cw_authority_record_new (void)
{
  CwAuthorityRecord *self = g_new0 (CwAuthorityRecord, 1);

  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

CwAuthorityRecord *
cw_authority_record_copy (const CwAuthorityRecord *self)
{
  CwAuthorityRecord *copy = cw_authority_record_new ();
  GHashTableIter iter;
  gpointer name = NULL, value = NULL;

  copy->id = self->id;
  copy->name = g_strdup (self->name);
  copy->kind = g_strdup (self->kind);
  copy->is_default = self->is_default;
  copy->added = self->added;
  copy->last_used = self->last_used;
  g_hash_table_iter_init (&iter, self->settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy->settings, g_strdup (name), g_strdup (value));
  return copy;
}

void
cw_authority_record_free (CwAuthorityRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->kind);
  g_hash_table_unref (self->settings);
  g_free (self);
}

void
cw_account_record_free (CwAccountRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->user);
  g_free (self);
}

/* ---- writing ---- */

static gboolean
write_setting (CwStore *self, gint64 id, const char *name, const char *value, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT INTO authority_setting (authority, name, value) VALUES (:id, :name, :value)", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  cw_statement_bind_text (statement, ":name", name);
  cw_statement_bind_text (statement, ":value", value);
  return cw_statement_run (statement, error);
}

static gboolean
write_settings (CwStore *self, gint64 id, GHashTable *settings, GError **error)
{
  GHashTableIter iter;
  gpointer name = NULL, value = NULL;

  if (!cw_database_run_with_id (self->writer, "DELETE FROM authority_setting WHERE authority = :id", id, error))
    return FALSE;
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!write_setting (self, id, name, value, error))
      return FALSE;
  return TRUE;
}

static gboolean
name_is_free (CwStore *self, const char *fold, const CwAuthorityRecord *record, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "SELECT 1 FROM authority WHERE name_fold = :fold AND id <> :id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":fold", fold);
  cw_statement_bind_int (statement, ":id", record->id);
  gboolean taken = cw_statement_step (statement, &local);
  if (taken)
    g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("There is a certification authority named “%s” already."), record->name);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    return TRUE;
  return FALSE;
}

/* Inserts or updates what both have in common. */
static gboolean
write_record (CwStore *self, const char *sql, const CwAuthorityRecord *record, GError **error)
{
  g_autofree char *name = cw_text_clean_name (record->name, error);
  if (name == NULL)
    return FALSE;
  g_autofree char *fold = cw_text_fold (name);
  if (!name_is_free (self, fold, record, error))
    return FALSE;
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, sql, error);
  if (statement == NULL)
    return FALSE;
  if (record->id != 0)
    cw_statement_bind_int (statement, ":id", record->id);
  else
    cw_statement_bind_int (statement, ":added", cw_clock_now ());
  cw_statement_bind_text (statement, ":name", name);
  cw_statement_bind_text (statement, ":fold", fold);
  cw_statement_bind_text (statement, ":kind", record->kind);
  cw_statement_bind_int (statement, ":last_used", record->last_used);
  return cw_statement_run (statement, error);
}

gint64
cw_store_add_authority (CwStore *self, const CwAuthorityRecord *record, GError **error)
{
  g_return_val_if_fail (record->id == 0, 0);
  if (!cw_store_require_transaction (self, error)
      || !write_record (self, "INSERT INTO authority (name, name_fold, kind, added, last_used) VALUES (:name, :fold, :kind, :added, :last_used)",
                        record, error))
    return 0;
  gint64 id = cw_database_get_last_id (self->writer);
  if (!write_settings (self, id, record->settings, error))
    return 0;
  return !record->is_default || cw_store_set_default_authority (self, id, NULL, error) ? id : 0;
}

gboolean
cw_store_update_authority (CwStore *self, const CwAuthorityRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error)
      || !write_record (self, "UPDATE authority SET name = :name, name_fold = :fold, kind = :kind, last_used = :last_used WHERE id = :id",
                        record, error))
    return FALSE;
  if (cw_database_get_changes (self->writer) > 0)
    return write_settings (self, record->id, record->settings, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The certification authority “%s” is not in the list any more."), record->name);
  return FALSE;
}

gboolean
cw_store_remove_authority (CwStore *self, gint64 id, GError **error)
{
  return cw_store_require_transaction (self, error)
         && cw_database_run_with_id (self->writer, "UPDATE request SET authority = 0 WHERE authority = :id", id, error)
         && cw_database_run_with_id (self->writer, "DELETE FROM authority WHERE id = :id", id, error);
}

static gboolean
write_default_builtin (CwStore *self, const char *builtin, GError **error)
{
  if (!cw_database_exec (self->writer, "DELETE FROM setting WHERE name = '" DEFAULT_BUILTIN "'", error))
    return FALSE;
  if (builtin == NULL)
    return TRUE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT INTO setting (name, value) VALUES ('" DEFAULT_BUILTIN "', :value)", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":value", builtin);
  return cw_statement_run (statement, error);
}

gboolean
cw_store_set_default_authority (CwStore *self, gint64 id, const char *builtin, GError **error)
{
  return cw_store_require_transaction (self, error)
         && cw_database_run_with_id (self->writer, "UPDATE authority SET is_default = (id = :id)", id, error)
         && write_default_builtin (self, id == 0 ? builtin : NULL, error);
}

/* ---- reading ---- */

static gboolean
read_settings (CwDatabase *database, CwAuthorityRecord *record, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (database, "SELECT name, value FROM authority_setting WHERE authority = :id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", record->id);
  while (cw_statement_step (statement, &local))
    g_hash_table_insert (record->settings, g_strdup (cw_statement_get_text (statement, 0)), g_strdup (cw_statement_get_text (statement, 1)));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static CwAuthorityRecord *
read_authority (CwStatement *row)
{
  CwAuthorityRecord *record = cw_authority_record_new ();

  record->id = cw_statement_get_int (row, 0);
  record->name = g_strdup (cw_statement_get_text (row, 1));
  record->kind = g_strdup (cw_statement_get_text (row, 2));
  record->is_default = cw_statement_get_int (row, 3) != 0;
  record->added = cw_statement_get_int (row, 4);
  record->last_used = cw_statement_get_int (row, 5);
  return record;
}

GPtrArray *
cw_store_list_authorities (CwStore *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_authority_record_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT id, name, kind, is_default, added, last_used FROM authority "
                         "ORDER BY is_default DESC, name_fold", error);
  if (statement == NULL)
    return NULL;
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (records, read_authority (statement));
  for (guint i = 0; i < records->len && local == NULL; i++)
    read_settings (reader.database, g_ptr_array_index (records, i), &local);
  if (local == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

char *
cw_store_dup_default_builtin (CwStore *self, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT value FROM setting WHERE name = '" DEFAULT_BUILTIN "'", error);
  return statement != NULL && cw_statement_step (statement, error) ? g_strdup (cw_statement_get_text (statement, 0)) : NULL;
}

/* ---- accounts ---- */

gboolean
cw_store_put_account (CwStore *self, const CwAccountRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT OR REPLACE INTO account (authority, user, remembered, last_used) "
                         "VALUES (:authority, :user, :remembered, :last_used)", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":authority", record->authority);
  cw_statement_bind_text (statement, ":user", record->user);
  cw_statement_bind_int (statement, ":remembered", record->remembered ? 1 : 0);
  cw_statement_bind_int (statement, ":last_used", record->last_used);
  return cw_statement_run (statement, error);
}

gboolean
cw_store_remove_account (CwStore *self, gint64 authority, const char *user, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "DELETE FROM account WHERE authority = :authority AND user = :user", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":authority", authority);
  cw_statement_bind_text (statement, ":user", user);
  return cw_statement_run (statement, error);
}

static CwAccountRecord *
read_account (CwStatement *row)
{
  CwAccountRecord *record = g_new0 (CwAccountRecord, 1);

  record->authority = cw_statement_get_int (row, 0);
  record->user = g_strdup (cw_statement_get_text (row, 1));
  record->remembered = cw_statement_get_int (row, 2) != 0;
  record->last_used = cw_statement_get_int (row, 3);
  return record;
}

GPtrArray *
cw_store_list_accounts (CwStore *self, gint64 authority, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_account_record_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT authority, user, remembered, last_used FROM account WHERE authority = :authority "
                         "ORDER BY last_used DESC, user", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":authority", authority);
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (records, read_account (statement));
  if (local == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
