/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-database-private.h"

#include <string.h>

void
cw_statement_destroy (CwStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self);
}

CwStatement *
cw_database_prepare (CwDatabase *self, const char *sql, GError **error)
{
  CwStatement *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL && !statement->in_use)
    {
      statement->in_use = TRUE;
      return statement;
    }

  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK)
    {
      cw_database_set_error (self, code, error);
      return NULL;
    }
  gboolean cached = statement == NULL;
  statement = g_new0 (CwStatement, 1);
  statement->database = self;
  statement->handle = handle;
  statement->in_use = TRUE;
  statement->cached = cached;
  if (cached)
    g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

void
cw_statement_free (CwStatement *self)
{
  if (self == NULL)
    return;
  if (!self->cached)
    {
      cw_statement_destroy (self);
      return;
    }
  cw_statement_reset (self);
  self->in_use = FALSE;
}

static int
find_parameter (CwStatement *self, const char *name)
{
  int index = sqlite3_bind_parameter_index (self->handle, name);
  g_assert (index > 0);
  return index;
}

static void
note_bind (CwStatement *self, int code)
{
  if (code != SQLITE_OK && self->failed_bind == SQLITE_OK)
    self->failed_bind = code;
}

void
cw_statement_bind_int (CwStatement *self, const char *name, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->handle, find_parameter (self, name), value));
}

void
cw_statement_bind_text (CwStatement *self, const char *name, const char *value)
{
  note_bind (self, sqlite3_bind_text (self->handle, find_parameter (self, name), value, -1, SQLITE_TRANSIENT));
}

void
cw_statement_bind_blob (CwStatement *self, const char *name, gconstpointer data, gsize size)
{
  note_bind (self, sqlite3_bind_blob64 (self->handle, find_parameter (self, name), data != NULL ? data : "", size, SQLITE_TRANSIENT));
}

void
cw_statement_bind_bytes (CwStatement *self, const char *name, GBytes *value)
{
  gsize size = 0;

  if (value == NULL)
    {
      note_bind (self, sqlite3_bind_null (self->handle, find_parameter (self, name)));
      return;
    }
  gconstpointer data = g_bytes_get_data (value, &size);
  cw_statement_bind_blob (self, name, data, size);
}

gboolean
cw_statement_step (CwStatement *self, GError **error)
{
  int code = self->failed_bind != SQLITE_OK ? self->failed_bind : sqlite3_step (self->handle);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    cw_database_set_error (self->database, code, error);
  return FALSE;
}

gboolean
cw_statement_run (CwStatement *self, GError **error)
{
  g_autoptr(GError) local = NULL;

  while (cw_statement_step (self, &local))
    ;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
cw_database_run_with_id (CwDatabase *self, const char *sql, gint64 id, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  return cw_statement_run (statement, error);
}

void
cw_statement_reset (CwStatement *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->failed_bind = SQLITE_OK;
}

gint64
cw_statement_get_int (CwStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

const char *
cw_statement_get_text (CwStatement *self, int column)
{
  const char *text = (const char *) sqlite3_column_text (self->handle, column);
  return text != NULL ? text : "";
}

gboolean
cw_statement_is_null (CwStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gconstpointer
cw_statement_get_blob (CwStatement *self, int column, gsize *size)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);
  *size = (gsize) sqlite3_column_bytes (self->handle, column);
  return data;
}

GBytes *
cw_statement_dup_bytes (CwStatement *self, int column)
{
  gsize size = 0;
  gconstpointer data = cw_statement_get_blob (self, column, &size);
  return g_bytes_new (data, size);
}
