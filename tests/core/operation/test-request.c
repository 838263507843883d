/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"
#include "cw-report.h"
#include "request-fixture.h"

/* Requests at the practice CA, from the wish to the certificate, and every way that they can end. */

static gint64
get_handle (const CwRequestRecord *record)
{
  return g_ascii_strtoll (record->handle, NULL, 10);
}

static void
run_done (RequestFixture *fixture, CwOperation *taken)
{
  g_autoptr (CwOperation) operation = taken;
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->base, operation);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
}

static void
test_issued (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwRequestOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  const CwRequestRecord *record;

  g_object_set (draft, "friendly-name", "Pool 2026", "organization", "Example", "country", "DE", NULL);
  operation = cw_request_operation_new (fixture->authorities, draft);
  outcome = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  record = request_fixture_first (outcome);
  assert_state (record, CW_REQUEST_ISSUED);
  g_assert_cmpstr (record->kind, ==, "practice");
  g_assert_nonnull (record->handle);
  row = g_list_model_get_item (cw_outcome_get_certificates (outcome), 0);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "Pool 2026");
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_false (cw_stored_certificate_is_exportable (row));
  g_assert_cmpint (cw_stored_certificate_get_id (row), ==, record->certificate);
  g_assert_cmpstr (cw_stored_certificate_get_common_name (row), ==, "pool.example.org");
  g_assert_true (g_strv_contains (cw_stored_certificate_get_names (row), "sip.example.org"));
  /* Only this program trusts it, and so it says. */
  g_assert_cmpint (cw_chain_get_verdict (cw_request_operation_get_chain (operation)), ==, CW_VERDICT_GOOD);
  g_assert_cmpuint (cw_request_operation_get_differences (operation)->len, >, 3);
  g_assert_nonnull (strstr (cw_request_operation_get_log (operation), "practice CA"));
  /* Root, issuing and leaf; a key each. */
  g_assert_cmpuint (cw_store_count_certificates (fixture->base.store), ==, 3);
  g_assert_cmpuint (cw_store_count_keys (fixture->base.store), ==, 3);
}

static void
test_what_if (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);
  g_autofree char *before = request_fixture_snapshot (fixture);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_autofree char *csr = cw_request_operation_dup_csr (operation);

  g_assert_no_error (error);
  g_assert_true (cw_plan_changes_anything (plan));
  g_assert_cmpuint (g_list_model_get_n_items (cw_plan_get_facts (plan)), >, 6);
  g_assert_null (csr);
  g_assert_null (cw_request_operation_get_request (operation));
  after = request_fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (test_keyring_get_size (fixture->base.keyring), ==, 0);
}

static void
test_approved (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOutcome) still = NULL;
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autoptr (CwOutcome) nothing = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwRequestRecord) waiting = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  gint64 handle;

  request_fixture_hold (fixture, TRUE);
  outcome = request_fixture_request (fixture, draft);
  assert_result (outcome, CW_RESULT_PENDING);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (outcome)), ==, 0);
  record = cw_request_record_copy (request_fixture_first (outcome));
  assert_state (record, CW_REQUEST_PENDING);
  g_assert_true (request_fixture_has_key (fixture, record));
  handle = get_handle (record);

  request_fixture_restart (fixture);
  still = request_fixture_retrieve (fixture);
  assert_result (still, CW_RESULT_PENDING);
  waiting = request_fixture_reload (fixture, record->id);
  g_assert_cmpint (waiting->next_try - waiting->asked, ==, 2 * (record->next_try - record->asked));
  run_done (fixture, cw_practice_approve_operation_new (fixture->authorities, &handle, 1));
  retrieved = request_fixture_retrieve (fixture);
  assert_result (retrieved, CW_RESULT_DONE);
  assert_state (request_fixture_first (retrieved), CW_REQUEST_ISSUED);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "issued"), ==, 1);
  row = g_list_model_get_item (cw_outcome_get_certificates (retrieved), 0);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  nothing = request_fixture_retrieve (fixture);
  assert_result (nothing, CW_RESULT_NOTHING);
}

static void
test_denied (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  gint64 handle;

  request_fixture_hold (fixture, TRUE);
  outcome = request_fixture_request (fixture, draft);
  handle = get_handle (request_fixture_first (outcome));
  run_done (fixture, cw_practice_deny_operation_new (fixture->authorities, &handle, 1, "Ask your boss first."));
  retrieved = request_fixture_retrieve (fixture);
  assert_result (retrieved, CW_RESULT_DENIED);
  record = cw_request_record_copy (request_fixture_first (retrieved));
  assert_state (record, CW_REQUEST_DENIED);
  g_assert_cmpstr (record->message, ==, "Ask your boss first.");
  g_assert_true (request_fixture_has_key (fixture, record));

  /* Once more with the same key is a request of its own: the number of the denied one is not lost. */
  request_fixture_hold (fixture, FALSE);
  again = request_fixture_again (fixture, record->id, FALSE);
  assert_result (again, CW_RESULT_DONE);
  g_assert_cmpint (request_fixture_first (again)->id, !=, record->id);
  g_assert_cmpstr (request_fixture_first (again)->key_id, ==, record->key_id);
  assert_state (request_fixture_first (again), CW_REQUEST_ISSUED);
}

