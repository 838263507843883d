/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-signer.h"

#include "cw-csr-parts.h"
#include "cw-der-writer.h"
#include "cw-error.h"
#include "cw-hex.h"
#include "cw-name.h"
#include "cw-signing.h"
#include "cw-subject-fields.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha1.h>

#define SERIAL_BYTES 16

static const char *const default_purposes[] = { CW_PURPOSE_SERVER, NULL };

/* ---- the parts of a certificate ---- */

/* Random, positive, and always of the same length. */
static void
write_serial (GByteArray *out)
{
  g_autoptr (CwSecret) random = cw_secret_new_random (SERIAL_BYTES);
  guint8 *serial = cw_secret_get_writable (random);

  serial[0] = (serial[0] & 0x7f) | 0x40;
  cw_der_write_integer (out, serial, SERIAL_BYTES);
}

static void
write_validity (GByteArray *out, gint64 not_before, gint64 not_after)
{
  gsize validity = cw_der_begin (out, CW_DER_SEQUENCE);

  cw_der_write_time (out, not_before);
  cw_der_write_time (out, not_after);
  cw_der_end (out, validity);
}

/* Method 1 of RFC 5280: SHA-1 of the key's bits, as a name and not as a protection. */
static void
hash_key (CwDer spki, guint8 id[SHA1_DIGEST_SIZE])
{
  struct sha1_ctx sha1;
  CwDer content, algorithm, bits = { NULL, 0 };

  if (cw_der_open (spki, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_SEQUENCE, &algorithm))
    cw_der_take_bits (&content, &bits);
  sha1_init (&sha1);
  sha1_update (&sha1, bits.size, bits.data);
  sha1_digest (&sha1, SHA1_DIGEST_SIZE, id);
}

static void
write_subject_key_id (GByteArray *out, CwDer spki)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.14", FALSE);
  guint8 id[SHA1_DIGEST_SIZE];

  hash_key (spki, id);
  cw_der_write (out, CW_DER_OCTET_STRING, id, sizeof id);
  cw_extension_end (out, mark);
}

/* What the CA's certificate calls its key; that may have been made by another method. */
static void
write_authority_key_id (GByteArray *out, const CwCertificateParts *ca)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.35", FALSE);
  gsize list = cw_der_begin (out, CW_DER_SEQUENCE);
  guint8 hash[SHA1_DIGEST_SIZE];
  CwExtension extension;
  CwDer id;

  if (!cw_extension_find (ca->extensions, CW_EXTENSION_SUBJECT_KEY_ID, &extension) || !cw_der_open (extension.value, CW_DER_OCTET_STRING, &id))
    {
      hash_key (ca->spki, hash);
      id = (CwDer) { hash, sizeof hash };
    }
  cw_der_write (out, CW_DER_CONTEXT (0), id.data, id.size);
  cw_der_end (out, list);
  cw_extension_end (out, mark);
}

/* path_length -2: an end entity. */
static void
write_basic_constraints (GByteArray *out, int path_length)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.19", TRUE);
  gsize list = cw_der_begin (out, CW_DER_SEQUENCE);

  if (path_length >= -1)
    cw_der_write_true (out);
  if (path_length >= 0)
    cw_der_write_uint (out, (guint64) path_length);
  cw_der_end (out, list);
  cw_extension_end (out, mark);
}

static gsize
begin_extensions (GByteArray *out, gsize *explicit)
{
  *explicit = cw_der_begin (out, CW_DER_CONTEXT_CONSTRUCTED (3));
  return cw_der_begin (out, CW_DER_SEQUENCE);
}

/* Version, serial number, algorithm, issuer, validity: what comes first in every certificate. Gives the mark of the whole. */
static gsize
begin_certificate (GByteArray *out, CwSigning *signing, CwDer issuer, gint64 not_before, gint64 not_after)
{
  gsize tbs = cw_der_begin (out, CW_DER_SEQUENCE), version = cw_der_begin (out, CW_DER_CONTEXT_CONSTRUCTED (0));

  cw_der_write_uint (out, 2);
  cw_der_end (out, version);
  write_serial (out);
  cw_der_write_whole (out, cw_signing_get_algorithm (signing));
  cw_der_write_whole (out, issuer);
  write_validity (out, not_before, not_after);
  return tbs;
}

static CwCertificate *
finish_certificate (GByteArray *out, gsize tbs, CwSigning *signing, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  cw_der_end (out, tbs);
  der = cw_signing_sign (signing, cw_der_written (out), error);
  return der ? cw_certificate_new_from_der (der, error) : NULL;
}

/* ---- who signs ---- */

