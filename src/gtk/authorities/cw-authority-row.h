/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-authorities.h"

/* One authority in the list: its name and what it is, and unfolded its settings, its accounts, and a button for each thing that can
 * be done. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITY_ROW (cw_authority_row_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityRow, cw_authority_row, CW, AUTHORITY_ROW, AdwExpanderRow)

/* The buttons activate "authorities.test", ".edit", ".default", ".remove" and ".add-account" with the authority's name (s), and
 * "authorities.replace-password" and ".forget" with the name and the user (ss). */
GtkWidget       *cw_authority_row_new      (CwAuthorities *authorities, CwAuthorityInfo *info);
CwAuthorityInfo *cw_authority_row_get_info (CwAuthorityRow *self);

G_END_DECLS
