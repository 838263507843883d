/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-timer.h"

/* Without systemd: a line of cron. With a crontab of our own in PATH, see there; with cron's, when the argument says so: then the test runs where
 * the tables are its own (cron-real.sh). */

#define FOREIGN "# my table\nMAILTO=me\n5 4 * * 1 /usr/bin/true # weekly 100\\%\n"

static gboolean real;

typedef struct {
  char *folder;
  char *path;       /* before */
  char *file;
  char *denied;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  g_autofree char *program = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (g_getenv ("PATH"));
  g_setenv ("CERTWIZARDCTL", "/opt/my programs/100%/certwizardctl", TRUE);
  if (real)
    return;
  self->folder = g_dir_make_tmp ("cron-XXXXXX", &error);
  g_assert_no_error (error);
  self->file = g_build_filename (self->folder, "table", NULL);
  self->denied = g_build_filename (self->folder, "denied", NULL);
  program = g_build_filename (self->folder, "crontab", NULL);
  g_assert_cmpint (symlink (g_getenv ("CRONTAB_OF_TEST"), program), ==, 0);
  path = g_strdup_printf ("%s:/usr/bin:/bin", self->folder);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("CRONTAB_FILE", self->file, TRUE);
  g_setenv ("CRONTAB_DENIED", self->denied, TRUE);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_setenv ("PATH", self->path, TRUE);
  if (!real)
    {
      g_autofree char *program = g_build_filename (self->folder, "crontab", NULL);

      g_remove (program);
      g_remove (self->file);
      g_remove (self->denied);
      g_rmdir (self->folder);
    }
  else
    g_spawn_command_line_sync ("crontab -r", NULL, NULL, NULL, NULL);
  g_free (self->folder);
  g_free (self->file);
  g_free (self->denied);
  g_free (self->path);
}

/* What crontab has, "" for none. */
static char *
read_table (void)
{
  char *table = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync ("crontab -l", &table, &complaint, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static void
write_table (const char *table)
{
  const char *argv[] = { "crontab", "-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, table, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
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

  g_assert_true (cw_timer_enable (timer, NULL, &error));
  g_assert_no_error (error);
}

static void
disable (CwTimer *timer)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_timer_disable (timer, NULL, &error));
  g_assert_no_error (error);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (; (text = strstr (text, part)) != NULL; text += strlen (part))
    n++;
  return n;
}

static void
test_no_table (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *off = cw_timer_dup_status (timer);
  g_autofree char *on = NULL;
  g_autofree char *table = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (cw_timer_get_kind (timer), ==, CW_TIMER_CRON);
  assert_enabled (timer, FALSE);
  g_assert_true (g_str_has_prefix (off, "Off"));
  enable (timer);
  assert_enabled (timer, TRUE);
  table = read_table ();
  g_assert_true (g_str_has_prefix (table, "* * * * * "));
  /* To cron a bare "%" would be the end of the command. */
  g_assert_nonnull (strstr (table, " '/opt/my programs/100\\%/certwizardctl' roll --unattended # certwizard-roll\n"));
  on = cw_timer_dup_status (timer);
  g_assert_true (g_str_has_prefix (on, "On"));
  disable (timer);
  assert_enabled (timer, FALSE);
  after = read_table ();
  g_assert_cmpstr (after, ==, "");
}

static void
test_other_lines (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *table = NULL;
  g_autofree char *again = NULL;
  g_autofree char *after = NULL;

  write_table (FOREIGN);
  disable (timer);
  enable (timer);
  table = read_table ();
  g_assert_true (g_str_has_prefix (table, FOREIGN));
  enable (timer);
  again = read_table ();
  g_assert_cmpstr (again, ==, table);
  disable (timer);
  after = read_table ();
  g_assert_cmpstr (after, ==, FOREIGN);
}

/* Each store has its own line, and none is taken for the other. */
static void
test_stores (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) usual = cw_timer_new (FALSE, NULL);
  g_autoptr (CwTimer) first = cw_timer_new (FALSE, "/srv/it's one");
  g_autoptr (CwTimer) second = cw_timer_new (FALSE, "/srv/two/../two");
  g_autofree char *table = NULL;

  enable (first);
  assert_enabled (usual, FALSE);
  assert_enabled (second, FALSE);
  enable (usual);
  enable (second);
  table = read_table ();
  g_assert_cmpuint (count (table, "* * * * *"), ==, 3);
  g_assert_nonnull (strstr (table, "--store '/srv/it'\\''s one' # certwizard-roll-"));
  g_assert_nonnull (strstr (table, "--store '/srv/two' # certwizard-roll-"));
  disable (usual);
  assert_enabled (first, TRUE);
  assert_enabled (second, TRUE);
  disable (first);
  assert_enabled (second, TRUE);
  disable (second);
}

/* Somebody has put a "#" before it: off, and not twice afterwards. */
static void
test_commented_out (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *table = NULL;

  write_table ("#* * * * * certwizardctl roll --unattended # certwizard-roll\n");
  assert_enabled (timer, FALSE);
  enable (timer);
  assert_enabled (timer, TRUE);
  table = read_table ();
  g_assert_cmpuint (count (table, "# certwizard-roll"), ==, 1);
}

/* A table that could not be read is not an empty one. */
static void
test_denied (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gboolean enabled;

  if (real)
    {
      g_test_skip ("cron's own refuses root nothing");
      return;
    }
  write_table (FOREIGN);
  g_file_set_contents (self->denied, "", 0, NULL);
  g_assert_false (cw_timer_enable (timer, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "not allowed"));
  g_clear_error (&error);
  g_assert_false (cw_timer_is_enabled (timer, &enabled, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_file_get_contents (self->file, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, FOREIGN);
}

static void
test_neither (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTimer) timer = cw_timer_new (FALSE, NULL);
  g_autofree char *status = NULL;
  g_autoptr (GError) error = NULL;
  gboolean enabled = TRUE;

  g_setenv ("PATH", "/nonexistent", TRUE);
  g_assert_cmpint (cw_timer_get_kind (timer), ==, CW_TIMER_NONE);
  g_assert_true (cw_timer_is_enabled (timer, &enabled, &error));
  g_assert_false (enabled);
  g_assert_false (cw_timer_enable (timer, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  status = cw_timer_dup_status (timer);
  g_assert_cmpstr (status, ==, error->message);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/timer/cron/no-table", test_no_table }, { "/timer/cron/other-lines", test_other_lines }, { "/timer/cron/stores", test_stores },
    { "/timer/cron/commented-out", test_commented_out }, { "/timer/cron/denied", test_denied }, { "/timer/cron/neither", test_neither },
  };

  real = argc > 1 && g_str_equal (argv[1], "real");
  /* Neither session nor computer has a bus here. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "disabled:", TRUE);
  g_unsetenv ("CERTWIZARD_LOCALEDIR");
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
