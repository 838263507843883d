/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-name-plan.h"
#include "cw-recipe.h"

/* How a name plan is put together: where the values of variables come from, and where the plan is filled. Private to this folder. */

G_BEGIN_DECLS

/* ---- cw-name-source.c: the values of variables ---- */

typedef struct {
  CwTopology *topology;
  char       *computer;      /* FQDN, or what was asked for */
  CwComputer *known;         /* borrowed; NULL: the topology does not know it */
  char       *pool_name;     /* or NULL */
  CwPool     *pool;          /* borrowed, or NULL */
  GPtrArray  *domains;       /* of char*: the chosen SIP domains */
  char       *primary;       /* SIP domain, or NULL */
} CwNameSource;

typedef struct {
  char *text;
  char *reason;              /* "The pool's name" */
} CwNameValue;

CwNameSource *cw_name_source_new        (CwTopology *topology, const CwNameWish *wish, GPtrArray *problems);
void          cw_name_source_free       (CwNameSource *self);
/* Of CwNameValue; empty when nothing of the recipe is known. */
GPtrArray    *cw_name_source_expand     (CwNameSource *self, const CwRecipe *recipe);
/* What is missing for the recipe, in words; field is set to the place in the topology. titles: of the usages that need it. */
char         *cw_name_source_dup_missing (CwNameSource *self, const CwRecipe *recipe, const char *titles, const char **field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwNameSource, cw_name_source_free)

/* ---- cw-name-planner.c ---- */

typedef struct {
  GPtrArray *names;          /* of CwPlannedName */
  GPtrArray *problems;       /* of CwProblem */
  char      *common_name;
  char      *subject_reason;
  char      *computer;
  gboolean   needs_exportable;
} CwPlannedNames;

void           cw_planned_names_fill (CwPlannedNames *self, CwTopology *topology, const CwNameWish *wish);
CwPlannedName *cw_planned_name_new   (CwAltName *name, const char *reason, gboolean addition);

G_END_DECLS
