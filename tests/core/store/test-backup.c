/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything in one file, and back. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "specimen.h"

static CwSecret *
text_secret (const char *text)
{
  return cw_secret_new_text (text);
}

static void
assert_error_and_clear (GError **error, CwError code)
{
  g_assert_error (*error, CW_ERROR, (int) code);
  g_clear_error (error);
}

static char *
make_folder (const char *name)
{
  return specimen_dup_path (name);
}

/* A store with one of everything. */
static CwStore *
make_store (const char *folder)
{
  CwStore *store = specimen_open (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = text_secret ("of the store");
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwPrivateKey) trashed_key = specimen_key ();
  g_autoptr(CwCertificate) certificate = specimen_make (&(Specimen) { .subject = "CN=keyed", .key = key });
  g_autoptr(CwCertificate) trashed = specimen_make (&(Specimen) { .subject = "CN=trashed", .key = trashed_key });
  gboolean was_new = FALSE;

  g_assert_true (cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error));
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_add_key (store, key, TRUE, &was_new, &error));
  g_assert_true (cw_store_add_key (store, trashed_key, FALSE, &was_new, &error));
  g_assert_true (cw_store_commit (store, &error));
  specimen_add (store, certificate, "With key");
  gint64 id = specimen_add (store, trashed, NULL);
  g_assert_true (cw_store_trash (store, &id, 1, &error));
  specimen_fill (store, 0, 200);
  g_assert_cmpint (cw_store_add_history (store, "import", "title", "done", 1, 2, "{}", &error), >, 0);
  g_assert_no_error (error);
  return store;
}

static int
append_cell (void *user_data, int n_columns, char **values, char **names)
{
  for (int i = 0; i < n_columns; i++)
    g_string_append_printf (user_data, "%s|", values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (user_data, '\n');
  return 0;
}

/* The content of all tables, but for how the store key is kept. */
static char *
dump (const char *folder)
{
  static const char * const queries[] = {
    "SELECT * FROM certificate ORDER BY id", "SELECT id, hex(der) FROM certificate_der ORDER BY id", "SELECT rowid, text FROM certificate_search ORDER BY rowid",
    "SELECT key_id, algorithm, exportable, hex(encrypted), added, trashed FROM private_key ORDER BY key_id",
    "SELECT id, sha256, friendly_name, key_id, source, added, deleted, hex(der) FROM trash ORDER BY id", "SELECT * FROM history ORDER BY id",
    "SELECT seq, name FROM sqlite_sequence ORDER BY name",
  };
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  GString *text = g_string_new (NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    g_assert_cmpint (sqlite3_exec (database, queries[i], append_cell, text, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  return g_string_free (text, FALSE);
}

static void
assert_no_temporary_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    g_assert_false (g_str_has_prefix (name, "store.db.tmp-"));
}

static double last_fraction;

static void
progress_cb (double fraction, gpointer user_data)
{
  g_assert_cmpfloat (fraction, >=, last_fraction);
  last_fraction = fraction;
}

static void
back_up (CwStore *store, const char *path, const char *passphrase)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) secret = text_secret (passphrase);

  last_fraction = 0;
  cw_store_backup (store, path, secret, progress_cb, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (last_fraction, ==, 1);
}

static gboolean
restore (CwStore *store, const char *path, const char *passphrase, gboolean replace, GError **error)
{
  g_autoptr(CwSecret) secret = text_secret (passphrase);

  last_fraction = 0;
  return cw_store_restore (store, path, secret, replace, progress_cb, NULL, NULL, error);
}

static void
test_round_trip (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwStore) other = specimen_open (second);
  g_autofree char *identity = g_strdup (cw_store_get_id (other));
  GStatBuf info;

  back_up (store, file, "of the backup");
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  g_assert_true (restore (other, file, "of the backup", FALSE, &error));
  g_assert_no_error (error);
  g_autofree char *before = dump (first);
  g_autofree char *after = dump (second);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (cw_store_get_id (other), ==, identity);
  g_assert_true (cw_store_is_unlocked (other));
  specimen_assert_sound (other);
  assert_no_temporary_files (first);
  assert_no_temporary_files (second);

  g_autoptr(CwStoredCertificate) row = cw_store_find (other, "with key", &error);
  g_autoptr(CwPrivateKey) key = cw_store_load_key (other, cw_stored_certificate_get_id (row), &error);
  g_assert_no_error (error);
  g_assert_nonnull (key);
  g_autoptr(CwSecret) fresh = text_secret ("a new one");
  g_assert_true (cw_store_protect (other, CW_PROTECTION_PASSPHRASE, NULL, fresh, NULL, &error));
  g_assert_no_error (error);
  specimen_assert_sound (other);
}

/* A power cut between restoring and choosing a protection: the passphrase of the backup opens the store. */
static void
test_not_protected_yet (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwSecret) passphrase = text_secret ("of the backup");

  back_up (store, file, "of the backup");
  {
    g_autoptr(CwStore) other = specimen_open (second);
    g_assert_true (restore (other, file, "of the backup", FALSE, &error));
  }
  g_autoptr(CwStore) other = specimen_open (second);
  g_assert_false (cw_store_is_unlocked (other));
  g_assert_true (cw_store_unlock (other, passphrase, NULL, &error));
  g_assert_no_error (error);
  specimen_assert_sound (other);
}

