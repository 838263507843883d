/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The practice CA, as its owner sees it: its policy, the requests that wait for a decision, what was decided, and its revocation
 * list. Live. */

G_BEGIN_DECLS

#define CW_TYPE_PRACTICE_PANEL (cw_practice_panel_get_type ())
G_DECLARE_FINAL_TYPE (CwPracticePanel, cw_practice_panel, CW, PRACTICE_PANEL, AdwBin)

void cw_practice_panel_set_context (CwPracticePanel *self, CwContext *context);
void cw_practice_panel_refresh     (CwPracticePanel *self);

G_END_DECLS
