/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-export-operation.h"
#include "cw-operation-flow.h"
#include "cw-wizard-page.h"

/* "Export Certificate": in which form and for whom, with or without the private key, its password, and the file. */

G_BEGIN_DECLS

#define CW_TYPE_EXPORT_FORMAT_PAGE (cw_export_format_page_get_type ())
G_DECLARE_FINAL_TYPE (CwExportFormatPage, cw_export_format_page, CW, EXPORT_FORMAT_PAGE, CwWizardPage)

CwExportFormatPage *cw_export_format_page_new (CwOperationFlow *flow, CwExportDraft *draft);

G_END_DECLS
