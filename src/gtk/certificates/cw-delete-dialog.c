/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-delete-dialog.h"

#include "cw-delete-operation.h"
#include "cw-operation-flow.h"
#include "cw-say.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* What is being deleted, until nobody can undo it any more. */
typedef struct
{
  gatomicrefcount references;
  GtkWindow *window;
  CwContext *context;
  gint64 *ids;
  gsize n;
} Deletion;

static Deletion *
deletion_ref (Deletion *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
deletion_unref (Deletion *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->window);
  g_object_unref (self->context);
  g_free (self->ids);
  g_free (self);
}

static void
deletion_closed (gpointer data, GClosure *closure)
{
  deletion_unref (data);
}

/* ---- the focus ----
 * What is deleted takes its row along, and the bar of buttons for what is selected. GTK would give their focus to the next best
 * widget, which is the button of the toast, and that does not go while it has the focus. */

static GtkWidget *
find_table (GtkWidget *widget)
{
  if (GTK_IS_COLUMN_VIEW (widget))
    return gtk_widget_get_mapped (widget) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_table (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
items_changed_cb (GtkWidget *table, guint position, guint removed, guint added, GListModel *model)
{
  GtkRoot *root = gtk_widget_get_root (table);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_signal_handlers_disconnect_by_func (model, items_changed_cb, table);
  /* Unless somebody has gone elsewhere meanwhile. The row that had it is still named, but not in the table any more. */
  if (root != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, table) || !gtk_widget_get_mapped (focus)))
    gtk_widget_grab_focus (table);
}

static void
keep_focus (GtkWindow *window)
{
  GtkWidget *table = find_table (GTK_WIDGET (window));
  GtkSelectionModel *model = table != NULL ? gtk_column_view_get_model (GTK_COLUMN_VIEW (table)) : NULL;

  if (model == NULL)
    return;
  gtk_widget_grab_focus (table);
  g_signal_handlers_disconnect_by_func (model, items_changed_cb, table);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), table, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

/* ---- the work ---- */

static void
run (Deletion *self, CwOperation *operation, GCallback done)
{
  CwOperationFlow *flow = cw_operation_flow_new (self->context, self->window);

  cw_operation_flow_set_operation (flow, operation);
  g_signal_connect_data (flow, "notify::state", done, deletion_ref (self), deletion_closed, 0);
  cw_operation_flow_prepare_and_run (flow);
}

/* Whether it came to an end; what went wrong is said. Lets the flow go at the end. */
static gboolean
has_succeeded (Deletion *self, CwOperationFlow *flow)
{
  CwFlowState state = cw_operation_flow_get_state (flow);
  CwOutcome *outcome = cw_operation_flow_get_outcome (flow);
  gboolean succeeded = state == CW_FLOW_DONE && cw_outcome_get_result (outcome) == CW_RESULT_DONE;

  if (state == CW_FLOW_NOT_PREPARED)
    cw_say (GTK_WIDGET (self->window), cw_operation_flow_get_error (flow)->message);
  else if (state == CW_FLOW_DONE && !succeeded)
    cw_say (GTK_WIDGET (self->window), cw_outcome_get_summary (outcome));
  return succeeded;
}

static void
let_go (CwOperationFlow *flow)
{
  CwFlowState state = cw_operation_flow_get_state (flow);

  if (state == CW_FLOW_DONE || state == CW_FLOW_NOT_PREPARED)
    g_object_unref (flow);
}

static void
restored_cb (CwOperationFlow *flow, GParamSpec *pspec, Deletion *self)
{
  if (has_succeeded (self, flow))
    cw_say (GTK_WIDGET (self->window), ngettext ("The certificate is back", "The certificates are back", self->n));
  let_go (flow);
}

static void
undo_cb (AdwToast *toast, Deletion *self)
{
  g_autoptr (CwOperation) operation = cw_restore_trash_operation_new (cw_context_get_access (self->context), self->ids, self->n);

  run (self, operation, G_CALLBACK (restored_cb));
}

static void
deleted_cb (CwOperationFlow *flow, GParamSpec *pspec, Deletion *self)
{
  if (has_succeeded (self, flow))
    {
      g_autofree char *text = g_strdup_printf (ngettext ("Moved %'u certificate to the trash", "Moved %'u certificates to the trash", self->n),
                                               (guint) self->n);
      AdwToast *toast = adw_toast_new (text);

      adw_toast_set_button_label (toast, _("_Undo"));
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), deletion_ref (self), deletion_closed, 0);
      cw_add_toast (GTK_WIDGET (self->window), toast);
    }
  let_go (flow);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Deletion *self)
{
  g_autoptr (CwOperation) operation = NULL;

  if (!g_str_equal (response, "delete"))
    return;
  keep_focus (self->window);
  operation = CW_OPERATION (cw_delete_operation_new (cw_context_get_access (self->context), self->ids, self->n));
  run (self, operation, G_CALLBACK (deleted_cb));
}

void
cw_delete_dialog_show (GtkWindow *window, CwContext *context, const gint64 *ids, gsize n, const char *name)
{
  Deletion *self = g_new0 (Deletion, 1);
  GtkWidget *dialog = adw_message_dialog_new (window, NULL, NULL);
  g_autofree char *heading = NULL;

  g_atomic_ref_count_init (&self->references);
  self->window = g_object_ref (window);
  self->context = g_object_ref (context);
  self->ids = g_memdup2 (ids, n * sizeof *ids);
  self->n = n;
  heading = name != NULL ? g_strdup_printf (_("Delete “%s”?"), name)
                         : g_strdup_printf (ngettext ("Delete %'u Certificate?", "Delete %'u Certificates?", n), (guint) n);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), heading);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               ngettext ("The certificate goes to the trash, together with its private key if it has one, and can be restored from there.",
                                         "The certificates go to the trash, together with their private keys, and can be restored from there.", n));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, deletion_closed, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
