/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Asks for files. The only place that uses GtkFileChooserNative, which a later GTK replaces. */

G_BEGIN_DECLS

/* file: NULL when the user cancelled; files: of GFile, never empty. */
typedef void (*CwFileChosen)  (GFile *file, gpointer user_data);
typedef void (*CwFilesChosen) (GListModel *files, gpointer user_data);

/* The callback is not called when owner is gone by then, nor when the user cancels. owner is its user_data. */
void cw_file_chooser_open_certificates (GtkWindow *window, gboolean folder, CwFilesChosen chosen, GObject *owner);
void cw_file_chooser_open              (GtkWindow *window, const char *title, CwFileChosen chosen, GObject *owner);
void cw_file_chooser_save              (GtkWindow *window, const char *title, const char *name, CwFileChosen chosen, GObject *owner);
void cw_file_chooser_select_folder     (GtkWindow *window, const char *title, CwFileChosen chosen, GObject *owner);

G_END_DECLS
