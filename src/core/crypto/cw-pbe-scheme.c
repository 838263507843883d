/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pbe-scheme.h"

#include "cw-error.h"
#include "cw-openssl.h"

#include <glib/gi18n-lib.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#define OID_PBES2 "1.2.840.113549.1.5.13"
#define OID_PBKDF2 "1.2.840.113549.1.5.12"
#define OID_SCRYPT "1.3.6.1.4.1.11591.4.11"
#define OID_HMAC_SHA1 "1.2.840.113549.2.7"
#define OID_RC2_CBC "1.2.840.113549.3.2"

#define MAX_KEY_SIZE 256
#define MAX_SALT_SIZE 65536
/* scrypt needs 128 * N * r bytes, and cannot be interrupted: about two minutes at most. */
#define SCRYPT_MAX_MEMORY (G_GUINT64_CONSTANT (1) << 30)
#define SCRYPT_MAX_WORK (G_GUINT64_CONSTANT (1) << 28)

/* Schemes that name derivation and cipher in one OID. */
typedef struct
{
  const char *oid;
  const char *name;
  CwKdfKind kdf;
  const struct nettle_hash *hash;
  const char *cipher;
  gsize key_size;
  guint key_bits;
} FixedScheme;

static const FixedScheme fixed_schemes[] = {
  { "1.2.840.113549.1.12.1.1", "PBE-SHA1-RC4-128", CW_KDF_PKCS12, &nettle_sha1, "RC4", 16, 0 },
  { "1.2.840.113549.1.12.1.2", "PBE-SHA1-RC4-40", CW_KDF_PKCS12, &nettle_sha1, "RC4-40", 5, 0 },
  { "1.2.840.113549.1.12.1.3", "PBE-SHA1-3DES", CW_KDF_PKCS12, &nettle_sha1, "DES-EDE3-CBC", 24, 0 },
  { "1.2.840.113549.1.12.1.4", "PBE-SHA1-2DES", CW_KDF_PKCS12, &nettle_sha1, "DES-EDE-CBC", 16, 0 },
  { "1.2.840.113549.1.12.1.5", "PBE-SHA1-RC2-128", CW_KDF_PKCS12, &nettle_sha1, "RC2-CBC", 16, 128 },
  { "1.2.840.113549.1.12.1.6", "PBE-SHA1-RC2-40", CW_KDF_PKCS12, &nettle_sha1, "RC2-CBC", 5, 40 },
  { "1.2.840.113549.1.5.1", "PBE-MD2-DES", CW_KDF_PBKDF1, &nettle_md2, "DES-CBC", 8, 0 },
  { "1.2.840.113549.1.5.3", "PBE-MD5-DES", CW_KDF_PBKDF1, &nettle_md5, "DES-CBC", 8, 0 },
  { "1.2.840.113549.1.5.4", "PBE-MD2-RC2-64", CW_KDF_PBKDF1, &nettle_md2, "RC2-CBC", 8, 64 },
  { "1.2.840.113549.1.5.6", "PBE-MD5-RC2-64", CW_KDF_PBKDF1, &nettle_md5, "RC2-CBC", 8, 64 },
  { "1.2.840.113549.1.5.10", "PBE-SHA1-DES", CW_KDF_PBKDF1, &nettle_sha1, "DES-CBC", 8, 0 },
  { "1.2.840.113549.1.5.11", "PBE-SHA1-RC2-64", CW_KDF_PBKDF1, &nettle_sha1, "RC2-CBC", 8, 64 },
};

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The parameters of the encryption are damaged"));
  return FALSE;
}

static gboolean
unsupported (const char *oid, GError **error)
{
  g_autofree char *name = cw_openssl_dup_oid_name (oid ? oid : "?");

  if (cw_openssl_load_legacy ())
    g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("It uses the algorithm “%s”, which is not supported here"), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED,
                 _("It uses the algorithm “%s”, which is not supported here: OpenSSL's module for old algorithms (legacy) is not installed"), name);
  return FALSE;
}

static gboolean
wrong_password (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG, _("The password is wrong"));
  return FALSE;
}

void
cw_pbe_scheme_clear (CwPbeScheme *self)
{
  cw_kdf_clear (&self->kdf);
  g_clear_pointer (&self->cipher, g_free);
  g_clear_pointer (&self->iv, g_bytes_unref);
  g_clear_pointer (&self->name, g_free);
}

