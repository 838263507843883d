/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* When the assigned certificates expire, as a picture: a row for each, with today, its expiry, its successor and the lead time. It is a list
 * as well: each row says in one sentence what its picture shows. */

G_BEGIN_DECLS

#define CW_TYPE_TIMELINE_VIEW (cw_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (CwTimelineView, cw_timeline_view, CW, TIMELINE_VIEW, AdwBin)

/* entries: of CwTimelineEntry. */
void cw_timeline_view_set_entries (CwTimelineView *self, CwContext *context, GListModel *entries);

G_END_DECLS
