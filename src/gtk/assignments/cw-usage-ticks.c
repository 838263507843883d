/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-ticks.h"

struct _CwUsageTicks
{
  GObject parent_instance;

  GHashTable *ids;      /* of char * */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwUsageTicks, cw_usage_ticks, G_TYPE_OBJECT)

static gboolean
put (CwUsageTicks *self, const char *usage, gboolean ticked)
{
  if (ticked == g_hash_table_contains (self->ids, usage))
    return FALSE;
  if (ticked)
    g_hash_table_add (self->ids, g_strdup (usage));
  else
    g_hash_table_remove (self->ids, usage);
  return TRUE;
}

static const char *
get_id (CwUsageEntry *entry)
{
  return cw_usage_get_id (cw_usage_entry_get_usage (entry));
}

static void
cw_usage_ticks_finalize (GObject *object)
{
  g_hash_table_unref (CW_USAGE_TICKS (object)->ids);
  G_OBJECT_CLASS (cw_usage_ticks_parent_class)->finalize (object);
}

static void
cw_usage_ticks_class_init (CwUsageTicksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_ticks_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CW_TYPE_USAGE_TICKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_usage_ticks_init (CwUsageTicks *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwUsageTicks *
cw_usage_ticks_new (void)
{
  return g_object_new (CW_TYPE_USAGE_TICKS, NULL);
}

gboolean
cw_usage_ticks_has (CwUsageTicks *self, const char *usage)
{
  return g_hash_table_contains (self->ids, usage);
}

void
cw_usage_ticks_set (CwUsageTicks *self, const char *usage, gboolean ticked)
{
  if (put (self, usage, ticked))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cw_usage_ticks_clear (CwUsageTicks *self)
{
  if (g_hash_table_size (self->ids) == 0)
    return;
  g_hash_table_remove_all (self->ids);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
cw_usage_ticks_get_n (CwUsageTicks *self)
{
  return g_hash_table_size (self->ids);
}

gboolean
cw_usage_ticks_has_all (CwUsageTicks *self, CwUsageGroup *group, gboolean *some)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (group));
  guint ticked = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), i);

      ticked += cw_usage_ticks_has (self, get_id (entry));
    }
  *some = ticked > 0 && ticked < n;
  return n > 0 && ticked == n;
}

void
cw_usage_ticks_set_all (CwUsageTicks *self, CwUsageGroup *group, gboolean ticked)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (group)); i++)
    {
      g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), i);

      changed |= put (self, get_id (entry), ticked);
    }
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
