/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-application.h"

#include "cw-bench-probe.h"
#include "cw-config.h"
#include "cw-context.h"
#include "cw-help.h"
#include "cw-resources.h"
#include "cw-window.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* The window waits this long for the store, so that its first frame has rows; a slower one finds a window that says so. */
#define PATIENCE_MS 400

struct _CwApplication
{
  AdwApplication parent_instance;

  char *store_directory;
  gboolean system_scope;
  CwSecret *passphrase;

  CwContext *context;
  GError *error;             /* why there is no context */
  gboolean opening;
  gboolean wanted;           /* activated while the store was still being opened */
  guint patience;
  CwBenchProbe *probe;       /* or NULL: a developer's measurement */
};

G_DEFINE_FINAL_TYPE (CwApplication, cw_application, ADW_TYPE_APPLICATION)

/* ---- opening the store ---- */

typedef struct
{
  char *directory;
  gboolean system_scope;
  CwSecret *passphrase;
} OpenData;

static void
open_data_free (OpenData *data)
{
  g_free (data->directory);
  g_clear_pointer (&data->passphrase, cw_secret_unref);
  g_free (data);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  OpenData *data = task_data;
  CwContextOptions options = {
    .store_directory = data->directory,
    .system_scope = data->system_scope,
    .store_passphrase = data->passphrase,
  };
  g_autoptr (GError) error = NULL;
  CwContext *context = cw_context_new (&options, &error);

  /* Nobody else knows it yet: the usages are read here, while GTK starts. */
  if (context != NULL)
    cw_context_get_assignments (context);
  if (context != NULL)
    g_task_return_pointer (task, context, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void show_window (CwApplication *self);

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwApplication *self = CW_APPLICATION (source);

  g_clear_error (&self->error);
  self->context = g_task_propagate_pointer (G_TASK (result), &self->error);
  self->opening = FALSE;
  if (self->wanted)
    show_window (self);
  g_application_release (G_APPLICATION (self));
}

static void
open_store (CwApplication *self)
{
  OpenData *data = g_new0 (OpenData, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, opened_cb, NULL);

  data->directory = g_strdup (self->store_directory);
  data->system_scope = self->system_scope;
  data->passphrase = self->passphrase ? cw_secret_ref (self->passphrase) : NULL;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  g_task_set_source_tag (task, open_store);
  g_task_set_priority (task, G_PRIORITY_HIGH);
  g_task_set_task_data (task, data, (GDestroyNotify) open_data_free);
  g_task_run_in_thread (task, open_thread);
}

void
cw_application_retry (CwApplication *self)
{
  if (self->opening || self->context != NULL)
    return;
  self->wanted = TRUE;
  open_store (self);
}

/* ---- the window ---- */

static CwWindow *
get_window (CwApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CW_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static CwWindow *
ensure_window (CwApplication *self)
{
  CwWindow *window = get_window (self);

  if (window != NULL)
    return window;
  window = cw_window_new (self);
  if (self->probe != NULL)
    cw_bench_probe_watch (self->probe, window);
  return window;
}

static void
show_window (CwApplication *self)
{
  CwWindow *window;

  g_clear_handle_id (&self->patience, g_source_remove);
  self->wanted = FALSE;
  window = ensure_window (self);
  if (self->context != NULL)
    cw_window_set_context (window, self->context);
  else if (!self->opening)
    cw_window_set_error (window, self->error);
  cw_window_present_when_ready (window);
}

static gboolean
patience_cb (gpointer user_data)
{
  CwApplication *self = user_data;

  self->patience = 0;
  /* wanted stays: the window gets its store when it comes. */
  gtk_window_present (GTK_WINDOW (ensure_window (self)));
  return G_SOURCE_REMOVE;
}

static void
cw_application_activate (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);

  if (!self->opening)
    {
      show_window (self);
      return;
    }
  self->wanted = TRUE;
  if (self->patience == 0)
    self->patience = g_timeout_add (PATIENCE_MS, patience_cb, self);
}

static void
cw_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CwApplication *self = CW_APPLICATION (application);

  cw_window_import_files (ensure_window (self), files, (gsize) n_files);
  cw_application_activate (application);
}

/* ---- options ---- */

