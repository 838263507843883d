/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-context.h"
#include <unistd.h>
#include "cw-paths.h"

struct _CwContext {
  GObject        parent_instance;
  CwStore       *store;
  CwKeyring     *keyring;
  CwStoreAccess *access;
  gboolean       is_system;
};

G_DEFINE_FINAL_TYPE (CwContext, cw_context, G_TYPE_OBJECT)

static void
cw_context_finalize (GObject *object)
{
  CwContext *self = CW_CONTEXT (object);

  g_clear_object (&self->access);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
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

gboolean
cw_context_is_system (CwContext *self)
{
  return self->is_system;
}
