/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-assignments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-store-private.h"

/* So many certificates are named in the sentence that says why they cannot be deleted. */
#define MAX_NAMED 3

#define COLUMNS "usage, place, certificate, generation, assigned, effective, roll, tries, next_try, message, code"
#define VALUES ":usage, :place, :certificate, :generation, :assigned, :effective, :roll, :tries, :next_try, :message, :code"

static const char * const nicks[] = { [CW_PLACE_CURRENT] = "current", [CW_PLACE_NEXT] = "next", [CW_PLACE_PREVIOUS] = "previous" };

const char *
cw_place_to_nick (CwPlace place)
{
  g_return_val_if_fail ((guint) place < G_N_ELEMENTS (nicks), nicks[CW_PLACE_CURRENT]);
  return nicks[place];
}

gboolean
cw_place_from_nick (const char *nick, CwPlace *place)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *place = (CwPlace) i;
        return TRUE;
      }
  return FALSE;
}

CwAssignmentRecord *
cw_assignment_record_new (const char *usage, CwPlace place, gint64 certificate)
{
  CwAssignmentRecord *record = g_new0 (CwAssignmentRecord, 1);

  record->usage = g_strdup (usage);
  record->place = place;
  record->certificate = certificate;
  return record;
}

CwAssignmentRecord *
cw_assignment_record_copy (const CwAssignmentRecord *self)
{
  CwAssignmentRecord *copy = g_memdup2 (self, sizeof *self);

  copy->usage = g_strdup (self->usage);
  copy->message = g_strdup (self->message);
  copy->code = g_strdup (self->code);
  return copy;
}

void
cw_assignment_record_free (CwAssignmentRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->usage);
  g_free (self->message);
  g_free (self->code);
  g_free (self);
}

static char *
dup_text (CwStatement *row, int column)
{
  return cw_statement_is_null (row, column) ? NULL : g_strdup (cw_statement_get_text (row, column));
}

static gpointer
read_assignment (CwStatement *row)
{
  CwPlace place = CW_PLACE_PREVIOUS;

  cw_place_from_nick (cw_statement_get_text (row, 1), &place);
  CwAssignmentRecord *record = cw_assignment_record_new (cw_statement_get_text (row, 0), place, cw_statement_get_int (row, 2));
  record->generation = (guint64) cw_statement_get_int (row, 3);
  record->assigned = cw_statement_get_int (row, 4);
  record->effective = cw_statement_get_int (row, 5);
  record->roll = cw_statement_get_int (row, 6) != 0;
  record->tries = (guint) cw_statement_get_int (row, 7);
  record->next_try = cw_statement_get_int (row, 8);
  record->message = dup_text (row, 9);
  record->code = dup_text (row, 10);
  return record;
}

/* ---- writing ---- */

static void
bind_assignment (CwStatement *statement, const CwAssignmentRecord *record)
{
  gint64 assigned = record->assigned != 0 ? record->assigned : cw_clock_now ();

  cw_statement_bind_text (statement, ":usage", record->usage);
  cw_statement_bind_text (statement, ":place", cw_place_to_nick (record->place));
  cw_statement_bind_int (statement, ":certificate", record->certificate);
  cw_statement_bind_int (statement, ":generation", (gint64) record->generation);
  cw_statement_bind_int (statement, ":assigned", assigned);
  cw_statement_bind_int (statement, ":effective", record->effective != 0 ? record->effective : assigned);
  cw_statement_bind_int (statement, ":roll", record->roll ? 1 : 0);
  cw_statement_bind_int (statement, ":tries", record->tries);
  cw_statement_bind_int (statement, ":next_try", record->next_try);
  cw_statement_bind_text (statement, ":message", record->message);
  cw_statement_bind_text (statement, ":code", record->code);
}

gboolean
cw_store_put_assignment (CwStore *self, const CwAssignmentRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  /* The foreign key would refuse it, too, but without a sentence. */
  g_autoptr(CwStoredCertificate) certificate = cw_store_find_by_id (self, record->certificate, error);
  if (certificate == NULL)
    return FALSE;
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "INSERT OR REPLACE INTO assignment (" COLUMNS ") VALUES (" VALUES ")", error);
  if (statement == NULL)
    return FALSE;
  bind_assignment (statement, record);
  return cw_statement_run (statement, error);
}

