/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-private.h"

/* A deployment as part of an operation: its steps are steps of the plan, and what becomes of them is told there. Between "go" and "finish" or
 * "undo" nobody else deploys. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwDeployRun CwDeployRun;

CwDeployRun  *cw_deploy_run_new            (CwOperation *operation, CwAssignments *assignments);
void          cw_deploy_run_free           (CwDeployRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDeployRun, cw_deploy_run_free)
CwDeployment *cw_deploy_run_get_deployment (CwDeployRun *self);
/* When everything is added to the deployment; once for each plan. */
void          cw_deploy_run_add_steps      (CwDeployRun *self, CwPlan *plan);
/* Unlocks the store, and hands the key and the passwords of the PKCS #12 files over; files: of CwFilePlan. What a person ought to know of a password
 * is told in the outcome. */
gboolean      cw_deploy_run_load           (CwDeployRun *self, CwStoredCertificate *row, GPtrArray *files, CwOutcome *outcome, GCancellable *cancellable,
                                            GError **error);
/* Asked once, when nobody else deploys any more and nothing is changed yet: whether what the plan was made for is still so. */
typedef gboolean (*CwDeployCheck) (gpointer user_data, GError **error);
void          cw_deploy_run_set_check      (CwDeployRun *self, CwDeployCheck check, gpointer user_data);
gboolean      cw_deploy_run_go             (CwDeployRun *self, GCancellable *cancellable, GError **error);
/* The store has it: the end. That a service does not serve it yet is a warning; so is what is not tidy then, which the next start mends. */
void          cw_deploy_run_finish         (CwDeployRun *self, CwOutcome *outcome);
void          cw_deploy_run_undo           (CwDeployRun *self);
/* What the ports served when they were asked; in a transaction. */
gboolean      cw_deploy_run_note_served    (CwDeployRun *self, const char *usage, GError **error);

/* ---- what is deployed: cw-assign-material.c ---- */
/* The chain as it has to be served, and its root (NULL: the way ends before it). */
GPtrArray  *cw_assignments_dup_served_chain (CwAssignments *self, CwCertificate *leaf, CwCertificate **root, GError **error);
/* Needs an unlocked store. */
CwMaterial *cw_assignments_load_material  (CwAssignments *self, CwStoredCertificate *row, GError **error);
/* Of the PKCS #12 file of a usage: from the file that it names, the keyring, or a person; a new one is remembered. notice: a sentence for the
 * person, or NULL. CW_ERROR_PASSWORD_NEEDED. */
CwSecret   *cw_assignments_get_password   (CwAssignments *self, CwUsage *usage, CwInteraction *interaction, char **notice, GCancellable *cancellable,
                                           GError **error);
/* As above, but nobody is asked; NULL: there is none that can be had. */
CwSecret   *cw_assignments_find_password  (CwAssignments *self, CwUsage *usage, GCancellable *cancellable);
/* With a password file only, and nobody is asked: FALSE where a PKCS #12 file of this generation does not open with it. problems (of CwProblem,
 * field: the path): that, and what is wrong with the password file. */
gboolean    cw_assignments_try_password   (CwAssignments *self, CwFilePlan *files, guint64 generation, GPtrArray *problems);

/* ---- what is written down: cw-assign-record.c; in a transaction ---- */
/* The one before moves to PREVIOUS; NEXT goes when it is the same certificate. assigned: when somebody did it, 0: now. */
gboolean    cw_assignments_put_current    (CwAssignments *self, const char *usage, gint64 certificate, guint64 generation, gint64 assigned, GError **error);
gboolean    cw_assignments_put_next       (CwAssignments *self, const char *usage, gint64 certificate, guint64 generation, gint64 effective, gboolean roll,
                                           GError **error);
/* What the place has: NULL without an error: nothing. */
gboolean    cw_assignments_find_in_place  (CwAssignments *self, const char *usage, CwPlace place, CwStoredCertificate **row, GError **error);
/* What it has and what is to follow, in a word: another word later means that somebody has changed it. NULL: an error. */
char       *cw_assignments_dup_state      (CwAssignments *self, const char *usage, GError **error);
/* In the outcome once, however many usages have it. */
void        cw_assignments_tell_certificate (CwOutcome *outcome, CwStoredCertificate *row);
/* Afterwards, while nobody else deploys: generations that no place names any more are gone, and their keys with them. */
gboolean    cw_assignments_tidy           (CwAssignments *self, const char *usage, GError **error);
/* The same at the end of an operation: what is left over is a warning. FALSE: something is. */
gboolean    cw_assignments_tidy_or_tell   (CwAssignments *self, const char *usage, CwOutcome *outcome);

G_END_DECLS
