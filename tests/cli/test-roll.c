/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "notice-log.h"
#include "roll-fixture.h"

/* "roll" as a person and as a timer call it; the clock of the program is moved. The timer itself: with a crontab of the test here, with a real
 * systemd in test-roll-timer.c. */

#define HOUR 3600

typedef struct {
  Ctl       *ctl;
  NoticeLog *log;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->ctl = roll_fixture_new ();
  self->log = notice_log_new ();
}

static void
teardown (Fixture *self, gconstpointer data)
{
  notice_log_free (self->log);
  roll_fixture_free (self->ctl);
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
move_clock (gint64 seconds)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  g_setenv ("CERTWIZARD_CLOCK_OFFSET", text, TRUE);
}

static void
assert_nothing (Fixture *self)
{
  g_autoptr (CtlResult) plain = ctl_run (self->ctl, "roll", NULL);
  g_autoptr (CtlResult) unattended = ctl_run (self->ctl, "roll", "--unattended", NULL);

  ctl_assert (plain, 3);
  ctl_assert_out (plain, "Nothing is due.");
  ctl_assert (unattended, 3);
  g_assert_cmpstr (unattended->out, ==, "");
  g_assert_cmpstr (unattended->err, ==, "");
}

static void
test_roll (Fixture *self, gconstpointer data)
{
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) due = NULL;
  g_autoptr (CtlResult) done = NULL;

  assert_nothing (self);
  roll_fixture_stage (self->ctl, "plain", now () + 2 * HOUR);
  assert_nothing (self);
  list = ctl_run (self->ctl, "roll", "--what-if", NULL);
  ctl_assert (list, 3);
  ctl_assert_out (list, "Put “new” in place for The plain service");
  ctl_assert_out (list, "What if: nothing was changed.");
  move_clock (3 * HOUR);
  due = ctl_run (self->ctl, "roll", "--what-if", NULL);
  ctl_assert (due, 0);
  ctl_assert_out (due, "now");
  roll_fixture_assert (self->ctl, "plain", "old");
  done = ctl_run (self->ctl, "roll", "--unattended", NULL);
  ctl_assert (done, 0);
  ctl_assert_out (done, "The plain service");
  roll_fixture_assert (self->ctl, "plain", "new");
  notice_log_expect (self->log, "The plain service has its next certificate", "new");
  assert_nothing (self);
}

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) done = NULL;
  g_autoptr (CtlResult) nothing = NULL;
  g_autoptr (JsonObject) what_if = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (JsonObject) empty = NULL;
  JsonObject *duty;

  roll_fixture_stage (self->ctl, "plain", now () + 2 * HOUR);
  list = ctl_run (self->ctl, "roll", "--what-if", "--json", NULL);
  ctl_assert (list, 3);
  what_if = ctl_json (list);
  g_assert_true (json_object_get_boolean_member (what_if, "whatIf"));
  duty = json_array_get_object_element (json_object_get_array_member (what_if, "duties"), 0);
  g_assert_cmpstr (json_object_get_string_member (duty, "kind"), ==, "roll");
  g_assert_cmpstr (json_object_get_string_member (duty, "subject"), ==, "plain");
  g_assert_false (json_object_get_boolean_member (duty, "due"));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (duty, "when"), "Z"));
  move_clock (3 * HOUR);
  done = ctl_run (self->ctl, "roll", "--json", NULL);
  ctl_assert (done, 0);
  report = ctl_json (done);
  g_assert_cmpint (json_object_get_int_member (report, "rolled"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (report, "failed"), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "outcomes")), ==, 1);
  nothing = ctl_run (self->ctl, "roll", "--json", NULL);
  ctl_assert (nothing, 3);
  empty = ctl_json (nothing);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (empty, "outcomes")), ==, 0);
}

