/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include <string.h>

struct _CwTimelineEntry {
  GObject              parent_instance;
  CwStoredCertificate *certificate;
  GString             *usages;
  CwStoredCertificate *successor;
  gint64               effective;
  gint64               lead_time;
};

G_DEFINE_FINAL_TYPE (CwTimelineEntry, cw_timeline_entry, G_TYPE_OBJECT)

static void
cw_timeline_entry_finalize (GObject *object)
{
  CwTimelineEntry *self = CW_TIMELINE_ENTRY (object);

  g_clear_object (&self->certificate);
  g_string_free (self->usages, TRUE);
  g_clear_object (&self->successor);
  G_OBJECT_CLASS (cw_timeline_entry_parent_class)->finalize (object);
}

static void
cw_timeline_entry_class_init (CwTimelineEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_timeline_entry_finalize;
}

static void
cw_timeline_entry_init (CwTimelineEntry *self)
{
  self->usages = g_string_new (NULL);
}

CwStoredCertificate *
cw_timeline_entry_get_certificate (CwTimelineEntry *self)
{
  return self->certificate;
}

const char *
cw_timeline_entry_get_usages (CwTimelineEntry *self)
{
  return self->usages->str;
}

CwStoredCertificate *
cw_timeline_entry_get_successor (CwTimelineEntry *self)
{
  return self->successor;
}

gint64
cw_timeline_entry_get_effective (CwTimelineEntry *self)
{
  return self->effective;
}

gint64
cw_timeline_entry_get_lead_time (CwTimelineEntry *self)
{
  return self->lead_time;
}

static gboolean
certificates_equal (CwStoredCertificate *a, CwStoredCertificate *b)
{
  return a == b || (a != NULL && b != NULL && cw_stored_certificate_equal (a, b));
}

gboolean
cw_timeline_entry_equal (CwTimelineEntry *a, CwTimelineEntry *b)
{
  return certificates_equal (a->certificate, b->certificate) && certificates_equal (a->successor, b->successor)
    && a->effective == b->effective && a->lead_time == b->lead_time && strcmp (a->usages->str, b->usages->str) == 0;
}

/* ---- collecting ---- */

/* Where usages of the same certificate get different successors, the one that takes over first is the one to be seen. */
static void
add_usage (CwTimelineEntry *self, CwUsage *usage, CwAssigned *next)
{
  gint64 effective = next != NULL ? cw_assigned_get_record (next)->effective : 0;

  if (self->usages->len > 0)
    g_string_append (self->usages, ", ");
  g_string_append (self->usages, cw_usage_get_title (usage));
  self->lead_time = MAX (self->lead_time, cw_usage_get_lead_time (usage));
  if (next == NULL || (self->successor != NULL && effective >= self->effective))
    return;
  g_set_object (&self->successor, cw_assigned_get_certificate (next));
  self->effective = effective;
}

/* One that is staged where nothing is assigned yet has no predecessor: it stands for itself. */
static void
collect (GHashTable *by_certificate, GPtrArray *timeline, CwUsageEntry *entry)
{
  CwAssigned *current = cw_usage_entry_get (entry, CW_PLACE_CURRENT);
  CwAssigned *next = cw_usage_entry_get (entry, CW_PLACE_NEXT);
  CwAssigned *shown = current != NULL ? current : next;
  CwTimelineEntry *found;

  if (shown == NULL)
    return;
  found = g_hash_table_lookup (by_certificate, &cw_assigned_get_record (shown)->certificate);
  if (found == NULL)
    {
      found = g_object_new (CW_TYPE_TIMELINE_ENTRY, NULL);
      found->certificate = g_object_ref (cw_assigned_get_certificate (shown));
      g_hash_table_insert (by_certificate, (gpointer) &cw_assigned_get_record (shown)->certificate, found);
      g_ptr_array_add (timeline, found);
    }
  add_usage (found, cw_usage_entry_get_usage (entry), current != NULL ? next : NULL);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  CwStoredCertificate *first = (*(CwTimelineEntry *const *) a)->certificate;
  CwStoredCertificate *second = (*(CwTimelineEntry *const *) b)->certificate;
  gint64 first_end = cw_stored_certificate_get_not_after (first);
  gint64 second_end = cw_stored_certificate_get_not_after (second);

  if (first_end != second_end)
    return first_end < second_end ? -1 : 1;
  return cw_stored_certificate_get_id (first) < cw_stored_certificate_get_id (second) ? -1 : 1;
}

GPtrArray *
cw_timeline_collect (GPtrArray *entries)
{
  GPtrArray *timeline = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_certificate = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < entries->len; i++)
    collect (by_certificate, timeline, g_ptr_array_index (entries, i));
  g_ptr_array_sort (timeline, compare_entries);
  return timeline;
}
