/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdarg.h>
#include <string.h>

/* The surroundings of a test: its folder, the program, other programs beside it, and waiting for what they do. */

#define POLL_MS 20

static GPtrArray *running;      /* of E2e: whose end would be a surprise */
static GPtrArray *assignments;
static char *pki_folder;
static char *usage_folder;

/* ---- waiting ---- */

static double
get_patience (void)
{
  const char *seconds = g_getenv ("E2E_PATIENCE");
  double patience = seconds != NULL ? g_ascii_strtod (seconds, NULL) : 15.0;

  return g_getenv ("CERTWIZARD_SANITIZED") != NULL ? patience * 4 : patience;
}

gint64
e2e_deadline (void)
{
  return g_get_monotonic_time () + (gint64) (get_patience () * G_USEC_PER_SEC);
}

void
e2e_fail (const char *where, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_error ("%s: %s", where, text);
}

static gboolean
elapsed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
e2e_turn (gint64 deadline, const char *where, const char *what)
{
  gboolean elapsed = FALSE;

  if (g_get_monotonic_time () > deadline)
    e2e_fail (where, "waited in vain for: %s", what);
  for (guint i = 0; running != NULL && i < running->len; i++)
    {
      E2e *self = running->pdata[i];

      if (self->process != NULL && !self->may_fail && g_subprocess_get_identifier (self->process) == NULL)
        e2e_fail (where, "the program has ended while the test waited for: %s", what);
    }
  g_timeout_add (POLL_MS, elapsed_cb, &elapsed);
  while (!elapsed)
    g_main_context_iteration (NULL, TRUE);
}

/* ---- the place ---- */

static void
remove_tree (const char *path)
{
  G_GNUC_UNUSED g_autofree char *output = e2e_run ("rm", "-rf", path, NULL);
}

static void
forget_pki (void)
{
  if (pki_folder != NULL)
    remove_tree (pki_folder);
}

const char *
e2e_pki (const char *name)
{
  g_autofree char *path = NULL;

  if (pki_folder == NULL)
    {
      g_autofree char *folder = g_dir_make_tmp ("certwizard-pki-XXXXXX", NULL);
      G_GNUC_UNUSED g_autofree char *output = e2e_run (E2E_MAKE_PKI, folder, NULL);

      pki_folder = g_steal_pointer (&folder);
      atexit (forget_pki);
    }
  path = g_build_filename (pki_folder, name, NULL);
  return g_intern_string (path);
}

const char *
e2e_path (E2e *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_intern_string (path);
}

void
e2e_set_up (E2e *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("certwizard-e2e-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = g_build_filename (self->folder, "store", NULL);
}

void
e2e_tear_down (E2e *self, gconstpointer data)
{
  if (self->process != NULL)
    e2e_close (self);
  remove_tree (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->store, g_free);
  e2e_setenv (NULL);
}

E2e *
e2e_new_beside (E2e *other)
{
  E2e *self = g_new0 (E2e, 1);

  self->folder = g_strdup (other->folder);
  self->store = g_strdup (other->store);
  return self;
}

void
e2e_free (E2e *self)
{
  if (self->process != NULL)
    e2e_close (self);
  g_free (self->folder);
  g_free (self->store);
  g_free (self);
}

static void
forget_usages (void)
{
  remove_tree (usage_folder);
}

/* The usages that ship, on a computer on which no service is installed: what a test sees does not depend on where it runs, and what it does not
 * look at is short. A test that wants a service says so. */
static void
hide_services (void)
{
  usage_folder = g_dir_make_tmp ("certwizard-usages-XXXXXX", NULL);
  g_free (e2e_run ("sh", "-c", "for file in \"$1\"/*.usage; do sed 's|^Present=.*|Present=/no/such/program;|' \"$file\" > \"$2/${file##*/}\"; done", "sh",
                   g_getenv ("CERTWIZARD_USAGES"), usage_folder, NULL));
  g_setenv ("CERTWIZARD_USAGES", usage_folder, TRUE);
  atexit (forget_usages);
}

void
e2e_init (int *argc, char ***argv)
{
  setlocale (LC_ALL, "");
  g_test_init (argc, argv, NULL);
  for (const char *const *name = (const char *const[]) { "CERTWIZARD", "CERTWIZARDCTL", "CERTWIZARD_USAGES", "DISPLAY", NULL }; *name != NULL; name++)
    if (g_getenv (*name) == NULL)
      g_error ("%s is not set: run this by ./dev test, or by session.sh", *name);
  hide_services ();
}

/* ---- the program ---- */

void
e2e_setenv (const char *assignment)
{
  if (assignment == NULL)
    g_clear_pointer (&assignments, g_ptr_array_unref);
  else if (assignments == NULL)
    assignments = g_ptr_array_new_with_free_func (g_free);
  if (assignment != NULL)
    g_ptr_array_add (assignments, g_strdup (assignment));
}

static GSubprocessLauncher *
make_launcher (void)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);

  /* What a library would complain about is a mistake of ours. (Its warnings are not all: GTK 4.8 warns when a row goes away under
   * the pointer.) */
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "gc-friendly,fatal-criticals", TRUE);
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (assignments->pdata[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
    }
  return launcher;
}

