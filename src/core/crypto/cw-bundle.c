/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bundle.h"

#include "cw-base64.h"
#include "cw-bundle-reader.h"
#include "cw-error.h"
#include "cw-pfx.h"
#include "cw-sniff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Base64 of PEM of PKCS #7 … : nobody wraps deeper. */
#define MAX_WRAPPING 3

struct _CwBundle
{
  GObject parent_instance;
  const char *format;
  GPtrArray *items;
  gboolean unchecked;
};

G_DEFINE_FINAL_TYPE (CwBundle, cw_bundle, G_TYPE_OBJECT)

static gboolean read_content (CwBundle *self, CwBundleReader *reader, CwBer data, guint wrapping, GError **error);

/* ---- the reader ---- */

static void
append (CwBundleReader *self, CwBundleItem *item)
{
  if (cw_bundle_item_get_sentence (item) != NULL && ++self->n_notes > CW_BUNDLE_MAX_NOTES)
    g_object_unref (item);
  else
    g_ptr_array_add (self->items, item);
}

void
cw_bundle_reader_add (CwBundleReader *self, const CwBundleOrigin *origin, CwBundleItem *item)
{
  if (origin->friendly_name != NULL || origin->local_key_id != NULL)
    cw_bundle_item_set_names (item, origin->friendly_name, origin->local_key_id);
  self->n_good++;
  append (self, item);
}

void
cw_bundle_reader_add_note (CwBundleReader *self, const CwBundleOrigin *origin, CwBundleItemKind kind, const char *sentence)
{
  cw_bundle_reader_add (self, origin, origin->where ? cw_bundle_item_new_note (kind, "%s: %s", origin->where, sentence)
                                                    : cw_bundle_item_new_note (kind, "%s", sentence));
}

static gboolean
is_locked (const GError *problem)
{
  return g_error_matches (problem, CW_ERROR, CW_ERROR_PASSWORD_NEEDED) || g_error_matches (problem, CW_ERROR, CW_ERROR_PASSWORD_WRONG) ||
         g_error_matches (problem, CW_ERROR, CW_ERROR_MAC_MISSING);
}

gboolean
cw_bundle_reader_add_problem (CwBundleReader *self, const CwBundleOrigin *origin, GError *problem, GError **error)
{
  if (origin->where != NULL)
    g_prefix_error (&problem, "%s: ", origin->where);
  if (is_locked (problem) ? !self->options->skip_locked
                          : (problem->code == CW_ERROR_CANCELLED || problem->code == CW_ERROR_TOO_SLOW || problem->code == CW_ERROR_TOO_LARGE))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  append (self, cw_bundle_item_new_note (CW_BUNDLE_ITEM_BROKEN, "%s", problem->message));
  if (self->first_problem == NULL)
    self->first_problem = problem;
  else
    g_error_free (problem);
  return TRUE;
}

gboolean
cw_bundle_reader_add_key (CwBundleReader *self, const CwBundleOrigin *origin, CwSecret *der, gboolean encrypted, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwPrivateKey) key = cw_private_key_new_from_der (der, &problem);
  CwBundleItem *item;

  if (key == NULL)
    return cw_bundle_reader_add_problem (self, origin, g_steal_pointer (&problem), error);
  item = cw_bundle_item_new_private_key (key);
  cw_bundle_item_set_encrypted (item, encrypted);
  cw_bundle_reader_add (self, origin, item);
  return TRUE;
}

/* ---- recognition ---- */

static gboolean
not_recognised (const CwBer *data, GError **error)
{
  const char *foreign = cw_sniff_foreign (data);

  if (foreign != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("It is neither a certificate nor a key nor a container of them: it looks like %s"), foreign);
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("It is neither a certificate nor a key nor a container of them"));
  return FALSE;
}

static const char *
name_format (CwSniff sniff)
{
  switch (sniff)
    {
    case CW_SNIFF_CERTIFICATE:
      return _("X.509 certificate (DER)");
    case CW_SNIFF_CRL:
      return _("Certificate revocation list (DER)");
    case CW_SNIFF_REQUEST:
      return _("Certificate request (DER)");
    case CW_SNIFF_PFX:
      return _("PKCS #12");
    case CW_SNIFF_PKCS7:
      return _("PKCS #7");
    case CW_SNIFF_CERTIFICATE_SEQUENCE:
      return _("Netscape certificate list");
    case CW_SNIFF_PRIVATE_KEY:
      return _("Private key (DER)");
    case CW_SNIFF_ENCRYPTED_KEY:
      return _("Encrypted private key (PKCS #8)");
    case CW_SNIFF_PUBLIC_KEY:
      return _("Public key (DER)");
    case CW_SNIFF_UNKNOWN:
    default:
      return _("DER");
    }
}