static void
test_failure (Fixture *self, gconstpointer data)
{
  g_autofree char *good = ctl_path (self->ctl, "good");
  g_autoptr (CtlResult) partly = NULL;
  g_autoptr (CtlResult) early = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) by_hand = NULL;
  g_autoptr (CtlResult) failed = NULL;
  g_autoptr (CtlResult) done = NULL;

  roll_fixture_stage (self->ctl, "plain,switched", now () + HOUR);
  g_remove (good);
  move_clock (2 * HOUR);
  partly = ctl_run (self->ctl, "roll", NULL);
  ctl_assert (partly, 12);
  roll_fixture_assert (self->ctl, "plain", "new");
  roll_fixture_assert (self->ctl, "switched", "old");
  notice_log_expect (self->log, "The plain service has its next", NULL);
  notice_log_expect (self->log, "The switched service keeps its old certificate", NULL);
  /* The timer waits for its next try; whoever asks does not, nor does he put off the timer. */
  early = ctl_run (self->ctl, "roll", "--unattended", NULL);
  ctl_assert (early, 3);
  list = ctl_run (self->ctl, "roll", "--what-if", NULL);
  ctl_assert (list, 0);
  by_hand = ctl_run (self->ctl, "roll", NULL);
  ctl_assert (by_hand, 21);
  move_clock (2 * HOUR + 6 * 60);
  failed = ctl_run (self->ctl, "roll", "--unattended", NULL);
  ctl_assert (failed, 21);
  ctl_write (self->ctl, "good", "", 0);
  done = ctl_run (self->ctl, "roll", NULL);
  ctl_assert (done, 0);
  roll_fixture_assert (self->ctl, "switched", "new");
}

/* One line of the history for all of them: who failed, why, and when it is tried again stands in it, and in its report. */
static void
test_history (Fixture *self, gconstpointer data)
{
  g_autofree char *good = ctl_path (self->ctl, "good");
  g_autoptr (CtlResult) partly = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) show = NULL;
  g_autofree char *page = NULL;
  g_auto (GStrv) cells = NULL;

  roll_fixture_stage (self->ctl, "plain,switched", now () + HOUR);
  g_remove (good);
  move_clock (2 * HOUR);
  partly = ctl_run (self->ctl, "roll", NULL);
  ctl_assert (partly, 12);
  list = ctl_run (self->ctl, "history", "list", NULL);
  cells = g_strsplit_set (strchr (list->out, '\n') + 1, "\t\n", 6);
  g_assert_cmpstr (cells[2], ==, "roll");
  g_assert_cmpstr (cells[3], ==, "partly");
  show = ctl_run (self->ctl, "history", "show", cells[0], "--report", "roll.html", NULL);
  ctl_assert (show, 0);
  ctl_assert_out (show, "The next certificate is in place: The plain service. It could not be put in place: The switched service.");
  ctl_assert_err (show, "The switched service could not take its next certificate, and it is tried again on");
  ctl_assert_err (show, "does not accept its configuration");
  page = ctl_read (self->ctl, "roll.html", NULL);
  ctl_assert_has (page, "The switched service could not take its next certificate, and it is tried again on", G_STRLOC);
  ctl_assert_has (page, "Taken back", G_STRLOC);
}

/* A usage file with a mistake: the roll that is due fails aloud, and whoever asks is told where the mistake is. */
static void
test_mistake (Fixture *self, gconstpointer data)
{
  g_autoptr (CtlResult) unwritten = NULL;
  g_autoptr (CtlResult) failed = NULL;
  g_autoptr (CtlResult) tested = NULL;
  g_autoptr (CtlResult) set = NULL;

  roll_fixture_stage (self->ctl, "plain", now () + HOUR);
  /* 12 would say that a certificate is not well. */
  unwritten = ctl_run (self->ctl, "test", "--report", "nowhere/report.json", NULL);
  ctl_assert (unwritten, 5);
  ctl_write (self->ctl, "config/certwizard/usages/plain.usage", "[Usage]\nId=plain\nTitle=Plain\nGroup=service\n[Target k]\nFile=k.pem\nFormat=key\nMode=rw\n", -1);
  move_clock (2 * HOUR);
  failed = ctl_run (self->ctl, "roll", NULL);
  ctl_assert (failed, 13);
  notice_log_expect (self->log, "plain keeps its old certificate", "plain.usage:");
  roll_fixture_assert (self->ctl, "plain", "old");
  tested = ctl_run (self->ctl, "test", NULL);
  ctl_assert (tested, 12);
  ctl_assert_out (tested, "plain.usage:8: ");
  ctl_assert_out (tested, "needs attention");
  set = ctl_run (self->ctl, "set", "--type", "plain", "--reference", "old", NULL);
  ctl_assert (set, 13);
  ctl_assert_err (set, "plain.usage:8: ");
}

