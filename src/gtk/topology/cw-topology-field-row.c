/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-field-row.h"

#include <glib/gi18n-lib.h>

struct _CwTopologyFieldRow
{
  AdwEntryRow parent_instance;

  GObject *item;
  const CwTopologyField *field;
  CwTopologyTake take;              /* or NULL: field */
  gpointer user_data;
  GtkWidget *note;
  GtkLabel *reason;
};

G_DEFINE_FINAL_TYPE (CwTopologyFieldRow, cw_topology_field_row, ADW_TYPE_ENTRY_ROW)

static gboolean
take (CwTopologyFieldRow *self, const char *text, GError **error)
{
  if (self->field != NULL)
    return cw_topology_field_set_text (self->field, self->item, text, error);
  return self->take == NULL || self->take (self->user_data, text, error);
}

static void
changed_cb (CwTopologyFieldRow *self)
{
  g_autoptr (GError) error = NULL;

  if (take (self, gtk_editable_get_text (GTK_EDITABLE (self)), &error))
    cw_topology_field_row_show (self, NULL);
  else
    cw_topology_field_row_show (self, error->message);
}

static GtkWidget *
make_note (CwTopologyFieldRow *self)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  self->reason = GTK_LABEL (label);
  return row;
}

static void
cw_topology_field_row_dispose (GObject *object)
{
  CwTopologyFieldRow *self = CW_TOPOLOGY_FIELD_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->note);
  G_OBJECT_CLASS (cw_topology_field_row_parent_class)->dispose (object);
}

static void
cw_topology_field_row_class_init (CwTopologyFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_topology_field_row_dispose;
}

static void
cw_topology_field_row_init (CwTopologyFieldRow *self)
{
  self->note = g_object_ref_sink (make_note (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->reason, NULL, -1);
}

CwTopologyFieldRow *
cw_topology_field_row_new (const CwTopologyField *field, gpointer item)
{
  g_autofree char *text = cw_topology_field_dup_text (field, item);
  CwTopologyFieldRow *self = cw_topology_field_row_new_for (_(field->title), text, NULL, NULL);

  self->field = field;
  self->item = g_object_ref (item);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(field->hint));
  return self;
}

CwTopologyFieldRow *
cw_topology_field_row_new_for (const char *title, const char *text, CwTopologyTake take_function, gpointer user_data)
{
  CwTopologyFieldRow *self = g_object_new (CW_TYPE_TOPOLOGY_FIELD_ROW, "title", title, "text", text, NULL);

  self->take = take_function;
  self->user_data = user_data;
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  return self;
}

GtkWidget *
cw_topology_field_row_get_note (CwTopologyFieldRow *self)
{
  return self->note;
}

gboolean
cw_topology_field_row_is_wrong (CwTopologyFieldRow *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "error");
}

void
cw_topology_field_row_show (CwTopologyFieldRow *self, const char *reason)
{
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL, reason != NULL ? reason : "", -1);
  gtk_widget_set_visible (self->note, reason != NULL);
  if (reason != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_widget_activate_action (GTK_WIDGET (self), "topology.check", NULL);
}
