/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "fixture.h"
#include "pki.h"

#define PASSWORD "geheim ÄÖ 7"

static CwImportOperation *
import_new (Fixture *fixture, const char *first, ...)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  CwImportOperation *operation;
  va_list args;

  va_start (args, first);
  for (const char *name = first; name != NULL; name = va_arg (args, const char *))
    {
      g_autofree char *path = pki_dup_path (name);

      cw_import_draft_add_path (draft, path);
    }
  va_end (args);
  operation = cw_import_operation_new (fixture->access, draft);
  cw_operation_set_interaction (CW_OPERATION (operation), CW_INTERACTION (fixture->script));
  g_object_set_data_full (G_OBJECT (operation), "draft", g_object_ref (draft), g_object_unref);
  return operation;
}

static CwImportDraft *
get_draft (CwImportOperation *operation)
{
  return g_object_get_data (G_OBJECT (operation), "draft");
}

static void
set_password (CwImportOperation *operation, const char *text)
{
  g_autoptr (CwSecret) password = cw_secret_new_text (text);

  g_object_set (get_draft (operation), "password", password, NULL);
}

static void
assert_counts (CwOutcome *outcome, guint added, guint there, guint keys, guint skipped, guint broken)
{
  g_assert_cmpuint (cw_outcome_get_count (outcome, "added"), ==, added);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "alreadyThere"), ==, there);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "keysAdded"), ==, keys);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "skipped"), ==, skipped);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "broken"), ==, broken);
}

static void
assert_item (CwImportOperation *operation, guint position, CwImportFate fate, gboolean is_key, const char *title, const char *detail)
{
  g_autoptr (CwImportItem) item = g_list_model_get_item (cw_import_operation_get_preview (operation), position);
  g_autoptr (CwImportItem) again = g_list_model_get_item (cw_import_operation_get_preview (operation), position);

  g_assert_nonnull (item);
  g_assert_true (item == again);
  g_assert_cmpint (cw_import_item_get_fate (item), ==, fate);
  g_assert_cmpint (cw_import_item_is_key (item), ==, is_key);
  g_assert_cmpstr (cw_import_item_get_title (item), ==, title);
  g_assert_nonnull (strstr (cw_import_item_get_detail (item), detail));
}

static char *
run_failing_prepare (CwImportOperation *operation, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);

  g_assert_null (plan);
  g_assert_error (error, CW_ERROR, code);
  return g_strdup (error->message);
}

/* ---- one file ---- */

static void
test_pfx (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autofree char *json = NULL;

  set_password (operation, PASSWORD);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_counts (outcome, 3, 0, 1, 0, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (outcome)), ==, 3);
  row = cw_store_find (fixture->store, "Web 2026", NULL);
  g_assert_nonnull (row);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_false (cw_stored_certificate_is_exportable (row));
  g_assert_cmpstr (cw_stored_certificate_get_source (row), ==, "leaf.pfx");
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
  g_assert_cmpint (cw_store_get_protection (fixture->store, NULL), ==, CW_PROTECTION_KEYRING);
  json = cw_outcome_to_json (outcome);
  g_assert_null (strstr (json, PASSWORD));
  g_assert_null (strstr (json, "PRIVATE KEY"));
}

static void
test_preview_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);
  g_autofree char *before = fixture_snapshot (fixture);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;

  set_password (operation, PASSWORD);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_plan_changes_anything (plan));
  g_assert_cmpuint (g_list_model_get_n_items (cw_import_operation_get_preview (operation)), ==, 4);
  after = fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 0);
}

static void
test_preview_says_what_joins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "other.pem", "leaf.key", "inter.pem", "leaf.pem", NULL);
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);

  g_assert_no_error (error);
  assert_item (operation, 0, CW_FATE_ADD, FALSE, "other.example.org", "without a private key");
  assert_item (operation, 1, CW_FATE_ADD, TRUE, "Private key ECDH_P256", "certificate, which is in this import");
  assert_item (operation, 2, CW_FATE_ADD, FALSE, "Intermediate", "without a private key");
  assert_item (operation, 3, CW_FATE_ADD, FALSE, "www.example.org", "private key, which is in this import");
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  fixture_import (fixture, path, FALSE);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_NOTHING);
  assert_counts (outcome, 0, 1, 0, 0, 0);
  g_assert_false (cw_plan_changes_anything (cw_outcome_get_plan (outcome)));
  assert_item (operation, 0, CW_FATE_THERE, FALSE, "www.example.org", "as “www.example.org”");
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (outcome)), ==, 1);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 1);
}

