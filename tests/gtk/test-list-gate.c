/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-gate.h"

#include <gtk/gtk.h>

/* What a view would know from the changes that it was told, checked against the model after each. Holds what a view holds. */
typedef struct
{
  GListModel *model;
  GPtrArray *slots;
  guint largest;             /* change, in added items */
  guint changes;
} View;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  View *view = user_data;

  g_assert_cmpuint (position + removed, <=, view->slots->len);
  if (removed > 0)
    g_ptr_array_remove_range (view->slots, position, removed);
  for (guint i = position; i < position + added; i++)
    {
      CwListSlot *slot = g_list_model_get_item (model, i);

      g_assert_true (CW_IS_LIST_SLOT (slot));
      g_ptr_array_insert (view->slots, (int) i, slot);
    }
  view->largest = MAX (view->largest, added);
  view->changes++;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, view->slots->len);
}

static void
view_init (View *view, CwListGate *gate)
{
  view->model = G_LIST_MODEL (gate);
  view->slots = g_ptr_array_new_with_free_func (g_object_unref);
  view->largest = view->changes = 0;
  for (guint i = 0; i < g_list_model_get_n_items (view->model); i++)
    g_ptr_array_add (view->slots, g_list_model_get_item (view->model, i));
  g_signal_connect (gate, "items-changed", G_CALLBACK (changed_cb), view);
}

/* The view's places say what the list says; what is beyond the list is empty. */
static void
assert_shows (View *view, GListModel *list)
{
  for (guint i = 0; i < view->slots->len; i++)
    {
      CwListSlot *slot = g_ptr_array_index (view->slots, i);
      g_autoptr (GObject) item = i < g_list_model_get_n_items (list) ? g_list_model_get_item (list, i) : NULL;
      g_autoptr (GObject) same = g_list_model_get_item (view->model, i);

      g_assert_true (same == (gpointer) slot);
      g_assert_cmpuint (cw_list_slot_get_position (slot), ==, i);
      g_assert_true (cw_list_slot_get_item (slot) == item);
    }
}

static void
view_clear (View *view)
{
  g_signal_handlers_disconnect_by_data (view->model, view);
  g_ptr_array_unref (view->slots);
}

static GListStore *
make_list (guint n)
{
  GListStore *list = g_list_store_new (G_TYPE_OBJECT);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkStringObject) item = gtk_string_object_new ("x");

      g_list_store_append (list, item);
    }
  return list;
}

/* Others in their place, in one change. */
static void
replace (GListStore *list, guint n)
{
  guint before = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, gtk_string_object_new ("y"));
  g_list_store_splice (list, 0, before, items->pdata, items->len);
}

static void
wait_for (View *view, guint n)
{
  while (view->slots->len != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  g_assert_cmpuint (removed, ==, 0);
  g_assert_cmpuint (position + added, ==, g_list_model_get_n_items (model));
  (*(guint *) user_data)++;
}

static void
test_opens_in_steps (void)
{
  g_autoptr (GListStore) list = make_list (5000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  guint changes = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gate)), >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gate)), <, 100);
  g_signal_connect (gate, "items-changed", G_CALLBACK (count_cb), &changes);
  while (g_list_model_get_n_items (G_LIST_MODEL (gate)) < 5000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (changes, >, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (gate), 5000));
}

static void
test_short_list_is_there_at_once (void)
{
  g_autoptr (GListStore) list = make_list (5);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gate)), ==, 5);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (gate)) == CW_TYPE_LIST_SLOT);
}

typedef struct
{
  CwSlotWatch watch;
  guint told;
} Watcher;

static void
told_cb (CwSlotWatch *watch)
{
  ((Watcher *) watch)->told++;
}

