/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What goes over the wire: one connection, one account, one page at a time. */

static void
log_cb (const char *line, gpointer user_data)
{
  cw_authority_log (CW_AUTHORITY (user_data), "%s", line);
}

static CwHttpAuth
allowed (CwAdcs *self, const char *user)
{
  if (strcmp (self->authentication, "basic") == 0)
    return CW_HTTP_AUTH_BASIC;
  if (strcmp (self->authentication, "password") == 0)
    return CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM;
  if (user == NULL || strcmp (self->authentication, "ticket") == 0)
    return CW_HTTP_AUTH_NEGOTIATE;
  return CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM | CW_HTTP_AUTH_BASIC;
}

CwHttpClient *
cw_adcs_get_client (CwAdcs *self, GError **error)
{
  const char *user = cw_authority_get_user (CW_AUTHORITY (self));
  gboolean ticket = strcmp (self->authentication, "ticket") == 0;
  gboolean needs_user = strcmp (self->authentication, "basic") == 0 || strcmp (self->authentication, "password") == 0;

  if (self->client != NULL)
    return self->client;
  if (needs_user && user == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION,
                   _("“%s” is set to be asked with a user name and a password, and no account was given."), self->host);
      return NULL;
    }
  if (ticket && user != NULL)
    cw_authority_log (CW_AUTHORITY (self), "“%s” is set to use the ticket of the logged-on user: the account %s is not used", self->host, user);
  self->client = cw_http_client_new (self->trust, FALSE);
  cw_http_client_set_log (self->client, log_cb, self);
  cw_http_client_set_account (self->client, ticket ? NULL : user, ticket ? NULL : cw_authority_get_password (CW_AUTHORITY (self)), allowed (self, user));
  return self->client;
}

CwHttpResponse *
cw_adcs_ask (CwAdcs *self, const char *path, GBytes *form, GCancellable *cancellable, GError **error)
{
  CwHttpClient *client = cw_adcs_get_client (self, error);
  g_autofree char *uri = g_strconcat (self->base, path, NULL);
  CwHttpRequest request = {
    .method = form != NULL ? "POST" : "GET",
    .uri = uri,
    .content_type = form != NULL ? "application/x-www-form-urlencoded" : NULL,
    .body = form,
    .flags = form != NULL ? CW_HTTP_SUBMIT : CW_HTTP_READ,
  };
  g_autoptr(GError) problem = NULL;

  if (client == NULL)
    return NULL;
  CwHttpResponse *response = cw_http_client_send (client, &request, cancellable, &problem);
  gboolean untrusted = g_error_matches (problem, CW_ERROR, CW_ERROR_TLS_UNTRUSTED);
  cw_authority_set_peer_chain (CW_AUTHORITY (self), untrusted ? cw_http_client_get_server (client)->chain : NULL);
  if (problem != NULL)
    cw_error_propagate (error, g_steal_pointer (&problem));
  return response;
}

static const char *
get_kind_name (CwAdcsPageKind kind)
{
  static const char *const names[] = { "issued", "denied", "pending", "status", "failed", "other", "login", "foreign" };

  return names[kind];
}

CwAdcsPage *
cw_adcs_read_page (CwAdcs *self, const CwHttpResponse *response)
{
  g_autofree char *text = cw_http_response_dup_text ((CwHttpResponse *) response);
  CwAdcsPage *page = cw_adcs_page_read (text);
  g_autofree char *trimmed = cw_adcs_dup_trimmed (text);

  cw_authority_log (CW_AUTHORITY (self), "The page is read as: %s%s%s%s%s", get_kind_name (page->kind), page->request_id != NULL ? ", request " : "",
                    page->request_id != NULL ? page->request_id : "", page->code != NULL ? ", " : "", page->code != NULL ? page->code : "");
  cw_authority_log (CW_AUTHORITY (self), "%s", trimmed);
  return page;
}

gboolean
cw_adcs_enter (CwAdcs *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwHttpResponse) response = cw_adcs_ask (self, NULL, NULL, cancellable, error);

  if (response == NULL || !cw_http_response_check (response, self->host, error))
    return FALSE;
  g_autofree char *text = cw_http_response_dup_text (response);
  g_autoptr(CwAdcsPage) page = cw_adcs_page_read (text);
  if (page->kind == CW_ADCS_PAGE_LOGIN)
    {
      cw_adcs_set_unexpected (self, response, page, error);
      return FALSE;
    }
  if (page->kind == CW_ADCS_PAGE_FOREIGN)
    cw_authority_log (CW_AUTHORITY (self), "The page at %s does not look like that of a Windows CA", self->base);
  return TRUE;
}

static void
set_failed (CwAdcs *self, const CwAdcsPage *page, GError **error)
{
  const char *explanation = cw_adcs_explain (page->code);
  CwError code = cw_adcs_is_permission (page->code) ? CW_ERROR_FORBIDDEN : CW_ERROR_SERVER;

  if (explanation != NULL)
    g_set_error (error, CW_ERROR, code, _("“%s” reports a failure (%s). %s"), self->host, page->code, explanation);
  else if (page->message != NULL)
    g_set_error (error, CW_ERROR, code, _("“%s” reports a failure: %s"), self->host, page->message);
  else
    g_set_error (error, CW_ERROR, code, _("“%s” reports a failure (%s)."), self->host, page->code);
}

void
cw_adcs_set_unexpected (CwAdcs *self, CwHttpResponse *response, const CwAdcsPage *page, GError **error)
{
  const char *title = page->title != NULL && *page->title != '\0' ? page->title : self->base;

  if (page->kind == CW_ADCS_PAGE_FAILED)
    set_failed (self, page, error);
  else if (!cw_http_response_check (response, self->host, error))
    return;
  else if (page->kind == CW_ADCS_PAGE_LOGIN)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY,
                 _("“%s” answered with a page that wants a password typed into it (“%s”). That is not the web enrolment of a Windows CA, and nothing was typed."),
                 self->host, title);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("“%s” answered with a page (“%s”) where a certificate or the state of a request was due."), self->host, title);
}
