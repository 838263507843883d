/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-descriptor.h"
#include "cw-file-plan-private.h"
#include "cw-manifest.h"
#include "cw-paths.h"
#include "cw-safe-folder.h"

/* What speaks against a file outside live/, before anything is written. */

static void
complain (CwFilePlan *self, GPtrArray *problems, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
complain (CwFilePlan *self, GPtrArray *problems, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (cw_file_plan_get_usage (self)), "%s", sentence));
}

static const char *
find_reserved (const char *path, const char *const *reserved)
{
  for (; reserved != NULL && *reserved != NULL; reserved++)
    if (cw_paths_is_in (path, *reserved))
      return *reserved;
  return NULL;
}

/* The same rules as when it is written. */
static void
check_folder (CwFilePlan *self, const char *path, GPtrArray *problems)
{
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Descriptor) folder = cw_safe_folder_open_of (path, &name, &error);

  if (folder < 0)
    complain (self, problems, "%s: %s.", cw_usage_get_title (cw_file_plan_get_usage (self)), error->message);
}

static void
check_place (CwFilePlan *self, const char *live, const char *path, GPtrArray *problems)
{
  const char *title = cw_usage_get_title (cw_file_plan_get_usage (self));
  g_autofree char *owner = cw_manifest_dup_owner (live, cw_usage_get_id (cw_file_plan_get_usage (self)), path);
  struct stat info;

  if (owner != NULL)
    complain (self, problems, _("%s: %s is already a file of the usage %s, and two cannot share it."), title, path, owner);
  else if (lstat (path, &info) == 0 && !S_ISREG (info.st_mode) && !S_ISLNK (info.st_mode))
    complain (self, problems, _("%s: %s is not an ordinary file and is not replaced. Move it away."), title, path);
}

void
cw_file_plan_check_outside (CwFilePlan *self, const char *path, const char *const *reserved, GPtrArray *problems)
{
  g_autofree char *folder = g_path_get_dirname (path), *live = g_path_get_dirname (cw_file_plan_get_link (self));
  CwUsage *usage = cw_file_plan_get_usage (self);
  const char *title = cw_usage_get_title (usage), *forbidden = find_reserved (path, reserved);

  if (cw_paths_is_in (path, live))
    complain (self, problems, _("%s: %s lies in %s, where only Certificate Wizard writes; a file there is named without its folder."), title, path, live);
  else if (forbidden != NULL)
    complain (self, problems, _("%s: %s lies in %s, where Certificate Wizard keeps its certificates and keys; name another folder."), title, path, forbidden);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    complain (self, problems, !cw_usage_is_absent (usage) ? _("%s: the folder %s, which a file goes to, does not exist.")
                                : _("%s is not installed on this computer: the folder %s, which a file goes to, does not exist."), title, folder);
  else if (faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
    complain (self, problems, errno == EROFS ? _("%s: %s cannot be written, because its file system is read-only.")
                                             : _("%s: %s can only be written by the administrator; run this as root."), title, path);
  else
    {
      check_folder (self, path, problems);
      check_place (self, live, path, problems);
    }
}
