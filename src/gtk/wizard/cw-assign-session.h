/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-live-list.h"
#include "cw-operation-flow.h"
#include "cw-usage-table.h"

/* What the pages of the assignment wizard share: the draft, what its usages have now, and the certificates that could serve them, which
 * are judged in a worker. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGN_SESSION (cw_assign_session_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignSession, cw_assign_session, CW, ASSIGN_SESSION, GObject)

/* Properties, notified: "candidates" (CwLiveList of CwCandidate: another one for another wish; read-only), "with-unfit" (boolean: also those that
 * cannot be chosen), "certificate" (CwStoredCertificate: the one that was chosen before the wizard began, as soon as it is known; read-only). */
CwAssignSession     *cw_assign_session_new             (CwOperationFlow *flow, CwAssignDraft *draft);
CwOperationFlow     *cw_assign_session_get_flow        (CwAssignSession *self);
CwContext           *cw_assign_session_get_context     (CwAssignSession *self);
CwAssignDraft       *cw_assign_session_get_draft       (CwAssignSession *self);
CwUsageTable        *cw_assign_session_get_table       (CwAssignSession *self);

/* The certificate was chosen before the wizard began: it is not asked for. */
gboolean             cw_assign_session_is_given        (CwAssignSession *self);
CwStoredCertificate *cw_assign_session_get_certificate (CwAssignSession *self);

/* Judges anew when the draft wishes for something else by now. */
void                 cw_assign_session_look            (CwAssignSession *self);
CwLiveList          *cw_assign_session_get_candidates  (CwAssignSession *self);    /* NULL before the first look */

/* What a usage has in this place; NULL: nothing, or it is not known yet. */
CwAssigned          *cw_assign_session_get_assigned    (CwAssignSession *self, CwUsage *usage, CwPlace place);
/* Something is replaced: then a date makes it a roll. */
gboolean             cw_assign_session_replaces        (CwAssignSession *self);
/* The longest of the usages, in seconds. */
gint64               cw_assign_session_get_lead_time   (CwAssignSession *self);

G_END_DECLS