static void
test_same_certificate_in_two_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", "leaf.der", NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, CW_OPERATION (operation));

  assert_result (outcome, CW_RESULT_DONE);
  assert_counts (outcome, 1, 1, 0, 0, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (outcome)), ==, 1);
}

static void
test_key_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.key");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;

  fixture_import (fixture, path, TRUE);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 1);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_item (operation, 0, CW_FATE_ADD, FALSE, "www.example.org", "private key, which is already in the store");
  row = g_list_model_get_item (cw_outcome_get_certificates (outcome), 0);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_true (cw_stored_certificate_is_exportable (row));
}

static void
test_certificate_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.key", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;

  fixture_import (fixture, path, FALSE);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_item (operation, 0, CW_FATE_ADD, TRUE, "Private key ECDH_P256", "certificate, which is already in the store");
  row = cw_store_find (fixture->store, "www.example.org", NULL);
  g_assert_true (cw_stored_certificate_has_private_key (row));
}

static void
test_lonely_key_is_warned_of (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "other.key", NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, CW_OPERATION (operation));
  g_autoptr (CwProblem) problem = g_list_model_get_item (cw_plan_get_problems (cw_outcome_get_plan (outcome)), 0);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_problem_get_severity (problem), ==, CW_SEVERITY_WARNING);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, "other.key");
}

static void
test_friendly_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;

  set_password (operation, PASSWORD);
  g_object_set (get_draft (operation), "friendly-name", "Mail & Web", NULL);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  row = cw_store_find (fixture->store, "Mail & Web", NULL);
  g_assert_nonnull (row);
  g_assert_cmpstr (cw_stored_certificate_get_common_name (row), ==, "www.example.org");
}

static void
test_friendly_name_taken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "other.pem", NULL);
  g_autofree char *message = NULL;

  fixture_import (fixture, path, FALSE);
  g_object_set (get_draft (operation), "friendly-name", "www.example.org", NULL);
  message = run_failing_prepare (operation, CW_ERROR_NAME_TAKEN);
  g_assert_nonnull (strstr (message, "www.example.org"));
}

static void
test_friendly_name_invalid (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "other.pem", NULL);

  g_object_set (get_draft (operation), "friendly-name", "two\nlines", NULL);
  g_free (run_failing_prepare (operation, CW_ERROR_NAME_INVALID));
}

static void
test_from_trash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  gint64 id;

  fixture_import (fixture, path, FALSE);
  id = fixture_find (fixture, "www.example.org");
  g_assert_true (cw_store_trash (fixture->store, &id, 1, NULL));
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_item (operation, 0, CW_FATE_RESTORE, FALSE, "www.example.org", "Comes back from the trash");
  g_assert_cmpuint (cw_outcome_get_count (outcome, "restored"), ==, 1);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 1);
}

static void
test_exportable_only_gets_stricter (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.both");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.both", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;

  fixture_import (fixture, path, FALSE);
  g_object_set (get_draft (operation), "exportable", TRUE, NULL);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_NOTHING);
  row = cw_store_find (fixture->store, "www.example.org", NULL);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_false (cw_stored_certificate_is_exportable (row));
}

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  bytes = g_bytes_new (text, size);
  cw_import_draft_add_bytes (draft, bytes, "Clipboard");
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  row = g_list_model_get_item (cw_outcome_get_certificates (outcome), 0);
  g_assert_cmpstr (cw_stored_certificate_get_source (row), ==, "Clipboard");
}

/* ---- passwords ---- */

static void
test_password_is_asked_until_it_is_right (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);
  g_autoptr (CwOutcome) outcome = NULL;
  GPtrArray *asked = test_script_get_asked (fixture->script);

  test_script_say_secret (fixture->script, "Xylophon-99");
  test_script_say_secret (fixture->script, PASSWORD);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (asked->len, ==, 2);
  g_assert_null (strstr (g_ptr_array_index (asked, 0), "(retry)"));
  g_assert_nonnull (strstr (g_ptr_array_index (asked, 1), "(retry)"));
  g_assert_nonnull (strstr (g_ptr_array_index (asked, 1), "leaf.pfx"));
  g_assert_null (strstr (g_ptr_array_index (asked, 1), "Xylophon"));
}

