/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-dialog.h"

#include "cw-assign-wizard.h"
#include "cw-certificate-assignments.h"
#include "cw-certificate-details-view.h"
#include "cw-certificate-details.h"
#include "cw-certificate-general.h"
#include "cw-certificate-path.h"
#include "cw-clock.h"
#include "cw-export-wizard.h"
#include "cw-fit.h"
#include "cw-narrow-bin.h"

#include <glib/gi18n-lib.h>

struct _CwCertificateDialog
{
  AdwWindow parent_instance;

  CwContext *context;
  gint64 id;
  GCancellable *cancellable;

  CwNarrowBin *narrow_bin;
  GtkStack *title_stack;
  GtkStack *state_stack;
  AdwStatusPage *error_page;
  AdwViewStack *view_stack;
  CwCertificateGeneral *general;
  CwCertificateDetailsView *details;
  CwCertificatePath *path;
  CwCertificateAssignments *assignments;
  CwStoredCertificate *stored;
};

G_DEFINE_FINAL_TYPE (CwCertificateDialog, cw_certificate_dialog, ADW_TYPE_WINDOW)

/* ---- reading, in a worker ---- */

typedef struct
{
  CwStoredCertificate *stored;
  CwCertificate *certificate;
  GListModel *details;
} Loaded;

static void
loaded_free (Loaded *self)
{
  g_clear_object (&self->stored);
  g_clear_object (&self->certificate);
  g_clear_object (&self->details);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, loaded_free)

typedef struct
{
  CwContext *context;
  gint64 id;
  CwCertificate *certificate;
} Wanted;

static void
wanted_free (Wanted *self)
{
  g_clear_object (&self->certificate);
  g_object_unref (self->context);
  g_free (self);
}

static Wanted *
wanted_new (CwCertificateDialog *self, CwCertificate *certificate)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->context = g_object_ref (self->context);
  wanted->id = self->id;
  wanted->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  return wanted;
}

static GPtrArray *
lookup (GBytes *subject_der, gpointer user_data)
{
  return cw_store_find_by_subject (user_data, subject_der, NULL);
}

static void
chain_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Wanted *wanted = task_data;
  /* What nobody but this program trusts, the root of the practice CA, counts as well. */
  g_autoptr (GPtrArray) anchors = cw_authorities_dup_anchors (cw_context_get_authorities (wanted->context), NULL);

  g_task_return_pointer (task, cw_chain_new (wanted->certificate, lookup, cw_context_get_store (wanted->context), anchors, cw_clock_now ()),
                         g_object_unref);
}

static void
chain_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwCertificateDialog *self = CW_CERTIFICATE_DIALOG (source);
  g_autoptr (CwChain) chain = g_task_propagate_pointer (G_TASK (result), NULL);

  if (chain != NULL && !g_cancellable_is_cancelled (self->cancellable))
    cw_certificate_path_set_chain (self->path, chain);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Wanted *wanted = task_data;
  CwStore *store = cw_context_get_store (wanted->context);
  g_autoptr (Loaded) loaded = g_new0 (Loaded, 1);
  g_autoptr (GError) error = NULL;

  loaded->stored = cw_store_find_by_id (store, wanted->id, &error);
  loaded->certificate = loaded->stored != NULL ? cw_store_load_certificate (store, wanted->id, &error) : NULL;
  if (loaded->certificate == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  loaded->details = cw_certificate_details_new (loaded->certificate);
  g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) loaded_free);
}

static void
judge (CwCertificateDialog *self, CwCertificate *certificate)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, chain_cb, NULL);

  g_task_set_source_tag (task, judge);
  g_task_set_task_data (task, wanted_new (self, certificate), (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, chain_thread);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwCertificateDialog *self = CW_CERTIFICATE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Loaded) loaded = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *markup = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (loaded == NULL)
    {
      markup = g_markup_escape_text (error->message, -1);
      adw_status_page_set_description (self->error_page, markup);
      gtk_stack_set_visible_child_name (self->state_stack, "error");
      return;
    }
  gtk_window_set_title (GTK_WINDOW (self), cw_stored_certificate_get_friendly_name (loaded->stored));
  cw_certificate_general_set_certificate (self->general, self->context, loaded->stored, loaded->certificate);
  cw_certificate_details_view_set_details (self->details, loaded->details);
  gtk_stack_set_visible_child_name (self->state_stack, "views");
  cw_certificate_assignments_set_certificate (self->assignments, self->context, loaded->stored);
  g_set_object (&self->stored, loaded->stored);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.export", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.assign", cw_stored_certificate_has_private_key (loaded->stored));
  judge (self, loaded->certificate);
}

static void
load (CwCertificateDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, loaded_cb, NULL);

  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, wanted_new (self, NULL), (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, load_thread);
}

/* ---- class ---- */

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificateDialog *self = CW_CERTIFICATE_DIALOG (widget);

  cw_export_wizard_show (GTK_WINDOW (self), self->context, &self->id, 1);
}

static void
assign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwCertificateDialog *self = CW_CERTIFICATE_DIALOG (widget);

  cw_assign_wizard_show_certificate (GTK_WINDOW (self), self->context, self->stored);
}

static void
narrow_cb (CwCertificateDialog *self)
{
  gtk_stack_set_visible_child_name (self->title_stack, cw_narrow_bin_is_narrow (self->narrow_bin) ? "narrow" : "wide");
}

static gboolean
cw_certificate_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (CW_CERTIFICATE_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (cw_certificate_dialog_parent_class)->close_request (window);
}

static void
cw_certificate_dialog_dispose (GObject *object)
{
  CwCertificateDialog *self = CW_CERTIFICATE_DIALOG (object);

  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  g_clear_object (&self->stored);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_certificate_dialog_parent_class)->dispose (object);
}

static void
cw_certificate_dialog_finalize (GObject *object)
{
  g_object_unref (CW_CERTIFICATE_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (cw_certificate_dialog_parent_class)->finalize (object);
}

static void
cw_certificate_dialog_class_init (CwCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_certificate_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_certificate_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_certificate_dialog_close_request;
  g_type_ensure (CW_TYPE_NARROW_BIN);
  g_type_ensure (CW_TYPE_CERTIFICATE_GENERAL);
  g_type_ensure (CW_TYPE_CERTIFICATE_DETAILS_VIEW);
  g_type_ensure (CW_TYPE_CERTIFICATE_PATH);
  g_type_ensure (CW_TYPE_CERTIFICATE_ASSIGNMENTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/certificates/cw-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, title_stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, view_stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, general);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, details);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, path);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateDialog, assignments);
  gtk_widget_class_install_action (widget_class, "certificate.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "certificate.assign", NULL, assign_action);
}

static void
cw_certificate_dialog_init (CwCertificateDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.export", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.assign", FALSE);
  g_signal_connect_swapped (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self);
}

CwCertificateDialog *
cw_certificate_dialog_new (GtkWindow *parent, CwContext *context, gint64 id)
{
  CwCertificateDialog *self = g_object_new (CW_TYPE_CERTIFICATE_DIALOG, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  self->id = id;
  load (self);
  return self;
}

void
cw_certificate_dialog_show (GtkWindow *parent, CwContext *context, gint64 id)
{
  CwCertificateDialog *self = cw_certificate_dialog_new (parent, context, id);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
