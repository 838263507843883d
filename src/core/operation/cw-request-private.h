/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-chain.h"
#include "cw-csr.h"
#include "cw-operation.h"

/* What requesting, retrieving, clearing and importing share: how the answer of an authority is kept, judged and told. */

G_BEGIN_DECLS

/* A name for a person: the certificate's, else "r5". */
char            *cw_request_dup_title      (const CwRequestRecord *record);
/* When a CA that does not say so itself is asked next: 15 minutes, doubled with each try, at most a day. */
gint64           cw_request_next_try       (guint tries, gint64 retry_after, gint64 now);
/* The code of an account whose password was refused: trying it again without being asked could lock it. */
gboolean         cw_request_is_refusal     (const char *code);
/* It went out, and no answer came. */
gboolean         cw_request_is_uncertain   (const CwRequestRecord *record);
/* The authority that a request went to, as it is called now. */
CwAuthorityInfo *cw_request_find_authority (CwAuthorities *authorities, const CwRequestRecord *record, GError **error);
void             cw_request_set_message    (CwRequestRecord *record, const char *message, const char *code);

/* In the caller's transaction: the certificate with this id is what was asked for. */
gboolean         cw_request_mark_issued    (CwStore *store, CwRequestRecord *record, gint64 certificate, GError **error);
/* In the caller's transaction: the certificate and its issuers, and the request as issued. row: what the certificate became. */
gboolean         cw_request_complete       (CwStore *store, CwRequestRecord *record, CwCertificate *certificate, GPtrArray *chain,
                                            const char *source, CwStoredCertificate **row, GError **error);
/* In the caller's transaction: whatever the authority answered. */
gboolean         cw_request_apply          (CwStore *store, CwRequestRecord *record, CwEnrollment *enrollment, CwStoredCertificate **row, GError **error);
/* Begins, writes, commits. */
gboolean         cw_request_save           (CwStore *store, const CwRequestRecord *record, GError **error);

/* The way to an anchor, with what the CA sent, what the store has, and what only this program trusts. */
CwChain         *cw_request_judge          (CwAuthorities *authorities, CwCertificate *leaf, GPtrArray *chain, GError **error);
/* Of CwProblem: what is different from what was asked. csr: of the record, NULL: it is read. */
GPtrArray       *cw_request_compare        (const CwRequestRecord *record, CwCsr *csr, CwCertificate *certificate);
/* Puts that, and what is wrong with the chain, into the outcome. */
void             cw_request_add_findings   (CwOutcome *outcome, const CwRequestRecord *record, CwCsr *csr, CwCertificate *certificate, CwChain *chain);
/* "“Example CA” denied the request: …" and so on. */
char            *cw_request_dup_sentence   (const CwRequestRecord *record);
/* The explanation of a code, where there is one. */
void             cw_request_add_explanation (CwOutcome *outcome, const CwRequestRecord *record, CwEnrollment *enrollment);

G_END_DECLS
