/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "notice-log.h"
#include "roll-fixture.h"

/* The whole way with real time: a real systemd --user (tests/systemd.sh) with a real timer, of two seconds instead of a minute, which runs the real
 * certwizardctl, which puts the next certificate in place when its date has come. */

/* A drop-in for every timer of ours. */
static void
make_fast (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".config/systemd/user/certwizard-roll-.timer.d", NULL);
  g_autofree char *path = g_build_filename (folder, "fast.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (path, "[Timer]\nOnCalendar=\nOnCalendar=*-*-* *:*:0/2\nAccuracySec=100ms\n", -1, &error);
  g_assert_no_error (error);
}

/* What is not the program's own business to hand on. */
static void
tell_manager (Ctl *ctl, const char *name)
{
  g_autofree char *assignment = g_strdup_printf ("%s=%s", name, g_getenv (name));

  g_free (ctl_tool (ctl, "systemctl", "--user", "set-environment", assignment, NULL));
}

static char *
wait_for_notice (NoticeLog *log)
{
  g_autoptr (GError) error = NULL;

  g_socket_condition_timed_wait (log->socket, G_IO_IN, 120 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  return notice_log_read (log);
}

static void
test_timer (void)
{
  Ctl *ctl = roll_fixture_new ();
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autoptr (CtlResult) enabled = NULL;
  g_autoptr (CtlResult) status = NULL;
  g_autoptr (CtlResult) history = NULL;
  g_autoptr (CtlResult) disabled = NULL;
  g_autofree char *line = NULL;
  g_autofree char *state = NULL;
  gint64 date = g_get_real_time () / G_USEC_PER_SEC + 15;

  make_fast ();
  tell_manager (ctl, "CERTWIZARD_TRUST_FILE");
  tell_manager (ctl, "CERTWIZARD_LOG_SOCKET");
  tell_manager (ctl, "CERTWIZARD_FQDN");
  enabled = ctl_run (ctl, "roll", "--enable", NULL);
  ctl_assert (enabled, 0);
  ctl_assert_out (enabled, "On, by the systemd timer certwizard-roll-");
  roll_fixture_stage (ctl, "plain,switched", date);
  roll_fixture_assert (ctl, "plain", "old");

  line = wait_for_notice (log);
  g_assert_cmpint (g_get_real_time () / G_USEC_PER_SEC, >=, date);
  ctl_assert_has (line, "has its next certificate", G_STRLOC);
  g_free (wait_for_notice (log));
  roll_fixture_assert (ctl, "plain", "new");
  roll_fixture_assert (ctl, "switched", "new");

  /* It has run before, with nothing to do, and that is no failure. */
  status = ctl_run (ctl, "roll", "--status", NULL);
  ctl_assert_out (status, "it ran last at");
  state = ctl_tool (ctl, "sh", "-c", "systemctl --user list-units --failed --no-legend | wc -l", NULL);
  g_assert_cmpstr (g_strchomp (state), ==, "0");
  history = ctl_run (ctl, "history", "list", NULL);
  ctl_assert_out (history, "next certificates");
  disabled = ctl_run (ctl, "roll", "--disable", NULL);
  ctl_assert (disabled, 0);
  roll_fixture_free (ctl);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/roll/timer", test_timer);
  return g_test_run ();
}
