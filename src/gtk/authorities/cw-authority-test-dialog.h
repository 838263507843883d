/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* "Test this CA": with which account, and what was found out, line by line as it comes. A server that is not trusted shows its
 * fingerprint and can be trusted from here. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITY_TEST_DIALOG (cw_authority_test_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityTestDialog, cw_authority_test_dialog, CW, AUTHORITY_TEST_DIALOG, AdwWindow)

CwAuthorityTestDialog *cw_authority_test_dialog_new  (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info);
void                   cw_authority_test_dialog_show (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info);

G_END_DECLS
