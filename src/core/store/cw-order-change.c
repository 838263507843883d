/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-order-change.h"

#include "cw-id-set.h"

/* Above this number of places, one large change is cheaper for everybody than many small ones. */
#define MAX_STEPS 64

static gint64
at (GArray *ids, guint position)
{
  return g_array_index (ids, gint64, position);
}

static void
append_step (GArray *steps, guint position, guint removed, guint added)
{
  CwOrderStep step = { position, removed, added };

  if (removed > 0 || added > 0)
    g_array_append_val (steps, step);
}

static CwIdSet *
make_set (GArray *ids, guint begin, guint end)
{
  CwIdSet *set = cw_id_set_new ();

  for (guint i = begin; i < end; i++)
    cw_id_set_add (set, at (ids, i));
  return set;
}

/* What stays must be in the same order: walks along both, and notes the runs that are only in one. FALSE when that does not
 * lead to the end, or not in few steps. */
static gboolean
find_runs (GArray *from, guint from_end, GArray *to, guint to_end, guint begin, GArray *steps)
{
  g_autoptr(CwIdSet) old_ids = make_set (from, begin, from_end);
  g_autoptr(CwIdSet) new_ids = make_set (to, begin, to_end);
  guint i = begin, j = begin;

  while ((i < from_end || j < to_end) && steps->len <= MAX_STEPS)
    {
      guint removed = 0, added = 0;
      while (i < from_end && !cw_id_set_contains (new_ids, at (from, i)))
        i++, removed++;
      append_step (steps, j, removed, 0);
      while (j < to_end && !cw_id_set_contains (old_ids, at (to, j)))
        j++, added++;
      append_step (steps, j - added, 0, added);
      if (removed > 0 || added > 0)
        continue;
      if (i == from_end || j == to_end || at (from, i) != at (to, j))
        return FALSE;
      i++, j++;
    }
  return steps->len <= MAX_STEPS;
}

/* In one step: what stays the same at the beginning is left alone. */
static void
append_replacement (GArray *steps, GArray *from, GArray *to, guint begin)
{
  CwOrderStep step = { begin, from->len - begin, to->len - begin };

  if (step.removed > 0 || step.added > 0)
    g_array_append_val (steps, step);
}

static guint
find_begin (GArray *from, GArray *to)
{
  guint begin = 0;

  while (begin < from->len && begin < to->len && at (from, begin) == at (to, begin))
    begin++;
  return begin;
}

GArray *
cw_order_change_new_replacement (GArray *from, GArray *to)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (CwOrderStep));

  append_replacement (steps, from, to, find_begin (from, to));
  return steps;
}

GArray *
cw_order_change_new (GArray *from, GArray *to)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (CwOrderStep));
  guint begin = find_begin (from, to), from_end = from->len, to_end = to->len;

  while (from_end > begin && to_end > begin && at (from, from_end - 1) == at (to, to_end - 1))
    from_end--, to_end--;
  if (find_runs (from, from_end, to, to_end, begin, steps))
    return steps;
  g_array_set_size (steps, 0);
  append_replacement (steps, from, to, begin);
  return steps;
}
