/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificates-view.h"

#include "cw-assign-wizard.h"
#include "cw-certificate-cell.h"
#include "cw-certificate-columns.h"
#include "cw-certificate-dialog.h"
#include "cw-certificate-selection.h"
#include "cw-config.h"
#include "cw-delete-dialog.h"
#include "cw-export-wizard.h"
#include "cw-narrow-bin.h"
#include "cw-status-page.h"

#include <glib/gi18n-lib.h>

/* Half a frame. The first rows of an answer are there sooner; without waiting they would be drawn one frame later. */
#define WAIT_USEC 8000

typedef enum { STATE_LOADING, STATE_EMPTY, STATE_LIST, STATE_NOTHING_FOUND } State;

struct _CwCertificatesView
{
  AdwBin parent_instance;

  CwContext *context;
  CwCertificateList *list;
  CwCertificateSelection *selection;
  CwCertificateRow *single;
  CwCertificateColumns *columns;
  CwCertificateFilter filter;
  State state;

  CwNarrowBin *narrow_bin;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkSearchEntry *search_entry;
  GtkMenuButton *filter_button;
  GtkMenuButton *columns_button;
  GtkLabel *count_label;
  GtkButton *clear_button;
  GtkStack *result_stack;
  GtkScrolledWindow *scrolled;
  GtkColumnView *table;
  GtkActionBar *action_bar;
  GtkLabel *selection_label;
  GtkButton *view_button;
  GtkButton *assign_button;
  GMenuModel *context_menu;
  GMenuModel *filter_menu;
  GtkWidget *popover;
  guint search;
  guint count;
  guint prepare;
};

G_DEFINE_FINAL_TYPE (CwCertificatesView, cw_certificates_view, ADW_TYPE_BIN)

