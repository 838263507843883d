/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-help.h"

#include "cw-say.h"

#include <glib/gi18n-lib.h>

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL))
    cw_say (widget, _("The help could not be opened: please install the help viewer Yelp"));
}

void
cw_help_show (GtkWidget *widget, const char *page)
{
  g_autofree char *uri = page != NULL ? g_strdup_printf ("help:certwizard/%s", page) : g_strdup ("help:certwizard");
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root != NULL)
    gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (widget));
}
