/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-request-draft.h"

/* The Certificate Request wizard: what for, where to, which names, what key; the summary, doing it, and what became of it. */

G_BEGIN_DECLS

/* draft: what is wished for so far (usages of a row, a request to be edited), or NULL. Gives the wizard's window. */
GtkWidget *cw_request_wizard_present (GtkWindow *parent, CwContext *context, CwRequestDraft *draft);
/* A new wish for these usages (of CwUsage), with what was entered the last time; none: for what is useful on this computer. */
GtkWidget *cw_request_wizard_present_for (GtkWindow *parent, CwContext *context, GPtrArray *usages);

G_END_DECLS
