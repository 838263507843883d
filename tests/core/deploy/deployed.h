/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deployment.h"
#include "cw-error.h"

/* What the tests of deploying share: certificates with keys and chains, usages, plans, a folder that vanishes. */

G_BEGIN_DECLS

/* A test that has a folder of its own, deployed_folder, and a PKI (deployed_make) while it runs. */
void         deployed_test        (const char *path, void (*test) (void));
extern char *deployed_folder;
char        *deployed_dup_path    (const char *name);
/* Below deployed_folder; not there yet. */
CwLive      *deployed_live        (void);
char        *deployed_dup_live    (void);

/* NAME.pem and NAME.key in the folder of the PKI, issued by an intermediate CA under a root. */
CwMaterial  *deployed_make        (const char *name);
/* The same from another process. */
CwMaterial  *deployed_load        (const char *folder, const char *name);

/* more: further lines of the usage file. */
CwUsage     *deployed_usage       (const char *id, const char *more);
CwFilePlan  *deployed_plan        (const char *live, CwUsage *usage);
/* The usage with two files outside, in this folder. */
char        *deployed_dup_outside (const char *folder);

/* Every file is what it must be, or the test ends with the sentence. */
void         deployed_assert_in_place (CwFilePlan *plan, guint64 generation, CwMaterial *material);
void         deployed_assert_file     (const char *path, const char *content, guint mode);
void         deployed_assert_problem  (GPtrArray *problems, CwSeverity severity, const char *word);
/* Of what a folder holds, the hidden ones too; -1: no such folder. */
int          deployed_count           (const char *folder);

G_END_DECLS
