/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* Who touches the disk when something is deployed: this process, or later a privileged helper. Every path is absolute; no symbolic link is
 * followed in the last part. Everything is on the disk (fsync of file and folder) when a function returns. Blocks. */

G_BEGIN_DECLS

#define CW_TYPE_WRITER (cw_writer_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwWriter, cw_writer, CW, WRITER, GObject)

struct _CwWriterClass {
  GObjectClass parent_class;
  gboolean  (*make_folder) (CwWriter *self, const char *path, guint mode, GError **error);
  gboolean  (*write_file)  (CwWriter *self, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error);
  gboolean  (*make_link)   (CwWriter *self, const char *path, const char *target, GError **error);
  gboolean  (*remove_file) (CwWriter *self, const char *path, GError **error);
  gboolean  (*remove_tree) (CwWriter *self, const char *path, GError **error);
};

/* There already: fine, when it is a folder of this user or root that nobody else can write to; else CW_ERROR_PERMISSION. */
gboolean  cw_writer_make_folder (CwWriter *self, const char *path, guint mode, GError **error);
/* Whole or not at all: beside the target, with owner, group and mode before the first byte, then renamed. uid, gid (guint) -1: as made. */
gboolean  cw_writer_write_file  (CwWriter *self, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error);
/* A symbolic link, put in place of another one in one step. */
gboolean  cw_writer_make_link   (CwWriter *self, const char *path, const char *target, GError **error);
gboolean  cw_writer_remove_file (CwWriter *self, const char *path, GError **error);      /* not there: fine */
gboolean  cw_writer_remove_tree (CwWriter *self, const char *path, GError **error);      /* not there: fine; follows no link */

CwWriter *cw_local_writer_new   (void);

G_END_DECLS
