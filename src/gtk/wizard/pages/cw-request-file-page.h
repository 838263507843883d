/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Certificate Request File": where an offline request is written to; in Documents if nobody says otherwise. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_FILE_PAGE (cw_request_file_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestFilePage, cw_request_file_page, CW, REQUEST_FILE_PAGE, CwRequestPage)

G_END_DECLS
