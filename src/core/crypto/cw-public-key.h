/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"

/* What kind of key a SubjectPublicKeyInfo holds, in the words of the vendor pages: "RSA 2048", "ECDH_P256", "Ed25519". Certificates
 * and private keys are described by the same function, so that the words always agree. */

G_BEGIN_DECLS

typedef struct {
  char  oid[CW_DER_OID_MAX];      /* of the algorithm */
  char  curve[CW_DER_OID_MAX];    /* of the named curve, or "" */
  guint bits;                     /* 0 when unknown */
} CwPublicKeyInfo;

/* spki: the whole SubjectPublicKeyInfo. FALSE when it is none; what is a key of an unknown kind is TRUE. */
gboolean cw_public_key_read            (CwDer spki, CwPublicKeyInfo *info);
/* "RSA 2048"; the OID itself for an unknown algorithm. */
char    *cw_public_key_dup_words       (const CwPublicKeyInfo *info);

G_END_DECLS
