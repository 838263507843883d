/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Bytes as hexadecimal text, and back. Thumbprints are upper case without colons, as on the vendor pages. */

G_BEGIN_DECLS

char   *cw_hex_encode        (gconstpointer data, gsize size);                 /* upper case */
char   *cw_hex_encode_spaced (gconstpointer data, gsize size, char separator); /* AA:BB */
/* Takes upper and lower case, colons, blanks and the invisible marks that a copy from a dialog brings along. NULL if it is no hex. */
char   *cw_hex_normalise     (const char *text);
GBytes *cw_hex_decode        (const char *text);

G_END_DECLS
