/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-import-scan.h"

/* The import operation is in two files: its plan, and how it is stored. */

G_BEGIN_DECLS

struct _CwImportOperation {
  CwOperation    parent_instance;
  CwStoreAccess *access;
  CwImportDraft *draft;
  CwImportScan  *scan;        /* after prepare */
  GListModel    *preview;
  GPtrArray     *certificate_steps;   /* one per certificate, or one for all; borrowed from the plan */
  CwPlanStep    *unlock_step;
  CwPlanStep    *key_step;
};

/* cw-import-plan.c */
CwPlan  *cw_import_operation_prepare   (CwOperation *operation, GCancellable *cancellable, GError **error);
gboolean cw_import_record_will_be_stored (const CwImportRecord *record);

G_END_DECLS
