/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-topology.h"

/* What the files of this folder know of each other. Private to it. */

G_BEGIN_DECLS

/* This computer as the machine tells it: nobody has entered anything, so it is not written to the file. */
CwComputer *cw_computer_new_detected     (const char *fqdn, const char *const *addresses);
gboolean    cw_computer_is_entered       (CwComputer *self);
void        cw_computer_set_entered      (CwComputer *self);
gboolean    cw_computer_has_own_addresses (CwComputer *self);     /* not the detected ones */
void        cw_computer_take_detected    (CwComputer *self, const char *const *addresses);
void        cw_sip_domain_set_primary    (CwSipDomain *self, gboolean primary);
/* For the properties of all four types: "" is kept as NULL. FALSE when it was so already. */
gboolean    cw_topology_replace_text     (char **place, const char *text);
/* Addresses of this computer that others can reach it by, in a stable order. */
char      **cw_topology_dup_this_addresses (void);
/* The file it was read from, to keep what a person wrote there; borrowed, or NULL. */
GKeyFile   *cw_topology_get_file         (CwTopology *self);
void        cw_topology_set_file         (CwTopology *self, GKeyFile *file);
void        cw_topology_set_modified     (CwTopology *self, gboolean modified);
/* The items of all kinds by the word of CSV and problems: "computer", "pool", "sip-domain"; NULL for the site. */
GListModel *cw_topology_get_items        (CwTopology *self, GType type);
const char *cw_topology_get_word         (GType type);
char       *cw_topology_item_dup_name    (gpointer item);

G_END_DECLS
