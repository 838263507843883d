/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-opener.h"

/* The integrity check of a PFX: the classic MAC and PBMAC1 (RFC 9579). Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwKdf                     kdf;
  CwPasswordEncoding        encoding;
  const struct nettle_hash *hash;        /* of the HMAC; NULL: the rare one of kdf */
  gsize                     key_size;
  GBytes                   *digest;
} CwPfxMac;

/* mac_data: the content of MacData. CW_ERROR_DAMAGED, CW_ERROR_ALGORITHM_UNSUPPORTED, CW_ERROR_TOO_LARGE. */
gboolean cw_pfx_mac_parse  (CwPfxMac *self, const CwBer *mac_data, GError **error);
void     cw_pfx_mac_clear  (CwPfxMac *self);
double   cw_pfx_mac_cost   (const CwPfxMac *self);
/* Looks for the password that fits. CW_ERROR_PASSWORD_WRONG, CW_ERROR_PASSWORD_NEEDED, CW_ERROR_CANCELLED. */
gboolean cw_pfx_mac_verify (const CwPfxMac *self, GBytes *content, CwOpener *opener, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPfxMac, cw_pfx_mac_clear)

G_END_DECLS
