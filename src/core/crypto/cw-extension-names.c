/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"
#include "cw-hex.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Extensions that are made of GeneralNames. */

static void
add_prefixed (CwDetailSection *section, const char *prefix, const char *label, const char *value)
{
  g_autofree char *whole = prefix ? g_strdup_printf ("%s: %s", prefix, label) : NULL;

  cw_detail_section_add (section, whole ? whole : label, value);
}

/* A host name or mail address both ways when it is internationalised: what a person reads, and what is encoded. */
static char *
dup_both_ways (guint tag, CwDer value)
{
  g_autofree char *encoded = cw_general_name_dup_text (tag, value, TRUE);
  g_autofree char *shown = cw_general_name_dup_text (tag, value, FALSE);

  if (!encoded || strcmp (encoded, shown) == 0)
    return g_steal_pointer (&encoded);
  return g_strdup_printf ("%s (%s)", shown, encoded);
}

/* "192.0.2.0/24" from address and mask; a mask with holes is written out. */
static char *
dup_network (CwDer value)
{
  gsize half = value.size / 2;
  guint length = 0;

  if (value.size != 8 && value.size != 32)
    return NULL;
  CwDer mask = { value.data + half, half };
  while (length < half * 8 && (mask.data[length / 8] & (0x80 >> length % 8)))
    length++;
  gboolean holes = FALSE;
  for (guint bit = length; bit < half * 8; bit++)
    holes = holes || (mask.data[bit / 8] & (0x80 >> bit % 8));
  g_autofree char *address = cw_address_dup_text ((CwDer) { value.data, half });
  g_autofree char *written = holes ? cw_address_dup_text (mask) : g_strdup_printf ("%u", length);
  return g_strdup_printf ("%s/%s", address, written);
}

/* KRB5PrincipalName: realm and components as "host/server.example.org@EXAMPLE.ORG". */
static char *
dup_kerberos_name (CwDer value)
{
  CwDer content, realm, name, list, part;
  const guint general_string = 0x1b;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content) ||
      !cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (0), &realm) || !cw_der_open (realm, general_string, &realm) ||
      !cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (1), &name) || !cw_der_open (name, CW_DER_SEQUENCE, &name) ||
      !cw_der_take (&name, CW_DER_CONTEXT_CONSTRUCTED (0), &part) || !cw_der_take (&name, CW_DER_CONTEXT_CONSTRUCTED (1), &list) ||
      !cw_der_open (list, CW_DER_SEQUENCE, &list))
    return NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  while (cw_der_take (&list, general_string, &part))
    {
      g_autofree char *component = cw_der_dup_string (CW_DER_IA5_STRING, part);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "/" : "", component ? component : "");
    }
  g_autofree char *domain = cw_der_dup_string (CW_DER_IA5_STRING, realm);
  g_string_append_printf (text, "@%s", domain ? domain : "");
  return cw_text_to_printable (g_string_free (g_steal_pointer (&text), FALSE));
}

/* The security identifier of Active Directory is its text in an OCTET STRING. */
static char *
dup_security_id (CwDer value)
{
  CwDer text;

  return cw_der_open (value, CW_DER_OCTET_STRING, &text) ? cw_text_to_printable (cw_der_dup_string (CW_DER_IA5_STRING, text)) : NULL;
}

static gboolean
add_other_name (CwDetailSection *section, const char *prefix, CwDer other)
{
  char oid[CW_DER_OID_MAX];
  CwDer value;
  char *text;

  if (!cw_der_take_oid (&other, oid, sizeof oid) || !cw_der_take (&other, CW_DER_CONTEXT_CONSTRUCTED (0), &value) || other.size > 0)
    return FALSE;
  if (strcmp (oid, "1.3.6.1.5.2.2") == 0)
    text = dup_kerberos_name (value);
  else if (strcmp (oid, "1.3.6.1.4.1.311.25.2.1") == 0)
    text = dup_security_id (value);
  else
    text = cw_other_name_dup_text (oid, value);
  const char *name = cw_oid_get_name (oid);
  g_autofree char *label = strcmp (name, oid) == 0 ? g_strdup_printf (_("Other name %s"), oid) : g_strdup (name);
  g_autofree char *shown = text ? text : cw_hex_encode_spaced (value.data, value.size, ' ');
  add_prefixed (section, prefix, label, shown);
  return TRUE;
}

static const char *
get_kind_label (guint tag)
{
  switch (tag)
    {
    case CW_DER_CONTEXT (1): return _("E-mail address");
    case CW_DER_CONTEXT (2): return _("DNS name");
    case CW_DER_CONTEXT_CONSTRUCTED (3): return _("X.400 address");
    case CW_DER_CONTEXT_CONSTRUCTED (4): return _("Directory name");
    case CW_DER_CONTEXT_CONSTRUCTED (5): return _("EDI party name");
    case CW_DER_CONTEXT (6): return _("URI");
    case CW_DER_CONTEXT (7): return _("IP address");
    case CW_DER_CONTEXT (8): return _("Registered ID");
    default: return NULL;
    }
}

