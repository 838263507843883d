/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-keyring.h"

G_DEFINE_ABSTRACT_TYPE (CwKeyring, cw_keyring, G_TYPE_OBJECT)

static void
cw_keyring_class_init (CwKeyringClass *klass)
{
}

static void
cw_keyring_init (CwKeyring *self)
{
}

gboolean
cw_keyring_store (CwKeyring *self, const char *purpose, const char *name, const char *label, CwSecret *secret,
                  GCancellable *cancellable, GError **error)
{
  return CW_KEYRING_GET_CLASS (self)->store (self, purpose, name, label, secret, cancellable, error);
}

CwSecret *
cw_keyring_lookup (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  return CW_KEYRING_GET_CLASS (self)->lookup (self, purpose, name, cancellable, error);
}

gboolean
cw_keyring_clear (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  return CW_KEYRING_GET_CLASS (self)->clear (self, purpose, name, cancellable, error);
}

gboolean
cw_keyring_is_available (CwKeyring *self)
{
  return CW_KEYRING_GET_CLASS (self)->is_available (self);
}

gboolean
cw_keyring_is_locked (CwKeyring *self)
{
  CwKeyringClass *klass = CW_KEYRING_GET_CLASS (self);

  return klass->is_locked != NULL && klass->is_locked (self);
}
