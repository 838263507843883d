/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

/* What only the operations of this folder do with a plan. */

G_BEGIN_DECLS

/* Calls callback with the object: at once in the thread that it belongs to, else in that thread's main context. (Unlike
 * g_main_context_invoke(), which runs in a worker when the context happens to be nobody's at that moment.) */
void cw_notify_in_context (GMainContext *context, GThread *thread, GSourceFunc callback, gpointer object);
/* Where "state" and "message" are notified from now on: in the context and the thread that made the operation. */
void cw_plan_set_context  (CwPlan *self, GMainContext *context, GThread *thread);
/* Ends what began with FAILED and what never began with SKIPPED. */
void cw_plan_end_unfinished (CwPlan *self, const char *message);
/* The steps, facts and problems of another plan behind those of this one; the steps stay the same objects. */
void cw_plan_append (CwPlan *self, CwPlan *other);

G_END_DECLS
