/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* Password-based encryption as containers use it: an AlgorithmIdentifier (PBES1, PBES2, PKCS#12 PBE, scrypt) and a cipher text.
 * Knows every algorithm of OpenSSL's default and legacy providers; every long derivation can be cancelled. */

G_BEGIN_DECLS

/* EncryptedPrivateKeyInfo (PKCS#8) → the clear PrivateKeyInfo (or whatever was encrypted: the store key is wrapped the same way).
 * CW_ERROR_PASSWORD_WRONG, CW_ERROR_DAMAGED, CW_ERROR_ALGORITHM_UNSUPPORTED, CW_ERROR_TOO_SLOW (unless allow_slow). password NULL: absent. */
CwSecret *cw_pbe_decrypt (GBytes *encrypted_info, CwSecret *password, gboolean allow_slow, GCancellable *cancellable, GError **error);
/* PBES2, PBKDF2 with HMAC-SHA-256 and this many rounds, AES-256-CBC. */
GBytes   *cw_pbe_encrypt (CwSecret *clear, CwSecret *password, guint rounds, GCancellable *cancellable, GError **error);
/* PBKDF2-HMAC-SHA-256 into a new secret; NULL and CW_ERROR_CANCELLED when cancelled. */
CwSecret *cw_pbe_derive  (CwSecret *password, GBytes *salt, guint rounds, gsize size, GCancellable *cancellable, GError **error);

G_END_DECLS
