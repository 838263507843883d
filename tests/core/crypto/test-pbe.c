/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"
#include "cw-error.h"
#include "cw-hex.h"
#include "cw-pbe.h"
#include "pki.h"

#include <string.h>

/* ---- encrypted PKCS #8 by openssl ---- */

static CwSecret *
decrypt (const char *name, const char *password, GError **error)
{
  g_autoptr (GBytes) info = containers_load (name);
  g_autoptr (CwSecret) secret = password ? cw_secret_new_text (password) : NULL;

  return cw_pbe_decrypt (info, secret, FALSE, NULL, error);
}

static void
check_opens (const char *name, const char *password)
{
  g_autoptr (GBytes) expected = containers_load ("leaf.der");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) clear = decrypt (name, password, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (cw_secret_get_data (clear), cw_secret_get_size (clear), g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
check_error (const char *name, const char *password, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (decrypt (name, password, &error));
  g_assert_error (error, CW_ERROR, code);
}

static void
encrypt (const char *option, const char *value, const char *more, const char *more_value)
{
  const char *argv[] = { "openssl", "pkcs8", "-topk8", "-provider", "default", "-provider", "legacy", "-in", "leaf.key", "-outform", "DER",
                         "-out", "enc.der", "-passout", "pass:Zürich", option, value, more, more_value, NULL };
  gboolean succeeded;
  g_autofree char *output = containers_run (argv, &succeeded);

  if (!succeeded)
    g_error ("openssl pkcs8 %s %s: %s", option, value, output);
}

static void
test_pbes1 (void)
{
  static const char *const schemes[] = { "PBE-MD5-DES", "PBE-SHA1-RC2-64", "PBE-MD5-RC2-64", "PBE-SHA1-DES", "PBE-SHA1-RC4-128",
                                         "PBE-SHA1-RC4-40", "PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      encrypt ("-v1", schemes[i], NULL, NULL);
      check_opens ("enc.der", "Zürich");
      check_error ("enc.der", "Zurich", CW_ERROR_PASSWORD_WRONG);
      check_error ("enc.der", NULL, CW_ERROR_PASSWORD_NEEDED);
    }
}

static void
test_prfs (void)
{
  static const char *const prfs[] = { "hmacWithMD5", "hmacWithSHA1", "hmacWithSHA224", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512",
                                      "hmacWithSHA512-224", "hmacWithSHA512-256" };
  static const char *const ciphers[] = { "des3", "rc2", "aes-128-cbc", "camellia-256-cbc", "bf-cbc", "seed-cbc", "aria-192-cbc" };

  for (guint i = 0; i < G_N_ELEMENTS (prfs); i++)
    {
      encrypt ("-v2prf", prfs[i], "-v2", ciphers[i % G_N_ELEMENTS (ciphers)]);
      check_opens ("enc.der", "Zürich");
      check_error ("enc.der", "Zurich", CW_ERROR_PASSWORD_WRONG);
    }
}

static void
test_scrypt (void)
{
  encrypt ("-scrypt", "-scrypt_N", "1024", NULL);
  check_opens ("enc.der", "Zürich");
  encrypt ("-scrypt", "-v2", "aes-192-cbc", NULL);
  check_opens ("enc.der", "Zürich");
  check_error ("enc.der", "Zurich", CW_ERROR_PASSWORD_WRONG);
}

/* ---- our own ---- */

static void
test_round_trip (void)
{
  static const char *const clears[] = { "", "x", "0123456789abcdef0123456789abcdef", "\x30\x03\x02\x01\x05", "\x04\x01z", "\x30\x82no DER" };
  g_autoptr (CwSecret) password = cw_secret_new_text ("pä😀"), wrong = cw_secret_new_text ("pä");

  for (guint i = 0; i < G_N_ELEMENTS (clears); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) clear = cw_secret_new_text (clears[i]);
      g_autoptr (GBytes) info = cw_pbe_encrypt (clear, password, 1000, NULL, &error);
      g_autoptr (CwSecret) again = NULL;

      g_assert_no_error (error);
      again = cw_pbe_decrypt (info, password, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (cw_secret_equal (clear, again));
      g_assert_null (cw_pbe_decrypt (info, wrong, FALSE, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG);
    }
}

/* The bytes of "Zürich" as old tools gave them to PBKDF2. */
static void
test_forms (void)
{
  static const struct { const char *bytes; gsize size; } forms[] = {
    { "Z\xc3\xbcrich", 7 }, { "Zu\xcc\x88rich", 8 }, { "Z\xfcrich", 6 }, { "Z\x81rich", 6 },
    { "\0Z\0\xfc\0r\0i\0c\0h", 12 }, { "\0Z\0\xfc\0r\0i\0c\0h\0\0", 14 },
  };
  g_autoptr (CwSecret) typed = cw_secret_new_text ("Zürich"), clear = cw_secret_new_random (32);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (CwSecret) written = cw_secret_new (forms[i].bytes, forms[i].size), again = NULL;
      g_autoptr (GBytes) info = cw_pbe_encrypt (clear, written, 10, NULL, NULL);
      g_autoptr (GError) error = NULL;

      again = cw_pbe_decrypt (info, typed, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (cw_secret_equal (clear, again));
    }
}

/* Padding alone lets one of 256 wrong passwords through. */
static void
test_wrong_passwords (void)
{
  g_autoptr (CwSecret) password = cw_secret_new_text ("right"), clear = cw_secret_new_random (32);
  g_autoptr (GBytes) info = cw_pbe_encrypt (clear, password, 1, NULL, NULL);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("wrong %u", i);
      g_autoptr (CwSecret) wrong = cw_secret_new_text (text);
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_pbe_decrypt (info, wrong, FALSE, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG);
    }
}

static void
test_read_by_openssl (void)
{
  g_autoptr (GBytes) expected = containers_load ("leaf.der"), info = NULL, got = NULL;
  g_autoptr (CwSecret) password = cw_secret_new_text ("Zürich");
  g_autoptr (CwSecret) clear = cw_secret_new (g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  g_autoptr (GError) error = NULL;

  info = cw_pbe_encrypt (clear, password, 5000, NULL, &error);
  g_assert_no_error (error);
  containers_save ("ours.der", info);
  pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-in", "ours.der", "-passin", "pass:Zürich", "-outform", "DER", "-out", "back.der", NULL);
  got = containers_load ("back.der");
  g_assert_true (g_bytes_equal (got, expected));
  pki_run ("certtool", "--key-info", "--inder", "--infile", "ours.der", "--password", "Zürich", NULL);
}

/* RFC 7914, section 11 */
static void
test_derive (void)
{
  static const struct { const char *password, *salt; guint rounds; const char *key; } vectors[] = {
    { "passwd", "salt", 1, "55AC046E56E3089FEC1691C22544B605F94185216DDE0465E68B9D57C20DACBC49CA9CCCF179B645991664B39D77EF317C71B845B1E30BD509112041D3A19783" },
    { "Password", "NaCl", 80000, "4DDCD8F60B98BE21830CEE5EF22701F9641A4418D04C0414AEFF08876B34AB56A1D425A1225833549ADB841B51C9B3176A272BDEBBA1D078478F62B397F33C8D" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (CwSecret) password = cw_secret_new_text (vectors[i].password);
      g_autoptr (GBytes) salt = g_bytes_new (vectors[i].salt, strlen (vectors[i].salt));
      g_autoptr (CwSecret) key = cw_pbe_derive (password, salt, vectors[i].rounds, 64, NULL, NULL);
      g_autofree char *hex = cw_hex_encode (cw_secret_get_data (key), cw_secret_get_size (key));

      g_assert_cmpstr (hex, ==, vectors[i].key);
    }
}

static void
test_derive_cancelled (void)
{
  g_autoptr (CwSecret) password = cw_secret_new_text ("x"), clear = cw_secret_new_text ("y");
  g_autoptr (GBytes) salt = g_bytes_new ("salt", 4);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (cw_pbe_derive (password, salt, 4000000000u, 32, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cw_pbe_encrypt (clear, password, 2000000000, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* ---- failures ---- */

static GBytes *
algorithm (const char *oid, GBytes *parameters)
{
  return containers_der (0x30, containers_oid (oid), parameters, NULL);
}

/* An EncryptedPrivateKeyInfo with these parameters of its derivation, AES-128-CBC. */
static GBytes *
make_info (const char *kdf, GBytes *parameters, gsize data_size)
{
  g_autofree char *data = g_strnfill (data_size, 'x');
  GBytes *pbes2 = containers_der (0x30, algorithm (kdf, parameters),
                                  algorithm ("2.16.840.1.101.3.4.1.2", containers_octets ("0123456789abcdef", 16)), NULL);

  return containers_der (0x30, algorithm ("1.2.840.113549.1.5.13", pbes2), containers_octets (data, data_size), NULL);
}

static GBytes *
make_scrypt (guint64 n, guint64 r, guint64 p)
{
  return make_info ("1.3.6.1.4.1.11591.4.11",
                    containers_der (0x30, containers_octets ("salt", 4), containers_integer (n), containers_integer (r), containers_integer (p), NULL), 32);
}

static GBytes *
make_pbkdf2 (guint64 rounds, gsize data_size)
{
  return make_info ("1.2.840.113549.1.5.12",
                    containers_der (0x30, containers_octets ("salt", 4), containers_integer (rounds), NULL), data_size);
}

/* Takes the info. */
static void
check_made (GBytes *info, gboolean allow_slow, int code)
{
  g_autoptr (CwSecret) password = cw_secret_new_text ("x");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_pbe_decrypt (info, password, allow_slow, NULL, &error));
  g_assert_error (error, CW_ERROR, code);
  g_bytes_unref (info);
}

static void
test_bombs (void)
{
  check_made (make_scrypt (1 << 20, 1 << 10, 1), TRUE, CW_ERROR_TOO_LARGE);
  check_made (make_scrypt (1 << 10, 8, G_MAXUINT32), TRUE, CW_ERROR_TOO_LARGE);
  check_made (make_scrypt (G_GUINT64_CONSTANT (1) << 60, 8, 1), TRUE, CW_ERROR_TOO_LARGE);
  check_made (make_scrypt (1 << 20, 8, 16), FALSE, CW_ERROR_TOO_SLOW);
  check_made (make_scrypt (1000, 8, 1), FALSE, CW_ERROR_DAMAGED);
  check_made (make_pbkdf2 (G_GUINT64_CONSTANT (0x80000001), 32), TRUE, CW_ERROR_TOO_LARGE);
  check_made (make_pbkdf2 (2000000000, 32), FALSE, CW_ERROR_TOO_SLOW);
  check_made (make_pbkdf2 (10, 32), FALSE, CW_ERROR_PASSWORD_WRONG);
}

static void
test_damage (void)
{
  g_autoptr (GBytes) junk = g_bytes_new ("\x30\x03\x02\x01\x05", 5), nothing = g_bytes_new ("", 0);

  check_made (g_bytes_ref (junk), FALSE, CW_ERROR_DAMAGED);
  check_made (g_bytes_ref (nothing), FALSE, CW_ERROR_DAMAGED);
  check_made (make_pbkdf2 (10, 31), FALSE, CW_ERROR_DAMAGED);
  check_made (make_pbkdf2 (10, 0), FALSE, CW_ERROR_DAMAGED);
  check_made (make_info ("1.2.3.4", containers_der (0x30, containers_integer (1), NULL), 32), FALSE, CW_ERROR_ALGORITHM_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  containers_setup ();
  pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "leaf.key", "-outform", "DER", "-out", "leaf.der", NULL);
  g_test_add_func ("/pbe/pbes1", test_pbes1);
  g_test_add_func ("/pbe/prfs", test_prfs);
  g_test_add_func ("/pbe/scrypt", test_scrypt);
  g_test_add_func ("/pbe/round-trip", test_round_trip);
  g_test_add_func ("/pbe/forms", test_forms);
  g_test_add_func ("/pbe/wrong-passwords", test_wrong_passwords);
  g_test_add_func ("/pbe/read-by-openssl", test_read_by_openssl);
  g_test_add_func ("/pbe/derive", test_derive);
  g_test_add_func ("/pbe/derive/cancelled", test_derive_cancelled);
  g_test_add_func ("/pbe/errors/bombs", test_bombs);
  g_test_add_func ("/pbe/errors/damage", test_damage);
  result = g_test_run ();
  containers_teardown ();
  return result;
}
