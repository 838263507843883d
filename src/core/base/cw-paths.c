/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-paths.h"
#include "cw-config.h"

#include <stdlib.h>
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

char *
cw_paths_dup_system_config (void)
{
  const char *other = getenv_filled ("CERTWIZARD_SYSTEM_CONFIG");

  return g_strdup (other != NULL ? other : "/etc/certwizard");
}

char *
cw_paths_dup_topology (const char *store_directory, gboolean system_scope)
{
  g_autofree char *folder = NULL;

  if (store_directory != NULL)
    folder = g_strdup (store_directory);
  else
    folder = system_scope ? cw_paths_dup_system_config () : cw_paths_dup_config ();
  return g_build_filename (folder, "topology.conf", NULL);
}

/* Whole: it is written into the configuration of services, which run elsewhere. */
char *
cw_paths_dup_live (const char *store_directory, gboolean system_scope)
{
  g_autofree char *folder = NULL;

  if (store_directory != NULL)
    folder = g_canonicalize_filename (store_directory, NULL);
  else
    folder = system_scope ? cw_paths_dup_system_config () : g_build_filename (g_get_user_state_dir (), "certwizard", NULL);
  return g_build_filename (folder, "live", NULL);
}

char *
cw_paths_dup_topology_fallback (const char *path)
{
  g_autofree char *of_user = cw_paths_dup_topology (NULL, FALSE);

  return strcmp (path, of_user) == 0 ? cw_paths_dup_topology (NULL, TRUE) : NULL;
}

/* The share folder that belongs to this very program: beside bin/ where it is installed, whatever the prefix has become; in the
 * build tree two floors up. What was installed once must not be taken for what was just built. */
static char *
dup_usages_of_program (void)
{
  static const char *const ways[] = { "../share/certwizard/usages", "../../share/certwizard/usages" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (gsize i = 0; folder != NULL && i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_build_filename (folder, ways[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return g_canonicalize_filename (path, NULL);
    }
  return g_strdup (CW_PKGDATADIR "/usages");
}

char **
cw_paths_dup_usage_folders (void)
{
  const char *other = getenv_filled ("CERTWIZARD_USAGES");
  g_autofree char *shipped = other != NULL ? g_strdup (other) : dup_usages_of_program ();
  g_autofree char *computer = cw_paths_dup_system_config ();
  g_autofree char *user = cw_paths_dup_config ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *of_computer = g_build_filename (computer, "usages", NULL);
  g_autofree char *of_user = g_build_filename (user, "usages", NULL);

  g_strv_builder_add (builder, shipped);
  g_strv_builder_add (builder, of_computer);
  g_strv_builder_add (builder, of_user);
  return g_strv_builder_end (builder);
}

const char *
cw_paths_get_localedir (void)
{
  const char *other = getenv_filled ("CERTWIZARD_LOCALEDIR");

  return other != NULL ? other : CW_LOCALEDIR;
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

gboolean
cw_paths_is_in (const char *path, const char *folder)
{
  g_autofree char *typed = g_canonicalize_filename (path, NULL), *typed_folder = g_canonicalize_filename (folder, NULL);
  g_autofree char *above = g_path_get_dirname (typed);
  char *real = realpath (above, NULL), *real_folder = realpath (folder, NULL);
  gboolean found = is_below (typed, typed_folder) || (real != NULL && real_folder != NULL && is_below (real, real_folder));

  free (real);
  free (real_folder);
  return found;
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
