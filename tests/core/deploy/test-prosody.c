/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>

/* A real Prosody, which refuses root: asked by clients and by servers for its one domain, which is not the first name of the certificate. */

static char *prosody, *prosodyctl, *as, *configuration;
static guint ports[2];

static CwUsage *
make_usage (const char *group, const char *mode)
{
  return service_usage_new ("Prosody",
    "[Service]\nCheck=%s%s --config %s check config\nReload=/bin/sh -c 'kill -HUP $(cat %s/prosody.pid)'\nProbe=xmpp-client:%u;xmpp-server:%u;\n"
    "[Target privkey]\nFile=privkey.pem\nOwner=root\nGroup=%s\nMode=%s\n",
    as, prosodyctl, configuration, service_folder, ports[0], ports[1], group, mode);
}

static CwUsage *
make_good_usage (void)
{
  return make_usage (service_get_group ("prosody"), "0640");
}

static void
test_change (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ();

  service_check_change (usage);
}

static void
test_broken (void)
{
  g_autoptr (CwUsage) usage = make_good_usage ();

  service_check_broken (usage, configuration, "certificate = {");
}

static void
test_unreadable (void)
{
  g_autoptr (CwUsage) usage = make_usage ("root", "0600");

  if (!service_can_hide_files ())
    return;
  service_check_failure (usage, service_second, CW_ERROR_SERVICE_PORT);
}

static void
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("Prosody"), *data = g_build_filename (service_folder, "data", NULL);
  g_autofree char *certificates = g_build_filename (service_folder, "certs", NULL);

  g_assert_cmpint (g_mkdir (data, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (certificates, 0755), ==, 0);
  service_give (data, "prosody");
  service_give (service_folder, "prosody");
  configuration = test_folder_write (service_folder, "prosody.cfg.lua",
    "interfaces = { \"127.0.0.1\" }\nc2s_ports = { %u }\ns2s_ports = { %u }\npidfile = \"%s/prosody.pid\"\ndata_path = \"%s\"\n"
    "modules_enabled = { \"tls\"; \"saslauth\"; \"dialback\"; \"disco\"; \"roster\"; \"posix\"; }\nlog = { info = \"*console\" }\n"
    "ssl = { certificate = \"%s/fullchain.pem\", key = \"%s/privkey.pem\" };\nVirtualHost \"example.org\"\n",
    ports[0], ports[1], service_folder, data, live, live);
}

static char *
find (const char *name)
{
  const char *const names[] = { name, NULL };
  char *path = test_find_program (names);

  g_assert_nonnull (path);
  return path;
}

int
main (int argc, char **argv)
{
  g_autofree char *command = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("prosody");
  prosody = find ("prosody");
  prosodyctl = find ("prosodyctl");
  as = service_dup_as ("prosody");
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    ports[i] = test_free_port ();
  write_configuration ();
  g_autoptr (CwUsage) usage = make_good_usage ();
  service_place (usage, service_first);
  command = g_strdup_printf ("%s%s -F --config %s", as, prosody, configuration);
  g_autoptr (TestProcess) process = service_start (command, "Certificates loaded");
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/prosody/change", test_change);
  g_test_add_func ("/service/prosody/broken", test_broken);
  g_test_add_func ("/service/prosody/unreadable", test_unreadable);
  result = g_test_run ();
  g_clear_pointer (&process, test_process_stop);
  service_teardown ();
  return result;
}
