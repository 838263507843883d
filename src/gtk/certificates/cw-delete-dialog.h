/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* Asks, moves certificates to the trash, and offers to undo it. */

G_BEGIN_DECLS

/* name: of a single one, or NULL. window: the main window or a dialog over it. */
void cw_delete_dialog_show (GtkWindow *window, CwContext *context, const gint64 *ids, gsize n, const char *name);

G_END_DECLS
