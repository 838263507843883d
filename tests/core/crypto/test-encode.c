/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"
#include "cw-encode.h"
#include "cw-error.h"
#include "pki.h"

#include <string.h>

typedef struct
{
  GPtrArray *chain;      /* leaf, issuer */
  CwPrivateKey *key;
} Material;

static Material material;

static void
load_material (void)
{
  g_autofree char *leaf = pki_dup_path ("leaf.pem"), *ca = pki_dup_path ("ca.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = containers_read ("leaf.key", NULL, &error);

  g_assert_no_error (error);
  material.key = g_object_ref (cw_bundle_item_get_private_key (cw_bundle_get_item (bundle, 0)));
  material.chain = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (material.chain, pki_load (leaf));
  g_ptr_array_add (material.chain, pki_load (ca));
}

static void
save (const char *name, CwSecret *content)
{
  g_autoptr (GBytes) bytes = g_bytes_new (cw_secret_get_data (content), cw_secret_get_size (content));

  containers_save (name, bytes);
}

static char *
run (const char *const *argv)
{
  gboolean succeeded;
  g_autofree char *output = containers_run (argv, &succeeded);

  if (!succeeded)
    g_error ("%s %s: %s", argv[0], argv[1], output);
  return g_steal_pointer (&output);
}

static void
check_contains (const char *output, const char *text)
{
  if (strstr (output, text) == NULL)
    g_error ("“%s” is not in: %s", text, output);
}

/* ---- PEM ---- */

static void
test_pem (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) pem = cw_encode_pem (material.chain, material.key, NULL, &error);
  const char *const verify[] = { "openssl", "verify", "-CAfile", "ca.pem", "out.pem", NULL };
  const char *const key[] = { "openssl", "pkey", "-in", "out.pem", "-noout", "-check", NULL };
  g_autofree char *output = NULL, *checked = NULL;

  g_assert_no_error (error);
  save ("out.pem", pem);
  containers_check ("out.pem", NULL, 2, 1);
  checked = run (key);
  g_clear_pointer (&pem, cw_secret_unref);
  pem = cw_encode_pem (material.chain, NULL, NULL, &error);
  g_assert_no_error (error);
  save ("out.pem", pem);
  containers_check ("out.pem", NULL, 2, 0);
  output = run (verify);
  check_contains (output, "OK");
}

/* No line is longer than 64, and the same bytes come out that openssl writes. */
static void
test_pem_form (void)
{
  g_autoptr (GPtrArray) leaf = g_ptr_array_new ();
  g_autoptr (CwSecret) pem = NULL;
  const char *const same[] = { "openssl", "x509", "-in", "form.pem", NULL };
  g_autofree char *output = NULL;

  g_ptr_array_add (leaf, g_ptr_array_index (material.chain, 0));
  pem = cw_encode_pem (leaf, NULL, NULL, NULL);
  save ("form.pem", pem);
  output = run (same);
  g_assert_cmpstr (output, ==, cw_secret_get_text (pem));
}

static void
test_pem_encrypted (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) password = cw_secret_new_text ("Zürich");
  g_autoptr (CwSecret) pem = cw_encode_pem (material.chain, material.key, password, &error);
  const char *const openssl[] = { "openssl", "pkey", "-in", "enc.pem", "-passin", "pass:Zürich", "-noout", "-check", NULL };
  const char *const certtool[] = { "certtool", "--key-info", "--infile", "enc.pem", "--password", "Zürich", NULL };
  g_autofree char *one = NULL, *other = NULL;

  g_assert_no_error (error);
  g_assert_null (strstr (cw_secret_get_text (pem), "BEGIN PRIVATE KEY"));
  save ("enc.pem", pem);
  containers_check ("enc.pem", "Zürich", 2, 1);
  containers_check_error ("enc.pem", NULL, CW_ERROR_PASSWORD_NEEDED);
  containers_check_error ("enc.pem", "Zurich", CW_ERROR_PASSWORD_WRONG);
  one = run (openssl);
  other = run (certtool);
}

/* ---- PKCS #7 ---- */

