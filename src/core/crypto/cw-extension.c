/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- extensions whose content is a single simple thing ---- */

static gboolean
decode_identifier (CwDetailSection *section, CwDer value)
{
  CwDer bytes;

  if (!cw_der_open (value, CW_DER_OCTET_STRING, &bytes))
    return FALSE;
  cw_detail_section_add_id (section, _("Identifier"), bytes);
  return TRUE;
}

static gboolean
add_string (CwDetailSection *section, const char *label, CwDer value)
{
  guint tag;
  CwDer text;

  if (!cw_der_next (&value, &tag, &text, NULL) || value.size > 0)
    return FALSE;
  g_autofree char *string = cw_text_to_printable (cw_der_dup_string (tag, text));
  if (string)
    cw_detail_section_add (section, label, string);
  return string != NULL;
}

static gboolean
decode_text (CwDetailSection *section, CwDer value)
{
  return add_string (section, _("Text"), value);
}

static gboolean
decode_template_name (CwDetailSection *section, CwDer value)
{
  return add_string (section, _("Template"), value);
}

static gboolean
decode_marker (CwDetailSection *section, CwDer value)
{
  CwDer nothing;

  cw_detail_section_add (section, _("Present"), _("Yes"));
  return cw_der_open (value, CW_DER_NULL, &nothing) && nothing.size == 0;
}

static gboolean
decode_capabilities (CwDetailSection *section, CwDer value)
{
  CwDer list, capability;
  char oid[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &capability))
    {
      if (!cw_der_take_oid (&capability, oid, sizeof oid))
        return FALSE;
      cw_detail_section_add_take (section, _("Capability"), cw_detail_dup_oid_text (oid));
    }
  return list.size == 0;
}

/* ---- the table ---- */

static const struct { const char *oid; CwExtensionDecoder decoder; } decoders[] = {
  { "2.5.29.14", decode_identifier },
  { "2.5.29.15", cw_extension_key_usage },
  { "2.5.29.16", cw_extension_private_key_period },
  { "2.5.29.17", cw_extension_alternative_names },
  { "2.5.29.18", cw_extension_alternative_names },
  { "2.5.29.19", cw_extension_basic_constraints },
  { "2.5.29.30", cw_extension_name_constraints },
  { "2.5.29.31", cw_extension_distribution_points },
  { "2.5.29.32", cw_extension_policies },
  { "2.5.29.33", cw_extension_policy_mappings },
  { "2.5.29.35", cw_extension_authority_key },
  { "2.5.29.36", cw_extension_policy_constraints },
  { "2.5.29.37", cw_extension_extended_key_usage },
  { "2.5.29.46", cw_extension_distribution_points },
  { "2.5.29.54", cw_extension_inhibit_any_policy },
  { "1.3.6.1.5.5.7.1.1", cw_extension_access },
  { "1.3.6.1.5.5.7.1.3", cw_extension_qc_statements },
  { "1.3.6.1.5.5.7.1.11", cw_extension_access },
  { "1.3.6.1.5.5.7.1.14", cw_extension_proxy },
  { "1.3.6.1.5.5.7.1.24", cw_extension_tls_feature },
  { "1.3.6.1.5.5.7.1.31", decode_identifier },
  { "1.3.6.1.5.5.7.48.1.5", decode_marker },
  { "1.3.6.1.4.1.11129.2.4.2", cw_extension_sct_list },
  { "1.3.6.1.4.1.11129.2.4.3", decode_marker },
  { "2.16.840.1.113730.1.1", cw_extension_netscape_type },
  { "2.16.840.1.113730.1.2", decode_text },
  { "2.16.840.1.113730.1.3", decode_text },
  { "2.16.840.1.113730.1.4", decode_text },
  { "2.16.840.1.113730.1.7", decode_text },
  { "2.16.840.1.113730.1.8", decode_text },
  { "2.16.840.1.113730.1.12", decode_text },
  { "2.16.840.1.113730.1.13", decode_text },
  { "1.3.6.1.4.1.311.20.2", decode_template_name },
  { "1.3.6.1.4.1.311.21.1", cw_extension_ca_version },
  { "1.3.6.1.4.1.311.21.2", decode_identifier },
  { "1.3.6.1.4.1.311.21.7", cw_extension_template_information },
  { "1.3.6.1.4.1.311.21.10", cw_extension_policies },
  { "1.3.6.1.4.1.311.21.11", cw_extension_policy_mappings },
  { "1.3.6.1.4.1.311.21.12", cw_extension_policy_constraints },
  { "1.3.6.1.4.1.311.25.2", cw_extension_alternative_names },
  { "1.2.840.113549.1.9.15", decode_capabilities },
};

CwExtensionDecoder
cw_extension_get_decoder (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (decoders); i++)
    if (strcmp (decoders[i].oid, oid) == 0)
      return decoders[i].decoder;
  return NULL;
}

char *
cw_extension_dup_flags (CwDer content, const char *const *words, gsize n_words)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (gsize bit = 0; content.size > 0 && bit < (content.size - 1) * 8; bit++)
    {
      if (!(content.data[1 + bit / 8] & (0x80 >> bit % 8)))
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      if (bit < n_words && words[bit])
        g_string_append (text, _(words[bit]));
      else
        g_string_append_printf (text, _("Bit %u"), (guint) bit);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
