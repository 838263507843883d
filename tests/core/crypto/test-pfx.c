/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"
#include "cw-error.h"
#include "cw-pbe.h"
#include "pki.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define OID_DATA "1.2.840.113549.1.7.1"

/* ---- what OpenSSL writes ---- */

static void
test_openssl_ciphers (void)
{
  static const char *const ciphers[] = {
    "PBE-MD5-DES", "PBE-MD5-RC2-64", "PBE-SHA1-DES", "PBE-SHA1-RC2-64", "PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40", "PBE-SHA1-3DES",
    "PBE-SHA1-2DES", "PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40",
    "AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "AES-256-CFB", "AES-256-OFB", "AES-256-ECB",
    "CAMELLIA-128-CBC", "CAMELLIA-192-CBC", "CAMELLIA-256-CBC", "ARIA-128-CBC", "ARIA-192-CBC", "ARIA-256-CBC", "SM4-CBC",
    "DES-EDE3-CBC", "DES-CBC", "RC2-CBC", "RC2-64-CBC", "RC2-40-CBC", "BF-CBC", "CAST5-CBC", "SEED-CBC", "RC4", "RC4-40",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.p12", ciphers[i]);

      containers_export (name, "-certpbe", ciphers[i], "-keypbe", ciphers[i], NULL);
      containers_check (name, "secret", 1, 1);
      containers_check_error (name, "Wr0ng", CW_ERROR_PASSWORD_WRONG);
    }
}

static void
test_openssl_macs (void)
{
  static const char *const hashes[] = { "MD4", "MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512-224", "SHA512-256",
                                        "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512", "RIPEMD160", "SM3", "whirlpool", "blake2b512",
                                        "blake2s256" };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      g_autofree char *name = g_strdup_printf ("mac-%s.p12", hashes[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = NULL;

      containers_export (name, "-macalg", hashes[i], "-certpbe", "NONE", "-keypbe", "NONE", "-iter", "3", NULL);
      bundle = containers_read (name, "secret", &error);
      g_assert_no_error (error);
      containers_check_bundle (bundle, 1, 1);
      g_assert_true (cw_bundle_had_integrity_check (bundle));
      containers_check_error (name, "Wr0ng", CW_ERROR_PASSWORD_WRONG);
    }
}

static void
test_openssl_rounds (void)
{
  static const char *const rounds[] = { "1", "2", "4095", "4097", "100000" };

  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      containers_export ("rounds.p12", "-iter", rounds[i], NULL);
      containers_check ("rounds.p12", "secret", 1, 1);
    }
  containers_export ("rounds.p12", "-nomaciter", "-noiter", NULL);
  containers_check ("rounds.p12", "secret", 1, 1);
}

static void
test_contents (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;
  CwBundleItem *certificate, *key;

  containers_export ("chain.p12", "-certfile", "ca.pem", "-name", "Müller & Söhne", "-caname", "証明書", NULL);
  bundle = containers_read ("chain.p12", "secret", &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 2, 1);
  g_assert_cmpstr (cw_bundle_get_format (bundle), ==, "PKCS #12");
  certificate = containers_find (bundle, CW_BUNDLE_ITEM_CERTIFICATE);
  key = containers_find (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY);
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (certificate), ==, "Müller & Söhne");
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (key), ==, "Müller & Söhne");
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (cw_bundle_get_item (bundle, 1)), ==, "証明書");
  g_assert_true (g_bytes_equal (cw_bundle_item_get_local_key_id (certificate), cw_bundle_item_get_local_key_id (key)));
  g_assert_null (cw_bundle_item_get_local_key_id (cw_bundle_get_item (bundle, 1)));
  g_assert_true (cw_bundle_item_was_encrypted (certificate));
  g_assert_true (cw_bundle_item_was_encrypted (key));

  containers_export ("bare.p12", "-nokeys", NULL);
  containers_check ("bare.p12", "secret", 1, 0);
  containers_export ("keyonly.p12", "-nocerts", NULL);
  containers_check ("keyonly.p12", "secret", 0, 1);
}

/* ---- passwords ---- */

