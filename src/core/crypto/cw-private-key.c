/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-private-key.h"

#include "cw-error.h"
#include "cw-hex.h"
#include "cw-openssl.h"
#include "cw-public-key.h"
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <nettle/sha2.h>
#include <openssl/core_names.h>

/* An RSA key of 16384 bits has less than 10 KB. */
#define MAX_DER_SIZE (64 * 1024)
#define MAX_BITS 16384

struct _CwPrivateKey
{
  GObject parent_instance;
  CwSecret *pkcs8;
  GBytes *spki;
  char *key_id;
  char *algorithm;
};

G_DEFINE_FINAL_TYPE (CwPrivateKey, cw_private_key, G_TYPE_OBJECT)

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)

/* ---- one object from PKCS#8 and the public half ---- */

/* Takes pkcs8. */
static CwPrivateKey *
new_from_parts (CwSecret *pkcs8, const guint8 *spki, gsize spki_size)
{
  CwPrivateKey *self = g_object_new (CW_TYPE_PRIVATE_KEY, NULL);
  guint8 digest[SHA256_DIGEST_SIZE];
  struct sha256_ctx sha256;
  CwPublicKeyInfo info;

  sha256_init (&sha256);
  sha256_update (&sha256, spki_size, spki);
  sha256_digest (&sha256, sizeof digest, digest);
  cw_public_key_read ((CwDer) { spki, spki_size }, &info);
  self->pkcs8 = pkcs8;
  self->spki = g_bytes_new (spki, spki_size);
  self->key_id = cw_hex_encode (digest, sizeof digest);
  self->algorithm = cw_public_key_dup_words (&info);
  return self;
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The private key is damaged"));
  return FALSE;
}

static gboolean
inconsistent (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The private key is damaged: its parts do not belong together"));
  return FALSE;
}

/* ---- GnuTLS: twenty times faster, and knows nearly every key ---- */

/* Moves what GnuTLS allocated into a secret. */
static CwSecret *
take_datum (gnutls_datum_t *datum)
{
  CwSecret *secret = cw_secret_new (datum->data, datum->size);

  cw_secret_wipe (datum->data, datum->size);
  gnutls_free (datum->data);
  return secret;
}

static CwPrivateKey *
new_from_gnutls (gnutls_x509_privkey_t key)
{
  g_auto (gnutls_privkey_t) abstract = NULL;
  g_auto (gnutls_pubkey_t) public = NULL;
  gnutls_datum_t der = { 0 }, spki = { 0 };
  CwPrivateKey *self;

  if (gnutls_privkey_init (&abstract) < 0 || gnutls_pubkey_init (&public) < 0 ||
      gnutls_privkey_import_x509 (abstract, key, 0) < 0 || gnutls_pubkey_import_privkey (public, abstract, 0, 0) < 0 ||
      gnutls_pubkey_export2 (public, GNUTLS_X509_FMT_DER, &spki) < 0)
    return NULL;
  if (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &der) < 0)
    {
      gnutls_free (spki.data);
      return NULL;
    }
  self = new_from_parts (take_datum (&der), spki.data, spki.size);
  gnutls_free (spki.data);
  return self;
}

/* NULL without an error: libcrypto may know it. With one: GnuTLS knows the kind, and the key is wrong. */
static CwPrivateKey *
import_gnutls (const CwElement *der, GError **error)
{
  gnutls_datum_t datum = { (unsigned char *) der->whole.data, (unsigned int) der->whole.size };
  g_auto (gnutls_x509_privkey_t) key = NULL;

  if (gnutls_x509_privkey_init (&key) < 0)
    return NULL;
  if (gnutls_x509_privkey_import_pkcs8 (key, &datum, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN) < 0)
    {
      gnutls_x509_privkey_deinit (g_steal_pointer (&key));
      if (gnutls_x509_privkey_init (&key) < 0 || gnutls_x509_privkey_import (key, &datum, GNUTLS_X509_FMT_DER) < 0)
        return NULL;
    }
  /* Products and inverses, no search for primes: microseconds. */
  if (gnutls_x509_privkey_verify_params (key) < 0)
    {
      inconsistent (error);
      return NULL;
    }
  return new_from_gnutls (key);
}

