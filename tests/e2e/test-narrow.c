/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>

/* A screen of 360 pixels, as a telephone has it: nothing that can be pressed lies beside it, in no dialog. */

#define SCREEN_WIDTH  360
#define SCREEN_HEIGHT 640

/* The window as it is remembered from such a screen. */
static void
start (E2e *self)
{
  const char *config = e2e_path (self, "config");
  g_autofree char *settings = g_build_filename (config, "glib-2.0", "settings", NULL);
  g_autofree char *keyfile = g_build_filename (settings, "keyfile", NULL);
  g_autofree char *assignment = g_strconcat ("XDG_CONFIG_HOME=", config, NULL);
  g_autofree char *gtk = g_build_filename (g_get_user_config_dir (), "gtk-4.0", NULL);
  g_autofree char *copied = NULL;

  g_assert_cmpint (g_mkdir_with_parents (settings, 0700), ==, 0);
  copied = e2e_run ("cp", "-r", gtk, config, NULL);
  g_assert_true (g_file_set_contents (keyfile, "[org/certwizard/CertificateWizard]\nwindow-width=360\nwindow-height=640\n", -1, NULL));
  e2e_setenv ("GSETTINGS_BACKEND=keyfile");
  e2e_setenv (assignment);
  e2e_start (self, NULL);
  e2e_setenv (NULL);
}

/* CW_NARROW_PICTURES=FOLDER keeps what was seen. */
static void
picture (const char *name)
{
  const char *folder = g_getenv ("CW_NARROW_PICTURES");
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;

  if (path != NULL)
    e2e_picture (path);
}

static gboolean
is_inside (E2eNode *node)
{
  int x, y, width, height;

  return e2e_get_area (node, &x, &y, &width, &height) && x >= 0 && x + width <= SCREEN_WIDTH;
}

static void
assert_fits (E2eNode *root, const char *name)
{
  static const AtspiRole roles[] = { ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX, ATSPI_ROLE_TEXT, ATSPI_ROLE_COMBO_BOX };
  int x = 0, y = 0, width = 0, height = 0;
  guint seen = 0;

  picture (name);
  g_assert_true (e2e_get_area (root, &x, &y, &width, &height));
  g_test_message ("%s: %d × %d", name, width, height);
  g_assert_cmpint (width, <=, SCREEN_WIDTH);
  g_assert_cmpint (height, <=, SCREEN_HEIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      GPtrArray *nodes = e2e_find_all (root, roles[i], "*");

      for (guint j = 0; j < nodes->len; j++)
        if (e2e_is_shown (nodes->pdata[j]) && !is_inside (nodes->pdata[j]))
          e2e_fail (G_STRLOC, "%s: “%s” is cut off", name, e2e_name (nodes->pdata[j]));
      seen += nodes->len;
    }
  g_assert_cmpuint (seen, >, 0);
}

static void
test_view (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  e2e_fill (self, "root.pem", "web.pfx", NULL);
  start (self);
  e2e_label (self->app, "3 certificates");
  assert_fits (e2e_main_window (self), "main");
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Certificates"), "www.example.org"));
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_label (dialog, "*booking.example.org*");
  assert_fits (dialog, "general");
  e2e_show_tab (dialog, "Details");
  e2e_label (dialog, "Key usage");
  assert_fits (dialog, "details");
  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "Example Root CA");
  assert_fits (dialog, "path");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
  e2e_close (self);
}