static void
test_types (Fixture *self, gconstpointer data)
{
  g_autoptr (CtlResult) early = NULL;
  g_autoptr (CtlResult) unanswered = NULL;
  g_autoptr (CtlResult) what_if = NULL;
  g_autoptr (CtlResult) now_done = NULL;
  g_autoptr (CtlResult) due = NULL;
  g_autoptr (CtlResult) none = NULL;
  g_autoptr (CtlResult) unknown = ctl_run (self->ctl, "roll", "--type", "nonesuch", NULL);

  ctl_assert (unknown, 5);
  roll_fixture_stage (self->ctl, "plain,switched", now () + HOUR);
  early = ctl_run (self->ctl, "roll", "--type", "plain", NULL);
  ctl_assert (early, 3);
  unanswered = ctl_run (self->ctl, "roll", "--type", "plain", "--now", NULL);
  ctl_assert (unanswered, 17);
  what_if = ctl_run (self->ctl, "roll", "--type", "plain", "--now", "--what-if", NULL);
  ctl_assert (what_if, 0);
  roll_fixture_assert (self->ctl, "plain", "old");
  now_done = ctl_run (self->ctl, "roll", "--type", "plain", "--now", "--force", "--report", "report.json", NULL);
  ctl_assert (now_done, 0);
  g_free (ctl_read (self->ctl, "report.json", NULL));
  roll_fixture_assert (self->ctl, "plain", "new");
  roll_fixture_assert (self->ctl, "switched", "old");
  none = ctl_run (self->ctl, "roll", "--type", "plain", "--now", NULL);
  ctl_assert (none, 3);
  move_clock (2 * HOUR);
  due = ctl_run (self->ctl, "roll", "--type", "switched", NULL);
  ctl_assert (due, 0);
  roll_fixture_assert (self->ctl, "switched", "new");
}

/* A person who is asked. */
static void
test_question (Fixture *self, gconstpointer data)
{
  CtlPty *no;
  CtlPty *yes;

  roll_fixture_stage (self->ctl, "plain", now () + HOUR);
  no = ctl_pty_start (self->ctl, "roll", "--type", "plain", "--now", NULL);
  ctl_pty_expect (no, "at once, and not at the time that was set");
  ctl_pty_send (no, "n\n");
  g_assert_cmpint (ctl_pty_wait (no), ==, 4);
  ctl_pty_free (no);
  roll_fixture_assert (self->ctl, "plain", "old");
  yes = ctl_pty_start (self->ctl, "roll", "--type", "plain", "--now", NULL);
  ctl_pty_expect (yes, "at once, and not at the time that was set");
  ctl_pty_send (yes, "y\n");
  g_assert_cmpint (ctl_pty_wait (yes), ==, 0);
  ctl_pty_free (yes);
  roll_fixture_assert (self->ctl, "plain", "new");
}

