/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-extension.h"

#include <glib/gi18n-lib.h>

/* Signed certificate timestamps (RFC 6962): a list in TLS encoding inside an OCTET STRING. */

/* Cuts size bytes off the front. */
static gboolean
cut (CwDer *in, gsize size, CwDer *out)
{
  if (in->size < size)
    return FALSE;
  *out = (CwDer) { in->data, size };
  *in = (CwDer) { in->data + size, in->size - size };
  return TRUE;
}

static gboolean
cut_number (CwDer *in, gsize size, guint64 *number)
{
  CwDer bytes;

  *number = 0;
  if (!cut (in, size, &bytes))
    return FALSE;
  for (gsize i = 0; i < size; i++)
    *number = *number << 8 | bytes.data[i];
  return TRUE;
}

/* A vector with two bytes of length in front. */
static gboolean
cut_vector (CwDer *in, CwDer *out)
{
  guint64 size;

  return cut_number (in, 2, &size) && cut (in, (gsize) size, out);
}

static char *
dup_algorithm (guint64 hash, guint64 signature)
{
  static const char *const hashes[] = { NULL, "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512" };
  static const char *const signatures[] = { NULL, "RSA", "DSA", "ECDSA" };

  if (hash < G_N_ELEMENTS (hashes) && hashes[hash] && signature < G_N_ELEMENTS (signatures) && signatures[signature])
    return g_strdup_printf ("%s, %s", hashes[hash], signatures[signature]);
  return g_strdup_printf (_("Unknown (%u, %u)"), (guint) hash, (guint) signature);
}

static gboolean
add_sct (CwDetailSection *section, CwDer sct)
{
  guint64 version, time, hash, algorithm;
  CwDer log, extensions, signature;

  if (!cut_number (&sct, 1, &version))
    return FALSE;
  if (version != 0)
    {
      cw_detail_section_add_format (section, _("Timestamp of unknown version"), "%u", (guint) version + 1);
      return TRUE;
    }
  if (!cut (&sct, 32, &log) || !cut_number (&sct, 8, &time) || !cut_vector (&sct, &extensions) ||
      !cut_number (&sct, 1, &hash) || !cut_number (&sct, 1, &algorithm) || !cut_vector (&sct, &signature))
    return FALSE;
  cw_detail_section_add_time (section, _("Logged"), (gint64) (time / 1000));
  cw_detail_section_add_id (section, _("Log ID"), log);
  cw_detail_section_add_take (section, _("Signature algorithm"), dup_algorithm (hash, algorithm));
  cw_detail_section_add_raw (section, _("Signature"), signature);
  return sct.size == 0;
}

gboolean
cw_extension_sct_list (CwDetailSection *section, CwDer value)
{
  CwDer content, list, sct;

  if (!cw_der_open (value, CW_DER_OCTET_STRING, &content) || !cut_vector (&content, &list))
    return FALSE;
  while (list.size > 0)
    if (!cut_vector (&list, &sct) || !add_sct (section, sct))
      return FALSE;
  return content.size == 0;
}
