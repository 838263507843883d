/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-interaction.h"

/* What the core asks, asked in dialogs over a window. Called in a worker, which waits while the main loop shows the dialog. */

G_BEGIN_DECLS

#define CW_TYPE_GTK_INTERACTION (cw_gtk_interaction_get_type ())
G_DECLARE_FINAL_TYPE (CwGtkInteraction, cw_gtk_interaction, CW, GTK_INTERACTION, CwInteraction)

CwInteraction *cw_gtk_interaction_new (GtkWindow *window);   /* not kept alive: without it the answer is "cancelled" */

G_END_DECLS
