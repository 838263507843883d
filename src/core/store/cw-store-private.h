/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-database.h"
#include "cw-store.h"

/* What the files of this folder share of CwStore. One writer connection, owned by one thread at a time; readers from a pool,
 * one thread each, so that nothing that is only looked at waits for a long import. */

G_BEGIN_DECLS

#define CW_STORE_FILE "store.db"
#define CW_STORE_KEY_SIZE 32

struct _CwStore {
  GObject        parent_instance;

  char          *directory;
  char          *path;
  char          *id;
  CwDatabaseMode mode;          /* not WRITE: the store can only be looked at */

  GMutex         mutex;         /* guards everything below */
  GCond          writer_free;
  GThread       *writer_owner;
  guint          depth;         /* nested cw_store_begin() of the owner */
  CwDatabase    *writer;
  GQueue         readers;       /* of idle CwDatabase */

  CwSecret      *key;           /* the store key while unlocked, and which generation it belongs to */
  gint64         key_generation;
};

/* A connection for reading: the writer itself within the thread's own transaction. Give it back with the same store. */
typedef struct { CwStore *store; CwDatabase *database; } CwStoreReader;
gboolean    cw_store_reader_open   (CwStoreReader *reader, CwStore *store, GError **error);
void        cw_store_reader_close  (CwStoreReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwStoreReader, cw_store_reader_close)

/* A connection of the caller's own, for a thread that keeps it. */
CwDatabase *cw_store_connect       (CwStore *store, GError **error);
/* The calling thread must own the writer, and its transaction must still be alive. */
gboolean    cw_store_require_transaction (CwStore *store, GError **error);

/* cw-store-directory.c */
gboolean    cw_store_directory_prepare (const char *directory, gboolean *read_only, GError **error);
gboolean    cw_store_file_prepare  (const char *path, gboolean read_only, GError **error);
gboolean    cw_store_file_check    (const char *path, GError **error);

/* cw-stored-certificate.c: the columns and the row that has them, in this order */
#define CW_STORED_CERTIFICATE_COLUMNS \
  "c.id, c.friendly_name, c.subject, c.issuer, c.issuer_name, c.common_name, c.serial, c.not_before, c.not_after, c.thumbprint, " \
  "c.sha256, c.key_id, c.key_algorithm, c.names, c.is_ca, c.has_key, c.exportable, c.source, c.added, " \
  "(SELECT group_concat(a.place || ' ' || a.usage, ',') FROM assignment a WHERE a.certificate = c.id)"
/* The first column behind them. */
#define CW_STORED_CERTIFICATE_N_COLUMNS 20
CwStoredCertificate *cw_stored_certificate_new_from_row (CwStatement *row);

/* cw-store-certificates.c */
/* id 0: a new one. added 0: now. */
gint64      cw_store_insert_certificate (CwStore *store, CwCertificate *certificate, const char *friendly_name, const char *source,
                                         gint64 id, gint64 added, GError **error);
gboolean    cw_store_delete_certificate (CwStore *store, gint64 id, GError **error);
char       *cw_store_make_search_text   (CwCertificate *certificate, const char *friendly_name);
GError     *cw_store_not_found          (gint64 id);

/* cw-store-keys.c */
/* Takes a key out of the trash when a certificate of its comes (back). */
gboolean    cw_store_revive_key         (CwStore *store, const char *key_id, GError **error);
/* Puts a key into the trash when its last certificate has gone there. */
gboolean    cw_store_retire_key         (CwStore *store, const char *key_id, GError **error);

/* cw-store-trash.c */
/* In a transaction: the certificate gets its old id back, and its old name unless another is given. */
gboolean    cw_store_take_from_trash    (CwStore *store, gint64 id, const char *friendly_name, GError **error);

/* cw-store-query.c */
/* The column list of ORDER BY, ascending or descending, always ending with the id. */
const char *cw_certificate_sort_get_order (CwCertificateSort sort, gboolean descending);
/* "AND …" for one filter, with :now; NULL after the last. */
const char *cw_certificate_filter_get_condition (CwCertificateFilter filter);

/* cw-store-protection.c */
/* The store key, when it is the one that the database has now: read within the caller's transaction. CW_ERROR_STORE_LOCKED. */
CwSecret   *cw_store_dup_current_key    (CwStore *store, CwDatabase *database, GError **error);
void        cw_store_set_key            (CwStore *store, CwSecret *key, gint64 generation);
CwSecret   *cw_store_dup_key_of_generation (CwStore *store, gint64 generation);     /* NULL */
GBytes     *cw_store_make_verifier      (CwSecret *key, const char *uuid);
/* Names one store key among all that ever were: random, since two processes may change the protection at the same time, and
 * no process may take its old key for the new one. */
gint64      cw_store_make_generation    (void);
/* TRUE when this key (or none, when NULL) is the one that the private keys in that database are encrypted with. */
gboolean    cw_store_fits_key           (CwDatabase *database, CwSecret *key);
/* For a passphrase, with as many rounds as a person's choice needs. */
GBytes     *cw_store_wrap_key           (CwSecret *key, CwSecret *passphrase, GCancellable *cancellable, GError **error);
GBytes     *cw_store_encrypt_key        (CwSecret *pkcs8, CwSecret *store_key, GCancellable *cancellable, GError **error);
CwSecret   *cw_store_decrypt_key        (GBytes *encrypted, CwSecret *store_key, GCancellable *cancellable, GError **error);

/* cw-store.c */
void        cw_store_emit_changed       (CwStore *store);
/* Keeps other threads of this process from writing, without a transaction. */
gboolean    cw_store_take_writer        (CwStore *store, GCancellable *cancellable, GError **error);
void        cw_store_release_writer     (CwStore *store);
/* Brings the log into the database and empties it, so that what was deleted is not in it any more; waits for nobody. */
void        cw_store_purge_log          (CwStore *store);

G_END_DECLS
