/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That the selection follows the certificates: what is deleted is what is highlighted, whatever happens to the list. */
#include "cw-certificate-list.h"
#include "cw-certificate-selection.h"
#include "cw-list-slot.h"
#include "specimen.h"

#include <gtk/gtk.h>

typedef struct
{
  CwStore *store;
  CwCertificateList *list;
  CwCertificateSelection *selection;
  GtkSelectionModel *model;
  GPtrArray *slots;          /* what a view has been told */
  GArray *highlit;           /* of gboolean: the rows that it has drawn as selected */
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (removed > 0)
    {
      g_ptr_array_remove_range (fixture->slots, position, removed);
      g_array_remove_range (fixture->highlit, position, removed);
    }
  for (guint i = position; i < position + added; i++)
    {
      gboolean selected = gtk_selection_model_is_selected (fixture->model, i);

      g_ptr_array_insert (fixture->slots, (int) i, g_list_model_get_item (model, i));
      g_array_insert_val (fixture->highlit, i, selected);
    }
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (position + n, <=, fixture->slots->len);
  for (guint i = position; i < position + n; i++)
    g_array_index (fixture->highlit, gboolean, i) = gtk_selection_model_is_selected (model, i);
}

static gint64
get_shown_id (Fixture *fixture, guint position)
{
  CwCertificateRow *row = cw_list_slot_get_item (g_ptr_array_index (fixture->slots, position));

  return row != NULL ? cw_certificate_row_get_id (row) : 0;
}

/* What is highlighted is what an action would be done to. */
static void
assert_agrees (Fixture *fixture)
{
  gsize n = 0, found = 0;
  g_autofree gint64 *ids = cw_certificate_selection_dup_ids (fixture->selection, &n);

  g_assert_cmpuint (n, ==, cw_certificate_selection_get_n (fixture->selection));
  for (guint i = 0; i < fixture->slots->len; i++)
    {
      if (!g_array_index (fixture->highlit, gboolean, i))
        continue;
      g_assert_cmpuint (found, <, n);
      g_assert_cmpint (get_shown_id (fixture, i), !=, 0);
      g_assert_cmpint (get_shown_id (fixture, i), ==, ids[found++]);
    }
  /* All of them, unless some places have not been let in yet. */
  if (fixture->slots->len >= g_list_model_get_n_items (G_LIST_MODEL (fixture->list)))
    g_assert_cmpuint (found, ==, n);
}

static gboolean
timeout_cb (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_CONTINUE;
}

#define wait_until(fixture, condition) \
  G_STMT_START { \
    gboolean late = FALSE; \
    guint timeout = g_timeout_add_seconds (20, timeout_cb, &late); \
    while (!(condition) && !late) \
      { \
        g_main_context_iteration (NULL, TRUE); \
        assert_agrees (fixture); \
      } \
    g_source_remove (timeout); \
    g_assert_false (late); \
  } G_STMT_END

