/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-chain.h"
#include "cw-operation.h"
#include "cw-request-draft.h"

/* Request: from a draft to an issued certificate, or to a request that waits, or to a file. Key and request are in the store, in one
 * transaction, before anything leaves. Retrieve asks what became of those that wait. Clear puts away what is done with. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_OPERATION (cw_request_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestOperation, cw_request_operation, CW, REQUEST_OPERATION, CwOperation)
CwRequestOperation *cw_request_operation_new       (CwAuthorities *authorities, CwRequestDraft *draft);
/* Once more, as it was: with the key that it has, or a new one. A request whose answer was lost asks first whether the CA has it. */
CwRequestOperation *cw_request_operation_new_again (CwAuthorities *authorities, CwTopology *topology, CwUsageCatalogue *usages, gint64 request, gboolean new_key);
/* After run: what it became. NULL when nothing was stored. */
CwStoredRequest    *cw_request_operation_get_request (CwRequestOperation *self);
/* After an issued one: of CwCsrDifference, asked and issued field by field; NULL else. */
GPtrArray          *cw_request_operation_get_differences (CwRequestOperation *self);
/* After an issued one: the way to an anchor; NULL else. Says whether assignment can be offered. */
CwChain            *cw_request_operation_get_chain (CwRequestOperation *self);
/* The CSR in PEM, for View and Copy; NULL before there is one. */
char               *cw_request_operation_dup_csr   (CwRequestOperation *self);
/* What was said on the way, for View Log: property "log", grows; without secrets. */
const char         *cw_request_operation_get_log   (CwRequestOperation *self);

#define CW_TYPE_RETRIEVE_OPERATION (cw_retrieve_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRetrieveOperation, cw_retrieve_operation, CW, RETRIEVE_OPERATION, CwOperation)
/* ids: of requests, n 0: every one that is pending, or whose answer was lost. Goes on past those that fail. */
CwRetrieveOperation *cw_retrieve_operation_new     (CwAuthorities *authorities, const gint64 *ids, gsize n_ids);
/* For one account: a password typed now, for all requests of that account. */
void                 cw_retrieve_operation_set_password (CwRetrieveOperation *self, const char *user, CwSecret *password, gboolean remember);
/* For one request whose answer was lost: the number that the CA gave it, as somebody has looked it up there. */
void                 cw_retrieve_operation_set_handle (CwRetrieveOperation *self, const char *handle);
GPtrArray           *cw_retrieve_operation_get_requests (CwRetrieveOperation *self);   /* after run: of CwStoredRequest */

/* Clear: asks the user before; key and history go to the trash. n 0: every pending one, as the vendor's -Clear. */
CwOperation        *cw_clear_operation_new         (CwAuthorities *authorities, const gint64 *ids, gsize n_ids);
/* Takes a Clear back. n 0: all that are in the trash. */
CwOperation        *cw_restore_requests_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids);
/* Tells the CA where it can be told, and ends the wait. */
CwOperation        *cw_cancel_request_operation_new (CwAuthorities *authorities, gint64 request);

G_END_DECLS
