/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The Details page of a certificate: every field and extension, decoded; the raw bytes on demand. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_DETAILS_VIEW (cw_certificate_details_view_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateDetailsView, cw_certificate_details_view, CW, CERTIFICATE_DETAILS_VIEW, AdwBin)

/* details: of CwDetailSection. */
void cw_certificate_details_view_set_details (CwCertificateDetailsView *self, GListModel *details);

G_END_DECLS