static gboolean
is_quiet (Fixture *fixture)
{
  return !cw_certificate_list_is_busy (fixture->list)
         && fixture->slots->len == g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static void
fixture_init (Fixture *fixture, guint n)
{
  fixture->store = specimen_open (specimen_folder);
  specimen_fill (fixture->store, 0, n);
  fixture->list = cw_certificate_list_new (fixture->store);
  fixture->selection = cw_certificate_selection_new (fixture->list);
  fixture->model = GTK_SELECTION_MODEL (fixture->selection);
  fixture->slots = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->highlit = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect (fixture->model, "selection-changed", G_CALLBACK (selection_changed_cb), fixture);
  wait_until (fixture, is_quiet (fixture) && fixture->slots->len == n);
}

static void
fixture_clear (Fixture *fixture)
{
  assert_agrees (fixture);
  g_signal_handlers_disconnect_by_data (fixture->model, fixture);
  g_ptr_array_unref (fixture->slots);
  g_array_unref (fixture->highlit);
  g_assert_finalize_object (fixture->selection);
  g_assert_finalize_object (fixture->list);
  g_object_unref (fixture->store);
}

static void
assert_selected (Fixture *fixture, const gint64 *expected, gsize n_expected)
{
  gsize n = 0;
  g_autofree gint64 *ids = cw_certificate_selection_dup_ids (fixture->selection, &n);

  assert_agrees (fixture);
  g_assert_cmpuint (n, ==, n_expected);
  for (gsize i = 0; i < n; i++)
    {
      gboolean found = FALSE;

      for (gsize j = 0; j < n_expected; j++)
        found = found || ids[i] == expected[j];
      g_assert_true (found);
    }
}

static void
choose (Fixture *fixture, const guint *positions, gsize n, gint64 *ids)
{
  gtk_selection_model_unselect_all (fixture->model);
  for (gsize i = 0; i < n; i++)
    {
      gtk_selection_model_select_item (fixture->model, positions[i], FALSE);
      ids[i] = cw_certificate_list_get_id (fixture->list, positions[i]);
    }
  assert_selected (fixture, ids, n);
}

static const guint some[] = { 3, 4, 250, 599 };

static void
test_by_hand (void)
{
  Fixture fixture;

  fixture_init (&fixture, 300);
  gtk_selection_model_select_item (fixture.model, 5, TRUE);
  gtk_selection_model_select_item (fixture.model, 7, FALSE);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 2);
  gtk_selection_model_select_item (fixture.model, 9, TRUE);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 1);
  gtk_selection_model_select_range (fixture.model, 10, 5, FALSE);
  gtk_selection_model_unselect_item (fixture.model, 12);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 5);
  gtk_selection_model_select_all (fixture.model);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 300);
  gtk_selection_model_unselect_range (fixture.model, 0, 299);
  g_assert_true (gtk_selection_model_is_selected (fixture.model, 299));
  gtk_selection_model_unselect_all (fixture.model);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 0);
  fixture_clear (&fixture);
}

/* Another order: the same certificates, wherever they are now. */
static void
test_sort (void)
{
  gint64 ids[G_N_ELEMENTS (some)];
  Fixture fixture;

  fixture_init (&fixture, 600);
  choose (&fixture, some, G_N_ELEMENTS (some), ids);
  for (guint sort = CW_SORT_FRIENDLY_NAME; sort <= CW_SORT_NAMES; sort++)
    for (guint descending = 0; descending < 2; descending++)
      {
        cw_certificate_list_set_sort (fixture.list, sort, descending);
        /* The rest of the order may still be on its way. */
        wait_until (&fixture, is_quiet (&fixture));
        g_assert_true (cw_certificate_selection_is_settled (fixture.selection));
        assert_selected (&fixture, ids, G_N_ELEMENTS (some));
      }
  fixture_clear (&fixture);
}

/* What a search hides is not selected any more, and does not come back selected. */
static void
test_search (void)
{
  gint64 ids[G_N_ELEMENTS (some)];
  Fixture fixture;

  fixture_init (&fixture, 600);
  choose (&fixture, some, G_N_ELEMENTS (some), ids);
  cw_certificate_list_set_search (fixture.list, "srv0002");
  wait_until (&fixture, is_quiet (&fixture));
  g_assert_true (cw_certificate_selection_is_settled (fixture.selection));
  assert_selected (&fixture, ids + 2, 1);
  cw_certificate_list_set_search (fixture.list, "");
  wait_until (&fixture, is_quiet (&fixture));
  assert_selected (&fixture, ids + 2, 1);
  cw_certificate_list_set_search (fixture.list, "nothing has this");
  wait_until (&fixture, is_quiet (&fixture));
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 0);
  fixture_clear (&fixture);
}

/* Empty places at the end, before they go, cannot be chosen. */
static void
test_empty_places (void)
{
  Fixture fixture;

  fixture_init (&fixture, 300);
  cw_certificate_list_set_search (fixture.list, "srv000007");
  wait_until (&fixture, !cw_certificate_list_is_busy (fixture.list));
  g_assert_cmpuint (fixture.slots->len, ==, 300);
  gtk_selection_model_select_item (fixture.model, 200, TRUE);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 0);
  gtk_selection_model_select_all (fixture.model);
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 1);
  wait_until (&fixture, fixture.slots->len == 1);
  fixture_clear (&fixture);
}

