/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-duty.h"
#include "cw-notice.h"

/* The parts of a duty. Each lists what it has to do and when, and does what is due. */

G_BEGIN_DECLS

typedef struct {
  CwAssignments *assignments;      /* borrowed, as all of them */
  CwStore       *store;
  CwInteraction *interaction;      /* NULL: nobody is there */
  GCancellable  *cancellable;
  gboolean       by_hand;
  CwDutyReport  *report;
} CwDuty;

/* items: of CwDutyItem. */
void       cw_duty_list_rolls    (CwAssignments *assignments, gboolean by_hand, GPtrArray *items);
void       cw_duty_roll          (CwDuty *duty);
void       cw_duty_list_requests (CwAssignments *assignments, GPtrArray *items);
void       cw_duty_ask           (CwDuty *duty);
void       cw_duty_list_expiries (CwAssignments *assignments, GPtrArray *items);
void       cw_duty_warn          (CwDuty *duty);

/* ---- what they share: cw-duty.c ---- */
void       cw_duty_add_item     (GPtrArray *items, const char *kind, const char *subject, gint64 when, const char *format, ...) G_GNUC_PRINTF (5, 6);
/* Prepares and runs; what came of it is in the report, unless there was nothing to do. */
void       cw_duty_run_operation (CwDuty *duty, CwOperation *operation);
/* No operation, and kept in the history like one. sentences: of char *. */
void       cw_duty_keep         (CwDuty *duty, const char *name, const char *title, GPtrArray *sentences);
/* Tells it, whoever listens. once: only the first time that this name is used, or NULL. */
void       cw_duty_tell         (CwDuty *duty, CwNoticeLevel level, const char *id, const char *once, const char *title, const char *body);

G_END_DECLS