gboolean
cw_extension_add_general_name (CwDetailSection *section, const char *prefix, guint tag, CwDer value, gboolean network)
{
  const char *label = get_kind_label (tag);
  char oid[CW_DER_OID_MAX];
  char *text;

  if (tag == CW_DER_CONTEXT_CONSTRUCTED (0))
    return add_other_name (section, prefix, value);
  if (!label)
    return FALSE;
  if (network && tag == CW_DER_CONTEXT (7))
    text = dup_network (value);
  else if (tag == CW_DER_CONTEXT (8) && cw_der_to_oid (value, oid, sizeof oid))
    text = cw_detail_dup_oid_text (oid);
  else
    text = dup_both_ways (tag, value);
  g_autofree char *shown = text ? text : cw_hex_encode_spaced (value.data, value.size, ' ');
  add_prefixed (section, prefix, label, shown);
  /* Nobody writes X.400 and EDI names any more: their bytes are all that is shown. */
  return text != NULL || tag == CW_DER_CONTEXT_CONSTRUCTED (3) || tag == CW_DER_CONTEXT_CONSTRUCTED (5);
}

gboolean
cw_extension_add_general_names (CwDetailSection *section, const char *prefix, CwDer list)
{
  CwDer value;
  guint tag;
  gboolean good = TRUE;

  while (cw_der_next (&list, &tag, &value, NULL))
    good = cw_extension_add_general_name (section, prefix, tag, value, FALSE) && good;
  return good && list.size == 0;
}

gboolean
cw_extension_alternative_names (CwDetailSection *section, CwDer value)
{
  CwDer list;

  return cw_der_open (value, CW_DER_SEQUENCE, &list) && cw_extension_add_general_names (section, NULL, list);
}

static gboolean
add_subtrees (CwDetailSection *section, const char *prefix, CwDer list)
{
  CwDer subtree, value;
  guint tag;

  while (cw_der_take (&list, CW_DER_SEQUENCE, &subtree))
    if (!cw_der_next (&subtree, &tag, &value, NULL) || !cw_extension_add_general_name (section, prefix, tag, value, TRUE))
      return FALSE;
  return list.size == 0;
}

gboolean
cw_extension_name_constraints (CwDetailSection *section, CwDer value)
{
  CwDer content, list;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (0), &list) && !add_subtrees (section, _("Permitted"), list))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (1), &list) && !add_subtrees (section, _("Excluded"), list))
    return FALSE;
  return content.size == 0;
}

gboolean
cw_extension_authority_key (CwDetailSection *section, CwDer value)
{
  CwDer content, part;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT (0), &part))
    cw_detail_section_add_id (section, _("Identifier"), part);
  if (cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (1), &part) && !cw_extension_add_general_names (section, _("Issuer"), part))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT (2), &part))
    cw_detail_section_add_id (section, _("Serial number"), part);
  return content.size == 0;
}

static gboolean
add_point_name (CwDetailSection *section, CwDer name)
{
  CwDer part;

  if (cw_der_take (&name, CW_DER_CONTEXT_CONSTRUCTED (0), &part))
    return cw_extension_add_general_names (section, NULL, part) && name.size == 0;
  CwDer whole;
  guint tag;
  if (!cw_der_next (&name, &tag, &part, &whole) || tag != CW_DER_CONTEXT_CONSTRUCTED (1))
    return FALSE;
  g_autofree char *hex = cw_hex_encode_spaced (part.data, part.size, ' ');
  cw_detail_section_add (section, _("Name relative to the issuer"), hex);
  return name.size == 0;
}

gboolean
cw_extension_distribution_points (CwDetailSection *section, CwDer value)
{
  static const char *const reasons[] = {
    NULL, N_("Key compromise"), N_("CA compromise"), N_("Affiliation changed"), N_("Superseded"), N_("Cessation of operation"),
    N_("Certificate hold"), N_("Privilege withdrawn"), N_("Attribute authority compromise") };
  CwDer list, point, part;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &point))
    {
      if (cw_der_take (&point, CW_DER_CONTEXT_CONSTRUCTED (0), &part) && !add_point_name (section, part))
        return FALSE;
      if (cw_der_take (&point, CW_DER_CONTEXT (1), &part))
        cw_detail_section_add_take (section, _("Only for these reasons"), cw_extension_dup_flags (part, reasons, G_N_ELEMENTS (reasons)));
      if (cw_der_take (&point, CW_DER_CONTEXT_CONSTRUCTED (2), &part) && !cw_extension_add_general_names (section, _("CRL issuer"), part))
        return FALSE;
      if (point.size > 0)
        return FALSE;
    }
  return list.size == 0;
}

gboolean
cw_extension_access (CwDetailSection *section, CwDer value)
{
  CwDer list, access, name;
  char oid[CW_DER_OID_MAX];
  guint tag;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &access))
    if (!cw_der_take_oid (&access, oid, sizeof oid) || !cw_der_next (&access, &tag, &name, NULL) ||
        !cw_extension_add_general_name (section, cw_oid_get_name (oid), tag, name, FALSE))
      return FALSE;
  return list.size == 0;
}
