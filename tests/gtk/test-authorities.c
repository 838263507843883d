/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-account-question.h"
#include "cw-authorities-view.h"
#include "cw-authority-dialog.h"
#include "cw-authority-form.h"
#include "cw-authority-operations.h"
#include "cw-authority-row.h"
#include "cw-authority-test-dialog.h"
#include "cw-keyring.h"
#include "cw-practice-panel.h"
#include "cw-resources.h"

#include <glib/gstdio.h>

/* The Authorities view and its dialogs, with a store of their own: what is shown, what is refused, and that nothing is left behind. */

typedef struct
{
  char *directory;
  CwContext *context;
  CwAuthorities *authorities;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  g_autoptr (GError) error = NULL;
  CwContextOptions options = { .keyring = keyring };

  self->directory = g_dir_make_tmp ("certwizard-test-XXXXXX", NULL);
  options.store_directory = self->directory;
  self->context = cw_context_new (&options, &error);
  g_assert_no_error (error);
  self->authorities = cw_context_get_authorities (self->context);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

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

/* ---- looking ---- */

/* Shown to somebody who looks: not folded, not hidden. */
static GtkWidget *
find_label (GtkWidget *root, const char *part)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, part);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
wait_label_at (const char *where, GtkWidget *root, const char *part, gboolean there)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while ((find_label (root, part) != NULL) != there && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if ((find_label (root, part) != NULL) != there)
    g_error ("%s: “%s” is %s", where, part, there ? "not shown" : "still shown");
}

#define wait_label(root, part) wait_label_at (G_STRLOC, root, part, TRUE)
#define wait_no_label(root, part) wait_label_at (G_STRLOC, root, part, FALSE)

static GtkWidget *
find_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (root) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
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
need_row (GtkWidget *root, const char *title)
{
  GtkWidget *row = find_row (root, title);

  if (row == NULL)
    g_error ("There is no row “%s”", title);
  return row;
}

static void
enter (GtkWidget *root, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (need_row (root, title)), text);
}

static const char *
get_text (GtkWidget *root, const char *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (need_row (root, title)));
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
destroy (gpointer window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; weak != NULL && i < 2000; i++)
    g_main_context_iteration (NULL, i % 10 == 9);
  g_assert_null (weak);
}

/* ---- doing, beside the window ---- */

static void
run (CwOperation *operation)
{
  G_GNUC_UNUSED g_autoptr (CwOperation) owned = operation;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);
  g_autoptr (CwOutcome) outcome = NULL;

  g_assert_no_error (error);
  outcome = cw_operation_run (operation, plan, NULL);
  g_assert_no_error (cw_outcome_get_error (outcome));
}

static void
add_authority (Fixture *self, const char *host, const char *name)
{
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (settings, (char *) "host", (char *) host);
  g_hash_table_insert (settings, (char *) "ca-name", (char *) "Example CA");
  run (cw_add_authority_operation_new (self->authorities, "adcs", name, settings, FALSE));
}

static CwAuthorityInfo *
find (Fixture *self, const char *reference)
{
  g_autoptr (GError) error = NULL;
  CwAuthorityInfo *info = cw_authorities_find (self->authorities, reference, &error);

  g_assert_no_error (error);
  return info;
}

/* ---- the form ---- */

static void
test_form (void)
{
  const CwAuthorityKind *kind = cw_authority_kinds_find ("adcs");
  CwAuthorityForm *form = CW_AUTHORITY_FORM (cw_authority_form_new (kind, NULL));
  GtkWidget *window = show (GTK_WIDGET (form));
  GtkWidget *root = GTK_WIDGET (form);
  g_autoptr (GHashTable) settings = NULL;

  /* A row for each field of the table; nobody is scolded before he has typed. */
  for (const CwAuthorityField *field = kind->fields; field->name != NULL; field++)
    g_assert_nonnull (find_row (root, field->title));
  g_assert_false (cw_authority_form_is_valid (form));
  g_assert_false (gtk_widget_has_css_class (need_row (root, "Host"), "error"));

  enter (root, "Host", "not a host");
  wait_label (root, "“not a host” is not the name or the address of a host.");
  g_assert_true (gtk_widget_has_css_class (need_row (root, "Host"), "error"));
  g_assert_false (cw_authority_form_is_valid (form));
  enter (root, "Host", "ca.example.org");
  wait_no_label (root, "is not the name or the address of a host");
  g_assert_true (cw_authority_form_is_valid (form));
  enter (root, "Host", "");
  wait_label (root, "“Host” is missing.");
  enter (root, "Address", "http://ca.example.org/certsrv/");
  wait_label (root, "does not start with https://");
  enter (root, "Address", "");

  /* As the vendor's pages write it. */
  enter (root, "Host", "ca.example.org\\Example CA 1");
  g_assert_cmpstr (get_text (root, "Host"), ==, "ca.example.org");
  g_assert_cmpstr (get_text (root, "Name of the CA"), ==, "Example CA 1");
  g_assert_true (cw_authority_form_is_valid (form));
  settings = cw_authority_form_dup_settings (form);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (settings, "host"), ==, "ca.example.org");
  g_assert_cmpstr (g_hash_table_lookup (settings, "ca-name"), ==, "Example CA 1");
  destroy (window);
}

