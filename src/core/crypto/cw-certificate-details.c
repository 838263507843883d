/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-details.h"
#include "cw-certificate-parts.h"
#include "cw-detail-section.h"
#include "cw-extension.h"
#include "cw-name.h"
#include "cw-public-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
take_section (GListStore *sections, CwDetailSection *section)
{
  g_list_store_append (sections, section);
  g_object_unref (section);
}

static void
add_attribute_cb (const char *oid, const char *text, gpointer section)
{
  cw_detail_section_add (section, cw_oid_get_name (oid), text);
}

static void
add_name (GListStore *sections, const char *title, CwDer name)
{
  CwDetailSection *section = cw_detail_section_new (title, NULL, FALSE);

  if (name.size == 0)
    cw_detail_section_add (section, _("Name"), _("(empty)"));
  if (!cw_name_visit (name, add_attribute_cb, section))
    cw_detail_section_add_raw (section, _("Damaged name"), name);
  take_section (sections, section);
}

static void
add_validity (GListStore *sections, CwCertificate *certificate)
{
  CwDetailSection *section = cw_detail_section_new (_("Validity"), NULL, FALSE);
  gint64 from = cw_certificate_get_not_before (certificate), until = cw_certificate_get_not_after (certificate);
  gint64 days = until > from ? (until - from + 43200) / 86400 : 0;

  cw_detail_section_add_time (section, _("Valid from"), from);
  if (until == G_MAXINT64)
    cw_detail_section_add (section, _("Valid until"), _("No defined end"));
  else
    {
      cw_detail_section_add_time (section, _("Valid until"), until);
      cw_detail_section_add_format (section, _("Duration"), ngettext ("%d day", "%d days", (gulong) days), (int) days);
    }
  take_section (sections, section);
}

static void
add_general (GListStore *sections, const CwCertificateParts *parts)
{
  CwDetailSection *section = cw_detail_section_new (_("Certificate"), NULL, FALSE);
  CwDer serial = parts->serial;

  cw_detail_section_add_format (section, _("Version"), "%u", parts->version);
  if (serial.size > 1 && serial.data[0] == 0)
    serial.data++, serial.size--;   /* only there to keep the number positive */
  cw_detail_section_add_id (section, _("Serial number"), serial);
  if (parts->issuer_id.size > 0)
    cw_detail_section_add_raw (section, _("Issuer unique identifier"), parts->issuer_id);
  if (parts->subject_id.size > 0)
    cw_detail_section_add_raw (section, _("Subject unique identifier"), parts->subject_id);
  take_section (sections, section);
}

static void
add_rsa_numbers (CwDetailSection *section, CwDer key)
{
  CwDer content, modulus, exponent;
  guint number;

  if (!cw_der_open (key, CW_DER_SEQUENCE, &content) || !cw_der_take (&content, CW_DER_INTEGER, &modulus) ||
      !cw_der_take (&content, CW_DER_INTEGER, &exponent))
    return;
  if (cw_der_to_uint (exponent, &number))
    cw_detail_section_add_format (section, _("Exponent"), "%u", number);
  else
    cw_detail_section_add_id (section, _("Exponent"), exponent);
  cw_detail_section_add_raw (section, _("Modulus"), modulus);
}

static void
add_public_key (GListStore *sections, CwCertificate *certificate, CwDer spki)
{
  CwDetailSection *section = cw_detail_section_new (_("Public key"), NULL, FALSE);
  CwPublicKeyInfo info;
  CwDer content, algorithm, key;

  cw_detail_section_add (section, _("Kind"), cw_certificate_get_key_algorithm (certificate));
  if (cw_public_key_read (spki, &info))
    {
      cw_detail_section_add_take (section, _("Algorithm"), cw_detail_dup_oid_text (info.oid));
      if (info.curve[0])
        cw_detail_section_add_take (section, _("Curve"), cw_detail_dup_oid_text (info.curve));
      if (info.bits > 0)
        cw_detail_section_add_format (section, _("Size"), ngettext ("%u bit", "%u bits", info.bits), info.bits);
    }
  if (cw_der_open (spki, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_SEQUENCE, &algorithm) && cw_der_take_bits (&content, &key))
    {
      if (g_str_has_prefix (cw_certificate_get_key_algorithm (certificate), "RSA"))
        add_rsa_numbers (section, key);
      cw_detail_section_add_raw (section, _("Key"), key);
    }
  take_section (sections, section);
}

