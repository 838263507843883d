/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-wizard.h"
#include "cw-clock.h"
#include "cw-context.h"
#include "cw-import-operation.h"
#include "cw-keyring.h"
#include "cw-remove-wizard.h"
#include "cw-resources.h"
#include "cw-wizard.h"
#include "pki.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* The wizards of assigning and removing, with a store, usages and a folder live/ of their own: what they do to the draft and to the disk. */

typedef struct
{
  char *folder;
  CwContext *context;
  CwAssignDraft *draft;
  CwWizard *wizard;
} Fixture;

#define DAY (24 * 60 * 60)

/* ---- waiting ---- */

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

static gboolean
is_gone (Fixture *self)
{
  return self->wizard == NULL;
}

static gboolean
is_last (Fixture *self)
{
  return cw_wizard_page_get_is_last (cw_wizard_get_page (self->wizard));
}

/* ---- what is on a page ---- */

static gboolean
is_visible (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget) && gtk_widget_get_child_visible (widget);
}

static GtkWidget *
find (GtkWidget *root, gboolean (*is_it) (GtkWidget *widget, gconstpointer data), gconstpointer data)
{
  if (is_it (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = is_visible (child) ? find (child, is_it, data) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_part (GtkWidget *widget, gconstpointer part)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL;
}

static gboolean
has_title (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

static gboolean
has_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) type);
}

static GtkWidget *
get_page (Fixture *self)
{
  return GTK_WIDGET (cw_wizard_get_page (self->wizard));
}

static gboolean
shows (Fixture *self, const char *part)
{
  return find (get_page (self), has_part, part) != NULL;
}

static void
assert_shows (Fixture *self, const char *part)
{
  if (!shows (self, part))
    g_error ("“%s” does not stand on the page “%s”", part, get_title (self));
}

static GtkWidget *
need_row (Fixture *self, const char *title)
{
  GtkWidget *row = find (get_page (self), has_title, title);

  if (row == NULL)
    g_error ("There is no row “%s” on the page “%s”", title, get_title (self));
  return row;
}

static void
tick (Fixture *self, const char *title, gboolean active)
{
  GType type = GTK_TYPE_CHECK_BUTTON;

  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (need_row (self, title), has_type, &type)), active);
}

static GtkSelectionModel *
get_selection (Fixture *self)
{
  GType type = GTK_TYPE_COLUMN_VIEW;
  GtkWidget *view = find (get_page (self), has_type, &type);

  g_assert_nonnull (view);
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
}

static guint
find_candidate (Fixture *self, const char *name)
{
  GListModel *model = G_LIST_MODEL (get_selection (self));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CwCandidate) candidate = g_list_model_get_item (model, i);

      if (g_str_equal (cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (candidate)), name))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
choose (Fixture *self, const char *name)
{
  guint position = find_candidate (self, name);

  if (position == GTK_INVALID_LIST_POSITION)
    g_error ("There is no certificate “%s” to be chosen", name);
  gtk_selection_model_select_item (get_selection (self), position, TRUE);
}

/* ---- fixture ---- */

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  CwContextOptions options = { .keyring = keyring };
  g_autofree char *store = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("certwizard-test-XXXXXX", NULL);
  store = g_build_filename (self->folder, "store", NULL);
  options.store_directory = store;
  self->context = cw_context_new (&options, &error);
  g_assert_no_error (error);
  self->draft = cw_assign_draft_new (cw_context_get_assignments (self->context));
  g_assert_true (cw_assign_draft_set_types (self->draft, "plain", &error));
  g_assert_no_error (error);
}

static gboolean
draft_is_gone (Fixture *self)
{
  return self->draft == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->wizard != NULL)
    gtk_window_destroy (GTK_WINDOW (self->wizard));
  wait_until (self, is_gone);
  /* A worker may still have a hand on it. */
  g_object_add_weak_pointer (G_OBJECT (self->draft), (gpointer *) &self->draft);
  g_object_unref (self->draft);
  wait_until (self, draft_is_gone);
  g_object_unref (self->context);
  cw_clock_set_offset (0);
  pki_run ("rm", "-rf", self->folder, NULL);
  g_free (self->folder);
}

