/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-problem.h"

/* What was found when assigned certificates were looked at from file to port: about which usage, how bad, where, a sentence, and what would
 * put it right. Immutable. */

G_BEGIN_DECLS

typedef enum { CW_MEND_NOTHING, CW_MEND_ASSIGN_AGAIN, CW_MEND_RELOAD, CW_MEND_ROLL_NOW } CwMend;
const char *cw_mend_to_nick         (CwMend mend);          /* "nothing", "assign-again", "reload", "roll-now" */

#define CW_TYPE_FINDING (cw_finding_get_type ())
G_DECLARE_FINAL_TYPE (CwFinding, cw_finding, CW, FINDING, GObject)
/* usage: NULL: the computer. */
CwFinding  *cw_finding_new          (const char *usage, CwSeverity severity, const char *place, CwMend mend, const char *sentence);
const char *cw_finding_get_usage    (CwFinding *self);      /* id, or NULL: the computer */
CwSeverity  cw_finding_get_severity (CwFinding *self);
const char *cw_finding_get_place    (CwFinding *self);      /* a path, a port ("tls:443"), "certificate", "chain", … */
const char *cw_finding_get_sentence (CwFinding *self);
CwMend      cw_finding_get_mend     (CwFinding *self);
gboolean    cw_finding_equal        (CwFinding *a, CwFinding *b);
/* Worst first, then by usage and place: for sorting. */
int         cw_finding_compare      (CwFinding *a, CwFinding *b);

G_END_DECLS
