/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-context.h"
#include "cw-countries.h"
#include "cw-keyring.h"
#include "cw-request-wizard.h"
#include "cw-resources.h"
#include "cw-rows.h"
#include "cw-wizard.h"

#include <glib/gstdio.h>

/* The request wizard without a screen reader's eyes: which pages there are, what they do to the draft, and that nothing is lost. */

typedef struct
{
  char *directory;
  CwContext *context;
  CwRequestDraft *draft;
  CwWizard *wizard;
} Fixture;

static void
wait_until_at (const char *where, Fixture *self, gboolean (*condition) (Fixture *self))
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!condition (self) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if (!condition (self))
    g_error ("%s: what is waited for did not come", where);
}

#define wait_until(self, condition) wait_until_at (G_STRLOC, self, condition)

static const char *
get_title (Fixture *self)
{
  return cw_wizard_page_get_title (cw_wizard_get_page (self->wizard));
}

static gboolean
is_complete (Fixture *self)
{
  return cw_wizard_page_get_complete (cw_wizard_get_page (self->wizard));
}

/* ---- what is on a page ---- */

static GtkWidget *
find_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (root) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
need_row (Fixture *self, const char *title)
{
  GtkWidget *row = find_row (GTK_WIDGET (cw_wizard_get_page (self->wizard)), title);

  if (row == NULL)
    g_error ("There is no row “%s” on the page “%s”", title, get_title (self));
  return row;
}

static gboolean
has_text (GtkWidget *root, const char *part)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_visible (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_text (child, part))
      return TRUE;
  return FALSE;
}

static void
assert_text (Fixture *self, const char *part)
{
  if (!has_text (GTK_WIDGET (cw_wizard_get_page (self->wizard)), part))
    g_error ("“%s” does not stand on the page “%s”", part, get_title (self));
}

static GtkCheckButton *
find_check (GtkWidget *root)
{
  if (GTK_IS_CHECK_BUTTON (root))
    return GTK_CHECK_BUTTON (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkCheckButton *found = find_check (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
tick (Fixture *self, const char *title)
{
  gtk_check_button_set_active (find_check (need_row (self, title)), TRUE);
}

static void
enter (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (need_row (self, title)), text);
}

static void
assert_draft (Fixture *self, const char *property, const char *expected)
{
  g_autofree char *value = NULL;

  g_object_get (self->draft, property, &value, NULL);
  g_assert_cmpstr (value, ==, expected);
}

/* ---- from page to page ---- */

static void
go_to (Fixture *self, const char *title)
{
  for (guint i = 0; i < 20 && !g_str_equal (get_title (self), title); i++)
    {
      g_assert_true (is_complete (self));
      cw_wizard_next (self->wizard);
    }
  g_assert_cmpstr (get_title (self), ==, title);
}

static void
back_to (Fixture *self, const char *title)
{
  for (guint i = 0; i < 20 && !g_str_equal (get_title (self), title); i++)
    cw_wizard_back (self->wizard);
  g_assert_cmpstr (get_title (self), ==, title);
}

static gboolean
authority_is_known (Fixture *self)
{
  g_autofree char *authority = NULL;

  g_object_get (self->draft, "authority", &authority, NULL);
  return authority != NULL;
}

static gboolean
plan_is_there (Fixture *self)
{
  return is_complete (self);
}

/* ---- fixture ---- */

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  CwContextOptions options = { .keyring = keyring };
  g_autoptr (GError) error = NULL;
  CwUsage *usage;

  self->directory = g_dir_make_tmp ("certwizard-test-XXXXXX", NULL);
  options.store_directory = self->directory;
  self->context = cw_context_new (&options, &error);
  g_assert_no_error (error);
  self->draft = cw_request_draft_new (cw_context_get_topology (self->context), cw_context_get_usages (self->context));
  usage = cw_usage_catalogue_find (cw_context_get_usages (self->context), "Default");
  g_assert_nonnull (usage);
  cw_request_draft_set_usage (self->draft, usage, TRUE);
  self->wizard = CW_WIZARD (cw_request_wizard_present (NULL, self->context, self->draft));
  g_object_add_weak_pointer (G_OBJECT (self->wizard), (gpointer *) &self->wizard);
}

static gboolean
is_gone (Fixture *self)
{
  return self->wizard == NULL;
}

static gboolean
draft_is_gone (Fixture *self)
{
  return self->draft == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (self->wizard != NULL)
    gtk_window_destroy (GTK_WINDOW (self->wizard));
  wait_until (self, is_gone);
  /* A worker may still have a hand on it. */
  g_object_add_weak_pointer (G_OBJECT (self->draft), (gpointer *) &self->draft);
  g_object_unref (self->draft);
  wait_until (self, draft_is_gone);
  g_object_unref (self->context);
  dir = g_dir_open (self->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->directory);
  g_free (self->directory);
}

/* ---- tests ---- */

/* Every page is complete from the start, and is in the order of the vendor's; what does not apply to the practice CA is passed over. */
static void
test_way (Fixture *self, gconstpointer data)
{
  static const char *const titles[] = {
    "Certificate Request", "Delayed or Immediate Requests", "Choose a Certification Authority", "Name and Security Settings",
    "Organization Information", "Geographical Information", "Subject Name / Subject Alternative Names",
    "Additional Subject Alternative Names", "Certificate Request Summary",
  };

  wait_until (self, authority_is_known);
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_assert_cmpstr (get_title (self), ==, titles[i]);
      if (i + 1 < G_N_ELEMENTS (titles))
        {
          g_assert_true (is_complete (self));
          g_assert_true (cw_wizard_page_get_skippable (cw_wizard_get_page (self->wizard)));
          cw_wizard_next (self->wizard);
        }
    }
  /* The plan is made by itself, and the command stands below it. */
  wait_until (self, plan_is_there);
  assert_text (self, "certwizardctl request --new --type Default");
  back_to (self, titles[0]);
}