static void
test_password_wrong_and_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);
  g_autofree char *before = fixture_snapshot (fixture);
  g_autofree char *message = NULL;
  g_autofree char *after = NULL;

  cw_operation_set_interaction (CW_OPERATION (operation), NULL);
  set_password (operation, "wrong-and-secret");
  message = run_failing_prepare (operation, CW_ERROR_PASSWORD_WRONG);
  g_assert_null (strstr (message, "wrong-and-secret"));
  g_assert_nonnull (strstr (message, "leaf.pfx"));
  after = fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
}

static void
test_password_needed_and_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);

  cw_operation_set_interaction (CW_OPERATION (operation), NULL);
  g_free (run_failing_prepare (operation, CW_ERROR_PASSWORD_NEEDED));
}

static void
test_password_dismissed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", NULL);

  test_script_say_secret (fixture->script, NULL);
  g_free (run_failing_prepare (operation, CW_ERROR_CANCELLED));
}

static void
test_password_serves_the_next_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", "other.pfx", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  test_script_say_secret (fixture->script, PASSWORD);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_counts (outcome, 4, 0, 2, 0, 0);
}

static void
test_password_dismissed_for_one_of_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pfx", "other.pfx", "root.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  test_script_say_secret (fixture->script, NULL);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_PARTLY);
  assert_counts (outcome, 1, 0, 0, 0, 2);
  g_assert_cmpuint (test_script_get_asked (fixture->script)->len, ==, 1);
}

static void
test_slow_file_asks_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) refused = import_new (fixture, "slow.key", NULL);
  g_autoptr (CwImportOperation) nobody = import_new (fixture, "slow.key", NULL);

  set_password (refused, PASSWORD);
  set_password (nobody, PASSWORD);
  test_script_say_no (fixture->script);
  g_free (run_failing_prepare (refused, CW_ERROR_CANCELLED));
  g_assert_cmpuint (test_script_get_asked (fixture->script)->len, ==, 1);
  cw_operation_set_interaction (CW_OPERATION (nobody), NULL);
  g_free (run_failing_prepare (nobody, CW_ERROR_TOO_SLOW));
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Whoever agreed to wait can still change his mind. */
static void
test_slow_file_is_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "slow.key", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun;

  set_password (operation, PASSWORD);
  cw_operation_set_flags (CW_OPERATION (operation), CW_OPERATION_FORCE);
  cw_operation_prepare_async (CW_OPERATION (operation), cancellable, finished_cb, &result);
  g_timeout_add (200, cancel_cb, cancellable);
  begun = g_get_monotonic_time ();
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cw_operation_prepare_finish (CW_OPERATION (operation), result, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

/* ---- what is no certificate ---- */

static void
test_not_recognised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "letter.txt", NULL);

  g_free (run_failing_prepare (operation, CW_ERROR_NOT_RECOGNISED));
}

static void
test_missing_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "nowhere.pem", NULL);
  g_autofree char *message = run_failing_prepare (operation, CW_ERROR_NOT_FOUND);

  g_assert_nonnull (strstr (message, "nowhere.pem"));
}

static void
test_nothing_chosen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, NULL);

  g_free (run_failing_prepare (operation, CW_ERROR_USAGE));
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "huge.pfx", NULL);
  g_autofree char *path = pki_dup_path ("huge.pfx");
  g_autoptr (GError) error = NULL;
  gint64 begun;

  g_assert_true (g_file_set_contents (path, "0", 1, &error));
  g_assert_cmpint (truncate (path, 500 * 1024 * 1024), ==, 0);
  begun = g_get_monotonic_time ();
  g_free (run_failing_prepare (operation, CW_ERROR_TOO_LARGE));
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC / 2);
  g_unlink (path);
}

static void
test_empty_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "empty", NULL);
  g_autofree char *path = pki_dup_path ("empty");

  g_mkdir (path, 0700);
  g_free (run_failing_prepare (operation, CW_ERROR_EMPTY));
  g_rmdir (path);
}

