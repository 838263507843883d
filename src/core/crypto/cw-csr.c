/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr.h"

#include "cw-csr-parts.h"
#include "cw-csr-text.h"
#include "cw-curve-key.h"
#include "cw-error.h"
#include "cw-hex.h"
#include "cw-name.h"
#include "cw-openssl.h"
#include "cw-public-key.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha2.h>
#include <string.h>

struct _CwCsr
{
  GObject parent_instance;
  GBytes *der;
  char *subject;
  char *common_name;
  char *key_id;
  char *key_algorithm;
  char *template_name;
  char **purposes;
  GPtrArray *names;
  guint key_bits;
};

G_DEFINE_FINAL_TYPE (CwCsr, cw_csr, G_TYPE_OBJECT)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

/* ---- what is inside ---- */

static char *
dup_key_id (CwDer spki)
{
  guint8 digest[SHA256_DIGEST_SIZE];
  struct sha256_ctx sha256;

  sha256_init (&sha256);
  sha256_update (&sha256, spki.size, spki.data);
  sha256_digest (&sha256, sizeof digest, digest);
  return cw_hex_encode (digest, sizeof digest);
}

static CwAltName *
load_name (guint tag, CwDer value)
{
  g_autofree char *text = cw_general_name_dup_text (tag, value, TRUE);

  switch (text ? tag : 0)
    {
    case CW_DER_CONTEXT (1):
      return cw_alt_name_new (CW_ALT_NAME_EMAIL, text, NULL);
    case CW_DER_CONTEXT (2):
      return cw_alt_name_new (CW_ALT_NAME_DNS, text, NULL);
    case CW_DER_CONTEXT (6):
      return cw_alt_name_new (CW_ALT_NAME_URI, text, NULL);
    case CW_DER_CONTEXT (7):
      return cw_alt_name_new (CW_ALT_NAME_IP, text, NULL);
    default:
      return NULL;
    }
}

static void
decode_names (CwCsr *self, CwDer extensions)
{
  CwExtension extension;
  CwDer list, value;
  guint tag;

  self->names = g_ptr_array_new_with_free_func (g_object_unref);
  if (!cw_extension_find (extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &extension) || !cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    return;
  while (cw_der_next (&list, &tag, &value, NULL))
    {
      CwAltName *name = load_name (tag, value);

      if (name != NULL)
        g_ptr_array_add (self->names, name);
    }
}

static void
decode_purposes (CwCsr *self, CwDer extensions)
{
  g_autoptr (GStrvBuilder) purposes = g_strv_builder_new ();
  char oid[CW_DER_OID_MAX];
  CwExtension extension;
  CwDer list;

  if (cw_extension_find (extensions, CW_EXTENSION_EXTENDED_KEY_USAGE, &extension) && cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    while (cw_der_take_oid (&list, oid, sizeof oid))
      g_strv_builder_add (purposes, oid);
  self->purposes = g_strv_builder_end (purposes);
}

static char *
dup_template (CwDer extensions)
{
  char oid[CW_DER_OID_MAX];
  CwExtension extension;
  CwDer content;
  guint tag;

  if (cw_extension_find (extensions, CW_EXTENSION_TEMPLATE_NAME, &extension) && cw_der_next (&extension.value, &tag, &content, NULL))
    return cw_text_to_printable (cw_der_dup_string (tag, content));
  if (cw_extension_find (extensions, CW_EXTENSION_TEMPLATE, &extension) && cw_der_take (&extension.value, CW_DER_SEQUENCE, &content) &&
      cw_der_take_oid (&content, oid, sizeof oid))
    return g_strdup (oid);
  return NULL;
}

static gboolean
decode (CwCsr *self, GError **error)
{
  CwPublicKeyInfo info;
  const char *problem;
  CwCsrParts parts;

  if (!cw_csr_parts_read (cw_der (self->der), &parts, &problem) ||
      (!cw_public_key_read (parts.spki, &info) && (problem = N_("public key"))))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate request is damaged: its %s cannot be read."), _(problem));
      return FALSE;
    }
  self->subject = cw_name_dup_text (parts.subject);
  self->common_name = cw_name_dup_attribute (parts.subject, CW_NAME_COMMON_NAME);
  self->key_id = dup_key_id (parts.spki);
  self->key_algorithm = cw_public_key_dup_words (&info);
  self->key_bits = info.bits;
  self->template_name = dup_template (parts.extensions);
  decode_names (self, parts.extensions);
  decode_purposes (self, parts.extensions);
  return TRUE;
}

/* FALSE: the key is of no kind that libcrypto knows. */
static gboolean
check_signature (CwCsr *self, gboolean *good)
{
  g_autoptr (X509_REQ) request = NULL;
  CwDer der = cw_der (self->der);
  const guint8 *at = der.data;
  EVP_PKEY *key = NULL;
  const char *problem;
  CwCsrParts parts;

  if (cw_csr_parts_read (der, &parts, &problem) && cw_curve_key_verify (parts.spki, parts.algorithm, parts.info, parts.signature, good))
    return TRUE;
  /* On failure d2i_X509_REQ() frees and forgets what it was given. */
  request = X509_REQ_new_ex (cw_openssl_context (), NULL);
  if (request != NULL && d2i_X509_REQ (&request, &at, (long) der.size) != NULL)
    key = X509_REQ_get0_pubkey (request);
  *good = key != NULL && X509_REQ_verify_ex (request, key, cw_openssl_context (), NULL) == 1;
  cw_openssl_clear_errors ();
  return key != NULL;
}

/* Whoever asks must have the key: a request that its own key did not sign is worth nothing. */
static gboolean
verify (CwCsr *self, GError **error)
{
  gboolean good;

  if (!check_signature (self, &good))
    g_set_error (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("The certificate request is for a key of the kind %s, which is not supported here."),
                 self->key_algorithm);
  else if (!good)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED,
                         _("The certificate request is damaged or was changed: its signature is not one of its own key."));
  else
    return TRUE;
  return FALSE;
}

