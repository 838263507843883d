/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cw-error.h"

/* Reports can be large: the oldest go. */
#define MAX_ENTRIES 1000

void
cw_history_entry_free (CwHistoryEntry *self)
{
  g_free (self->operation);
  g_free (self->title);
  g_free (self->result);
  g_free (self);
}

static gint64
insert_entry (CwStore *self, const CwHistoryEntry *entry, const char *report, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT INTO history (operation, title, result, started, finished, report) "
                         "VALUES (:operation, :title, :result, :started, :finished, :report)", error);

  if (statement == NULL)
    return 0;
  cw_statement_bind_text (statement, ":operation", entry->operation);
  cw_statement_bind_text (statement, ":title", entry->title);
  cw_statement_bind_text (statement, ":result", entry->result);
  cw_statement_bind_int (statement, ":started", entry->started);
  cw_statement_bind_int (statement, ":finished", entry->finished);
  cw_statement_bind_text (statement, ":report", report != NULL ? report : "");
  return cw_statement_run (statement, error) ? cw_database_get_last_id (self->writer) : 0;
}

static gboolean
forget_oldest (CwStore *self, gint64 newest, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "DELETE FROM history WHERE id <= :last", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":last", newest - MAX_ENTRIES);
  return cw_statement_run (statement, error);
}

gint64
cw_store_add_history (CwStore *self, const char *operation, const char *title, const char *result,
                      gint64 started, gint64 finished, const char *report, GError **error)
{
  const CwHistoryEntry entry = { 0, (char *) operation, (char *) title, (char *) result, started, finished };

  if (!cw_store_begin (self, error))
    return 0;
  gint64 id = insert_entry (self, &entry, report, error);
  if (id != 0 && forget_oldest (self, id, error))
    return cw_store_commit (self, error) ? id : 0;
  cw_store_rollback (self);
  return 0;
}

static CwHistoryEntry *
read_entry (CwStatement *row)
{
  CwHistoryEntry *entry = g_new0 (CwHistoryEntry, 1);

  entry->id = cw_statement_get_int (row, 0);
  entry->operation = g_strdup (cw_statement_get_text (row, 1));
  entry->title = g_strdup (cw_statement_get_text (row, 2));
  entry->result = g_strdup (cw_statement_get_text (row, 3));
  entry->started = cw_statement_get_int (row, 4);
  entry->finished = cw_statement_get_int (row, 5);
  return entry;
}

GPtrArray *
cw_store_list_history (CwStore *self, guint limit, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_history_entry_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT id, operation, title, result, started, finished FROM history ORDER BY id DESC LIMIT :limit", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":limit", limit);
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (entries, read_entry (statement));
  if (local == NULL)
    return g_steal_pointer (&entries);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

char *
cw_store_load_report (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, "SELECT report FROM history WHERE id = :id", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":id", id);
  if (cw_statement_step (statement, &local))
    return g_strdup (cw_statement_get_text (statement, 0));
  g_propagate_error (error, local != NULL ? g_steal_pointer (&local)
                     : g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no report with the number %" PRId64 "."), id));
  return NULL;
}
