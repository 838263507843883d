/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "adcs-server.h"
#include "cw-error.h"
#include "request-fixture.h"

/* Requests at a Windows CA: over TLS, with accounts and trust, and with everything that a server can do wrong. */

typedef struct {
  RequestFixture request;
  char          *folder;
  AdcsServer    *server;
} AdcsFixture;

static void
start (AdcsFixture *fixture, const char *account, guint port)
{
  AdcsOptions options = { .folder = fixture->folder, .pages = ADCS_PAGES, .account = account, .renewals = 1, .delay = 200, .port = port };

  fixture->server = adcs_server_start (&options);
}

static void
put (GHashTable *settings, const char *name, const char *value)
{
  g_hash_table_insert (settings, g_strdup (name), g_strdup (value));
}

static void
add_authority (AdcsFixture *fixture, gboolean trust)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  put (settings, "host", "localhost");
  put (settings, "ca-name", "Stand-in CA");
  put (settings, "url", adcs_server_get_url (fixture->server));
  if (trust)
    {
      put (settings, "trust", "file");
      put (settings, "trust-file", adcs_server_get_tls_ca (fixture->server));
    }
  operation = cw_add_authority_operation_new (fixture->request.authorities, "adcs", NULL, settings, FALSE);
  outcome = fixture_run (&fixture->request.base, operation);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
setup (AdcsFixture *fixture, gconstpointer data)
{
  const char *account = data;

  request_fixture_setup (&fixture->request, NULL);
  fixture->folder = fixture_dup_path (&fixture->request.base, "adcs");
  g_mkdir (fixture->folder, 0700);
  start (fixture, account != NULL && *account != '\0' ? account : NULL, 0);
  add_authority (fixture, TRUE);
}

static void
teardown (AdcsFixture *fixture, gconstpointer data)
{
  if (fixture->server != NULL)
    adcs_server_stop (fixture->server);
  g_free (fixture->folder);
  request_fixture_teardown (&fixture->request, NULL);
}

static CwRequestDraft *
make_draft (AdcsFixture *fixture, const char *words)
{
  /* The first authority that is added is the default: nobody names it. */
  CwRequestDraft *draft = request_fixture_draft (&fixture->request, NULL);

  g_object_set (draft, "template", words, NULL);
  return draft;
}

static CwOutcome *
request (AdcsFixture *fixture, const char *words)
{
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, words);

  return request_fixture_request (&fixture->request, draft);
}

static void
test_issued (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = request (fixture, "WebServer");
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autoptr (CwAuthorityInfo) info = NULL;

  assert_result (outcome, CW_RESULT_DONE);
  assert_state (request_fixture_first (outcome), CW_REQUEST_ISSUED);
  g_assert_cmpstr (request_fixture_first (outcome)->ca, ==, "localhost\\Stand-in CA");
  row = g_list_model_get_item (cw_outcome_get_certificates (outcome), 0);
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_cmpuint (cw_store_count_certificates (fixture->request.base.store), >, 1);
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 1);
  info = cw_authorities_find (fixture->request.authorities, "LOCALHOST\\Stand-in CA", NULL);
  g_assert_cmpint (cw_authority_info_get_last_used (info), >, 0);
  g_assert_nonnull (strstr (cw_outcome_get_log (outcome), "Sending the request"));
}

static void
test_pending (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) one = request (fixture, "pend");
  g_autoptr (CwOutcome) two = request (fixture, "pend");
  g_autoptr (CwOutcome) three = request (fixture, "pend");
  g_autoptr (CwOutcome) retrieved = NULL;

  assert_result (one, CW_RESULT_PENDING);
  g_assert_true (adcs_server_approve (fixture->server, (guint) atoi (request_fixture_first (one)->handle)));
  g_assert_true (adcs_server_revoke (fixture->server, (guint) atoi (request_fixture_first (two)->handle)));
  g_assert_true (adcs_server_deny (fixture->server, (guint) atoi (request_fixture_first (three)->handle)));
  request_fixture_restart (&fixture->request);
  retrieved = request_fixture_retrieve (&fixture->request);
  assert_result (retrieved, CW_RESULT_PARTLY);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "issued"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "revoked"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "denied"), ==, 1);
}

static void
test_denied (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = request (fixture, "notemplate");

  assert_result (outcome, CW_RESULT_DENIED);
  assert_state (request_fixture_first (outcome), CW_REQUEST_DENIED);
  g_assert_cmpstr (request_fixture_first (outcome)->code, ==, "0x80094800");
  g_assert_true (request_fixture_has_key (&fixture->request, request_fixture_first (outcome)));
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_problems (outcome)), >, 0);
}

