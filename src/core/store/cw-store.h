/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-private-key.h"
#include "cw-problem.h"
#include "cw-stored-certificate.h"

/* Certificates, private keys, trash and history in one SQLite database that several processes share. Every function here
 * blocks and may be called from any thread (operations run in workers); the window's lists are in cw-certificate-list.h and
 * read in a thread of their own. */

G_BEGIN_DECLS

#define CW_TYPE_STORE (cw_store_get_type ())
G_DECLARE_FINAL_TYPE (CwStore, cw_store, CW, STORE, GObject)

/* Opens, creates and migrates. CW_ERROR_STORE_PERMISSIONS, _DAMAGED, _NEWER, _BUSY, CW_ERROR_READ_ONLY, CW_ERROR_DISK_FULL. */
CwStore    *cw_store_open             (const char *directory, GError **error);
const char *cw_store_get_directory    (CwStore *self);
const char *cw_store_get_id           (CwStore *self);       /* random, for the keyring item */
guint       cw_store_get_schema       (CwStore *self);
/* TRUE: it can be looked at, and every change fails with CW_ERROR_READ_ONLY. */
gboolean    cw_store_is_read_only     (CwStore *self);
/* Signal "changed": this process committed something; emitted in the thread that did it. */

/* ---- protection of the private keys: cw-store-protection.c ---- */
typedef enum {
  CW_PROTECTION_NONE,          /* a new store: nothing chosen yet, no key stored yet */
  CW_PROTECTION_KEYRING,
  CW_PROTECTION_PASSPHRASE,
  CW_PROTECTION_PERMISSIONS,   /* root only: the file's mode */
} CwProtection;

CwProtection cw_store_get_protection (CwStore *self, GError **error);     /* asked anew each time: another process may have changed it */
/* Which keyring item holds the key now (changes with each re-wrap). */
char        *cw_store_dup_key_name   (CwStore *self, GError **error);
gboolean     cw_store_is_unlocked    (CwStore *self);
/* KEYRING: the 32 bytes of the keyring. PASSPHRASE: the passphrase. PERMISSIONS: NULL. CW_ERROR_STORE_KEY_WRONG. */
gboolean     cw_store_unlock         (CwStore *self, CwSecret *secret, GCancellable *cancellable, GError **error);
/* Sets or changes the protection: makes a new store key, encrypts every private key anew and commits in one transaction.
 * The store must be unlocked, or without protection. KEYRING: new_key (32 bytes) is already safe in the keyring under key_name
 * (a name from cw_store_dup_next_key_name()). PASSPHRASE: secret is the passphrase. PERMISSIONS: both NULL. */
char        *cw_store_dup_next_key_name (CwStore *self);
gboolean     cw_store_protect        (CwStore *self, CwProtection protection, const char *key_name, CwSecret *secret,
                                      GCancellable *cancellable, GError **error);
/* A store whose key is lost, while no private key depends on it, becomes a new one again: without protection. key_name: the keyring
 * item that is lost; when it is not the one any more, nothing is changed. CW_ERROR_STORE_KEY_MISSING: private keys depend on it. */
gboolean     cw_store_forget_protection (CwStore *self, const char *key_name, GError **error);
const char  *cw_protection_to_nick   (CwProtection protection);      /* "keyring" … */

/* ---- transactions: one writer at a time, over all threads and processes ---- */
/* BEGIN IMMEDIATE; the calling thread owns the writer until commit or rollback. Nests: an inner pair is a savepoint. */
gboolean     cw_store_begin          (CwStore *self, GError **error);
/* The same; a wait for another writer, which may take a minute, ends with CW_ERROR_CANCELLED. */
gboolean     cw_store_begin_cancellable (CwStore *self, GCancellable *cancellable, GError **error);
/* FALSE: everything since begin is undone, and the writer is free again: no rollback is needed. */
gboolean     cw_store_commit         (CwStore *self, GError **error);
void         cw_store_rollback       (CwStore *self);     /* harmless without a transaction */

/* Of a friendly name, in characters. */
#define CW_STORE_MAX_NAME_LENGTH 256

/* ---- certificates and keys: cw-store-certificates.c, cw-store-keys.c; the add functions need a transaction ---- */
/* Gives the id; a certificate that is there already is found, not stored again (*was_new FALSE). friendly_name NULL or taken:
 * a unique one is made up. A certificate from the trash comes back. */
gint64       cw_store_add_certificate (CwStore *self, CwCertificate *certificate, const char *friendly_name, const char *source,
                                       gboolean *was_new, GError **error);          /* 0 on error */
/* Joined to every certificate with its public key, now or later. exportable is only ever made stricter for a key that is there. */
gboolean     cw_store_add_key        (CwStore *self, CwPrivateKey *key, gboolean exportable, gboolean *was_new, GError **error);
gboolean     cw_store_rename         (CwStore *self, gint64 id, const char *friendly_name, GError **error); /* CW_ERROR_NAME_TAKEN */

