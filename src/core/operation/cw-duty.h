/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-operation.h"

/* What is done when nobody is there, by the timer or by an open window, once however many of them there are: mends what a power cut left, rolls what
 * is due, asks the CAs about pending requests whose time has come, warns 30, 14, 7, 3 and 1 days before an assigned certificate expires. Each kept in the
 * history; each told by a notification. Blocks. */

G_BEGIN_DECLS

typedef struct {
  guint rolled;         /* usages that have their next certificate now */
  guint failed;         /* rolls that failed, and were told of */
  guint waiting;        /* rolls whose date has not come */
  guint issued, denied; /* requests that were answered */
  guint warned;
  gint64 next;          /* when there is something to do again; 0: nothing is known */
  GPtrArray *outcomes;  /* of CwOutcome: what was done */
} CwDutyReport;
void          cw_duty_report_free (CwDutyReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDutyReport, cw_duty_report_free)

/* Another process or thread at it: an empty report, at once. interaction: NULL where nobody is there. */
CwDutyReport *cw_duty_run         (CwAssignments *assignments, CwInteraction *interaction, GCancellable *cancellable, GError **error);
/* The same because somebody asks for it, who may have mended what was in the way: a roll that has failed is tried at once, not at its next try. */
CwDutyReport *cw_duty_run_by_hand (CwAssignments *assignments, CwInteraction *interaction, GCancellable *cancellable, GError **error);
/* What is to be done, and when: for a what-if; by_hand as above. */
typedef struct {
  const char *kind;     /* "roll", "request", "expiry" */
  char       *subject;  /* id of the usage, number of the request ("r5"), SHA-256 of the certificate */
  char       *sentence; /* what will be done, without when */
  gint64      when;     /* not after now: now */
} CwDutyItem;
GPtrArray    *cw_duty_list        (CwAssignments *assignments, gboolean by_hand);      /* of CwDutyItem, the next one first */
/* TRUE when running it could do something: cheap, for a window's minute. */
gboolean      cw_duty_is_due      (CwAssignments *assignments);

G_END_DECLS