/* words → the state that the request is left in, whether it was sent for good, and the error. */
static void
test_hostile (AdcsFixture *fixture, gconstpointer data)
{
  static const struct { const char *words; CwRequestState state; gboolean sent; int code; } cases[] = {
    { "otherkey", CW_REQUEST_FAILED, TRUE, CW_ERROR_KEY_MISMATCH },
    { "cut", CW_REQUEST_IN_DRAFT, TRUE, CW_ERROR_UNCERTAIN },
    { "odd", CW_REQUEST_IN_DRAFT, TRUE, CW_ERROR_UNCERTAIN },
    { "login", CW_REQUEST_FAILED, FALSE, CW_ERROR_REPLY },
    { "http403", CW_REQUEST_FAILED, FALSE, CW_ERROR_FORBIDDEN },
    { "asp", CW_REQUEST_FAILED, FALSE, CW_ERROR_SERVER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwOutcome) outcome = request (fixture, cases[i].words);
      g_autoptr (CwRequestRecord) record = request_fixture_reload (&fixture->request, request_fixture_first (outcome)->id);

      g_test_message ("%s: %s", cases[i].words, cw_outcome_get_summary (outcome));
      assert_result (outcome, CW_RESULT_FAILED);
      assert_state (record, cases[i].state);
      g_assert_cmpint (record->sent != 0, ==, cases[i].sent);
      g_assert_nonnull (record->message);
      g_assert_true (request_fixture_has_key (&fixture->request, record));
      g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, i + 1);
      g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, cases[i].code);
    }
}

/* Issued there, and not to be had at once: it waits, with its number. */
static void
test_not_yet (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = request (fixture, "notyet");
  g_autoptr (CwOutcome) retrieved = NULL;

  assert_result (outcome, CW_RESULT_PENDING);
  retrieved = request_fixture_retrieve (&fixture->request);
  assert_result (retrieved, CW_RESULT_DONE);
}

/* An answer that was lost: processing cannot find it, and sending it once more is for a person to decide, never for --force. */
static void
test_uncertain (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = request (fixture, "cut");
  g_autoptr (CwOutcome) retrieved = request_fixture_retrieve (&fixture->request);
  g_autoptr (CwOutcome) refused = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwRequestOperation) forced = NULL;
  gint64 id = request_fixture_first (outcome)->id;

  assert_result (retrieved, CW_RESULT_NOTHING);
  g_assert_cmpuint (g_list_model_get_n_items (cw_plan_get_problems (cw_outcome_get_plan (retrieved))), ==, 1);
  forced = cw_request_operation_new_again (fixture->request.authorities, fixture->request.topology, fixture->request.usages, id, FALSE);
  cw_operation_set_flags (CW_OPERATION (forced), CW_OPERATION_FORCE);
  test_script_say_no (fixture->request.base.script);
  refused = fixture_run (&fixture->request.base, CW_OPERATION (forced));
  assert_result (refused, CW_RESULT_CANCELLED);
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 1);
  record = request_fixture_reload (&fixture->request, id);
  assert_state (record, CW_REQUEST_IN_DRAFT);
  g_assert_cmpint (record->sent, >, 0);

  test_script_say_yes (fixture->request.base.script);
  again = request_fixture_again (&fixture->request, id, FALSE);
  assert_result (again, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (again), CW_ERROR, CW_ERROR_UNCERTAIN);
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 2);
}

static CwOutcome *
retrieve_by_number (AdcsFixture *fixture, gint64 id, const char *handle)
{
  g_autoptr (CwRetrieveOperation) operation = cw_retrieve_operation_new (fixture->request.authorities, &id, 1);

  cw_retrieve_operation_set_handle (operation, handle);
  return fixture_run (&fixture->request.base, CW_OPERATION (operation));
}

