/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"
#include "cw-error.h"
#include "pki.h"

#include <string.h>

/* Every way in which openssl writes a key, read as a DER file. */
static CwPrivateKey *
load (const char *name, GError **error)
{
  g_autoptr (GBytes) content = containers_load (name);
  g_autoptr (CwSecret) der = cw_secret_new (g_bytes_get_data (content, NULL), g_bytes_get_size (content));

  return cw_private_key_new_from_der (der, error);
}

/* The key fits the certificate, whatever form it came in, and comes out as PKCS #8 that openssl reads. */
static void
check (const char *name, CwCertificate *certificate)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrivateKey) key = load (name, &error);
  g_autoptr (GBytes) out = NULL;
  CwSecret *pkcs8;

  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_key_id (key), ==, cw_certificate_get_key_id (certificate));
  g_assert_cmpstr (cw_private_key_get_algorithm (key), ==, cw_certificate_get_key_algorithm (certificate));
  pkcs8 = cw_private_key_get_pkcs8 (key);
  out = g_bytes_new (cw_secret_get_data (pkcs8), cw_secret_get_size (pkcs8));
  containers_save ("out.der", out);
  pki_run ("openssl", "pkey", "-inform", "DER", "-in", "out.der", "-noout", "-check", NULL);
}

static void
test_kinds (void)
{
  static const char *const kinds[] = { "rsa:1024", "rsa:2048", "rsa-pss:2048", "ec:P-256", "ec:P-384", "ec:P-521", "ec:secp256k1",
                                       "ec:brainpoolP256r1", "ec:P-224", "ed25519", "ed448" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CwCertificate) certificate = pki_make ("kind", NULL, "/CN=kind", kinds[i], 30, NULL);

      g_test_message ("%s", kinds[i]);
      pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "kind.key", "-outform", "DER", "-out", "kind.der", NULL);
      check ("kind.der", certificate);
      if (!g_str_has_prefix (kinds[i], "ed") && !g_str_has_prefix (kinds[i], "rsa-pss"))
        {
          pki_run ("openssl", "pkey", "-in", "kind.key", "-traditional", "-outform", "DER", "-out", "kind.der", NULL);
          check ("kind.der", certificate);
        }
    }
}

static void
test_dsa (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrivateKey) one = NULL, other = NULL;

  pki_run ("openssl", "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024", "-out", "dsa.par", NULL);
  pki_run ("openssl", "genpkey", "-paramfile", "dsa.par", "-outform", "DER", "-out", "dsa.der", NULL);
  pki_run ("openssl", "pkey", "-inform", "DER", "-in", "dsa.der", "-traditional", "-outform", "DER", "-out", "dsa-old.der", NULL);
  one = load ("dsa.der", &error);
  g_assert_no_error (error);
  other = load ("dsa-old.der", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_key_id (one), ==, cw_private_key_get_key_id (other));
}

/* The curve spelled out, as some tools and smart cards do: it gets its name back. */
static void
test_explicit_curve (void)
{
  static const char *const curves[] = { "ec:P-256", "ec:P-384", "ec:secp256k1", "ec:brainpoolP256r1" };

  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autoptr (CwCertificate) certificate = pki_make ("curve", NULL, "/CN=curve", curves[i], 30, NULL);

      pki_run ("openssl", "ec", "-in", "curve.key", "-param_enc", "explicit", "-outform", "DER", "-out", "explicit.der", NULL);
      check ("explicit.der", certificate);
      pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-in", "explicit.der", "-outform", "DER", "-out", "explicit8.der", NULL);
      check ("explicit8.der", certificate);
    }
}

/* 49 bytes: its first two are the digits 0 and 1. */
static void
test_without_public (void)
{
  g_autoptr (CwCertificate) certificate = pki_make ("short", NULL, "/CN=short", "ec:P-256", 30, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "ec", "-in", "short.key", "-no_public", "-outform", "DER", "-out", "short.der", NULL);
  check ("short.der", certificate);
  bundle = containers_read ("short.der", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY), ==, 1);
}

