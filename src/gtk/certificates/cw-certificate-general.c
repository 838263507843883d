/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-general.h"

#include "cw-certificate-details.h"
#include "cw-certificate-text.h"
#include "cw-clock.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwCertificateGeneral
{
  AdwBin parent_instance;

  CwContext *context;
  gint64 id;

  AdwActionRow *state_row;
  GtkImage *state_image;
  AdwEntryRow *name_row;
  AdwPreferencesGroup *names_group;
  AdwPreferencesGroup *validity_group;
  AdwPreferencesGroup *use_group;
  AdwPreferencesGroup *thumbprint_group;
};

G_DEFINE_FINAL_TYPE (CwCertificateGeneral, cw_certificate_general, ADW_TYPE_BIN)

/* ---- renaming ---- */

typedef struct
{
  CwContext *context;
  gint64 id;
  char *name;
} Rename;

static void
rename_free (Rename *self)
{
  g_object_unref (self->context);
  g_free (self->name);
  g_free (self);
}

static void
rename_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Rename *rename = task_data;
  g_autoptr (GError) error = NULL;

  if (cw_store_rename (cw_context_get_store (rename->context), rename->id, rename->name, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwCertificateGeneral *self = CW_CERTIFICATE_GENERAL (source);
  Rename *rename = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (root != NULL)
        gtk_window_set_title (GTK_WINDOW (root), rename->name);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), error->message);
}

static void
rename_cb (CwCertificateGeneral *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, renamed_cb, NULL);
  Rename *rename = g_new0 (Rename, 1);

  rename->context = g_object_ref (self->context);
  rename->id = self->id;
  rename->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  g_strstrip (rename->name);
  g_task_set_source_tag (task, rename_cb);
  g_task_set_task_data (task, rename, (GDestroyNotify) rename_free);
  g_task_run_in_thread (task, rename_thread);
}

static void
name_changed_cb (CwCertificateGeneral *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _("Friendly Name"));
}

/* ---- showing ---- */

static void
copy_cb (GtkButton *button, gpointer user_data)
{
  const char *text = g_object_get_data (G_OBJECT (button), "cw-text");

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  gtk_button_set_icon_name (button, "emblem-ok-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _("Copied"));
}

static void
add_thumbprint (CwCertificateGeneral *self, const char *title, const char *thumbprint)
{
  GtkWidget *row = cw_row_new (title, thumbprint);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *label = g_strdup_printf (_("Copy %s"), title);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "thumbprint");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "cw-text", g_strdup (thumbprint), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->thumbprint_group, row);
}

static void
add_fact (AdwPreferencesGroup *group, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    adw_preferences_group_add (group, cw_fact_row_new (property, value));
}

static void
show_names (CwCertificateGeneral *self, CwCertificate *certificate)
{
  g_autofree char *names = g_strjoinv ("\n", (char **) cw_certificate_get_names (certificate));

  add_fact (self->names_group, _("Subject"), cw_certificate_get_subject (certificate));
  add_fact (self->names_group, _("Alternative Names"), names);
  add_fact (self->names_group, _("Issued By"), cw_certificate_get_issuer (certificate));
  add_fact (self->names_group, _("Serial Number"), cw_certificate_get_serial (certificate));
}

static void
show_validity (CwCertificateGeneral *self, CwCertificate *certificate)
{
  g_autofree char *from = cw_certificate_dup_exact (cw_certificate_get_not_before (certificate));
  g_autofree char *until = cw_certificate_dup_exact (cw_certificate_get_not_after (certificate));

  add_fact (self->validity_group, _("Valid From"), from);
  add_fact (self->validity_group, _("Valid Until"), until);
}

static void
show_use (CwCertificateGeneral *self, CwStoredCertificate *stored, CwCertificate *certificate)
{
  g_autofree char *purposes = cw_certificate_dup_purposes_text (certificate);

  add_fact (self->use_group, _("Public Key"), cw_certificate_get_key_algorithm (certificate));
  add_fact (self->use_group, _("Private Key"), cw_certificate_get_key_text (stored));
  add_fact (self->use_group, _("Purposes"), purposes);
  add_fact (self->use_group, _("Kind"), cw_certificate_is_ca (certificate) ? _("Certification authority") : _("End entity"));
  add_fact (self->use_group, _("Imported From"), cw_stored_certificate_get_source (stored));
}

static char *
dup_state_sentence (CwCertificateState state, const char *expires)
{
  switch (state)
    {
    case CW_CERTIFICATE_EXPIRED:
      return g_strdup_printf (_("It expired %s. Services that still use it are refused."), expires);
    case CW_CERTIFICATE_EXPIRING:
      return g_strdup_printf (_("It expires %s. It is time for a successor."), expires);
    case CW_CERTIFICATE_NOT_YET_VALID:
      return g_strdup (_("Its validity has not begun yet, or the clock of this computer is wrong."));
    case CW_CERTIFICATE_VALID:
    default:
      return g_strdup_printf (_("It expires %s."), expires);
    }
}

static void
show_state (CwCertificateGeneral *self, CwCertificate *certificate)
{
  gint64 now = cw_clock_now ();
  CwCertificateState state = cw_certificate_state_at (cw_certificate_get_not_before (certificate), cw_certificate_get_not_after (certificate), now);
  const char *style = cw_certificate_state_get_style (state);
  g_autofree char *expires = cw_certificate_dup_expires (cw_certificate_get_not_after (certificate), now);
  g_autofree char *sentence = cw_certificate_get_not_after (certificate) == G_MAXINT64 ? g_strdup (_("It never expires."))
                                                                                       : dup_state_sentence (state, expires);

  gtk_image_set_from_icon_name (self->state_image, cw_certificate_state_get_icon (state));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_image), (const char *[]) { style != NULL ? style : "success", NULL });
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), cw_certificate_state_get_word (state));
  adw_action_row_set_subtitle (self->state_row, sentence);
}

static void
cw_certificate_general_dispose (GObject *object)
{
  CwCertificateGeneral *self = CW_CERTIFICATE_GENERAL (object);

  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_certificate_general_parent_class)->dispose (object);
}

static void
cw_certificate_general_class_init (CwCertificateGeneralClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_certificate_general_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/certificates/cw-certificate-general.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, state_row);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, state_image);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, names_group);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, validity_group);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, use_group);
  gtk_widget_class_bind_template_child (widget_class, CwCertificateGeneral, thumbprint_group);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
cw_certificate_general_init (CwCertificateGeneral *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_certificate_general_set_certificate (CwCertificateGeneral *self, CwContext *context, CwStoredCertificate *stored, CwCertificate *certificate)
{
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->id = cw_stored_certificate_get_id (stored);
  adw_entry_row_set_show_apply_button (self->name_row, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), cw_stored_certificate_get_friendly_name (stored));
  adw_entry_row_set_show_apply_button (self->name_row, TRUE);
  show_state (self, certificate);
  show_names (self, certificate);
  show_validity (self, certificate);
  show_use (self, stored, certificate);
  add_thumbprint (self, _("SHA-1"), cw_certificate_get_thumbprint (certificate));
  add_thumbprint (self, _("SHA-256"), cw_certificate_get_sha256 (certificate));
}
