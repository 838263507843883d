/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-table.h"

/* What the home screen says about a usage in a few words. Pure functions, without a widget. */

G_BEGIN_DECLS

/* An icon, the style class of its colour (or NULL), and the word without which neither would be enough. */
typedef struct {
  const char *icon;
  const char *style;
  char       *word;
} CwLook;
void    cw_look_clear (CwLook *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwLook, cw_look_clear)

/* row: a CwUsageGroup, a CwUsageEntry or, beneath one, a CwAssigned or a CwFinding. */
char   *cw_usage_row_dup_title    (gpointer row);
CwLook  cw_usage_row_look         (gpointer row);                       /* the column with the tick */
char   *cw_usage_row_dup_name     (gpointer row);                       /* friendly name, or what there is instead */
CwLook  cw_usage_row_expiry       (gpointer row, gint64 now);           /* word "" where there is none */
char   *cw_usage_row_dup_exact    (gpointer row);                       /* the date itself; NULL: none */
char   *cw_usage_row_dup_location (gpointer row);
CwLook  cw_usage_row_served       (gpointer row);
char   *cw_usage_row_dup_served_exact (gpointer row, gint64 now);       /* what the port said, and when it was asked; NULL: not asked */
/* All of it but the title, on one line: for a narrow window, and for assistive technology. */
char   *cw_usage_row_dup_line     (gpointer row, gint64 now);
/* The certificate that is meant by the row; NULL: none. */
CwStoredCertificate *cw_usage_row_get_certificate (gpointer row);

/* One sentence with everything that the picture of the timeline shows. */
char   *cw_timeline_entry_dup_sentence (CwTimelineEntry *entry, gint64 now);
char   *cw_duration_dup_words          (gint64 seconds);                /* "8 hours", "2 days" */

G_END_DECLS
