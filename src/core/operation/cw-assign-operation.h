/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assignments.h"
#include "cw-finding.h"
#include "cw-operation.h"

/* Assign (Set-CsCertificate), Remove, Roll and Test. */

G_BEGIN_DECLS

/* What a wizard's pages or the options of "set" fill. Main thread. Properties, all notified and writable: "reference" (string: thumbprint, id,
 * friendly name), "path" (string: a PFX), and with it "password" (CwSecret), "exportable" (boolean), "friendly-name" (string); "request" (int64: what
 * it was issued for), "effective-date" (int64, 0: now), "roll" (boolean), "again" (boolean: also where it is assigned already; writes the files
 * anew). Exactly one of reference, path and request. Signal "changed" after any. */
#define CW_TYPE_ASSIGN_DRAFT (cw_assign_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignDraft, cw_assign_draft, CW, ASSIGN_DRAFT, GObject)
CwAssignDraft *cw_assign_draft_new             (CwAssignments *assignments);
CwAssignments *cw_assign_draft_get_assignments (CwAssignDraft *self);
GListModel    *cw_assign_draft_get_usages      (CwAssignDraft *self);                   /* of CwUsage, in the order of the catalogue */
void           cw_assign_draft_add_usage       (CwAssignDraft *self, CwUsage *usage);
void           cw_assign_draft_remove_usage    (CwAssignDraft *self, CwUsage *usage);
/* "Default,WebServicesInternal". CW_ERROR_NOT_FOUND. */
gboolean       cw_assign_draft_set_types       (CwAssignDraft *self, const char *list, GError **error);
GListModel    *cw_assign_draft_validate        (CwAssignDraft *self);                   /* of CwProblem; blocks not */
/* "certwizardctl set --thumbprint … --type …": what does the same, without a secret. */
char          *cw_assign_draft_dup_command     (CwAssignDraft *self);

/* Puts the certificate in place now, or stages it for its date (see roll). In the plan: every file, mode and command, what speaks against it.
 * CW_ERROR_NOT_SUITABLE: it cannot serve (without a private key: CW_ERROR_KEY_MISSING). CW_ERROR_NEEDS_FORCE: only advice speaks against it, and
 * nobody confirmed it: with an interaction it is asked for, CW_OPERATION_FORCE answers. CW_ERROR_TOO_EARLY: the lead time of a roll. CW_ERROR_USAGE:
 * roll without a date, a date without roll where something is assigned, a date in the past. */
#define CW_TYPE_ASSIGN_OPERATION (cw_assign_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignOperation, cw_assign_operation, CW, ASSIGN_OPERATION, CwOperation)
CwAssignOperation   *cw_assign_operation_new             (CwAssignDraft *draft);       /* takes a copy of what it says */
CwStoredCertificate *cw_assign_operation_get_certificate (CwAssignOperation *self);    /* after prepare; NULL for a PFX that is not imported yet */

/* Takes the certificate off the usages; nothing is deleted from the store. place: CURRENT (which leaves previous and next alone), PREVIOUS, or NEXT
 * (withdraws a roll). usages: of CwUsage. CW_RESULT_NOTHING when nothing is assigned. */
CwOperation *cw_remove_operation_new (CwAssignments *assignments, GPtrArray *usages, CwPlace place);

/* Puts in place what is staged and due: of these usages, or of all (NULL). One after the other; one that fails keeps what it had, is noted with a
 * back-off, and does not stop the others (PARTLY). now: also those whose date has not come (for one usage, on purpose). */
CwOperation *cw_roll_operation_new   (CwAssignments *assignments, GPtrArray *usages, gboolean now);

/* Test: every assigned usage (or these) from file to port; notes what the ports serve, changes nothing else. The outcome is DONE when all is well,
 * and PARTLY when something is wrong. */
#define CW_TYPE_CHECK_OPERATION (cw_check_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckOperation, cw_check_operation, CW, CHECK_OPERATION, CwOperation)
CwCheckOperation *cw_check_operation_new          (CwAssignments *assignments, GPtrArray *usages);
GListModel       *cw_check_operation_get_findings (CwCheckOperation *self);            /* after run: of CwFinding, worst first */
/* Puts right what can be put right by itself: of these usages. Writes the files anew, reloads. */
CwOperation      *cw_mend_operation_new           (CwAssignments *assignments, GPtrArray *usages);

G_END_DECLS
