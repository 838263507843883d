/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include <string.h>

struct _CwUsageLoader {
  CwAssignments *assignments;
  GPtrArray     *usages;        /* of CwUsage, in their order */
  GMutex         mutex;         /* guards what follows: two loads may overlap */
  GHashTable    *lost;          /* id → CwUsage: assigned, and nobody describes it any more */
  GPtrArray     *results;       /* of CwCheckResult; NULL: no check yet */
  GHashTable    *by_usage;      /* id → one of them */
};

/* What one load has read. */
typedef struct {
  GHashTable *assigned;         /* usage → CwAssigned *[3] */
  GHashTable *served;           /* usage → GPtrArray of CwServedRecord */
  gboolean    has_domain;
  gboolean    has_edge;
} Reading;

static void
loader_clear (gpointer data)
{
  CwUsageLoader *self = data;

  g_clear_object (&self->assignments);
  g_ptr_array_unref (self->usages);
  g_hash_table_unref (self->lost);
  g_hash_table_unref (self->by_usage);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
}

CwUsageLoader *
cw_usage_loader_new (CwAssignments *assignments)
{
  CwUsageLoader *self = g_atomic_rc_box_new0 (CwUsageLoader);
  GListModel *usages = G_LIST_MODEL (cw_assignments_get_usages (assignments));

  self->assignments = g_object_ref (assignments);
  self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    g_ptr_array_add (self->usages, g_list_model_get_item (usages, i));
  self->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->by_usage = g_hash_table_new (g_str_hash, g_str_equal);
  g_mutex_init (&self->mutex);
  return self;
}

CwUsageLoader *
cw_usage_loader_ref (CwUsageLoader *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cw_usage_loader_unref (CwUsageLoader *self)
{
  g_atomic_rc_box_release_full (self, loader_clear);
}

void
cw_usage_loader_set_results (CwUsageLoader *self, GPtrArray *results)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_remove_all (self->by_usage);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  self->results = g_ptr_array_ref (results);
  for (guint i = 0; i < results->len; i++)
    {
      CwCheckResult *result = g_ptr_array_index (results, i);

      g_hash_table_insert (self->by_usage, result->usage, result);
    }
  g_mutex_unlock (&self->mutex);
}

/* ---- the store ---- */

static gboolean
collect_cb (CwStoredCertificate *certificate, gpointer user_data)
{
  g_autofree gint64 *id = g_new (gint64, 1);

  *id = cw_stored_certificate_get_id (certificate);
  g_hash_table_insert (user_data, g_steal_pointer (&id), g_object_ref (certificate));
  return TRUE;
}

/* All of them by one question. */
static GHashTable *
read_certificates (CwStore *store, GError **error)
{
  g_autoptr (GHashTable) certificates = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  const CwCertificateQuery query = { .filter = CW_FILTER_ASSIGNED, .sort = CW_SORT_ADDED };

  return cw_store_visit_certificates (store, &query, collect_cb, certificates, error) ? g_steal_pointer (&certificates) : NULL;
}

static void
places_free (gpointer data)
{
  CwAssigned **places = data;

  for (guint i = 0; i <= CW_PLACE_PREVIOUS; i++)
    g_clear_object (&places[i]);
  g_free (places);
}

static void
add_assigned (GHashTable *assigned, CwStoredCertificate *certificate, const CwAssignmentRecord *record)
{
  CwAssigned **places = g_hash_table_lookup (assigned, record->usage);

  if (places == NULL)
    {
      places = g_new0 (CwAssigned *, CW_PLACE_PREVIOUS + 1);
      g_hash_table_insert (assigned, g_strdup (record->usage), places);
    }
  g_clear_object (&places[record->place]);
  places[record->place] = cw_assigned_new (certificate, record);
}

/* One that was assigned between the two questions is there the next time, which is about to come. */
static GHashTable *
read_assigned (CwStore *store, GError **error)
{
  g_autoptr (GHashTable) assigned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, places_free);
  g_autoptr (GPtrArray) records = cw_store_list_assignments (store, error);
  g_autoptr (GHashTable) certificates = records != NULL ? read_certificates (store, error) : NULL;

  if (certificates == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      CwStoredCertificate *certificate = g_hash_table_lookup (certificates, &record->certificate);

      if (certificate != NULL)
        add_assigned (assigned, certificate, record);
    }
  return g_steal_pointer (&assigned);
}

static GHashTable *
read_served (CwStore *store, GError **error)
{
  g_autoptr (GHashTable) served = NULL;
  g_autoptr (GPtrArray) records = cw_store_list_served (store, error);

  if (records == NULL)
    return NULL;
  served = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    {
      CwServedRecord *record = g_ptr_array_index (records, i);
      GPtrArray *of_usage = g_hash_table_lookup (served, record->usage);

      if (of_usage == NULL)
        g_hash_table_insert (served, g_strdup (record->usage), of_usage = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_served_record_free));
      g_ptr_array_add (of_usage, record);
    }
  return g_steal_pointer (&served);
}

/* ---- what the topology gives this computer to do ---- */

