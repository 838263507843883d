/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timer-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"

/* One line in the crontab of whoever runs this, known by the comment at its end. All other lines stay as they are. */

static char *
dup_marker (const CwTimerPlace *place)
{
  return g_strconcat (" # ", place->name, NULL);
}

static GSubprocess *
start (GSubprocessFlags flags, const char *argument, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);

  /* Its words are read below. */
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  return g_subprocess_launcher_spawn (launcher, error, "crontab", argument, NULL);
}

/* Nothing at all has no bytes to copy. */
static char *
dup_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return data != NULL ? g_strndup (data, size) : g_strdup ("");
}

static void
set_failed (GError **error, const char *words)
{
  g_autofree char *line = g_strndup (words, strcspn (words, "\n"));

  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("The table of cron could not be used: %s"), line);
}

/* Nobody has a table to begin with. Anything else that goes wrong must not be taken for an empty one, which would then be written. */
static gboolean
is_without_table (const char *words)
{
  return strstr (words, "no crontab") != NULL || strstr (words, "No such file") != NULL;
}

static char *
dup_table (GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GSubprocess) process = start (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "-l", &local);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autofree char *words = NULL;

  if (process == NULL || !g_subprocess_communicate (process, NULL, cancellable, &out, &err, &local))
    {
      cw_error_propagate (error, g_steal_pointer (&local));
      return NULL;
    }
  words = dup_text (err);
  if (g_subprocess_get_successful (process))
    return dup_text (out);
  if (is_without_table (words))
    return g_strdup ("");
  set_failed (error, words);
  return NULL;
}

static gboolean
write_table (const char *table, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GSubprocess) process = start (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "-", &local);
  g_autoptr (GBytes) in = g_bytes_new (table, strlen (table));
  g_autoptr (GBytes) err = NULL;
  g_autofree char *words = NULL;

  if (process == NULL || !g_subprocess_communicate (process, in, cancellable, NULL, &err, &local))
    {
      cw_error_propagate (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_subprocess_get_successful (process))
    return TRUE;
  words = dup_text (err);
  set_failed (error, words);
  return FALSE;
}

/* The computer's timer is root's. */
static gboolean
check_scope (const CwTimerPlace *place, GError **error)
{
  if (!place->system_scope || geteuid () == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_PERMISSION, _("The timer of the computer belongs to root."));
  return FALSE;
}

/* For the shell first, then for cron, to which "%" is the end of the line. */
static char *
dup_word (const char *word)
{
  g_autofree char *quoted = g_shell_quote (word);
  g_autoptr (GString) text = g_string_new (quoted);

  g_string_replace (text, "%", "\\%", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_setting (GString *line, const char *name, const char *value)
{
  g_autofree char *word = dup_word (value);

  g_string_append_printf (line, " %s=%s", name, word);
}

/* Cron starts a program with next to nothing; the keyring and the desktop are reached through the folder of the session. */
static char *
dup_line (const CwTimerPlace *place)
{
  g_auto (GStrv) environment = cw_timer_dup_environment (place);
  g_autofree char *program = dup_word (place->program);
  g_autofree char *store = place->store_directory != NULL ? dup_word (place->store_directory) : NULL;
  g_autofree char *marker = dup_marker (place);
  g_autoptr (GString) line = g_string_new ("* * * * *");

  if (!place->system_scope && g_getenv ("XDG_RUNTIME_DIR") != NULL)
    append_setting (line, "XDG_RUNTIME_DIR", g_getenv ("XDG_RUNTIME_DIR"));
  for (gsize i = 0; environment[i] != NULL; i += 2)
    append_setting (line, environment[i], environment[i + 1]);
  g_string_append_printf (line, " %s roll --unattended", program);
  if (store != NULL)
    g_string_append_printf (line, " --store %s", store);
  g_string_append (line, marker);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* The table without our line; *found: it was there, and in use. */
static GString *
strip (const CwTimerPlace *place, const char *table, gboolean *found)
{
  g_autofree char *marker = dup_marker (place);
  GString *rest = g_string_new (NULL);

  *found = FALSE;
  while (*table != '\0')
    {
      gsize length = strcspn (table, "\n");
      g_autofree char *line = g_strndup (table, length);
      gsize whole = table[length] == '\n' ? length + 1 : length;

      if (!g_str_has_suffix (line, marker))
        g_string_append_len (rest, table, (gssize) whole);
      else
        *found |= line[0] != '#';
      table += whole;
    }
  return rest;
}

gboolean
cw_timer_cron_is_there (const CwTimerPlace *place)
{
  g_autofree char *path = g_find_program_in_path ("crontab");

  return path != NULL;
}

gboolean
cw_timer_cron_is_enabled (const CwTimerPlace *place, gboolean *enabled, GError **error)
{
  g_autofree char *table = NULL;

  *enabled = FALSE;
  if (!check_scope (place, NULL))
    return TRUE;
  table = dup_table (NULL, error);
  if (table == NULL)
    return FALSE;
  g_string_free (strip (place, table, enabled), TRUE);
  return TRUE;
}

gboolean
cw_timer_cron_enable (const CwTimerPlace *place, GCancellable *cancellable, GError **error)
{
  g_autofree char *table = check_scope (place, error) ? dup_table (cancellable, error) : NULL;
  g_autofree char *line = dup_line (place);
  g_autoptr (GString) rest = NULL;
  gboolean found;

  if (table == NULL)
    return FALSE;
  if (strchr (line, '\n') != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("A line of cron cannot name a folder with a line end in its name."));
      return FALSE;
    }
  rest = strip (place, table, &found);
  if (rest->len > 0 && rest->str[rest->len - 1] != '\n')
    g_string_append_c (rest, '\n');
  g_string_append_printf (rest, "%s\n", line);
  return write_table (rest->str, cancellable, error);
}

gboolean
cw_timer_cron_disable (const CwTimerPlace *place, GCancellable *cancellable, GError **error)
{
  g_autofree char *table = check_scope (place, error) ? dup_table (cancellable, error) : NULL;
  g_autoptr (GString) rest = NULL;
  gboolean found;

  if (table == NULL)
    return FALSE;
  rest = strip (place, table, &found);
  return strlen (table) == rest->len || write_table (rest->str, cancellable, error);
}