static CwSigning *
open_ca (CwCertificate *ca, CwPrivateKey *key, CwCertificateParts *parts, GError **error)
{
  const char *problem;

  if (g_strcmp0 (cw_certificate_get_key_id (ca), cw_private_key_get_key_id (key)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH, _("The private key is not that of the certification authority “%s”."),
                   cw_certificate_get_subject (ca));
      return NULL;
    }
  /* It was read before, or there would be no CwCertificate. */
  if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (ca)), parts, &problem))
    g_assert_not_reached ();
  return cw_signing_new (key, error);
}

static gboolean
check_period (CwCertificate *ca, gint64 *not_before, gint64 *not_after, GError **error)
{
  *not_before = MAX (*not_before, cw_certificate_get_not_before (ca));
  *not_after = MIN (*not_after, cw_certificate_get_not_after (ca));
  if (*not_before < *not_after)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("The certification authority “%s” has expired, so it cannot issue anything."),
               cw_certificate_get_subject (ca));
  return FALSE;
}

/* ---- certificates of a CA ---- */

static gboolean
write_ca_subject (GByteArray *out, const CwSubjectFields *subject, GError **error)
{
  if (!cw_subject_fields_check (subject, error))
    return FALSE;
  if (cw_subject_fields_write (subject, out))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("A certification authority needs a name."));
  return FALSE;
}

static void
write_ca_extensions (GByteArray *out, CwDer spki, const CwCertificateParts *issuer, int path_length)
{
  gsize explicit, list = begin_extensions (out, &explicit);

  write_basic_constraints (out, MAX (path_length, -1));
  cw_extension_write_key_usage (out, CW_KEY_USAGE_CERTIFICATES | CW_KEY_USAGE_CRLS);
  write_subject_key_id (out, spki);
  if (issuer != NULL)
    write_authority_key_id (out, issuer);
  cw_der_end (out, list);
  cw_der_end (out, explicit);
}

CwCertificate *
cw_signer_make_ca (CwCertificate *issuer, CwPrivateKey *issuer_key, CwPrivateKey *key, const CwSubjectFields *subject, int path_length,
                   gint64 not_before, gint64 not_after, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (1024), name = g_byte_array_new ();
  g_autoptr (CwSigning) own = NULL, signing = NULL;
  CwCertificateParts parts;
  gsize tbs;

  g_return_val_if_fail (CW_IS_PRIVATE_KEY (key) && subject != NULL && (issuer == NULL) == (issuer_key == NULL), NULL);
  if (!write_ca_subject (name, subject, error) || (own = cw_signing_new (key, error)) == NULL)
    return NULL;
  if (issuer != NULL && (!check_period (issuer, &not_before, &not_after, error) || (signing = open_ca (issuer, issuer_key, &parts, error)) == NULL))
    return NULL;
  tbs = begin_certificate (out, signing ? signing : own, issuer ? parts.subject_whole : cw_der_written (name), not_before, not_after);
  cw_der_write_whole (out, cw_der_written (name));
  cw_der_write_whole (out, cw_signing_get_spki (own));
  write_ca_extensions (out, cw_signing_get_spki (own), issuer ? &parts : NULL, path_length);
  return finish_certificate (out, tbs, signing ? signing : own, error);
}

/* ---- certificates from requests ---- */

static void
write_leaf_extensions (GByteArray *out, const CwCsrParts *request, const CwCertificateParts *ca, const char *const *purposes)
{
  gsize explicit, list = begin_extensions (out, &explicit);
  CwExtension names;

  write_basic_constraints (out, -2);
  cw_extension_write_key_usage (out, cw_key_usage_of_key (request->spki));
  cw_extension_write_purposes (out, purposes);
  if (cw_extension_find (request->extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &names))
    {
      CwExtensionMark mark = cw_extension_begin (out, "2.5.29.17", request->subject.size == 0);
      cw_der_write_whole (out, names.value);
      cw_extension_end (out, mark);
    }
  write_subject_key_id (out, request->spki);
  write_authority_key_id (out, ca);
  cw_der_end (out, list);
  cw_der_end (out, explicit);
}

