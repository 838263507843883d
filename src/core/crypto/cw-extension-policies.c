/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Under which rules a certificate was issued. */

static char *
take_text (CwDer *in)
{
  guint tag;
  CwDer text;

  return cw_der_next (in, &tag, &text, NULL) ? cw_text_to_printable (cw_der_dup_string (tag, text)) : NULL;
}

/* NoticeReference: the organisation and the numbers of its notices. */
static gboolean
add_notice_reference (CwDetailSection *section, CwDer reference)
{
  g_autofree char *organization = take_text (&reference);
  CwDer list, number;
  guint n;

  if (!organization || !cw_der_take (&reference, CW_DER_SEQUENCE, &list))
    return FALSE;
  g_autoptr(GString) text = g_string_new (organization);
  for (const char *separator = " "; cw_der_take (&list, CW_DER_INTEGER, &number); separator = ", ")
    if (cw_der_to_uint (number, &n))
      g_string_append_printf (text, "%s%u", separator, n);
  cw_detail_section_add (section, _("Notice reference"), text->str);
  return list.size == 0;
}

static gboolean
add_user_notice (CwDetailSection *section, CwDer qualifier)
{
  CwDer content, reference;

  if (!cw_der_open (qualifier, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_SEQUENCE, &reference) && !add_notice_reference (section, reference))
    return FALSE;
  if (content.size == 0)
    return TRUE;
  g_autofree char *text = take_text (&content);
  if (text)
    cw_detail_section_add (section, _("User notice"), text);
  return text != NULL && content.size == 0;
}

static gboolean
add_qualifier (CwDetailSection *section, CwDer info)
{
  char oid[CW_DER_OID_MAX];

  if (!cw_der_take_oid (&info, oid, sizeof oid))
    return FALSE;
  if (strcmp (oid, "1.3.6.1.5.5.7.2.2") == 0)
    return add_user_notice (section, info);
  if (strcmp (oid, "1.3.6.1.5.5.7.2.1") == 0)
    {
      g_autofree char *address = take_text (&info);
      if (address)
        cw_detail_section_add (section, _("Practice statement"), address);
      return address != NULL;
    }
  g_autofree char *label = g_strdup_printf (_("Qualifier %s"), oid);
  cw_detail_section_add_raw (section, label, info);
  return TRUE;
}

gboolean
cw_extension_policies (CwDetailSection *section, CwDer value)
{
  CwDer list, policy, qualifiers, info;
  char oid[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &policy))
    {
      if (!cw_der_take_oid (&policy, oid, sizeof oid))
        return FALSE;
      cw_detail_section_add_take (section, _("Policy"), cw_detail_dup_oid_text (oid));
      if (!cw_der_take (&policy, CW_DER_SEQUENCE, &qualifiers))
        continue;
      while (cw_der_take (&qualifiers, CW_DER_SEQUENCE, &info))
        if (!add_qualifier (section, info))
          return FALSE;
      if (qualifiers.size > 0)
        return FALSE;
    }
  return list.size == 0;
}

gboolean
cw_extension_policy_mappings (CwDetailSection *section, CwDer value)
{
  CwDer list, pair;
  char theirs[CW_DER_OID_MAX], ours[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &pair))
    {
      if (!cw_der_take_oid (&pair, ours, sizeof ours) || !cw_der_take_oid (&pair, theirs, sizeof theirs))
        return FALSE;
      g_autofree char *from = cw_detail_dup_oid_text (ours);
      g_autofree char *to = cw_detail_dup_oid_text (theirs);
      cw_detail_section_add_format (section, _("Mapping"), "%s → %s", from, to);
    }
  return list.size == 0;
}

