/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Times as people and programs read them. All times in the core are gint64 seconds since 1970, UTC. */

G_BEGIN_DECLS

char *cw_time_to_rfc3339  (gint64 time);                  /* 2026-11-21T12:00:00Z */
char *cw_time_to_exact    (gint64 time);                  /* local time in the locale's own form */
char *cw_time_to_date     (gint64 time);                  /* 2026-11-21, local */
char *cw_time_to_relative (gint64 time, gint64 now);      /* "in 3 months", "12 days ago" */
/* What somebody typed: ISO 8601 ("2026-12-31 08:00", "…T08:00:00+01:00"; local time without a zone), or the locale's own form ("7/31/2012 8:00 AM").
 * CW_ERROR_USAGE with a sentence. */
gboolean cw_time_from_text (const char *text, gint64 *time, GError **error);

G_END_DECLS
