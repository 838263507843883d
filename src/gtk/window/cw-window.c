/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-window.h"

#include "cw-assignments-view.h"
#include "cw-authorities-view.h"
#include "cw-background-dialog.h"
#include "cw-config.h"
#include "cw-error.h"
#include "cw-history-view.h"
#include "cw-import-wizard.h"
#include "cw-narrow-bin.h"
#include "cw-requests-view.h"
#include "cw-request-wizard.h"
#include "cw-status-page.h"
#include "cw-store-dialog.h"
#include "cw-topology-dialog.h"
#include "cw-trash-view.h"
#include "cw-window-duty.h"
#include "cw-window-intake.h"

#include <glib/gi18n-lib.h>

/* How long the window waits for its rows before it is shown without them. */
#define PATIENCE_MS 400
/* What a header needs beyond what it measures: the shadow of the window. */
#define SPARE_WIDTH 16

struct _CwWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;
  CwContext *context;
  CwWindowDuty *duty;
  CwWindowIntake *intake;
  guint patience;

  CwNarrowBin *narrow_bin;
  AdwToastOverlay *toast_overlay;
  GtkRevealer *drop_revealer;
  GtkStack *title_stack;
  GtkStack *state_stack;
  GtkMenuButton *menu_button;
  GtkWidget *header_bar;
  GtkWidget *request_button;
  GtkWidget *import_button;
  AdwViewStack *view_stack;
  AdwViewSwitcherBar *switcher_bar;
  AdwBin *assignments_bin;
  AdwBin *certificates_bin;
  AdwBin *requests_bin;
  AdwBin *authorities_bin;
  AdwBin *history_bin;
  AdwBin *trash_bin;
  GMenuModel *main_menu;
  GtkWidget *error_page;        /* made when there is an error */
  CwAssignmentsView *assignments;   /* this and the next: made when they are looked at for the first time */
  CwCertificatesView *certificates;
  CwRequestsView *requests;
  CwAuthoritiesView *authorities;
  CwHistoryView *history;
  CwTrashView *trash;
};

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

typedef enum { STATE_OPENING, STATE_ERROR, STATE_READY } State;

static void
set_state (CwWindow *self, State state)
{
  gtk_stack_set_visible_child_name (self->state_stack, state == STATE_ERROR ? "error" : "views");
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_bar), state != STATE_ERROR);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.request", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.import", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.store", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.topology", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.background", state == STATE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry", state == STATE_ERROR);
}

/* ---- requesting ---- */

static gboolean
shows (CwWindow *self, const char *view)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack), view) == 0;
}

/* On the home screen a request is for what is chosen there. */
static void
request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);

  if (shows (self, "assignments"))
    gtk_widget_activate_action (GTK_WIDGET (self->assignments), "assignments.request", NULL);
  else
    cw_request_wizard_present (GTK_WINDOW (self), self->context, NULL);
}

/* ---- importing ---- */

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();

  cw_import_wizard_show (GTK_WINDOW (self), self->context, draft);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_window_intake_paste (CW_WINDOW (widget)->intake);
}

/* ---- other actions ---- */

static void
store_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_store_dialog_show (GTK_WINDOW (widget), CW_WINDOW (widget)->context);
}

static void
topology_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_topology_dialog_show (GTK_WINDOW (widget), CW_WINDOW (widget)->context);
}

static void
background_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_background_dialog_show (GTK_WINDOW (widget), CW_WINDOW (widget)->context);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_application_retry (CW_APPLICATION (gtk_window_get_application (GTK_WINDOW (widget))));
}

