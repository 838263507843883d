/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-safe-folder.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include "cw-descriptor.h"
#include "cw-error.h"

gboolean
cw_safe_folder_fail (const char *path, GError **error)
{
  int saved = errno;
  g_autofree char *shown = g_filename_display_name (path);

  cw_error_set_from_errno (error, saved, "%s", shown);
  return FALSE;
}

static gboolean
refuse (const char *path, const char *format, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *sentence = g_strdup_printf (format, shown);

  g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, sentence);
  return FALSE;
}

static gboolean
refuse_above (int above, const char *path, GError **error)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", above), *found = g_file_read_link (link, NULL);
  g_autofree char *shown = g_filename_display_name (path), *culprit = g_filename_display_name (found != NULL ? found : "/");

  g_set_error (error, CW_ERROR, CW_ERROR_PERMISSION, _("%s lies in %s, which everybody can write to, so nothing secret is put there"), shown, culprit);
  return FALSE;
}

/* Whoever can write to this folder or to one above can put another one in its place. Where the sticky bit is set, as in /tmp, he cannot. */
gboolean
cw_safe_folder_check_above (int fd, const char *path, GError **error)
{
  g_auto (Descriptor) at = openat (fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct stat here = { 0 }, last;

  if (at < 0)
    return cw_safe_folder_fail (path, error);
  do
    {
      int next;

      last = here;
      if (fstat (at, &here) != 0)
        return cw_safe_folder_fail (path, error);
      if ((here.st_mode & S_IWOTH) != 0 && (here.st_mode & S_ISVTX) == 0)
        return refuse_above (at, path, error);
      next = openat (at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
      if (next < 0)
        return cw_safe_folder_fail (path, error);
      close (at);
      at = next;
    }
  while (here.st_dev != last.st_dev || here.st_ino != last.st_ino);
  return TRUE;
}

static gboolean
check_folder (int fd, const char *path, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return cw_safe_folder_fail (path, error);
  if (info.st_uid != 0 && info.st_uid != geteuid ())
    return refuse (path, _("%s belongs to another user, so nothing secret is put there"), error);
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refuse (path, _("Others can write to the folder %s, so nothing secret is put there; “chmod go-w” puts it right"), error);
  return cw_safe_folder_check_above (fd, path, error);
}

int
cw_safe_folder_open (const char *path, int flags, GError **error)
{
  g_auto (Descriptor) fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
  struct stat info;

  if (fd < 0 && (errno == ENOTDIR || errno == ELOOP) && lstat (path, &info) == 0 && !S_ISDIR (info.st_mode))
    refuse (path, S_ISLNK (info.st_mode) ? _("%s is a link, where a folder of its own has to be") : _("%s is not a folder"), error);
  else if (fd < 0)
    cw_safe_folder_fail (path, error);
  else if (check_folder (fd, path, error))
    {
      int good = fd;

      fd = -1;
      return good;
    }
  return -1;
}

int
cw_safe_folder_open_of (const char *path, char **name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  *name = g_path_get_basename (path);
  return cw_safe_folder_open (folder, 0, error);
}