void
e2e_start (E2e *self, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = make_launcher ();
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list arguments;
  gboolean plain = TRUE;
  guint pid;

  g_assert_null (self->process);
  g_ptr_array_add (command, (char *) g_getenv ("CERTWIZARD"));
  g_ptr_array_add (command, (char *) "--store");
  g_ptr_array_add (command, self->store);
  va_start (arguments, self);
  for (char *next = va_arg (arguments, char *); next != NULL; next = va_arg (arguments, char *), plain = FALSE)
    g_ptr_array_add (command, next);
  va_end (arguments);
  g_ptr_array_add (command, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char * const *) command->pdata, &error);
  g_assert_no_error (error);
  if (running == NULL)
    running = g_ptr_array_new ();
  g_ptr_array_add (running, self);
  pid = (guint) g_ascii_strtoull (g_subprocess_get_identifier (self->process), NULL, 10);
  e2e_until ((self->app = e2e_find_application (pid)) != NULL);
  if (plain && !self->at_home)
    e2e_show_view (self, "*Certificates*");
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

void
e2e_wait_end (E2e *self)
{
  gboolean ended = FALSE;

  g_ptr_array_remove (running, self);
  g_subprocess_wait_async (self->process, NULL, ended_cb, &ended);
  e2e_until (ended);
  if (!self->may_fail)
    {
      g_assert_true (g_subprocess_get_if_exited (self->process));
      g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
    }
  self->app = NULL;
  g_clear_object (&self->process);
  if (running->len == 0)
    e2e_forget_nodes ();
}

void
e2e_close (E2e *self)
{
  /* The program may be gone before it has answered. */
  e2e_try_act (e2e_main_window (self), "window.close");
  e2e_wait_end (self);
}

/* ---- other programs ---- */

static char *
run_strv (const char * const *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    e2e_fail (command[0], "%s ended with %d: %s%s", command[1], g_subprocess_get_exit_status (process), output, errors);
  return g_steal_pointer (&output);
}

static void
add_all (GPtrArray *command, va_list arguments)
{
  for (char *next = va_arg (arguments, char *); next != NULL; next = va_arg (arguments, char *))
    g_ptr_array_add (command, next);
  g_ptr_array_add (command, NULL);
}

char *
e2e_run (const char *program, ...)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  va_list arguments;

  g_ptr_array_add (command, (char *) program);
  va_start (arguments, program);
  add_all (command, arguments);
  va_end (arguments);
  return run_strv ((const char * const *) command->pdata);
}

char *
e2e_ctl (E2e *self, const char *verb, ...)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  va_list arguments;

  g_ptr_array_add (command, (char *) g_getenv ("CERTWIZARDCTL"));
  g_ptr_array_add (command, (char *) verb);
  g_ptr_array_add (command, (char *) "--store");
  g_ptr_array_add (command, self->store);
  va_start (arguments, verb);
  add_all (command, arguments);
  va_end (arguments);
  return run_strv ((const char * const *) command->pdata);
}

void
e2e_fill (E2e *self, ...)
{
  va_list names;

  va_start (names, self);
  for (const char *name = va_arg (names, const char *); name != NULL; name = va_arg (names, const char *))
    {
      gboolean is_pfx = g_str_has_suffix (name, ".pfx");
      G_GNUC_UNUSED g_autofree char *output = e2e_ctl (self, "import", "--path", e2e_pki (name), is_pfx ? "--password-file" : NULL, e2e_pki ("web.password"), NULL);
    }
  va_end (names);
}
