/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* Whether one certificate's key signed another one. libcrypto does it, because it knows more curves and algorithms than GnuTLS
 * (brainpool, explicit parameters, RSA-PSS of every salt): an algorithm that is only unknown must not look like a forgery. */

G_BEGIN_DECLS

typedef enum { CW_SIGNATURE_GOOD, CW_SIGNATURE_WRONG, CW_SIGNATURE_UNSUPPORTED } CwSignatureResult;

CwSignatureResult cw_signature_check    (CwCertificate *issuer, CwCertificate *subject);
/* "SHA-1, RSA"; the OID of an unknown algorithm. */
const char       *cw_signature_get_name (CwCertificate *certificate);
/* TRUE when forgeries of it are within reach: MD2, MD4, MD5, SHA-1. */
gboolean          cw_signature_is_weak  (CwCertificate *certificate);

G_END_DECLS
