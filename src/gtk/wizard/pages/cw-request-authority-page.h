/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Choose a Certification Authority": one that is known, or another one, typed as host\CA name. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_AUTHORITY_PAGE (cw_request_authority_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestAuthorityPage, cw_request_authority_page, CW, REQUEST_AUTHORITY_PAGE, CwRequestPage)

G_END_DECLS
