/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-authority-kinds.h"

/* The rows of a form for one kind of authority, made from the table of kinds: for each field an entry, a file, a choice or a switch,
 * and a place below it where what is wrong is said. A new kind needs nothing here. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITY_FORM (cw_authority_form_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityForm, cw_authority_form, CW, AUTHORITY_FORM, AdwBin)

/* Property "valid" (boolean, notified): what is entered can be kept. */
GtkWidget  *cw_authority_form_new          (const CwAuthorityKind *kind, GHashTable *settings);     /* settings: to begin with, or NULL */
gboolean    cw_authority_form_is_valid     (CwAuthorityForm *self);
/* Only what is not empty and not the fallback. */
GHashTable *cw_authority_form_dup_settings (CwAuthorityForm *self);

G_END_DECLS
