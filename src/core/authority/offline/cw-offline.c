/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-offline.h"

#include "cw-error.h"
#include "cw-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static GBytes *
encode_for (CwCsr *csr, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  char *pem;

  if (g_str_has_suffix (lower, ".der"))
    return g_bytes_ref (cw_csr_get_der (csr));
  pem = cw_csr_dup_pem (csr);
  return g_bytes_new_take (pem, strlen (pem));
}

/* A request that cannot be read is found now, and not by the CA. */
gboolean
cw_offline_save (CwCsr *csr, const char *path, GError **error)
{
  g_autoptr (GBytes) content = NULL, back = NULL;

  g_return_val_if_fail (CW_IS_CSR (csr) && path != NULL, FALSE);
  content = encode_for (csr, path);
  if (!cw_file_replace (path, g_bytes_get_data (content, NULL), g_bytes_get_size (content), 0644, error))
    return FALSE;
  back = cw_file_read (path, 2 * g_bytes_get_size (content), error);
  if (back == NULL)
    return FALSE;
  if (!g_bytes_equal (back, content))
    g_set_error (error, CW_ERROR, CW_ERROR_IO, _("The request file %s was written, but something else was read back."), path);
  return g_bytes_equal (back, content);
}

/* ---- mail ---- */

/* What the request is called when people talk about it. */
static const char *
get_title (CwCsr *csr)
{
  GPtrArray *names = cw_csr_get_names (csr);

  if (cw_csr_get_common_name (csr) != NULL)
    return cw_csr_get_common_name (csr);
  return names->len > 0 ? cw_alt_name_get_text (g_ptr_array_index (names, 0)) : cw_csr_get_subject (csr);
}

static char *
dup_subject_line (CwCsr *csr)
{
  return g_strdup_printf (_("Certificate request for %s"), get_title (csr));
}

static char *
dup_body (CwCsr *csr)
{
  GPtrArray *names = cw_csr_get_names (csr);
  g_autofree char *pem = cw_csr_dup_pem (csr);
  g_autoptr (GString) body = g_string_new (_("Please issue a certificate for this request and send it back, with the certificates of its issuers."));

  g_string_append_printf (body, "\n\n%s %s\n", _("Subject:"), cw_csr_get_subject (csr));
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (body, "%s %s\n", _("Name:"), cw_alt_name_get_text (g_ptr_array_index (names, i)));
  g_string_append_printf (body, "%s %s\n", _("Key:"), cw_csr_get_key_algorithm (csr));
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
  body = dup_body (csr);
  address = g_uri_escape_string (to ? to : "", "@", FALSE);
  escaped_subject = g_uri_escape_string (subject, NULL, FALSE);
  escaped_body = g_uri_escape_string (body, NULL, FALSE);
  return g_strdup_printf ("mailto:%s?subject=%s&body=%s", address, escaped_subject, escaped_body);
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
