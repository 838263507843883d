/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"

/* What a CA does with its key: certificates of its own, certificates from requests, revocation lists. Random serial numbers,
 * honest extensions (CA flag, key usage, subject and authority key identifiers). Blocks shortly. */

G_BEGIN_DECLS

/* Self-signed when issuer is NULL. path_length -1: none. */
CwCertificate *cw_signer_make_ca   (CwCertificate *issuer, CwPrivateKey *issuer_key, CwPrivateKey *key, const CwSubjectFields *subject,
                                    int path_length, gint64 not_before, gint64 not_after, GError **error);

typedef struct {
  gint64             not_before;
  gint64             not_after;    /* cut to the CA's own end */
  const char *const *purposes;     /* NULL: what the request asks for, server authentication if it asks for nothing */
} CwSignerProfile;

/* CA:FALSE whatever the request says; subject and names are the request's. */
CwCertificate *cw_signer_issue     (CwCertificate *ca, CwPrivateKey *ca_key, CwCsr *csr, const CwSignerProfile *profile, GError **error);

typedef struct { const char *serial; gint64 time; int reason; } CwRevocation;    /* reason: CRLReason, -1 for none */
/* DER. */
GBytes        *cw_signer_make_crl  (CwCertificate *ca, CwPrivateKey *ca_key, GArray *revocations, guint64 number, gint64 this_update,
                                    gint64 next_update, GError **error);

G_END_DECLS