/* The number that somebody has looked up at the CA leads back to the answer; a wrong one changes nothing, and nothing is sent again. */
static void
test_found_by_number (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) other = request (fixture, "WebServer");
  g_autoptr (CwOutcome) outcome = request (fixture, "cut");
  g_autoptr (CwOutcome) wrong = NULL;
  g_autoptr (CwOutcome) unknown = NULL;
  g_autoptr (CwOutcome) found = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  gint64 id = request_fixture_first (outcome)->id;

  wrong = retrieve_by_number (fixture, id, request_fixture_first (other)->handle);
  g_assert_error (cw_outcome_get_error (wrong), CW_ERROR, CW_ERROR_KEY_MISMATCH);
  unknown = retrieve_by_number (fixture, id, "4711");
  g_assert_error (cw_outcome_get_error (unknown), CW_ERROR, CW_ERROR_NOT_FOUND);
  record = request_fixture_reload (&fixture->request, id);
  assert_state (record, CW_REQUEST_IN_DRAFT);
  g_assert_null (record->handle);
  found = retrieve_by_number (fixture, id, "90");
  assert_result (found, CW_RESULT_DONE);
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 2);
}

/* A server that is not there costs nothing but the wait: what was pending is pending, and is asked again later. */
static void
test_unreachable (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) pending = request (fixture, "pend");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  guint port = adcs_server_get_port (fixture->server);

  adcs_server_stop (g_steal_pointer (&fixture->server));
  outcome = request (fixture, "WebServer");
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_UNREACHABLE);
  record = request_fixture_reload (&fixture->request, request_fixture_first (outcome)->id);
  assert_state (record, CW_REQUEST_FAILED);
  g_assert_cmpint (record->sent, ==, 0);
  retrieved = request_fixture_retrieve (&fixture->request);
  assert_result (retrieved, CW_RESULT_FAILED);
  assert_state (request_fixture_first (retrieved), CW_REQUEST_PENDING);
  g_assert_cmpint (request_fixture_first (retrieved)->next_try, >, request_fixture_first (pending)->next_try);
  g_assert_cmpstr (request_fixture_first (retrieved)->code, ==, "unreachable");

  start (fixture, NULL, port);
  again = request_fixture_again (&fixture->request, record->id, FALSE);
  assert_result (again, CW_RESULT_DONE);
  g_assert_cmpint (request_fixture_first (again)->id, ==, record->id);
}

/* ---- accounts ---- */

static CwOutcome *
request_as (AdcsFixture *fixture, const char *password, gboolean remember)
{
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, "pend");
  g_autoptr (CwSecret) secret = password != NULL ? cw_secret_new_text (password) : NULL;

  g_object_set (draft, "account", "alice", "password", secret, "remember", remember, NULL);
  return request_fixture_request (&fixture->request, draft);
}

static guint
count_accounts (AdcsFixture *fixture, gboolean *remembered)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
  g_autoptr (GPtrArray) accounts = cw_authorities_list_accounts (fixture->request.authorities, info, NULL);

  *remembered = accounts->len > 0 && ((CwAccountRecord *) g_ptr_array_index (accounts, 0))->remembered;
  return accounts->len;
}

static void
test_remembered (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) first = request_as (fixture, "secret", TRUE);
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) retrieved = NULL;
  g_autofree char *json = cw_outcome_to_json (first);
  gboolean remembered;

  assert_result (first, CW_RESULT_PENDING);
  g_assert_cmpuint (count_accounts (fixture, &remembered), ==, 1);
  g_assert_true (remembered);
  g_assert_nonnull (strstr (test_keyring_get_label (fixture->request.base.keyring), "alice"));
  g_assert_null (strstr (json, "secret"));
  request_fixture_restart (&fixture->request);
  /* Nobody is asked: the script would end the test. */
  second = request_as (fixture, NULL, TRUE);
  assert_result (second, CW_RESULT_PENDING);
  adcs_server_approve (fixture->server, (guint) atoi (request_fixture_first (first)->handle));
  adcs_server_approve (fixture->server, (guint) atoi (request_fixture_first (second)->handle));
  retrieved = request_fixture_retrieve (&fixture->request);
  assert_result (retrieved, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (retrieved, "issued"), ==, 2);
}

static void
test_used_once (AdcsFixture *fixture, gconstpointer data)
{
  guint before = test_keyring_get_size (fixture->request.base.keyring);
  g_autoptr (CwOutcome) first = request_as (fixture, "secret", FALSE);
  g_autoptr (CwOutcome) second = request_as (fixture, "secret", FALSE);
  g_autoptr (CwOutcome) retrieved = NULL;
  gboolean remembered;

  assert_result (first, CW_RESULT_PENDING);
  assert_result (second, CW_RESULT_PENDING);
  /* Only the key of the store. */
  g_assert_cmpuint (test_keyring_get_size (fixture->request.base.keyring), ==, before + 1);
  g_assert_cmpuint (count_accounts (fixture, &remembered), ==, 1);
  g_assert_false (remembered);
  /* Two requests at one place: asked once. */
  test_script_say_secret (fixture->request.base.script, "secret");
  retrieved = request_fixture_retrieve (&fixture->request);
  assert_result (retrieved, CW_RESULT_PENDING);
  g_assert_cmpuint (test_script_get_asked (fixture->request.base.script)->len, ==, 1);
}

