/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* What ties a login to the TLS connection that it is made on (RFC 5929): a server with "Extended Protection" refuses a login that
 * was made for another certificate than its own. */

G_BEGIN_DECLS

/* tls-server-end-point: the prefix and the hash of the certificate. NULL where none is defined: a signature without one hash
 * of its own (Ed25519), or an algorithm that is not known. */
GBytes *cw_channel_binding_dup_end_point (CwCertificate *server);

G_END_DECLS
