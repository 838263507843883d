/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-error.h"
#include "fixture.h"
#include "pki.h"

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *leaf = pki_dup_path ("leaf.both");
  g_autofree char *other = pki_dup_path ("other.both");

  fixture_setup (fixture, data);
  fixture_import (fixture, leaf, TRUE);
  fixture_import (fixture, other, FALSE);
}

static CwOperation *
backup_new (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = fixture_dup_path (fixture, name);
  g_autoptr (CwSecret) passphrase = text != NULL ? cw_secret_new_text (text) : NULL;

  return cw_backup_operation_new (fixture->access, path, passphrase);
}

static CwOperation *
restore_new (Fixture *fixture, const char *name, const char *text, gboolean replace)
{
  g_autofree char *path = fixture_dup_path (fixture, name);
  g_autoptr (CwSecret) passphrase = text != NULL ? cw_secret_new_text (text) : NULL;

  return cw_restore_operation_new (fixture->access, path, passphrase, replace);
}

static void
backup_done (Fixture *fixture)
{
  g_autoptr (CwOperation) operation = backup_new (fixture, "store.backup", "of the backup");
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_files (outcome)), ==, 1);
}

/* Another store, beside the first one; the old one is closed. */
static void
use_another_store (Fixture *fixture)
{
  g_autofree char *from = fixture_dup_path (fixture, "store");
  g_autofree char *to = fixture_dup_path (fixture, "store.first");

  g_assert_cmpint (g_rename (from, to), ==, 0);
  fixture_reopen (fixture, NULL);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
}

static gboolean
append_row (CwStoredCertificate *row, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %s %d %d %s\n", cw_stored_certificate_get_sha256 (row), cw_stored_certificate_get_friendly_name (row),
                          cw_stored_certificate_has_private_key (row), cw_stored_certificate_is_exportable (row),
                          cw_stored_certificate_get_source (row));
  return TRUE;
}

/* Everything that a store is kept for, the keys in the clear included. */
static char *
dump (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  CwCertificateQuery query = { .sort = CW_SORT_FRIENDLY_NAME };
  const char *names[] = { "www.example.org", "other.example.org" };

  g_assert_true (cw_store_visit_certificates (fixture->store, &query, append_row, text, NULL));
  g_assert_true (cw_store_access_unlock (fixture->access, NULL, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CwPrivateKey) key = cw_store_load_key (fixture->store, fixture_find (fixture, names[i]), NULL);

      g_assert_nonnull (key);
      g_string_append_printf (text, "%s\n", cw_private_key_get_key_id (key));
    }
  return g_string_free (text, FALSE);
}

static void
assert_sound (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = cw_store_check (fixture->store, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* ---- backup ---- */

static void
test_backup_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = dump (fixture);
  g_autofree char *after = NULL;
  g_autofree char *path = fixture_dup_path (fixture, "store.backup");
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  GStatBuf info;

  backup_done (fixture);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0600);
  use_another_store (fixture);
  operation = restore_new (fixture, "store.backup", "of the backup", FALSE);
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "keys"), ==, 2);
  g_assert_cmpint (cw_store_get_protection (fixture->store, NULL), ==, CW_PROTECTION_KEYRING);
  g_clear_object (&operation);
  fixture_reopen (fixture, NULL);
  after = dump (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_sound (fixture);
}

static void
test_backup_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = backup_new (fixture, "store.backup", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  test_script_say_secret (fixture->script, "of the backup");
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
test_backup_empty_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = backup_new (fixture, "store.backup", "");

  fixture_fail (fixture, operation, CW_ERROR_PASSWORD_NEEDED);
}

static void
test_backup_over_a_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) nobody = backup_new (fixture, "store.backup", "x");
  g_autoptr (CwOperation) forced = backup_new (fixture, "store.backup", "x");
  g_autofree char *path = fixture_dup_path (fixture, "store.backup");
  g_autofree char *content = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  fixture_fail (fixture, nobody, CW_ERROR_NEEDS_CONFIRMATION);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  cw_operation_set_flags (forced, CW_OPERATION_FORCE);
  outcome = fixture_run (fixture, forced);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
test_backup_into_a_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = backup_new (fixture, ".", "x");

  fixture_fail (fixture, operation, CW_ERROR_NAME_TAKEN);
}

static void
test_backup_of_a_locked_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = NULL;
  g_autofree char *path = fixture_dup_path (fixture, "store.backup");

  fixture_reopen (fixture, NULL);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  operation = backup_new (fixture, "store.backup", "x");
  fixture_fail (fixture, operation, CW_ERROR_KEYRING_LOCKED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* ---- restore ---- */

static void
test_restore_wrong_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) wrong = NULL;
  g_autoptr (CwOperation) asked = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  backup_done (fixture);
  use_another_store (fixture);
  wrong = restore_new (fixture, "store.backup", "wrong", FALSE);
  fixture_fail (fixture, wrong, CW_ERROR_PASSWORD_WRONG);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  test_script_say_secret (fixture->script, "wrong");
  test_script_say_secret (fixture->script, "of the backup");
  asked = restore_new (fixture, "store.backup", NULL, FALSE);
  outcome = fixture_run (fixture, asked);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