/* With its key and the CA above it. */
static void
import (Fixture *self, const char *name, const char *friendly_name)
{
  g_autofree char *pem = g_strdup_printf ("%s.pem", name);
  g_autofree char *key = g_strdup_printf ("%s.key", name);
  g_autofree char *pem_path = pki_dup_path (pem);
  g_autofree char *key_path = pki_dup_path (key);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (cw_context_get_access (self->context), draft);
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  cw_import_draft_add_path (draft, pem_path);
  cw_import_draft_add_path (draft, key_path);
  g_object_set (draft, "friendly-name", friendly_name, NULL);
  g_clear_object (&operation);
  operation = cw_import_operation_new (cw_context_get_access (self->context), draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  g_assert_cmpint (cw_outcome_get_result (outcome), ==, CW_RESULT_DONE);
}

static GtkWindow *
find_window (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (CW_IS_WIZARD (l->data))
      return l->data;
  return NULL;
}

static void
watch_wizard (Fixture *self)
{
  self->wizard = CW_WIZARD (find_window ());
  g_assert_nonnull (self->wizard);
  g_object_add_weak_pointer (G_OBJECT (self->wizard), (gpointer *) &self->wizard);
}

static void
begin (Fixture *self)
{
  cw_assign_wizard_show (NULL, self->context, self->draft);
  watch_wizard (self);
}

static void
go_to (Fixture *self, const char *title)
{
  for (guint i = 0; i < 10 && !g_str_equal (get_title (self), title); i++)
    {
      wait_until (self, is_complete);
      cw_wizard_next (self->wizard);
    }
  g_assert_cmpstr (get_title (self), ==, title);
}

static void
run (Fixture *self)
{
  wait_until (self, is_complete);
  cw_wizard_next (self->wizard);
  wait_until (self, is_last);
}

static void
finish (Fixture *self)
{
  cw_wizard_next (self->wizard);
  wait_until (self, is_gone);
}

static void
assert_draft (Fixture *self, const char *property, const char *expected)
{
  g_autofree char *value = NULL;

  g_object_get (self->draft, property, &value, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static gint64
get_date (Fixture *self)
{
  gint64 date = 0;

  g_object_get (self->draft, "effective-date", &date, NULL);
  return date;
}

/* What a service would read now; NULL: nothing. */
static CwCertificate *
load_live (Fixture *self, const char *usage)
{
  g_autofree char *path = g_build_filename (self->folder, "store", "live", usage, "cert.pem", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? pki_load (path) : NULL;
}

static void
assert_live (Fixture *self, const char *usage, const char *name)
{
  g_autofree char *pem = name != NULL ? g_strdup_printf ("%s.pem", name) : NULL;
  g_autofree char *path = pem != NULL ? pki_dup_path (pem) : NULL;
  g_autoptr (CwCertificate) expected = path != NULL ? pki_load (path) : NULL;
  g_autoptr (CwCertificate) live = load_live (self, usage);

  g_assert_cmpstr (live != NULL ? cw_certificate_get_sha256 (live) : NULL, ==, expected != NULL ? cw_certificate_get_sha256 (expected) : NULL);
}

/* ---- assigning ---- */

/* The keyboard is on the list, as soon as it is there. */
static gboolean
chooses_by_keyboard (Fixture *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->wizard));

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_COLUMN_VIEW) != NULL;
}

/* Next, Next, Finish: what lasts longest is chosen, now is when, and then it is in place. */
static void
test_way (Fixture *self, gconstpointer data)
{
  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  begin (self);
  g_assert_cmpstr (get_title (self), ==, "Certificate Assignment");
  assert_shows (self, "Chosen: Plain Service");
  go_to (self, "Certificate Store");
  wait_until (self, is_complete);
  wait_until (self, chooses_by_keyboard);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_selection (self))), ==, 2);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), find_candidate (self, "Web 2")));
  choose (self, "Web");
  go_to (self, "Effective Date");
  assert_shows (self, "Nothing is assigned now.");
  go_to (self, "Certificate Assignment Summary");
  wait_until (self, is_complete);
  assert_shows (self, "certwizardctl set --thumbprint ");
  assert_shows (self, "--type plain");
  assert_live (self, "plain", NULL);
  run (self);
  assert_shows (self, "Certificate Assigned");
  assert_shows (self, "“Web” is in place: Plain Service.");
  assert_shows (self, "What Was Done");
  assert_live (self, "plain", "web");
  finish (self);
}

/* Looks for it, and waits until so many are found: the entry tells it in its own time. */
static void
search (Fixture *self, GListModel *found, const char *text, guint n)
{
  GType type = GTK_TYPE_SEARCH_ENTRY;
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  gtk_editable_set_text (GTK_EDITABLE (find (get_page (self), has_type, &type)), text);
  while (g_list_model_get_n_items (found) != n && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, n);
}