static void
test_skip (Fixture *self, gconstpointer data)
{
  wait_until (self, authority_is_known);
  gtk_widget_activate_action (GTK_WIDGET (self->wizard), "wizard.skip", NULL);
  g_assert_cmpstr (get_title (self), ==, "Certificate Request Summary");
  wait_until (self, plan_is_there);
  /* It was not taken silently. */
  assert_text (self, "ractice");
  assert_text (self, "--ca practice");
  /* There is nothing to skip on the summary. */
  gtk_widget_activate_action (GTK_WIDGET (self->wizard), "wizard.skip", NULL);
  g_assert_cmpstr (get_title (self), ==, "Certificate Request Summary");
}

static void
test_nothing_is_lost (Fixture *self, gconstpointer data)
{
  wait_until (self, authority_is_known);
  go_to (self, "Organization Information");
  enter (self, "_Organization", "  Example & Sons ");
  enter (self, "Organizational _Unit", "Harbour");
  go_to (self, "Geographical Information");
  enter (self, "Cit_y or Locality", "København");
  g_object_set (self->draft, "country", "DK", NULL);
  go_to (self, "Certificate Request Summary");
  back_to (self, "Organization Information");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (need_row (self, "Organizational _Unit"))), ==, "Harbour");
  assert_draft (self, "organization", "Example & Sons");
  enter (self, "Organizational _Unit", "");
  assert_draft (self, "organizational-unit", NULL);
  go_to (self, "Geographical Information");
  assert_text (self, "Denmark (DK)");
  assert_draft (self, "city", "København");
}

static void
test_usages (Fixture *self, gconstpointer data)
{
  CwUsageCatalogue *usages = cw_context_get_usages (self->context);

  tick (self, "Web services internal");
  g_assert_true (cw_request_draft_has_usage (self->draft, cw_usage_catalogue_find (usages, "WebServicesInternal")));
  assert_text (self, "Chosen: Server default, Web services internal");
  gtk_check_button_set_active (find_check (need_row (self, "Web services internal")), FALSE);
  gtk_check_button_set_active (find_check (need_row (self, "Server default")), FALSE);
  g_assert_false (is_complete (self));
  tick (self, "Server default");
  g_assert_true (is_complete (self));
  /* Another computer, and one that is none. */
  enter (self, "Co_mputer", "web 7");
  g_assert_false (is_complete (self));
  enter (self, "Co_mputer", "web7.example.org");
  g_assert_true (is_complete (self));
  assert_draft (self, "computer", "web7.example.org");
  enter (self, "Co_mputer", "host.example.org");
  assert_draft (self, "computer", NULL);
}

