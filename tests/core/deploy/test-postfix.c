/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>
#include <unistd.h>

/* A real Postfix, by STARTTLS and by TLS. Only root can start it. */

static char *postfix, *folder, *configuration;
static guint ports[2];

static CwUsage *
make_usage (void)
{
  return service_usage_new ("Postfix", "[Service]\nCheck=%s -c %s check\nReload=%s -c %s reload\nProbe=smtp:%u;tls:%u;\n",
                            postfix, folder, postfix, folder, ports[0], ports[1]);
}

static void
test_change (void)
{
  g_autoptr (CwUsage) usage = make_usage ();

  service_check_change (usage);
}

static void
test_broken (void)
{
  g_autoptr (CwUsage) usage = make_usage ();

  service_check_broken (usage, configuration, "certificate and key");
}

static void
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("Postfix");
  g_autofree char *queue = g_build_filename (service_folder, "queue", NULL), *data = g_build_filename (service_folder, "data", NULL);

  folder = g_build_filename (service_folder, "etc", NULL);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (queue, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (data, 0700), ==, 0);
  service_give (data, "postfix");
  configuration = test_folder_write (folder, "main.cf",
    "compatibility_level = 2\nqueue_directory = %s\ndata_directory = %s\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n"
    "myhostname = service.example.org\nmaillog_file = /dev/stdout\nsmtpd_tls_cert_file = %s/fullchain.pem\nsmtpd_tls_key_file = %s/privkey.pem\n"
    "smtpd_tls_security_level = may\nsmtpd_peername_lookup = no\nalias_maps =\nalias_database =\nsmtpd_recipient_restrictions = reject\n",
    queue, data, live, live);
  g_free (test_folder_write (folder, "master.cf",
    "127.0.0.1:%u inet n - n - - smtpd\n127.0.0.1:%u inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n"
    "postlog unix-dgram n - n - 1 postlogd\nanvil unix - - n - 1 anvil\ntlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\n"
    "proxymap unix - - n - - proxymap\n",
    ports[0], ports[1]));
}

static void
run_all (void)
{
  g_autofree char *command = g_strdup_printf ("%s -c %s start-fg", postfix, folder);
  g_autoptr (CwUsage) usage = make_usage ();
  g_autoptr (TestProcess) process = NULL;

  service_place (usage, service_first);
  process = service_start (command, "daemon started");
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  test_change ();
  test_broken ();
  test_run (service_folder, NULL, NULL, postfix, "-c", folder, "stop", NULL);
}

static void
test_postfix (void)
{
  static const char *const names[] = { "postfix", NULL };

  if (geteuid () != 0)
    {
      g_test_skip ("only root can start Postfix");
      return;
    }
  postfix = test_find_program (names);
  if (postfix == NULL)
    {
      g_test_skip ("there is another mail server, which ./dev does not replace by Postfix");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    ports[i] = test_free_port ();
  write_configuration ();
  run_all ();
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("postfix");
  g_test_add_func ("/service/postfix", test_postfix);
  result = g_test_run ();
  service_teardown ();
  return result;
}
