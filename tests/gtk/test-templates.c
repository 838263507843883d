/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-assignments.h"
#include "cw-certificate-dialog.h"
#include "cw-certificate-details-view.h"
#include "cw-certificate-general.h"
#include "cw-certificate-path.h"
#include "cw-certificates-view.h"
#include "cw-context.h"
#include "cw-export-format-page.h"
#include "cw-export-wizard.h"
#include "cw-history-view.h"
#include "cw-import-item-row.h"
#include "cw-import-source-page.h"
#include "cw-keyring.h"
#include "cw-narrow-bin.h"
#include "cw-outcome-page.h"
#include "cw-plan-page.h"
#include "cw-progress-page.h"
#include "cw-resources.h"
#include "cw-store-dialog.h"
#include "cw-trash-view.h"
#include "cw-window.h"
#include "cw-wizard.h"

#include <glib/gstdio.h>

/* Every template is made once, shown, and goes without leaving anything behind: warnings are fatal. */

static void
run_idle (void)
{
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
show_and_destroy (GtkWidget *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; weak != NULL && i < 2000; i++)
    g_main_context_iteration (NULL, i % 10 == 9);
  g_assert_null (weak);
}

static void
test_widget (gconstpointer data)
{
  GType type = *(const GType *) data;
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  adw_window_set_content (ADW_WINDOW (window), g_object_new (type, NULL));
  show_and_destroy (window);
}

static CwContext *
open_store (char **directory)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  CwContextOptions options = { .keyring = keyring };
  g_autoptr (GError) error = NULL;
  CwContext *context;

  *directory = g_dir_make_tmp ("certwizard-test-XXXXXX", NULL);
  options.store_directory = *directory;
  context = cw_context_new (&options, &error);
  g_assert_no_error (error);
  return context;
}

static void
close_store (CwContext *context, char *directory)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_object_unref (context);
  dir = g_dir_open (directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
}

/* Until a worker's answer has been shown. */
static void
wait_for_label (GtkWidget *root, const char *text);

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_child_visible (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static void
wait_for_label (GtkWidget *root, const char *text)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!has_label (root, text) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (has_label (root, text));
}

static void
test_empty_store (void)
{
  char *directory = NULL;
  CwContext *context = open_store (&directory);
  GtkWidget *window = adw_window_new ();
  GtkWidget *view = g_object_new (CW_TYPE_CERTIFICATES_VIEW, NULL);

  adw_window_set_content (ADW_WINDOW (window), view);
  cw_certificates_view_set_context (CW_CERTIFICATES_VIEW (view), context);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_label (view, "No Certificates Yet");
  show_and_destroy (window);
  close_store (context, directory);
}

static void
test_store_dialog (void)
{
  char *directory = NULL;
  CwContext *context = open_store (&directory);
  CwStoreDialog *dialog = cw_store_dialog_new (NULL, context);

  gtk_window_present (GTK_WINDOW (dialog));
  wait_for_label (GTK_WIDGET (dialog), "0 certificates, 0 private keys");
  show_and_destroy (GTK_WIDGET (dialog));
  close_store (context, directory);
}

/* A certificate that is gone meanwhile: said, not a crash. */
static void
test_certificate_dialog (void)
{
  char *directory = NULL;
  CwContext *context = open_store (&directory);
  CwCertificateDialog *dialog = cw_certificate_dialog_new (NULL, context, 4711);

  gtk_window_present (GTK_WINDOW (dialog));
  wait_for_label (GTK_WIDGET (dialog), "The Certificate Cannot Be Shown");
  show_and_destroy (GTK_WIDGET (dialog));
  close_store (context, directory);
}