static void
test_passwords (void)
{
  static const char *const passwords[] = { "", "a", "Zürich", "パスワード", "𝄞 clef 😀", "with blank and \"quotes\"",
                                           "0123456789012345678901234567890123456789012345678901234567890123456789" };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autofree char *argument = g_strdup_printf ("pass:%s", passwords[i]);

      containers_export ("pw.p12", "-passout", argument, NULL);
      containers_check ("pw.p12", passwords[i], 1, 1);
      if (i > 0)
        containers_check_error ("pw.p12", "Zurich", CW_ERROR_PASSWORD_WRONG);
      containers_export ("pw-old.p12", "-passout", argument, "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES", NULL);
      containers_check ("pw-old.p12", passwords[i], 1, 1);
    }
}

/* What became of the password on its way to the file, and what a person types today. */
static void
test_password_forms (void)
{
  static const struct { const char *written, *typed; } forms[] = {
    { "Z\xc3\x83\xc2\xbcrich", "Zürich" },            /* each byte of UTF-8 a letter: OpenSSL before 1.1 */
    { "Z\xfcrich", "Zürich" },                        /* typed in a Latin-1 terminal */
    { "Z\xc2\x81rich", "Zürich" },                    /* the byte of code page 850 */
    { "Zu\xcc\x88rich", "Zürich" },                   /* decomposed, as macOS has it */
    { "Zürich", "Zu\xcc\x88rich" },
    { "Zürich", "Z\xfcrich" },                        /* the other way round: Latin-1 comes in */
    { "\xc2\x80uro", "€uro" },                        /* the byte of code page 1252 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *argument = g_strdup_printf ("pass:%s", forms[i].written);

      containers_export ("form.p12", "-passout", argument, "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", NULL);
      containers_check ("form.p12", forms[i].typed, 1, 1);
    }
  /* PBKDF2 has the bytes as they are. */
  containers_export ("form.p12", "-passout", "pass:Z\xfcrich", NULL);
  containers_check ("form.p12", "Zürich", 1, 1);
}

/* .NET and Windows take "empty" for one part and "absent" for another. */
static void
test_empty_and_absent (void)
{
  static const char *const none[] = { NULL, "" };

  for (guint i = 0; i < 8; i++)
    {

      containers_export_mixed ("mixed.p12", none[i & 1], none[(i >> 1) & 1], none[i >> 2]);
      containers_check ("mixed.p12", NULL, 1, 1);
      containers_check ("mixed.p12", "", 1, 1);
      containers_check ("mixed.p12", "not needed", 1, 1);
    }
  /* With --null-password certtool 3.8.9 dies; null-password.p12 among the fixtures is by an older one. */
  pki_run ("certtool", "--to-p12", "--load-privkey", "leaf.key", "--load-certificate", "leaf.pem", "--p12-name", "x", "--empty-password",
           "--outder", "--outfile", "ct-empty.p12", NULL);
  containers_check ("ct-empty.p12", NULL, 1, 1);
}

static void
test_several_passwords (void)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  CwBundleOptions options = { .passwords = passwords };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  containers_export_mixed ("twopass.p12", "key", "key", "mac");
  containers_check_error ("twopass.p12", "mac", CW_ERROR_PASSWORD_WRONG);
  content = containers_load ("twopass.p12");
  g_ptr_array_add (passwords, cw_secret_new_text ("neither"));
  g_ptr_array_add (passwords, cw_secret_new_text ("mac"));
  g_ptr_array_add (passwords, cw_secret_new_text ("key"));
  bundle = cw_bundle_read (content, &options, NULL, &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 1, 1);
}

static void
test_skip_locked (void)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  CwBundleOptions options = { .passwords = passwords, .skip_locked = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  containers_export_mixed ("locked.p12", "other", "mac", "mac");
  content = containers_load ("locked.p12");
  g_ptr_array_add (passwords, cw_secret_new_text ("mac"));
  bundle = cw_bundle_read (content, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 1);
}

/* ---- other writers ---- */

