/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-usage-choice.h"

/* What is done with usages: the wizards and operations behind the buttons of the home screen. */

G_BEGIN_DECLS

void cw_usage_assign (GtkWidget *widget, CwContext *context, CwUsageChoice *choice);
/* One click: what is wrong with a usage is put right, or what is staged takes over now. */
void cw_usage_mend   (GtkWidget *widget, CwContext *context, const char *usage, CwMend mend);
/* Its certificate is about to expire, and has no successor: another one is requested, for every usage that has it. */
void cw_usage_renew  (GtkWidget *widget, CwContext *context, CwUsageTable *table, const char *usage);

G_END_DECLS
