/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* A screen reader meets no control without a name, on any screen. */

static gboolean
is_control (AtspiRole role)
{
  switch (role)
    {
    case ATSPI_ROLE_PUSH_BUTTON:
    case ATSPI_ROLE_TOGGLE_BUTTON:
    case ATSPI_ROLE_CHECK_BOX:
    case ATSPI_ROLE_RADIO_BUTTON:
    case ATSPI_ROLE_COMBO_BOX:
    case ATSPI_ROLE_TEXT:
    case ATSPI_ROLE_PASSWORD_TEXT:
    case ATSPI_ROLE_ENTRY:
    case ATSPI_ROLE_SPIN_BUTTON:
    case ATSPI_ROLE_PROGRESS_BAR:
    case ATSPI_ROLE_LEVEL_BAR:
    case ATSPI_ROLE_LIST:
    case ATSPI_ROLE_TREE_TABLE:
    case ATSPI_ROLE_MENU_ITEM:
    case ATSPI_ROLE_CHECK_MENU_ITEM:
    case ATSPI_ROLE_RADIO_MENU_ITEM:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What has no name is called by its type in GTK 4.8. */
static gboolean
is_nameless (const char *name)
{
  return *name == '\0' || g_regex_match_simple ("^(Gtk|Adw|Cw)[A-Z]", name, 0, 0);
}

/* Parts that the toolkit makes inside a control which has a name, and which an application cannot reach: the buttons of an entry, the
 * list in a table, the lists of a combo box and of an expander row. */
static gboolean
belongs_to_control (AtspiRole role, const char *parents)
{
  return g_regex_match_simple (role == ATSPI_ROLE_LIST ? "/(list item|tree table|combo box)/" : "/(text|password text|combo box)/", parents, 0, 0);
}

static void
audit (E2eNode *node, const char *parents, const char *screen, guint *n_seen)
{
  g_autoptr (GPtrArray) children = e2e_children (node);

  for (guint i = 0; i < children->len; i++)
    {
      E2eNode *child = children->pdata[i];
      AtspiRole role = e2e_role (child);
      g_autofree char *path = g_strdup_printf ("%s%s/", parents, e2e_role_name (role));

      if (is_control (role) && e2e_is_shown (child) && !belongs_to_control (role, parents))
        {
          g_autofree char *name = e2e_name (child);

          ++*n_seen;
          if (is_nameless (name))
            {
              g_autofree char *tree = e2e_dump (node);

              g_test_message ("%s: a %s has no name (“%s”) at %s; around it:\n%s", screen, e2e_role_name (role), name, parents, tree);
              g_test_fail ();
            }
        }
      audit (child, path, screen, n_seen);
    }
}

static void
check (E2e *self, const char *screen)
{
  guint n_seen = 0;

  audit (self->app, "/", screen, &n_seen);
  g_test_message ("%s: %u controls", screen, n_seen);
  g_assert_cmpuint (n_seen, >, 2);
}

static void
test_empty (E2e *self, gconstpointer data)
{
  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  check (self, "empty store");
  e2e_show_view (self, "Assignments");
  /* Whatever is installed where the test runs. */
  e2e_until (e2e_find (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments") != NULL || e2e_find (self->app, ATSPI_ROLE_PUSH_BUTTON, "Show All Usages") != NULL);
  check (self, "home screen as it is");
  if (e2e_find (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments") != NULL)
    e2e_choose_menu (self, "View Options", "Show All Usages");
  else
    e2e_click (e2e_main_window (self), "Show All Usages");
  e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments"), "OAuthTokenIssuer");
  check (self, "home screen");
  e2e_click (self->app, "Timeline");
  e2e_label (self->app, "Nothing Is Assigned");
  check (self, "empty timeline");
  e2e_choose_menu (self, "Main Menu", "Roll and Renew in the Background…");
  e2e_toplevel (self, "Background");
  check (self, "background");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Background");
  e2e_show_view (self, "History");
  check (self, "empty history");
  e2e_show_view (self, "Trash");
  check (self, "empty trash");
}

static void
test_import (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  e2e_start (self, NULL);
  e2e_click (e2e_main_window (self), "Import Certificate*");
  wizard = e2e_toplevel (self, "Import Certificate");
  check (self, "import, no file");
  e2e_click (wizard, "Choose a certificate file");
  e2e_open_file (self, "Select Certificate File", e2e_pki ("web.pfx"));
  check (self, "import, a file");
  e2e_click (wizard, "Next");
  e2e_toplevel (self, "The password of the file is needed");
  check (self, "password");
  e2e_answer_password (self, "correct horse");
  e2e_label (wizard, "Import Certificate Summary");
  check (self, "import summary");
  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  check (self, "import result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
}

static void
test_certificates (E2e *self, gconstpointer data)
{
  E2eNode *window, *dialog;

  e2e_fill (self, "web.pfx", "others.pem", "root.pem", NULL);
  e2e_start (self, NULL);
  window = e2e_main_window (self);
  e2e_until (e2e_has_row (self, "mail.example.org"));
  check (self, "certificates");
  e2e_select_named (self, "www.example.org");
  check (self, "selection");
  e2e_click (window, "View");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_label (dialog, "Valid");
  check (self, "general");
  e2e_show_tab (dialog, "Details");
  e2e_label (dialog, "Key usage");
  check (self, "details");
  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "Example Issuing CA 3");
  check (self, "path");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
  e2e_enter (window, "Search certificates", "nothing like it");
  e2e_label (window, "Nothing Found");
  check (self, "nothing found");
}

static void
test_export (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  e2e_fill (self, "mail.pem", NULL);
  e2e_start (self, NULL);
  e2e_select_named (self, "mail.example.org");
  e2e_click (e2e_main_window (self), "Export…");
  wizard = e2e_toplevel (self, "Export Certificate");
  check (self, "export");
  e2e_click (wizard, "Choose…*");
  e2e_save_file (self, "Export to File", e2e_path (self, "out.pem"));
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Export Summary");
  check (self, "export summary");
  e2e_click (wizard, "Export");
  e2e_label (wizard, "Export Finished");
  check (self, "export result");
  e2e_click (wizard, "Finish");
}

static void
test_menus (E2e *self, gconstpointer data)
{
  e2e_fill (self, "mail.pem", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_has_row (self, "mail.example.org"));
  e2e_click (self->app, "Main Menu");
  e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, "Store…");
  check (self, "main menu");
  e2e_key ("Escape");
  e2e_gone (self->app, ATSPI_ROLE_MENU_ITEM, "Store…");
  e2e_click (self->app, "Filter");
  e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, "Expired");
  check (self, "filter menu");
  e2e_key ("Escape");
  e2e_choose_menu (self, "Main Menu", "Store…");
  e2e_toplevel (self, "*Store*");
  check (self, "store");
}

static void
test_trash_and_history (E2e *self, gconstpointer data)
{
  e2e_fill (self, "mail.pem", NULL);
  g_free (e2e_ctl (self, "delete", "mail.example.org", "--force", NULL));
  e2e_start (self, NULL);
  e2e_show_view (self, "Trash");
  e2e_label (self->app, "mail.example.org");
  check (self, "trash");
  e2e_show_view (self, "History");
  e2e_need (self->app, ATSPI_ROLE_LIST, "History");
  check (self, "history");
}

/* Every page, those of an authority with accounts and templates included. */
static void
test_request (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  guint n = 0;

  e2e_start (self, NULL);
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
      check (self, step);
      /* How many steps there are may change with what was entered; which one it is, does not. */
      here = g_strdup_printf ("Step %u of *", ++n);
      e2e_click (wizard, "Next");
      e2e_gone (wizard, ATSPI_ROLE_LABEL, here);
    }
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Request")));
  check (self, "request summary");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Request");

  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  e2e_click (wizard, "Skip to Summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "Certificate Issued and Installed");
  check (self, "request result");
  e2e_toggle (wizard, "Assign this certificate*");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
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
  e2e_start (self, NULL);
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Assignments"), "Server default"));
  e2e_click (e2e_main_window (self), "Assign");
  wizard = e2e_toplevel (self, "Certificate Assignment");
  e2e_label (wizard, "Chosen: Server default");
  check (self, "assign-usages");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "www.example.org");
  check (self, "assign-store");
  e2e_toggle (wizard, "Show certificates that cannot be chosen");
  e2e_label (wizard, "next.example.org");
  check (self, "assign-store-all");
  e2e_click (wizard, "Next");
  e2e_toggle (wizard, "At a date");
  e2e_label (wizard, "*, *in *");
  check (self, "assign-date");
  e2e_toggle (wizard, "Now");
  e2e_click (wizard, "Next");
  e2e_toggle (wizard, "Assign it all the same");
  check (self, "assign-summary");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "Certificate Assigned");
  check (self, "assign-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Assignment");
  e2e_click (e2e_main_window (self), "Remove");
  wizard = e2e_toplevel (self, "Remove Certificate");
  e2e_label (wizard, "*The service is without a certificate*");
  check (self, "remove");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "certwizardctl remove*");
  check (self, "remove-summary");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Remove Certificate");
  e2e_close (self);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/accessibility/empty", test_empty);
  E2E_ADD ("/e2e/accessibility/import", test_import);
  E2E_ADD ("/e2e/accessibility/certificates", test_certificates);
  E2E_ADD ("/e2e/accessibility/export", test_export);
  E2E_ADD ("/e2e/accessibility/menus", test_menus);
  E2E_ADD ("/e2e/accessibility/trash-and-history", test_trash_and_history);
  E2E_ADD ("/e2e/accessibility/request", test_request);
  E2E_ADD ("/e2e/accessibility/assign", test_assign);
  return g_test_run ();
}
