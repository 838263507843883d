/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* One X.509 certificate, immutable, from DER as it came. The summary is decoded at construction by a small reader of our own
 * (it must be cheap: a bulk import makes 100,000 of them, and an odd name, an unknown key or a broken extension is no reason
 * to refuse a certificate that a server may be using); everything else is in cw-certificate-details.h. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE (cw_certificate_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificate, cw_certificate, CW, CERTIFICATE, GObject)

/* No real certificate comes near it; whoever hands on a larger one wants to keep us busy. */
#define CW_CERTIFICATE_MAX_SIZE (4 * 1024 * 1024)

CwCertificate *cw_certificate_new_from_der (GBytes *der, GError **error);   /* CW_ERROR_DAMAGED, CW_ERROR_TOO_LARGE */

GBytes     *cw_certificate_get_der           (CwCertificate *self);
const char *cw_certificate_get_subject       (CwCertificate *self);  /* RFC 4514; "" for an empty one */
const char *cw_certificate_get_issuer        (CwCertificate *self);
const char *cw_certificate_get_common_name   (CwCertificate *self);  /* NULL without */
const char *cw_certificate_get_issuer_name   (CwCertificate *self);  /* CN of the issuer, else O, else the whole DN */
GBytes     *cw_certificate_get_subject_der   (CwCertificate *self);
GBytes     *cw_certificate_get_issuer_der    (CwCertificate *self);
const char *cw_certificate_get_serial        (CwCertificate *self);  /* upper-case hex */
gint64      cw_certificate_get_not_before    (CwCertificate *self);
gint64      cw_certificate_get_not_after     (CwCertificate *self);  /* G_MAXINT64: no well-defined end (99991231235959Z) */
const char *cw_certificate_get_thumbprint    (CwCertificate *self);  /* SHA-1, upper-case hex */
const char *cw_certificate_get_sha256        (CwCertificate *self);  /* upper-case hex */
const char *cw_certificate_get_key_id        (CwCertificate *self);  /* SHA-256 of the SubjectPublicKeyInfo, hex: joins keys */
const char *cw_certificate_get_key_algorithm (CwCertificate *self);  /* "RSA 2048", "ECDH_P256", "Ed25519": vendor words */
guint       cw_certificate_get_key_bits      (CwCertificate *self);
gboolean    cw_certificate_is_ca             (CwCertificate *self);
gboolean    cw_certificate_is_self_signed    (CwCertificate *self);  /* subject equals issuer */
/* Every subject alternative name as text: "www.example.org", "192.0.2.1", "a@example.org", "https://…", IDN in U-label
 * when it decodes. In the order of the certificate. */
const char * const *cw_certificate_get_names    (CwCertificate *self);
/* The same with host names as they are encoded (xn--…): what is searched and compared. */
const char * const *cw_certificate_get_ascii_names (CwCertificate *self);
const char * const *cw_certificate_get_purposes (CwCertificate *self);  /* EKU OIDs, empty without the extension */
/* A name for a person when there is no friendly name: CN, else first SAN, else O/OU, else the thumbprint. */
char       *cw_certificate_dup_display_name  (CwCertificate *self);

G_END_DECLS
