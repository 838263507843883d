/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

/* A real Dovecot with its four ports; as an ordinary user it runs all of its parts as that user. */

static char *dovecot, *doveconf, *doveadm, *configuration;
static guint ports[4];

static CwUsage *
make_usage (void)
{
  return service_usage_new ("Dovecot", "[Service]\nCheck=%s -c %s -n\nReload=%s -c %s reload\nProbe=tls:%u;imap:%u;tls:%u;pop3:%u;\n",
                            doveconf, configuration, doveadm, configuration, ports[0], ports[1], ports[2], ports[3]);
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

  service_check_broken (usage, configuration, "certificate = ");
}

/* One port of the usage is another service's. */
static void
test_one_port (void)
{
  g_autoptr (CwUsage) usage = make_usage ();
  g_autoptr (CwUsage) deaf = service_usage_new ("Dovecot", "[Service]\nReload=/bin/true\nProbe=imap:%u;pop3:%u;\n", ports[1], ports[3]);

  service_check_failure (deaf, service_second, CW_ERROR_SERVICE_PORT);
  service_check_change (usage);
}

/* Dovecot 2.4 has other words for the same. */
static gboolean
is_new (void)
{
  g_autofree char *command = g_strdup_printf ("%s --version", dovecot), *version = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &version, NULL, NULL, NULL));
  return !g_str_has_prefix (version, "2.3.");
}

static void
write_configuration (void)
{
  struct passwd *user = getpwuid (geteuid () == 0 ? getpwnam ("nobody")->pw_uid : geteuid ());
  struct group *group = getgrgid (user->pw_gid);
  g_autofree char *live = service_dup_live ("Dovecot");
  g_autofree char *run = g_build_filename (service_folder, "run", NULL), *state = g_build_filename (service_folder, "state", NULL);

  const char *head = is_new () ? "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" : "";
  const char *certificate = is_new () ? "ssl_server_cert_file = " : "ssl_cert = <", *key = is_new () ? "ssl_server_key_file = " : "ssl_key = <";
  const char *mail = is_new () ? "mail_driver = maildir\nmail_path = ~/Maildir\npassdb static {\n  password = x\n}\n"
                               : "mail_location = maildir:~/Maildir\npassdb {\n  driver = static\n  args = password=x\n}\n";

  g_assert_cmpint (g_mkdir (run, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (state, 0755), ==, 0);
  configuration = test_folder_write (service_folder, "dovecot.conf",
    "%sbase_dir = %s\nstate_dir = %s\nlog_path = /dev/stderr\nprotocols = imap pop3\nlisten = 127.0.0.1\nssl = required\n"
    "%s%s/fullchain.pem\n%s%s/privkey.pem\n"
    "default_internal_user = %s\ndefault_internal_group = %s\ndefault_login_user = %s\n%s"
    "service imap-login {\n  chroot =\n  inet_listener imap {\n    port = %u\n  }\n  inet_listener imaps {\n    port = %u\n  }\n}\n"
    "service pop3-login {\n  chroot =\n  inet_listener pop3 {\n    port = %u\n  }\n  inet_listener pop3s {\n    port = %u\n  }\n}\n"
    "service anvil {\n  chroot =\n}\n",
    head, run, state, certificate, live, key, live, user->pw_name, group->gr_name, user->pw_name, mail, ports[1], ports[0], ports[3], ports[2]);
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
  service_setup ("dovecot");
  dovecot = find ("dovecot");
  doveconf = find ("doveconf");
  doveadm = find ("doveadm");
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    ports[i] = test_free_port ();
  write_configuration ();
  g_autoptr (CwUsage) usage = make_usage ();
  service_place (usage, service_first);
  command = g_strdup_printf ("%s -F -c %s", dovecot, configuration);
  g_autoptr (TestProcess) process = service_start (command, "starting up");
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/dovecot/change", test_change);
  g_test_add_func ("/service/dovecot/broken", test_broken);
  g_test_add_func ("/service/dovecot/one-port", test_one_port);
  result = g_test_run ();
  g_clear_pointer (&process, test_process_stop);
  service_teardown ();
  return result;
}
