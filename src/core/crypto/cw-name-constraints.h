/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* Name constraints of an authority (RFC 5280, 4.2.1.10), for all forms that occur: DNS, e-mail, URI, IP address, directory name. */

G_BEGIN_DECLS

/* NULL when every name of subject is allowed below authority; else the first one that is not, as text. */
char *cw_name_constraints_dup_violation (CwCertificate *authority, CwCertificate *subject);

G_END_DECLS
