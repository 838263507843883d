/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* From one order of ids to another in few steps that a list model can announce one after the other: single rows that came or
 * went where there are few of them, else first everything that goes and then everything that comes. Private to this folder. */

G_BEGIN_DECLS

typedef struct { guint position; guint removed; guint added; } CwOrderStep;   /* one of removed and added is 0 */

/* Of CwOrderStep, to be applied in this order; the ids that are added are those of to from position on. */
GArray *cw_order_change_new (GArray *from, GArray *to);

G_END_DECLS
