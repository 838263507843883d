/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"

/* What only the files about authorities share. */

G_BEGIN_DECLS

/* settings is copied. */
CwAuthorityInfo *cw_authority_info_new       (const CwAuthorityKind *kind, gint64 id, const char *name, GHashTable *settings,
                                              gboolean is_default, gint64 last_used);
/* NULL: of a kind that this version does not know. */
CwAuthorityInfo *cw_authority_info_new_from_record (const CwAuthorityRecord *record);
gboolean         cw_authority_info_equal     (CwAuthorityInfo *self, CwAuthorityInfo *other);
GHashTable      *cw_authority_settings_copy  (GHashTable *settings);
/* "Example CA", or with a number behind it where that name is taken. */
char            *cw_authorities_dup_free_name (CwAuthorities *self, const char *wanted, GError **error);
CwStore         *cw_authorities_get_store    (CwAuthorities *self);
CwKeyring       *cw_authorities_get_keyring  (CwAuthorities *self);
/* The first one of what validate says that is an error, as one. TRUE: there is none. */
gboolean         cw_authority_settings_check (const CwAuthorityKind *kind, GHashTable *settings, GError **error);

G_END_DECLS
