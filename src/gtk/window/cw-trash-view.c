/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-trash-view.h"

#include "cw-clock.h"
#include "cw-delete-operation.h"
#include "cw-error.h"
#include "cw-operation-flow.h"
#include "cw-request-operation.h"
#include "cw-rows.h"
#include "cw-say.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

/* The rest can be restored all at once, and by the command line. */
#define MAX_ROWS 500

struct _CwTrashView
{
  AdwBin parent_instance;

  CwContext *context;
  CwOperationFlow *flow;       /* of the operation that runs, or NULL */
  GPtrArray *trash;            /* of CwTrashEntry */
  GPtrArray *requests;         /* of CwRequestRecord: those that were cleared */
  gboolean requests_next;      /* Restore All: they come when the certificates are back */

  GtkStack *stack;
  GtkListBox *entries;
  GtkLabel *count_label;
};

G_DEFINE_FINAL_TYPE (CwTrashView, cw_trash_view, ADW_TYPE_BIN)

static void restore_requests (CwTrashView *self);

/* ---- operations ---- */

static void
set_busy (CwTrashView *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->entries), !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trash.empty", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trash.restore-all", !busy);
}

static void
state_cb (CwTrashView *self)
{
  CwFlowState state = cw_operation_flow_get_state (self->flow);

  if (state != CW_FLOW_DONE && state != CW_FLOW_NOT_PREPARED)
    return;
  if (state == CW_FLOW_DONE)
    cw_say (GTK_WIDGET (self), cw_outcome_get_summary (cw_operation_flow_get_outcome (self->flow)));
  else if (!g_error_matches (cw_operation_flow_get_error (self->flow), CW_ERROR, CW_ERROR_CANCELLED))
    cw_say (GTK_WIDGET (self), cw_operation_flow_get_error (self->flow)->message);
  g_clear_object (&self->flow);
  set_busy (self, FALSE);
  if (self->requests_next)
    restore_requests (self);
  else
    cw_trash_view_refresh (self);
}

static void
run (CwTrashView *self, CwOperation *operation)
{
  if (self->flow != NULL)
    return;
  self->flow = cw_operation_flow_new (self->context, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  cw_operation_flow_set_operation (self->flow, operation);
  g_signal_connect_object (self->flow, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  set_busy (self, TRUE);
  cw_operation_flow_prepare_and_run (self->flow);
}

static void
restore (CwTrashView *self, const gint64 *ids, gsize n)
{
  g_autoptr (CwOperation) operation = cw_restore_trash_operation_new (cw_context_get_access (self->context), ids, n);

  run (self, operation);
}

static void
restore_requests (CwTrashView *self)
{
  g_autofree gint64 *ids = g_new0 (gint64, self->requests->len + 1);
  g_autoptr (CwOperation) operation = NULL;

  self->requests_next = FALSE;
  for (guint i = 0; i < self->requests->len; i++)
    ids[i] = ((CwRequestRecord *) g_ptr_array_index (self->requests, i))->id;
  operation = cw_restore_requests_operation_new (cw_context_get_authorities (self->context), ids, self->requests->len);
  run (self, operation);
}

static void
restore_request_cb (GtkButton *button, CwTrashView *self)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "cw-trash-id");
  g_autoptr (CwOperation) operation = cw_restore_requests_operation_new (cw_context_get_authorities (self->context), id, 1);

  run (self, operation);
}

static void
restore_one_cb (GtkButton *button, CwTrashView *self)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "cw-trash-id");

  restore (self, id, 1);
}

static void
restore_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwTrashView *self = CW_TRASH_VIEW (widget);
  g_autofree gint64 *ids = g_new0 (gint64, self->trash->len + 1);

  if (self->trash->len == 0)
    {
      restore_requests (self);
      return;
    }
  self->requests_next = self->requests->len > 0;
  for (guint i = 0; i < self->trash->len; i++)
    ids[i] = ((CwTrashEntry *) g_ptr_array_index (self->trash, i))->id;
  restore (self, ids, self->trash->len);
}

/* The operation asks by itself: nothing that loses data goes without it. */
static void
empty_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwTrashView *self = CW_TRASH_VIEW (widget);
  g_autoptr (CwOperation) operation = cw_empty_trash_operation_new (cw_context_get_access (self->context));

  run (self, operation);
}

/* ---- the list ---- */