static void
test_wrong_password (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) good = request_as (fixture, "secret", TRUE);
  g_autoptr (CwOutcome) wrong = request_as (fixture, "wrong", TRUE);
  g_autoptr (CwOutcome) kept = NULL;

  assert_result (good, CW_RESULT_PENDING);
  assert_result (wrong, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (wrong), CW_ERROR, CW_ERROR_AUTHENTICATION);
  assert_state (request_fixture_first (wrong), CW_REQUEST_FAILED);
  g_assert_cmpint (request_fixture_first (wrong)->sent, ==, 0);
  /* The one that works is still there. */
  kept = request_as (fixture, NULL, TRUE);
  assert_result (kept, CW_RESULT_PENDING);
}

static void
test_dismissed (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwRequestRecord) record = NULL;

  test_script_say_secret (fixture->request.base.script, NULL);
  outcome = request_as (fixture, NULL, TRUE);
  assert_result (outcome, CW_RESULT_CANCELLED);
  record = request_fixture_reload (&fixture->request, request_fixture_first (outcome)->id);
  assert_state (record, CW_REQUEST_CANCELLED);
  g_assert_true (request_fixture_has_key (&fixture->request, record));
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 0);
}

/* The keyring locks itself after the store was unlocked: said in the question, and the password is used once. */
static void
test_locked_keyring (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  const char *question;

  cw_store_access_unlock (fixture->request.base.access, NULL, NULL, &error);
  g_assert_no_error (error);
  test_keyring_set_error (fixture->request.base.keyring, CW_ERROR_KEYRING_LOCKED);
  test_script_say_secret (fixture->request.base.script, "secret");
  outcome = request_as (fixture, NULL, TRUE);
  assert_result (outcome, CW_RESULT_PENDING);
  question = g_ptr_array_index (test_script_get_asked (fixture->request.base.script), 0);
  g_assert_nonnull (strstr (question, "used once"));
  /* It was to be remembered and could not be: said, and no failure. */
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_problems (outcome)), ==, 1);
  test_keyring_set_error (fixture->request.base.keyring, -1);
}

static void
test_account_operations (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
  g_autoptr (CwOperation) remember = cw_remember_account_operation_new (fixture->request.authorities, info, "alice", NULL);
  g_autoptr (CwOperation) forget = cw_forget_account_operation_new (fixture->request.authorities, info, "alice");
  g_autoptr (CwOutcome) remembered = NULL;
  g_autoptr (CwOutcome) used = NULL;
  g_autoptr (CwOutcome) forgotten = NULL;
  g_autoptr (CwSecret) password = NULL;
  g_autoptr (GError) error = NULL;
  gboolean flag;

  test_script_say_secret (fixture->request.base.script, "secret");
  remembered = fixture_run (&fixture->request.base, remember);
  assert_result (remembered, CW_RESULT_DONE);
  used = request_as (fixture, NULL, TRUE);
  assert_result (used, CW_RESULT_PENDING);
  forgotten = fixture_run (&fixture->request.base, forget);
  assert_result (forgotten, CW_RESULT_DONE);
  g_assert_cmpuint (count_accounts (fixture, &flag), ==, 0);
  password = cw_authorities_lookup_password (fixture->request.authorities, info, "alice", NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* ---- trust ---- */

static void
untrust (AdcsFixture *fixture)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  put (settings, "host", "localhost");
  put (settings, "ca-name", "Stand-in CA");
  put (settings, "url", adcs_server_get_url (fixture->server));
  operation = cw_edit_authority_operation_new (fixture->request.authorities, info, NULL, settings);
  outcome = fixture_run (&fixture->request.base, operation);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
test_trust (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) refused = NULL;
  g_autoptr (CwOutcome) agreed = NULL;
  g_autoptr (CwOutcome) later = NULL;
  g_autoptr (CwOutcome) alone = NULL;
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, "WebServer");
  g_autoptr (CwRequestOperation) unattended = cw_request_operation_new (fixture->request.authorities, draft);
  g_autoptr (CwPlan) plan = NULL;

  untrust (fixture);
  /* With nobody to ask, the reason is the server's certificate; --force is no answer. */
  plan = cw_operation_prepare (CW_OPERATION (unattended), NULL, NULL);
  cw_operation_set_flags (CW_OPERATION (unattended), CW_OPERATION_FORCE);
  alone = cw_operation_run (CW_OPERATION (unattended), plan, NULL);
  g_assert_error (cw_outcome_get_error (alone), CW_ERROR, CW_ERROR_TLS_UNTRUSTED);
  g_clear_object (&unattended);
  test_script_say_no (fixture->request.base.script);
  refused = request (fixture, "WebServer");
  assert_result (refused, CW_RESULT_CANCELLED);
  g_assert_cmpint (request_fixture_first (refused)->sent, ==, 0);
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 0);
  test_script_say_yes (fixture->request.base.script);
  agreed = request (fixture, "WebServer");
  assert_result (agreed, CW_RESULT_DONE);
  request_fixture_restart (&fixture->request);
  later = request (fixture, "WebServer");
  assert_result (later, CW_RESULT_DONE);
}

