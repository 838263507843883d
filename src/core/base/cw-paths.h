/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where things are kept. */

G_BEGIN_DECLS

char *cw_paths_dup_user_store   (void);   /* $XDG_DATA_HOME/certwizard */
char *cw_paths_dup_system_store (void);   /* /var/lib/certwizard; CERTWIZARD_SYSTEM_STORE for tests */
char *cw_paths_dup_config       (void);   /* $XDG_CONFIG_HOME/certwizard */
char *cw_paths_dup_system_config (void);  /* /etc/certwizard; CERTWIZARD_SYSTEM_CONFIG for tests */
/* topology.conf of the scope; of a store in a folder of its own (--store, else NULL) it lies in that folder. */
char *cw_paths_dup_topology     (const char *store_directory, gboolean system_scope);
/* Where the files of the services are: /etc/certwizard/live, of a user $XDG_STATE_HOME/certwizard/live; of a store in a folder of its own live/ in
 * that folder. */
char *cw_paths_dup_live         (const char *store_directory, gboolean system_scope);
/* What is read where a user has no topology of his own: the computer's. NULL for every other path. */
char *cw_paths_dup_topology_fallback (const char *path);
/* Where usage files are, a later folder overriding an earlier one: the ones that ship (CERTWIZARD_USAGES from the build tree), the
 * computer's, the user's. */
char **cw_paths_dup_usage_folders (void);
/* The locale folder: CERTWIZARD_LOCALEDIR from the build tree, else the installed one. */
const char *cw_paths_get_localedir (void);
/* Whether a file of this path lies in the folder, or is it; also by way of a link above it. One in place of the file itself is not followed: whoever
 * writes replaces it. */
gboolean cw_paths_is_in         (const char *path, const char *folder);
/* Tildes home for display. */
char *cw_paths_dup_display      (const char *path);

G_END_DECLS
