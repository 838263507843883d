/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-http-client.h"

/* Whether a server is who it says, decided when it shows its certificate. Private to this folder.
 *
 * A pin and a file only answer the question "who vouches for it": name and dates of a certificate must be right whatever was pinned,
 * so that a person never has to tell a mistake from an attack. A certificate in the middle counts when it really signed what is below
 * it, because anybody can send along a certificate that was pinned. */

G_BEGIN_DECLS

typedef struct {
  gboolean             trusted;
  GTlsCertificateFlags errors;
  GPtrArray           *chain;    /* of CwCertificate: as the server sent it, leaf first */
  char                *reason;   /* a sentence, either way */
} CwTlsVerdict;

/* What GIO checks by itself; NULL: it trusts nobody and always asks. */
GTlsDatabase *cw_tls_trust_dup_database (CwTlsTrust *self);
/* flags: what GIO found. host: the name that was asked for. */
void          cw_tls_trust_judge        (CwTlsTrust *self, GTlsCertificate *peer, GTlsCertificateFlags flags, const char *host, CwTlsVerdict *verdict);
void          cw_tls_verdict_clear      (CwTlsVerdict *verdict);
/* CW_ERROR_TLS_UNTRUSTED or CW_ERROR_TLS_BAD, with the reason. */
void          cw_tls_verdict_set_error  (CwTlsVerdict *verdict, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwTlsVerdict, cw_tls_verdict_clear)

G_END_DECLS
