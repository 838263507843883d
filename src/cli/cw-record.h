/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

/* What was done, or would be done, as text: the same for an operation that has just ended and for one that the history keeps. */

G_BEGIN_DECLS

/* json: of cw_outcome_to_json() or of the history. With details: steps and facts too. */
void cw_record_print       (const char *json, gboolean details);
/* The plan alone: --what-if and --verbose. */
void cw_record_print_plan  (CwPlan *plan);

G_END_DECLS
