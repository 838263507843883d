/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-finding.h"

/* What one click does about a finding: mend, reload, roll, or request a successor. */

G_BEGIN_DECLS

/* Label, tooltip and action; hidden where nothing can be done from here. Somewhere in the home screen, whose actions it calls. */
void cw_finding_button_set (GtkWidget *button, CwFinding *finding);

G_END_DECLS
