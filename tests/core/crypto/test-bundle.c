/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"
#include "cw-bundle-item.h"
#include "cw-error.h"
#include "cw-pfx.h"
#include "pki.h"

#include <string.h>

static char *
load_text (const char *name)
{
  g_autoptr (GBytes) bytes = containers_load (name);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Takes the text. */
static CwBundle *
read_text (char *text, const char *password, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return containers_read_bytes (bytes, password, error);
}

static void
check_text (char *text, const char *password, guint n_certificates, guint n_keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = read_text (text, password, &error);

  g_assert_no_error (error);
  containers_check_bundle (bundle, n_certificates, n_keys);
}

static void
check_text_error (const char *text, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  containers_check_bytes_error (bytes, NULL, code);
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

static void
check_format (const char *name, const char *format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = containers_read (name, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_bundle_get_format (bundle), ==, format);
}

/* ---- PEM ---- */

static void
test_mixtures (void)
{
  g_autofree char *leaf = load_text ("leaf.pem"), *ca = load_text ("ca.pem"), *key = load_text ("leaf.key");

  check_text (g_strconcat (leaf, ca, key, NULL), NULL, 2, 1);
  check_text (g_strconcat ("Hello,\nhere are the certificates:\n\n", leaf, "-- \nand\n", key, "\nthe end - really -----\n", ca, NULL), NULL, 2, 1);
  check_text (g_strconcat ("\xef\xbb\xbf", leaf, NULL), NULL, 1, 0);
  check_text (replace (leaf, "\n", "\r\n"), NULL, 1, 0);
  check_text (replace (leaf, "\n", "\r"), NULL, 1, 0);
  check_text (replace (leaf, "\n", "\n   \t"), NULL, 1, 0);
  check_text (replace (leaf, "\n", " "), NULL, 1, 0);
  check_text (replace (leaf, "\n", "\\n"), NULL, 1, 0);
  check_text (replace (key, "\n", "\\r\\n"), NULL, 0, 1);
  check_text (g_strstrip (g_strdup (leaf)), NULL, 1, 0);
  check_text (replace (leaf, "CERTIFICATE", "X509 CERTIFICATE"), NULL, 1, 0);
  check_text (replace (leaf, "=", ""), NULL, 1, 0);
}

/* Base64 without line ends, or with very short lines. */
static void
test_widths (void)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (GBytes) der = pki_load_der (path);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  for (gsize width = 1; width < 80; width += 7)
    {
      GString *text = g_string_new ("-----BEGIN CERTIFICATE-----\n");

      for (gsize at = 0; at < strlen (base64); at += width)
        g_string_append_printf (text, "%.*s\n", (int) width, base64 + at);
      g_string_append (text, "-----END CERTIFICATE-----");
      check_text (g_string_free (text, FALSE), NULL, 1, 0);
    }
  check_text (g_strdup (base64), NULL, 1, 0);
  check_text (g_strdup_printf ("  \n%s\r\n", base64), NULL, 1, 0);
}

static void
test_utf16 (void)
{
  g_autofree char *leaf = load_text ("leaf.pem"), *key = load_text ("leaf.key");
  g_autofree char *text = g_strconcat (leaf, key, NULL);
  static const char *const forms[] = { "UTF-16", "UTF-16LE", "UTF-16BE" };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gsize size;
      char *wide = g_convert (text, -1, forms[i], "UTF-8", NULL, &size, NULL);
      g_autoptr (GBytes) bytes = g_bytes_new_take (wide, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = containers_read_bytes (bytes, NULL, &error);

      g_assert_no_error (error);
      containers_check_bundle (bundle, 1, 1);
    }
}

static void
test_labels (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "x509", "-in", "leaf.pem", "-trustout", "-setalias", "My alias", "-out", "trusted.pem", NULL);
  bundle = containers_read ("trusted.pem", NULL, &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 1, 0);
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (cw_bundle_get_item (bundle, 0)), ==, "My alias");

  /* EC PARAMETERS before the key are no thing of their own. */
  pki_run ("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-out", "ec.pem", NULL);
  text = load_text ("ec.pem");
  g_assert_nonnull (strstr (text, "EC PARAMETERS"));
  g_clear_object (&bundle);
  bundle = containers_read ("ec.pem", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_bundle_get_n_items (bundle), ==, 1);
  g_assert_cmpint (cw_bundle_item_get_kind (cw_bundle_get_item (bundle, 0)), ==, CW_BUNDLE_ITEM_PRIVATE_KEY);
  pki_run ("openssl", "rsa", "-in", "leaf.key", "-traditional", "-out", "old.key", NULL);
  containers_check ("old.key", NULL, 0, 1);
}

