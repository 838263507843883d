/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate-list.h"
#include "cw-store-private.h"

/* A row as the list makes and fills it. */

G_BEGIN_DECLS

CwCertificateRow *cw_certificate_row_new (gint64 id);
/* Notifies when it says something new. */
void cw_certificate_row_set_certificate (CwCertificateRow *self, CwStoredCertificate *certificate);

G_END_DECLS
