/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>

/* How the program begins: with nothing, with a file, with a store that cannot be used, in another language. */

static void
test_empty (E2e *self, gconstpointer data)
{
  E2eNode *page;

  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  page = e2e_main_window (self);
  e2e_gone (page, ATSPI_ROLE_TREE_TABLE, "Certificates");
  /* The button of the page, not the one in the header. */
  e2e_point (e2e_label (page, "Import Certificate"));
  e2e_click (e2e_toplevel (self, "Import Certificate"), "Cancel");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_close (self);
  /* Looking at an empty store has not made one that others could read. */
  if (g_file_test (self->store, G_FILE_TEST_EXISTS))
    {
      g_autofree char *mode = e2e_run ("stat", "-c", "%a", self->store, NULL);

      g_assert_cmpstr (mode, ==, "700\n");
    }
}

static void
test_file_on_command_line (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  e2e_start (self, e2e_pki ("mail.pem"), NULL);
  wizard = e2e_toplevel (self, "Import Certificate");
  e2e_label (wizard, "mail.pem");
  e2e_click (wizard, "Next");
  e2e_click (wizard, "Import");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_show_view (self, "Certificates");
  e2e_until (e2e_has_row (self, "mail.example.org"));
}

static void
test_damaged_store (E2e *self, gconstpointer data)
{
  const char *file, *aside = e2e_path (self, "aside");
  E2eNode *window;

  e2e_fill (self, "mail.pem", NULL);
  file = e2e_path (self, "store/store.db");
  g_assert_cmpint (g_rename (file, aside), ==, 0);
  g_assert_true (g_file_set_contents (file, "This is not a database, whatever its name says.", -1, NULL));
  g_assert_cmpint (g_chmod (file, 0600), ==, 0);

  e2e_start (self, NULL);
  window = e2e_main_window (self);
  e2e_label (window, "The Store Could Not Be Opened");
  e2e_label (window, "*store.db*damaged*backup*");
  g_assert_false (e2e_is_sensitive (e2e_button (window, "Import Certificate*")));
  /* What is damaged is left as it is; once it is put right, the window goes on. */
  g_assert_cmpint (g_rename (aside, file), ==, 0);
  e2e_click (window, "Try Again");
  e2e_until (e2e_has_row (self, "mail.example.org"));
}

static void
test_open_to_others (E2e *self, gconstpointer data)
{
  e2e_fill (self, "mail.pem", NULL);
  g_assert_cmpint (g_chmod (self->store, 0755), ==, 0);
  e2e_start (self, NULL);
  e2e_label (e2e_main_window (self), "*can be reached by other users*chmod*");
  g_assert_cmpint (g_chmod (self->store, 0700), ==, 0);
  e2e_click (e2e_main_window (self), "Try Again");
  e2e_until (e2e_has_row (self, "mail.example.org"));
}

static int
get_middle (E2eNode *node)
{
  int x, y, width, height;

  g_assert_true (e2e_get_area (node, &x, &y, &width, &height));
  return x + width / 2;
}

static void
test_right_to_left (E2e *self, gconstpointer data)
{
  E2eNode *window;

  e2e_fill (self, "others.pem", NULL);
  /* GLib leaves everything as it is in a language that the program has no translation for. */
  e2e_setenv ("GTK_DEBUG=invert-text-dir");
  e2e_start (self, NULL);
  window = e2e_main_window (self);
  e2e_until (e2e_has_row (self, "mail.example.org"));
  /* What begins the header is at the right, and the columns run from there. */
  g_assert_cmpint (get_middle (e2e_button (window, "Import Certificate*")), >, get_middle (e2e_button (window, "Main Menu")));
  g_assert_cmpint (get_middle (e2e_label (window, "State")), >, get_middle (e2e_label (window, "Issuer")));
}

static void
test_clipboard (E2e *self, gconstpointer data)
{
  g_autofree char *pem = NULL;
  E2eNode *wizard;

  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  g_assert_true (g_file_get_contents (e2e_pki ("mail.pem"), &pem, NULL, NULL));
  e2e_set_clipboard (pem);
  e2e_choose_menu (self, "Main Menu", "Paste Certificate");
  wizard = e2e_toplevel (self, "Import Certificate");
  e2e_label (wizard, "Clipboard");
  e2e_click (wizard, "Next");
  e2e_click (wizard, "Import");
  e2e_click (wizard, "Finish");
  e2e_until (e2e_has_row (self, "mail.example.org"));
  e2e_set_clipboard (NULL);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/start/empty", test_empty);
  E2E_ADD ("/e2e/start/file-on-command-line", test_file_on_command_line);
  E2E_ADD ("/e2e/start/damaged-store", test_damaged_store);
  E2E_ADD ("/e2e/start/open-to-others", test_open_to_others);
  E2E_ADD ("/e2e/start/right-to-left", test_right_to_left);
  E2E_ADD ("/e2e/start/clipboard", test_clipboard);
  return g_test_run ();
}
