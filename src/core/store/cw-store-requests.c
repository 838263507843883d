/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-requests.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-store-private.h"

#define COLUMNS \
  "id, state, created, changed, friendly_name, usages, subject, names, key_id, key_algorithm, exportable, csr, authority, kind, ca, " \
  "account, template, output, handle, message, code, sent, asked, next_try, tries, certificate, cleared, wish"
#define VALUES \
  ":id, :state, :created, :changed, :friendly_name, :usages, :subject, :names, :key_id, :key_algorithm, :exportable, :csr, :authority, " \
  ":kind, :ca, :account, :template, :output, :handle, :message, :code, :sent, :asked, :next_try, :tries, :certificate, :cleared, :wish"

static char *
dup_text (CwStatement *row, int column)
{
  return cw_statement_is_null (row, column) ? NULL : g_strdup (cw_statement_get_text (row, column));
}

static CwRequestRecord *
read_record (CwStatement *row)
{
  CwRequestRecord *record = cw_request_record_new ();

  record->id = cw_statement_get_int (row, 0);
  if (!cw_request_state_from_nick (cw_statement_get_text (row, 1), &record->state))
    record->state = CW_REQUEST_FAILED;
  record->created = cw_statement_get_int (row, 2);
  record->changed = cw_statement_get_int (row, 3);
  record->friendly_name = dup_text (row, 4);
  record->usages = dup_text (row, 5);
  record->subject = dup_text (row, 6);
  record->names = dup_text (row, 7);
  record->key_id = dup_text (row, 8);
  record->key_algorithm = dup_text (row, 9);
  record->exportable = cw_statement_get_int (row, 10) != 0;
  record->csr = cw_statement_is_null (row, 11) ? NULL : cw_statement_dup_bytes (row, 11);
  record->authority = cw_statement_get_int (row, 12);
  record->kind = dup_text (row, 13);
  record->ca = dup_text (row, 14);
  record->account = dup_text (row, 15);
  record->template_name = dup_text (row, 16);
  record->output = dup_text (row, 17);
  record->handle = dup_text (row, 18);
  record->message = dup_text (row, 19);
  record->code = dup_text (row, 20);
  record->sent = cw_statement_get_int (row, 21);
  record->asked = cw_statement_get_int (row, 22);
  record->next_try = cw_statement_get_int (row, 23);
  record->tries = (guint) cw_statement_get_int (row, 24);
  record->certificate = cw_statement_get_int (row, 25);
  record->cleared = cw_statement_get_int (row, 26);
  record->wish = dup_text (row, 27);
  return record;
}

static void
bind_needed (CwStatement *statement, const char *name, const char *text)
{
  cw_statement_bind_text (statement, name, text != NULL ? text : "");
}

static void
bind_times (CwStatement *statement, const CwRequestRecord *record)
{
  cw_statement_bind_int (statement, ":created", record->created != 0 ? record->created : cw_clock_now ());
  cw_statement_bind_int (statement, ":changed", cw_clock_now ());
  cw_statement_bind_int (statement, ":sent", record->sent);
  cw_statement_bind_int (statement, ":asked", record->asked);
  cw_statement_bind_int (statement, ":next_try", record->next_try);
  cw_statement_bind_int (statement, ":cleared", record->cleared);
}

static void
bind_record (CwStatement *statement, const CwRequestRecord *record)
{
  bind_times (statement, record);
  cw_statement_bind_text (statement, ":state", cw_request_state_to_nick (record->state));
  cw_statement_bind_text (statement, ":friendly_name", record->friendly_name);
  bind_needed (statement, ":usages", record->usages);
  bind_needed (statement, ":subject", record->subject);
  bind_needed (statement, ":names", record->names);
  bind_needed (statement, ":key_id", record->key_id);
  bind_needed (statement, ":key_algorithm", record->key_algorithm);
  cw_statement_bind_int (statement, ":exportable", record->exportable ? 1 : 0);
  cw_statement_bind_bytes (statement, ":csr", record->csr);
  cw_statement_bind_int (statement, ":authority", record->authority);
  bind_needed (statement, ":kind", record->kind);
  bind_needed (statement, ":ca", record->ca);
  cw_statement_bind_text (statement, ":account", record->account);
  cw_statement_bind_text (statement, ":template", record->template_name);
  cw_statement_bind_text (statement, ":output", record->output);
  cw_statement_bind_text (statement, ":handle", record->handle);
  cw_statement_bind_text (statement, ":message", record->message);
  cw_statement_bind_text (statement, ":code", record->code);
  cw_statement_bind_int (statement, ":tries", record->tries);
  cw_statement_bind_int (statement, ":certificate", record->certificate);
  bind_needed (statement, ":wish", record->wish);
}

