/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Delayed or Immediate Requests": sent now to an online authority, or prepared now and sent later as a file. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_DELAY_PAGE (cw_request_delay_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestDelayPage, cw_request_delay_page, CW, REQUEST_DELAY_PAGE, CwRequestPage)

G_END_DECLS
