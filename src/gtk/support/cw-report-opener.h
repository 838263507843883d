/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* "View Log": the report of an operation in the history, made into a page and shown by the desktop's viewer. */

G_BEGIN_DECLS

void cw_report_opener_show (GtkWidget *widget, CwContext *context, gint64 history_id);

G_END_DECLS
