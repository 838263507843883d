/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "cw-secret.h"

/* A private key, immutable. Inside it is PKCS#8 in a CwSecret. */

G_BEGIN_DECLS

#define CW_TYPE_PRIVATE_KEY (cw_private_key_get_type ())
G_DECLARE_FINAL_TYPE (CwPrivateKey, cw_private_key, CW, PRIVATE_KEY, GObject)

typedef enum { CW_KEY_RSA, CW_KEY_ECDH_P256, CW_KEY_ECDH_P384, CW_KEY_ECDH_P521, CW_KEY_ED25519 } CwKeyType;

/* Any unencrypted DER form: PKCS#8, PKCS#1, SEC1 (explicit parameters of a named curve included), DSA. */
CwPrivateKey *cw_private_key_new_from_der (CwSecret *der, GError **error);   /* CW_ERROR_DAMAGED, CW_ERROR_ALGORITHM_UNSUPPORTED */
/* Blocks (RSA 4096: seconds): call it in a worker. bits counts for RSA only. */
CwPrivateKey *cw_private_key_generate     (CwKeyType type, guint bits, GError **error);
CwSecret     *cw_private_key_get_pkcs8    (CwPrivateKey *self);
GBytes       *cw_private_key_get_spki     (CwPrivateKey *self);     /* the public half: SubjectPublicKeyInfo, DER */
const char   *cw_private_key_get_key_id   (CwPrivateKey *self);     /* as cw_certificate_get_key_id() */
const char   *cw_private_key_get_algorithm (CwPrivateKey *self);    /* as cw_certificate_get_key_algorithm() */

G_END_DECLS
