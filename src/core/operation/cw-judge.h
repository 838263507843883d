/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assignments.h"

/* Says what speaks against a certificate for some usages. What is the same for every certificate (anchors, the names that the usages need,
 * CA certificates that were looked up once) is read once, so that thousands are judged quickly. One thread. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwJudge CwJudge;

/* usages: of CwUsage. when: 0 is now. extra: of CwCertificate that are not in the store yet and may be issuers, or NULL. */
CwJudge    *cw_judge_new     (CwAssignments *assignments, GPtrArray *usages, gint64 when, GPtrArray *extra, GError **error);
void        cw_judge_free    (CwJudge *self);
/* Of CwProblem: ERROR cannot serve, WARNING is advice. */
GListStore *cw_judge_examine (CwJudge *self, CwCertificate *certificate, gboolean has_key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJudge, cw_judge_free)

/* The first of that severity; NULL: none. */
char       *cw_problems_dup_first (GListModel *problems, CwSeverity severity);
/* All of at least that severity, one after the other; "" when there are none. */
char       *cw_problems_dup_text  (GListModel *problems, CwSeverity least);

G_END_DECLS
