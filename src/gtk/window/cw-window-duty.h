/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* While the window is open, what is due is done there just the same: looked for at the start, once a minute, and when somebody comes back to
 * the window (after a suspended night, say). Nobody is asked anything; what became of it is said in a toast. */

G_BEGIN_DECLS

#define CW_TYPE_WINDOW_DUTY (cw_window_duty_get_type ())
G_DECLARE_FINAL_TYPE (CwWindowDuty, cw_window_duty, CW, WINDOW_DUTY, GObject)

/* window: not kept alive. Signal "done" when something was done. */
CwWindowDuty *cw_window_duty_new (GtkWindow *window, CwContext *context);

G_END_DECLS
