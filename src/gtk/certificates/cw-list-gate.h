/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A list model between a long list and its view, which makes GTK do less. A GtkColumnView always keeps 200 rows of widgets,
 * seen or not: the gate opens with the rows of one screen and lets the others in after the first frame. And when the list
 * replaces its whole content (another order, another search) by taking everything out and putting everything in, the view
 * would destroy its rows and make new ones: the gate makes one change of few rows out of it, and the view fills the rows
 * that it has. Everything else passes as it is. */

G_BEGIN_DECLS

#define CW_TYPE_LIST_GATE (cw_list_gate_get_type ())
G_DECLARE_FINAL_TYPE (CwListGate, cw_list_gate, CW, LIST_GATE, GObject)

CwListGate *cw_list_gate_new (GListModel *source);

G_END_DECLS
