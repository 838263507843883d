/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-tree.h"

/* As many as the usual window has room for; a larger one gets the others in the frames that follow. */
#define FIRST_ROWS 20
#define MORE_ROWS 12

struct _CwUsageTree
{
  GObject parent_instance;

  GtkTreeListModel *tree;
  GtkSliceListModel *slice;
  GtkWidget *widget;           /* weak */
  GHashTable *folded;          /* of char *: ids of groups and usages */
  guint tick;
  gboolean drawn;              /* a frame has begun since the rows came */
  guint restore;
};

G_DEFINE_FINAL_TYPE (CwUsageTree, cw_usage_tree, G_TYPE_OBJECT)

/* What is of no matter now is in the report only. */
static void
add_findings (GListStore *children, GListModel *findings)
{
  for (guint i = 0; findings != NULL && i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (findings, i);

      if (cw_finding_get_severity (finding) >= CW_SEVERITY_WARNING)
        g_list_store_append (children, finding);
    }
}

static void
add_place (GListStore *children, CwAssigned *assigned)
{
  if (assigned != NULL)
    g_list_store_append (children, assigned);
}

static GListModel *
create_children_cb (gpointer item, gpointer user_data)
{
  g_autoptr (GListStore) children = NULL;

  if (CW_IS_USAGE_GROUP (item))
    return g_object_ref (G_LIST_MODEL (item));
  if (!CW_IS_USAGE_ENTRY (item))
    return NULL;
  children = g_list_store_new (G_TYPE_OBJECT);
  add_findings (children, cw_usage_entry_get_findings (item));
  add_place (children, cw_usage_entry_get (item, CW_PLACE_NEXT));
  add_place (children, cw_usage_entry_get (item, CW_PLACE_PREVIOUS));
  return g_list_model_get_n_items (G_LIST_MODEL (children)) > 0 ? G_LIST_MODEL (g_steal_pointer (&children)) : NULL;
}

static const char *
get_id (GtkTreeListRow *row)
{
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

  if (CW_IS_USAGE_GROUP (item))
    return cw_usage_group_get_id (CW_USAGE_GROUP (item));
  return CW_IS_USAGE_ENTRY (item) ? cw_usage_get_id (cw_usage_entry_get_usage (CW_USAGE_ENTRY (item))) : NULL;
}

/* ---- what is folded ---- */

static void
expanded_cb (CwUsageTree *self, GParamSpec *pspec, GtkTreeListRow *row)
{
  const char *id = get_id (row);

  if (id == NULL || !gtk_tree_list_row_is_expandable (row))
    return;
  if (gtk_tree_list_row_get_expanded (row))
    g_hash_table_remove (self->folded, id);
  else
    g_hash_table_add (self->folded, g_strdup (id));
}

/* Only what is shown can be folded by somebody: of the others there need not even be an object. */
static void
watch_rows (CwUsageTree *self, guint position, guint n)
{
  guint end = MIN (position + n, gtk_slice_list_model_get_size (self->slice));

  for (guint i = position; i < end; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);

      if (row == NULL || !gtk_tree_list_row_is_expandable (row) || g_object_get_data (G_OBJECT (row), "cw-watched") != NULL)
        continue;
      g_object_set_data (G_OBJECT (row), "cw-watched", self);
      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self, G_CONNECT_SWAPPED);
    }
}

/* Rows are not folded while they are being announced. */
static gboolean
restore_cb (gpointer user_data)
{
  CwUsageTree *self = user_data;

  self->restore = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);
      const char *id = get_id (row);

      if (id != NULL && gtk_tree_list_row_get_expanded (row) && g_hash_table_contains (self->folded, id))
        gtk_tree_list_row_set_expanded (row, FALSE);
    }
  return G_SOURCE_REMOVE;
}

/* ---- a few rows in each frame ---- */

static gboolean
grow_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CwUsageTree *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice);

  /* This is called before the frame is drawn: the first rows are to be seen before others are made. */
  if (!self->drawn)
    {
      self->drawn = TRUE;
      return G_SOURCE_CONTINUE;
    }
  if (size >= g_list_model_get_n_items (G_LIST_MODEL (self->tree)))
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  gtk_slice_list_model_set_size (self->slice, size + MORE_ROWS);
  watch_rows (self, size, MORE_ROWS);
  return G_SOURCE_CONTINUE;
}

static void
items_changed_cb (CwUsageTree *self, guint position, guint removed, guint added)
{
  watch_rows (self, position, added);
  if (added > 0 && g_hash_table_size (self->folded) > 0 && self->restore == 0)
    self->restore = g_idle_add_full (G_PRIORITY_HIGH_IDLE, restore_cb, self, NULL);
  if (self->tick == 0 && self->widget != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->tree)) > gtk_slice_list_model_get_size (self->slice))
    self->tick = gtk_widget_add_tick_callback (self->widget, grow_cb, self, NULL);
}

static void
cw_usage_tree_dispose (GObject *object)
{
  CwUsageTree *self = CW_USAGE_TREE (object);

  g_clear_handle_id (&self->restore, g_source_remove);
  if (self->tick != 0 && self->widget != NULL)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->slice);
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (cw_usage_tree_parent_class)->dispose (object);
}

static void
cw_usage_tree_finalize (GObject *object)
{
  g_hash_table_unref (CW_USAGE_TREE (object)->folded);
  G_OBJECT_CLASS (cw_usage_tree_parent_class)->finalize (object);
}

static void
cw_usage_tree_class_init (CwUsageTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_usage_tree_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_usage_tree_finalize;
}

static void
cw_usage_tree_init (CwUsageTree *self)
{
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwUsageTree *
cw_usage_tree_new (CwUsageTable *table, GtkWidget *widget)
{
  CwUsageTree *self = g_object_new (CW_TYPE_USAGE_TREE, NULL);

  g_set_weak_pointer (&self->widget, widget);
  self->tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (table)), FALSE, TRUE, create_children_cb, NULL, NULL);
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->tree)), 0, FIRST_ROWS);
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->tree)));
  return self;
}

GListModel *
cw_usage_tree_get_model (CwUsageTree *self)
{
  return G_LIST_MODEL (self->slice);
}

void
cw_usage_tree_toggle (CwUsageTree *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, position);

  if (row != NULL)
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

guint
cw_usage_tree_unfold (CwUsageTree *self, guint position, gboolean unfold)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, position);
  g_autoptr (GtkTreeListRow) parent = row != NULL ? gtk_tree_list_row_get_parent (row) : NULL;

  if (row == NULL)
    return GTK_INVALID_LIST_POSITION;
  if (gtk_tree_list_row_is_expandable (row) && gtk_tree_list_row_get_expanded (row) != unfold)
    {
      gtk_tree_list_row_set_expanded (row, unfold);
      return GTK_INVALID_LIST_POSITION;
    }
  return !unfold && parent != NULL ? gtk_tree_list_row_get_position (parent) : GTK_INVALID_LIST_POSITION;
}
