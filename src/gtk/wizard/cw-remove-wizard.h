/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"

/* The Remove Certificate wizard: takes a certificate off usages; says before what they are without then, and deletes nothing. */

G_BEGIN_DECLS

/* usages: of CwUsage. */
void cw_remove_wizard_show (GtkWindow *parent, CwContext *context, GPtrArray *usages);

G_END_DECLS
