/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where things are kept. */

G_BEGIN_DECLS

char *cw_paths_dup_user_store   (void);   /* $XDG_DATA_HOME/certwizard */
char *cw_paths_dup_system_store (void);   /* /var/lib/certwizard; CERTWIZARD_SYSTEM_STORE for tests */
char *cw_paths_dup_config       (void);   /* $XDG_CONFIG_HOME/certwizard */
/* The locale folder: CERTWIZARD_LOCALEDIR from the build tree, else the installed one. */
const char *cw_paths_get_localedir (void);
/* Tildes home for display. */
char *cw_paths_dup_display      (const char *path);

G_END_DECLS
