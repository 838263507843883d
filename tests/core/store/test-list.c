/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list model: what it announces, which rows it makes, and that it sees what others change. */
#include <string.h>

#include "cw-certificate-list.h"
#include "specimen.h"

/* A copy that knows the list only by what it announces. */
typedef struct {
  CwCertificateList *list;
  GArray            *ids;
  guint              n_changes;
  guint              n_replacing;  /* announced replacements */
  gboolean           replacing;
} Shadow;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Shadow *shadow = user_data;

  shadow->n_changes++;
  g_assert_cmpuint (position + removed, <=, shadow->ids->len);
  /* A replacement has been announced, and reaches to the end. */
  if (removed > 0 && added > 0)
    {
      g_assert_true (shadow->replacing);
      g_assert_cmpuint (position + removed, ==, shadow->ids->len);
    }
  shadow->replacing = FALSE;
  if (removed > 0)
    g_array_remove_range (shadow->ids, position, removed);
  for (guint i = 0; i < added; i++)
    {
      gint64 id = cw_certificate_list_get_id (shadow->list, position + i);
      g_array_insert_val (shadow->ids, position + i, id);
    }
  g_assert_cmpuint (shadow->ids->len, ==, g_list_model_get_n_items (model));
}

static void
assert_shadow (Shadow *shadow)
{
  g_assert_cmpuint (shadow->ids->len, ==, g_list_model_get_n_items (G_LIST_MODEL (shadow->list)));
  for (guint i = 0; i < shadow->ids->len; i++)
    g_assert_cmpint (g_array_index (shadow->ids, gint64, i), ==, cw_certificate_list_get_id (shadow->list, i));
}

/* Positions still are what they were. */
static void
replacing_cb (CwCertificateList *list, gboolean new_query, gpointer user_data)
{
  Shadow *shadow = user_data;

  shadow->n_replacing++;
  shadow->replacing = TRUE;
  assert_shadow (shadow);
}

static Shadow *
shadow_new (CwStore *store)
{
  Shadow *shadow = g_new0 (Shadow, 1);

  shadow->list = cw_certificate_list_new (store);
  shadow->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (shadow->list, "items-changed", G_CALLBACK (changed_cb), shadow);
  g_signal_connect (shadow->list, "replacing", G_CALLBACK (replacing_cb), shadow);
  return shadow;
}

static void
shadow_free (Shadow *shadow)
{
  assert_shadow (shadow);
  g_assert_finalize_object (shadow->list);
  g_array_unref (shadow->ids);
  g_free (shadow);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shadow, shadow_free)

static gboolean
timeout_cb (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition) \
  G_STMT_START { \
    gboolean late = FALSE; \
    guint timeout = g_timeout_add_seconds (20, timeout_cb, &late); \
    while (!(condition) && !late) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (timeout); \
    g_assert_false (late); \
  } G_STMT_END

static void
wait_idle (Shadow *shadow)
{
  wait_until (!cw_certificate_list_is_busy (shadow->list));
  assert_shadow (shadow);
}

static CwCertificateRow *
get_row (Shadow *shadow, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (shadow->list), position);
}

/* The row's certificate, once it has been read. */
static CwStoredCertificate *
wait_for_row (CwCertificateRow *row)
{
  wait_until (cw_certificate_row_get_certificate (row) != NULL);
  return cw_certificate_row_get_certificate (row);
}

static void
assert_name_at (Shadow *shadow, guint position, const char *name)
{
  g_autoptr(CwCertificateRow) row = get_row (shadow, position);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (wait_for_row (row)), ==, name);
}

static void
test_empty (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(Shadow) shadow = shadow_new (store);

  g_assert_false (cw_certificate_list_is_ready (shadow->list));
  g_assert_true (cw_certificate_list_is_busy (shadow->list));
  wait_idle (shadow);
  g_assert_true (cw_certificate_list_is_ready (shadow->list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (shadow->list)), ==, 0);
  g_assert_cmpuint (cw_certificate_list_get_total (shadow->list), ==, 0);
  g_assert_null (get_row (shadow, 0));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (shadow->list)) == CW_TYPE_CERTIFICATE_ROW);
}

