/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-interaction.h"
#include "cw-keyring.h"
#include "cw-store.h"

/* How the key of a store is got: from the keyring, from a passphrase, from the file's mode; and, for a new store, which of them it
 * is going to be. The one place where store and credential meet. Blocks. */

G_BEGIN_DECLS

#define CW_TYPE_STORE_ACCESS (cw_store_access_get_type ())
G_DECLARE_FINAL_TYPE (CwStoreAccess, cw_store_access, CW, STORE_ACCESS, GObject)

/* passphrase: from --store-passphrase-file, or NULL. */
CwStoreAccess *cw_store_access_new     (CwStore *store, CwKeyring *keyring, CwSecret *passphrase);
CwStore       *cw_store_access_get_store (CwStoreAccess *self);
/* Makes sure that private keys can be read and written: unlocks, or sets a new store up (keyring if there is one, else asks for a
 * passphrase; root without a Secret Service: file permissions). Each failure has its own code: CW_ERROR_KEYRING_LOCKED, _UNAVAILABLE,
 * CW_ERROR_STORE_KEY_MISSING, CW_ERROR_STORE_KEY_WRONG, CW_ERROR_PASSWORD_NEEDED, CW_ERROR_CANCELLED; none loses a key that was there. */
gboolean       cw_store_access_unlock  (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error);
/* A sentence about what the last unlock did that a person should know; NULL when there is nothing to say. A keyring that has lost
 * the key of a store without private keys is no failure: the store is set up anew. */
char          *cw_store_access_dup_notice (CwStoreAccess *self);
/* Changes the protection (cw-protect-operation.h runs it). passphrase: for PASSPHRASE, NULL asks. */
gboolean       cw_store_access_protect (CwStoreAccess *self, CwProtection protection, CwSecret *passphrase, CwInteraction *interaction,
                                        GCancellable *cancellable, GError **error);
/* After a restore, when the passphrase of the backup protects the store: gives it what a new one would get, as far as nobody has
 * to be asked. */
gboolean       cw_store_access_protect_as_new (CwStoreAccess *self, GCancellable *cancellable, GError **error);
/* Which protections can be chosen here; the second one says why not. */
gboolean       cw_store_access_can_protect (CwStoreAccess *self, CwProtection protection);
gboolean       cw_store_access_check_protection (CwStoreAccess *self, CwProtection protection, GError **error);
/* One sentence for the window and for "store status": what protects the keys, and whether it can be had now. */
char          *cw_store_access_dup_status  (CwStoreAccess *self);

G_END_DECLS