static gboolean
read_options (CwApplication *self, GVariantDict *options, GError **error)
{
  const char *passphrase_file = NULL;
  const char *directory = NULL;

  if (g_variant_dict_lookup (options, "store", "^&ay", &directory))
    self->store_directory = g_canonicalize_filename (directory, NULL);
  self->system_scope = g_variant_dict_contains (options, "system") || geteuid () == 0;
  if (g_variant_dict_lookup (options, "store-passphrase-file", "^&ay", &passphrase_file))
    {
      self->passphrase = cw_secret_new_from_file (passphrase_file, error);
      if (self->passphrase == NULL)
        return FALSE;
    }
  return TRUE;
}

static int
cw_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  CwApplication *self = CW_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("certwizard %s\n", CW_VERSION);
      return 0;
    }
  if (!read_options (self, options, &error))
    {
      g_printerr ("certwizard: %s\n", error->message);
      return 1;
    }
  /* The one instance is the one of the default store: another store is another program. */
  if (self->store_directory != NULL || g_variant_dict_contains (options, "system"))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* ---- actions ---- */

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  adw_show_about_window (window,
                         "application-name", _("Certificate Wizard"),
                         "application-icon", CW_APPLICATION_ID,
                         "version", CW_VERSION,
                         "comments", _("Request, import, find, export and look after certificates."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (window != NULL)
    cw_help_show (GTK_WIDGET (window), CW_IS_WINDOW (window) ? cw_window_get_help_page (CW_WINDOW (window)) : NULL);
}

/* Made when it is asked for: GTK's own way makes it with every window, which costs at every start. */
static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/certwizard/CertificateWizard/window/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (user_data));
  gtk_window_present (shortcuts);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CwWindow *window = get_window (user_data);

  /* By the window's own way, which asks while something is being written. */
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_cb },
  { .name = "help", .activate = help_cb },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "quit", .activate = quit_cb },
};

static void
set_accels (GtkApplication *application, const char *action, const char *first, const char *second)
{
  const char *accels[] = { first, second, NULL };

  gtk_application_set_accels_for_action (application, action, accels);
}

static void
install_accels (GtkApplication *application)
{
  set_accels (application, "app.help", "F1", NULL);
  set_accels (application, "app.quit", "<Control>q", NULL);
  set_accels (application, "window.close", "<Control>w", NULL);
  set_accels (application, "app.shortcuts", "<Control>question", NULL);
  set_accels (application, "win.request", "<Control>n", NULL);
  set_accels (application, "win.import", "<Control>i", "<Control>o");
  set_accels (application, "win.store", "<Control>comma", NULL);
  set_accels (application, "win.main-menu", "F10", NULL);
  set_accels (application, "win.view::assignments", "<Alt>1", NULL);
  set_accels (application, "win.view::certificates", "<Alt>2", NULL);
  set_accels (application, "win.view::requests", "<Alt>3", NULL);
  set_accels (application, "win.view::authorities", "<Alt>4", NULL);
  set_accels (application, "win.view::history", "<Alt>5", NULL);
  set_accels (application, "win.view::trash", "<Alt>6", NULL);
}

static void
cw_application_startup (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);

  /* Before GTK: the store is open by the time that the window can be built. */
  open_store (self);
  cw_register_resource ();
  G_APPLICATION_CLASS (cw_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  install_accels (GTK_APPLICATION (self));
  self->probe = cw_bench_probe_new_from_environment ();
}

static void
cw_application_dispose (GObject *object)
{
  CwApplication *self = CW_APPLICATION (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_pointer (&self->probe, cw_bench_probe_free);
  g_clear_object (&self->context);
  g_clear_error (&self->error);
  g_clear_pointer (&self->passphrase, cw_secret_unref);
  g_clear_pointer (&self->store_directory, g_free);
  G_OBJECT_CLASS (cw_application_parent_class)->dispose (object);
}

static void
cw_application_class_init (CwApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = cw_application_dispose;
  application_class->startup = cw_application_startup;
  application_class->activate = cw_application_activate;
  application_class->open = cw_application_open;
  application_class->handle_local_options = cw_application_handle_local_options;
}

static const GOptionEntry options[] = {
  { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Work on the store in this folder"), N_("FOLDER") },
  { "system", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Work on the computer's store"), NULL },
  { "store-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Read the store's passphrase from this file"), N_("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  { NULL }
};

static void
cw_application_init (CwApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
}

CwApplication *
cw_application_new (void)
{
  return g_object_new (CW_TYPE_APPLICATION,
                       "application-id", CW_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/certwizard/CertificateWizard",
                       NULL);
}
