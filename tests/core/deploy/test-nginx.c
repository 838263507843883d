/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

/* A real nginx. */

#define SERVICE "[Service]\nCheck=%s -p %s -c nginx.conf -t -q\nReload=%s\nProbe=tls:%u;\n"

static char *nginx, *configuration, *reload;
static guint port;

static void
test_change (void)
{
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", SERVICE, nginx, service_folder, reload, port);

  service_check_change (usage);
}

static void
test_broken (void)
{
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", SERVICE, nginx, service_folder, reload, port);

  service_check_broken (usage, configuration, "http { perhaps; }");
}

/* nginx itself refuses the key when it tests its configuration. */
static void
test_weak (void)
{
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", SERVICE, nginx, service_folder, reload, port);

  service_check_failure (usage, service_weak, CW_ERROR_SERVICE_CONFIGURATION);
}

/* Only told to, it goes on with what it has, and says so to nobody but its log. */
static void
test_keeps_old (void)
{
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", "[Service]\nReload=/bin/sh -c 'kill -HUP $(cat %s/nginx.pid)'\nProbe=tls:%u;\n",
                                                 service_folder, port);
  g_autoptr (CwUsage) deaf = service_usage_new ("nginx", "[Service]\nReload=/bin/true\nProbe=tls:%u;\n", port);

  service_check_failure (usage, service_weak, CW_ERROR_SERVICE_PORT);
  service_check_failure (deaf, service_second, CW_ERROR_SERVICE_PORT);
}

static void
test_reload_fails (void)
{
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", SERVICE, nginx, service_folder, "/bin/false", port);
  g_autoptr (CwUsage) unchecked = service_usage_new ("nginx", "[Service]\nReload=%s\nProbe=tls:%u;\n", reload, port);

  service_check_failure (usage, service_second, CW_ERROR_SERVICE_RELOAD);
  service_check_failure (unchecked, service_weak, CW_ERROR_SERVICE_RELOAD);
}

static void
write_configuration (void)
{
  g_autofree char *live = service_dup_live ("nginx");

  configuration = test_folder_write (service_folder, "nginx.conf",
    "daemon off;\nworker_processes 1;\npid %s/nginx.pid;\nerror_log stderr notice;\nevents { }\n"
    "http {\n  access_log off;\n  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
    "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
    "  server {\n    listen 127.0.0.1:%u ssl;\n    ssl_certificate %s/fullchain.pem;\n    ssl_certificate_key %s/privkey.pem;\n  }\n}\n",
    service_folder, port, live, live);
  reload = g_strdup_printf ("%s -p %s -c nginx.conf -s reload", nginx, service_folder);
}

static TestProcess *
start (void)
{
  g_autofree char *command = g_strdup_printf ("%s -p %s -c nginx.conf", nginx, service_folder);
  g_autoptr (CwUsage) usage = service_usage_new ("nginx", SERVICE, nginx, service_folder, reload, port);

  service_place (usage, service_first);
  return service_start (command, "start worker process ");
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "nginx", NULL };
  g_autoptr (TestProcess) process = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("nginx");
  nginx = test_find_program (names);
  g_assert_nonnull (nginx);
  port = test_free_port ();
  write_configuration ();
  process = start ();
  g_test_add_func ("/service/nginx/change", test_change);
  g_test_add_func ("/service/nginx/broken", test_broken);
  g_test_add_func ("/service/nginx/weak", test_weak);
  g_test_add_func ("/service/nginx/keeps-old", test_keeps_old);
  g_test_add_func ("/service/nginx/reload-fails", test_reload_fails);
  result = g_test_run ();
  g_clear_pointer (&process, test_process_stop);
  service_teardown ();
  return result;
}
