/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Configure Additional Subject Alternative Names": what the topology does not know; every name is checked when it is added. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_ADDITIONS_PAGE (cw_request_additions_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestAdditionsPage, cw_request_additions_page, CW, REQUEST_ADDITIONS_PAGE, CwRequestPage)

G_END_DECLS