/* A key stays as long as its request may be answered, and goes to the trash with it. */
static gboolean
keep_or_retire_key (CwStore *self, const CwRequestRecord *record, GError **error)
{
  return record->cleared == 0 ? cw_store_revive_key (self, record->key_id, error) : cw_store_retire_key (self, record->key_id, error);
}

gint64
cw_store_add_request (CwStore *self, const CwRequestRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return 0;
  /* id is bound to nothing, and so given by the database. */
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "INSERT INTO request (" COLUMNS ") VALUES (" VALUES ")", error);
  if (statement == NULL)
    return 0;
  bind_record (statement, record);
  if (!cw_statement_run (statement, error))
    return 0;
  gint64 id = cw_database_get_last_id (self->writer);
  return keep_or_retire_key (self, record, error) ? id : 0;
}

static GError *
request_not_found (gint64 id)
{
  return g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no request r%" PRId64 " any more."), id);
}

gboolean
cw_store_update_request (CwStore *self, const CwRequestRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "UPDATE request SET (" COLUMNS ") = (" VALUES ") WHERE id = :id", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", record->id);
  bind_record (statement, record);
  if (!cw_statement_run (statement, error))
    return FALSE;
  if (cw_database_get_changes (self->writer) == 0)
    {
      g_propagate_error (error, request_not_found (record->id));
      return FALSE;
    }
  return keep_or_retire_key (self, record, error);
}

/* ---- finding ---- */

/* The rows of a question, all of them; text is bound to :text, number to :number. */
static GPtrArray *
ask (CwStore *self, const char *sql, const char *text, gint64 number, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_request_record_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, sql, error);
  if (statement == NULL)
    return NULL;
  if (strstr (sql, ":text") != NULL)
    cw_statement_bind_text (statement, ":text", text);
  if (strstr (sql, ":number") != NULL)
    cw_statement_bind_int (statement, ":number", number);
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (records, read_record (statement));
  if (local == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

CwRequestRecord *
cw_store_find_request (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) records = ask (self, "SELECT " COLUMNS " FROM request WHERE id = :number", NULL, id, error);

  if (records == NULL)
    return NULL;
  if (records->len > 0)
    return g_ptr_array_steal_index (records, 0);
  g_propagate_error (error, request_not_found (id));
  return NULL;
}

static gboolean
read_own_number (const char *reference, gint64 *id)
{
  return (*reference == 'r' || *reference == 'R') && g_ascii_string_to_signed (reference + 1, 10, 1, G_MAXINT64, id, NULL);
}

static CwRequestRecord *
pick_only (GPtrArray *records, const char *reference, GError **error)
{
  if (records->len == 1)
    return g_ptr_array_steal_index (records, 0);
  if (records->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no request “%s”."), reference);
      return NULL;
    }
  g_autoptr(GString) numbers = g_string_new (NULL);
  for (guint i = 0; i < records->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (records, i);
      g_string_append_printf (numbers, "%sr%" PRId64, i > 0 ? ", " : "", record->id);
    }
  g_set_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS, _("More than one request has the number “%s”, at different authorities: %s."),
               reference, numbers->str);
  return NULL;
}

CwRequestRecord *
cw_store_find_request_by_reference (CwStore *self, const char *reference, GError **error)
{
  gint64 id = 0;

  if (read_own_number (reference, &id))
    return cw_store_find_request (self, id, error);
  g_autoptr(GPtrArray) records = ask (self, "SELECT " COLUMNS " FROM request WHERE handle = :text AND cleared = 0", reference, 0, error);
  return records != NULL ? pick_only (records, reference, error) : NULL;
}

CwRequestRecord *
cw_store_find_request_by_key (CwStore *self, const char *key_id, GError **error)
{
  g_autoptr(GPtrArray) records =
    ask (self, "SELECT " COLUMNS " FROM request WHERE key_id = :text AND cleared = 0 AND state IN ('draft', 'pending', 'failed') "
         "ORDER BY id DESC LIMIT 1", key_id, 0, error);

  return records != NULL && records->len > 0 ? g_ptr_array_steal_index (records, 0) : NULL;
}

GPtrArray *
cw_store_list_requests (CwStore *self, CwRequestFilter filter, GError **error)
{
  switch (filter)
    {
    case CW_REQUESTS_PENDING:
      return ask (self, "SELECT " COLUMNS " FROM request WHERE cleared = 0 AND state = 'pending' ORDER BY id DESC", NULL, 0, error);
    case CW_REQUESTS_CLEARED:
      return ask (self, "SELECT " COLUMNS " FROM request WHERE cleared <> 0 ORDER BY cleared DESC, id DESC", NULL, 0, error);
    case CW_REQUESTS_ALL:
    default:
      return ask (self, "SELECT " COLUMNS " FROM request WHERE cleared = 0 ORDER BY id DESC", NULL, 0, error);
    }
}
