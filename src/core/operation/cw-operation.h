/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-interaction.h"
#include "cw-outcome.h"
#include "cw-plan.h"
#include "cw-store.h"

/* One thing the user asks for. Every operation has the same life: prepare (a plan that changes nothing) → confirm → run → outcome,
 * which is kept in the history. Subclasses fill prepare and run, which block and are called in a worker. */

G_BEGIN_DECLS

#define CW_TYPE_OPERATION (cw_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwOperation, cw_operation, CW, OPERATION, GObject)

typedef enum {
  CW_OPERATION_NORMAL  = 0,
  CW_OPERATION_CONFIRM = 1 << 0,   /* ask before each step that changes something */
  CW_OPERATION_FORCE   = 1 << 1,   /* answer the questions that are only warnings */
} CwOperationFlags;

struct _CwOperationClass {
  GObjectClass parent_class;
  const char *name;                /* "import": stable, for the history */
  const char *(*get_name)  (CwOperation *self);   /* where one class has several names; NULL: name */
  CwPlan   *(*prepare) (CwOperation *self, GCancellable *cancellable, GError **error);
  /* Fills the outcome and keeps it in the history, within its own transaction where it has one (cw_operation_keep). */
  gboolean  (*run)     (CwOperation *self, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error);
};

const char *cw_operation_get_name        (CwOperation *self);
void        cw_operation_set_interaction (CwOperation *self, CwInteraction *interaction);
void        cw_operation_set_flags       (CwOperation *self, CwOperationFlags flags);
double      cw_operation_get_fraction    (CwOperation *self);    /* property "fraction", 0…1, or -1 while it is unknown */
const char *cw_operation_get_progress    (CwOperation *self);    /* property "progress": "4,120 of 10,000, 8,300 per second" */
gboolean    cw_operation_can_cancel      (CwOperation *self);    /* property "can-cancel" */

/* Blocking, for the command line. */
CwPlan     *cw_operation_prepare         (CwOperation *self, GCancellable *cancellable, GError **error);
CwOutcome  *cw_operation_run             (CwOperation *self, CwPlan *plan, GCancellable *cancellable);   /* never NULL: failure is an outcome */
/* In a worker, for the window. */
void        cw_operation_prepare_async   (CwOperation *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CwPlan     *cw_operation_prepare_finish  (CwOperation *self, GAsyncResult *result, GError **error);
void        cw_operation_run_async       (CwOperation *self, CwPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CwOutcome  *cw_operation_run_finish      (CwOperation *self, GAsyncResult *result);

/* For subclasses, in any thread. */
CwInteraction *cw_operation_get_interaction (CwOperation *self);
CwOperationFlags cw_operation_get_flags  (CwOperation *self);
void        cw_operation_report_progress (CwOperation *self, double fraction, const char *text);
void        cw_operation_set_can_cancel  (CwOperation *self, gboolean can_cancel);
/* The store whose history this operation is kept in. */
void        cw_operation_set_store       (CwOperation *self, CwStore *store);
/* Writes the outcome into the history: inside a transaction it is part of it. Failures and cancellations are kept by the base
 * class. */
gboolean    cw_operation_keep            (CwOperation *self, CwOutcome *outcome, GError **error);
/* The same where the deed is done, whether or not it can be told of later: what keeps it out of the history is a warning then. */
void        cw_operation_keep_or_tell    (CwOperation *self, CwOutcome *outcome);
/* With --confirm: asks. FALSE and CW_ERROR_CANCELLED when the user says no. Begins the step. */
gboolean    cw_operation_begin_step      (CwOperation *self, CwPlanStep *step, GCancellable *cancellable, GError **error);
/* A question that is only a warning: --force answers it. */
gboolean    cw_operation_confirm_warning (CwOperation *self, const CwQuestion *question, GCancellable *cancellable, GError **error);

G_END_DECLS
