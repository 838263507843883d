/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-channel-binding.h"
#include "cw-openssl.h"
#include "cw-openssl-auto.h"

#include <openssl/objects.h>
#include <string.h>

#define PREFIX "tls-server-end-point:"

/* RFC 5929, 4.1: the hash of the certificate's signature, but SHA-256 where that is MD5 or SHA-1. */
static const char *
get_hash_name (X509 *certificate)
{
  int digest = NID_undef;

  if (X509_get_signature_info (certificate, &digest, NULL, NULL, NULL) != 1 || digest == NID_undef)
    return NULL;
  return digest == NID_md5 || digest == NID_sha1 || digest == NID_md5_sha1 ? "SHA256" : OBJ_nid2sn (digest);
}

GBytes *
cw_channel_binding_dup_end_point (CwCertificate *server)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (cw_certificate_get_der (server), &size), *at = der;
  g_autoptr(X509) certificate = X509_new_ex (cw_openssl_context (), NULL);
  guint8 binding[sizeof PREFIX + EVP_MAX_MD_SIZE] = PREFIX;
  unsigned int length = 0;

  /* On failure d2i_X509() frees and forgets what it was given. */
  const char *name = certificate && d2i_X509 (&certificate, &at, (long) size) ? get_hash_name (certificate) : NULL;
  g_autoptr(EVP_MD) hash = name ? EVP_MD_fetch (cw_openssl_context (), name, NULL) : NULL;
  gboolean done = hash && EVP_Digest (der, size, binding + strlen (PREFIX), &length, hash, NULL) == 1;
  cw_openssl_clear_errors ();
  return done ? g_bytes_new (binding, strlen (PREFIX) + length) : NULL;
}