static void
test_attributes (void)
{
  const char *const print[] = { "openssl", "pkcs12", "-in", "named.p12", "-passin", "pass:secret", "-noenc", "-out", "named.pem", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;
  g_autofree char *output = NULL;
  gboolean succeeded;
  CwBundleItem *certificate, *key;

  containers_export ("named.p12", "-name", "Müller", NULL);
  output = containers_run (print, &succeeded);
  g_assert_true (succeeded);
  bundle = containers_read ("named.pem", NULL, &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 1, 1);
  certificate = containers_find (bundle, CW_BUNDLE_ITEM_CERTIFICATE);
  key = containers_find (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY);
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (certificate), ==, "Müller");
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (key), ==, "Müller");
  g_assert_true (g_bytes_equal (cw_bundle_item_get_local_key_id (certificate), cw_bundle_item_get_local_key_id (key)));
}

static void
test_not_imported (void)
{
  g_autofree char *leaf = load_text ("leaf.pem"), *request = NULL, *public = NULL, *crl = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "req", "-new", "-key", "leaf.key", "-subj", "/CN=request", "-out", "request.pem", NULL);
  pki_run ("openssl", "req", "-in", "request.pem", "-outform", "DER", "-out", "request.der", NULL);
  pki_run ("openssl", "pkey", "-in", "leaf.key", "-pubout", "-out", "public.pem", NULL);
  pki_write ("crl.cnf", "[ca]\ndefault_ca = c\n[c]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 3\n");
  pki_write ("index.txt", "");
  pki_run ("openssl", "ca", "-gencrl", "-config", "crl.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-out", "crl.pem", NULL);
  pki_run ("openssl", "crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der", NULL);
  request = load_text ("request.pem");
  public = load_text ("public.pem");
  crl = load_text ("crl.pem");
  bundle = read_text (g_strconcat (leaf, request, public, crl, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", NULL), NULL, &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 1, 0);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_REQUEST), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CRL), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_OTHER), ==, 2);
  g_assert_nonnull (strstr (cw_bundle_item_get_sentence (containers_find (bundle, CW_BUNDLE_ITEM_REQUEST)), "CERTIFICATE REQUEST"));
  check_format ("request.der", "Certificate request (DER)");
  check_format ("crl.der", "Certificate revocation list (DER)");
  check_format ("crl.pem", "PEM");
}

/* ---- encrypted keys ---- */

static void
test_old_encryption (void)
{
  static const char *const ciphers[] = { "-des", "-des3", "-aes128", "-aes192", "-aes256", "-camellia128", "-camellia256", "-aria128", "-aria256",
                                         "-seed", "-bf-cbc", "-rc2-cbc", "-cast5-cbc" };

  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      const char *const argv[] = { "openssl", "rsa", "-provider", "default", "-provider", "legacy", "-in", "leaf.key", "-traditional", ciphers[i],
                                   "-passout", "pass:Zürich", "-out", "old-enc.key", NULL };
      gboolean succeeded;
      g_autofree char *output = containers_run (argv, &succeeded), *text = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = NULL;

      if (!succeeded)
        g_error ("openssl rsa %s: %s", ciphers[i], output);
      text = load_text ("old-enc.key");
      g_assert_nonnull (strstr (text, "DEK-Info:"));
      bundle = containers_read ("old-enc.key", "Zürich", &error);
      g_assert_no_error (error);
      containers_check_bundle (bundle, 0, 1);
      g_assert_true (cw_bundle_item_was_encrypted (cw_bundle_get_item (bundle, 0)));
      containers_check_error ("old-enc.key", NULL, CW_ERROR_PASSWORD_NEEDED);
      containers_check_error ("old-enc.key", "Zurich", CW_ERROR_PASSWORD_WRONG);
      check_text (replace (text, "\n", "\r\n"), "Zürich", 0, 1);
    }
}

