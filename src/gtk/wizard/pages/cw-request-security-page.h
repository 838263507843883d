/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Name and Security Settings": friendly name, kind and size of the key, and what may be done with it. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_SECURITY_PAGE (cw_request_security_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestSecurityPage, cw_request_security_page, CW, REQUEST_SECURITY_PAGE, CwRequestPage)

G_END_DECLS
