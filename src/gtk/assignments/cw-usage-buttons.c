/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-buttons.h"

#include "cw-explain.h"

struct _CwUsageButtons
{
  GtkBox parent_instance;

  GtkLabel *target_label;
  GtkBox *buttons;
  GtkWidget *request_button;
  GtkWidget *assign_button;
  GtkWidget *remove_button;
  GtkWidget *view_button;
};

G_DEFINE_FINAL_TYPE (CwUsageButtons, cw_usage_buttons, GTK_TYPE_BOX)

/* Rather shortened than outside of the window, where text is large: the tooltip has all of it. */
static void
let_buttons_shrink (CwUsageButtons *self)
{
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons)); button != NULL; button = gtk_widget_get_next_sibling (button))
    gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
}

static void
cw_usage_buttons_class_init (CwUsageButtonsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-usage-buttons.ui");
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, target_label);
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, request_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, assign_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, remove_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsageButtons, view_button);
}

static void
cw_usage_buttons_init (CwUsageButtons *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  let_buttons_shrink (self);
}

void
cw_usage_buttons_set_choice (CwUsageButtons *self, CwUsageChoice *choice)
{
  g_autofree char *title = cw_usage_choice_dup_title (choice);
  g_autofree char *titles = cw_usage_choice_dup_titles (choice);

  gtk_label_set_text (self->target_label, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->target_label), *titles != '\0' ? titles : title);
  cw_explain (self->request_button, cw_usage_choice_dup_request_tip (choice));
  cw_explain (self->assign_button, cw_usage_choice_dup_assign_tip (choice));
  cw_explain (self->remove_button, cw_usage_choice_dup_remove_tip (choice));
  cw_explain (self->view_button, cw_usage_choice_dup_view_tip (choice));
}

void
cw_usage_buttons_set_narrow (CwUsageButtons *self, gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_label_set_max_width_chars (self->target_label, narrow ? -1 : 17);
  gtk_label_set_lines (self->target_label, narrow ? 1 : 2);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->buttons), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->buttons), "narrow");
}
