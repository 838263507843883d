/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include <glib/gi18n-lib.h>

#define N_PLACES (CW_PLACE_PREVIOUS + 1)

/* ---- a certificate in a place ---- */

struct _CwAssigned {
  GObject              parent_instance;
  CwStoredCertificate *certificate;
  CwAssignmentRecord  *record;
};

G_DEFINE_FINAL_TYPE (CwAssigned, cw_assigned, G_TYPE_OBJECT)

static void
cw_assigned_finalize (GObject *object)
{
  CwAssigned *self = CW_ASSIGNED (object);

  g_clear_object (&self->certificate);
  cw_assignment_record_free (self->record);
  G_OBJECT_CLASS (cw_assigned_parent_class)->finalize (object);
}

static void
cw_assigned_class_init (CwAssignedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_assigned_finalize;
}

static void
cw_assigned_init (CwAssigned *self)
{
}

CwAssigned *
cw_assigned_new (CwStoredCertificate *certificate, const CwAssignmentRecord *record)
{
  CwAssigned *self = g_object_new (CW_TYPE_ASSIGNED, NULL);

  self->certificate = g_object_ref (certificate);
  self->record = cw_assignment_record_copy (record);
  return self;
}

CwStoredCertificate *
cw_assigned_get_certificate (CwAssigned *self)
{
  return self->certificate;
}

const CwAssignmentRecord *
cw_assigned_get_record (CwAssigned *self)
{
  return self->record;
}

static gboolean
records_equal (const CwAssignmentRecord *a, const CwAssignmentRecord *b)
{
  return a->place == b->place && a->certificate == b->certificate && a->generation == b->generation && a->assigned == b->assigned
    && a->effective == b->effective && !a->roll == !b->roll && a->tries == b->tries && a->next_try == b->next_try
    && g_strcmp0 (a->usage, b->usage) == 0 && g_strcmp0 (a->message, b->message) == 0 && g_strcmp0 (a->code, b->code) == 0;
}

static gboolean
assigned_equal (CwAssigned *a, CwAssigned *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return records_equal (a->record, b->record) && cw_stored_certificate_equal (a->certificate, b->certificate);
}

/* ---- a usage ---- */

struct _CwUsageEntry {
  GObject         parent_instance;
  CwUsage        *usage;
  gboolean        present;
  gboolean        relevant;
  CwAssigned     *places[N_PLACES];
  GPtrArray      *served;       /* of CwServedRecord; NULL */
  const CwServedRecord *telling; /* one of them */
  GListStore     *findings;     /* NULL: none, and nobody has asked yet */
};

G_DEFINE_FINAL_TYPE (CwUsageEntry, cw_usage_entry, G_TYPE_OBJECT)

static void
cw_usage_entry_finalize (GObject *object)
{
  CwUsageEntry *self = CW_USAGE_ENTRY (object);

  g_clear_object (&self->usage);
  for (guint i = 0; i < N_PLACES; i++)
    g_clear_object (&self->places[i]);
  g_clear_pointer (&self->served, g_ptr_array_unref);
  g_clear_object (&self->findings);
  G_OBJECT_CLASS (cw_usage_entry_parent_class)->finalize (object);
}

static void
cw_usage_entry_class_init (CwUsageEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_entry_finalize;
}

static void
cw_usage_entry_init (CwUsageEntry *self)
{
}

static GListStore *
ensure_findings (CwUsageEntry *self)
{
  if (self->findings == NULL)
    self->findings = g_list_store_new (CW_TYPE_FINDING);
  return self->findings;
}

static guint
get_rank (const CwServedRecord *record)
{
  static const CwServedVerdict ranks[] = { CW_SERVED_NOTHING, CW_SERVED_RIGHT, CW_SERVED_CHAIN_SHORT, CW_SERVED_OTHER };
  CwServedVerdict verdict = CW_SERVED_OTHER;
  guint rank = 0;

  cw_served_verdict_from_nick (record->verdict, &verdict);
  while (rank < G_N_ELEMENTS (ranks) - 1 && ranks[rank] != verdict)
    rank++;
  return rank;
}

const CwServedRecord *
cw_served_find_telling (GPtrArray *records, const char *usage)
{
  const CwServedRecord *found = NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwServedRecord *record = g_ptr_array_index (records, i);

      if (g_str_equal (record->usage, usage) && (found == NULL || get_rank (record) > get_rank (found)))
        found = record;
    }
  return found;
}

CwUsageEntry *
cw_usage_entry_new (CwUsage *usage, gboolean present, gboolean relevant, CwAssigned **places, GPtrArray *served, GPtrArray *findings)
{
  CwUsageEntry *self = g_object_new (CW_TYPE_USAGE_ENTRY, NULL);

  self->usage = g_object_ref (usage);
  self->present = present;
  self->relevant = relevant;
  for (guint i = 0; i < N_PLACES; i++)
    self->places[i] = g_steal_pointer (&places[i]);
  self->served = served != NULL ? g_ptr_array_ref (served) : NULL;
  self->telling = cw_served_find_telling (served, cw_usage_get_id (usage));
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    g_list_store_append (ensure_findings (self), g_ptr_array_index (findings, i));
  return self;
}

CwUsage *
cw_usage_entry_get_usage (CwUsageEntry *self)
{
  return self->usage;
}

gboolean
cw_usage_entry_is_present (CwUsageEntry *self)
{
  return self->present;
}

gboolean
cw_usage_entry_is_relevant (CwUsageEntry *self)
{
  return self->relevant;
}

CwAssigned *
cw_usage_entry_get (CwUsageEntry *self, CwPlace place)
{
  g_return_val_if_fail ((guint) place < N_PLACES, NULL);
  return self->places[place];
}

const CwServedRecord *
cw_usage_entry_get_served (CwUsageEntry *self)
{
  return self->telling;
}

GListModel *
cw_usage_entry_get_findings (CwUsageEntry *self)
{
  return G_LIST_MODEL (ensure_findings (self));
}

const char *
cw_usage_entry_get_location (CwUsageEntry *self)
{
  return cw_usage_get_scope (self->usage) == CW_USAGE_GLOBAL ? _("Global") : _("Local");
}

static gboolean
served_equal (GPtrArray *a, GPtrArray *b)
{
  guint n = a != NULL ? a->len : 0;

  if (n != (b != NULL ? b->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const CwServedRecord *one = g_ptr_array_index (a, i);
      const CwServedRecord *other = g_ptr_array_index (b, i);

      if (one->port != other->port || one->asked != other->asked || g_strcmp0 (one->protocol, other->protocol) != 0
          || g_strcmp0 (one->verdict, other->verdict) != 0 || g_strcmp0 (one->sha256, other->sha256) != 0
          || g_strcmp0 (one->message, other->message) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
findings_equal (GListModel *a, GListModel *b)
{
  guint n = a != NULL ? g_list_model_get_n_items (a) : 0;

  if (n != (b != NULL ? g_list_model_get_n_items (b) : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwFinding) one = g_list_model_get_item (a, i);
      g_autoptr (CwFinding) other = g_list_model_get_item (b, i);

      if (!cw_finding_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

gboolean
cw_usage_entry_equal (CwUsageEntry *a, CwUsageEntry *b)
{
  for (guint i = 0; i < N_PLACES; i++)
    if (!assigned_equal (a->places[i], b->places[i]))
      return FALSE;
  return a->usage == b->usage && a->present == b->present && a->relevant == b->relevant && served_equal (a->served, b->served)
    && findings_equal ((GListModel *) a->findings, (GListModel *) b->findings);
}
