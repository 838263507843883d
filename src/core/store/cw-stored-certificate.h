/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"

/* One row of the certificate table: the summary, without the DER. Immutable, made by the store only. Lists and JSON work with it. */

G_BEGIN_DECLS

#define CW_TYPE_STORED_CERTIFICATE (cw_stored_certificate_get_type ())
G_DECLARE_FINAL_TYPE (CwStoredCertificate, cw_stored_certificate, CW, STORED_CERTIFICATE, GObject)

gint64      cw_stored_certificate_get_id            (CwStoredCertificate *self);
const char *cw_stored_certificate_get_friendly_name (CwStoredCertificate *self);
const char *cw_stored_certificate_get_subject       (CwStoredCertificate *self);
const char *cw_stored_certificate_get_issuer        (CwStoredCertificate *self);
const char *cw_stored_certificate_get_issuer_name   (CwStoredCertificate *self);
const char *cw_stored_certificate_get_common_name   (CwStoredCertificate *self);
const char *cw_stored_certificate_get_serial        (CwStoredCertificate *self);
gint64      cw_stored_certificate_get_not_before    (CwStoredCertificate *self);
gint64      cw_stored_certificate_get_not_after     (CwStoredCertificate *self);
const char *cw_stored_certificate_get_thumbprint    (CwStoredCertificate *self);
const char *cw_stored_certificate_get_sha256        (CwStoredCertificate *self);
const char *cw_stored_certificate_get_key_id        (CwStoredCertificate *self);
const char *cw_stored_certificate_get_key_algorithm (CwStoredCertificate *self);
const char * const *cw_stored_certificate_get_names (CwStoredCertificate *self);
gboolean    cw_stored_certificate_is_ca             (CwStoredCertificate *self);
gboolean    cw_stored_certificate_has_private_key   (CwStoredCertificate *self);
gboolean    cw_stored_certificate_is_exportable     (CwStoredCertificate *self);
const char *cw_stored_certificate_get_source        (CwStoredCertificate *self);  /* where it came from: a file name, … */
gint64      cw_stored_certificate_get_added         (CwStoredCertificate *self);
const char * const *cw_stored_certificate_get_usages (CwStoredCertificate *self); /* ids of the usages that have it now; may be empty */
gboolean    cw_stored_certificate_is_assigned       (CwStoredCertificate *self);  /* to a usage, now, next or before: cannot be deleted */
/* The same certificate, and nothing about it has changed. */
gboolean    cw_stored_certificate_equal             (CwStoredCertificate *a, CwStoredCertificate *b);

G_END_DECLS