static void
test_certtool (void)
{
  static const char *const ciphers[] = { "3des", "3des-pkcs12", "aes-128", "aes-192", "aes-256", "rc2-40", "arcfour" };

  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = NULL;

      pki_run ("certtool", "--to-p12", "--load-privkey", "leaf.key", "--load-certificate", "leaf.pem", "--p12-name", "Grüße", "--password",
               "secret", "--pkcs-cipher", ciphers[i], "--outder", "--outfile", "ct.p12", NULL);
      bundle = containers_read ("ct.p12", "secret", &error);
      g_assert_no_error (error);
      containers_check_bundle (bundle, 1, 1);
      /* It writes the bytes of UTF-8 as letters. */
      g_assert_cmpstr (cw_bundle_item_get_friendly_name (containers_find (bundle, CW_BUNDLE_ITEM_CERTIFICATE)), ==, "Grüße");
    }
}

/* Newer versions of NSS no longer write the oldest ciphers unless a policy in the folder of the database allows it. */
static void
allow_all_of_nss (void)
{
  g_autofree char *path = pki_dup_path ("pkcs11.txt");
  g_autofree char *modules = NULL;

  g_assert_true (g_file_get_contents (path, &modules, NULL, NULL));
  g_autofree char *text = g_strconcat (modules, "library=\nname=Policy\nNSS=flags=policyOnly,moduleDB\nconfig=\"allow=all\"\n\n", NULL);
  pki_write ("pkcs11.txt", text);
}

static void
test_nss (void)
{
  static const char *const ciphers[] = {
    "RC2-CBC", "RC4", "DES-CBC", "DES-EDE3-CBC", "AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "CAMELLIA-128-CBC", "CAMELLIA-256-CBC",
    "SEED-CBC", "PKCS #12 V2 PBE With SHA-1 and 128 Bit RC4",
    "PKCS #12 V2 PBE With SHA-1 and 3KEY Triple DES-CBC", "PKCS #12 V2 PBE With SHA-1 and 128 Bit RC2 CBC",
    "PKCS #12 V2 PBE With SHA-1 and 40 Bit RC2 CBC", "PKCS #5 Password Based Encryption with MD5 and DES-CBC",
    "PKCS #5 Password Based Encryption with SHA-1 and DES-CBC",
  };
  static const char *const macs[] = { "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512" };

  containers_export ("for-nss.p12", "-name", "leaf", NULL);
  pki_run ("certutil", "-N", "-d", "sql:.", "--empty-password", NULL);
  allow_all_of_nss ();
  pki_run ("pk12util", "-i", "for-nss.p12", "-d", "sql:.", "-K", "", "-W", "secret", NULL);
  /* It always takes 600,000 rounds: each file tries two ciphers and a MAC. */
  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i += 2)
    {
      const char *password = i % 4 ? "secret" : "pä😀", *mac = macs[i / 2 % G_N_ELEMENTS (macs)];

      pki_run ("pk12util", "-o", "nss.p12", "-n", "leaf", "-d", "sql:.", "-K", "", "-W", password, "-c", ciphers[i],
               "-C", ciphers[(i + 1) % G_N_ELEMENTS (ciphers)], "-M", mac, NULL);
      g_test_message ("%s, %s", ciphers[i], mac);
      containers_check ("nss.p12", password, 1, 1);
    }
  pki_run ("pk12util", "-o", "nss.p12", "-n", "leaf", "-d", "sql:.", "-K", "", "-W", "", NULL);
  containers_check ("nss.p12", NULL, 1, 1);
}

static void
test_keytool (void)
{
  static const char *const options[] = {
    "-J-Dfile.encoding=UTF-8", "-J-Dkeystore.pkcs12.legacy",
    "-J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithHmacSHA512AndAES_256", "-J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithSHA1AndRC4_128",
    "-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA512", "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
  };

  containers_export ("for-java.p12", "-name", "leaf", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *path = pki_dup_path ("java.p12");

      g_unlink (path);
      pki_run ("keytool", options[i], "-importkeystore", "-srckeystore", "for-java.p12", "-srcstoretype", "PKCS12", "-srcstorepass", "secret",
               "-destkeystore", "java.p12", "-deststoretype", "PKCS12", "-deststorepass", "secret", "-noprompt", NULL);
      containers_check ("java.p12", "secret", 1, 1);
    }
}