static void
add_extension (GListStore *sections, const CwExtension *extension)
{
  char oid[CW_DER_OID_MAX];
  gboolean readable = cw_der_to_oid (extension->oid, oid, sizeof oid);
  CwDetailSection *section = cw_detail_section_new (readable ? cw_oid_get_name (oid) : _("Extension with a damaged identifier"),
                                                    readable ? oid : NULL, extension->critical);
  CwExtensionDecoder decoder = cw_extension_get_decoder (oid);

  if (decoder && !decoder (section, extension->value))
    cw_detail_section_add (section, _("Problem"), _("The content of this extension is damaged and could not be read to its end."));
  if (!decoder)
    cw_detail_section_add (section, _("Object identifier"), oid);
  cw_detail_section_add_raw (section, _("Raw content"), extension->value);
  take_section (sections, section);
}

static void
add_extensions (GListStore *sections, CwDer extensions)
{
  CwExtension extension;

  while (cw_extension_next (&extensions, &extension))
    add_extension (sections, &extension);
  if (extensions.size == 0)
    return;
  CwDetailSection *section = cw_detail_section_new (_("Damaged extensions"), NULL, FALSE);
  cw_detail_section_add (section, _("Problem"), _("The list of extensions is damaged from here on."));
  cw_detail_section_add_raw (section, _("Raw content"), extensions);
  take_section (sections, section);
}

/* RSASSA-PSS says its hash in the parameters: [0] hashAlgorithm, SHA-1 without; [2] the length of the salt, 20 without. */
static void
add_pss_parameters (CwDetailSection *section, CwDer parameters)
{
  CwDer content, part, algorithm;
  char hash[CW_DER_OID_MAX] = "1.3.14.3.2.26";
  guint salt = 20;

  if (!cw_der_open (parameters, CW_DER_SEQUENCE, &content))
    return;
  if (cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (0), &part) && cw_der_open (part, CW_DER_SEQUENCE, &algorithm))
    cw_der_take_oid (&algorithm, hash, sizeof hash);
  cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (1), &part);
  if (cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (2), &part) && cw_der_open (part, CW_DER_INTEGER, &part))
    cw_der_to_uint (part, &salt);
  cw_detail_section_add (section, _("Hash"), cw_oid_get_name (hash));
  cw_detail_section_add_format (section, _("Salt"), ngettext ("%u byte", "%u bytes", salt), salt);
}

static void
add_signature (GListStore *sections, const CwCertificateParts *parts)
{
  CwDetailSection *section = cw_detail_section_new (_("Signature"), NULL, FALSE);
  CwDer algorithm = parts->algorithm;
  char oid[CW_DER_OID_MAX];

  if (cw_der_take_oid (&algorithm, oid, sizeof oid))
    cw_detail_section_add_take (section, _("Algorithm"), cw_detail_dup_oid_text (oid));
  if (strcmp (oid, "1.2.840.113549.1.1.10") == 0)
    add_pss_parameters (section, algorithm);
  if (!cw_der_equal (parts->algorithm, parts->inner_algorithm))
    cw_detail_section_add (section, _("Problem"), _("The algorithm of the signature differs from the one that was signed."));
  cw_detail_section_add_raw (section, _("Value"), parts->signature);
  take_section (sections, section);
}

static void
add_thumbprints (GListStore *sections, CwCertificate *certificate)
{
  CwDetailSection *section = cw_detail_section_new (_("Thumbprints"), NULL, FALSE);

  cw_detail_section_add (section, "SHA-1", cw_certificate_get_thumbprint (certificate));
  cw_detail_section_add (section, "SHA-256", cw_certificate_get_sha256 (certificate));
  cw_detail_section_add (section, _("Public key (SHA-256)"), cw_certificate_get_key_id (certificate));
  take_section (sections, section);
}

GListModel *
cw_certificate_details_new (CwCertificate *certificate)
{
  g_autoptr(GListStore) sections = g_list_store_new (CW_TYPE_DETAIL_SECTION);
  CwCertificateParts parts;
  const char *problem;

  if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (certificate)), &parts, &problem))
    g_assert_not_reached ();   /* the certificate was made by the same function */
  add_name (sections, _("Subject"), parts.subject);
  add_name (sections, _("Issuer"), parts.issuer);
  add_validity (sections, certificate);
  add_general (sections, &parts);
  add_public_key (sections, certificate, parts.spki);
  add_extensions (sections, parts.extensions);
  add_signature (sections, &parts);
  add_thumbprints (sections, certificate);
  return G_LIST_MODEL (g_steal_pointer (&sections));
}

char *
cw_certificate_dup_purposes_text (CwCertificate *certificate)
{
  const char *const *purposes = cw_certificate_get_purposes (certificate);
  g_autoptr(GString) text = g_string_new (NULL);

  if (!purposes[0])
    return g_strdup (_("All purposes"));
  for (; *purposes; purposes++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", cw_oid_get_name (*purposes));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
