/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "specimen.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#include "cw-hex.h"

#define JANUARY_2026 1767225600
#define JANUARY_2046 2398377600

static gnutls_x509_privkey_t signer;

static void
ensure_signer (void)
{
  if (signer != NULL)
    return;
  gnutls_x509_privkey_init (&signer);
  g_assert_cmpint (gnutls_x509_privkey_generate (signer, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
}

static void
set_random_rsa_key (gnutls_x509_crt_t crt)
{
  guint8 modulus[256], exponent[] = { 1, 0, 1 };
  gnutls_pubkey_t key;

  g_assert_cmpint (gnutls_rnd (GNUTLS_RND_NONCE, modulus, sizeof modulus), ==, 0);
  modulus[0] |= 0x80;
  modulus[255] |= 1;
  gnutls_pubkey_init (&key);
  gnutls_pubkey_import_rsa_raw (key, &(gnutls_datum_t) { modulus, sizeof modulus }, &(gnutls_datum_t) { exponent, sizeof exponent });
  gnutls_x509_crt_set_pubkey (crt, key);
  gnutls_pubkey_deinit (key);
}

static void
set_public_key (gnutls_x509_crt_t crt, CwPrivateKey *private_key)
{
  CwSecret *pkcs8 = cw_private_key_get_pkcs8 (private_key);
  const gnutls_datum_t datum = { (guint8 *) cw_secret_get_data (pkcs8), (guint) cw_secret_get_size (pkcs8) };
  gnutls_x509_privkey_t key;

  gnutls_x509_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_import_pkcs8 (key, &datum, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key (crt, key), ==, 0);
  gnutls_x509_privkey_deinit (key);
}

static void
set_serial (gnutls_x509_crt_t crt, const char *hex)
{
  guint8 random[16];
  gsize size = sizeof random;
  g_autoptr(GBytes) given = hex != NULL ? cw_hex_decode (hex) : NULL;

  g_assert_cmpint (gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof random), ==, 0);
  random[0] = (guint8) ((random[0] & 0x7f) | 0x40);
  gconstpointer data = given != NULL ? g_bytes_get_data (given, &size) : random;
  gnutls_x509_crt_set_serial (crt, data, size);
}

static GBytes *
sign (gnutls_x509_crt_t crt, const char *issuer)
{
  gnutls_datum_t der = { NULL, 0 };
  gnutls_x509_crt_t ca;

  ensure_signer ();
  gnutls_x509_crt_init (&ca);
  g_assert_cmpint (gnutls_x509_crt_set_dn (ca, issuer != NULL ? issuer : "CN=Specimen CA", NULL), ==, 0);
  gnutls_x509_crt_set_key (ca, signer);
  g_assert_cmpint (gnutls_x509_crt_sign2 (crt, ca, signer, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der), ==, 0);
  GBytes *bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  gnutls_x509_crt_deinit (ca);
  return bytes;
}

static GBytes *
make_der (const Specimen *specimen)
{
  gnutls_x509_crt_t crt;

  gnutls_x509_crt_init (&crt);
  gnutls_x509_crt_set_version (crt, 3);
  set_serial (crt, specimen->serial);
  g_assert_cmpint (gnutls_x509_crt_set_dn (crt, specimen->subject != NULL ? specimen->subject : "CN=specimen", NULL), ==, 0);
  for (gsize i = 0; specimen->names != NULL && specimen->names[i] != NULL; i++)
    gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, specimen->names[i], (guint) strlen (specimen->names[i]),
                                          i == 0 ? GNUTLS_FSAN_SET : GNUTLS_FSAN_APPEND);
  gnutls_x509_crt_set_activation_time (crt, specimen->not_before != 0 ? specimen->not_before : JANUARY_2026);
  gnutls_x509_crt_set_expiration_time (crt, specimen->not_after != 0 ? specimen->not_after : JANUARY_2046);
  gnutls_x509_crt_set_basic_constraints (crt, specimen->is_ca ? 1 : 0, -1);
  if (specimen->key != NULL)
    set_public_key (crt, specimen->key);
  else
    set_random_rsa_key (crt);
  GBytes *der = sign (crt, specimen->issuer);
  gnutls_x509_crt_deinit (crt);
  return der;
}

static CwCertificate *
parse (GBytes *der)
{
  g_autoptr(GError) error = NULL;
  CwCertificate *certificate = cw_certificate_new_from_der (der, &error);

  g_assert_no_error (error);
  return certificate;
}

CwCertificate *
specimen_make (const Specimen *specimen)
{
  g_autoptr(GBytes) der = make_der (specimen);
  return parse (der);
}

CwCertificate *
specimen_simple (const char *common_name)
{
  g_autofree char *subject = g_strconcat ("CN=", common_name, NULL);
  return specimen_make (&(Specimen) { .subject = subject });
}

CwPrivateKey *
specimen_key (void)
{
  g_autoptr(GError) error = NULL;
  CwPrivateKey *key = cw_private_key_generate (CW_KEY_ED25519, 0, &error);

  g_assert_no_error (error);
  return key;
}

/* ---- many ---- */

static const char * const departments[] = { "Accounts", "Building", "Customer", "Security", "Research", "Training", "Grantees", "Harbours" };

