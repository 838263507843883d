/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* The Export wizard: for whom, with or without the key, where to; doing it; and what became of it. */

G_BEGIN_DECLS

void cw_export_wizard_show (GtkWindow *parent, CwContext *context, const gint64 *ids, gsize n);

G_END_DECLS
