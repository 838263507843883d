/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-writer.h"
#include <string.h>

G_DEFINE_ABSTRACT_TYPE (CwWriter, cw_writer, G_TYPE_OBJECT)

static void
cw_writer_class_init (CwWriterClass *klass)
{
}

static void
cw_writer_init (CwWriter *self)
{
}

/* Not random: the next attempt puts away what this one may leave behind. */
char *
cw_writer_dup_temporary (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *temporary = g_strdup_printf (".certwizard-%08x.tmp", g_str_hash (name));

  return strcmp (folder, ".") == 0 ? g_steal_pointer (&temporary) : g_build_filename (folder, temporary, NULL);
}

gboolean
cw_writer_make_folder (CwWriter *self, const char *path, guint mode, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->make_folder (self, path, mode, error);
}

gboolean
cw_writer_write_file (CwWriter *self, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->write_file (self, path, mode, uid, gid, content, error);
}

gboolean
cw_writer_write_folder (CwWriter *self, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->write_folder (self, path, mode, files, n_files, error);
}

gboolean
cw_writer_make_link (CwWriter *self, const char *path, const char *target, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->make_link (self, path, target, error);
}

gboolean
cw_writer_remove_file (CwWriter *self, const char *path, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->remove_file (self, path, error);
}

gboolean
cw_writer_remove_tree (CwWriter *self, const char *path, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->remove_tree (self, path, error);
}

gboolean
cw_writer_set_mark (CwWriter *self, const char *path, CwSecret *content, GError **error)
{
  g_return_val_if_fail (CW_IS_WRITER (self) && path[0] == '/', FALSE);
  return CW_WRITER_GET_CLASS (self)->set_mark (self, path, content, error);
}
