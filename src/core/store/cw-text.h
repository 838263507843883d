/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Text as the store compares it: one folded form for "is the same name" and searching, another for sorting. Both are stored,
 * so they depend on no locale. Private to this folder. */

G_BEGIN_DECLS

char *cw_text_fold     (const char *text);   /* case and compatibility forms folded: equal means "the same to a person" */
char *cw_text_sort_key (const char *text);   /* accents aside, numbers by their value; compares byte by byte */
/* NFC, trimmed; NULL and CW_ERROR_NAME_INVALID for one that is empty, too long or has control characters. */
char *cw_text_clean_name (const char *name, GError **error);

G_END_DECLS
