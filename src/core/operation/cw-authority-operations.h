/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-operation.h"

/* What is done to the list of authorities, to their accounts, and to the practice CA. */

G_BEGIN_DECLS

/* name NULL: made up from the settings. settings are validated: CW_ERROR_USAGE with the field's sentence. */
CwOperation *cw_add_authority_operation_new     (CwAuthorities *authorities, const char *kind, const char *name, GHashTable *settings, gboolean make_default);
CwOperation *cw_edit_authority_operation_new    (CwAuthorities *authorities, CwAuthorityInfo *info, const char *name, GHashTable *settings);
CwOperation *cw_remove_authority_operation_new  (CwAuthorities *authorities, CwAuthorityInfo *info);    /* CW_ERROR_IN_USE while a request waits there */
CwOperation *cw_default_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info);    /* NULL: none is the default */
CwOperation *cw_remember_account_operation_new  (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user, CwSecret *password);   /* password NULL: asked for */
CwOperation *cw_forget_account_operation_new    (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user);

/* Test this CA: changes nothing. */
#define CW_TYPE_TEST_LINE (cw_test_line_get_type ())
G_DECLARE_FINAL_TYPE (CwTestLine, cw_test_line, CW, TEST_LINE, GObject)
const char   *cw_test_line_get_subject  (CwTestLine *self);
CwTestVerdict cw_test_line_get_verdict  (CwTestLine *self);
const char   *cw_test_line_get_sentence (CwTestLine *self);
const char   *cw_test_line_get_remedy   (CwTestLine *self);    /* or NULL */
const char   *cw_test_verdict_to_nick   (CwTestVerdict verdict);
#define CW_TYPE_TEST_AUTHORITY_OPERATION (cw_test_authority_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwTestAuthorityOperation, cw_test_authority_operation, CW, TEST_AUTHORITY_OPERATION, CwOperation)
CwTestAuthorityOperation *cw_test_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user, CwSecret *password);
GListModel   *cw_test_authority_operation_get_lines (CwTestAuthorityOperation *self);   /* of CwTestLine; grows in the maker's main context */
/* After run: who was asked, so that one that was not trusted can be shown to cw_authorities_ask_trust(). NULL before. */
CwAuthority  *cw_test_authority_operation_get_authority (CwTestAuthorityOperation *self);

/* The practice CA. */
CwOperation *cw_practice_ensure_operation_new  (CwAuthorities *authorities);
CwOperation *cw_practice_policy_operation_new  (CwAuthorities *authorities, gboolean hold);
CwOperation *cw_practice_approve_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids);
CwOperation *cw_practice_deny_operation_new    (CwAuthorities *authorities, const gint64 *ids, gsize n_ids, const char *reason);
CwOperation *cw_practice_revoke_operation_new  (CwAuthorities *authorities, gint64 id, const char *reason);
CwOperation *cw_practice_crl_operation_new     (CwAuthorities *authorities, const char *output);        /* PEM, or DER for .der and .crl */
/* Of CwPracticeItem: the requests at the practice CA, newest first; live. */
#define CW_TYPE_PRACTICE_ITEM (cw_practice_item_get_type ())
G_DECLARE_FINAL_TYPE (CwPracticeItem, cw_practice_item, CW, PRACTICE_ITEM, GObject)
const CwPracticeRecord *cw_practice_item_get_record (CwPracticeItem *self);
CwLiveList  *cw_practice_list_new              (CwAuthorities *authorities);

G_END_DECLS
