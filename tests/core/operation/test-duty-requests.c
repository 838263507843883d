/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include "adcs-server.h"
#include "cw-clock.h"
#include "cw-duty.h"
#include "cw-error.h"
#include "notice-log.h"
#include "request-fixture.h"

/* Pending requests when nobody is there: asked about when it is their turn, later and later, and never so that an account is locked. */

#define MINUTE 60
#define HOUR 3600
#define DAY (24 * HOUR)

typedef struct {
  RequestFixture request;
  CwAssignments *assignments;
  NoticeLog     *log;
  char          *folder;
  AdcsServer    *server;
  CwAuthorityInfo *info;       /* of the server */
  gint64         offset;
} DutyFixture;

static void
advance (DutyFixture *fixture, gint64 seconds)
{
  fixture->offset += seconds;
  cw_clock_set_offset (fixture->offset);
}

static void
put (GHashTable *settings, const char *name, const char *value)
{
  g_hash_table_insert (settings, g_strdup (name), g_strdup (value));
}

static void
add_authority (DutyFixture *fixture)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  put (settings, "host", "localhost");
  put (settings, "ca-name", "Stand-in CA");
  put (settings, "url", adcs_server_get_url (fixture->server));
  put (settings, "trust", "file");
  put (settings, "trust-file", adcs_server_get_tls_ca (fixture->server));
  operation = cw_add_authority_operation_new (fixture->request.authorities, "adcs", NULL, settings, FALSE);
  outcome = fixture_run (&fixture->request.base, operation);
  assert_result (outcome, CW_RESULT_DONE);
  fixture->info = cw_authorities_find (fixture->request.authorities, NULL, NULL);
}

/* data: the account of the server, "" for anybody; NULL: no server. */
static void
setup (DutyFixture *fixture, gconstpointer data)
{
  const char *account = data;
  g_autofree char *topology = NULL;
  g_autofree char *live = NULL;

  fixture->offset = 0;
  request_fixture_setup (&fixture->request, NULL);
  topology = fixture_dup_path (&fixture->request.base, "topology.conf");
  live = fixture_dup_path (&fixture->request.base, "live");
  fixture->assignments = cw_assignments_new (fixture->request.authorities, CW_KEYRING (fixture->request.base.keyring), fixture->request.usages, topology, live);
  fixture->log = notice_log_new ();
  if (account == NULL)
    return;
  fixture->folder = fixture_dup_path (&fixture->request.base, "adcs");
  g_mkdir (fixture->folder, 0700);
  fixture->server = adcs_server_start (&(AdcsOptions) { .folder = fixture->folder, .pages = ADCS_PAGES, .account = *account != '\0' ? account : NULL,
                                                        .renewals = 1, .delay = 200 });
  add_authority (fixture);
}

static void
teardown (DutyFixture *fixture, gconstpointer data)
{
  cw_clock_set_offset (0);
  g_clear_object (&fixture->info);
  if (fixture->server != NULL)
    adcs_server_stop (fixture->server);
  g_free (fixture->folder);
  notice_log_free (fixture->log);
  g_assert_finalize_object (fixture->assignments);
  request_fixture_teardown (&fixture->request, NULL);
}

#define add(path, function, account) g_test_add (path, DutyFixture, account, setup, function, teardown)

static CwDutyReport *
run (DutyFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CwDutyReport *report = cw_duty_run (fixture->assignments, NULL, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static void
run_idle (DutyFixture *fixture)
{
  g_autoptr (CwDutyReport) report = run (fixture);

  g_assert_cmpuint (report->outcomes->len, ==, 0);
  notice_log_expect (fixture->log, NULL, NULL);
}

/* One that waits. account: NULL for none. */
static CwRequestRecord *
request (DutyFixture *fixture, const char *authority, const char *account)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (&fixture->request, authority);
  g_autoptr (CwOutcome) outcome = NULL;

  g_object_set (draft, "template", authority == NULL ? "pend" : NULL, "account", account, NULL);
  outcome = request_fixture_request (&fixture->request, draft);
  assert_result (outcome, CW_RESULT_PENDING);
  return request_fixture_reload (&fixture->request, request_fixture_first (outcome)->id);
}

static void
remember (DutyFixture *fixture, const char *password)
{
  g_autoptr (CwSecret) secret = cw_secret_new_text (password);
  g_autoptr (GError) error = NULL;

  cw_authorities_remember (fixture->request.authorities, fixture->info, "alice", secret, NULL, &error);
  g_assert_no_error (error);
}

/* ---- the practice CA ---- */

static gint64
get_number (const CwRequestRecord *record)
{
  return g_ascii_strtoll (record->handle, NULL, 10);
}

static void
approve (DutyFixture *fixture, const CwRequestRecord *record)
{
  gint64 id = get_number (record);
  g_autoptr (CwOperation) operation = cw_practice_approve_operation_new (fixture->request.authorities, &id, 1);
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->request.base, operation);

  assert_result (outcome, CW_RESULT_DONE);
}

