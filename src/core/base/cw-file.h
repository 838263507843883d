/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* Files that are written whole or not at all. */

G_BEGIN_DECLS

/* Writes beside the target (mode set before content), syncs, renames, syncs the folder. Follows no symbolic link at the target. */
gboolean cw_file_replace (const char *path, gconstpointer data, gsize size, guint mode, GError **error);
/* Reads a regular file of at most max_size bytes: CW_ERROR_TOO_LARGE at once for a larger one, CW_ERROR_NOT_FOUND, CW_ERROR_PERMISSION, …
 * Pipes and standard input ("-") are read up to the limit. The bytes are wiped when they are freed. */
GBytes  *cw_file_read    (const char *path, guint64 max_size, GError **error);

G_END_DECLS
