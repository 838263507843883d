/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A row of a list with a button for each thing that can be done; in a narrow window they stand below each other. */

G_BEGIN_DECLS

#define CW_TYPE_BUTTONS_ROW (cw_buttons_row_get_type ())
G_DECLARE_FINAL_TYPE (CwButtonsRow, cw_buttons_row, CW, BUTTONS_ROW, AdwPreferencesRow)

CwButtonsRow *cw_buttons_row_new (void);
/* label with mnemonic; target may be NULL, tooltip too. */
GtkWidget    *cw_buttons_row_add (CwButtonsRow *self, const char *label, const char *action, GVariant *target, const char *tooltip);

G_END_DECLS