static void
test_import (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  start (self);
  e2e_label (self->app, "No Certificates Yet");
  assert_fits (e2e_main_window (self), "empty");
  e2e_show_view (self, "Assignments");
  /* Whatever is installed where the test runs. */
  e2e_until (e2e_find (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments") != NULL || e2e_find (self->app, ATSPI_ROLE_PUSH_BUTTON, "Show All Usages") != NULL);
  if (e2e_find (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments") == NULL)
    e2e_click (e2e_main_window (self), "Show All Usages");
  e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments");
  assert_fits (e2e_main_window (self), "home");
  e2e_click (self->app, "Timeline");
  e2e_label (self->app, "Nothing Is Assigned");
  assert_fits (e2e_main_window (self), "timeline");
  e2e_show_view (self, "Certificates");
  wizard = e2e_begin_import (self, e2e_pki ("web.pfx"));
  e2e_label (wizard, "web.pfx");
  assert_fits (wizard, "import");
  e2e_click (wizard, "Next");
  e2e_answer_password (self, "correct horse");
  e2e_label (wizard, "www.example.org");
  assert_fits (wizard, "import-summary");
  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  assert_fits (wizard, "import-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_close (self);
}

static void
test_export_and_store (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  e2e_fill (self, "root.pem", "web.pfx", NULL);
  start (self);
  e2e_label (self->app, "3 certificates");
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Certificates"), "www.example.org"));
  e2e_key ("Control+e");
  dialog = e2e_toplevel (self, "Export Certificate");
  e2e_label (dialog, "Format");
  assert_fits (dialog, "export");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Export Certificate");
  e2e_key ("Delete");
  dialog = e2e_toplevel (self, "Delete “www.example.org”?");
  assert_fits (dialog, "delete");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Delete “www.example.org”?");
  e2e_choose_menu (self, "Main Menu", "Store…");
  dialog = e2e_toplevel (self, "*Store*");
  e2e_label (dialog, "Folder");
  assert_fits (dialog, "store");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Store*");
  e2e_close (self);
}

/* Every page, those of an authority with accounts and templates included. */
static void
test_request (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  guint n = 0;

  start (self);
  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  while (e2e_find (wizard, ATSPI_ROLE_PUSH_BUTTON, "Request") == NULL)
    {
      g_autofree char *step = e2e_name (e2e_label (wizard, "Step *"));
      g_autofree char *here = NULL;

      if (e2e_find (wizard, ATSPI_ROLE_LABEL, "Choose a Certification Authority") != NULL)
        {
          e2e_toggle (wizard, "Specify another certification authority");
          e2e_enter (wizard, "Computer and Name*", "ca.example.org\\Example CA");
        }
      else if (e2e_find (wizard, ATSPI_ROLE_LABEL, "Certification Authority Account") != NULL)
        {
          e2e_toggle (wizard, "Specify alternate credentials");
          e2e_enter (wizard, "User Name*", "alice");
        }
      else if (e2e_find (wizard, ATSPI_ROLE_LABEL, "Certificate Template") != NULL)
        {
          e2e_toggle (wizard, "Use alternate certificate template");
          e2e_enter (wizard, "Certificate Template Name*", "HarbourWebServer");
        }
      assert_fits (wizard, step);
      /* How many steps there are may change with what was entered; which one it is, does not. */
      here = g_strdup_printf ("Step %u of *", ++n);
      e2e_click (wizard, "Next");
      e2e_gone (wizard, ATSPI_ROLE_LABEL, here);
    }
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Request")));
  assert_fits (wizard, "request-summary");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Request");

  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  e2e_click (wizard, "Skip to Summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "Certificate Issued and Installed");
  assert_fits (wizard, "request-result");
  e2e_toggle (wizard, "Assign this certificate*");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
  e2e_close (self);
}

/* Every page of assigning, and of removing. */
static void
test_assign (E2e *self, gconstpointer data)
{
  g_autofree char *trust = g_strconcat ("CERTWIZARD_TRUST_FILE=", e2e_pki ("root.pem"), NULL);
  E2eNode *wizard;

  e2e_fill (self, "root.pem", "web.pfx", "others.pem", NULL);
  e2e_setenv (trust);
  self->at_home = TRUE;
  start (self);
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments"), "Server default"));
  e2e_click (e2e_main_window (self), "Assign");
  wizard = e2e_toplevel (self, "Certificate Assignment");
  e2e_label (wizard, "Chosen: Server default");
  assert_fits (wizard, "assign-usages");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "www.example.org");
  assert_fits (wizard, "assign-store");
  e2e_toggle (wizard, "Show certificates that cannot be chosen");
  e2e_label (wizard, "Example Root CA");
  assert_fits (wizard, "assign-store-all");
  e2e_click (wizard, "Next");
  e2e_toggle (wizard, "At a date");
  e2e_label (wizard, "*, *in *");
  assert_fits (wizard, "assign-date");
  e2e_toggle (wizard, "Now");
  e2e_click (wizard, "Next");
  e2e_toggle (wizard, "Assign it all the same");
  assert_fits (wizard, "assign-summary");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "Certificate Assigned");
  assert_fits (wizard, "assign-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Assignment");
  e2e_click (e2e_main_window (self), "Remove");
  wizard = e2e_toplevel (self, "Remove Certificate");
  e2e_label (wizard, "*The service is without a certificate*");
  assert_fits (wizard, "remove");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "certwizardctl remove*");
  assert_fits (wizard, "remove-summary");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Remove Certificate");
  e2e_close (self);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/narrow/view", test_view);
  E2E_ADD ("/narrow/import", test_import);
  E2E_ADD ("/narrow/export-and-store", test_export_and_store);
  E2E_ADD ("/narrow/request", test_request);
  E2E_ADD ("/narrow/assign", test_assign);
  return g_test_run ();
}