/* Many to choose from: what is found is chosen, and what is not there is said. */
static void
test_search (Fixture *self, gconstpointer data)
{
  GListModel *found;

  import (self, "web", "Harbour");
  for (guint i = 0; i < 13; i++)
    {
      g_autofree char *name = g_strdup_printf ("Lighthouse %u", i);
      g_autoptr (CwCertificate) made = pki_make (name, "root", "/CN=host.example.org", "ec:P-256", 60, "subjectAltName = DNS:host.example.org");

      g_assert_nonnull (made);
      import (self, name, name);
    }
  begin (self);
  go_to (self, "Certificate Store");
  wait_until (self, is_complete);
  found = G_LIST_MODEL (get_selection (self));
  search (self, found, "harb", 1);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), 0));
  g_assert_true (is_complete (self));
  search (self, found, "no such name", 0);
  assert_shows (self, "Nothing Found");
  g_assert_false (is_complete (self));
  search (self, found, "", 14);
  g_assert_true (is_complete (self));
}

/* One that cannot serve says why, and is not taken. */
static void
test_unfit (Fixture *self, gconstpointer data)
{
  GType type = GTK_TYPE_CHECK_BUTTON;

  import (self, "web", "Web");
  import (self, "client", "Client");
  begin (self);
  go_to (self, "Certificate Store");
  wait_until (self, is_complete);
  g_assert_cmpuint (find_candidate (self, "Client"), ==, GTK_INVALID_LIST_POSITION);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (get_page (self), has_type, &type)), TRUE);
  wait_until (self, is_complete);
  choose (self, "Client");
  g_assert_false (is_complete (self));
  assert_shows (self, "It may not be used for");
  choose (self, "Web");
  g_assert_true (is_complete (self));
}

/* Nothing fits: it is said, and what is imported meanwhile is there by itself. */
static gboolean
says_none (Fixture *self)
{
  return shows (self, "No Certificate Can Be Chosen");
}

static gboolean
shows_client (Fixture *self)
{
  return shows (self, "Client");
}

static gboolean
asks_consent (Fixture *self)
{
  return find (get_page (self), has_title, "_Assign it all the same") != NULL;
}

static void
test_none (Fixture *self, gconstpointer data)
{
  import (self, "client", "Client");
  begin (self);
  go_to (self, "Certificate Store");
  wait_until (self, says_none);
  g_assert_false (is_complete (self));
  gtk_widget_activate_action (get_page (self), "assign-store.show-unfit", NULL);
  wait_until (self, shows_client);
  g_assert_false (is_complete (self));
  import (self, "web", "Web");
  wait_until (self, is_complete);
  assert_shows (self, "Web");
}

/* Only advice: the summary wants it to be agreed to. */
static void
test_advice (Fixture *self, gconstpointer data)
{
  import (self, "other", "Other");
  begin (self);
  go_to (self, "Certificate Store");
  wait_until (self, is_complete);
  assert_shows (self, "It lacks names that Plain Service needs");
  cw_wizard_next (self->wizard);
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Certificate Assignment Summary");
  wait_until (self, asks_consent);
  g_assert_false (is_complete (self));
  tick (self, "_Assign it all the same", TRUE);
  g_assert_true (is_complete (self));
  tick (self, "_Assign it all the same", FALSE);
  g_assert_false (is_complete (self));
  /* Another plan is agreed to anew. */
  tick (self, "_Assign it all the same", TRUE);
  cw_wizard_back (self->wizard);
  cw_wizard_next (self->wizard);
  wait_until (self, asks_consent);
  g_assert_false (is_complete (self));
  tick (self, "_Assign it all the same", TRUE);
  run (self);
  assert_shows (self, "Certificate Assigned");
  assert_live (self, "plain", "other");
  finish (self);
}

/* ---- when ---- */

static void
enter (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (need_row (self, title)), text);
}

#define DATE "_Date, as in 2026-12-31"
#define TIME "_Time, as in 03:00"

