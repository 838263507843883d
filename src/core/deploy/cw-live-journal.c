/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-live-private.h"

#define HEADER "certwizard journal 1"
#define FOOTER "end"
#define MAX_SIZE (1024 * 1024)

static char *
dup_path (CwLive *self)
{
  return g_build_filename (cw_live_get_folder (self), ".journal", NULL);
}

CwLiveChange *
cw_live_change_new (const char *usage, guint64 from, guint64 to)
{
  CwLiveChange *self = g_new0 (CwLiveChange, 1);

  self->usage = g_strdup (usage);
  self->from = from;
  self->to = to;
  return self;
}

void
cw_live_change_free (CwLiveChange *self)
{
  g_free (self->usage);
  g_free (self);
}

/* Where there is one already it is replaced as a whole, or not at all: it is not to be lost half way. */
gboolean
cw_live_write_journal (CwLive *self, GPtrArray *changes, GError **error)
{
  g_autofree char *path = dup_path (self);
  g_autoptr (GString) text = g_string_new (HEADER "\n");
  g_autoptr (CwSecret) content = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const CwLiveChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", change->usage, change->from, change->to);
    }
  g_string_append (text, FOOTER "\n");
  content = cw_secret_new (text->str, text->len);
  if (cw_live_has_journal (self))
    return cw_writer_write_file (cw_live_get_writer (self), path, 0600, (guint) -1, (guint) -1, content, error);
  return cw_writer_set_mark (cw_live_get_writer (self), path, content, error);
}

static CwLiveChange *
read_line (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint64 from, to;

  if (g_strv_length (words) != 3 || *words[0] == '\0' || *words[0] == '.' || strchr (words[0], '/') != NULL
      || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT64, &from, NULL) || !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT64, &to, NULL))
    return NULL;
  return cw_live_change_new (words[0], from, to);
}

static GPtrArray *
read_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);

  if (n < 3 || strcmp (lines[0], HEADER) != 0 || strcmp (lines[n - 2], FOOTER) != 0 || *lines[n - 1] != '\0')
    return NULL;
  for (guint i = 1; i < n - 2; i++)
    {
      CwLiveChange *change = read_line (lines[i]);

      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }
  return g_steal_pointer (&changes);
}

GPtrArray *
cw_live_read_journal (CwLive *self, GError **error)
{
  g_autofree char *path = dup_path (self);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = cw_file_read (path, MAX_SIZE, &local);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    {
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return read_text (text);
}

/* Not waited for: one that comes back after a power cut is settled once more, with the same result. */
gboolean
cw_live_clear_journal (CwLive *self, GError **error)
{
  g_autofree char *path = dup_path (self);

  return cw_writer_set_mark (cw_live_get_writer (self), path, NULL, error);
}

gboolean
cw_live_has_journal (CwLive *self)
{
  g_autofree char *path = dup_path (self);
  struct stat info;

  /* It is emptied, not deleted. */
  return lstat (path, &info) == 0 && info.st_size > 0;
}

/* ---- some of it ---- */

static gboolean
concerns (GPtrArray *changes, const char *usage)
{
  for (guint i = 0; i < changes->len; i++)
    if (strcmp (((CwLiveChange *) g_ptr_array_index (changes, i))->usage, usage) == 0)
      return TRUE;
  return FALSE;
}

/* In no case NULL without an error. */
static GPtrArray *
read_left (CwLive *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  GPtrArray *left = cw_live_read_journal (self, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (left == NULL)
    left = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);
  return left;
}

static gboolean
refuse_left (CwLive *self, GPtrArray *left, const char *usage, GError **error)
{
  if (!concerns (left, usage))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("In %s a change of %s was interrupted that has to be finished or undone first."),
               cw_live_get_folder (self), usage);
  return FALSE;
}

gboolean
cw_live_check_journal (CwLive *self, const char *usage, GError **error)
{
  g_autoptr (GPtrArray) left = NULL;

  if (!cw_live_has_journal (self))
    return TRUE;
  left = read_left (self, error);
  return left != NULL && refuse_left (self, left, usage, error);
}

static void
add_copy (GPtrArray *changes, const CwLiveChange *change)
{
  g_ptr_array_add (changes, cw_live_change_new (change->usage, change->from, change->to));
}

gboolean
cw_live_begin_changes (CwLive *self, GPtrArray *changes, GError **error)
{
  g_autoptr (GPtrArray) all = read_left (self, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    if (!refuse_left (self, all, ((CwLiveChange *) g_ptr_array_index (changes, i))->usage, error))
      return FALSE;
  for (guint i = 0; i < changes->len; i++)
    add_copy (all, g_ptr_array_index (changes, i));
  return cw_live_write_journal (self, all, error);
}

gboolean
cw_live_end_changes (CwLive *self, GPtrArray *changes, GError **error)
{
  g_autoptr (GPtrArray) all = read_left (self, error), left = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!concerns (changes, ((CwLiveChange *) g_ptr_array_index (all, i))->usage))
      add_copy (left, g_ptr_array_index (all, i));
  if (left->len == 0)
    return cw_live_clear_journal (self, error);
  return left->len == all->len || cw_live_write_journal (self, left, error);
}
