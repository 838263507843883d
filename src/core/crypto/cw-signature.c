/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-signature.h"
#include "cw-certificate-details.h"
#include "cw-certificate-parts.h"
#include "cw-curve-key.h"
#include "cw-openssl.h"

#include <openssl/objects.h>
#include <string.h>

#define OID_RSA_PSS "1.2.840.113549.1.1.10"

static gboolean
read_parts (CwCertificate *certificate, CwCertificateParts *parts)
{
  const char *problem;

  return cw_certificate_parts_read (cw_der (cw_certificate_get_der (certificate)), parts, &problem);
}

static X509 *
load (CwCertificate *certificate)
{
  CwDer der = cw_der (cw_certificate_get_der (certificate));
  g_autoptr(X509) loaded = X509_new_ex (cw_openssl_context (), NULL);
  const guint8 *at = der.data;

  /* On failure d2i_X509() frees and forgets what it was given. */
  return loaded && d2i_X509 (&loaded, &at, (long) der.size) ? g_steal_pointer (&loaded) : NULL;
}

static EVP_PKEY *
load_key (CwCertificate *certificate)
{
  CwCertificateParts parts;

  if (!read_parts (certificate, &parts))
    return NULL;
  const guint8 *at = parts.spki.data;
  return d2i_PUBKEY_ex (NULL, &at, (long) parts.spki.size, cw_openssl_context (), NULL);
}

static gboolean
is_known_algorithm (X509 *certificate)
{
  int digest, key;

  return OBJ_find_sigid_algs (X509_get_signature_nid (certificate), &digest, &key) == 1;
}

/* What most are today, and in a quarter of the time. FALSE: libcrypto must decode them first. */
static gboolean
check_curve (CwCertificate *issuer, CwCertificate *subject, CwSignatureResult *result)
{
  CwCertificateParts key, body;
  gboolean good;

  if (!read_parts (issuer, &key) || !read_parts (subject, &body) || !cw_der_equal (body.algorithm, body.inner_algorithm) ||
      !cw_curve_key_verify (key.spki, body.algorithm, body.tbs, body.signature, &good))
    return FALSE;
  *result = good ? CW_SIGNATURE_GOOD : CW_SIGNATURE_WRONG;
  return TRUE;
}

static CwSignatureResult
check_any (CwCertificate *issuer, CwCertificate *subject)
{
  g_autoptr(X509) certificate = load (subject);
  g_autoptr(EVP_PKEY) key = load_key (issuer);
  CwSignatureResult result = CW_SIGNATURE_UNSUPPORTED;

  if (certificate && key && is_known_algorithm (certificate))
    result = X509_verify (certificate, key) == 1 ? CW_SIGNATURE_GOOD : CW_SIGNATURE_WRONG;
  cw_openssl_clear_errors ();
  return result;
}

CwSignatureResult
cw_signature_check (CwCertificate *issuer, CwCertificate *subject)
{
  CwSignatureResult result;

  return check_curve (issuer, subject, &result) ? result : check_any (issuer, subject);
}

/* The hash of RSASSA-PSS is in its parameters, SHA-1 where they say nothing. */
static void
read_pss_hash (CwDer parameters, char *oid, gsize size)
{
  CwDer content, part, algorithm;

  g_strlcpy (oid, "1.3.14.3.2.26", size);
  if (cw_der_open (parameters, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (0), &part) &&
      cw_der_open (part, CW_DER_SEQUENCE, &algorithm))
    cw_der_take_oid (&algorithm, oid, size);
}

const char *
cw_signature_get_name (CwCertificate *certificate)
{
  CwCertificateParts parts;
  char oid[CW_DER_OID_MAX] = "";

  if (read_parts (certificate, &parts))
    cw_der_take_oid (&parts.algorithm, oid, sizeof oid);
  return cw_oid_get_name (oid);
}

gboolean
cw_signature_is_weak (CwCertificate *certificate)
{
  static const char *const weak[] = {
    "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.3.14.3.2.3",
    "1.3.14.3.2.15", "1.3.14.3.2.27", "1.2.840.10045.4.1", "1.2.840.10040.4.3", "1.3.14.3.2.26", "1.2.840.113549.2.5", NULL };
  CwCertificateParts parts;
  char oid[CW_DER_OID_MAX];

  if (!read_parts (certificate, &parts) || !cw_der_take_oid (&parts.algorithm, oid, sizeof oid))
    return FALSE;
  if (strcmp (oid, OID_RSA_PSS) == 0)
    read_pss_hash (parts.algorithm, oid, sizeof oid);
  return g_strv_contains (weak, oid);
}
