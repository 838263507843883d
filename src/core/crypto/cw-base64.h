/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Base64 at the speed of memory: a bundle of 100,000 certificates is 150 MB of it. Private to this folder. */

G_BEGIN_DECLS

/* Room for what cw_base64_decode() writes. */
#define CW_BASE64_ROOM(size) ((size) / 4 * 3 + 4)

/* Takes white space anywhere, written-out "\n" and "\r", and a missing "=". The number of bytes, or -1 for what is no base64. */
gssize cw_base64_decode (const char *text, gsize size, guint8 *out);

G_END_DECLS
