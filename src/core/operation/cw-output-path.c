/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-output-path.h"
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-paths.h"

static gboolean
is_below (const char *folder, const char *path)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* By whatever links it is named. A folder that is not there is nowhere. */
gboolean
cw_output_path_check (CwStore *store, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  char *folder = realpath (cw_store_get_directory (store), NULL);
  char *real = realpath (parent, NULL);
  gboolean inside = folder != NULL && real != NULL && !g_str_equal (path, "-") && is_below (folder, real);
  g_autofree char *display = cw_paths_dup_display (path);

  free (folder);
  free (real);
  if (inside)
    g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s is in the folder of the certificate store, where nothing else is written."), display);
  return !inside;
}
