/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-kinds.h"

/* The authority that is a person: the request goes out as a file, through the clipboard or as a mail, and the reply comes in by
 * Import. It can do nothing on its own; these functions bring the request into the forms in which it is handed on. */

G_BEGIN_DECLS

#define CW_TYPE_OFFLINE_AUTHORITY (cw_offline_authority_get_type ())
G_DECLARE_FINAL_TYPE (CwOfflineAuthority, cw_offline_authority, CW, OFFLINE_AUTHORITY, CwAuthority)

CwAuthority *cw_offline_authority_new (void);

/* DER where the name ends in .der, PEM for every other one: .csr, .req, .pem and .txt are opened by people and pasted into web
 * pages. Replaces a file that is there, and reads it back. CW_ERROR_PERMISSION, CW_ERROR_DISK_FULL, … */
gboolean  cw_offline_save       (CwCsr *csr, const char *path, GError **error);
/* mailto: with the request in the text, for the person's own mail program; attachments cannot be handed over everywhere. to: an
 * address, or NULL. */
char     *cw_offline_dup_mailto (CwCsr *csr, const char *to);

G_END_DECLS
