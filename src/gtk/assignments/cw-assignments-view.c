/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assignments-view.h"

#include "cw-assignments-bar.h"
#include "cw-assignments-notice.h"
#include "cw-certificate-dialog.h"
#include "cw-help.h"
#include "cw-narrow-bin.h"
#include "cw-pending-wizard.h"
#include "cw-remove-wizard.h"
#include "cw-request-wizard.h"
#include "cw-say.h"
#include "cw-status-page.h"
#include "cw-timeline-view.h"
#include "cw-usage-actions.h"
#include "cw-usage-buttons.h"
#include "cw-usage-table-view.h"

#include <glib/gi18n-lib.h>

typedef enum { STATE_LOADING, STATE_EMPTY, STATE_LIST } State;

struct _CwAssignmentsView
{
  AdwBin parent_instance;

  CwContext *context;
  CwUsageTable *usages;
  CwUsageChoice *choice;          /* what the buttons are about now */
  CwTimelineView *timeline;       /* made when it is looked at for the first time */
  State state;
  guint update;

  CwNarrowBin *narrow_bin;
  GtkStack *stack;
  GtkSpinner *spinner;
  CwAssignmentsNotice *notice;
  GtkLabel *instruction;
  GtkToggleButton *table_toggle;
  GtkToggleButton *timeline_toggle;
  GtkMenuButton *menu_button;
  GtkStack *content_stack;
  GtkBox *body;
  CwUsageTableView *table;
  GtkSeparator *side_separator;
  CwUsageButtons *buttons;
  AdwBin *timeline_bin;
  CwAssignmentsBar *bar;
  GMenuModel *view_menu;
};

G_DEFINE_FINAL_TYPE (CwAssignmentsView, cw_assignments_view, ADW_TYPE_BIN)

enum { PROP_READY = 1, PROP_SHOW_ALL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static GtkWindow *
get_window (CwAssignmentsView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* ---- state ---- */

/* Not there at the start: most starts do not need it. */
static void
ensure_empty_page (CwAssignmentsView *self)
{
  GtkWidget *page;

  if (gtk_stack_get_child_by_name (self->stack, "empty") != NULL)
    return;
  page = cw_status_page_new ("computer-symbolic", _("Nothing Needs a Certificate Yet"),
                             _("No service that uses certificates was found on this computer, and none has been assigned. Request a certificate "
                               "from a certification authority, or import one that you have: it can be assigned afterwards."));
  cw_status_page_add_button (page, _("_Request a Certificate…"), "win.request", TRUE);
  cw_status_page_add_button (page, _("_Import Certificate"), "win.import", FALSE);
  cw_status_page_add_button (page, _("_Show All Usages"), "assignments.show-all", FALSE);
  gtk_stack_add_named (self->stack, page, "empty");
}

static void
set_state (CwAssignmentsView *self, State state)
{
  static const char *const names[] = { "loading", "empty", "list" };

  if (state == STATE_EMPTY)
    ensure_empty_page (self);
  gtk_spinner_set_spinning (self->spinner, state == STATE_LOADING);
  gtk_stack_set_visible_child_name (self->stack, names[state]);
  if (self->state == state)
    return;
  self->state = state;
  /* The keyboard works at once. */
  if (state == STATE_LIST && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (cw_assignments_view_get_table (self)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/* ---- what the buttons are about ---- */

static void
enable_actions (CwAssignmentsView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "assignments.assign", self->choice->usages->len > 0);
  gtk_widget_action_set_enabled (widget, "assignments.remove", self->choice->n_assigned > 0);
  gtk_widget_action_set_enabled (widget, "assignments.view", self->choice->certificate != 0);
  gtk_widget_action_set_enabled (widget, "assignments.untick", self->choice->ticked);
  gtk_widget_action_set_enabled (widget, "assignments.refresh", !cw_usage_table_is_checking (self->usages));
  gtk_widget_action_set_enabled (widget, "assignments.process", cw_usage_table_get_n_pending (self->usages) > 0);
}

static gboolean
is_anything_assigned (CwAssignmentsView *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    {
      g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (self->usages), i);

      if (cw_usage_group_get_n_assigned (group) > 0)
        return TRUE;
    }
  return FALSE;
}

static void
instruct (CwAssignmentsView *self)
{
  const char *text = _("Choose what needs a certificate, then what to do. Tick several to give them one certificate together.");

  if (gtk_toggle_button_get_active (self->timeline_toggle))
    text = _("When each assigned certificate expires, and what takes over. Return opens one.");
  else if (!is_anything_assigned (self))
    text = _("Choose what needs a certificate, and request one: for trying out, from the practice CA. Then it is assigned.");
  gtk_label_set_text (self->instruction, text);
}

static void
update (CwAssignmentsView *self)
{
  g_clear_pointer (&self->choice, cw_usage_choice_free);
  self->choice = cw_usage_table_view_dup_choice (self->table);
  enable_actions (self);
  cw_usage_buttons_set_choice (self->buttons, self->choice);
  cw_assignments_bar_update (self->bar, self->usages);
  if (!cw_usage_table_is_ready (self->usages))
    set_state (self, STATE_LOADING);
  else
    set_state (self, g_list_model_get_n_items (G_LIST_MODEL (self->usages)) > 0 ? STATE_LIST : STATE_EMPTY);
  instruct (self);
  cw_usage_table_view_keep_focus (self->table);
}

static gboolean
update_cb (gpointer user_data)
{
  CwAssignmentsView *self = user_data;

  self->update = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Rows, ticks and places change in bursts: the buttons follow once, before the next frame. */
static void
update_later (CwAssignmentsView *self)
{
  if (self->update == 0)
    self->update = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

/* ---- actions ---- */

static void
request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_request_wizard_present_for (get_window (self), self->context, self->choice->usages);
}

static void
assign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_usage_assign (widget, self->context, self->choice);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_remove_wizard_show (get_window (self), self->context, self->choice->usages);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_certificate_dialog_show (get_window (self), self->context, self->choice->certificate);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_assignments_view_refresh (CW_ASSIGNMENTS_VIEW (widget));
}

static void
process_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_pending_wizard_show (get_window (self), self->context);
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_help_show (widget, "assignments");
}

static void
untick_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_usage_table_view_untick (CW_ASSIGNMENTS_VIEW (widget)->table);
}

static void
timeline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  if (self->state == STATE_LIST)
    gtk_toggle_button_set_active (gtk_toggle_button_get_active (self->timeline_toggle) ? self->table_toggle : self->timeline_toggle, TRUE);
}