/* ---- libcrypto: explicit curves, Brainpool, secp256k1, several primes … ---- */

static CwSecret *
export_pkcs8 (EVP_PKEY *key)
{
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = EVP_PKEY2PKCS8 (key);
  int size = info ? i2d_PKCS8_PRIV_KEY_INFO (info, NULL) : -1;
  CwSecret *secret;
  guint8 *to;

  if (size <= 0)
    return NULL;
  secret = cw_secret_new (NULL, (gsize) size);
  to = cw_secret_get_writable (secret);
  i2d_PKCS8_PRIV_KEY_INFO (info, &to);
  return secret;
}

/* A signature that verifies: RSA's own check would look for primes for a tenth of a second. */
static gboolean
signs_well (EVP_PKEY *key)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *signature = g_malloc ((gsize) MAX (EVP_PKEY_get_size (key), 1));
  size_t size = (size_t) MAX (EVP_PKEY_get_size (key), 0);
  const guint8 text[] = "certificate wizard";

  if (!EVP_DigestSignInit_ex (context, NULL, NULL, cw_openssl_context (), NULL, key, NULL) ||
      !EVP_DigestSign (context, signature, &size, text, sizeof text))
    return FALSE;
  EVP_MD_CTX_reset (context);
  return EVP_DigestVerifyInit_ex (context, NULL, NULL, cw_openssl_context (), NULL, key, NULL) == 1 &&
         EVP_DigestVerify (context, signature, size, text, sizeof text) == 1;
}

static gboolean
is_consistent (EVP_PKEY *key)
{
  g_autoptr (EVP_PKEY_CTX) context = NULL;

  if (EVP_PKEY_is_a (key, "RSA") || EVP_PKEY_is_a (key, "RSA-PSS"))
    return signs_well (key);
  context = EVP_PKEY_CTX_new_from_pkey (cw_openssl_context (), key, NULL);
  return context != NULL && EVP_PKEY_pairwise_check (context) == 1;
}

static CwPrivateKey *
new_from_openssl (EVP_PKEY *key, GError **error)
{
  g_autoptr (CwSecret) pkcs8 = NULL;
  unsigned char *spki = NULL;
  CwPrivateKey *self;
  int size;

  if (EVP_PKEY_get_bits (key) > MAX_BITS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("The private key has %d bits, which is more than is supported here"),
                   EVP_PKEY_get_bits (key));
      return NULL;
    }
  if (!is_consistent (key))
    {
      inconsistent (error);
      return NULL;
    }
  /* A curve that was spelled out gets its name back. */
  if (EVP_PKEY_is_a (key, "EC"))
    EVP_PKEY_set_utf8_string_param (key, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
  pkcs8 = export_pkcs8 (key);
  size = i2d_PUBKEY (key, &spki);
  if (pkcs8 == NULL || size <= 0)
    {
      damaged (error);
      return NULL;
    }
  self = new_from_parts (g_steal_pointer (&pkcs8), spki, (gsize) size);
  OPENSSL_free (spki);
  return self;
}

/* The algorithm that PKCS#8 names, or NULL for another form. */
static char *
dup_algorithm_oid (const CwElement *der)
{
  CwBer rest = der->content, algorithm;
  CwElement oid;
  guint64 version;

  if (!cw_ber_take_uint (&rest, 1, &version) || !cw_ber_enter (&rest, CW_BER_SEQUENCE, &algorithm) ||
      !cw_ber_take (&algorithm, CW_BER_OID, &oid))
    return NULL;
  return cw_ber_dup_oid (&oid);
}

static gboolean
is_known_algorithm (const char *oid)
{
  static const char *const known[] = { "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1", "1.2.840.10040.4.1",
                                       "1.3.101.110", "1.3.101.111", "1.3.101.112", "1.3.101.113", NULL };

  return g_strv_contains (known, oid);
}

/* GnuTLS reads the first two primes only and then misses the others. */
static gboolean
has_several_primes (EVP_PKEY *key)
{
  BIGNUM *prime = NULL;
  gboolean found = EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_FACTOR3, &prime) == 1;

  BN_clear_free (prime);
  return found;
}