static void
test_replace (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwStore) other = make_store (second);
  g_autoptr(CwStore) third = specimen_open (second);
  g_autoptr(CwSecret) passphrase = text_secret ("of the store");
  guint kept = 0;

  back_up (store, file, "x");
  g_autofree char *before = dump (second);
  g_assert_false (restore (other, file, "x", FALSE, &error));
  assert_error_and_clear (&error, CW_ERROR_IN_USE);
  g_autofree char *unchanged = dump (second);
  g_assert_cmpstr (before, ==, unchanged);
  g_assert_true (cw_store_unlock (third, passphrase, NULL, &error));
  g_assert_true (restore (other, file, "x", TRUE, &error));
  g_assert_no_error (error);
  g_autofree char *expected = dump (first);
  g_autofree char *after = dump (second);
  g_assert_cmpstr (after, ==, expected);
  /* Who had the old store open, sees the new one, and that his key does not fit any more. */
  g_assert_cmpuint (cw_store_count_certificates (third), ==, 201);
  g_assert_false (cw_store_is_unlocked (third));
  specimen_assert_sound (third);

  g_autoptr(GDir) dir = g_dir_open (second, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_prefix (name, "store.db.before-restore-"))
      {
        g_autofree char *path = g_build_filename (second, name, NULL);
        g_autofree char *old_folder = make_folder ("old");
        g_autofree char *old_path = g_build_filename (old_folder, "store.db", NULL);
        g_assert_cmpint (g_mkdir (old_folder, 0700), ==, 0);
        g_assert_cmpint (g_rename (path, old_path), ==, 0);
        g_autofree char *old = dump (old_folder);
        g_assert_cmpstr (old, ==, before);
        kept++;
      }
  g_assert_cmpuint (kept, ==, 1);
}

static void
test_locked (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = text_secret ("x");

  g_object_unref (make_store (first));
  g_autoptr(CwStore) store = specimen_open (first);
  g_assert_false (cw_store_backup (store, file, passphrase, NULL, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  assert_no_temporary_files (first);
}

/* Without keys there is nothing to unlock. */
static void
test_without_keys (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (first);
  g_autoptr(CwStore) other = specimen_open (second);

  specimen_fill (store, 0, 10);
  back_up (store, file, "x");
  g_assert_true (restore (other, file, "x", FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cw_store_get_protection (other, NULL), ==, CW_PROTECTION_NONE);
  g_assert_cmpuint (cw_store_count_certificates (other), ==, 10);
  specimen_assert_sound (other);
}

static void
assert_not_restored (CwStore *store, const char *path, const char *passphrase, CwError code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (restore (store, path, passphrase, FALSE, &error));
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 0);
  assert_no_temporary_files (cw_store_get_directory (store));
}

static void
test_refused (void)
{
  static const gsize damaged[] = { 8, 20, 40, 50, 60, 70, 5000, 100000 };
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autofree char *bad = specimen_dup_path ("bad");
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwStore) other = specimen_open (second);
  g_autofree char *contents = NULL;
  gsize size = 0;

  back_up (store, file, "right");
  assert_not_restored (other, file, "wrong", CW_ERROR_PASSWORD_WRONG);
  assert_not_restored (other, "/nonexistent", "right", CW_ERROR_NOT_FOUND);
  g_assert_true (g_file_get_contents (file, &contents, &size, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      contents[damaged[i]] ^= 1;
      g_assert_true (g_file_set_contents (bad, contents, (gssize) size, NULL));
      assert_not_restored (other, bad, "right", CW_ERROR_DAMAGED);
      contents[damaged[i]] ^= 1;
    }
  contents[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (bad, contents, (gssize) size, NULL));
  assert_not_restored (other, bad, "right", CW_ERROR_DAMAGED);
  contents[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (bad, contents, (gssize) size - 1, NULL));
  assert_not_restored (other, bad, "right", CW_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (bad, contents, 40, NULL));
  assert_not_restored (other, bad, "right", CW_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (bad, "hello", 5, NULL));
  assert_not_restored (other, bad, "right", CW_ERROR_NOT_RECOGNISED);
}

static void
cancel_cb (double fraction, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwStore) other = specimen_open (second);
  g_autoptr(CwSecret) passphrase = text_secret ("x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_assert_false (cw_store_backup (store, file, passphrase, cancel_cb, cancellable, cancellable, &error));
  assert_error_and_clear (&error, CW_ERROR_CANCELLED);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  back_up (store, file, "x");
  g_cancellable_reset (cancellable);
  g_assert_false (cw_store_restore (other, file, passphrase, FALSE, cancel_cb, cancellable, cancellable, &error));
  assert_error_and_clear (&error, CW_ERROR_CANCELLED);
  g_assert_cmpuint (cw_store_count_certificates (other), ==, 0);
  assert_no_temporary_files (first);
  assert_no_temporary_files (second);
}

/* An older file of that name is replaced in one piece, and one that cannot be written is an error. */
static void
test_target (void)
{
  g_autofree char *first = make_folder ("first");
  g_autofree char *second = make_folder ("second");
  g_autofree char *file = specimen_dup_path ("backup");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = make_store (first);
  g_autoptr(CwStore) other = specimen_open (second);
  g_autoptr(CwSecret) passphrase = text_secret ("x");

  g_assert_true (g_file_set_contents (file, "old", 3, NULL));
  back_up (store, file, "x");
  g_assert_true (restore (other, file, "x", FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (cw_store_backup (store, "/nonexistent/backup", passphrase, NULL, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/backup/round-trip", test_round_trip);
  specimen_test ("/backup/not-protected-yet", test_not_protected_yet);
  specimen_test ("/backup/replace", test_replace);
  specimen_test ("/backup/locked", test_locked);
  specimen_test ("/backup/without-keys", test_without_keys);
  specimen_test ("/backup/refused", test_refused);
  specimen_test ("/backup/cancelled", test_cancelled);
  specimen_test ("/backup/target", test_target);
  return g_test_run ();
}