gboolean
cw_extension_policy_constraints (CwDetailSection *section, CwDer value)
{
  CwDer content, number;
  guint n;

  if (!cw_der_open (value, CW_DER_SEQUENCE, &content))
    return FALSE;
  if (cw_der_take (&content, CW_DER_CONTEXT (0), &number))
    {
      if (!cw_der_to_uint (number, &n))
        return FALSE;
      cw_detail_section_add_format (section, _("Explicit policy required after"), ngettext ("%u certificate", "%u certificates", n), n);
    }
  if (cw_der_take (&content, CW_DER_CONTEXT (1), &number))
    {
      if (!cw_der_to_uint (number, &n))
        return FALSE;
      cw_detail_section_add_format (section, _("Policy mapping forbidden after"), ngettext ("%u certificate", "%u certificates", n), n);
    }
  return content.size == 0;
}

gboolean
cw_extension_inhibit_any_policy (CwDetailSection *section, CwDer value)
{
  CwDer number;
  guint n;

  if (!cw_der_open (value, CW_DER_INTEGER, &number) || !cw_der_to_uint (number, &n))
    return FALSE;
  cw_detail_section_add_format (section, _("Any policy not valid after"), ngettext ("%u certificate", "%u certificates", n), n);
  return TRUE;
}

/* ---- statements of qualified certificates ---- */

static char *
dup_value_limit (CwDer content)
{
  CwDer currency, number;
  guint tag, amount, exponent, code;

  if (!cw_der_next (&content, &tag, &currency, NULL) || !cw_der_take (&content, CW_DER_INTEGER, &number) ||
      !cw_der_to_uint (number, &amount) || !cw_der_take (&content, CW_DER_INTEGER, &number) || !cw_der_to_uint (number, &exponent))
    return NULL;
  g_autofree char *name = tag == CW_DER_INTEGER && cw_der_to_uint (currency, &code) ? g_strdup_printf ("%u", code)
                                                                                    : cw_text_to_printable (cw_der_dup_string (tag, currency));
  g_autofree char *factor = exponent > 0 ? g_strdup_printf (" × 10^%u", exponent) : g_strdup ("");
  return name ? g_strdup_printf ("%u%s %s", amount, factor, name) : NULL;
}

/* Everything readable in it, one to a line: texts, names of OIDs and small numbers, also one level deeper. */
static void
append_readable (GString *out, CwDer in, guint depth)
{
  CwDer value;
  guint tag, number;
  char oid[CW_DER_OID_MAX];

  while (cw_der_next (&in, &tag, &value, NULL))
    {
      g_autofree char *text = NULL;
      if (tag == CW_DER_SEQUENCE && depth > 0)
        append_readable (out, value, depth - 1);
      else if (tag == CW_DER_OID && cw_der_to_oid (value, oid, sizeof oid))
        text = g_strdup (cw_oid_get_name (oid));
      else if (tag == CW_DER_INTEGER && cw_der_to_uint (value, &number))
        text = g_strdup_printf ("%u", number);
      else
        text = cw_text_to_printable (cw_der_dup_string (tag, value));
      if (text)
        g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", text);
    }
}

static void
add_statement (CwDetailSection *section, const char *oid, CwDer value)
{
  const char *name = cw_oid_get_name (oid);
  g_autoptr(GString) text = g_string_new (NULL);
  CwDer content;

  if (strcmp (oid, "0.4.0.1862.1.2") == 0 && cw_der_open (value, CW_DER_SEQUENCE, &content))
    {
      g_autofree char *limit = dup_value_limit (content);
      g_string_append (text, limit ? limit : "");
    }
  else
    append_readable (text, value, 4);
  g_autofree char *label = strcmp (name, oid) == 0 ? g_strdup_printf (_("Statement %s"), oid) : g_strdup (name);
  cw_detail_section_add (section, label, text->len > 0 ? text->str : _("Yes"));
}

gboolean
cw_extension_qc_statements (CwDetailSection *section, CwDer value)
{
  CwDer list, statement;
  char oid[CW_DER_OID_MAX];

  if (!cw_der_open (value, CW_DER_SEQUENCE, &list))
    return FALSE;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &statement))
    {
      if (!cw_der_take_oid (&statement, oid, sizeof oid))
        return FALSE;
      add_statement (section, oid, statement);
    }
  return list.size == 0;
}
