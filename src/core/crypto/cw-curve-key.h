/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"
#include "cw-openssl.h"

/* Keys of named curves for libcrypto, past its decoder, which takes ten times as long as a signature. What is not handled here is
 * left to the decoder. Private to this folder. */

G_BEGIN_DECLS

/* spki: whole. number: the private one, or NULL. NULL: no named curve, or no point of it. */
EVP_PKEY *cw_curve_key_load   (CwDer spki, const CwDer *number);
/* Whether the key signed the body (whole) with ECDSA. algorithm: the content of the AlgorithmIdentifier; signature: as cw_der_take_bits()
 * gives it. FALSE: another kind of key or of signature, and *good is not set. */
gboolean  cw_curve_key_verify (CwDer spki, CwDer algorithm, CwDer body, CwDer signature, gboolean *good);

G_END_DECLS