static void
mend_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *usage = NULL;
  int mend = CW_MEND_NOTHING;

  g_variant_get (parameter, "(&si)", &usage, &mend);
  cw_usage_mend (widget, CW_ASSIGNMENTS_VIEW (widget)->context, usage, (CwMend) mend);
}

static void
renew_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (widget);

  cw_usage_renew (widget, self->context, self->usages, g_variant_get_string (parameter, NULL));
}

/* Choosing it and opening it may be one: the buttons come first. */
static void
opened_cb (CwAssignmentsView *self)
{
  update (self);
  gtk_widget_activate_action (GTK_WIDGET (self), self->choice->certificate != 0 ? "assignments.view" : "assignments.assign", NULL);
}

/* ---- the timeline ---- */

static void
timeline_toggled_cb (CwAssignmentsView *self)
{
  gboolean shown = gtk_toggle_button_get_active (self->timeline_toggle);

  if (shown && self->timeline == NULL)
    {
      self->timeline = g_object_new (CW_TYPE_TIMELINE_VIEW, NULL);
      adw_bin_set_child (self->timeline_bin, GTK_WIDGET (self->timeline));
      cw_timeline_view_set_entries (self->timeline, self->context, cw_usage_table_get_timeline (self->usages));
    }
  gtk_stack_set_visible_child_name (self->content_stack, shown ? "timeline" : "table");
  instruct (self);
}

/* A menu is made when it is opened for the first time: at the start nobody needs it. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, CW_ASSIGNMENTS_VIEW (user_data)->view_menu);
}

/* ---- size and shape ---- */

static void
narrow_cb (CwAssignmentsView *self)
{
  gboolean narrow = cw_narrow_bin_is_narrow (self->narrow_bin);

  cw_usage_table_view_set_compact (self->table, narrow);
  cw_usage_buttons_set_narrow (self->buttons, narrow);
  cw_assignments_notice_set_narrow (self->notice, narrow);
  cw_assignments_bar_set_narrow (self->bar, narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->side_separator), narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self->instruction), !narrow);
}

/* ---- class ---- */

