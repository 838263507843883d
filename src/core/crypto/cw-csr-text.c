/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr-text.h"

#include "cw-base64.h"
#include "cw-error.h"
#include "cw-pem.h"
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A request with 10,000 names has 300 KB. */
#define MAX_SIZE (2 * 1024 * 1024)
#define LINE 64

static GBytes *
not_recognised (const char *what, GError **error)
{
  if (what != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("This is no certificate request, but %s."), what);
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("This is no certificate request."));
  return NULL;
}

static GBytes *
incomplete (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate request is incomplete."));
  return NULL;
}

/* What else people choose by mistake. */
static const char *
name_kind (CwSniff kind)
{
  switch (kind)
    {
    case CW_SNIFF_CERTIFICATE: return _("a certificate");
    case CW_SNIFF_CRL: return _("a revocation list");
    case CW_SNIFF_PFX: return _("a PKCS #12 file");
    case CW_SNIFF_PKCS7: return _("a PKCS #7 file");
    case CW_SNIFF_PRIVATE_KEY:
    case CW_SNIFF_ENCRYPTED_KEY: return _("a private key");
    case CW_SNIFF_PUBLIC_KEY: return _("a public key");
    default: return NULL;
    }
}

static GBytes *
take_element (const CwBer *data, GError **error)
{
  CwBer rest = *data;
  CwElement element;
  CwSniff kind;

  if (!cw_ber_next (&rest, &element))
    return incomplete (error);
  kind = cw_sniff_element (&element);
  if (kind != CW_SNIFF_REQUEST)
    return not_recognised (name_kind (kind), error);
  return g_bytes_new (element.whole.data, element.whole.size);
}

static GBytes *
take_base64 (const CwBer *text, GError **error)
{
  g_autofree guint8 *decoded = g_malloc (CW_BASE64_ROOM (text->size));
  gssize size = cw_base64_decode ((const char *) text->data, text->size, decoded);
  CwBer data = { decoded, (gsize) MAX (size, 0) };

  return size > 0 ? take_element (&data, error) : incomplete (error);
}

/* The first block with a label of a request; else the first one at all, whose content says what it is. */
static gboolean
find_block (const CwBer *text, CwPemBlock *found)
{
  CwPemScanner scanner;
  CwPemBlock block;
  gboolean any = FALSE;

  cw_pem_scanner_init (&scanner, text);
  while (cw_pem_scanner_next (&scanner, &block))
    {
      gboolean is_request = cw_pem_label_is (&block, "CERTIFICATE REQUEST") || cw_pem_label_is (&block, "NEW CERTIFICATE REQUEST");

      if (is_request || !any)
        *found = block;
      any = TRUE;
      if (is_request)
        break;
    }
  return any;
}

/* What Windows calls Unicode text. */
static char *
dup_narrow (const CwBer *text, gsize *size)
{
  if (text->size >= 2 && (memcmp (text->data, "\xff\xfe", 2) == 0 || memcmp (text->data, "\xfe\xff", 2) == 0))
    return g_convert ((const char *) text->data, (gssize) text->size, "UTF-8", "UTF-16", NULL, size, NULL);
  return NULL;
}

static gboolean
is_base64 (const CwBer *text)
{
  g_autofree guint8 *decoded = g_malloc (CW_BASE64_ROOM (text->size));

  return cw_base64_decode ((const char *) text->data, text->size, decoded) > 0 && decoded[0] == CW_BER_SEQUENCE;
}

static GBytes *
take_text (CwBer text, GError **error)
{
  CwPemBlock block;

  if (find_block (&text, &block))
    return block.complete ? take_base64 (&block.body, error) : incomplete (error);
  if (text.size >= 3 && memcmp (text.data, "\xef\xbb\xbf", 3) == 0)
    text = (CwBer) { text.data + 3, text.size - 3 };
  return is_base64 (&text) ? take_base64 (&text, error) : not_recognised (cw_sniff_foreign (&text), error);
}

GBytes *
cw_csr_text_find (GBytes *data, GError **error)
{
  CwBer whole = CW_BER_INIT (data);
  gsize size = 0;
  g_autofree char *narrow = NULL;

  if (whole.size > MAX_SIZE)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("This is far too large for a certificate request."));
      return NULL;
    }
  if (whole.size == 0)
    return not_recognised (_("an empty file"), error);
  /* The second byte is a length, which in a request is never a letter: a text may start with a zero. */
  if (whole.size > 1 && whole.data[0] == CW_BER_SEQUENCE && !g_ascii_isalnum (whole.data[1]))
    return take_element (&whole, error);
  narrow = dup_narrow (&whole, &size);
  return take_text (narrow ? (CwBer) { (const guint8 *) narrow, size } : whole, error);
}

char *
cw_csr_text_dup_pem (GBytes *der)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autoptr (GString) pem = g_string_sized_new (strlen (base64) + strlen (base64) / LINE + 80);
  gsize left = strlen (base64);

  g_string_append (pem, "-----BEGIN CERTIFICATE REQUEST-----\n");
  for (const char *at = base64; left > 0; at += MIN (left, LINE), left -= MIN (left, LINE))
    {
      g_string_append_len (pem, at, (gssize) MIN (left, LINE));
      g_string_append_c (pem, '\n');
    }
  g_string_append (pem, "-----END CERTIFICATE REQUEST-----\n");
  return g_string_free (g_steal_pointer (&pem), FALSE);
}
