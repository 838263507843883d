/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "SIP Domains": which of them get a name sip.<domain>; passed over where the topology has none. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_SIP_PAGE (cw_request_sip_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestSipPage, cw_request_sip_page, CW, REQUEST_SIP_PAGE, CwRequestPage)

G_END_DECLS