static void
cw_assignments_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (object);
  gboolean show_all = FALSE;

  if (id == PROP_READY)
    g_value_set_boolean (value, cw_assignments_view_is_ready (self));
  else if (id == PROP_SHOW_ALL)
    {
      if (self->usages != NULL)
        g_object_get (self->usages, "show-all", &show_all, NULL);
      g_value_set_boolean (value, show_all);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_assignments_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (object);

  if (id != PROP_SHOW_ALL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->usages != NULL)
    g_object_set (self->usages, "show-all", g_value_get_boolean (value), NULL);
  g_object_notify_by_pspec (object, pspec);
}

static void
cw_assignments_view_dispose (GObject *object)
{
  CwAssignmentsView *self = CW_ASSIGNMENTS_VIEW (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_pointer (&self->choice, cw_usage_choice_free);
  g_clear_object (&self->usages);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_assignments_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "assignments.request", NULL, request_action);
  gtk_widget_class_install_action (widget_class, "assignments.assign", NULL, assign_action);
  gtk_widget_class_install_action (widget_class, "assignments.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "assignments.view", NULL, view_action);
  gtk_widget_class_install_action (widget_class, "assignments.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "assignments.process", NULL, process_action);
  gtk_widget_class_install_action (widget_class, "assignments.help", NULL, help_action);
  gtk_widget_class_install_action (widget_class, "assignments.untick", NULL, untick_action);
  gtk_widget_class_install_action (widget_class, "assignments.timeline", NULL, timeline_action);
  gtk_widget_class_install_action (widget_class, "assignments.mend", "(si)", mend_action);
  gtk_widget_class_install_action (widget_class, "assignments.renew", "s", renew_action);
  gtk_widget_class_install_property_action (widget_class, "assignments.show-all", "show-all");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "assignments.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "assignments.process", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "assignments.timeline", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "assignments.view", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-assignments-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, notice);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, instruction);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, table_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, timeline_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, content_stack);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, body);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, table);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, side_separator);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, timeline_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, bar);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsView, view_menu);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, timeline_toggled_cb);
}

static void
cw_assignments_view_class_init (CwAssignmentsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_assignments_view_dispose;
  object_class->get_property = cw_assignments_view_get_property;
  object_class->set_property = cw_assignments_view_set_property;
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_ALL] = g_param_spec_boolean ("show-all", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_actions (widget_class);
  g_type_ensure (CW_TYPE_NARROW_BIN);
  g_type_ensure (CW_TYPE_ASSIGNMENTS_BAR);
  g_type_ensure (CW_TYPE_ASSIGNMENTS_NOTICE);
  g_type_ensure (CW_TYPE_USAGE_BUTTONS);
  g_type_ensure (CW_TYPE_USAGE_TABLE_VIEW);
  bind_template (widget_class);
}

static void
cw_assignments_view_init (CwAssignmentsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self);
  gtk_spinner_start (self->spinner);
}

static void
error_cb (CwAssignmentsView *self)
{
  g_autoptr (GError) error = NULL;

  g_object_get (self->usages, "error", &error, NULL);
  if (error != NULL)
    cw_say (GTK_WIDGET (self), error->message);
}

static void
show_all_cb (CwAssignmentsView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_ALL]);
}

void
cw_assignments_view_set_context (CwAssignmentsView *self, CwContext *context)
{
  if (!g_set_object (&self->context, context))
    return;
  self->usages = cw_usage_table_new (cw_context_get_assignments (context));
  cw_usage_table_view_set_usages (self->table, self->usages);
  cw_assignments_notice_set_warnings (self->notice, cw_usage_table_get_warnings (self->usages), self->usages);
  g_signal_connect_object (self->usages, "notify::ready", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->usages, "notify::checking", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->usages, "notify::n-pending", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->usages, "notify::show-all", G_CALLBACK (show_all_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->usages, "notify::error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

gboolean
cw_assignments_view_is_ready (CwAssignmentsView *self)
{
  return self->state != STATE_LOADING;
}

GtkColumnView *
cw_assignments_view_get_table (CwAssignmentsView *self)
{
  return cw_usage_table_view_get_table (self->table);
}

void
cw_assignments_view_refresh (CwAssignmentsView *self)
{
  if (self->usages != NULL && !cw_usage_table_is_checking (self->usages))
    cw_usage_table_refresh (self->usages);
}
