/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-duty.h"
#include "cw-notice.h"

/* The parts of a duty. Each says when it has something to do next (0: nothing is known; not after now: now), and does it. */

G_BEGIN_DECLS

typedef struct {
  CwAssignments *assignments;      /* borrowed, as all of them */
  CwStore       *store;
  CwInteraction *interaction;      /* NULL: nobody is there */
  GCancellable  *cancellable;
  CwDutyReport  *report;
} CwDuty;

gint64     cw_duty_when_roll    (CwAssignments *assignments, guint *waiting);
void       cw_duty_roll         (CwDuty *duty);
gint64     cw_duty_when_ask     (CwAssignments *assignments);
void       cw_duty_ask          (CwDuty *duty);
gint64     cw_duty_when_warn    (CwAssignments *assignments);
void       cw_duty_warn         (CwDuty *duty);

/* ---- what they share: cw-duty.c ---- */
/* The earlier of two times, of which 0 is none. */
gint64     cw_duty_earlier      (gint64 a, gint64 b);
/* Prepares and runs; what came of it is in the report, unless there was nothing to do. */
void       cw_duty_run_operation (CwDuty *duty, CwOperation *operation);
/* No operation, and kept in the history like one. sentences: of char *. */
void       cw_duty_keep         (CwDuty *duty, const char *name, const char *title, GPtrArray *sentences);
/* Tells it, whoever listens. once: only the first time that this name is used, or NULL. */
void       cw_duty_tell         (CwDuty *duty, CwNoticeLevel level, const char *id, const char *once, const char *title, const char *body);

G_END_DECLS
