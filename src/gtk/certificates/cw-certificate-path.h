/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-chain.h"

/* The Certification Path page: the chain from its root down as a picture, each certificate with its verdict and the reasons. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_PATH (cw_certificate_path_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificatePath, cw_certificate_path, CW, CERTIFICATE_PATH, AdwBin)

void        cw_certificate_path_set_chain (CwCertificatePath *self, CwChain *chain);
const char *cw_verdict_get_word           (CwVerdict verdict);

G_END_DECLS