static void
test_encrypted_pkcs8 (void)
{
  g_autofree char *leaf = load_text ("leaf.pem"), *text = NULL;
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  CwBundleOptions options = { .passwords = passwords, .skip_locked = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:secret", "-out", "enc8.key", NULL);
  pki_run ("openssl", "pkcs8", "-topk8", "-in", "leaf.key", "-passout", "pass:secret", "-outform", "DER", "-out", "enc8.der", NULL);
  text = load_text ("enc8.key");
  check_text (g_strconcat (leaf, text, NULL), "secret", 1, 1);
  containers_check ("enc8.der", "secret", 0, 1);
  containers_check_error ("enc8.key", NULL, CW_ERROR_PASSWORD_NEEDED);
  containers_check_error ("enc8.der", "Secret", CW_ERROR_PASSWORD_WRONG);
  bytes = g_bytes_new_take (g_strconcat (leaf, text, NULL), strlen (leaf) + strlen (text));
  bundle = cw_bundle_read (bytes, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 1);
}

/* ---- DER and PKCS #7 ---- */

static void
test_der (void)
{
  g_autoptr (GBytes) leaf = NULL, ca = NULL;
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_autoptr (GBytes) joined = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der", NULL);
  pki_run ("openssl", "x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der", NULL);
  pki_run ("openssl", "rsa", "-in", "leaf.key", "-traditional", "-outform", "DER", "-out", "key.der", NULL);
  containers_check ("leaf.der", NULL, 1, 0);
  containers_check ("key.der", NULL, 0, 1);
  check_format ("leaf.der", "X.509 certificate (DER)");
  check_format ("key.der", "Private key (DER)");
  leaf = containers_load ("leaf.der");
  ca = containers_load ("ca.der");
  g_byte_array_append (both, g_bytes_get_data (leaf, NULL), (guint) g_bytes_get_size (leaf));
  g_byte_array_append (both, g_bytes_get_data (ca, NULL), (guint) g_bytes_get_size (ca));
  g_byte_array_append (both, (const guint8 *) "\r\n\0", 3);
  joined = g_bytes_new (both->data, both->len);
  bundle = containers_read_bytes (joined, NULL, &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 2, 0);
  g_assert_true (g_bytes_equal (cw_bundle_item_get_der (cw_bundle_get_item (bundle, 0)), leaf));
  g_assert_true (g_bytes_equal (cw_bundle_item_get_der (cw_bundle_get_item (bundle, 1)), ca));
}

static void
test_pkcs7 (void)
{
  g_autoptr (GBytes) der = NULL, ber = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "crl2pkcs7", "-nocrl", "-certfile", "leaf.pem", "-certfile", "ca.pem", "-outform", "DER", "-out", "chain.p7b", NULL);
  pki_run ("openssl", "crl2pkcs7", "-nocrl", "-certfile", "leaf.pem", "-certfile", "ca.pem", "-out", "chain.p7c", NULL);
  containers_check ("chain.p7b", NULL, 2, 0);
  containers_check ("chain.p7c", NULL, 2, 0);
  check_format ("chain.p7b", "PKCS #7");
  /* Under the label that a browser's download has. */
  text = load_text ("chain.p7c");
  check_text (replace (text, "PKCS7", "CERTIFICATE"), NULL, 2, 0);
  check_text (replace (text, "PKCS7", "CMS"), NULL, 2, 0);
  der = containers_load ("chain.p7b");
  ber = containers_to_ber (der);
  bundle = containers_read_bytes (ber, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 2);
}