/* A menu is made when it is opened for the first time: at the start nobody needs it. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, CW_WINDOW (user_data)->main_menu);
}

static void
main_menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (CW_WINDOW (widget)->menu_button);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (CW_WINDOW (widget)->view_stack, g_variant_get_string (parameter, NULL));
}

static void
message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_window_show_message (CW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_assignments (CwWindow *self)
{
  if (self->assignments == NULL)
    {
      self->assignments = g_object_new (CW_TYPE_ASSIGNMENTS_VIEW, NULL);
      adw_bin_set_child (self->assignments_bin, GTK_WIDGET (self->assignments));
    }
  if (self->context != NULL)
    cw_assignments_view_set_context (self->assignments, self->context);
}

static void
show_certificates (CwWindow *self)
{
  if (self->certificates == NULL)
    {
      self->certificates = g_object_new (CW_TYPE_CERTIFICATES_VIEW, NULL);
      adw_bin_set_child (self->certificates_bin, GTK_WIDGET (self->certificates));
    }
  if (self->context != NULL)
    cw_certificates_view_set_context (self->certificates, self->context);
}

static void
show_requests (CwWindow *self)
{
  if (self->requests == NULL)
    {
      self->requests = g_object_new (CW_TYPE_REQUESTS_VIEW, NULL);
      adw_bin_set_child (self->requests_bin, GTK_WIDGET (self->requests));
    }
  if (self->context != NULL)
    cw_requests_view_set_context (self->requests, self->context);
}

static void
show_authorities (CwWindow *self)
{
  if (self->authorities == NULL)
    {
      self->authorities = g_object_new (CW_TYPE_AUTHORITIES_VIEW, NULL);
      adw_bin_set_child (self->authorities_bin, GTK_WIDGET (self->authorities));
    }
  if (self->context != NULL)
    cw_authorities_view_set_context (self->authorities, self->context);
}

static void
show_history (CwWindow *self)
{
  if (self->history == NULL)
    {
      self->history = g_object_new (CW_TYPE_HISTORY_VIEW, NULL);
      adw_bin_set_child (self->history_bin, GTK_WIDGET (self->history));
    }
  cw_history_view_set_context (self->history, self->context);
  cw_history_view_refresh (self->history);
}

static void
show_trash (CwWindow *self)
{
  if (self->trash == NULL)
    {
      self->trash = g_object_new (CW_TYPE_TRASH_VIEW, NULL);
      adw_bin_set_child (self->trash_bin, GTK_WIDGET (self->trash));
    }
  cw_trash_view_set_context (self->trash, self->context);
  cw_trash_view_refresh (self->trash);
}

static void
view_changed_cb (CwWindow *self)
{
  static const struct
  {
    const char *name;
    void (*show) (CwWindow *self);
  } views[] = {
    { "assignments", show_assignments }, { "certificates", show_certificates }, { "requests", show_requests },
    { "authorities", show_authorities }, { "history", show_history }, { "trash", show_trash },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    if (shows (self, views[i].name))
      views[i].show (self);
  /* The home screen has these buttons itself, as on the vendor's page. */
  gtk_widget_set_visible (self->request_button, !shows (self, "assignments"));
  gtk_widget_set_visible (self->import_button, !shows (self, "assignments"));
}

/* ---- size and shape ---- */

static void
narrow_cb (CwWindow *self)
{
  gtk_stack_set_visible_child_name (self->title_stack, cw_narrow_bin_is_narrow (self->narrow_bin) ? "narrow" : "wide");
}

static int
measure_width (GtkWidget *widget)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* How much room the names of the views need depends on the language, and on the buttons that a desktop gives a window. On the home screen
 * two buttons are hidden. */
static void
realize_cb (CwWindow *self)
{
  gtk_widget_set_visible (self->request_button, TRUE);
  gtk_widget_set_visible (self->import_button, TRUE);
  if (!cw_narrow_bin_is_narrow (self->narrow_bin))
    g_object_set (self->narrow_bin, "threshold", measure_width (self->header_bar) + SPARE_WIDTH, NULL);
  view_changed_cb (self);
}

static void
load_size (CwWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
save_size (CwWindow *self)
{
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height;

  g_settings_set_boolean (self->settings, "maximized", maximized);
  if (maximized)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
}

static gboolean
cw_window_close_request (GtkWindow *window)
{
  save_size (CW_WINDOW (window));
  return GTK_WINDOW_CLASS (cw_window_parent_class)->close_request (window);
}

/* ---- class ---- */

static void
cw_window_dispose (GObject *object)
{
  CwWindow *self = CW_WINDOW (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->intake);
  g_clear_object (&self->duty);
  g_clear_object (&self->context);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (cw_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/window/cw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWindow, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, drop_revealer);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, request_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, view_stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, assignments_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, certificates_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, requests_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, authorities_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, history_bin);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, trash_bin);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
}

