/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-material.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-encode.h"
#include "cw-error.h"

struct _CwMaterial {
  GObject        parent_instance;
  CwCertificate *leaf;
  GPtrArray     *chain;
  CwCertificate *root;
  CwPrivateKey  *key;
  char          *friendly_name;
};

G_DEFINE_FINAL_TYPE (CwMaterial, cw_material, G_TYPE_OBJECT)

static GPtrArray *
dup_certificates (CwMaterial *self, gboolean with_leaf)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  if (with_leaf)
    g_ptr_array_add (all, g_object_ref (self->leaf));
  for (guint i = 0; i < self->chain->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (self->chain, i)));
  return all;
}

static void
cw_material_finalize (GObject *object)
{
  CwMaterial *self = CW_MATERIAL (object);

  g_clear_object (&self->leaf);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_object (&self->root);
  g_clear_object (&self->key);
  g_free (self->friendly_name);
  G_OBJECT_CLASS (cw_material_parent_class)->finalize (object);
}

static void
cw_material_class_init (CwMaterialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_material_finalize;
}

static void
cw_material_init (CwMaterial *self)
{
}

CwMaterial *
cw_material_new (CwCertificate *leaf, GPtrArray *chain, CwCertificate *root, CwPrivateKey *key, const char *friendly_name, GError **error)
{
  CwMaterial *self;

  if (strcmp (cw_certificate_get_key_id (leaf), cw_private_key_get_key_id (key)) != 0)
    {
      g_autofree char *name = cw_certificate_dup_display_name (leaf);

      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH, _("The private key is not that of the certificate “%s”."), name);
      return NULL;
    }
  self = g_object_new (CW_TYPE_MATERIAL, NULL);
  self->leaf = g_object_ref (leaf);
  self->chain = g_ptr_array_ref (chain);
  self->root = root != NULL ? g_object_ref (root) : NULL;
  self->key = g_object_ref (key);
  self->friendly_name = g_strdup (friendly_name);
  return self;
}

CwCertificate *
cw_material_get_leaf (CwMaterial *self)
{
  return self->leaf;
}

GPtrArray *
cw_material_get_chain (CwMaterial *self)
{
  return self->chain;
}

CwSecret *
cw_material_render (CwMaterial *self, CwTargetFormat format, CwSecret *password, GError **error)
{
  g_autoptr (GPtrArray) certificates = NULL;

  switch (format)
    {
    case CW_TARGET_CERTIFICATE:
      certificates = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (certificates, g_object_ref (self->leaf));
      return cw_encode_pem (certificates, NULL, NULL, error);
    case CW_TARGET_CHAIN:
      certificates = dup_certificates (self, FALSE);
      return cw_encode_pem (certificates, NULL, NULL, error);
    case CW_TARGET_FULLCHAIN:
      certificates = dup_certificates (self, TRUE);
      return cw_encode_pem (certificates, NULL, NULL, error);
    case CW_TARGET_KEY:
      certificates = g_ptr_array_new ();
      return cw_encode_pem (certificates, self->key, NULL, error);
    case CW_TARGET_COMBINED:
      certificates = dup_certificates (self, TRUE);
      return cw_encode_pem (certificates, self->key, NULL, error);
    case CW_TARGET_ROOT:
      certificates = g_ptr_array_new_with_free_func (g_object_unref);
      if (self->root != NULL)
        g_ptr_array_add (certificates, g_object_ref (self->root));
      return cw_encode_pem (certificates, NULL, NULL, error);
    case CW_TARGET_PKCS12:
      if (password == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("The PKCS #12 file needs a password."));
          return NULL;
        }
      certificates = dup_certificates (self, TRUE);
      return cw_encode_pfx (certificates, self->key, self->friendly_name, password, CW_PFX_MODERN, 0, error);
    }
  g_return_val_if_reached (NULL);
}
