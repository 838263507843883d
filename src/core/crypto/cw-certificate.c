/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate.h"
#include "cw-certificate-parts.h"
#include "cw-error.h"
#include "cw-name.h"
#include "cw-public-key.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

struct _CwCertificate {
  GObject  parent_instance;
  GBytes  *der;
  GBytes  *subject_der;
  GBytes  *issuer_der;
  char    *subject;
  char    *issuer;
  char    *common_name;
  char    *issuer_name;
  char    *serial;
  char    *key_algorithm;
  char   **names;
  char   **ascii_names;      /* NULL when they are the same */
  char   **purposes;
  gint64   not_before;
  gint64   not_after;
  guint    key_bits;
  gboolean is_ca;
  char     thumbprint[2 * SHA1_DIGEST_SIZE + 1];
  char     sha256[2 * SHA256_DIGEST_SIZE + 1];
  char     key_id[2 * SHA256_DIGEST_SIZE + 1];
};

G_DEFINE_FINAL_TYPE (CwCertificate, cw_certificate, G_TYPE_OBJECT)

/* What RFC 5280 writes where a certificate has no well-defined end: 99991231235959Z. */
#define NO_END G_GINT64_CONSTANT (253402300799)

static const char *const no_strings[] = { NULL };

static void
write_hex (char *out, const guint8 *data, gsize size)
{
  static const char digits[] = "0123456789ABCDEF";

  for (gsize i = 0; i < size; i++)
    {
      *out++ = digits[data[i] >> 4];
      *out++ = digits[data[i] & 15];
    }
  *out = '\0';
}

static void
hash_sha256 (CwDer data, char *hex)
{
  struct sha256_ctx context;
  guint8 digest[SHA256_DIGEST_SIZE];

  sha256_init (&context);
  sha256_update (&context, data.size, data.data);
  sha256_digest (&context, sizeof digest, digest);
  write_hex (hex, digest, sizeof digest);
}

static void
hash_sha1 (CwDer data, char *hex)
{
  struct sha1_ctx context;
  guint8 digest[SHA1_DIGEST_SIZE];

  sha1_init (&context);
  sha1_update (&context, data.size, data.data);
  sha1_digest (&context, sizeof digest, digest);
  write_hex (hex, digest, sizeof digest);
}

/* Without the zero byte that only keeps the number positive, as every other program shows it. */
static char *
dup_serial (CwDer serial)
{
  while (serial.size > 1 && serial.data[0] == 0)
    serial.data++, serial.size--;
  char *hex = g_malloc (2 * serial.size + 1);
  write_hex (hex, serial.data, serial.size);
  return hex;
}

static char *
dup_issuer_name (CwDer issuer, const char *whole)
{
  char *name = cw_name_dup_attribute (issuer, CW_NAME_COMMON_NAME);

  if (!name)
    name = cw_name_dup_attribute (issuer, CW_NAME_ORGANIZATION);
  return name ? name : g_strdup (whole);
}