CwStoredCertificate *cw_store_find_by_id     (CwStore *self, gint64 id, GError **error);            /* CW_ERROR_NOT_FOUND */
/* A thumbprint (SHA-1 or SHA-256, any spelling), an id, a friendly name or a serial: what a person types. CW_ERROR_AMBIGUOUS. */
CwStoredCertificate *cw_store_find           (CwStore *self, const char *reference, GError **error);
gboolean     cw_store_has_certificate (CwStore *self, const char *sha256, gboolean *in_trash, GError **error);
gboolean     cw_store_has_key         (CwStore *self, const char *key_id, GError **error);
gboolean     cw_store_friendly_name_taken (CwStore *self, const char *friendly_name, GError **error);
CwCertificate *cw_store_load_certificate (CwStore *self, gint64 id, GError **error);
CwPrivateKey  *cw_store_load_key      (CwStore *self, gint64 id, GError **error);  /* CW_ERROR_KEY_MISSING, CW_ERROR_STORE_LOCKED */
GPtrArray   *cw_store_find_by_key_id  (CwStore *self, const char *key_id, GError **error);          /* of CwStoredCertificate */
GPtrArray   *cw_store_find_by_subject (CwStore *self, GBytes *subject_der, GError **error);         /* of CwCertificate: chain building */
guint64      cw_store_count_certificates (CwStore *self);
guint64      cw_store_count_keys      (CwStore *self);

/* ---- what a list shows: shared by the list model and the command line ---- */
typedef enum {
  CW_SORT_FRIENDLY_NAME, CW_SORT_SUBJECT, CW_SORT_ISSUER, CW_SORT_EXPIRES, CW_SORT_KEY, CW_SORT_ADDED, CW_SORT_STATE, CW_SORT_NAMES,
} CwCertificateSort;
typedef enum {
  CW_FILTER_NONE = 0, CW_FILTER_WITH_KEY = 1 << 0, CW_FILTER_EXPIRED = 1 << 1, CW_FILTER_EXPIRING = 1 << 2 /* in 30 days */, CW_FILTER_CA = 1 << 3,
  CW_FILTER_UNASSIGNED = 1 << 4 /* to no usage, in no place */, CW_FILTER_ASSIGNED = 1 << 5,
  CW_FILTER_LAST = CW_FILTER_ASSIGNED,
} CwCertificateFilter;   /* several: all must hold */
typedef struct {
  const char         *search;      /* NULL or any text: subject, names, issuer, serial, thumbprints, friendly name */
  CwCertificateFilter filter;
  CwCertificateSort   sort;
  gboolean            descending;
} CwCertificateQuery;
typedef gboolean (*CwStoreVisitor) (CwStoredCertificate *certificate, gpointer user_data);   /* FALSE stops */
gboolean     cw_store_visit_certificates (CwStore *self, const CwCertificateQuery *query, CwStoreVisitor visitor, gpointer user_data, GError **error);

/* ---- trash: cw-store-trash.c; needs no transaction ---- */
typedef struct { gint64 id; char *friendly_name; char *subject; char *thumbprint; gboolean has_private_key; gint64 deleted; } CwTrashEntry;
void         cw_trash_entry_free      (CwTrashEntry *self);
/* All or nothing. CW_ERROR_IN_USE: one of them is assigned. */
gboolean     cw_store_trash           (CwStore *self, const gint64 *ids, gsize n_ids, GError **error);
GPtrArray   *cw_store_list_trash      (CwStore *self, GError **error);
gboolean     cw_store_restore_trash   (CwStore *self, const gint64 *trash_ids, gsize n, GError **error);
gboolean     cw_store_empty_trash     (CwStore *self, guint *n_removed, GError **error);

/* ---- history: cw-store-history.c ---- */
typedef struct { gint64 id; char *operation; char *title; char *result; gint64 started; gint64 finished; } CwHistoryEntry;
void         cw_history_entry_free    (CwHistoryEntry *self);
/* Inside a transaction it is part of it. report: a JSON document. */
gint64       cw_store_add_history     (CwStore *self, const char *operation, const char *title, const char *result,
                                       gint64 started, gint64 finished, const char *report, GError **error);
GPtrArray   *cw_store_list_history    (CwStore *self, guint limit, GError **error);   /* newest first */
char        *cw_store_load_report     (CwStore *self, gint64 id, GError **error);

/* ---- health, backup: cw-store-check.c, cw-store-backup.c ---- */
/* Everything that can be checked without the store key, and with it when unlocked. of CwProblem; empty when sound. */
GPtrArray   *cw_store_check           (CwStore *self, GCancellable *cancellable, GError **error);
typedef void (*CwStoreProgress) (double fraction, gpointer user_data);
gboolean     cw_store_backup          (CwStore *self, const char *path, CwSecret *passphrase, CwStoreProgress progress, gpointer user_data,
                                       GCancellable *cancellable, GError **error);
/* Puts the backup's content into this store, which must be empty unless replace (the old database is then kept beside).
 * Afterwards the store is unlocked, and the passphrase of the backup protects its keys until cw_store_protect() is called: a
 * power cut in between loses none. Without keys it has no protection. CW_ERROR_IN_USE, CW_ERROR_PASSWORD_WRONG, CW_ERROR_DAMAGED,
 * CW_ERROR_NOT_RECOGNISED. */
gboolean     cw_store_restore         (CwStore *self, const char *path, CwSecret *passphrase, gboolean replace, CwStoreProgress progress,
                                       gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
