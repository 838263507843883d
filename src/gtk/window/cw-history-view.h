/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* What was done to the store, newest first, each with its report. */

G_BEGIN_DECLS

#define CW_TYPE_HISTORY_VIEW (cw_history_view_get_type ())
G_DECLARE_FINAL_TYPE (CwHistoryView, cw_history_view, CW, HISTORY_VIEW, AdwBin)

void cw_history_view_set_context (CwHistoryView *self, CwContext *context);
void cw_history_view_refresh     (CwHistoryView *self);

G_END_DECLS
