/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Migrations: each in its own transaction, after a copy; and every database that was ever released still opens. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cw-database.h"
#include "cw-schema.h"
#include "cw-store-assignments.h"
#include "cw-store-requests.h"
#include "specimen.h"

/* A past and a future of our own. */
static const CwMigration past[] = {
  { 1, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO thing (name) VALUES ('one'), ('two')" },
};
static const CwMigration future[] = {
  { 1, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO thing (name) VALUES ('one'), ('two')" },
  { 2, "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7" },
  { 3, "CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other SELECT id FROM thing" },
};
static const CwMigration failing[] = {
  { 1, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO thing (name) VALUES ('one'), ('two')" },
  { 2, "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7" },
  { 3, "CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other SELECT id FROM thing; INSERT INTO nowhere VALUES (1)" },
};

static CwDatabase *
open_database (const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = specimen_dup_path (name);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_assert_true (g_file_set_contents (path, "", 0, NULL));
  CwDatabase *database = cw_database_open (path, CW_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  return database;
}

static gint64
ask (CwDatabase *database, const char *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 value = -1;

  cw_database_get_int (database, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
test_from_nothing (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwDatabase) database = open_database ("x.db");
  g_autofree char *copy = specimen_dup_path ("x.db.v0.bak");

  g_assert_true (cw_schema_migrate (database, future, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (ask (database, "SELECT count(*) FROM other"), ==, 2);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

static void
test_from_past (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwDatabase) database = open_database ("x.db");
  g_autofree char *copy_path = specimen_dup_path ("x.db.v1.bak");
  GStatBuf info;

  g_assert_true (cw_schema_migrate (database, past, 1, &error));
  g_assert_true (cw_schema_migrate (database, future, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (database, "SELECT sum(size) FROM thing"), ==, 14);
  /* As it was before. */
  g_assert_cmpint (g_stat (copy_path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  g_autoptr(CwDatabase) copy = open_database ("x.db.v1.bak");
  g_assert_cmpint (ask (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (copy, "SELECT count(*) FROM thing"), ==, 2);
  g_assert_cmpint (ask (copy, "SELECT count(*) FROM sqlite_schema"), ==, 1);
}

static void
test_failure (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwDatabase) database = open_database ("x.db");
  g_autofree char *second_copy = specimen_dup_path ("x.db.v2.bak");

  g_assert_true (cw_schema_migrate (database, past, 1, &error));
  g_assert_false (cw_schema_migrate (database, failing, 3, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_error (&error);
  /* The step that failed left nothing; the one before it stands. */
  g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (ask (database, "SELECT count(*) FROM sqlite_schema WHERE name = 'other'"), ==, 0);
  g_assert_true (cw_schema_migrate (database, future, 3, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (second_copy, G_FILE_TEST_EXISTS));
}

/* No copy is ever written over. */
static void
test_copies_are_kept (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = specimen_dup_path ("x.db.v1.bak");
  g_autofree char *second = specimen_dup_path ("x.db.v1.2.bak");
  g_autoptr(CwDatabase) database = open_database ("x.db");

  g_assert_true (cw_schema_migrate (database, past, 1, &error));
  g_assert_true (g_file_set_contents (first, "precious", -1, NULL));
  g_assert_true (cw_schema_migrate (database, future, 3, &error));
  g_assert_no_error (error);
  g_autofree char *contents = NULL;
  g_assert_true (g_file_get_contents (first, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
}

static void
test_newer (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwDatabase) database = open_database ("x.db");

  g_assert_true (cw_schema_migrate (database, future, 3, &error));
  g_assert_false (cw_schema_migrate (database, past, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_NEWER);
  g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 3);
}

static void
unpack_fixture (const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *packed = g_build_filename (g_getenv ("CERTWIZARD_FIXTURES"), "store", name, NULL);
  g_autofree char *path = specimen_dup_path ("store.db");
  g_autoptr(GFile) from = g_file_new_for_path (packed);
  g_autoptr(GFile) to = g_file_new_for_path (path);
  g_autoptr(GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GFileInputStream) input = g_file_read (from, NULL, &error);

  g_assert_no_error (error);
  g_autoptr(GInputStream) clear = g_converter_input_stream_new (G_INPUT_STREAM (input), gunzip);
  g_autoptr(GFileOutputStream) output = g_file_create (to, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_output_stream_splice (G_OUTPUT_STREAM (output), clear, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
}

/* What version 1 wrote, with everything that it can have. */
static void
test_version_1 (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("fixture");

  unpack_fixture ("v1.db.gz");
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_cmpint (cw_store_get_protection (store, &error), ==, CW_PROTECTION_PASSPHRASE);
  g_assert_true (cw_store_unlock (store, passphrase, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 2);
  g_autoptr(CwStoredCertificate) row = cw_store_find (store, "our web server", &error);
  g_assert_no_error (error);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_false (cw_stored_certificate_is_exportable (row));
  g_autoptr(CwPrivateKey) key = cw_store_load_key (store, cw_stored_certificate_get_id (row), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_key_id (key), ==, cw_stored_certificate_get_key_id (row));
  g_autoptr(GPtrArray) trash = cw_store_list_trash (store, &error);
  g_assert_cmpuint (trash->len, ==, 1);
  g_autoptr(GPtrArray) history = cw_store_list_history (store, 10, &error);
  g_assert_cmpuint (history->len, ==, 1);
  specimen_assert_sound (store);
}

/* What version 2 wrote: an issued, a held and an offline request, an authority, and the practice CA's book. */
static void
test_version_2 (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("fixture");
  CwStorePractice practice = { 0 };

  unpack_fixture ("v2.db.gz");
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_true (cw_store_unlock (store, passphrase, NULL, &error));
  g_assert_no_error (error);
  g_autoptr(GPtrArray) requests = cw_store_list_requests (store, CW_REQUESTS_ALL, &error);
  g_assert_cmpuint (requests->len, ==, 3);
  const CwRequestRecord *offline = g_ptr_array_index (requests, 0), *held = g_ptr_array_index (requests, 1), *issued = g_ptr_array_index (requests, 2);
  g_assert_cmpstr (offline->output, ==, "/root/offline.csr");
  g_assert_cmpint (held->state, ==, CW_REQUEST_PENDING);
  g_assert_cmpstr (held->handle, ==, "2");
  g_assert_cmpint (issued->state, ==, CW_REQUEST_ISSUED);
  G_GNUC_UNUSED g_autoptr(CwPrivateKey) key = cw_store_load_key_by_id (store, held->key_id, &error);
  g_assert_no_error (error);
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, issued->certificate, &error);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "issued");
  g_autoptr(GPtrArray) authorities = cw_store_list_authorities (store, &error);
  g_assert_cmpuint (authorities->len, ==, 1);
  g_assert_true (cw_store_get_practice (store, &practice, &error));
  g_assert_true (practice.hold);
  g_autoptr(GPtrArray) book = cw_store_list_practice_rows (store, &error);
  g_assert_cmpuint (book->len, ==, 2);
  specimen_assert_sound (store);
}

/* What version 3 wrote: a certificate in each place, what a port served, and a notice. */
static void
test_version_3 (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("fixture");
  gboolean first = TRUE;

  unpack_fixture ("v3.db.gz");
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_true (cw_store_unlock (store, passphrase, NULL, &error));
  g_assert_no_error (error);
  g_autoptr(GPtrArray) assignments = cw_store_list_assignments (store, &error);
  g_assert_cmpuint (assignments->len, ==, 4);
  g_autoptr(CwAssignmentRecord) next = cw_store_find_assignment (store, "Default", CW_PLACE_NEXT, &error);
  g_assert_cmpint (next->effective, ==, 1800000000);
  g_assert_true (next->roll);
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, next->certificate, &error);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "third");
  g_autoptr(GPtrArray) served = cw_store_list_served (store, &error);
  g_assert_cmpuint (served->len, ==, 1);
  g_assert_true (cw_store_note_once (store, "expires-3-30", &first, &error));
  g_assert_false (first);
  specimen_assert_sound (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/schema/from-nothing", test_from_nothing);
  specimen_test ("/schema/from-past", test_from_past);
  specimen_test ("/schema/failure", test_failure);
  specimen_test ("/schema/copies-are-kept", test_copies_are_kept);
  specimen_test ("/schema/newer", test_newer);
  specimen_test ("/schema/version-1", test_version_1);
  specimen_test ("/schema/version-2", test_version_2);
  specimen_test ("/schema/version-3", test_version_3);
  return g_test_run ();
}