/* Another order: the view is told nothing, each place says that there is something else in it. */
static void
test_replacement (void)
{
  g_autoptr (GListStore) list = make_list (3000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  Watcher first = { { NULL, told_cb }, 0 }, second = { { NULL, told_cb }, 0 };
  View view;

  view_init (&view, gate);
  wait_for (&view, 3000);
  cw_list_slot_watch (g_ptr_array_index (view.slots, 7), &first.watch);
  cw_list_slot_watch (g_ptr_array_index (view.slots, 7), &second.watch);
  assert_shows (&view, G_LIST_MODEL (list));
  view.changes = 0;
  replace (list, 3000);
  g_assert_cmpuint (view.changes, ==, 0);
  g_assert_cmpuint (first.told, ==, 1);
  g_assert_cmpuint (second.told, ==, 1);
  assert_shows (&view, G_LIST_MODEL (list));
  cw_list_slot_unwatch (g_ptr_array_index (view.slots, 7), &first.watch);
  replace (list, 3000);
  g_assert_cmpuint (first.told, ==, 1);
  g_assert_cmpuint (second.told, ==, 2);
  cw_list_slot_unwatch (g_ptr_array_index (view.slots, 7), &second.watch);
  view_clear (&view);
}

/* Fewer rows: the places that are too many are empty at once, and go when there is time. */
static void
test_fewer_and_more (void)
{
  g_autoptr (GListStore) list = make_list (3000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  view_init (&view, gate);
  wait_for (&view, 3000);
  view.changes = 0;
  replace (list, 10);
  g_assert_cmpuint (view.changes, ==, 0);
  assert_shows (&view, G_LIST_MODEL (list));
  g_assert_null (cw_list_slot_get_item (g_ptr_array_index (view.slots, 10)));
  /* The next answer comes before they have gone: nothing has to be made again. */
  replace (list, 2500);
  g_assert_cmpuint (view.changes, ==, 0);
  assert_shows (&view, G_LIST_MODEL (list));
  wait_for (&view, 2500);
  replace (list, 10);
  wait_for (&view, 10);
  assert_shows (&view, G_LIST_MODEL (list));
  view.largest = 0;
  replace (list, 2500);
  g_assert_cmpuint (view.largest, <, 100);
  wait_for (&view, 2500);
  assert_shows (&view, G_LIST_MODEL (list));
  view_clear (&view);
}

static void
test_emptied (void)
{
  g_autoptr (GListStore) list = make_list (500);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  view_init (&view, gate);
  wait_for (&view, 500);
  g_list_store_remove_all (list);
  assert_shows (&view, G_LIST_MODEL (list));
  wait_for (&view, 0);
  view_clear (&view);
}

static void
insert (GListStore *list, guint position)
{
  g_autoptr (GtkStringObject) item = gtk_string_object_new ("new");

  g_list_store_insert (list, position, item);
}

/* What comes or goes in the middle passes, and the places behind it move with what is in them. */
static void
test_small_changes_pass (void)
{
  g_autoptr (GListStore) list = make_list (1000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  CwListSlot *slot;
  gpointer item;
  View view;

  view_init (&view, gate);
  wait_for (&view, 1000);
  view.largest = view.changes = 0;
  slot = g_ptr_array_index (view.slots, 500);
  item = cw_list_slot_get_item (slot);
  g_list_store_remove (list, 700);
  g_list_store_remove (list, 3);
  insert (list, 100);
  insert (list, 101);
  g_assert_cmpuint (view.changes, ==, 4);
  g_assert_cmpuint (view.largest, ==, 1);
  g_assert_cmpuint (cw_list_slot_get_position (slot), ==, 501);
  g_assert_true (cw_list_slot_get_item (slot) == item);
  insert (list, 1000);
  wait_for (&view, 1001);
  assert_shows (&view, G_LIST_MODEL (list));
  view_clear (&view);
}

/* Changes in the middle while the end is still coming or going. */
static void
test_changes_between_steps (void)
{
  g_autoptr (GListStore) list = make_list (1000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  view_init (&view, gate);
  for (guint i = 0; i < 400; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

      switch (g_test_rand_int_range (0, 6))
        {
        case 0:
          replace (list, (guint) g_test_rand_int_range (0, 700));
          break;
        case 1:
          g_list_store_splice (list, n / 4, n / 2, NULL, 0);
          break;
        case 2:
          g_main_context_iteration (NULL, FALSE);
          break;
        default:
          insert (list, (guint) g_test_rand_int_range (0, (int) n + 1));
          break;
        }
      assert_shows (&view, G_LIST_MODEL (list));
    }
  wait_for (&view, g_list_model_get_n_items (G_LIST_MODEL (list)));
  assert_shows (&view, G_LIST_MODEL (list));
  view_clear (&view);
}

/* A place that is held longer than there is a list. */
static void
test_outlived (void)
{
  g_autoptr (GListStore) list = make_list (5);
  CwListGate *gate = cw_list_gate_new (G_LIST_MODEL (list));
  g_autoptr (CwListSlot) slot = g_list_model_get_item (G_LIST_MODEL (gate), 2);
  g_autoptr (CwListSlot) removed = g_list_model_get_item (G_LIST_MODEL (gate), 1);

  g_assert_nonnull (cw_list_slot_get_item (slot));
  g_list_store_remove (list, 1);
  g_assert_null (cw_list_slot_get_item (removed));
  g_assert_cmpuint (cw_list_slot_get_position (slot), ==, 1);
  g_assert_finalize_object (gate);
  g_assert_null (cw_list_slot_get_item (slot));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gtk/list-gate/opens-in-steps", test_opens_in_steps);
  g_test_add_func ("/gtk/list-gate/short-list", test_short_list_is_there_at_once);
  g_test_add_func ("/gtk/list-gate/replacement", test_replacement);
  g_test_add_func ("/gtk/list-gate/fewer-and-more", test_fewer_and_more);
  g_test_add_func ("/gtk/list-gate/emptied", test_emptied);
  g_test_add_func ("/gtk/list-gate/small-changes", test_small_changes_pass);
  g_test_add_func ("/gtk/list-gate/changes-between-steps", test_changes_between_steps);
  g_test_add_func ("/gtk/list-gate/outlived", test_outlived);
  return g_test_run ();
}
