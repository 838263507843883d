/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"

#include <glib/gi18n-lib.h>

/* What Active Directory Certificate Services adds of its own. */

gboolean
cw_extension_template_information (CwDetailSection *section, CwDer value)
{
  CwDer content, number;
  char oid[CW_DER_OID_MAX];
  guint major, minor;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content) || !cw_der_take_oid (&content, oid, sizeof oid))
    return FALSE;
  cw_detail_section_add_take (section, _("Template"), cw_detail_dup_oid_text (oid));
  if (!cw_der_take (&content, CW_DER_INTEGER, &number))
    return content.size == 0;
  if (!cw_der_to_uint (number, &major))
    return FALSE;
  cw_detail_section_add_format (section, _("Major version"), "%u", major);
  if (!cw_der_take (&content, CW_DER_INTEGER, &number))
    return content.size == 0;
  if (!cw_der_to_uint (number, &minor))
    return FALSE;
  cw_detail_section_add_format (section, _("Minor version"), "%u", minor);
  return content.size == 0;
}

/* The number of the CA's certificate, and of its key: they differ where a certificate was renewed with the same key. */
gboolean
cw_extension_ca_version (CwDetailSection *section, CwDer value)
{
  CwDer number;
  guint version;

  if (!cw_der_open (value, CW_DER_INTEGER, &number) || !cw_der_to_uint (number, &version))
    return FALSE;
  cw_detail_section_add_format (section, _("Version"), "V%u.%u", version & 0xffff, version >> 16);
  return TRUE;
}
