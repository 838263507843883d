/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Certification Authority Account": the logged-on user's own credentials, or another account, remembered in the keyring or used once. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_ACCOUNT_PAGE (cw_request_account_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestAccountPage, cw_request_account_page, CW, REQUEST_ACCOUNT_PAGE, CwRequestPage)

G_END_DECLS
