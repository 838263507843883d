/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* Every request that is not put away: its state, its CA, what the CA said, when it is asked again, and what can be done. Live. */

G_BEGIN_DECLS

#define CW_TYPE_REQUESTS_VIEW (cw_requests_view_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestsView, cw_requests_view, CW, REQUESTS_VIEW, AdwBin)

void cw_requests_view_set_context (CwRequestsView *self, CwContext *context);

G_END_DECLS