static void
test_pkcs7 (void)
{
  const char *const openssl[] = { "openssl", "pkcs7", "-inform", "DER", "-in", "out.p7b", "-print_certs", NULL };
  const char *const pem_openssl[] = { "openssl", "pkcs7", "-in", "out.p7c", "-print_certs", NULL };
  const char *const java[] = { "keytool", "-printcert", "-file", "out.p7b", NULL };
  const char *const certtool[] = { "certtool", "--p7-info", "--inder", "--infile", "out.p7b", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) der = cw_encode_pkcs7 (material.chain, FALSE, &error), pem = NULL;
  g_autofree char *output = NULL, *pem_output = NULL, *java_output = NULL, *certtool_output = NULL;

  g_assert_no_error (error);
  pem = cw_encode_pkcs7 (material.chain, TRUE, &error);
  g_assert_no_error (error);
  save ("out.p7b", der);
  save ("out.p7c", pem);
  containers_check ("out.p7b", NULL, 2, 0);
  containers_check ("out.p7c", NULL, 2, 0);
  output = run (openssl);
  check_contains (output, "www.example.org");
  check_contains (output, "Container CA");
  pem_output = run (pem_openssl);
  check_contains (pem_output, "www.example.org");
  certtool_output = run (certtool);
  check_contains (certtool_output, "Number of certificates: 2");
  java_output = run (java);
  check_contains (java_output, "www.example.org");
}

/* ---- PKCS #12 ---- */

static CwSecret *
encode (const char *friendly_name, const char *password, CwPfxStyle style, guint rounds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) secret = cw_secret_new_text (password);
  CwSecret *pfx = cw_encode_pfx (material.chain, material.key, friendly_name, secret, style, rounds, &error);

  g_assert_no_error (error);
  return pfx;
}

static void
test_pfx_read_back (void)
{
  static const char *const passwords[] = { "secret", "", "Zürich", "パス", "p😀w" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (passwords); i++)
    {
      CwPfxStyle style = i % 2 ? CW_PFX_LEGACY : CW_PFX_MODERN;
      const char *password = passwords[i / 2];
      g_autoptr (CwSecret) pfx = encode ("Müller 😀", password, style, 3000);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = NULL;
      CwBundleItem *certificate, *key;

      save ("out.p12", pfx);
      bundle = containers_read ("out.p12", password, &error);
      g_assert_no_error (error);
      containers_check_bundle (bundle, 2, 1);
      g_assert_true (cw_bundle_had_integrity_check (bundle));
      certificate = containers_find (bundle, CW_BUNDLE_ITEM_CERTIFICATE);
      key = containers_find (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY);
      g_assert_cmpstr (cw_bundle_item_get_friendly_name (certificate), ==, "Müller 😀");
      g_assert_cmpstr (cw_bundle_item_get_friendly_name (key), ==, "Müller 😀");
      g_assert_true (g_bytes_equal (cw_bundle_item_get_local_key_id (certificate), cw_bundle_item_get_local_key_id (key)));
    }
}

static void
test_pfx_openssl (void)
{
  const char *const read[] = { "openssl", "pkcs12", "-in", "modern.p12", "-passin", "pass:Zürich", "-passout", "pass:x", "-info", NULL };
  const char *const old[] = { "openssl", "pkcs12", "-in", "legacy.p12", "-passin", "pass:Zürich", "-passout", "pass:x", "-info", NULL };
  g_autoptr (CwSecret) modern = encode ("leaf", "Zürich", CW_PFX_MODERN, 0), legacy = encode ("leaf", "Zürich", CW_PFX_LEGACY, 0);
  g_autofree char *output = NULL, *old_output = NULL;

  save ("modern.p12", modern);
  save ("legacy.p12", legacy);
  output = run (read);
  check_contains (output, "MAC: sha256, Iteration 250000");
  check_contains (output, "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 250000, PRF hmacWithSHA256");
  check_contains (output, "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC");
  old_output = run (old);
  check_contains (old_output, "MAC: sha1, Iteration 10000");
  check_contains (old_output, "pbeWithSHA1And3-KeyTripleDES-CBC");
}

static void
test_pfx_certtool (void)
{
  const char *const modern[] = { "certtool", "--p12-info", "--inder", "--infile", "out.p12", "--password", "Zürich", NULL };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwSecret) pfx = encode ("leaf", "Zürich", i ? CW_PFX_LEGACY : CW_PFX_MODERN, 3000);
      g_autofree char *output = NULL;

      save ("out.p12", pfx);
      output = run (modern);
      check_contains (output, "BEGIN CERTIFICATE");
      check_contains (output, "PRIVATE KEY");
    }
}