gboolean
cw_store_remove_assignment (CwStore *self, const char *usage, CwPlace place, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "DELETE FROM assignment WHERE usage = :usage AND place = :place", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":usage", usage);
  cw_statement_bind_text (statement, ":place", cw_place_to_nick (place));
  return cw_statement_run (statement, error);
}

/* ---- reading ---- */

/* The rows of a question, all of them; text is bound to :text, number to :number. */
static GPtrArray *
ask (CwStore *self, const char *sql, const char *text, gint64 number, gpointer (*read) (CwStatement *row), GDestroyNotify destroy, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (destroy);
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
    g_ptr_array_add (records, read (statement));
  if (local == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static GPtrArray *
ask_assignments (CwStore *self, const char *sql, const char *text, gint64 number, GError **error)
{
  return ask (self, sql, text, number, read_assignment, (GDestroyNotify) cw_assignment_record_free, error);
}

CwAssignmentRecord *
cw_store_find_assignment (CwStore *self, const char *usage, CwPlace place, GError **error)
{
  g_autoptr(GPtrArray) records = ask_assignments (self, "SELECT " COLUMNS " FROM assignment WHERE usage = :text ORDER BY place", usage, 0, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    if (((const CwAssignmentRecord *) g_ptr_array_index (records, i))->place == place)
      return g_ptr_array_steal_index (records, i);
  return NULL;
}

/* The nicks of the places sort as the places do. */
GPtrArray *
cw_store_list_assignments (CwStore *self, GError **error)
{
  return ask_assignments (self, "SELECT " COLUMNS " FROM assignment ORDER BY usage, place", NULL, 0, error);
}

GPtrArray *
cw_store_list_assignments_of (CwStore *self, gint64 certificate, GError **error)
{
  return ask_assignments (self, "SELECT " COLUMNS " FROM assignment WHERE certificate = :number ORDER BY usage, place", NULL, certificate, error);
}

/* ---- what keeps a certificate from being deleted ---- */

static void
append_usage (GString *usages, const CwAssignmentRecord *record)
{
  if (usages->len > 0)
    g_string_append (usages, ", ");
  if (record->place == CW_PLACE_CURRENT)
    g_string_append (usages, record->usage);
  else if (record->place == CW_PLACE_NEXT)
    g_string_append_printf (usages, _("%s (next)"), record->usage);
  else
    g_string_append_printf (usages, _("%s (previous)"), record->usage);
}

/* By certificate: the usages, in words. */
static GHashTable *
collect_usages (GPtrArray *records)
{
  GHashTable *usages = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      GString *text = g_hash_table_lookup (usages, &record->certificate);
      if (text == NULL)
        g_hash_table_insert (usages, (gpointer) &record->certificate, text = g_string_new (NULL));
      append_usage (text, record);
    }
  return usages;
}

static void
free_usages (GHashTable *usages)
{
  GHashTableIter iter;
  gpointer text = NULL;

  g_hash_table_iter_init (&iter, usages);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    g_string_free (text, TRUE);
  g_hash_table_unref (usages);
}

static void
append_in_use (CwStore *store, GString *text, gint64 id, const char *usages)
{
  g_autoptr(CwStoredCertificate) certificate = cw_store_find_by_id (store, id, NULL);

  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append_printf (text, _("“%s” is assigned to %s"), certificate != NULL ? cw_stored_certificate_get_friendly_name (certificate) : "", usages);
}

static void
set_in_use (GError **error, const char *named, guint n)
{
  if (n <= MAX_NAMED)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("Nothing was deleted: %s."), named);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("Nothing was deleted: %s; and %u more are assigned."), named, n - MAX_NAMED);
}

