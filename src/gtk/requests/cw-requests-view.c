/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-requests-view.h"

#include "cw-assign-wizard.h"
#include "cw-certificate-dialog.h"
#include "cw-live-list.h"
#include "cw-operation-here.h"
#include "cw-operation-wizard.h"
#include "cw-pending-wizard.h"
#include "cw-request-operation.h"
#include "cw-request-row.h"
#include "cw-request-wizard.h"
#include "cw-say.h"

#include <glib/gi18n-lib.h>

/* Older ones are for the command line. */
#define MAX_ROWS 300

struct _CwRequestsView
{
  AdwBin parent_instance;

  CwContext *context;
  CwLiveList *list;
  GHashTable *unfolded;        /* of gint64: ids of rows that are open, and stay so when they change */

  GtkStack *stack;
  GtkListBox *entries;
  GtkLabel *count_label;
  GtkWidget *process_button;
};

G_DEFINE_FINAL_TYPE (CwRequestsView, cw_requests_view, ADW_TYPE_BIN)

static GtkWindow *
get_window (CwRequestsView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* Borrowed while the list does not change; NULL when it is not there any more. */
static const CwRequestRecord *
find_record (CwRequestsView *self, gint64 id)
{
  for (guint i = 0; self->list != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (CwStoredRequest) request = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (cw_stored_request_get_record (request)->id == id)
        return cw_stored_request_get_record (request);
    }
  return NULL;
}

/* ---- actions ---- */

static void
show_wizard (CwRequestsView *self, CwOperation *operation, const char *title, const char *next, const char *done)
{
  cw_operation_wizard_show (get_window (self), self->context, operation, title, next, done);
}

static void
process (CwRequestsView *self, const gint64 *ids, gsize n)
{
  cw_pending_wizard_show_requests (get_window (self), self->context, ids, n);
}

static void
process_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  process (CW_REQUESTS_VIEW (widget), NULL, 0);
}

static void
retrieve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 id = g_variant_get_int64 (parameter);

  process (CW_REQUESTS_VIEW (widget), &id, 1);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_live_list_refresh (CW_REQUESTS_VIEW (widget)->list);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  g_autoptr (CwRequestOperation) operation =
    cw_request_operation_new_again (cw_context_get_authorities (self->context), cw_context_get_topology (self->context),
                                    cw_context_get_usages (self->context), g_variant_get_int64 (parameter), FALSE);

  show_wizard (self, CW_OPERATION (operation), _("Try Again"), _("_Send"), _("Certificate Request"));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  const CwRequestRecord *record = find_record (self, g_variant_get_int64 (parameter));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRequestDraft) draft = NULL;

  if (record == NULL)
    return;
  draft = cw_request_draft_new_from_json (cw_context_get_topology (self->context), cw_context_get_usages (self->context), record->wish, &error);
  if (draft != NULL)
    cw_request_wizard_present (get_window (self), self->context, draft);
  else
    cw_say (widget, error->message);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const CwRequestRecord *record = find_record (CW_REQUESTS_VIEW (widget), g_variant_get_int64 (parameter));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCsr) csr = record != NULL && record->csr != NULL ? cw_csr_new_from_data (record->csr, &error) : NULL;
  g_autofree char *pem = csr != NULL ? cw_csr_dup_pem (csr) : NULL;

  if (pem == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pem);
  cw_say (widget, _("The request is in the clipboard"));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  g_autoptr (CwOperation) operation =
    cw_cancel_request_operation_new (cw_context_get_authorities (self->context), g_variant_get_int64 (parameter));

  cw_operation_run_here (widget, self->context, operation, NULL);
}

/* The operation asks by itself. */
static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (CwOperation) operation = cw_clear_operation_new (cw_context_get_authorities (self->context), &id, 1);

  cw_operation_run_here (widget, self->context, operation, NULL);
}

static void
view_certificate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  const CwRequestRecord *record = find_record (self, g_variant_get_int64 (parameter));

  if (record != NULL && record->certificate != 0)
    cw_certificate_dialog_show (get_window (self), self->context, record->certificate);
}

