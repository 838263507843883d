/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-public-key.h"

#include <string.h>

typedef enum { SIZE_FIXED, SIZE_RSA, SIZE_CURVE, SIZE_PRIME } SizeKind;

static const struct { const char *oid, *words; SizeKind kind; guint bits; } algorithms[] = {
  { "1.2.840.113549.1.1.1", "RSA", SIZE_RSA, 0 },
  { "1.2.840.10045.2.1", "EC", SIZE_CURVE, 0 },
  { "1.3.101.112", "Ed25519", SIZE_FIXED, 256 },
  { "1.3.101.113", "Ed448", SIZE_FIXED, 456 },
  { "1.2.840.113549.1.1.10", "RSA-PSS", SIZE_RSA, 0 },
  { "1.2.840.113549.1.1.7", "RSA-OAEP", SIZE_RSA, 0 },
  { "1.2.840.10040.4.1", "DSA", SIZE_PRIME, 0 },
  { "1.2.840.10046.2.1", "DH", SIZE_PRIME, 0 },
  { "1.2.840.113549.1.3.1", "DH", SIZE_PRIME, 0 },
  { "1.3.101.110", "X25519", SIZE_FIXED, 256 },
  { "1.3.101.111", "X448", SIZE_FIXED, 448 },
  { "1.3.132.1.12", "ECDH", SIZE_CURVE, 0 },
  { "1.2.643.2.2.19", "GOST R 34.10-2001", SIZE_FIXED, 256 },
  { "1.2.643.7.1.1.1.1", "GOST R 34.10-2012 256", SIZE_FIXED, 256 },
  { "1.2.643.7.1.1.1.2", "GOST R 34.10-2012 512", SIZE_FIXED, 512 },
  { "2.16.840.1.101.3.4.3.17", "ML-DSA-44", SIZE_FIXED, 10496 },
  { "2.16.840.1.101.3.4.3.18", "ML-DSA-65", SIZE_FIXED, 15616 },
  { "2.16.840.1.101.3.4.3.19", "ML-DSA-87", SIZE_FIXED, 20736 },
};

static const struct { const char *oid, *words; guint bits; } curves[] = {
  { "1.2.840.10045.3.1.7", "ECDH_P256", 256 },
  { "1.3.132.0.34", "ECDH_P384", 384 },
  { "1.3.132.0.35", "ECDH_P521", 521 },
  { "1.2.840.10045.3.1.1", "secp192r1", 192 },
  { "1.3.132.0.33", "secp224r1", 224 },
  { "1.3.132.0.10", "secp256k1", 256 },
  { "1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1", 160 },
  { "1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1", 192 },
  { "1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1", 224 },
  { "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256 },
  { "1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1", 256 },
  { "1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1", 320 },
  { "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384 },
  { "1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1", 384 },
  { "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512 },
  { "1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1", 512 },
  { "1.2.156.10197.1.301", "SM2", 256 },
};

static guint
count_rsa_bits (CwDer key)
{
  CwDer numbers, modulus;

  return cw_der_open (key, CW_DER_SEQUENCE, &numbers) && cw_der_take (&numbers, CW_DER_INTEGER, &modulus) ? cw_der_count_bits (modulus) : 0;
}

static guint
count_prime_bits (CwDer parameters)
{
  CwDer numbers, prime;

  return cw_der_take (&parameters, CW_DER_SEQUENCE, &numbers) && cw_der_take (&numbers, CW_DER_INTEGER, &prime) ? cw_der_count_bits (prime) : 0;
}

/* Explicit parameters instead of a name: the size of the field is the size of the key. */
static guint
count_field_bits (CwDer parameters)
{
  CwDer content, version, field, type, prime;

  return cw_der_take (&parameters, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_INTEGER, &version) &&
         cw_der_take (&content, CW_DER_SEQUENCE, &field) && cw_der_take (&field, CW_DER_OID, &type) &&
         cw_der_take (&field, CW_DER_INTEGER, &prime) ? cw_der_count_bits (prime) : 0;
}

static guint
count_curve_bits (CwPublicKeyInfo *info, CwDer parameters)
{
  if (!cw_der_take_oid (&parameters, info->curve, sizeof info->curve))
    return count_field_bits (parameters);
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (strcmp (curves[i].oid, info->curve) == 0)
      return curves[i].bits;
  return 0;
}

static void
count_bits (CwPublicKeyInfo *info, CwDer parameters, CwDer key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (algorithms[i].oid, info->oid) == 0)
      switch (algorithms[i].kind)
        {
        case SIZE_FIXED: info->bits = algorithms[i].bits; return;
        case SIZE_RSA:   info->bits = count_rsa_bits (key); return;
        case SIZE_PRIME: info->bits = count_prime_bits (parameters); return;
        case SIZE_CURVE: info->bits = count_curve_bits (info, parameters); return;
        }
}

gboolean
cw_public_key_read (CwDer spki, CwPublicKeyInfo *info)
{
  CwDer content, algorithm, key;

  info->oid[0] = info->curve[0] = '\0';
  info->bits = 0;
  if (!cw_der_open (spki, CW_DER_SEQUENCE, &content) || !cw_der_take (&content, CW_DER_SEQUENCE, &algorithm) ||
      !cw_der_take_oid (&algorithm, info->oid, sizeof info->oid) || !cw_der_take_bits (&content, &key))
    return FALSE;
  count_bits (info, algorithm, key);
  return TRUE;
}

static char *
dup_curve_words (const CwPublicKeyInfo *info, const char *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (strcmp (curves[i].oid, info->curve) == 0)
      return g_strdup (curves[i].words);
  return info->curve[0] ? g_strdup_printf ("%s %s", words, info->curve) : g_strdup_printf ("%s %u", words, info->bits);
}

char *
cw_public_key_dup_words (const CwPublicKeyInfo *info)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (algorithms[i].oid, info->oid) == 0)
      switch (algorithms[i].kind)
        {
        case SIZE_FIXED: return g_strdup (algorithms[i].words);
        case SIZE_CURVE: return dup_curve_words (info, algorithms[i].words);
        case SIZE_RSA: case SIZE_PRIME:
          return info->bits ? g_strdup_printf ("%s %u", algorithms[i].words, info->bits) : g_strdup (algorithms[i].words);
        }
  return g_strdup (info->oid);
}
