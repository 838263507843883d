/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-encode.h"

#include "cw-error.h"
#include "cw-hex.h"
#include "cw-openssl.h"
#include "cw-pbe.h"

#include <glib/gi18n-lib.h>
#include <nettle/base64.h>
#include <string.h>

/* A PFX costs the reader three derivations. Four times a hundred thousand rounds and more are refused by careful readers: .NET
 * stops at 300,000 for each and 1,000,000 together. This stays below, and still makes every guess cost a tenth of a second. */
#define MODERN_ROUNDS 250000
/* Old systems include slow appliances that open the file at every start. */
#define LEGACY_ROUNDS 10000
/* A key on its own is derived once: what OWASP asks of PBKDF2 with HMAC-SHA-256. */
#define KEY_ROUNDS 600000

#define LINE_BYTES 48

/* ---- PEM ---- */

/* "-----BEGIN X-----\n" … "-----END X-----\n" */
static gsize
measure_block (const char *label, gsize size)
{
  return 2 * strlen (label) + 17 + 15 + size / 3 * 4 + 4 + size / LINE_BYTES + 1;
}

static gsize
put_text (char *out, const char *text)
{
  memcpy (out, text, strlen (text));
  return strlen (text);
}

static gsize
put_marker (char *out, const char *marker, const char *label)
{
  gsize at = put_text (out, "-----");

  at += put_text (out + at, marker);
  at += put_text (out + at, " ");
  at += put_text (out + at, label);
  return at + put_text (out + at, "-----\n");
}

static gsize
put_block (char *out, const char *label, const guint8 *data, gsize size)
{
  gsize at = put_marker (out, "BEGIN", label);

  while (size > 0)
    {
      gsize n = MIN (size, LINE_BYTES);

      base64_encode_raw (out + at, n, data);
      at += BASE64_ENCODE_RAW_LENGTH (n);
      out[at++] = '\n';
      data += n;
      size -= n;
    }
  return at + put_marker (out + at, "END", label);
}

static gboolean
dup_key_der (CwPrivateKey *key, CwSecret *password, CwSecret **der, const char **label, GError **error)
{
  g_autoptr (GBytes) encrypted = NULL;

  *label = "PRIVATE KEY";
  *der = NULL;
  if (key == NULL)
    return TRUE;
  if (password == NULL)
    {
      *der = cw_secret_ref (cw_private_key_get_pkcs8 (key));
      return TRUE;
    }
  encrypted = cw_pbe_encrypt (cw_private_key_get_pkcs8 (key), password, KEY_ROUNDS, NULL, error);
  if (encrypted == NULL)
    return FALSE;
  *label = "ENCRYPTED PRIVATE KEY";
  *der = cw_secret_new (g_bytes_get_data (encrypted, NULL), g_bytes_get_size (encrypted));
  return TRUE;
}

