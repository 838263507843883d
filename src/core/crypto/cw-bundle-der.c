/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bundle-reader.h"

#include "cw-error.h"
#include "cw-pfx.h"
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>

#define OID_SIGNED "1.2.840.113549.1.7.2"

static gboolean
add_damage (CwBundleReader *self, const CwBundleOrigin *origin, const char *sentence, GError **error)
{
  return cw_bundle_reader_add_problem (self, origin, g_error_new_literal (CW_ERROR, CW_ERROR_DAMAGED, sentence), error);
}

static gboolean
add_certificate (CwBundleReader *self, const CwBundleOrigin *origin, const CwBer *whole, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  if (!cw_bundle_item_check_room (self->items, error))
    return FALSE;
  der = g_bytes_new (whole->data, whole->size);
  cw_bundle_reader_add (self, origin, cw_bundle_item_new_certificate (der));
  return TRUE;
}

/* ---- PKCS #7 ---- */

/* CertificateSet: plain certificates, and tagged kinds that nobody uses any more. */
static gboolean
read_certificate_set (CwBundleReader *self, const CwBundleOrigin *origin, CwBer set, GError **error)
{
  CwElement element;

  while (cw_ber_next (&set, &element))
    if (element.id != CW_BER_SEQUENCE)
      cw_bundle_reader_add_note (self, origin, CW_BUNDLE_ITEM_OTHER,
                                 _("An attribute certificate, which is of no use here, was skipped"));
    else if (cw_sniff_element (&element) == CW_SNIFF_CERTIFICATE ? !add_certificate (self, origin, &element.whole, error)
                                                                 : !add_damage (self, origin, _("One of the certificates is damaged"), error))
      return FALSE;
  return set.size == 0 || add_damage (self, origin, _("The list of certificates is damaged"), error);
}

static void
read_crl_set (CwBundleReader *self, const CwBundleOrigin *origin, CwBer set)
{
  CwElement element;

  while (cw_ber_next (&set, &element))
    cw_bundle_reader_add_note (self, origin, CW_BUNDLE_ITEM_CRL,
                               _("A certificate revocation list (CRL) is in the file; it is not imported"));
}

/* SignedData: version, hashes, content, [0] certificates, [1] CRLs, signers. */
static gboolean
read_signed (CwBundleReader *self, const CwBundleOrigin *origin, CwBer content, GError **error)
{
  guint before = self->n_good;
  CwBer data, hashes, signed_content;
  CwElement element;
  guint64 version;

  if (!cw_ber_enter (&content, CW_BER_SEQUENCE, &data) || !cw_ber_take_uint (&data, 100, &version) ||
      !cw_ber_enter (&data, CW_BER_SET, &hashes) || !cw_ber_enter (&data, CW_BER_SEQUENCE, &signed_content))
    return add_damage (self, origin, _("The PKCS #7 structure is damaged"), error);
  while (cw_ber_next (&data, &element))
    if (element.id == CW_BER_CONTEXT_CONSTRUCTED && !read_certificate_set (self, origin, element.content, error))
      return FALSE;
    else if (element.id == (CW_BER_CONTEXT_CONSTRUCTED | 1))
      read_crl_set (self, origin, element.content);
  if (data.size > 0)
    return add_damage (self, origin, _("The PKCS #7 structure is damaged"), error);
  if (self->n_good == before)
    return cw_bundle_reader_add_problem (self, origin,
                                         g_error_new_literal (CW_ERROR, CW_ERROR_EMPTY, _("The PKCS #7 structure has no certificates in it")),
                                         error);
  return TRUE;
}

static gboolean
read_pkcs7 (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  CwBer rest = element->content, content;
  CwElement oid;

  if (!cw_ber_take (&rest, CW_BER_OID, &oid))
    return add_damage (self, origin, _("The PKCS #7 structure is damaged"), error);
  if (!cw_ber_is_oid (&oid, OID_SIGNED))
    return cw_bundle_reader_add_problem (self, origin,
                                         g_error_new_literal (CW_ERROR, CW_ERROR_NOT_RECOGNISED,
                                                              _("It is a PKCS #7 message that holds no certificates, such as an encrypted mail")),
                                         error);
  if (!cw_ber_enter (&rest, CW_BER_CONTEXT_CONSTRUCTED, &content))
    return add_damage (self, origin, _("The PKCS #7 structure is damaged"), error);
  return read_signed (self, origin, content, error);
}

