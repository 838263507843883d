/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-problem.h"

/* What an operation is going to do, step by step: the what-if. While the operation runs the same steps carry their state, and
 * afterwards they are what the report tells. Changes are notified in the main context that made the operation. */

G_BEGIN_DECLS

typedef enum { CW_STEP_PENDING, CW_STEP_RUNNING, CW_STEP_DONE, CW_STEP_SKIPPED, CW_STEP_FAILED, CW_STEP_UNDONE } CwStepState;

#define CW_TYPE_PLAN_STEP (cw_plan_step_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanStep, cw_plan_step, CW, PLAN_STEP, GObject)
const char *cw_plan_step_get_title    (CwPlanStep *self);   /* "Store the certificate www.example.org" */
const char *cw_plan_step_get_detail   (CwPlanStep *self);   /* or NULL */
gboolean    cw_plan_step_get_changes  (CwPlanStep *self);   /* TRUE: changes something; --confirm asks before it */
CwStepState cw_plan_step_get_state    (CwPlanStep *self);   /* property "state" */
const char *cw_plan_step_get_message  (CwPlanStep *self);   /* property "message": what came of it, or why it failed */
gint64      cw_plan_step_get_started  (CwPlanStep *self);   /* 0 before */
gint64      cw_plan_step_get_finished (CwPlanStep *self);
const char *cw_step_state_to_nick     (CwStepState state);

#define CW_TYPE_PLAN (cw_plan_get_type ())
G_DECLARE_FINAL_TYPE (CwPlan, cw_plan, CW, PLAN, GObject)   /* is a GListModel of CwPlanStep */
CwPlan     *cw_plan_new           (const char *title);
CwPlanStep *cw_plan_add           (CwPlan *self, gboolean changes, const char *title, const char *detail);   /* borrowed */
/* Facts for the summary table: "Certificates to add" → "3". */
void        cw_plan_add_fact      (CwPlan *self, const char *property, const char *value);
GListModel *cw_plan_get_facts     (CwPlan *self);           /* of CwPlanFact */
void        cw_plan_add_problem   (CwPlan *self, CwProblem *problem);
void        cw_plan_take_problem  (CwPlan *self, CwProblem *problem);
/* The same, and it is not done before somebody has agreed: by --force, a question, or a tick in the window. */
void        cw_plan_add_advice    (CwPlan *self, CwProblem *problem);
void        cw_plan_ask_consent   (CwPlan *self);           /* asked about for what it is, without a problem */
gboolean    cw_plan_needs_consent (CwPlan *self);           /* FALSE where nothing is changed, or something forbids it */
GListModel *cw_plan_get_problems  (CwPlan *self);           /* of CwProblem: warnings to be read before confirming */
const char *cw_plan_get_title     (CwPlan *self);
gboolean    cw_plan_changes_anything (CwPlan *self);        /* FALSE: there is nothing to do */

#define CW_TYPE_PLAN_FACT (cw_plan_fact_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanFact, cw_plan_fact, CW, PLAN_FACT, GObject)
const char *cw_plan_fact_get_property (CwPlanFact *self);
const char *cw_plan_fact_get_value    (CwPlanFact *self);

/* For operations, in any thread. */
void        cw_plan_step_begin    (CwPlanStep *self);
void        cw_plan_step_end      (CwPlanStep *self, CwStepState state, const char *message);

G_END_DECLS
