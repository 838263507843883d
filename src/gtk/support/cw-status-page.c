/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-status-page.h"

GtkWidget *
cw_status_page_new (const char *icon_name, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *markup = description != NULL ? g_markup_escape_text (description, -1) : NULL;

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon_name);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), markup);
  return page;
}

void
cw_status_page_add_button (GtkWidget *page, const char *label, const char *action, gboolean suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  GtkWidget *box = adw_status_page_get_child (ADW_STATUS_PAGE (page));

  if (box == NULL)
    {
      box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
      gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
      adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
    }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), button);
}
