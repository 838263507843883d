/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-console.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-terminal.h"

static GMutex lock;
static gboolean progress_wanted;   /* between begin and end */
static gboolean progress_shown;

/* ---- text ---- */

static gboolean
is_harmful (gunichar c, gboolean lines)
{
  if (c == '\n')
    return !lines;
  if (g_unichar_iscntrl (c))
    return TRUE;
  /* Marks that turn the direction of what follows. */
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

char *
cw_console_dup_safe (const char *text, gboolean lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *safe = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (safe, is_harmful (c, lines) ? 0xFFFD : c);
    }
  return g_string_free (safe, FALSE);
}

guint
cw_text_get_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

void
cw_console_print (const char *text)
{
  cw_console_clear_progress ();
  fputs (text, stdout);
}

void
cw_console_print_format (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  cw_console_print (text);
}

void
cw_console_print_lines (const char *indent, const char *text)
{
  g_autofree char *safe = cw_console_dup_safe (text, TRUE);
  g_auto (GStrv) lines = g_strsplit (safe, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    cw_console_print_format ("%s%s\n", indent, lines[i]);
}

void
cw_console_print_field (const char *label, const char *value, guint width)
{
  g_autofree char *safe = cw_console_dup_safe (value != NULL ? value : "", TRUE);
  g_auto (GStrv) lines = g_strsplit (safe, "\n", -1);
  guint padding = width - MIN (width, cw_text_get_width (label));

  cw_console_print_format ("  %s:%*s %s\n", label, (int) padding, "", lines[0] != NULL ? lines[0] : "");
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    cw_console_print_format ("  %*s  %s\n", (int) width, "", lines[i]);
}

void
cw_console_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  safe = cw_console_dup_safe (text, TRUE);
  cw_console_clear_progress ();
  fflush (stdout);
  fprintf (stderr, "certwizardctl: %s\n", safe);
}

gboolean
cw_console_flush (GError **error)
{
  gboolean failed = fflush (stdout) != 0;
  int number = errno;

  /* Whoever reads may stop whenever he has seen enough. */
  if ((!failed && !ferror (stdout)) || number == EPIPE)
    return TRUE;
  cw_error_set_from_errno (error, failed ? number : EIO, _("The output cannot be written"));
  return FALSE;
}

/* ---- progress ---- */

static void
clear_locked (void)
{
  if (progress_shown)
    fputs ("\r\033[K", stderr);
  progress_shown = FALSE;
}

void
cw_console_show_progress (double fraction, const char *text)
{
  guint width = cw_terminal_get_width (STDERR_FILENO);
  g_autofree char *percent = fraction >= 0 ? g_strdup_printf ("%3d %%  ", (int) (fraction * 100)) : g_strdup ("");
  g_autofree char *line = g_strconcat (percent, text != NULL ? text : "", NULL);
  g_autofree char *safe = cw_console_dup_safe (line, FALSE);

  if (width < 2)
    return;
  g_mutex_lock (&lock);
  if (progress_wanted)
    {
      while (cw_text_get_width (safe) >= width)
        *g_utf8_find_prev_char (safe, safe + strlen (safe)) = '\0';
      fprintf (stderr, "\r\033[K%s", safe);
      progress_shown = TRUE;
    }
  g_mutex_unlock (&lock);
}

void
cw_console_clear_progress (void)
{
  g_mutex_lock (&lock);
  clear_locked ();
  g_mutex_unlock (&lock);
}

void
cw_console_begin_progress (void)
{
  g_mutex_lock (&lock);
  progress_wanted = TRUE;
  g_mutex_unlock (&lock);
}

void
cw_console_end_progress (void)
{
  g_mutex_lock (&lock);
  progress_wanted = FALSE;
  clear_locked ();
  g_mutex_unlock (&lock);
}

/* ---- tables ---- */

struct _CwTable {
  const CwColumn *columns;
  guint           n_columns;
  GPtrArray      *cells;     /* row after row */
};

gboolean
cw_table_is_plain (void)
{
  return cw_terminal_get_width (STDOUT_FILENO) == 0;
}

CwTable *
cw_table_new (const CwColumn *columns, guint n_columns)
{
  CwTable *self = g_new0 (CwTable, 1);

  self->columns = columns;
  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
cw_table_free (CwTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
cw_table_add (CwTable *self, const char *const *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_add (self->cells, cw_console_dup_safe (cells[i] != NULL ? cells[i] : "", FALSE));
}

guint
cw_table_get_n_rows (CwTable *self)
{
  return self->cells->len / self->n_columns;
}

static const char *
get_cell (CwTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->cells, row * self->n_columns + column);
}

static void
print_plain (CwTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    cw_console_print_format ("%s%s", i > 0 ? "\t" : "", self->columns[i].title);
  cw_console_print ("\n");
  for (guint row = 0; row < cw_table_get_n_rows (self); row++)
    {
      for (guint i = 0; i < self->n_columns; i++)
        cw_console_print_format ("%s%s", i > 0 ? "\t" : "", get_cell (self, row, i));
      cw_console_print ("\n");
    }
}

static guint *
measure (CwTable *self)
{
  guint *widths = g_new0 (guint, self->n_columns);

  for (guint i = 0; i < self->n_columns; i++)
    {
      widths[i] = cw_text_get_width (self->columns[i].title);
      for (guint row = 0; row < cw_table_get_n_rows (self); row++)
        widths[i] = MAX (widths[i], cw_text_get_width (get_cell (self, row, i)));
    }
  return widths;
}

/* Takes from the widest column that may be shortened, until all fit. */
static void
fit (CwTable *self, guint *widths, guint available)
{
  for (;;)
    {
      guint total = 2 * (self->n_columns - 1);
      guint widest = self->n_columns;

      for (guint i = 0; i < self->n_columns; i++)
        {
          total += widths[i];
          if (self->columns[i].min_width > 0 && widths[i] > self->columns[i].min_width
              && (widest == self->n_columns || widths[i] > widths[widest]))
            widest = i;
        }
      if (total <= available || widest == self->n_columns)
        return;
      widths[widest]--;
    }
}

static void
print_cell (const char *text, guint width, gboolean is_last)
{
  g_autoptr (GString) shown = g_string_new (text);

  if (cw_text_get_width (text) > width)
    {
      while (shown->len > 0 && cw_text_get_width (shown->str) > width - 1)
        g_string_truncate (shown, (gsize) (g_utf8_find_prev_char (shown->str, shown->str + shown->len) - shown->str));
      g_string_append (shown, "…");
    }
  cw_console_print (shown->str);
  if (!is_last)
    cw_console_print_format ("%*s", (int) (width - MIN (width, cw_text_get_width (shown->str)) + 2), "");
}

void
cw_table_print (CwTable *self)
{
  g_autofree guint *widths = measure (self);

  if (cw_table_is_plain ())
    {
      print_plain (self);
      return;
    }
  fit (self, widths, cw_terminal_get_width (STDOUT_FILENO));
  for (guint i = 0; i < self->n_columns; i++)
    print_cell (self->columns[i].title, widths[i], i + 1 == self->n_columns);
  cw_console_print ("\n");
  for (guint row = 0; row < cw_table_get_n_rows (self); row++)
    {
      for (guint i = 0; i < self->n_columns; i++)
        print_cell (get_cell (self, row, i), widths[i], i + 1 == self->n_columns);
      cw_console_print ("\n");
    }
}
