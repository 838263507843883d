/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation.h"
#include "cw-store-access.h"

/* Delete moves certificates, with their encrypted keys, to the trash; Restore brings them back; Empty removes them for good, which
 * is always asked and which --force does not answer. */

G_BEGIN_DECLS

#define CW_TYPE_DELETE_OPERATION (cw_delete_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwDeleteOperation, cw_delete_operation, CW, DELETE_OPERATION, CwOperation)
CwDeleteOperation *cw_delete_operation_new  (CwStoreAccess *access, const gint64 *ids, gsize n_ids);
CwOperation       *cw_restore_trash_operation_new (CwStoreAccess *access, const gint64 *trash_ids, gsize n_ids);
CwOperation       *cw_empty_trash_operation_new   (CwStoreAccess *access);

G_END_DECLS
