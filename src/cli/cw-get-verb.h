/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-verb.h"

/* The listings of "get": what is in the store, what is assigned, what can serve; one file each. */

G_BEGIN_DECLS

/* What is assigned, as far as the query is about it. Gives the exit code, -1 with an error. */
int  cw_get_verb_list_assigned (CwInvocation *invocation, const CwCertificateQuery *query, GError **error);
/* What can serve the usages of --type, and why the rest cannot. The same. */
int  cw_get_verb_list_candidates (CwInvocation *invocation, GError **error);
/* "count" and "total" of the open document. */
void cw_get_verb_add_counts    (CwInvocation *invocation, JsonBuilder *builder, guint n);
/* The outcome of a listing, for --report. Gives the exit code. */
int  cw_get_verb_finish        (CwInvocation *invocation, CwOutcome *outcome, guint n);

G_END_DECLS
