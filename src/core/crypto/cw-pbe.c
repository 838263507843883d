/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pbe.h"

#include "cw-error.h"
#include "cw-openssl.h"
#include "cw-opener.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SALT_SIZE 16
#define IV_SIZE 16

/* What is no DER by itself is wrapped into an OCTET STRING: the cipher has no check of its own, so the shape of the clear
 * text is what tells a wrong password. */
static CwSecret *
wrap (CwSecret *clear)
{
  CwBer rest = { cw_secret_get_data (clear), cw_secret_get_size (clear) };
  g_autoptr (CwSecret) wrapped = NULL;
  CwElement element;
  guint8 *to;
  int size;

  if (rest.size > 0 && rest.data[0] == CW_BER_SEQUENCE && cw_ber_next (&rest, &element) && rest.size == 0)
    return cw_secret_ref (clear);
  size = ASN1_object_size (0, (int) cw_secret_get_size (clear), V_ASN1_OCTET_STRING);
  wrapped = cw_secret_new (NULL, (gsize) size);
  to = cw_secret_get_writable (wrapped);
  ASN1_put_object (&to, 0, (int) cw_secret_get_size (clear), V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL);
  memcpy (to, cw_secret_get_data (clear), cw_secret_get_size (clear));
  return g_steal_pointer (&wrapped);
}

static CwSecret *
unwrap (CwSecret *clear)
{
  CwBer rest = { cw_secret_get_data (clear), cw_secret_get_size (clear) };
  CwElement element;

  if (cw_ber_next (&rest, &element) && element.id == CW_BER_OCTETS)
    return cw_secret_new (element.content.data, element.content.size);
  return cw_secret_ref (clear);
}

CwSecret *
cw_pbe_decrypt (GBytes *encrypted_info, CwSecret *password, gboolean allow_slow, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  g_auto (CwPbeScheme) scheme = { 0 };
  g_auto (CwOpener) opener = { 0 };
  g_autoptr (CwSecret) clear = NULL;
  g_autoptr (GBytes) octets = NULL;
  CwBer rest = CW_BER_INIT (encrypted_info);
  CwBer info, algorithm, data;
  CwElement element;

  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &info) || !cw_ber_enter (&info, CW_BER_SEQUENCE, &algorithm) ||
      !cw_ber_take (&info, CW_BER_OCTETS, &element) || (octets = cw_ber_octets (&element)) == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The encrypted private key is damaged"));
      return NULL;
    }
  if (password != NULL)
    g_ptr_array_add (passwords, password);
  cw_opener_init (&opener, passwords, allow_slow, cancellable);
  data = (CwBer) CW_BER_INIT (octets);
  if (!cw_pbe_scheme_parse (&scheme, &algorithm, error))
    return NULL;
  clear = cw_opener_decrypt (&opener, &scheme, &data, error);
  return clear ? unwrap (clear) : NULL;
}

static X509_ALGOR *
new_algorithm (guint rounds)
{
  g_autoptr (EVP_CIPHER) cipher = cw_openssl_fetch_cipher ("AES-256-CBC");
  g_autoptr (CwSecret) random = cw_secret_new_random (SALT_SIZE + IV_SIZE);
  guint8 *bytes = cw_secret_get_writable (random);

  return PKCS5_pbe2_set_iv_ex (cipher, (int) MIN (rounds, G_MAXINT), bytes, SALT_SIZE, bytes + SALT_SIZE, NID_hmacWithSHA256,
                               cw_openssl_context ());
}

/* SEQUENCE { algorithm, OCTET STRING } */
static GBytes *
join_info (X509_ALGOR *algorithm, CwSecret *data)
{
  int algorithm_size = i2d_X509_ALGOR (algorithm, NULL);
  int size = (int) cw_secret_get_size (data);
  int inner = algorithm_size + ASN1_object_size (0, size, V_ASN1_OCTET_STRING);
  int outer = ASN1_object_size (1, inner, V_ASN1_SEQUENCE);
  guint8 *bytes = g_malloc ((gsize) outer), *to = bytes;

  ASN1_put_object (&to, 1, inner, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  i2d_X509_ALGOR (algorithm, &to);
  ASN1_put_object (&to, 0, size, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL);
  memcpy (to, cw_secret_get_data (data), (gsize) size);
  return g_bytes_new_take (bytes, (gsize) outer);
}

static gboolean
parse_own (CwPbeScheme *scheme, X509_ALGOR *algorithm, GError **error)
{
  g_autofree guint8 *der = g_malloc0 ((gsize) MAX (i2d_X509_ALGOR (algorithm, NULL), 1));
  guint8 *end = der;
  int size = i2d_X509_ALGOR (algorithm, &end);
  CwBer rest = { der, (gsize) MAX (size, 0) }, content;

  if (cw_ber_enter (&rest, CW_BER_SEQUENCE, &content))
    return cw_pbe_scheme_parse (scheme, &content, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The encryption could not be set up"));
  return FALSE;
}

GBytes *
cw_pbe_encrypt (CwSecret *clear, CwSecret *password, guint rounds, GCancellable *cancellable, GError **error)
{
  g_auto (CwPbeScheme) scheme = { 0 };
  g_autoptr (CwSecret) wrapped = NULL, data = NULL;
  g_autoptr (X509_ALGOR) algorithm = NULL;

  g_return_val_if_fail (cw_secret_get_size (clear) < G_MAXINT / 4, NULL);
  algorithm = new_algorithm (rounds);
  if (algorithm == NULL)
    {
      cw_openssl_clear_errors ();
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The encryption could not be set up"));
      return NULL;
    }
  wrapped = wrap (clear);
  if (!parse_own (&scheme, algorithm, error))
    return NULL;
  data = cw_pbe_scheme_encrypt (&scheme, password, wrapped, cancellable, error);
  return data ? join_info (algorithm, data) : NULL;
}

CwSecret *
cw_pbe_derive (CwSecret *password, GBytes *salt, guint rounds, gsize size, GCancellable *cancellable, GError **error)
{
  CwKdf kdf = { .kind = CW_KDF_PBKDF2, .hash = &nettle_sha256, .salt = salt, .rounds = rounds };

  return cw_kdf_derive (&kdf, password, 1, size, cancellable, error);
}
