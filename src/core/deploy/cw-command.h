/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A command of a usage file: run without a shell, nothing to read, its words kept as far as a person wants to read them. Private to this
 * folder. */

G_BEGIN_DECLS

/* "/usr/sbin/nginx -t -q": as one would type it. */
char    *cw_command_dup_text (const char *const *argv);
/* Blocks until it has ended, at most timeout_ms: then it and what it started are ended. CW_ERROR_CANCELLED, CW_ERROR_TIMED_OUT, and
 * CW_ERROR_FAILED with what it said, shortened, without lines that may hold a secret, or how it ended. */
gboolean cw_command_run      (const char *const *argv, guint timeout_ms, GCancellable *cancellable, GError **error);

G_END_DECLS
