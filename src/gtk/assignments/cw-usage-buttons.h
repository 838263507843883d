/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-usage-choice.h"

/* What can be done with what is chosen in the table: the buttons beside it, below the name of what they are about. They call the actions of
 * the home screen. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_BUTTONS (cw_usage_buttons_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageButtons, cw_usage_buttons, CW, USAGE_BUTTONS, GtkBox)

void cw_usage_buttons_set_choice (CwUsageButtons *self, CwUsageChoice *choice);
/* The buttons stand side by side, below the table. */
void cw_usage_buttons_set_narrow (CwUsageButtons *self, gboolean narrow);

G_END_DECLS
