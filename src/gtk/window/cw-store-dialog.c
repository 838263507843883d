/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-dialog.h"

#include "cw-file-chooser.h"
#include "cw-fit.h"
#include "cw-operation-wizard.h"
#include "cw-paths.h"
#include "cw-rows.h"
#include "cw-store-operations.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 200

struct _CwStoreDialog
{
  AdwWindow parent_instance;

  CwContext *context;
  GCancellable *cancellable;
  GArray *choices;             /* of CwProtection, as in the combo row */

  AdwActionRow *path_row;
  AdwActionRow *count_row;
  AdwActionRow *protection_row;
  GtkImage *protection_image;
  AdwComboRow *choice_row;
  AdwActionRow *check_row;
  GtkSpinner *check_spinner;
  GtkListBox *problems;
};

G_DEFINE_FINAL_TYPE (CwStoreDialog, cw_store_dialog, ADW_TYPE_WINDOW)

/* ---- what is so, found out by a worker ---- */

typedef struct
{
  char *status;
  guint64 certificates;
  guint64 keys;
  CwProtection protection;
  gboolean possible[CW_PROTECTION_PERMISSIONS + 1];
} Status;

static void
status_free (Status *self)
{
  g_free (self->status);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Status, status_free)

static void
status_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CwStore *store = cw_context_get_store (task_data);
  CwStoreAccess *access = cw_context_get_access (task_data);
  Status *status = g_new0 (Status, 1);

  status->status = cw_store_access_dup_status (access);
  status->certificates = cw_store_count_certificates (store);
  status->keys = cw_store_count_keys (store);
  status->protection = cw_store_get_protection (store, NULL);
  for (guint i = CW_PROTECTION_KEYRING; i <= CW_PROTECTION_PERMISSIONS; i++)
    status->possible[i] = cw_store_access_can_protect (access, i);
  g_task_return_pointer (task, status, (GDestroyNotify) status_free);
}

static const char *
get_protection_label (CwProtection protection)
{
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      return _("Keyring of this session");
    case CW_PROTECTION_PASSPHRASE:
      return _("Passphrase");
    case CW_PROTECTION_PERMISSIONS:
      return _("File permissions only");
    case CW_PROTECTION_NONE:
    default:
      return _("Not chosen yet");
    }
}

static void
show_choices (CwStoreDialog *self, Status *status)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->choices, 0);
  for (CwProtection i = CW_PROTECTION_KEYRING; i <= CW_PROTECTION_PERMISSIONS; i++)
    if (status->possible[i] || i == status->protection)
      {
        if (i == status->protection)
          selected = self->choices->len;
        g_array_append_val (self->choices, i);
        gtk_string_list_append (labels, get_protection_label (i));
      }
  adw_combo_row_set_model (self->choice_row, G_LIST_MODEL (labels));
  if (self->choices->len > 0)
    adw_combo_row_set_selected (self->choice_row, selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "store.protect", self->choices->len > 0);
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwStoreDialog *self = CW_STORE_DIALOG (source);
  g_autoptr (Status) status = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *certificates = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *contents = NULL;

  if (status == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  certificates = g_strdup_printf (ngettext ("%'u certificate", "%'u certificates", status->certificates), (guint) status->certificates);
  keys = g_strdup_printf (ngettext ("%'u private key", "%'u private keys", status->keys), (guint) status->keys);
  contents = g_strdup_printf (_("%s, %s"), certificates, keys);
  adw_action_row_set_subtitle (self->count_row, contents);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->protection_row), get_protection_label (status->protection));
  adw_action_row_set_subtitle (self->protection_row, status->status);
  gtk_image_set_from_icon_name (self->protection_image, status->protection == CW_PROTECTION_KEYRING || status->protection == CW_PROTECTION_PASSPHRASE
                                                          ? "channel-secure-symbolic" : "dialog-information-symbolic");
  show_choices (self, status);
}

static void
refresh (CwStoreDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, status_cb, NULL);

  g_task_set_source_tag (task, refresh);
  g_task_set_task_data (task, g_object_ref (self->context), g_object_unref);
  g_task_run_in_thread (task, status_thread);
}

/* ---- operations ---- */

