/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Finding a certificate again and looking at it: search, filters, order, columns, and the three tabs. */

static void
fill (E2e *self)
{
  e2e_fill (self, "root.pem", "web.pfx", "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_label (self->app, "10 certificates");
}

static void
test_search (E2e *self, gconstpointer data)
{
  E2eNode *window;
  g_autofree char *serial = NULL;
  g_autofree char *print = NULL;

  fill (self);
  window = e2e_main_window (self);
  e2e_enter (window, "Search certificates", "imap");
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
  e2e_label (window, "1 of 10");

  /* With colons, as openssl prints it; and by the serial number. */
  print = e2e_run ("openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", e2e_pki ("old.pem"), NULL);
  e2e_enter (window, "Search certificates", g_strstrip (strchr (print, '=') + 1));
  e2e_until (e2e_rows_are (self, "old.example.org\n"));
  serial = e2e_run ("openssl", "x509", "-noout", "-serial", "-in", e2e_pki ("wild.pem"), NULL);
  e2e_enter (window, "Search certificates", g_strstrip (strchr (serial, '=') + 1));
  e2e_until (e2e_rows_are (self, "*.apps.example.org\n"));

  e2e_enter (window, "Search certificates", "no such certificate");
  e2e_label (window, "Nothing Found");
  e2e_click (window, "Clear Search and Filters");
  e2e_label (window, "10 certificates");
  e2e_until (e2e_has_row (self, "Zahlstelle Süd"));
}

static void
test_filters (E2e *self, gconstpointer data)
{
  fill (self);
  e2e_choose_menu (self, "Filter", "Expired");
  e2e_until (e2e_rows_are (self, "old.example.org\n"));
  e2e_label (self->app, "1 of 10: expired");
  e2e_click (self->app, "Clear");
  e2e_label (self->app, "10 certificates");
  e2e_choose_menu (self, "Filter", "Expiring in 30 Days");
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
  e2e_click (self->app, "Clear");
  e2e_choose_menu (self, "Filter", "CA Certificates");
  e2e_until (e2e_rows_are (self, "Example Issuing CA 3\nExample Root CA\n"));
  e2e_click (self->app, "Clear");
  e2e_choose_menu (self, "Filter", "With Private Key");
  e2e_until (e2e_rows_are (self, "www.example.org\n"));
}

static gboolean
comes_before (E2e *self, const char *first, const char *second)
{
  g_autofree char *rows = e2e_rows (self);
  const char *a = strstr (rows, first), *b = strstr (rows, second);

  return a != NULL && b != NULL && a < b;
}

static gboolean
begins_with (E2e *self, const char *rows)
{
  g_autofree char *all = e2e_rows (self);

  return g_str_has_prefix (all, rows);
}

static void
test_sort (E2e *self, gconstpointer data)
{
  fill (self);
  e2e_until (comes_before (self, "mail.example.org", "www.example.org"));
  e2e_sort_by (self, "Friendly Name");
  e2e_until (comes_before (self, "www.example.org", "mail.example.org"));
  e2e_sort_by (self, "Expires");
  e2e_until (begins_with (self, "old.example.org\nmail.example.org\n"));
  /* The header cannot be reached by the keyboard in this toolkit: the menu does the same. */
  e2e_choose_menu (self, "Sorting and columns", "Descending");
  e2e_until (begins_with (self, "Example Root CA\n"));
}

/* The menu has the columns twice: by which to sort, and which to show. */
static void
toggle_column (E2e *self, const char *title)
{
  g_autoptr (GPtrArray) items = NULL;

  e2e_click (self->app, "Sorting and columns");
  e2e_need (self->app, ATSPI_ROLE_MENU_ITEM, title);
  items = e2e_find_all (self->app, ATSPI_ROLE_MENU_ITEM, title);
  e2e_act (items->pdata[items->len - 1], "click");
}

static void
test_columns (E2e *self, gconstpointer data)
{
  /* What a session keeps only in memory is kept in a file here. */
  g_autofree char *setting = g_strdup_printf ("XDG_CONFIG_HOME=%s", e2e_path (self, "config"));

  e2e_setenv ("GSETTINGS_BACKEND=keyfile");
  e2e_setenv (setting);
  fill (self);
  g_assert_true (e2e_has_column (self, "Issuer"));
  g_assert_false (e2e_has_column (self, "Names"));
  toggle_column (self, "Issuer");
  e2e_until (!e2e_has_column (self, "Issuer"));
  toggle_column (self, "Names");
  e2e_until (e2e_has_column (self, "Names"));
  e2e_sort_by (self, "Expires");
  e2e_until (begins_with (self, "old.example.org\n"));
  e2e_close (self);

  e2e_start (self, NULL);
  e2e_label (self->app, "10 certificates");
  e2e_until (e2e_has_column (self, "Names"));
  g_assert_false (e2e_has_column (self, "Issuer"));
  e2e_until (begins_with (self, "old.example.org\n"));
}

static char *
without_colons (const char *print)
{
  g_auto (GStrv) parts = g_strsplit (print, ":", -1);

  return g_strjoinv ("", parts);
}

static void
test_details (E2e *self, gconstpointer data)
{
  E2eNode *dialog;
  g_autofree char *print = NULL;
  g_autofree char *plain = NULL;

  fill (self);
  e2e_select_named (self, "www.example.org");
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_label (dialog, "Valid");
  e2e_label (dialog, "*booking.example.org*");
  e2e_label (dialog, "Private key, not exportable");
  print = e2e_run ("openssl", "x509", "-noout", "-fingerprint", "-sha1", "-in", e2e_pki ("web.pem"), NULL);
  plain = without_colons (g_strstrip (strchr (print, '=') + 1));
  e2e_label (dialog, plain);

  e2e_show_tab (dialog, "Details");
  e2e_label (dialog, "*lternative name*");
  e2e_label (dialog, "*http://pki.example.org/issuing.crl*");
  e2e_label (dialog, "Key usage");

  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "Not trusted by this computer");
  e2e_label (dialog, "*this computer does not trust it*");
  e2e_label (dialog, "Example Issuing CA 3");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
}

