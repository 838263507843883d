/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-output-path.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-paths.h"

gboolean
cw_output_path_check (CwStore *store, const char *path, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (path);

  if (g_str_equal (path, "-") || !cw_paths_is_in (path, cw_store_get_directory (store)))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s is in the folder of the certificate store, where nothing else is written."), display);
  return FALSE;
}
