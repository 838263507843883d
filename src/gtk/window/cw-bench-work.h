/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* Heavy work, one piece after the other, as the window does it: in workers. For the performance probe, which looks meanwhile
 * whether the main loop turns. */

G_BEGIN_DECLS

/* name: of the piece that has just ended; NULL for preparations that do not count. */
typedef void (*CwBenchWorked) (const char *name, gboolean last, gpointer user_data);

void cw_bench_work_start (CwContext *context, GtkWindow *window, CwBenchWorked worked, gpointer user_data);

G_END_DECLS
