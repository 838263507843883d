/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-alt-name.h"
#include "cw-certificate.h"
#include "cw-private-key.h"

/* A certificate signing request (PKCS #10), immutable: written from fields and signed, or read from what somebody sent. */

G_BEGIN_DECLS

/* The distinguished name of a request, as the vendor's pages ask for it; every field may be NULL. country: ISO 3166 code. */
typedef struct {
  const char *common_name;
  const char *organization;
  const char *organizational_unit;
  const char *locality;
  const char *state;
  const char *country;
} CwSubjectFields;

/* CW_ERROR_NAME_INVALID: over 64 characters of a common name, a country that is no code, control characters. */
gboolean cw_subject_fields_check (const CwSubjectFields *fields, GError **error);
char    *cw_subject_fields_dup_text (const CwSubjectFields *fields);          /* RFC 4514 */

typedef struct {
  CwSubjectFields    subject;
  GPtrArray         *names;          /* of CwAltName, in this order */
  const char *const *purposes;       /* EKU OIDs, or NULL */
  const char        *template_name;  /* the Microsoft extension 1.3.6.1.4.1.311.20.2 (an OID: ….21.7), or NULL */
} CwCsrFields;

#define CW_PURPOSE_SERVER "1.3.6.1.5.5.7.3.1"
#define CW_PURPOSE_CLIENT "1.3.6.1.5.5.7.3.2"

#define CW_TYPE_CSR (cw_csr_get_type ())
G_DECLARE_FINAL_TYPE (CwCsr, cw_csr, CW, CSR, GObject)

/* Key usage follows from the key: digital signature, and key encipherment with RSA. SHA-256, or what matches a stronger curve.
 * Blocks shortly. */
CwCsr      *cw_csr_new            (const CwCsrFields *fields, CwPrivateKey *key, GError **error);
/* PEM (either label, text around it), DER or bare base64. CW_ERROR_NOT_RECOGNISED, CW_ERROR_DAMAGED (also: its signature is wrong),
 * CW_ERROR_ALGORITHM_UNSUPPORTED, CW_ERROR_TOO_LARGE. */
CwCsr      *cw_csr_new_from_data  (GBytes *data, GError **error);
GBytes     *cw_csr_get_der        (CwCsr *self);
char       *cw_csr_dup_pem        (CwCsr *self);
const char *cw_csr_get_subject    (CwCsr *self);      /* RFC 4514 */
const char *cw_csr_get_common_name (CwCsr *self);     /* NULL without */
const char *cw_csr_get_key_id     (CwCsr *self);      /* as cw_certificate_get_key_id() */
const char *cw_csr_get_key_algorithm (CwCsr *self);
guint       cw_csr_get_key_bits   (CwCsr *self);
GPtrArray  *cw_csr_get_names      (CwCsr *self);      /* of CwAltName; what does not fit that type is left out */
const char *const *cw_csr_get_purposes (CwCsr *self);
const char *cw_csr_get_template   (CwCsr *self);      /* or NULL */

/* Asked versus issued: of CwProblem, empty when the CA gave what was asked for. The field is "subject", "names", "purposes",
 * "keyUsage", "ca" (it is one, and nobody asked for that), "validity"; ERROR where it cannot serve (a name is missing), WARNING where
 * it is different, INFO where something was added. Another key is CW_ERROR_KEY_MISMATCH territory and is not compared here. */
GPtrArray  *cw_csr_compare        (CwCsr *self, CwCertificate *issued);
/* One line per field for a table "asked | issued". field: as above, and "key"; title: for a person; several values: a line each. */
typedef struct { char *field; char *title; char *asked; char *issued; gboolean same; } CwCsrDifference;
void        cw_csr_difference_free (CwCsrDifference *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCsrDifference, cw_csr_difference_free)
GPtrArray  *cw_csr_list_differences (CwCsr *self, CwCertificate *issued);    /* all fields, the same ones too */

G_END_DECLS