static void
test_keytool_extras (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  containers_export ("extra.p12", "-name", "leaf", NULL);
  pki_run ("keytool", "-genseckey", "-alias", "secret key", "-keyalg", "AES", "-keysize", "256", "-keystore", "extra.p12", "-storepass",
           "secret", NULL);
  pki_run ("keytool", "-importcert", "-noprompt", "-alias", "trusted", "-file", "ca.pem", "-keystore", "extra.p12", "-storepass", "secret", NULL);
  bundle = containers_read ("extra.p12", "secret", &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 2, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_OTHER), ==, 1);
  g_assert_cmpstr (cw_bundle_item_get_friendly_name (containers_find (bundle, CW_BUNDLE_ITEM_OTHER)), ==, "secret key");
  g_assert_nonnull (cw_bundle_item_get_sentence (containers_find (bundle, CW_BUNDLE_ITEM_OTHER)));
}

/* ---- structures that no tool here writes ---- */

static void
test_ber (void)
{
  g_autoptr (GBytes) der = NULL, ber = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  containers_export ("for-ber.p12", NULL);
  der = containers_load ("for-ber.p12");
  ber = containers_to_ber (der);
  g_assert_cmpuint (g_bytes_get_size (ber), !=, g_bytes_get_size (der));
  bundle = containers_read_bytes (ber, "secret", &error);
  g_assert_no_error (error);
  containers_check_bundle (bundle, 1, 1);
}

/* Content of the authenticated safe of a PFX. */
static GBytes *
dup_content (GBytes *pfx)
{
  const guint8 *at = g_bytes_get_data (pfx, NULL), *end = at + g_bytes_get_size (pfx);
  long length;
  int tag, class;

  /* PFX, version, ContentInfo, OID, [0], OCTET STRING */
  for (guint i = 0; i < 6; i++)
    {
      ASN1_get_object (&at, &length, &tag, &class, end - at);
      if (tag == V_ASN1_INTEGER || tag == V_ASN1_OBJECT)
        at += length;
    }
  return g_bytes_new (at, (gsize) length);
}

static GBytes *
algorithm (const char *oid, GBytes *parameters)
{
  return containers_der (0x30, containers_oid (oid), parameters, NULL);
}

static GBytes *
make_pfx (GBytes *content, GBytes *mac_data)
{
  GBytes *octets = containers_octets (g_bytes_get_data (content, NULL), g_bytes_get_size (content));

  return containers_der (0x30, containers_integer (3), containers_der (0x30, containers_oid (OID_DATA), containers_der (0xa0, octets, NULL), NULL),
                         mac_data, NULL);
}

/* RFC 9579: the key of the HMAC comes from PBKDF2; salt and rounds behind the digest are for show. */
static GBytes *
make_pbmac1 (GBytes *content, const char *password, const EVP_MD *prf, const char *prf_oid, const EVP_MD *hash, const char *hash_oid, gsize key_size)
{
  const guint8 salt[] = "pbmac1 salt";
  g_autofree guint8 *key = g_malloc (MAX (key_size, 1));
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int digest_size = 0;
  GBytes *kdf, *parameters;

  g_assert_true (PKCS5_PBKDF2_HMAC (password, (int) strlen (password), salt, sizeof salt, 2048, prf, (int) MAX (key_size, 1), key));
  HMAC (hash, key, (int) key_size, g_bytes_get_data (content, NULL), g_bytes_get_size (content), digest, &digest_size);
  kdf = containers_der (0x30, containers_octets (salt, sizeof salt), containers_integer (2048),
                        key_size > 0 ? containers_integer (key_size) : algorithm (prf_oid, NULL),
                        key_size > 0 ? algorithm (prf_oid, NULL) : NULL, NULL);
  parameters = containers_der (0x30, algorithm ("1.2.840.113549.1.5.12", kdf), algorithm (hash_oid, NULL), NULL);
  return containers_der (0x30, containers_der (0x30, algorithm ("1.2.840.113549.1.5.14", parameters), containers_octets (digest, digest_size), NULL),
                         containers_octets ("NOT USED", 8), containers_integer (1), NULL);
}

