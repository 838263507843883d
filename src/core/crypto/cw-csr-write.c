/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr.h"

#include "cw-csr-parts.h"
#include "cw-der-writer.h"
#include "cw-error.h"
#include "cw-name.h"
#include "cw-signing.h"
#include "cw-subject-fields.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Writes a request from its fields and signs it. */

static void
write_address (GByteArray *out, const char *text)
{
  guint8 address[16];
  gboolean is_6 = strchr (text, ':') != NULL;

  /* An alternative name was checked when it was made. */
  if (inet_pton (is_6 ? AF_INET6 : AF_INET, text, address) == 1)
    cw_der_write (out, CW_DER_CONTEXT (7), address, is_6 ? 16 : 4);
}

static void
write_name (GByteArray *out, CwAltName *name)
{
  static const guint8 tags[] = { [CW_ALT_NAME_DNS] = 2, [CW_ALT_NAME_EMAIL] = 1, [CW_ALT_NAME_URI] = 6 };

  if (cw_alt_name_get_kind (name) == CW_ALT_NAME_IP)
    write_address (out, cw_alt_name_get_ascii (name));
  else
    cw_der_write_text (out, CW_DER_CONTEXT (tags[cw_alt_name_get_kind (name)]), cw_alt_name_get_ascii (name));
}

static void
write_names (GByteArray *out, GPtrArray *names, gboolean critical)
{
  CwExtensionMark mark = cw_extension_begin (out, "2.5.29.17", critical);
  gsize list = cw_der_begin (out, CW_DER_SEQUENCE);

  for (guint i = 0; i < names->len; i++)
    write_name (out, g_ptr_array_index (names, i));
  cw_der_end (out, list);
  cw_extension_end (out, mark);
}

/* Templates of Windows 2000 go by their name, later ones also by their OID. */
static void
write_template (GByteArray *out, const char *template_name)
{
  gboolean is_oid = cw_oid_is_valid (template_name);
  CwExtensionMark mark = cw_extension_begin (out, is_oid ? "1.3.6.1.4.1.311.21.7" : "1.3.6.1.4.1.311.20.2", FALSE);

  if (is_oid)
    {
      gsize list = cw_der_begin (out, CW_DER_SEQUENCE);
      cw_der_write_oid (out, template_name);
      cw_der_end (out, list);
    }
  else
    {
      gsize size;
      g_autofree char *wide = g_convert (template_name, -1, "UTF-16BE", "UTF-8", NULL, &size, NULL);
      cw_der_write (out, CW_DER_BMP_STRING, wide, size);
    }
  cw_extension_end (out, mark);
}

static void
write_attributes (GByteArray *out, const CwCsrFields *fields, gboolean has_subject, CwDer spki)
{
  gsize attributes = cw_der_begin (out, CW_DER_CONTEXT_CONSTRUCTED (0));
  gsize attribute = cw_der_begin (out, CW_DER_SEQUENCE);
  gsize set, extensions;

  cw_der_write_oid (out, "1.2.840.113549.1.9.14");
  set = cw_der_begin (out, CW_DER_SET);
  extensions = cw_der_begin (out, CW_DER_SEQUENCE);
  if (fields->names != NULL && fields->names->len > 0)
    write_names (out, fields->names, !has_subject);
  cw_extension_write_key_usage (out, cw_key_usage_of_key (spki));
  if (fields->purposes != NULL && fields->purposes[0] != NULL)
    cw_extension_write_purposes (out, fields->purposes);
  if (fields->template_name != NULL && *fields->template_name)
    write_template (out, fields->template_name);
  cw_der_end (out, extensions);
  cw_der_end (out, set);
  cw_der_end (out, attribute);
  cw_der_end (out, attributes);
}

static gboolean
check_fields (const CwCsrFields *fields, GError **error)
{
  if (!cw_subject_fields_check (&fields->subject, error))
    return FALSE;
  for (guint i = 0; fields->purposes != NULL && fields->purposes[i] != NULL; i++)
    if (!cw_oid_is_valid (fields->purposes[i]))
      {
        g_autofree char *shown = cw_text_dup_shown (fields->purposes[i]);
        g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("“%s” is no object identifier of a purpose."), shown);
        return FALSE;
      }
  if (fields->template_name != NULL && !g_utf8_validate (fields->template_name, -1, NULL))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The name of the certificate template is no text."));
      return FALSE;
    }
  return TRUE;
}

CwCsr *
cw_csr_new (const CwCsrFields *fields, CwPrivateKey *key, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (1024);
  g_autoptr (CwSigning) signing = NULL;
  g_autoptr (GBytes) der = NULL;
  gboolean has_subject;
  gsize info;

  g_return_val_if_fail (fields != NULL && CW_IS_PRIVATE_KEY (key), NULL);
  if (!check_fields (fields, error))
    return NULL;
  signing = cw_signing_new (key, error);
  if (signing == NULL)
    return NULL;
  info = cw_der_begin (out, CW_DER_SEQUENCE);
  cw_der_write_uint (out, 0);
  has_subject = cw_subject_fields_write (&fields->subject, out);
  if (!has_subject && (fields->names == NULL || fields->names->len == 0))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("A request needs a subject or at least one name."));
      return NULL;
    }
  cw_der_write_whole (out, cw_signing_get_spki (signing));
  write_attributes (out, fields, has_subject, cw_signing_get_spki (signing));
  cw_der_end (out, info);
  der = cw_signing_sign (signing, cw_der_written (out), error);
  return der ? cw_csr_new_signed (der) : NULL;
}
