/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-writer.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-descriptor.h"
#include "cw-error.h"
#include "cw-safe-folder.h"

/* This process. A folder is opened once and everything is done through its descriptor, so nobody can put another one in its place
 * meanwhile; what is written lies beside its target under a name that follows from it, so that what a power cut left is found again. */

#define NOBODY ((guint) -1)

#define CW_TYPE_LOCAL_WRITER (cw_local_writer_get_type ())
G_DECLARE_FINAL_TYPE (CwLocalWriter, cw_local_writer, CW, LOCAL_WRITER, CwWriter)

struct _CwLocalWriter {
  CwWriter parent_instance;
};

G_DEFINE_FINAL_TYPE (CwLocalWriter, cw_local_writer, CW_TYPE_WRITER)

/* ---- folders ---- */

/* Some file systems cannot sync a folder and say so: that is no failure. */
static gboolean
sync_folder (int fd)
{
  return fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
}

/* The mode that mkdir() is given is cut by the umask, so it is set again. */
static gboolean
make_one_folder (const char *path, guint mode, GError **error)
{
  g_autofree char *above_path = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_auto (Descriptor) above = open (above_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_auto (Descriptor) fd = -1;

  if (above < 0)
    return cw_safe_folder_fail (above_path, error);
  if (!cw_safe_folder_check_above (above, path, error))
    return FALSE;
  if (mkdirat (above, name, 0700) != 0 && errno != EEXIST)
    return cw_safe_folder_fail (path, error);
  fd = openat (above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || fchmod (fd, mode) != 0 || !sync_folder (above))
    return cw_safe_folder_fail (path, error);
  return TRUE;
}

static gboolean
make_parents (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  /* Nobody but services looks at those of the computer; a user's own are private, as his other folders of that kind. */
  return make_parents (folder, error) && make_one_folder (folder, geteuid () == 0 ? 0755 : 0700, error);
}

static gboolean
local_make_folder (CwWriter *writer, const char *path, guint mode, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (Descriptor) fd = cw_safe_folder_open (path, O_NOFOLLOW, &local);

  if (fd >= 0)
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return make_parents (path, error) && make_one_folder (path, mode, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- removing ---- */

static gboolean remove_at (int folder, const char *name);

static gboolean
empty_folder (int fd)
{
  DIR *directory = fdopendir (fd);
  struct dirent *entry;
  gboolean good = TRUE;

  if (directory == NULL)
    {
      close (fd);
      return FALSE;
    }
  while (good && (errno = 0, entry = readdir (directory)) != NULL)
    if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
      good = remove_at (dirfd (directory), entry->d_name);
  good = good && errno == 0;
  closedir (directory);
  return good;
}

static gboolean
remove_at (int folder, const char *name)
{
  int fd;

  if (unlinkat (folder, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  if (errno != EISDIR && errno != EPERM)
    return FALSE;
  fd = openat (folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return fd >= 0 && empty_folder (fd) && unlinkat (folder, name, AT_REMOVEDIR) == 0;
}

static gboolean
local_remove_file (CwWriter *writer, const char *path, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, &local);

  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  if (folder < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (unlinkat (folder, name, 0) != 0)
    return errno == ENOENT || cw_safe_folder_fail (path, error);
  return sync_folder (folder) || cw_safe_folder_fail (path, error);
}

static gboolean
local_remove_tree (CwWriter *writer, const char *path, GError **error)
{
  g_autofree char *name = NULL, *temporary = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, &local);

  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  if (folder < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  temporary = cw_writer_dup_temporary (name);
  if (!remove_at (folder, temporary))
    return cw_safe_folder_fail (path, error);
  if (renameat (folder, name, folder, temporary) != 0)
    return errno == ENOENT || cw_safe_folder_fail (path, error);
  return remove_at (folder, temporary) || cw_safe_folder_fail (path, error);
}

/* ---- writing ---- */

static gboolean
write_all (int fd, CwSecret *content)
{
  const guint8 *data = cw_secret_get_data (content);
  gsize size = cw_secret_get_size (content);

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

/* Owner, group, mode, and only then the first byte: it is never readable by more than it should be, not for an instant. Begins to go to the disk
 * at once, so that several files share the wait for it. */
static int
write_new (int folder, const char *name, guint mode, guint uid, guint gid, CwSecret *content)
{
  g_auto (Descriptor) fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int good = fd;

  if (fd < 0 || ((uid != NOBODY || gid != NOBODY) && fchown (fd, uid, gid) != 0) || fchmod (fd, mode) != 0 || !write_all (fd, content))
    return -1;
  sync_file_range (fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  fd = -1;
  return good;
}

/* A device, a pipe or a folder is never replaced by a file. A link is: itself, not what it leads to. */
static gboolean
check_replaceable (int folder, const char *name, const char *path, GError **error)
{
  struct stat info;
  g_autofree char *shown = NULL;

  if (fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || S_ISREG (info.st_mode) || S_ISLNK (info.st_mode))
    return TRUE;
  shown = g_filename_display_name (path);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE,
               S_ISDIR (info.st_mode) ? _("%s is a folder, not a file") : _("%s is not an ordinary file and is not replaced"), shown);
  return FALSE;
}

static gboolean
put_in_place (int folder, const char *temporary, const char *name, const char *path, GError **error)
{
  if (renameat (folder, temporary, folder, name) == 0 && sync_folder (folder))
    return TRUE;
  cw_safe_folder_fail (path, error);
  remove_at (folder, temporary);
  return FALSE;
}

static gboolean
local_write_file (CwWriter *writer, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error)
{
  g_autofree char *name = NULL, *temporary = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, error);
  g_auto (Descriptor) fd = -1;

  if (folder < 0 || !check_replaceable (folder, name, path, error))
    return FALSE;
  temporary = cw_writer_dup_temporary (name);
  remove_at (folder, temporary);
  fd = write_new (folder, temporary, mode, uid, gid, content);
  if (fd < 0 || fsync (fd) != 0)
    {
      cw_safe_folder_fail (path, error);
      unlinkat (folder, temporary, 0);
      return FALSE;
    }
  return put_in_place (folder, temporary, name, path, error);
}

static gboolean
write_and_sync (int folder, const CwWriterFile *files, gsize n_files)
{
  g_autofree int *fds = g_new (int, n_files);
  gsize n_open = 0;
  gboolean good = TRUE;
  int saved;

  for (gsize i = 0; good && i < n_files; i++)
    {
      fds[i] = write_new (folder, files[i].name, files[i].mode, files[i].uid, files[i].gid, files[i].content);
      good = fds[i] >= 0;
      n_open += good ? 1 : 0;
    }
  for (gsize i = 0; good && i < n_open; i++)
    good = fsync (fds[i]) == 0;
  saved = errno;
  for (gsize i = 0; i < n_open; i++)
    close (fds[i]);
  errno = saved;
  return good;
}

static gboolean
fill_folder (int above, const char *name, guint mode, const CwWriterFile *files, gsize n_files)
{
  g_auto (Descriptor) folder = -1;

  if (mkdirat (above, name, 0700) != 0)
    return FALSE;
  folder = openat (above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  /* The mode first, so that the folder is on the disk with its files. */
  return folder >= 0 && fchmod (folder, mode) == 0 && write_and_sync (folder, files, n_files) && sync_folder (folder);
}

static gboolean
local_write_folder (CwWriter *writer, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error)
{
  g_autofree char *name = NULL, *temporary = NULL;
  g_auto (Descriptor) above = cw_safe_folder_open_of (path, &name, error);

  if (above < 0)
    return FALSE;
  temporary = cw_writer_dup_temporary (name);
  remove_at (above, temporary);
  if (!fill_folder (above, temporary, mode, files, n_files))
    {
      cw_safe_folder_fail (path, error);
      remove_at (above, temporary);
      return FALSE;
    }
  return put_in_place (above, temporary, name, path, error);
}

static gboolean
local_make_link (CwWriter *writer, const char *path, const char *target, GError **error)
{
  g_autofree char *name = NULL, *temporary = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, error);

  if (folder < 0 || !check_replaceable (folder, name, path, error))
    return FALSE;
  temporary = cw_writer_dup_temporary (name);
  remove_at (folder, temporary);
  if (symlinkat (target, folder, temporary) != 0)
    return cw_safe_folder_fail (path, error);
  return put_in_place (folder, temporary, name, path, error);
}

/* TRUE in *made: its folder has to be synced, too. */
static int
open_mark (int folder, const char *name, gboolean *made)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  *made = fd >= 0;
  return fd >= 0 || errno != EEXIST ? fd : openat (folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

/* In place, and emptied instead of deleted: until this returns nobody relies on it, and half of it counts for nothing. */
static gboolean
local_set_mark (CwWriter *writer, const char *path, CwSecret *content, GError **error)
{
  g_autofree char *name = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, error);
  g_auto (Descriptor) fd = -1;
  gboolean made = FALSE;

  if (folder < 0)
    return FALSE;
  if (content == NULL && faccessat (folder, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
    return TRUE;
  fd = open_mark (folder, name, &made);
  if (fd < 0 || ftruncate (fd, 0) != 0)
    return cw_safe_folder_fail (path, error);
  if (content == NULL || (write_all (fd, content) && fsync (fd) == 0 && (!made || sync_folder (folder))))
    return TRUE;
  cw_safe_folder_fail (path, error);
  if (ftruncate (fd, 0) != 0)
    unlinkat (folder, name, 0);
  return FALSE;
}

static void
cw_local_writer_class_init (CwLocalWriterClass *klass)
{
  CwWriterClass *writer_class = CW_WRITER_CLASS (klass);

  writer_class->make_folder = local_make_folder;
  writer_class->write_file = local_write_file;
  writer_class->write_folder = local_write_folder;
  writer_class->make_link = local_make_link;
  writer_class->remove_file = local_remove_file;
  writer_class->remove_tree = local_remove_tree;
  writer_class->set_mark = local_set_mark;
}

static void
cw_local_writer_init (CwLocalWriter *self)
{
}

CwWriter *
cw_local_writer_new (void)
{
  return g_object_new (CW_TYPE_LOCAL_WRITER, NULL);
}
