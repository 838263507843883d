/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The store as a whole: where it is, what protects its keys and how that is changed, backup, restore, check. */

G_BEGIN_DECLS

#define CW_TYPE_STORE_DIALOG (cw_store_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwStoreDialog, cw_store_dialog, CW, STORE_DIALOG, AdwWindow)

CwStoreDialog *cw_store_dialog_new  (GtkWindow *parent, CwContext *context);
void           cw_store_dialog_show (GtkWindow *parent, CwContext *context);

G_END_DECLS
