/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The program: its options, its one window per store, and the store, which is opened in a worker while GTK starts. */

G_BEGIN_DECLS

#define CW_TYPE_APPLICATION (cw_application_get_type ())
G_DECLARE_FINAL_TYPE (CwApplication, cw_application, CW, APPLICATION, AdwApplication)

CwApplication *cw_application_new   (void);
/* After an error that the user has put right: opens the store again and gives it to the window. */
void           cw_application_retry (CwApplication *self);

G_END_DECLS