static void
test_weak_key (Fixture *self, gconstpointer data)
{
  wait_until (self, authority_is_known);
  go_to (self, "Name and Security Settings");
  adw_combo_row_set_selected (ADW_COMBO_ROW (need_row (self, "_Bit Length")), 0);
  g_assert_false (is_complete (self));
  tick (self, "_Use this unsafe key all the same");
  g_assert_true (is_complete (self));
  gtk_check_button_set_active (find_check (need_row (self, "_Use this unsafe key all the same")), FALSE);
  g_assert_false (is_complete (self));
  /* An elliptic curve has no bit length to choose. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (need_row (self, "_Algorithm")), CW_KEY_ECDH_P256);
  g_assert_true (is_complete (self));
  g_assert_false (gtk_widget_get_visible (need_row (self, "_Bit Length")));
}

static void
test_additions (Fixture *self, gconstpointer data)
{
  GListModel *additions = cw_request_draft_get_additions (self->draft);

  wait_until (self, authority_is_known);
  go_to (self, "Additional Subject Alternative Names");
  enter (self, "_Name", "bücher.example.org, 192.0.2.7");
  g_signal_emit_by_name (need_row (self, "_Name"), "entry-activated");
  g_assert_cmpuint (g_list_model_get_n_items (additions), ==, 2);
  assert_text (self, "bücher.example.org");
  assert_text (self, "xn--bcher-kva.example.org");
  assert_text (self, "IP address");
  /* A wrong one is refused with its reason; it stays to be mended, and Next does not lose it. */
  enter (self, "_Name", "not a/name");
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Additional Subject Alternative Names");
  g_assert_cmpuint (g_list_model_get_n_items (additions), ==, 2);
  g_assert_false (is_complete (self));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (need_row (self, "_Name"))), ==, "not a/name");
  /* One that was typed and not added is meant all the same. */
  enter (self, "_Name", "www.example.org");
  g_assert_true (is_complete (self));
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Certificate Request Summary");
  g_assert_cmpuint (g_list_model_get_n_items (additions), ==, 3);
}

static gboolean
has_account_page (Fixture *self)
{
  while (!g_str_equal (get_title (self), "Choose a Certification Authority"))
    cw_wizard_back (self->wizard);
  cw_wizard_next (self->wizard);
  return g_str_equal (get_title (self), "Certification Authority Account");
}

/* One that is typed is an AD CS, which has accounts and templates. */
static void
test_other_authority (Fixture *self, gconstpointer data)
{
  wait_until (self, authority_is_known);
  go_to (self, "Choose a Certification Authority");
  tick (self, "_Specify another certification authority");
  g_assert_false (is_complete (self));
  enter (self, "Computer and Name, as in host\\CA name", "https://ca.example.org/certsrv");
  g_assert_false (is_complete (self));
  enter (self, "Computer and Name, as in host\\CA name", "ca.example.org\\Example CA");
  g_assert_true (is_complete (self));
  assert_draft (self, "authority", "ca.example.org\\Example CA");
  wait_until (self, has_account_page);
  tick (self, "Specify _alternate credentials");
  g_assert_false (is_complete (self));
  enter (self, "_User Name", "EXAMPLE\\alice");
  g_assert_true (is_complete (self));
  assert_draft (self, "account", "EXAMPLE\\alice");
  enter (self, "_Password (asked for later)", "correct horse");
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Certificate Template");
  /* Back: nothing is lost, and nobody can read it in the entry. */
  cw_wizard_back (self->wizard);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (need_row (self, "_Password (as entered before)"))), ==, "");
  {
    g_autoptr (CwSecret) password = NULL;

    g_object_get (self->draft, "password", &password, NULL);
    g_assert_nonnull (password);
    g_assert_cmpstr (cw_secret_get_text (password), ==, "correct horse");
  }
  /* A password belongs to its account. */
  enter (self, "_User Name", "EXAMPLE\\bob");
  {
    g_autoptr (CwSecret) password = NULL;

    g_object_get (self->draft, "password", &password, NULL);
    g_assert_null (password);
  }
  go_to (self, "Certificate Template");
  tick (self, "_Use alternate certificate template");
  g_assert_false (is_complete (self));
  enter (self, "Certificate Template _Name", "WebServer2");
  assert_draft (self, "template", "WebServer2");
  tick (self, "_Default template of the certification authority");
  assert_draft (self, "template", NULL);
}

