/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-add-row.h"

#include "cw-error.h"
#include "cw-topology-field-row.h"

#include <glib/gi18n-lib.h>

static gboolean
is_there (CwTopology *topology, GType type, const char *host)
{
  if (type == CW_TYPE_COMPUTER)
    return cw_topology_find_computer (topology, host) != NULL;
  return type == CW_TYPE_POOL ? cw_topology_find_pool (topology, host) != NULL : cw_topology_find_sip_domain (topology, host) != NULL;
}

static void
add (CwTopology *topology, GType type, const char *host)
{
  g_autoptr (GObject) item = g_object_new (type, type == CW_TYPE_SIP_DOMAIN ? "name" : "fqdn", host, NULL);

  if (type == CW_TYPE_COMPUTER)
    cw_topology_add_computer (topology, CW_COMPUTER (item));
  else if (type == CW_TYPE_POOL)
    cw_topology_add_pool (topology, CW_POOL (item));
  else
    cw_topology_add_sip_domain (topology, CW_SIP_DOMAIN (item));
}

static void
apply_cb (CwTopologyFieldRow *row, CwTopology *topology)
{
  GType type = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "cw-type"));
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  g_autoptr (GError) error = NULL;
  g_autofree char *host = *text != '\0' ? cw_topology_dup_host (text, &error) : NULL;

  if (host != NULL && is_there (topology, type, host))
    {
      g_set_error (&error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("“%s” is there already."), host);
      g_clear_pointer (&host, g_free);
    }
  if (error != NULL)
    {
      cw_topology_field_row_show (row, error->message);
      return;
    }
  if (host == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  add (topology, type, host);
}

/* A name that is still being typed is not called wrong. */
static void
changed_cb (CwTopologyFieldRow *row)
{
  cw_topology_field_row_show (row, NULL);
}

GtkWidget *
cw_topology_add_row_new (CwTopology *topology, GType type, GtkWidget **note)
{
  const char *title = type == CW_TYPE_COMPUTER ? _("Add Computer") : type == CW_TYPE_POOL ? _("Add Pool") : _("Add SIP Domain");
  CwTopologyFieldRow *row = cw_topology_field_row_new_for (title, "", NULL, NULL);

  g_object_set_data (G_OBJECT (row), "cw-type", GSIZE_TO_POINTER (type));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (apply_cb), topology, 0);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), NULL);
  *note = cw_topology_field_row_get_note (row);
  return GTK_WIDGET (row);
}
