/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Test this CA: the way to it, one step after the other, each with a verdict and what to do. What cannot be tried any more is said
 * to be left out, with the reason. Nothing is requested. */

#define CONNECT_TIMEOUT 15
#define SOON (60 * 24 * 60 * 60)
#define MAX_SHOWN 12

typedef struct
{
  CwAdcs *adcs;
  CwAuthorityTestLine line;
  gpointer user_data;
  GCancellable *cancellable;
  const char *stopped;   /* why the rest is left out, or NULL */
  char *host;            /* of the address, with its port */
  guint16 port;
} Test;

static void G_GNUC_PRINTF (5, 6)
say (Test *test, const char *subject, CwTestVerdict verdict, const char *remedy, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  test->line (subject, verdict, sentence, remedy, test->user_data);
}

/* TRUE: this step cannot be tried, and that was said. */
static gboolean
skip (Test *test, const char *subject)
{
  if (test->stopped == NULL && g_cancellable_is_cancelled (test->cancellable))
    test->stopped = _("Not tried, since the test was cancelled.");
  if (test->stopped == NULL)
    return FALSE;
  say (test, subject, CW_TEST_SKIPPED, NULL, "%s", test->stopped);
  return TRUE;
}

static void
say_error (Test *test, const char *subject, const GError *error)
{
  gboolean cancelled = g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED);

  if (!cancelled)
    cw_authority_note_test_failure (CW_AUTHORITY (test->adcs), error->code);
  say (test, subject, cancelled ? CW_TEST_SKIPPED : CW_TEST_BAD, cancelled ? NULL : cw_error_get_remedy (error), "%s", error->message);
}

/* ---- name and connection ---- */

static gboolean
has_proxy (Test *test)
{
  g_auto(GStrv) proxies = g_proxy_resolver_lookup (g_proxy_resolver_get_default (), test->adcs->base, test->cancellable, NULL);

  return proxies != NULL && proxies[0] != NULL && strcmp (proxies[0], "direct://") != 0;
}

static char *
dup_addresses (GList *addresses)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (GList *each = addresses; each != NULL; each = each->next)
    {
      g_autofree char *address = g_inet_address_to_string (each->data);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", address);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_name (Test *test)
{
  const char *subject = _("Name");
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  g_autoptr(GError) error = NULL;

  if (skip (test, subject))
    return;
  if (g_hostname_is_ip_address (test->host))
    {
      say (test, subject, CW_TEST_INFO, NULL, _("“%s” is an address, so there is no name to look up. Kerberos needs a name."), test->host);
      return;
    }
  GList *addresses = g_resolver_lookup_by_name (resolver, test->host, test->cancellable, &error);
  g_autofree char *text = dup_addresses (addresses);
  g_resolver_free_addresses (addresses);
  if (error == NULL)
    say (test, subject, CW_TEST_GOOD, NULL, _("“%s” is %s."), test->host, text);
  else if (has_proxy (test))
    say (test, subject, CW_TEST_INFO, NULL, _("“%s” is not known here (%s); the proxy may know it."), test->host, error->message);
  else if (!skip (test, subject))
    {
      cw_authority_note_test_failure (CW_AUTHORITY (test->adcs), CW_ERROR_UNREACHABLE);
      say (test, subject, CW_TEST_BAD, _("Check the spelling, and that this computer asks the name server of the site."),
           _("Nobody knows a computer “%s”: %s."), test->host, error->message);
      test->stopped = _("Not tried, since the name of the host is not known.");
    }
}

static void
test_connection (Test *test)
{
  const char *subject = _("Connection");
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;

  if (skip (test, subject))
    return;
  if (has_proxy (test))
    {
      say (test, subject, CW_TEST_INFO, NULL, _("The way to “%s” is through a proxy."), test->host);
      return;
    }
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host (client, test->host, test->port, test->cancellable, &error);
  if (connection != NULL)
    say (test, subject, CW_TEST_GOOD, NULL, _("“%s” answers on port %u."), test->host, test->port);
  else if (!skip (test, subject))
    {
      cw_authority_note_test_failure (CW_AUTHORITY (test->adcs), CW_ERROR_UNREACHABLE);
      say (test, subject, CW_TEST_BAD, _("Check that the web server is running, and that no firewall is in between."),
           _("“%s” does not answer on port %u: %s."), test->host, test->port, error->message);
      test->stopped = _("Not tried, since there is no connection.");
    }
}

/* ---- the web server ---- */

static void
say_certificate (Test *test, const char *subject, const CwHttpServer *server, const GError *error)
{
  CwCertificate *leaf = server->chain != NULL && server->chain->len > 0 ? server->chain->pdata[0] : NULL;
  g_autofree char *name = leaf != NULL ? cw_certificate_dup_display_name (leaf) : NULL;
  g_autofree char *until = leaf != NULL ? cw_time_to_date (cw_certificate_get_not_after (leaf)) : NULL;

  if (leaf == NULL)
    say_error (test, subject, error);
  else if (error != NULL)
    {
      cw_authority_note_test_failure (CW_AUTHORITY (test->adcs), error->code);
      say (test, subject, CW_TEST_BAD, cw_error_get_remedy (error), _("%s The server shows the certificate “%s”, issued by “%s”, with the SHA-256 fingerprint %s."),
           error->message, name, cw_certificate_get_issuer_name (leaf), cw_certificate_get_sha256 (leaf));
    }
  else
    say (test, subject, CW_TEST_GOOD, NULL, _("%s with the certificate “%s”, issued by “%s”, valid until %s. %s"),
         server->tls_version != NULL ? server->tls_version : "TLS", name, cw_certificate_get_issuer_name (leaf), until,
         server->tls_reason != NULL ? server->tls_reason : "");
}

static char *
dup_offered (CwHttpAuth offered)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (offered & CW_HTTP_AUTH_NEGOTIATE)
    g_string_append (text, _("Kerberos (Negotiate)"));
  if (offered & CW_HTTP_AUTH_NTLM)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _("NTLM"));
  if (offered & CW_HTTP_AUTH_BASIC)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _("Basic"));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("nothing that this program knows"));
}

