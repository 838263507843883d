/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-plan.h"
#include "cw-request-draft-private.h"

/* What the summary of a request says: the vendor's table of properties, and what is to be read before it is sent. */

G_BEGIN_DECLS

/* What is wrong with the wish becomes an error with its code, what is odd a problem of the plan. */
gboolean cw_request_plan_check      (CwPlan *plan, CwRequestDraft *draft, CwStore *store, GError **error);
void     cw_request_plan_add_advice (CwPlan *plan, CwRequestDraft *draft, CwAuthorityInfo *info, CwAuthorityCapabilities capabilities);
void     cw_request_plan_add_facts  (CwPlan *plan, CwRequestDraft *draft, CwAuthorityInfo *info, CwAuthorityCapabilities capabilities);
/* The same for a request that is sent as it was. */
void     cw_request_plan_add_record_facts (CwPlan *plan, const CwRequestRecord *record, CwAuthorityInfo *info);
/* NULL: the CA's own choice. */
const char *cw_request_plan_get_template (CwRequestDraft *draft, CwAuthorityInfo *info);

G_END_DECLS