static GtkWidget *
make_row (CwTrashView *self, const char *name, const char *subtitle, const char *tooltip, gint64 id, GCallback restore_cb)
{
  g_autofree char *label = g_strdup_printf (_("Restore %s"), name);
  GtkWidget *row = cw_row_new (name, subtitle);
  GtkWidget *button = gtk_button_new_with_label (_("Restore"));

  gtk_widget_set_tooltip_text (row, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "cw-trash-id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", restore_cb, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
make_certificate_row (CwTrashView *self, const CwTrashEntry *entry)
{
  g_autofree char *when = cw_time_to_relative (entry->deleted, cw_clock_now ());
  g_autofree char *subtitle = g_strdup_printf (entry->has_private_key ? _("With private key, deleted %s") : _("Deleted %s"), when);

  return make_row (self, entry->friendly_name, subtitle, entry->subject, entry->id, G_CALLBACK (restore_one_cb));
}

static GtkWidget *
make_request_row (CwTrashView *self, const CwRequestRecord *record)
{
  g_autofree char *when = cw_time_to_relative (record->cleared, cw_clock_now ());
  g_autofree char *subtitle = g_strdup_printf (_("Request at %s, cleared %s"), record->ca, when);

  return make_row (self, record->friendly_name != NULL ? record->friendly_name : record->subject, subtitle, record->subject, record->id,
                   G_CALLBACK (restore_request_cb));
}

static char *
dup_count (guint certificates, guint requests)
{
  g_autofree char *some = g_strdup_printf (ngettext ("%'u certificate", "%'u certificates", certificates), certificates);
  g_autofree char *others = g_strdup_printf (ngettext ("%'u request", "%'u requests", requests), requests);

  if (requests == 0)
    return g_steal_pointer (&some);
  return certificates == 0 ? g_steal_pointer (&others) : g_strdup_printf (_("%s, %s"), some, others);
}

static void
show_entries (CwTrashView *self)
{
  guint n = self->trash->len, all = n + self->requests->len;
  g_autofree char *text = dup_count (n, self->requests->len);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->entries))) != NULL)
    gtk_list_box_remove (self->entries, child);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    gtk_list_box_append (self->entries, make_certificate_row (self, g_ptr_array_index (self->trash, i)));
  for (guint i = n; i < MIN (all, MAX_ROWS); i++)
    gtk_list_box_append (self->entries, make_request_row (self, g_ptr_array_index (self->requests, i - n)));
  if (all > MAX_ROWS)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %'u more", "and %'u more", all - MAX_ROWS), all - MAX_ROWS);

      gtk_list_box_append (self->entries, cw_row_new (more, NULL));
    }
  gtk_label_set_text (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, all > 0 ? "list" : "empty");
}

/* What the worker found: certificates and requests. */
static void
found_free (gpointer data)
{
  GPtrArray **found = data;

  g_clear_pointer (&found[0], g_ptr_array_unref);
  g_clear_pointer (&found[1], g_ptr_array_unref);
  g_free (found);
}

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CwStore *store = cw_context_get_store (task_data);
  g_autoptr (GError) error = NULL;
  GPtrArray **found = g_new0 (GPtrArray *, 2);

  found[0] = cw_store_list_trash (store, &error);
  found[1] = found[0] != NULL ? cw_store_list_requests (store, CW_REQUESTS_CLEARED, &error) : NULL;
  if (found[1] != NULL)
    {
      g_task_return_pointer (task, found, found_free);
      return;
    }
  found_free (found);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwTrashView *self = CW_TRASH_VIEW (source);
  g_autoptr (GError) error = NULL;
  GPtrArray **found = g_task_propagate_pointer (G_TASK (result), &error);

  if (found == NULL)
    {
      if (self->context != NULL)
        cw_say (GTK_WIDGET (self), error->message);
      return;
    }
  if (self->context != NULL)
    {
      g_clear_pointer (&self->trash, g_ptr_array_unref);
      g_clear_pointer (&self->requests, g_ptr_array_unref);
      self->trash = g_steal_pointer (&found[0]);
      self->requests = g_steal_pointer (&found[1]);
      show_entries (self);
    }
  found_free (found);
}

static void
cw_trash_view_dispose (GObject *object)
{
  CwTrashView *self = CW_TRASH_VIEW (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->context);
  g_clear_pointer (&self->trash, g_ptr_array_unref);
  g_clear_pointer (&self->requests, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_trash_view_parent_class)->dispose (object);
}

static void
cw_trash_view_class_init (CwTrashViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_trash_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/window/cw-trash-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwTrashView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwTrashView, entries);
  gtk_widget_class_bind_template_child (widget_class, CwTrashView, count_label);
  gtk_widget_class_install_action (widget_class, "trash.empty", NULL, empty_action);
  gtk_widget_class_install_action (widget_class, "trash.restore-all", NULL, restore_all_action);
}

static void
cw_trash_view_init (CwTrashView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_trash_view_set_context (CwTrashView *self, CwContext *context)
{
  g_set_object (&self->context, context);
}

void
cw_trash_view_refresh (CwTrashView *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->context == NULL)
    return;
  task = g_task_new (self, NULL, listed_cb, NULL);
  g_task_set_source_tag (task, cw_trash_view_refresh);
  g_task_set_task_data (task, g_object_ref (self->context), g_object_unref);
  g_task_run_in_thread (task, list_thread);
}
