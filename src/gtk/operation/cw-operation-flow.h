/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-operation.h"

/* One operation on its way through the pages that end every wizard: prepared → plan → run → outcome. The pages look at it and
 * push it on; it does the asynchronous calls. */

G_BEGIN_DECLS

typedef enum {
  CW_FLOW_IDLE,
  CW_FLOW_PREPARING,
  CW_FLOW_PREPARED,
  CW_FLOW_NOT_PREPARED,     /* the error says why */
  CW_FLOW_RUNNING,
  CW_FLOW_DONE,
} CwFlowState;

#define CW_TYPE_OPERATION_FLOW (cw_operation_flow_get_type ())
G_DECLARE_FINAL_TYPE (CwOperationFlow, cw_operation_flow, CW, OPERATION_FLOW, GObject)

/* window: where questions are asked; not kept alive. Property "state" (int, notified). */
CwOperationFlow *cw_operation_flow_new           (CwContext *context, GtkWindow *window);
CwContext       *cw_operation_flow_get_context   (CwOperationFlow *self);
void             cw_operation_flow_set_operation (CwOperationFlow *self, CwOperation *operation);
CwOperation     *cw_operation_flow_get_operation (CwOperationFlow *self);
CwFlowState      cw_operation_flow_get_state     (CwOperationFlow *self);
void             cw_operation_flow_prepare       (CwOperationFlow *self);
void             cw_operation_flow_run           (CwOperationFlow *self);
/* prepare, and run when there is something to do. */
void             cw_operation_flow_prepare_and_run (CwOperationFlow *self);
void             cw_operation_flow_cancel        (CwOperationFlow *self);
CwPlan          *cw_operation_flow_get_plan      (CwOperationFlow *self);      /* or NULL */
const GError    *cw_operation_flow_get_error     (CwOperationFlow *self);      /* of preparing, or NULL */
CwOutcome       *cw_operation_flow_get_outcome   (CwOperationFlow *self);      /* or NULL */

G_END_DECLS
