/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "cw-error.h"
#include "fixture.h"
#include "pki.h"

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("leaf.both");

  fixture_setup (fixture, data);
  fixture_import (fixture, path, TRUE);
}

static void
delete_leaf (Fixture *fixture)
{
  gint64 id = fixture_find (fixture, "www.example.org");
  g_autoptr (CwDeleteOperation) operation = cw_delete_operation_new (fixture->access, &id, 1);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, CW_OPERATION (operation));

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "deleted"), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (outcome)), ==, 1);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
}

static gint64
find_in_trash (Fixture *fixture)
{
  g_autoptr (GPtrArray) entries = cw_store_list_trash (fixture->store, NULL);

  g_assert_cmpuint (entries->len, ==, 1);
  return ((CwTrashEntry *) g_ptr_array_index (entries, 0))->id;
}

static void
test_delete_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  gint64 id;

  delete_leaf (fixture);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 0);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 0);
  id = find_in_trash (fixture);
  operation = cw_restore_trash_operation_new (fixture->access, &id, 1);
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_DONE);
  row = cw_store_find (fixture->store, "www.example.org", NULL);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_true (cw_stored_certificate_is_exportable (row));
}

static void
test_delete_not_there (Fixture *fixture, gconstpointer data)
{
  gint64 ids[] = { fixture_find (fixture, "www.example.org"), 4711 };
  g_autoptr (CwDeleteOperation) operation = cw_delete_operation_new (fixture->access, ids, 2);

  fixture_fail (fixture, CW_OPERATION (operation), CW_ERROR_NOT_FOUND);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 1);
}

/* Deleted by another process between the preview and the run: all or nothing, and the steps say so. */
static void
test_delete_gone_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("other.pem");
  gint64 ids[2];
  g_autoptr (CwDeleteOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwPlanStep) step = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  fixture_import (fixture, path, FALSE);
  ids[0] = fixture_find (fixture, "www.example.org");
  ids[1] = fixture_find (fixture, "other.example.org");
  operation = cw_delete_operation_new (fixture->access, ids, 2);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_trash (fixture->store, &ids[1], 1, &error));
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 1);
  step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_assert_cmpint (cw_plan_step_get_state (step), ==, CW_STEP_FAILED);
}

static void
test_delete_refused (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_find (fixture, "www.example.org");
  g_autoptr (CwDeleteOperation) operation = cw_delete_operation_new (fixture->access, &id, 1);

  cw_operation_set_interaction (CW_OPERATION (operation), CW_INTERACTION (fixture->script));
  cw_operation_set_flags (CW_OPERATION (operation), CW_OPERATION_CONFIRM);
  test_script_say_no (fixture->script);
  fixture_fail (fixture, CW_OPERATION (operation), CW_ERROR_CANCELLED);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, 1);
}

static void
test_restore_not_there (Fixture *fixture, gconstpointer data)
{
  gint64 id = 4711;
  g_autoptr (CwOperation) operation = cw_restore_trash_operation_new (fixture->access, &id, 1);

  fixture_fail (fixture, operation, CW_ERROR_NOT_FOUND);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = cw_empty_trash_operation_new (fixture->access);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  delete_leaf (fixture);
  test_script_say_yes (fixture->script);
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "removed"), ==, 1);
  entries = cw_store_list_trash (fixture->store, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
}

static void
test_empty_is_not_forced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) refused = cw_empty_trash_operation_new (fixture->access);
  g_autoptr (CwOperation) nobody = cw_empty_trash_operation_new (fixture->access);

  delete_leaf (fixture);
  cw_operation_set_interaction (refused, CW_INTERACTION (fixture->script));
  cw_operation_set_flags (refused, CW_OPERATION_FORCE);
  test_script_say_no (fixture->script);
  fixture_fail (fixture, refused, CW_ERROR_CANCELLED);
  cw_operation_set_flags (nobody, CW_OPERATION_FORCE);
  fixture_fail (fixture, nobody, CW_ERROR_NEEDS_CONFIRMATION);
  find_in_trash (fixture);
}

static void
test_nothing_to_do (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) empty = cw_empty_trash_operation_new (fixture->access);
  g_autoptr (CwDeleteOperation) none = cw_delete_operation_new (fixture->access, NULL, 0);
  g_autoptr (CwOutcome) first = fixture_run (fixture, empty);
  g_autoptr (CwOutcome) second = fixture_run (fixture, CW_OPERATION (none));

  assert_result (first, CW_RESULT_NOTHING);
  assert_result (second, CW_RESULT_NOTHING);
}

/* A private key in the trash is not lost yet: it keeps the store from being set up anew when the keyring has lost its key. */
static void
test_keyring_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pki_dup_path ("leaf.both");

  delete_leaf (fixture);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 0);
  test_keyring_lose_all (fixture->keyring);
  fixture_reopen (fixture, NULL);
  g_assert_false (cw_store_access_unlock (fixture->access, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_KEY_MISSING);
  g_assert_true (cw_store_empty_trash (fixture->store, NULL, NULL));
  fixture_import (fixture, path, TRUE);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 1);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CwCertificate) leaf = NULL;
  g_autoptr (CwCertificate) other = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  leaf = pki_make ("leaf", NULL, "/CN=www.example.org", "ec:P-256", 365, NULL);
  other = pki_make ("other", NULL, "/CN=other.example.org", "ec:P-256", 365, NULL);
  pki_run ("sh", "-c", "cat leaf.pem leaf.key > leaf.both", NULL);
#define ADD(path, function) g_test_add ("/operation/delete/" path, Fixture, NULL, setup, function, fixture_teardown)
  ADD ("and-restore", test_delete_and_restore);
  ADD ("not-there", test_delete_not_there);
  ADD ("gone-meanwhile", test_delete_gone_meanwhile);
  ADD ("refused", test_delete_refused);
  ADD ("restore-not-there", test_restore_not_there);
  ADD ("empty", test_empty);
  ADD ("empty-is-not-forced", test_empty_is_not_forced);
  ADD ("nothing-to-do", test_nothing_to_do);
  ADD ("keyring-lost", test_keyring_lost);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
