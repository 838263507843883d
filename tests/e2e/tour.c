/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>

/* tour FOLDER: what a user does with this program, in the real window, with a picture of every station in FOLDER. The pictures of
 * README and metainfo come from here; it grows with every capability. */

static const char *folder;

static void
station (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  e2e_picture (path);
  g_print ("%s\n", path);
}

/* A file is chosen, its password is wrong at first, it is previewed, and it is in. */
static void
import (E2e *self)
{
  E2eNode *wizard;

  e2e_label (self->app, "No Certificates Yet");
  station ("01-empty");
  wizard = e2e_begin_import (self, e2e_pki ("web.pfx"));
  e2e_label (wizard, "web.pfx");
  station ("02-import-file");
  e2e_click (wizard, "Next");
  e2e_answer_password (self, "wrong horse");
  e2e_label (self->app, "*password*wrong*");
  station ("03-import-password");
  e2e_answer_password (self, "correct horse");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_label (wizard, "www.example.org");
  station ("04-import-preview");
  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  station ("05-import-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
}

static void
find (E2e *self)
{
  E2eNode *window = e2e_main_window (self);

  e2e_fill (self, "root.pem", "others.pem", NULL);
  e2e_label (window, "10 certificates");
  e2e_until (e2e_has_row (self, "mail.example.org"));
  station ("06-certificates");
  e2e_enter (window, "Search certificates", "example.org");
  e2e_label (window, "* of 10");
  station ("07-search");
  e2e_enter (window, "Search certificates", "lighthouse");
  e2e_label (window, "Nothing Found");
  station ("08-nothing-found");
  e2e_click (window, "Clear Search and Filters");
  e2e_click (self->app, "Filter");
  e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, "Expiring in 30 Days");
  station ("09-filter");
  e2e_act (e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, "Expiring in 30 Days"), "click");
  e2e_label (window, "1 of 10: expiring in 30 days");
  e2e_click (window, "Clear");
  e2e_label (window, "10 certificates");
}

static void
view (E2e *self)
{
  E2eNode *dialog;

  e2e_select_named (self, "www.example.org");
  station ("10-selected");
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_label (dialog, "*booking.example.org*");
  station ("11-general");
  e2e_show_tab (dialog, "Details");
  e2e_label (dialog, "Key usage");
  station ("12-details");
  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "Example Root CA");
  station ("13-path");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
}

static void
export (E2e *self)
{
  E2eNode *wizard;

  e2e_click (e2e_main_window (self), "Export…");
  wizard = e2e_toplevel (self, "Export Certificate");
  e2e_label (wizard, "Not possible: the private key was imported as not exportable");
  e2e_click (wizard, "Choose…*");
  e2e_save_file (self, "Export to File", e2e_path (self, "www.example.org.pem"));
  e2e_label (wizard, "www.example.org.pem");
  station ("14-export");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Export Summary");
  station ("15-export-summary");
  e2e_click (wizard, "Export");
  e2e_label (wizard, "Export Finished");
  station ("16-export-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Export Certificate");
}

/* From page to page; each is a station. */
static void
take_page (E2eNode *wizard, const char *prefix, const char *title, const char *name)
{
  g_autofree char *file = g_strconcat (prefix, name, NULL);

  e2e_label (wizard, title);
  station (file);
}

static void
leave_page (E2eNode *wizard)
{
  g_autofree char *step = e2e_name (e2e_label (wizard, "Step *"));

  e2e_click (wizard, "Next");
  e2e_gone (wizard, ATSPI_ROLE_LABEL, step);
}

static void
choose_authority (E2eNode *wizard, const char *prefix)
{
  take_page (wizard, prefix, "Choose a Certification Authority", "-03-authority");
  e2e_toggle (wizard, "Specify another certification authority");
  e2e_enter (wizard, "Computer and Name*", "ca.example.org\\Example Issuing CA");
  take_page (wizard, prefix, "Choose a Certification Authority", "-03b-other-authority");
  leave_page (wizard);
  e2e_label (wizard, "Certification Authority Account");
  e2e_toggle (wizard, "Specify alternate credentials");
  e2e_enter (wizard, "User Name*", "EXAMPLE\\alice");
  take_page (wizard, prefix, "Certification Authority Account", "-04-account");
  leave_page (wizard);
  e2e_label (wizard, "Certificate Template");
  e2e_toggle (wizard, "Use alternate certificate template");
  e2e_enter (wizard, "Certificate Template Name*", "HarbourWebServer");
  take_page (wizard, prefix, "Certificate Template", "-05-template");
  /* Nobody is there under that name: back to the one that is. */
  e2e_click (wizard, "Back");
  e2e_label (wizard, "Certification Authority Account");
  /* A button that is being pressed takes no other press. */
  e2e_key ("Alt+Left");
  e2e_label (wizard, "Choose a Certification Authority");
  e2e_toggle (wizard, "Practice CA*");
}

