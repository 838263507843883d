/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-tls.h"
#include "test-process.h"

#include <string.h>

#define DAY (24 * 60 * 60)

char *
test_tls_dup_path (TestTls *self, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (self->folder, file, NULL);
}

static char *
format_date (int days)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + (gint64) days * DAY);

  return g_date_time_format (date, "%Y-%m-%d %H:%M:%S UTC");
}

/* certtool and not openssl, whose older versions make no certificate that has already expired. */
static void
write_template (TestTls *self, const char *name, const char *names, int from, int until, gboolean is_ca)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *begin = format_date (from), *end = format_date (until), *file = g_strconcat (name, ".cfg", NULL);
  g_auto(GStrv) each = g_strsplit (names, ",", -1);

  g_string_append_printf (text, "cn = \"%s\"\nactivation_date = \"%s\"\nexpiration_date = \"%s\"\n", name, begin, end);
  for (guint i = 0; each[i]; i++)
    if (g_str_has_prefix (each[i], "DNS:"))
      g_string_append_printf (text, "dns_name = \"%s\"\n", each[i] + 4);
    else if (g_str_has_prefix (each[i], "IP:"))
      g_string_append_printf (text, "ip_address = \"%s\"\n", each[i] + 3);
  g_string_append (text, is_ca ? "ca\ncert_signing_key\n" : "tls_www_server\nsigning_key\n");
  g_free (test_folder_write (self->folder, file, "%s", text->str));
}

static void
append_file (const char *path, const char *other)
{
  g_autofree char *a = NULL, *b = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &a, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (other, &b, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *both = g_strconcat (a, b, NULL);
  g_file_set_contents (path, both, -1, &error);
  g_assert_no_error (error);
}

char *
test_tls_make (TestTls *self, const char *name, const char *issuer, const char *names, int from, int until, gboolean is_ca)
{
  char *path = test_tls_dup_path (self, name, ".pem");
  g_autofree char *key = test_tls_dup_path (self, name, ".key"), *template = test_tls_dup_path (self, name, ".cfg");

  write_template (self, name, names, from, until, is_ca);
  test_run (self->folder, NULL, NULL, "openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key, NULL);
  if (!issuer)
    {
      test_run (self->folder, NULL, NULL, "certtool", "--generate-self-signed", "--load-privkey", key, "--template", template, "--outfile", path,
                NULL);
      return path;
    }
  g_autofree char *above = test_tls_dup_path (self, issuer, ".pem"), *above_key = test_tls_dup_path (self, issuer, ".key");
  test_run (self->folder, NULL, NULL, "certtool", "--generate-certificate", "--load-privkey", key, "--load-ca-certificate", above,
            "--load-ca-privkey", above_key, "--template", template, "--outfile", path, NULL);
  append_file (path, above);
  return path;
}

TestTls *
test_tls_new (void)
{
  TestTls *self = g_new0 (TestTls, 1);

  self->folder = test_folder_new ("tls");
  self->ca = test_tls_make (self, "ca", NULL, "", -1, 365, TRUE);
  self->certificate = test_tls_make (self, "server", "ca", "DNS:localhost,IP:127.0.0.1", -1, 300, FALSE);
  self->key = test_tls_dup_path (self, "server", ".key");
  return self;
}

void
test_tls_free (TestTls *self)
{
  test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->ca);
  g_free (self->certificate);
  g_free (self->key);
  g_free (self);
}

char *
test_tls_dup_sha256 (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  char *start = strstr (text, "-----BEGIN CERTIFICATE-----"), *end = start ? strstr (start, "-----END") : NULL;
  g_assert_nonnull (end);
  *end = '\0';
  gsize size;
  g_autofree guint8 *der = g_base64_decode (start + strlen ("-----BEGIN CERTIFICATE-----"), &size);
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, size);
  return g_ascii_strup (hash, -1);
}
