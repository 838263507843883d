/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file-plan.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-file.h"

/* A configuration is text of a person's size; whatever is larger or deeper is not looked into. */
#define MAX_SIZE  (1024 * 1024)
#define MAX_FILES 500
#define MAX_DEPTH 4

static gboolean
file_names (const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, MAX_SIZE, NULL);
  gsize size = 0;
  const char *content = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return content != NULL && g_strstr_len (content, (gssize) size, text) != NULL;
}

static gboolean
folder_names (const char *folder, const char *text, guint depth, guint *n_files)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (depth > 1 && !g_file_test (path, G_FILE_TEST_IS_SYMLINK) && folder_names (path, text, depth - 1, n_files))
            return TRUE;
        }
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && ((*n_files)++ >= MAX_FILES || file_names (path, text)))
        return TRUE;
    }
  return FALSE;
}

/* A service may be told of its files anywhere in its own folder of /etc. NULL: it has none. */
static char *
dup_folder (const char *file)
{
  g_auto (GStrv) parts = g_strsplit (file, "/", 4);

  return g_str_has_prefix (file, "/etc/") && g_strv_length (parts) == 4 ? g_build_filename ("/etc", parts[2], NULL) : NULL;
}

/* Too many files to look into: it is taken to be told. */
static gboolean
is_named (const char *file, const char *text)
{
  g_autofree char *folder = dup_folder (file);
  guint n_files = 0;

  return folder != NULL ? folder_names (folder, text, MAX_DEPTH, &n_files) : file_names (file, text);
}

/* A file of its own for this (conf.d/tls.conf) is often not there yet. */
static gboolean
is_place (const char *file)
{
  g_autofree char *folder = dup_folder (file);

  if (folder == NULL)
    folder = g_path_get_dirname (file);
  return g_path_is_absolute (file) && (g_file_test (file, G_FILE_TEST_IS_REGULAR) || g_file_test (folder, G_FILE_TEST_IS_DIR));
}

static char *
dup_lines (const char *const *lines, const char *link)
{
  g_autofree char *all = g_strjoinv ("\n", (char **) lines);
  g_auto (GStrv) around = g_strsplit (all, "{live}", -1);

  return g_strjoinv (link, around);
}

char *
cw_file_plan_dup_configuration (CwFilePlan *self)
{
  CwUsageService *service = cw_usage_get_service (cw_file_plan_get_usage (self));
  const char *file = service != NULL ? cw_usage_service_get_configuration_file (service) : NULL;
  const char *const *lines = service != NULL ? cw_usage_service_get_configuration (service) : NULL;
  g_autofree char *text = NULL;

  if (file == NULL || lines == NULL || *lines == NULL)
    return NULL;
  text = dup_lines (lines, cw_file_plan_get_link (self));
  return g_strdup_printf (_("The configuration of %s does not name these files yet. Write this into %s, once:\n%s"),
                          cw_usage_get_title (cw_file_plan_get_usage (self)), file, text);
}

char *
cw_file_plan_dup_missing_configuration (CwFilePlan *self)
{
  CwUsageService *service = cw_usage_get_service (cw_file_plan_get_usage (self));
  const char *file = service != NULL ? cw_usage_service_get_configuration_file (service) : NULL;

  if (file == NULL || !is_place (file) || is_named (file, cw_file_plan_get_link (self)))
    return NULL;
  return cw_file_plan_dup_configuration (self);
}