static void
test_pbmac1 (void)
{
  static const struct { const char *prf, *prf_oid, *hash, *hash_oid; gsize key_size; } kinds[] = {
    { "SHA256", "1.2.840.113549.2.9", "SHA256", "1.2.840.113549.2.9", 32 },
    { "SHA512", "1.2.840.113549.2.11", "SHA256", "1.2.840.113549.2.9", 32 },
    { "SHA512", "1.2.840.113549.2.11", "SHA512", "1.2.840.113549.2.11", 64 },
    { "SHA1", "1.2.840.113549.2.7", "SHA384", "1.2.840.113549.2.10", 20 },
    { "SHA3-256", "2.16.840.1.101.3.4.2.14", "SHA3-512", "2.16.840.1.101.3.4.2.16", 64 },
    { "SHA3-224", "2.16.840.1.101.3.4.2.13", "SHA512-256", "1.2.840.113549.2.13", 7 },
  };
  g_autoptr (GBytes) pfx = NULL, content = NULL, bad = NULL;

  containers_export ("for-pbmac1.p12", "-passout", "pass:Zürich", NULL);
  pfx = containers_load ("for-pbmac1.p12");
  content = dup_content (pfx);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) made = make_pfx (content, make_pbmac1 (content, "Zürich", EVP_get_digestbyname (kinds[i].prf), kinds[i].prf_oid,
                                                                EVP_get_digestbyname (kinds[i].hash), kinds[i].hash_oid, kinds[i].key_size));
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = containers_read_bytes (made, "Zürich", &error);

      g_assert_no_error (error);
      containers_check_bundle (bundle, 1, 1);
      g_assert_true (cw_bundle_had_integrity_check (bundle));
      containers_check_bytes_error (made, "Wr0ng", CW_ERROR_PASSWORD_WRONG);
    }
  /* The length of the key must be given. */
  bad = make_pfx (content, make_pbmac1 (content, "Zürich", EVP_sha256 (), kinds[0].prf_oid, EVP_sha256 (), kinds[0].hash_oid, 0));
  containers_check_bytes_error (bad, "Zürich", CW_ERROR_DAMAGED);
}

static GBytes *
safe_bag (const char *type, GBytes *value)
{
  g_autofree char *oid = g_strconcat ("1.2.840.113549.1.12.10.1.", type, NULL);

  return containers_der (0x30, containers_oid (oid), containers_der (0xa0, value, NULL), NULL);
}

/* A PFX without MAC and encryption, with these bags. */
static GBytes *
make_plain_pfx (GBytes *bags)
{
  g_autoptr (GBytes) contents = containers_der (0x30, bags, NULL);
  g_autoptr (GBytes) safes = containers_der (0x30, containers_der (0x30, containers_oid (OID_DATA),
                                             containers_der (0xa0, containers_octets (g_bytes_get_data (contents, NULL), g_bytes_get_size (contents)),
                                                             NULL), NULL), NULL);

  return make_pfx (safes, NULL);
}

