/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-panel.h"

#include "cw-file-chooser.h"
#include "cw-operation-here.h"
#include "cw-practice-question.h"
#include "cw-practice-row.h"
#include "cw-practice-status.h"
#include "cw-say.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

/* More of them are for the command line. */
#define MAX_PENDING 100
#define MAX_DECIDED 50

struct _CwPracticePanel
{
  AdwBin parent_instance;

  CwContext *context;
  CwLiveList *status;
  CwLiveList *items;
  GPtrArray *decided_rows;     /* of GtkWidget, borrowed */
  gboolean filling;

  GtkSwitch *hold_switch;
  AdwActionRow *root_row;
  GtkWidget *set_up_button;
  GtkWidget *approve_all_button;
  AdwPreferencesGroup *pending_group;
  GtkListBox *pending;
  AdwPreferencesGroup *decided_group;
  AdwExpanderRow *decided_row;
};

G_DEFINE_FINAL_TYPE (CwPracticePanel, cw_practice_panel, ADW_TYPE_BIN)

static CwAuthorities *
get_authorities (CwPracticePanel *self)
{
  return cw_context_get_authorities (self->context);
}

static GtkWindow *
get_window (CwPracticePanel *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* ---- policy and certificates ---- */

static void
show_status (CwPracticePanel *self)
{
  g_autoptr (CwPracticeStatus) status = g_list_model_get_item (G_LIST_MODEL (self->status), 0);
  CwCertificate *root = status != NULL ? cw_practice_status_get_root (status) : NULL;
  gboolean holds = status != NULL && cw_practice_status_holds (status);
  g_autofree char *until = root != NULL ? cw_time_to_date (cw_certificate_get_not_after (root)) : NULL;
  g_autofree char *name = root != NULL ? cw_certificate_dup_display_name (root) : NULL;
  g_autofree char *text = root != NULL ? g_strdup_printf (_("%s, valid until %s"), name, until)
                                       : g_strdup (_("Made when the first certificate is requested from it"));

  self->filling = TRUE;
  gtk_switch_set_active (self->hold_switch, holds);
  gtk_switch_set_state (self->hold_switch, holds);
  self->filling = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->hold_switch), status != NULL);
  adw_action_row_set_subtitle (self->root_row, status != NULL ? text : "");
  gtk_widget_set_visible (self->set_up_button, status != NULL && root == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.save-crl", root != NULL);
}

/* The switch shows what is so: when it could not be changed it goes back. */
static void
hold_done_cb (GtkWidget *widget, CwOutcome *outcome)
{
  show_status (CW_PRACTICE_PANEL (widget));
}

static gboolean
hold_cb (GtkSwitch *toggle, gboolean state, gpointer user_data)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (user_data);
  g_autoptr (CwOperation) operation = NULL;

  if (self->filling || self->context == NULL)
    return FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (toggle), FALSE);
  operation = cw_practice_policy_operation_new (get_authorities (self), state);
  cw_operation_run_here (GTK_WIDGET (self), self->context, operation, hold_done_cb);
  return TRUE;
}

static void
set_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (widget);
  g_autoptr (CwOperation) operation = cw_practice_ensure_operation_new (get_authorities (self));

  cw_operation_run_here (widget, self->context, operation, NULL);
}

/* ---- the revocation list ---- */

static void
crl_chosen_cb (GFile *file, gpointer user_data)
{
  CwPracticePanel *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (CwOperation) operation = path != NULL ? cw_practice_crl_operation_new (get_authorities (self), path) : NULL;

  if (operation != NULL)
    cw_operation_run_here (GTK_WIDGET (self), self->context, operation, NULL);
  else
    cw_say (GTK_WIDGET (self), _("The revocation list can only be saved in a folder of this computer"));
}

static void
save_crl_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_file_chooser_save (get_window (CW_PRACTICE_PANEL (widget)), _("Save Revocation List"), "practice-ca.crl", crl_chosen_cb, G_OBJECT (widget));
}

/* ---- deciding ---- */

/* NULL when it is not there any more. */
static CwPracticeItem *
find_item (CwPracticePanel *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (CwPracticeItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (cw_practice_item_get_record (item)->id == id)
        return g_steal_pointer (&item);
    }
  return NULL;
}

static gboolean
is_pending (gpointer item, gpointer user_data)
{
  return cw_practice_item_get_record (item)->state == CW_PRACTICE_PENDING;
}

static void
approve (CwPracticePanel *self, const gint64 *ids, gsize n)
{
  g_autoptr (CwOperation) operation = cw_practice_approve_operation_new (get_authorities (self), ids, n);

  cw_operation_run_here (GTK_WIDGET (self), self->context, operation, NULL);
}

static void
approve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 id = g_variant_get_int64 (parameter);

  approve (CW_PRACTICE_PANEL (widget), &id, 1);
}

static void
approve_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (widget);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (CwPracticeItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (is_pending (item, NULL))
        g_array_append_val (ids, cw_practice_item_get_record (item)->id);
    }
  if (ids->len > 0)
    approve (self, (const gint64 *) ids->data, ids->len);
}

static void
denied_cb (gint64 id, const char *reason, gpointer owner)
{
  CwPracticePanel *self = owner;
  g_autoptr (CwOperation) operation = cw_practice_deny_operation_new (get_authorities (self), &id, 1, reason);

  cw_operation_run_here (GTK_WIDGET (self), self->context, operation, NULL);
}

