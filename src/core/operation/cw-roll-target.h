/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deploy-run.h"

/* One usage whose next certificate takes over: what is needed for it, and the deed. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwOperation         *operation;   /* borrowed */
  CwAssignments       *assignments;
  CwUsage             *usage;       /* where its file is gone, one that stands in for it */
  CwAssignmentRecord  *record;
  CwStoredCertificate *row;
  CwCertificate       *leaf;
  GPtrArray           *chain;       /* of CwCertificate */
  CwFilePlan          *files;
  GPtrArray           *problems;    /* of CwProblem: of its files */
  CwDeployRun         *run;
  GError              *lost;        /* nothing describes the usage any more, so it fails, and this is why; NULL: all is well */
  gboolean             is_lost;     /* what was staged is not there any more: it is written once more, which needs the key */
  gboolean             is_gone;     /* somebody else was quicker */
} CwRollTarget;

CwRollTarget *cw_roll_target_new          (CwOperation *operation, CwAssignments *assignments, CwUsage *usage, const CwAssignmentRecord *record,
                                           GError **error);
void          cw_roll_target_free         (CwRollTarget *self);
/* Its steps, its facts, what is in the way. */
void          cw_roll_target_add_to_plan  (CwRollTarget *self, CwPlan *plan);
/* FALSE: it keeps what it had; with is_gone set there was nothing to do any more. */
gboolean      cw_roll_target_roll         (CwRollTarget *self, CwOutcome *outcome, GCancellable *cancellable, GError **error);
/* Notes that it failed, and when it is tried again, later each time. FALSE: it could not be noted, or is not to be rolled any more. */
gboolean      cw_roll_target_note_failure (CwRollTarget *self, const GError *reason, gint64 *next_try, GError **error);

G_END_DECLS