static void
test_offline (Fixture *self, gconstpointer data)
{
  g_autofree char *output = NULL;

  wait_until (self, authority_is_known);
  go_to (self, "Delayed or Immediate Requests");
  tick (self, "_Prepare the request now, but send it later");
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Certificate Request File");
  g_object_get (self->draft, "output", &output, NULL);
  g_assert_true (g_str_has_suffix (output, "host.example.org.csr"));
  g_assert_true (is_complete (self));
  g_object_set (self->draft, "output", "/nowhere/at/all.csr", NULL);
  g_assert_false (is_complete (self));
  /* Whoever changes his mind does not keep a file. */
  g_object_set (self->draft, "output", output, NULL);
  cw_wizard_back (self->wizard);
  tick (self, "Send the request _immediately to an online certification authority");
  assert_draft (self, "output", NULL);
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Choose a Certification Authority");
}

static void
test_sip_domains (Fixture *self, gconstpointer data)
{
  CwTopology *topology = cw_context_get_topology (self->context);
  g_autoptr (CwSipDomain) first = cw_sip_domain_new ("example.org");
  g_autoptr (CwSipDomain) second = cw_sip_domain_new ("example.net");
  gboolean all = FALSE;

  cw_topology_add_sip_domain (topology, first);
  cw_topology_add_sip_domain (topology, second);
  cw_topology_set_primary (topology, first);
  wait_until (self, authority_is_known);
  go_to (self, "SIP Domains");
  g_assert_true (gtk_check_button_get_active (find_check (need_row (self, "example.org"))));
  g_assert_false (gtk_check_button_get_active (find_check (need_row (self, "example.net"))));
  tick (self, "_All SIP domains");
  g_object_get (self->draft, "all-sip-domains", &all, NULL);
  g_assert_true (all);
  g_assert_true (gtk_check_button_get_active (find_check (need_row (self, "example.net"))));
  back_to (self, "Subject Name / Subject Alternative Names");
  assert_text (self, "sip.example.net");
}

/* Nothing was stored, and nothing was written. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) requests = NULL;

  wait_until (self, authority_is_known);
  cw_wizard_skip (self->wizard);
  wait_until (self, plan_is_there);
  gtk_widget_activate_action (GTK_WIDGET (self->wizard), "wizard.cancel", NULL);
  wait_until (self, is_gone);
  requests = cw_store_list_requests (cw_context_get_store (self->context), CW_REQUESTS_ALL, NULL);
  g_assert_nonnull (requests);
  g_assert_cmpuint (requests->len, ==, 0);
}

/* A name is text, whatever is in it; a warning would end the test. */
static void
test_no_markup (void)
{
  GtkWidget *row = g_object_ref_sink (cw_row_new ("Skype & <Business> Server", "R&D"));

  g_assert_true (has_text (row, "Skype & <Business> Server"));
  g_assert_true (has_text (row, "R&D"));
  g_object_unref (row);
}

static void
test_countries (void)
{
  g_autoptr (GListModel) countries = cw_countries_new ();
  g_autoptr (CwCountry) none = g_list_model_get_item (countries, 0);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_null (cw_country_get_code (none));
  g_assert_cmpuint (g_list_model_get_n_items (countries), ==, 250);
  for (guint i = 1; i < g_list_model_get_n_items (countries); i++)
    {
      g_autoptr (CwCountry) country = g_list_model_get_item (countries, i);

      g_assert_cmpuint (strlen (cw_country_get_code (country)), ==, 2);
      g_assert_true (g_hash_table_add (codes, (gpointer) cw_country_get_code (country)));
      g_assert_cmpuint (cw_countries_find (countries, cw_country_get_code (country)), ==, i);
    }
  g_assert_cmpuint (cw_countries_find (countries, "de"), >, 0);
  g_assert_cmpuint (cw_countries_find (countries, "XX"), ==, 0);
  g_assert_cmpuint (cw_countries_find (countries, NULL), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  ADD ("/gtk/request-wizard/way", test_way);
  ADD ("/gtk/request-wizard/skip", test_skip);
  ADD ("/gtk/request-wizard/nothing-is-lost", test_nothing_is_lost);
  ADD ("/gtk/request-wizard/usages", test_usages);
  ADD ("/gtk/request-wizard/weak-key", test_weak_key);
  ADD ("/gtk/request-wizard/additions", test_additions);
  ADD ("/gtk/request-wizard/other-authority", test_other_authority);
  ADD ("/gtk/request-wizard/offline", test_offline);
  ADD ("/gtk/request-wizard/sip-domains", test_sip_domains);
  ADD ("/gtk/request-wizard/cancel", test_cancel);
  g_test_add_func ("/gtk/request-wizard/no-markup", test_no_markup);
  g_test_add_func ("/gtk/request-wizard/countries", test_countries);
  return g_test_run ();
}