/* Asked for the password, then for trust: the password is not asked for again. */
static void
test_trust_with_account (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;

  untrust (fixture);
  test_script_say_secret (fixture->request.base.script, "secret");
  test_script_say_yes (fixture->request.base.script);
  outcome = request_as (fixture, NULL, TRUE);
  assert_result (outcome, CW_RESULT_PENDING);
  g_assert_cmpuint (test_script_get_asked (fixture->request.base.script)->len, ==, 2);
}

/* ---- the list ---- */

static void
test_remove (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) pending = request_as (fixture, "secret", TRUE);
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
  g_autoptr (CwOperation) refused = cw_remove_authority_operation_new (fixture->request.authorities, info);
  g_autoptr (CwOperation) operation = cw_remove_authority_operation_new (fixture->request.authorities, info);
  g_autoptr (CwOperation) cancel = NULL;
  g_autoptr (CwOutcome) cancelled = NULL;
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (CwAuthorityInfo) gone = NULL;
  g_autoptr (GError) error = NULL;

  fixture_fail (&fixture->request.base, refused, CW_ERROR_IN_USE);
  cancel = cw_cancel_request_operation_new (fixture->request.authorities, request_fixture_first (pending)->id);
  cancelled = fixture_run (&fixture->request.base, cancel);
  assert_result (cancelled, CW_RESULT_DONE);
  removed = fixture_run (&fixture->request.base, operation);
  assert_result (removed, CW_RESULT_DONE);
  /* The key of the store stays, the password does not. */
  g_assert_cmpuint (test_keyring_get_size (fixture->request.base.keyring), ==, 1);
  gone = cw_authorities_find (fixture->request.authorities, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN);
}

static void
test_test (AdcsFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
  g_autoptr (CwTestAuthorityOperation) operation = cw_test_authority_operation_new (fixture->request.authorities, info, NULL, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  before = request_fixture_snapshot (&fixture->request);
  outcome = fixture_run (&fixture->request.base, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (cw_test_authority_operation_get_lines (operation)), >, 3);
  after = request_fixture_snapshot (&fixture->request);
  g_assert_cmpstr (before, ==, after);
}

#define ADD(path, function, account) g_test_add ("/operation/request-adcs/" path, AdcsFixture, account, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("issued", test_issued, "");
  ADD ("pending", test_pending, "");
  ADD ("denied", test_denied, "");
  ADD ("hostile", test_hostile, "");
  ADD ("not-yet", test_not_yet, "");
  ADD ("uncertain", test_uncertain, "");
  ADD ("found-by-number", test_found_by_number, "");
  ADD ("unreachable", test_unreachable, "");
  ADD ("remembered", test_remembered, "alice:secret");
  ADD ("used-once", test_used_once, "alice:secret");
  ADD ("wrong-password", test_wrong_password, "alice:secret");
  ADD ("dismissed", test_dismissed, "alice:secret");
  ADD ("locked-keyring", test_locked_keyring, "alice:secret");
  ADD ("account-operations", test_account_operations, "alice:secret");
  ADD ("trust", test_trust, "");
  ADD ("trust-with-account", test_trust_with_account, "alice:secret");
  ADD ("remove", test_remove, "alice:secret");
  ADD ("test", test_test, "");
  return g_test_run ();
}
