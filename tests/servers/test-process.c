/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-process.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

struct _TestProcess {
  GSubprocess *process;
  GThread     *reader;
  GMutex       lock;
  GCond        changed;
  GPtrArray   *lines;
  gboolean     ended;
};

/* ---- folders and programs ---- */

char *
test_folder_new (const char *name)
{
  g_autofree char *template = g_strdup_printf ("cw-%s-XXXXXX", name);
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp (template, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  return folder;
}

void
test_folder_remove (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        test_folder_remove (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

char *
test_folder_write (const char *folder, const char *name, const char *format, ...)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *content = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_file_set_contents_full (path, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error);
  g_assert_no_error (error);
  return path;
}

static GSubprocessLauncher *
make_launcher (const char *folder, char **environment, GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);

  if (environment)
    g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, folder);
  return launcher;
}

void
test_run (const char *folder, char **environment, const char *input, const char *program, ...)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GSubprocessLauncher) launcher =
    make_launcher (folder, environment, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  va_list arguments;

  va_start (arguments, program);
  for (const char *argument = program; argument; argument = va_arg (arguments, const char *))
    g_strv_builder_add (builder, argument);
  va_end (arguments);
  g_auto(GStrv) argv = g_strv_builder_end (builder);
  g_autoptr(GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s %s failed: %s", argv[0], argv[1] ?: "", output);
}

guint
test_free_port (void)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GError) error = NULL;

  g_socket_bind (socket, any, FALSE, &error);
  g_assert_no_error (error);
  g_autoptr(GSocketAddress) bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

char *
test_find_program (const char *const *names)
{
  static const char *const folders[] = { "/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/mit/sbin" };

  for (; *names; names++)
    {
      char *path = g_find_program_in_path (*names);
      if (path)
        return path;
      for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
        {
          g_autofree char *candidate = g_build_filename (folders[i], *names, NULL);
          if (g_file_test (candidate, G_FILE_TEST_IS_EXECUTABLE))
            return g_steal_pointer (&candidate);
        }
    }
  return NULL;
}

/* ---- processes ---- */

/* The kernel ends it when the test ends in whatever way. */
static void
child_setup_cb (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gpointer
read_lines (gpointer data)
{
  TestProcess *self = data;
  g_autoptr(GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  char *line;

  while ((line = g_data_input_stream_read_line (stream, NULL, NULL, NULL)))
    {
      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->lines, line);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
    }
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static guint
count_locked (TestProcess *self, const char *text)
{
  guint count = 0;

  for (guint i = 0; i < self->lines->len; i++)
    count += strstr (g_ptr_array_index (self->lines, i), text) != NULL;
  return count;
}

static gboolean
wait_for (TestProcess *self, const char *text, guint count)
{
  gint64 until = g_get_monotonic_time () + TEST_PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
  guint found;

  g_mutex_lock (&self->lock);
  while ((found = count_locked (self, text)) < count && !self->ended && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
  return found >= count;
}

TestProcess *
test_process_start (const char *const *argv, char **environment, const char *folder, const char *marker)
{
  TestProcess *self = g_new0 (TestProcess, 1);
  g_autoptr(GSubprocessLauncher) launcher =
    make_launcher (folder, environment, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb, NULL, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  self->reader = g_thread_new ("test-process", read_lines, self);
  if (wait_for (self, marker, 1))
    return self;
  g_autofree char *said = test_process_dup_said (self);
  g_test_message ("%s did not start: %s", argv[0], said);
  test_process_stop (self);
  return NULL;
}

void
test_process_stop (TestProcess *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_thread_join (self->reader);
  g_object_unref (self->process);
  g_ptr_array_unref (self->lines);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint
test_process_count (TestProcess *self, const char *text)
{
  g_mutex_lock (&self->lock);
  guint count = count_locked (self, text);
  g_mutex_unlock (&self->lock);
  return count;
}

void
test_process_wait (TestProcess *self, const char *text, guint count)
{
  if (wait_for (self, text, count))
    return;
  g_autofree char *said = test_process_dup_said (self);
  g_error ("“%s” was not said %u times: %s", text, count, said);
}

void
test_process_forget (TestProcess *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->lines, 0);
  g_mutex_unlock (&self->lock);
}

char *
test_process_dup_said (TestProcess *self)
{
  GString *said = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (said, "%s\n", (char *) g_ptr_array_index (self->lines, i));
  g_mutex_unlock (&self->lock);
  return g_string_free (said, FALSE);
}
