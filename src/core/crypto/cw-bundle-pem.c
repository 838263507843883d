/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bundle-reader.h"

#include "cw-base64.h"
#include "cw-error.h"
#include "cw-hex.h"
#include "cw-pem.h"
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What "openssl pkcs12" prints before a block. */
#define ATTRIBUTES "Bag Attributes"
#define MAX_ATTRIBUTES 8192

typedef struct
{
  char *where;
  char *friendly_name;
  GBytes *local_key_id;
} Names;

static void
names_clear (Names *self)
{
  g_clear_pointer (&self->where, g_free);
  g_clear_pointer (&self->friendly_name, g_free);
  g_clear_pointer (&self->local_key_id, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static gboolean
is_skipped_silently (const CwPemBlock *block)
{
  return cw_pem_label_is (block, "EC PARAMETERS") || cw_pem_label_is (block, "DSA PARAMETERS") ||
         cw_pem_label_is (block, "DH PARAMETERS") || cw_pem_label_is (block, "X9.42 DH PARAMETERS");
}

/* The label is foreign text: shown, but never more than a label can be. */
static char *
describe (CwPemScanner *scanner, const CwPemBlock *block)
{
  g_autofree char *label = cw_bundle_item_clean_name ((const char *) block->label.data, (gssize) block->label.size);

  return g_strdup_printf (_("“%s” in line %u"), label ? label : "", cw_pem_scanner_get_line (scanner, block));
}

static void
read_names (Names *names, const CwPemBlock *block)
{
  CwBer before = block->before;
  g_autofree char *name = NULL, *id = NULL;

  if (before.size > MAX_ATTRIBUTES)
    {
      before.data += before.size - MAX_ATTRIBUTES;
      before.size = MAX_ATTRIBUTES;
    }
  if (before.size < strlen (ATTRIBUTES) || memmem (before.data, before.size, ATTRIBUTES, strlen (ATTRIBUTES)) == NULL)
    return;
  name = cw_pem_dup_field (&before, "friendlyName");
  id = cw_pem_dup_field (&before, "localKeyID");
  names->friendly_name = name ? cw_bundle_item_clean_name (name, -1) : NULL;
  names->local_key_id = id ? cw_hex_decode (id) : NULL;
}

/* ---- OpenSSL's old encryption ---- */

/* "DES-EDE3-CBC,0123456789ABCDEF" */
static gboolean
read_dek_info (const CwPemBlock *block, CwPbeScheme *scheme, GError **error)
{
  g_autofree char *info = cw_pem_dup_field (&block->headers, "DEK-Info");
  g_auto (GStrv) parts = info ? g_strsplit (info, ",", 2) : NULL;
  g_autoptr (GBytes) iv = NULL;

  if (parts != NULL && parts[0] != NULL && parts[1] != NULL)
    iv = cw_hex_decode (parts[1]);
  if (iv != NULL && g_bytes_get_size (iv) >= 8)
    return cw_pbe_scheme_init_openssl (scheme, g_strstrip (parts[0]), iv, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The encrypted private key is damaged: its DEK-Info line is not in order"));
  return FALSE;
}

static gboolean
read_old_encrypted (CwBundleReader *self, const CwBundleOrigin *origin, const CwPemBlock *block, const CwBer *data, GError **error)
{
  g_auto (CwPbeScheme) scheme = { 0 };
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwSecret) clear = NULL;

  if (read_dek_info (block, &scheme, &problem))
    clear = cw_opener_decrypt (&self->opener, &scheme, data, &problem);
  if (clear != NULL)
    return cw_bundle_reader_add_key (self, origin, clear, TRUE, error);
  return cw_bundle_reader_add_problem (self, origin, g_steal_pointer (&problem), error);
}

/* ---- blocks ---- */

/* "TRUSTED CERTIFICATE" carries OpenSSL's notes behind the certificate: trust, reject, alias. */
static char *
dup_alias (CwBer rest)
{
  CwBer notes;
  CwElement element;

  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &notes))
    return NULL;
  while (cw_ber_next (&notes, &element))
    if (element.id == 0x0c)
      return cw_bundle_item_clean_name ((const char *) element.content.data, (gssize) MIN (element.content.size, 4096));
  return NULL;
}

