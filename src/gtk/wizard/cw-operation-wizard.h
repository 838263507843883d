/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-operation.h"

/* The three pages that end every wizard, for an operation that needs no page of its own. */

G_BEGIN_DECLS

GtkWidget *cw_operation_wizard_show (GtkWindow *parent, CwContext *context, CwOperation *operation, const char *title, const char *next_label,
                                     const char *done_title);

G_END_DECLS
