/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The page where the topology is edited: computers, pools, SIP domains and shared hosts, checked while they are typed. A copy is
 * edited; it is written when it is saved, by a worker. */

G_BEGIN_DECLS

#define CW_TYPE_TOPOLOGY_DIALOG (cw_topology_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwTopologyDialog, cw_topology_dialog, CW, TOPOLOGY_DIALOG, AdwWindow)

CwTopologyDialog *cw_topology_dialog_new  (GtkWindow *parent, CwContext *context);
void              cw_topology_dialog_show (GtkWindow *parent, CwContext *context);

G_END_DECLS
