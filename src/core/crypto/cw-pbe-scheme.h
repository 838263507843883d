/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-ber.h"
#include "cw-kdf.h"
#include "cw-password-forms.h"

/* One AlgorithmIdentifier of password-based encryption, read and judged: how the key is derived, which cipher follows.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwKdf              kdf;
  CwPasswordEncoding encoding;    /* what the derivation wants the password to be */
  char              *cipher;      /* as libcrypto calls it, or its OID */
  gsize              key_size;    /* bytes; 0: the cipher's own */
  guint              key_bits;    /* effective ones of RC2, else 0 */
  GBytes            *iv;          /* NULL: derived from the password, or none */
  char              *name;        /* for a person */
} CwPbeScheme;

/* algorithm: the content of the AlgorithmIdentifier. CW_ERROR_ALGORITHM_UNSUPPORTED, CW_ERROR_DAMAGED, CW_ERROR_TOO_LARGE. */
gboolean  cw_pbe_scheme_parse   (CwPbeScheme *self, const CwBer *algorithm, GError **error);
/* PBKDF2 or scrypt alone, as PBES2 and PBMAC1 have it. *key_size is 0 when it is not given. */
gboolean  cw_pbe_scheme_parse_kdf (CwKdf *kdf, const CwBer *algorithm, gsize *key_size, GError **error);
/* What an old PEM header says: a cipher by OpenSSL's name, the key by one round of MD5. */
gboolean  cw_pbe_scheme_init_openssl (CwPbeScheme *self, const char *cipher, GBytes *iv, GError **error);
void      cw_pbe_scheme_clear   (CwPbeScheme *self);
double    cw_pbe_scheme_cost    (const CwPbeScheme *self);
/* CW_ERROR_PASSWORD_WRONG when what comes out is not one whole DER element (an encrypted part has no check of its own),
 * CW_ERROR_DAMAGED when no password could do it. */
CwSecret *cw_pbe_scheme_decrypt (const CwPbeScheme *self, CwSecret *password, const CwBer *data, GCancellable *cancellable, GError **error);
CwSecret *cw_pbe_scheme_encrypt (const CwPbeScheme *self, CwSecret *password, CwSecret *clear, GCancellable *cancellable, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPbeScheme, cw_pbe_scheme_clear)

G_END_DECLS
