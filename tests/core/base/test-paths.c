/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-config.h"
#include "cw-paths.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
test_user (void)
{
  g_autofree char *store = cw_paths_dup_user_store ();
  g_autofree char *config = cw_paths_dup_config ();
  g_autofree char *expected_store = g_build_filename (g_get_user_data_dir (), "certwizard", NULL);
  g_autofree char *expected_config = g_build_filename (g_get_user_config_dir (), "certwizard", NULL);

  g_assert_cmpstr (store, ==, expected_store);
  g_assert_cmpstr (config, ==, expected_config);
  g_assert_cmpstr (store, !=, config);
}

static void
test_system (void)
{
  g_autofree char *usual = NULL;
  g_autofree char *other = NULL;
  g_autofree char *empty = NULL;

  g_unsetenv ("CERTWIZARD_SYSTEM_STORE");
  usual = cw_paths_dup_system_store ();
  g_setenv ("CERTWIZARD_SYSTEM_STORE", "/other", TRUE);
  other = cw_paths_dup_system_store ();
  g_setenv ("CERTWIZARD_SYSTEM_STORE", "", TRUE);
  empty = cw_paths_dup_system_store ();
  g_unsetenv ("CERTWIZARD_SYSTEM_STORE");
  g_assert_cmpstr (usual, ==, "/var/lib/certwizard");
  g_assert_cmpstr (other, ==, "/other");
  g_assert_cmpstr (empty, ==, "/var/lib/certwizard");
}

static void
assert_topology (const char *store, gboolean system, const char *expected)
{
  g_autofree char *path = cw_paths_dup_topology (store, system);

  g_assert_cmpstr (path, ==, expected);
}

static void
test_topology (void)
{
  g_autofree char *user = g_build_filename (g_get_user_config_dir (), "certwizard", "topology.conf", NULL);

  g_unsetenv ("CERTWIZARD_SYSTEM_CONFIG");
  assert_topology (NULL, FALSE, user);
  assert_topology (NULL, TRUE, "/etc/certwizard/topology.conf");
  assert_topology ("/a/store", FALSE, "/a/store/topology.conf");
  assert_topology ("/a/store", TRUE, "/a/store/topology.conf");
  g_setenv ("CERTWIZARD_SYSTEM_CONFIG", "/other", TRUE);
  assert_topology (NULL, TRUE, "/other/topology.conf");
  g_unsetenv ("CERTWIZARD_SYSTEM_CONFIG");
}

/* Whole in any case: services read it from wherever they run. */
static void
test_live (void)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *below = g_build_filename (here, "store", "live", NULL);
  g_autofree char *of_user = g_build_filename (g_get_user_state_dir (), "certwizard", "live", NULL);
  g_autofree char *user = cw_paths_dup_live (NULL, FALSE);
  g_autofree char *relative = cw_paths_dup_live ("store", FALSE);
  g_autofree char *absolute = cw_paths_dup_live ("/a/./store/", TRUE);

  g_assert_cmpstr (user, ==, of_user);
  g_assert_cmpstr (relative, ==, below);
  g_assert_cmpstr (absolute, ==, "/a/store/live");
}

static void
test_topology_fallback (void)
{
  g_autofree char *user = cw_paths_dup_topology (NULL, FALSE);
  g_autofree char *system = cw_paths_dup_topology (NULL, TRUE);
  g_autofree char *of_user = cw_paths_dup_topology_fallback (user);
  g_autofree char *of_system = cw_paths_dup_topology_fallback (system);
  g_autofree char *of_store = cw_paths_dup_topology_fallback ("/a/store/topology.conf");

  g_assert_cmpstr (of_user, ==, system);
  g_assert_null (of_system);
  g_assert_null (of_store);
}

static void
test_usages (void)
{
  g_autofree char *of_user = g_build_filename (g_get_user_config_dir (), "certwizard", "usages", NULL);
  g_auto (GStrv) installed = NULL;
  g_auto (GStrv) of_tree = NULL;

  g_unsetenv ("CERTWIZARD_SYSTEM_CONFIG");
  g_unsetenv ("CERTWIZARD_USAGES");
  installed = cw_paths_dup_usage_folders ();
  g_setenv ("CERTWIZARD_USAGES", "/tree/usages", TRUE);
  of_tree = cw_paths_dup_usage_folders ();
  g_assert_cmpuint (g_strv_length (installed), ==, 3);
  g_assert_cmpstr (installed[0], ==, CW_PKGDATADIR "/usages");
  g_assert_cmpstr (installed[1], ==, "/etc/certwizard/usages");
  g_assert_cmpstr (installed[2], ==, of_user);
  g_assert_cmpuint (g_strv_length (of_tree), ==, 3);
  g_assert_cmpstr (of_tree[0], ==, "/tree/usages");
}

static void
test_localedir (void)
{
  g_setenv ("CERTWIZARD_LOCALEDIR", "/build/po", TRUE);
  g_assert_cmpstr (cw_paths_get_localedir (), ==, "/build/po");
  g_unsetenv ("CERTWIZARD_LOCALEDIR");
  g_assert_cmpstr (cw_paths_get_localedir (), ==, CW_LOCALEDIR);
}

static void
assert_display (const char *path, const char *expected)
{
  g_autofree char *shown = cw_paths_dup_display (path);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_display (void)
{
  const char *home = g_get_home_dir ();
  g_autofree char *inside = g_build_filename (home, "Documents", "a.pem", NULL);
  g_autofree char *beside = g_strconcat (home, "-other/a.pem", NULL);

  assert_display (inside, "~/Documents/a.pem");
  assert_display (home, "~");
  assert_display (beside, beside);
  assert_display ("/etc/ssl", "/etc/ssl");
  assert_display ("a.pem", "a.pem");
}

static void
test_is_in (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cw-paths-XXXXXX", NULL), *inside = g_build_filename (folder, "store", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL), *beside = g_strconcat (inside, "-other/a", NULL);
  g_autofree char *by_link = g_build_filename (link, "a", NULL), *around = g_build_filename (folder, "none", "..", "store", "a", NULL);
  g_autofree char *deep = g_build_filename (inside, "not", "there", NULL);

  g_assert_cmpint (g_mkdir (inside, 0700), ==, 0);
  g_assert_cmpint (symlink ("store", link), ==, 0);
  g_assert_true (cw_paths_is_in (inside, inside));
  g_assert_true (cw_paths_is_in (deep, inside));
  g_assert_true (cw_paths_is_in (by_link, inside));
  g_assert_true (cw_paths_is_in (around, inside));
  g_assert_false (cw_paths_is_in (beside, inside));
  g_assert_false (cw_paths_is_in (folder, inside));
  /* It would be replaced itself. */
  g_assert_false (cw_paths_is_in (link, inside));
  g_assert_false (cw_paths_is_in (inside, "/not/there/at/all"));
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (inside), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paths/user", test_user);
  g_test_add_func ("/paths/system", test_system);
  g_test_add_func ("/paths/topology", test_topology);
  g_test_add_func ("/paths/live", test_live);
  g_test_add_func ("/paths/topology-fallback", test_topology_fallback);
  g_test_add_func ("/paths/usages", test_usages);
  g_test_add_func ("/paths/localedir", test_localedir);
  g_test_add_func ("/paths/display", test_display);
  g_test_add_func ("/paths/is-in", test_is_in);
  return g_test_run ();
}
