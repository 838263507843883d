/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-curve-key.h"

#include "cw-public-key.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <string.h>

static OSSL_PARAM *
build_params (const char *curve, CwDer point, const CwDer *number)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr (BIGNUM) secret = number ? BN_secure_new () : NULL;

  if (!OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) ||
      !OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.size))
    return NULL;
  if (number && (BN_bin2bn (number->data, (int) number->size, secret) == NULL ||
                 !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_PRIV_KEY, secret)))
    return NULL;
  return OSSL_PARAM_BLD_to_param (builder);
}

static gboolean
read_point (CwDer spki, CwDer *point)
{
  CwDer content, algorithm;

  return cw_der_open (spki, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_SEQUENCE, &algorithm) &&
         cw_der_take_bits (&content, point);
}

static const char *
get_group_name (const CwPublicKeyInfo *info)
{
  /* The table of all names costs more than the key, and is mostly not needed. */
  static const struct { const char *oid, *name; } usual[] = {
    { "1.2.840.10045.3.1.7", "P-256" }, { "1.3.132.0.34", "P-384" }, { "1.3.132.0.35", "P-521" } };

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (strcmp (usual[i].oid, info->curve) == 0)
      return usual[i].name;
  return OBJ_nid2sn (OBJ_txt2nid (info->curve));
}

EVP_PKEY *
cw_curve_key_load (CwDer spki, const CwDer *number)
{
  g_autoptr (EVP_PKEY_CTX) context = NULL;
  g_autoptr (OSSL_PARAM) params = NULL;
  EVP_PKEY *key = NULL;
  CwPublicKeyInfo info;
  CwDer point;

  if (!cw_public_key_read (spki, &info) || strcmp (info.oid, "1.2.840.10045.2.1") != 0 || !*info.curve || !read_point (spki, &point))
    return NULL;
  context = EVP_PKEY_CTX_new_from_name (cw_openssl_context (), "EC", NULL);
  params = build_params (get_group_name (&info), point, number);
  if (params != NULL && context != NULL && EVP_PKEY_fromdata_init (context) == 1)
    EVP_PKEY_fromdata (context, &key, number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params);
  cw_openssl_clear_errors ();
  return key;
}

/* The hash of ECDSA in its plain forms, which have no parameters. */
static const char *
find_hash (CwDer algorithm)
{
  static const struct { const char *oid, *hash; } hashes[] = {
    { "1.2.840.10045.4.3.2", "SHA256" }, { "1.2.840.10045.4.3.3", "SHA384" }, { "1.2.840.10045.4.3.4", "SHA512" } };
  char oid[CW_DER_OID_MAX];

  if (cw_der_take_oid (&algorithm, oid, sizeof oid) && algorithm.size == 0)
    for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
      if (strcmp (hashes[i].oid, oid) == 0)
        return hashes[i].hash;
  return NULL;
}

gboolean
cw_curve_key_verify (CwDer spki, CwDer algorithm, CwDer body, CwDer signature, gboolean *good)
{
  const char *hash = find_hash (algorithm);
  g_autoptr (EVP_PKEY) key = hash ? cw_curve_key_load (spki, NULL) : NULL;
  g_autoptr (EVP_MD_CTX) context = key ? EVP_MD_CTX_new () : NULL;

  if (context == NULL || EVP_DigestVerifyInit_ex (context, NULL, hash, cw_openssl_context (), NULL, key, NULL) != 1)
    {
      cw_openssl_clear_errors ();
      return FALSE;
    }
  /* In front of the bits stands how many of the last octet do not count: in a signature they all do. */
  *good = signature.data[-1] == 0 && EVP_DigestVerify (context, signature.data, signature.size, body.data, body.size) == 1;
  cw_openssl_clear_errors ();
  return TRUE;
}