static void
test_rows (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 1000);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_until (cw_certificate_list_is_ready (shadow->list));
  /* The first ones are there at once. */
  g_autoptr(CwCertificateRow) first = get_row (shadow, 0);
  g_assert_nonnull (cw_certificate_row_get_certificate (first));
  wait_idle (shadow);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (shadow->list)), ==, 1000);
  g_assert_cmpuint (cw_certificate_list_get_total (shadow->list), ==, 1000);
  /* One that is far away is read when it is asked for, and is one and the same for all who hold it. */
  g_autoptr(CwCertificateRow) row = get_row (shadow, 900);
  g_autoptr(CwCertificateRow) same = get_row (shadow, 900);
  g_assert_true (row == same);
  g_assert_null (cw_certificate_row_get_certificate (row));
  CwStoredCertificate *certificate = wait_for_row (row);
  g_assert_cmpint (cw_stored_certificate_get_id (certificate), ==, cw_certificate_list_get_id (shadow->list, 900));
  g_assert_cmpint (cw_certificate_row_get_id (row), ==, cw_certificate_list_get_id (shadow->list, 900));
  g_assert_cmpuint (cw_certificate_list_find (shadow->list, cw_certificate_row_get_id (row)), ==, 900);
  g_assert_cmpuint (cw_certificate_list_find (shadow->list, 4711), ==, G_MAXUINT);
  assert_name_at (shadow, 999, "srv000999.example.org");
}

/* A row that nobody holds goes, after some hundred others. */
static void
test_rows_are_forgotten (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 1000);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  CwCertificateRow *row = get_row (shadow, 500);
  g_autoptr(CwCertificateRow) held = get_row (shadow, 501);
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &row);
  g_object_unref (row);
  g_assert_nonnull (row);
  for (guint i = 0; i < 500; i++)
    g_object_unref (get_row (shadow, i));
  g_assert_null (row);
  g_autoptr(CwCertificateRow) again = get_row (shadow, 501);
  g_assert_true (again == held);
}

static void
test_outlives (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwCertificateRow) row = NULL;

  specimen_fill (store, 0, 10);
  {
    g_autoptr(Shadow) shadow = shadow_new (store);
    wait_idle (shadow);
    row = get_row (shadow, 9);
  }
  g_assert_cmpint (cw_certificate_row_get_id (row), >, 0);
  /* One that goes in the middle of its first query. */
  CwCertificateList *list = cw_certificate_list_new (store);
  g_assert_finalize_object (list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_sort (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 600);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  assert_name_at (shadow, 0, "srv000000.example.org");
  cw_certificate_list_set_sort (shadow->list, CW_SORT_FRIENDLY_NAME, TRUE);
  wait_idle (shadow);
  assert_name_at (shadow, 0, "srv000599.example.org");
  for (guint sort = CW_SORT_FRIENDLY_NAME; sort <= CW_SORT_NAMES; sort++)
    for (guint descending = 0; descending < 2; descending++)
      {
        cw_certificate_list_set_sort (shadow->list, sort, descending);
        wait_idle (shadow);
        g_assert_cmpuint (shadow->ids->len, ==, 600);
        g_assert_cmpint (cw_certificate_list_get_sort (shadow->list), ==, sort);
        g_assert_cmpint (cw_certificate_list_get_descending (shadow->list), ==, descending);
      }
}

/* As many as before, whatever is known of the new order, and never a row without its certificate among the first. */
static void
test_sort_keeps_the_length (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  guint unknown = 0;

  specimen_fill (store, 0, 1000);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  for (guint sort = CW_SORT_EXPIRES; sort <= CW_SORT_NAMES; sort++)
    {
      guint before = shadow->n_replacing;

      cw_certificate_list_set_sort (shadow->list, sort, TRUE);
      wait_until (shadow->n_replacing > before || !cw_certificate_list_is_busy (shadow->list));
      g_assert_cmpuint (shadow->ids->len, ==, 1000);
      g_autoptr(CwCertificateRow) first = get_row (shadow, 0);
      g_autoptr(CwCertificateRow) last = get_row (shadow, 999);
      g_assert_nonnull (cw_certificate_row_get_certificate (first));
      g_assert_nonnull (last);
      unknown += cw_certificate_list_get_id (shadow->list, 999) == 0;
      wait_idle (shadow);
      for (guint i = 0; i < 1000; i++)
        g_assert_cmpint (cw_certificate_list_get_id (shadow->list, i), >, 0);
    }
  g_test_message ("%u of the orders came in two parts", unknown);
}

typedef struct { GArray *ids; } Collected;

static gboolean
collect_cb (CwStoredCertificate *certificate, gpointer user_data)
{
  gint64 id = cw_stored_certificate_get_id (certificate);
  g_array_append_val (((Collected *) user_data)->ids, id);
  return TRUE;
}

