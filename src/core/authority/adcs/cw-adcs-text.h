/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What is looked for in the text of a page, in whatever language it is. Private to this folder. */

G_BEGIN_DECLS

/* Without scripts and comments. */
char *cw_adcs_text_strip       (const char *page);
/* White space and control characters become one blank; cut at the limit. */
char *cw_adcs_text_collapse    (const char *text, gsize limit);
/* The first whole number, where it can be that of a request; text may be NULL. */
char *cw_adcs_text_find_number (const char *text);
/* The first HRESULT, as "0x80094014", or NULL; text may be NULL. */
char *cw_adcs_text_find_code   (const char *text);
/* What stands between quotation marks, else all of it. */
char *cw_adcs_text_find_quoted (const char *text);

G_END_DECLS