static GBytes *
certificate_bag (void)
{
  g_autofree char *path = pki_dup_path ("leaf.pem");
  g_autoptr (GBytes) der = pki_load_der (path);
  GBytes *octets = containers_octets (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  return safe_bag ("3", containers_der (0x30, containers_oid ("1.2.840.113549.1.9.22.1"), containers_der (0xa0, octets, NULL), NULL));
}

static void
test_odd_bags (void)
{
  GBytes *sdsi = containers_der (0x30, containers_oid ("1.2.840.113549.1.9.22.2"), containers_der (0xa0, containers_octets ("x", 1), NULL), NULL);
  GBytes *crl = containers_der (0x30, containers_oid ("1.2.840.113549.1.9.23.1"), containers_der (0xa0, containers_octets ("x", 1), NULL), NULL);
  GBytes *secret = containers_der (0x30, containers_oid ("1.2.3.4"), containers_der (0xa0, containers_octets ("x", 1), NULL), NULL);
  g_autoptr (GBytes) bags = containers_der (0x30, safe_bag ("3", sdsi), safe_bag ("4", crl), safe_bag ("5", secret), safe_bag ("77", containers_integer (1)),
                                            safe_bag ("6", containers_der (0x30, certificate_bag (), NULL)), safe_bag ("1", containers_integer (5)),
                                            containers_integer (9), NULL);
  /* What is in the sequence, without its header. */
  g_autoptr (GBytes) pfx = make_plain_pfx (g_bytes_new_from_bytes (bags, 5, g_bytes_get_size (bags) - 5));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = containers_read_bytes (pfx, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (cw_bundle_had_integrity_check (bundle));
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CRL), ==, 1);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_OTHER), ==, 3);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 2);
}

static void
test_nesting (void)
{
  GBytes *bag = certificate_bag ();
  g_autoptr (GBytes) deep = NULL, empty = make_plain_pfx (NULL);

  for (guint i = 0; i < 30; i++)
    bag = safe_bag ("6", containers_der (0x30, bag, NULL));
  deep = make_plain_pfx (bag);
  containers_check_bytes_error (deep, NULL, CW_ERROR_DAMAGED);
  containers_check_bytes_error (empty, NULL, CW_ERROR_EMPTY);
}

static void
test_public_key_modes (void)
{
  GBytes *info = containers_der (0x30, containers_oid ("1.2.840.113549.1.7.3"), containers_der (0xa0, containers_der (0x30, containers_integer (0), NULL), NULL), NULL);
  g_autoptr (GBytes) safes = containers_der (0x30, info, NULL);
  g_autoptr (GBytes) enveloped = make_pfx (safes, NULL);
  g_autoptr (GBytes) signed_pfx = containers_der (0x30, containers_integer (3), containers_der (0x30, containers_oid ("1.2.840.113549.1.7.2"),
                                                  containers_der (0xa0, containers_der (0x30, containers_integer (1), NULL), NULL), NULL), NULL);

  containers_check_bytes_error (enveloped, "secret", CW_ERROR_ALGORITHM_UNSUPPORTED);
  containers_check_bytes_error (signed_pfx, "secret", CW_ERROR_ALGORITHM_UNSUPPORTED);
}

/* ---- failures ---- */

static void
test_password_errors (void)
{
  containers_export ("mac.p12", NULL);
  containers_check_error ("mac.p12", NULL, CW_ERROR_PASSWORD_NEEDED);
  containers_check_error ("mac.p12", "", CW_ERROR_PASSWORD_WRONG);
  containers_check_error ("mac.p12", "Secret", CW_ERROR_PASSWORD_WRONG);
  containers_export ("nomac.p12", "-nomac", NULL);
  containers_check_error ("nomac.p12", NULL, CW_ERROR_PASSWORD_NEEDED);
  containers_check_error ("nomac.p12", "Secret", CW_ERROR_MAC_MISSING);
  containers_check ("nomac.p12", "secret", 1, 1);
  containers_export ("clear.p12", "-nomac", "-certpbe", "NONE", "-keypbe", "NONE", NULL);
  containers_check ("clear.p12", NULL, 1, 1);
}

static void
test_truncated (void)
{
  g_autoptr (GBytes) whole = NULL, ber = NULL;

  containers_export ("whole.p12", NULL);
  whole = containers_load ("whole.p12");
  ber = containers_to_ber (whole);
  for (gsize size = 40; size < g_bytes_get_size (whole); size += 97)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, size);
      g_autoptr (GBytes) cut_ber = g_bytes_new_from_bytes (ber, 0, size);

      containers_check_bytes_error (cut, "secret", CW_ERROR_DAMAGED);
      containers_check_bytes_error (cut_ber, "secret", CW_ERROR_DAMAGED);
    }
}

