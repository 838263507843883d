/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* Process Pending Certificates: asks the authorities about requests that wait; what was issued is offered for assignment. */

G_BEGIN_DECLS

/* Every one that waits. */
void cw_pending_wizard_show          (GtkWindow *parent, CwContext *context);
void cw_pending_wizard_show_requests (GtkWindow *parent, CwContext *context, const gint64 *ids, gsize n);

G_END_DECLS
