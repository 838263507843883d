/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-offline.h"

#include "cw-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BOUNDARY "=_certificate-request"
#define MAX_FILE_NAME 80
#define LINE 76

/* ---- the authority, which can do nothing ---- */

struct _CwOfflineAuthority
{
  CwAuthority parent_instance;
};

G_DEFINE_FINAL_TYPE (CwOfflineAuthority, cw_offline_authority, CW_TYPE_AUTHORITY)

static void
cw_offline_authority_class_init (CwOfflineAuthorityClass *klass)
{
}

static void
cw_offline_authority_init (CwOfflineAuthority *self)
{
}

CwAuthority *
cw_offline_authority_new (void)
{
  return g_object_new (CW_TYPE_OFFLINE_AUTHORITY, NULL);
}

/* ---- files ---- */

gboolean
cw_offline_path_is_der (const char *path)
{
  const char *extension = strrchr (path, '.');

  return extension != NULL && (g_ascii_strcasecmp (extension, ".der") == 0 || g_ascii_strcasecmp (extension, ".p10") == 0);
}

gboolean
cw_offline_save (CwCsr *csr, const char *path, GError **error)
{
  g_autofree char *pem = NULL;
  GBytes *der;

  g_return_val_if_fail (CW_IS_CSR (csr) && path != NULL, FALSE);
  der = cw_csr_get_der (csr);
  if (cw_offline_path_is_der (path))
    return cw_file_replace (path, g_bytes_get_data (der, NULL), g_bytes_get_size (der), 0644, error);
  pem = cw_csr_dup_pem (csr);
  return cw_file_replace (path, pem, strlen (pem), 0644, error);
}

/* What the request is called when people talk about it. */
static const char *
get_title (CwCsr *csr)
{
  GPtrArray *names = cw_csr_get_names (csr);

  if (cw_csr_get_common_name (csr) != NULL)
    return cw_csr_get_common_name (csr);
  return names->len > 0 ? cw_alt_name_get_text (g_ptr_array_index (names, 0)) : cw_csr_get_subject (csr);
}

char *
cw_offline_dup_file_name (CwCsr *csr)
{
  g_autoptr (GString) name = g_string_new (NULL);

  g_return_val_if_fail (CW_IS_CSR (csr), NULL);
  for (const char *p = get_title (csr); *p && name->len < MAX_FILE_NAME; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || c == '-' || c == '_' || (c == '.' && name->len > 0))
        g_string_append_unichar (name, c);
      else if (c == '*')
        g_string_append (name, "wildcard");
      else if (name->len > 0 && name->str[name->len - 1] != '_')
        g_string_append_c (name, '_');
    }
  if (name->len == 0)
    g_string_append (name, "request");
  g_string_append (name, ".csr");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
cw_offline_dup_text (CwCsr *csr)
{
  return cw_csr_dup_pem (csr);
}

/* ---- mail ---- */

static char *
dup_subject_line (CwCsr *csr)
{
  return g_strdup_printf (_("Certificate request for %s"), get_title (csr));
}

/* with_request: FALSE where it is attached. */
static char *
dup_body (CwCsr *csr, gboolean with_request)
{
  GPtrArray *names = cw_csr_get_names (csr);
  g_autofree char *pem = cw_csr_dup_pem (csr);
  g_autoptr (GString) body = g_string_new (_("Please issue a certificate for this request and send it back, with the certificates of its issuers."));

  g_string_append_printf (body, "\n\n%s %s\n", _("Subject:"), cw_csr_get_subject (csr));
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (body, "%s %s\n", _("Name:"), cw_alt_name_get_text (g_ptr_array_index (names, i)));
  g_string_append_printf (body, "%s %s\n", _("Key:"), cw_csr_get_key_algorithm (csr));
  if (with_request)
    g_string_append_printf (body, "\n%s", pem);
  g_string_replace (body, "\n", "\r\n", 0);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

char *
cw_offline_dup_mailto (CwCsr *csr, const char *to)
{
  g_autofree char *subject = NULL;
  g_autofree char *body = NULL;
  g_autofree char *address = NULL;
  g_autofree char *escaped_subject = NULL;
  g_autofree char *escaped_body = NULL;

  g_return_val_if_fail (CW_IS_CSR (csr), NULL);
  subject = dup_subject_line (csr);
  body = dup_body (csr, TRUE);
  address = g_uri_escape_string (to ? to : "", "@", FALSE);
  escaped_subject = g_uri_escape_string (subject, NULL, FALSE);
  escaped_body = g_uri_escape_string (body, NULL, FALSE);
  return g_strdup_printf ("mailto:%s?subject=%s&body=%s", address, escaped_subject, escaped_body);
}

static void
append_base64 (GString *out, gconstpointer data, gsize size)
{
  g_autofree char *text = g_base64_encode (data, size);

  for (const char *at = text; *at; at += MIN (strlen (at), LINE))
    g_string_append_printf (out, "%.*s\r\n", LINE, at);
}

/* RFC 2047: words of at most 75 characters, cut between characters and never within one. */
static void
append_header (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "%s:", name);
  for (const char *from = text, *to = text; *from; from = to)
    {
      g_autofree char *word = NULL;

      while (*to && g_utf8_next_char (to) - from <= 42)
        to = g_utf8_next_char (to);
      word = g_base64_encode ((const guchar *) from, (gsize) (to - from));
      g_string_append_printf (out, "%s =?UTF-8?B?%s?=", from == text ? "" : "\r\n", word);
    }
  g_string_append (out, "\r\n");
}

static void
append_part (GString *out, const char *type, const char *disposition, gconstpointer data, gsize size)
{
  g_string_append_printf (out, "--" BOUNDARY "\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n%s\r\n", type, disposition);
  append_base64 (out, data, size);
}

/* An address cannot bring a header line of its own along. */
static char *
dup_address (const char *to)
{
  return g_strdelimit (g_strdup (to), "\r\n", ' ');
}

char *
cw_offline_dup_mail (CwCsr *csr, const char *to)
{
  g_autoptr (GString) mail = g_string_new (NULL);
  g_autofree char *subject = NULL;
  g_autofree char *body = NULL;
  g_autofree char *pem = NULL;

  g_return_val_if_fail (CW_IS_CSR (csr), NULL);
  subject = dup_subject_line (csr);
  body = dup_body (csr, FALSE);
  pem = cw_csr_dup_pem (csr);
  if (to != NULL && *to)
    {
      g_autofree char *address = dup_address (to);
      g_string_append_printf (mail, "To: %s\r\n", address);
    }
  append_header (mail, "Subject", subject);
  g_string_append (mail, "X-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n");
  append_part (mail, "text/plain; charset=utf-8", "", body, strlen (body));
  append_part (mail, "application/pkcs10; name=\"request.csr\"", "Content-Disposition: attachment; filename=\"request.csr\"\r\n", pem, strlen (pem));
  g_string_append (mail, "--" BOUNDARY "--\r\n");
  return g_string_free (g_steal_pointer (&mail), FALSE);
}

/* ---- the kind ---- */

static CwAuthority *
create (GHashTable *settings, CwPracticeBook *book, GError **error)
{
  return cw_offline_authority_new ();
}

static const CwAuthorityField no_fields[] = { { NULL } };

const CwAuthorityKind cw_offline_kind = {
  .id = "offline",
  .title = N_("Offline"),
  .summary = N_("The request becomes a file, a mail or a text to paste; whoever signs it sends the certificate back."),
  .fields = no_fields,
  .built_in = TRUE,
  .create = create,
};