static void
test_multi_prime (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrivateKey) key = NULL;

  pki_run ("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_primes:3", "-outform", "DER",
           "-out", "multi.der", NULL);
  key = load ("multi.der", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_algorithm (key), ==, "RSA 2048");
}

static void
test_generate (void)
{
  static const struct { CwKeyType type; guint bits; const char *algorithm; } kinds[] = {
    { CW_KEY_RSA, 1024, "RSA 1024" }, { CW_KEY_RSA, 2048, "RSA 2048" }, { CW_KEY_ECDH_P256, 0, "ECDH_P256" },
    { CW_KEY_ECDH_P384, 0, "ECDH_P384" }, { CW_KEY_ECDH_P521, 0, "ECDH_P521" }, { CW_KEY_ED25519, 0, "Ed25519" },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CwPrivateKey) key = cw_private_key_generate (kinds[i].type, kinds[i].bits, &error);
      g_autoptr (CwPrivateKey) again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (cw_private_key_get_algorithm (key), ==, kinds[i].algorithm);
      again = cw_private_key_new_from_der (cw_private_key_get_pkcs8 (key), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cw_private_key_get_key_id (again), ==, cw_private_key_get_key_id (key));
      g_assert_true (cw_secret_equal (cw_private_key_get_pkcs8 (again), cw_private_key_get_pkcs8 (key)));
    }
  g_assert_null (cw_private_key_generate (CW_KEY_RSA, 512, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
}

/* ---- failures ---- */

static void
check_error (GBytes *content, int code)
{
  g_autoptr (CwSecret) der = cw_secret_new (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_private_key_new_from_der (der, &error));
  g_assert_error (error, CW_ERROR, code);
}

/* One number of the key changed: the parts do not belong together any more. */
static void
test_inconsistent (void)
{
  static const char *const kinds[] = { "rsa:2048", "ec:P-256", "ec:secp256k1" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      G_GNUC_UNUSED g_autoptr (CwCertificate) certificate = pki_make ("odd", NULL, "/CN=odd", kinds[i], 30, NULL);
      g_autoptr (GBytes) content = NULL, bad = NULL;
      guint8 *copy;
      gsize size;

      pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "odd.key", "-outform", "DER", "-out", "odd.der", NULL);
      content = containers_load ("odd.der");
      size = g_bytes_get_size (content);
      copy = g_memdup2 (g_bytes_get_data (content, NULL), size);
      copy[i == 0 ? 300 : 50] ^= 1;
      bad = g_bytes_new_take (copy, size);
      check_error (bad, CW_ERROR_DAMAGED);
    }
}

static void
test_errors (void)
{
  g_autoptr (GBytes) nothing = g_bytes_new ("", 0), junk = g_bytes_new ("\x30\x03\x02\x01\x05", 5), unknown = NULL, whole = NULL;
  GBytes *empty = containers_octets ("x", 1);

  check_error (nothing, CW_ERROR_DAMAGED);
  check_error (junk, CW_ERROR_DAMAGED);
  unknown = containers_der (0x30, containers_integer (0), containers_der (0x30, containers_oid ("1.2.3.4.5"), NULL), empty, NULL);
  check_error (unknown, CW_ERROR_ALGORITHM_UNSUPPORTED);
  pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "leaf.key", "-outform", "DER", "-out", "leaf.der", NULL);
  whole = containers_load ("leaf.der");
  for (gsize size = 1; size < g_bytes_get_size (whole); size += 31)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, size);

      check_error (cut, CW_ERROR_DAMAGED);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  containers_setup ();
  g_test_add_func ("/private-key/kinds", test_kinds);
  g_test_add_func ("/private-key/dsa", test_dsa);
  g_test_add_func ("/private-key/explicit-curve", test_explicit_curve);
  g_test_add_func ("/private-key/without-public", test_without_public);
  g_test_add_func ("/private-key/multi-prime", test_multi_prime);
  g_test_add_func ("/private-key/generate", test_generate);
  g_test_add_func ("/private-key/inconsistent", test_inconsistent);
  g_test_add_func ("/private-key/errors", test_errors);
  result = g_test_run ();
  containers_teardown ();
  return result;
}
