/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *magic;
  gsize size;
  const char *description;
} Foreign;

#define FOREIGN(magic, description) { magic, sizeof magic - 1, description }

static const Foreign foreign[] = {
  FOREIGN ("\xfe\xed\xfe\xed", N_("a Java keystore (JKS); “keytool -importkeystore” turns it into PKCS #12")),
  FOREIGN ("\xce\xce\xce\xce", N_("a Java keystore (JCEKS); “keytool -importkeystore” turns it into PKCS #12")),
  FOREIGN ("\0\0\0\0CERT", N_("a Microsoft serialized certificate store (SST); export it as PKCS #7 instead")),
  FOREIGN ("PuTTY-User-Key-File", N_("an SSH key of PuTTY")),
  FOREIGN ("ssh-", N_("an SSH public key")),
  FOREIGN ("ecdsa-sha2-", N_("an SSH public key")),
  FOREIGN ("PK\x03\x04", N_("a ZIP archive; unpack it first")),
  FOREIGN ("\x1f\x8b", N_("a gzip archive; unpack it first")),
  FOREIGN ("7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive; unpack it first")),
  FOREIGN ("%PDF", N_("a PDF document")),
  FOREIGN ("\x89PNG", N_("a picture")),
  FOREIGN ("\xff\xd8\xff", N_("a picture")),
  FOREIGN ("GIF8", N_("a picture")),
  FOREIGN ("\x7f" "ELF", N_("a program")),
  FOREIGN ("MZ", N_("a Windows program")),
  FOREIGN ("SQLite format 3", N_("a database")),
  FOREIGN ("<?xml", N_("an XML document")),
  FOREIGN ("{", N_("a JSON document")),
};

/* TBSCertificate, TBSCertList and CertificationRequestInfo differ in their first elements. */
static CwSniff
sniff_signed (CwBer tbs)
{
  CwElement first, second, third;

  if (!cw_ber_next (&tbs, &first))
    return CW_SNIFF_UNKNOWN;
  if (first.id == CW_BER_CONTEXT_CONSTRUCTED)
    return CW_SNIFF_CERTIFICATE;
  /* A list without version: algorithm, issuer, time. */
  if (first.id == CW_BER_SEQUENCE)
    return CW_SNIFF_CRL;
  if (first.id != CW_BER_INTEGER || !cw_ber_next (&tbs, &second) || second.id != CW_BER_SEQUENCE || !cw_ber_next (&tbs, &third))
    return CW_SNIFF_UNKNOWN;
  /* A request has the subject and then the key: algorithm and bits. */
  if (third.id == CW_BER_SEQUENCE)
    {
      CwBer key = third.content;
      CwElement algorithm, bits;

      if (cw_ber_next (&key, &algorithm) && algorithm.id == CW_BER_SEQUENCE && cw_ber_next (&key, &bits) && bits.id == CW_BER_BIT_STRING)
        return CW_SNIFF_REQUEST;
    }
  if (!cw_ber_next (&tbs, &first))
    return CW_SNIFF_UNKNOWN;
  /* Behind algorithm and issuer: a period in a certificate, a moment in a list. */
  return first.id == CW_BER_SEQUENCE ? CW_SNIFF_CERTIFICATE : CW_SNIFF_CRL;
}

static gboolean
is_oid_sequence (const CwElement *element)
{
  return element->id == CW_BER_SEQUENCE && element->content.size > 0 && element->content.data[0] == CW_BER_OID;
}

static CwSniff
sniff_after_sequence (const CwElement *first, CwBer rest)
{
  CwElement second;

  if (!cw_ber_next (&rest, &second))
    return CW_SNIFF_UNKNOWN;
  if ((second.id & ~0x20) == CW_BER_OCTETS && is_oid_sequence (first) && rest.size == 0)
    return CW_SNIFF_ENCRYPTED_KEY;
  if (second.id == CW_BER_BIT_STRING && is_oid_sequence (first) && rest.size == 0)
    return CW_SNIFF_PUBLIC_KEY;
  if (is_oid_sequence (&second) && rest.size > 0 && rest.data[0] == CW_BER_BIT_STRING)
    return sniff_signed (first->content);
  return CW_SNIFF_UNKNOWN;
}

