/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assignments.h"
#include "cw-finding.h"

/* Looks at assigned usages from file to port, and notes what the ports serve. Behind "test", the Refresh button and mending. Needs no private
 * key: a locked store is checked, too. Blocks. Private to this folder. */

G_BEGIN_DECLS

/* What was found about one usage. */
typedef struct {
  char                *usage;
  char                *title;
  CwStoredCertificate *certificate;   /* the one that it has now; NULL: none */
  CwStoredCertificate *next;          /* the one that is staged; NULL: none */
  guint64              generation;
  gboolean             damaged;       /* its files have to be written anew */
  gboolean             unheard;       /* the files are good, and a port serves something else */
  gboolean             next_damaged;  /* what is staged has to be written anew */
  GPtrArray           *findings;      /* of CwFinding, worst first; empty: all is well */
  char                *summary;       /* "5 files; valid until …; port 443 serves it": what was looked at */
} CwCheckResult;
void       cw_check_result_free (CwCheckResult *self);
gboolean   cw_check_result_has  (const CwCheckResult *self, CwSeverity least);

/* Before each usage with the result NULL, then with what was found. FALSE with an error ends the check. */
typedef gboolean (*CwCheckWatch) (const char *usage, const CwCheckResult *result, gpointer user_data, GError **error);
typedef struct {
  GPtrArray    *usages;        /* of CwUsage; NULL: every one that has something */
  GPtrArray    *computer;      /* of CwFinding: gets what is about no usage; may be NULL */
  gboolean      only_looks;    /* what the ports serve is not noted in the store */
  CwCheckWatch  watch;         /* may be NULL */
  gpointer      user_data;
} CwCheckOptions;
/* Of CwCheckResult, by usage. */
GPtrArray *cw_check_run         (CwAssignments *assignments, const CwCheckOptions *options, GCancellable *cancellable, GError **error);

/* ---- cw-check-usage.c ---- */
/* Nobody answers at a port: what it said, and what can be done. Neither new files nor a reload would help. */
char       *cw_check_say_silence (const char *message, const char *title);

/* One usage: what it is to be, and what was found. Jobs know nothing of each other: several are looked at at the same time. */
typedef struct {
  CwAssignments      *assignments;
  CwUsage            *usage;          /* NULL: no file describes it any more */
  CwAssignmentRecord *current;
  CwAssignmentRecord *next;
  CwCheckResult      *result;
  GPtrArray          *served;         /* of CwServed; NULL: no port was asked */
  GCancellable       *cancellable;
  gboolean            done;
} CwCheckJob;
CwCheckJob *cw_check_job_new    (CwAssignments *assignments, const char *usage, GCancellable *cancellable);
void        cw_check_job_free   (CwCheckJob *self);
void        cw_check_job_look   (CwCheckJob *self);

G_END_DECLS
