/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include "cw-certificate-parts.h"

#include <string.h>

/* The CA's certificates: those that come with a certificate, and those that the CA shows, of each of its renewals. What belongs to
 * a certificate is decided by signatures, never by what the server calls it. */

/* So many renewals are looked at, the newest first. */
#define MAX_ASKED 8
/* So many certificates are fetched from where the others say that their issuers are. */
#define MAX_HOPS 4
#define MAX_ISSUER_SIZE (64 * 1024)
#define ISSUER_SECONDS 15
#define OID_CA_ISSUERS "1.3.6.1.5.5.7.48.2"

static GPtrArray *
fetch_certificates (CwAdcs *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, path, NULL, cancellable, error);
  GPtrArray *certificates;

  if (response == NULL)
    return NULL;
  certificates = response->status / 100 == 2 ? cw_adcs_read_certificates (response->body) : NULL;
  if (certificates == NULL)
    {
      g_autoptr(CwAdcsPage) page = cw_adcs_read_page (self, response);
      cw_adcs_set_unexpected (self, response, page, error);
    }
  return certificates;
}

/* 0 where the CA does not say it. */
static guint
fetch_renewals (CwAdcs *self, GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, "certcarc.asp", NULL, cancellable, &error);
  guint renewals = 0;

  if (response != NULL && response->status / 100 == 2)
    {
      g_autofree char *text = cw_http_response_dup_text (response);
      if (cw_adcs_read_renewals (text, &renewals))
        return renewals;
    }
  cw_authority_log (CW_AUTHORITY (self), "The CA does not say how often its certificate was renewed%s%s", error != NULL ? ": " : "", error != NULL ? error->message : "");
  return 0;
}

static void
add_all (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from != NULL && i < from->len; i++)
    g_ptr_array_add (to, g_object_ref (from->pdata[i]));
}

static gboolean
is_complete (CwCertificate *leaf, GPtrArray *chain)
{
  return cw_certificate_is_self_signed (chain->len > 0 ? chain->pdata[chain->len - 1] : leaf);
}

static void
add_fetched (CwAdcs *self, GPtrArray *candidates, const char *path, GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) fetched = fetch_certificates (self, path, cancellable, &error);

  if (fetched == NULL)
    cw_authority_log (CW_AUTHORITY (self), "No certificates from %s: %s", path, error->message);
  add_all (candidates, fetched);
}

/* ---- where a certificate says that its issuer is ---- */

/* The first address that can be fetched without an account: a Windows CA names its directory (ldap:) as well. */
static char *
dup_issuer_uri (CwCertificate *certificate)
{
  CwCertificateParts parts;
  CwExtension extension;
  CwDer list, access, location;
  const char *problem;
  char method[CW_DER_OID_MAX];

  if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (certificate)), &parts, &problem)
      || !cw_extension_find (parts.extensions, CW_EXTENSION_AUTHORITY_ACCESS, &extension) || !cw_der_open (extension.value, CW_DER_SEQUENCE, &list))
    return NULL;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &access))
    if (cw_der_take_oid (&access, method, sizeof method) && strcmp (method, OID_CA_ISSUERS) == 0 && cw_der_take (&access, CW_DER_CONTEXT (6), &location))
      {
        g_autofree char *uri = cw_der_dup_string (CW_DER_IA5_STRING, location);

        if (uri != NULL && (g_str_has_prefix (uri, "http://") || g_str_has_prefix (uri, "https://")) && g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL))
          return g_steal_pointer (&uri);
      }
  return NULL;
}

/* A place that anybody may have written into a certificate: asked without an account, and what it gives is only believed where a
 * signature proves it. */
