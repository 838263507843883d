/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation.h"
#include "cw-store-access.h"

/* Import: files, folders, the clipboard or dropped data into the store. The draft is what a wizard page or the options of the
 * command line fill; prepare reads everything and previews it; run stores it in one transaction. */

G_BEGIN_DECLS

#define CW_TYPE_IMPORT_DRAFT (cw_import_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwImportDraft, cw_import_draft, CW, IMPORT_DRAFT, GObject)
/* Properties: "friendly-name" (string; for one certificate), "exportable" (boolean, FALSE), "has-private-key" (boolean: the vendor's
 * check box; only says that a password will be given), "password" (CwSecret). Sources below. */
CwImportDraft *cw_import_draft_new         (void);
void           cw_import_draft_add_path    (CwImportDraft *self, const char *path);      /* a file, or a folder (recursively) */
void           cw_import_draft_add_bytes   (CwImportDraft *self, GBytes *bytes, const char *label);   /* "Clipboard" */
void           cw_import_draft_clear       (CwImportDraft *self);
GListModel    *cw_import_draft_get_sources (CwImportDraft *self);                        /* of GFile or of labelled bytes: cw_import_source_… */
void           cw_import_draft_remove_source (CwImportDraft *self, guint position);
GListModel    *cw_import_draft_validate    (CwImportDraft *self);                        /* of CwProblem */

#define CW_TYPE_IMPORT_SOURCE (cw_import_source_get_type ())
G_DECLARE_FINAL_TYPE (CwImportSource, cw_import_source, CW, IMPORT_SOURCE, GObject)
const char    *cw_import_source_get_label  (CwImportSource *self);    /* file name, or "Clipboard" */
const char    *cw_import_source_get_path   (CwImportSource *self);    /* or NULL */

typedef enum {
  CW_FATE_ADD,            /* will be stored */
  CW_FATE_THERE,          /* already there */
  CW_FATE_RESTORE,        /* comes back from the trash */
  CW_FATE_SKIP,           /* a CRL, a request, a secret bag: said, not stored */
  CW_FATE_BROKEN,
} CwImportFate;

/* One line of the preview; made when looked at (there may be 100,000). */
#define CW_TYPE_IMPORT_ITEM (cw_import_item_get_type ())
G_DECLARE_FINAL_TYPE (CwImportItem, cw_import_item, CW, IMPORT_ITEM, GObject)
CwImportFate   cw_import_item_get_fate     (CwImportItem *self);
gboolean       cw_import_item_is_key       (CwImportItem *self);
const char    *cw_import_item_get_title    (CwImportItem *self);   /* "www.example.org", "Private key RSA 2048" */
const char    *cw_import_item_get_detail   (CwImportItem *self);   /* "Will be joined to the private key in the same file", "Already in the store as “Web 2026”" */
const char    *cw_import_item_get_source   (CwImportItem *self);   /* the file */
CwCertificate *cw_import_item_get_certificate (CwImportItem *self);   /* or NULL */

#define CW_TYPE_IMPORT_OPERATION (cw_import_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwImportOperation, cw_import_operation, CW, IMPORT_OPERATION, CwOperation)
CwImportOperation *cw_import_operation_new (CwStoreAccess *access, CwImportDraft *draft);
/* After prepare: GListModel of CwImportItem. Passwords that were asked for during prepare are kept for run. */
GListModel    *cw_import_operation_get_preview (CwImportOperation *self);

G_END_DECLS