/* One of three is revoked, one denied: neither blocks the third. */
static void
test_revoked (RequestFixture *fixture, gconstpointer data)
{
  gint64 handles[3];
  gint64 ids[3];
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autoptr (CwRequestRecord) record = NULL;

  request_fixture_hold (fixture, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
      g_autoptr (CwOutcome) outcome = request_fixture_request (fixture, draft);

      handles[i] = get_handle (request_fixture_first (outcome));
      ids[i] = request_fixture_first (outcome)->id;
    }
  run_done (fixture, cw_practice_approve_operation_new (fixture->authorities, handles, 1));
  run_done (fixture, cw_practice_revoke_operation_new (fixture->authorities, handles[0], "Key compromised"));
  run_done (fixture, cw_practice_deny_operation_new (fixture->authorities, handles + 1, 1, "No."));
  run_done (fixture, cw_practice_approve_operation_new (fixture->authorities, handles + 2, 1));
  retrieved = request_fixture_retrieve (fixture);
  assert_result (retrieved, CW_RESULT_PARTLY);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "issued"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "revoked"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "denied"), ==, 1);
  record = request_fixture_reload (fixture, ids[0]);
  assert_state (record, CW_REQUEST_REVOKED);
  g_assert_true (request_fixture_has_key (fixture, record));
}

static void
test_new_key (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) again = NULL;

  g_object_set (draft, "organization", "Example", NULL);
  first = request_fixture_request (fixture, draft);
  again = request_fixture_again (fixture, request_fixture_first (first)->id, TRUE);
  assert_result (again, CW_RESULT_DONE);
  g_assert_cmpstr (request_fixture_first (first)->key_id, !=, request_fixture_first (again)->key_id);
  g_assert_cmpstr (request_fixture_first (first)->subject, ==, request_fixture_first (again)->subject);
}

static void
test_clear (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOperation) clear = NULL;
  g_autoptr (CwOperation) refused = NULL;
  g_autoptr (CwOperation) restore = NULL;
  g_autoptr (CwOutcome) cleared = NULL;
  g_autoptr (CwOutcome) no = NULL;
  g_autoptr (CwOutcome) restored = NULL;
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  gint64 id, handle;

  request_fixture_hold (fixture, TRUE);
  outcome = request_fixture_request (fixture, draft);
  id = request_fixture_first (outcome)->id;
  handle = get_handle (request_fixture_first (outcome));

  test_script_say_no (fixture->base.script);
  refused = cw_clear_operation_new (fixture->authorities, &id, 1);
  no = fixture_run (&fixture->base, refused);
  assert_result (no, CW_RESULT_CANCELLED);

  test_script_say_yes (fixture->base.script);
  clear = cw_clear_operation_new (fixture->authorities, NULL, 0);
  cleared = fixture_run (&fixture->base, clear);
  assert_result (cleared, CW_RESULT_DONE);
  record = request_fixture_reload (fixture, id);
  g_assert_cmpint (record->cleared, >, 0);
  assert_state (record, CW_REQUEST_PENDING);
  retrieved = request_fixture_retrieve (fixture);
  assert_result (retrieved, CW_RESULT_NOTHING);
  g_clear_object (&retrieved);

  restore = cw_restore_requests_operation_new (fixture->authorities, &id, 1);
  restored = fixture_run (&fixture->base, restore);
  assert_result (restored, CW_RESULT_DONE);
  g_assert_true (request_fixture_has_key (fixture, record));
  run_done (fixture, cw_practice_approve_operation_new (fixture->authorities, &handle, 1));
  retrieved = request_fixture_retrieve (fixture);
  assert_result (retrieved, CW_RESULT_DONE);
}

/* Emptying the trash takes a cleared request and its key, and nothing else: the key of a certificate stays. */
static void
test_empty_trash (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) issued = request_fixture_request (fixture, draft);
  g_autoptr (CwOutcome) pending = NULL;
  g_autoptr (CwOutcome) emptied = NULL;
  g_autoptr (CwOperation) clear = NULL;
  g_autoptr (CwOutcome) cleared = NULL;
  g_autoptr (CwOperation) empty = NULL;
  g_autoptr (CwRequestRecord) gone = NULL;
  g_autoptr (GError) error = NULL;
  gint64 ids[2];

  request_fixture_hold (fixture, TRUE);
  pending = request_fixture_request (fixture, draft);
  ids[0] = request_fixture_first (issued)->id;
  ids[1] = request_fixture_first (pending)->id;
  test_script_say_yes (fixture->base.script);
  clear = cw_clear_operation_new (fixture->authorities, ids, 2);
  cleared = fixture_run (&fixture->base, clear);
  assert_result (cleared, CW_RESULT_DONE);
  test_script_say_yes (fixture->base.script);
  empty = cw_empty_trash_operation_new (fixture->base.access);
  emptied = fixture_run (&fixture->base, empty);
  assert_result (emptied, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (emptied, "removed"), ==, 0);
  g_assert_cmpuint (cw_outcome_get_count (emptied, "requestsRemoved"), ==, 2);
  gone = cw_store_find_request (fixture->base.store, ids[0], &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_true (request_fixture_has_key (fixture, request_fixture_first (issued)));
  g_assert_false (request_fixture_has_key (fixture, request_fixture_first (pending)));
}