enum { PROP_WITH_KEY = 1, PROP_EXPIRED, PROP_EXPIRING, PROP_UNASSIGNED, PROP_CA, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const CwCertificateFilter filters[N_PROPS] = { 0, CW_FILTER_WITH_KEY, CW_FILTER_EXPIRED, CW_FILTER_EXPIRING, CW_FILTER_UNASSIGNED,
                                                      CW_FILTER_CA };

/* ---- state ---- */

/* The pages for an empty store and for an empty answer are not there at the start: most starts need neither. */
static void
ensure_page (CwCertificatesView *self, State state)
{
  GtkWidget *page;

  if (state == STATE_EMPTY && gtk_stack_get_child_by_name (self->stack, "empty") == NULL)
    {
      page = cw_status_page_new ("application-certificate-symbolic", _("No Certificates Yet"),
                                 _("Import a PFX, PEM or other certificate file to begin. You can also drop files on this window, "
                                   "or paste a certificate with Ctrl+V."));
      cw_status_page_add_button (page, _("_Import Certificate"), "win.import", TRUE);
      gtk_stack_add_named (self->stack, page, "empty");
    }
  if (state == STATE_NOTHING_FOUND && gtk_stack_get_child_by_name (self->result_stack, "nothing") == NULL)
    {
      page = cw_status_page_new ("edit-find-symbolic", _("Nothing Found"), _("No certificate matches the search and the filters."));
      cw_status_page_add_button (page, _("C_lear Search and Filters"), "certificates.clear", FALSE);
      gtk_widget_add_css_class (page, "compact");
      gtk_stack_add_named (self->result_stack, page, "nothing");
    }
}

/* A search that finds nothing says so within a frame, which making the page would take up. */
static gboolean
prepare_cb (gpointer user_data)
{
  CwCertificatesView *self = user_data;

  self->prepare = 0;
  ensure_page (self, STATE_NOTHING_FOUND);
  return G_SOURCE_REMOVE;
}

static void
set_view_state (CwCertificatesView *self, State state)
{
  if (self->state == state && state != STATE_LOADING)
    return;
  self->state = state;
  ensure_page (self, state);
  if (state == STATE_LIST && self->prepare == 0)
    self->prepare = g_idle_add_full (G_PRIORITY_LOW, prepare_cb, self, NULL);
  gtk_spinner_set_spinning (self->spinner, state == STATE_LOADING);
  if (state == STATE_LOADING)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (state == STATE_EMPTY)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_stack_set_visible_child_name (self->result_stack, state == STATE_NOTHING_FOUND ? "nothing" : "table");
}

static gboolean
is_narrowed_down (CwCertificatesView *self)
{
  return self->filter != CW_FILTER_NONE || *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

static char *
dup_filter_words (CwCertificatesView *self)
{
  static const char *words[N_PROPS] = { NULL, N_("with private key"), N_("expired"), N_("expiring in 30 days"), N_("unassigned"),
                                         N_("CA certificates") };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 1; i < N_PROPS; i++)
    if (self->filter & filters[i])
      g_strv_builder_add (builder, _(words[i]));
  list = g_strv_builder_end (builder);
  return g_strjoinv (", ", list);
}

static void
update_count (CwCertificatesView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint total = cw_certificate_list_get_total (self->list);
  g_autofree char *words = dup_filter_words (self);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (is_narrowed_down (self))
    count = g_strdup_printf (_("%'u of %'u"), n, total);
  else
    count = g_strdup_printf (ngettext ("%'u certificate", "%'u certificates", total), total);
  /* Translators: a count, and the filters in words: "12 of 340: expired, with private key". */
  text = *words != '\0' ? g_strdup_printf (_("%s: %s"), count, words) : g_strdup (count);
  gtk_label_set_text (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), is_narrowed_down (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.clear", is_narrowed_down (self));
}

static gboolean
count_cb (gpointer user_data)
{
  CwCertificatesView *self = user_data;

  self->count = 0;
  if (!cw_certificate_list_is_busy (self->list))
    update_count (self);
  return G_SOURCE_REMOVE;
}

/* Another text makes the window measure itself, so it waits until the rows are drawn, and until the number is known. */
static void
update_count_later (CwCertificatesView *self)
{
  if (!cw_certificate_list_is_busy (self->list) && self->count == 0)
    self->count = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, count_cb, self, NULL);
}

static void
update (CwCertificatesView *self)
{
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;

  if (self->list == NULL || !cw_certificate_list_is_ready (self->list))
    {
      set_view_state (self, STATE_LOADING);
      return;
    }
  if (self->state == STATE_LIST)
    update_count_later (self);
  else
    update_count (self);
  /* While a query runs the list may be empty for a moment: what is shown stays until the answer is there. */
  if (n > 0)
    set_view_state (self, STATE_LIST);
  else if (!cw_certificate_list_is_busy (self->list) || self->state == STATE_LOADING)
    set_view_state (self, cw_certificate_list_get_total (self->list) == 0 ? STATE_EMPTY : STATE_NOTHING_FOUND);
}

/* ---- selection ---- */

/* The row of the only one that is selected is kept, so that its name is known wherever it goes in the list. */
static void
keep_single (CwCertificatesView *self)
{
  g_autoptr (CwCertificateRow) row = NULL;
  gsize n = 0;

  if (cw_certificate_selection_get_n (self->selection) == 1)
    {
      g_autofree gint64 *ids = cw_certificate_selection_dup_ids (self->selection, &n);

      row = g_list_model_get_item (G_LIST_MODEL (self->list), cw_certificate_list_find (self->list, ids[0]));
    }
  g_set_object (&self->single, row);
}

static CwStoredCertificate *
get_single (CwCertificatesView *self)
{
  return self->single != NULL ? cw_certificate_row_get_certificate (self->single) : NULL;
}

/* Of the only one that is selected. */
static gboolean
can_assign (CwCertificatesView *self)
{
  CwStoredCertificate *certificate = get_single (self);

  return certificate != NULL && cw_stored_certificate_has_private_key (certificate);
}

static void
enable_actions (CwCertificatesView *self, guint n)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.open", n == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.copy-thumbprint", n == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.assign", n == 1 && can_assign (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.export", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificates.delete", n > 0);
}

static void
update_selection (CwCertificatesView *self)
{
  guint n = cw_certificate_selection_get_n (self->selection);
  g_autofree char *text = g_strdup_printf (ngettext ("%'u selected", "%'u selected", n), n);

  /* Between two orders some are being looked for: what can be done with them waits until they are there again. */
  if (!cw_certificate_selection_is_settled (self->selection))
    {
      enable_actions (self, 0);
      return;
    }
  keep_single (self);
  gtk_label_set_text (self->selection_label, text);
  gtk_action_bar_set_revealed (self->action_bar, n > 0);
  enable_actions (self, n);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->view_button),
                               n > 1 ? _("Select a single certificate to view it") : _("View the certificate (Return)"));
}

/* ---- actions ---- */

static void
open_certificate (CwCertificatesView *self, gint64 id)
{
  /* An empty place is still to be filled, or just going. */
  if (id != 0)
    cw_certificate_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->context, id);
}

static void
activate_cb (CwCertificatesView *self, guint position)
{
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    open_certificate (self, cw_certificate_list_get_id (self->list, position));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);

  if (self->single != NULL)
    open_certificate (self, cw_certificate_row_get_id (self->single));
}

