/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-topology.h"

/* The last line of a list: a name that is typed here and confirmed becomes a new computer, pool or SIP domain. */

G_BEGIN_DECLS

/* type: CW_TYPE_COMPUTER, CW_TYPE_POOL or CW_TYPE_SIP_DOMAIN. Gives two rows, the entry and the reason why a name is refused. */
GtkWidget *cw_topology_add_row_new (CwTopology *topology, GType type, GtkWidget **note);

G_END_DECLS
