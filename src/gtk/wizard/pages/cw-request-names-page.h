/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Subject Name / Subject Alternative Names": what will be in the certificate, and why; nothing to enter. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_NAMES_PAGE (cw_request_names_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestNamesPage, cw_request_names_page, CW, REQUEST_NAMES_PAGE, CwRequestPage)

G_END_DECLS
