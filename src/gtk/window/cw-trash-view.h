/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* What was deleted: it can be restored, or, confirmed, be gone for good. */

G_BEGIN_DECLS

#define CW_TYPE_TRASH_VIEW (cw_trash_view_get_type ())
G_DECLARE_FINAL_TYPE (CwTrashView, cw_trash_view, CW, TRASH_VIEW, AdwBin)

void cw_trash_view_set_context (CwTrashView *self, CwContext *context);
void cw_trash_view_refresh     (CwTrashView *self);

G_END_DECLS
