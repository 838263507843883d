/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
take_version (CwDer *tbs, guint *version)
{
  CwDer explicit, number;

  *version = 1;
  if (!cw_der_take (tbs, CW_DER_CONTEXT_CONSTRUCTED (0), &explicit))
    return TRUE;
  if (!cw_der_open (explicit, CW_DER_INTEGER, &number) || !cw_der_to_uint (number, version) || *version > 100)
    return FALSE;
  *version += 1;
  return TRUE;
}

static gboolean
take_name (CwDer *tbs, CwDer *content, CwDer *whole)
{
  guint tag;

  return cw_der_peek (tbs) == CW_DER_SEQUENCE && cw_der_next (tbs, &tag, content, whole);
}

static gboolean
take_rest (CwDer *tbs, CwCertificateParts *parts)
{
  CwDer explicit;

  parts->issuer_id = parts->subject_id = parts->extensions = (CwDer) { NULL, 0 };
  cw_der_take (tbs, CW_DER_CONTEXT (1), &parts->issuer_id);
  cw_der_take (tbs, CW_DER_CONTEXT (2), &parts->subject_id);
  if (!cw_der_take (tbs, CW_DER_CONTEXT_CONSTRUCTED (3), &explicit))
    return tbs->size == 0;
  return tbs->size == 0 && cw_der_open (explicit, CW_DER_SEQUENCE, &parts->extensions);
}

static const char *
read_tbs (CwDer tbs, CwCertificateParts *parts)
{
  CwDer content;

  if (!cw_der_open (tbs, CW_DER_SEQUENCE, &content) || !take_version (&content, &parts->version))
    return N_("version");
  if (!cw_der_take (&content, CW_DER_INTEGER, &parts->serial) || parts->serial.size == 0)
    return N_("serial number");
  if (!cw_der_take (&content, CW_DER_SEQUENCE, &parts->inner_algorithm))
    return N_("signature algorithm");
  if (!take_name (&content, &parts->issuer, &parts->issuer_whole))
    return N_("issuer");
  if (!cw_der_take (&content, CW_DER_SEQUENCE, &parts->validity))
    return N_("validity");
  if (!take_name (&content, &parts->subject, &parts->subject_whole))
    return N_("subject");
  if (!take_name (&content, &(CwDer) { NULL, 0 }, &parts->spki))
    return N_("public key");
  return take_rest (&content, parts) ? NULL : N_("list of extensions");
}

gboolean
cw_certificate_parts_read (CwDer der, CwCertificateParts *parts, const char **problem)
{
  CwDer content;

  *problem = N_("outer structure");
  if (cw_der_peek (&der) != CW_DER_SEQUENCE || !cw_der_next (&der, NULL, &content, &parts->whole) ||
      cw_der_peek (&content) != CW_DER_SEQUENCE || !cw_der_next (&content, NULL, NULL, &parts->tbs))
    return FALSE;
  *problem = read_tbs (parts->tbs, parts);
  if (*problem)
    return FALSE;
  *problem = N_("signature");
  return cw_der_take (&content, CW_DER_SEQUENCE, &parts->algorithm) && cw_der_take_bits (&content, &parts->signature) && content.size == 0;
}

gboolean
cw_extension_next (CwDer *extensions, CwExtension *extension)
{
  CwDer rest = *extensions, content;

  extension->critical = FALSE;
  if (!cw_der_take (&rest, CW_DER_SEQUENCE, &content) || !cw_der_take (&content, CW_DER_OID, &extension->oid))
    return FALSE;
  cw_der_take_boolean (&content, &extension->critical);
  if (!cw_der_take (&content, CW_DER_OCTET_STRING, &extension->value) || content.size > 0)
    return FALSE;
  *extensions = rest;
  return TRUE;
}

gboolean
cw_extension_find (CwDer extensions, const char *oid_der, gsize size, CwExtension *extension)
{
  CwDer wanted = { (const guint8 *) oid_der, size };

  while (cw_extension_next (&extensions, extension))
    if (cw_der_equal (extension->oid, wanted))
      return TRUE;
  return FALSE;
}
