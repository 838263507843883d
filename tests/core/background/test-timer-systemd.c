/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"
#include "cw-timer.h"

/* A timer at a real systemd --user (tests/systemd.sh), which is asked by systemctl what it thinks of it. That the timer then really runs the program
 * is tested with the program: tests/cli/test-roll-timer.c. */

typedef struct {
  char *units;     /* where systemd looks first */
  char *shipped;   /* where packages put theirs */
} Fixture;

static char *
dup_path (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
setup (Fixture *self, gconstpointer data)
{
  self->units = g_build_filename (g_get_home_dir (), ".config/systemd/user", NULL);
  self->shipped = g_build_filename (g_get_home_dir (), ".local/share/systemd/user", NULL);
  g_mkdir_with_parents (self->shipped, 0755);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "certwizard-roll.service", "certwizard-roll.timer" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *own = dup_path (self->units, names[i]);
      g_autofree char *shipped = dup_path (self->shipped, names[i]);

      g_remove (own);
      g_remove (shipped);
    }
  g_free (self->units);
  g_free (self->shipped);
}

/* The first line of what systemctl says, whatever its exit status. */
static char *
ask (const char *verb, const char *unit)
{
  g_autofree char *line = g_strdup_printf ("systemctl --user %s %s", verb, unit);
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;
  char *answer = NULL;

  g_spawn_command_line_sync (line, &answer, &complaint, NULL, &error);
  g_assert_no_error (error);
  return g_strchomp (answer);
}

static void
assert_state (const char *unit, const char *enabled, const char *active)
{
  g_autofree char *file = ask ("is-enabled", unit);
  g_autofree char *now = ask ("is-active", unit);

  g_assert_cmpstr (file, ==, enabled);
  g_assert_cmpstr (now, ==, active);
}

static void
assert_enabled (CwTimer *timer, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean enabled = !expected;

  g_assert_true (cw_timer_is_enabled (timer, &enabled, &error));
  g_assert_no_error (error);
  g_assert_cmpint (enabled, ==, expected);
}

static void
enable (CwTimer *timer)
{
  g_autoptr (GError) error = NULL;

  cw_timer_enable (timer, NULL, &error);
  g_assert_no_error (error);
}

static void
disable (CwTimer *timer)
{
  g_autoptr (GError) error = NULL;

  cw_timer_disable (timer, NULL, &error);
  g_assert_no_error (error);
}

static void
test_switch (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *service = dup_path (self->units, "certwizard-roll.service");
  g_autofree char *content = NULL;
  g_autofree char *on = NULL;
  g_autofree char *off = NULL;

  g_assert_cmpint (cw_timer_get_kind (timer), ==, CW_TIMER_SYSTEMD);
  assert_enabled (timer, FALSE);
  disable (timer);
  enable (timer);
  assert_enabled (timer, TRUE);
  assert_state ("certwizard-roll.timer", "enabled", "active");
  g_assert_true (g_file_get_contents (service, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "\nExecStart=/usr/bin/true roll --unattended\n"));
  on = cw_timer_dup_status (timer);
  g_assert_true (g_str_has_prefix (on, "On, by the systemd timer certwizard-roll.timer: it has not run yet, and runs next at "));
  enable (timer);
  disable (timer);
  assert_enabled (timer, FALSE);
  assert_state ("certwizard-roll.timer", "", "inactive");
  g_assert_false (g_file_test (service, G_FILE_TEST_EXISTS));
  off = cw_timer_dup_status (timer);
  g_assert_true (g_str_has_prefix (off, "Off"));
}

