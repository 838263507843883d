/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-context.h"
#include <unistd.h>
#include "cw-paths.h"

struct _CwContext {
  GObject           parent_instance;
  CwStore          *store;
  CwKeyring        *keyring;
  CwStoreAccess    *access;
  CwAuthorities    *authorities;
  gboolean          is_system;

  char             *topology_path;
  CwTopology       *topology;      /* NULL until somebody looks */
  GListStore       *problems;      /* of CwProblem: mistakes in its file */
  CwUsageCatalogue *usages;        /* the same */
  CwAssignments    *assignments;   /* the same */
  char             *live;          /* the folder of the services' files */
};

G_DEFINE_FINAL_TYPE (CwContext, cw_context, G_TYPE_OBJECT)

static void
cw_context_finalize (GObject *object)
{
  CwContext *self = CW_CONTEXT (object);

  g_clear_object (&self->assignments);
  g_clear_object (&self->usages);
  g_clear_object (&self->topology);
  g_clear_object (&self->problems);
  g_clear_object (&self->authorities);
  g_clear_object (&self->access);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_free (self->topology_path);
  g_free (self->live);
  G_OBJECT_CLASS (cw_context_parent_class)->finalize (object);
}

static void
cw_context_class_init (CwContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_context_finalize;
}

static void
cw_context_init (CwContext *self)
{
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
}

CwContext *
cw_context_new (const CwContextOptions *options, GError **error)
{
  g_autoptr (CwContext) self = g_object_new (CW_TYPE_CONTEXT, NULL);
  g_autofree char *directory = g_strdup (options->store_directory);

  self->is_system = directory == NULL && (options->system_scope || geteuid () == 0);
  if (directory == NULL)
    directory = self->is_system ? cw_paths_dup_system_store () : cw_paths_dup_user_store ();
  self->store = cw_store_open (directory, error);
  if (self->store == NULL)
    return NULL;
  self->keyring = options->keyring != NULL ? g_object_ref (options->keyring) : cw_keyring_secret_new ();
  self->access = cw_store_access_new (self->store, self->keyring, options->store_passphrase);
  self->authorities = cw_authorities_new (self->access, self->keyring);
  self->topology_path = cw_paths_dup_topology (options->store_directory, self->is_system);
  self->live = cw_paths_dup_live (options->store_directory, self->is_system);
  return g_steal_pointer (&self);
}

CwStore *
cw_context_get_store (CwContext *self)
{
  return self->store;
}

CwStoreAccess *
cw_context_get_access (CwContext *self)
{
  return self->access;
}

CwKeyring *
cw_context_get_keyring (CwContext *self)
{
  return self->keyring;
}

CwAuthorities *
cw_context_get_authorities (CwContext *self)
{
  return self->authorities;
}

const char *
cw_context_get_topology_path (CwContext *self)
{
  return self->topology_path;
}

/* A file that cannot be read at all is a problem, and no reason to know no computer. */
static void
load_topology (CwContext *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  self->topology = cw_topology_load (self->topology_path, problems, &error);
  if (self->topology == NULL)
    {
      g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, self->topology_path, "%s", error->message));
      self->topology = cw_topology_new ();
    }
  g_list_store_splice (self->problems, 0, g_list_model_get_n_items (G_LIST_MODEL (self->problems)), problems->pdata, problems->len);
}

CwTopology *
cw_context_get_topology (CwContext *self)
{
  if (self->topology == NULL)
    load_topology (self);
  return self->topology;
}

GListModel *
cw_context_get_topology_problems (CwContext *self)
{
  cw_context_get_topology (self);
  return G_LIST_MODEL (self->problems);
}

void
cw_context_reload_topology (CwContext *self)
{
  g_clear_object (&self->topology);
}

CwUsageCatalogue *
cw_context_get_usages (CwContext *self)
{
  if (self->usages == NULL)
    self->usages = cw_usage_catalogue_new (NULL);
  return self->usages;
}

CwAssignments *
cw_context_get_assignments (CwContext *self)
{
  if (self->assignments == NULL)
    self->assignments = cw_assignments_new (self->authorities, self->keyring, cw_context_get_usages (self), self->topology_path, self->live);
  return self->assignments;
}

gboolean
cw_context_is_system (CwContext *self)
{
  return self->is_system;
}
