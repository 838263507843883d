/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* Where secrets of this program are kept for it: abstract store, lookup, clear. Blocks (a prompt may wait for a person): call
 * it in a worker. One item is told from another by its purpose ("store-key", later "ca-account") and its name. */

G_BEGIN_DECLS

#define CW_TYPE_KEYRING (cw_keyring_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwKeyring, cw_keyring, CW, KEYRING, GObject)
struct _CwKeyringClass {
  GObjectClass parent_class;
  gboolean  (*store)  (CwKeyring *self, const char *purpose, const char *name, const char *label, CwSecret *secret, GCancellable *cancellable, GError **error);
  CwSecret *(*lookup) (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error);
  gboolean  (*clear)  (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error);
  gboolean  (*is_available) (CwKeyring *self);
  gboolean  (*is_locked)    (CwKeyring *self);    /* NULL: never */
};

/* label: what a person reads in a password manager. CW_ERROR_KEYRING_LOCKED (locked, or its prompt dismissed),
 * CW_ERROR_KEYRING_UNAVAILABLE (no service), CW_ERROR_NOT_FOUND (unlocked, and really not there), CW_ERROR_CANCELLED. */
gboolean   cw_keyring_store  (CwKeyring *self, const char *purpose, const char *name, const char *label, CwSecret *secret, GCancellable *cancellable, GError **error);
CwSecret  *cw_keyring_lookup (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error);
gboolean   cw_keyring_clear  (CwKeyring *self, const char *purpose, const char *name, GCancellable *cancellable, GError **error);
gboolean   cw_keyring_is_available (CwKeyring *self);     /* quick, never prompts: is there a service (running or activatable) at all */

gboolean   cw_keyring_is_locked    (CwKeyring *self);     /* never prompts: whether a lookup would, so that nobody is asked who is not there */

CwKeyring *cw_keyring_memory_new (void);   /* for tests and for "use once" */
CwKeyring *cw_keyring_secret_new (void);   /* the Secret Service, or libsecret's file in a Flatpak */

G_END_DECLS
