/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-operation.h"

/* An operation that needs no wizard: it runs where it was asked for, asks what it has to ask, and what became of it is said in
 * one sentence. */

G_BEGIN_DECLS

/* outcome: NULL when it did not get as far. Not called when the widget has gone by then. */
typedef void (*CwOperationHereDone) (GtkWidget *widget, CwOutcome *outcome);

/* done may be NULL. */
void cw_operation_run_here (GtkWidget *widget, CwContext *context, CwOperation *operation, CwOperationHereDone done);

G_END_DECLS
