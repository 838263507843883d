/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the store compares text, takes searches apart, and leads a list from one order to another. */
#include <string.h>

#include "cw-error.h"
#include "cw-id-set.h"
#include "cw-order-change.h"
#include "cw-search.h"
#include "cw-text.h"

static void
assert_fold (const char *text, const char *expected)
{
  g_autofree char *folded = cw_text_fold (text);
  g_assert_cmpstr (folded, ==, expected);
}

static void
test_fold (void)
{
  assert_fold ("", "");
  assert_fold ("WWW.Example.ORG", "www.example.org");
  assert_fold ("STRASSE", "strasse");
  assert_fold ("Stra\xc3\x9f" "e", "strasse");
  assert_fold ("Mu\xcc\x88ller", "m\xc3\xbcller");
  assert_fold ("\xef\xbc\xa1\xef\xbd\x82", "ab");
  g_autofree char *odd = cw_text_fold ("a\xff" "b");
  g_assert_true (g_utf8_validate (odd, -1, NULL));
}

/* Each before the next. */
static void
test_sort_key (void)
{
  static const char * const ordered[] = {
    "", " a", "1", "2", "9", "10", "99", "100", "123456789", "1234567890", "99999999999999999999999999", "\xc3\x84pfel", "apfelmus", "B 1",
    "host2.a", "host02.b", "host10", "ostern", "\303\226sterreich", "z", "\xce\xb1lpha",
  };

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (ordered); i++)
    {
      g_autofree char *first = cw_text_sort_key (ordered[i]);
      g_autofree char *second = cw_text_sort_key (ordered[i + 1]);
      g_test_message ("“%s” < “%s”", ordered[i], ordered[i + 1]);
      g_assert_cmpint (strcmp (first, second), <, 0);
    }
  g_autofree char *many = g_strnfill (10000, '7');
  g_autofree char *key = cw_text_sort_key (many);
  g_assert_cmpuint (strlen (key), <=, 10002);
}

static void
assert_name (const char *name, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *clean = cw_text_clean_name (name, &error);

  g_assert_cmpstr (clean, ==, expected);
  if (expected == NULL)
    g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
  else
    g_assert_no_error (error);
}

static void
test_clean_name (void)
{
  g_autofree char *longest = g_strnfill (256, 'x');
  g_autofree char *longer = g_strnfill (257, 'x');

  assert_name (" a b ", "a b");
  assert_name ("Mu\xcc\x88ller", "M\xc3\xbcller");
  assert_name (longest, longest);
  assert_name (longer, NULL);
  assert_name ("", NULL);
  assert_name ("  ", NULL);
  assert_name ("a\x01", NULL);
  assert_name ("a\nb", NULL);
  assert_name ("\xff", NULL);
}

/* ---- search ---- */

static void
assert_search (const char *search, const char *match, const char *text, gboolean matches)
{
  g_autoptr(CwSearch) parsed = cw_search_new (search);

  g_assert_nonnull (parsed);
  g_assert_cmpstr (cw_search_get_match (parsed), ==, match);
  g_assert_cmpint (cw_search_matches (parsed, text), ==, matches);
}

static void
test_search (void)
{
  g_assert_null (cw_search_new (NULL));
  g_assert_null (cw_search_new (""));
  g_assert_null (cw_search_new (" \t\xc2\xa0"));
  assert_search ("example", "(\"exa\" AND \"mpl\" AND \"ple\")", "an example", TRUE);
  assert_search ("EXAM", "(\"exa\" AND \"xam\")", "exa xam", FALSE);
  assert_search ("abc", "(\"abc\")", "xabcx", TRUE);
  assert_search ("one two", "(\"one\" AND \"two\")", "two one", TRUE);
  assert_search ("one two", "(\"one\" AND \"two\")", "two on", FALSE);
  assert_search ("one x", "(\"one\")", "x one", TRUE);
  assert_search ("one x", "(\"one\")", "one", FALSE);
  assert_search ("xy", NULL, "wxyz", TRUE);
  assert_search ("xy", NULL, "wx yz", FALSE);
  assert_search ("\"\"\"", "(\"\"\"\"\"\"\"\")", "a\"\"\"b", TRUE);
  assert_search ("\xc3\x84\xc3\xb6\xc3\xbc", "(\"\xc3\xa4\xc3\xb6\xc3\xbc\")", "\xc3\xa4\xc3\xb6\xc3\xbc", TRUE);
}

static void
test_search_hex (void)
{
  assert_search ("AB:CD", "(\"ab:\" AND \":cd\") OR (\"abc\" AND \"bcd\")", "00abcd11", TRUE);
  assert_search ("AB:CD", "(\"ab:\" AND \":cd\") OR (\"abc\" AND \"bcd\")", "mac ab:cd", TRUE);
  assert_search ("AB CD EF", "(\"abc\" AND \"def\")", "00abcdef", TRUE);
  assert_search ("AB CD EF", "(\"abc\" AND \"def\")", "ab cd ef", FALSE);
  assert_search ("2024 2025", "(\"202\" AND \"024\" AND \"202\" AND \"025\") OR (\"202\" AND \"420\" AND \"025\")", "mail 2025 2024", TRUE);
  assert_search ("a b", NULL, "b a", TRUE);
}

/* What nearly every text has is not asked for, once that is known. */
static void
test_search_learns (void)
{
  g_autoptr(CwSearch) search = cw_search_new ("99.ex");

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("host%u.example.org", i);
      cw_search_learn (search, text);
    }
  g_assert_cmpstr (cw_search_get_match (search), ==, "(\"99.\" AND \"9.e\")");
  g_assert_true (cw_search_matches (search, "host99.example.org"));

  g_autoptr(CwSearch) common = cw_search_new ("exam");
  for (guint i = 0; i < 100; i++)
    cw_search_learn (common, i == 0 ? "exa" : "an example");
  g_assert_cmpstr (cw_search_get_match (common), ==, "(\"xam\")");
}