/* Netscape's: OID, [0] { SEQUENCE OF certificate } */
static gboolean
read_certificate_sequence (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  CwBer rest = element->content, wrapped, sequence;
  CwElement oid;

  if (!cw_ber_take (&rest, CW_BER_OID, &oid) || !cw_ber_enter (&rest, CW_BER_CONTEXT_CONSTRUCTED, &wrapped) ||
      !cw_ber_enter (&wrapped, CW_BER_SEQUENCE, &sequence))
    return add_damage (self, origin, _("The list of certificates is damaged"), error);
  return read_certificate_set (self, origin, sequence, error);
}

/* ---- keys and PFX ---- */

static gboolean
read_encrypted_key (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  g_auto (CwPbeScheme) scheme = { 0 };
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwSecret) clear = NULL;
  CwBer info = element->content, algorithm, data;
  CwElement string;

  if (!cw_ber_enter (&info, CW_BER_SEQUENCE, &algorithm) || !cw_ber_take (&info, CW_BER_OCTETS, &string) ||
      (octets = cw_ber_octets (&string)) == NULL)
    return add_damage (self, origin, _("The encrypted private key is damaged"), error);
  data = (CwBer) CW_BER_INIT (octets);
  if (cw_pbe_scheme_parse (&scheme, &algorithm, &problem))
    clear = cw_opener_decrypt (&self->opener, &scheme, &data, &problem);
  if (clear == NULL)
    {
      if (origin->where == NULL)
        g_prefix_error (&problem, "%s: ", _("Encrypted private key"));
      return cw_bundle_reader_add_problem (self, origin, g_steal_pointer (&problem), error);
    }
  return cw_bundle_reader_add_key (self, origin, clear, TRUE, error);
}

static gboolean
read_plain_key (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  g_autoptr (CwSecret) der = cw_secret_new (element->whole.data, element->whole.size);

  return cw_bundle_reader_add_key (self, origin, der, FALSE, error);
}

static gboolean
read_pfx (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  g_autoptr (GBytes) data = g_bytes_new_static (element->whole.data, element->whole.size);
  g_autoptr (GError) problem = NULL;
  gboolean had_mac = FALSE;

  if (!cw_pfx_read (data, self->options, self->items, &had_mac, self->cancellable, &problem))
    return cw_bundle_reader_add_problem (self, origin, g_steal_pointer (&problem), error);
  self->unchecked |= !had_mac;
  self->n_good++;
  return TRUE;
}

gboolean
cw_bundle_read_element (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error)
{
  switch (cw_sniff_element (element))
    {
    case CW_SNIFF_CERTIFICATE:
      return add_certificate (self, origin, &element->whole, error);
    case CW_SNIFF_PKCS7:
      return read_pkcs7 (self, origin, element, error);
    case CW_SNIFF_CERTIFICATE_SEQUENCE:
      return read_certificate_sequence (self, origin, element, error);
    case CW_SNIFF_PFX:
      return read_pfx (self, origin, element, error);
    case CW_SNIFF_PRIVATE_KEY:
      return read_plain_key (self, origin, element, error);
    case CW_SNIFF_ENCRYPTED_KEY:
      return read_encrypted_key (self, origin, element, error);
    case CW_SNIFF_CRL:
      cw_bundle_reader_add_note (self, origin, CW_BUNDLE_ITEM_CRL, _("This is a certificate revocation list (CRL); it is not imported"));
      return TRUE;
    case CW_SNIFF_REQUEST:
      cw_bundle_reader_add_note (self, origin, CW_BUNDLE_ITEM_REQUEST, _("This is a certificate request, not a certificate; it is not imported"));
      return TRUE;
    case CW_SNIFF_PUBLIC_KEY:
      cw_bundle_reader_add_note (self, origin, CW_BUNDLE_ITEM_OTHER, _("This is a public key without a certificate; it is not imported"));
      return TRUE;
    case CW_SNIFF_UNKNOWN:
    default:
      return cw_bundle_reader_add_problem (self, origin,
                                           g_error_new_literal (CW_ERROR, CW_ERROR_NOT_RECOGNISED,
                                                                _("Its structure is that of no certificate, key or container")),
                                           error);
    }
}
