/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-private-key.h"

/* What is inside a file, whatever it is: PFX, PKCS#7, PEM in any mixture, DER, PKCS#8, PKCS#1, SEC1, OpenSSL's old encrypted
 * PEM. Recognised by content, never by its name. Reading is a pure function of the bytes and the passwords: where a password
 * is missing or wrong it fails with the precise code, the caller asks, and reads again. Blocks: call it in a worker. */

G_BEGIN_DECLS

typedef enum {
  CW_BUNDLE_ITEM_CERTIFICATE,
  CW_BUNDLE_ITEM_PRIVATE_KEY,
  CW_BUNDLE_ITEM_CRL,           /* not imported; said to be one */
  CW_BUNDLE_ITEM_REQUEST,       /* a PKCS#10 request: not imported; said */
  CW_BUNDLE_ITEM_OTHER,         /* secret bags, public keys, parameters, unknown: skipped and said */
  CW_BUNDLE_ITEM_BROKEN,        /* was meant to be something of the above: the sentence says what is wrong */
} CwBundleItemKind;

#define CW_TYPE_BUNDLE_ITEM (cw_bundle_item_get_type ())
G_DECLARE_FINAL_TYPE (CwBundleItem, cw_bundle_item, CW, BUNDLE_ITEM, GObject)
CwBundleItemKind cw_bundle_item_get_kind          (CwBundleItem *self);
/* Parses the certificate now (it is not kept: a bundle may have 100,000). CW_ERROR_DAMAGED. */
CwCertificate   *cw_bundle_item_load_certificate  (CwBundleItem *self, GError **error);
GBytes          *cw_bundle_item_get_der           (CwBundleItem *self);          /* of a certificate, else NULL */
CwPrivateKey    *cw_bundle_item_get_private_key   (CwBundleItem *self);          /* of a key, else NULL */
const char      *cw_bundle_item_get_friendly_name (CwBundleItem *self);          /* or NULL */
GBytes          *cw_bundle_item_get_local_key_id  (CwBundleItem *self);          /* or NULL */
const char      *cw_bundle_item_get_sentence      (CwBundleItem *self);          /* for what is skipped or broken: what and where; else NULL */
gboolean         cw_bundle_item_was_encrypted     (CwBundleItem *self);

#define CW_TYPE_BUNDLE (cw_bundle_get_type ())
G_DECLARE_FINAL_TYPE (CwBundle, cw_bundle, CW, BUNDLE, GObject)

typedef struct {
  GPtrArray *passwords;      /* (element-type CwSecret) tried beside "empty" and "absent", in every form; may be NULL */
  gboolean   allow_slow;     /* the user agreed to wait: no CW_ERROR_TOO_SLOW */
  gboolean   skip_locked;    /* a key that no password opens becomes an item of kind BROKEN: the rest can be had without it */
} CwBundleOptions;

/* Larger input is refused (CW_ERROR_TOO_LARGE) before it is looked at. */
#define CW_BUNDLE_MAX_SIZE (G_GUINT64_CONSTANT (384) * 1024 * 1024)

/* Fails only when nothing can be had from it: CW_ERROR_NOT_RECOGNISED, CW_ERROR_DAMAGED, CW_ERROR_PASSWORD_NEEDED,
 * CW_ERROR_PASSWORD_WRONG, CW_ERROR_MAC_MISSING, CW_ERROR_ALGORITHM_UNSUPPORTED, CW_ERROR_TOO_LARGE, CW_ERROR_TOO_SLOW,
 * CW_ERROR_CANCELLED. A mixture with some broken parts succeeds and has items of kind BROKEN. */
CwBundle   *cw_bundle_read        (GBytes *data, const CwBundleOptions *options, GCancellable *cancellable, GError **error);
const char *cw_bundle_get_format  (CwBundle *self);   /* "PKCS #12", "PKCS #7", "PEM", "X.509 certificate (DER)", … translated */
guint       cw_bundle_get_n_items (CwBundle *self);
CwBundleItem *cw_bundle_get_item  (CwBundle *self, guint index);   /* borrowed */
/* FALSE where only the content proved the password (a PFX without MAC): a sentence for the preview. */
gboolean    cw_bundle_had_integrity_check (CwBundle *self);

G_END_DECLS