static void
test_cancel (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwPracticeRecord) there = NULL;
  gint64 id, handle;

  request_fixture_hold (fixture, TRUE);
  outcome = request_fixture_request (fixture, draft);
  id = request_fixture_first (outcome)->id;
  handle = get_handle (request_fixture_first (outcome));
  run_done (fixture, cw_cancel_request_operation_new (fixture->authorities, id));
  record = request_fixture_reload (fixture, id);
  assert_state (record, CW_REQUEST_CANCELLED);
  g_assert_true (request_fixture_has_key (fixture, record));
  there = cw_practice_book_find (cw_authorities_get_practice (fixture->authorities), handle, NULL);
  g_assert_cmpint (there->state, ==, CW_PRACTICE_CANCELLED);
  {
    g_autoptr (CwOperation) twice = cw_cancel_request_operation_new (fixture->authorities, id);

    fixture_fail (&fixture->base, twice, CW_ERROR_USAGE);
  }
}

static void
expect_failure (RequestFixture *fixture, CwRequestDraft *draft, int code)
{
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);
  g_autofree char *before = fixture_snapshot (&fixture->base);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);

  g_assert_null (plan);
  g_assert_error (error, CW_ERROR, code);
  after = fixture_snapshot (&fixture->base);
  g_assert_cmpstr (before, ==, after);
}

static void
test_refused (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, NULL);
  CwUsage *usage = cw_usage_catalogue_find (fixture->usages, "Default");

  /* Never silently the practice CA. */
  expect_failure (fixture, draft, CW_ERROR_AUTHORITY_UNKNOWN);
  g_object_set (draft, "authority", "nobody", NULL);
  expect_failure (fixture, draft, CW_ERROR_AUTHORITY_UNKNOWN);
  g_object_set (draft, "authority", "practice", "country", "Germany", NULL);
  expect_failure (fixture, draft, CW_ERROR_NAME_INVALID);
  g_object_set (draft, "country", NULL, "key-type", CW_KEY_RSA, "key-size", 1024, NULL);
  expect_failure (fixture, draft, CW_ERROR_NEEDS_CONFIRMATION);
  g_object_set (draft, "key-size", 2000, NULL);
  expect_failure (fixture, draft, CW_ERROR_USAGE);
  g_object_set (draft, "key-type", CW_KEY_ECDH_P256, "friendly-name", "two\nlines", NULL);
  expect_failure (fixture, draft, CW_ERROR_NAME_INVALID);
  g_object_set (draft, "friendly-name", NULL, NULL);
  cw_request_draft_set_usage (draft, usage, FALSE);
  expect_failure (fixture, draft, CW_ERROR_USAGE);
}

static void
test_name_taken (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;

  g_object_set (draft, "friendly-name", "Web", NULL);
  outcome = request_fixture_request (fixture, draft);
  assert_result (outcome, CW_RESULT_DONE);
  expect_failure (fixture, draft, CW_ERROR_NAME_TAKEN);
}

static void
test_cancelled_before (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);
  g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GPtrArray) requests = NULL;

  g_cancellable_cancel (cancellable);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, cancellable);
  assert_result (outcome, CW_RESULT_CANCELLED);
  requests = cw_store_list_requests (fixture->base.store, CW_REQUESTS_ALL, NULL);
  g_assert_cmpuint (requests->len, ==, 0);
  g_assert_cmpuint (cw_store_count_keys (fixture->base.store), ==, 0);
}

static void
test_json (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  outcome = request_fixture_request (fixture, draft);
  json = cw_outcome_to_json (outcome);
  g_assert_nonnull (strstr (json, "\"state\" : \"issued\""));
  g_assert_nonnull (strstr (json, "\"ca\" : \"practice\""));
  g_assert_nonnull (strstr (json, "\"requestId\" : \"1\""));
  g_assert_nonnull (strstr (json, "\"id\" : \"r1\""));
  html = cw_report_to_html (json, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (html, "Requests"));
  g_assert_nonnull (strstr (html, "practice"));
  kept = cw_store_load_report (fixture->base.store, cw_outcome_get_history_id (outcome), &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (kept, "\"state\" : \"issued\""));
}

#define ADD(path, function) \
  g_test_add ("/operation/request/" path, RequestFixture, NULL, request_fixture_setup, function, request_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("issued", test_issued);
  ADD ("what-if", test_what_if);
  ADD ("approved", test_approved);
  ADD ("denied", test_denied);
  ADD ("revoked", test_revoked);
  ADD ("new-key", test_new_key);
  ADD ("clear", test_clear);
  ADD ("empty-trash", test_empty_trash);
  ADD ("cancel", test_cancel);
  ADD ("refused", test_refused);
  ADD ("name-taken", test_name_taken);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("json", test_json);
  return g_test_run ();
}