static void
test_wrong_use (Fixture *self, gconstpointer data)
{
  static const char *const lines[][5] = {
    { "roll", "--now" }, { "roll", "--force" }, { "roll", "--confirm" }, { "roll", "--report", "r.html" }, { "roll", "--unattended", "--type", "plain" },
    { "roll", "--unattended", "--what-if" }, { "roll", "--type", "plain", "--force" }, { "roll", "--enable", "--disable" }, { "roll", "--status", "--now" },
    { "roll", "--enable", "--what-if" }, { "roll", "--disable", "--type", "plain" }, { "roll", "plain" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (CtlResult) result = ctl_runv (self->ctl, NULL, lines[i]);

      ctl_assert (result, 2);
    }
}

/* ---- once ---- */

/* Many timers at the same moment: one of them does it. */
static void
test_at_once (Fixture *self, gconstpointer data)
{
  g_autofree char *store = ctl_path (self->ctl, "store");
  g_autofree char *passphrase = ctl_path (self->ctl, "passphrase");
  GSubprocess *processes[6];
  guint done = 0;

  roll_fixture_stage (self->ctl, "plain", now () + HOUR);
  move_clock (2 * HOUR);
  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autoptr (GError) error = NULL;

      processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, g_getenv ("CERTWIZARDCTL"), "roll", "--unattended", "--store", store,
                                       "--store-passphrase-file", passphrase, NULL);
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      int code;

      g_subprocess_wait (processes[i], NULL, NULL);
      code = g_subprocess_get_exit_status (processes[i]);
      g_assert_true (code == 0 || code == 3);
      done += code == 0;
      g_object_unref (processes[i]);
    }
  g_assert_cmpuint (done, ==, 1);
  notice_log_expect (self->log, "The plain service has its next certificate", NULL);
  notice_log_expect (self->log, NULL, NULL);
}

/* ---- the timer ---- */

static void
test_cron (Fixture *self, gconstpointer data)
{
  g_autofree char *crontab = ctl_path (self->ctl, "crontab");
  g_autofree char *table = ctl_path (self->ctl, "table");
  g_autofree char *path = g_strdup_printf ("%s:/usr/bin:/bin", self->ctl->folder);
  g_autofree char *before = g_strdup (g_getenv ("PATH"));
  g_autofree char *content = NULL;
  g_autoptr (CtlResult) off = NULL;
  g_autoptr (CtlResult) on = NULL;
  g_autoptr (CtlResult) status = NULL;
  g_autoptr (CtlResult) disabled = NULL;
  g_autoptr (CtlResult) again = NULL;
  g_autoptr (CtlResult) mistyped = NULL;
  g_autoptr (CtlResult) neither = NULL;
  g_autoptr (JsonObject) document = NULL;

  g_assert_cmpint (symlink (g_getenv ("CRONTAB_OF_TEST"), crontab), ==, 0);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("CRONTAB_FILE", table, TRUE);
  g_setenv ("CRONTAB_DENIED", "/nonexistent", TRUE);
  off = ctl_run (self->ctl, "roll", "--status", NULL);
  ctl_assert (off, 0);
  ctl_assert_out (off, "Off");
  mistyped = ctl_run (self->ctl, "roll", "--enable", "--store", "nowhere", NULL);
  ctl_assert (mistyped, 5);
  on = ctl_run (self->ctl, "roll", "--enable", NULL);
  ctl_assert (on, 0);
  ctl_assert_out (on, "On, by a line in the table of cron");
  content = ctl_read (self->ctl, "table", NULL);
  ctl_assert_has (content, "roll --unattended --store", G_STRLOC);
  status = ctl_run (self->ctl, "roll", "--status", "--json", NULL);
  ctl_assert (status, 0);
  document = ctl_json (status);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (document, "timer"), "enabled"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (document, "timer"), "kind"), ==, "cron");
  disabled = ctl_run (self->ctl, "roll", "--disable", NULL);
  ctl_assert (disabled, 0);
  again = ctl_run (self->ctl, "roll", "--disable", NULL);
  ctl_assert (again, 3);
  g_setenv ("PATH", "/nonexistent", TRUE);
  neither = ctl_run (self->ctl, "roll", "--enable", NULL);
  ctl_assert (neither, 2);
  ctl_assert_err (neither, "neither systemd nor cron");
  g_setenv ("PATH", before, TRUE);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/cli/roll/roll", test_roll }, { "/cli/roll/json", test_json }, { "/cli/roll/failure", test_failure }, { "/cli/roll/mistake", test_mistake }, { "/cli/roll/types", test_types },
    { "/cli/roll/history", test_history },
    { "/cli/roll/question", test_question }, { "/cli/roll/wrong-use", test_wrong_use }, { "/cli/roll/at-once", test_at_once }, { "/cli/roll/cron", test_cron },
  };

  /* No systemd of this computer is asked. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "disabled:", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