static void
test_pages (void)
{
  char *directory = NULL;
  CwContext *context = open_store (&directory);
  CwWizard *wizard = cw_wizard_new (NULL, "Test", "import");
  CwOperationFlow *flow = cw_operation_flow_new (context, GTK_WINDOW (wizard));
  g_autoptr (CwImportDraft) import = cw_import_draft_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (CwExportDraft) export = cw_export_draft_new ((const gint64[]) { 1 }, 1);

  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_import_source_page_new (flow, import)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_export_format_page_new (flow, export)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_plan_page_new (flow, "Summary", "_Go")));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_progress_page_new (flow)));
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (cw_outcome_page_new (flow, "Done")));
  cw_wizard_start (wizard);
  g_assert_false (cw_wizard_page_get_complete (cw_wizard_get_page (wizard)));
  cw_import_draft_add_bytes (import, bytes, "Clipboard");
  g_assert_true (cw_wizard_page_get_complete (cw_wizard_get_page (wizard)));
  show_and_destroy (GTK_WIDGET (wizard));
  run_idle ();
  g_assert_finalize_object (flow);
  close_store (context, directory);
}

static void
narrow_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_narrow_bin (void)
{
  GtkWidget *window = gtk_window_new ();
  CwNarrowBin *bin = g_object_new (CW_TYPE_NARROW_BIN, "child", gtk_label_new ("x"), "threshold", 500, NULL);
  guint changes = 0;

  g_signal_connect (bin, "notify::narrow", G_CALLBACK (narrow_cb), &changes);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bin));
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 200);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  run_idle ();
  g_assert_true (cw_narrow_bin_is_narrow (bin));
  g_assert_cmpuint (changes, ==, 1);
  show_and_destroy (window);
}

/* What came up over the window; NULL: nothing. Borrowed. */
static GtkWidget *
find_over (GtkWidget *window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) found = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (found) == GTK_WINDOW (window))
        return GTK_WIDGET (found);
    }
  return NULL;
}

static gpointer
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  g_assert_not_reached ();
}

static gboolean
drop_text (GtkWidget *window, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  g_signal_emit_by_name (find_drop_target (window), "drop", &value, 1.0, 1.0, &taken);
  return taken;
}

/* A text that is dropped on the window comes into the wizard, once there is a store. */
static void
test_drop (void)
{
  char *directory = NULL;
  CwContext *context = open_store (&directory);
  GtkWidget *window = GTK_WIDGET (cw_window_new (NULL));
  GdkDragAction action = 0;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_false (drop_text (window, "no certificate"));
  g_assert_null (find_over (window));
  cw_window_set_context (CW_WINDOW (window), context);
  g_signal_emit_by_name (find_drop_target (window), "enter", 1.0, 1.0, &action);
  g_assert_cmpuint (action, ==, GDK_ACTION_COPY);
  wait_for_label (window, "Drop to Import");
  g_assert_true (drop_text (window, "no certificate"));
  g_assert_nonnull (find_over (window));
  wait_for_label (find_over (window), "Dropped text");
  gtk_window_destroy (GTK_WINDOW (find_over (window)));
  show_and_destroy (window);
  close_store (context, directory);
}

int
main (int argc, char **argv)
{
  static GType types[9];
  guint n = 0;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  types[n++] = CW_TYPE_CERTIFICATES_VIEW;
  types[n++] = CW_TYPE_HISTORY_VIEW;
  types[n++] = CW_TYPE_TRASH_VIEW;
  types[n++] = CW_TYPE_CERTIFICATE_GENERAL;
  types[n++] = CW_TYPE_CERTIFICATE_DETAILS_VIEW;
  types[n++] = CW_TYPE_CERTIFICATE_PATH;
  types[n++] = CW_TYPE_CERTIFICATE_ASSIGNMENTS;
  types[n++] = CW_TYPE_IMPORT_ITEM_ROW;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/gtk/templates/%s", g_type_name (types[i]));

      g_test_add_data_func (path, &types[i], test_widget);
    }
  g_test_add_func ("/gtk/templates/empty-store", test_empty_store);
  g_test_add_func ("/gtk/templates/store-dialog", test_store_dialog);
  g_test_add_func ("/gtk/templates/certificate-dialog", test_certificate_dialog);
  g_test_add_func ("/gtk/templates/wizard-pages", test_pages);
  g_test_add_func ("/gtk/templates/drop", test_drop);
  g_test_add_func ("/gtk/narrow-bin", test_narrow_bin);
  return g_test_run ();
}
