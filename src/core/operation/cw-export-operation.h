/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation.h"
#include "cw-store-access.h"

/* Export: certificates of the store into a file (or a file each into a folder), written to the side, synced, renamed, read back
 * and compared before success is said. */

G_BEGIN_DECLS

typedef enum {
  CW_EXPORT_PEM,            /* the certificate(s) */
  CW_EXPORT_PEM_CHAIN,      /* the issuers without the leaf and the anchor */
  CW_EXPORT_PEM_FULLCHAIN,  /* the leaf and its issuers */
  CW_EXPORT_DER,
  CW_EXPORT_PKCS7,          /* with the chain */
  CW_EXPORT_PFX,            /* modern */
  CW_EXPORT_PFX_LEGACY,
} CwExportFormat;
const char *cw_export_format_to_nick      (CwExportFormat format);     /* "pem", "pem-chain", …: --format */
gboolean    cw_export_format_from_nick    (const char *nick, CwExportFormat *format);
const char *cw_export_format_get_label    (CwExportFormat format);     /* translated */
const char *cw_export_format_get_description (CwExportFormat format);  /* for whom; translated */
const char *cw_export_format_get_extension (CwExportFormat format);    /* ".pem" */
gboolean    cw_export_format_can_hold_key (CwExportFormat format);

#define CW_TYPE_EXPORT_DRAFT (cw_export_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwExportDraft, cw_export_draft, CW, EXPORT_DRAFT, GObject)
/* Properties: "format" (int), "include-key" (boolean, FALSE), "path" (string: a file; a folder where several certificates give
 * a file each), "overwrite" (boolean), "password" (CwSecret: of a PFX, or of the key in a PEM; NULL writes a PEM key in the clear, after
 * a warning, with mode 0600). */
CwExportDraft *cw_export_draft_new      (const gint64 *ids, gsize n_ids);
gsize          cw_export_draft_get_n_ids (CwExportDraft *self);
const gint64  *cw_export_draft_get_ids  (CwExportDraft *self);
GListModel    *cw_export_draft_validate (CwExportDraft *self, CwStore *store);   /* of CwProblem: not exportable, no key, no password, … */

#define CW_TYPE_EXPORT_OPERATION (cw_export_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwExportOperation, cw_export_operation, CW, EXPORT_OPERATION, CwOperation)
CwExportOperation *cw_export_operation_new (CwStoreAccess *access, CwExportDraft *draft);

G_END_DECLS
