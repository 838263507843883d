/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include <string.h>

/* The CA's certificates: those that come with a certificate, and those that the CA shows, of each of its renewals. What belongs to
 * a certificate is decided by signatures, never by what the server calls it. */

/* So many renewals are looked at, the newest first. */
#define MAX_ASKED 8

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
