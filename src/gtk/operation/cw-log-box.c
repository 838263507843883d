/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-log-box.h"

#include <glib/gi18n-lib.h>

struct _CwLogBox
{
  AdwBin parent_instance;

  CwOperation *operation;
  GtkExpander *expander;
  GtkTextView *view;
};

G_DEFINE_FINAL_TYPE (CwLogBox, cw_log_box, ADW_TYPE_BIN)

static void
show_log (CwLogBox *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *log = NULL;
  int shown = gtk_text_buffer_get_char_count (buffer);
  GtkTextIter end;

  if (self->operation == NULL)
    return;
  g_object_get (self->operation, "log", &log, NULL);
  gtk_text_buffer_get_end_iter (buffer, &end);
  /* It grows: what is there stays, with its selection. */
  if (log != NULL && g_utf8_strlen (log, -1) >= shown)
    gtk_text_buffer_insert (buffer, &end, g_utf8_offset_to_pointer (log, shown), -1);
  else
    gtk_text_buffer_set_text (buffer, log != NULL ? log : "", -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_view_scroll_to_iter (self->view, &end, 0, FALSE, 0, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), log != NULL && *log != '\0');
}

static void
cw_log_box_dispose (GObject *object)
{
  cw_log_box_set_operation (CW_LOG_BOX (object), NULL);
  G_OBJECT_CLASS (cw_log_box_parent_class)->dispose (object);
}

static void
cw_log_box_class_init (CwLogBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_log_box_dispose;
}

static GtkWidget *
make_view (CwLogBox *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_widget_add_css_class (view, "raw-bytes");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Log"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), 160);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), view);
  gtk_widget_set_overflow (window, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (window, "card");
  return window;
}

static void
cw_log_box_init (CwLogBox *self)
{
  GtkWidget *expander = gtk_expander_new_with_mnemonic (_("L_og"));

  self->expander = GTK_EXPANDER (expander);
  gtk_expander_set_child (self->expander, make_view (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Log"), -1);
  adw_bin_set_child (ADW_BIN (self), expander);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
cw_log_box_set_operation (CwLogBox *self, CwOperation *operation)
{
  CwOperation *speaking = operation;

  if (operation != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (operation), "log") == NULL)
    speaking = NULL;
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_func (self->operation, show_log, self);
  g_set_object (&self->operation, speaking);
  if (self->operation == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", -1);
  g_signal_connect_object (self->operation, "notify::log", G_CALLBACK (show_log), self, G_CONNECT_SWAPPED);
  show_log (self);
}
