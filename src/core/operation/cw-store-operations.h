/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation.h"
#include "cw-store-access.h"

/* What is done to a store as a whole: another protection, a backup, a restore. */

G_BEGIN_DECLS

/* passphrase NULL: asked. */
CwOperation *cw_protect_operation_new (CwStoreAccess *access, CwProtection protection, CwSecret *passphrase);
CwOperation *cw_backup_operation_new  (CwStoreAccess *access, const char *path, CwSecret *passphrase);
CwOperation *cw_restore_operation_new (CwStoreAccess *access, const char *path, CwSecret *passphrase, gboolean replace);

G_END_DECLS
