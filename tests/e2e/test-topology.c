/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* The topology as a person enters it: from the menu into the file, wrong names told where they stand, nothing lost by accident. */

static E2eNode *
open_page (E2e *self)
{
  e2e_choose_menu (self, "Main Menu", "Topology…");
  return e2e_toplevel (self, "Topology");
}

static char *
read_file (E2e *self)
{
  g_autofree char *path = g_build_filename (self->store, "topology.conf", NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

/* Types a name into the last line of a list, and confirms it with the Return key. */
static void
add (E2eNode *page, const char *entry, const char *name)
{
  e2e_point (e2e_need (page, ATSPI_ROLE_TEXT, entry));
  e2e_enter (page, entry, name);
  e2e_key ("Return");
}

static void
save (E2e *self, E2eNode *page)
{
  e2e_until (e2e_is_sensitive (e2e_button (page, "Save")));
  e2e_click (page, "Save");
  e2e_toplevel_gone (self, "Topology");
}

static void
test_enter (E2e *self, gconstpointer data)
{
  g_autofree char *names = NULL;
  g_autofree char *text = NULL;
  E2eNode *page;

  e2e_start (self, NULL);
  page = open_page (self);
  e2e_label (page, "No Topology Yet");
  g_assert_false (e2e_is_sensitive (e2e_button (page, "Save")));
  e2e_click (page, "Enter Topology");
  add (page, "Add SIP Domain", "example.org");
  e2e_label (page, "example.org");
  add (page, "Add Pool", "pool1.example.org");
  e2e_label (page, "pool1.example.org");
  save (self, page);
  text = read_file (self);
  g_assert_nonnull (strstr (text, "[SipDomain example.org]\nPrimary=true\n"));
  g_assert_nonnull (strstr (text, "[Pool pool1.example.org]\n"));
  names = e2e_ctl (self, "topology", "names", "--type", "Default", "--computer-fqdn", "pool1.example.org", NULL);
  g_assert_nonnull (strstr (names, "sip.example.org"));
}

static void
test_wrong (E2e *self, gconstpointer data)
{
  g_autofree char *made = NULL;
  g_autofree char *text = NULL;
  E2eNode *page;

  made = e2e_ctl (self, "topology", "add", "pool", "pool1.example.org", NULL);
  e2e_start (self, NULL);
  page = open_page (self);
  e2e_point (e2e_label (page, "pool1.example.org"));
  e2e_enter (page, "External web services", "my_host.example.org");
  e2e_label (page, "*an underscore (_) is not allowed*");
  e2e_until (!e2e_is_sensitive (e2e_button (page, "Save")));
  e2e_enter (page, "External web services", "web.example.org");
  e2e_gone (page, ATSPI_ROLE_LABEL, "*an underscore (_) is not allowed*");
  save (self, page);
  text = read_file (self);
  g_assert_nonnull (strstr (text, "ExternalWeb=web.example.org\n"));
}

/* Escape does not throw away what was entered. */
static void
test_leave (E2e *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  E2eNode *page;

  e2e_start (self, NULL);
  page = open_page (self);
  e2e_click (page, "Enter Topology");
  add (page, "Add Pool", "pool1.example.org");
  e2e_label (page, "pool1.example.org");
  e2e_click (page, "Cancel");
  e2e_label (self->app, "Save Changes?");
  e2e_click (self->app, "Discard");
  e2e_toplevel_gone (self, "Topology");
  text = read_file (self);
  g_assert_cmpstr (text, ==, "");
}

static void
test_import (E2e *self, gconstpointer data)
{
  const char *good = e2e_path (self, "site.csv");
  const char *bad = e2e_path (self, "bad.csv");
  g_autofree char *text = NULL;
  E2eNode *page;

  g_assert_true (g_file_set_contents (good, "kind,name,pool,external-web\npool,pool1.example.org,,web.example.org\n"
                                      "computer,fe1.example.org,pool1.example.org,\nsip-domain,example.org,,\n", -1, NULL));
  g_assert_true (g_file_set_contents (bad, "pool,pool2.example.org\npool,my_pool.example.org\n", -1, NULL));
  e2e_start (self, NULL);
  page = open_page (self);
  e2e_click (page, "Import a Table…");
  e2e_open_file (self, "Import a Table", bad);
  e2e_label (self->app, "*bad.csv:2: *underscore*");
  e2e_key ("Escape");
  e2e_gone (self->app, ATSPI_ROLE_LABEL, "*bad.csv:2: *underscore*");
  e2e_click (page, "Import a Table…");
  e2e_open_file (self, "Import a Table", good);
  e2e_label (page, "fe1.example.org");
  save (self, page);
  text = read_file (self);
  g_assert_nonnull (strstr (text, "[Computer fe1.example.org]\nPool=pool1.example.org\n"));
  g_assert_null (strstr (text, "pool2"));
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/topology/enter", test_enter);
  E2E_ADD ("/e2e/topology/wrong", test_wrong);
  E2E_ADD ("/e2e/topology/leave", test_leave);
  E2E_ADD ("/e2e/topology/import", test_import);
  return g_test_run ();
}
