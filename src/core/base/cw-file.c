/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file.h"
#include "cw-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int Descriptor;

static void
descriptor_close (Descriptor *fd)
{
  if (*fd >= 0)
    close (*fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Descriptor, descriptor_close)

static void
set_errno (GError **error, const char *path)
{
  int saved = errno;
  g_autofree char *name = g_filename_display_name (path);

  cw_error_set_from_errno (error, saved, "%s", name);
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      ssize_t n = write (fd, data, MIN (size, (gsize) G_MAXINT));

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          data += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

/* A device, a pipe or a folder is never replaced by a file, not even behind a link: as root that would break the system. */
static gboolean
check_target (int folder, const char *name, const char *path, GError **error)
{
  struct stat status;
  g_autofree char *shown = NULL;

  if (fstatat (folder, name, &status, 0) != 0 || S_ISREG (status.st_mode))
    return TRUE;
  shown = g_filename_display_name (path);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE,
               S_ISDIR (status.st_mode) ? _("%s is a folder, not a file") : _("%s is not an ordinary file and is not replaced"), shown);
  return FALSE;
}

static int
open_beside (int folder, char **name)
{
  for (guint attempt = 0; attempt < 100; attempt++)
    {
      int fd;

      g_free (*name);
      *name = g_strdup_printf (".certwizard-%08x%08x.tmp", g_random_int (), g_random_int ());
      fd = openat (folder, *name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (fd >= 0 || errno != EEXIST)
        return fd;
    }
  return -1;
}

/* The mode first, then the content: it is never readable by more than it should be, not for an instant. */
static gboolean
write_beside (int fd, gconstpointer data, gsize size, guint mode)
{
  return fchmod (fd, mode) == 0 && write_all (fd, data, size) && fsync (fd) == 0;
}

/* Some file systems cannot sync a folder and say so: that is no failure. */
static gboolean
sync_folder (int folder)
{
  return fsync (folder) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
}

gboolean
cw_file_replace (const char *path, gconstpointer data, gsize size, guint mode, GError **error)
{
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *temporary = NULL;
  g_auto (Descriptor) folder = open (folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_auto (Descriptor) fd = -1;

  if (folder < 0)
    {
      set_errno (error, folder_path);
      return FALSE;
    }
  if (!check_target (folder, name, path, error))
    return FALSE;
  fd = open_beside (folder, &temporary);
  if (fd < 0)
    {
      set_errno (error, path);
      return FALSE;
    }
  if (!write_beside (fd, data, size, mode) || renameat (folder, temporary, folder, name) != 0)
    {
      set_errno (error, path);
      unlinkat (folder, temporary, 0);
      return FALSE;
    }
  if (!sync_folder (folder))
    {
      set_errno (error, path);
      return FALSE;
    }
  return TRUE;
}

/* What is read may hold a private key: it is wiped when the last reader lets go. */
typedef struct
{
  guint8 *data;
  gsize size;
  gsize capacity;
} Buffer;

static void
buffer_free (gpointer data)
{
  Buffer *buffer = data;

  cw_secret_wipe (buffer->data, buffer->size);
  g_free (buffer->data);
  g_free (buffer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Buffer, buffer_free)

static void
buffer_grow (Buffer *self)
{
  gsize capacity = self->capacity * 2;
  guint8 *larger = g_malloc (capacity);

  memcpy (larger, self->data, self->size);
  cw_secret_wipe (self->data, self->size);
  g_free (self->data);
  self->data = larger;
  self->capacity = capacity;
}

static gboolean
set_too_large (GError **error, const char *shown, guint64 max_size)
{
  g_autofree char *limit = g_format_size_full (max_size, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("%s is larger than %s, which no such file is"), shown, limit);
  return FALSE;
}

/* Read, not mapped: a file that another program cuts short meanwhile must not end this one. */
static gboolean
buffer_fill (Buffer *self, int fd, const char *shown, guint64 max_size, GError **error)
{
  while (TRUE)
    {
      ssize_t n;

      if (self->size > max_size)
        return set_too_large (error, shown, max_size);
      if (self->size == self->capacity)
        buffer_grow (self);
      n = read (fd, self->data + self->size, MIN (self->capacity - self->size, (gsize) G_MAXINT));
      if (n == 0)
        return TRUE;
      if (n > 0)
        self->size += (gsize) n;
      else if (errno != EINTR)
        {
          cw_error_set_from_errno (error, errno, "%s", shown);
          return FALSE;
        }
    }
}

static GBytes *
read_descriptor (int fd, const char *shown, guint64 max_size, GError **error)
{
  g_autoptr (Buffer) buffer = g_new0 (Buffer, 1);
  struct stat status;
  const guint8 *data;
  gsize size;

  if (fstat (fd, &status) != 0)
    {
      cw_error_set_from_errno (error, errno, "%s", shown);
      return NULL;
    }
  if (S_ISREG (status.st_mode) && (guint64) status.st_size > max_size)
    {
      set_too_large (error, shown, max_size);
      return NULL;
    }
  /* One byte more than the file has, so that its end is seen without growing. */
  buffer->capacity = S_ISREG (status.st_mode) ? (gsize) status.st_size + 1 : 64 * 1024;
  buffer->data = g_malloc (buffer->capacity);
  if (!buffer_fill (buffer, fd, shown, max_size, error))
    return NULL;
  data = buffer->data;
  size = buffer->size;
  return g_bytes_new_with_free_func (data, size, buffer_free, g_steal_pointer (&buffer));
}

GBytes *
cw_file_read (const char *path, guint64 max_size, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_auto (Descriptor) fd = -1;

  if (strcmp (path, "-") == 0)
    return read_descriptor (STDIN_FILENO, _("Standard input"), max_size, error);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      set_errno (error, path);
      return NULL;
    }
  return read_descriptor (fd, shown, max_size, error);
}
