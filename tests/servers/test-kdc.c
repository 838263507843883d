/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-kdc.h"

#include <glib/gstdio.h>

#define TRIES 5

static char *
find (const char *name)
{
  char *path = test_find_program ((const char *const[]) { name, NULL });

  if (!path)
    g_error ("%s is not installed; ./dev test installs it", name);
  return path;
}

static void
write_configuration (TestKdc *self, guint port)
{
  g_free (self->configuration);
  self->configuration = test_folder_write (self->folder, "krb5.conf",
    "[libdefaults]\n  default_realm = " TEST_REALM "\n  dns_lookup_kdc = false\n  dns_lookup_realm = false\n"
    "  dns_canonicalize_hostname = false\n  rdns = false\n  udp_preference_limit = 1\n"
    "[realms]\n  " TEST_REALM " = {\n    kdc = 127.0.0.1:%u\n  }\n"
    "[domain_realm]\n  localhost = " TEST_REALM "\n", port);
  g_free (test_folder_write (self->folder, "kdc.conf",
    "[kdcdefaults]\n  kdc_listen = 127.0.0.1:%u\n  kdc_tcp_listen = 127.0.0.1:%u\n"
    "[realms]\n  " TEST_REALM " = {\n    database_name = %s/principal\n    key_stash_file = %s/stash\n    acl_file = %s/kadm5.acl\n"
    "    supported_enctypes = aes256-cts-hmac-sha1-96:normal\n    default_principal_flags = +preauth\n  }\n"
    "[logging]\n  kdc = STDERR\n", port, port, self->folder, self->folder, self->folder));
}

static char **
make_environment (TestKdc *self)
{
  g_autofree char *profile = g_build_filename (self->folder, "kdc.conf", NULL), *cache = g_strdup_printf ("FILE:%s/ccache", self->folder);
  char **environment = g_get_environ ();

  environment = g_environ_setenv (environment, "KRB5_CONFIG", self->configuration, TRUE);
  environment = g_environ_setenv (environment, "KRB5_KDC_PROFILE", profile, TRUE);
  environment = g_environ_setenv (environment, "KRB5RCACHETYPE", "none", TRUE);
  return g_environ_setenv (environment, "KRB5CCNAME", cache, TRUE);
}

static TestProcess *
start_process (TestKdc *self)
{
  g_autofree char *kdc = find ("krb5kdc");

  return test_process_start ((const char *const[]) { kdc, "-n", "-r", TEST_REALM, NULL }, self->environment, self->folder, "commencing operation");
}

static void
make_database (TestKdc *self)
{
  g_autofree char *kdb5_util = find ("kdb5_util"), *query = g_strdup_printf ("ktadd -k %s HTTP/localhost", self->keytab);

  test_run (self->folder, self->environment, NULL, kdb5_util, "-r", TEST_REALM, "-P", "master of this database", "create", "-s", NULL);
  test_kdc_add_user (self, "alice", "s3cret");
  test_kdc_administrate (self, "addprinc -randkey HTTP/localhost");
  test_kdc_administrate (self, query);
  /* The web server may run as another user. */
  g_assert_cmpint (g_chmod (self->keytab, 0644), ==, 0);
}

TestKdc *
test_kdc_start (void)
{
  TestKdc *self = g_new0 (TestKdc, 1);

  self->folder = test_folder_new ("kdc");
  self->keytab = g_build_filename (self->folder, "http.keytab", NULL);
  for (guint i = 0; i < TRIES && !self->process; i++)
    {
      write_configuration (self, test_free_port ());
      g_strfreev (self->environment);
      self->environment = make_environment (self);
      if (i == 0)
        make_database (self);
      self->process = start_process (self);
    }
  g_assert_nonnull (self->process);
  g_setenv ("KRB5_CONFIG", self->configuration, TRUE);
  g_setenv ("KRB5CCNAME", g_environ_getenv (self->environment, "KRB5CCNAME"), TRUE);
  return self;
}

void
test_kdc_stop (TestKdc *self)
{
  g_clear_pointer (&self->process, test_process_stop);
  test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->configuration);
  g_free (self->keytab);
  g_strfreev (self->environment);
  g_free (self);
}

void
test_kdc_administrate (TestKdc *self, const char *query)
{
  g_autofree char *kadmin = find ("kadmin.local");

  test_run (self->folder, self->environment, NULL, kadmin, "-r", TEST_REALM, "-q", query, NULL);
}

void
test_kdc_add_user (TestKdc *self, const char *name, const char *password)
{
  g_autofree char *query = g_strdup_printf ("addprinc -pw \"%s\" %s", password, name);

  test_kdc_administrate (self, query);
}

void
test_kdc_kinit (TestKdc *self, const char *name, const char *password, const char *lifetime)
{
  g_autofree char *line = g_strconcat (password, "\n", NULL);

  test_run (self->folder, self->environment, line, "kinit", "-l", lifetime ?: "1h", name, NULL);
}

void
test_kdc_kdestroy (TestKdc *self)
{
  g_autofree char *cache = g_build_filename (self->folder, "ccache", NULL);

  g_unlink (cache);
}