static GPtrArray *
fetch_issuer (CwAdcs *self, const char *uri, GCancellable *cancellable)
{
  g_autoptr(CwTlsTrust) trust = cw_tls_trust_new_system ();
  g_autoptr(CwHttpClient) client = cw_http_client_new (trust, TRUE);
  CwHttpRequest request = { .method = "GET", .uri = uri, .max_size = MAX_ISSUER_SIZE, .timeout = ISSUER_SECONDS };
  g_autoptr(GError) error = NULL;

  cw_http_client_set_account (client, NULL, NULL, CW_HTTP_AUTH_NONE);
  g_autoptr(CwHttpResponse) response = cw_http_client_send (client, &request, cancellable, &error);
  GPtrArray *certificates = response != NULL && response->status / 100 == 2 ? cw_adcs_read_certificates (response->body) : NULL;
  cw_authority_log (CW_AUTHORITY (self), "The issuer's certificate from %s: %s", uri,
                    error != NULL ? error->message : certificates != NULL ? "found" : "there is none");
  return certificates;
}

static GPtrArray *
follow_issuers (CwAdcs *self, CwCertificate *leaf, GPtrArray *chain, GPtrArray *candidates, GCancellable *cancellable)
{
  for (guint i = 0; i < MAX_HOPS && !is_complete (leaf, chain) && !g_cancellable_is_cancelled (cancellable); i++)
    {
      guint length = chain->len;
      g_autofree char *uri = dup_issuer_uri (length > 0 ? chain->pdata[length - 1] : leaf);
      g_autoptr(GPtrArray) fetched = uri != NULL ? fetch_issuer (self, uri, cancellable) : NULL;

      add_all (candidates, fetched);
      g_ptr_array_unref (chain);
      chain = cw_authority_order_chain (leaf, candidates);
      if (chain->len == length)
        break;
    }
  return chain;
}

GPtrArray *
cw_adcs_find_chain (CwAdcs *self, CwCertificate *leaf, GPtrArray *found, const char *request_id, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *own = g_strdup_printf ("certnew.p7b?ReqID=%s&Enc=bin", request_id);
  guint renewals;

  add_all (candidates, found);
  add_fetched (self, candidates, own, cancellable);
  GPtrArray *chain = cw_authority_order_chain (leaf, candidates);
  if (is_complete (leaf, chain))
    return chain;
  renewals = fetch_renewals (self, cancellable);
  for (guint i = 0; i <= MIN (renewals, MAX_ASKED) && !is_complete (leaf, chain) && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *path = g_strdup_printf ("certnew.p7b?ReqID=CACert&Renewal=%u&Enc=bin", renewals - i);

      add_fetched (self, candidates, path, cancellable);
      g_ptr_array_unref (chain);
      chain = cw_authority_order_chain (leaf, candidates);
    }
  chain = follow_issuers (self, leaf, chain, candidates, cancellable);
  if (!is_complete (leaf, chain))
    cw_authority_log (CW_AUTHORITY (self), "The CA did not show all certificates that lead from “%s” to a root", cw_certificate_get_subject (leaf));
  return chain;
}

/* A CA that was renewed may show its root or an older one first: its own is the one that issued none of the others. */
static CwCertificate *
pick_ca (GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      gboolean issued_one = FALSE;

      for (guint j = 0; j < certificates->len && !issued_one; j++)
        issued_one = i != j && g_bytes_equal (cw_certificate_get_subject_der (certificates->pdata[i]), cw_certificate_get_issuer_der (certificates->pdata[j]));
      if (!issued_one)
        return certificates->pdata[i];
    }
  return certificates->pdata[0];
}

GPtrArray *
cw_adcs_fetch_ca_chain (CwAdcs *self, GCancellable *cancellable, GError **error)
{
  guint renewals = fetch_renewals (self, cancellable);
  g_autofree char *path = g_strdup_printf ("certnew.cer?ReqID=CACert&Renewal=%u&Enc=b64", renewals);
  g_autofree char *chain_path = g_strdup_printf ("certnew.p7b?ReqID=CACert&Renewal=%u&Enc=bin", renewals);
  g_autoptr(GPtrArray) own = fetch_certificates (self, path, cancellable, error);

  if (own == NULL)
    return NULL;
  CwCertificate *ca = pick_ca (own);
  add_fetched (self, own, chain_path, cancellable);
  GPtrArray *chain = cw_authority_order_chain (ca, own);
  g_ptr_array_insert (chain, 0, g_object_ref (ca));
  return chain;
}
