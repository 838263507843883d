/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-operations.h"
#include "cw-verb.h"

/* What the verbs below "ca" share: which authority is meant, whose account, and JSON. */

G_BEGIN_DECLS

extern const CwVerb cw_verb_ca_accounts;
extern const CwVerb cw_verb_ca_remember;
extern const CwVerb cw_verb_ca_forget;
extern const CwVerb cw_verb_ca_test;
extern const CwVerb cw_verb_ca_templates;

/* --ca-account, --ca-password, --ca-password-file. */
extern const CwOption cw_ca_verb_account_options[];

/* The argument, or the default one. */
CwAuthorityInfo *cw_ca_verb_find         (CwInvocation *invocation, GError **error);
CwAuthorities   *cw_ca_verb_get_authorities (CwInvocation *invocation);    /* after find */
/* NULL with an error when there is no --ca-account. */
const char      *cw_ca_verb_need_account (CwInvocation *invocation, GError **error);
void             cw_ca_verb_add_string   (JsonBuilder *builder, const char *name, const char *value);      /* null for NULL */

G_END_DECLS