CwSecret *
cw_encode_pem (GPtrArray *certificates, CwPrivateKey *key, CwSecret *password, GError **error)
{
  g_autoptr (CwSecret) der = NULL, pem = NULL;
  const char *label;
  gsize room = 0, at = 0;
  char *out;

  if (!dup_key_der (key, password, &der, &label, error))
    return NULL;
  if (der != NULL)
    room += measure_block (label, cw_secret_get_size (der));
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    room += measure_block ("CERTIFICATE", g_bytes_get_size (cw_certificate_get_der (g_ptr_array_index (certificates, i))));
  pem = cw_secret_new (NULL, room);
  out = (char *) cw_secret_get_writable (pem);
  /* The key first: Postfix wants it so, and nobody wants it otherwise. */
  if (der != NULL)
    at += put_block (out, label, cw_secret_get_data (der), cw_secret_get_size (der));
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      GBytes *bytes = cw_certificate_get_der (g_ptr_array_index (certificates, i));

      at += put_block (out + at, "CERTIFICATE", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  cw_secret_truncate (pem, at);
  return g_steal_pointer (&pem);
}

/* ---- PKCS #7 ---- */

/* Puts a header before what is already at the end of the buffer, which is filled from its end. */
static void
prepend_header (guint8 *buffer, gsize *start, gsize end, int tag, int class)
{
  int content = (int) (end - *start);
  gsize header = (gsize) ASN1_object_size (1, content, tag) - (gsize) content;
  guint8 *to = buffer + *start - header;

  ASN1_put_object (&to, 1, content, tag, class);
  *start -= header;
}

static void
prepend (guint8 *buffer, gsize *start, gconstpointer data, gsize size)
{
  *start -= size;
  memcpy (buffer + *start, data, size);
}

/* SignedData without content and signers. In the order that was given, leaf first, as OpenSSL has it; GnuTLS needs a second
 * for ten thousand certificates, and four times that for twice as many. */
static CwSecret *
encode_signed_data (GPtrArray *certificates)
{
  static const guint8 data_oid[] = { 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };
  static const guint8 signed_oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
  static const guint8 no_signers[] = { 0x31, 0x00 }, version_and_hashes[] = { 0x02, 0x01, 0x01, 0x31, 0x00 };
  g_autoptr (CwSecret) whole = NULL;
  gsize end = 128, start, before_signers;
  guint8 *buffer;

  for (guint i = 0; i < certificates->len; i++)
    end += g_bytes_get_size (cw_certificate_get_der (g_ptr_array_index (certificates, i)));
  whole = cw_secret_new (NULL, end);
  buffer = cw_secret_get_writable (whole);
  start = end;
  prepend (buffer, &start, no_signers, sizeof no_signers);
  before_signers = start;
  for (guint i = certificates->len; i-- > 0;)
    {
      GBytes *der = cw_certificate_get_der (g_ptr_array_index (certificates, i));

      prepend (buffer, &start, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
    }
  prepend_header (buffer, &start, before_signers, 0, V_ASN1_CONTEXT_SPECIFIC);
  prepend (buffer, &start, data_oid, sizeof data_oid);
  prepend (buffer, &start, version_and_hashes, sizeof version_and_hashes);
  prepend_header (buffer, &start, end, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  prepend_header (buffer, &start, end, 0, V_ASN1_CONTEXT_SPECIFIC);
  prepend (buffer, &start, signed_oid, sizeof signed_oid);
  prepend_header (buffer, &start, end, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  return cw_secret_new (buffer + start, end - start);
}

CwSecret *
cw_encode_pkcs7 (GPtrArray *certificates, gboolean pem, GError **error)
{
  g_autoptr (CwSecret) der = NULL, text = NULL;
  guint64 total = 0;

  for (guint i = 0; i < certificates->len; i++)
    total += g_bytes_get_size (cw_certificate_get_der (g_ptr_array_index (certificates, i)));
  if (total > G_MAXINT / 2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The certificates are too many for one PKCS #7 file"));
      return NULL;
    }
  der = encode_signed_data (certificates);
  if (!pem)
    return g_steal_pointer (&der);
  text = cw_secret_new (NULL, measure_block ("PKCS7", cw_secret_get_size (der)));
  cw_secret_truncate (text, put_block ((char *) cw_secret_get_writable (text), "PKCS7", cw_secret_get_data (der), cw_secret_get_size (der)));
  return g_steal_pointer (&text);
}

/* ---- PKCS #12 ---- */

static EVP_PKEY *
to_openssl_key (CwPrivateKey *key)
{
  CwSecret *pkcs8 = cw_private_key_get_pkcs8 (key);
  const unsigned char *data = cw_secret_get_data (pkcs8);
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &data, (long) cw_secret_get_size (pkcs8));

  return info ? EVP_PKCS82PKEY_ex (info, cw_openssl_context (), NULL) : NULL;
}

static X509 *
to_openssl_certificate (CwCertificate *certificate)
{
  GBytes *der = cw_certificate_get_der (certificate);
  const unsigned char *data = g_bytes_get_data (der, NULL);
  g_autoptr (X509) x509 = X509_new_ex (cw_openssl_context (), NULL);
  X509 *result = x509;

  if (d2i_X509 (&result, &data, (long) g_bytes_get_size (der)) == NULL)
    {
      /* libcrypto has freed it. */
      g_steal_pointer (&x509);
      return NULL;
    }
  return g_steal_pointer (&x509);
}

static void
set_friendly_name (PKCS12_SAFEBAG *bag, const char *name)
{
  glong letters = 0;
  g_autofree gunichar2 *wide = name && name[0] ? g_utf8_to_utf16 (name, -1, NULL, &letters, NULL) : NULL;

  for (glong i = 0; i < letters; i++)
    wide[i] = GUINT16_TO_BE (wide[i]);
  /* As UTF-16: given UTF-8, libcrypto refuses what is beyond the first plane. */
  if (wide != NULL)
    PKCS12_add_friendlyname_uni (bag, (const unsigned char *) wide, (int) letters * 2);
}

/* Java only shows a certificate without key when it is said to be trusted. */
static void
set_trusted (PKCS12_SAFEBAG *bag)
{
  ASN1_OBJECT *purpose = OBJ_nid2obj (NID_anyExtendedKeyUsage);

  PKCS12_add1_attr_by_txt (bag, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT, (const unsigned char *) purpose, -1);
}

/* local_key_id: the link between a key and its certificate. */
static gboolean
add_certificate (CwBagStack **bags, CwCertificate *certificate, const char *friendly_name, gboolean trusted, GBytes *local_key_id)
{
  g_autoptr (X509) x509 = to_openssl_certificate (certificate);
  PKCS12_SAFEBAG *bag = x509 ? PKCS12_add_cert (bags, x509) : NULL;

  if (bag == NULL)
    return FALSE;
  set_friendly_name (bag, friendly_name);
  if (trusted)
    set_trusted (bag);
  if (local_key_id != NULL)
    PKCS12_add_localkeyid (bag, (unsigned char *) g_bytes_get_data (local_key_id, NULL), (int) g_bytes_get_size (local_key_id));
  return TRUE;
}

static gboolean
add_key (CwBagStack **bags, CwPrivateKey *key, const char *friendly_name, GBytes *local_key_id, int cipher, int rounds, const char *password)
{
  g_autoptr (EVP_PKEY) pkey = to_openssl_key (key);
  PKCS12_SAFEBAG *bag = pkey ? PKCS12_add_key_ex (bags, pkey, 0, rounds, cipher, password, cw_openssl_context (), NULL) : NULL;

  if (bag == NULL)
    return FALSE;
  set_friendly_name (bag, friendly_name);
  PKCS12_add_localkeyid (bag, (unsigned char *) g_bytes_get_data (local_key_id, NULL), (int) g_bytes_get_size (local_key_id));
  return TRUE;
}

static PKCS12 *
build_pfx (GPtrArray *certificates, CwPrivateKey *key, const char *friendly_name, const char *password, CwPfxStyle style, int rounds)
{
  int cipher = style == CW_PFX_MODERN ? NID_aes_256_cbc : NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
  g_autoptr (CwBagStack) certificate_bags = NULL, key_bags = NULL;
  g_autoptr (CwSafeStack) safes = NULL;
  g_autoptr (PKCS12) pfx = NULL;
  g_autoptr (GBytes) id = key ? cw_hex_decode (cw_private_key_get_key_id (key)) : NULL;

  for (guint i = 0; i < certificates->len; i++)
    if (!add_certificate (&certificate_bags, g_ptr_array_index (certificates, i), i == 0 ? friendly_name : NULL, key == NULL, i == 0 ? id : NULL))
      return NULL;
  if (certificate_bags != NULL && !PKCS12_add_safe_ex (&safes, certificate_bags, cipher, rounds, password, cw_openssl_context (), NULL))
    return NULL;
  if (key != NULL && (!add_key (&key_bags, key, friendly_name, id, cipher, rounds, password) ||
                      !PKCS12_add_safe_ex (&safes, key_bags, -1, 0, NULL, cw_openssl_context (), NULL)))
    return NULL;
  pfx = PKCS12_add_safes_ex (safes, 0, cw_openssl_context (), NULL);
  if (pfx == NULL || !PKCS12_set_mac (pfx, password, -1, NULL, 0, rounds, style == CW_PFX_MODERN ? EVP_sha256 () : EVP_sha1 ()))
    return NULL;
  return g_steal_pointer (&pfx);
}

CwSecret *
cw_encode_pfx (GPtrArray *certificates, CwPrivateKey *key, const char *friendly_name, CwSecret *password, CwPfxStyle style, guint rounds,
               GError **error)
{
  g_autoptr (PKCS12) pfx = NULL;
  CwSecret *encoded;
  guint8 *to;
  int size;

  if (key != NULL && certificates->len > 0 &&
      g_strcmp0 (cw_private_key_get_key_id (key), cw_certificate_get_key_id (g_ptr_array_index (certificates, 0))) != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_MISMATCH, _("The private key does not belong to the first certificate"));
      return NULL;
    }
  if (rounds == 0)
    rounds = style == CW_PFX_MODERN ? MODERN_ROUNDS : LEGACY_ROUNDS;
  pfx = build_pfx (certificates, key, friendly_name, password ? cw_secret_get_text (password) : "", style, (int) MIN (rounds, G_MAXINT));
  size = pfx ? i2d_PKCS12 (pfx, NULL) : -1;
  cw_openssl_clear_errors ();
  if (size <= 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The certificates could not be put into a PKCS #12 file"));
      return NULL;
    }
  encoded = cw_secret_new (NULL, (gsize) size);
  to = cw_secret_get_writable (encoded);
  i2d_PKCS12 (pfx, &to);
  return encoded;
}
