/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>
#include <glob.h>
#include <unistd.h>

/* A real PostgreSQL, which refuses root, and a key that is not its own or that others can read. */

#define TARGET "[Target privkey]\nFile=privkey.pem\nOwner=root\nGroup=%s\nMode=%s\n"

static char *as, *programs, *data, *configuration;
static guint port;

/* Group and mode as the shipped usage file has them; reload: a word of pg_ctl. */
static CwUsage *
make_usage (const char *verb, const char *group, const char *mode)
{
  return service_usage_new ("PostgreSQL",
    "[Service]\nCheck=%s%s/postgres -D %s -C ssl_key_file\nReload=%s%s/pg_ctl -D %s -s -w -l %s/log %s\nProbe=postgresql:%u;\n" TARGET,
    as, programs, data, as, programs, data, data, verb, port, group, mode);
}

/* It wants its own key for itself alone; one of root may be open to its group. */
static CwUsage *
make_good_usage (const char *verb)
{
  return make_usage (verb, service_get_group ("postgres"), geteuid () == 0 ? "0640" : "0600");
}

static void
test_change (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ("reload");

  service_check_change (usage);
}

static void
test_broken (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ("reload");

  service_check_broken (usage, configuration, "certificate and key");
}

/* Told to reload, it complains in its log and goes on as it was; told to restart, it does not come back. */
static void
test_unreadable (void)
{
  g_autoptr (CwUsage) reloaded = make_usage ("reload", "root", "0600");
  g_autoptr (CwUsage) restarted = make_usage ("restart", "root", "0600");

  if (!service_can_hide_files ())
    return;
  service_check_failure (reloaded, service_second, CW_ERROR_SERVICE_PORT);
  service_check_failure (restarted, service_second, CW_ERROR_SERVICE_RELOAD);
}

static void
test_weak (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ("restart");

  service_check_failure (usage, service_weak, CW_ERROR_SERVICE_RELOAD);
  service_check_change (usage);
}

/* The newest of those that are there. */
static char *
find_programs (void)
{
  static const char *const names[] = { "initdb", NULL };
  g_autofree char *found = NULL;
  glob_t paths;

  if (glob ("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &paths) == 0)
    found = g_strdup (paths.gl_pathv[paths.gl_pathc - 1]);
  else
    found = test_find_program (names);
  globfree (&paths);
  g_assert_nonnull (found);
  return g_path_get_dirname (found);
}

static void
run (const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  test_run (service_folder, NULL, NULL, "/bin/sh", "-c", command, NULL);
}

static void
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("PostgreSQL");

  data = g_build_filename (service_folder, "data", NULL);
  configuration = g_build_filename (data, "postgresql.conf", NULL);
  g_mkdir (data, 0700);
  service_give (data, "postgres");
  run ("cd / && exec %s%s/initdb -D %s -N -A trust --no-instructions", as, programs, data);
  /* A newer GLib would keep the mode of the one that is there, which only its owner may read. */
  g_assert_cmpint (g_unlink (configuration), ==, 0);
  test_folder_write (data, "postgresql.conf",
    "listen_addresses = '127.0.0.1'\nport = %u\nunix_socket_directories = ''\nfsync = off\nshared_buffers = 1MB\nmax_connections = 5\n"
    "autovacuum = off\nssl = on\nssl_cert_file = '%s/fullchain.pem'\nssl_key_file = '%s/privkey.pem'\n", port, live, live);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("postgresql");
  as = service_dup_as ("postgres");
  programs = find_programs ();
  port = test_free_port ();
  write_configuration ();
  g_autoptr (CwUsage) usage = make_good_usage ("reload");
  service_place (usage, service_first);
  run ("cd / && exec %s%s/pg_ctl -D %s -s -w -l %s/log start", as, programs, data, data);
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/postgresql/change", test_change);
  g_test_add_func ("/service/postgresql/broken", test_broken);
  g_test_add_func ("/service/postgresql/unreadable", test_unreadable);
  g_test_add_func ("/service/postgresql/weak", test_weak);
  result = g_test_run ();
  run ("cd / && exec %s%s/pg_ctl -D %s -s -w -m immediate stop", as, programs, data);
  service_teardown ();
  return result;
}
