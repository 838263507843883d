/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The Assignments page: which usages have this certificate, since when and where, which files it is in, and what the ports serve. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_ASSIGNMENTS (cw_certificate_assignments_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateAssignments, cw_certificate_assignments, CW, CERTIFICATE_ASSIGNMENTS, AdwBin)

void cw_certificate_assignments_set_certificate (CwCertificateAssignments *self, CwContext *context, CwStoredCertificate *certificate);

G_END_DECLS
