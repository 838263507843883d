/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* Where an authority is added or changed: its name, its kind, and the form that the kind describes. What is wrong is said at the
 * field; when it is kept, a test is offered. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITY_DIALOG (cw_authority_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityDialog, cw_authority_dialog, CW, AUTHORITY_DIALOG, AdwWindow)

/* info: which one to change; NULL: another one. */
CwAuthorityDialog *cw_authority_dialog_new  (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info);
void               cw_authority_dialog_show (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info);

G_END_DECLS
