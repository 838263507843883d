/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-command.h"
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-name.h"

#define KEPT_MOST  8192      /* of what it says */
#define SHOWN_MOST 400
#define LINES_MOST 3
#define GRACE_MS   2000      /* between asking it to end and ending it */
#define DRAIN_MS   200       /* for the last words of one that has ended */

typedef struct {
  GInputStream *stream;
  GCancellable *stop;
  GString      *kept;
  gboolean      ended;
  guint8        buffer[1024];
} Listener;

typedef enum { GOES_ON, TIMED_OUT, CANCELLED } Fate;

typedef struct {
  GMainContext *context;
  GSubprocess  *process;
  GCancellable *stop;      /* ends listening and waiting */
  Listener      out, err;
  Fate          fate;
  gboolean      exited;
} Running;

char *
cw_command_dup_text (const char *const *argv)
{
  GString *text = g_string_new (NULL);

  for (; *argv != NULL; argv++)
    {
      gboolean plain = **argv != '\0' && strpbrk (*argv, " \t\n\"'\\$`*?;&|<>(){}[]#~!") == NULL;
      g_autofree char *quoted = plain ? g_strdup (*argv) : g_shell_quote (*argv);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", quoted);
    }
  return cw_text_to_printable (g_string_free (text, FALSE));
}

/* ---- what it said ---- */

