/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Everything can be done without a mouse: here nothing but keys is used. */

static E2eNode *
find_focus (E2eNode *root)
{
  g_autoptr (GPtrArray) all = e2e_find_all (root, ATSPI_ROLE_INVALID, NULL);

  /* The innermost comes last. */
  for (guint i = all->len; i > 0; i--)
    if (e2e_has_state (all->pdata[i - 1], ATSPI_STATE_FOCUSED))
      return all->pdata[i - 1];
  return NULL;
}

static char *
get_focused (E2eNode *root)
{
  E2eNode *focus = find_focus (root);

  return focus != NULL ? e2e_name (focus) : g_strdup ("");
}

static gboolean
has_text (E2eNode *entry, const char *text)
{
  g_autofree char *found = e2e_text (entry);

  return g_str_equal (found, text);
}

/* Tab until something has the focus whose name begins like this: it must come within a round of the window. */
static void
tab_to (E2eNode *root, const char *name, const char *key)
{
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *before = get_focused (root);
      gint64 end = g_get_monotonic_time () + 500 * 1000;

      if (strstr (before, name) != NULL)
        return;
      e2e_key (key);
      /* The focus may go to something of the same name: then time tells. */
      for (gboolean moved = FALSE; !moved && g_get_monotonic_time () < end;)
        {
          g_autofree char *after = NULL;

          e2e_turn (G_MAXINT64, G_STRLOC, name);
          after = get_focused (root);
          moved = !g_str_equal (before, after);
        }
    }
  e2e_fail (G_STRLOC, "“%s” is not reached by %s; the focus is on “%s”", name, key, get_focused (root));
}

static void
choose_file (E2e *self, const char *path)
{
  E2eNode *chooser = e2e_toplevel (self, "Select Certificate File");
  gint64 again = 0;
  gint64 deadline = e2e_deadline ();

  while (e2e_find (chooser, ATSPI_ROLE_TEXT, "GtkFileChooserEntry") == NULL)
    {
      if (g_get_monotonic_time () > again)
        {
          e2e_key ("Control+l");
          again = g_get_monotonic_time () + 300 * 1000;
        }
      e2e_turn (deadline, G_STRLOC, "the location of the file chooser");
    }
  e2e_key ("Control+a");
  e2e_type_keys (path);
  e2e_until (has_text (e2e_need (chooser, ATSPI_ROLE_TEXT, "GtkFileChooserEntry"), path));
  e2e_key ("Return");
  /* The first Return may only take the completion that is offered. */
  for (again = g_get_monotonic_time () + 500 * 1000; e2e_find_toplevel (self, "Select Certificate File") != NULL;)
    {
      if (g_get_monotonic_time () > again)
        {
          e2e_key ("Return");
          again = g_get_monotonic_time () + 500 * 1000;
        }
      e2e_turn (deadline, G_STRLOC, "the file chooser to close");
    }
}

static void
test_import (E2e *self, gconstpointer data)
{
  E2eNode *wizard, *question;

  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  e2e_key ("Control+i");
  wizard = e2e_toplevel (self, "Import Certificate");
  tab_to (wizard, "Choose a certificate file", "Tab");
  e2e_key ("Return");
  choose_file (self, e2e_pki ("web.pfx"));
  e2e_label (wizard, "web.pfx");
  tab_to (wizard, "Private key can be exported", "Tab");
  e2e_key ("space");
  tab_to (wizard, "Next", "Tab");
  e2e_key ("Return");

  question = e2e_toplevel (self, "The password of the file is needed");
  /* The question is ready to be typed into. */
  e2e_type_keys ("correct horse");
  e2e_until (has_text (e2e_need (question, ATSPI_ROLE_TEXT, "Password*"), "correct horse"));
  e2e_key ("Return");
  e2e_toplevel_gone (self, "The password of the file is needed");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Import")));
  e2e_key ("Alt+Right");
  e2e_label (wizard, "Import Finished");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Finish")));
  e2e_key ("Alt+Right");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_until (e2e_has_row (self, "www.example.org"));
}

static void
test_escape (E2e *self, gconstpointer data)
{
  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  e2e_key ("Control+i");
  e2e_toplevel (self, "Import Certificate");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_label (self->app, "No Certificates Yet");
}

/* From a search to the details and away with it. */
static void
test_list (E2e *self, gconstpointer data)
{
  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_has_row (self, "mail.example.org"));
  e2e_key ("Control+f");
  e2e_type_keys ("imap");
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
  tab_to (e2e_main_window (self), "GtkListItemWidget", "Tab");
  e2e_key ("space");
  e2e_label (self->app, "1 *selected");
  e2e_key ("Return");
  e2e_toplevel (self, "mail.example.org");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "mail.example.org");
  e2e_key ("Delete");
  e2e_toplevel (self, "Delete “mail.example.org”?");
  e2e_key ("Alt+d");
  e2e_toplevel_gone (self, "Delete*");
  e2e_label (self->app, "Moved 1 certificate to the trash");
}

static void
test_views (E2e *self, gconstpointer data)
{
  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_has_row (self, "mail.example.org"));
  e2e_key ("Alt+5");
  e2e_need (self->app, ATSPI_ROLE_LIST, "History");
  e2e_key ("Alt+6");
  e2e_label (self->app, "The Trash Is Empty");
  e2e_key ("Alt+1");
  e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments");
  e2e_key ("Alt+2");
  e2e_until (e2e_has_row (self, "mail.example.org"));
  e2e_key ("F10");
  e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, "Store…");
  e2e_key ("Escape");
  e2e_gone (self->app, ATSPI_ROLE_MENU_ITEM, "Store…");
  e2e_key ("Control+w");
  e2e_wait_end (self);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/keyboard/import", test_import);
  E2E_ADD ("/e2e/keyboard/escape", test_escape);
  E2E_ADD ("/e2e/keyboard/list", test_list);
  E2E_ADD ("/e2e/keyboard/views", test_views);
  return g_test_run ();
}
