/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE 240000   /* milliseconds until something that does not come is a failure; a sanitizer makes a PFX slowly */

Ctl *
ctl_new (void)
{
  Ctl *self = g_new0 (Ctl, 1);

  self->folder = g_dir_make_tmp ("cli-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  ctl_write (self, "password", CTL_PASSWORD "\n", -1);
  ctl_write (self, "wrong", "something else\n", -1);
  ctl_write (self, "passphrase", "the passphrase of the store\n", -1);
  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
ctl_free (Ctl *self)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

char *
ctl_path (Ctl *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

char *
ctl_read (Ctl *self, const char *name, gsize *size)
{
  g_autofree char *path = ctl_path (self, name);
  g_autoptr (GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, size, &error);
  g_assert_no_error (error);
  return content;
}

void
ctl_write (Ctl *self, const char *name, const char *text, gssize size)
{
  g_autofree char *path = ctl_path (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, size, &error);
  g_assert_no_error (error);
}

static GPtrArray *
collect (const char *first, va_list rest)
{
  GPtrArray *words = g_ptr_array_new ();

  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_ptr_array_add (words, (char *) word);
  g_ptr_array_add (words, NULL);
  return words;
}

/* The program, its arguments, and the store of this test. An ordinary user's store has a passphrase; root's has none. */
static GPtrArray *
dup_command (const char *const *arguments)
{
  GPtrArray *words = g_ptr_array_new ();
  gboolean own_store = FALSE;
  gboolean own_passphrase = FALSE;

  g_assert_nonnull (g_getenv ("CERTWIZARDCTL"));
  g_ptr_array_add (words, (char *) g_getenv ("CERTWIZARDCTL"));
  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      g_ptr_array_add (words, (char *) arguments[i]);
      own_store |= g_str_equal (arguments[i], "--store") || g_str_equal (arguments[i], "--complete");
      own_passphrase |= g_str_has_prefix (arguments[i], "--store-passphrase-file");
    }
  if (arguments[0] != NULL && !own_store)
    {
      g_ptr_array_add (words, (char *) "--store");
      g_ptr_array_add (words, (char *) "store");
    }
  if (arguments[0] != NULL && !own_passphrase && !g_str_equal (arguments[0], "--complete") && geteuid () != 0)
    {
      g_ptr_array_add (words, (char *) "--store-passphrase-file");
      g_ptr_array_add (words, (char *) "passphrase");
    }
  g_ptr_array_add (words, NULL);
  return words;
}

/* Without a controlling terminal, wherever the test itself was started. */
static void
child_setup (gpointer data)
{
  setsid ();
}

CtlResult *
ctl_runv (Ctl *self, const char *input, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) words = dup_command (arguments);
  g_autoptr (GBytes) in = g_bytes_new (input != NULL ? input : "", input != NULL ? strlen (input) : 0);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  CtlResult *result = g_new0 (CtlResult, 1);

  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, in, NULL, &out, &err, &error);
  /* Who does not read its input may end before it got it all. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    g_clear_error (&error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  result->code = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  result->signal = g_subprocess_get_if_signaled (process) ? g_subprocess_get_term_sig (process) : 0;
  result->out = g_strndup (g_bytes_get_data (out, NULL) != NULL ? g_bytes_get_data (out, NULL) : "", g_bytes_get_size (out));
  result->err = g_strndup (g_bytes_get_data (err, NULL) != NULL ? g_bytes_get_data (err, NULL) : "", g_bytes_get_size (err));
  return result;
}

CtlResult *
ctl_run (Ctl *self, ...)
{
  g_autoptr (GPtrArray) words = NULL;
  va_list rest;

  va_start (rest, self);
  words = collect (va_arg (rest, const char *), rest);
  va_end (rest);
  return ctl_runv (self, NULL, (const char *const *) words->pdata);
}

CtlResult *
ctl_run_input (Ctl *self, const char *input, ...)
{
  g_autoptr (GPtrArray) words = NULL;
  va_list rest;

  va_start (rest, input);
  words = collect (va_arg (rest, const char *), rest);
  va_end (rest);
  return ctl_runv (self, input, (const char *const *) words->pdata);
}

void
ctl_result_free (CtlResult *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

gboolean
ctl_has_tool (const char *name)
{
  g_autofree char *path = g_find_program_in_path (name);

  return path != NULL;
}

char *
ctl_tool (Ctl *self, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *err = NULL;
  char *out = NULL;
  va_list rest;

  va_start (rest, self);
  words = collect (va_arg (rest, const char *), rest);
  va_end (rest);
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  /* What a tool does not give back when it ends is none of our business. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s failed: %s", (char *) g_ptr_array_index (words, 0), err);
  return out;
}

void
ctl_make_certificate (Ctl *self, const char *name)
{
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *subject = g_strconcat ("/O=Example Harbour Authority/CN=", name, NULL);
  g_autofree char *names = g_strconcat ("subjectAltName=DNS:", name, ",DNS:www.", name, NULL);

  g_free (ctl_tool (self, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                    "-out", pem, "-days", "200", "-subj", subject, "-addext", names, NULL));
}

void
ctl_make_pfx (Ctl *self, const char *name)
{
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *pfx = g_strconcat (name, ".pfx", NULL);

  ctl_make_certificate (self, name);
  g_free (ctl_tool (self, "openssl", "pkcs12", "-export", "-in", pem, "-inkey", key, "-out", pfx, "-name", name, "-passout", "file:password", NULL));
}

void
ctl_import (Ctl *self, const char *name, gboolean exportable)
{
  g_autofree char *pfx = g_strconcat (name, ".pfx", NULL);
  g_autoptr (CtlResult) result = NULL;

  ctl_make_pfx (self, name);
  result = ctl_run (self, "import", pfx, "--password-file", "password", "--private-key-exportable", exportable ? "true" : "false", NULL);
  ctl_assert (result, 0);
}

/* ---- looking at what came out ---- */

void
ctl_assert_code (CtlResult *result, int code, const char *where)
{
  if (result->code != code)
    g_error ("%s: exit code %d (signal %d), not %d\n--- out\n%s\n--- err\n%s", where, result->code, result->signal, code, result->out, result->err);
}

void
ctl_assert_has (const char *text, const char *part, const char *where)
{
  if (strstr (text, part) == NULL)
    g_error ("%s: no “%s” in:\n%s", where, part, text);
}

void
ctl_assert_lacks (const char *text, const char *part, const char *where)
{
  if (strstr (text, part) != NULL)
    g_error ("%s: “%s” in:\n%s", where, part, text);
}

JsonObject *
ctl_json (CtlResult *result)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  /* The parser takes one document and nothing behind it. */
  json_parser_load_from_data (parser, result->out, -1, &error);
  if (error != NULL)
    g_error ("no JSON: %s\n%s\n%s", error->message, result->out, result->err);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/* ---- on a terminal ---- */

CtlPty *
ctl_pty_start (Ctl *self, ...)
{
  CtlPty *pty = g_new0 (CtlPty, 1);
  struct winsize size = { .ws_row = 25, .ws_col = 80 };
  g_autoptr (GPtrArray) given = NULL;
  g_autoptr (GPtrArray) words = NULL;
  va_list rest;

  va_start (rest, self);
  given = collect (va_arg (rest, const char *), rest);
  va_end (rest);
  words = dup_command ((const char *const *) given->pdata);
  pty->seen = g_string_new (NULL);
  pty->pid = forkpty (&pty->master, NULL, NULL, &size);
  g_assert_cmpint (pty->pid, >=, 0);
  if (pty->pid == 0)
    {
      if (chdir (self->folder) == 0)
        execv (words->pdata[0], (char **) words->pdata);
      _exit (127);
    }
  return pty;
}

/* FALSE: it has ended. */
static gboolean
read_more (CtlPty *self, const char *awaited)
{
  struct pollfd fd = { .fd = self->master, .events = POLLIN };
  char buffer[4096];
  ssize_t n;

  if (poll (&fd, 1, PATIENCE) == 0)
    g_error ("“%s” does not come:\n%s", awaited, self->seen->str);
  n = read (self->master, buffer, sizeof buffer);
  if (n <= 0)
    return FALSE;
  g_string_append_len (self->seen, buffer, n);
  return TRUE;
}

void
ctl_pty_expect (CtlPty *self, const char *text)
{
  const char *found;

  while ((found = strstr (self->seen->str + self->from, text)) == NULL)
    if (!read_more (self, text))
      g_error ("it ended without “%s”:\n%s", text, self->seen->str);
  self->from = (gsize) (found - self->seen->str) + strlen (text);
}

void
ctl_pty_send (CtlPty *self, const char *text)
{
  g_assert_cmpint (write (self->master, text, strlen (text)), ==, (ssize_t) strlen (text));
}

gboolean
ctl_pty_echoes (CtlPty *self)
{
  struct termios state;

  g_assert_cmpint (tcgetattr (self->master, &state), ==, 0);
  return (state.c_lflag & ECHO) != 0;
}

int
ctl_pty_wait (CtlPty *self)
{
  int status;

  while (read_more (self, "the end"))
    ;
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  self->pid = 0;
  return WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status);
}

void
ctl_pty_free (CtlPty *self)
{
  if (self->pid > 0)
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, NULL, 0);
    }
  close (self->master);
  g_string_free (self->seen, TRUE);
  g_free (self);
}
