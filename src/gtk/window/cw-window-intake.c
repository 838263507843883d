/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-window-intake.h"

#include "cw-import-wizard.h"
#include "cw-status-page.h"

#include <glib/gi18n-lib.h>

/* A text that is pasted or dropped: more is a mistake. */
#define MAX_TEXT (64 * 1024 * 1024)

struct _CwWindowIntake
{
  GObject parent_instance;

  CwWindow *window;             /* this and the next: weak */
  GtkRevealer *revealer;
  GPtrArray *waiting;           /* of GFile: opened before the store was */
};

G_DEFINE_FINAL_TYPE (CwWindowIntake, cw_window_intake, G_TYPE_OBJECT)

static void
import_text (CwWindowIntake *self, const char *text, const char *label)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (strlen (text) > MAX_TEXT)
    {
      cw_window_show_message (self->window, _("The text is too large to be a certificate"));
      return;
    }
  bytes = g_bytes_new (text, strlen (text));
  cw_import_draft_add_bytes (draft, bytes, label);
  cw_import_wizard_show (GTK_WINDOW (self->window), cw_window_get_context (self->window), draft);
}

/* value: a GdkFileList. */
static gboolean
import_list (CwWindowIntake *self, const GValue *value)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    g_ptr_array_add (files, l->data);
  if (files->len > 0)
    cw_window_intake_add_files (self, (GFile **) files->pdata, files->len);
  return files->len > 0;
}

/* ---- the clipboard ---- */

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CwWindowIntake) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->window == NULL)
    return;
  if (text == NULL || *text == '\0')
    cw_window_show_message (self->window, _("There is no text in the clipboard"));
  else
    import_text (self, text, _("Clipboard"));
}

static void
pasted_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CwWindowIntake) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && self->window != NULL)
    import_list (self, value);
}

/* ---- dropping ---- */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, CwWindowIntake *self)
{
  if (cw_window_get_context (self->window) == NULL)
    return FALSE;
  if (!G_VALUE_HOLDS_STRING (value))
    return import_list (self, value);
  import_text (self, g_value_get_string (value), _("Dropped text"));
  return TRUE;
}

static GdkDragAction
drop_enter_cb (GtkDropTarget *target, double x, double y, CwWindowIntake *self)
{
  if (gtk_revealer_get_child (self->revealer) == NULL)
    {
      GtkWidget *page = cw_status_page_new ("document-open-symbolic", _("Drop to Import"), NULL);

      gtk_widget_add_css_class (page, "drop-page");
      gtk_revealer_set_child (self->revealer, page);
    }
  gtk_revealer_set_reveal_child (self->revealer, cw_window_get_context (self->window) != NULL);
  return GDK_ACTION_COPY;
}

static void
drop_leave_cb (GtkDropTarget *target, CwWindowIntake *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
watch_drops (CwWindowIntake *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (drop_enter_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (drop_leave_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->window), GTK_EVENT_CONTROLLER (target));
}

/* ---- class ---- */

static void
cw_window_intake_dispose (GObject *object)
{
  CwWindowIntake *self = CW_WINDOW_INTAKE (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->revealer);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_window_intake_parent_class)->dispose (object);
}

static void
cw_window_intake_class_init (CwWindowIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_window_intake_dispose;
}

static void
cw_window_intake_init (CwWindowIntake *self)
{
}

CwWindowIntake *
cw_window_intake_new (CwWindow *window, GtkRevealer *revealer)
{
  CwWindowIntake *self = g_object_new (CW_TYPE_WINDOW_INTAKE, NULL);

  g_set_weak_pointer (&self->window, window);
  g_set_weak_pointer (&self->revealer, revealer);
  watch_drops (self);
  return self;
}

void
cw_window_intake_add_files (CwWindowIntake *self, GFile **files, gsize n_files)
{
  g_autoptr (CwImportDraft) draft = NULL;

  if (cw_window_get_context (self->window) == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->window)))
    {
      if (self->waiting == NULL)
        self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
      for (gsize i = 0; i < n_files; i++)
        g_ptr_array_add (self->waiting, g_object_ref (files[i]));
      return;
    }
  draft = cw_import_draft_new ();
  for (gsize i = 0; i < n_files; i++)
    if (g_file_peek_path (files[i]) != NULL)
      cw_import_draft_add_path (draft, g_file_peek_path (files[i]));
  cw_import_wizard_show (GTK_WINDOW (self->window), cw_window_get_context (self->window), draft);
}

void
cw_window_intake_open_waiting (CwWindowIntake *self)
{
  g_autoptr (GPtrArray) files = NULL;

  if (self->waiting == NULL || cw_window_get_context (self->window) == NULL)
    return;
  files = g_steal_pointer (&self->waiting);
  cw_window_intake_add_files (self, (GFile **) files->pdata, files->len);
}

void
cw_window_intake_paste (CwWindowIntake *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));

  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, pasted_files_cb, g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, NULL, pasted_cb, g_object_ref (self));
}
