/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-window.h"

/* What comes into the window to be imported: files that are opened, files and text that are pasted or dropped. Files wait until there is a store,
 * and a window over which the wizard can come up. */

G_BEGIN_DECLS

#define CW_TYPE_WINDOW_INTAKE (cw_window_intake_get_type ())
G_DECLARE_FINAL_TYPE (CwWindowIntake, cw_window_intake, CW, WINDOW_INTAKE, GObject)

/* window: not kept alive. revealer: over its views; says that something can be dropped. */
CwWindowIntake *cw_window_intake_new          (CwWindow *window, GtkRevealer *revealer);
void            cw_window_intake_add_files    (CwWindowIntake *self, GFile **files, gsize n_files);
/* The window is there: what has waited is imported, if there is a store. */
void            cw_window_intake_open_waiting (CwWindowIntake *self);
void            cw_window_intake_paste        (CwWindowIntake *self);

G_END_DECLS