/* The list and the command line answer alike, whatever is asked. */
static void
test_same_as_visit (void)
{
  static const char * const searches[] = { "", "srv00", "example", "security", "alias", "zzz", "a", "00", "rese arch", "AB:CD" };
  static const guint filters[] = { CW_FILTER_NONE, CW_FILTER_EXPIRED, CW_FILTER_EXPIRING, CW_FILTER_CA, CW_FILTER_EXPIRED | CW_FILTER_WITH_KEY };
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 3000);
  g_autoptr(Shadow) shadow = shadow_new (store);
  for (guint i = 0; i < 120; i++)
    {
      CwCertificateQuery query = { searches[i % G_N_ELEMENTS (searches)], filters[i / 2 % G_N_ELEMENTS (filters)], (CwCertificateSort) (i % 8), i / 8 % 2 };
      Collected collected = { g_array_new (FALSE, FALSE, sizeof (gint64)) };
      cw_certificate_list_set_search (shadow->list, query.search);
      cw_certificate_list_set_filter (shadow->list, query.filter);
      cw_certificate_list_set_sort (shadow->list, query.sort, query.descending);
      g_assert_cmpint (cw_certificate_list_get_filter (shadow->list), ==, query.filter);
      wait_idle (shadow);
      g_assert_true (cw_store_visit_certificates (store, &query, collect_cb, &collected, NULL));
      g_assert_cmpuint (collected.ids->len, ==, shadow->ids->len);
      for (guint j = 0; j < shadow->ids->len; j++)
        g_assert_cmpint (g_array_index (collected.ids, gint64, j), ==, g_array_index (shadow->ids, gint64, j));
      g_assert_cmpuint (cw_certificate_list_get_total (shadow->list), ==, 3000);
      g_array_unref (collected.ids);
    }
}

/* The newest query wins, however fast they follow. */
static void
test_newest_wins (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 2000);
  g_autoptr(Shadow) shadow = shadow_new (store);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *search = g_strdup_printf ("srv%06u", i);
      cw_certificate_list_set_search (shadow->list, "example");
      if (i % 3 == 0)
        g_main_context_iteration (NULL, FALSE);
      cw_certificate_list_set_search (shadow->list, search);
    }
  g_assert_cmpstr (cw_certificate_list_get_search (shadow->list), ==, "srv000049");
  wait_idle (shadow);
  g_assert_cmpuint (shadow->ids->len, ==, 1);
  assert_name_at (shadow, 0, "srv000049.example.org");
}

/* ---- live ---- */

static gboolean
shows (Shadow *shadow, guint n_items)
{
  return g_list_model_get_n_items (G_LIST_MODEL (shadow->list)) == n_items;
}

static void
test_own_changes (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwCertificate) certificate = specimen_simple ("srv000010x");

  specimen_fill (store, 0, 500);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  gint64 id = specimen_add (store, certificate, NULL);
  shadow->n_changes = 0;
  wait_until (shows (shadow, 501));
  g_assert_cmpuint (shadow->n_changes, ==, 1);
  g_assert_cmpuint (cw_certificate_list_find (shadow->list, id), ==, 11);
  g_assert_cmpuint (cw_certificate_list_get_total (shadow->list), ==, 501);

  const gint64 gone[] = { cw_certificate_list_get_id (shadow->list, 3), cw_certificate_list_get_id (shadow->list, 300), id };
  shadow->n_changes = 0;
  g_assert_true (cw_store_trash (store, gone, 3, NULL));
  wait_until (shows (shadow, 498));
  g_assert_cmpuint (shadow->n_changes, ==, 3);
  assert_shadow (shadow);
}

