/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A real systemd, that of a user: it reloads, restarts, and says what became of it. It wants mounts of its own, so this test runs itself once
 * more in a name space of its own; where that is not allowed (a container, a user without name spaces) it is skipped. */

#define INSIDE "CERTWIZARD_TEST_SYSTEMD"

static CwServiceManager *manager;
static char *state;

static CwUsage *
make_usage (const char *unit, const char *action)
{
  return service_usage_new ("door", "[Service]\nUnits=%s.service;\nAction=%s\nReload=/bin/false\n", unit, action);
}

static guint
count (const char *name)
{
  g_autofree char *path = g_build_filename (state, name, NULL), *text = NULL;
  guint n = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    for (const char *p = text; *p != '\0'; p++)
      n += *p == '\n';
  return n;
}

static void
systemctl (const char *verb, const char *unit)
{
  test_run (service_folder, NULL, NULL, "systemctl", "--user", verb, unit, NULL);
}

static void
test_reload (void)
{
  g_autoptr (CwUsage) usage = make_usage ("reloads", "reload");
  g_autofree char *text = cw_service_manager_dup_reload_text (manager, usage);
  g_autoptr (GError) error = NULL;

  systemctl ("start", "reloads.service");
  g_assert_cmpstr (text, ==, "Reload reloads.service (systemd)");
  g_assert_true (cw_service_manager_reload (manager, usage, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_RUNNING);
  g_assert_cmpuint (count ("reloads"), ==, 1);
  g_assert_cmpuint (count ("starts"), ==, 1);
}

static void
test_restart (void)
{
  g_autoptr (CwUsage) usage = make_usage ("reloads", "restart");
  g_autofree char *text = cw_service_manager_dup_reload_text (manager, usage);
  guint before = count ("starts");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (text, ==, "Restart reloads.service (systemd)");
  g_assert_true (cw_service_manager_reload (manager, usage, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count ("starts"), ==, before + 1);
}

/* What is not there, and what was stopped, is left as it is. */
static void
test_stopped (void)
{
  g_autoptr (CwUsage) missing = make_usage ("missing", "reload"), stopped = make_usage ("reloads", "restart");
  guint before;

  systemctl ("stop", "reloads.service");
  before = count ("starts");
  g_assert_cmpint (cw_service_manager_get_state (manager, missing, NULL), ==, CW_SERVICE_STOPPED);
  g_assert_cmpint (cw_service_manager_get_state (manager, stopped, NULL), ==, CW_SERVICE_STOPPED);
  g_assert_true (cw_service_manager_reload (manager, missing, NULL, NULL));
  g_assert_true (cw_service_manager_reload (manager, stopped, NULL, NULL));
  g_assert_cmpuint (count ("starts"), ==, before);
}

/* It does not come back; and once it can, the next try brings it back although it had failed. */
static void
test_fails (void)
{
  g_autoptr (CwUsage) usage = make_usage ("fails", "restart");
  g_autofree char *broken = g_build_filename (state, "broken", NULL);
  g_autoptr (GError) error = NULL;

  systemctl ("start", "fails.service");
  g_assert_true (g_file_set_contents (broken, "", 0, NULL));
  g_assert_false (cw_service_manager_reload (manager, usage, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "fails.service could not be restarted"));
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_STOPPED);
  g_assert_cmpint (g_unlink (broken), ==, 0);
  g_clear_error (&error);
  g_assert_true (cw_service_manager_reload (manager, usage, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_RUNNING);
}

static void
test_reload_fails (void)
{
  g_autoptr (CwUsage) usage = make_usage ("refuses", "reload");
  g_autoptr (GError) error = NULL;

  systemctl ("start", "refuses.service");
  g_assert_false (cw_service_manager_reload (manager, usage, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_test_message ("%s", error->message);
}

static gpointer
cancel_when_begun (gpointer cancellable)
{
  g_autofree char *path = g_build_filename (state, "begun", NULL), *text = NULL;

  /* Returns when somebody has written into it. */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A unit that takes its time, and somebody who does not want to wait for it any longer; or not at all. */
static void
test_cancel (void)
{
  g_autoptr (CwUsage) usage = make_usage ("slow", "reload");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  systemctl ("start", "slow.service");
  thread = g_thread_new ("cancel", cancel_when_begun, cancellable);
  g_assert_false (cw_service_manager_reload (manager, usage, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_false (cw_service_manager_reload (manager, usage, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* ---- a systemd of our own ---- */

static void
write_unit (const char *folder, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
write_unit (const char *folder, const char *name, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_free (test_folder_write (folder, name, "[Service]\n%s", body));
}

static void
write_units (const char *folder)
{
  write_unit (folder, "reloads.service", "Type=exec\nExecStartPre=/bin/sh -c 'echo >> %s/starts'\nExecStart=/bin/sleep 1000\n"
              "ExecReload=/bin/sh -c 'echo >> %s/reloads'\n", state, state);
  write_unit (folder, "fails.service", "Type=exec\nExecStartPre=/bin/sh -c '! test -e %s/broken'\nExecStart=/bin/sleep 1000\n", state);
  write_unit (folder, "refuses.service", "Type=exec\nExecStart=/bin/sleep 1000\nExecReload=/bin/false\n");
  write_unit (folder, "slow.service", "Type=exec\nExecStart=/bin/sleep 1000\nExecReload=/bin/sh -c 'echo > %s/begun; exec sleep 1000'\n", state);
}

static TestProcess *
start_systemd (void)
{
  static const char script[] =
    "p=/lib/systemd/systemd; [ -e $p ] || p=/usr/lib/systemd/systemd\n$p --user & pid=$!\ntrap 'kill $pid' TERM\n"
    "until systemctl --user is-system-running --wait 2>/dev/null; do kill -0 $pid || exit 1; sleep 0.05; done\nwait $pid; wait $pid\n";
  const char *const argv[] = { "/bin/sh", "-c", script, NULL };
  g_autofree char *home = g_build_filename (service_folder, "home", NULL), *units = g_build_filename (home, ".config", "systemd", "user", NULL);
  g_autofree char *run = g_build_filename (service_folder, "run", NULL), *config = g_build_filename (home, ".config", NULL);
  g_autofree char *begun = NULL;
  g_auto (GStrv) environment = NULL;

  state = g_build_filename (service_folder, "state", NULL);
  g_assert_cmpint (g_mkdir_with_parents (units, 0700) + g_mkdir (run, 0700) + g_mkdir (state, 0700), ==, 0);
  write_units (units);
  begun = g_build_filename (state, "begun", NULL);
  g_assert_cmpint (mkfifo (begun, 0600), ==, 0);
  g_setenv ("XDG_RUNTIME_DIR", run, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  environment = g_get_environ ();
  environment = g_environ_setenv (environment, "HOME", home, TRUE);
  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", config, TRUE);
  return test_process_start (argv, environment, service_folder, "running");
}

static int
run_inside (void)
{
  g_autoptr (TestProcess) process = NULL;
  int result;

  service_setup ("systemd");
  process = start_systemd ();
  g_assert_nonnull (process);
  manager = cw_service_manager_new (FALSE);
  g_test_add_func ("/systemd/reload", test_reload);
  g_test_add_func ("/systemd/restart", test_restart);
  g_test_add_func ("/systemd/stopped", test_stopped);
  g_test_add_func ("/systemd/fails", test_fails);
  g_test_add_func ("/systemd/reload-fails", test_reload_fails);
  g_test_add_func ("/systemd/cancel", test_cancel);
  result = g_test_run ();
  g_clear_pointer (&process, test_process_stop);
  g_clear_object (&manager);
  service_teardown ();
  return result;
}

static gboolean
may_have_name_spaces (void)
{
  const char *const argv[] = { "unshare", "--mount", "--cgroup", "mount", "-t", "tmpfs", "tmpfs", "/run/systemd", NULL };
  g_autoptr (GSubprocess) process = NULL;

  if (geteuid () != 0 || !g_file_test ("/run/systemd", G_FILE_TEST_IS_DIR))
    return FALSE;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

int
main (int argc, char **argv)
{
  if (g_getenv (INSIDE) == NULL && may_have_name_spaces ())
    {
      g_setenv (INSIDE, "1", TRUE);
      execlp ("unshare", "unshare", "--mount", "--cgroup", "sh", "-c",
              "mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system && exec \"$0\" \"$@\"", argv[0], "--tap", NULL);
    }
  g_test_init (&argc, &argv, NULL);
  if (g_getenv (INSIDE) != NULL)
    return run_inside ();
  printf ("1..0 # SKIP a systemd of its own needs root and name spaces\n");
  return 0;
}
