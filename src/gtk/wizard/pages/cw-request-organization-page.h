/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Organization Information": organization and organizational unit, both optional. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_ORGANIZATION_PAGE (cw_request_organization_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestOrganizationPage, cw_request_organization_page, CW, REQUEST_ORGANIZATION_PAGE, CwRequestPage)

G_END_DECLS