/* Any byte may be wrong: never a crash, and never a key that is not the right one. */
static void
test_flipped (void)
{
  g_autoptr (GBytes) whole = NULL;
  gsize size;

  containers_export ("flip.p12", "-iter", "1", NULL);
  whole = containers_load ("flip.p12");
  size = g_bytes_get_size (whole);
  for (gsize i = 0; i < size; i += 3)
    {
      guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), size);
      g_autoptr (GBytes) bad = g_bytes_new_take (copy, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwBundle) bundle = NULL;

      copy[i] ^= (guint8) (1 << (i % 8));
      bundle = containers_read_bytes (bad, "secret", &error);
      g_assert_true ((bundle == NULL) == (error != NULL));
      if (bundle != NULL && containers_count (bundle, CW_BUNDLE_ITEM_BROKEN) == 0 && cw_bundle_had_integrity_check (bundle))
        containers_check_bundle (bundle, 1, 1);
    }
}

static void
test_damaged_content (void)
{
  g_autoptr (GBytes) whole = NULL, bad = NULL, garbage = NULL, made = NULL;
  gsize size;
  guint8 *copy;

  containers_export ("content.p12", NULL);
  whole = containers_load ("content.p12");
  size = g_bytes_get_size (whole);
  copy = g_memdup2 (g_bytes_get_data (whole, NULL), size);
  /* Within the MAC's digest, near the end: the password still opens everything else. */
  copy[size - 20] ^= 0x55;
  bad = g_bytes_new_take (copy, size);
  containers_check_bytes_error (bad, "secret", CW_ERROR_DAMAGED);
  containers_check_bytes_error (bad, "Wr0ng", CW_ERROR_PASSWORD_WRONG);
  /* The MAC is right, what it covers is junk. */
  garbage = containers_der (0x30, containers_integer (42), NULL);
  made = make_pfx (garbage, make_pbmac1 (garbage, "secret", EVP_sha256 (), "1.2.840.113549.2.9", EVP_sha256 (), "1.2.840.113549.2.9", 32));
  containers_check_bytes_error (made, "secret", CW_ERROR_DAMAGED);
}

/* One byte sequence of the file is replaced by another. */
static GBytes *
patch (const char *name, const char *from, const char *to, gsize size)
{
  g_autoptr (GBytes) content = containers_load (name);

  return pki_patch (content, from, to, size);
}

static void
test_unsupported (void)
{
  g_autoptr (GBytes) cipher = NULL, mac = NULL, prf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  /* AES-256-CBC becomes AES-256-GCM; HMAC-SHA-256 an OID of nobody; SHA-256 of the MAC likewise. */
  containers_export ("nomac.p12", "-nomac", NULL);
  cipher = patch ("nomac.p12", "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", "\x60\x86\x48\x01\x65\x03\x04\x01\x2e", 9);
  bundle = containers_read_bytes (cipher, "secret", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 1);
  containers_export ("keyonly.p12", "-nomac", "-nocerts", NULL);
  g_clear_pointer (&cipher, g_bytes_unref);
  cipher = patch ("keyonly.p12", "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", "\x60\x86\x48\x01\x65\x03\x04\x01\x2e", 9);
  containers_check_bytes_error (cipher, "secret", CW_ERROR_ALGORITHM_UNSUPPORTED);
  prf = patch ("keyonly.p12", "\x2a\x86\x48\x86\xf7\x0d\x02\x09", "\x2a\x86\x48\x86\xf7\x0d\x02\x7f", 8);
  containers_check_bytes_error (prf, "secret", CW_ERROR_ALGORITHM_UNSUPPORTED);
  /* An unknown MAC is no reason to refuse what opens; what does not open is refused because of it. */
  containers_export ("mac.p12", NULL);
  mac = patch ("mac.p12", "\x60\x86\x48\x01\x65\x03\x04\x02\x01", "\x60\x86\x48\x01\x65\x03\x04\x02\x7f", 9);
  g_clear_object (&bundle);
  bundle = containers_read_bytes (mac, "secret", &error);
  g_assert_no_error (error);
  g_assert_false (cw_bundle_had_integrity_check (bundle));
  containers_check_bundle (bundle, 1, 1);
  containers_check_bytes_error (mac, "Wr0ng", CW_ERROR_ALGORITHM_UNSUPPORTED);
}

