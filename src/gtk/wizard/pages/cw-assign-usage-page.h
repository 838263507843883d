/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-session.h"
#include "cw-wizard-page.h"

/* "Certificate Assignment": which usages get a certificate, and which one, where that is known already. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGN_USAGE_PAGE (cw_assign_usage_page_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignUsagePage, cw_assign_usage_page, CW, ASSIGN_USAGE_PAGE, CwWizardPage)

CwWizardPage *cw_assign_usage_page_new (CwAssignSession *session);

G_END_DECLS
