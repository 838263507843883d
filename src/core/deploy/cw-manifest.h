/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-usage-target.h"

/* What a folder of live/ holds, written down in it: each file with its owner, mode and hash, and where a copy of it goes. So a generation can be
 * put in place, and checked, without the usage that it was made from. Private to this folder. */

G_BEGIN_DECLS

#define CW_MANIFEST_NAME ".manifest"

typedef struct {
  char *name;        /* in the folder; "": there is no file (and none was there) */
  char *path;        /* of the copy outside; "": none */
  char *link;        /* what was outside is a symbolic link to this; "": it is not */
  char *sha256;      /* upper-case hex */
  char *format;      /* the nick of its form; "": it is none of ours, or was written before this was written down */
  guint mode, uid, gid;
} CwManifestEntry;

CwManifestEntry *cw_manifest_entry_new  (const char *name, const char *path, guint mode, guint uid, guint gid);
void             cw_manifest_entry_free (CwManifestEntry *self);

GPtrArray       *cw_manifest_new        (void);                                       /* of CwManifestEntry, which it owns */
CwManifestEntry *cw_manifest_find_name  (GPtrArray *self, const char *name);          /* or NULL */
CwManifestEntry *cw_manifest_find_path  (GPtrArray *self, const char *path);          /* also by way of a link above it */
gboolean         cw_manifest_has_format (const CwManifestEntry *self, CwTargetFormat format);    /* as far as it is known */
char            *cw_manifest_to_text    (GPtrArray *self);
GPtrArray       *cw_manifest_read       (const char *folder, GError **error);         /* CW_ERROR_NOT_FOUND, CW_ERROR_DAMAGED */

/* The path without links above the file: two that lead to the same are the same place. */
char            *cw_manifest_dup_place  (const char *path);

/* The other usage that has a file at this path now; NULL: none. live: the folder of all. */
char            *cw_manifest_dup_owner  (const char *live, const char *but, const char *path);

/* A regular file, no link, as bytes that are wiped; info may be NULL. CW_ERROR_NOT_FOUND, CW_ERROR_DAMAGED for what is no regular file. */
struct stat;
GBytes          *cw_manifest_read_file  (const char *path, struct stat *info, GError **error);
char            *cw_manifest_hash       (gconstpointer data, gsize size);

G_END_DECLS