static void
test_pkcs7_kinds (void)
{
  pki_write ("text", "some text");
  pki_run ("openssl", "cms", "-sign", "-in", "text", "-signer", "leaf.pem", "-inkey", "leaf.key", "-certfile", "ca.pem", "-outform", "DER",
           "-nodetach", "-stream", "-out", "signed.p7m", NULL);
  containers_check ("signed.p7m", NULL, 2, 0);
  pki_run ("openssl", "cms", "-sign", "-in", "text", "-signer", "leaf.pem", "-inkey", "leaf.key", "-nocerts", "-outform", "DER", "-out", "bare.p7s", NULL);
  containers_check_error ("bare.p7s", NULL, CW_ERROR_EMPTY);
  pki_run ("openssl", "cms", "-encrypt", "-in", "text", "-outform", "DER", "-out", "mail.p7m", "leaf.pem", NULL);
  containers_check_error ("mail.p7m", NULL, CW_ERROR_NOT_RECOGNISED);
}

static void
test_wrapped (void)
{
  g_autoptr (GBytes) pfx = NULL;
  g_autofree char *base64 = NULL, *leaf = load_text ("leaf.pem"), *wrapped = NULL, *again = NULL, *deep = NULL;

  containers_export ("wrap.p12", NULL);
  pfx = containers_load ("wrap.p12");
  base64 = g_base64_encode (g_bytes_get_data (pfx, NULL), g_bytes_get_size (pfx));
  check_text (g_strdup (base64), "secret", 1, 1);
  check_text (g_strdup_printf ("-----BEGIN PKCS12-----\n%s\n-----END PKCS12-----\n", base64), "secret", 1, 1);
  /* As in a Kubernetes secret; but not without end. */
  wrapped = g_base64_encode ((const guchar *) leaf, strlen (leaf));
  check_text (g_strdup (wrapped), NULL, 1, 0);
  again = g_base64_encode ((const guchar *) wrapped, strlen (wrapped));
  deep = g_base64_encode ((const guchar *) again, strlen (again));
  check_text_error (deep, CW_ERROR_NOT_RECOGNISED);
}

/* ---- failures ---- */

static void
test_foreign (void)
{
  static const struct { const char *content, *says; } files[] = {
    { "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "HTML" },
    { "\xef\xbb\xbf  <HTML><head></head>", "HTML" },
    { "Just a text without anything.\n", "text" },
    { "0 is a digit, and the beginning of a text", "text" },
    { "Mathematics is more than this line of words", "text" },
    { "%PDF-1.7\n", "PDF" },
    { "{ \"key\": 1 }", "JSON" },
    { "PK\x03\x04", "ZIP" },
    { "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK root@host", "SSH" },
    { "\xfe\xed\xfe\xed\x01\x02", "Java" },
    { "\x01\x02\x03\x04\x05", "neither" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (g_strdup (files[i].content), NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED);
      if (strstr (error->message, files[i].says) == NULL)
        g_error ("“%s” does not say %s", error->message, files[i].says);
    }
}

static void
test_broken_pem (void)
{
  g_autofree char *leaf = load_text ("leaf.pem"), *broken = replace (leaf, "M", "!"), *cut = g_strndup (leaf, strlen (leaf) - 40);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;
  g_autofree char *three = g_strconcat ("\n\n", broken, NULL);

  check_text_error (broken, CW_ERROR_DAMAGED);
  check_text_error (cut, CW_ERROR_DAMAGED);
  check_text_error ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", CW_ERROR_DAMAGED);
  check_text_error ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", CW_ERROR_DAMAGED);
  check_text_error ("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n", CW_ERROR_EMPTY);
  check_text_error ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC\n\nMIIB\n-----END RSA PRIVATE KEY-----\n", CW_ERROR_DAMAGED);
  check_text_error ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: NO-SUCH-CBC,0011223344556677\n\nMIIB\n-----END RSA PRIVATE KEY-----\n",
                    CW_ERROR_ALGORITHM_UNSUPPORTED);
  check_text_error ("This text only mentions -----BEGIN something and goes on.\n", CW_ERROR_EMPTY);
  g_assert_null (read_text (g_steal_pointer (&three), NULL, &error));
  g_assert_nonnull (strstr (error->message, "“CERTIFICATE” in line 3"));
  g_clear_error (&error);
  /* The good ones are in, the broken ones are listed. */
  bundle = read_text (g_strconcat (broken, leaf, cut, NULL), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 2);
  g_assert_nonnull (strstr (cw_bundle_item_get_sentence (cw_bundle_get_item (bundle, 2)), "END"));
}

static void
test_broken_der (void)
{
  g_autoptr (GBytes) whole = NULL, empty = g_bytes_new ("", 0);

  pki_run ("openssl", "x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der", NULL);
  whole = containers_load ("leaf.der");
  for (gsize size = 5; size < g_bytes_get_size (whole); size += 13)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, size);

      containers_check_bytes_error (cut, NULL, CW_ERROR_DAMAGED);
    }
  containers_check_bytes_error (empty, NULL, CW_ERROR_EMPTY);
}

