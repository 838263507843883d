/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "roll-fixture.h"
#include <glib/gstdio.h>
#include <string.h>

static void
make_certificate (Ctl *ctl, const char *name, const char *days)
{
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *bundle = g_strconcat (name, "-bundle.pem", NULL);
  g_autofree char *key_text = NULL;
  g_autofree char *pem_text = NULL;
  g_autofree char *both = NULL;
  g_autoptr (CtlResult) result = NULL;

  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-CA", "root.pem", "-CAkey", "root.key",
                    "-keyout", key, "-out", pem, "-days", days, "-subj", "/CN=host.example.org", "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
                    "subjectAltName=DNS:host.example.org", NULL));
  key_text = ctl_read (ctl, key, NULL);
  pem_text = ctl_read (ctl, pem, NULL);
  both = g_strconcat (key_text, pem_text, NULL);
  ctl_write (ctl, bundle, both, -1);
  result = ctl_run (ctl, "import", bundle, "--friendly-name", name, NULL);
  ctl_assert (result, 0);
}

static void
write_usage (Ctl *ctl, const char *id, const char *rest)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_CONFIG_HOME"), "certwizard", "usages", NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.usage", folder, id);
  g_autofree char *text = g_strdup_printf ("[Usage]\nId=%s\nTitle=The %s service\nGroup=service\nOrder=1\n[Names]\nSubject={computer}\nNames={computer};\n%s", id, id, rest);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

Ctl *
roll_fixture_new (void)
{
  Ctl *ctl = ctl_new ();
  g_autofree char *config = ctl_path (ctl, "config");
  g_autofree char *good = ctl_path (ctl, "good");
  g_autofree char *trust = ctl_path (ctl, "root.pem");
  g_autofree char *service = g_strdup_printf ("[Service]\nAction=command\nCheck=/usr/bin/test -e %s\nReload=/bin/true\n", good);

  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("CERTWIZARD_TRUST_FILE", trust, TRUE);
  g_unsetenv ("CERTWIZARD_CLOCK_OFFSET");
  write_usage (ctl, "plain", "");
  write_usage (ctl, "switched", service);
  ctl_write (ctl, "good", "", 0);
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "root.key", "-out",
                    "root.pem", "-days", "3000", "-subj", "/CN=Roll Root", "-addext", "keyUsage=critical,keyCertSign", NULL));
  make_certificate (ctl, "old", "90");
  make_certificate (ctl, "new", "200");
  return ctl;
}

void
roll_fixture_free (Ctl *ctl)
{
  g_unsetenv ("CERTWIZARD_CLOCK_OFFSET");
  ctl_free (ctl);
}

void
roll_fixture_stage (Ctl *ctl, const char *types, gint64 date)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (date);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  g_autoptr (CtlResult) first = ctl_run (ctl, "set", "--reference", "old", "--type", types, NULL);
  g_autoptr (CtlResult) second = ctl_run (ctl, "set", "--reference", "new", "--type", types, "--effective-date", text, "--roll", NULL);

  ctl_assert (first, 0);
  ctl_assert (second, 0);
}

void
roll_fixture_assert (Ctl *ctl, const char *usage, const char *name)
{
  g_autofree char *live = g_strdup_printf ("store/live/%s/cert.pem", usage);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *seen = ctl_tool (ctl, "openssl", "x509", "-in", live, "-noout", "-serial", NULL);
  g_autofree char *expected = ctl_tool (ctl, "openssl", "x509", "-in", pem, "-noout", "-serial", NULL);

  g_assert_cmpstr (seen, ==, expected);
}