static gboolean
take_octets (CwBer *rest, GBytes **octets)
{
  CwElement element;

  if (!cw_ber_take (rest, CW_BER_OCTETS, &element) || element.content.size > MAX_SALT_SIZE)
    return FALSE;
  *octets = cw_ber_octets (&element);
  return *octets != NULL;
}

static gboolean
take_rounds (CwBer *rest, guint64 *rounds, GError **error)
{
  if (!cw_ber_take_uint (rest, G_MAXUINT64, rounds))
    return damaged (error);
  *rounds = MAX (*rounds, 1);
  return cw_kdf_check_rounds (*rounds, error);
}

/* ---- derivations ---- */

static gboolean
parse_pbkdf2 (CwKdf *kdf, CwBer rest, gsize *key_size, GError **error)
{
  g_autofree char *prf = NULL;
  CwBer algorithm;
  CwElement oid;
  guint64 length = 0;
  guint8 id;

  kdf->kind = CW_KDF_PBKDF2;
  if (!take_octets (&rest, &kdf->salt))
    return damaged (error);
  if (!take_rounds (&rest, &kdf->rounds, error))
    return FALSE;
  if (cw_ber_peek_id (&rest, &id) && id == CW_BER_INTEGER && !cw_ber_take_uint (&rest, MAX_KEY_SIZE, &length))
    return damaged (error);
  *key_size = length;
  if (rest.size > 0)
    {
      if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &algorithm) || !cw_ber_take (&algorithm, CW_BER_OID, &oid))
        return damaged (error);
      prf = cw_ber_dup_oid (&oid);
    }
  kdf->hash = cw_kdf_find_hash (prf ? prf : OID_HMAC_SHA1);
  return kdf->hash != NULL || unsupported (prf, error);
}

static gboolean
check_scrypt (const CwKdf *kdf, GError **error)
{
  if (kdf->n < 2 || (kdf->n & (kdf->n - 1)) != 0 || kdf->r == 0 || kdf->p == 0)
    return damaged (error);
  if (kdf->r > SCRYPT_MAX_MEMORY / 128 / kdf->n || kdf->p > SCRYPT_MAX_MEMORY / 128 / kdf->r)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_TOO_LARGE,
                           _("Its key derivation (scrypt) needs more than a gigabyte of memory, which no honest file does"));
      return FALSE;
    }
  if (kdf->n * kdf->r > SCRYPT_MAX_WORK / kdf->p)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_TOO_LARGE,
                           _("Its key derivation (scrypt) takes many minutes, which no honest file does"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_scrypt (CwKdf *kdf, CwBer rest, gsize *key_size, GError **error)
{
  guint64 length = 0;

  kdf->kind = CW_KDF_SCRYPT;
  if (!take_octets (&rest, &kdf->salt) || !cw_ber_take_uint (&rest, G_MAXUINT64 / 2, &kdf->n) ||
      !cw_ber_take_uint (&rest, G_MAXUINT32, &kdf->r) || !cw_ber_take_uint (&rest, G_MAXUINT32, &kdf->p) ||
      (rest.size > 0 && !cw_ber_take_uint (&rest, MAX_KEY_SIZE, &length)))
    return damaged (error);
  *key_size = length;
  return check_scrypt (kdf, error);
}

gboolean
cw_pbe_scheme_parse_kdf (CwKdf *kdf, const CwBer *algorithm, gsize *key_size, GError **error)
{
  g_autofree char *oid = NULL;
  CwBer rest = *algorithm, parameters;
  CwElement element;

  if (!cw_ber_take (&rest, CW_BER_OID, &element) || !cw_ber_enter (&rest, CW_BER_SEQUENCE, &parameters))
    return damaged (error);
  oid = cw_ber_dup_oid (&element);
  if (g_strcmp0 (oid, OID_PBKDF2) == 0)
    return parse_pbkdf2 (kdf, parameters, key_size, error);
  if (g_strcmp0 (oid, OID_SCRYPT) == 0)
    return parse_scrypt (kdf, parameters, key_size, error);
  return unsupported (oid, error);
}

/* ---- ciphers ---- */

/* RFC 8018, B.2.3: small numbers are an obfuscated table. */
static guint
rc2_bits_from_version (guint64 version)
{
  switch (version)
    {
    case 160:
      return 40;
    case 120:
      return 64;
    case 58:
      return 128;
    default:
      return version >= 256 && version <= 1024 ? (guint) version : 0;
    }
}

/* The IV alone, or in a sequence with what RC2 and CAST5 have beside it. */
static gboolean
parse_cipher_parameters (CwPbeScheme *self, gboolean is_rc2, CwBer rest)
{
  CwBer inner;
  guint64 version = 0;
  guint8 id;

  if (!cw_ber_peek_id (&rest, &id) || id == 0x05)
    return TRUE;
  if (id != CW_BER_SEQUENCE)
    return take_octets (&rest, &self->iv);
  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &inner) || !cw_ber_peek_id (&inner, &id))
    return FALSE;
  if (id == CW_BER_INTEGER && !cw_ber_take_uint (&inner, 1024, &version))
    return FALSE;
  if (is_rc2)
    self->key_bits = version == 0 ? 32 : rc2_bits_from_version (version);
  return take_octets (&inner, &self->iv) && (!is_rc2 || self->key_bits != 0);
}

