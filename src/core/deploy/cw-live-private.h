/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-live.h"

/* What cw-live.c, cw-live-outside.c and cw-live-journal.c share. Private to this folder. */

G_BEGIN_DECLS

CwWriter *cw_live_get_writer     (CwLive *self);

/* Files outside live/. What was at their paths before us is kept in the folder of generation 0, with its owner and mode. */
/* manifest: of the generation that is to be seen. */
gboolean  cw_live_keep_foreign   (CwLive *self, const char *usage, GPtrArray *manifest, GError **error);
/* Puts the copies of a generation in place, and what was there before us where this generation has none. */
gboolean  cw_live_place_outside  (CwLive *self, const char *usage, guint64 generation, GPtrArray *manifest, gboolean back, GError **error);

/* Says which usage and folder when it is not there. */
GPtrArray *cw_live_read_manifest (CwLive *self, const char *usage, guint64 generation, GError **error);
gboolean  cw_live_drop_halves    (CwLive *self, const char *usage, GError **error);
/* Does not wait. CW_ERROR_IN_USE: somebody else has it. */
gboolean  cw_live_try_lock       (CwLive *self, GError **error);

/* Paths outside that were written to since the lock was taken. */
void      cw_live_touch          (CwLive *self, const char *path);
gboolean  cw_live_is_touched     (CwLive *self, const char *path);

G_END_DECLS
