/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-material.h"
#include "cw-problem.h"
#include "cw-usage.h"

/* The files of one usage: where each one is, in which form, whose it is and who may read it. Made from the usage alone, so that it can
 * be shown and compared with the disk before there is any content. Immutable. */

G_BEGIN_DECLS

#define CW_TYPE_PLANNED_FILE (cw_planned_file_get_type ())
G_DECLARE_FINAL_TYPE (CwPlannedFile, cw_planned_file, CW, PLANNED_FILE, GObject)
const char    *cw_planned_file_get_path    (CwPlannedFile *self);   /* where a service sees it: "/etc/certwizard/live/nginx/cert.pem" */
const char    *cw_planned_file_get_name    (CwPlannedFile *self);   /* in the folder of a generation: "cert.pem"; one outside has a name there, too */
gboolean       cw_planned_file_is_outside  (CwPlannedFile *self);   /* not in live/: a copy goes to its path */
CwTargetFormat cw_planned_file_get_format  (CwPlannedFile *self);
gboolean       cw_planned_file_has_key     (CwPlannedFile *self);
guint          cw_planned_file_get_mode    (CwPlannedFile *self);
guint          cw_planned_file_get_uid     (CwPlannedFile *self);   /* (guint) -1: stays as it is made (an ordinary user cannot give a file away) */
guint          cw_planned_file_get_gid     (CwPlannedFile *self);
char          *cw_planned_file_dup_text    (CwPlannedFile *self);   /* "-rw-r----- root:postgres /etc/…/privkey.pem", for the plan */

typedef struct {
  const char *live;          /* the folder of all usages */
  const char *computer;      /* what {computer} in a path stands for */
  gboolean    privileged;    /* root: owner and group are set */
  const char *const *reserved;   /* folders of others of ours, which no file goes to: the stores; NULL: none */
} CwFilePlanOptions;

#define CW_TYPE_FILE_PLAN (cw_file_plan_get_type ())
G_DECLARE_FINAL_TYPE (CwFilePlan, cw_file_plan, CW, FILE_PLAN, GObject)   /* is a GListModel of CwPlannedFile */
/* problems (of CwProblem, field: the usage's id): an owner or group that this computer does not have (ERROR when privileged), files outside
 * that an ordinary user cannot write, or that lie where only this program writes (ERROR), owners that cannot be set (WARNING). */
CwFilePlan *cw_file_plan_new            (CwUsage *usage, const CwFilePlanOptions *options, GPtrArray *problems);
CwUsage    *cw_file_plan_get_usage      (CwFilePlan *self);
const char *cw_file_plan_get_link       (CwFilePlan *self);            /* live/ID */
gboolean    cw_file_plan_needs_password (CwFilePlan *self);            /* there is a PKCS #12 among them */
/* That the service's configuration does not name the files yet, and the lines that have to be in it once; NULL: the usage file tells none. */
char       *cw_file_plan_dup_configuration (CwFilePlan *self);
/* The same; but NULL where it names them, or is not a file that can be looked into. Reads the configuration: call it in a worker. */
char       *cw_file_plan_dup_missing_configuration (CwFilePlan *self);
/* Drift: what is not on the disk as it has to be, for this generation and this certificate. Of CwProblem (field: the path): missing,
 * changed by hand, wrong mode, wrong owner, readable by others, a key that does not fit, a link that leads elsewhere, and what was written for a
 * usage file that has changed since. password: of the PKCS #12, NULL leaves its content out. */
GPtrArray  *cw_file_plan_compare        (CwFilePlan *self, guint64 generation, CwMaterial *material, CwSecret *password);
/* The same without the private key: for a store that is locked. The key on the disk is compared with the certificate's public key. */
GPtrArray  *cw_file_plan_compare_public (CwFilePlan *self, guint64 generation, CwCertificate *leaf, GPtrArray *chain);

G_END_DECLS