static void
say_authentication (Test *test, const CwHttpServer *server, const GError *error)
{
  const char *subject = _("Authentication");
  g_autofree char *offered = dup_offered (server->offered);

  if (skip (test, subject))
    return;
  if (error == NULL && server->used != NULL)
    say (test, subject, CW_TEST_GOOD, NULL, _("The server offers %s; what worked: %s."), offered, server->used);
  else if (error == NULL)
    say (test, subject, CW_TEST_WARNING, _("Ask the administrator of the CA why it does not ask who is there."),
         _("The server lets anybody in, without asking who it is."));
  else
    {
      cw_authority_note_test_failure (CW_AUTHORITY (test->adcs), error->code);
      say (test, subject, CW_TEST_BAD, cw_error_get_remedy (error), _("%s The server offers %s."), error->message, offered);
      test->stopped = _("Not tried, since the server did not let us in.");
    }
}

static gboolean
is_tls (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_TLS_UNTRUSTED) || g_error_matches (error, CW_ERROR, CW_ERROR_TLS_BAD);
}

static gboolean
is_authentication (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_AUTHENTICATION) || g_error_matches (error, CW_ERROR, CW_ERROR_NO_TICKET);
}

static void
say_entrance (Test *test, CwHttpResponse *response)
{
  const char *subject = _("Web enrolment");
  g_autoptr(GError) error = NULL;

  if (!cw_http_response_check (response, test->adcs->host, &error))
    {
      say_error (test, subject, error);
      test->stopped = _("Not tried, since the web enrolment pages are not there for this account.");
      return;
    }
  g_autofree char *text = cw_http_response_dup_text (response);
  g_autoptr(CwAdcsPage) page = cw_adcs_page_read (text);
  if (page->kind == CW_ADCS_PAGE_LOGIN)
    {
      cw_adcs_set_unexpected (test->adcs, response, page, &error);
      say_error (test, subject, error);
      test->stopped = _("Not tried, since this is no web enrolment.");
    }
  else if (page->kind == CW_ADCS_PAGE_FOREIGN)
    say (test, subject, CW_TEST_WARNING, _("Check the address, if what follows does not work."), _("The page at %s does not look like that of a Windows CA."), test->adcs->base);
  else
    say (test, subject, CW_TEST_GOOD, NULL, _("The web enrolment pages of Active Directory Certificate Services are at %s."), test->adcs->base);
}

/* One request shows all of it: encryption, authentication, and whether there is anything at this address. */
static void
test_server (Test *test)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = test->stopped == NULL ? cw_adcs_ask (test->adcs, NULL, NULL, test->cancellable, &error) : NULL;
  const CwHttpServer *server = test->adcs->client != NULL ? cw_http_client_get_server (test->adcs->client) : NULL;
  gboolean connected = response != NULL || is_authentication (error);

  if (!skip (test, _("Encryption")))
    {
      if (server != NULL && (connected || is_tls (error) || server->chain != NULL))
        say_certificate (test, _("Encryption"), server, is_tls (error) ? error : NULL);
      else
        say_error (test, _("Encryption"), error);
      if (is_tls (error) || server == NULL)
        test->stopped = _("Not tried, since nothing is sent to a server that cannot be trusted.");
      else if (!connected)
        test->stopped = _("Not tried, since the server did not answer.");
    }
  if (test->stopped != NULL)
    skip (test, _("Authentication"));
  else
    say_authentication (test, server, error);
  if (!skip (test, _("Web enrolment")))
    say_entrance (test, response);
}