gboolean
cw_store_require_unassigned (CwStore *store, const gint64 *ids, gsize n_ids, GError **error)
{
  g_autoptr(GPtrArray) records = cw_store_list_assignments (store, error);
  g_autoptr(GString) named = g_string_new (NULL);
  guint n = 0;

  if (records == NULL)
    return FALSE;
  GHashTable *usages = collect_usages (records);
  for (gsize i = 0; i < n_ids; i++)
    {
      const GString *text = g_hash_table_lookup (usages, &ids[i]);
      if (text != NULL && ++n <= MAX_NAMED)
        append_in_use (store, named, ids[i], text->str);
    }
  free_usages (usages);
  if (n > 0)
    set_in_use (error, named->str, n);
  return n == 0;
}

/* ---- what the ports serve ---- */

void
cw_served_record_free (CwServedRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->usage);
  g_free (self->protocol);
  g_free (self->verdict);
  g_free (self->sha256);
  g_free (self->message);
  g_free (self);
}

static gpointer
read_served (CwStatement *row)
{
  CwServedRecord *record = g_new0 (CwServedRecord, 1);

  record->usage = g_strdup (cw_statement_get_text (row, 0));
  record->protocol = g_strdup (cw_statement_get_text (row, 1));
  record->port = (guint) cw_statement_get_int (row, 2);
  record->asked = cw_statement_get_int (row, 3);
  record->verdict = g_strdup (cw_statement_get_text (row, 4));
  record->sha256 = dup_text (row, 5);
  record->message = dup_text (row, 6);
  return record;
}

gboolean
cw_store_put_served (CwStore *self, const CwServedRecord *record, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT OR REPLACE INTO served (usage, protocol, port, asked, verdict, sha256, message) "
                         "VALUES (:usage, :protocol, :port, :asked, :verdict, :sha256, :message)", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":usage", record->usage);
  cw_statement_bind_text (statement, ":protocol", record->protocol);
  cw_statement_bind_int (statement, ":port", record->port);
  cw_statement_bind_int (statement, ":asked", record->asked != 0 ? record->asked : cw_clock_now ());
  cw_statement_bind_text (statement, ":verdict", record->verdict);
  cw_statement_bind_text (statement, ":sha256", record->sha256);
  cw_statement_bind_text (statement, ":message", record->message);
  return cw_statement_run (statement, error);
}

GPtrArray *
cw_store_list_served (CwStore *self, GError **error)
{
  return ask (self, "SELECT usage, protocol, port, asked, verdict, sha256, message FROM served ORDER BY usage, protocol, port", NULL, 0,
              read_served, (GDestroyNotify) cw_served_record_free, error);
}

gboolean
cw_store_forget_served (CwStore *self, const char *usage, GError **error)
{
  if (!cw_store_require_transaction (self, error))
    return FALSE;
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "DELETE FROM served WHERE usage = :usage", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":usage", usage);
  return cw_statement_run (statement, error);
}

/* ---- what somebody was told ---- */

static gboolean
note_in_transaction (CwStore *self, const char *name, gboolean *first, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "INSERT OR IGNORE INTO notice (name, noted) VALUES (:name, :now)", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":name", name);
  cw_statement_bind_int (statement, ":now", cw_clock_now ());
  if (!cw_statement_run (statement, error))
    return FALSE;
  *first = cw_database_get_changes (self->writer) > 0;
  return TRUE;
}

gboolean
cw_store_note_once (CwStore *self, const char *name, gboolean *first, GError **error)
{
  *first = FALSE;
  if (!cw_store_begin (self, error))
    return FALSE;
  gboolean done = note_in_transaction (self, name, first, error);
  if (done && *first)
    {
      *first = cw_store_commit (self, error);
      return *first;
    }
  /* What is known already is nothing new: nobody who watches the store has to look. */
  cw_store_rollback (self);
  return done;
}

static gpointer
read_name (CwStatement *row)
{
  return g_strdup (cw_statement_get_text (row, 0));
}

gboolean
cw_store_is_noted (CwStore *self, const char *name)
{
  g_autoptr(GPtrArray) found = ask (self, "SELECT name FROM notice WHERE name = :text", name, 0, read_name, g_free, NULL);

  return found != NULL && found->len > 0;
}
