/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

void
pki_setup (void)
{
  g_autoptr(GError) error = NULL;

  folder = g_dir_make_tmp ("cw-pki-XXXXXX", &error);
  g_assert_no_error (error);
}

void
pki_teardown (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  /* From GLib 2.84 on a test with isolated folders has already removed it. */
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = pki_dup_path (name);
      g_unlink (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

const char *
pki_get_folder (void)
{
  return folder;
}

char *
pki_dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
run (GStrv argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);

  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr(GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s %s failed: %s", argv[0], argv[1], output);
}

void
pki_run (const char *program, ...)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  va_list args;

  va_start (args, program);
  for (const char *argument = program; argument; argument = va_arg (args, const char *))
    g_strv_builder_add (builder, argument);
  va_end (args);
  g_auto(GStrv) argv = g_strv_builder_end (builder);
  run (argv);
}

void
pki_write (const char *name, const char *content)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

static void
make_key (const char *file, const char *key)
{
  if (g_str_has_prefix (key, "rsa:") || g_str_has_prefix (key, "rsa-pss:"))
    {
      g_auto(GStrv) parts = g_strsplit (key, ":", 2);
      g_autofree char *bits = g_strdup_printf ("rsa_keygen_bits:%s", parts[1]);
      pki_run ("openssl", "genpkey", "-algorithm", parts[0], "-pkeyopt", bits, "-out", file, NULL);
    }
  else if (g_str_has_prefix (key, "ec:"))
    {
      g_autofree char *curve = g_strdup_printf ("ec_paramgen_curve:%s", key + 3);
      pki_run ("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", file, NULL);
    }
  else if (g_str_has_prefix (key, "ed"))
    pki_run ("openssl", "genpkey", "-algorithm", key, "-out", file, NULL);
  else
    {
      g_autofree char *other = g_strdup_printf ("%s.key", key);
      pki_run ("cp", other, file, NULL);
    }
}

CwCertificate *
pki_make (const char *name, const char *issuer, const char *subject, const char *key, guint days, const char *extensions)
{
  g_autofree char *key_file = g_strdup_printf ("%s.key", name);
  g_autofree char *pem_file = g_strdup_printf ("%s.pem", name);
  g_autofree char *path = pki_dup_path (pem_file);
  g_autofree char *validity = g_strdup_printf ("%u", days);
  g_autofree char *config = g_strdup_printf ("[req]\ndistinguished_name = dn\nx509_extensions = v3\n[dn]\n[v3]\n%s\n", extensions ? extensions : "");
  g_autofree char *issuer_key = g_strdup_printf ("%s.key", issuer ? issuer : name);
  g_autofree char *issuer_pem = g_strdup_printf ("%s.pem", issuer ? issuer : name);

  make_key (key_file, key);
  pki_write ("config", config);
  if (issuer)
    pki_run ("openssl", "req", "-x509", "-new", "-utf8", "-config", "config", "-key", key_file, "-subj", subject, "-days", validity,
             "-out", pem_file, "-CA", issuer_pem, "-CAkey", issuer_key, NULL);
  else
    pki_run ("openssl", "req", "-x509", "-new", "-utf8", "-config", "config", "-key", key_file, "-subj", subject, "-days", validity,
             "-out", pem_file, NULL);
  return pki_load (path);
}

CwCertificate *
pki_make_version_1 (const char *name, const char *common_name)
{
  g_autofree char *template_file = g_strconcat (name, ".template", NULL);
  g_autofree char *template = g_strdup_printf ("cn = \"%s\"\nserial = 1\nexpiration_days = 100\n", common_name);
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *path = pki_dup_path (pem);

  pki_write (template_file, template);
  pki_run ("certtool", "--generate-self-signed", "--v1", "--load-privkey", key, "--template", template_file, "--outfile", pem, NULL);
  g_autoptr(CwCertificate) certificate = pki_load (path);
  gsize size;
  gconstpointer der = g_bytes_get_data (cw_certificate_get_der (certificate), &size);
  g_assert_null (memmem (der, size, "\xa0\x03\x02\x01", 4)); /* where a version would be written */
  return g_steal_pointer (&certificate);
}

GBytes *
pki_make_odd (const PkiOdd *odd)
{
  g_autofree char *config = g_strdup_printf (
    "asn1 = SEQUENCE:certificate\n"
    "[certificate]\ntbs = SEQUENCE:tbs\nalgorithm = SEQUENCE:algorithm\nsignature = FORMAT:HEX,BITSTRING:00112233\n"
    "[algorithm]\noid = OID:1.2.840.10045.4.3.2\n"
    "[tbs]\nversion = EXPLICIT:0,%s\nserial = %s\nalgorithm = SEQUENCE:algorithm\nissuer = %s\nvalidity = SEQUENCE:validity\n"
    "subject = %s\nkey = %s\n%s%s\n"
    "[validity]\nfrom = %s\nuntil = %s\n"
    "[name]\nset = SET:rdn\n[rdn]\nattribute = SEQUENCE:cn\n[cn]\noid = OID:2.5.4.3\ntext = UTF8:Odd\n"
    "[nothing]\n"
    "[spki]\nalgorithm = SEQUENCE:spki_algorithm\nkey = FORMAT:HEX,BITSTRING:0411223344\n"
    "[spki_algorithm]\noid = OID:1.2.840.10045.2.1\ncurve = OID:1.2.840.10045.3.1.7\n"
    "%s\n",
    odd->version ? odd->version : "INTEGER:2", odd->serial ? odd->serial : "INTEGER:1", odd->issuer ? odd->issuer : "SEQUENCE:name",
    odd->subject ? odd->subject : "SEQUENCE:name", odd->key ? odd->key : "SEQUENCE:spki",
    odd->extensions ? "extensions = EXPLICIT:3," : "", odd->extensions ? odd->extensions : "",
    odd->from ? odd->from : "UTCTIME:260101000000Z", odd->until ? odd->until : "UTCTIME:270101000000Z",
    odd->sections ? odd->sections : "");
  g_autofree char *path = pki_dup_path ("odd.der");
  g_autofree char *content = NULL;
  gsize size;

  pki_write ("odd.cnf", config);
  pki_run ("openssl", "asn1parse", "-genconf", "odd.cnf", "-noout", "-out", "odd.der", NULL);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  return g_bytes_new_take (g_steal_pointer (&content), size);
}

GBytes *
pki_load_der (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  char *begin = strstr (text, "-----BEGIN CERTIFICATE-----");
  char *end = begin ? strstr (begin, "-----END CERTIFICATE-----") : NULL;
  g_assert_nonnull (end);
  *end = '\0';
  guint8 *der = g_base64_decode (begin + strlen ("-----BEGIN CERTIFICATE-----"), &size);
  return g_bytes_new_take (der, size);
}

CwCertificate *
pki_load (const char *path)
{
  g_autoptr(GBytes) der = pki_load_der (path);
  g_autoptr(GError) error = NULL;
  CwCertificate *certificate = cw_certificate_new_from_der (der, &error);

  g_assert_no_error (error);
  return certificate;
}

char *
pki_dup_fixture (const char *name)
{
  return g_build_filename (g_getenv ("CERTWIZARD_FIXTURES"), "certificates", name, NULL);
}

GBytes *
pki_patch (GBytes *der, gconstpointer from, gconstpointer to, gsize size)
{
  gsize total;
  gconstpointer data = g_bytes_get_data (der, &total);
  guint8 *copy = g_memdup2 (data, total);
  guint8 *at = memmem (copy, total, from, size);

  g_assert_nonnull (at);
  memcpy (at, to, size);
  return g_bytes_new_take (copy, total);
}