static void
decode_names (CwCertificate *self, CwDer extensions)
{
  CwExtension extension;
  CwDer list, value;
  guint tag;

  if (!cw_extension_find (extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &extension) ||
      !cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    return;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) ascii = g_ptr_array_new_with_free_func (g_free);
  gboolean differ = FALSE;
  while (cw_der_next (&list, &tag, &value, NULL))
    {
      g_autofree char *encoded = cw_general_name_dup_text (tag, value, TRUE);
      if (!encoded || !*encoded)
        continue;
      char *shown = strcasestr (encoded, "xn--") ? cw_general_name_dup_text (tag, value, FALSE) : g_strdup (encoded);
      differ = differ || strcmp (shown, encoded) != 0;
      g_ptr_array_add (names, shown);
      g_ptr_array_add (ascii, g_steal_pointer (&encoded));
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (ascii, NULL);
  self->names = (char **) g_ptr_array_steal (names, NULL);
  if (differ)
    self->ascii_names = (char **) g_ptr_array_steal (ascii, NULL);
}

static void
decode_purposes (CwCertificate *self, CwDer extensions)
{
  CwExtension extension;
  CwDer list;
  char oid[CW_DER_OID_MAX];

  if (!cw_extension_find (extensions, CW_EXTENSION_EXTENDED_KEY_USAGE, &extension) ||
      !cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    return;
  g_autoptr(GPtrArray) purposes = g_ptr_array_new_with_free_func (g_free);
  while (cw_der_take_oid (&list, oid, sizeof oid))
    g_ptr_array_add (purposes, g_strdup (oid));
  g_ptr_array_add (purposes, NULL);
  self->purposes = (char **) g_ptr_array_steal (purposes, NULL);
}

static gboolean
decode_is_ca (CwDer extensions)
{
  CwExtension extension;
  CwDer content;
  gboolean is_ca = FALSE;

  return cw_extension_find (extensions, CW_EXTENSION_BASIC_CONSTRAINTS, &extension) &&
         cw_der_take (&extension.value, CW_DER_SEQUENCE, &content) && cw_der_take_boolean (&content, &is_ca) && is_ca;
}

static gboolean
decode_time (CwDer *validity, gint64 *time, GError **error)
{
  CwDer text = { NULL, 0 };
  guint tag = 0;

  if (cw_der_next (validity, &tag, &text, NULL) && cw_der_to_time (tag, text, time))
    return TRUE;
  g_autofree char *shown = cw_text_to_printable (cw_der_dup_string (CW_DER_IA5_STRING, text));
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate is damaged: its validity has “%.40s” where a date should be."),
               shown ? shown : "");
  return FALSE;
}

static gboolean
decode_validity (CwCertificate *self, CwDer validity, GError **error)
{
  if (!decode_time (&validity, &self->not_before, error) || !decode_time (&validity, &self->not_after, error))
    return FALSE;
  if (self->not_after == NO_END)
    self->not_after = G_MAXINT64;
  return TRUE;
}

static gboolean
decode_key (CwCertificate *self, CwDer spki, GError **error)
{
  CwPublicKeyInfo info;

  if (!cw_public_key_read (spki, &info))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate is damaged: its %s cannot be read."), _("public key"));
      return FALSE;
    }
  self->key_algorithm = cw_public_key_dup_words (&info);
  self->key_bits = info.bits;
  hash_sha256 (spki, self->key_id);
  return TRUE;
}

static GBytes *
slice (GBytes *der, CwDer part)
{
  return g_bytes_new_from_bytes (der, (gsize) (part.data - (const guint8 *) g_bytes_get_data (der, NULL)), part.size);
}

/* Keeps the certificate alone: what stands behind it in the file (a newline, padding) is not part of it. */
static void
keep_der (CwCertificate *self, GBytes *der, CwCertificateParts *parts)
{
  const char *problem;

  self->der = g_bytes_get_size (der) == parts->whole.size ? g_bytes_ref (der) : g_bytes_new (parts->whole.data, parts->whole.size);
  if (self->der != der)
    cw_certificate_parts_read (cw_der (self->der), parts, &problem);
  self->subject_der = slice (self->der, parts->subject_whole);
  self->issuer_der = cw_der_equal (parts->subject_whole, parts->issuer_whole) ? g_bytes_ref (self->subject_der)
                                                                              : slice (self->der, parts->issuer_whole);
}

static gboolean
decode (CwCertificate *self, GBytes *der, GError **error)
{
  CwCertificateParts parts;
  const char *problem;

  if (g_bytes_get_size (der) > CW_CERTIFICATE_MAX_SIZE)
    {
      g_autofree char *size = g_format_size (g_bytes_get_size (der));
      g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The certificate is too large: %s."), size);
      return FALSE;
    }
  if (!cw_certificate_parts_read (cw_der (der), &parts, &problem))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The certificate is damaged: its %s cannot be read."), _(problem));
      return FALSE;
    }
  keep_der (self, der, &parts);
  if (!decode_validity (self, parts.validity, error) || !decode_key (self, parts.spki, error))
    return FALSE;
  self->subject = cw_name_dup_text (parts.subject);
  self->issuer = cw_certificate_is_self_signed (self) ? self->subject : cw_name_dup_text (parts.issuer);
  self->common_name = cw_name_dup_attribute (parts.subject, CW_NAME_COMMON_NAME);
  self->issuer_name = dup_issuer_name (parts.issuer, self->issuer);
  self->serial = dup_serial (parts.serial);
  decode_names (self, parts.extensions);
  decode_purposes (self, parts.extensions);
  self->is_ca = decode_is_ca (parts.extensions);
  hash_sha1 (parts.whole, self->thumbprint);
  hash_sha256 (parts.whole, self->sha256);
  return TRUE;
}

