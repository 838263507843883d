/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-dialog.h"

#include "cw-authority-form.h"
#include "cw-authority-operations.h"
#include "cw-authority-test-dialog.h"
#include "cw-error.h"
#include "cw-fit.h"
#include "cw-help.h"
#include "cw-operation-flow.h"
#include "cw-status-page.h"

#include <glib/gi18n-lib.h>

typedef enum { STATE_EDIT, STATE_SAVING, STATE_DONE } State;

struct _CwAuthorityDialog
{
  AdwWindow parent_instance;

  CwContext *context;
  CwAuthorityInfo *info;       /* NULL: a new one */
  GPtrArray *kinds;            /* of const CwAuthorityKind: those that can be added */
  CwOperationFlow *flow;
  State state;
  GtkWidget *focus;            /* where it was before saving */

  GtkStack *stack;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *kind_group;
  AdwPreferencesGroup *form_group;
  AdwComboRow *kind_row;
  AdwBin *form_bin;
  AdwEntryRow *name_row;
  AdwActionRow *default_row;
  GtkSwitch *default_switch;
  GtkLabel *error_label;
  AdwBin *done_bin;
  GtkButton *save_button;
  GtkButton *cancel_button;
};

G_DEFINE_FINAL_TYPE (CwAuthorityDialog, cw_authority_dialog, ADW_TYPE_WINDOW)

/* ---- state ---- */

static CwAuthorityForm *
get_form (CwAuthorityDialog *self)
{
  return CW_AUTHORITY_FORM (adw_bin_get_child (self->form_bin));
}

static const CwAuthorityKind *
get_kind (CwAuthorityDialog *self)
{
  if (self->info != NULL)
    return cw_authority_info_get_kind (self->info);
  return g_ptr_array_index (self->kinds, MIN (adw_combo_row_get_selected (self->kind_row), self->kinds->len - 1));
}

static void
update (CwAuthorityDialog *self)
{
  CwAuthorityForm *form = get_form (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "authority.save", self->state == STATE_EDIT && form != NULL && cw_authority_form_is_valid (form));
}

static void
set_state (CwAuthorityDialog *self, State state)
{
  self->state = state;
  /* An entry that becomes insensitive with the focus in it goes on blinking: the focus leaves before, and comes back. */
  if (state == STATE_SAVING)
    {
      g_set_weak_pointer (&self->focus, gtk_root_get_focus (GTK_ROOT (self)));
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->page), state == STATE_EDIT);
  if (state == STATE_EDIT && self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
  gtk_stack_set_visible_child_name (self->stack, state == STATE_DONE ? "done" : "edit");
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), state != STATE_DONE);
  gtk_button_set_label (self->cancel_button, state == STATE_DONE ? _("_Close") : _("_Cancel"));
  update (self);
}

static void
show_error (CwAuthorityDialog *self, const char *sentence)
{
  gtk_label_set_text (self->error_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), sentence != NULL);
}

/* ---- the form ---- */

static void
make_form (CwAuthorityDialog *self, GHashTable *settings)
{
  const CwAuthorityKind *kind = get_kind (self);
  GtkWidget *form = cw_authority_form_new (kind, settings);

  adw_preferences_group_set_title (self->form_group, _(kind->title));
  g_signal_connect_object (form, "notify::valid", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->form_bin, form);
  update (self);
}

static void
kind_cb (CwAuthorityDialog *self)
{
  if (self->context != NULL && self->info == NULL)
    make_form (self, NULL);
}

/* With one kind there is nothing to choose. */
static void
fill_kinds (CwAuthorityDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->kinds->len; i++)
    gtk_string_list_append (titles, _(((const CwAuthorityKind *) g_ptr_array_index (self->kinds, i))->title));
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (titles));
  gtk_widget_set_visible (GTK_WIDGET (self->kind_group), self->info == NULL && self->kinds->len > 1);
}

/* ---- keeping ---- */

/* Which one was kept: it has its number, and maybe its name, since then. */
static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CwAuthorityInfo *edited = g_object_get_data (G_OBJECT (task), "cw-authority");
  gint64 id = edited != NULL ? cw_authority_info_get_id (edited) : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = cw_authorities_list (task_data, &error);
  CwAuthorityInfo *found = NULL;

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      CwAuthorityInfo *each = g_ptr_array_index (infos, i);
      gint64 its = cw_authority_info_get_id (each);

      if (id != 0 ? its == id : its > (found != NULL ? cw_authority_info_get_id (found) : 0))
        found = each;
    }
  g_task_return_pointer (task, found != NULL ? g_object_ref (found) : NULL, g_object_unref);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwAuthorityDialog *self = CW_AUTHORITY_DIALOG (source);
  g_autoptr (CwAuthorityInfo) found = g_task_propagate_pointer (G_TASK (result), NULL);

  if (found == NULL || self->state != STATE_DONE)
    return;
  g_set_object (&self->info, found);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "authority.test", TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->done_bin), GTK_DIR_TAB_FORWARD);
}

