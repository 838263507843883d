/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include <string.h>

struct _CwUsageGroup {
  GObject    parent_instance;
  char      *id;
  char      *title;
  GPtrArray *entries;      /* of CwUsageEntry */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwUsageGroup, cw_usage_group, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- list model ---- */

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_USAGE_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return CW_USAGE_GROUP (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwUsageGroup *self = CW_USAGE_GROUP (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- the type ---- */

static void
cw_usage_group_finalize (GObject *object)
{
  CwUsageGroup *self = CW_USAGE_GROUP (object);

  g_free (self->id);
  g_free (self->title);
  g_ptr_array_unref (self->entries);
  G_OBJECT_CLASS (cw_usage_group_parent_class)->finalize (object);
}

static void
cw_usage_group_class_init (CwUsageGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_group_finalize;
}

static void
cw_usage_group_init (CwUsageGroup *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

CwUsageGroup *
cw_usage_group_new (const char *id, const char *title)
{
  CwUsageGroup *self = g_object_new (CW_TYPE_USAGE_GROUP, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  return self;
}

/* The same usages in the same order: each one that changed is told by itself, and the rows between keep focus and selection. */
static gboolean
has_same_usages (GPtrArray *old, GPtrArray *fresh)
{
  if (old->len != fresh->len)
    return FALSE;
  for (guint i = 0; i < old->len; i++)
    if (cw_usage_entry_get_usage (g_ptr_array_index (old, i)) != cw_usage_entry_get_usage (g_ptr_array_index (fresh, i)))
      return FALSE;
  return TRUE;
}

static void
tell_each (CwUsageGroup *self, GPtrArray *old)
{
  for (guint i = 0; i < old->len; i++)
    if (old->pdata[i] != self->entries->pdata[i])
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
}

static void
tell_middle (CwUsageGroup *self, GPtrArray *old)
{
  GPtrArray *fresh = self->entries;
  guint begin = 0;
  guint end = 0;

  while (begin < old->len && begin < fresh->len && old->pdata[begin] == fresh->pdata[begin])
    begin++;
  while (end < old->len - begin && end < fresh->len - begin && old->pdata[old->len - 1 - end] == fresh->pdata[fresh->len - 1 - end])
    end++;
  g_list_model_items_changed (G_LIST_MODEL (self), begin, old->len - begin - end, fresh->len - begin - end);
}

void
cw_usage_group_set_entries (CwUsageGroup *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->entries);

  self->entries = g_ptr_array_ref (entries);
  if (has_same_usages (old, entries))
    tell_each (self, old);
  else
    tell_middle (self, old);
}

const char *
cw_usage_group_get_id (CwUsageGroup *self)
{
  return self->id;
}

const char *
cw_usage_group_get_title (CwUsageGroup *self)
{
  return self->title;
}

CwAssigned *
cw_usage_group_get_common (CwUsageGroup *self)
{
  CwAssigned *common = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CwAssigned *assigned = cw_usage_entry_get (g_ptr_array_index (self->entries, i), CW_PLACE_CURRENT);

      if (assigned == NULL || (common != NULL && cw_assigned_get_record (assigned)->certificate != cw_assigned_get_record (common)->certificate))
        return NULL;
      if (common == NULL)
        common = assigned;
    }
  return common;
}

guint
cw_usage_group_get_n_assigned (CwUsageGroup *self)
{
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++)
    if (cw_usage_entry_get (g_ptr_array_index (self->entries, i), CW_PLACE_CURRENT) != NULL)
      n++;
  return n;
}

/* ---- all groups ---- */

static CwUsageGroup *
dup_group (GPtrArray *groups, CwUsage *usage)
{
  for (guint i = 0; i < groups->len; i++)
    {
      CwUsageGroup *group = g_ptr_array_index (groups, i);

      if (strcmp (group->id, cw_usage_get_group (usage)) == 0)
        return g_object_ref (group);
    }
  return cw_usage_group_new (cw_usage_get_group (usage), cw_usage_get_group_title (usage));
}

/* From first on, those of the same group that are shown; *next is where another one begins. */
static GPtrArray *
pick_group (GPtrArray *entries, gboolean show_all, guint first, guint *next)
{
  const char *group = cw_usage_get_group (cw_usage_entry_get_usage (g_ptr_array_index (entries, first)));
  GPtrArray *picked = g_ptr_array_new_with_free_func (g_object_unref);

  for (*next = first; *next < entries->len; (*next)++)
    {
      CwUsageEntry *entry = g_ptr_array_index (entries, *next);

      if (strcmp (cw_usage_get_group (cw_usage_entry_get_usage (entry)), group) != 0)
        break;
      if (show_all || cw_usage_entry_is_relevant (entry))
        g_ptr_array_add (picked, g_object_ref (entry));
    }
  return picked;
}

GPtrArray *
cw_usage_groups_arrange (GPtrArray *old, GPtrArray *entries, gboolean show_all)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0, next = 0; i < entries->len; i = next)
    {
      g_autoptr (GPtrArray) picked = pick_group (entries, show_all, i, &next);
      CwUsageGroup *group;

      if (picked->len == 0)
        continue;
      group = dup_group (old, cw_usage_entry_get_usage (g_ptr_array_index (picked, 0)));
      g_ptr_array_add (groups, group);
      cw_usage_group_set_entries (group, picked);
    }
  return groups;
}
