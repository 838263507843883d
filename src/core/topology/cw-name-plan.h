/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-alt-name.h"
#include "cw-topology.h"
#include "cw-usage-catalogue.h"

/* Usages + topology + ticked SIP domains + additions → subject and ordered names, each with its reason in words. A pure function:
 * the same question always gets the same answer. */

G_BEGIN_DECLS

typedef struct {
  GPtrArray         *usages;           /* of CwUsage */
  const char        *computer;         /* FQDN; NULL: this one. One that the topology does not know is taken as it is, with a warning */
  const char *const *sip_domains;      /* ticked; NULL: the primary one */
  gboolean           all_sip_domains;
  GPtrArray         *additions;        /* of CwAltName, or NULL */
} CwNameWish;

#define CW_TYPE_PLANNED_NAME (cw_planned_name_get_type ())
G_DECLARE_FINAL_TYPE (CwPlannedName, cw_planned_name, CW, PLANNED_NAME, GObject)
CwAltName  *cw_planned_name_get_name   (CwPlannedName *self);
const char *cw_planned_name_get_text   (CwPlannedName *self);   /* property "text" */
const char *cw_planned_name_get_reason (CwPlannedName *self);   /* property "reason": "The pool's name, for Server default" */
gboolean    cw_planned_name_is_addition (CwPlannedName *self);

#define CW_TYPE_NAME_PLAN (cw_name_plan_get_type ())
G_DECLARE_FINAL_TYPE (CwNamePlan, cw_name_plan, CW, NAME_PLAN, GObject)   /* is a GListModel of CwPlannedName */
CwNamePlan *cw_name_plan_new              (CwTopology *topology, const CwNameWish *wish);
/* The subject's common name; NULL when every candidate is longer than 64 characters (then the names alone count, which is said). */
const char *cw_name_plan_get_common_name  (CwNamePlan *self);
const char *cw_name_plan_get_subject_reason (CwNamePlan *self);
GPtrArray  *cw_name_plan_dup_names        (CwNamePlan *self);   /* of CwAltName */
GListModel *cw_name_plan_get_problems     (CwNamePlan *self);   /* of CwProblem: what is missing in the topology, reserved names, wildcards … */
const char *cw_name_plan_get_computer     (CwNamePlan *self);   /* the FQDN that the names are for */
/* Whether the private key has to leave the computer: a usage says so, or says so of pools and the computer is in one. */
gboolean    cw_name_plan_needs_exportable (CwNamePlan *self);

G_END_DECLS
