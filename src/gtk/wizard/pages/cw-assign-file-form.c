/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-file-form.h"

#include "cw-file-chooser.h"
#include "cw-paths.h"

#include <glib/gi18n-lib.h>

struct _CwAssignFileForm
{
  AdwBin parent_instance;

  CwAssignDraft *draft;

  AdwActionRow *file_row;
  GtkEditable *password_row;
  GtkSwitch *exportable_switch;
  GtkEditable *name_row;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwAssignFileForm, cw_assign_file_form, ADW_TYPE_BIN)

static void
show_path (CwAssignFileForm *self)
{
  g_autofree char *path = NULL;
  g_autofree char *display = NULL;

  g_object_get (self->draft, "path", &path, NULL);
  display = path != NULL ? cw_paths_dup_display (path) : NULL;
  adw_action_row_set_subtitle (self->file_row, display != NULL ? display : "");
}

static void
set_file (CwAssignFileForm *self, const char *path)
{
  g_object_set (self->draft, "path", path, "password", NULL, "exportable", FALSE, "friendly-name", NULL, NULL);
  if (path != NULL)
    g_object_set (self->draft, "reference", NULL, NULL);
  gtk_editable_set_text (self->password_row, "");
  show_path (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  if (g_file_peek_path (file) != NULL)
    set_file (user_data, g_file_peek_path (file));
}

static void
store_cb (CwAssignFileForm *self)
{
  set_file (self, NULL);
}

static void
cw_assign_file_form_dispose (GObject *object)
{
  g_clear_object (&CW_ASSIGN_FILE_FORM (object)->draft);
  G_OBJECT_CLASS (cw_assign_file_form_parent_class)->dispose (object);
}

static void
cw_assign_file_form_class_init (CwAssignFileFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assign_file_form_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CW_TYPE_ASSIGN_FILE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-assign-file-form.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignFileForm, file_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssignFileForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssignFileForm, exportable_switch);
  gtk_widget_class_bind_template_child (widget_class, CwAssignFileForm, name_row);
  gtk_widget_class_bind_template_callback (widget_class, cw_assign_file_form_browse);
  gtk_widget_class_bind_template_callback (widget_class, store_cb);
}

static void
cw_assign_file_form_init (CwAssignFileForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_assign_file_form_set_draft (CwAssignFileForm *self, CwAssignDraft *draft)
{
  self->draft = g_object_ref (draft);
  show_path (self);
}

void
cw_assign_file_form_browse (CwAssignFileForm *self)
{
  cw_file_chooser_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Select Certificate File"), file_chosen_cb, G_OBJECT (self));
}

void
cw_assign_file_form_apply (CwAssignFileForm *self)
{
  const char *text = gtk_editable_get_text (self->password_row);
  const char *name = gtk_editable_get_text (self->name_row);
  g_autoptr (CwSecret) password = *text != '\0' ? cw_secret_new_text (text) : NULL;

  if (password != NULL)
    g_object_set (self->draft, "password", password, NULL);
  g_object_set (self->draft, "exportable", gtk_switch_get_active (self->exportable_switch), "friendly-name", *name != '\0' ? name : NULL, NULL);
  /* From here on it is in a CwSecret: nobody can read it out of the entry. */
  gtk_editable_set_text (self->password_row, "");
}
