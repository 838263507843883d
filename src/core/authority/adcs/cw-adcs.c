/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include "cw-error.h"
#include "cw-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (CwAdcs, cw_adcs, CW_TYPE_AUTHORITY)

static CwAuthorityCapabilities
cw_adcs_get_capabilities (CwAuthority *authority)
{
  return CW_AUTHORITY_CAN_SUBMIT | CW_AUTHORITY_CAN_RETRIEVE | CW_AUTHORITY_HAS_ACCOUNTS | CW_AUTHORITY_HAS_TEMPLATES
         | CW_AUTHORITY_LISTS_TEMPLATES | CW_AUTHORITY_CAN_TEST;
}

/* ---- answers ---- */

static CwEnrollment *
make_denied (const CwAdcsPage *page, const char *handle)
{
  CwEnrollment *enrollment = cw_enrollment_new_denied (page->request_id != NULL ? page->request_id : handle, page->message, page->code);

  cw_enrollment_set_explanation (enrollment, cw_adcs_explain (page->code));
  return enrollment;
}

static void
set_unknown_request (CwAdcs *self, const char *handle, GError **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("“%s” knows no request %s. It may have been deleted there, or it belongs to another CA or account."),
               self->host, handle != NULL ? handle : "?");
}

static gboolean
is_unknown_request (const CwAdcsPage *page)
{
  return g_strcmp0 (page->code, CW_ADCS_CODE_UNKNOWN_REQUEST) == 0;
}

static CwEnrollment *
read_status (CwAdcs *self, const CwAdcsPage *page, const char *handle, gint64 retry_after, GError **error)
{
  if (handle == NULL)
    handle = page->request_id;
  if (is_unknown_request (page))
    {
      set_unknown_request (self, handle, error);
      return NULL;
    }
  switch ((CwAdcsDisposition) page->disposition)
    {
    case CW_ADCS_INCOMPLETE:
    case CW_ADCS_UNDER_SUBMISSION:
      return cw_enrollment_new_pending (handle, page->message, retry_after);
    /* The CA gave up on it: it will never be issued. */
    case CW_ADCS_ERROR:
    case CW_ADCS_DENIED:
      return make_denied (page, handle);
    case CW_ADCS_REVOKED:
      return cw_enrollment_new_revoked (handle, page->message);
    case CW_ADCS_ISSUED:
    case CW_ADCS_ISSUED_OUT_OF_BAND:
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("“%s” says that request %s was issued, but does not show the certificate. Try again later."),
                   self->host, handle != NULL ? handle : "?");
      return NULL;
    }
}

/* ---- retrieving ---- */

static CwCertificate *
pick_leaf (GPtrArray *certificates, CwCsr *csr)
{
  for (guint i = 0; i < certificates->len; i++)
    if (strcmp (cw_certificate_get_key_id (certificates->pdata[i]), cw_csr_get_key_id (csr)) == 0)
      return certificates->pdata[i];
  return certificates->pdata[0];
}

static CwEnrollment *
make_issued (CwAdcs *self, GPtrArray *certificates, const char *handle, CwCsr *csr, GCancellable *cancellable)
{
  CwCertificate *leaf = pick_leaf (certificates, csr);
  g_autoptr(GPtrArray) chain = NULL;

  /* One for another key is refused by our caller. */
  if (strcmp (cw_certificate_get_key_id (leaf), cw_csr_get_key_id (csr)) == 0)
    chain = cw_adcs_find_chain (self, leaf, certificates, handle, cancellable);
  return cw_enrollment_new_issued (handle, leaf, chain);
}

static CwEnrollment *
fetch_certificate (CwAdcs *self, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strdup_printf ("certnew.cer?ReqID=%s&Enc=b64", handle);
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, path, NULL, cancellable, error);
  g_autoptr(GPtrArray) certificates = NULL;

  if (response == NULL)
    return NULL;
  if (response->status / 100 == 2)
    certificates = cw_adcs_read_certificates (response->body);
  if (certificates != NULL)
    return make_issued (self, certificates, handle, csr, cancellable);
  g_autoptr(CwAdcsPage) page = cw_adcs_read_page (self, response);
  if (page->kind == CW_ADCS_PAGE_STATUS)
    return read_status (self, page, handle, response->retry_after, error);
  if (page->kind == CW_ADCS_PAGE_DENIED)
    return make_denied (page, handle);
  if (page->kind == CW_ADCS_PAGE_PENDING)
    return cw_enrollment_new_pending (handle, page->message, response->retry_after);
  if (is_unknown_request (page))
    set_unknown_request (self, handle, error);
  else
    cw_adcs_set_unexpected (self, response, page, error);
  return NULL;
}