static CwPrivateKey *
import_openssl (const CwElement *der, gboolean only_several_primes, GError **error)
{
  const unsigned char *data = der->whole.data;
  g_autoptr (EVP_PKEY) key = d2i_AutoPrivateKey_ex (NULL, &data, (long) der->whole.size, cw_openssl_context (), NULL);
  g_autofree char *oid = NULL;
  g_autofree char *name = NULL;
  CwPrivateKey *self = NULL;

  if (key != NULL && only_several_primes && !has_several_primes (key))
    inconsistent (error);
  else if (key != NULL)
    self = new_from_openssl (key, error);
  else if ((oid = dup_algorithm_oid (der)) != NULL && !is_known_algorithm (oid))
    {
      name = cw_openssl_dup_oid_name (oid);
      g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("The private key is for the algorithm “%s”, which is not supported here"), name);
    }
  else
    damaged (error);
  cw_openssl_clear_errors ();
  return self;
}

/* ---- the object ---- */

static void
cw_private_key_finalize (GObject *object)
{
  CwPrivateKey *self = CW_PRIVATE_KEY (object);

  g_clear_pointer (&self->pkcs8, cw_secret_unref);
  g_clear_pointer (&self->spki, g_bytes_unref);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->algorithm, g_free);
  G_OBJECT_CLASS (cw_private_key_parent_class)->finalize (object);
}

static void
cw_private_key_class_init (CwPrivateKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_private_key_finalize;
}

static void
cw_private_key_init (CwPrivateKey *self)
{
}

CwPrivateKey *
cw_private_key_new_from_der (CwSecret *der, GError **error)
{
  CwBer rest = { cw_secret_get_data (der), cw_secret_get_size (der) };
  g_autoptr (GError) problem = NULL;
  CwPrivateKey *self;
  CwElement element;

  if (!cw_ber_next (&rest, &element) || element.whole.size > MAX_DER_SIZE || cw_sniff_element (&element) != CW_SNIFF_PRIVATE_KEY)
    {
      damaged (error);
      return NULL;
    }
  self = import_gnutls (&element, &problem);
  return self ? self : import_openssl (&element, problem != NULL, error);
}

CwPrivateKey *
cw_private_key_generate (CwKeyType type, guint bits, GError **error)
{
  static const struct { gnutls_pk_algorithm_t algorithm; gnutls_ecc_curve_t curve; } types[] = {
    [CW_KEY_RSA] = { GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID },
    [CW_KEY_ECDH_P256] = { GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP256R1 },
    [CW_KEY_ECDH_P384] = { GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP384R1 },
    [CW_KEY_ECDH_P521] = { GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP521R1 },
    [CW_KEY_ED25519] = { GNUTLS_PK_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519 },
  };
  g_auto (gnutls_x509_privkey_t) key = NULL;
  CwPrivateKey *self = NULL;

  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (types), NULL);
  if (type == CW_KEY_RSA && (bits < 1024 || bits > MAX_BITS))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("An RSA key has from 1024 to %d bits, not %u"), MAX_BITS, bits);
      return NULL;
    }
  if (type != CW_KEY_RSA)
    bits = GNUTLS_CURVE_TO_BITS (types[type].curve);
  if (gnutls_x509_privkey_init (&key) >= 0 && gnutls_x509_privkey_generate (key, types[type].algorithm, bits, 0) >= 0)
    self = new_from_gnutls (key);
  if (self == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The private key could not be made"));
  return self;
}

CwSecret *
cw_private_key_get_pkcs8 (CwPrivateKey *self)
{
  g_return_val_if_fail (CW_IS_PRIVATE_KEY (self), NULL);
  return self->pkcs8;
}

GBytes *
cw_private_key_get_spki (CwPrivateKey *self)
{
  g_return_val_if_fail (CW_IS_PRIVATE_KEY (self), NULL);
  return self->spki;
}

const char *
cw_private_key_get_key_id (CwPrivateKey *self)
{
  g_return_val_if_fail (CW_IS_PRIVATE_KEY (self), NULL);
  return self->key_id;
}

const char *
cw_private_key_get_algorithm (CwPrivateKey *self)
{
  g_return_val_if_fail (CW_IS_PRIVATE_KEY (self), NULL);
  return self->algorithm;
}