/* A new choice between two orders is the choice. */
static void
test_choice_in_between (void)
{
  gint64 ids[G_N_ELEMENTS (some)], chosen;
  Fixture fixture;

  fixture_init (&fixture, 600);
  choose (&fixture, some, G_N_ELEMENTS (some), ids);
  cw_certificate_list_set_sort (fixture.list, CW_SORT_EXPIRES, TRUE);
  cw_certificate_list_set_sort (fixture.list, CW_SORT_SUBJECT, TRUE);
  gtk_selection_model_select_item (fixture.model, 0, TRUE);
  chosen = cw_certificate_list_get_id (fixture.list, 0);
  wait_until (&fixture, is_quiet (&fixture));
  assert_selected (&fixture, &chosen, 1);
  fixture_clear (&fixture);
}

static void
run_helper (const char *verb, const char *first, const char *second)
{
  g_autoptr (GError) error = NULL;
  const char *arguments[] = { g_getenv ("CERTWIZARD_STORE_HELPER"), verb, specimen_folder, first, second, NULL };

  g_spawn_async (NULL, (char **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
is_trashed (Fixture *fixture, gint64 id)
{
  return cw_certificate_list_find (fixture->list, id) == G_MAXUINT;
}

/* Sorted anew while another process fills the store, and then deleted: it hits those that were chosen, and no other. */
static void
test_delete_while_others_write (void)
{
  gint64 ids[G_N_ELEMENTS (some)];
  gsize n = 0;
  Fixture fixture;

  fixture_init (&fixture, 600);
  choose (&fixture, some, G_N_ELEMENTS (some), ids);
  run_helper ("add", "2000", "200");
  for (guint i = 0; i < 40; i++)
    {
      cw_certificate_list_set_sort (fixture.list, i % (CW_SORT_NAMES + 1), i % 3 == 0);
      for (guint j = 0; j < 5; j++)
        {
          g_main_context_iteration (NULL, FALSE);
          assert_agrees (&fixture);
        }
    }
  wait_until (&fixture, is_quiet (&fixture) && fixture.slots->len == 800);
  assert_selected (&fixture, ids, G_N_ELEMENTS (some));

  g_autofree gint64 *meant = cw_certificate_selection_dup_ids (fixture.selection, &n);
  g_assert_true (cw_store_trash (fixture.store, meant, n, NULL));
  wait_until (&fixture, is_quiet (&fixture) && fixture.slots->len == 800 - G_N_ELEMENTS (some));
  for (gsize i = 0; i < G_N_ELEMENTS (some); i++)
    g_assert_true (is_trashed (&fixture, ids[i]));
  g_assert_cmpuint (cw_certificate_selection_get_n (fixture.selection), ==, 0);
  fixture_clear (&fixture);
}

/* One that another process takes away is not selected any more; those around it are. */
static void
test_gone (void)
{
  static const guint positions[] = { 10, 11, 12 };
  gint64 ids[3], left[2];
  Fixture fixture;

  fixture_init (&fixture, 500);
  choose (&fixture, positions, 3, ids);
  g_assert_true (cw_store_trash (fixture.store, &ids[1], 1, NULL));
  wait_until (&fixture, fixture.slots->len == 499);
  left[0] = ids[0];
  left[1] = ids[2];
  assert_selected (&fixture, left, 2);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/gtk/certificate-selection/by-hand", test_by_hand);
  specimen_test ("/gtk/certificate-selection/sort", test_sort);
  specimen_test ("/gtk/certificate-selection/search", test_search);
  specimen_test ("/gtk/certificate-selection/empty-places", test_empty_places);
  specimen_test ("/gtk/certificate-selection/choice-in-between", test_choice_in_between);
  specimen_test ("/gtk/certificate-selection/delete-while-others-write", test_delete_while_others_write);
  specimen_test ("/gtk/certificate-selection/gone", test_gone);
  return g_test_run ();
}
