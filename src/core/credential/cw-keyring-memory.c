/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-keyring.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"

/* Forgets everything with the program. Workers use it from several threads. */

#define CW_TYPE_KEYRING_MEMORY (cw_keyring_memory_get_type ())
G_DECLARE_FINAL_TYPE (CwKeyringMemory, cw_keyring_memory, CW, KEYRING_MEMORY, CwKeyring)

struct _CwKeyringMemory {
  CwKeyring   parent_instance;

  GMutex      mutex;
  GHashTable *secrets;      /* "purpose\nname" → CwSecret */
};

G_DEFINE_FINAL_TYPE (CwKeyringMemory, cw_keyring_memory, CW_TYPE_KEYRING)

static char *
make_key (const char *purpose, const char *name)
{
  return g_strconcat (purpose, "\n", name, NULL);
}

static gboolean
cw_keyring_memory_store (CwKeyring *keyring, const char *purpose, const char *name, const char *label, CwSecret *secret,
                         GCancellable *cancellable, GError **error)
{
  CwKeyringMemory *self = CW_KEYRING_MEMORY (keyring);

  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->secrets, make_key (purpose, name), cw_secret_ref (secret));
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no such secret."));
  return FALSE;
}

static CwSecret *
cw_keyring_memory_lookup (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  CwKeyringMemory *self = CW_KEYRING_MEMORY (keyring);
  g_autofree char *key = make_key (purpose, name);

  g_mutex_lock (&self->mutex);
  CwSecret *secret = g_hash_table_lookup (self->secrets, key);
  if (secret != NULL)
    cw_secret_ref (secret);
  g_mutex_unlock (&self->mutex);
  if (secret == NULL)
    set_not_found (error);
  return secret;
}

static gboolean
cw_keyring_memory_clear (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  CwKeyringMemory *self = CW_KEYRING_MEMORY (keyring);
  g_autofree char *key = make_key (purpose, name);

  g_mutex_lock (&self->mutex);
  gboolean removed = g_hash_table_remove (self->secrets, key);
  g_mutex_unlock (&self->mutex);
  return removed || set_not_found (error);
}

static gboolean
cw_keyring_memory_is_available (CwKeyring *keyring)
{
  return TRUE;
}

static void
cw_keyring_memory_finalize (GObject *object)
{
  CwKeyringMemory *self = CW_KEYRING_MEMORY (object);

  g_hash_table_unref (self->secrets);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (cw_keyring_memory_parent_class)->finalize (object);
}

static void
cw_keyring_memory_class_init (CwKeyringMemoryClass *klass)
{
  CwKeyringClass *keyring_class = CW_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_keyring_memory_finalize;
  keyring_class->store = cw_keyring_memory_store;
  keyring_class->lookup = cw_keyring_memory_lookup;
  keyring_class->clear = cw_keyring_memory_clear;
  keyring_class->is_available = cw_keyring_memory_is_available;
}

static void
cw_keyring_memory_init (CwKeyringMemory *self)
{
  g_mutex_init (&self->mutex);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_secret_unref);
}

CwKeyring *
cw_keyring_memory_new (void)
{
  return g_object_new (CW_TYPE_KEYRING_MEMORY, NULL);
}
