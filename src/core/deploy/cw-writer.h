/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* Who touches the disk when something is deployed: this process, or later a privileged helper. Every path is absolute; no symbolic link is
 * followed in the last part. Everything is on the disk (fsync of file and folder) when a function returns, unless it says otherwise. Blocks. */

G_BEGIN_DECLS

#define CW_TYPE_WRITER (cw_writer_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwWriter, cw_writer, CW, WRITER, GObject)

/* A file of a folder that is written as a whole. */
typedef struct {
  const char *name;          /* one name, no path */
  guint       mode;
  guint       uid, gid;      /* (guint) -1: as made */
  CwSecret   *content;
} CwWriterFile;

struct _CwWriterClass {
  GObjectClass parent_class;
  gboolean  (*make_folder)  (CwWriter *self, const char *path, guint mode, GError **error);
  gboolean  (*write_file)   (CwWriter *self, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error);
  gboolean  (*write_folder) (CwWriter *self, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error);
  gboolean  (*make_link)    (CwWriter *self, const char *path, const char *target, GError **error);
  gboolean  (*remove_file)  (CwWriter *self, const char *path, GError **error);
  gboolean  (*remove_tree)  (CwWriter *self, const char *path, GError **error);
  gboolean  (*set_mark)     (CwWriter *self, const char *path, CwSecret *content, GError **error);
};

/* With the folders above it, where they are missing. There already: fine, when it is a folder of this user or root that nobody else can write
 * to; else CW_ERROR_PERMISSION. The same is asked of the folder of everything that is written. */
gboolean  cw_writer_make_folder  (CwWriter *self, const char *path, guint mode, GError **error);
/* Whole or not at all: beside the target, with owner, group and mode before the first byte, then renamed. uid, gid (guint) -1: as made. */
gboolean  cw_writer_write_file   (CwWriter *self, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error);
/* A new folder that is seen with all of its files or not at all; there must be none of that name. One wait for the disk, not one for each file. */
gboolean  cw_writer_write_folder (CwWriter *self, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error);
/* A symbolic link, put in place of another one in one step. */
gboolean  cw_writer_make_link    (CwWriter *self, const char *path, const char *target, GError **error);
gboolean  cw_writer_remove_file  (CwWriter *self, const char *path, GError **error);      /* not there: fine */
/* In one step out of sight, then deleted. Not there: fine; follows no link. It is not waited for: after a power cut it may be there again. */
gboolean  cw_writer_remove_tree  (CwWriter *self, const char *path, GError **error);
/* A file of ours alone whose reader sees by itself whether it is whole: one wait for the disk instead of two. content NULL: empties it, which is not
 * waited for. */
gboolean  cw_writer_set_mark     (CwWriter *self, const char *path, CwSecret *content, GError **error);

/* Where what is written lies until it is put in place: what a killed process left of it is found by that name. */
char     *cw_writer_dup_temporary (const char *path);

CwWriter *cw_local_writer_new    (void);

G_END_DECLS
