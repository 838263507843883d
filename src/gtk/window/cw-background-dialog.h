/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* "Roll and renew in the background": one switch for the timer that does what is due while no window is open, and what it does. */

G_BEGIN_DECLS

#define CW_TYPE_BACKGROUND_DIALOG (cw_background_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwBackgroundDialog, cw_background_dialog, CW, BACKGROUND_DIALOG, AdwWindow)

CwBackgroundDialog *cw_background_dialog_new  (GtkWindow *parent, CwContext *context);
void                cw_background_dialog_show (GtkWindow *parent, CwContext *context);

G_END_DECLS
