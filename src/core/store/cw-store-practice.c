/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-store-private.h"
#include "cw-store-requests.h"

#define COLUMNS "id, state, received, decided, reason, csr, key_id, subject, certificate, serial"

void
cw_store_practice_row_free (CwStorePracticeRow *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_clear_pointer (&self->csr, g_bytes_unref);
  g_free (self->key_id);
  g_free (self->subject);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self->serial);
  g_free (self);
}

/* ---- the CA itself ---- */

gboolean
cw_store_get_practice (CwStore *self, CwStorePractice *practice, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT root, issuing, hold, crl_number FROM practice WHERE id = 1", error);
  if (statement == NULL || !cw_statement_step (statement, error))
    return FALSE;
  practice->root = cw_statement_get_int (statement, 0);
  practice->issuing = cw_statement_get_int (statement, 1);
  practice->hold = cw_statement_get_int (statement, 2) != 0;
  practice->crl_number = (guint64) cw_statement_get_int (statement, 3);
  return TRUE;
}

gboolean
cw_store_set_practice (CwStore *self, const CwStorePractice *practice, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE practice SET root = :root, issuing = :issuing, hold = :hold, crl_number = :crl_number WHERE id = 1", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":root", practice->root);
  cw_statement_bind_int (statement, ":issuing", practice->issuing);
  cw_statement_bind_int (statement, ":hold", practice->hold ? 1 : 0);
  cw_statement_bind_int (statement, ":crl_number", (gint64) practice->crl_number);
  return cw_statement_run (statement, error);
}

/* ---- its requests ---- */

gint64
cw_store_put_practice_row (CwStore *self, const CwStorePracticeRow *row, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return 0;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT OR REPLACE INTO practice_request (" COLUMNS ") VALUES "
                         "(:id, :state, :received, :decided, :reason, :csr, :key_id, :subject, :certificate, :serial)", error);
  if (statement == NULL)
    return 0;
  /* An id that is bound to nothing is given by the database. */
  if (row->id != 0)
    cw_statement_bind_int (statement, ":id", row->id);
  cw_statement_bind_int (statement, ":state", row->state);
  cw_statement_bind_int (statement, ":received", row->received != 0 ? row->received : cw_clock_now ());
  cw_statement_bind_int (statement, ":decided", row->decided);
  cw_statement_bind_text (statement, ":reason", row->reason);
  cw_statement_bind_bytes (statement, ":csr", row->csr);
  cw_statement_bind_text (statement, ":key_id", row->key_id);
  cw_statement_bind_text (statement, ":subject", row->subject);
  cw_statement_bind_bytes (statement, ":certificate", row->certificate);
  cw_statement_bind_text (statement, ":serial", row->serial);
  if (!cw_statement_run (statement, error))
    return 0;
  return row->id != 0 ? row->id : cw_database_get_last_id (self->writer);
}

static CwStorePracticeRow *
read_row (CwStatement *statement)
{
  CwStorePracticeRow *row = g_new0 (CwStorePracticeRow, 1);

  row->id = cw_statement_get_int (statement, 0);
  row->state = (int) cw_statement_get_int (statement, 1);
  row->received = cw_statement_get_int (statement, 2);
  row->decided = cw_statement_get_int (statement, 3);
  row->reason = cw_statement_is_null (statement, 4) ? NULL : g_strdup (cw_statement_get_text (statement, 4));
  row->csr = cw_statement_dup_bytes (statement, 5);
  row->key_id = g_strdup (cw_statement_get_text (statement, 6));
  row->subject = g_strdup (cw_statement_get_text (statement, 7));
  row->certificate = cw_statement_is_null (statement, 8) ? NULL : cw_statement_dup_bytes (statement, 8);
  row->serial = cw_statement_is_null (statement, 9) ? NULL : g_strdup (cw_statement_get_text (statement, 9));
  return row;
}

CwStorePracticeRow *
cw_store_find_practice_row (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, "SELECT " COLUMNS " FROM practice_request WHERE id = :id", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":id", id);
  if (cw_statement_step (statement, &local))
    return read_row (statement);
  if (local == NULL)
    local = g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _("The practice CA has no request %" PRId64 "."), id);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

CwStorePracticeRow *
cw_store_find_practice_row_by_key (CwStore *self, const char *key_id, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT " COLUMNS " FROM practice_request WHERE key_id = :key_id ORDER BY id DESC LIMIT 1", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_text (statement, ":key_id", key_id);
  return cw_statement_step (statement, error) ? read_row (statement) : NULL;
}

GPtrArray *
cw_store_list_practice_rows (CwStore *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_store_practice_row_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, "SELECT " COLUMNS " FROM practice_request ORDER BY id DESC", error);
  if (statement == NULL)
    return NULL;
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (rows, read_row (statement));
  if (local == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
