/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deploy-run.h"
#include "cw-judge.h"

/* The assign operation is in three files: what is to be assigned, the plan, and the deed. */

G_BEGIN_DECLS

struct _CwAssignOperation {
  CwOperation          parent_instance;
  CwAssignWish        *wish;

  /* After prepare. */
  CwImportOperation   *import;         /* with a path */
  CwPlan              *import_plan;
  CwStoredCertificate *row;            /* NULL: not imported yet */
  CwCertificate       *certificate;
  GPtrArray           *extra;          /* of CwCertificate: what the import brings along */
  GPtrArray           *usages;         /* of CwUsage: where something changes */
  GPtrArray           *plans;          /* of CwFilePlan: theirs */
  GPtrArray           *states;         /* of char *: what each usage of the wish had when the plan was made */
  guint                n_there;        /* usages where it is in place already */
  char                *advice;         /* what --force passes; "" when there is nothing */
  char                *hurry;          /* the lead time, or NULL */
  CwDeployRun         *run;
  CwPlanStep          *unlock_step;    /* borrowed from the plan */
  CwPlanStep          *note_step;
};

/* cw-assign-source.c: fills row, certificate, extra, import, import_plan. */
gboolean cw_assign_operation_find_source (CwAssignOperation *self, GCancellable *cancellable, GError **error);
/* After the import has run: the row. */
gboolean cw_assign_operation_take_import (CwAssignOperation *self, CwOutcome *imported, GError **error);

/* cw-assign-plan.c */
CwPlan  *cw_assign_operation_prepare     (CwOperation *operation, GCancellable *cancellable, GError **error);
gboolean cw_assign_operation_is_staged   (CwAssignOperation *self);
char    *cw_assign_operation_dup_name    (CwAssignOperation *self);      /* of the certificate, for a person */

G_END_DECLS
