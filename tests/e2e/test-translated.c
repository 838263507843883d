/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* In a language in which each text is the English one in brackets, nothing is seen without: every text is translated when it is shown,
 * not only marked to be. */

#define OPEN "⟦"

/* What is the same in every language, and what the toolkit says in its own: types of widgets without a name, its buttons of a window,
 * the days and months of the C locale. */
static const char same[] =
  "^(Gtk|Adw|Cw|Gdk)[A-Z]\\w*$|^(Minimize|Maximize|Close|Show|Hide|Search|Clear|Popup|Peek Password|Expand|Collapse)$"
  "|^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) |^(ECDH|RSA|SHA)|example\\.org|^Example (Issuing|Root) CA|^Zahlstelle|^Example Harbour Authority"
  "|^certwizardctl |\\.(pem|pfx)$|^P-256 |^[0-9A-F: ]+$|^/|=|^(URI|DNS):|^http";

static void
start (E2e *self, const char *argument)
{
  g_autofree char *assignment = g_strconcat ("CERTWIZARD_LOCALEDIR=", self->folder, NULL);

  g_free (e2e_run ("python3", E2E_PSEUDO, E2E_SOURCE, self->folder, NULL));
  e2e_setenv ("LANGUAGE=xx");
  e2e_setenv (assignment);
  e2e_start (self, argument, NULL);
  e2e_setenv (NULL);
}

static void
look_at (E2eNode *root, AtspiRole role, const char *screen, guint *n_seen)
{
  GPtrArray *nodes = e2e_find_all (root, role, NULL);

  for (guint i = 0; i < nodes->len; i++)
    {
      g_autofree char *name = e2e_is_shown (nodes->pdata[i]) ? e2e_name (nodes->pdata[i]) : g_strdup ("");

      *n_seen += strstr (name, OPEN) != NULL;
      if (strstr (name, OPEN) != NULL || !g_regex_match_simple ("[[:alpha:]]{3}", name, 0, 0) || g_regex_match_simple (same, name, 0, 0))
        continue;
      g_test_message ("%s: a %s is not translated: “%s”", screen, e2e_role_name (role), name);
      g_test_fail ();
    }
}

static void
look (E2eNode *root, const char *screen)
{
  static const AtspiRole roles[] = { ATSPI_ROLE_LABEL, ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX, ATSPI_ROLE_RADIO_BUTTON,
                                     ATSPI_ROLE_COMBO_BOX, ATSPI_ROLE_TEXT, ATSPI_ROLE_MENU_ITEM, ATSPI_ROLE_LIST, ATSPI_ROLE_TREE_TABLE };
  guint n_seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    look_at (root, roles[i], screen, &n_seen);
  g_test_message ("%s: %u translated", screen, n_seen);
  g_assert_cmpuint (n_seen, >, 3);
}

static void
test_empty (E2e *self, gconstpointer data)
{
  start (self, NULL);
  e2e_label (self->app, "*No Certificates Yet*");
  look (e2e_toplevel (self, "*Certificate Wizard*"), "empty");
  e2e_show_view (self, "*Assignments*");
  e2e_until (e2e_find (self->app, ATSPI_ROLE_TREE_TABLE, "*Assignments*") != NULL ||
             e2e_find (self->app, ATSPI_ROLE_LABEL, "*Nothing Needs a Certificate Yet*") != NULL);
  look (e2e_toplevel (self, "*Certificate Wizard*"), "home");
}

static void
test_import (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  start (self, e2e_pki ("mail.pem"));
  wizard = e2e_toplevel (self, "*Import Certificate*");
  e2e_label (wizard, "mail.pem");
  look (wizard, "import");
  e2e_click (wizard, "*Next*");
  e2e_label (wizard, "*mail.example.org*");
  look (wizard, "summary");
  e2e_click (wizard, "*Import*");
  e2e_label (wizard, "*Import Finished*");
  look (wizard, "result");
  e2e_click (wizard, "*Finish*");
  e2e_toplevel_gone (self, "*Import Certificate*");
  e2e_show_view (self, "*Certificates*");
  e2e_label (self->app, "*1 certificate*");
}

static void
test_view (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  e2e_fill (self, "root.pem", "web.pfx", NULL);
  start (self, NULL);
  e2e_label (self->app, "*3 certificates*");
  look (e2e_toplevel (self, "*Certificate Wizard*"), "certificates");
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "*Certificates*"), "www.example.org"));
  e2e_click (self->app, "*View*");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_label (dialog, "*booking.example.org*");
  look (dialog, "general");
  e2e_show_tab (dialog, "*Details*");
  e2e_label (dialog, "*Key usage*");
  look (dialog, "details");
  e2e_show_tab (dialog, "*Certification Path*");
  e2e_label (dialog, "Example Root CA");
  look (dialog, "path");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
}

static void
test_dialogs (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  e2e_fill (self, "web.pfx", NULL);
  start (self, NULL);
  e2e_label (self->app, "*2 certificates*");
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "*Certificates*"), "www.example.org"));
  e2e_key ("Control+e");
  dialog = e2e_toplevel (self, "*Export Certificate*");
  e2e_label (dialog, "*Format*");
  look (dialog, "export");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Export Certificate*");
  e2e_key ("Delete");
  dialog = e2e_toplevel (self, "*Delete “www.example.org”?*");
  look (dialog, "delete");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Delete “www.example.org”?*");
  e2e_choose_menu (self, "*Main Menu*", "*Store*");
  dialog = e2e_toplevel (self, "*Store*");
  e2e_label (dialog, "*Folder*");
  look (dialog, "store");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Store*");
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
  start (self, NULL);
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "*Assignments*"), "*Server default*"));
  e2e_click (e2e_toplevel (self, "*Certificate Wizard*"), "*Assign⟧*");
  wizard = e2e_toplevel (self, "*Certificate Assignment*");
  e2e_label (wizard, "*Chosen: *Server default*");
  look (wizard, "assign-usages");
  e2e_click (wizard, "*Next*");
  e2e_label (wizard, "www.example.org");
  look (wizard, "assign-store");
  e2e_toggle (wizard, "*Show certificates that cannot be chosen*");
  e2e_label (wizard, "next.example.org");
  look (wizard, "assign-store-all");
  e2e_click (wizard, "*Next*");
  e2e_toggle (wizard, "*At a date*");
  e2e_label (wizard, "*, *in *");
  look (wizard, "assign-date");
  e2e_toggle (wizard, "*Now*");
  e2e_click (wizard, "*Next*");
  e2e_toggle (wizard, "*Assign it all the same*");
  look (wizard, "assign-summary");
  e2e_click (wizard, "*Assign*");
  e2e_label (wizard, "*Certificate Assigned*");
  look (wizard, "assign-result");
  e2e_click (wizard, "*Finish*");
  e2e_toplevel_gone (self, "*Certificate Assignment*");
  e2e_click (e2e_toplevel (self, "*Certificate Wizard*"), "*Remove*");
  wizard = e2e_toplevel (self, "*Remove Certificate*");
  e2e_label (wizard, "*The service is without a certificate*");
  look (wizard, "remove");
  e2e_click (wizard, "*Next*");
  e2e_label (wizard, "certwizardctl remove*");
  look (wizard, "remove-summary");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Remove Certificate*");
  e2e_close (self);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/translated/empty", test_empty);
  E2E_ADD ("/translated/import", test_import);
  E2E_ADD ("/translated/view", test_view);
  E2E_ADD ("/translated/dialogs", test_dialogs);
  E2E_ADD ("/translated/assign", test_assign);
  return g_test_run ();
}
