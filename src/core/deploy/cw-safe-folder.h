/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Folders that something secret may be put into: nobody but this user or root can change what is in them, or put another one in their place. Opened
 * once, so that what was looked at is what is written to. Private to this folder. */

G_BEGIN_DECLS

/* A descriptor, or -1. flags: of open(), O_NOFOLLOW or 0. CW_ERROR_PERMISSION, CW_ERROR_NOT_FOUND. */
int      cw_safe_folder_open        (const char *path, int flags, GError **error);
/* The folder of a file; name: its last part. */
int      cw_safe_folder_open_of     (const char *path, char **name, GError **error);
/* Whoever can write to this folder or to one above can put another one in its place. Where the sticky bit is set, as in /tmp, he cannot. */
gboolean cw_safe_folder_check_above (int fd, const char *path, GError **error);
/* Sets the error of errno; FALSE. */
gboolean cw_safe_folder_fail        (const char *path, GError **error);

G_END_DECLS