static GBytes *
make_template (void)
{
  static const char * const names[] = { "srv000000.example.org", "alias-00000000.example.net", NULL };
  const Specimen specimen = {
    .subject = "CN=srv000000.example.org,OU=Accounts,O=Example Harbour Authority,L=Hamburg,C=DE",
    .issuer = "CN=Example Issuing CA 3,O=Example Harbour Authority,C=DE",
    .names = names, .serial = "4000000000000000000000000000000A",
  };
  return make_der (&specimen);
}

/* Everywhere: what is written has the same length. */
static void
patch (guint8 *data, gsize size, const char *from, const char *to)
{
  gsize length = strlen (from);

  g_assert_cmpuint (length, ==, strlen (to));
  for (guint8 *p = memmem (data, size, from, length); p != NULL; p = memmem (p + 1, size - (gsize) (p + 1 - data), from, length))
    memcpy (p, to, length);
}

static void
patch_numbers (guint8 *data, gsize size, guint index)
{
  static const guint8 serial[] = { 2, 16, 0x40, 0, 0, 0, 0, 0, 0, 0 };
  guint8 *p = memmem (data, size, serial, sizeof serial);
  guint32 number = GUINT32_TO_BE (index), hash = GUINT32_TO_BE (index * 2654435761u);

  g_assert_nonnull (p);
  memcpy (p + 4, &hash, sizeof hash);
  memcpy (p + 8, &number, sizeof number);
  /* Somewhere inside the modulus: the key is another one. */
  p = memmem (data, size, "\x02\x82\x01\x01", 4);
  g_assert_nonnull (p);
  memcpy (p + 40, &hash, sizeof hash);
  memcpy (p + 44, &number, sizeof number);
}

GBytes *
specimen_der (guint index)
{
  static GBytes *template = NULL;
  g_autofree char *host = g_strdup_printf ("srv%06u.", index % 1000000);
  g_autofree char *alias = g_strdup_printf ("alias-%08x.", index * 2654435761u);
  g_autofree char *until = g_strdup_printf ("%02u%02u%02u000000Z", 20 + index % 29, 1 + index / 29 % 12, 1 + index / 348 % 28);
  gsize size = 0;

  if (template == NULL)
    template = make_template ();
  const guint8 *data = g_bytes_get_data (template, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  patch (copy, size, "srv000000.", host);
  patch (copy, size, "alias-00000000.", alias);
  patch (copy, size, "460101000000Z", until);
  patch (copy, size, "Accounts", departments[index * 7 / 3 % G_N_ELEMENTS (departments)]);
  patch_numbers (copy, size, index);
  return g_bytes_new_take (g_steal_pointer (&copy), size);
}

CwCertificate *
specimen_numbered (guint index)
{
  g_autoptr(GBytes) der = specimen_der (index);
  return parse (der);
}

/* ---- stores ---- */

char *
specimen_folder_new (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("certwizard-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
specimen_folder_remove (const char *folder)
{
  g_autoptr(GError) error = NULL;
  const char *arguments[] = { "rm", "-rf", "--", folder, NULL };

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

CwStore *
specimen_open (const char *folder)
{
  g_autoptr(GError) error = NULL;
  CwStore *store = cw_store_open (folder, &error);

  g_assert_no_error (error);
  return store;
}

gint64
specimen_add (CwStore *store, CwCertificate *certificate, const char *friendly_name)
{
  g_autoptr(GError) error = NULL;
  gboolean was_new = FALSE;

  cw_store_begin (store, &error);
  g_assert_no_error (error);
  gint64 id = cw_store_add_certificate (store, certificate, friendly_name, "specimen", &was_new, &error);
  g_assert_no_error (error);
  cw_store_commit (store, &error);
  g_assert_no_error (error);
  return id;
}

void
specimen_fill (CwStore *store, guint begin, guint count)
{
  g_autoptr(GError) error = NULL;
  gboolean was_new = FALSE;

  cw_store_begin (store, &error);
  g_assert_no_error (error);
  for (guint i = begin; i < begin + count; i++)
    {
      g_autoptr(CwCertificate) certificate = specimen_numbered (i);
      cw_store_add_certificate (store, certificate, NULL, "specimen", &was_new, &error);
      g_assert_no_error (error);
      g_assert_true (was_new);
    }
  cw_store_commit (store, &error);
  g_assert_no_error (error);
}

void
specimen_assert_sound (CwStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = cw_store_check (store, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s: %s", cw_problem_get_field (g_ptr_array_index (problems, i)), cw_problem_get_sentence (g_ptr_array_index (problems, i)));
  g_assert_cmpuint (problems->len, ==, 0);
}

/* ---- tests ---- */

char *specimen_folder;

static void
setup (void **fixture, gconstpointer test)
{
  specimen_folder = specimen_folder_new ();
}

static void
run (void **fixture, gconstpointer test)
{
  ((void (*) (void)) test) ();
}

static void
teardown (void **fixture, gconstpointer test)
{
  specimen_folder_remove (specimen_folder);
  g_clear_pointer (&specimen_folder, g_free);
}

void
specimen_test (const char *path, void (*test) (void))
{
  g_test_add (path, void *, (gconstpointer) test, setup, run, teardown);
}

char *
specimen_dup_path (const char *name)
{
  return g_build_filename (specimen_folder, name, NULL);
}
