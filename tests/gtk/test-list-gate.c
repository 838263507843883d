/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-gate.h"

#include <gtk/gtk.h>

/* What a view would know from the changes that it was told, checked against the model after each. */
typedef struct
{
  GListModel *model;
  guint n;
  guint largest;             /* change, in added items */
  guint changes;
} View;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  View *view = user_data;

  g_assert_cmpuint (position + removed, <=, view->n);
  view->n = view->n - removed + added;
  view->largest = MAX (view->largest, added);
  view->changes++;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, view->n);
  for (guint i = position; i < position + MIN (added, 300); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_nonnull (item);
    }
}

static GtkStringList *
make_list (guint n)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      gtk_string_list_append (list, text);
    }
  return list;
}

static void
view_init (View *view, CwListGate *gate)
{
  view->model = G_LIST_MODEL (gate);
  view->n = g_list_model_get_n_items (view->model);
  view->largest = view->changes = 0;
  g_signal_connect (gate, "items-changed", G_CALLBACK (changed_cb), view);
}

static void
run_idle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_opens_in_steps (void)
{
  g_autoptr (GtkStringList) list = make_list (5000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  view_init (&view, gate);
  g_assert_cmpuint (view.n, >, 0);
  g_assert_cmpuint (view.n, <, 100);
  run_idle ();
  g_assert_cmpuint (view.n, ==, 5000);
  g_assert_cmpuint (view.changes, >, 2);
}

static void
test_short_list_is_there_at_once (void)
{
  g_autoptr (GtkStringList) list = make_list (5);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gate)), ==, 5);
}

/* Everything out, everything in: one change of few rows. */
static void
test_replacement (void)
{
  g_autoptr (GListStore) source = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwListGate) gate = NULL;
  View view;

  for (guint i = 0; i < 3000; i++)
    g_ptr_array_add (items, gtk_string_object_new ("x"));
  g_list_store_splice (source, 0, 0, items->pdata, items->len);
  gate = cw_list_gate_new (G_LIST_MODEL (source));
  run_idle ();
  view_init (&view, gate);
  g_list_store_remove_all (source);
  g_list_store_splice (source, 0, 0, items->pdata, items->len);
  g_assert_cmpuint (view.changes, ==, 1);
  g_assert_cmpuint (view.largest, <=, 200);
  run_idle ();
  g_assert_cmpuint (view.n, ==, 3000);
}

static void
test_emptied (void)
{
  g_autoptr (GtkStringList) list = make_list (500);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  run_idle ();
  view_init (&view, gate);
  gtk_string_list_splice (list, 0, 500, NULL);
  run_idle ();
  g_assert_cmpuint (view.n, ==, 0);
}

static void
test_small_changes_pass (void)
{
  g_autoptr (GtkStringList) list = make_list (1000);
  g_autoptr (CwListGate) gate = cw_list_gate_new (G_LIST_MODEL (list));
  View view;

  run_idle ();
  view_init (&view, gate);
  gtk_string_list_append (list, "one more");
  gtk_string_list_remove (list, 700);
  gtk_string_list_remove (list, 3);
  run_idle ();
  g_assert_cmpuint (view.n, ==, 999);
  g_assert_cmpuint (view.largest, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gtk/list-gate/opens-in-steps", test_opens_in_steps);
  g_test_add_func ("/gtk/list-gate/short-list", test_short_list_is_there_at_once);
  g_test_add_func ("/gtk/list-gate/replacement", test_replacement);
  g_test_add_func ("/gtk/list-gate/emptied", test_emptied);
  g_test_add_func ("/gtk/list-gate/small-changes", test_small_changes_pass);
  return g_test_run ();
}