static void
test_date (Fixture *self, gconstpointer data)
{
  gint64 first;
  gboolean roll = TRUE;

  import (self, "web", "Web");
  begin (self);
  go_to (self, "Effective Date");
  g_assert_cmpint (get_date (self), ==, 0);
  tick (self, "_At a date", TRUE);
  /* It begins with a good one: a night to come. */
  g_assert_true (is_complete (self));
  first = get_date (self);
  g_assert_cmpint (first, >, cw_clock_now ());
  g_assert_cmpint (first, <, cw_clock_now () + 2 * DAY);
  gtk_widget_activate_action (get_page (self), "assign-date.step", "i", 1);
  g_assert_cmpint (get_date (self) - first, >=, DAY - 3600);
  g_assert_cmpint (get_date (self) - first, <=, DAY + 3600);
  /* Nothing is replaced: no roll. */
  g_object_get (self->draft, "roll", &roll, NULL);
  g_assert_false (roll);
  enter (self, DATE, "soon");
  g_assert_false (is_complete (self));
  assert_shows (self, "is no date");
  g_assert_cmpint (get_date (self), ==, 0);
  enter (self, DATE, "2020-01-01");
  g_assert_false (is_complete (self));
  assert_shows (self, "is in the past");
  /* As the locale writes it, which is American here. */
  enter (self, DATE, "01/02/2099");
  enter (self, TIME, "");
  g_assert_true (is_complete (self));
  g_assert_cmpint (get_date (self), >, first);
  tick (self, "N_ow", TRUE);
  g_assert_cmpint (get_date (self), ==, 0);
  g_assert_true (is_complete (self));
}

static CwStoredCertificate *
dup_assigned (Fixture *self, const char *usage, CwPlace place)
{
  CwStore *store = cw_context_get_store (self->context);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (store, usage, place, &error);
  CwStoredCertificate *certificate = record != NULL ? cw_store_find_by_id (store, record->certificate, &error) : NULL;

  g_assert_no_error (error);
  return certificate;
}

static void
assert_assigned (Fixture *self, const char *usage, CwPlace place, const char *expected)
{
  g_autoptr (CwStoredCertificate) certificate = dup_assigned (self, usage, place);

  g_assert_cmpstr (certificate != NULL ? cw_stored_certificate_get_friendly_name (certificate) : NULL, ==, expected);
}

static void
set_types (Fixture *self, const char *types)
{
  g_autoptr (GError) error = NULL;

  cw_assign_draft_set_types (self->draft, types, &error);
  g_assert_no_error (error);
}

/* Without a wizard: what a test begins with. */
static void
assign (Fixture *self, const char *name, const char *types)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (self->context));
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (draft, "reference", name, NULL);
  g_assert_true (cw_assign_draft_set_types (draft, types, &error));
  operation = cw_assign_operation_new (draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  g_assert_cmpint (cw_outcome_get_result (outcome), ==, CW_RESULT_DONE);
}

/* Where something is replaced a date makes it a roll, with the lead time of the usage. */
static gboolean
knows_current (Fixture *self)
{
  return shows (self, "Current: Web, expires");
}

static void
test_roll (Fixture *self, gconstpointer data)
{
  gboolean roll = FALSE;

  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  assign (self, "Web", "slow");
  set_types (self, "slow");
  begin (self);
  go_to (self, "Effective Date");
  wait_until (self, knows_current);
  assert_shows (self, "announced at least 24 hours ahead");
  tick (self, "_At a date", TRUE);
  g_object_get (self->draft, "roll", &roll, NULL);
  g_assert_true (roll);
  g_assert_cmpint (get_date (self), >=, cw_clock_now () + DAY);
  go_to (self, "Certificate Assignment Summary");
  wait_until (self, is_complete);
  assert_shows (self, "--roll");
  run (self);
  assert_shows (self, "“Web 2” is ready and takes over on");
  assert_live (self, "slow", "web");
  assert_assigned (self, "slow", CW_PLACE_NEXT, "Web 2");
  finish (self);
}

/* Sooner than the usage can be told is advice. */
static void
test_lead_time (Fixture *self, gconstpointer data)
{
  g_autoptr (GDateTime) soon = NULL;
  g_autofree char *day = NULL;
  g_autofree char *time = NULL;

  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  assign (self, "Web", "slow");
  set_types (self, "slow");
  begin (self);
  go_to (self, "Effective Date");
  wait_until (self, knows_current);
  tick (self, "_At a date", TRUE);
  soon = g_date_time_new_from_unix_local (cw_clock_now () + 2 * 3600);
  day = g_date_time_format (soon, "%Y-%m-%d");
  time = g_date_time_format (soon, "%H:%M");
  enter (self, DATE, day);
  enter (self, TIME, time);
  g_assert_true (is_complete (self));
  assert_shows (self, "has to know its next certificate at least 24 hours");
  cw_wizard_next (self->wizard);
  wait_until (self, asks_consent);
  g_assert_false (is_complete (self));
  tick (self, "_Assign it all the same", TRUE);
  run (self);
  assert_shows (self, "Certificate Assigned");
  assert_assigned (self, "slow", CW_PLACE_NEXT, "Web 2");
  finish (self);
}

