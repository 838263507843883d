/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-certificate.h"
#include "cw-context.h"

/* The General page of a certificate: its state in words, its names, its key, its thumbprints; and its friendly name, to be changed. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_GENERAL (cw_certificate_general_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateGeneral, cw_certificate_general, CW, CERTIFICATE_GENERAL, AdwBin)

void cw_certificate_general_set_certificate (CwCertificateGeneral *self, CwContext *context, CwStoredCertificate *stored,
                                             CwCertificate *certificate);

G_END_DECLS
