/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bundle-item.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 256

struct _CwBundleItem
{
  GObject parent_instance;
  CwBundleItemKind kind;
  gboolean encrypted;
  GBytes *der;
  CwPrivateKey *key;
  char *friendly_name;
  GBytes *local_key_id;
  char *sentence;
};

G_DEFINE_FINAL_TYPE (CwBundleItem, cw_bundle_item, G_TYPE_OBJECT)

static void
cw_bundle_item_finalize (GObject *object)
{
  CwBundleItem *self = CW_BUNDLE_ITEM (object);

  g_clear_pointer (&self->der, g_bytes_unref);
  g_clear_object (&self->key);
  g_clear_pointer (&self->friendly_name, g_free);
  g_clear_pointer (&self->local_key_id, g_bytes_unref);
  g_clear_pointer (&self->sentence, g_free);
  G_OBJECT_CLASS (cw_bundle_item_parent_class)->finalize (object);
}

static void
cw_bundle_item_class_init (CwBundleItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_bundle_item_finalize;
}

static void
cw_bundle_item_init (CwBundleItem *self)
{
}

CwBundleItem *
cw_bundle_item_new_certificate (GBytes *der)
{
  CwBundleItem *self = g_object_new (CW_TYPE_BUNDLE_ITEM, NULL);

  self->kind = CW_BUNDLE_ITEM_CERTIFICATE;
  self->der = g_bytes_ref (der);
  return self;
}

CwBundleItem *
cw_bundle_item_new_private_key (CwPrivateKey *key)
{
  CwBundleItem *self = g_object_new (CW_TYPE_BUNDLE_ITEM, NULL);

  self->kind = CW_BUNDLE_ITEM_PRIVATE_KEY;
  self->key = g_object_ref (key);
  return self;
}

CwBundleItem *
cw_bundle_item_new_note (CwBundleItemKind kind, const char *format, ...)
{
  CwBundleItem *self = g_object_new (CW_TYPE_BUNDLE_ITEM, NULL);
  va_list args;

  va_start (args, format);
  self->kind = kind;
  self->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  return self;
}

void
cw_bundle_item_set_names (CwBundleItem *self, const char *friendly_name, GBytes *local_key_id)
{
  g_free (self->friendly_name);
  self->friendly_name = g_strdup (friendly_name);
  g_clear_pointer (&self->local_key_id, g_bytes_unref);
  self->local_key_id = local_key_id ? g_bytes_ref (local_key_id) : NULL;
}

void
cw_bundle_item_set_encrypted (CwBundleItem *self, gboolean encrypted)
{
  self->encrypted = encrypted;
}

gboolean
cw_bundle_item_check_room (GPtrArray *items, GError **error)
{
  if (items->len < CW_BUNDLE_MAX_ITEMS)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The file has more than %u parts"), (guint) CW_BUNDLE_MAX_ITEMS);
  return FALSE;
}

char *
cw_bundle_item_clean_name (const char *text, gssize size)
{
  g_autofree char *copy = size < 0 ? g_strdup (text) : g_strndup (text, (gsize) size);
  g_autofree char *utf8 = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  guint letters = 0;

  if (g_utf8_validate (copy, -1, NULL))
    utf8 = g_steal_pointer (&copy);
  else
    utf8 = g_convert (copy, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  for (const char *p = utf8; p != NULL && *p != '\0' && letters < MAX_NAME; p = g_utf8_next_char (p))
    if (!g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        g_string_append_unichar (clean, g_utf8_get_char (p));
        letters++;
      }
  g_strstrip (clean->str);
  return clean->str[0] != '\0' ? g_strdup (clean->str) : NULL;
}

CwBundleItemKind
cw_bundle_item_get_kind (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), CW_BUNDLE_ITEM_BROKEN);
  return self->kind;
}

CwCertificate *
cw_bundle_item_load_certificate (CwBundleItem *self, GError **error)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  if (self->der != NULL)
    return cw_certificate_new_from_der (self->der, error);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("This part of the file is not a certificate"));
  return NULL;
}

GBytes *
cw_bundle_item_get_der (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  return self->der;
}

CwPrivateKey *
cw_bundle_item_get_private_key (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  return self->key;
}

const char *
cw_bundle_item_get_friendly_name (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  return self->friendly_name;
}

GBytes *
cw_bundle_item_get_local_key_id (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  return self->local_key_id;
}

const char *
cw_bundle_item_get_sentence (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), NULL);
  return self->sentence;
}

gboolean
cw_bundle_item_was_encrypted (CwBundleItem *self)
{
  g_return_val_if_fail (CW_IS_BUNDLE_ITEM (self), FALSE);
  return self->encrypted;
}
