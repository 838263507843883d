/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-session.h"
#include "cw-wizard-page.h"

/* "When": now, or at a date, with what there is now and how long ahead it has to be announced. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGN_DATE_PAGE (cw_assign_date_page_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignDatePage, cw_assign_date_page, CW, ASSIGN_DATE_PAGE, CwWizardPage)

CwWizardPage *cw_assign_date_page_new (CwAssignSession *session);

G_END_DECLS
