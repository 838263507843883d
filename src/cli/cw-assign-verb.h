/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-operation.h"
#include "cw-verb.h"

/* What the verbs about assignments share: which usages and which certificate are meant, on which computer, and JSON. */

G_BEGIN_DECLS

/* What --identity takes. */
extern const char *const cw_assign_verb_identities[];

/* Opens the store, and finishes or undoes what a power cut left. */
CwAssignments *cw_assign_verb_open        (CwInvocation *invocation, GError **error);
/* What no other computer has to know: FALSE with a sentence for --identity global. */
gboolean       cw_assign_verb_check_identity (CwInvocation *invocation, GError **error);
/* What --type lists, of CwUsage, each once; empty without --type. Also one whose file is gone while it has a certificate. why: a sentence for who
 * left it out, or NULL where that is fine. */
GPtrArray     *cw_assign_verb_parse_types (CwInvocation *invocation, const char *why, GError **error);
/* The certificate in the document of "get --json" or "show --json": its thumbprint. */
char          *cw_assign_verb_dup_reference (const char *json, GError **error);
/* Everything of the draft that is no certificate: usages, date, roll. */
gboolean       cw_assign_verb_fill_draft  (CwInvocation *invocation, CwAssignDraft *draft, GError **error);

/* "current", "next, from 2026-12-31", "previous": for people. */
char          *cw_assign_verb_dup_place   (const CwAssignmentRecord *record);
/* The usage's title, or its id where its file is gone. */
const char    *cw_assign_verb_get_title   (CwUsageCatalogue *usages, const char *id);
/* Members of the open object: usage, place, dates; served (of CwServedRecord, of all usages) may be NULL. */
void           cw_assign_verb_add_record  (JsonBuilder *builder, CwUsageCatalogue *usages, const CwAssignmentRecord *record, GPtrArray *served);
void           cw_assign_verb_add_string  (JsonBuilder *builder, const char *name, const char *value);     /* null for NULL */

G_END_DECLS
