/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-problem.h"

/* A key file that knows on which line everything stands, which GKeyFile does not, so that every mistake can be shown where it is.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwKeyText CwKeyText;

/* Lines that are neither group, key nor comment are problems, and become comments, so that they are not lost when the file is
 * written again. NULL, with a problem, for what is no text at all. */
CwKeyText *cw_key_text_new        (const char *text, const char *path, GPtrArray *problems);
void       cw_key_text_free       (CwKeyText *self);
GKeyFile  *cw_key_text_get_file   (CwKeyText *self);
guint      cw_key_text_get_n_bad_lines (CwKeyText *self);
gboolean   cw_key_text_has        (CwKeyText *self, const char *group, const char *key);
/* The value without blanks around it; NULL when the key is absent, empty or broken (a problem). */
char      *cw_key_text_dup_string (CwKeyText *self, const char *group, const char *key);
char     **cw_key_text_dup_list   (CwKeyText *self, const char *group, const char *key);    /* "a;b;": never NULL, without empty ones */
gboolean   cw_key_text_get_boolean (CwKeyText *self, const char *group, const char *key, gboolean fallback);
/* Adds a problem about the group's (key NULL) or the key's line. */
void       cw_key_text_complain   (CwKeyText *self, CwSeverity severity, const char *group, const char *key, const char *format, ...) G_GNUC_PRINTF (5, 6);
/* Warns of keys that are not known, with the nearest that is. */
void       cw_key_text_check_keys (CwKeyText *self, const char *group, const char *const *known);
/* The nearest of the words, when it is near enough to be a slip; or NULL. */
const char *cw_key_text_suggest   (const char *word, const char *const *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeyText, cw_key_text_free)

G_END_DECLS
