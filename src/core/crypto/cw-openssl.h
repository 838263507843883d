/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-openssl-auto.h"

/* Our own corner of libcrypto: a library context that no configuration file of the computer changes, with the default
 * provider, and the legacy one from the moment on that an old algorithm is asked for. */

G_BEGIN_DECLS

OSSL_LIB_CTX *cw_openssl_context        (void);
/* Loads the provider with the old algorithms when it is installed. */
gboolean      cw_openssl_load_legacy    (void);
/* NULL when no provider has it. */
EVP_CIPHER   *cw_openssl_fetch_cipher   (const char *name);
EVP_MD       *cw_openssl_fetch_hash     (const char *name);
/* A name for a person: "PBE-SHA1-RC2-40"; the OID itself when nobody knows it. */
char         *cw_openssl_dup_oid_name   (const char *oid);
/* Forgets libcrypto's queue of errors: we say things in our own words. */
void          cw_openssl_clear_errors   (void);

G_END_DECLS