static void
request (E2e *self, const char *prefix)
{
  E2eNode *wizard;
  g_autofree char *result = g_strconcat (prefix, "-14-result", NULL);

  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  take_page (wizard, prefix, "Certificate Request", "-01-usages");
  e2e_enter (wizard, "Search usages", "web services int");
  if (!e2e_has_state (e2e_need (wizard, ATSPI_ROLE_CHECK_BOX, "Web services internal"), ATSPI_STATE_CHECKED))
    e2e_toggle (wizard, "Web services internal");
  leave_page (wizard);
  take_page (wizard, prefix, "Delayed or Immediate Requests", "-02-delay");
  leave_page (wizard);
  choose_authority (wizard, prefix);
  leave_page (wizard);
  take_page (wizard, prefix, "Name and Security Settings", "-06-security");
  leave_page (wizard);
  e2e_enter (wizard, "Organization*", "Example Shipping");
  take_page (wizard, prefix, "Organization Information", "-07-organization");
  leave_page (wizard);
  take_page (wizard, prefix, "Geographical Information", "-08-geography");
  leave_page (wizard);
  take_page (wizard, prefix, "Subject Name / Subject Alternative Names", "-09-names");
  leave_page (wizard);
  take_page (wizard, prefix, "SIP Domains", "-10-sip");
  leave_page (wizard);
  e2e_enter (wizard, "Name*", "bücher.example.org, 192.0.2.7");
  e2e_click (wizard, "Add");
  e2e_label (wizard, "bücher.example.org");
  e2e_enter (wizard, "Name*", "no such/name");
  e2e_key ("Return");
  e2e_label (wizard, "*no host name*");
  take_page (wizard, prefix, "Additional Subject Alternative Names", "-11-additions");
  e2e_enter (wizard, "Name*", "");
  leave_page (wizard);
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Request")));
  take_page (wizard, prefix, "Certificate Request Summary", "-12-summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "Certificate Issued and Installed");
  station (result);
  e2e_toggle (wizard, "Assign this certificate*");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
}

/* What was issued goes to a usage; and off it again, as far as the summary. */
static void
assign_by_wizard (E2e *self, const char *prefix)
{
  E2eNode *window = e2e_main_window (self);
  E2eNode *wizard, *consent;

  e2e_show_view (self, "Assignments");
  e2e_point (e2e_label (e2e_need (window, ATSPI_ROLE_TREE_TABLE, "Assignments"), "Server default"));
  e2e_click (window, "Assign");
  wizard = e2e_toplevel (self, "Certificate Assignment");
  take_page (wizard, prefix, "Chosen: Server default", "-1-usages");
  leave_page (wizard);
  e2e_toggle (wizard, "Show certificates that cannot be chosen");
  take_page (wizard, prefix, "*certification authority, which signs*", "-2-store");
  leave_page (wizard);
  e2e_toggle (wizard, "At a date");
  take_page (wizard, prefix, "*, in *", "-3-date");
  e2e_toggle (wizard, "Now");
  leave_page (wizard);
  e2e_label (wizard, "certwizardctl set*");
  consent = e2e_find (wizard, ATSPI_ROLE_CHECK_BOX, "Assign it all the same");
  if (consent != NULL && e2e_is_shown (consent))
    e2e_toggle (wizard, "Assign it all the same");
  take_page (wizard, prefix, "Certificate Assignment Summary", "-4-summary");
  e2e_click (wizard, "Assign");
  take_page (wizard, prefix, "Certificate Assigned", "-5-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Assignment");
  e2e_click (window, "Remove");
  wizard = e2e_toplevel (self, "Remove Certificate");
  take_page (wizard, prefix, "What It Means", "-6-remove");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Remove Certificate");
  e2e_show_view (self, "Certificates");
}

static void
add_topology (E2e *self)
{
  g_free (e2e_ctl (self, "topology", "add", "sip-domain", "example.org", NULL));
  g_free (e2e_ctl (self, "topology", "add", "sip-domain", "example.net", NULL));
  g_free (e2e_ctl (self, "topology", "add", "pool", "pool1.example.org", "external-web=web.example.org", NULL));
  g_free (e2e_ctl (self, "topology", "add", "computer", "fe1.example.org", "pool=pool1.example.org", NULL));
}

/* A request that somebody has to decide about, and a CA that is far away. */
static void
add_authorities (E2e *self)
{
  E2eNode *wizard;

  g_free (e2e_ctl (self, "practice-ca", "policy", "hold", NULL));
  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "The Request Is Pending");
  station ("23-request-pending");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
  g_free (e2e_ctl (self, "practice-ca", "policy", "issue", NULL));
  g_free (e2e_ctl (self, "ca", "add", "ca.example.org\\Example Issuing CA", NULL));
}