/* ---- a certificate that is given, and one from a file ---- */

static gboolean
shows_given (Fixture *self)
{
  return shows (self, "View Certificate Details");
}

static void
test_given (Fixture *self, gconstpointer data)
{
  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  g_object_set (self->draft, "reference", "Web", NULL);
  begin (self);
  wait_until (self, shows_given);
  assert_shows (self, "Test Root, expires");
  cw_wizard_next (self->wizard);
  g_assert_cmpstr (get_title (self), ==, "Effective Date");
  go_to (self, "Certificate Assignment Summary");
  run (self);
  assert_live (self, "plain", "web");
  finish (self);
}

static void
test_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("web.pfx");
  g_autoptr (CwSecret) password = NULL;

  g_object_set (self->draft, "path", path, NULL);
  begin (self);
  go_to (self, "Certificate Store");
  g_assert_true (is_complete (self));
  assert_shows (self, "web.pfx");
  enter (self, "Password", "correct horse");
  enter (self, "Friendly Name (left empty, one is made up)", "From a file");
  cw_wizard_next (self->wizard);
  assert_draft (self, "friendly-name", "From a file");
  g_object_get (self->draft, "password", &password, NULL);
  g_assert_cmpstr (cw_secret_get_text (password), ==, "correct horse");
  cw_wizard_back (self->wizard);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (need_row (self, "Password"))), ==, "");
  go_to (self, "Certificate Assignment Summary");
  wait_until (self, is_complete);
  g_assert_false (shows (self, "correct horse"));
  run (self);
  assert_shows (self, "Certificate Assigned");
  assert_live (self, "plain", "web");
  assert_assigned (self, "plain", CW_PLACE_CURRENT, "From a file");
  finish (self);
}

/* Going back, nothing is lost; other usages are judged anew. */
static void
test_back (Fixture *self, gconstpointer data)
{
  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  begin (self);
  go_to (self, "Certificate Store");
  wait_until (self, is_complete);
  choose (self, "Web");
  cw_wizard_back (self->wizard);
  tick (self, "Slow Service", TRUE);
  assert_shows (self, "Chosen: Plain Service, Slow Service");
  cw_wizard_next (self->wizard);
  wait_until (self, is_complete);
  g_assert_true (gtk_selection_model_is_selected (get_selection (self), find_candidate (self, "Web")));
  go_to (self, "Certificate Assignment Summary");
  run (self);
  assert_live (self, "plain", "web");
  assert_live (self, "slow", "web");
  finish (self);
}

/* Nothing was written before the last word. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autofree char *live = g_build_filename (self->folder, "store", "live", NULL);

  import (self, "web", "Web");
  begin (self);
  go_to (self, "Certificate Assignment Summary");
  wait_until (self, is_complete);
  gtk_widget_activate_action (GTK_WIDGET (self->wizard), "wizard.cancel", NULL);
  wait_until (self, is_gone);
  assert_assigned (self, "plain", CW_PLACE_CURRENT, NULL);
  g_assert_false (g_file_test (live, G_FILE_TEST_EXISTS));
}

/* ---- removing ---- */

static void
begin_remove (Fixture *self, const char *id)
{
  g_autoptr (GPtrArray) usages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (usages, g_object_ref (cw_usage_catalogue_find (cw_context_get_usages (self->context), id)));
  cw_remove_wizard_show (NULL, self->context, usages);
  watch_wizard (self);
}

static void
consent (Fixture *self, const char *label)
{
  GtkWidget *row = find (get_page (self), has_title, label);

  if (row != NULL)
    tick (self, label, TRUE);
}

static gboolean
plan_is_there (Fixture *self)
{
  return shows (self, "The Same on the Command Line");
}