static void
test_mixture_with_broken_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "mixture.pem", NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, CW_OPERATION (operation));

  assert_result (outcome, CW_RESULT_PARTLY);
  assert_counts (outcome, 2, 0, 1, 1, 1);
}

static void
test_all_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "letter.txt", "cut.pem", NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, CW_OPERATION (operation));

  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_nonnull (cw_outcome_get_error (outcome));
  assert_counts (outcome, 0, 0, 0, 0, 2);
}

/* ---- bulk ---- */

#define BULK 300

static char *
make_bulk (Fixture *fixture, guint n, guint every)
{
  g_autofree char *leaf = pki_dup_path ("leaf.pem");
  char *folder = fixture_dup_path (fixture, "bulk");
  g_autoptr (GBytes) der = pki_load_der (leaf);
  gsize size;
  gconstpointer data = g_bytes_get_data (der, &size);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autofree char *name = g_strdup_printf ("%05u.cer", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      /* Another signature makes another certificate. */
      copy[size - 1] ^= (guint8) i;
      copy[size - 2] ^= (guint8) (i >> 8);
      g_assert_true (g_file_set_contents (path, every != 0 && i % every == 0 ? "\x30\x82" : (char *) copy,
                                          every != 0 && i % every == 0 ? 2 : (gssize) size, NULL));
    }
  return folder;
}

static void
test_bulk_with_broken_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_bulk (fixture, BULK, 100);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwProblem) problem = NULL;

  cw_import_draft_add_path (draft, folder);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_PARTLY);
  assert_counts (outcome, BULK - 3, 0, 0, 0, 3);
  problem = g_list_model_get_item (cw_plan_get_problems (cw_outcome_get_plan (outcome)), 1);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, "00100.cer");
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, BULK - 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cw_outcome_get_plan (outcome))), ==, 1);
}

static void
cancel_when_it_runs_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_bulk_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_bulk (fixture, BULK * 10, 0);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwPlanStep) step = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  cw_import_draft_add_path (draft, folder);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  /* Progress is said for the first time when some are in the transaction. */
  g_signal_connect (operation, "notify::progress", G_CALLBACK (cancel_when_it_runs_cb), cancellable);
  cw_operation_run_async (CW_OPERATION (operation), plan, cancellable, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  outcome = cw_operation_run_finish (CW_OPERATION (operation), result);
  assert_result (outcome, CW_RESULT_CANCELLED);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
  step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_assert_cmpint (cw_plan_step_get_state (step), ==, CW_STEP_FAILED);
}

static void
test_folder_skips_what_is_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_bulk (fixture, 3, 0);
  g_autofree char *readme = g_build_filename (folder, "README", NULL);
  g_autofree char *below = g_build_filename (folder, "below", NULL);
  g_autofree char *deep = g_build_filename (below, "other.pem", NULL);
  g_autofree char *loop = g_build_filename (below, "loop", NULL);
  g_autofree char *other = pki_dup_path ("other.pem");
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;

  g_assert_true (g_file_set_contents (readme, "Nothing to see.", -1, NULL));
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_cmpint (symlink (other, deep), ==, 0);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  cw_import_draft_add_path (draft, folder);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  assert_counts (outcome, 4, 0, 0, 1, 0);
  row = cw_store_find (fixture->store, "other.example.org", NULL);
  g_assert_cmpstr (cw_stored_certificate_get_source (row), ==, "below/other.pem");
}

/* ---- confirming, and the store ---- */

static void
test_confirm_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", "other.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  cw_operation_set_flags (CW_OPERATION (operation), CW_OPERATION_CONFIRM);
  test_script_say_yes (fixture->script);
  test_script_say_no (fixture->script);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_CANCELLED);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (cw_outcome_get_plan (outcome)), i);

      g_assert_cmpint (cw_plan_step_get_state (step), ==, i == 0 ? CW_STEP_UNDONE : CW_STEP_SKIPPED);
    }
}

static void
test_keyring_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.both", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 0);
}

static void
test_certificates_need_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwImportOperation) operation = import_new (fixture, "leaf.pem", NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
}

