/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-kinds.h"

/* The authority that is a person: the request goes out as a file, through the clipboard or as a mail, and the reply comes in by
 * Import. It can do nothing on its own; these functions bring the request into the forms in which it is handed on. */

G_BEGIN_DECLS

#define CW_TYPE_OFFLINE_AUTHORITY (cw_offline_authority_get_type ())
G_DECLARE_FINAL_TYPE (CwOfflineAuthority, cw_offline_authority, CW, OFFLINE_AUTHORITY, CwAuthority)

CwAuthority *cw_offline_authority_new (void);

/* DER where the name ends in .der or .p10, PEM for every other one: .csr, .req, .pem and .txt are opened by people and pasted into
 * web pages. Replaces a file that is there. CW_ERROR_PERMISSION, CW_ERROR_DISK_FULL, … */
gboolean  cw_offline_save          (CwCsr *csr, const char *path, GError **error);
gboolean  cw_offline_path_is_der   (const char *path);
/* "www.example.org.csr": a name for the file, safe in every file system. */
char     *cw_offline_dup_file_name (CwCsr *csr);
/* For the clipboard: PEM. */
char     *cw_offline_dup_text      (CwCsr *csr);
/* A mail that the person's own program opens, with the request in its text. to: an address, or NULL. */
char     *cw_offline_dup_mailto    (CwCsr *csr, const char *to);
/* The same as a file of its own (.eml), as an unsent draft with the request attached: for programs that cut long addresses off. */
char     *cw_offline_dup_mail      (CwCsr *csr, const char *to);

G_END_DECLS
