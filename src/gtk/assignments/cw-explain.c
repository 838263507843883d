/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-explain.h"

void
cw_explain (GtkWidget *button, char *tip)
{
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tip, -1);
  g_free (tip);
}
