/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-item-row.h"

#include "cw-error.h"
#include "cw-topology-field-row.h"

#include <glib/gi18n-lib.h>

struct _CwTopologyItemRow
{
  AdwExpanderRow parent_instance;

  CwTopology *topology;
  GObject *item;
  gboolean is_filled;
};

G_DEFINE_FINAL_TYPE (CwTopologyItemRow, cw_topology_item_row, ADW_TYPE_EXPANDER_ROW)

static const char *
get_name (gpointer item)
{
  if (CW_IS_COMPUTER (item))
    return cw_computer_get_fqdn (item);
  return CW_IS_POOL (item) ? cw_pool_get_fqdn (item) : cw_sip_domain_get_name (item);
}

static gboolean
is_this_computer (CwTopologyItemRow *self)
{
  return (gpointer) self->item == (gpointer) cw_topology_get_this (self->topology);
}

/* ---- the line ---- */

/* What is entered, in a line: all values that are there. */
static char *
dup_summary (CwTopologyItemRow *self)
{
  GString *text = g_string_new (NULL);

  if (is_this_computer (self))
    g_string_append (text, _("This computer"));
  else if (CW_IS_SIP_DOMAIN (self->item) && cw_sip_domain_is_primary (CW_SIP_DOMAIN (self->item)))
    g_string_append (text, _("Primary"));
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (self->item)); field->property != NULL; field++)
    {
      g_autofree char *value = cw_topology_field_dup_text (field, self->item);

      if (*value != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? _(" · ") : "", value);
    }
  return g_string_free (text, FALSE);
}

static void
update (CwTopologyItemRow *self)
{
  g_autofree char *summary = dup_summary (self);
  const char *name = get_name (self->item);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* ---- what is below ---- */

static void
add_field_row (CwTopologyItemRow *self, CwTopologyFieldRow *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (row));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), cw_topology_field_row_get_note (row));
}

static gboolean
take_name (gpointer data, const char *text, GError **error)
{
  CwTopologyItemRow *self = data;
  g_autofree char *host = cw_topology_dup_host (text, error);
  gpointer other = NULL;

  if (host == NULL)
    return FALSE;
  if (CW_IS_COMPUTER (self->item))
    other = cw_topology_find_computer (self->topology, host);
  else if (CW_IS_POOL (self->item))
    other = cw_topology_find_pool (self->topology, host);
  else
    other = cw_topology_find_sip_domain (self->topology, host);
  if (other != NULL && other != (gpointer) self->item)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("“%s” is there already."), host);
      return FALSE;
    }
  g_object_set (self->item, CW_IS_SIP_DOMAIN (self->item) ? "name" : "fqdn", host, NULL);
  return TRUE;
}

static void
primary_cb (CwTopologyItemRow *self)
{
  cw_topology_set_primary (self->topology, CW_SIP_DOMAIN (self->item));
}

static void
remove_cb (CwTopologyItemRow *self)
{
  g_autoptr (CwTopology) topology = g_object_ref (self->topology);

  cw_topology_remove (topology, self->item);
}

static void
add_button (CwTopologyItemRow *self, GtkBox *box, const char *text, const char *style, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (box, button);
}

static void
add_buttons (CwTopologyItemRow *self)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  if (CW_IS_SIP_DOMAIN (self->item) && !cw_sip_domain_is_primary (CW_SIP_DOMAIN (self->item)))
    add_button (self, GTK_BOX (box), _("Make _Primary"), NULL, G_CALLBACK (primary_cb));
  if (is_this_computer (self))
    add_button (self, GTK_BOX (box), _("_Clear"), NULL, G_CALLBACK (remove_cb));
  else
    add_button (self, GTK_BOX (box), _("_Remove"), "destructive-action", G_CALLBACK (remove_cb));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, get_name (self->item), -1);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* Entries are made when somebody looks: a site may have hundreds of computers. */
static void
expanded_cb (CwTopologyItemRow *self)
{
  if (self->is_filled || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  self->is_filled = TRUE;
  if (!is_this_computer (self))
    add_field_row (self, cw_topology_field_row_new_for (_("Name"), get_name (self->item), take_name, self));
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (self->item)); field->property != NULL; field++)
    add_field_row (self, cw_topology_field_row_new (field, self->item));
  add_buttons (self);
}

/* ---- class ---- */

static void
cw_topology_item_row_dispose (GObject *object)
{
  CwTopologyItemRow *self = CW_TOPOLOGY_ITEM_ROW (object);

  g_clear_object (&self->topology);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (cw_topology_item_row_parent_class)->dispose (object);
}

static void
cw_topology_item_row_class_init (CwTopologyItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_topology_item_row_dispose;
}

static void
cw_topology_item_row_init (CwTopologyItemRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

GtkWidget *
cw_topology_item_row_new (CwTopology *topology, gpointer item)
{
  CwTopologyItemRow *self = g_object_new (CW_TYPE_TOPOLOGY_ITEM_ROW, NULL);

  self->topology = g_object_ref (topology);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
