/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* The certification authorities that this computer trusts: GnuTLS's system trust, read once for the process. The environment
 * variable CERTWIZARD_TRUST_FILE names a PEM file to be read instead (tests). Immutable and counted: any thread may hold it. */

G_BEGIN_DECLS

typedef struct _CwTrust CwTrust;

CwTrust   *cw_trust_get_system  (void);   /* blocks the first time; give it back with cw_trust_unref() */
void       cw_trust_unref       (CwTrust *self);
gboolean   cw_trust_contains    (CwTrust *self, CwCertificate *certificate);
/* (element-type CwCertificate), or NULL: those with that subject. Borrowed. */
GPtrArray *cw_trust_lookup      (CwTrust *self, GBytes *subject_der);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTrust, cw_trust_unref)

G_END_DECLS