static gboolean
has_edge_role (CwComputer *computer)
{
  const char *const *roles = cw_computer_get_roles (computer);

  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    if (g_ascii_strncasecmp (roles[i], "edge", strlen ("edge")) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_edge_names (CwPool *pool)
{
  static const char *const properties[] = { "edge-internal", "access-edge", "data-edge", "av-edge" };

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *host = NULL;

      g_object_get (pool, properties[i], &host, NULL);
      if (host != NULL && *host != '\0')
        return TRUE;
    }
  return FALSE;
}

static void
read_topology (CwAssignments *assignments, Reading *reading)
{
  g_autoptr (CwTopology) topology = cw_assignments_load_topology (assignments);
  CwComputer *computer = cw_topology_get_this (topology);
  const char *pool_name = cw_computer_get_pool (computer);
  /* A computer that is no member of a pool may be the edge itself, under its own name. */
  CwPool *pool = cw_topology_find_pool (topology, pool_name != NULL ? pool_name : cw_computer_get_fqdn (computer));

  reading->has_domain = g_list_model_get_n_items (cw_topology_get_sip_domains (topology)) > 0;
  reading->has_edge = has_edge_role (computer) || (pool != NULL && has_edge_names (pool));
}

/* The online types have no place here; a usage that somebody has written down without saying how its service is found is meant to be seen. */
static gboolean
is_given_to_do (const Reading *reading, CwUsage *usage)
{
  const char *group = cw_usage_get_group (usage);

  if (strcmp (group, "default") == 0)
    return TRUE;
  if (strcmp (group, "oauth") == 0)
    return reading->has_domain;
  if (g_str_has_prefix (group, "edge-"))
    return reading->has_edge;
  return strcmp (group, "online") != 0 && !cw_usage_is_absent (usage);
}

/* ---- entries ---- */

/* What was found about another certificate, or before the files were written anew, is not so any more. */
static GPtrArray *
find_findings (CwUsageLoader *self, const char *usage, CwAssigned *current)
{
  const CwCheckResult *result = g_hash_table_lookup (self->by_usage, usage);
  const CwAssignmentRecord *record = current != NULL ? cw_assigned_get_record (current) : NULL;

  if (result == NULL || (result->certificate != NULL) != (record != NULL))
    return NULL;
  if (record == NULL)
    return result->findings;
  return cw_stored_certificate_get_id (result->certificate) == record->certificate && result->generation == record->generation ? result->findings : NULL;
}

static CwUsageEntry *
make_entry (CwUsageLoader *self, CwUsage *usage, Reading *reading)
{
  CwAssigned *none[CW_PLACE_PREVIOUS + 1] = { NULL };
  CwAssigned **places = g_hash_table_lookup (reading->assigned, cw_usage_get_id (usage));
  GPtrArray *served = g_hash_table_lookup (reading->served, cw_usage_get_id (usage));
  gboolean present = cw_usage_is_present (usage);
  gboolean relevant = places != NULL || present || is_given_to_do (reading, usage);
  GPtrArray *findings = find_findings (self, cw_usage_get_id (usage), places != NULL ? places[CW_PLACE_CURRENT] : NULL);

  return cw_usage_entry_new (usage, present, relevant, places != NULL ? places : none, served, findings);
}

/* Its file was removed, and it is in use: it has to be seen, to be taken off. The same object each time. */
static CwUsage *
find_lost (CwUsageLoader *self, const char *id)
{
  CwUsage *usage = g_hash_table_lookup (self->lost, id);
  g_autofree char *text = NULL;

  if (usage != NULL)
    return usage;
  text = g_strdup_printf ("[Usage]\nId=%s\nTitle=%s\nGroup=service\n", id, id);
  usage = cw_usage_new_from_text (text, NULL, NULL);
  if (usage != NULL)
    g_hash_table_insert (self->lost, g_strdup (id), usage);
  return usage;
}

static void
add_lost (CwUsageLoader *self, Reading *reading, GPtrArray *entries)
{
  GHashTableIter iter;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, reading->assigned);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      CwUsage *usage = cw_usage_catalogue_find (cw_assignments_get_usages (self->assignments), id) == NULL ? find_lost (self, id) : NULL;

      if (usage != NULL)
        g_ptr_array_add (entries, make_entry (self, usage, reading));
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return cw_usage_compare (cw_usage_entry_get_usage (*(CwUsageEntry *const *) a), cw_usage_entry_get_usage (*(CwUsageEntry *const *) b));
}

GPtrArray *
cw_usage_loader_load (CwUsageLoader *self, GError **error)
{
  CwStore *store = cw_assignments_get_store (self->assignments);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) assigned = read_assigned (store, error);
  g_autoptr (GHashTable) served = assigned != NULL ? read_served (store, error) : NULL;
  Reading reading = { assigned, served, FALSE, FALSE };

  if (served == NULL)
    return NULL;
  read_topology (self->assignments, &reading);
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->usages->len; i++)
    g_ptr_array_add (entries, make_entry (self, g_ptr_array_index (self->usages, i), &reading));
  add_lost (self, &reading, entries);
  g_mutex_unlock (&self->mutex);
  if (entries->len > self->usages->len)
    g_ptr_array_sort (entries, compare_entries);
  return g_steal_pointer (&entries);
}