static CwEnrollment *
cw_adcs_retrieve (CwAuthority *authority, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error)
{
  CwAdcs *self = CW_ADCS (authority);

  if (!cw_adcs_is_request_id (handle))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("“%s” is not a request of “%s”, which numbers them."), handle != NULL ? handle : "", self->host);
      return NULL;
    }
  return fetch_certificate (self, handle, csr, cancellable, error);
}

/* ---- submitting ---- */

/* The CA has issued it: from here on nothing is an error any more, since the number must not be lost. */
static CwEnrollment *
collect_issued (CwAdcs *self, const char *handle, CwCsr *csr, GCancellable *cancellable)
{
  g_autoptr(GError) problem = NULL;
  CwEnrollment *enrollment = fetch_certificate (self, handle, csr, cancellable, &problem);

  if (enrollment != NULL)
    return enrollment;
  g_autofree char *message = g_strdup_printf (_("The CA has issued the certificate, but it could not be fetched yet. %s"), problem->message);
  cw_authority_log (CW_AUTHORITY (self), "Request %s was issued, but the certificate could not be fetched: %s", handle, problem->message);
  return cw_enrollment_new_pending (handle, message, 0);
}

static void
set_uncertain (CwAdcs *self, const CwHttpResponse *response, const CwAdcsPage *page, GError **error)
{
  const char *title = page->title != NULL && *page->title != '\0' ? page->title : self->base;

  if (response->status / 100 == 2)
    g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN,
                 _("The request was sent to “%s”, but the page that came back (“%s”) does not say what became of it."), self->host, title);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN,
                 _("The request was sent to “%s”, which then failed (HTTP %u) without a word about what became of it."), self->host, response->status);
}

/* These say that nobody looked at what was sent. */
static gboolean
is_refusal (guint status)
{
  return status / 100 == 4 || status == 503;
}

static CwEnrollment *
read_submitted (CwAdcs *self, CwCsr *csr, CwHttpResponse *response, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwAdcsPage) page = cw_adcs_read_page (self, response);

  switch (page->kind)
    {
    case CW_ADCS_PAGE_ISSUED:
      return collect_issued (self, page->request_id, csr, cancellable);
    case CW_ADCS_PAGE_DENIED:
      return make_denied (page, NULL);
    case CW_ADCS_PAGE_PENDING:
      if (page->request_id != NULL)
        return cw_enrollment_new_pending (page->request_id, page->message, response->retry_after);
      break;
    case CW_ADCS_PAGE_STATUS:
      if (page->request_id != NULL || page->disposition == CW_ADCS_DENIED || page->disposition == CW_ADCS_ERROR)
        return read_status (self, page, NULL, response->retry_after, error);
      break;
    case CW_ADCS_PAGE_FAILED:
    case CW_ADCS_PAGE_LOGIN:
      cw_adcs_set_unexpected (self, response, page, error);
      return NULL;
    case CW_ADCS_PAGE_OTHER:
    case CW_ADCS_PAGE_FOREIGN:
    default:
      break;
    }
  if (is_refusal (response->status))
    cw_adcs_set_unexpected (self, response, page, error);
  else
    set_uncertain (self, response, page, error);
  return NULL;
}

/* The name goes into a list of attributes, one in a line. */
static gboolean
check_template (const char *name, GError **error)
{
  gboolean good = *name != '\0' && strlen (name) <= 256;

  for (const char *c = name; *c != '\0'; c++)
    good = good && !g_ascii_iscntrl (*c);
  if (!good)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The name of the template is empty, too long, or has control characters in it."));
  return good;
}

static CwEnrollment *
cw_adcs_submit (CwAuthority *authority, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error)
{
  CwAdcs *self = CW_ADCS (authority);
  const char *name = template_name != NULL && *template_name != '\0' ? template_name : self->template_name;

  if (!check_template (name, error) || !cw_adcs_enter (self, cancellable, error))
    return NULL;
  g_autoptr(GBytes) form = cw_adcs_make_form (csr, name);
  if (!cw_authority_leave (authority, error))
    return NULL;
  cw_authority_log (authority, "Sending the request for “%s” with the template “%s”", cw_csr_get_subject (csr), name);
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, "certfnsh.asp", form, cancellable, error);
  return response != NULL ? read_submitted (self, csr, response, cancellable, error) : NULL;
}

