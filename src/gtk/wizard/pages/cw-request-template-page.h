/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Certificate Template": the default of the authority, or another one by its name; a list where the authority can give one. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_TEMPLATE_PAGE (cw_request_template_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestTemplatePage, cw_request_template_page, CW, REQUEST_TEMPLATE_PAGE, CwRequestPage)

G_END_DECLS
