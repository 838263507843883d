/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-file-plan.h"

/* What cw-file-plan.c, cw-planned-file.c and cw-file-compare.c share. Private to this folder. */

G_BEGIN_DECLS

/* owner, group: for a person. */
CwPlannedFile *cw_planned_file_new          (const char *path, const char *name, gboolean outside, CwUsageTarget *target, guint uid, guint gid,
                                             const char *owner, const char *group);
const char    *cw_planned_file_get_owner    (CwPlannedFile *self);
const char    *cw_planned_file_get_group    (CwPlannedFile *self);
/* Where a generation lies: live/.generations/ID/N. */
char          *cw_file_plan_dup_generation  (CwFilePlan *self, guint64 generation);
GPtrArray     *cw_file_plan_get_files       (CwFilePlan *self);                        /* of CwPlannedFile */
/* Whether a file may go to this path outside live/. */
void           cw_file_plan_check_outside   (CwFilePlan *self, const char *path, const char *const *reserved, GPtrArray *problems);
gboolean       cw_file_plan_is_privileged   (CwFilePlan *self);

G_END_DECLS