static void
test_broken_certificate (void)
{
  g_autoptr (GBytes) whole = NULL, bad = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  pki_run ("openssl", "x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der", NULL);
  whole = containers_load ("leaf.der");
  /* The period of validity becomes an OCTET STRING. */
  bad = pki_patch (whole, "\x30\x1e\x17\x0d", "\x30\x1e\x04\x0d", 4);
  bundle = containers_read_bytes (bad, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (cw_bundle_item_load_certificate (cw_bundle_get_item (bundle, 0), &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
}

static void
test_too_large (void)
{
  /* Never touched, so it costs no memory. */
  gsize size = CW_BUNDLE_MAX_SIZE + 1;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);

  containers_check_bytes_error (bytes, NULL, CW_ERROR_TOO_LARGE);
}

static void
test_bombs (void)
{
  const gsize size = 4 * 1024 * 1024;
  guint8 *deep = g_malloc (size), *sequences = g_malloc (size);
  g_autoptr (GBytes) nested = NULL, many = NULL, begins = NULL;
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i += 2)
    {
      deep[i] = 0x30;
      deep[i + 1] = 0x80;
      sequences[i] = 0x30;
      sequences[i + 1] = 0x00;
    }
  nested = g_bytes_new_take (deep, size);
  many = g_bytes_new_take (sequences, size);
  containers_check_bytes_error (nested, NULL, CW_ERROR_DAMAGED);
  containers_check_bytes_error (many, NULL, CW_ERROR_NOT_RECOGNISED);
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "-----BEGIN CERTIFICATE-----\n");
  begins = g_string_free_to_bytes (text);
  containers_check_bytes_error (begins, NULL, CW_ERROR_DAMAGED);
}

/* A good certificate and very many broken parts: not all of them are listed. */
static void
test_many_broken (void)
{
  g_autofree char *leaf = load_text ("leaf.pem");
  GString *text = g_string_new (leaf);
  g_autoptr (CwBundle) bundle = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12000; i++)
    g_string_append (text, "-----BEGIN A-----");
  bundle = read_text (g_string_free (text, FALSE), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 10000);
}

/* A list that is full already. */
static void
test_too_many (void)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GBytes) pfx = NULL;
  g_autoptr (GError) error = NULL;
  gboolean had_mac;

  g_ptr_array_set_size (items, CW_BUNDLE_MAX_ITEMS);
  containers_export ("full.p12", "-nomac", "-certpbe", "NONE", "-keypbe", "NONE", NULL);
  pfx = containers_load ("full.p12");
  g_assert_false (cw_pfx_read (pfx, NULL, items, &had_mac, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TOO_LARGE);
  g_assert_cmpuint (items->len, ==, CW_BUNDLE_MAX_ITEMS);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) leaf = containers_load ("leaf.pem");
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (cw_bundle_read (leaf, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* ---- many ---- */

static void
test_many (void)
{
  g_autofree char *leaf = load_text ("leaf.pem");
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwBundle) bundle = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, leaf);
  bytes = g_string_free_to_bytes (text);
  start = g_get_monotonic_time ();
  bundle = cw_bundle_read (bytes, NULL, NULL, &error);
  g_test_message ("%u certificates, %u MB: %.3f s", cw_bundle_get_n_items (bundle), (guint) (g_bytes_get_size (bytes) >> 20),
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 100000);
}

