/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr-parts.h"

#include "cw-der-writer.h"
#include "cw-public-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* extensionRequest of PKCS #9, and the one that Microsoft used before. */
static gboolean
is_extension_request (CwDer oid)
{
  static const CwDer known[] = { { (const guint8 *) "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", 9 },
                                 { (const guint8 *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e", 10 } };

  return cw_der_equal (oid, known[0]) || cw_der_equal (oid, known[1]);
}

static gboolean
read_attributes (CwDer attributes, CwDer *extensions)
{
  CwDer attribute, oid, values;

  while (cw_der_take (&attributes, CW_DER_SEQUENCE, &attribute))
    {
      if (!cw_der_take (&attribute, CW_DER_OID, &oid) || !cw_der_take (&attribute, CW_DER_SET, &values))
        return FALSE;
      if (is_extension_request (oid) && extensions->data == NULL && !cw_der_open (values, CW_DER_SEQUENCE, extensions))
        return FALSE;
    }
  return attributes.size == 0;
}

/* Extensions must be whole, since they are copied into certificates. */
static gboolean
are_extensions (CwDer extensions)
{
  CwExtension extension;

  while (cw_extension_next (&extensions, &extension))
    ;
  return extensions.size == 0;
}

static const char *
read_info (CwDer info, CwCsrParts *parts)
{
  CwDer version, attributes;
  guint tag, number;

  if (!cw_der_take (&info, CW_DER_INTEGER, &version) || !cw_der_to_uint (version, &number) || number != 0)
    return N_("version");
  if (cw_der_peek (&info) != CW_DER_SEQUENCE || !cw_der_next (&info, &tag, &parts->subject, &parts->subject_whole))
    return N_("subject");
  if (cw_der_peek (&info) != CW_DER_SEQUENCE || !cw_der_next (&info, &tag, NULL, &parts->spki))
    return N_("public key");
  parts->extensions = (CwDer) { NULL, 0 };
  /* Java leaves the attributes out when there are none, which is not allowed, but common. */
  if (cw_der_take (&info, CW_DER_CONTEXT_CONSTRUCTED (0), &attributes) &&
      (!read_attributes (attributes, &parts->extensions) || !are_extensions (parts->extensions)))
    return N_("list of extensions");
  return info.size == 0 ? NULL : N_("outer structure");
}

gboolean
cw_csr_parts_read (CwDer der, CwCsrParts *parts, const char **problem)
{
  CwDer content, info;

  *problem = N_("outer structure");
  if (cw_der_peek (&der) != CW_DER_SEQUENCE || !cw_der_next (&der, NULL, &content, &parts->whole) ||
      cw_der_peek (&content) != CW_DER_SEQUENCE || !cw_der_next (&content, NULL, &info, &parts->info))
    return FALSE;
  *problem = read_info (info, parts);
  if (*problem)
    return FALSE;
  *problem = N_("signature");
  return cw_der_take (&content, CW_DER_SEQUENCE, &parts->algorithm) && cw_der_take_bits (&content, &parts->signature) && content.size == 0;
}

/* ---- key usage ---- */

guint8
cw_key_usage_of_key (CwDer spki)
{
  CwPublicKeyInfo info;

  /* Old servers have RSA keys that decrypt; every other kind only signs. */
  return cw_public_key_read (spki, &info) && strcmp (info.oid, "1.2.840.113549.1.1.1") == 0
           ? CW_KEY_USAGE_SIGNATURE | CW_KEY_USAGE_ENCIPHERMENT : CW_KEY_USAGE_SIGNATURE;
}

gboolean
cw_key_usage_find (CwDer extensions, guint8 *usage)
{
  CwExtension extension;
  CwDer bits;

  if (!cw_extension_find (extensions, CW_EXTENSION_KEY_USAGE, &extension) || !cw_der_take_bits (&extension.value, &bits))
    return FALSE;
  *usage = bits.size > 0 ? bits.data[0] : 0;
  return TRUE;
}

/* ---- extensions that are written ---- */

CwExtensionMark
cw_extension_begin (GByteArray *out, const char *oid, gboolean critical)
{
  CwExtensionMark mark = { .outer = cw_der_begin (out, CW_DER_SEQUENCE) };

  cw_der_write_oid (out, oid);
  if (critical)
    cw_der_write_true (out);
  mark.inner = cw_der_begin (out, CW_DER_OCTET_STRING);
  return mark;
}

void
cw_extension_end (GByteArray *out, CwExtensionMark mark)
{
  cw_der_end (out, mark.inner);
  cw_der_end (out, mark.outer);
}

void
cw_extension_write_key_usage (GByteArray *out, guint8 usage)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.15", TRUE);

  cw_der_write_flags (out, usage);
  cw_extension_end (out, mark);
}

void
cw_extension_write_purposes (GByteArray *out, const char *const *purposes)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.37", FALSE);
  gsize list = cw_der_begin (out, CW_DER_SEQUENCE);

  for (; *purposes; purposes++)
    cw_der_write_oid (out, *purposes);
  cw_der_end (out, list);
  cw_extension_end (out, mark);
}