/* Nothing but a MAC with that many rounds. */
static GBytes *
make_slow (guint64 rounds)
{
  g_autoptr (GBytes) empty = containers_der (0x30, NULL, NULL);
  GBytes *digest = containers_der (0x30, algorithm ("2.16.840.1.101.3.4.2.1", NULL), containers_octets ("0123456789abcdef0123456789abcdef", 32), NULL);

  return make_pfx (empty, containers_der (0x30, digest, containers_octets ("saltsalt", 8), containers_integer (rounds), NULL));
}

static void
test_slow (void)
{
  g_autoptr (GBytes) slow = make_slow (2000000000), absurd = make_slow (G_GUINT64_CONSTANT (0x7fffffffffff)), patient = make_slow (30000000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CwBundleOptions options = { .allow_slow = TRUE };
  g_autoptr (GError) error = NULL;

  containers_check_bytes_error (slow, "secret", CW_ERROR_TOO_SLOW);
  containers_check_bytes_error (absurd, "secret", CW_ERROR_TOO_LARGE);
  g_assert_null (cw_bundle_read (absurd, &options, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TOO_LARGE);
  g_clear_error (&error);
  /* Who agreed to wait can change his mind. */
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_bundle_read (patient, &options, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* After a little derivation of its own, so that the other one is in the middle of its rounds. */
static gpointer
cancel_soon (gpointer cancellable)
{
  g_autoptr (CwSecret) password = cw_secret_new_text ("x");
  g_autoptr (GBytes) salt = g_bytes_new ("salt", 4);
  g_autoptr (CwSecret) key = cw_pbe_derive (password, salt, 100000, 32, NULL, NULL);

  g_assert_nonnull (key);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel_while_deriving (void)
{
  g_autoptr (GBytes) slow = make_slow (2000000000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CwBundleOptions options = { .allow_slow = TRUE };
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64 start = g_get_monotonic_time ();

  g_assert_null (cw_bundle_read (slow, &options, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  containers_setup ();
  g_test_add_func ("/pfx/openssl/ciphers", test_openssl_ciphers);
  g_test_add_func ("/pfx/openssl/macs", test_openssl_macs);
  g_test_add_func ("/pfx/openssl/rounds", test_openssl_rounds);
  g_test_add_func ("/pfx/contents", test_contents);
  g_test_add_func ("/pfx/passwords", test_passwords);
  g_test_add_func ("/pfx/passwords/forms", test_password_forms);
  g_test_add_func ("/pfx/passwords/empty-and-absent", test_empty_and_absent);
  g_test_add_func ("/pfx/passwords/several", test_several_passwords);
  g_test_add_func ("/pfx/passwords/skip-locked", test_skip_locked);
  g_test_add_func ("/pfx/certtool", test_certtool);
  g_test_add_func ("/pfx/nss", test_nss);
  g_test_add_func ("/pfx/keytool", test_keytool);
  g_test_add_func ("/pfx/keytool/extras", test_keytool_extras);
  g_test_add_func ("/pfx/ber", test_ber);
  g_test_add_func ("/pfx/pbmac1", test_pbmac1);
  g_test_add_func ("/pfx/odd-bags", test_odd_bags);
  g_test_add_func ("/pfx/nesting", test_nesting);
  g_test_add_func ("/pfx/public-key-modes", test_public_key_modes);
  g_test_add_func ("/pfx/errors/password", test_password_errors);
  g_test_add_func ("/pfx/errors/truncated", test_truncated);
  g_test_add_func ("/pfx/errors/flipped", test_flipped);
  g_test_add_func ("/pfx/errors/content", test_damaged_content);
  g_test_add_func ("/pfx/errors/unsupported", test_unsupported);
  g_test_add_func ("/pfx/errors/slow", test_slow);
  g_test_add_func ("/pfx/errors/cancelled", test_cancel_while_deriving);
  result = g_test_run ();
  containers_teardown ();
  return result;
}
