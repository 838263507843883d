/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-cell-culler.h"

struct _CwCellCuller
{
  GObject parent_instance;

  GtkColumnView *table;
  GtkAdjustment *adjustment;
  GHashTable *waiting;       /* of GtkWidget: not drawn, borrowed */
};

G_DEFINE_FINAL_TYPE (CwCellCuller, cw_cell_culler, G_TYPE_OBJECT)

static void
moved_cb (CwCellCuller *self)
{
  GHashTableIter iter;
  gpointer cell;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    {
      g_hash_table_iter_remove (&iter);
      gtk_widget_queue_draw (cell);
    }
}

static void
watch (CwCellCuller *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->table));

  if (self->adjustment == adjustment)
    return;
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_set_object (&self->adjustment, adjustment);
  if (adjustment == NULL)
    return;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
}

static void
table_gone (gpointer data, GObject *table)
{
  ((CwCellCuller *) data)->table = NULL;
}

static void
cw_cell_culler_dispose (GObject *object)
{
  CwCellCuller *self = CW_CELL_CULLER (object);

  if (self->table != NULL)
    g_object_weak_unref (G_OBJECT (self->table), table_gone, self);
  self->table = NULL;
  g_clear_object (&self->adjustment);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  G_OBJECT_CLASS (cw_cell_culler_parent_class)->dispose (object);
}

static void
cw_cell_culler_class_init (CwCellCullerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_cell_culler_dispose;
}

static void
cw_cell_culler_init (CwCellCuller *self)
{
  self->waiting = g_hash_table_new (NULL, NULL);
}

CwCellCuller *
cw_cell_culler_new (GtkColumnView *table)
{
  CwCellCuller *self = g_object_new (CW_TYPE_CELL_CULLER, NULL);

  self->table = table;
  g_object_weak_ref (G_OBJECT (table), table_gone, self);
  g_signal_connect_object (table, "notify::vadjustment", G_CALLBACK (watch), self, G_CONNECT_SWAPPED);
  watch (self);
  return self;
}

gboolean
cw_cell_culler_sees (CwCellCuller *self, GtkWidget *cell)
{
  double x, y;

  if (self->table == NULL || self->waiting == NULL)
    return TRUE;
  if (gtk_widget_translate_coordinates (cell, GTK_WIDGET (self->table), 0, 0, &x, &y)
      && y + gtk_widget_get_height (cell) >= 0 && y <= gtk_widget_get_height (GTK_WIDGET (self->table)))
    return TRUE;
  g_hash_table_add (self->waiting, cell);
  return FALSE;
}

void
cw_cell_culler_forget (CwCellCuller *self, GtkWidget *cell)
{
  if (self->waiting != NULL)
    g_hash_table_remove (self->waiting, cell);
}
