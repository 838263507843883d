/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>

/* What a key and a certificate may be used for. */

gboolean
cw_extension_basic_constraints (CwDetailSection *section, CwDer value)
{
  CwDer content, number;
  gboolean is_ca = FALSE;
  guint length;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  cw_der_take_boolean (&content, &is_ca);
  cw_detail_section_add (section, _("Certification authority"), is_ca ? _("Yes") : _("No"));
  if (cw_der_take (&content, CW_DER_INTEGER, &number))
    {
      if (!cw_der_to_uint (number, &length))
        return FALSE;
      cw_detail_section_add_format (section, _("Subordinate authorities below it"), "%u", length);
    }
  else if (is_ca)
    cw_detail_section_add (section, _("Subordinate authorities below it"), _("No limit"));
  return content.size == 0;
}

char *
cw_extension_dup_key_usage (CwDer value)
{
  static const char *const words[] = {
    N_("Digital signature"), N_("Non-repudiation"), N_("Key encipherment"), N_("Data encipherment"), N_("Key agreement"),
    N_("Certificate signing"), N_("CRL signing"), N_("Encipher only"), N_("Decipher only") };
  CwDer content;

  if (!cw_der_open (value, CW_DER_BIT_STRING, &content) || content.size == 0 || content.data[0] > 7)
    return NULL;
  return cw_extension_dup_flags (content, words, G_N_ELEMENTS (words));
}

gboolean
cw_extension_key_usage (CwDetailSection *section, CwDer value)
{
  char *usages = cw_extension_dup_key_usage (value);

  if (usages)
    cw_detail_section_add_take (section, _("Usages"), usages);
  return usages != NULL;
}

gboolean
cw_extension_extended_key_usage (CwDetailSection *section, CwDer value)
{
  CwDer list;
  char oid[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take_oid (&list, oid, sizeof oid))
    cw_detail_section_add_take (section, _("Purpose"), cw_detail_dup_oid_text (oid));
  return list.size == 0;
}

gboolean
cw_extension_private_key_period (CwDetailSection *section, CwDer value)
{
  CwDer content, text;
  gint64 time;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT (0), &text))
    {
      if (!cw_der_to_time (CW_DER_GENERALIZED_TIME, text, &time))
        return FALSE;
      cw_detail_section_add_time (section, _("Signs from"), time);
    }
  if (cw_der_take (&content, CW_DER_CONTEXT (1), &text))
    {
      if (!cw_der_to_time (CW_DER_GENERALIZED_TIME, text, &time))
        return FALSE;
      cw_detail_section_add_time (section, _("Signs until"), time);
    }
  return content.size == 0;
}

gboolean
cw_extension_tls_feature (CwDetailSection *section, CwDer value)
{
  CwDer list, number;
  guint feature;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_INTEGER, &number))
    {
      if (!cw_der_to_uint (number, &feature))
        return FALSE;
      if (feature == 5)
        cw_detail_section_add (section, _("Feature"), _("OCSP stapling is required (must-staple)"));
      else if (feature == 17)
        cw_detail_section_add (section, _("Feature"), _("Stapling of several OCSP responses is required"));
      else
        cw_detail_section_add_format (section, _("Feature"), _("TLS extension %u"), feature);
    }
  return list.size == 0;
}

gboolean
cw_extension_netscape_type (CwDetailSection *section, CwDer value)
{
  static const char *const words[] = {
    N_("SSL client"), N_("SSL server"), N_("S/MIME"), N_("Object signing"), NULL, N_("SSL authority"), N_("S/MIME authority"),
    N_("Object signing authority") };
  CwDer content;

  if (!cw_der_open (value, CW_DER_BIT_STRING, &content) || content.size == 0)
    return FALSE;
  cw_detail_section_add_take (section, _("Types"), cw_extension_dup_flags (content, words, G_N_ELEMENTS (words)));
  return content.data[0] < 8;
}

gboolean
cw_extension_proxy (CwDetailSection *section, CwDer value)
{
  CwDer content, number, policy, text;
  guint length;
  char oid[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_INTEGER, &number))
    {
      if (!cw_der_to_uint (number, &length))
        return FALSE;
      cw_detail_section_add_format (section, _("Proxies below it"), "%u", length);
    }
  if (!cw_der_take (&content, CW_DER_SEQUENCE, &policy) || !cw_der_take_oid (&policy, oid, sizeof oid))
    return FALSE;
  cw_detail_section_add_take (section, _("Policy language"), cw_detail_dup_oid_text (oid));
  if (cw_der_take (&policy, CW_DER_OCTET_STRING, &text))
    {
      g_autofree char *string = cw_text_to_printable (cw_der_dup_string (CW_DER_UTF8_STRING, text));
      if (string)
        cw_detail_section_add (section, _("Policy"), string);
      else
        cw_detail_section_add_raw (section, _("Policy"), text);
    }
  return content.size == 0 && policy.size == 0;
}
