/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

/* What only the operations of this folder do with a plan. */

G_BEGIN_DECLS

/* Where "state" and "message" are notified from now on: the main context that made the operation. */
void cw_plan_set_context  (CwPlan *self, GMainContext *context);
/* Ends what began with FAILED and what never began with SKIPPED. */
void cw_plan_end_unfinished (CwPlan *self, const char *message);

G_END_DECLS
