/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation-flow.h"
#include "cw-request-operation.h"

/* What the pages of the request wizard share: the draft, the authorities that can be chosen, and what the chosen one is capable of,
 * which is found out in a worker whenever another one is chosen. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_SESSION (cw_request_session_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestSession, cw_request_session, CW, REQUEST_SESSION, GObject)

/* Properties, read-only and notified: "authority" (CwAuthorityInfo, NULL while it is not known), "capabilities" (uint,
 * CwAuthorityCapabilities, 0 while they are not known), "problem" (string: why it cannot be asked, or NULL). */
CwRequestSession *cw_request_session_new                (CwOperationFlow *flow, CwRequestDraft *draft);
CwOperationFlow  *cw_request_session_get_flow           (CwRequestSession *self);
CwContext        *cw_request_session_get_context        (CwRequestSession *self);
CwRequestDraft   *cw_request_session_get_draft          (CwRequestSession *self);
CwLiveList       *cw_request_session_get_authorities    (CwRequestSession *self);
CwAuthorityInfo  *cw_request_session_get_authority      (CwRequestSession *self);
CwAuthorityCapabilities cw_request_session_get_capabilities (CwRequestSession *self);
const char       *cw_request_session_get_problem        (CwRequestSession *self);

/* An account that the authority has refused while the wizard was open: it is not tried a second time with the same password. */
void              cw_request_session_note_refused       (CwRequestSession *self);
gboolean          cw_request_session_is_refused         (CwRequestSession *self);

/* The request that failed and is made again as it was, 0: none; a draft that is edited makes a new one. */
void              cw_request_session_set_again          (CwRequestSession *self, gint64 request);
/* For a plan page: what does what the draft wishes, or the request again. (transfer full) */
CwOperation      *cw_request_session_make_operation     (CwRequestSession *self);

/* Fills what is still empty from what was requested before, as soon as a worker has read it. */
void              cw_request_session_recall             (CwRequestSession *self);

G_END_DECLS
