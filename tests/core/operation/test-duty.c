/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-duty.h"
#include "cw-error.h"
#include "notice-log.h"

/* What is done when nobody is there, with certificates that are assigned: rolls, warnings, and what a power cut left. The clock is moved. */

#define HOUR 3600
#define DAY (24 * HOUR)
#define SWITCHED "Title=Switched\n[Names]\nSubject={computer}\nNames={computer};\n[Service]\nAction=command\nCheck=/usr/bin/test -e %s\nReload=/bin/true\n"

static gint64 now_offset;

static void
setup (AssignFixture *fixture, gconstpointer data)
{
  now_offset = 0;
  assign_fixture_setup (fixture, data);
}

#define add(path, function) g_test_add (path, AssignFixture, NULL, setup, function, assign_fixture_teardown)

static void
advance (gint64 seconds)
{
  now_offset += seconds;
  cw_clock_set_offset (now_offset);
}

static CwDutyReport *
run (AssignFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CwDutyReport *report = cw_duty_run (fixture->assignments, NULL, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static void
run_idle (AssignFixture *fixture)
{
  g_autoptr (CwDutyReport) report = run (fixture);

  g_assert_cmpuint (report->outcomes->len, ==, 0);
  g_assert_cmpuint (report->rolled + report->failed + report->issued + report->denied + report->warned, ==, 0);
}

static void
stage (AssignFixture *fixture, const char *reference, const char *types, gint64 in)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, reference, types);
  g_autoptr (CwOutcome) outcome = NULL;

  g_object_set (draft, "effective-date", cw_clock_now () + in, "roll", TRUE, NULL);
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
assign (AssignFixture *fixture, const char *reference, const char *types)
{
  g_object_unref (assign_fixture_assign (fixture, reference, types));
}

/* How often this operation is in the history. */
static guint
count_history (AssignFixture *fixture, const char *operation)
{
  g_autoptr (GPtrArray) entries = cw_store_list_history (fixture->base.store, 1000, NULL);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += g_str_equal (((CwHistoryEntry *) g_ptr_array_index (entries, i))->operation, operation);
  return n;
}

/* ---- rolls ---- */

static void
test_idle (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autoptr (CwDutyReport) report = run (fixture);

  g_assert_cmpuint (report->outcomes->len, ==, 0);
  g_assert_cmpint (report->next, ==, 0);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  notice_log_expect (log, NULL, NULL);
}

static void
test_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  gint64 web2;
  gint64 date = cw_clock_now () + 2 * DAY;
  g_autoptr (CwDutyReport) before = NULL;
  g_autoptr (CwDutyReport) report = NULL;

  assign_fixture_import (fixture, "web");
  web2 = assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain,second");
  stage (fixture, "web2", "plain", 2 * DAY);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  before = run (fixture);
  g_assert_cmpuint (before->outcomes->len, ==, 0);
  g_assert_cmpuint (before->waiting, ==, 1);
  g_assert_cmpint (ABS (before->next - date), <=, 60);
  assign_fixture_assert_live (fixture, "plain", "web");

  advance (2 * DAY + 60);
  g_assert_true (cw_duty_is_due (fixture->assignments));
  report = run (fixture);
  g_assert_cmpuint (report->rolled, ==, 1);
  g_assert_cmpuint (report->waiting + report->failed, ==, 0);
  g_assert_cmpuint (report->outcomes->len, ==, 1);
  g_assert_cmpint (cw_outcome_get_history_id (g_ptr_array_index (report->outcomes, 0)), !=, 0);
  assign_fixture_assert_live (fixture, "plain", "web2");
  assign_fixture_assert_live (fixture, "second", "web");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web2);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, 0);
  notice_log_expect (log, "Plain Service has its next certificate", "web2");
  notice_log_expect (log, NULL, NULL);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);
}