static CwSniff
sniff_after_integer (const CwElement *first, CwBer rest)
{
  guint8 version = first->content.size == 1 ? first->content.data[0] : 0xff;
  CwElement second, third;

  if (!cw_ber_next (&rest, &second))
    return CW_SNIFF_UNKNOWN;
  if (version == 3 && is_oid_sequence (&second))
    return CW_SNIFF_PFX;
  if (version > 1)
    return second.id == CW_BER_INTEGER && rest.size == 0 ? CW_SNIFF_PUBLIC_KEY : CW_SNIFF_UNKNOWN;
  if (is_oid_sequence (&second) && cw_ber_next (&rest, &third) && (third.id & ~0x20) == CW_BER_OCTETS)
    return CW_SNIFF_PRIVATE_KEY;
  if (version == 1 && second.id == CW_BER_OCTETS)
    return CW_SNIFF_PRIVATE_KEY;
  if (second.id == CW_BER_INTEGER && rest.size > 0 && rest.data[0] == CW_BER_INTEGER)
    return CW_SNIFF_PRIVATE_KEY;
  return CW_SNIFF_UNKNOWN;
}

static CwSniff
sniff_after_oid (const CwElement *oid)
{
  g_autofree char *text = cw_ber_dup_oid (oid);

  if (text != NULL && g_str_has_prefix (text, "1.2.840.113549.1.7."))
    return CW_SNIFF_PKCS7;
  return g_strcmp0 (text, "2.16.840.1.113730.2.5") == 0 ? CW_SNIFF_CERTIFICATE_SEQUENCE : CW_SNIFF_UNKNOWN;
}

CwSniff
cw_sniff_element (const CwElement *element)
{
  CwBer rest = element->content;
  CwElement first;

  if (element->id != CW_BER_SEQUENCE || !cw_ber_next (&rest, &first))
    return CW_SNIFF_UNKNOWN;
  switch (first.id)
    {
    case CW_BER_SEQUENCE:
      return sniff_after_sequence (&first, rest);
    case CW_BER_INTEGER:
      return sniff_after_integer (&first, rest);
    case CW_BER_OID:
      return sniff_after_oid (&first);
    default:
      return CW_SNIFF_UNKNOWN;
    }
}

CwSniff
cw_sniff (const CwBer *data)
{
  CwBer rest = *data;
  CwElement element;

  return cw_ber_next (&rest, &element) ? cw_sniff_element (&element) : CW_SNIFF_UNKNOWN;
}

/* Tags may stand behind blanks, a comment or a byte order mark. */
static gboolean
is_html (const char *start, gsize size)
{
  g_autofree char *lower = g_ascii_strdown (start, (gssize) MIN (size, 1024));

  return strstr (lower, "<html") != NULL || strstr (lower, "<!doctype html") != NULL || strstr (lower, "<head") != NULL ||
         strstr (lower, "<body") != NULL;
}

static gboolean
is_text (const guint8 *data, gsize size)
{
  gsize odd = 0;

  size = MIN (size, 4096);
  for (gsize i = 0; i < size; i++)
    if (data[i] == 0 || (data[i] < 32 && data[i] != '\t' && data[i] != '\n' && data[i] != '\r' && data[i] != '\f' && data[i] != 27))
      odd++;
  return odd == 0;
}

const char *
cw_sniff_foreign (const CwBer *data)
{
  const guint8 *start = data->data;
  gsize size = data->size;

  for (guint i = 0; i < 2; i++)
    if (size >= foreign[i].size && memcmp (start, foreign[i].magic, foreign[i].size) == 0)
      return _(foreign[i].description);
  if (size >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    start += 3, size -= 3;
  while (size > 0 && g_ascii_isspace (*start))
    start++, size--;
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (size >= foreign[i].size && memcmp (start, foreign[i].magic, foreign[i].size) == 0)
      return is_html ((const char *) start, size) ? _("a web page (HTML)") : _(foreign[i].description);
  if (is_html ((const char *) start, size))
    return _("a web page (HTML)");
  return is_text (start, size) ? _("a text file") : NULL;
}
