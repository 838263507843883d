/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-paths.h"
#include "cw-config.h"

#include <string.h>

static const char *
getenv_filled (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : NULL;
}

char *
cw_paths_dup_user_store (void)
{
  return g_build_filename (g_get_user_data_dir (), "certwizard", NULL);
}

char *
cw_paths_dup_system_store (void)
{
  const char *other = getenv_filled ("CERTWIZARD_SYSTEM_STORE");

  return g_strdup (other != NULL ? other : "/var/lib/certwizard");
}

char *
cw_paths_dup_config (void)
{
  return g_build_filename (g_get_user_config_dir (), "certwizard", NULL);
}

const char *
cw_paths_get_localedir (void)
{
  const char *other = getenv_filled ("CERTWIZARD_LOCALEDIR");

  return other != NULL ? other : CW_LOCALEDIR;
}

char *
cw_paths_dup_display (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  while (length > 1 && home[length - 1] == '/')
    length--;
  if (length > 1 && strncmp (path, home, length) == 0 && (path[length] == '/' || path[length] == '\0'))
    {
      g_autofree char *tilded = g_strconcat ("~", path + length, NULL);

      return g_filename_display_name (tilded);
    }
  return g_filename_display_name (path);
}
