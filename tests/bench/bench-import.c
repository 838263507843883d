/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-import FOLDER STORE: the import of a folder of DER files into a new store, and then its peer: reading and parsing the
 * same files with bare GnuTLS, and inserting the same rows into the same tables and indexes in one transaction. Prints the
 * milliseconds of both: "ours peer". */
#include <gnutls/x509.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "cw-context.h"
#include "cw-import-operation.h"

static const char *tables[] = { "certificate", "certificate_der", "certificate_search" };

typedef struct {
  sqlite3_stmt *insert;
  GPtrArray    *rows;        /* of sqlite3_value *[n_columns] */
  int           n_columns;
} Table;

static void
need (int ok, sqlite3 *database, const char *what)
{
  if (ok)
    return;
  fprintf (stderr, "%s: %s\n", what, database ? sqlite3_errmsg (database) : "failed");
  exit (1);
}

static gint64
import_ours (const char *folder, const char *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  CwContextOptions options = { .store_directory = store, .keyring = keyring };
  g_autoptr (CwContext) context = cw_context_new (&options, &error);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  gint64 start;

  need (context != NULL, NULL, "store");
  cw_import_draft_add_path (draft, folder);
  operation = cw_import_operation_new (cw_context_get_access (context), draft);
  start = g_get_monotonic_time ();
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  need (plan != NULL, NULL, "prepare");
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  need (cw_outcome_get_result (outcome) == CW_RESULT_DONE, NULL, cw_outcome_get_summary (outcome));
  return g_get_monotonic_time () - start;
}

static void
copy_schema (sqlite3 *from, sqlite3 *to)
{
  sqlite3_stmt *statement;

  need (sqlite3_prepare_v2 (from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
                            " AND name NOT LIKE 'certificate_search_%'", -1, &statement, NULL) == SQLITE_OK, from, "schema");
  while (sqlite3_step (statement) == SQLITE_ROW)
    need (sqlite3_exec (to, (const char *) sqlite3_column_text (statement, 0), NULL, NULL, NULL) == SQLITE_OK, to, "create");
  sqlite3_finalize (statement);
}

static void
load_table (Table *self, const char *name, sqlite3 *from, sqlite3 *to)
{
  g_autofree char *select = g_strdup_printf ("SELECT rowid, * FROM %s ORDER BY rowid", name);
  g_autoptr (GString) insert = g_string_new (NULL);
  sqlite3_stmt *statement;
  gboolean own_id;

  need (sqlite3_prepare_v2 (from, select, -1, &statement, NULL) == SQLITE_OK, from, name);
  /* Where the table names its rowid itself, the first column is there twice. */
  own_id = g_str_equal (sqlite3_column_name (statement, 1), "id");
  self->n_columns = sqlite3_column_count (statement) - (own_id ? 1 : 0);
  self->rows = g_ptr_array_new ();
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      sqlite3_value **row = g_new (sqlite3_value *, self->n_columns);

      for (int i = 0; i < self->n_columns; i++)
        row[i] = sqlite3_value_dup (sqlite3_column_value (statement, i + (own_id ? 1 : 0)));
      g_ptr_array_add (self->rows, row);
    }
  g_string_printf (insert, "INSERT INTO %s (%s", name, own_id ? "" : "rowid, ");
  for (int i = own_id ? 0 : 1; i < self->n_columns; i++)
    g_string_append_printf (insert, "%s%s", i > (own_id ? 0 : 1) ? ", " : "", sqlite3_column_name (statement, i + (own_id ? 1 : 0)));
  g_string_append (insert, ") VALUES (?");
  for (int i = 1; i < self->n_columns; i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');
  sqlite3_finalize (statement);
  need (sqlite3_prepare_v2 (to, insert->str, -1, &self->insert, NULL) == SQLITE_OK, to, insert->str);
}

static void
insert_row (Table *self, guint index, sqlite3 *database)
{
  sqlite3_value **row = g_ptr_array_index (self->rows, index);

  for (int i = 0; i < self->n_columns; i++)
    sqlite3_bind_value (self->insert, i + 1, row[i]);
  need (sqlite3_step (self->insert) == SQLITE_DONE, database, "insert");
  sqlite3_reset (self->insert);
}

static void
parse_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  gsize size = 0;
  gnutls_x509_crt_t certificate;

  need (g_file_get_contents (path, &contents, &size, NULL), NULL, path);
  gnutls_x509_crt_init (&certificate);
  need (gnutls_x509_crt_import (certificate, &(gnutls_datum_t) { (unsigned char *) contents, (unsigned) size }, GNUTLS_X509_FMT_DER) == 0,
        NULL, path);
  gnutls_x509_crt_deinit (certificate);
}

static gint64
import_peer (const char *folder, const char *store)
{
  g_autofree char *from_path = g_build_filename (store, "store.db", NULL);
  g_autofree char *to_path = g_strconcat (store, "-peer.db", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  sqlite3 *from, *to;
  Table loaded[G_N_ELEMENTS (tables)] = { 0 };
  gint64 start;
  const char *name;
  guint index = 0;

  need (sqlite3_open (from_path, &from) == SQLITE_OK, from, from_path);
  need (sqlite3_open (to_path, &to) == SQLITE_OK, to, to_path);
  sqlite3_exec (to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON",
                NULL, NULL, NULL);
  copy_schema (from, to);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    load_table (&loaded[i], tables[i], from, to);
  start = g_get_monotonic_time ();
  sqlite3_exec (to, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  while ((name = g_dir_read_name (dir)))
    {
      parse_file (folder, name);
      for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
        insert_row (&loaded[i], index, to);
      index++;
    }
  need (sqlite3_exec (to, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, to, "commit");
  need (index == loaded[0].rows->len, NULL, "the store does not have every file");
  return g_get_monotonic_time () - start;
}

int
main (int argc, char **argv)
{
  gint64 ours, peer;

  if (argc != 3)
    return 2;
  ours = import_ours (argv[1], argv[2]);
  peer = import_peer (argv[1], argv[2]);
  printf ("%.1f %.1f\n", ours / 1000.0, peer / 1000.0);
  return 0;
}