static void
deny_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (CwPracticeItem) item = find_item (self, id);

  if (item != NULL)
    cw_practice_ask_denial (get_window (self), id, cw_practice_get_title (cw_practice_item_get_record (item)), denied_cb, G_OBJECT (self));
}

static void
revoked_cb (gint64 id, const char *reason, gpointer owner)
{
  CwPracticePanel *self = owner;
  g_autoptr (CwOperation) operation = cw_practice_revoke_operation_new (get_authorities (self), id, reason);

  cw_operation_run_here (GTK_WIDGET (self), self->context, operation, NULL);
}

static void
revoke_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (CwPracticeItem) item = find_item (self, id);

  if (item != NULL)
    cw_practice_ask_revocation (get_window (self), id, cw_practice_get_title (cw_practice_item_get_record (item)), revoked_cb, G_OBJECT (self));
}

/* ---- the lists ---- */

static GtkWidget *
create_pending_cb (gpointer item, gpointer user_data)
{
  return cw_practice_pending_row_new (item);
}

/* What is folded is empty. */
static void
fill_decided (CwPracticePanel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < self->decided_rows->len; i++)
    adw_expander_row_remove (self->decided_row, g_ptr_array_index (self->decided_rows, i));
  g_ptr_array_set_size (self->decided_rows, 0);
  for (guint i = 0; adw_expander_row_get_expanded (self->decided_row) && i < n && self->decided_rows->len < MAX_DECIDED; i++)
    {
      g_autoptr (CwPracticeItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!is_pending (item, NULL))
        {
          GtkWidget *row = cw_practice_decided_row_new (item);

          adw_expander_row_add_row (self->decided_row, row);
          g_ptr_array_add (self->decided_rows, row);
        }
    }
}

static void
items_cb (CwPracticePanel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint waiting = 0;
  g_autofree char *count = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwPracticeItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      waiting += is_pending (item, NULL);
    }
  count = g_strdup_printf (ngettext ("%'u request", "%'u requests", n - waiting), n - waiting);
  gtk_widget_set_visible (GTK_WIDGET (self->pending_group), waiting > 0);
  gtk_widget_set_visible (self->approve_all_button, waiting > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->decided_group), n > waiting);
  adw_expander_row_set_subtitle (self->decided_row, count);
  fill_decided (self);
}

static void
error_cb (CwPracticePanel *self, GParamSpec *pspec, CwLiveList *list)
{
  g_autoptr (GError) error = NULL;

  g_object_get (list, "error", &error, NULL);
  if (error != NULL)
    cw_say (GTK_WIDGET (self), error->message);
}

/* ---- class ---- */

static void
cw_practice_panel_dispose (GObject *object)
{
  CwPracticePanel *self = CW_PRACTICE_PANEL (object);

  if (self->pending != NULL)
    gtk_list_box_bind_model (self->pending, NULL, NULL, NULL, NULL);
  g_clear_object (&self->status);
  g_clear_object (&self->items);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_practice_panel_parent_class)->dispose (object);
}

static void
cw_practice_panel_finalize (GObject *object)
{
  g_ptr_array_unref (CW_PRACTICE_PANEL (object)->decided_rows);
  G_OBJECT_CLASS (cw_practice_panel_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "practice.set-up", NULL, set_up_action);
  gtk_widget_class_install_action (widget_class, "practice.save-crl", NULL, save_crl_action);
  gtk_widget_class_install_action (widget_class, "practice.approve", "x", approve_action);
  gtk_widget_class_install_action (widget_class, "practice.approve-all", NULL, approve_all_action);
  gtk_widget_class_install_action (widget_class, "practice.deny", "x", deny_action);
  gtk_widget_class_install_action (widget_class, "practice.revoke", "x", revoke_action);
}

static void
cw_practice_panel_class_init (CwPracticePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_practice_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_practice_panel_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/authorities/cw-practice-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, hold_switch);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, root_row);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, set_up_button);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, approve_all_button);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, pending_group);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, pending);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, decided_group);
  gtk_widget_class_bind_template_child (widget_class, CwPracticePanel, decided_row);
  gtk_widget_class_bind_template_callback (widget_class, hold_cb);
  install_actions (widget_class);
}

static void
cw_practice_panel_init (CwPracticePanel *self)
{
  self->decided_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.save-crl", FALSE);
  g_signal_connect_object (self->decided_row, "notify::expanded", G_CALLBACK (fill_decided), self, G_CONNECT_SWAPPED);
}

void
cw_practice_panel_set_context (CwPracticePanel *self, CwContext *context)
{
  GtkCustomFilter *filter;
  g_autoptr (GtkFilterListModel) waiting = NULL;
  g_autoptr (GtkSliceListModel) some = NULL;

  if (!g_set_object (&self->context, context))
    return;
  self->status = cw_practice_status_watch (get_authorities (self));
  self->items = cw_practice_list_new (get_authorities (self));
  filter = gtk_custom_filter_new (is_pending, NULL, NULL);
  waiting = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), GTK_FILTER (filter));
  some = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (waiting)), 0, MAX_PENDING);
  gtk_list_box_bind_model (self->pending, G_LIST_MODEL (some), create_pending_cb, self, NULL);
  g_signal_connect_object (self->status, "items-changed", G_CALLBACK (show_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->status, "notify::error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "notify::error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  show_status (self);
  items_cb (self);
}

void
cw_practice_panel_refresh (CwPracticePanel *self)
{
  if (self->items == NULL)
    return;
  cw_live_list_refresh (self->status);
  cw_live_list_refresh (self->items);
}
