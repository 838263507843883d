/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-view.h"

#include "cw-finding-popover.h"
#include "cw-usage-columns.h"
#include "cw-usage-menu.h"
#include "cw-usage-tree.h"

struct _CwUsageTableView
{
  AdwBin parent_instance;

  CwUsageTable *usages;
  CwUsageTicks *ticks;
  CwUsageTree *tree;
  CwUsageColumns *columns;
  GtkSingleSelection *selection;
  CwUsageMenu *menu;

  GtkScrolledWindow *scrolled;
  GtkColumnView *table;
  GMenuModel *context_menu;
};

enum { SIGNAL_CHANGED, SIGNAL_OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwUsageTableView, cw_usage_table_view, ADW_TYPE_BIN)

static gpointer
dup_selected (CwUsageTableView *self)
{
  GtkTreeListRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

/* ---- keys ---- */

static void
tick_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwUsageTableView *self = CW_USAGE_TABLE_VIEW (widget);
  g_autoptr (GObject) selected = dup_selected (self);
  gboolean some = FALSE;

  if (CW_IS_USAGE_GROUP (selected))
    cw_usage_ticks_set_all (self->ticks, CW_USAGE_GROUP (selected), !cw_usage_ticks_has_all (self->ticks, CW_USAGE_GROUP (selected), &some));
  else if (CW_IS_USAGE_ENTRY (selected))
    {
      const char *id = cw_usage_get_id (cw_usage_entry_get_usage (CW_USAGE_ENTRY (selected)));

      cw_usage_ticks_set (self->ticks, id, !cw_usage_ticks_has (self->ticks, id));
    }
}

static void
unfold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwUsageTableView *self = CW_USAGE_TABLE_VIEW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint position = cw_usage_tree_unfold (self->tree, gtk_single_selection_get_selected (self->selection), g_variant_get_boolean (parameter) != rtl);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->table)), "list.scroll-to-item", "u", position);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_usage_menu_popup (CW_USAGE_TABLE_VIEW (widget)->menu);
}

/* ---- opening a row ---- */

/* Where the row is that has the focus, as far as it is to be pointed to. */
static gboolean
get_row_area (CwUsageTableView *self, GdkRectangle *area)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->table)) || !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &bounds))
    return FALSE;
  *area = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, MIN ((int) bounds.size.width, 360), (int) bounds.size.height };
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    area->x += (int) bounds.size.width - area->width;
  return TRUE;
}

static void
activate_cb (CwUsageTableView *self, guint position)
{
  g_autoptr (CwUsageChoice) choice = NULL;
  g_autoptr (GObject) selected = NULL;
  GdkRectangle area;

  gtk_single_selection_set_selected (self->selection, position);
  choice = cw_usage_table_view_dup_choice (self);
  selected = dup_selected (self);
  if (CW_IS_FINDING (selected) && get_row_area (self, &area))
    cw_finding_popover_show (GTK_WIDGET (self), &area, CW_FINDING (selected));
  else if (CW_IS_USAGE_GROUP (selected) && choice->certificate == 0)
    cw_usage_tree_toggle (self->tree, position);
  else
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
changed_cb (CwUsageTableView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- class ---- */

static void
cw_usage_table_view_dispose (GObject *object)
{
  CwUsageTableView *self = CW_USAGE_TABLE_VIEW (object);

  if (self->menu != NULL)
    cw_usage_menu_close (self->menu);
  g_clear_object (&self->menu);
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  g_clear_object (&self->columns);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->usages);
  g_clear_object (&self->ticks);
  G_OBJECT_CLASS (cw_usage_table_view_parent_class)->dispose (object);
}

static void
cw_usage_table_view_class_init (CwUsageTableViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_usage_table_view_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CW_TYPE_USAGE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", CW_TYPE_USAGE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "assignments.tick", NULL, tick_action);
  gtk_widget_class_install_action (widget_class, "assignments.unfold", "b", unfold_action);
  gtk_widget_class_install_action (widget_class, "assignments.menu", NULL, menu_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-usage-table-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwUsageTableView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CwUsageTableView, table);
  gtk_widget_class_bind_template_child (widget_class, CwUsageTableView, context_menu);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
cw_usage_table_view_init (CwUsageTableView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticks = cw_usage_ticks_new ();
  self->columns = cw_usage_columns_new (self->table, self->ticks);
  self->menu = cw_usage_menu_new (GTK_WIDGET (self), self->table, self->context_menu);
  g_signal_connect_object (self->ticks, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

void
cw_usage_table_view_set_usages (CwUsageTableView *self, CwUsageTable *usages)
{
  self->usages = g_object_ref (usages);
  self->tree = cw_usage_tree_new (usages, GTK_WIDGET (self->table));
  self->selection = gtk_single_selection_new (g_object_ref (cw_usage_tree_get_model (self->tree)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (usages, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  /* What is in the groups, too. */
  g_signal_connect_object (cw_usage_tree_get_model (self->tree), "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

GtkColumnView *
cw_usage_table_view_get_table (CwUsageTableView *self)
{
  return self->table;
}

CwUsageChoice *
cw_usage_table_view_dup_choice (CwUsageTableView *self)
{
  g_autoptr (GObject) selected = dup_selected (self);

  return cw_usage_choice_new (self->usages, self->ticks, selected);
}

void
cw_usage_table_view_untick (CwUsageTableView *self)
{
  cw_usage_ticks_clear (self->ticks);
}

/* What changes about a usage is another row in the same place, and this GTK leaves the focus on the old one, which is nowhere any more. */
void
cw_usage_table_view_keep_focus (CwUsageTableView *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *focus = window != NULL ? gtk_window_get_focus (window) : NULL;

  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->table)))
    return;
  if (focus == NULL || gtk_widget_get_root (focus) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

/* The only column is as wide as the window, and its text is shortened. */
void
cw_usage_table_view_set_compact (CwUsageTableView *self, gboolean compact)
{
  cw_usage_columns_set_compact (self->columns, compact);
  gtk_scrolled_window_set_policy (self->scrolled, compact ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
}