static void
assign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (widget);
  const CwRequestRecord *record = find_record (self, g_variant_get_int64 (parameter));

  if (record != NULL && record->certificate != 0)
    cw_assign_wizard_show_request (get_window (self), self->context, record);
}

/* ---- the list ---- */

static void
unfolded_cb (CwRequestsView *self, GParamSpec *pspec, AdwExpanderRow *row)
{
  gint64 id = cw_request_row_get_id (CW_REQUEST_ROW (row));

  if (adw_expander_row_get_expanded (row))
    g_hash_table_add (self->unfolded, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->unfolded, &id);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  CwRequestsView *self = user_data;
  GtkWidget *row = cw_request_row_new (item);
  gint64 id = cw_request_row_get_id (CW_REQUEST_ROW (row));

  if (g_hash_table_contains (self->unfolded, &id))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (unfolded_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static guint
count_waiting (CwRequestsView *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (CwStoredRequest) request = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      const CwRequestRecord *record = cw_stored_request_get_record (request);

      n += record->state == CW_REQUEST_PENDING && !g_str_equal (record->kind, "offline");
    }
  return n;
}

static void
changed_cb (CwRequestsView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint waiting = count_waiting (self);
  g_autofree char *all = g_strdup_printf (ngettext ("%'u request", "%'u requests", n), n);
  g_autofree char *some = g_strdup_printf (ngettext ("%'u pending", "%'u pending", waiting), waiting);
  /* Translators: "12 requests, 3 pending". */
  g_autofree char *text = waiting > 0 ? g_strdup_printf (_("%s, %s"), all, some) : g_strdup (all);

  if (!cw_live_list_is_ready (self->list))
    return;
  gtk_label_set_text (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.process", waiting > 0);
  gtk_widget_set_tooltip_text (self->process_button, waiting > 0 ? _("Ask the certification authorities about every pending request (Ctrl+P)")
                                                                  : _("No request that was made here is pending"));
}

static void
error_cb (CwRequestsView *self)
{
  g_autoptr (GError) error = NULL;

  g_object_get (self->list, "error", &error, NULL);
  if (error != NULL)
    cw_say (GTK_WIDGET (self), error->message);
}

/* ---- class ---- */

static void
cw_requests_view_dispose (GObject *object)
{
  CwRequestsView *self = CW_REQUESTS_VIEW (object);

  if (self->entries != NULL)
    gtk_list_box_bind_model (self->entries, NULL, NULL, NULL, NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->context);
  g_clear_pointer (&self->unfolded, g_hash_table_unref);
  G_OBJECT_CLASS (cw_requests_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "requests.process", NULL, process_action);
  gtk_widget_class_install_action (widget_class, "requests.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "requests.retrieve", "x", retrieve_action);
  gtk_widget_class_install_action (widget_class, "requests.again", "x", again_action);
  gtk_widget_class_install_action (widget_class, "requests.edit", "x", edit_action);
  gtk_widget_class_install_action (widget_class, "requests.copy", "x", copy_action);
  gtk_widget_class_install_action (widget_class, "requests.cancel", "x", cancel_action);
  gtk_widget_class_install_action (widget_class, "requests.clear", "x", clear_action);
  gtk_widget_class_install_action (widget_class, "requests.view", "x", view_certificate_action);
  gtk_widget_class_install_action (widget_class, "requests.assign", "x", assign_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "requests.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "requests.process", NULL);
}

static void
cw_requests_view_class_init (CwRequestsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_requests_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/requests/cw-requests-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestsView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwRequestsView, entries);
  gtk_widget_class_bind_template_child (widget_class, CwRequestsView, count_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestsView, process_button);
  install_actions (widget_class);
}

static void
cw_requests_view_init (CwRequestsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unfolded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.process", FALSE);
}

void
cw_requests_view_set_context (CwRequestsView *self, CwContext *context)
{
  g_autoptr (GtkSliceListModel) rows = NULL;

  if (!g_set_object (&self->context, context))
    return;
  self->list = cw_request_list_new (cw_context_get_store (context));
  rows = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->list)), 0, MAX_ROWS);
  gtk_list_box_bind_model (self->entries, G_LIST_MODEL (rows), create_row_cb, self, NULL);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "notify::ready", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
}