static void
cw_window_class_init (CwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cw_window_close_request;
  g_type_ensure (CW_TYPE_NARROW_BIN);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "win.request", NULL, request_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.store", NULL, store_action);
  gtk_widget_class_install_action (widget_class, "win.topology", NULL, topology_action);
  gtk_widget_class_install_action (widget_class, "win.background", NULL, background_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.main-menu", NULL, main_menu_action);
  gtk_widget_class_install_action (widget_class, "win.view", "s", view_action);
  gtk_widget_class_install_action (widget_class, "win.message", "s", message_action);
}

static void
cw_window_init (CwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (CW_APPLICATION_ID);
  self->intake = cw_window_intake_new (self, self->drop_revealer);
  g_signal_connect_swapped (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
  g_signal_connect (self, "realize", G_CALLBACK (realize_cb), NULL);
  load_size (self);
  set_state (self, STATE_OPENING);
  view_changed_cb (self);
}

CwWindow *
cw_window_new (CwApplication *application)
{
  return g_object_new (CW_TYPE_WINDOW, "application", application, NULL);
}

static void
duty_done_cb (CwWindow *self)
{
  if (self->assignments != NULL)
    cw_assignments_view_refresh (self->assignments);
}

void
cw_window_set_context (CwWindow *self, CwContext *context)
{
  if (!g_set_object (&self->context, context))
    return;
  self->duty = cw_window_duty_new (GTK_WINDOW (self), context);
  g_signal_connect_object (self->duty, "done", G_CALLBACK (duty_done_cb), self, G_CONNECT_SWAPPED);
  set_state (self, STATE_READY);
  view_changed_cb (self);
}

void
cw_window_set_error (CwWindow *self, const GError *error)
{
  const char *remedy = cw_error_get_remedy (error);
  g_autofree char *text = remedy != NULL ? g_strdup_printf ("%s\n\n%s", error->message, remedy) : g_strdup (error->message);

  if (self->error_page != NULL)
    gtk_stack_remove (self->state_stack, self->error_page);
  self->error_page = cw_status_page_new ("dialog-warning-symbolic", _("The Store Could Not Be Opened"), text);
  cw_status_page_add_button (self->error_page, _("_Try Again"), "win.retry", TRUE);
  gtk_stack_add_named (self->state_stack, self->error_page, "error");
  set_state (self, STATE_ERROR);
}

static void
present (CwWindow *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_window_present (GTK_WINDOW (self));
  /* The wizard comes up over the window, not under it. */
  cw_window_intake_open_waiting (self->intake);
}

static gboolean
patience_cb (gpointer user_data)
{
  CwWindow *self = user_data;

  self->patience = 0;
  present (self);
  return G_SOURCE_REMOVE;
}

static void
ready_cb (CwWindow *self)
{
  if (self->patience != 0)
    present (self);
}

/* What has the rows that are waited for; NULL: nothing to be waited for. */
static GObject *
get_waited_for (CwWindow *self)
{
  CwCertificateList *list = self->certificates != NULL ? cw_certificates_view_get_list (self->certificates) : NULL;

  if (self->context == NULL || gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL;
  if (shows (self, "certificates"))
    return list != NULL && !cw_certificate_list_is_ready (list) ? G_OBJECT (list) : NULL;
  return self->assignments != NULL && !cw_assignments_view_is_ready (self->assignments) ? G_OBJECT (self->assignments) : NULL;
}

void
cw_window_present_when_ready (CwWindow *self)
{
  GObject *waited_for = get_waited_for (self);

  if (waited_for == NULL)
    {
      present (self);
      return;
    }
  if (self->patience == 0)
    self->patience = g_timeout_add (PATIENCE_MS, patience_cb, self);
  g_signal_connect_object (waited_for, "notify::ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
}

void
cw_window_import_files (CwWindow *self, GFile **files, gsize n_files)
{
  cw_window_intake_add_files (self->intake, files, n_files);
}

void
cw_window_show_message (CwWindow *self, const char *message)
{
  cw_window_add_toast (self, adw_toast_new (message));
}

void
cw_window_add_toast (CwWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

CwAssignmentsView *
cw_window_get_assignments (CwWindow *self)
{
  return self->assignments;
}

CwCertificatesView *
cw_window_get_certificates (CwWindow *self)
{
  show_certificates (self);
  return self->certificates;
}

const char *
cw_window_get_help_page (CwWindow *self)
{
  return shows (self, "assignments") ? "assignments" : NULL;
}

CwContext *
cw_window_get_context (CwWindow *self)
{
  return self->context;
}