/* Key by key: nothing is taken apart in the middle of a word, and what is in the entry is understood all the same. */
static void
test_form_typed (void)
{
  CwAuthorityForm *form = CW_AUTHORITY_FORM (cw_authority_form_new (cw_authority_kinds_find ("adcs"), NULL));
  GtkWidget *window = show (GTK_WIDGET (form));
  const char *typed = "ca.example.org\\Example";
  g_autoptr (GHashTable) settings = NULL;

  for (int i = 0; typed[i] != '\0'; i++)
    {
      int position = i;

      gtk_editable_insert_text (GTK_EDITABLE (need_row (GTK_WIDGET (form), "Host")), typed + i, 1, &position);
    }
  g_assert_cmpstr (get_text (GTK_WIDGET (form), "Host"), ==, typed);
  g_assert_true (cw_authority_form_is_valid (form));
  settings = cw_authority_form_dup_settings (form);
  g_assert_cmpstr (g_hash_table_lookup (settings, "host"), ==, "ca.example.org");
  g_assert_cmpstr (g_hash_table_lookup (settings, "ca-name"), ==, "Example");
  destroy (window);
}

/* What a choice needs appears with it. */
static void
test_form_trust (void)
{
  CwAuthorityForm *form = CW_AUTHORITY_FORM (cw_authority_form_new (cw_authority_kinds_find ("adcs"), NULL));
  GtkWidget *window = show (GTK_WIDGET (form));
  GtkWidget *root = GTK_WIDGET (form);
  g_autoptr (GHashTable) settings = NULL;

  enter (root, "Host", "ca.example.org");
  g_assert_false (gtk_widget_get_visible (need_row (root, "Fingerprints")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (need_row (root, "Trust")), 1);
  g_assert_true (gtk_widget_get_visible (need_row (root, "Fingerprints")));
  g_assert_false (gtk_widget_get_visible (need_row (root, "Certificate file")));
  g_assert_false (cw_authority_form_is_valid (form));
  enter (root, "Fingerprints", "AB:CD");
  wait_label (root, "is no list of SHA-256 fingerprints");
  enter (root, "Fingerprints", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  g_assert_true (cw_authority_form_is_valid (form));
  settings = cw_authority_form_dup_settings (form);
  g_assert_cmpstr (g_hash_table_lookup (settings, "trust"), ==, "pinned");
  destroy (window);
}

/* What was kept comes back as it was, and an emptied template is the default one again. */
static void
test_form_round_trip (void)
{
  const CwAuthorityKind *kind = cw_authority_kinds_find ("adcs");
  g_autoptr (GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) after = NULL;
  GtkWidget *form, *window;

  g_hash_table_insert (before, (char *) "host", (char *) "ca.example.org");
  g_hash_table_insert (before, (char *) "ca-name", (char *) "Bücher & Söhne <CA>");
  g_hash_table_insert (before, (char *) "authentication", (char *) "basic");
  g_hash_table_insert (before, (char *) "template", (char *) "MyServers");
  form = cw_authority_form_new (kind, before);
  window = show (form);
  g_assert_true (cw_authority_form_is_valid (CW_AUTHORITY_FORM (form)));
  after = cw_authority_form_dup_settings (CW_AUTHORITY_FORM (form));
  g_assert_cmpuint (g_hash_table_size (after), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (after, "ca-name"), ==, "Bücher & Söhne <CA>");
  g_assert_cmpstr (g_hash_table_lookup (after, "authentication"), ==, "basic");
  g_assert_cmpstr (g_hash_table_lookup (after, "template"), ==, "MyServers");
  destroy (window);
}

/* ---- the dialog ---- */

static void
test_dialog (Fixture *self, gconstpointer data)
{
  CwAuthorityDialog *dialog = cw_authority_dialog_new (NULL, self->context, NULL);
  GtkWidget *root = GTK_WIDGET (dialog);
  g_autoptr (CwAuthorityInfo) info = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate_action (root, "authority.save", NULL);
  enter (root, "Host", "ca.example.org\\Example CA");
  gtk_widget_activate_action (root, "authority.save", NULL);
  wait_label (root, "Certification Authority Added");
  info = find (self, NULL);
  g_assert_cmpstr (cw_authority_info_get_name (info), ==, "Example CA");
  g_assert_cmpstr (cw_authority_info_get_address (info), ==, "ca.example.org\\Example CA");
  destroy (dialog);
}

/* What only the store knows is said in the dialog, and nothing that was entered is lost. */
static void
test_dialog_name_taken (Fixture *self, gconstpointer data)
{
  g_autoptr (CwAuthorityInfo) second = NULL;
  CwAuthorityDialog *dialog;

  add_authority (self, "ca1.example.org", "First");
  add_authority (self, "ca2.example.org", "Second");
  second = find (self, "Second");
  dialog = cw_authority_dialog_new (NULL, self->context, second);
  gtk_window_present (GTK_WINDOW (dialog));
  enter (GTK_WIDGET (dialog), "Name in the _list", "First");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "authority.save", NULL);
  wait_label (GTK_WIDGET (dialog), "There is a certification authority named “First” already.");
  g_assert_cmpstr (get_text (GTK_WIDGET (dialog), "Host"), ==, "ca2.example.org");
  enter (GTK_WIDGET (dialog), "Name in the _list", "Third");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "authority.save", NULL);
  wait_label (GTK_WIDGET (dialog), "Certification Authority Changed");
  destroy (dialog);
  g_clear_object (&second);
  second = find (self, "Third");
  g_assert_cmpstr (cw_authority_info_get_address (second), ==, "ca2.example.org\\Example CA");
}

