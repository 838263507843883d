/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file-chooser.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkFileChooserNative *native;
  GWeakRef owner;
  CwFileChosen chosen;
  CwFilesChosen chosen_many;
} Choice;

static void
choice_free (Choice *self)
{
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->native));
  g_object_unref (self->native);
  g_weak_ref_clear (&self->owner);
  g_free (self);
}

static void
response_cb (GtkNativeDialog *native, int response, gpointer user_data)
{
  Choice *self = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (response == GTK_RESPONSE_ACCEPT && owner != NULL && self->chosen_many != NULL)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (native));

      if (g_list_model_get_n_items (files) > 0)
        self->chosen_many (files, owner);
    }
  else if (response == GTK_RESPONSE_ACCEPT && owner != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));

      if (file != NULL)
        self->chosen (file, owner);
    }
  choice_free (self);
}

static Choice *
choice_new (GtkWindow *window, const char *title, GtkFileChooserAction action, const char *accept, GObject *owner)
{
  Choice *self = g_new0 (Choice, 1);

  self->native = gtk_file_chooser_native_new (title, window, action, accept, _("_Cancel"));
  g_weak_ref_init (&self->owner, owner);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->native), TRUE);
  g_signal_connect (self->native, "response", G_CALLBACK (response_cb), self);
  return self;
}

/* Only a help for the eye: what a file is, is found out from its content. */
static void
add_certificate_filters (GtkFileChooser *chooser)
{
  static const char *suffixes[] = { "pfx", "p12", "p7b", "p7c", "p7s", "pem", "crt", "cer", "der", "key", "p8", "pk8" };
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_filter_set_name (known, _("Certificates and keys"));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (known, suffixes[i]);
  gtk_file_chooser_add_filter (chooser, known);
  gtk_file_chooser_add_filter (chooser, all);
}

void
cw_file_chooser_open_certificates (GtkWindow *window, gboolean folder, CwFilesChosen chosen, GObject *owner)
{
  Choice *choice = choice_new (window, folder ? _("Select Folder with Certificates") : _("Select Certificate File"),
                               folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
                               folder ? _("_Select") : _("_Open"), owner);

  choice->chosen_many = chosen;
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (choice->native), TRUE);
  if (!folder)
    add_certificate_filters (GTK_FILE_CHOOSER (choice->native));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->native));
}

void
cw_file_chooser_open (GtkWindow *window, const char *title, CwFileChosen chosen, GObject *owner)
{
  Choice *choice = choice_new (window, title, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), owner);

  choice->chosen = chosen;
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->native));
}

void
cw_file_chooser_save (GtkWindow *window, const char *title, const char *name, CwFileChosen chosen, GObject *owner)
{
  Choice *choice = choice_new (window, title, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), owner);

  choice->chosen = chosen;
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (choice->native), name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->native));
}

void
cw_file_chooser_select_folder (GtkWindow *window, const char *title, CwFileChosen chosen, GObject *owner)
{
  Choice *choice = choice_new (window, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Select"), owner);

  choice->chosen = chosen;
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->native));
}
