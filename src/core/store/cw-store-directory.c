/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-paths.h"

static gboolean
check_owner_and_mode (const struct stat *info, const char *path, const char *wanted, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (path);

  if (info->st_uid != geteuid ())
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE_PERMISSIONS,
                   _("“%s” belongs to another user (number %u, and you are %u), so it is not used as a certificate store."),
                   display, (guint) info->st_uid, (guint) geteuid ());
      return FALSE;
    }
  if ((info->st_mode & 077) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORE_PERMISSIONS,
                   _("“%s” can be reached by other users (its mode is %04o). Put this right with: chmod %s '%s'"),
                   display, (guint) (info->st_mode & 07777), wanted, path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_wrong_kind (const char *path, const char *format, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (path);
  g_autofree char *sentence = g_strdup_printf (format, display);

  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_PERMISSIONS, sentence);
  return FALSE;
}

gboolean
cw_store_directory_prepare (const char *directory, gboolean *read_only, GError **error)
{
  struct stat info;

  if (stat (directory, &info) != 0 && errno == ENOENT)
    {
      /* The mode of a new folder is what is asked minus the umask, so it is set again. */
      if (g_mkdir_with_parents (directory, 0700) != 0 || chmod (directory, 0700) != 0)
        {
          cw_error_set_from_errno (error, errno, _("The folder “%s” for the certificate store cannot be made"), directory);
          return FALSE;
        }
    }
  if (stat (directory, &info) != 0)
    {
      cw_error_set_from_errno (error, errno, _("The folder “%s” of the certificate store cannot be used"), directory);
      return FALSE;
    }
  if (!S_ISDIR (info.st_mode))
    return set_wrong_kind (directory, _("“%s” is not a folder, so it cannot hold the certificate store."), error);
  if (!check_owner_and_mode (&info, directory, "700", error))
    return FALSE;
  *read_only = faccessat (AT_FDCWD, directory, W_OK, AT_EACCESS) != 0;
  return TRUE;
}

gboolean
cw_store_file_check (const char *path, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    {
      if (errno == ENOENT)
        return TRUE;
      cw_error_set_from_errno (error, errno, _("The file “%s” of the certificate store cannot be used"), path);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    return set_wrong_kind (path, _("“%s” is not a regular file, so it is not used as a certificate store."), error);
  return check_owner_and_mode (&info, path, "600", error);
}

gboolean
cw_store_file_prepare (const char *path, gboolean read_only, GError **error)
{
  if (!read_only)
    {
      int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (fd >= 0)
        {
          gboolean done = fchmod (fd, 0600) == 0;
          close (fd);
          if (done)
            return TRUE;
        }
      if (errno != EEXIST)
        {
          cw_error_set_from_errno (error, errno, _("The certificate store “%s” cannot be made"), path);
          return FALSE;
        }
    }
  if (g_access (path, F_OK) != 0)
    {
      cw_error_set_from_errno (error, read_only ? EROFS : errno, _("There is no certificate store “%s” yet, and it cannot be made"), path);
      return FALSE;
    }
  return cw_store_file_check (path, error);
}
