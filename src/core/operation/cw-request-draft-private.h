/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"
#include "cw-request-draft.h"

/* Between the draft of a request, its JSON, its check, and the operation. */

G_BEGIN_DECLS

typedef enum {
  CW_WISH_COMPUTER, CW_WISH_AUTHORITY, CW_WISH_OUTPUT, CW_WISH_ACCOUNT, CW_WISH_TEMPLATE, CW_WISH_FRIENDLY_NAME,
  CW_WISH_ORGANIZATION, CW_WISH_UNIT, CW_WISH_COUNTRY, CW_WISH_STATE, CW_WISH_CITY, CW_N_WISH_TEXTS
} CwWishText;

typedef enum {
  CW_WISH_ONLINE, CW_WISH_REMEMBER, CW_WISH_EXPORTABLE, CW_WISH_CLIENT_AUTH, CW_WISH_ACCEPT_WEAK, CW_WISH_ALL_SIP_DOMAINS, CW_N_WISH_FLAGS
} CwWishFlag;

const char *cw_request_draft_get_text     (CwRequestDraft *self, CwWishText which);     /* or NULL */
gboolean    cw_request_draft_get_flag     (CwRequestDraft *self, CwWishFlag which);
/* The names of the properties; for the JSON document in camelCase. */
const char *cw_wish_text_get_property     (CwWishText which);
const char *cw_wish_flag_get_property     (CwWishFlag which);
CwKeyType   cw_request_draft_get_key_type (CwRequestDraft *self);
guint       cw_request_draft_get_key_size (CwRequestDraft *self);
CwSecret   *cw_request_draft_get_password (CwRequestDraft *self);                        /* or NULL */
/* Of char *: the ids of usages that a document named and that do not exist any more. */
GPtrArray  *cw_request_draft_get_lost_usages (CwRequestDraft *self);
/* Of CwUsage. */
GPtrArray  *cw_request_draft_dup_usages   (CwRequestDraft *self);
/* "RSA", "ECDH_P256": the words of --key-alg. */
const char *cw_key_type_to_word           (CwKeyType type);
gboolean    cw_key_type_from_word         (const char *word, CwKeyType *type);
/* "RSA 2048", "ECDH_P256". */
char       *cw_request_draft_dup_key_words (CwRequestDraft *self);

CwSipTick  *cw_sip_tick_new               (const char *name, gboolean primary, gboolean ticked);
const char *cw_sip_tick_get_name          (CwSipTick *self);
gboolean    cw_sip_tick_is_primary        (CwSipTick *self);
gboolean    cw_sip_tick_is_ticked         (CwSipTick *self);

/* The distinguished name; borrowed from the draft. */
void        cw_request_draft_fill_subject (CwRequestDraft *self, CwSubjectFields *fields);
/* Of the usages, and client authentication when it is asked for; NULL-terminated. */
GStrv       cw_request_draft_dup_purposes (CwRequestDraft *self);

G_END_DECLS
