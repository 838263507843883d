/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-export-operation.h"

/* Between the draft of an export and its operation. */

G_BEGIN_DECLS

/* As cw_export_draft_validate(), and the first error with its code; a missing password comes last, because it can be asked for. */
GListModel *cw_export_draft_check (CwExportDraft *self, CwStore *store, GError **error);

/* cw-export-names.c: a file name for each certificate, from its friendly name, unique within a folder. */
char *cw_export_dup_file_name (const char *friendly_name, const char *extension, GHashTable *taken);

G_END_DECLS
