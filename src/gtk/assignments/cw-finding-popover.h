/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-finding.h"

/* All of what was found, and what can be done about it: for who opens its row. */

G_BEGIN_DECLS

/* At this place of owner, to whose actions it belongs; goes away by itself. */
void cw_finding_popover_show (GtkWidget *owner, const GdkRectangle *place, CwFinding *finding);

G_END_DECLS