/* The old one stays, somebody is told, it is tried again later, and then it is well. */
static void
test_failed_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autofree char *flag = fixture_dup_path (&fixture->base, "good");
  g_autofree char *text = g_strdup_printf (SWITCHED, flag);
  g_autoptr (CwDutyReport) failed = NULL;
  g_autoptr (CwDutyReport) again = NULL;
  g_autoptr (CwDutyReport) done = NULL;

  assign_fixture_write_usage (fixture, "switched", text);
  g_file_set_contents (flag, "", 0, NULL);
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "switched,plain");
  stage (fixture, "web2", "switched,plain", HOUR);
  g_remove (flag);
  advance (HOUR + 1);
  failed = run (fixture);
  g_assert_cmpuint (failed->rolled, ==, 1);
  g_assert_cmpuint (failed->failed, ==, 1);
  assert_result (g_ptr_array_index (failed->outcomes, 0), CW_RESULT_PARTLY);
  assign_fixture_assert_live (fixture, "switched", "web");
  assign_fixture_assert_live (fixture, "plain", "web2");
  g_assert_cmpint (failed->next, >=, cw_clock_now () + 4 * 60);
  notice_log_expect (log, "Plain Service has its next certificate", NULL);
  notice_log_expect (log, "Switched keeps its old certificate", "tried again on");
  notice_log_expect (log, NULL, NULL);

  /* Not before its time, and not told again for the same reason on the same day. */
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);
  advance (6 * 60);
  g_assert_true (cw_duty_is_due (fixture->assignments));
  again = run (fixture);
  g_assert_cmpuint (again->failed, ==, 1);
  assert_result (g_ptr_array_index (again->outcomes, 0), CW_RESULT_FAILED);

  g_file_set_contents (flag, "", 0, NULL);
  advance (DAY);
  g_free (notice_log_read (log));
  done = run (fixture);
  g_assert_cmpuint (done->rolled, ==, 1);
  assign_fixture_assert_live (fixture, "switched", "web2");
  notice_log_expect (log, "Switched has its next certificate", NULL);
}

/* A usage that is not there any more fails to roll: somebody hears of it, and it does not come back every minute. */
static void
test_usage_gone (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autoptr (CwDutyReport) failed = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain");
  stage (fixture, "web2", "plain", HOUR);
  assign_fixture_remove_usage (fixture, "plain");
  advance (2 * HOUR);
  g_assert_true (cw_duty_is_due (fixture->assignments));
  failed = run (fixture);
  g_assert_cmpuint (failed->failed, ==, 1);
  assert_result (g_ptr_array_index (failed->outcomes, 0), CW_RESULT_FAILED);
  notice_log_expect (log, "plain keeps its old certificate", "There is no usage file for “plain” any more");
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);
}

/* ---- once ---- */

static gpointer
run_in_thread (gpointer data)
{
  return run (data);
}

static void
test_at_once (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  GThread *threads[8];
  guint rolled = 0;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain,second");
  stage (fixture, "web2", "plain,second", HOUR);
  advance (2 * HOUR);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("duty", run_in_thread, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (CwDutyReport) report = g_thread_join (threads[i]);

      rolled += report->rolled;
      g_assert_cmpuint (report->failed, ==, 0);
    }
  g_assert_cmpuint (rolled, ==, 2);
  g_assert_cmpuint (count_history (fixture, "roll"), ==, 1);
  notice_log_expect (log, "Plain Service has its next", NULL);
  notice_log_expect (log, "Second Service has its next", NULL);
  notice_log_expect (log, NULL, NULL);
}

/* Another process at it is not waited for. */
static void
test_elsewhere (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (cw_store_get_directory (fixture->base.store), "duty.lock", NULL);
  int fd;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain");
  stage (fixture, "web2", "plain", HOUR);
  advance (2 * HOUR);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  run_idle (fixture);
  assign_fixture_assert_live (fixture, "plain", "web");
  close (fd);
  {
    g_autoptr (CwDutyReport) report = run (fixture);

    g_assert_cmpuint (report->rolled, ==, 1);
  }
}

