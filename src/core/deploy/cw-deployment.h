/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-live.h"
#include "cw-service-manager.h"

/* The transaction: several usages get a certificate, all or none. Stage → switch → check → reload → probe; then the caller writes down that
 * it is so and commits. Any failure puts back what was before, reloads and probes again, and says what is in place. Knows no store: the
 * caller's record of generations decides after a power cut whether the journal is finished or undone. */

G_BEGIN_DECLS

typedef enum {
  CW_DEPLOY_STAGE,     /* write the files of a new generation */
  CW_DEPLOY_SWITCH,
  CW_DEPLOY_CHECK,
  CW_DEPLOY_RELOAD,
  CW_DEPLOY_PROBE,
  CW_DEPLOY_REMOVE,    /* nothing is seen any more */
} CwDeployKind;

/* One step, for a plan. Immutable. */
#define CW_TYPE_DEPLOY_STEP (cw_deploy_step_get_type ())
G_DECLARE_FINAL_TYPE (CwDeployStep, cw_deploy_step, CW, DEPLOY_STEP, GObject)
CwDeployKind  cw_deploy_step_get_kind    (CwDeployStep *self);
CwUsage      *cw_deploy_step_get_usage   (CwDeployStep *self);
const char   *cw_deploy_step_get_title   (CwDeployStep *self);     /* "Write the files of Web server (nginx)" */
const char   *cw_deploy_step_get_detail  (CwDeployStep *self);     /* every file with its mode, or the command; or NULL */
gboolean      cw_deploy_step_get_changes (CwDeployStep *self);

typedef enum { CW_DEPLOY_BEGINS, CW_DEPLOY_DONE, CW_DEPLOY_SKIPPED, CW_DEPLOY_FAILED, CW_DEPLOY_UNDONE, CW_DEPLOY_WAITS } CwDeployEvent;
/* WAITS: before the first step for another program, or on the way back, where it cannot be cancelled; the message says for what. message: what
 * came of it, or why not; may be NULL. FALSE with an error (only heeded at BEGINS): the user said no. What cannot be done is SKIPPED without
 * BEGINS. */
typedef gboolean (*CwDeployWatch) (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer user_data, GError **error);

#define CW_TYPE_DEPLOYMENT (cw_deployment_get_type ())
G_DECLARE_FINAL_TYPE (CwDeployment, cw_deployment, CW, DEPLOYMENT, GObject)

CwDeployment *cw_deployment_new            (CwLive *live, CwServiceManager *services);
/* A new certificate, now. */
void          cw_deployment_add            (CwDeployment *self, CwFilePlan *plan);
/* The files of a next one, which nobody sees yet; nothing is reloaded. */
void          cw_deployment_add_staged     (CwDeployment *self, CwFilePlan *plan);
/* What was staged before, now. leaf, chain: what the ports have to serve. */
void          cw_deployment_add_switch     (CwDeployment *self, CwFilePlan *plan, guint64 generation, CwCertificate *leaf, GPtrArray *chain);
void          cw_deployment_add_remove     (CwDeployment *self, CwFilePlan *plan);
GPtrArray    *cw_deployment_list_steps     (CwDeployment *self);      /* of CwDeployStep, in the order in which they are done */
/* For everything added by add and add_staged; the password is that of a usage's PKCS #12. */
void          cw_deployment_set_material   (CwDeployment *self, CwMaterial *material);
void          cw_deployment_set_password   (CwDeployment *self, const char *usage, CwSecret *password);
/* How long a service may take to serve the new certificate; 10 seconds. */
void          cw_deployment_set_patience   (CwDeployment *self, guint milliseconds);
/* Locks live/ until commit or undo. FALSE: everything is as it was before, as far as the error's message does not say otherwise. CW_ERROR_IN_USE:
 * there is a journal of these usages (another program was killed at this very moment): recover first. */
gboolean      cw_deployment_run            (CwDeployment *self, CwDeployWatch watch, gpointer user_data, GCancellable *cancellable, GError **error);
guint64       cw_deployment_get_generation (CwDeployment *self, const char *usage);          /* after run */
GPtrArray    *cw_deployment_get_served     (CwDeployment *self, const char *usage);          /* after run: of CwServed; NULL: not asked */
/* The caller has written it down: ends the journal. Until then the lock is held: this is the moment for cw_live_keep_only(). */
gboolean      cw_deployment_commit         (CwDeployment *self, GError **error);
/* The caller could not write it down: puts back, reloads. */
void          cw_deployment_undo           (CwDeployment *self, CwDeployWatch watch, gpointer user_data);

/* After a power cut. is_kept: TRUE when the caller's record says that this generation is the one of that usage: then it is finished, else
 * undone and reloaded; generation 0: TRUE when the usage has none. plan_for: the file plan of a usage (given to the caller), NULL when there is no
 * such usage any more. sentences (of char *, may be NULL): what was done, and what could not be: that stays in the journal, and keeps nothing waiting but
 * its own usages. Waits for whoever deploys at the moment.
 * No generation is dropped: the caller knows which are still needed (cw_live_keep_only()). */
typedef gboolean    (*CwDeployIsKept)  (const char *usage, guint64 generation, gpointer user_data);
typedef CwFilePlan *(*CwDeployPlanFor) (const char *usage, gpointer user_data);
gboolean      cw_deployment_recover        (CwLive *live, CwServiceManager *services, CwDeployIsKept is_kept, CwDeployPlanFor plan_for, gpointer user_data,
                                            GPtrArray *sentences, GCancellable *cancellable, GError **error);

G_END_DECLS
