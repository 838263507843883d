/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Now, as a seam: seconds since 1970. Tests move it with cw_clock_set_offset() or CERTWIZARD_CLOCK_OFFSET=SECONDS. */

G_BEGIN_DECLS

gint64 cw_clock_now        (void);
gint64 cw_clock_now_usec   (void);
void   cw_clock_set_offset (gint64 seconds);

G_END_DECLS
