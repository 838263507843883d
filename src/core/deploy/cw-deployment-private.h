/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deployment.h"

/* What the files of the transaction share. Private to this folder. */

G_BEGIN_DECLS

CwDeployStep *cw_deploy_step_new (CwDeployKind kind, CwUsage *usage, const char *title, const char *detail, gboolean changes);

/* ---- a service, which several usages may share ---- */
typedef struct {
  char          *name;             /* what tells it from others */
  CwUsage       *usage;            /* one of them */
  char          *why_not;          /* it may not be managed; or NULL */
  gboolean       is_down;          /* did not run when it was looked at first, and does not now */
  gboolean       looked;
  gboolean       reloaded;         /* told of the new files, with whatever success */
  char          *reason;           /* why it did not take them up; or NULL */
} CwDeployService;
CwDeployService *cw_deploy_service_find      (GPtrArray *services, CwServiceManager *manager, CwUsage *usage);   /* adds it; NULL: the usage has none */
void             cw_deploy_service_free      (CwDeployService *self);
void             cw_deploy_service_look      (CwDeployService *self, CwServiceManager *manager, GCancellable *cancellable);
/* FALSE without an error: it does not run, *message says so. The error is the reason alone. */
gboolean         cw_deploy_service_reload    (CwDeployService *self, CwServiceManager *manager, char **message, GCancellable *cancellable, GError **error);
char            *cw_deploy_service_dup_ports (CwUsage *usage);                        /* "tls:443, imap:993"; NULL: none */

/* ---- a usage ---- */
typedef enum { CW_DEPLOY_NOW, CW_DEPLOY_STAGED, CW_DEPLOY_SWITCHED, CW_DEPLOY_REMOVED } CwDeployWay;
typedef struct {
  CwDeployWay      way;
  CwFilePlan      *plan;
  CwSecret        *password;
  CwDeployService *service;        /* borrowed; or NULL */
  guint64          from, to;       /* generations */
  CwCertificate   *leaf;           /* what its ports have to serve */
  GPtrArray       *chain;
  GPtrArray       *served;
  char            *missing;        /* nobody has told the service of the files yet: what has to be written where; NULL: it was told */
  gboolean         made;           /* the generation "to" is of this transaction */
  gboolean         switched;
  gboolean         stuck;          /* what was there could not be put back */
} CwDeployPart;
const char *cw_deploy_part_get_id    (CwDeployPart *self);
const char *cw_deploy_part_get_title (CwDeployPart *self);

/* A step, and what it is about: a usage or a service. */
typedef struct {
  CwDeployStep    *step;
  CwDeployPart    *part;
  CwDeployService *service;
  gboolean         done;
} CwDeployWork;
/* In the order in which it is done. */
GPtrArray  *cw_deployment_list_work  (GPtrArray *parts, GPtrArray *services, CwServiceManager *manager);

struct _CwDeployment {
  GObject           parent_instance;
  CwLive           *live;
  CwServiceManager *manager;
  CwMaterial       *material;
  GPtrArray        *parts;         /* of CwDeployPart */
  GPtrArray        *services;      /* of CwDeployService */
  GPtrArray        *work;          /* of CwDeployWork; NULL: not asked for yet */
  GPtrArray        *changes;       /* of CwLiveChange: ours in the journal; NULL: none */
  guint             patience;
  gboolean          locked;
};

void cw_deployment_tell      (CwDeployWork *work, CwDeployEvent event, const char *message, CwDeployWatch watch, gpointer user_data);
/* Asks the ports of a usage. FALSE: they do not serve this certificate; *message says what they do, also when all is well. */
gboolean cw_deployment_ask_ports (CwDeployment *self, CwDeployPart *part, CwCertificate *leaf, GPtrArray *chain, guint patience, char **message,
                                  GCancellable *cancellable);
/* With the lock: whether the service knows of the files. A configuration may lead to them without naming them: then the ports serve what was
 * assigned before. */
void     cw_deployment_look_before (CwDeployment *self, CwDeployPart *part, GCancellable *cancellable);
/* After a reload. FALSE without an error: they do not serve it, and that is no reason to go back; *message says why. */
gboolean cw_deployment_probe (CwDeployment *self, CwDeployPart *part, char **message, GCancellable *cancellable, GError **error);
/* The certificates of a generation, the leaf first; empty: they cannot be read. */
GPtrArray *cw_deployment_load_certificates (CwDeployment *self, CwDeployPart *part, guint64 generation);
/* Puts back what was there, reloads what was reloaded, asks its ports. What is in place now, in sentences. */
char *cw_deployment_put_back (CwDeployment *self, CwDeployWatch watch, gpointer user_data);

G_END_DECLS