static void
assign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);

  if (can_assign (self))
    cw_assign_wizard_show_certificate (GTK_WINDOW (gtk_widget_get_root (widget)), self->context, get_single (self));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);
  gsize n = 0;
  g_autofree gint64 *ids = cw_certificate_selection_dup_ids (self->selection, &n);

  cw_export_wizard_show (GTK_WINDOW (gtk_widget_get_root (widget)), self->context, ids, n);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);
  CwStoredCertificate *single = get_single (self);
  gsize n = 0;
  g_autofree gint64 *ids = cw_certificate_selection_dup_ids (self->selection, &n);

  cw_delete_dialog_show (GTK_WINDOW (gtk_widget_get_root (widget)), self->context, ids, n,
                         n == 1 && single != NULL ? cw_stored_certificate_get_friendly_name (single) : NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwStoredCertificate *certificate = get_single (CW_CERTIFICATES_VIEW (widget));

  if (certificate != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), cw_stored_certificate_get_thumbprint (certificate));
}

static void
select_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);

  if (self->selection != NULL)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CW_CERTIFICATES_VIEW (widget)->search_entry));
}

static void
set_filter (CwCertificatesView *self, CwCertificateFilter filter)
{
  CwCertificateFilter old = self->filter;

  if (old == filter)
    return;
  self->filter = filter;
  if (self->list != NULL)
    {
      cw_certificate_list_set_filter (self->list, filter);
      update (self);
    }
  for (guint i = 1; i < N_PROPS; i++)
    if ((old ^ filter) & filters[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  if (filter != CW_FILTER_NONE)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "accent");
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  set_filter (self, CW_FILTER_NONE);
}

static gboolean
search_cb (gpointer user_data)
{
  CwCertificatesView *self = user_data;

  self->search = 0;
  if (self->list == NULL)
    return G_SOURCE_REMOVE;
  cw_certificate_list_set_search (self->list, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  cw_certificate_list_wait (self->list, WAIT_USEC);
  update (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: a text in place of another is taken away and put in, and nobody asks for what is in between. */
static void
search_changed_cb (CwCertificatesView *self)
{
  if (self->search == 0)
    self->search = g_idle_add_full (G_PRIORITY_HIGH, search_cb, self, NULL);
}

static void
stop_search_cb (CwCertificatesView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

/* ---- context menu ---- */

static void
popup (CwCertificatesView *self, double x, double y)
{
  GdkRectangle point = { (int) x, (int) y, 1, 1 };

  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->context_menu);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* The cell at a point: the pointer may be on the space around a cell, which belongs to the row. */
static CwCertificateCell *
pick_cell (CwCertificatesView *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->table), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, CW_TYPE_CERTIFICATE_CELL) : NULL;

  if (cell == NULL && picked != NULL && (g_str_equal (gtk_widget_get_css_name (picked), "row") || g_str_equal (gtk_widget_get_css_name (picked), "cell")))
    for (cell = picked; cell != NULL && !CW_IS_CERTIFICATE_CELL (cell);)
      cell = gtk_widget_get_first_child (cell);
  return cell != NULL ? CW_CERTIFICATE_CELL (cell) : NULL;
}

static void
popup_at (CwCertificatesView *self, double x, double y)
{
  CwCertificateCell *cell = pick_cell (self, x, y);
  guint position;

  if (cell == NULL)
    return;
  position = cw_certificate_cell_get_position (cell);
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->table), GTK_WIDGET (self), x, y, &x, &y);
  popup (self, x, y);
}

static void
right_click_cb (GtkGesture *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (user_data, x, y);
}

static void
long_press_cb (GtkGesture *gesture, double x, double y, gpointer user_data)
{
  popup_at (user_data, x, y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (widget);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (widget)));
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget) && gtk_widget_compute_bounds (focus, widget, &bounds))
    popup (self, bounds.origin.x + 24, bounds.origin.y + MIN (bounds.size.height, 40));
}

/* Menus are made when they are opened for the first time: at the start nobody needs them. */
static void
create_filter_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, CW_CERTIFICATES_VIEW (user_data)->filter_menu);
}

static void
create_columns_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;
  menu = cw_certificate_columns_get_menu (CW_CERTIFICATES_VIEW (user_data)->columns);
  gtk_menu_button_set_menu_model (button, menu);
}

/* ---- class ---- */