test_restore_not_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *third = pki_dup_path ("third.pem");
  g_autoptr (CwOperation) refused = NULL;
  g_autoptr (CwOperation) replacing = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  backup_done (fixture);
  before = dump (fixture);
  fixture_import (fixture, third, FALSE);
  refused = restore_new (fixture, "store.backup", "of the backup", FALSE);
  fixture_fail (fixture, refused, CW_ERROR_IN_USE);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 3);
  replacing = restore_new (fixture, "store.backup", "of the backup", TRUE);
  outcome = fixture_run (fixture, replacing);
  assert_result (outcome, CW_RESULT_DONE);
  after = dump (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_sound (fixture);
}

static void
test_restore_with_locked_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("of the backup");
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  backup_done (fixture);
  use_another_store (fixture);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  operation = restore_new (fixture, "store.backup", "of the backup", FALSE);
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_PARTLY);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_problems (outcome)), ==, 1);
  g_assert_cmpint (cw_store_get_protection (fixture->store, NULL), ==, CW_PROTECTION_PASSPHRASE);
  g_clear_object (&operation);
  fixture_reopen (fixture, passphrase);
  g_assert_true (cw_store_access_unlock (fixture->access, NULL, NULL, NULL));
}

static void
test_restore_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (fixture, "store.backup");
  g_autofree char *content = NULL;
  gsize size;
  g_autoptr (CwOperation) missing = NULL;
  g_autoptr (CwOperation) cut = NULL;
  g_autoptr (CwOperation) letter = NULL;

  backup_done (fixture);
  use_another_store (fixture);
  missing = restore_new (fixture, "nowhere", "of the backup", FALSE);
  fixture_fail (fixture, missing, CW_ERROR_NOT_FOUND);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) size / 2, NULL));
  cut = restore_new (fixture, "store.backup", "of the backup", FALSE);
  fixture_fail (fixture, cut, CW_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (path, "Dear administrator", -1, NULL));
  letter = restore_new (fixture, "store.backup", "of the backup", FALSE);
  fixture_fail (fixture, letter, CW_ERROR_NOT_RECOGNISED);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  assert_sound (fixture);
}

/* ---- protection ---- */

static void
test_protect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("new");
  g_autoptr (CwOperation) operation = cw_protect_operation_new (fixture->access, CW_PROTECTION_PASSPHRASE, passphrase);
  g_autofree char *before = dump (fixture);
  g_autofree char *after = NULL;
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
  g_assert_cmpint (cw_store_get_protection (fixture->store, NULL), ==, CW_PROTECTION_PASSPHRASE);
  g_clear_object (&operation);
  fixture_reopen (fixture, passphrase);
  after = dump (fixture);
  g_assert_cmpstr (before, ==, after);
}

static void
test_protect_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) none = cw_protect_operation_new (fixture->access, CW_PROTECTION_NONE, NULL);
  g_autoptr (CwOperation) keyring = cw_protect_operation_new (fixture->access, CW_PROTECTION_KEYRING, NULL);
  g_autoptr (CwOperation) said_no = cw_protect_operation_new (fixture->access, CW_PROTECTION_KEYRING, NULL);

  fixture_fail (fixture, none, CW_ERROR_USAGE);
  cw_operation_set_interaction (said_no, CW_INTERACTION (fixture->script));
  cw_operation_set_flags (said_no, CW_OPERATION_CONFIRM);
  test_script_say_no (fixture->script);
  fixture_fail (fixture, said_no, CW_ERROR_CANCELLED);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_UNAVAILABLE);
  fixture_fail (fixture, keyring, CW_ERROR_KEYRING_UNAVAILABLE);
  g_assert_cmpint (cw_store_get_protection (fixture->store, NULL), ==, CW_PROTECTION_KEYRING);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CwCertificate) leaf = NULL;
  g_autoptr (CwCertificate) other = NULL;
  g_autoptr (CwCertificate) third = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  leaf = pki_make ("leaf", NULL, "/CN=www.example.org", "ec:P-256", 365, NULL);
  other = pki_make ("other", NULL, "/CN=other.example.org", "ec:P-256", 365, NULL);
  third = pki_make ("third", NULL, "/CN=third.example.org", "ec:P-256", 365, NULL);
  pki_run ("sh", "-c", "for n in leaf other; do cat $n.pem $n.key > $n.both; done", NULL);
#define ADD(path, function) g_test_add ("/operation/store/" path, Fixture, NULL, setup, function, fixture_teardown)
  ADD ("backup/restored", test_backup_and_restore);
  ADD ("backup/asks", test_backup_asks);
  ADD ("backup/empty-passphrase", test_backup_empty_passphrase);
  ADD ("backup/over-a-file", test_backup_over_a_file);
  ADD ("backup/folder", test_backup_into_a_folder);
  ADD ("backup/locked", test_backup_of_a_locked_store);
  ADD ("restore/wrong-passphrase", test_restore_wrong_passphrase);
  ADD ("restore/not-empty", test_restore_not_empty);
  ADD ("restore/locked-keyring", test_restore_with_locked_keyring);
  ADD ("restore/damaged", test_restore_damaged);
  ADD ("protect/done", test_protect);
  ADD ("protect/refused", test_protect_refused);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