static void
test_cancelled (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain");
  stage (fixture, "web2", "plain", HOUR);
  advance (2 * HOUR);
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_duty_run (fixture->assignments, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  assign_fixture_assert_live (fixture, "plain", "web");
}

/* ---- warnings ---- */

static void
expect_warning (AssignFixture *fixture, NoticeLog *log, const char *part, const char *other)
{
  g_autoptr (CwDutyReport) report = NULL;

  g_assert_true (cw_duty_is_due (fixture->assignments));
  report = run (fixture);
  g_assert_cmpuint (report->warned, ==, 1);
  notice_log_expect (log, part, other);
  notice_log_expect (log, NULL, NULL);
  g_assert_false (cw_duty_is_due (fixture->assignments));
  run_idle (fixture);
  notice_log_expect (log, NULL, NULL);
}

/* It is good for 90 days. Each distance once, whoever looks and however often. */
static void
test_expiry (AssignFixture *fixture, gconstpointer data)
{
  static const guint left[] = { 30, 14, 7, 3, 1 };
  g_autoptr (NoticeLog) log = notice_log_new ();
  gint64 start = cw_clock_now ();

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain,second");
  run_idle (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (left); i++)
    {
      g_autoptr (CwDutyReport) report = NULL;

      /* An hour before it is too early, and "next" says when. */
      advance (start + (gint64) (90 - left[i]) * DAY - HOUR - cw_clock_now ());
      g_assert_false (cw_duty_is_due (fixture->assignments));
      report = run (fixture);
      g_assert_cmpuint (report->warned, ==, 0);
      g_assert_cmpint (ABS (report->next - cw_clock_now () - HOUR), <, HOUR / 2);
      advance (2 * HOUR);
      expect_warning (fixture, log, "“web” expires in", left[i] <= 3 ? "<11>" : "<12>");
    }
  advance (DAY);
  expect_warning (fixture, log, "“web” has expired", "certwizardctl request --new --type plain,second");
  g_assert_cmpuint (count_history (fixture, "expiry"), ==, G_N_ELEMENTS (left) + 1);
}

/* A computer that was off for weeks says the nearest, and not all that it missed. */
static void
test_expiry_missed (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  advance (84 * DAY);
  expect_warning (fixture, log, "“web” expires in", "Plain Service");
}

/* With a successor that comes in time there is nothing to be told; only what has none is named. */
static void
test_expiry_successor (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autofree char *line = NULL;
  g_autoptr (CwDutyReport) report = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain,second");
  stage (fixture, "web2", "plain", 80 * DAY);
  advance (70 * DAY);
  report = run (fixture);
  g_assert_cmpuint (report->warned, ==, 1);
  line = notice_log_read (log);
  g_assert_nonnull (strstr (line, "Second Service"));
  g_assert_null (strstr (line, "Plain Service"));
  stage (fixture, "web2", "second", 80 * DAY - 70 * DAY);
  advance (7 * DAY);
  run_idle (fixture);
  notice_log_expect (log, NULL, NULL);
}

/* ---- what is to come ---- */

static void
test_list (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = NULL;
  const CwDutyItem *first;
  const CwDutyItem *last;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain,second");
  stage (fixture, "web2", "plain", HOUR);
  items = cw_duty_list (fixture->assignments, FALSE);
  g_assert_cmpuint (items->len, ==, 2);
  first = g_ptr_array_index (items, 0);
  last = g_ptr_array_index (items, 1);
  g_assert_cmpstr (first->kind, ==, "roll");
  g_assert_cmpstr (first->subject, ==, "plain");
  g_assert_cmpstr (first->sentence, ==, "Put “web2” in place for Plain Service");
  g_assert_cmpint (ABS (first->when - cw_clock_now () - HOUR), <, 60);
  g_assert_cmpstr (last->kind, ==, "expiry");
  g_assert_cmpint (last->when, >, first->when);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/duty/idle", test_idle);
  add ("/duty/roll", test_roll);
  add ("/duty/failed-roll", test_failed_roll);
  add ("/duty/usage-gone", test_usage_gone);
  add ("/duty/at-once", test_at_once);
  add ("/duty/elsewhere", test_elsewhere);
  add ("/duty/cancelled", test_cancelled);
  add ("/duty/expiry", test_expiry);
  add ("/duty/expiry-missed", test_expiry_missed);
  add ("/duty/expiry-successor", test_expiry_successor);
  add ("/duty/list", test_list);
  status = g_test_run ();
  assign_pki_teardown ();
  return status;
}