/* Another process changes the protection between this one's preview and its run: the import follows. */
static void
test_rewrapped_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.both");
  g_autoptr (CwImportOperation) operation = import_new (fixture, "other.both", NULL);
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwStoreAccess) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  fixture_import (fixture, path, FALSE);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  store = cw_store_open (cw_store_get_directory (fixture->store), &error);
  g_assert_no_error (error);
  other = cw_store_access_new (store, CW_KEYRING (fixture->keyring), NULL);
  g_assert_true (cw_store_access_protect (other, CW_PROTECTION_KEYRING, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (cw_store_count_keys (store), ==, 2);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
}

/* ---- the draft ---- */

static void
test_draft (void)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwSecret) password = cw_secret_new_text ("x");
  g_autoptr (CwSecret) got = NULL;
  g_autofree char *name = NULL;
  gboolean exportable, has_private_key;
  guint notified = 0;

  g_signal_connect_swapped (draft, "notify", G_CALLBACK (g_atomic_int_inc), &notified);
  g_object_set (draft, "friendly-name", "A", "exportable", TRUE, "has-private-key", TRUE, "password", password, NULL);
  g_assert_cmpuint (notified, ==, 4);
  g_object_set (draft, "friendly-name", "A", "exportable", TRUE, "has-private-key", TRUE, "password", password, NULL);
  g_assert_cmpuint (notified, ==, 4);
  g_object_get (draft, "friendly-name", &name, "exportable", &exportable, "has-private-key", &has_private_key, "password", &got, NULL);
  g_assert_cmpstr (name, ==, "A");
  g_assert_true (exportable && has_private_key && got == password);
  cw_import_draft_add_path (draft, "/nowhere/a.pem");
  cw_import_draft_add_path (draft, "/nowhere/a.pem");
  g_assert_cmpuint (g_list_model_get_n_items (cw_import_draft_get_sources (draft)), ==, 1);
  cw_import_draft_remove_source (draft, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_import_draft_get_sources (draft)), ==, 0);
}

/* ---- fixtures ---- */

static void
make_pfx (const char *name, const char *chain, const char *friendly_name)
{
  g_autofree char *pfx = g_strdup_printf ("%s.pfx", name);
  g_autofree char *key = g_strdup_printf ("%s.key", name);
  g_autofree char *pem = g_strdup_printf ("%s.pem", name);

  pki_run ("openssl", "pkcs12", "-export", "-out", pfx, "-inkey", key, "-in", pem, "-certfile", chain, "-name", friendly_name,
           "-passout", "pass:" PASSWORD, NULL);
}

static void
make_crl (void)
{
  pki_write ("ca.cnf", "[ca]\ndefault_ca = ca_default\n[ca_default]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\n");
  pki_write ("index.txt", "");
  pki_run ("openssl", "ca", "-gencrl", "-config", "ca.cnf", "-keyfile", "root.key", "-cert", "root.pem", "-out", "crl.pem", NULL);
  pki_run ("sh", "-c", "grep -v -e ----- crl.pem > crl.b64", NULL);
}

/* No tool would wait to write it: an encrypted key of 2,000,000,000 rounds. */
static void
make_slow_key (void)
{
  pki_write ("slow.cnf",
             "asn1 = SEQUENCE:key\n"
             "[key]\nalgorithm = SEQUENCE:pbes2\ndata = FORMAT:HEX,OCTETSTRING:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
             "[pbes2]\noid = OID:1.2.840.113549.1.5.13\nparameters = SEQUENCE:both\n"
             "[both]\nkdf = SEQUENCE:kdf\ncipher = SEQUENCE:cipher\n"
             "[kdf]\noid = OID:1.2.840.113549.1.5.12\nparameters = SEQUENCE:pbkdf2\n"
             "[pbkdf2]\nsalt = FORMAT:HEX,OCTETSTRING:0011223344556677\nrounds = INTEGER:2000000000\nprf = SEQUENCE:prf\n"
             "[prf]\noid = OID:1.2.840.113549.2.9\nnothing = NULL\n"
             "[cipher]\noid = OID:2.16.840.1.101.3.4.1.42\niv = FORMAT:HEX,OCTETSTRING:00112233445566778899aabbccddeeff\n");
  pki_run ("openssl", "asn1parse", "-genconf", "slow.cnf", "-noout", "-out", "slow.key", NULL);
}

