/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-private-key.h"
#include "cw-usage-target.h"

/* What is deployed: a certificate, the CA certificates above it, its private key; and each form that a target wants of it. Immutable. */

G_BEGIN_DECLS

#define CW_TYPE_MATERIAL (cw_material_get_type ())
G_DECLARE_FINAL_TYPE (CwMaterial, cw_material, CW, MATERIAL, GObject)

/* chain: of CwCertificate, the issuer of the leaf first, without the root; may be empty. root: NULL where it is not known.
 * CW_ERROR_KEY_MISMATCH when the key is another certificate's. */
CwMaterial    *cw_material_new       (CwCertificate *leaf, GPtrArray *chain, CwCertificate *root, CwPrivateKey *key, const char *friendly_name,
                                      GError **error);
CwCertificate *cw_material_get_leaf  (CwMaterial *self);
GPtrArray     *cw_material_get_chain (CwMaterial *self);
/* password: for CW_TARGET_PKCS12 only. */
CwSecret      *cw_material_render    (CwMaterial *self, CwTargetFormat format, CwSecret *password, GError **error);

G_END_DECLS
