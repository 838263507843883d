/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-say.h"

#include <glib/gi18n-lib.h>

/* What a letter takes of a toast, roughly, and what is said in a toast however narrow the window is. */
#define PIXELS_PER_LETTER 9
#define LEAST_LETTERS 60

static AdwToastOverlay *
find_overlay (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      AdwToastOverlay *found = ADW_IS_TOAST_OVERLAY (child) ? ADW_TOAST_OVERLAY (child) : find_overlay (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
cw_add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *top = GTK_WIDGET (gtk_widget_get_root (widget));
  AdwToastOverlay *overlay = NULL;

  while (top != NULL && !ADW_IS_APPLICATION_WINDOW (top))
    top = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (top)));
  overlay = top != NULL ? find_overlay (top) : NULL;
  if (overlay != NULL)
    adw_toast_overlay_add_toast (overlay, toast);
  else
    g_object_unref (toast);
}

/* A toast has one line, and what does not fit is lost. */
static gboolean
fits_toast (GtkWidget *window, const char *sentence)
{
  return g_utf8_strlen (sentence, -1) <= MAX (gtk_widget_get_width (window) / PIXELS_PER_LETTER, LEAST_LETTERS);
}

void
cw_say (GtkWidget *widget, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *markup = NULL;
  GtkWidget *dialog;

  if (root == NULL || (ADW_IS_APPLICATION_WINDOW (root) && fits_toast (GTK_WIDGET (root), sentence)))
    {
      markup = g_markup_escape_text (sentence, -1);
      cw_add_toast (widget, adw_toast_new (markup));
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (root), NULL, sentence);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}