static void
make_files (void)
{
  G_GNUC_UNUSED g_autoptr (CwCertificate) root = pki_make ("root", NULL, "/CN=Test Root", "ec:P-256", 3650, "basicConstraints=critical,CA:TRUE");
  G_GNUC_UNUSED g_autoptr (CwCertificate) inter = pki_make ("inter", "root", "/CN=Intermediate", "ec:P-256", 1825, "basicConstraints=critical,CA:TRUE");
  G_GNUC_UNUSED g_autoptr (CwCertificate) leaf = pki_make ("leaf", "inter", "/CN=www.example.org", "ec:P-256", 365, "subjectAltName=DNS:www.example.org");
  G_GNUC_UNUSED g_autoptr (CwCertificate) other = pki_make ("other", NULL, "/CN=other.example.org", "rsa:2048", 365, NULL);

  pki_run ("sh", "-c", "cat inter.pem root.pem > chain.pem; cat leaf.pem leaf.key > leaf.both; cat other.pem other.key > other.both", NULL);
  pki_run ("openssl", "x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der", NULL);
  pki_run ("sh", "-c", "head -n 4 leaf.pem > cut.pem", NULL);
  make_crl ();
  pki_write ("letter.txt", "Dear administrator,\nplease find the certificate attached.\n");
  pki_run ("sh", "-c", "(cat leaf.pem; echo Here is the key:; cat leaf.key root.pem; echo '-----BEGIN X509 CRL-----'; cat crl.b64; "
           "echo '-----END X509 CRL-----'; echo '-----BEGIN CERTIFICATE-----'; echo MIIB; echo '-----END CERTIFICATE-----') > mixture.pem", NULL);
  make_pfx ("leaf", "chain.pem", "Web 2026");
  pki_run ("openssl", "pkcs12", "-export", "-out", "other.pfx", "-inkey", "other.key", "-in", "other.pem", "-passout", "pass:" PASSWORD, NULL);
  make_slow_key ();
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  make_files ();
#define ADD(path, function) g_test_add ("/operation/import/" path, Fixture, NULL, fixture_setup, function, fixture_teardown)
  ADD ("pfx", test_pfx);
  ADD ("preview-changes-nothing", test_preview_changes_nothing);
  ADD ("preview-says-what-joins", test_preview_says_what_joins);
  ADD ("twice", test_twice);
  ADD ("same-certificate-in-two-files", test_same_certificate_in_two_files);
  ADD ("key-first", test_key_first);
  ADD ("certificate-first", test_certificate_first);
  ADD ("lonely-key", test_lonely_key_is_warned_of);
  ADD ("friendly-name", test_friendly_name);
  ADD ("friendly-name-taken", test_friendly_name_taken);
  ADD ("friendly-name-invalid", test_friendly_name_invalid);
  ADD ("from-trash", test_from_trash);
  ADD ("exportable-only-gets-stricter", test_exportable_only_gets_stricter);
  ADD ("bytes", test_bytes);
  ADD ("password/asked", test_password_is_asked_until_it_is_right);
  ADD ("password/wrong", test_password_wrong_and_nobody_there);
  ADD ("password/needed", test_password_needed_and_nobody_there);
  ADD ("password/dismissed", test_password_dismissed);
  ADD ("password/next-file", test_password_serves_the_next_file);
  ADD ("password/dismissed-for-one", test_password_dismissed_for_one_of_many);
  ADD ("slow/asks", test_slow_file_asks_first);
  ADD ("slow/cancelled", test_slow_file_is_cancelled);
  ADD ("bad/not-recognised", test_not_recognised);
  ADD ("bad/missing", test_missing_file);
  ADD ("bad/nothing-chosen", test_nothing_chosen);
  ADD ("bad/too-large", test_too_large);
  ADD ("bad/empty-folder", test_empty_folder);
  ADD ("bad/mixture", test_mixture_with_broken_parts);
  ADD ("bad/all", test_all_broken);
  ADD ("bulk/broken-files", test_bulk_with_broken_files);
  ADD ("bulk/cancelled", test_bulk_cancelled);
  ADD ("bulk/folder", test_folder_skips_what_is_nothing);
  ADD ("confirm-refused", test_confirm_refused);
  ADD ("keyring-locked", test_keyring_locked);
  ADD ("certificates-need-no-keyring", test_certificates_need_no_keyring);
  ADD ("rewrapped-meanwhile", test_rewrapped_meanwhile);
  g_test_add_func ("/operation/import/draft", test_draft);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
