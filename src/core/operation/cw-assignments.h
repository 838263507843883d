/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-chain.h"
#include "cw-deployment.h"
#include "cw-store-assignments.h"
#include "cw-topology.h"
#include "cw-usage-catalogue.h"

/* The one place where store, usages, topology and the folder live/ meet. Functions block, unless they say otherwise; any thread. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGNMENTS (cw_assignments_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignments, cw_assignments, CW, ASSIGNMENTS, GObject)

/* topology_path: read anew each time. live: NULL: the usual one of the scope. */
CwAssignments    *cw_assignments_new          (CwAuthorities *authorities, CwKeyring *keyring, CwUsageCatalogue *usages, const char *topology_path,
                                               const char *live);
CwAuthorities    *cw_assignments_get_authorities (CwAssignments *self);
CwKeyring        *cw_assignments_get_keyring  (CwAssignments *self);
CwStoreAccess    *cw_assignments_get_access   (CwAssignments *self);
CwStore          *cw_assignments_get_store    (CwAssignments *self);
CwUsageCatalogue *cw_assignments_get_usages   (CwAssignments *self);
CwLive           *cw_assignments_get_live     (CwAssignments *self);
CwServiceManager *cw_assignments_get_services (CwAssignments *self);
CwTopology       *cw_assignments_load_topology (CwAssignments *self);                 /* a copy of the caller's own */
CwFilePlan       *cw_assignments_plan_files   (CwAssignments *self, CwUsage *usage, GPtrArray *problems);
/* As cw_usage_catalogue_parse(), and also those that have a certificate while their file was removed: to take it off. */
GPtrArray        *cw_assignments_parse_usages (CwAssignments *self, const char *list, GError **error);
/* FALSE: nothing describes this usage any more, and the error says why: its file is gone (CW_ERROR_NOT_FOUND), or has a mistake
 * (CW_ERROR_MISTAKE). */
gboolean          cw_assignments_check_usage  (CwAssignments *self, const char *id, GError **error);
/* That of the catalogue, or one to stand in for it that has nothing but its id. */
CwUsage          *cw_assignments_dup_usage    (CwAssignments *self, const char *id);
/* The way from a certificate of the store to an anchor. */
CwChain          *cw_assignments_build_chain  (CwAssignments *self, CwCertificate *leaf, GError **error);
/* What was under way when somebody pulled the plug: finished or undone. sentences (of char *, may be NULL): what was done. Costs nothing when
 * there is nothing. Before anything else that reads or changes assignments. */
gboolean          cw_assignments_recover      (CwAssignments *self, GPtrArray *sentences, GCancellable *cancellable, GError **error);
/* Removes files that no place needs. The roll does it: nobody has to. */
gboolean          cw_assignments_sweep        (CwAssignments *self, GCancellable *cancellable, GError **error);

/* ---- which certificate can serve ---- */
/* A certificate of the store, and what speaks against it: ERROR cannot be chosen, WARNING is advice that --force passes. Immutable. */
#define CW_TYPE_CANDIDATE (cw_candidate_get_type ())
G_DECLARE_FINAL_TYPE (CwCandidate, cw_candidate, CW, CANDIDATE, GObject)
CwStoredCertificate *cw_candidate_get_certificate (CwCandidate *self);
gboolean             cw_candidate_can_serve       (CwCandidate *self);    /* no ERROR among the problems */
GListModel          *cw_candidate_get_problems    (CwCandidate *self);    /* of CwProblem */
char                *cw_candidate_dup_reasons     (CwCandidate *self);    /* the sentences, one after the other; "" when there are none */
/* when: 0 is now; else the date from which it has to serve. */
CwCandidate         *cw_assignments_judge         (CwAssignments *self, CwStoredCertificate *certificate, GPtrArray *usages, gint64 when, GError **error);
/* Every certificate with a key and, after them, the others, best first; of CwCandidate. */
GPtrArray           *cw_assignments_list_candidates (CwAssignments *self, GPtrArray *usages, gint64 when, gboolean with_unfit, GCancellable *cancellable, GError **error);

G_END_DECLS
