/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-columns.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *title;
  CwUsageCellKind kind;
  gboolean expand;
  int width;              /* -1: what it needs */
} ColumnInfo;

static const ColumnInfo compact_info = { N_("Certificate"), CW_USAGE_CELL_COMPACT, TRUE, -1 };
static const ColumnInfo infos[] = {
  { N_("Certificate"), CW_USAGE_CELL_TITLE, TRUE, 240 },
  { "✓", CW_USAGE_CELL_LOOK, FALSE, 130 },
  { N_("Friendly Name"), CW_USAGE_CELL_NAME, TRUE, 126 },
  { N_("Expiration Date"), CW_USAGE_CELL_EXPIRES, FALSE, 126 },
  { N_("Location"), CW_USAGE_CELL_LOCATION, FALSE, 76 },
  { N_("Served"), CW_USAGE_CELL_SERVED, FALSE, 128 },
};
#define N_COLUMNS G_N_ELEMENTS (infos)

struct _CwUsageColumns
{
  GObject parent_instance;

  GtkColumnViewColumn *columns[N_COLUMNS];
  GtkColumnViewColumn *compact_column;
  CwUsageTicks *ticks;
  gboolean compact;
};

G_DEFINE_FINAL_TYPE (CwUsageColumns, cw_usage_columns, G_TYPE_OBJECT)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CwUsageColumns *self)
{
  CwUsageCellKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "cw-kind"));

  gtk_list_item_set_child (item, cw_usage_cell_new (kind, self->ticks));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cw_usage_cell_set_row (CW_USAGE_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item), gtk_list_item_get_position (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cw_usage_cell_set_row (CW_USAGE_CELL (gtk_list_item_get_child (item)), NULL, GTK_INVALID_LIST_POSITION);
}

static GtkColumnViewColumn *
make_column (CwUsageColumns *self, const ColumnInfo *info)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_object_set_data (G_OBJECT (factory), "cw-kind", GINT_TO_POINTER (info->kind));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (_(info->title), factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, info->expand);
  return column;
}

static void
cw_usage_columns_dispose (GObject *object)
{
  CwUsageColumns *self = CW_USAGE_COLUMNS (object);

  for (gsize i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->compact_column);
  g_clear_object (&self->ticks);
  G_OBJECT_CLASS (cw_usage_columns_parent_class)->dispose (object);
}

static void
cw_usage_columns_class_init (CwUsageColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_usage_columns_dispose;
}

static void
cw_usage_columns_init (CwUsageColumns *self)
{
}

/* This GTK counts the width that a column is given even where it is not shown. */
static void
update_visible (CwUsageColumns *self)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      gtk_column_view_column_set_fixed_width (self->columns[i], self->compact ? -1 : infos[i].width);
      gtk_column_view_column_set_visible (self->columns[i], !self->compact);
    }
  gtk_column_view_column_set_visible (self->compact_column, self->compact);
}

CwUsageColumns *
cw_usage_columns_new (GtkColumnView *view, CwUsageTicks *ticks)
{
  CwUsageColumns *self = g_object_new (CW_TYPE_USAGE_COLUMNS, NULL);

  self->ticks = g_object_ref (ticks);
  for (gsize i = 0; i < N_COLUMNS; i++)
    self->columns[i] = make_column (self, &infos[i]);
  self->compact_column = make_column (self, &compact_info);
  /* Hidden ones first, so that no cell is made in vain. */
  update_visible (self);
  for (gsize i = 0; i < N_COLUMNS; i++)
    gtk_column_view_append_column (view, self->columns[i]);
  gtk_column_view_append_column (view, self->compact_column);
  return self;
}

void
cw_usage_columns_set_compact (CwUsageColumns *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  update_visible (self);
}
