/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer of "window ready": a libadwaita window with nothing in it, until its first frame is drawn. */
#include <adwaita.h>
#include <stdio.h>

static void
painted_cb (GdkFrameClock *clock, gpointer window)
{
  (void) clock;
  (void) window;
  printf ("ready\n");
  fflush (stdout);
}

static void
activate_cb (GtkApplication *application, gpointer user_data)
{
  GtkWidget *window = adw_application_window_new (application);

  (void) user_data;
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), window);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("org.certwizard.BareWindow", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
