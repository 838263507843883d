/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-page.h"

/* "Geographical Information": country, state or province, and city, all optional. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_GEOGRAPHY_PAGE (cw_request_geography_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestGeographyPage, cw_request_geography_page, CW, REQUEST_GEOGRAPHY_PAGE, CwRequestPage)

G_END_DECLS
