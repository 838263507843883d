/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Certificate Request": what the certificate is for, and for which computer. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_USAGE_PAGE (cw_request_usage_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestUsagePage, cw_request_usage_page, CW, REQUEST_USAGE_PAGE, CwRequestPage)

G_END_DECLS