/* ---- the object ---- */

static void
cw_csr_finalize (GObject *object)
{
  CwCsr *self = CW_CSR (object);

  g_clear_pointer (&self->der, g_bytes_unref);
  g_free (self->subject);
  g_free (self->common_name);
  g_free (self->key_id);
  g_free (self->key_algorithm);
  g_free (self->template_name);
  g_strfreev (self->purposes);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_csr_parent_class)->finalize (object);
}

static void
cw_csr_class_init (CwCsrClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_csr_finalize;
}

static void
cw_csr_init (CwCsr *self)
{
}

CwCsr *
cw_csr_new_signed (GBytes *der)
{
  CwCsr *self = g_object_new (CW_TYPE_CSR, NULL);

  self->der = g_bytes_ref (der);
  if (!decode (self, NULL))
    g_assert_not_reached ();
  return self;
}

CwCsr *
cw_csr_new_from_data (GBytes *data, GError **error)
{
  g_autoptr (CwCsr) self = g_object_new (CW_TYPE_CSR, NULL);

  g_return_val_if_fail (data != NULL, NULL);
  self->der = cw_csr_text_find (data, error);
  if (self->der == NULL || !decode (self, error) || !verify (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

GBytes *
cw_csr_get_der (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->der;
}

char *
cw_csr_dup_pem (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return cw_csr_text_dup_pem (self->der);
}

const char *
cw_csr_get_subject (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->subject;
}

const char *
cw_csr_get_common_name (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->common_name;
}

const char *
cw_csr_get_key_id (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->key_id;
}

const char *
cw_csr_get_key_algorithm (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->key_algorithm;
}

guint
cw_csr_get_key_bits (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), 0);
  return self->key_bits;
}

GPtrArray *
cw_csr_get_names (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->names;
}

const char *const *
cw_csr_get_purposes (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return (const char *const *) self->purposes;
}

const char *
cw_csr_get_template (CwCsr *self)
{
  g_return_val_if_fail (CW_IS_CSR (self), NULL);
  return self->template_name;
}
