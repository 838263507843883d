/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cw-list-slot.h"

/* A list model of CwListSlot between a long list and its view, which makes GTK do less. A GtkColumnView keeps 200 rows of
 * widgets, seen or not, and makes all of them anew when the objects in them are replaced. So the gate opens with the rows of one
 * screen and lets the others in after the first frame; and when the list replaces its content (another order, another search),
 * the places stay and only what is in them changes. Places at the end come and go between frames: until they have gone there is
 * nothing in them. Rows that come or go in the middle pass as they are. */

G_BEGIN_DECLS

#define CW_TYPE_LIST_GATE (cw_list_gate_get_type ())
G_DECLARE_FINAL_TYPE (CwListGate, cw_list_gate, CW, LIST_GATE, GObject)

CwListGate *cw_list_gate_new (GListModel *source);

G_END_DECLS
