/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-channel-binding.h"
#include "pki.h"

#include <string.h>

#define PREFIX "tls-server-end-point:"
/* 1.2.840.113549.1.1, without its last number. */
#define PKCS_1 "\x2a\x86\x48\x86\xf7\x0d\x01\x01"

/* The binding of a certificate is that hash of it, as openssl makes it; NULL: there is none. */
static void
check (CwCertificate *certificate, const char *hash)
{
  g_autoptr(GBytes) binding = cw_channel_binding_dup_end_point (certificate);
  g_autofree char *path = pki_dup_path ("binding.der"), *digest = pki_dup_path ("binding.hash"), *content = NULL;
  gsize size = 0, length = 0;
  const char *der = g_bytes_get_data (cw_certificate_get_der (certificate), &size);

  if (!hash)
    {
      g_assert_null (binding);
      return;
    }
  g_assert_true (g_file_set_contents (path, der, (gssize) size, NULL));
  pki_run ("openssl", "dgst", hash, "-binary", "-out", digest, path, NULL);
  g_assert_true (g_file_get_contents (digest, &content, &size, NULL));
  const char *data = g_bytes_get_data (binding, &length);
  g_assert_cmpmem (data, strlen (PREFIX), PREFIX, strlen (PREFIX));
  g_assert_cmpmem (data + strlen (PREFIX), length - strlen (PREFIX), content, size);
}

/* A certificate for the key of NAME, signed with that hash. */
static CwCertificate *
sign (const char *name, const char *hash, const char *option)
{
  g_autofree char *key = g_strconcat (name, ".key", NULL), *path = pki_dup_path ("signed.pem");

  if (option)
    pki_run ("openssl", "req", "-x509", "-new", "-key", key, "-subj", "/CN=binding", hash, "-out", path, "-sigopt", option, NULL);
  else
    pki_run ("openssl", "req", "-x509", "-new", "-key", key, "-subj", "/CN=binding", hash, "-out", path, NULL);
  return pki_load (path);
}

static void
test_hashes (void)
{
  static const struct { const char *name, *hash, *option, *expected; } cases[] = {
    { "rsa", "-sha256", NULL, "-sha256" },
    { "rsa", "-sha384", NULL, "-sha384" },
    { "rsa", "-sha512", NULL, "-sha512" },
    { "rsa", "-sha256", "rsa_padding_mode:pss", "-sha256" },
    { "rsa", "-sha512", "rsa_padding_mode:pss", "-sha512" },
    { "ec", "-sha256", NULL, "-sha256" },
    { "ec", "-sha384", NULL, "-sha384" },
    { "ed", "-sha256", NULL, NULL },
  };
  G_GNUC_UNUSED g_autoptr(CwCertificate) rsa = pki_make ("rsa", NULL, "/CN=rsa", "rsa:2048", 10, NULL);
  G_GNUC_UNUSED g_autoptr(CwCertificate) ec = pki_make ("ec", NULL, "/CN=ec", "ec:P-256", 10, NULL);
  G_GNUC_UNUSED g_autoptr(CwCertificate) ed = pki_make ("ed", NULL, "/CN=ed", "ed25519", 10, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwCertificate) certificate = sign (cases[i].name, cases[i].hash, cases[i].option);
      check (certificate, cases[i].expected);
    }
}

/* Not every openssl makes such a signature any more, but nobody looks at it here. */
static void
test_old_hashes (void)
{
  static const struct { const char *number, *expected; } cases[] = {
    { "\x04", "-sha256" },   /* MD5 */
    { "\x05", "-sha256" },   /* SHA-1 */
    { "\x0e", "-sha224" },
    { "\x63", NULL },        /* nobody knows it */
  };
  g_autoptr(CwCertificate) rsa = pki_make ("old", NULL, "/CN=old", "rsa:2048", 10, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *algorithm = g_strconcat (PKCS_1, cases[i].number, NULL);
      /* It is there twice: in what is signed, and beside it. */
      g_autoptr(GBytes) inner = pki_patch (cw_certificate_get_der (rsa), PKCS_1 "\x0b", algorithm, 9);
      g_autoptr(GBytes) der = pki_patch (inner, PKCS_1 "\x0b", algorithm, 9);
      g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);
      check (certificate, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  g_test_add_func ("/crypto/channel-binding/hashes", test_hashes);
  g_test_add_func ("/crypto/channel-binding/old-hashes", test_old_hashes);
  int result = g_test_run ();
  pki_teardown ();
  return result;
}
