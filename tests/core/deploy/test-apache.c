/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <pwd.h>
#include <unistd.h>

/* A real Apache: what it cannot serve with ends it at the next reload, so it has to be brought back. */

#define CHECKED  "[Service]\nCheck=%s -d %s -f httpd.conf -t\nReload=%s -d %s -f httpd.conf -k graceful\nProbe=tls:%u;\n"
#define UNCHECKED "[Service]\nReload=%s\nProbe=tls:%u;\n"

static char *apache, *configuration;
static guint port;

static CwUsage *
make_usage (void)
{
  return service_usage_new ("Apache", CHECKED, apache, service_folder, apache, service_folder, port);
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

  service_check_broken (usage, configuration, "SSLCertificateFile");
}

/* It ends, the script sees that, and the way back starts it again. */
static void
test_does_not_come_back (void)
{
  g_autofree char *script = test_folder_write (service_folder, "restart.sh",
    "httpd() { %s -d %s -f httpd.conf \"$@\"; }\npid=$(cat httpd.pid)\nhttpd -k stop\nwhile kill -0 $pid 2>/dev/null; do sleep 0.05; done\nhttpd -k start\n",
    apache, service_folder);
  g_autofree char *command = g_strdup_printf ("/bin/sh -c 'cd %s && exec sh %s'", service_folder, script);
  g_autoptr (CwUsage) usage = service_usage_new ("Apache", UNCHECKED, command, port);

  service_check_failure (usage, service_weak, CW_ERROR_SERVICE_RELOAD);
  service_check_change (usage);
}

static void
add_modules (GString *text)
{
  static const char *const folders[] = { "/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules" };
  static const char *const modules[] = { "mpm_event", "unixd", "authz_core", "ssl", "socache_shmcb" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    for (guint j = 0; j < G_N_ELEMENTS (modules); j++)
      {
        g_autofree char *path = g_strdup_printf ("%s/mod_%s.so", folders[i], modules[j]);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          g_string_append_printf (text, "LoadModule %s_module %s\n", modules[j], path);
      }
}

static void
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("Apache");
  g_autoptr (GString) text = g_string_new (NULL);
  struct passwd *nobody = geteuid () == 0 ? getpwnam ("nobody") : NULL;

  add_modules (text);
  if (nobody != NULL)
    g_string_append_printf (text, "User #%u\nGroup #%u\n", nobody->pw_uid, nobody->pw_gid);
  configuration = test_folder_write (service_folder, "httpd.conf",
    "ServerRoot %s\nServerName service.example.org\nPidFile %s/httpd.pid\nDefaultRuntimeDir %s\nErrorLog %s/error.log\nListen 127.0.0.1:%u https\n%s"
    "StartServers 1\nServerLimit 1\nThreadLimit 5\nThreadsPerChild 5\nMaxRequestWorkers 5\n"
    "<VirtualHost 127.0.0.1:%u>\n  SSLEngine on\n  SSLCertificateFile %s/fullchain.pem\n  SSLCertificateKeyFile %s/privkey.pem\n</VirtualHost>\n",
    service_folder, service_folder, service_folder, service_folder, port, text->str, port, live, live);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "apache2", "httpd", NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("apache");
  apache = test_find_program (names);
  g_assert_nonnull (apache);
  port = test_free_port ();
  write_configuration ();
  g_autoptr (CwUsage) usage = make_usage ();
  service_place (usage, service_first);
  test_run (service_folder, NULL, NULL, apache, "-d", service_folder, "-f", "httpd.conf", "-k", "start", NULL);
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/apache/change", test_change);
  g_test_add_func ("/service/apache/broken", test_broken);
  g_test_add_func ("/service/apache/does-not-come-back", test_does_not_come_back);
  result = g_test_run ();
  test_run (service_folder, NULL, NULL, apache, "-d", service_folder, "-f", "httpd.conf", "-k", "stop", NULL);
  service_teardown ();
  return result;
}
