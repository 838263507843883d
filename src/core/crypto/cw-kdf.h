/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <nettle/nettle-meta.h>
#include "cw-secret.h"

/* From a password to a key: the loops of PBKDF2, PBKDF1, PKCS #12 and OpenSSL's old PEM over any hash. They are ours because
 * nobody else's can be cancelled. Private to this folder. */

G_BEGIN_DECLS

typedef enum {
  CW_KDF_PBKDF2,
  CW_KDF_PKCS12,
  CW_KDF_PBKDF1,
  CW_KDF_OPENSSL,     /* EVP_BytesToKey with one round, as in PEM with DEK-Info */
  CW_KDF_SCRYPT,
} CwKdfKind;

typedef struct {
  CwKdfKind                 kind;
  const struct nettle_hash *hash;       /* NULL for scrypt, and for a hash that only libcrypto has */
  const char               *rare_hash;  /* its name there; only with PKCS #12 */
  GBytes                   *salt;
  guint64                   rounds;
  guint64                   n, r, p;    /* scrypt */
} CwKdf;

const struct nettle_hash *cw_kdf_find_hash (const char *oid);       /* of a hash or of an HMAC with it; NULL for an unknown one */
/* CW_ERROR_TOO_LARGE for a number that no honest file has: it is refused, whatever the user agrees to. */
gboolean  cw_kdf_check_rounds (guint64 rounds, GError **error);
void      cw_kdf_clear    (CwKdf *self);
/* size bytes; purpose is PKCS #12's: 1 key, 2 IV, 3 MAC key. NULL only when cancelled (CW_ERROR_CANCELLED) or without memory. */
CwSecret *cw_kdf_derive   (const CwKdf *self, CwSecret *password, guint purpose, gsize size, GCancellable *cancellable, GError **error);
/* Applications of the hash's compression, roughly, for size bytes. */
double    cw_kdf_cost     (const CwKdf *self, gsize size);
/* The seconds that so much takes on this computer, measured when it is worth it. */
double    cw_kdf_seconds  (const CwKdf *self, double cost);

/* Gives the size of what it has written to digest. */
#define CW_KDF_MAX_DIGEST 64
gsize     cw_kdf_hmac     (const struct nettle_hash *hash, const char *rare_hash, CwSecret *key, gconstpointer data, gsize size, guint8 *digest);
/* What cw_kdf_find_hash() does not know, but libcrypto does; NULL otherwise. */
const char *cw_kdf_find_rare_hash (const char *oid, gsize *digest_size);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwKdf, cw_kdf_clear)

G_END_DECLS