static gboolean
parse_cipher (CwPbeScheme *self, CwBer rest, GError **error)
{
  CwElement oid;
  gboolean is_rc2;

  if (!cw_ber_take (&rest, CW_BER_OID, &oid) || (self->cipher = cw_ber_dup_oid (&oid)) == NULL)
    return damaged (error);
  self->name = cw_openssl_dup_oid_name (self->cipher);
  is_rc2 = strcmp (self->cipher, OID_RC2_CBC) == 0;
  if (!parse_cipher_parameters (self, is_rc2, rest))
    return damaged (error);
  if (is_rc2 && self->key_size == 0)
    self->key_size = (self->key_bits + 7) / 8;
  return TRUE;
}

/* Done while reading, not with the first password: an unknown algorithm is no question of the password. */
static gboolean
check_cipher (CwPbeScheme *self, GError **error)
{
  g_autoptr (EVP_CIPHER) cipher = cw_openssl_fetch_cipher (self->cipher);
  gsize iv_size = self->iv ? g_bytes_get_size (self->iv) : 0;

  if (cipher == NULL || (EVP_CIPHER_get_flags (cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0 ||
      EVP_CIPHER_get_mode (cipher) == EVP_CIPH_WRAP_MODE || EVP_CIPHER_get_mode (cipher) == EVP_CIPH_XTS_MODE)
    return unsupported (self->name, error);
  if (self->key_size == 0)
    self->key_size = (gsize) EVP_CIPHER_get_key_length (cipher);
  if ((EVP_CIPHER_get_flags (cipher) & EVP_CIPH_VARIABLE_LENGTH) == 0 && self->key_bits == 0 &&
      self->key_size != (gsize) EVP_CIPHER_get_key_length (cipher))
    return damaged (error);
  if (self->kdf.kind != CW_KDF_PBKDF1 && self->kdf.kind != CW_KDF_PKCS12 && iv_size != (gsize) EVP_CIPHER_get_iv_length (cipher))
    return damaged (error);
  return TRUE;
}

static gboolean
parse_pbes2 (CwPbeScheme *self, CwBer rest, GError **error)
{
  CwBer parameters, kdf, cipher;

  self->encoding = CW_PASSWORD_BYTES;
  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &parameters) || !cw_ber_enter (&parameters, CW_BER_SEQUENCE, &kdf) ||
      !cw_ber_enter (&parameters, CW_BER_SEQUENCE, &cipher))
    return damaged (error);
  return cw_pbe_scheme_parse_kdf (&self->kdf, &kdf, &self->key_size, error) && parse_cipher (self, cipher, error) &&
         check_cipher (self, error);
}

static gboolean
parse_fixed (CwPbeScheme *self, const FixedScheme *scheme, CwBer rest, GError **error)
{
  CwBer parameters;

  self->kdf.kind = scheme->kdf;
  self->kdf.hash = scheme->hash;
  self->encoding = scheme->kdf == CW_KDF_PKCS12 ? CW_PASSWORD_BMP : CW_PASSWORD_BYTES;
  self->cipher = g_strdup (scheme->cipher);
  self->name = g_strdup (scheme->name);
  self->key_size = scheme->key_size;
  self->key_bits = scheme->key_bits;
  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &parameters) || !take_octets (&parameters, &self->kdf.salt))
    return damaged (error);
  return take_rounds (&parameters, &self->kdf.rounds, error) && check_cipher (self, error);
}