static void
deny (DutyFixture *fixture, const CwRequestRecord *record)
{
  gint64 id = get_number (record);
  g_autoptr (CwOperation) operation = cw_practice_deny_operation_new (fixture->request.authorities, &id, 1, "Not today");
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->request.base, operation);

  assert_result (outcome, CW_RESULT_DONE);
}

/* Asked after a quarter of an hour, then later and later; told when it was decided, once. */
static void
test_decided (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) first = NULL;
  g_autoptr (CwRequestRecord) second = NULL;
  g_autoptr (CwRequestRecord) waiting = NULL;
  g_autoptr (CwDutyReport) asked = NULL;
  g_autoptr (CwDutyReport) decided = NULL;

  request_fixture_hold (&fixture->request, TRUE);
  first = request (fixture, "practice", NULL);
  second = request (fixture, "practice", NULL);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);

  advance (fixture, 16 * MINUTE);
  g_assert_true (cw_duty_is_due (fixture->assignments));
  asked = run (fixture);
  g_assert_cmpuint (asked->issued + asked->denied, ==, 0);
  assert_result (g_ptr_array_index (asked->outcomes, 0), CW_RESULT_PENDING);
  notice_log_expect (fixture->log, NULL, NULL);
  waiting = request_fixture_reload (&fixture->request, first->id);
  g_assert_cmpint (waiting->next_try, >=, cw_clock_now () + 29 * MINUTE);
  g_assert_cmpint (ABS (asked->next - waiting->next_try), <=, 2);
  run_idle (fixture);

  approve (fixture, first);
  deny (fixture, second);
  run_idle (fixture);
  advance (fixture, 31 * MINUTE);
  decided = run (fixture);
  g_assert_cmpuint (decided->issued, ==, 1);
  g_assert_cmpuint (decided->denied, ==, 1);
  notice_log_expect (fixture->log, "was issued", "practice");
  notice_log_expect (fixture->log, "was denied", "Not today");
  run_idle (fixture);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  advance (fixture, 300 * DAY);
  run_idle (fixture);
}

/* ---- a CA with accounts ---- */

static void
test_issued (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwRequestRecord) after = NULL;
  g_autoptr (CwDutyReport) report = NULL;

  remember (fixture, "secret");
  record = request (fixture, NULL, "alice");
  adcs_server_approve (fixture->server, (guint) get_number (record));
  advance (fixture, 16 * MINUTE);
  report = run (fixture);
  g_assert_cmpuint (report->issued, ==, 1);
  after = request_fixture_reload (&fixture->request, record->id);
  assert_state (after, CW_REQUEST_ISSUED);
  notice_log_expect (fixture->log, "was issued", "Stand-in CA");
  g_assert_cmpuint (adcs_server_count_posts (fixture->server), ==, 1);
}

/* One try with a password that is wrong now, for all that wait, and none more until somebody has asked with the right one. */
static void
test_refused (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) first = NULL;
  g_autoptr (CwRequestRecord) second = NULL;
  g_autoptr (CwRequestRecord) after = NULL;
  g_autoptr (CwRetrieveOperation) by_hand = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwDutyReport) refused = NULL;
  g_autoptr (CwDutyReport) again = NULL;
  guint n;

  remember (fixture, "secret");
  first = request (fixture, NULL, "alice");
  advance (fixture, 10 * MINUTE);
  second = request (fixture, NULL, "alice");
  remember (fixture, "changed at the CA");
  advance (fixture, 6 * MINUTE);
  refused = run (fixture);
  g_assert_error (cw_outcome_get_error (g_ptr_array_index (refused->outcomes, 0)), CW_ERROR, CW_ERROR_AUTHENTICATION);
  after = request_fixture_reload (&fixture->request, first->id);
  assert_state (after, CW_REQUEST_PENDING);
  g_assert_cmpint (after->next_try, ==, 0);
  notice_log_expect (fixture->log, "could not be asked about", "alice");
  notice_log_expect (fixture->log, NULL, NULL);

  /* The other one has a turn of its own, and the same account. */
  n = adcs_server_count_requests (fixture->server);
  advance (fixture, DAY);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);
  advance (fixture, 30 * DAY);
  run_idle (fixture);
  g_assert_cmpuint (adcs_server_count_requests (fixture->server), ==, n);

  remember (fixture, "secret");
  by_hand = cw_retrieve_operation_new (fixture->request.authorities, &second->id, 1);
  outcome = fixture_run (&fixture->request.base, CW_OPERATION (by_hand));
  assert_result (outcome, CW_RESULT_PENDING);
  adcs_server_approve (fixture->server, (guint) get_number (first));
  advance (fixture, MINUTE);
  g_assert_true (cw_duty_is_due (fixture->assignments));
  again = run (fixture);
  g_assert_cmpuint (again->issued, ==, 1);
  notice_log_expect (fixture->log, "was issued", NULL);
}