static void
test_fixtures (void)
{
  static const struct { const char *name; guint n_certificates, n_keys, n_others; } files[] = {
    { "attributes.pem", 2, 1, 0 }, { "chain.p7b", 2, 0, 0 }, { "clear.p12", 1, 1, 0 }, { "empty-and-absent.p12", 1, 1, 0 },
    { "explicit-curve.der", 0, 1, 0 }, { "indefinite.p12", 2, 1, 0 }, { "java.p12", 2, 1, 1 }, { "mac-sha512-256.p12", 1, 1, 0 },
    { "modern.p12", 2, 1, 0 }, { "no-mac.p12", 1, 1, 0 }, { "null-password.p12", 1, 1, 0 }, { "notepad.pem", 2, 1, 0 }, { "old-encrypted.pem", 0, 1, 0 },
    { "rc2-40-3des.p12", 1, 1, 0 }, { "request.der", 0, 0, 0 }, { "scrypt.p8", 0, 1, 0 }, { "trusted.pem", 1, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("CERTWIZARD_FIXTURES"), "containers", files[i].name, NULL);
      g_autofree char *content = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CwBundle) bundle = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      bytes = g_bytes_new (content, size);
      bundle = containers_read_bytes (bytes, "secret", &error);
      g_assert_no_error (error);
      g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, files[i].n_certificates);
      g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY), ==, files[i].n_keys);
      g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_OTHER), ==, files[i].n_others);
      g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 0);
    }
}

static void
test_finalized (void)
{
  g_autoptr (GError) error = NULL;
  CwBundle *bundle = containers_read ("leaf.pem", NULL, &error);
  CwBundleItem *item = cw_bundle_get_item (bundle, 0);

  g_object_add_weak_pointer (G_OBJECT (item), (gpointer *) &item);
  g_object_add_weak_pointer (G_OBJECT (bundle), (gpointer *) &bundle);
  g_object_unref (bundle);
  g_assert_null (bundle);
  g_assert_null (item);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  containers_setup ();
  g_test_add_func ("/bundle/pem/mixtures", test_mixtures);
  g_test_add_func ("/bundle/pem/widths", test_widths);
  g_test_add_func ("/bundle/pem/utf16", test_utf16);
  g_test_add_func ("/bundle/pem/labels", test_labels);
  g_test_add_func ("/bundle/pem/attributes", test_attributes);
  g_test_add_func ("/bundle/not-imported", test_not_imported);
  g_test_add_func ("/bundle/keys/old-encryption", test_old_encryption);
  g_test_add_func ("/bundle/keys/encrypted-pkcs8", test_encrypted_pkcs8);
  g_test_add_func ("/bundle/der", test_der);
  g_test_add_func ("/bundle/pkcs7", test_pkcs7);
  g_test_add_func ("/bundle/pkcs7/kinds", test_pkcs7_kinds);
  g_test_add_func ("/bundle/wrapped", test_wrapped);
  g_test_add_func ("/bundle/errors/foreign", test_foreign);
  g_test_add_func ("/bundle/errors/broken-pem", test_broken_pem);
  g_test_add_func ("/bundle/errors/broken-der", test_broken_der);
  g_test_add_func ("/bundle/errors/broken-certificate", test_broken_certificate);
  g_test_add_func ("/bundle/errors/too-large", test_too_large);
  g_test_add_func ("/bundle/errors/bombs", test_bombs);
  g_test_add_func ("/bundle/errors/many-broken", test_many_broken);
  g_test_add_func ("/bundle/errors/too-many", test_too_many);
  g_test_add_func ("/bundle/errors/cancelled", test_cancelled);
  g_test_add_func ("/bundle/many", test_many);
  g_test_add_func ("/bundle/fixtures", test_fixtures);
  g_test_add_func ("/bundle/finalized", test_finalized);
  result = g_test_run ();
  containers_teardown ();
  return result;
}
