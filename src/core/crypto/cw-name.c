/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name.h"
#include "cw-gnutls-auto.h"
#include "cw-hex.h"

#include <arpa/inet.h>
#include <string.h>

#define SHOWN_MAX 80

/* Characters that could make a name look like another one. The joiners U+200C and U+200D are not among them: Persian and
 * several Indian scripts are not written without. */
static gboolean
is_treacherous (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static gboolean
is_plain (const char *text)
{
  for (; *text; text++)
    if ((guchar) *text < 0x20 || (guchar) *text > 0x7e)
      return FALSE;
  return TRUE;
}

char *
cw_text_to_printable (char *text)
{
  g_autofree char *taken = text;

  if (!text || is_plain (text))
    return g_steal_pointer (&taken);
  g_autoptr(GString) out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (out, is_treacherous (c) ? 0xfffd : c);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
cw_text_dup_shown (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (g_utf8_strlen (valid, -1) > SHOWN_MAX)
    {
      g_autofree char *head = g_utf8_substring (valid, 0, SHOWN_MAX - 1);
      return cw_text_to_printable (g_strconcat (head, "…", NULL));
    }
  return cw_text_to_printable (g_steal_pointer (&valid));
}

/* ---- distinguished names ---- */

static const struct { const char *oid; guint8 size; const char *keyword; } keywords[] = {
  { "\x55\x04\x03", 3, "CN" }, { "\x55\x04\x0a", 3, "O" }, { "\x55\x04\x0b", 3, "OU" }, { "\x55\x04\x06", 3, "C" },
  { "\x55\x04\x08", 3, "ST" }, { "\x55\x04\x07", 3, "L" }, { "\x55\x04\x09", 3, "STREET" },
  { "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", 10, "DC" }, { "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", 10, "UID" },
  { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9, "emailAddress" },
  { "\x55\x04\x04", 3, "SN" }, { "\x55\x04\x05", 3, "serialNumber" }, { "\x55\x04\x0c", 3, "title" }, { "\x55\x04\x0d", 3, "description" },
  { "\x55\x04\x0f", 3, "businessCategory" }, { "\x55\x04\x11", 3, "postalCode" }, { "\x55\x04\x12", 3, "postOfficeBox" },
  { "\x55\x04\x14", 3, "telephoneNumber" }, { "\x55\x04\x29", 3, "name" }, { "\x55\x04\x2a", 3, "GN" }, { "\x55\x04\x2b", 3, "initials" },
  { "\x55\x04\x2c", 3, "generationQualifier" }, { "\x55\x04\x2d", 3, "x500UniqueIdentifier" }, { "\x55\x04\x2e", 3, "dnQualifier" },
  { "\x55\x04\x41", 3, "pseudonym" }, { "\x55\x04\x61", 3, "organizationIdentifier" },
  { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02", 9, "unstructuredName" }, { "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x08", 9, "unstructuredAddress" },
  { "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01", 11, "jurisdictionL" }, { "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02", 11, "jurisdictionST" },
  { "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", 11, "jurisdictionC" },
};

const char *
cw_name_get_keyword (CwDer oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (oid.size == keywords[i].size && memcmp (oid.data, keywords[i].oid, oid.size) == 0)
      return keywords[i].keyword;
  return NULL;
}

static void
append_escaped (GString *out, const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gsize size = (gsize) (g_utf8_next_char (p) - p);

      if (is_treacherous (c))
        for (gsize i = 0; i < size; i++)
          g_string_append_printf (out, "\\%02X", (guchar) p[i]);
      else
        {
          if ((c < 0x80 && strchr (",+\"\\<>;", (int) c)) || (p == text && (c == '#' || c == ' ')) || (c == ' ' && !p[1] && p != text))
            g_string_append_c (out, '\\');
          g_string_append_len (out, p, (gssize) size);
        }
    }
}

static void
append_hex (GString *out, CwDer whole)
{
  g_autofree char *hex = cw_hex_encode (whole.data, whole.size);
  g_string_append_printf (out, "#%s", hex);
}

/* One AttributeTypeAndValue. A type without keyword is written as OID=#hex, as RFC 4514 has it. */
static void
append_attribute (GString *out, CwDer attribute)
{
  CwDer oid, text, whole;
  guint tag;
  char dotted[CW_DER_OID_MAX];

  if (!cw_der_take (&attribute, CW_DER_OID, &oid) || !cw_der_next (&attribute, &tag, &text, &whole))
    {
      append_hex (out, attribute);
      return;
    }
  const char *keyword = cw_name_get_keyword (oid);
  g_autofree char *value = keyword ? cw_der_dup_string (tag, text) : NULL;
  if (!keyword)
    {
      cw_der_to_oid (oid, dotted, sizeof dotted);
      keyword = dotted;
    }
  g_string_append (out, keyword);
  g_string_append_c (out, '=');
  if (value)
    append_escaped (out, value);
  else
    append_hex (out, whole);
}

char *
cw_name_dup_text (CwDer name)
{
  g_autoptr(GString) out = g_string_sized_new (96);
  g_autoptr(GArray) sets = g_array_sized_new (FALSE, FALSE, sizeof (CwDer), 8);
  CwDer set, attribute;

  while (cw_der_take (&name, CW_DER_SET, &set))
    g_array_append_val (sets, set);
  for (guint i = sets->len; i > 0; i--)
    {
      set = g_array_index (sets, CwDer, i - 1);
      for (char separator = ','; cw_der_take (&set, CW_DER_SEQUENCE, &attribute); separator = '+')
        {
          if (out->len > 0)
            g_string_append_c (out, separator);
          append_attribute (out, attribute);
        }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
cw_name_dup_attribute (CwDer name, const char *oid_der, gsize size)
{
  CwDer set, attribute, oid, text, found = { NULL, 0 }, wanted = { (const guint8 *) oid_der, size };
  guint tag, found_tag = 0;

  while (cw_der_take (&name, CW_DER_SET, &set))
    while (cw_der_take (&set, CW_DER_SEQUENCE, &attribute))
      if (cw_der_take (&attribute, CW_DER_OID, &oid) && cw_der_equal (oid, wanted) && cw_der_next (&attribute, &tag, &text, NULL))
        found = text, found_tag = tag;
  g_autofree char *value = found_tag ? cw_text_to_printable (cw_der_dup_string (found_tag, found)) : NULL;
  return value && *value ? g_steal_pointer (&value) : NULL;
}

gboolean
cw_name_visit (CwDer name, CwNameVisitor visitor, gpointer user_data)
{
  CwDer set, attribute, text, whole;
  guint tag;
  char oid[CW_DER_OID_MAX];

  while (cw_der_take (&name, CW_DER_SET, &set))
    {
      while (cw_der_take (&set, CW_DER_SEQUENCE, &attribute))
        {
          if (!cw_der_take_oid (&attribute, oid, sizeof oid) || !cw_der_next (&attribute, &tag, &text, &whole))
            return FALSE;
          g_autofree char *value = cw_text_to_printable (cw_der_dup_string (tag, text));
          g_autofree char *hex = value ? NULL : cw_hex_encode_spaced (whole.data, whole.size, ' ');
          visitor (oid, value ? value : hex, user_data);
        }
      if (set.size > 0)
        return FALSE;
    }
  return name.size == 0;
}

/* ---- general names ---- */

char *
cw_host_to_unicode (char *host)
{
  g_autofree char *taken = host;
  g_auto(gnutls_datum_t) unicode = { NULL, 0 };

  if (!host || !strcasestr (host, "xn--"))
    return g_steal_pointer (&taken);
  g_autofree char *lower = g_ascii_strdown (host, -1);
  if (gnutls_idna_reverse_map (lower, (unsigned) strlen (lower), &unicode, 0) < 0)
    return g_steal_pointer (&taken);
  return cw_text_to_printable (g_strndup ((const char *) unicode.data, unicode.size));
}

/* user@xn--… : only what is behind the @ is a host name. */
static char *
mail_to_unicode (char *mail)
{
  g_autofree char *taken = mail;
  const char *at = mail ? strrchr (mail, '@') : NULL;

  if (!at || !strcasestr (at, "xn--"))
    return g_steal_pointer (&taken);
  g_autofree char *host = cw_host_to_unicode (g_strdup (at + 1));
  return g_strdup_printf ("%.*s@%s", (int) (at - mail), mail, host);
}

char *
cw_address_dup_text (CwDer address)
{
  char text[INET6_ADDRSTRLEN];

  if (address.size != 4 && address.size != 16)
    return NULL;
  inet_ntop (address.size == 4 ? AF_INET : AF_INET6, address.data, text, sizeof text);
  return g_strdup (text);
}

char *
cw_other_name_dup_text (const char *oid, CwDer value)
{
  static const char *const textual[] = {
    "1.3.6.1.4.1.311.20.2.3",  /* user principal name */
    "1.3.6.1.5.5.7.8.5",       /* XMPP address */
    "1.3.6.1.5.5.7.8.7",       /* DNS SRV name */
    "1.3.6.1.5.5.7.8.9",       /* SMTPUTF8 mailbox */
    "1.3.6.1.5.5.7.8.8",       /* network access identifier */
    NULL };
  guint tag;
  CwDer text;

  if (!g_strv_contains (textual, oid) || !cw_der_next (&value, &tag, &text, NULL) || value.size > 0)
    return NULL;
  return cw_text_to_printable (cw_der_dup_string (tag, text));
}

static char *
dup_other_name (CwDer other)
{
  char oid[CW_DER_OID_MAX];
  CwDer value;

  if (!cw_der_take_oid (&other, oid, sizeof oid) || !cw_der_take (&other, CW_DER_CONTEXT_CONSTRUCTED (0), &value))
    return NULL;
  return cw_other_name_dup_text (oid, value);
}

char *
cw_general_name_dup_text (guint tag, CwDer value, gboolean ascii)
{
  char oid[CW_DER_OID_MAX];
  char *text = NULL;
  CwDer name;

  switch (tag)
    {
    case CW_DER_CONTEXT_CONSTRUCTED (0):
      return dup_other_name (value);
    case CW_DER_CONTEXT (1):
      text = cw_text_to_printable (cw_der_dup_string (CW_DER_IA5_STRING, value));
      return ascii ? text : mail_to_unicode (text);
    case CW_DER_CONTEXT (2):
      text = cw_text_to_printable (cw_der_dup_string (CW_DER_IA5_STRING, value));
      return ascii ? text : cw_host_to_unicode (text);
    case CW_DER_CONTEXT_CONSTRUCTED (4):
      return cw_der_take (&value, CW_DER_SEQUENCE, &name) ? cw_name_dup_text (name) : NULL;
    case CW_DER_CONTEXT (6):
      return cw_text_to_printable (cw_der_dup_string (CW_DER_IA5_STRING, value));
    case CW_DER_CONTEXT (7):
      return cw_address_dup_text (value);
    case CW_DER_CONTEXT (8):
      return cw_der_to_oid (value, oid, sizeof oid) ? g_strdup (oid) : NULL;
    default:
      return NULL;
    }
}