static gboolean
may_be_secret (const char *line)
{
  static const char *const words[] = { "passw", "passphrase", "secret", "private key-----", "credential", NULL };
  g_autofree char *lower = g_ascii_strdown (line, -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_letter (const char *line)
{
  for (; *line != '\0'; line++)
    if (g_ascii_isalpha (*line) || (*line & 0x80) != 0)
      return TRUE;
  return FALSE;
}

/* Among greetings and advice it is these that say what is wrong. */
static gboolean
is_telling (const char *line)
{
  static const char *const words[] = { "error", "fatal", "fail", "invalid", "cannot", "could not", "unknown", "denied", "emerg", "line ", "bad ", NULL };
  g_autofree char *lower = g_ascii_strdown (line, -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

typedef enum { TELLING, FIRST, LAST } Which;

/* A few lines of it, in one. */
static char *
dup_lines (GString *kept, Which which)
{
  g_auto (GStrv) lines = g_strsplit (kept->str, "\n", -1);
  g_autoptr (GPtrArray) good = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL;
  guint begin;

  for (guint i = 0; lines[i] != NULL; i++)
    if (has_letter (g_strstrip (lines[i])) && !may_be_secret (lines[i]) && (which != TELLING || is_telling (lines[i])))
      g_ptr_array_add (good, lines[i]);
  begin = which == LAST && good->len > LINES_MOST ? good->len - LINES_MOST : 0;
  for (guint i = begin; i < good->len && i < begin + LINES_MOST; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " / " : "", (char *) g_ptr_array_index (good, i));
  if (text->len > SHOWN_MOST)
    {
      g_string_truncate (text, SHOWN_MOST);
      g_string_append (text, "…");
    }
  valid = g_utf8_make_valid (text->str, -1);
  return cw_text_to_printable (g_steal_pointer (&valid));
}

static char *
dup_words (Running *self)
{
  const struct { GString *kept; Which which; } tries[] = {
    { self->err.kept, TELLING }, { self->out.kept, TELLING }, { self->err.kept, FIRST }, { self->out.kept, LAST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      char *words = dup_lines (tries[i].kept, tries[i].which);

      if (*words != '\0')
        return words;
      g_free (words);
    }
  return g_strdup ("");
}

/* ---- running ---- */

/* A group of its own, so that what it starts can be ended with it. */
static void
child_setup_cb (gpointer data)
{
  setpgid (0, 0);
}

static void listen_more (Listener *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Listener *self = data;
  gssize size = g_input_stream_read_finish (self->stream, result, NULL);

  self->ended = size <= 0;
  if (self->ended)
    return;
  g_string_append_len (self->kept, (const char *) self->buffer, size);
  /* The beginning is kept and the end; what is between them is not. */
  if (self->kept->len > KEPT_MOST)
    g_string_erase (self->kept, KEPT_MOST / 2, (gssize) (self->kept->len - KEPT_MOST));
  listen_more (self);
}

static void
listen_more (Listener *self)
{
  g_input_stream_read_async (self->stream, self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT, self->stop, read_cb, self);
}

static void
listener_start (Listener *self, Running *running, GInputStream *stream)
{
  self->stream = stream;
  self->stop = running->stop;
  self->kept = g_string_new (NULL);
  listen_more (self);
}

static void
exited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Running *self = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  self->exited = TRUE;
}

static void
send_signal (Running *self, int number)
{
  const char *id = g_subprocess_get_identifier (self->process);

  if (id != NULL)
    kill (-(pid_t) g_ascii_strtoll (id, NULL, 10), number);
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the loop until the condition holds or the time is over. */
static void
turn (Running *self, const gboolean *first, const gboolean *second, guint milliseconds)
{
  g_autoptr (GSource) source = g_timeout_source_new (milliseconds);
  gboolean over = FALSE;

  g_source_set_callback (source, wake_cb, &over, NULL);
  g_source_attach (source, self->context);
  while (!(*first && *second) && !over && self->fate != CANCELLED)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (source);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  ((Running *) data)->fate = CANCELLED;
  return G_SOURCE_REMOVE;
}

/* Politely first, then not; and one that cannot be ended by us is left alone. */
static void
end (Running *self)
{
  Fate fate = self->fate;

  self->fate = GOES_ON;
  send_signal (self, SIGTERM);
  turn (self, &self->exited, &self->exited, GRACE_MS);
  send_signal (self, SIGKILL);
  turn (self, &self->exited, &self->exited, GRACE_MS);
  self->fate = fate;
}

/* A service that was started goes on and keeps the pipes open, so their end is not waited for. */
static void
stop_listening (Running *self)
{
  turn (self, &self->out.ended, &self->err.ended, DRAIN_MS);
  g_cancellable_cancel (self->stop);
  while (!self->out.ended || !self->err.ended || !self->exited)
    g_main_context_iteration (self->context, TRUE);
}

static void
run (Running *self, guint timeout_ms, GCancellable *cancellable)
{
  g_autoptr (GSource) source = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  if (source != NULL)
    {
      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (source, self->context);
    }
  g_subprocess_wait_async (self->process, self->stop, exited_cb, self);
  listener_start (&self->out, self, g_subprocess_get_stdout_pipe (self->process));
  listener_start (&self->err, self, g_subprocess_get_stderr_pipe (self->process));
  turn (self, &self->exited, &self->exited, timeout_ms);
  if (source != NULL)
    g_source_destroy (source);
  if (!self->exited)
    {
      self->fate = self->fate == CANCELLED ? CANCELLED : TIMED_OUT;
      end (self);
    }
  stop_listening (self);
}

static gboolean
judge (Running *self, const char *name, GError **error)
{
  g_autofree char *words = NULL;

  if (self->fate == CANCELLED)
    g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("%s was cancelled."), name);
  else if (self->fate == TIMED_OUT)
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT, _("%s did not come to an end, so it was ended."), name);
  else if (!g_subprocess_get_successful (self->process))
    {
      words = dup_words (self);
      if (*words != '\0')
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("%s says: “%s”."), name, words);
      else if (g_subprocess_get_if_exited (self->process))
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("%s fails without a word (exit status %d); perhaps there is one in its log."), name, g_subprocess_get_exit_status (self->process));
      else
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("%s was ended by signal %d."), name, g_subprocess_get_term_sig (self->process));
    }
  else
    return TRUE;
  return FALSE;
}

static GSubprocess *
spawn (const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) local = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, child_setup_cb, NULL, NULL);
  g_subprocess_launcher_set_cwd (launcher, "/");
  process = g_subprocess_launcher_spawnv (launcher, argv, &local);
  if (process == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("%s cannot be run: %s."), argv[0], local->message);
  return process;
}

gboolean
cw_command_run (const char *const *argv, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  G_GNUC_UNUSED g_autoptr (GMainContextPusher) pusher = g_main_context_pusher_new (context);
  g_autoptr (GSubprocess) process = spawn (argv, error);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Running self = { .context = context, .process = process, .stop = stop };
  gboolean good;

  if (process == NULL)
    return FALSE;
  run (&self, timeout_ms, cancellable);
  good = judge (&self, argv[0], error);
  g_string_free (self.out.kept, TRUE);
  g_string_free (self.err.kept, TRUE);
  return good;
}