/* What is copied must be what it says it is. */
static gboolean
check_names (const CwCsrParts *request, GError **error)
{
  CwExtension names;
  CwDer list = { NULL, 0 };

  if (!cw_extension_find (request->extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &names))
    return TRUE;
  if (cw_der_open (names.value, CW_DER_SEQUENCE, &list) && list.size > 0)
    while (cw_der_next (&list, NULL, NULL, NULL))
      ;
  else
    list.size = 1;
  if (list.size > 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate request is damaged: its alternative names cannot be read."));
  return list.size == 0;
}

static const char *const *
choose_purposes (const CwSignerProfile *profile, CwCsr *csr)
{
  if (profile->purposes != NULL && profile->purposes[0] != NULL)
    return profile->purposes;
  return cw_csr_get_purposes (csr)[0] ? cw_csr_get_purposes (csr) : default_purposes;
}

CwCertificate *
cw_signer_issue (CwCertificate *ca, CwPrivateKey *ca_key, CwCsr *csr, const CwSignerProfile *profile, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (2048);
  g_autoptr (CwSigning) signing = NULL;
  CwCertificateParts ca_parts;
  CwCsrParts request;
  const char *problem;
  gint64 not_before, not_after;
  gsize tbs;

  g_return_val_if_fail (CW_IS_CERTIFICATE (ca) && CW_IS_PRIVATE_KEY (ca_key) && CW_IS_CSR (csr) && profile != NULL, NULL);
  not_before = profile->not_before;
  not_after = profile->not_after;
  if (!cw_csr_parts_read (cw_der (cw_csr_get_der (csr)), &request, &problem))
    g_assert_not_reached ();
  if (!check_names (&request, error) || !check_period (ca, &not_before, &not_after, error) ||
      (signing = open_ca (ca, ca_key, &ca_parts, error)) == NULL)
    return NULL;
  tbs = begin_certificate (out, signing, ca_parts.subject_whole, not_before, not_after);
  cw_der_write_whole (out, request.subject_whole);
  cw_der_write_whole (out, request.spki);
  write_leaf_extensions (out, &request, &ca_parts, choose_purposes (profile, csr));
  return finish_certificate (out, tbs, signing, error);
}

/* ---- revocation lists ---- */

static gboolean
write_revocation (GByteArray *out, const CwRevocation *revocation, GError **error)
{
  g_autoptr (GBytes) serial = cw_hex_decode (revocation->serial);
  gsize entry = cw_der_begin (out, CW_DER_SEQUENCE);

  if (serial == NULL)
    {
      g_autofree char *shown = cw_text_dup_shown (revocation->serial);
      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("“%s” is no serial number."), shown);
      return FALSE;
    }
  cw_der_write_integer (out, g_bytes_get_data (serial, NULL), g_bytes_get_size (serial));
  cw_der_write_time (out, revocation->time);
  if (revocation->reason > 0)
    {
      guint8 reason = (guint8) revocation->reason;
      gsize list = cw_der_begin (out, CW_DER_SEQUENCE);
      CwExtensionMark mark = cw_extension_begin (out, "2.5.29.21", FALSE);
      cw_der_write (out, CW_DER_ENUMERATED, &reason, 1);
      cw_extension_end (out, mark);
      cw_der_end (out, list);
    }
  cw_der_end (out, entry);
  return TRUE;
}

/* The list itself is left out when it would be empty. */
static gboolean
write_revocations (GByteArray *out, GArray *revocations, GError **error)
{
  gsize list;

  if (revocations == NULL || revocations->len == 0)
    return TRUE;
  list = cw_der_begin (out, CW_DER_SEQUENCE);
  for (guint i = 0; i < revocations->len; i++)
    if (!write_revocation (out, &g_array_index (revocations, CwRevocation, i), error))
      return FALSE;
  cw_der_end (out, list);
  return TRUE;
}

static void
write_crl_extensions (GByteArray *out, const CwCertificateParts *ca, guint64 number)
{
  gsize explicit = cw_der_begin (out, CW_DER_CONTEXT_CONSTRUCTED (0)), list = cw_der_begin (out, CW_DER_SEQUENCE);
  CwExtensionMark mark;

  write_authority_key_id (out, ca);
  mark = cw_extension_begin (out, "2.5.29.20", FALSE);
  cw_der_write_uint (out, number);
  cw_extension_end (out, mark);
  cw_der_end (out, list);
  cw_der_end (out, explicit);
}

GBytes *
cw_signer_make_crl (CwCertificate *ca, CwPrivateKey *ca_key, GArray *revocations, guint64 number, gint64 this_update, gint64 next_update,
                    GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (512);
  g_autoptr (CwSigning) signing = NULL;
  CwCertificateParts parts;
  gsize tbs;

  g_return_val_if_fail (CW_IS_CERTIFICATE (ca) && CW_IS_PRIVATE_KEY (ca_key), NULL);
  signing = open_ca (ca, ca_key, &parts, error);
  if (signing == NULL)
    return NULL;
  tbs = cw_der_begin (out, CW_DER_SEQUENCE);
  cw_der_write_uint (out, 1);
  cw_der_write_whole (out, cw_signing_get_algorithm (signing));
  cw_der_write_whole (out, parts.subject_whole);
  cw_der_write_time (out, this_update);
  cw_der_write_time (out, next_update);
  if (!write_revocations (out, revocations, error))
    return NULL;
  write_crl_extensions (out, &parts, number);
  cw_der_end (out, tbs);
  return cw_signing_sign (signing, cw_der_written (out), error);
}