/* ---- the view ---- */

static CwAuthorityRow *
need_authority (GtkWidget *view, const char *title)
{
  return CW_AUTHORITY_ROW (need_row (view, title));
}

static void
test_view (Fixture *self, gconstpointer data)
{
  GtkWidget *view = g_object_new (CW_TYPE_AUTHORITIES_VIEW, NULL);
  GtkWidget *window = show (view);

  cw_authorities_view_set_context (CW_AUTHORITIES_VIEW (view), self->context);
  wait_label (view, "No certification authority has been added yet.");
  wait_label (view, "Nobody but this program trusts its certificates.");
  /* Live: from another window, or the command line. */
  add_authority (self, "ca.example.org", "A name that is <b>so long</b> & odd that it does not fit into any window that is 360 pixels wide");
  wait_label (view, "A name that is <b>so long</b> & odd");
  wait_label (view, "Default · ca.example.org\\Example CA");
  wait_no_label (view, "No certification authority has been added yet.");
  destroy (window);
}

static void
test_row (Fixture *self, gconstpointer data)
{
  GtkWidget *view = g_object_new (CW_TYPE_AUTHORITIES_VIEW, NULL);
  GtkWidget *window = show (view);
  g_autoptr (CwSecret) password = cw_secret_new_text ("correct horse");
  g_autoptr (CwAuthorityInfo) info = NULL;

  add_authority (self, "ca.example.org", NULL);
  info = find (self, NULL);
  cw_authorities_view_set_context (CW_AUTHORITIES_VIEW (view), self->context);
  wait_label (view, "Default · ca.example.org\\Example CA");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (need_authority (view, "Example CA")), TRUE);
  wait_label (view, "None: asked with the logged-on user’s own credentials");
  run (cw_remember_account_operation_new (self->authorities, info, "EXAMPLE\\alice", password));
  wait_label (view, "EXAMPLE\\alice");
  wait_label (view, "Password in the keyring · last used: never");
  /* Unfolded it stays, when it is another row because something changed. */
  gtk_widget_activate_action (view, "authorities.no-default", NULL);
  wait_no_label (view, "Default · ca.example.org\\Example CA");
  wait_label (view, "EXAMPLE\\alice");
  gtk_widget_activate_action (view, "authorities.forget", "(ss)", "Example CA", "EXAMPLE\\alice");
  wait_no_label (view, "EXAMPLE\\alice");
  wait_label (view, "None: asked with the logged-on user’s own credentials");
  destroy (window);
}

/* ---- the test ---- */