/* ---- sets ---- */

static void
test_id_set (void)
{
  static const gint64 ids[] = { 0, 1, 63, 64, 100000, (1 << 24) - 1, 1 << 24, G_MAXINT64, -5 };
  g_autoptr(CwIdSet) set = cw_id_set_new ();
  g_autoptr(CwIdSet) other = cw_id_set_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_false (cw_id_set_contains (set, ids[i]));
      cw_id_set_add (set, ids[i]);
      g_assert_true (cw_id_set_contains (set, ids[i]));
    }
  g_assert_false (cw_id_set_contains (set, 62));
  cw_id_set_add (other, 64);
  cw_id_set_add (other, 65);
  cw_id_set_add (other, G_MAXINT64);
  cw_id_set_intersect (set, other);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpint (cw_id_set_contains (set, ids[i]), ==, ids[i] == 64 || ids[i] == G_MAXINT64);
  g_assert_false (cw_id_set_contains (set, 65));
}

/* ---- orders ---- */

static GArray *
make_order (const gint64 *ids, guint n_ids)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (gint64));
  return n_ids > 0 ? g_array_append_vals (order, ids, n_ids) : order;
}

/* Applies the steps as a list does. */
static guint
assert_leads (GArray *from, GArray *to)
{
  g_autoptr(GArray) steps = cw_order_change_new (from, to);
  g_autoptr(GArray) order = make_order ((const gint64 *) from->data, from->len);

  for (guint i = 0; i < steps->len; i++)
    {
      const CwOrderStep *step = &g_array_index (steps, CwOrderStep, i);
      g_assert_true (step->removed > 0 || step->added > 0);
      /* A replacement is the only step, and reaches to the end. */
      if (step->removed > 0 && step->added > 0)
        {
          g_assert_cmpuint (steps->len, ==, 1);
          g_assert_cmpuint (step->position + step->removed, ==, order->len);
        }
      g_assert_cmpuint (step->position + step->removed, <=, order->len);
      if (step->removed > 0)
        g_array_remove_range (order, step->position, step->removed);
      if (step->added > 0)
        g_array_insert_vals (order, step->position, &g_array_index (to, gint64, step->position), step->added);
    }
  g_assert_cmpuint (order->len, ==, to->len);
  for (guint i = 0; i < to->len; i++)
    g_assert_cmpint (g_array_index (order, gint64, i), ==, g_array_index (to, gint64, i));
  return steps->len;
}

static void
assert_steps (const gint64 *from, guint n_from, const gint64 *to, guint n_to, guint n_steps)
{
  g_autoptr(GArray) first = make_order (from, n_from);
  g_autoptr(GArray) second = make_order (to, n_to);

  g_assert_cmpuint (assert_leads (first, second), ==, n_steps);
}

static void
test_order_change (void)
{
  static const gint64 all[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, some[] = { 1, 3, 4, 5, 8 }, turned[] = { 8, 7, 6, 5, 4, 3, 2, 1 };

  assert_steps (all, 0, all, 0, 0);
  assert_steps (all, 8, all, 8, 0);
  assert_steps (all, 0, all, 8, 1);
  assert_steps (all, 8, all, 0, 1);
  assert_steps (all, 3, all, 8, 1);
  assert_steps (all, 8, all, 3, 1);
  assert_steps (all, 8, some, 5, 2);
  assert_steps (some, 5, all, 8, 2);
  assert_steps (all, 8, turned, 8, 1);
  assert_steps (all, 8, all + 4, 4, 1);
}

/* For another question: one step, however little has changed. */
static void
test_order_replacement (void)
{
  static const gint64 all[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, some[] = { 1, 3, 4, 5, 8 };
  g_autoptr(GArray) first = make_order (all, 8);
  g_autoptr(GArray) second = make_order (some, 5);
  g_autoptr(GArray) steps = cw_order_change_new_replacement (first, second);
  g_autoptr(GArray) none = cw_order_change_new_replacement (first, first);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (steps->len, ==, 1);
  const CwOrderStep *step = &g_array_index (steps, CwOrderStep, 0);
  g_assert_cmpuint (step->position, ==, 1);
  g_assert_cmpuint (step->removed, ==, 7);
  g_assert_cmpuint (step->added, ==, 4);
}

static void
test_order_change_random (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr(GArray) from = make_order (NULL, 0);
      g_autoptr(GArray) to = make_order (NULL, 0);
      guint size = (guint) g_test_rand_int_range (0, 300);
      gint every = g_test_rand_int_range (1, 20);
      for (gint64 id = 1; id <= size; id++)
        {
          if (g_test_rand_int_range (0, every + 1) != 0)
            g_array_append_val (from, id);
          if (g_test_rand_int_range (0, every + 1) != 0)
            g_array_append_val (to, id);
        }
      if (g_test_rand_bit () && to->len > 2)
        {
          gint64 moved = g_array_index (to, gint64, 0);
          g_array_remove_index (to, 0);
          g_array_append_val (to, moved);
        }
      g_assert_cmpuint (assert_leads (from, to), <=, 65);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/sort-key", test_sort_key);
  g_test_add_func ("/text/clean-name", test_clean_name);
  g_test_add_func ("/search/words", test_search);
  g_test_add_func ("/search/learns", test_search_learns);
  g_test_add_func ("/orders/replacement", test_order_replacement);
  g_test_add_func ("/search/hex", test_search_hex);
  g_test_add_func ("/id-set", test_id_set);
  g_test_add_func ("/order-change/known", test_order_change);
  g_test_add_func ("/order-change/random", test_order_change_random);
  return g_test_run ();
}
