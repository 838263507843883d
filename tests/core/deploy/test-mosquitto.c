/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

/* A real Mosquitto, told by the signal that the usage file names for where there is no systemd: it takes up a new certificate of the same kind of
 * key, and keeps the old one beside one of another kind, which only starting it anew helps against. */

static char *as, *pidfile;
static guint port;

static CwUsage *
make_usage (const char *group, const char *mode)
{
  static const char *const names[] = { "pkill", NULL };
  g_autofree char *pkill = test_find_program (names);

  g_assert_nonnull (pkill);
  return service_usage_new ("Mosquitto",
    "[Service]\nReload=%s -HUP -x -F %s mosquitto\nProbe=tls:%u;\n[Target privkey]\nFile=privkey.pem\nOwner=root\nGroup=%s\nMode=%s\n",
    pkill, pidfile, port, group, mode);
}

static CwUsage *
make_good_usage (void)
{
  return make_usage (service_get_group ("mosquitto"), "0640");
}

static void
test_change (void)
{
  CwMaterial *const materials[] = { service_third, service_first };
  g_autoptr (CwUsage) usage = make_good_usage ();

  for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
    {
      g_autoptr (GError) error = service_assign (usage, materials[i], TEST_PATIENCE_SECONDS * 1000);

      g_assert_no_error (error);
      service_assert_served (usage, materials[i], CW_SERVED_RIGHT);
    }
}

static void
test_other_kind (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ();

  service_check_failure (usage, service_second, CW_ERROR_SERVICE_PORT);
}

/* It goes on with the one that it has. */
static void
test_unreadable (void)
{
  g_autoptr (CwUsage) usage = make_usage ("root", "0600");

  if (!service_can_hide_files ())
    return;
  service_check_failure (usage, service_third, CW_ERROR_SERVICE_PORT);
}

static char *
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("Mosquitto");

  service_give (service_folder, "mosquitto");
  return test_folder_write (service_folder, "mosquitto.conf",
    "pid_file %s\nlog_dest stderr\nlistener %u 127.0.0.1\ncertfile %s/fullchain.pem\nkeyfile %s/privkey.pem\n", pidfile, port, live, live);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "mosquitto", NULL };
  g_autofree char *program = NULL, *configuration = NULL, *command = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("mosquitto");
  program = test_find_program (names);
  g_assert_nonnull (program);
  as = service_dup_as ("mosquitto");
  pidfile = g_build_filename (service_folder, "mosquitto.pid", NULL);
  port = test_free_port ();
  configuration = write_configuration ();
  g_autoptr (CwUsage) usage = make_good_usage ();
  service_place (usage, service_first);
  command = g_strdup_printf ("%s%s -c %s", as, program, configuration);
  g_autoptr (TestProcess) process = service_start (command, " running");
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/mosquitto/change", test_change);
  g_test_add_func ("/service/mosquitto/other-kind", test_other_kind);
  g_test_add_func ("/service/mosquitto/unreadable", test_unreadable);
  result = g_test_run ();
  g_clear_pointer (&process, test_process_stop);
  g_free (as);
  g_free (pidfile);
  service_teardown ();
  return result;
}