static void
show_done (CwAuthorityDialog *self, CwOutcome *outcome)
{
  GtkWidget *page = cw_status_page_new ("emblem-ok-symbolic", self->info != NULL ? _("Certification Authority Changed") : _("Certification Authority Added"),
                                        cw_outcome_get_summary (outcome));
  g_autoptr (GTask) task = g_task_new (self, NULL, found_cb, NULL);

  cw_status_page_add_button (page, _("_Test Now…"), "authority.test", TRUE);
  adw_bin_set_child (self->done_bin, page);
  set_state (self, STATE_DONE);
  g_task_set_source_tag (task, show_done);
  g_task_set_task_data (task, g_object_ref (cw_context_get_authorities (self->context)), g_object_unref);
  if (self->info != NULL)
    g_object_set_data_full (G_OBJECT (task), "cw-authority", g_object_ref (self->info), g_object_unref);
  g_task_run_in_thread (task, find_thread);
}

static void
state_cb (CwAuthorityDialog *self)
{
  CwFlowState state = cw_operation_flow_get_state (self->flow);
  CwOutcome *outcome = cw_operation_flow_get_outcome (self->flow);
  const GError *error = outcome != NULL ? cw_outcome_get_error (outcome) : cw_operation_flow_get_error (self->flow);

  if (state != CW_FLOW_DONE && state != CW_FLOW_NOT_PREPARED)
    return;
  if (outcome != NULL && error == NULL)
    {
      show_done (self, outcome);
      return;
    }
  set_state (self, STATE_EDIT);
  if (error != NULL && !g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    show_error (self, error->message);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CwAuthorityDialog *self = CW_AUTHORITY_DIALOG (widget);
  CwAuthorities *authorities = cw_context_get_authorities (self->context);
  g_autoptr (GHashTable) settings = cw_authority_form_dup_settings (get_form (self));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  g_autoptr (CwOperation) operation = NULL;

  operation = self->info != NULL ? cw_edit_authority_operation_new (authorities, self->info, name, settings)
    : cw_add_authority_operation_new (authorities, get_kind (self)->id, name, settings, gtk_switch_get_active (self->default_switch));
  show_error (self, NULL);
  g_clear_object (&self->flow);
  self->flow = cw_operation_flow_new (self->context, GTK_WINDOW (self));
  cw_operation_flow_set_operation (self->flow, operation);
  g_signal_connect_object (self->flow, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  set_state (self, STATE_SAVING);
  cw_operation_flow_prepare_and_run (self->flow);
}

static void
test_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CwAuthorityDialog *self = CW_AUTHORITY_DIALOG (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  cw_authority_test_dialog_show (parent, self->context, self->info);
  gtk_window_close (GTK_WINDOW (self));
}

static void
help_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cw_help_show (widget, "authorities");
}

static gboolean
cw_authority_dialog_close_request (GtkWindow *window)
{
  CwAuthorityDialog *self = CW_AUTHORITY_DIALOG (window);

  if (self->state == STATE_SAVING)
    return TRUE;
  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (window, NULL);
  return GTK_WINDOW_CLASS (cw_authority_dialog_parent_class)->close_request (window);
}

/* ---- class ---- */

static void
cw_authority_dialog_dispose (GObject *object)
{
  CwAuthorityDialog *self = CW_AUTHORITY_DIALOG (object);

  g_clear_weak_pointer (&self->focus);
  g_clear_object (&self->flow);
  g_clear_object (&self->info);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_authority_dialog_parent_class)->dispose (object);
}

static void
cw_authority_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (CW_AUTHORITY_DIALOG (object)->kinds);
  G_OBJECT_CLASS (cw_authority_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, page);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, kind_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, form_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, default_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, default_switch);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, done_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityDialog, cancel_button);
}

static void
cw_authority_dialog_class_init (CwAuthorityDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_authority_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_authority_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_authority_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/authorities/cw-authority-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, kind_cb);
  gtk_widget_class_install_action (widget_class, "authority.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "authority.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "authority.help", NULL, help_action);
}

static void
cw_authority_dialog_init (CwAuthorityDialog *self)
{
  const CwAuthorityKind *const *kinds = cw_authority_kinds_get_all ();

  self->kinds = g_ptr_array_new ();
  for (gsize i = 0; kinds[i] != NULL; i++)
    if (!kinds[i]->built_in)
      g_ptr_array_add (self->kinds, (gpointer) kinds[i]);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "authority.test", FALSE);
}

static void
show_info (CwAuthorityDialog *self)
{
  g_autofree char *title = g_strdup_printf (_("Edit %s"), cw_authority_info_get_title (self->info));

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), cw_authority_info_get_name (self->info));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _("Name in the _list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name in the list"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->default_row), FALSE);
  gtk_button_set_label (self->save_button, _("_Save"));
}

CwAuthorityDialog *
cw_authority_dialog_new (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info)
{
  CwAuthorityDialog *self = g_object_new (CW_TYPE_AUTHORITY_DIALOG, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  self->info = info != NULL ? g_object_ref (info) : NULL;
  if (info != NULL)
    show_info (self);
  fill_kinds (self);
  make_form (self, info != NULL ? cw_authority_info_get_settings (info) : NULL);
  set_state (self, STATE_EDIT);
  return self;
}

void
cw_authority_dialog_show (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info)
{
  CwAuthorityDialog *self = cw_authority_dialog_new (parent, context, info);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