static void
narrow_cb (CwCertificatesView *self)
{
  gboolean narrow = cw_narrow_bin_is_narrow (self->narrow_bin);

  cw_certificate_columns_set_compact (self->columns, narrow);
  /* The only column is as wide as the window, and its text is shortened. */
  gtk_scrolled_window_set_policy (self->scrolled, narrow ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_visible (GTK_WIDGET (self->selection_label), !narrow);
  /* There is no room for four: there it is in the menu of the row, and in the details. */
  gtk_widget_set_visible (GTK_WIDGET (self->assign_button), !narrow);
}

static void
cw_certificates_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (object);

  if (id > 0 && id < N_PROPS)
    g_value_set_boolean (value, (self->filter & filters[id]) != 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_certificates_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (object);

  if (id > 0 && id < N_PROPS)
    set_filter (self, g_value_get_boolean (value) ? self->filter | filters[id] : self->filter & ~filters[id]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_certificates_view_dispose (GObject *object)
{
  CwCertificatesView *self = CW_CERTIFICATES_VIEW (object);

  g_clear_handle_id (&self->search, g_source_remove);
  g_clear_handle_id (&self->count, g_source_remove);
  g_clear_handle_id (&self->prepare, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->single);
  g_clear_object (&self->columns);
  g_clear_object (&self->selection);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_certificates_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_WITH_KEY] = g_param_spec_boolean ("filter-with-key", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPIRED] = g_param_spec_boolean ("filter-expired", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPIRING] = g_param_spec_boolean ("filter-expiring", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNASSIGNED] = g_param_spec_boolean ("filter-unassigned", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CA] = g_param_spec_boolean ("filter-ca", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "certificates.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "certificates.assign", NULL, assign_action);
  gtk_widget_class_install_action (widget_class, "certificates.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "certificates.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "certificates.copy-thumbprint", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "certificates.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "certificates.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "certificates.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "certificates.menu", NULL, menu_action);
  gtk_widget_class_install_property_action (widget_class, "certificates.filter-with-key", "filter-with-key");
  gtk_widget_class_install_property_action (widget_class, "certificates.filter-expired", "filter-expired");
  gtk_widget_class_install_property_action (widget_class, "certificates.filter-expiring", "filter-expiring");
  gtk_widget_class_install_property_action (widget_class, "certificates.filter-unassigned", "filter-unassigned");
  gtk_widget_class_install_property_action (widget_class, "certificates.filter-ca", "filter-ca");
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/certificates/cw-certificates-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, filter_menu);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, filter_button);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, columns_button);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, count_label);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, clear_button);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, result_stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, table);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, action_bar);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, selection_label);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, assign_button);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatesView, context_menu);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, right_click_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_press_cb);
}

static void
cw_certificates_view_class_init (CwCertificatesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_certificates_view_dispose;
  object_class->get_property = cw_certificates_view_get_property;
  object_class->set_property = cw_certificates_view_set_property;
  install_properties (object_class);
  install_actions (widget_class);
  g_type_ensure (CW_TYPE_NARROW_BIN);
  bind_template (widget_class);
}

static void
cw_certificates_view_init (CwCertificatesView *self)
{
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->columns = cw_certificate_columns_new (self->table, settings);
  gtk_menu_button_set_create_popup_func (self->filter_button, create_filter_menu_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->columns_button, create_columns_menu_cb, self, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", cw_certificate_columns_get_actions (self->columns));
  g_signal_connect_swapped (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self);
  gtk_action_bar_set_revealed (self->action_bar, FALSE);
  enable_actions (self, 0);
  set_view_state (self, STATE_LOADING);
}

/* The answer to another question is looked at from its beginning. */
static void
replacing_cb (CwCertificatesView *self, gboolean new_query)
{
  if (new_query)
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->table)), 0);
}

void
cw_certificates_view_set_context (CwCertificatesView *self, CwContext *context)
{
  if (!g_set_object (&self->context, context))
    return;
  self->list = cw_certificate_list_new (cw_context_get_store (context));
  cw_certificate_columns_set_list (self->columns, self->list);
  g_signal_connect_swapped (self->list, "notify", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->list, "replacing", G_CALLBACK (replacing_cb), self);
  self->selection = cw_certificate_selection_new (self->list);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (update_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update_selection), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  update (self);
}

CwCertificateList *
cw_certificates_view_get_list (CwCertificatesView *self)
{
  return self->list;
}

GtkColumnView *
cw_certificates_view_get_table (CwCertificatesView *self)
{
  return self->table;
}

void
cw_certificates_view_search (CwCertificatesView *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}

void
cw_certificates_view_sort (CwCertificatesView *self, const char *column, gboolean descending)
{
  cw_certificate_columns_sort_by (self->columns, column, descending);
}
