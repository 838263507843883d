/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* From one order of ids to another in few steps that a list model can announce one after the other: single rows that came or
 * went where there are few of them, else one step that replaces everything from a position to the end. Private to this folder. */

G_BEGIN_DECLS

/* Both removed and added: a replacement, and it reaches to the end. */
typedef struct { guint position; guint removed; guint added; } CwOrderStep;

/* Of CwOrderStep, to be applied in this order; the ids that are added are those of to from position on. */
GArray *cw_order_change_new             (GArray *from, GArray *to);
/* Never more than one step: for the answer to another question, where it does not matter which row went where. */
GArray *cw_order_change_new_replacement (GArray *from, GArray *to);

G_END_DECLS
