/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-id-set.h"

/* 2 MB of bits; what is beyond is kept one by one. */
#define MAX_BIT (G_GINT64_CONSTANT (1) << 24)

struct _CwIdSet {
  GArray     *words;    /* of guint64 */
  GHashTable *others;   /* of gint64 */
};

CwIdSet *
cw_id_set_new (void)
{
  CwIdSet *self = g_new0 (CwIdSet, 1);

  self->words = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->others = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
cw_id_set_free (CwIdSet *self)
{
  g_array_unref (self->words);
  g_hash_table_unref (self->others);
  g_free (self);
}

void
cw_id_set_add (CwIdSet *self, gint64 id)
{
  if (id < 0 || id >= MAX_BIT)
    {
      g_hash_table_add (self->others, g_memdup2 (&id, sizeof id));
      return;
    }
  guint word = (guint) (id / 64);
  if (word >= self->words->len)
    g_array_set_size (self->words, word + 1);
  g_array_index (self->words, guint64, word) |= G_GUINT64_CONSTANT (1) << (id % 64);
}

gboolean
cw_id_set_contains (CwIdSet *self, gint64 id)
{
  if (id < 0 || id >= MAX_BIT)
    return g_hash_table_contains (self->others, &id);

  guint word = (guint) (id / 64);
  return word < self->words->len && (g_array_index (self->words, guint64, word) >> (id % 64) & 1) != 0;
}

static gboolean
is_missing (gpointer key, gpointer value, gpointer other)
{
  return !g_hash_table_contains (other, key);
}

void
cw_id_set_intersect (CwIdSet *self, CwIdSet *other)
{
  for (guint i = 0; i < self->words->len; i++)
    g_array_index (self->words, guint64, i) &= i < other->words->len ? g_array_index (other->words, guint64, i) : 0;
  g_hash_table_foreach_remove (self->others, is_missing, other->others);
}