gboolean
cw_pbe_scheme_parse (CwPbeScheme *self, const CwBer *algorithm, GError **error)
{
  g_autofree char *oid = NULL;
  CwBer rest = *algorithm;
  CwElement element;

  if (!cw_ber_take (&rest, CW_BER_OID, &element) || (oid = cw_ber_dup_oid (&element)) == NULL)
    return damaged (error);
  if (strcmp (oid, OID_PBES2) == 0)
    return parse_pbes2 (self, rest, error);
  for (guint i = 0; i < G_N_ELEMENTS (fixed_schemes); i++)
    if (strcmp (fixed_schemes[i].oid, oid) == 0)
      return parse_fixed (self, &fixed_schemes[i], rest, error);
  return unsupported (oid, error);
}

gboolean
cw_pbe_scheme_init_openssl (CwPbeScheme *self, const char *cipher, GBytes *iv, GError **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (iv, &size);

  self->kdf.kind = CW_KDF_OPENSSL;
  self->kdf.hash = &nettle_md5;
  self->kdf.rounds = 1;
  self->kdf.salt = g_bytes_new (bytes, MIN (size, 8));
  self->encoding = CW_PASSWORD_BYTES;
  self->cipher = g_strdup (cipher);
  self->name = g_strdup (cipher);
  self->iv = g_bytes_ref (iv);
  return check_cipher (self, error);
}

double
cw_pbe_scheme_cost (const CwPbeScheme *self)
{
  return cw_kdf_cost (&self->kdf, self->key_size) + (self->kdf.kind == CW_KDF_PKCS12 ? (double) self->kdf.rounds : 0);
}

/* ---- doing it ---- */

/* Key and IV behind each other. */
static CwSecret *
derive (const CwPbeScheme *self, CwSecret *password, gsize iv_size, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) both = cw_secret_new (NULL, self->key_size + iv_size);
  g_autoptr (CwSecret) key = NULL, iv = NULL;

  /* Key, IV, and what the hash has left. */
  if (self->kdf.kind == CW_KDF_PBKDF1)
    return cw_kdf_derive (&self->kdf, password, 1, self->kdf.hash->digest_size, cancellable, error);
  key = cw_kdf_derive (&self->kdf, password, 1, self->key_size, cancellable, error);
  if (key == NULL)
    return NULL;
  memcpy (cw_secret_get_writable (both), cw_secret_get_data (key), self->key_size);
  if (self->kdf.kind == CW_KDF_PKCS12 && iv_size > 0)
    {
      iv = cw_kdf_derive (&self->kdf, password, 2, iv_size, cancellable, error);
      if (iv == NULL)
        return NULL;
      memcpy (cw_secret_get_writable (both) + self->key_size, cw_secret_get_data (iv), iv_size);
    }
  else if (self->iv != NULL && g_bytes_get_size (self->iv) == iv_size && iv_size > 0)
    memcpy (cw_secret_get_writable (both) + self->key_size, g_bytes_get_data (self->iv, NULL), iv_size);
  return g_steal_pointer (&both);
}

static EVP_CIPHER_CTX *
start (const CwPbeScheme *self, const EVP_CIPHER *cipher, CwSecret *key, gboolean encrypting)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  const guint8 *bytes = cw_secret_get_data (key);
  size_t key_size = self->key_size;
  unsigned int key_bits = self->key_bits;
  OSSL_PARAM params[3], *p = params;

  if (key_size != (gsize) EVP_CIPHER_get_key_length (cipher))
    *p++ = OSSL_PARAM_construct_size_t (OSSL_CIPHER_PARAM_KEYLEN, &key_size);
  if (key_bits != 0)
    *p++ = OSSL_PARAM_construct_uint (OSSL_CIPHER_PARAM_RC2_KEYBITS, &key_bits);
  *p = OSSL_PARAM_construct_end ();
  if (context == NULL || !EVP_CipherInit_ex2 (context, cipher, NULL, NULL, encrypting, params) ||
      !EVP_CipherInit_ex2 (context, NULL, bytes, bytes + key_size, encrypting, NULL))
    return NULL;
  return g_steal_pointer (&context);
}

