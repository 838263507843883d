/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-context.h"
#include "cw-import-operation.h"

/* The Import Certificate wizard: what to import, what is in it, doing it, and what became of it. */

G_BEGIN_DECLS

/* A draft that has sources already (dropped, pasted, opened) starts there. */
void cw_import_wizard_show (GtkWindow *parent, CwContext *context, CwImportDraft *draft);

G_END_DECLS
