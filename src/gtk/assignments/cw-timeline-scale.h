/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-table.h"

/* Which time the timeline shows, and where in it a moment is. Pure functions, without a widget. */

G_BEGIN_DECLS

typedef struct {
  gint64 now;
  gint64 start;       /* a little before now, so that what has expired is seen, too */
  gint64 end;         /* the last expiry, within reason */
} CwTimelineScale;

/* entries: of CwTimelineEntry. */
void    cw_timeline_scale_fit        (CwTimelineScale *self, GListModel *entries, gint64 now);
/* 0 is the start and 1 the end; what lies outside is at the border. */
double  cw_timeline_scale_place      (const CwTimelineScale *self, gint64 time);
/* The first days of months or years, so many at most; of gint64. */
GArray *cw_timeline_scale_list_ticks (const CwTimelineScale *self, guint max);
char   *cw_timeline_scale_dup_label  (const CwTimelineScale *self, gint64 tick);

G_END_DECLS
