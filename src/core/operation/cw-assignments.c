/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assignments.h"
#include <glib/gi18n-lib.h>
#include <unistd.h>
#include "cw-clock.h"
#include "cw-deploy-run.h"
#include "cw-error.h"
#include "cw-paths.h"

struct _CwAssignments {
  GObject           parent_instance;
  CwAuthorities    *authorities;
  CwKeyring        *keyring;
  CwUsageCatalogue *usages;
  char             *topology_path;
  CwLive           *live;
  CwServiceManager *services;
  gboolean          privileged;
};

G_DEFINE_FINAL_TYPE (CwAssignments, cw_assignments, G_TYPE_OBJECT)

static void
cw_assignments_finalize (GObject *object)
{
  CwAssignments *self = CW_ASSIGNMENTS (object);

  g_clear_object (&self->services);
  g_clear_object (&self->live);
  g_free (self->topology_path);
  g_clear_object (&self->usages);
  g_clear_object (&self->keyring);
  g_clear_object (&self->authorities);
  G_OBJECT_CLASS (cw_assignments_parent_class)->finalize (object);
}

static void
cw_assignments_class_init (CwAssignmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_assignments_finalize;
}

static void
cw_assignments_init (CwAssignments *self)
{
}

CwAssignments *
cw_assignments_new (CwAuthorities *authorities, CwKeyring *keyring, CwUsageCatalogue *usages, const char *topology_path, const char *live)
{
  CwAssignments *self = g_object_new (CW_TYPE_ASSIGNMENTS, NULL);
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autofree char *folder = NULL;

  self->privileged = geteuid () == 0;
  folder = live != NULL ? g_strdup (live) : cw_paths_dup_live (NULL, self->privileged);
  self->authorities = g_object_ref (authorities);
  self->keyring = g_object_ref (keyring);
  self->usages = g_object_ref (usages);
  self->topology_path = g_strdup (topology_path);
  self->live = cw_live_new (folder, writer);
  self->services = cw_service_manager_new (self->privileged);
  return self;
}

CwAuthorities *
cw_assignments_get_authorities (CwAssignments *self)
{
  return self->authorities;
}

CwKeyring *
cw_assignments_get_keyring (CwAssignments *self)
{
  return self->keyring;
}

CwStoreAccess *
cw_assignments_get_access (CwAssignments *self)
{
  return cw_authorities_get_access (self->authorities);
}

CwStore *
cw_assignments_get_store (CwAssignments *self)
{
  return cw_store_access_get_store (cw_assignments_get_access (self));
}

CwUsageCatalogue *
cw_assignments_get_usages (CwAssignments *self)
{
  return self->usages;
}

CwLive *
cw_assignments_get_live (CwAssignments *self)
{
  return self->live;
}

CwServiceManager *
cw_assignments_get_services (CwAssignments *self)
{
  return self->services;
}

/* A file with mistakes is told of where it is edited; here what can be read of it counts. */
CwTopology *
cw_assignments_load_topology (CwAssignments *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwTopology *topology = self->topology_path != NULL ? cw_topology_load (self->topology_path, problems, NULL) : NULL;

  return topology != NULL ? topology : cw_topology_new ();
}

CwFilePlan *
cw_assignments_plan_files (CwAssignments *self, CwUsage *usage, GPtrArray *problems)
{
  g_autofree char *computer = cw_topology_dup_this_fqdn ();
  g_autofree char *of_system = cw_paths_dup_system_store ();
  g_autofree char *of_user = cw_paths_dup_user_store ();
  const char *const stores[] = { cw_store_get_directory (cw_assignments_get_store (self)), of_system, of_user, NULL };
  CwFilePlanOptions options = { .live = cw_live_get_folder (self->live), .computer = computer, .privileged = self->privileged, .reserved = stores };

  return cw_file_plan_new (usage, &options, problems);
}

static GPtrArray *
lookup_cb (GBytes *subject_der, gpointer user_data)
{
  return cw_store_find_by_subject (user_data, subject_der, NULL);
}

CwChain *
cw_assignments_build_chain (CwAssignments *self, CwCertificate *leaf, GError **error)
{
  g_autoptr (GPtrArray) anchors = cw_authorities_dup_anchors (self->authorities, error);

  return anchors != NULL ? cw_chain_new (leaf, lookup_cb, cw_assignments_get_store (self), anchors, cw_clock_now ()) : NULL;
}

/* ---- what a power cut left ---- */

/* The record in the store is the truth: what it names is kept, and everything else is undone. */
static gboolean
is_kept_cb (const char *usage, guint64 generation, gpointer user_data)
{
  CwAssignments *self = user_data;
  g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (cw_assignments_get_store (self), usage, CW_PLACE_CURRENT, NULL);

  return generation == (record != NULL ? record->generation : 0);
}

