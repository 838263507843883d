/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* The end of every wizard: what became of it, in words, with the certificates, the files and the problems, and the log. */

G_BEGIN_DECLS

#define CW_TYPE_OUTCOME_PAGE (cw_outcome_page_get_type ())
G_DECLARE_FINAL_TYPE (CwOutcomePage, cw_outcome_page, CW, OUTCOME_PAGE, CwWizardPage)

CwOutcomePage *cw_outcome_page_new (CwOperationFlow *flow, const char *done_title);

G_END_DECLS
