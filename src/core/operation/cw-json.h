/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "cw-finding.h"
#include "cw-plan.h"
#include "cw-problem.h"
#include "cw-store-requests.h"
#include "cw-stored-certificate.h"

/* The things of this program as JSON, with the same keys wherever they are printed: in an outcome, by "get" and "show", in an
 * error. Each function adds one value to a builder. */

G_BEGIN_DECLS

void  cw_json_add_certificate (JsonBuilder *builder, CwStoredCertificate *certificate);
/* thumbprint: of what was issued, or NULL. */
void  cw_json_add_request     (JsonBuilder *builder, const CwRequestRecord *request, const char *thumbprint);
void  cw_json_add_problem     (JsonBuilder *builder, CwProblem *problem);
void  cw_json_add_problems    (JsonBuilder *builder, GListModel *problems);   /* member "problems", in the open object */
void  cw_json_add_finding     (JsonBuilder *builder, CwFinding *finding);     /* { usage, severity, place, message, mend } */
void  cw_json_add_error       (JsonBuilder *builder, const GError *error);    /* { code, message, remedy } */
void  cw_json_add_time        (JsonBuilder *builder, gint64 time);            /* RFC 3339; null for 0 */
void  cw_json_add_plan        (JsonBuilder *builder, CwPlan *plan);           /* members "title", "steps", "facts", in the open object */
/* FALSE: nested deeper than anything that is ours, which the parser would not survive. For what comes from outside. */
gboolean cw_json_is_shallow   (const char *text);
char *cw_json_print           (JsonBuilder *builder);                         /* indented, with a line end */

G_END_DECLS