/* Line ends and zeros that a transfer has appended. */
static gboolean
is_filler (CwBer rest)
{
  for (; rest.size > 0; rest.data++, rest.size--)
    if (*rest.data != 0 && *rest.data != 0x1a && !g_ascii_isspace (*rest.data))
      return FALSE;
  return TRUE;
}

/* Not even one whole element: cut off, if the beginning is right; a text that starts with the digit 0 is not. */
static gboolean
explain_unreadable (const CwBer *data, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data->data, data->size);
  gsize claimed = cw_ber_claimed_size (data);

  if (data->size < 4 || data->data[1] < 0x80)
    return not_recognised (data, error);
  if (claimed > data->size && claimed <= CW_BUNDLE_MAX_SIZE)
    {
      g_autofree char *expected = g_format_size_full (claimed, G_FORMAT_SIZE_LONG_FORMAT);
      g_autofree char *found = g_format_size_full (data->size, G_FORMAT_SIZE_LONG_FORMAT);

      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The file is incomplete: it should have %s, and %s are there"), expected, found);
    }
  else if (cw_pfx_looks_like (bytes))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The PKCS #12 file is damaged: its structure is broken"));
  else if (data->data[1] == 0x80 || (data->data[2] & 0x80) == 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The file is damaged: its structure is broken"));
  else
    return not_recognised (data, error);
  return FALSE;
}

/* One element after the other: certificates are sometimes just written behind each other. */
static gboolean
read_der (CwBundle *self, CwBundleReader *reader, CwBer data, GError **error)
{
  CwBundleOrigin origin = { 0 };
  CwBer rest = data;
  CwElement element;

  if (!cw_ber_next (&rest, &element))
    return explain_unreadable (&data, error);
  if (cw_sniff_element (&element) == CW_SNIFF_UNKNOWN)
    return not_recognised (&data, error);
  self->format = name_format (cw_sniff_element (&element));
  if (!cw_bundle_read_element (reader, &origin, &element, error))
    return FALSE;
  while (!is_filler (rest))
    {
      if (rest.data[0] != CW_BER_SEQUENCE || !cw_ber_next (&rest, &element))
        {
          g_ptr_array_add (reader->items, cw_bundle_item_new_note (CW_BUNDLE_ITEM_BROKEN, _("The end of the file is damaged or incomplete")));
          return TRUE;
        }
      if (cw_opener_is_cancelled (&reader->opener, error) || !cw_bundle_read_element (reader, &origin, &element, error))
        return FALSE;
    }
  return TRUE;
}

/* The first byte of DER is the digit 0 in a text; a long length is no text any more, a short one must be something we know. */
static gboolean
looks_like_der (const CwBer *data)
{
  return data->size > 1 && data->data[0] == CW_BER_SEQUENCE && (data->data[1] >= 0x80 || cw_sniff (data) != CW_SNIFF_UNKNOWN);
}

/* ---- texts ---- */

static gboolean
read_pem (CwBundle *self, CwBundleReader *reader, const CwBer *data, GError **error)
{
  self->format = _("PEM");
  if (!cw_bundle_read_pem (reader, data, error))
    return FALSE;
  if (reader->items->len > 0 || reader->n_good > 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_EMPTY, _("The PEM file has no certificate and no key in it"));
  return FALSE;
}

/* Base64 of DER always starts with an M, that of PEM with LS0t. */
static gboolean
looks_like_base64 (CwBer data)
{
  while (data.size > 0 && g_ascii_isspace (*data.data))
    data.data++, data.size--;
  return data.size >= 16 && (data.data[0] == 'M' || memcmp (data.data, "LS0t", 4) == 0);
}

static gboolean
read_base64 (CwBundle *self, CwBundleReader *reader, const CwBer *data, guint wrapping, gboolean *is_base64, GError **error)
{
  gsize room = CW_BASE64_ROOM (data->size);
  g_autofree guint8 *decoded = g_malloc (room);
  gssize size = cw_base64_decode ((const char *) data->data, data->size, decoded);
  CwBer inner = { decoded, (gsize) MAX (size, 0) };
  gboolean done = FALSE;

  *is_base64 = size > 0;
  if (*is_base64)
    done = read_content (self, reader, inner, wrapping + 1, error);
  /* It may have been a key. */
  cw_secret_wipe (decoded, room);
  return done;
}

/* ---- UTF-16, as Windows editors save ---- */

static gboolean
looks_like_utf16 (const CwBer *data, gboolean *big_endian)
{
  const guint8 *d = data->data;

  if (data->size < 8)
    return FALSE;
  *big_endian = d[0] == 0xfe || d[0] == 0;
  if ((d[0] == 0xff && d[1] == 0xfe) || (d[0] == 0xfe && d[1] == 0xff))
    return TRUE;
  return (g_ascii_isprint (d[0]) && d[1] == 0 && g_ascii_isprint (d[2]) && d[3] == 0) ||
         (d[0] == 0 && g_ascii_isprint (d[1]) && d[2] == 0 && g_ascii_isprint (d[3]));
}

