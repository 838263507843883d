/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-finding.h"
#include "cw-plan.h"
#include "cw-store-assignments.h"
#include "cw-store-requests.h"
#include "cw-stored-certificate.h"

/* What became of an operation: result, steps, the certificates before and after, what was listed as broken, the error. Turns
 * into one JSON document, which --json prints, the history keeps, and report/ makes a page of. Never holds a secret. */

G_BEGIN_DECLS

typedef enum {
  CW_RESULT_DONE, CW_RESULT_NOTHING, CW_RESULT_PARTLY, CW_RESULT_CANCELLED, CW_RESULT_FAILED,
  CW_RESULT_PENDING,   /* done, and now the authority has to decide */
  CW_RESULT_DENIED,    /* done, and the authority said no */
} CwResult;

#define CW_TYPE_OUTCOME (cw_outcome_get_type ())
G_DECLARE_FINAL_TYPE (CwOutcome, cw_outcome, CW, OUTCOME, GObject)
CwOutcome    *cw_outcome_new           (const char *operation, CwPlan *plan);
const char   *cw_outcome_get_operation (CwOutcome *self);
CwResult      cw_outcome_get_result    (CwOutcome *self);
const char   *cw_outcome_get_summary   (CwOutcome *self);        /* one sentence */
const GError *cw_outcome_get_error     (CwOutcome *self);        /* or NULL */
CwPlan       *cw_outcome_get_plan      (CwOutcome *self);
gint64        cw_outcome_get_started   (CwOutcome *self);
gint64        cw_outcome_get_finished  (CwOutcome *self);        /* 0 until it is finished */
GListModel   *cw_outcome_get_certificates (CwOutcome *self);     /* of CwStoredCertificate: what is there afterwards (at most 1,000 of a bulk) */
GListModel   *cw_outcome_get_problems  (CwOutcome *self);        /* of CwProblem: field is the file or item */
GListModel   *cw_outcome_get_files     (CwOutcome *self);        /* of GFile: what was written */
gint64        cw_outcome_get_history_id (CwOutcome *self);       /* 0: not kept */
void          cw_outcome_set_result    (CwOutcome *self, CwResult result, const char *summary);
void          cw_outcome_set_error     (CwOutcome *self, const GError *error);
void          cw_outcome_set_history_id (CwOutcome *self, gint64 id);
void          cw_outcome_finish        (CwOutcome *self);        /* notes the time */
void          cw_outcome_add_certificate (CwOutcome *self, CwStoredCertificate *certificate);
void          cw_outcome_add_request   (CwOutcome *self, CwStoredRequest *request);
GListModel   *cw_outcome_get_requests  (CwOutcome *self);        /* of CwStoredRequest */
/* What a command prints and a window shows: a request in PEM. NULL: nothing. */
void          cw_outcome_set_output    (CwOutcome *self, const char *output);
const char   *cw_outcome_get_output    (CwOutcome *self);
/* What was said on the way: lines, without secrets. */
void          cw_outcome_set_log       (CwOutcome *self, const char *log);
const char   *cw_outcome_get_log       (CwOutcome *self);
void          cw_outcome_clear_requests (CwOutcome *self);
void          cw_outcome_clear_certificates (CwOutcome *self);   /* what was taken back */
void          cw_outcome_clear_problems (CwOutcome *self);           /* what turned out not to be so */
void          cw_outcome_add_problem   (CwOutcome *self, CwProblem *problem);
void          cw_outcome_add_file      (CwOutcome *self, GFile *file);
void          cw_outcome_clear_files   (CwOutcome *self);
void          cw_outcome_set_count     (CwOutcome *self, const char *name, guint64 count);   /* "added", "alreadyThere", "keysAdded", … */
guint64       cw_outcome_get_count     (CwOutcome *self, const char *name);
/* What a usage had in a place, and what it has now; NULL: nothing. title: of the usage, for a person. An operation that only looks gives the same
 * twice. */
void          cw_outcome_add_assignment (CwOutcome *self, const char *usage, const char *title, CwPlace place, CwStoredCertificate *before,
                                         CwStoredCertificate *after);
void          cw_outcome_clear_assignments (CwOutcome *self);       /* taken back */
guint         cw_outcome_get_n_assignments (CwOutcome *self);
/* Also a problem: whoever knows nothing of usages still sees it. */
void          cw_outcome_add_finding   (CwOutcome *self, CwFinding *finding);
GListModel   *cw_outcome_get_findings  (CwOutcome *self);           /* of CwFinding */
/* What was done before it in the same call: found, mended, and this is what is left. Told with it, the oldest first. */
void          cw_outcome_add_earlier   (CwOutcome *self, CwOutcome *earlier);
char         *cw_outcome_to_json       (CwOutcome *self);
const char   *cw_result_to_nick        (CwResult result);

/* How many certificates of a bulk an outcome lists one by one. */
#define CW_OUTCOME_MAX_CERTIFICATES 1000

G_END_DECLS