static void
test_store (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) usual = cw_timer_new (FALSE, NULL);
  g_autoptr (CwTimer) other = cw_timer_new (FALSE, "/srv/50% of \"my\" $tore");
  g_autofree char *timers = NULL;
  g_autofree char *commands = NULL;

  enable (other);
  assert_enabled (other, TRUE);
  assert_enabled (usual, FALSE);
  timers = ask ("list-unit-files --no-legend", "certwizard-roll-*.timer");
  timers[strcspn (timers, " ")] = '\0';
  /* systemd has understood it as it is. */
  timers[strlen (timers) - strlen (".timer")] = '\0';
  commands = ask ("show -p ExecStart", timers);
  g_assert_nonnull (strstr (commands, "argv[]=/usr/bin/true roll --unattended --store /srv/50% of \"my\" $$tore ;"));
  disable (other);
}

static void
write_unit (const char *folder, const char *name, const char *content)
{
  g_autofree char *path = dup_path (folder, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

/* What a package has installed is used where it starts this very program, and stays when it is switched off. */
static void
test_shipped (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *own = dup_path (self->units, "certwizard-roll.service");
  g_autofree char *shipped = dup_path (self->shipped, "certwizard-roll.service");
  g_autofree char *reload = NULL;

  write_unit (self->shipped, "certwizard-roll.service", "[Service]\nType=oneshot\nExecStart=/usr/bin/true roll --unattended\n");
  write_unit (self->shipped, "certwizard-roll.timer", "[Timer]\nOnCalendar=yearly\n[Install]\nWantedBy=timers.target\n");
  reload = ask ("daemon-reload", "");
  enable (timer);
  assert_state ("certwizard-roll.timer", "enabled", "active");
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  disable (timer);
  assert_state ("certwizard-roll.timer", "disabled", "inactive");
  g_assert_true (g_file_test (shipped, G_FILE_TEST_EXISTS));

  write_unit (self->shipped, "certwizard-roll.service", "[Service]\nType=oneshot\nExecStart=/opt/another/certwizardctl roll --unattended\n");
  enable (timer);
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
  disable (timer);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  assert_state ("certwizard-roll.timer", "disabled", "inactive");
}

/* What somebody has written with his own hands is not overwritten, and not removed. */
static void
test_foreign (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *path = dup_path (self->units, "certwizard-roll.service");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  write_unit (self->units, "certwizard-roll.service", "[Service]\nExecStart=/usr/bin/false\n");
  g_assert_false (cw_timer_enable (timer, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN);
  disable (timer);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "[Service]\nExecStart=/usr/bin/false\n");
}

/* The computer's timer, at a manager that plays the computer's: the unit is the one with the computer's restrictions. */
static void
test_system (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = NULL;
  g_autofree char *path = dup_path (self->units, "certwizard-roll.service");
  g_autofree char *content = NULL;
  g_autofree char *started = NULL;
  g_autofree char *result = NULL;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  timer = cw_timer_new (TRUE, NULL);
  enable (timer);
  assert_state ("certwizard-roll.timer", "enabled", "active");
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "\nProtectSystem=true\n"));
  /* With all its restrictions the program can be started, in a container, too. */
  started = ask ("start", "certwizard-roll.service");
  result = ask ("show -P Result", "certwizard-roll.service");
  g_assert_cmpstr (result, ==, "success");
  disable (timer);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
}

/* systemd is there, and says no: nothing stays behind. */
static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = dup_path (self->units, "certwizard-roll.service");
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_timer_enable (timer, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/timer/systemd/switch", test_switch }, { "/timer/systemd/store", test_store }, { "/timer/systemd/shipped", test_shipped },
    { "/timer/systemd/foreign", test_foreign }, { "/timer/systemd/system", test_system }, { "/timer/systemd/cancelled", test_cancelled },
  };

  g_setenv ("CERTWIZARDCTL", "/usr/bin/true", TRUE);
  /* What the timer would hand on to the program; here a unit of a package has to do. */
  g_unsetenv ("CERTWIZARD_LOCALEDIR");
  g_unsetenv ("CERTWIZARD_SYSTEM_CONFIG");
  g_unsetenv ("CERTWIZARD_USAGES");
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