static void
run (CwStoreDialog *self, CwOperation *operation, const char *title, const char *next_label, const char *done)
{
  GtkWidget *wizard = cw_operation_wizard_show (GTK_WINDOW (self), self->context, operation, title, next_label, done);

  g_signal_connect_object (wizard, "destroy", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

static void
protect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwStoreDialog *self = CW_STORE_DIALOG (widget);
  CwProtection protection = g_array_index (self->choices, CwProtection, adw_combo_row_get_selected (self->choice_row));
  g_autoptr (CwOperation) operation = cw_protect_operation_new (cw_context_get_access (self->context), protection, NULL);

  run (self, operation, _("Change Protection"), _("_Change"), _("Protection Changed"));
}

static void
backup_chosen_cb (GFile *file, gpointer user_data)
{
  CwStoreDialog *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (CwOperation) operation = cw_backup_operation_new (cw_context_get_access (self->context), path, NULL);

  run (self, operation, _("Back Up Store"), _("_Back Up"), _("Backup Written"));
}

static void
backup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_file_chooser_save (GTK_WINDOW (widget), _("Back Up Store to File"), _("certificates.cwbackup"), backup_chosen_cb, G_OBJECT (widget));
}

static void
restore_chosen_cb (GFile *file, gpointer user_data)
{
  CwStoreDialog *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (CwOperation) operation = cw_restore_operation_new (cw_context_get_access (self->context), path, NULL, TRUE);

  run (self, operation, _("Restore Store"), _("_Restore"), _("Store Restored"));
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_file_chooser_open (GTK_WINDOW (widget), _("Restore Store from Backup"), restore_chosen_cb, G_OBJECT (widget));
}

/* ---- check ---- */

static void
check_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *problems = cw_store_check (cw_context_get_store (task_data), cancellable, &error);

  if (problems != NULL)
    g_task_return_pointer (task, problems, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwStoreDialog *self = CW_STORE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GListStore) model = g_list_store_new (CW_TYPE_PROBLEM);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_spinner_stop (self->check_spinner);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "store.check", TRUE);
  if (problems == NULL)
    {
      adw_action_row_set_subtitle (self->check_row, error->message);
      return;
    }
  for (guint i = 0; i < problems->len; i++)
    g_list_store_append (model, g_ptr_array_index (problems, i));
  cw_fill_list_box (self->problems, G_LIST_MODEL (model), MAX_ROWS, (GtkWidget *(*) (gpointer)) cw_problem_row_new);
  adw_action_row_set_subtitle (self->check_row, problems->len == 0 ? _("The store is sound") : _("The store has problems, listed below"));
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwStoreDialog *self = CW_STORE_DIALOG (widget);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, checked_cb, NULL);

  gtk_spinner_start (self->check_spinner);
  gtk_widget_action_set_enabled (widget, "store.check", FALSE);
  adw_action_row_set_subtitle (self->check_row, _("Checking…"));
  g_task_set_source_tag (task, check_action);
  g_task_set_task_data (task, g_object_ref (self->context), g_object_unref);
  g_task_run_in_thread (task, check_thread);
}

/* ---- class ---- */

static gboolean
cw_store_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (CW_STORE_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (cw_store_dialog_parent_class)->close_request (window);
}

static void
cw_store_dialog_dispose (GObject *object)
{
  g_clear_object (&CW_STORE_DIALOG (object)->context);
  G_OBJECT_CLASS (cw_store_dialog_parent_class)->dispose (object);
}

static void
cw_store_dialog_finalize (GObject *object)
{
  g_object_unref (CW_STORE_DIALOG (object)->cancellable);
  g_array_unref (CW_STORE_DIALOG (object)->choices);
  G_OBJECT_CLASS (cw_store_dialog_parent_class)->finalize (object);
}

static void
cw_store_dialog_class_init (CwStoreDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_store_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_store_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_store_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/window/cw-store-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, path_row);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, protection_row);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, protection_image);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, choice_row);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, check_row);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, check_spinner);
  gtk_widget_class_bind_template_child (widget_class, CwStoreDialog, problems);
  gtk_widget_class_install_action (widget_class, "store.protect", NULL, protect_action);
  gtk_widget_class_install_action (widget_class, "store.backup", NULL, backup_action);
  gtk_widget_class_install_action (widget_class, "store.restore", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "store.check", NULL, check_action);
}

static void
cw_store_dialog_init (CwStoreDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->choices = g_array_new (FALSE, FALSE, sizeof (CwProtection));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "store.protect", FALSE);
}

CwStoreDialog *
cw_store_dialog_new (GtkWindow *parent, CwContext *context)
{
  CwStoreDialog *self = g_object_new (CW_TYPE_STORE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *path = cw_paths_dup_display (cw_store_get_directory (cw_context_get_store (context)));

  self->context = g_object_ref (context);
  adw_action_row_set_subtitle (self->path_row, path);
  refresh (self);
  return self;
}

void
cw_store_dialog_show (GtkWindow *parent, CwContext *context)
{
  CwStoreDialog *self = cw_store_dialog_new (parent, context);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
