/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-session.h"
#include "cw-wizard-page.h"

/* "Certificate Store": which certificate, of those that can serve; or one from a file. Those that cannot are shown with the reason. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGN_STORE_PAGE (cw_assign_store_page_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignStorePage, cw_assign_store_page, CW, ASSIGN_STORE_PAGE, CwWizardPage)

CwWizardPage *cw_assign_store_page_new (CwAssignSession *session);

G_END_DECLS
