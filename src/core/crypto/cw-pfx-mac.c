/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pfx-mac.h"

#include "cw-error.h"
#include "cw-openssl.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>

#define OID_PBMAC1 "1.2.840.113549.1.5.14"
#define MAC_KEY 3

typedef struct
{
  const CwPfxMac *mac;
  GBytes *content;
  GCancellable *cancellable;
} MacTry;

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The integrity check (MAC) of the file is damaged"));
  return FALSE;
}

static gboolean
find_hash (CwPfxMac *self, const char *oid, GError **error)
{
  g_autofree char *name = NULL;

  self->hash = cw_kdf_find_hash (oid);
  if (self->hash != NULL)
    return TRUE;
  name = cw_openssl_dup_oid_name (oid);
  g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED,
               _("The integrity check (MAC) of the file uses “%s”, which is not supported here"), name);
  return FALSE;
}

/* PBMAC1-params: how the key is derived, and the HMAC. The salt and rounds behind the digest do not count. */
static gboolean
parse_pbmac1 (CwPfxMac *self, CwBer rest, GError **error)
{
  g_autofree char *name = NULL;
  CwBer parameters, kdf, scheme;
  CwElement oid;

  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &parameters) || !cw_ber_enter (&parameters, CW_BER_SEQUENCE, &kdf) ||
      !cw_ber_enter (&parameters, CW_BER_SEQUENCE, &scheme) || !cw_ber_take (&scheme, CW_BER_OID, &oid) ||
      (name = cw_ber_dup_oid (&oid)) == NULL)
    return damaged (error);
  self->encoding = CW_PASSWORD_BYTES;
  if (!cw_pbe_scheme_parse_kdf (&self->kdf, &kdf, &self->key_size, error))
    return FALSE;
  if (self->key_size == 0)
    return damaged (error);
  return find_hash (self, name, error);
}

static gboolean
parse_classic (CwPfxMac *self, const char *oid, CwBer rest, GError **error)
{
  CwElement salt;
  guint64 rounds = 1;

  if (!cw_ber_take (&rest, CW_BER_OCTETS, &salt) || (rest.size > 0 && !cw_ber_take_uint (&rest, G_MAXUINT64, &rounds)))
    return damaged (error);
  if (!cw_kdf_check_rounds (rounds, error))
    return FALSE;
  self->kdf.rare_hash = cw_kdf_find_hash (oid) ? NULL : cw_kdf_find_rare_hash (oid, &self->key_size);
  if (self->kdf.rare_hash == NULL && !find_hash (self, oid, error))
    return FALSE;
  self->kdf.kind = CW_KDF_PKCS12;
  self->kdf.hash = self->hash;
  self->kdf.salt = cw_ber_octets (&salt);
  self->kdf.rounds = MAX (rounds, 1);
  self->encoding = CW_PASSWORD_BMP;
  if (self->hash != NULL)
    self->key_size = self->hash->digest_size;
  return self->kdf.salt != NULL || damaged (error);
}

gboolean
cw_pfx_mac_parse (CwPfxMac *self, const CwBer *mac_data, GError **error)
{
  g_autofree char *name = NULL;
  CwBer rest = *mac_data, info, algorithm;
  CwElement oid, digest;

  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &info) || !cw_ber_enter (&info, CW_BER_SEQUENCE, &algorithm) ||
      !cw_ber_take (&algorithm, CW_BER_OID, &oid) || (name = cw_ber_dup_oid (&oid)) == NULL ||
      !cw_ber_take (&info, CW_BER_OCTETS, &digest) || (self->digest = cw_ber_octets (&digest)) == NULL)
    return damaged (error);
  if (g_strcmp0 (name, OID_PBMAC1) == 0)
    return parse_pbmac1 (self, algorithm, error);
  return parse_classic (self, name, rest, error);
}

void
cw_pfx_mac_clear (CwPfxMac *self)
{
  cw_kdf_clear (&self->kdf);
  g_clear_pointer (&self->digest, g_bytes_unref);
}

double
cw_pfx_mac_cost (const CwPfxMac *self)
{
  return cw_kdf_cost (&self->kdf, self->key_size);
}

static gboolean
try_mac (CwSecret *form, gpointer user_data, GError **error)
{
  MacTry *try = user_data;
  const CwPfxMac *mac = try->mac;
  g_autoptr (CwSecret) key = cw_kdf_derive (&mac->kdf, form, MAC_KEY, mac->key_size, try->cancellable, error);
  guint8 digest[CW_KDF_MAX_DIGEST];
  gsize size, digest_size;
  gconstpointer content = g_bytes_get_data (try->content, &size);

  if (key == NULL)
    return FALSE;
  digest_size = cw_kdf_hmac (mac->hash, mac->kdf.rare_hash, key, content, size, digest);
  if (digest_size > 0 && g_bytes_get_size (mac->digest) == digest_size &&
      CRYPTO_memcmp (digest, g_bytes_get_data (mac->digest, NULL), digest_size) == 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG, _("The password is wrong"));
  return FALSE;
}

gboolean
cw_pfx_mac_verify (const CwPfxMac *self, GBytes *content, CwOpener *opener, GError **error)
{
  MacTry try = { self, content, opener->cancellable };

  return cw_opener_try (opener, self->encoding, cw_pfx_mac_cost (self), try_mac, &try, error);
}
