/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-import-operation.h"
#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* "Import Certificate": which files, whether they hold the private key, its password, and what the key may be used for. */

G_BEGIN_DECLS

#define CW_TYPE_IMPORT_SOURCE_PAGE (cw_import_source_page_get_type ())
G_DECLARE_FINAL_TYPE (CwImportSourcePage, cw_import_source_page, CW, IMPORT_SOURCE_PAGE, CwWizardPage)

CwImportSourcePage *cw_import_source_page_new (CwOperationFlow *flow, CwImportDraft *draft);

G_END_DECLS
