/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-signing.h"

#include "cw-curve-key.h"
#include "cw-der-writer.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <openssl/core_names.h>

/* The longest AlgorithmIdentifier is that of RSASSA-PSS, with 67 bytes. */
#define MAX_ALGORITHM 128

struct _CwSigning
{
  EVP_PKEY *key;
  EVP_MD_CTX *context;
  guint8 algorithm[MAX_ALGORITHM];
  gsize algorithm_size;
  GBytes *spki;
};

/* ---- loading ---- */

/* The private number of PKCS #8 with SEC 1 inside: version, algorithm, OCTET STRING { version, number, … }. */
static gboolean
read_number (CwDer pkcs8, CwDer *number)
{
  CwDer info, part, key;

  return cw_der_open (pkcs8, CW_DER_SEQUENCE, &info) && cw_der_take (&info, CW_DER_INTEGER, &part) &&
         cw_der_take (&info, CW_DER_SEQUENCE, &part) && cw_der_take (&info, CW_DER_OCTET_STRING, &part) &&
         cw_der_open (part, CW_DER_SEQUENCE, &key) && cw_der_take (&key, CW_DER_INTEGER, &part) &&
         cw_der_take (&key, CW_DER_OCTET_STRING, number);
}

/* NULL: libcrypto must decode it. */
static EVP_PKEY *
load_curve_key (CwPrivateKey *key)
{
  CwSecret *secret = cw_private_key_get_pkcs8 (key);
  CwDer pkcs8 = { cw_secret_get_data (secret), cw_secret_get_size (secret) }, number;

  return read_number (pkcs8, &number) ? cw_curve_key_load (cw_der (cw_private_key_get_spki (key)), &number) : NULL;
}

static EVP_PKEY *
decode_key (CwPrivateKey *key)
{
  CwSecret *pkcs8 = cw_private_key_get_pkcs8 (key);
  const unsigned char *at = cw_secret_get_data (pkcs8);
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) cw_secret_get_size (pkcs8));

  return info ? EVP_PKCS82PKEY_ex (info, cw_openssl_context (), NULL) : NULL;
}

/* ---- signing ---- */

/* NULL for keys that hash in their own way. */
static const char *
choose_hash (EVP_PKEY *key)
{
  if (EVP_PKEY_is_a (key, "ED25519") || EVP_PKEY_is_a (key, "ED448"))
    return NULL;
  if (!EVP_PKEY_is_a (key, "EC"))
    return "SHA256";
  return EVP_PKEY_get_bits (key) <= 256 ? "SHA256" : EVP_PKEY_get_bits (key) <= 384 ? "SHA384" : "SHA512";
}

static gboolean
prepare (CwSigning *self)
{
  EVP_PKEY_CTX *context;
  OSSL_PARAM params[] = {
    OSSL_PARAM_octet_string (OSSL_SIGNATURE_PARAM_ALGORITHM_ID, self->algorithm, sizeof self->algorithm),
    OSSL_PARAM_END,
  };

  if (self->key == NULL ||
      EVP_DigestSignInit_ex (self->context, &context, choose_hash (self->key), cw_openssl_context (), NULL, self->key, NULL) != 1 ||
      EVP_PKEY_CTX_get_params (context, params) != 1 || params[0].return_size == 0)
    return FALSE;
  self->algorithm_size = params[0].return_size;
  return TRUE;
}

CwSigning *
cw_signing_new (CwPrivateKey *key, GError **error)
{
  g_autoptr (CwSigning) self = g_new0 (CwSigning, 1);
  gboolean ready;

  self->context = EVP_MD_CTX_new ();
  self->spki = g_bytes_ref (cw_private_key_get_spki (key));
  self->key = load_curve_key (key);
  if (self->key == NULL)
    self->key = decode_key (key);
  ready = prepare (self);
  cw_openssl_clear_errors ();
  if (ready)
    return g_steal_pointer (&self);
  g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("A key of the kind %s cannot sign here"), cw_private_key_get_algorithm (key));
  return NULL;
}

void
cw_signing_free (CwSigning *self)
{
  EVP_MD_CTX_free (self->context);
  EVP_PKEY_free (self->key);
  g_bytes_unref (self->spki);
  g_free (self);
}

CwDer
cw_signing_get_algorithm (CwSigning *self)
{
  return (CwDer) { self->algorithm, self->algorithm_size };
}

CwDer
cw_signing_get_spki (CwSigning *self)
{
  return cw_der (self->spki);
}

GBytes *
cw_signing_sign (CwSigning *self, CwDer body, GError **error)
{
  size_t size = (size_t) EVP_PKEY_get_size (self->key);
  g_autofree guint8 *signature = g_malloc (size);
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) (body.size + size + MAX_ALGORITHM));
  gsize mark;

  /* The context is used once: EVP_DigestSign() ends it, and every object here is signed by a new one. */
  if (EVP_DigestSign (self->context, signature, &size, body.data, body.size) != 1)
    {
      cw_openssl_clear_errors ();
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The private key did not sign"));
      return NULL;
    }
  mark = cw_der_begin (out, CW_DER_SEQUENCE);
  cw_der_write_whole (out, body);
  cw_der_write_whole (out, cw_signing_get_algorithm (self));
  cw_der_write_bits (out, signature, size);
  cw_der_end (out, mark);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
