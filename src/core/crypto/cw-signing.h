/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"
#include "cw-private-key.h"

/* A private key that is ready to sign requests, certificates and revocation lists: all three are a body, an algorithm and a
 * signature. The hash follows from the key: SHA-256, or what matches a stronger curve. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwSigning CwSigning;

CwSigning *cw_signing_new           (CwPrivateKey *key, GError **error);   /* CW_ERROR_ALGORITHM_UNSUPPORTED */
void       cw_signing_free          (CwSigning *self);
CwDer      cw_signing_get_algorithm (CwSigning *self);     /* whole AlgorithmIdentifier */
CwDer      cw_signing_get_spki      (CwSigning *self);     /* whole SubjectPublicKeyInfo */
/* body: whole. Gives SEQUENCE { body, algorithm, signature }. */
GBytes    *cw_signing_sign          (CwSigning *self, CwDer body, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSigning, cw_signing_free)

G_END_DECLS
