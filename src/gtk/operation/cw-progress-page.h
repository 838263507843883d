/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* Executing: runs the operation when it is entered, each step with its state, and goes on by itself when it is done. */

G_BEGIN_DECLS

#define CW_TYPE_PROGRESS_PAGE (cw_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (CwProgressPage, cw_progress_page, CW, PROGRESS_PAGE, CwWizardPage)

CwProgressPage *cw_progress_page_new (CwOperationFlow *flow);

G_END_DECLS