static CwFilePlan *
plan_for_cb (const char *usage, gpointer user_data)
{
  CwAssignments *self = user_data;
  CwUsage *found = cw_usage_catalogue_find (self->usages, usage);

  return found != NULL ? cw_assignments_plan_files (self, found, NULL) : NULL;
}

/* Of the usages that are in the journal, while somebody may still be at it. */
static GPtrArray *
dup_touched (CwAssignments *self)
{
  g_autoptr (GPtrArray) changes = cw_live_read_journal (self->live, NULL);
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    g_ptr_array_add (usages, g_strdup (((CwLiveChange *) g_ptr_array_index (changes, i))->usage));
  return usages;
}

static gboolean
tidy (CwAssignments *self, GPtrArray *usages, GCancellable *cancellable, GError **error)
{
  gboolean ok = TRUE;

  if (!cw_live_lock (self->live, cancellable, error))
    return FALSE;
  for (guint i = 0; ok && i < usages->len; i++)
    ok = cw_assignments_tidy (self, g_ptr_array_index (usages, i), error);
  cw_live_unlock (self->live);
  return ok;
}

gboolean
cw_assignments_recover (CwAssignments *self, GPtrArray *sentences, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ignored = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) touched = NULL;

  if (!cw_live_has_journal (self->live))
    {
      cw_live_sweep (self->live);
      return TRUE;
    }
  /* A store that cannot be read decides nothing. */
  records = cw_store_list_assignments (cw_assignments_get_store (self), error);
  if (records == NULL)
    return FALSE;
  touched = dup_touched (self);
  return cw_deployment_recover (self->live, self->services, is_kept_cb, plan_for_cb, self, sentences != NULL ? sentences : ignored, cancellable, error)
    && tidy (self, touched, cancellable, error);
}

/* Before the switch there is no journal yet: what a power cut left then is seen by nobody, and still has a private key in it. */
gboolean
cw_assignments_sweep (CwAssignments *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) usages = cw_live_list_usages (self->live);

  return usages->len == 0 || tidy (self, usages, cancellable, error);
}

/* ---- usages that are no more ---- */

static CwUsage *
make_lost (const char *id)
{
  g_autofree char *text = g_strdup_printf ("[Usage]\nId=%s\nTitle=%s\nGroup=service\n", id, id);

  return cw_usage_new_from_text (text, NULL, NULL);
}

CwUsage *
cw_assignments_dup_usage (CwAssignments *self, const char *id)
{
  CwUsage *usage = cw_usage_catalogue_find (self->usages, id);

  return usage != NULL ? g_object_ref (usage) : make_lost (id);
}

gboolean
cw_assignments_check_usage (CwAssignments *self, const char *id, GError **error)
{
  const char *mistake = cw_usage_catalogue_find_mistake (self->usages, id);

  if (cw_usage_catalogue_find (self->usages, id) != NULL)
    return TRUE;
  if (mistake != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_MISTAKE, _("The file of the usage “%s” has a mistake, so it cannot be used: %s"), id, mistake);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no usage file for “%s” any more: put it back, or remove the certificate from the usage."), id);
  return FALSE;
}

static CwUsage *
find_lost (CwAssignments *self, GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);

      if (g_ascii_strcasecmp (record->usage, id) == 0 && cw_usage_catalogue_find (self->usages, id) == NULL)
        return make_lost (record->usage);
    }
  return NULL;
}

GPtrArray *
cw_assignments_parse_usages (CwAssignments *self, const char *list, GError **error)
{
  g_auto (GStrv) words = g_strsplit (list, ",", -1);
  g_autoptr (GPtrArray) records = cw_store_list_assignments (cw_assignments_get_store (self), error);
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) known = g_string_new (NULL);
  GPtrArray *usages;

  if (records == NULL)
    return NULL;
  for (gsize i = 0; words[i] != NULL; i++)
    {
      CwUsage *usage = find_lost (self, records, g_strstrip (words[i]));

      if (usage != NULL)
        g_ptr_array_add (lost, usage);
      else
        g_string_append_printf (known, "%s%s", known->len > 0 ? "," : "", words[i]);
    }
  if (known->len == 0 && lost->len > 0)
    return g_steal_pointer (&lost);
  usages = cw_usage_catalogue_parse (self->usages, known->str, error);
  for (guint i = 0; usages != NULL && i < lost->len; i++)
    g_ptr_array_add (usages, g_object_ref (g_ptr_array_index (lost, i)));
  return usages;
}
