/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-timeline-scale.h"

/* The picture in a row of the timeline: a bar until the certificate expires, one below it for its successor, a mark for the last moment to
 * stage one, and a line for today. Without an entry it is the scale above the rows. What it shows is said in words beside it. */

G_BEGIN_DECLS

#define CW_TYPE_TIMELINE_BARS (cw_timeline_bars_get_type ())
G_DECLARE_FINAL_TYPE (CwTimelineBars, cw_timeline_bars, CW, TIMELINE_BARS, GtkWidget)

/* A sample of one thing for the legend. */
typedef enum { CW_BAR_ALL, CW_BAR_VALID, CW_BAR_EXPIRING, CW_BAR_EXPIRED, CW_BAR_SUCCESSOR, CW_BAR_LEAD_TIME, CW_BAR_TODAY } CwBarSample;

GtkWidget *cw_timeline_bars_new        (CwBarSample sample);
void       cw_timeline_bars_set_entry  (CwTimelineBars *self, const CwTimelineScale *scale, CwTimelineEntry *entry);

G_END_DECLS
