/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cw-error.h"

CwStoreTemporary *
cw_store_temporary_new (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, CW_STORE_TEMPORARY_PREFIX "XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0 || fchmod (fd, 0600) != 0 || flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      cw_error_set_from_errno (error, errno, _("A temporary file in “%s” cannot be made"), directory);
      if (fd >= 0)
        {
          unlink (path);
          close (fd);
        }
      return NULL;
    }
  CwStoreTemporary *self = g_new0 (CwStoreTemporary, 1);
  self->path = g_steal_pointer (&path);
  self->fd = fd;
  return self;
}

void
cw_store_temporary_free (CwStoreTemporary *self)
{
  static const char * const suffixes[] = { "", "-journal", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);
      unlink (path);
    }
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_abandoned (const char *path)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return FALSE;
  gboolean abandoned = flock (fd, LOCK_EX | LOCK_NB) == 0;
  close (fd);
  return abandoned;
}

GPtrArray *
cw_store_temporary_list_orphans (const char *directory)
{
  GPtrArray *orphans = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      if (g_str_has_prefix (name, CW_STORE_TEMPORARY_PREFIX) && is_abandoned (path))
        g_ptr_array_add (orphans, g_steal_pointer (&path));
    }
  return orphans;
}