static void
test_pfx_nss (void)
{
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i ? "legacy" : "modern";
      g_autofree char *database = g_strdup_printf ("sql:nss-%s", name), *folder = g_strdup_printf ("nss-%s", name);
      const char *const prepare[] = { "certutil", "-N", "-d", database, "--empty-password", NULL };
      const char *const import[] = { "pk12util", "-i", "out.p12", "-d", database, "-K", "", "-W", "Zürich", NULL };
      const char *const list[] = { "certutil", "-K", "-d", database, NULL };
      const char *const make[] = { "mkdir", folder, NULL }, *const clean[] = { "rm", "-r", folder, NULL };
      g_autoptr (CwSecret) pfx = encode ("nss leaf", "Zürich", i ? CW_PFX_LEGACY : CW_PFX_MODERN, 3000);
      G_GNUC_UNUSED g_autofree char *one = run (make), *two = run (prepare);
      g_autofree char *three = NULL, *four = NULL, *five = NULL;

      save ("out.p12", pfx);
      three = run (import);
      four = run (list);
      check_contains (four, "nss leaf");
      five = run (clean);
    }
}

static void
test_pfx_keytool (void)
{
  const char *const list[] = { "keytool", "-list", "-keystore", "out.p12", "-storepass", "secret", NULL };
  g_autoptr (GPtrArray) ca = g_ptr_array_new ();
  g_autoptr (CwSecret) password = cw_secret_new_text ("secret"), only = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwSecret) pfx = encode ("leaf", "secret", i ? CW_PFX_LEGACY : CW_PFX_MODERN, 3000);
      g_autofree char *listed = NULL;

      save ("out.p12", pfx);
      listed = run (list);
      check_contains (listed, "PrivateKeyEntry");
    }
  /* Without a key Java sees what is said to be trusted. */
  g_ptr_array_add (ca, g_ptr_array_index (material.chain, 1));
  only = cw_encode_pfx (ca, NULL, "my ca", password, CW_PFX_MODERN, 1000, &error);
  g_assert_no_error (error);
  save ("out.p12", only);
  output = run (list);
  check_contains (output, "trustedCertEntry");
  containers_check ("out.p12", "secret", 1, 0);
}

static void
test_pfx_kinds (void)
{
  static const char *const kinds[] = { "ec:P-384", "ed25519", "ec:brainpoolP256r1", "rsa-pss:2048" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CwCertificate) certificate = pki_make ("kind", NULL, "/CN=kind", kinds[i], 30, NULL);
      g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = containers_read ("kind.key", NULL, &error);
      g_autoptr (CwSecret) password = cw_secret_new_text ("secret"), pfx = NULL;
      g_autoptr (CwBundle) again = NULL;
      CwPrivateKey *key = cw_bundle_item_get_private_key (cw_bundle_get_item (bundle, 0));

      g_ptr_array_add (certificates, certificate);
      pfx = cw_encode_pfx (certificates, key, "kind", password, CW_PFX_MODERN, 1000, &error);
      g_assert_no_error (error);
      save ("out.p12", pfx);
      again = containers_read ("out.p12", "secret", &error);
      g_assert_no_error (error);
      g_assert_true (cw_secret_equal (cw_private_key_get_pkcs8 (cw_bundle_item_get_private_key (containers_find (again, CW_BUNDLE_ITEM_PRIVATE_KEY))),
                                      cw_private_key_get_pkcs8 (key)));
    }
}

static void
test_pfx_mismatch (void)
{
  g_autoptr (CwPrivateKey) other = cw_private_key_generate (CW_KEY_ECDH_P256, 0, NULL);
  g_autoptr (CwSecret) password = cw_secret_new_text ("secret");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_encode_pfx (material.chain, other, NULL, password, CW_PFX_MODERN, 1000, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  containers_setup ();
  load_material ();
  g_test_add_func ("/encode/pem", test_pem);
  g_test_add_func ("/encode/pem/form", test_pem_form);
  g_test_add_func ("/encode/pem/encrypted", test_pem_encrypted);
  g_test_add_func ("/encode/pkcs7", test_pkcs7);
  g_test_add_func ("/encode/pfx/read-back", test_pfx_read_back);
  g_test_add_func ("/encode/pfx/openssl", test_pfx_openssl);
  g_test_add_func ("/encode/pfx/certtool", test_pfx_certtool);
  g_test_add_func ("/encode/pfx/nss", test_pfx_nss);
  g_test_add_func ("/encode/pfx/keytool", test_pfx_keytool);
  g_test_add_func ("/encode/pfx/kinds", test_pfx_kinds);
  g_test_add_func ("/encode/pfx/mismatch", test_pfx_mismatch);
  result = g_test_run ();
  g_ptr_array_unref (material.chain);
  g_object_unref (material.key);
  containers_teardown ();
  return result;
}