static void
cw_certificate_finalize (GObject *object)
{
  CwCertificate *self = CW_CERTIFICATE (object);

  g_clear_pointer (&self->der, g_bytes_unref);
  g_clear_pointer (&self->subject_der, g_bytes_unref);
  g_clear_pointer (&self->issuer_der, g_bytes_unref);
  if (self->issuer != self->subject)
    g_free (self->issuer);
  g_free (self->subject);
  g_free (self->common_name);
  g_free (self->issuer_name);
  g_free (self->serial);
  g_free (self->key_algorithm);
  g_strfreev (self->names);
  g_strfreev (self->ascii_names);
  g_strfreev (self->purposes);
  G_OBJECT_CLASS (cw_certificate_parent_class)->finalize (object);
}

static void
cw_certificate_class_init (CwCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_certificate_finalize;
}

static void
cw_certificate_init (CwCertificate *self)
{
}

CwCertificate *
cw_certificate_new_from_der (GBytes *der, GError **error)
{
  g_autoptr(CwCertificate) self = g_object_new (CW_TYPE_CERTIFICATE, NULL);

  g_return_val_if_fail (der != NULL, NULL);
  return decode (self, der, error) ? g_steal_pointer (&self) : NULL;
}

GBytes *
cw_certificate_get_der (CwCertificate *self)
{
  return self->der;
}

const char *
cw_certificate_get_subject (CwCertificate *self)
{
  return self->subject;
}

const char *
cw_certificate_get_issuer (CwCertificate *self)
{
  return self->issuer;
}

const char *
cw_certificate_get_common_name (CwCertificate *self)
{
  return self->common_name;
}

const char *
cw_certificate_get_issuer_name (CwCertificate *self)
{
  return self->issuer_name;
}

GBytes *
cw_certificate_get_subject_der (CwCertificate *self)
{
  return self->subject_der;
}

GBytes *
cw_certificate_get_issuer_der (CwCertificate *self)
{
  return self->issuer_der;
}

const char *
cw_certificate_get_serial (CwCertificate *self)
{
  return self->serial;
}

gint64
cw_certificate_get_not_before (CwCertificate *self)
{
  return self->not_before;
}

gint64
cw_certificate_get_not_after (CwCertificate *self)
{
  return self->not_after;
}

const char *
cw_certificate_get_thumbprint (CwCertificate *self)
{
  return self->thumbprint;
}

const char *
cw_certificate_get_sha256 (CwCertificate *self)
{
  return self->sha256;
}

const char *
cw_certificate_get_key_id (CwCertificate *self)
{
  return self->key_id;
}

const char *
cw_certificate_get_key_algorithm (CwCertificate *self)
{
  return self->key_algorithm;
}

guint
cw_certificate_get_key_bits (CwCertificate *self)
{
  return self->key_bits;
}

gboolean
cw_certificate_is_ca (CwCertificate *self)
{
  return self->is_ca;
}

gboolean
cw_certificate_is_self_signed (CwCertificate *self)
{
  return self->issuer_der == self->subject_der;
}

const char * const *
cw_certificate_get_names (CwCertificate *self)
{
  return self->names ? (const char * const *) self->names : no_strings;
}

const char * const *
cw_certificate_get_ascii_names (CwCertificate *self)
{
  return self->ascii_names ? (const char * const *) self->ascii_names : cw_certificate_get_names (self);
}

const char * const *
cw_certificate_get_purposes (CwCertificate *self)
{
  return self->purposes ? (const char * const *) self->purposes : no_strings;
}

char *
cw_certificate_dup_display_name (CwCertificate *self)
{
  CwDer whole = cw_der (self->subject_der), subject;
  char *name = NULL;

  if (self->common_name)
    return cw_host_to_unicode (g_strdup (self->common_name));
  if (cw_certificate_get_names (self)[0])
    return g_strdup (cw_certificate_get_names (self)[0]);
  if (cw_der_open (whole, CW_DER_SEQUENCE, &subject))
    name = cw_name_dup_attribute (subject, CW_NAME_ORGANIZATION);
  if (!name && cw_der_open (whole, CW_DER_SEQUENCE, &subject))
    name = cw_name_dup_attribute (subject, CW_NAME_UNIT);
  return name ? name : g_strdup (self->thumbprint);
}