static GPtrArray *
cw_adcs_fetch_chain (CwAuthority *authority, GCancellable *cancellable, GError **error)
{
  return cw_adcs_fetch_ca_chain (CW_ADCS (authority), cancellable, error);
}

static GPtrArray *
cw_adcs_list_templates (CwAuthority *authority, GCancellable *cancellable, GError **error)
{
  CwAdcs *self = CW_ADCS (authority);
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, "certrqxt.asp", NULL, cancellable, error);

  if (response == NULL || !cw_http_response_check (response, self->host, error))
    return NULL;
  g_autofree char *text = cw_http_response_dup_text (response);
  g_autoptr(GPtrArray) templates = cw_adcs_read_templates (text);
  g_autoptr(CwAdcsPage) page = templates->len == 0 ? cw_adcs_page_read (text) : NULL;
  if (page != NULL && page->kind != CW_ADCS_PAGE_OTHER)
    {
      cw_adcs_set_unexpected (self, response, page, error);
      return NULL;
    }
  return g_steal_pointer (&templates);
}

static void
cw_adcs_finalize (GObject *object)
{
  CwAdcs *self = CW_ADCS (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->trust, cw_tls_trust_unref);
  g_free (self->host);
  g_free (self->ca_name);
  g_free (self->base);
  g_free (self->authentication);
  g_free (self->template_name);
  G_OBJECT_CLASS (cw_adcs_parent_class)->finalize (object);
}

static void
cw_adcs_class_init (CwAdcsClass *klass)
{
  CwAuthorityClass *authority_class = CW_AUTHORITY_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_adcs_finalize;
  authority_class->get_capabilities = cw_adcs_get_capabilities;
  authority_class->submit = cw_adcs_submit;
  authority_class->retrieve = cw_adcs_retrieve;
  authority_class->fetch_chain = cw_adcs_fetch_chain;
  authority_class->list_templates = cw_adcs_list_templates;
  authority_class->test = cw_adcs_test;
  authority_class->announces_leaving = TRUE;
}

static void
cw_adcs_init (CwAdcs *self)
{
}

static CwTlsTrust *
make_trust (GHashTable *settings, GError **error)
{
  const char *trust = cw_authority_kind_get_value (&cw_adcs_kind, settings, "trust");
  const char *pins = cw_authority_kind_get_value (&cw_adcs_kind, settings, "fingerprints");

  if (strcmp (trust, "file") == 0)
    return cw_tls_trust_new_file (cw_authority_kind_get_value (&cw_adcs_kind, settings, "trust-file"), error);
  if (strcmp (trust, "pinned") != 0)
    return cw_tls_trust_new_system ();
  g_auto(GStrv) fingerprints = cw_authority_parse_fingerprints (pins);
  return cw_tls_trust_new_pins ((const char *const *) fingerprints);
}

static char *
dup_base (GHashTable *settings)
{
  const char *host = cw_authority_kind_get_value (&cw_adcs_kind, settings, "host");
  const char *url = cw_authority_kind_get_value (&cw_adcs_kind, settings, "url");

  if (url != NULL)
    return g_str_has_suffix (url, "/") ? g_strdup (url) : g_strconcat (url, "/", NULL);
  return strchr (host, ':') != NULL ? g_strdup_printf ("https://[%s]/certsrv/", host) : g_strdup_printf ("https://%s/certsrv/", host);
}

CwAuthority *
cw_adcs_new (GHashTable *settings, CwPracticeBook *book, GError **error)
{
  g_autoptr(GPtrArray) problems = cw_authority_kind_validate (&cw_adcs_kind, settings);

  if (problems->len > 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, cw_problem_get_sentence (problems->pdata[0]));
      return NULL;
    }
  g_autoptr(CwTlsTrust) trust = make_trust (settings, error);
  if (trust == NULL)
    return NULL;
  CwAdcs *self = g_object_new (CW_TYPE_ADCS, NULL);
  self->host = g_strdup (cw_authority_kind_get_value (&cw_adcs_kind, settings, "host"));
  self->ca_name = g_strdup (cw_authority_kind_get_value (&cw_adcs_kind, settings, "ca-name"));
  self->authentication = g_strdup (cw_authority_kind_get_value (&cw_adcs_kind, settings, "authentication"));
  self->template_name = g_strdup (cw_authority_kind_get_value (&cw_adcs_kind, settings, "template"));
  self->base = dup_base (settings);
  self->trust = g_steal_pointer (&trust);
  return CW_AUTHORITY (self);
}