static gsize
utf16_to_utf8 (const CwBer *data, gboolean big_endian, char *out)
{
  gsize size = 0;

  for (gsize i = 0; i + 1 < data->size; i += 2)
    {
      gunichar c = (gunichar) data->data[i + (big_endian ? 0 : 1)] << 8 | data->data[i + (big_endian ? 1 : 0)];

      if (c == 0xfeff)
        continue;
      /* Surrogates do not occur where it matters. */
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
      size += (gsize) g_unichar_to_utf8 (c, out + size);
    }
  return size;
}

static gboolean
read_utf16 (CwBundle *self, CwBundleReader *reader, const CwBer *data, gboolean big_endian, guint wrapping, GError **error)
{
  gsize room = data->size / 2 * 3 + 6;
  g_autofree char *text = g_malloc (room);
  CwBer inner = { (const guint8 *) text, utf16_to_utf8 (data, big_endian, text) };
  gboolean done = read_content (self, reader, inner, wrapping + 1, error);

  cw_secret_wipe (text, room);
  return done;
}

static gboolean
read_content (CwBundle *self, CwBundleReader *reader, CwBer data, guint wrapping, GError **error)
{
  gboolean big_endian, is_base64 = FALSE, done;

  if (wrapping > MAX_WRAPPING)
    return not_recognised (&data, error);
  if (data.size >= 3 && memcmp (data.data, "\xef\xbb\xbf", 3) == 0)
    data.data += 3, data.size -= 3;
  if (looks_like_der (&data))
    return read_der (self, reader, data, error);
  if (looks_like_utf16 (&data, &big_endian))
    return read_utf16 (self, reader, &data, big_endian, wrapping, error);
  if (memmem (data.data, data.size, "-----BEGIN ", 11) != NULL)
    return read_pem (self, reader, &data, error);
  if (looks_like_base64 (data))
    {
      done = read_base64 (self, reader, &data, wrapping, &is_base64, error);
      if (is_base64)
        return done;
    }
  return not_recognised (&data, error);
}

/* ---- the object ---- */

static void
cw_bundle_finalize (GObject *object)
{
  CwBundle *self = CW_BUNDLE (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_bundle_parent_class)->finalize (object);
}

static void
cw_bundle_class_init (CwBundleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_bundle_finalize;
}

static void
cw_bundle_init (CwBundle *self)
{
  self->format = "";
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
check_size (GBytes *data, GError **error)
{
  if (g_bytes_get_size (data) == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_EMPTY, _("The file is empty"));
      return FALSE;
    }
  if (g_bytes_get_size (data) > CW_BUNDLE_MAX_SIZE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The file is too large: it has more than %u megabytes"),
                   (guint) (CW_BUNDLE_MAX_SIZE >> 20));
      return FALSE;
    }
  return TRUE;
}

/* Good is what has at least one part that is what it should be. */
static gboolean
check_result (CwBundleReader *reader, GError **error)
{
  if (reader->n_good > 0 || reader->first_problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->first_problem));
  return FALSE;
}

CwBundle *
cw_bundle_read (GBytes *data, const CwBundleOptions *options, GCancellable *cancellable, GError **error)
{
  static const CwBundleOptions no_options = { 0 };
  g_autoptr (CwBundle) self = NULL;
  CwBundleReader reader = { .options = options ? options : &no_options, .cancellable = cancellable };
  gboolean done;

  g_return_val_if_fail (data != NULL, NULL);
  if (!check_size (data, error))
    return NULL;
  self = g_object_new (CW_TYPE_BUNDLE, NULL);
  reader.items = self->items;
  cw_opener_init (&reader.opener, reader.options->passwords, reader.options->allow_slow, cancellable);
  done = read_content (self, &reader, (CwBer) CW_BER_INIT (data), 0, error) && check_result (&reader, error);
  self->unchecked = reader.unchecked;
  cw_opener_clear (&reader.opener);
  g_clear_error (&reader.first_problem);
  return done ? g_steal_pointer (&self) : NULL;
}

const char *
cw_bundle_get_format (CwBundle *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE (self), NULL);
  return self->format;
}

guint
cw_bundle_get_n_items (CwBundle *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE (self), 0);
  return self->items->len;
}

CwBundleItem *
cw_bundle_get_item (CwBundle *self, guint index)
{
  g_return_val_if_fail (CW_IS_BUNDLE (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);
  return g_ptr_array_index (self->items, index);
}

gboolean
cw_bundle_had_integrity_check (CwBundle *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE (self), FALSE);
  return !self->unchecked;
}
