/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-fit.h"

static GdkMonitor *
dup_monitor (GtkWindow *parent)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (parent));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (parent));
  GdkMonitor *monitor = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;

  if (monitor != NULL)
    return g_object_ref (monitor);
  return g_list_model_get_item (gdk_display_get_monitors (display), 0);
}

void
cw_fit_window (GtkWindow *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);
  g_autoptr (GdkMonitor) monitor = dup_monitor (parent != NULL ? parent : window);
  GdkRectangle room;
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  if (monitor != NULL)
    {
      gdk_monitor_get_geometry (monitor, &room);
      width = MIN (width, room.width);
      height = MIN (height, room.height);
    }
  /* A window that somebody made narrow is not covered by a wide one; the height is another matter, as pages scroll. */
  if (parent != NULL && gtk_widget_get_width (GTK_WIDGET (parent)) > 0)
    width = MIN (width, gtk_widget_get_width (GTK_WIDGET (parent)));
  gtk_window_set_default_size (window, width, height);
}