static void
test_rename (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  fill (self);
  e2e_select_named (self, "mail.example.org");
  e2e_key ("Return");
  dialog = e2e_toplevel (self, "mail.example.org");
  e2e_point (e2e_need (dialog, ATSPI_ROLE_TEXT, "Friendly Name*"));
  e2e_enter (dialog, "Friendly Name*", "old.example.org");
  e2e_key ("Return");
  e2e_label (dialog, "*already a certificate*");
  e2e_enter (dialog, "Friendly Name*", "Post office");
  e2e_key ("Return");
  e2e_toplevel (self, "Post office");
  e2e_until (e2e_has_row (self, "Post office"));
}

static void
test_missing_issuer (E2e *self, gconstpointer data)
{
  E2eNode *dialog;

  e2e_fill (self, "old.pem", NULL);
  e2e_start (self, NULL);
  e2e_select_named (self, "old.example.org");
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, "old.example.org");
  e2e_label (dialog, "Expired");
  e2e_label (dialog, "It expired *ago*");
  e2e_show_tab (dialog, "Certification Path");
  e2e_label (dialog, "*Its issuer “Example Issuing CA 3” is neither in the store*");
}

/* Chosen with the first click after the start, while rows are still coming in; then another process writes, the list is sorted anew,
 * and what is deleted is what was chosen. */
static void
test_selection_follows (E2e *self, gconstpointer data)
{
  const char *bundle = e2e_path (self, "many.pem");
  const char *name = "srv000003.web3.example.org";
  G_GNUC_UNUSED g_autofree char *made = e2e_run (g_getenv ("CERTWIZARD_MAKE_CERTIFICATES"), "400", bundle, NULL);
  G_GNUC_UNUSED g_autofree char *imported = e2e_ctl (self, "import", "--path", bundle, "--force", NULL);
  g_autofree char *left = NULL;

  e2e_start (self, NULL);
  e2e_until (e2e_has_row (self, name));
  e2e_point (e2e_label (self->app, name));
  e2e_label (self->app, "1 *selected");
  e2e_fill (self, "others.pem", NULL);
  e2e_sort_by (self, "Expires");
  e2e_sort_by (self, "Subject");
  e2e_sort_by (self, "Subject");
  e2e_until (e2e_find (self->app, ATSPI_ROLE_LABEL, "400 certificates") == NULL);
  e2e_label (self->app, "1 *selected");
  /* It is not on the screen: nothing there has its name. */
  g_assert_false (e2e_has_row (self, name));
  e2e_click (self->app, "Delete…");
  e2e_toplevel (self, "Delete “srv000003.web3.example.org”?");
  e2e_key ("Alt+d");
  e2e_toplevel_gone (self, "Delete*");
  e2e_label (self->app, "Moved 1 certificate to the trash");
  left = e2e_ctl (self, "get", "--available", NULL);
  g_assert_null (strstr (left, name));
  g_assert_nonnull (strstr (left, "srv000002."));
  g_assert_nonnull (strstr (left, "srv000399."));
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/view/search", test_search);
  E2E_ADD ("/e2e/view/filters", test_filters);
  E2E_ADD ("/e2e/view/sort", test_sort);
  E2E_ADD ("/e2e/view/columns", test_columns);
  E2E_ADD ("/e2e/view/details", test_details);
  E2E_ADD ("/e2e/view/rename", test_rename);
  E2E_ADD ("/e2e/view/missing-issuer", test_missing_issuer);
  E2E_ADD ("/e2e/view/selection-follows", test_selection_follows);
  return g_test_run ();
}