static gboolean
is_named (CwCertificateRow *row, const char *name)
{
  CwStoredCertificate *certificate = cw_certificate_row_get_certificate (row);
  return certificate != NULL && strcmp (cw_stored_certificate_get_friendly_name (certificate), name) == 0;
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* A row that is looked at says what changed, and only then. */
static void
test_row_changes (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  guint notified = 0, other_notified = 0;

  specimen_fill (store, 0, 5);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  g_autoptr(CwCertificateRow) row = get_row (shadow, 2);
  g_autoptr(CwCertificateRow) other = get_row (shadow, 3);
  wait_for_row (row);
  wait_for_row (other);
  g_signal_connect (row, "notify::certificate", G_CALLBACK (notify_cb), &notified);
  g_signal_connect (other, "notify::certificate", G_CALLBACK (notify_cb), &other_notified);
  g_assert_true (cw_store_rename (store, cw_certificate_row_get_id (row), "srv000002.renamed", NULL));
  wait_until (is_named (row, "srv000002.renamed"));
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (other_notified, ==, 0);
}

static void
run_helper (const char *verb, const char *first, const char *second)
{
  g_autoptr(GError) error = NULL;
  const char *arguments[] = { g_getenv ("CERTWIZARD_STORE_HELPER"), verb, specimen_folder, first, second, NULL };
  GPid pid = 0;

  g_spawn_async (NULL, (char **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
}

static void
test_other_process (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 3);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  run_helper ("add", "1000", "20");
  wait_until (shows (shadow, 23));
  assert_shadow (shadow);
}

/* The beginning of an answer that is waited for is there at once; and nobody waits longer than he said. */
static void
test_wait (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 500);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  cw_certificate_list_wait (shadow->list, 20 * G_USEC_PER_SEC);
  cw_certificate_list_set_search (shadow->list, "srv000123");
  cw_certificate_list_wait (shadow->list, 0);
  assert_shadow (shadow);
  cw_certificate_list_wait (shadow->list, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (shadow->ids->len, ==, 1);
  assert_name_at (shadow, 0, "srv000123.example.org");
  wait_idle (shadow);
  cw_certificate_list_set_search (shadow->list, "");
  cw_certificate_list_wait (shadow->list, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (shadow->ids->len, >=, 256);
}

static void
test_refresh (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 300);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  g_autoptr(CwCertificateRow) row = get_row (shadow, 299);
  shadow->n_changes = 0;
  cw_certificate_list_refresh (shadow->list);
  wait_for_row (row);
  g_assert_cmpuint (shadow->n_changes, ==, 0);
}

/* ---- properties ---- */

static void
test_properties (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(Shadow) shadow = shadow_new (store);
  g_autofree char *search = NULL;
  guint notified = 0, filter = 0, sort = 0, total = 99;
  gboolean descending = FALSE, ready = FALSE, busy = TRUE;
  g_autoptr(GError) error = NULL;

  g_signal_connect (shadow->list, "notify::search", G_CALLBACK (notify_cb), &notified);
  g_signal_connect (shadow->list, "notify::filter", G_CALLBACK (notify_cb), &notified);
  g_signal_connect (shadow->list, "notify::sort", G_CALLBACK (notify_cb), &notified);
  g_signal_connect (shadow->list, "notify::descending", G_CALLBACK (notify_cb), &notified);
  for (guint i = 0; i < 2; i++)
    g_object_set (shadow->list, "search", "abc", "filter", CW_FILTER_CA, "sort", CW_SORT_EXPIRES, "descending", TRUE, NULL);
  g_assert_cmpuint (notified, ==, 4);
  wait_idle (shadow);
  g_object_get (shadow->list, "search", &search, "filter", &filter, "sort", &sort, "descending", &descending, "ready", &ready, "busy", &busy,
                "total", &total, "error", &error, NULL);
  g_assert_cmpstr (search, ==, "abc");
  g_assert_cmpuint (filter, ==, CW_FILTER_CA);
  g_assert_cmpuint (sort, ==, CW_SORT_EXPIRES);
  g_assert_true (descending);
  g_assert_true (ready);
  g_assert_false (busy);
  g_assert_cmpuint (total, ==, 0);
  g_assert_no_error (error);
}

static void
test_row_property (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwStoredCertificate) certificate = NULL;

  specimen_fill (store, 0, 1);
  g_autoptr(Shadow) shadow = shadow_new (store);
  wait_idle (shadow);
  g_autoptr(CwCertificateRow) row = get_row (shadow, 0);
  wait_for_row (row);
  g_object_get (row, "certificate", &certificate, NULL);
  g_assert_true (certificate == cw_certificate_row_get_certificate (row));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/list/empty", test_empty);
  specimen_test ("/list/rows", test_rows);
  specimen_test ("/list/rows-are-forgotten", test_rows_are_forgotten);
  specimen_test ("/list/outlives", test_outlives);
  specimen_test ("/list/sort", test_sort);
  specimen_test ("/list/sort-keeps-the-length", test_sort_keeps_the_length);
  specimen_test ("/list/same-as-visit", test_same_as_visit);
  specimen_test ("/list/newest-wins", test_newest_wins);
  specimen_test ("/list/own-changes", test_own_changes);
  specimen_test ("/list/row-changes", test_row_changes);
  specimen_test ("/list/other-process", test_other_process);
  specimen_test ("/list/wait", test_wait);
  specimen_test ("/list/refresh", test_refresh);
  specimen_test ("/list/properties", test_properties);
  specimen_test ("/list/row-property", test_row_property);
  return g_test_run ();
}
