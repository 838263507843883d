/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-menu.h"

#include "cw-usage-cell.h"

struct _CwUsageMenu
{
  GObject parent_instance;

  GtkWidget *owner;            /* this and the next: weak */
  GtkColumnView *table;
  GMenuModel *model;
  GtkWidget *popover;
};

G_DEFINE_FINAL_TYPE (CwUsageMenu, cw_usage_menu, G_TYPE_OBJECT)

static void
popup (CwUsageMenu *self, double x, double y)
{
  GdkRectangle point = { (int) x, (int) y, 1, 1 };

  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->model);
      gtk_widget_set_parent (self->popover, self->owner);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* The pointer may be on the space around a cell, which belongs to the row. */
static CwUsageCell *
pick_cell (CwUsageMenu *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->table), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, CW_TYPE_USAGE_CELL) : NULL;

  if (cell == NULL && picked != NULL && (g_str_equal (gtk_widget_get_css_name (picked), "row") || g_str_equal (gtk_widget_get_css_name (picked), "cell")))
    for (cell = picked; cell != NULL && !CW_IS_USAGE_CELL (cell);)
      cell = gtk_widget_get_first_child (cell);
  return cell != NULL ? CW_USAGE_CELL (cell) : NULL;
}

static void
popup_at (CwUsageMenu *self, double x, double y)
{
  CwUsageCell *cell = pick_cell (self, x, y);

  if (cell == NULL)
    return;
  gtk_selection_model_select_item (gtk_column_view_get_model (self->table), cw_usage_cell_get_position (cell), TRUE);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->table), self->owner, x, y, &x, &y);
  popup (self, x, y);
}

static void
right_click_cb (CwUsageMenu *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (self, x, y);
}

static void
long_press_cb (CwUsageMenu *self, double x, double y)
{
  popup_at (self, x, y);
}

static void
watch_table (CwUsageMenu *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (right_click_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_press_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (press));
}

static void
cw_usage_menu_dispose (GObject *object)
{
  CwUsageMenu *self = CW_USAGE_MENU (object);

  cw_usage_menu_close (self);
  g_clear_object (&self->model);
  g_clear_weak_pointer (&self->owner);
  g_clear_weak_pointer (&self->table);
  G_OBJECT_CLASS (cw_usage_menu_parent_class)->dispose (object);
}

static void
cw_usage_menu_class_init (CwUsageMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_usage_menu_dispose;
}

static void
cw_usage_menu_init (CwUsageMenu *self)
{
}

CwUsageMenu *
cw_usage_menu_new (GtkWidget *owner, GtkColumnView *table, GMenuModel *model)
{
  CwUsageMenu *self = g_object_new (CW_TYPE_USAGE_MENU, NULL);

  g_set_weak_pointer (&self->owner, owner);
  g_set_weak_pointer (&self->table, table);
  self->model = g_object_ref (model);
  watch_table (self);
  return self;
}

void
cw_usage_menu_close (CwUsageMenu *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

void
cw_usage_menu_popup (CwUsageMenu *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (self->owner)));
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->owner) && gtk_widget_compute_bounds (focus, self->owner, &bounds))
    popup (self, bounds.origin.x + 24, bounds.origin.y + MIN (bounds.size.height, 40));
}
