/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "cw-context.h"
#include "cw-exit.h"
#include "cw-operation.h"
#include "cw-options.h"

/* One call of the program: its options, what all verbs have in common (store, questions, what-if, report, JSON), and the one way in
 * which an operation is prepared, confirmed, run and told. */

G_BEGIN_DECLS

typedef struct _CwVerb CwVerb;
typedef struct _CwInvocation CwInvocation;

CwInvocation *cw_invocation_new            (const CwVerb *verb, CwOptions *options, gboolean json, GCancellable *cancellable);   /* takes options */
void          cw_invocation_free           (CwInvocation *self);
CwOptions    *cw_invocation_get_options    (CwInvocation *self);
const CwVerb *cw_invocation_get_verb       (CwInvocation *self);
GCancellable *cw_invocation_get_cancellable (CwInvocation *self);
gboolean      cw_invocation_is_json        (CwInvocation *self);
/* The one JSON document is out: an error goes to standard error alone. */
gboolean      cw_invocation_has_printed    (CwInvocation *self);
/* The terminal, or NULL where there is none. */
CwInteraction *cw_invocation_get_interaction (CwInvocation *self);
/* Opens the store the first time. */
CwContext    *cw_invocation_open           (CwInvocation *self, GError **error);
CwStore      *cw_invocation_get_store      (CwInvocation *self);    /* after open */
/* The secret that --NAME - or --NAME-file FILE give; *secret stays NULL when neither was given. */
gboolean      cw_invocation_read_secret    (CwInvocation *self, const char *name, CwSecret **secret, GError **error);
/* Standard input is read once only. */
gboolean      cw_invocation_claim_stdin    (CwInvocation *self, const char *what, GError **error);

/* Prints more of a plan than its steps, for --what-if and --verbose. */
typedef void (*CwPreviewPrinter) (CwOperation *operation);
void          cw_invocation_set_preview    (CwInvocation *self, CwPreviewPrinter printer);
/* Adds members to the document of --what-if. */
typedef void (*CwJsonExtra) (JsonBuilder *builder, gpointer user_data);
void          cw_invocation_set_json_extra (CwInvocation *self, CwJsonExtra extra, gpointer user_data);
/* Prints more of what came of an operation, with --verbose. */
void          cw_invocation_set_review     (CwInvocation *self, CwPreviewPrinter printer);
/* The verb itself prints what came of it; a plan and errors are told all the same. */
void          cw_invocation_set_quiet      (CwInvocation *self, gboolean quiet);
/* From here on JSON and report wait for cw_invocation_tell(): one document and one page of several operations. */
void          cw_invocation_hold           (CwInvocation *self);
/* Tells the last operation with those before it. Takes the exit code of the last one and gives that of the call. */
int           cw_invocation_tell           (CwInvocation *self, int code);
/* Prepares, prints the plan (--what-if, --verbose), asks the question where there is one and it is not answered by --force or asked
 * per step by --confirm, runs, reports, prints. Gives the exit code, -1 with an error. */
int           cw_invocation_run_operation  (CwInvocation *self, CwOperation *operation, const CwQuestion *question, GError **error);
/* Ends a verb that is no operation: prints the document when --json was given. Takes nothing. */
void          cw_invocation_print_json     (CwInvocation *self, JsonBuilder *builder);
/* A document that is JSON already. */
void          cw_invocation_print_document (CwInvocation *self, const char *json);
/* Writes --report, when it was given; FALSE and a complaint when that fails. */
gboolean      cw_invocation_write_report   (CwInvocation *self, CwOutcome *outcome);
/* The certificates that the arguments from index on name. Of CwStoredCertificate, each once. */
GPtrArray    *cw_invocation_find_certificates (CwInvocation *self, guint index, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwInvocation, cw_invocation_free)

G_END_DECLS
