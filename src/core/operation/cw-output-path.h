/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-store.h"

/* Where an export, a backup, a request or a report may be written: anywhere but in the folder of the store, for a file there that was replaced
 * would be the database, or a key that a service reads. */

G_BEGIN_DECLS

/* path: "-" is nowhere. CW_ERROR_NAME_TAKEN. */
gboolean cw_output_path_check (CwStore *store, const char *path, GError **error);

G_END_DECLS
