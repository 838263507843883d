/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

/* A real OpenLDAP, by STARTTLS and by TLS. It has to be restarted for a new certificate, and what it cannot load keeps it from starting. */

static char *slapd, *as, *configuration, *script;
static guint ports[2];

static CwUsage *
make_usage (const char *group, const char *mode)
{
  return service_usage_new ("OpenLDAP",
    "[Service]\nCheck=%s -T test -u -f %s\nReload=/bin/sh %s\nProbe=ldap:%u;tls:%u;\n[Target privkey]\nFile=privkey.pem\nOwner=root\nGroup=%s\nMode=%s\n",
    slapd, configuration, script, ports[0], ports[1], group, mode);
}

static CwUsage *
make_good_usage (void)
{
  return make_usage (service_get_group ("openldap"), "0640");
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

  service_check_broken (usage, configuration, "certificate and key");
}

/* Its check does not look at the key. */
static void
test_unreadable (void)
{
  g_autoptr (CwUsage) usage = make_usage ("root", "0600");
  g_autoptr (CwUsage) good = make_good_usage ();

  if (!service_can_hide_files ())
    return;
  service_check_failure (usage, service_second, CW_ERROR_SERVICE_RELOAD);
  service_check_change (good);
}

static void
write_configuration (void)
{
  static const char *const folders[] = { "/usr/lib/ldap", "/usr/lib64/openldap" };
  g_autofree char *live = service_dup_live ("OpenLDAP");
  g_autoptr (GString) modules = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *module = g_build_filename (folders[i], "back_null.so", NULL);

      if (g_file_test (module, G_FILE_TEST_EXISTS))
        g_string_append_printf (modules, "modulepath %s\nmoduleload back_null.so\n", folders[i]);
    }
  configuration = test_folder_write (service_folder, "slapd.conf",
    "%spidfile %s/slapd.pid\nargsfile %s/slapd.args\nTLSCertificateFile %s/cert.pem\nTLSCertificateKeyFile %s/privkey.pem\n"
    "TLSCACertificateFile %s/chain.pem\ndatabase null\nsuffix \"\"\n", modules->str, service_folder, service_folder, live, live, live);
  script = test_folder_write (service_folder, "restart.sh",
    "cd %s\nif [ -e slapd.pid ]; then\n  pid=$(cat slapd.pid)\n  kill $pid\n  while kill -0 $pid 2>/dev/null; do sleep 0.05; done\nfi\n[ \"$1\" = stop ] ||\n"
    "exec %s%s -f %s -h 'ldap://127.0.0.1:%u ldaps://127.0.0.1:%u'\n", service_folder, as, slapd, configuration, ports[0], ports[1]);
  service_give (service_folder, "openldap");
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "slapd", NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("slapd");
  slapd = test_find_program (names);
  g_assert_nonnull (slapd);
  as = service_dup_as ("openldap");
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    ports[i] = test_free_port ();
  write_configuration ();
  g_autoptr (CwUsage) usage = make_good_usage ();
  service_place (usage, service_first);
  test_run (service_folder, NULL, NULL, "/bin/sh", script, NULL);
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
  g_test_add_func ("/service/slapd/change", test_change);
  g_test_add_func ("/service/slapd/broken", test_broken);
  g_test_add_func ("/service/slapd/unreadable", test_unreadable);
  result = g_test_run ();
  test_run (service_folder, NULL, NULL, "/bin/sh", script, "stop", NULL);
  service_teardown ();
  return result;
}