static void
view_requests (E2e *self, const char *prefix)
{
  E2eNode *window = e2e_main_window (self);

  e2e_show_view (self, "Requests");
  take_page (window, prefix, "Pending · *", "-requests");
  e2e_point (e2e_label (window, "Pending · *"));
  take_page (window, prefix, "Last Asked", "-requests-unfolded");
}

static void
test_practice (E2e *self, const char *prefix)
{
  E2eNode *list = e2e_need (e2e_main_window (self), ATSPI_ROLE_LIST, "Certification Authorities");
  E2eNode *dialog;

  e2e_point (e2e_label (list, "Practice CA"));
  e2e_click (list, "Test…");
  dialog = e2e_toplevel (self, "Test Practice CA");
  e2e_click (dialog, "Test");
  take_page (dialog, prefix, "“Practice CA” can be used.", "-authority-test");
  e2e_click (dialog, "Close");
  e2e_toplevel_gone (self, "Test Practice CA");
  e2e_point (e2e_label (list, "Practice CA"));
  e2e_gone (list, ATSPI_ROLE_PUSH_BUTTON, "Test…");
}

static void
view_authorities (E2e *self, const char *prefix)
{
  E2eNode *window = e2e_main_window (self);

  e2e_show_view (self, "Authorities");
  take_page (window, prefix, "Example Issuing CA", "-authorities");
  test_practice (self, prefix);
  e2e_point (e2e_label (window, "Example Issuing CA"));
  take_page (window, prefix, "Last Used", "-authorities-unfolded");
  e2e_scroll_to (window, e2e_label (window, "Decided Requests"));
  take_page (window, prefix, "Waiting for Your Decision", "-authorities-waiting");
  e2e_point (e2e_label (window, "Decided Requests"));
  e2e_scroll_to (window, e2e_label (window, "Issued · request *"));
  take_page (window, prefix, "Issued · request *", "-authorities-decided");
}

static void
view_topology (E2e *self, const char *prefix)
{
  E2eNode *dialog;

  e2e_choose_menu (self, "Main Menu", "Topology…");
  dialog = e2e_toplevel (self, "Topology");
  take_page (dialog, prefix, "pool1.example.org", "-topology");
  e2e_scroll_to (dialog, e2e_label (dialog, "pool1.example.org"));
  e2e_point (e2e_label (dialog, "pool1.example.org"));
  e2e_need (dialog, ATSPI_ROLE_TEXT, "External web services");
  take_page (dialog, prefix, "pool1.example.org", "-topology-unfolded");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Topology");
}

static void
view_surroundings (E2e *self, const char *prefix)
{
  view_requests (self, prefix);
  view_authorities (self, prefix);
  view_topology (self, prefix);
  e2e_show_view (self, "Certificates");
}

static void
delete (E2e *self)
{
  E2eNode *window = e2e_main_window (self);

  e2e_select_named (self, "old.example.org");
  e2e_click (window, "Delete…");
  e2e_toplevel (self, "Delete “old.example.org”?");
  station ("17-delete");
  e2e_click (e2e_toplevel (self, "Delete “old.example.org”?"), "Delete");
  e2e_label (window, "Moved 1 certificate to the trash");
  station ("18-deleted");
  e2e_show_view (self, "Trash");
  e2e_label (window, "old.example.org");
  station ("19-trash");
  e2e_show_view (self, "History");
  e2e_need (window, ATSPI_ROLE_LIST, "History");
  station ("20-history");
  e2e_show_view (self, "Certificates");
  e2e_choose_menu (self, "Main Menu", "Store…");
  e2e_toplevel (self, "*Store*");
  station ("21-store");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "*Store*");
}

/* ---- the home screen ---- */

/* Services that are found on this computer, wherever the tour is made: a shell is everywhere. */
static void
add_services (void)
{
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "certwizard", "usages", NULL);

  g_free (e2e_run ("sh", "-c", "mkdir -p \"$1\"; for name in nginx Postfix Dovecot; do"
                   " sed 's|^Present=.*|Present=/bin/sh;|' \"$CERTWIZARD_USAGES/$name.usage\" > \"$1/$name.usage\"; done", "sh", own, NULL));
}

static void
issue (E2e *self, const char *types, const char *name)
{
  g_free (e2e_ctl (self, "request", "--new", "--type", types, "--ca", "practice", "--friendly-name", name, NULL));
}

