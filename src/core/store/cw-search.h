/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a person types into a search field, taken apart: every word must occur somewhere in the search text of a certificate;
 * thumbprints and serial numbers count with or without colons. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwSearch CwSearch;

CwSearch   *cw_search_new       (const char *text);      /* NULL when there is nothing to search for */
void        cw_search_free      (CwSearch *self);
/* For the trigram index: finds all that match, and some that do not. NULL when the index cannot help (fewer than 3 characters).
 * Until it is called again. */
const char *cw_search_get_match (CwSearch *self);
/* Texts to learn from which parts of the search are rare, for a faster match. */
void        cw_search_learn     (CwSearch *self, const char *text);
gboolean    cw_search_matches   (CwSearch *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSearch, cw_search_free)

G_END_DECLS
