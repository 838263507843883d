/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-private-key.h"

/* Certificates and keys into files of every form that is exported. A key comes out as CwSecret, like everything that holds one. */

G_BEGIN_DECLS

CwSecret *cw_encode_pem   (GPtrArray *certificates, CwPrivateKey *key, CwSecret *password, GError **error);  /* key, password may be NULL */
CwSecret *cw_encode_pkcs7 (GPtrArray *certificates, gboolean pem, GError **error);

typedef enum {
  CW_PFX_MODERN,    /* AES-256-CBC, PBKDF2 and MAC with SHA-256 */
  CW_PFX_LEGACY,    /* 3DES and SHA-1, for Windows Server 2016 and before, old macOS, appliances */
} CwPfxStyle;

/* certificates: the leaf first. rounds 0: our default. */
CwSecret *cw_encode_pfx   (GPtrArray *certificates, CwPrivateKey *key, const char *friendly_name, CwSecret *password,
                           CwPfxStyle style, guint rounds, GError **error);

G_END_DECLS
