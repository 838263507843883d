/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-timeline-scale.h"

/* A row of the timeline: what it is about in words, and the picture. */

G_BEGIN_DECLS

/* How wide the words are, beside the picture. */
#define CW_TIMELINE_TEXT_WIDTH 264

#define CW_TYPE_TIMELINE_ROW (cw_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (CwTimelineRow, cw_timeline_row, CW, TIMELINE_ROW, GtkBox)

GtkWidget *cw_timeline_row_new        (void);
void       cw_timeline_row_set_entry  (CwTimelineRow *self, const CwTimelineScale *scale, CwTimelineEntry *entry);
void       cw_timeline_row_set_scale  (CwTimelineRow *self, const CwTimelineScale *scale);
/* The words stand above the picture. */
void       cw_timeline_row_set_narrow (CwTimelineRow *self, gboolean narrow);

G_END_DECLS
