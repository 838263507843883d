/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle.h"
#include "cw-import-operation.h"

/* Reads what is to be imported into compact records, and says what will become of each: what the preview shows and what run
 * stores. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwImportFate   fate;
  gboolean       joins_import;     /* its other half (key or certificate) is in this import */
  gboolean       joins_store;      /* … or waits in the store */
  guint          source;           /* index into sources */
  GBytes        *der;              /* of a certificate */
  CwCertificate *certificate;      /* parsed, while there are few of them */
  CwPrivateKey  *key;
  char          *friendly_name;    /* from the file, or NULL */
  gint64         request;          /* the waiting request that it completes, or 0 */
  char          *completes;        /* … and what that is called */
  char          *sentence;         /* for what is skipped, broken or already there; else NULL */
  guint8         sha256[32];
  guint8         key_id[32];
} CwImportRecord;

typedef struct {
  CwStore       *store;            /* borrowed from the operation, like the next two */
  CwOperation   *operation;
  GCancellable  *cancellable;
  GPtrArray     *sources;          /* of char*: what a person calls the file */
  GPtrArray     *records;          /* of CwImportRecord */
  GPtrArray     *passwords;        /* of CwSecret: what opened one file is tried for the next */
  GHashTable    *certificates;     /* sha256 → record */
  GHashTable    *keys;             /* key id → record of a private key */
  GPtrArray     *notices;          /* of CwProblem */
  GPtrArray     *waiting;          /* of CwRequestRecord that a reply may come for; NULL until somebody asks */
  char          *format;           /* of the first file */
  guint          n_parsed;         /* certificates that are kept parsed */
  gboolean       asked_in_vain;    /* a password was asked for and not given: not asked again */
  GError        *first_error;
} CwImportScan;

CwImportScan *cw_import_scan_new  (CwOperation *operation, CwStore *store);
void          cw_import_scan_free (CwImportScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwImportScan, cw_import_scan_free)

/* FALSE only for what ends the import: cancelled, or the store cannot be read. What is wrong with a file becomes a record. */
gboolean       cw_import_scan_read     (CwImportScan *self, CwImportDraft *draft, GCancellable *cancellable, GError **error);
guint          cw_import_scan_count    (CwImportScan *self, gboolean keys, CwImportFate fate);
CwCertificate *cw_import_record_load   (CwImportRecord *record, GError **error);
/* The record that a friendly name is meant for: the one with a private key, else the first that is no CA. */
CwImportRecord *cw_import_scan_find_leaf (CwImportScan *self);
/* GListModel of CwImportItem, made when looked at. Keeps the scan. */
GListModel    *cw_import_preview_new   (CwImportScan *scan);

/* cw-import-join.c */
gboolean       cw_import_scan_join     (CwImportScan *self, GError **error);
gboolean       cw_import_scan_check_cancelled (CwImportScan *self, GError **error);
/* For tables with the 32 bytes of a digest as key. */
guint          cw_import_digest_hash   (gconstpointer key);
gboolean       cw_import_digest_equal  (gconstpointer a, gconstpointer b);

/* cw-import-draft.c */
GBytes        *cw_import_source_get_bytes (CwImportSource *self);    /* or NULL */

G_END_DECLS