static CwSecret *
run_cipher (const CwPbeScheme *self, const EVP_CIPHER *cipher, CwSecret *key, const CwBer *data, gboolean encrypting, GError **error)
{
  g_autoptr (CwSecret) out = cw_secret_new (NULL, data->size + (gsize) EVP_CIPHER_get_block_size (cipher));
  g_autoptr (EVP_CIPHER_CTX) context = start (self, cipher, key, encrypting);
  int written = 0, last = 0;

  if (context == NULL)
    {
      cw_openssl_clear_errors ();
      unsupported (self->name, error);
      return NULL;
    }
  if (!EVP_CipherUpdate (context, cw_secret_get_writable (out), &written, data->data, (int) data->size) ||
      !EVP_CipherFinal_ex (context, cw_secret_get_writable (out) + written, &last))
    {
      cw_openssl_clear_errors ();
      wrong_password (error);
      return NULL;
    }
  cw_secret_truncate (out, (gsize) (written + last));
  return g_steal_pointer (&out);
}

/* One SEQUENCE or OCTET STRING and nothing behind it: junk passes once in millions of wrong passwords. */
static gboolean
is_plausible (CwSecret *clear)
{
  CwBer rest = { cw_secret_get_data (clear), cw_secret_get_size (clear) };
  CwElement element;

  return cw_ber_next (&rest, &element) && rest.size == 0 && (element.id == CW_BER_SEQUENCE || element.id == CW_BER_OCTETS);
}

/* With a hash longer than key and IV together, NSS takes the IV from its end. Only the first block knows the difference. */
static gboolean
is_plausible_from_nss (const CwPbeScheme *self, CwSecret *key, gsize iv_size, CwSecret *clear)
{
  const guint8 *bytes = cw_secret_get_data (key);
  gsize size = cw_secret_get_size (key);
  guint8 *out = cw_secret_get_writable (clear);

  if (self->kdf.kind != CW_KDF_PBKDF1 || size <= self->key_size + iv_size || cw_secret_get_size (clear) < iv_size)
    return FALSE;
  for (gsize i = 0; i < iv_size; i++)
    out[i] ^= bytes[self->key_size + i] ^ bytes[size - iv_size + i];
  return is_plausible (clear);
}

CwSecret *
cw_pbe_scheme_decrypt (const CwPbeScheme *self, CwSecret *password, const CwBer *data, GCancellable *cancellable, GError **error)
{
  g_autoptr (EVP_CIPHER) cipher = cw_openssl_fetch_cipher (self->cipher);
  gsize block = cipher ? (gsize) EVP_CIPHER_get_block_size (cipher) : 1;
  gsize iv_size = cipher ? (gsize) EVP_CIPHER_get_iv_length (cipher) : 0;
  g_autoptr (CwSecret) key = NULL, clear = NULL;

  if (cipher == NULL)
    {
      unsupported (self->name, error);
      return NULL;
    }
  if (data->size > G_MAXINT / 2 || data->size == 0 || data->size % block != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The encrypted part is incomplete"));
      return NULL;
    }
  key = derive (self, password, iv_size, cancellable, error);
  clear = key ? run_cipher (self, cipher, key, data, FALSE, error) : NULL;
  if (clear == NULL)
    return NULL;
  if (!is_plausible (clear) && !is_plausible_from_nss (self, key, iv_size, clear))
    {
      wrong_password (error);
      return NULL;
    }
  return g_steal_pointer (&clear);
}

CwSecret *
cw_pbe_scheme_encrypt (const CwPbeScheme *self, CwSecret *password, CwSecret *clear, GCancellable *cancellable, GError **error)
{
  g_autoptr (EVP_CIPHER) cipher = cw_openssl_fetch_cipher (self->cipher);
  CwBer data = { cw_secret_get_data (clear), cw_secret_get_size (clear) };
  g_autoptr (CwSecret) key = NULL;

  if (cipher == NULL)
    {
      unsupported (self->name, error);
      return NULL;
    }
  key = derive (self, password, (gsize) EVP_CIPHER_get_iv_length (cipher), cancellable, error);
  return key ? run_cipher (self, cipher, key, &data, TRUE, error) : NULL;
}
