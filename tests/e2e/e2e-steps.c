/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <string.h>

/* What several tests do in this window. */

/* ---- the certificates' table ---- */

static E2eNode *
get_table (E2e *self)
{
  return e2e_need (e2e_main_window (self), ATSPI_ROLE_TREE_TABLE, "Certificates");
}

/* Which of the columns that are shown has this title, or -1. */
static int
find_column (E2eNode *table, const char *title)
{
  E2eNode *header = e2e_find (table, ATSPI_ROLE_TABLE_ROW, NULL);
  g_autoptr (GPtrArray) titles = header != NULL ? e2e_find_all (header, ATSPI_ROLE_LABEL, NULL) : g_ptr_array_new ();

  for (guint i = 0; i < titles->len; i++)
    {
      g_autofree char *name = e2e_name (titles->pdata[i]);

      if (g_str_equal (name, title))
        return (int) i;
    }
  return -1;
}

gboolean
e2e_has_column (E2e *self, const char *title)
{
  return find_column (get_table (self), title) >= 0;
}

char *
e2e_column (E2e *self, const char *title)
{
  E2eNode *table = e2e_find (e2e_main_window (self), ATSPI_ROLE_TREE_TABLE, "Certificates");
  E2eNode *list = table != NULL ? e2e_find (table, ATSPI_ROLE_LIST, NULL) : NULL;
  g_autoptr (GPtrArray) rows = list != NULL ? e2e_find_all (list, ATSPI_ROLE_TABLE_ROW, NULL) : g_ptr_array_new ();
  int column = table != NULL ? find_column (table, title) : -1;
  GString *text = g_string_new (NULL);

  for (guint i = 0; column >= 0 && i < rows->len; i++)
    {
      g_autoptr (GPtrArray) cells = e2e_find_all (rows->pdata[i], ATSPI_ROLE_LABEL, NULL);
      g_autofree char *name = (guint) column < cells->len ? e2e_name (cells->pdata[column]) : g_strdup ("");

      g_string_append_printf (text, "%s\n", name);
    }
  return g_string_free (text, FALSE);
}

char *
e2e_rows (E2e *self)
{
  return e2e_column (self, "Friendly Name");
}

gboolean
e2e_rows_are (E2e *self, const char *expected)
{
  g_autofree char *rows = e2e_rows (self);

  return g_str_equal (rows, expected);
}

gboolean
e2e_has_row (E2e *self, const char *friendly_name)
{
  g_autofree char *rows = e2e_rows (self);
  g_auto (GStrv) lines = g_strsplit (rows, "\n", -1);

  return g_strv_contains ((const char * const *) lines, friendly_name);
}

static gboolean
is_selected (E2eNode *list, const char *friendly_name)
{
  g_autoptr (GPtrArray) rows = e2e_find_all (list, ATSPI_ROLE_TABLE_ROW, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (e2e_has_state (rows->pdata[i], ATSPI_STATE_SELECTED) && e2e_find (rows->pdata[i], ATSPI_ROLE_LABEL, friendly_name) != NULL)
      return TRUE;
  return FALSE;
}

void
e2e_select_named (E2e *self, const char *friendly_name)
{
  gint64 deadline = e2e_deadline ();
  gint64 again = 0;
  E2eNode *list;

  e2e_until (e2e_has_row (self, friendly_name));
  list = e2e_need (get_table (self), ATSPI_ROLE_LIST, NULL);
  /* Rows may be on the move while the list settles: a click that has met nothing is done again. */
  while (!is_selected (list, friendly_name))
    {
      if (g_get_monotonic_time () > again)
        {
          e2e_point (e2e_label (list, friendly_name));
          again = g_get_monotonic_time () + G_USEC_PER_SEC;
        }
      e2e_turn (deadline, G_STRLOC, friendly_name);
    }
  e2e_label (self->app, "1 *selected");
}

void
e2e_sort_by (E2e *self, const char *title)
{
  e2e_point (e2e_label (get_table (self), title));
}

/* ---- the import wizard ---- */

E2eNode *
e2e_begin_import (E2e *self, const char *path)
{
  E2eNode *wizard;

  e2e_click (e2e_main_window (self), "Import Certificate*");
  wizard = e2e_toplevel (self, "Import Certificate");
  e2e_click (wizard, "Choose a certificate file");
  e2e_open_file (self, "Select Certificate File", path);
  return wizard;
}

void
e2e_answer_password (E2e *self, const char *password)
{
  E2eNode *question = e2e_toplevel (self, "The password of the file is needed");

  e2e_enter (question, "Password*", password);
  e2e_click (question, "Continue");
}

void
e2e_import (E2e *self, const char *path, const char *password)
{
  E2eNode *wizard = e2e_begin_import (self, path);

  e2e_click (wizard, "Next");
  if (password != NULL)
    e2e_answer_password (self, password);
  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
}

/* ---- views and tabs ---- */

/* While the window finds its size, the tabs move from its top to its bottom: who pressed where they were presses once more. */
void
e2e_show_view (E2e *self, const char *title)
{
  gint64 deadline = e2e_deadline ();
  gint64 again = 0;

  for (;;)
    {
      E2eNode *tab = e2e_need (e2e_main_window (self), ATSPI_ROLE_PAGE_TAB, title);

      if (e2e_has_state (tab, ATSPI_STATE_SELECTED))
        return;
      if (g_get_monotonic_time () > again)
        {
          e2e_point (tab);
          again = g_get_monotonic_time () + 500 * 1000;
        }
      e2e_turn (deadline, G_STRLOC, title);
    }
}

void
e2e_show_tab (E2eNode *dialog, const char *title)
{
  e2e_point (e2e_need (dialog, ATSPI_ROLE_PAGE_TAB, title));
}
