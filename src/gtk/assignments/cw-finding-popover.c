/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-finding-popover.h"

#include "cw-direction.h"
#include "cw-finding-button.h"
#include "cw-rows.h"

#define WIDTH_CHARS 38

static GtkWidget *
make_heading (CwFinding *finding)
{
  CwSeverity severity = cw_finding_get_severity (finding);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *image = gtk_image_new_from_icon_name (cw_severity_get_icon (severity));
  GtkWidget *label = gtk_label_new (cw_severity_get_word (severity));

  gtk_widget_add_css_class (image, cw_severity_get_style (severity));
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
make_sentence (CwFinding *finding)
{
  g_autofree char *sentence = cw_direction_dup_sentence (cw_finding_get_sentence (finding));
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* Both, or this GTK leaves too little height for the lines. */
  gtk_label_set_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
make_button (GtkPopover *popover, CwFinding *finding)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_use_underline (GTK_BUTTON (button), TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  cw_finding_button_set (button, finding);
  /* After its action, which is found by way of the popover's place. */
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return button;
}

static gboolean
unparent_cb (gpointer user_data)
{
  GtkWidget *popover = user_data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Not while it is being closed. */
static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, unparent_cb, g_object_ref (popover), g_object_unref);
}

static void
owner_gone_cb (GtkWidget *popover)
{
  unparent_cb (popover);
}

void
cw_finding_popover_show (GtkWidget *owner, const GdkRectangle *place, CwFinding *finding)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *sentence = make_sentence (finding);
  GtkWidget *button = make_button (GTK_POPOVER (popover), finding);

  gtk_box_append (GTK_BOX (box), make_heading (finding));
  gtk_box_append (GTK_BOX (box), sentence);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (popover, "finding");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_severity_get_word (cw_finding_get_severity (finding)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, cw_finding_get_sentence (finding), -1);
  gtk_widget_set_parent (popover, owner);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (owner, "destroy", G_CALLBACK (owner_gone_cb), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
  if (gtk_widget_get_visible (button))
    gtk_widget_grab_focus (button);
  /* Whoever comes by keyboard has not chosen the text. */
  gtk_label_select_region (GTK_LABEL (sentence), 0, 0);
}
