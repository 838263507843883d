/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-buttons-row.h"

#include <glib/gi18n-lib.h>

struct _CwButtonsRow
{
  AdwPreferencesRow parent_instance;

  GtkFlowBox *box;
};

G_DEFINE_FINAL_TYPE (CwButtonsRow, cw_buttons_row, ADW_TYPE_PREFERENCES_ROW)

static void
cw_buttons_row_class_init (CwButtonsRowClass *klass)
{
}

static void
cw_buttons_row_init (CwButtonsRow *self)
{
  GtkWidget *box = gtk_flow_box_new ();

  self->box = GTK_FLOW_BOX (box);
  gtk_flow_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->box, 5);
  gtk_flow_box_set_column_spacing (self->box, 6);
  gtk_flow_box_set_row_spacing (self->box, 6);
  gtk_widget_add_css_class (box, "row-buttons");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("What can be done"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What can be done"), -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

CwButtonsRow *
cw_buttons_row_new (void)
{
  return g_object_new (CW_TYPE_BUTTONS_ROW, NULL);
}

GtkWidget *
cw_buttons_row_add (CwButtonsRow *self, const char *label, const char *action, GVariant *target, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_flow_box_append (self->box, button);
  /* Else the Tab key stops twice at each. */
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  return button;
}
