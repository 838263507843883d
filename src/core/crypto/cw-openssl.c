/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-openssl.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

OSSL_LIB_CTX *
cw_openssl_context (void)
{
  static gsize context;

  if (g_once_init_enter (&context))
    {
      OSSL_LIB_CTX *fresh;

      /* Nor is the file read for the context that others would get, which takes a millisecond and which nobody uses. */
      OPENSSL_init_crypto (OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
      fresh = OSSL_LIB_CTX_new ();
      if (fresh == NULL || OSSL_PROVIDER_load (fresh, "default") == NULL)
        g_error ("libcrypto has no default provider");
      g_once_init_leave (&context, (gsize) fresh);
    }
  return (OSSL_LIB_CTX *) context;
}

gboolean
cw_openssl_load_legacy (void)
{
  static gsize state;

  /* It costs milliseconds, and most files do not need it. */
  if (g_once_init_enter (&state))
    {
      gboolean loaded = OSSL_PROVIDER_load (cw_openssl_context (), "legacy") != NULL;

      cw_openssl_clear_errors ();
      g_once_init_leave (&state, loaded ? 2 : 1);
    }
  return state == 2;
}

EVP_CIPHER *
cw_openssl_fetch_cipher (const char *name)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (cw_openssl_context (), name, NULL);

  if (cipher == NULL && cw_openssl_load_legacy ())
    cipher = EVP_CIPHER_fetch (cw_openssl_context (), name, NULL);
  cw_openssl_clear_errors ();
  return cipher;
}

EVP_MD *
cw_openssl_fetch_hash (const char *name)
{
  EVP_MD *hash = EVP_MD_fetch (cw_openssl_context (), name, NULL);

  if (hash == NULL && cw_openssl_load_legacy ())
    hash = EVP_MD_fetch (cw_openssl_context (), name, NULL);
  cw_openssl_clear_errors ();
  return hash;
}

char *
cw_openssl_dup_oid_name (const char *oid)
{
  int nid = OBJ_txt2nid (oid);

  cw_openssl_clear_errors ();
  return nid != NID_undef ? g_strdup (OBJ_nid2ln (nid)) : g_strdup (oid);
}

void
cw_openssl_clear_errors (void)
{
  ERR_clear_error ();
}