/* Nobody is asked for a password: the script of the fixture would say so. It is told once, and tried later and later. */
static void
test_no_password (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwRequestRecord) after = NULL;
  g_autoptr (CwDutyReport) first = NULL;
  g_autoptr (CwDutyReport) second = NULL;
  g_autoptr (GError) error = NULL;

  remember (fixture, "secret");
  record = request (fixture, NULL, "alice");
  cw_authorities_forget (fixture->request.authorities, fixture->info, "alice", NULL, &error);
  g_assert_no_error (error);
  advance (fixture, 16 * MINUTE);
  first = run (fixture);
  g_assert_error (cw_outcome_get_error (g_ptr_array_index (first->outcomes, 0)), CW_ERROR, CW_ERROR_PASSWORD_NEEDED);
  after = request_fixture_reload (&fixture->request, record->id);
  g_assert_cmpint (after->next_try, >=, cw_clock_now () + 29 * MINUTE);
  notice_log_expect (fixture->log, "could not be asked about", "password of alice");
  advance (fixture, HOUR);
  second = run (fixture);
  g_assert_cmpuint (second->outcomes->len, ==, 1);
  notice_log_expect (fixture->log, NULL, NULL);
}

/* A keyring that is locked would ask for its password: it waits until somebody has unlocked it, and then it is its turn at once. */
static void
test_locked (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwRequestRecord) after = NULL;
  g_autoptr (CwDutyReport) locked = NULL;
  g_autoptr (CwDutyReport) report = NULL;
  guint n;

  remember (fixture, "secret");
  record = request (fixture, NULL, "alice");
  n = adcs_server_count_requests (fixture->server);
  test_keyring_set_error (fixture->request.base.keyring, CW_ERROR_KEYRING_LOCKED);
  advance (fixture, 16 * MINUTE);
  locked = run (fixture);
  g_assert_cmpuint (locked->outcomes->len, ==, 0);
  g_assert_cmpint (locked->next, >=, cw_clock_now () + 59);
  after = request_fixture_reload (&fixture->request, record->id);
  g_assert_cmpint (after->next_try, ==, record->next_try);
  g_assert_cmpuint (adcs_server_count_requests (fixture->server), ==, n);
  test_keyring_set_error (fixture->request.base.keyring, -1);
  adcs_server_deny (fixture->server, (guint) get_number (record));
  report = run (fixture);
  g_assert_cmpuint (report->denied, ==, 1);
}

/* A CA that is down: nobody is told, it waits longer each time, at most a day. */
static void
test_unreachable (DutyFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestRecord) record = request (fixture, NULL, NULL);
  gint64 before = 0;

  adcs_server_stop (g_steal_pointer (&fixture->server));
  for (guint i = 0; i < 9; i++)
    {
      g_autoptr (CwRequestRecord) after = NULL;
      g_autoptr (CwDutyReport) report = NULL;
      gint64 wait;

      advance (fixture, DAY + 1);
      report = run (fixture);
      assert_result (g_ptr_array_index (report->outcomes, 0), CW_RESULT_FAILED);
      after = request_fixture_reload (&fixture->request, record->id);
      assert_state (after, CW_REQUEST_PENDING);
      wait = after->next_try - after->asked;
      g_assert_cmpint (wait, >=, before);
      g_assert_cmpint (wait, <=, DAY);
      before = wait;
    }
  g_assert_cmpint (before, ==, DAY);
  notice_log_expect (fixture->log, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/duty/requests/decided", test_decided, NULL);
  add ("/duty/requests/issued", test_issued, "alice:secret");
  add ("/duty/requests/refused", test_refused, "alice:secret");
  add ("/duty/requests/no-password", test_no_password, "alice:secret");
  add ("/duty/requests/locked", test_locked, "alice:secret");
  add ("/duty/requests/unreachable", test_unreachable, "");
  return g_test_run ();
}