static void
test_remove (Fixture *self, gconstpointer data)
{
  import (self, "web", "Web");
  assign (self, "Web", "plain");
  assert_live (self, "plain", "web");
  begin_remove (self, "plain");
  wait_until (self, is_complete);
  assert_shows (self, "The service is without a certificate then");
  cw_wizard_next (self->wizard);
  wait_until (self, plan_is_there);
  assert_shows (self, "certwizardctl remove --type plain");
  consent (self, "_Remove it all the same");
  run (self);
  assert_shows (self, "Certificate Removed");
  assert_live (self, "plain", NULL);
  assert_assigned (self, "plain", CW_PLACE_CURRENT, NULL);
  finish (self);
  /* It can be assigned again. */
  assign (self, "Web", "plain");
  assert_live (self, "plain", "web");
}

static void
test_remove_previous (Fixture *self, gconstpointer data)
{
  import (self, "web", "Web");
  import (self, "web2", "Web 2");
  assign (self, "Web", "plain");
  assign (self, "Web 2", "plain");
  assert_assigned (self, "plain", CW_PLACE_PREVIOUS, "Web");
  begin_remove (self, "plain");
  wait_until (self, is_complete);
  tick (self, "The _previous one", TRUE);
  assert_shows (self, "What is current stays.");
  g_assert_null (find (get_page (self), has_title, "The ne_xt one"));
  cw_wizard_next (self->wizard);
  wait_until (self, plan_is_there);
  assert_shows (self, "certwizardctl remove --type plain --previous");
  consent (self, "_Remove it all the same");
  run (self);
  assert_live (self, "plain", "web2");
  assert_assigned (self, "plain", CW_PLACE_CURRENT, "Web 2");
  assert_assigned (self, "plain", CW_PLACE_PREVIOUS, NULL);
  finish (self);
}

/* ---- */

/* Where the usages of a user are. */
static void
write_usage (const char *folder, const char *id, const char *text)
{
  g_autofree char *file = g_strdup_printf ("%s.usage", id);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *content = g_strdup_printf ("[Usage]\nId=%s\nGroup=service\nOrder=10\n%s\n[Names]\nSubject={computer}\nNames={computer};\n", id, text);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
make_usages (void)
{
  g_autofree char *config = pki_dup_path ("user-config");
  g_autofree char *folder = g_build_filename (config, "certwizard", "usages", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_usage (folder, "plain", "Title=Plain Service");
  write_usage (folder, "slow", "Title=Slow Service\nLeadTime=24h");
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
}

#define CA "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign"

static void
make (const char *name, const char *issuer, const char *subject, guint days, const char *extensions)
{
  g_autoptr (CwCertificate) certificate = pki_make (name, issuer, subject, "ec:P-256", days, extensions);

  g_assert_nonnull (certificate);
}

static void
make_pki (void)
{
  g_autofree char *trust = NULL;

  pki_setup ();
  make ("root", NULL, "/CN=Test Root", 3650, CA);
  make ("web", "root", "/CN=host.example.org", 90, "subjectAltName = DNS:host.example.org");
  make ("web2", "root", "/CN=host.example.org", 200, "subjectAltName = DNS:host.example.org");
  make ("other", "root", "/CN=other.example.org", 90, "subjectAltName = DNS:other.example.org");
  make ("client", "root", "/CN=host.example.org", 90, "subjectAltName = DNS:host.example.org\nextendedKeyUsage = clientAuth");
  pki_write ("password", "correct horse");
  pki_run ("openssl", "pkcs12", "-export", "-in", "web.pem", "-inkey", "web.key", "-certfile", "root.pem", "-passout", "file:password", "-out", "web.pfx", NULL);
  trust = pki_dup_path ("root.pem");
  g_setenv ("CERTWIZARD_TRUST_FILE", trust, TRUE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  /* The folders of the user are looked up once. */
  make_pki ();
  make_usages ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  ADD ("/gtk/assign-wizard/way", test_way);
  ADD ("/gtk/assign-wizard/search", test_search);
  ADD ("/gtk/assign-wizard/unfit", test_unfit);
  ADD ("/gtk/assign-wizard/none", test_none);
  ADD ("/gtk/assign-wizard/advice", test_advice);
  ADD ("/gtk/assign-wizard/date", test_date);
  ADD ("/gtk/assign-wizard/roll", test_roll);
  ADD ("/gtk/assign-wizard/lead-time", test_lead_time);
  ADD ("/gtk/assign-wizard/given", test_given);
  ADD ("/gtk/assign-wizard/file", test_file);
  ADD ("/gtk/assign-wizard/back", test_back);
  ADD ("/gtk/assign-wizard/cancel", test_cancel);
  ADD ("/gtk/remove-wizard/current", test_remove);
  ADD ("/gtk/remove-wizard/previous", test_remove_previous);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
