/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"
#include "cw-request-draft-private.h"
#include "cw-request-log.h"
#include "cw-request-operation.h"
#include "cw-request-private.h"

/* The request operation is in three files: what it is and its plan, how key and request are made, how they are sent. */

G_BEGIN_DECLS

struct _CwRequestOperation {
  CwOperation      parent_instance;
  CwAuthorities   *authorities;
  CwRequestDraft  *draft;          /* a copy of our own; NULL: a request as it was */
  gint64           again;          /* the request that is sent once more, or 0 */
  GError          *broken;         /* why its wish cannot be read; for prepare to say */
  CwRequestLog    *log;

  CwAuthorityInfo *info;           /* after prepare */
  CwAuthority     *authority;
  CwRequestRecord *record;         /* what is sent once more; else made by run */
  gboolean         new_row;        /* … with its key and its wish, but as a request of its own */
  CwPlanStep      *unlock_step;    /* borrowed from the plan; NULL: not part of it */
  CwPlanStep      *key_step;
  CwPlanStep      *file_step;
  CwPlanStep      *send_step;
  CwPlanStep      *store_step;
  CwPlanStep      *check_step;

  GMutex           lock;           /* what a window may look at while run is at work */
  CwCsr           *csr;
  CwStoredRequest *request;
  GPtrArray       *differences;
  CwChain         *chain;
};

/* What run hands from step to step. */
typedef struct {
  CwRequestOperation *self;
  CwOutcome          *outcome;
  GCancellable       *cancellable;
  gboolean            left;        /* the CA may have it */
  gint64              sent_before; /* … and may have had it before: when it was sent without an answer, or 0 */
} CwRequestRun;

CwStoreAccess *cw_request_operation_get_access  (CwRequestOperation *self);
CwStore       *cw_request_operation_get_store   (CwRequestOperation *self);
/* FALSE: the request goes out as a file. After prepare. */
gboolean       cw_request_operation_is_online   (CwRequestOperation *self);
/* Whether the request in the record can be sent once more. */
gboolean       cw_request_operation_check_again (CwRequestOperation *self, GError **error);
gboolean       cw_request_run_begin_step        (CwRequestRun *run, CwPlanStep *step, GError **error);

/* cw-request-make.c: unlocks, and makes or takes key and request: afterwards both are on disk. */
gboolean       cw_request_operation_provide     (CwRequestRun *run, GError **error);
/* cw-request-send.c */
gboolean       cw_request_operation_run         (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error);

G_END_DECLS
