/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-session.h"
#include "cw-wizard-page.h"

/* The end of the request wizard: issued, installed but not valid, pending, denied, failed, or written to a file; what can be done
 * about it, and what was asked for beside what was issued. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_RESULT_PAGE (cw_request_result_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestResultPage, cw_request_result_page, CW, REQUEST_RESULT_PAGE, CwWizardPage)

/* edit, summary: the pages that Edit and Try Again lead to; they live as long as the wizard. */
CwRequestResultPage *cw_request_result_page_new (CwRequestSession *session, CwWizardPage *edit, CwWizardPage *summary);

G_END_DECLS
