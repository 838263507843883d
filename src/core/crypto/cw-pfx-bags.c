/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pfx-bags.h"

#include "cw-error.h"
#include "cw-openssl.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_ENVELOPED "1.2.840.113549.1.7.3"
#define OID_ENCRYPTED "1.2.840.113549.1.7.6"
#define OID_BAG "1.2.840.113549.1.12.10.1."
#define OID_FRIENDLY_NAME "1.2.840.113549.1.9.20"
#define OID_LOCAL_KEY_ID "1.2.840.113549.1.9.21"
#define OID_X509_CERTIFICATE "1.2.840.113549.1.9.22.1"
#define OID_SDSI_CERTIFICATE "1.2.840.113549.1.9.22.2"

/* Bags within bags: nobody needs more. */
#define MAX_NESTING 8
#define MAX_NAME_SIZE 4096

typedef struct
{
  char *friendly_name;
  GBytes *local_key_id;
} Attributes;

typedef struct
{
  const Attributes *attributes;
  gboolean encrypted;      /* came out of an encrypted safe */
  guint nesting;
} Place;

static void
attributes_clear (Attributes *self)
{
  g_clear_pointer (&self->friendly_name, g_free);
  g_clear_pointer (&self->local_key_id, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attributes, attributes_clear)

static gboolean read_safe_contents (CwPfxBags *self, const CwBer *data, gboolean encrypted, guint nesting, GError **error);

void
cw_pfx_bags_clear (CwPfxBags *self)
{
  g_clear_error (&self->first_problem);
}

/* ---- results ---- */

/* Takes the item. */
static void
add_item (CwPfxBags *self, const Place *place, CwBundleItem *item)
{
  if (cw_bundle_item_get_sentence (item) != NULL && ++self->n_notes > CW_BUNDLE_MAX_NOTES)
    {
      g_object_unref (item);
      return;
    }
  if (place->attributes != NULL)
    cw_bundle_item_set_names (item, place->attributes->friendly_name, place->attributes->local_key_id);
  cw_bundle_item_set_encrypted (item, place->encrypted);
  g_ptr_array_add (self->items, item);
}

static void
add_note (CwPfxBags *self, const Place *place, CwBundleItemKind kind, const char *sentence)
{
  self->n_good++;
  add_item (self, place, cw_bundle_item_new_note (kind, "%s", sentence));
}

static gboolean
is_fatal (CwPfxBags *self, const GError *problem)
{
  if (g_error_matches (problem, CW_ERROR, CW_ERROR_PASSWORD_WRONG) || g_error_matches (problem, CW_ERROR, CW_ERROR_PASSWORD_NEEDED))
    return !self->skip_locked;
  return !g_error_matches (problem, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED) && !g_error_matches (problem, CW_ERROR, CW_ERROR_DAMAGED);
}

/* Takes the problem. TRUE when the reading goes on without this part. */
static gboolean
add_problem (CwPfxBags *self, const Place *place, const char *what, GError *problem, GError **error)
{
  if (is_fatal (self, problem))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_prefix_error (&problem, "%s: ", what);
  add_item (self, place, cw_bundle_item_new_note (CW_BUNDLE_ITEM_BROKEN, "%s", problem->message));
  if (self->first_problem == NULL)
    self->first_problem = problem;
  else
    g_error_free (problem);
  return TRUE;
}

static gboolean
add_damage (CwPfxBags *self, const Place *place, const char *what, GError **error)
{
  return add_problem (self, place, what, g_error_new_literal (CW_ERROR, CW_ERROR_DAMAGED, _("Its structure is damaged")), error);
}

/* ---- attributes ---- */

/* GnuTLS wrote each byte of UTF-8 as a letter of its own. */
static void
repair_name (GString *text)
{
  g_autofree char *bytes = g_convert (text->str, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);

  if (bytes != NULL && g_utf8_validate (bytes, -1, NULL))
    g_string_assign (text, bytes);
}

static char *
decode_name (const CwElement *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const guint8 *data = value->content.data;
  gsize size = MIN (value->content.size, MAX_NAME_SIZE);

  if ((value->id & ~0x20) != CW_BER_BMP)
    return cw_bundle_item_clean_name ((const char *) data, (gssize) size);
  for (gsize i = 0; i + 1 < size && (data[i] | data[i + 1]) != 0; i += 2)
    {
      gunichar c = (gunichar) data[i] << 8 | data[i + 1];

      if (c >= 0xd800 && c < 0xdc00 && i + 3 < size && (data[i + 2] & 0xfc) == 0xdc)
        {
          c = 0x10000 + ((c & 0x3ff) << 10 | ((gunichar) (data[i + 2] & 3) << 8 | data[i + 3]));
          i += 2;
        }
      g_string_append_unichar (text, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
  repair_name (text);
  return cw_bundle_item_clean_name (text->str, (gssize) text->len);
}

static void
read_attributes (Attributes *self, CwBer rest)
{
  CwBer set, attribute, values;
  CwElement oid, value;

  if (!cw_ber_enter (&rest, CW_BER_SET, &set))
    return;
  while (cw_ber_enter (&set, CW_BER_SEQUENCE, &attribute))
    {
      if (!cw_ber_take (&attribute, CW_BER_OID, &oid) || !cw_ber_enter (&attribute, CW_BER_SET, &values) ||
          !cw_ber_next (&values, &value))
        continue;
      if (self->friendly_name == NULL && cw_ber_is_oid (&oid, OID_FRIENDLY_NAME))
        self->friendly_name = decode_name (&value);
      else if (self->local_key_id == NULL && (value.id & ~0x20) == CW_BER_OCTETS && cw_ber_is_oid (&oid, OID_LOCAL_KEY_ID))
        self->local_key_id = cw_ber_octets (&value);
    }
}

/* ---- bags ---- */

static gboolean
add_key (CwPfxBags *self, const Place *place, CwSecret *der, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwPrivateKey) key = cw_private_key_new_from_der (der, &problem);

  if (key == NULL)
    return add_problem (self, place, _("Private key"), g_steal_pointer (&problem), error);
  self->n_good++;
  add_item (self, place, cw_bundle_item_new_private_key (key));
  return TRUE;
}

static gboolean
read_key_bag (CwPfxBags *self, const Place *place, const CwElement *value, GError **error)
{
  g_autoptr (CwSecret) der = cw_secret_new (value->whole.data, value->whole.size);

  return add_key (self, place, der, error);
}

static gboolean
read_shrouded_bag (CwPfxBags *self, const Place *place, const CwElement *value, GError **error)
{
  g_auto (CwPbeScheme) scheme = { 0 };
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwSecret) clear = NULL;
  Place inside = { place->attributes, TRUE, place->nesting };
  CwBer info = value->content, algorithm, data;
  CwElement element;

  if (!cw_ber_enter (&info, CW_BER_SEQUENCE, &algorithm) || !cw_ber_take (&info, CW_BER_OCTETS, &element) ||
      (octets = cw_ber_octets (&element)) == NULL)
    return add_damage (self, place, _("Encrypted private key"), error);
  data = (CwBer) CW_BER_INIT (octets);
  if (cw_pbe_scheme_parse (&scheme, &algorithm, &problem))
    clear = cw_opener_decrypt (self->opener, &scheme, &data, &problem);
  if (clear == NULL)
    return add_problem (self, place, _("Encrypted private key"), g_steal_pointer (&problem), error);
  return add_key (self, &inside, clear, error);
}

static gboolean
read_certificate_bag (CwPfxBags *self, const Place *place, const CwElement *value, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  CwBer rest = value->content, wrapped;
  CwElement oid, octets;

  if (!cw_ber_take (&rest, CW_BER_OID, &oid) || !cw_ber_enter (&rest, CW_BER_CONTEXT_CONSTRUCTED, &wrapped))
    return add_damage (self, place, _("Certificate"), error);
  if (cw_ber_is_oid (&oid, OID_SDSI_CERTIFICATE))
    {
      add_note (self, place, CW_BUNDLE_ITEM_OTHER, _("An SDSI certificate, which is of no use here, was skipped"));
      return TRUE;
    }
  if (!cw_ber_is_oid (&oid, OID_X509_CERTIFICATE) || !cw_ber_take (&wrapped, CW_BER_OCTETS, &octets) ||
      (der = cw_ber_octets (&octets)) == NULL || g_bytes_get_size (der) == 0)
    return add_damage (self, place, _("Certificate"), error);
  self->n_good++;
  add_item (self, place, cw_bundle_item_new_certificate (der));
  return TRUE;
}

static gboolean
read_other_bag (CwPfxBags *self, const Place *place, const char *type)
{
  g_autofree char *sentence = NULL;

  if (strcmp (type, "4") == 0)
    add_note (self, place, CW_BUNDLE_ITEM_CRL, _("A certificate revocation list (CRL) is in the file; it is not imported"));
  else if (strcmp (type, "5") == 0)
    add_note (self, place, CW_BUNDLE_ITEM_OTHER, _("A secret that is neither key nor certificate is in the file; it was skipped"));
  else
    {
      sentence = g_strdup_printf (_("Something of the unknown type “%s” is in the file; it was skipped"), type);
      add_note (self, place, CW_BUNDLE_ITEM_OTHER, sentence);
    }
  return TRUE;
}

static gboolean
read_value (CwPfxBags *self, const Place *place, const char *oid, const CwElement *value, GError **error)
{
  const char *type = g_str_has_prefix (oid, OID_BAG) ? oid + strlen (OID_BAG) : oid;
  CwBer nested = value->whole;

  if (strcmp (type, "1") == 0)
    return read_key_bag (self, place, value, error);
  if (strcmp (type, "2") == 0)
    return read_shrouded_bag (self, place, value, error);
  if (strcmp (type, "3") == 0)
    return read_certificate_bag (self, place, value, error);
  if (strcmp (type, "6") != 0)
    return read_other_bag (self, place, type);
  if (place->nesting >= MAX_NESTING)
    return add_damage (self, place, _("Bags within bags"), error);
  return read_safe_contents (self, &nested, place->encrypted, place->nesting + 1, error);
}

static gboolean
read_bag (CwPfxBags *self, CwBer bag, gboolean encrypted, guint nesting, GError **error)
{
  g_auto (Attributes) attributes = { 0 };
  g_autofree char *type = NULL;
  Place place = { &attributes, encrypted, nesting };
  CwElement oid, value;
  CwBer wrapped;

  if (!cw_ber_take (&bag, CW_BER_OID, &oid) || (type = cw_ber_dup_oid (&oid)) == NULL ||
      !cw_ber_enter (&bag, CW_BER_CONTEXT_CONSTRUCTED, &wrapped) || !cw_ber_next (&wrapped, &value))
    return add_damage (self, &place, _("Part of the file"), error);
  read_attributes (&attributes, bag);
  return read_value (self, &place, type, &value, error);
}

static gboolean
read_safe_contents (CwPfxBags *self, const CwBer *data, gboolean encrypted, guint nesting, GError **error)
{
  Place place = { NULL, encrypted, nesting };
  CwBer rest = *data, bags, bag;

  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &bags))
    return add_damage (self, &place, _("Part of the file"), error);
  while (bags.size > 0)
    {
      if (!cw_ber_enter (&bags, CW_BER_SEQUENCE, &bag))
        return add_damage (self, &place, _("Part of the file"), error);
      if (!cw_bundle_item_check_room (self->items, error) || cw_opener_is_cancelled (self->opener, error))
        return FALSE;
      if (!read_bag (self, bag, encrypted, nesting, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- safes ---- */

static gboolean
read_plain_safe (CwPfxBags *self, CwBer content, GError **error)
{
  Place place = { NULL, FALSE, 0 };
  g_autoptr (GBytes) octets = NULL;
  CwElement element;
  CwBer data;

  if (!cw_ber_take (&content, CW_BER_OCTETS, &element) || (octets = cw_ber_octets (&element)) == NULL)
    return add_damage (self, &place, _("Part of the file"), error);
  data = (CwBer) CW_BER_INIT (octets);
  return read_safe_contents (self, &data, FALSE, 0, error);
}

/* EncryptedData: version, then type, algorithm and the cipher text, implicitly tagged [0]. */
static gboolean
enter_encrypted (CwBer content, CwBer *algorithm, GBytes **octets)
{
  CwBer data, info;
  CwElement type, cipher_text;
  guint64 version;

  if (!cw_ber_enter (&content, CW_BER_SEQUENCE, &data) || !cw_ber_take_uint (&data, 10, &version) ||
      !cw_ber_enter (&data, CW_BER_SEQUENCE, &info) || !cw_ber_take (&info, CW_BER_OID, &type) ||
      !cw_ber_enter (&info, CW_BER_SEQUENCE, algorithm) || !cw_ber_next (&info, &cipher_text) ||
      (cipher_text.id & ~0x20) != CW_BER_CONTEXT)
    return FALSE;
  *octets = cw_ber_octets (&cipher_text);
  return *octets != NULL;
}

static gboolean
read_encrypted_safe (CwPfxBags *self, CwBer content, GError **error)
{
  Place place = { NULL, TRUE, 0 };
  g_auto (CwPbeScheme) scheme = { 0 };
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (CwSecret) clear = NULL;
  CwBer algorithm, data;

  if (!enter_encrypted (content, &algorithm, &octets))
    return add_damage (self, &place, _("Encrypted part of the file"), error);
  data = (CwBer) CW_BER_INIT (octets);
  if (cw_pbe_scheme_parse (&scheme, &algorithm, &problem))
    clear = cw_opener_decrypt (self->opener, &scheme, &data, &problem);
  if (clear == NULL)
    return add_problem (self, &place, _("Encrypted part of the file"), g_steal_pointer (&problem), error);
  data = (CwBer) { cw_secret_get_data (clear), cw_secret_get_size (clear) };
  return read_safe_contents (self, &data, TRUE, 0, error);
}

static gboolean
read_safe (CwPfxBags *self, CwBer info, GError **error)
{
  Place place = { NULL, FALSE, 0 };
  g_autofree char *type = NULL;
  CwElement oid;
  CwBer content;

  if (!cw_ber_take (&info, CW_BER_OID, &oid) || (type = cw_ber_dup_oid (&oid)) == NULL ||
      !cw_ber_enter (&info, CW_BER_CONTEXT_CONSTRUCTED, &content))
    return add_damage (self, &place, _("Part of the file"), error);
  if (strcmp (type, OID_DATA) == 0)
    return read_plain_safe (self, content, error);
  if (strcmp (type, OID_ENCRYPTED) == 0)
    return read_encrypted_safe (self, content, error);
  if (strcmp (type, OID_ENVELOPED) == 0)
    return add_problem (self, &place, _("Encrypted part of the file"),
                        g_error_new_literal (CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED,
                                             _("It is encrypted for the holder of a certificate instead of by a password, which is not supported here")),
                        error);
  return add_problem (self, &place, _("Part of the file"),
                      g_error_new (CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("Its type “%s” is unknown"), type), error);
}

gboolean
cw_pfx_bags_read (CwPfxBags *self, const CwBer *safes, GError **error)
{
  Place place = { NULL, FALSE, 0 };
  CwBer rest = *safes, info;

  while (rest.size > 0)
    {
      if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &info))
        return add_damage (self, &place, _("Part of the file"), error);
      if (!read_safe (self, info, error))
        return FALSE;
    }
  return TRUE;
}