static gboolean
add_block_problem (CwBundleReader *self, CwPemScanner *scanner, const CwPemBlock *block, CwError code, const char *sentence, GError **error)
{
  g_autofree char *where = describe (scanner, block);
  CwBundleOrigin origin = { .where = where };

  return cw_bundle_reader_add_problem (self, &origin, g_error_new_literal (CW_ERROR, (gint) code, sentence), error);
}

static gboolean
read_decoded (CwBundleReader *self, CwPemScanner *scanner, const CwPemBlock *block, const CwBer *data, GError **error)
{
  gboolean encrypted = block->headers.size > 0 && memmem (block->headers.data, block->headers.size, "ENCRYPTED", 9) != NULL;
  g_auto (Names) names = { 0 };
  CwBundleOrigin origin = { 0 };
  CwBer rest = *data;
  CwElement element;

  read_names (&names, block);
  if (encrypted)
    {
      names.where = describe (scanner, block);
      origin = (CwBundleOrigin) { names.where, names.friendly_name, names.local_key_id };
      return read_old_encrypted (self, &origin, block, data, error);
    }
  if (!cw_ber_next (&rest, &element))
    return add_block_problem (self, scanner, block, CW_ERROR_DAMAGED, _("What it contains is damaged or incomplete"), error);
  if (names.friendly_name == NULL && rest.size > 0)
    names.friendly_name = dup_alias (rest);
  /* Where it is costs the counting of lines: only for what may need it. */
  if (cw_sniff_element (&element) != CW_SNIFF_CERTIFICATE)
    names.where = describe (scanner, block);
  origin = (CwBundleOrigin) { names.where, names.friendly_name, names.local_key_id };
  return cw_bundle_read_element (self, &origin, &element, error);
}

static gboolean
is_foreign_block (const CwPemBlock *block)
{
  return cw_pem_label_is (block, "OPENSSH PRIVATE KEY") || cw_pem_label_is (block, "SSH2 PUBLIC KEY") ||
         (block->label.size >= 3 && memcmp (block->label.data, "PGP", 3) == 0) ||
         cw_pem_label_is (block, "ATTRIBUTE CERTIFICATE") || cw_pem_label_is (block, "TSS2 PRIVATE KEY");
}

static gboolean
read_block (CwBundleReader *self, CwPemScanner *scanner, const CwPemBlock *block, GError **error)
{
  g_autoptr (CwSecret) secret = NULL;
  g_autofree guint8 *plain = NULL;
  gsize room = CW_BASE64_ROOM (block->body.size);
  gboolean is_secret = memmem (block->label.data, block->label.size, "PRIVATE", 7) != NULL;
  CwBer data;
  gssize size;

  if (is_skipped_silently (block))
    return TRUE;
  if (is_foreign_block (block))
    {
      g_autofree char *where = describe (scanner, block);
      CwBundleOrigin origin = { .where = where };

      cw_bundle_reader_add_note (self, &origin, CW_BUNDLE_ITEM_OTHER, _("It is of no use here and was skipped"));
      return TRUE;
    }
  if (!block->complete)
    return add_block_problem (self, scanner, block, CW_ERROR_DAMAGED, _("It is incomplete: its END line is missing"), error);
  if (is_secret)
    secret = cw_secret_new (NULL, room);
  else
    plain = g_malloc (room);
  data.data = secret ? cw_secret_get_data (secret) : plain;
  size = cw_base64_decode ((const char *) block->body.data, block->body.size, (guint8 *) data.data);
  data.size = (gsize) MAX (size, 0);
  if (size <= 0)
    return add_block_problem (self, scanner, block, CW_ERROR_DAMAGED, _("Its text is not in order (it should be base64)"), error);
  return read_decoded (self, scanner, block, &data, error);
}

gboolean
cw_bundle_read_pem (CwBundleReader *self, const CwBer *text, GError **error)
{
  CwPemScanner scanner;
  CwPemBlock block;

  cw_pem_scanner_init (&scanner, text);
  for (guint i = 0; cw_pem_scanner_next (&scanner, &block); i++)
    {
      if (i % 256 == 0 && cw_opener_is_cancelled (&self->opener, error))
        return FALSE;
      if (!read_block (self, &scanner, &block, error))
        return FALSE;
    }
  return TRUE;
}