static void
test_test_dialog (Fixture *self, gconstpointer data)
{
  CwAuthorityTestDialog *dialog;
  g_autoptr (CwAuthorityInfo) info = NULL;

  /* .invalid: nobody knows it, by definition. */
  add_authority (self, "ca.invalid", NULL);
  info = find (self, NULL);
  dialog = cw_authority_test_dialog_new (NULL, self->context, info);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_label (GTK_WIDGET (dialog), "Own credentials of");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "test.start", NULL);
  wait_label (GTK_WIDGET (dialog), "Nobody knows a computer “ca.invalid”");
  wait_label (GTK_WIDGET (dialog), "→ Check the spelling");
  wait_label (GTK_WIDGET (dialog), "“Example CA” cannot be used yet: 1 check failed.");
  g_assert_null (find_label (GTK_WIDGET (dialog), "Fingerprint"));
  destroy (dialog);
}

/* Closed in the middle of it: nothing is left behind. */
static void
test_test_closed (Fixture *self, gconstpointer data)
{
  gpointer dialog;
  g_autoptr (CwAuthorityInfo) info = NULL;

  add_authority (self, "ca.invalid", NULL);
  info = find (self, NULL);
  dialog = cw_authority_test_dialog_new (NULL, self->context, info);
  g_object_add_weak_pointer (G_OBJECT (dialog), &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_label (GTK_WIDGET (dialog), "Own credentials of");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "test.start", NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  for (guint i = 0; dialog != NULL && i < 2000; i++)
    g_main_context_iteration (NULL, i % 10 == 9);
  g_assert_null (dialog);
}

static void
test_account_fault (void)
{
  g_assert_null (cw_account_find_fault ("alice"));
  g_assert_null (cw_account_find_fault ("EXAMPLE\\alice"));
  g_assert_null (cw_account_find_fault ("alice@EXAMPLE.ORG"));
  g_assert_nonnull (cw_account_find_fault ("https://ca"));
  g_assert_nonnull (cw_account_find_fault ("\\alice"));
  g_assert_nonnull (cw_account_find_fault ("EXAMPLE\\"));
  g_assert_nonnull (cw_account_find_fault ("@EXAMPLE.ORG"));
}

/* ---- the practice CA ---- */

static GtkSwitch *
find_switch (GtkWidget *root)
{
  if (GTK_IS_SWITCH (root))
    return GTK_SWITCH (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkSwitch *found = find_switch (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
wait_state (GtkSwitch *toggle, gboolean state)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while ((gtk_switch_get_state (toggle) != state || !gtk_widget_get_sensitive (GTK_WIDGET (toggle))) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (gtk_switch_get_state (toggle) == state);
  g_assert_true (gtk_switch_get_active (toggle) == state);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (toggle)));
}

static void
test_policy (Fixture *self, gconstpointer data)
{
  GtkWidget *panel = g_object_new (CW_TYPE_PRACTICE_PANEL, NULL);
  GtkWidget *window = show (panel);
  GtkSwitch *toggle = find_switch (panel);
  gboolean holds = FALSE;

  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (toggle)));
  cw_practice_panel_set_context (CW_PRACTICE_PANEL (panel), self->context);
  wait_label (panel, "Made when the first certificate is requested from it");
  wait_state (toggle, FALSE);
  gtk_switch_set_active (toggle, TRUE);
  wait_state (toggle, TRUE);
  g_assert_true (cw_practice_book_get_hold (cw_authorities_get_practice (self->authorities), &holds, NULL));
  g_assert_true (holds);
  /* Another one changes it. */
  run (cw_practice_policy_operation_new (self->authorities, FALSE));
  wait_state (toggle, FALSE);
  destroy (window);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  g_test_add_func ("/gtk/authorities/form", test_form);
  g_test_add_func ("/gtk/authorities/form-typed", test_form_typed);
  g_test_add_func ("/gtk/authorities/form-trust", test_form_trust);
  g_test_add_func ("/gtk/authorities/form-round-trip", test_form_round_trip);
  g_test_add_func ("/gtk/authorities/account-fault", test_account_fault);
  ADD ("/gtk/authorities/dialog", test_dialog);
  ADD ("/gtk/authorities/dialog-name-taken", test_dialog_name_taken);
  ADD ("/gtk/authorities/view", test_view);
  ADD ("/gtk/authorities/row", test_row);
  ADD ("/gtk/authorities/test", test_test_dialog);
  ADD ("/gtk/authorities/test-closed", test_test_closed);
  ADD ("/gtk/authorities/policy", test_policy);
  return g_test_run ();
}