/* ---- the CA ---- */

static void
say_name (Test *test, CwCertificate *ca)
{
  const char *name = cw_certificate_get_common_name (ca);

  if (test->adcs->ca_name == NULL || name == NULL || g_ascii_strcasecmp (name, test->adcs->ca_name) == 0)
    return;
  say (test, _("Name of the CA"), CW_TEST_WARNING, _("Check that this is the CA that you mean; if it is, change its name in the settings."),
       _("The CA calls itself “%s”, not “%s”."), name, test->adcs->ca_name);
}

static void
test_ca (Test *test)
{
  const char *subject = _("CA certificate");
  g_autoptr(GError) error = NULL;

  if (skip (test, subject))
    return;
  g_autoptr(GPtrArray) chain = cw_adcs_fetch_ca_chain (test->adcs, test->cancellable, &error);
  if (chain == NULL)
    {
      say_error (test, subject, error);
      return;
    }
  CwCertificate *ca = chain->pdata[0];
  gint64 from = cw_certificate_get_not_before (ca), until = cw_certificate_get_not_after (ca), now = cw_clock_now ();
  g_autofree char *name = cw_certificate_dup_display_name (ca);
  g_autofree char *from_date = cw_time_to_date (from);
  g_autofree char *until_date = cw_time_to_date (until);
  const char *remedy = _("Ask the administrator of the CA to renew it.");

  if (now > until || now < from)
    say (test, subject, CW_TEST_BAD, remedy, _("“%s” is valid from %s until %s, which is not now."), name, from_date, until_date);
  else if (until < now + SOON)
    say (test, subject, CW_TEST_WARNING, remedy, _("“%s” is valid until %s; no certificate of it lasts longer."), name, until_date);
  else
    say (test, subject, CW_TEST_GOOD, NULL, _("“%s”, valid from %s until %s."), name, from_date, until_date);
  say_name (test, ca);
}

static char *
dup_names (GPtrArray *templates)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < templates->len && i < MAX_SHOWN; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", ((CwAuthorityTemplate *) templates->pdata[i])->name);
  if (templates->len > MAX_SHOWN)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_template (GPtrArray *templates, const char *name)
{
  for (guint i = 0; i < templates->len; i++)
    if (g_ascii_strcasecmp (((CwAuthorityTemplate *) templates->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
say_permission (Test *test, gboolean seen, gboolean listed)
{
  const char *subject = _("Permission");

  if (skip (test, subject))
    return;
  if (!seen)
    say (test, subject, CW_TEST_INFO, NULL, _("Whether this account may enrol shows when a request is sent."));
  else if (listed)
    say (test, subject, CW_TEST_GOOD, NULL, _("The CA lists the template “%s” for this account, so it may enrol for it."), test->adcs->template_name);
  else
    say (test, subject, CW_TEST_INFO, _("If a request is denied, ask for the permission “Enroll” on the template."),
         _("The CA does not list the template “%s” for this account. It lists no templates for computers, so that need not mean anything."), test->adcs->template_name);
}

static void
test_templates (Test *test)
{
  const char *subject = _("Templates");
  g_autoptr(GPtrArray) templates = NULL;
  g_autoptr(GError) error = NULL;

  if (!skip (test, subject))
    {
      templates = cw_authority_list_templates (CW_AUTHORITY (test->adcs), test->cancellable, &error);
      g_autofree char *names = templates != NULL ? dup_names (templates) : NULL;
      if (templates == NULL)
        say_error (test, subject, error);
      else if (templates->len == 0)
        say (test, subject, CW_TEST_INFO, NULL, _("The CA lists no templates for this account."));
      else
        say (test, subject, CW_TEST_GOOD, NULL, g_dngettext (GETTEXT_PACKAGE, "%u template: %s.", "%u templates: %s.", templates->len), templates->len, names);
    }
  say_permission (test, templates != NULL, templates != NULL && has_template (templates, test->adcs->template_name));
}

void
cw_adcs_test (CwAuthority *authority, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable)
{
  CwAdcs *self = CW_ADCS (authority);
  g_autoptr(GUri) uri = g_uri_parse (self->base, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = g_strdup (g_uri_get_host (uri));
  Test test = { .adcs = self, .line = line, .user_data = user_data, .cancellable = cancellable, .host = host,
                .port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : 443 };

  test_name (&test);
  test_connection (&test);
  test_server (&test);
  test_ca (&test);
  test_templates (&test);
}
