/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-import-operation.h"

/* One line of the import's preview: what it is, and what becomes of it. There may be 100,000 of them. */

G_BEGIN_DECLS

#define CW_TYPE_IMPORT_ITEM_ROW (cw_import_item_row_get_type ())
G_DECLARE_FINAL_TYPE (CwImportItemRow, cw_import_item_row, CW, IMPORT_ITEM_ROW, GtkBox)

void                cw_import_item_row_set_item    (CwImportItemRow *self, CwImportItem *item);
GtkListItemFactory *cw_import_item_row_new_factory (void);
const char         *cw_import_fate_get_word        (CwImportFate fate);

G_END_DECLS
