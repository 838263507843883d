/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A file beside the database that is gone when the work is done. Its lock tells whether somebody still works with it, or a
 * program was ended in the middle: cw_store_check() lists the latter. Private to this folder. */

G_BEGIN_DECLS

#define CW_STORE_TEMPORARY_PREFIX "store.db.tmp-"

typedef struct { char *path; int fd; } CwStoreTemporary;

/* An empty file, mode 0600. */
CwStoreTemporary *cw_store_temporary_new  (const char *directory, GError **error);
/* Removes it, and what SQLite put beside it. Its connections must be closed before. */
void              cw_store_temporary_free (CwStoreTemporary *self);
/* Names of those that nobody works with any more. */
GPtrArray        *cw_store_temporary_list_orphans (const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStoreTemporary, cw_store_temporary_free)

G_END_DECLS