/* One for each kind of row: several usages with one certificate, with a successor, without any. */
static void
assign (E2e *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 20);
  g_autofree char *date = g_date_time_format (later, "%Y-%m-%d");

  issue (self, "Default,WebServicesInternal", "pool.example.org 2026");
  issue (self, "Default,WebServicesInternal", "pool.example.org 2027");
  issue (self, "nginx", "Front end of the harbour offices, renewed in autumn by the network team");
  g_free (e2e_ctl (self, "set", "--type", "Default,WebServicesInternal", "--reference", "pool.example.org 2026", "--force", NULL));
  g_free (e2e_ctl (self, "set", "--type", "Default", "--reference", "pool.example.org 2027", "--effective-date", date, "--roll", "--force", NULL));
}

static void
look_at_home (E2e *self, const char *prefix)
{
  g_autofree char *table = g_strconcat (prefix, "-assignments", NULL);
  g_autofree char *timeline = g_strconcat (prefix, "-timeline", NULL);
  E2eNode *window = e2e_main_window (self);

  e2e_show_view (self, "Assignments");
  e2e_label (e2e_need (window, ATSPI_ROLE_TREE_TABLE, "Assignments"), "Server default");
  station (table);
  e2e_click (window, "Timeline");
  e2e_label (window, "Last moment to stage one");
  station (timeline);
  e2e_click (window, "Table");
  e2e_show_view (self, "Certificates");
}

/* The stations that show most, once more in another shape. */
static void
go_round (E2e *self, const char *prefix)
{
  g_autofree char *certificates = g_strconcat (prefix, "-certificates", NULL);
  g_autofree char *general = g_strconcat (prefix, "-general", NULL);
  g_autofree char *path = g_strconcat (prefix, "-path", NULL);
  g_autofree char *import_file = g_strconcat (prefix, "-import", NULL);
  g_autofree char *history = g_strconcat (prefix, "-history", NULL);
  g_autofree char *requests = g_strconcat (prefix, "-request", NULL);
  E2eNode *dialog;

  e2e_start (self, NULL);
  look_at_home (self, prefix);
  e2e_label (self->app, "* certificates");
  station (certificates);
  e2e_point (e2e_label (e2e_need (self->app, ATSPI_ROLE_TREE_TABLE, "Certificates"), "mail.example.org"));
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, "mail.example.org");
  e2e_label (dialog, "Expires soon");
  station (general);
  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "Example Issuing CA 3");
  station (path);
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "mail.example.org");
  dialog = e2e_begin_import (self, e2e_pki ("web.pfx"));
  e2e_label (dialog, "web.pfx");
  station (import_file);
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_show_view (self, "History");
  e2e_need (self->app, ATSPI_ROLE_LIST, "History");
  station (history);
  e2e_show_view (self, "Certificates");
  request (self, requests);
  view_surroundings (self, prefix);
  e2e_close (self);
}

static void
go_dark (E2e *self)
{
  e2e_setenv ("ADW_DEBUG_COLOR_SCHEME=prefer-dark");
  go_round (self, "30-dark");
  e2e_setenv (NULL);
}

static void
go_narrow (E2e *self)
{
  const char *config = e2e_path (self, "config");
  g_autofree char *settings = g_build_filename (config, "glib-2.0", "settings", NULL);
  g_autofree char *keyfile = g_build_filename (settings, "keyfile", NULL);
  g_autofree char *assignment = g_strconcat ("XDG_CONFIG_HOME=", config, NULL);
  g_autofree char *gtk = g_build_filename (g_get_user_config_dir (), "gtk-4.0", NULL);
  g_autofree char *copied = NULL;

  g_assert_cmpint (g_mkdir_with_parents (settings, 0700), ==, 0);
  /* The font of the session. */
  copied = e2e_run ("cp", "-r", gtk, config, NULL);
  g_assert_true (g_file_set_contents (keyfile, "[org/certwizard/CertificateWizard]\nwindow-width=360\nwindow-height=720\n", -1, NULL));
  e2e_setenv ("GSETTINGS_BACKEND=keyfile");
  e2e_setenv (assignment);
  go_round (self, "40-narrow");
  e2e_setenv (NULL);
}

int
main (int argc, char *argv[])
{
  E2e self = { 0 };

  if (argc != 2)
    {
      g_printerr ("usage: tour FOLDER\n");
      return 2;
    }
  folder = argv[1];
  /* The pictures are about a computer that nobody has. */
  g_setenv ("CERTWIZARD_FQDN", "host.example.org", TRUE);
  e2e_init (&argc, &argv);
  e2e_set_up (&self, NULL);
  add_topology (&self);
  add_services ();
  e2e_start (&self, NULL);
  import (&self);
  find (&self);
  view (&self);
  export (&self);
  delete (&self);
  request (&self, "22-request");
  assign_by_wizard (&self, "23-assign");
  assign (&self);
  look_at_home (&self, "23");
  add_authorities (&self);
  view_surroundings (&self, "24");
  e2e_close (&self);
  go_dark (&self);
  go_narrow (&self);
  e2e_tear_down (&self, NULL);
  return 0;
}
