/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kind of damage is found and named. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "specimen.h"

/* As damage does: without asking anybody. Writable schema and no triggers, so that nothing is put right again. */
static void
run_sql (const char *sql)
{
  g_autofree char *path = specimen_dup_path ("store.db");
  char *message = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

static void
make_store (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) key = cw_secret_new ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr(CwPrivateKey) private_key = specimen_key ();
  g_autoptr(CwCertificate) certificate = specimen_make (&(Specimen) { .subject = "CN=keyed", .key = private_key });
  g_autoptr(CwCertificate) trashed = specimen_simple ("trashed");
  gboolean was_new = FALSE;

  g_assert_true (cw_store_protect (store, CW_PROTECTION_KEYRING, "name", key, NULL, &error));
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_add_key (store, private_key, TRUE, &was_new, &error));
  g_assert_true (cw_store_commit (store, &error));
  specimen_add (store, certificate, NULL);
  gint64 id = specimen_add (store, trashed, NULL);
  g_assert_true (cw_store_trash (store, &id, 1, &error));
  specimen_fill (store, 0, 30);
  g_assert_no_error (error);
}

static GPtrArray *
check (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwSecret) key = cw_secret_new ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr(GError) error = NULL;

  cw_store_unlock (store, key, NULL, &error);
  g_assert_no_error (error);
  GPtrArray *problems = cw_store_check (store, NULL, &error);
  g_assert_no_error (error);
  return problems;
}

static void
assert_found (const char *field, const char *words)
{
  g_autoptr(GPtrArray) problems = check ();

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);
      if ((field == NULL || strcmp (cw_problem_get_field (problem), field) == 0) && strstr (cw_problem_get_sentence (problem), words) != NULL)
        return;
      g_test_message ("%s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  g_assert_not_reached ();
}

static void
test_sound (void)
{
  make_store ();
  g_autoptr(GPtrArray) problems = check ();
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
assert_damage_found (const char *sql, const char *field, const char *words)
{
  make_store ();
  run_sql (sql);
  assert_found (field, words);
}

static void
test_content (void)
{
  assert_damage_found ("UPDATE certificate_der SET der = zeroblob(20) WHERE id = 5", NULL, "does not fit its thumbprint");
}

static void
test_swapped (void)
{
  assert_damage_found ("UPDATE certificate_der SET der = (SELECT der FROM certificate_der WHERE id = 6) WHERE id = 5", NULL, "does not fit its thumbprint");
}

static void
test_summary (void)
{
  assert_damage_found ("UPDATE certificate SET not_after = 1 WHERE friendly_name = 'keyed'", "keyed", "something else than the certificate");
}

static void
test_missing_content (void)
{
  assert_damage_found ("DELETE FROM certificate_der WHERE id = 5", NULL, "content is missing");
}

static void
test_reference (void)
{
  assert_damage_found ("PRAGMA foreign_keys = OFF; INSERT INTO certificate_der VALUES (4711, x'00')", "certificate_der", "belongs to nothing");
}

static void
test_join (void)
{
  assert_damage_found ("UPDATE certificate SET has_key = 0 WHERE friendly_name = 'keyed'", "keyed", "private key");
}

static void
test_exportable (void)
{
  assert_damage_found ("UPDATE certificate SET exportable = 0 WHERE friendly_name = 'keyed'", "keyed", "exported");
}

static void
test_key (void)
{
  assert_damage_found ("UPDATE private_key SET encrypted = CAST(substr(encrypted, 1, length(encrypted) - 16) || zeroblob(16) AS BLOB)", NULL, "cannot be opened");
}

static void
test_other_key (void)
{
  assert_damage_found ("UPDATE private_key SET key_id = '00'; UPDATE certificate SET has_key = 0", "00", "not the one");
}

static void
test_search_text (void)
{
  assert_damage_found ("UPDATE certificate_search SET text = 'other' WHERE rowid = 5", NULL, "search index");
}

static void
test_search_index (void)
{
  assert_damage_found ("DELETE FROM certificate_search_data WHERE id > 100", NULL, "search index");
}

static void
test_search_orphan (void)
{
  assert_damage_found ("INSERT INTO certificate_search (rowid, text) VALUES (4711, 'nobody')", NULL, "not there");
}

static void
test_trash (void)
{
  assert_damage_found ("UPDATE trash SET der = x'3000'", "trashed", "trash is damaged");
}

static void
test_twice (void)
{
  assert_damage_found ("UPDATE trash SET sha256 = (SELECT sha256 FROM certificate WHERE friendly_name = 'keyed')", "trashed", "at the same time");
}

static void
test_index (void)
{
  assert_damage_found ("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'certificate_serial'; PRAGMA writable_schema = RESET",
                       "store.db", "never used");
}

static void
test_page (void)
{
  g_autofree char *path = specimen_dup_path ("store.db");
  char garbage[4096];

  make_store ();
  memset (garbage, 0x5a, sizeof garbage);
  FILE *file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 20 * 4096, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (garbage, sizeof garbage, 1, file), ==, 1);
  g_assert_cmpint (fclose (file), ==, 0);
  g_autoptr(GPtrArray) problems = check ();
  g_assert_cmpuint (problems->len, >, 0);
}

static void
test_modes (void)
{
  g_autofree char *path = specimen_dup_path ("store.db");

  make_store ();
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (specimen_folder, 0711), ==, 0);
  g_autoptr(GPtrArray) problems = cw_store_check (store, NULL, NULL);
  /* And perhaps a log that was made after it. */
  g_assert_cmpuint (problems->len, >=, 2);
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 0)), ==, specimen_folder);
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 1)), ==, path);
  g_assert_cmpint (cw_problem_get_severity (g_ptr_array_index (problems, 0)), ==, CW_SEVERITY_ERROR);
}

static void
test_orphan_file (void)
{
  g_autofree char *path = specimen_dup_path ("store.db.tmp-ABCDEF");

  make_store ();
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_autoptr(GPtrArray) problems = check ();
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 0)), ==, path);
  g_assert_cmpint (cw_problem_get_severity (g_ptr_array_index (problems, 0)), ==, CW_SEVERITY_WARNING);
}

static void
test_cancelled (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  make_store ();
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_store_check (store, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/check/sound", test_sound);
  specimen_test ("/check/content", test_content);
  specimen_test ("/check/swapped", test_swapped);
  specimen_test ("/check/summary", test_summary);
  specimen_test ("/check/missing-content", test_missing_content);
  specimen_test ("/check/reference", test_reference);
  specimen_test ("/check/join", test_join);
  specimen_test ("/check/exportable", test_exportable);
  specimen_test ("/check/key", test_key);
  specimen_test ("/check/other-key", test_other_key);
  specimen_test ("/check/search-text", test_search_text);
  specimen_test ("/check/search-index", test_search_index);
  specimen_test ("/check/search-orphan", test_search_orphan);
  specimen_test ("/check/trash", test_trash);
  specimen_test ("/check/twice", test_twice);
  specimen_test ("/check/index", test_index);
  specimen_test ("/check/page", test_page);
  specimen_test ("/check/modes", test_modes);
  specimen_test ("/check/orphan-file", test_orphan_file);
  specimen_test ("/check/cancelled", test_cancelled);
  return g_test_run ();
}
