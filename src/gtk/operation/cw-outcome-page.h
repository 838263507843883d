/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* The end of every wizard: what became of it, in words, with the certificates, the files and the problems, and the log. */

G_BEGIN_DECLS

#define CW_TYPE_OUTCOME_PAGE (cw_outcome_page_get_type ())
G_DECLARE_FINAL_TYPE (CwOutcomePage, cw_outcome_page, CW, OUTCOME_PAGE, CwWizardPage)

CwOutcomePage *cw_outcome_page_new (CwOperationFlow *flow, const char *done_title);
typedef enum {
  CW_OUTCOME_STEPS    = 1 << 0,   /* what was done, step by step, and what came of each */
  CW_OUTCOME_REQUESTS = 1 << 1,   /* each request with its state, and Assign for what was issued */
} CwOutcomeDetails;
void           cw_outcome_page_set_details (CwOutcomePage *self, CwOutcomeDetails details);
/* A button for what can be done next. is_for: whether that makes sense after this outcome. */
typedef gboolean (*CwOutcomeOffer) (CwOutcome *outcome);
typedef void     (*CwOutcomeNext)  (GtkWindow *window, CwContext *context, CwOutcome *outcome);
void           cw_outcome_page_set_next    (CwOutcomePage *self, const char *label, CwOutcomeOffer is_for, CwOutcomeNext next);

G_END_DECLS
