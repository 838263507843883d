/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "test-apache.h"

#include <string.h>

/* A real Apache that asks for logins as IIS does, in front of a back end that says who came with what. */

#define ALL (CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM | CW_HTTP_AUTH_BASIC)
#define BOB "SIM\\bob"

static TestKdc *kdc;
static TestWeb *backend;
static TestApache *apache;

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);
  const char *user = g_hash_table_lookup (request->headers, "x-remote-user");
  g_autofree char *answer = g_strdup_printf ("%s %s %s %.*s", user ?: "-", request->method, request->target, (int) size, size > 0 ? body : "");

  return test_web_reply (stream, 200, "Content-Type: text/plain\r\n", answer);
}

/* Reads, sends and reads again; the account must be the one that comes through. */
static void
check_login (const char *path, const char *below, const char *user, const char *password, CwHttpAuth allowed, const char *remote, const char *words)
{
  g_autoptr(CwHttpClient) client = fixture_client_with (user, password, allowed);
  g_autofree char *uri = test_apache_dup_uri (apache, path), *read = g_strdup_printf ("%s GET %s ", remote, below);
  g_autofree char *sent = g_strdup_printf ("%s POST %s Mode=newreq&CertRequest=%%2B", remote, below);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(CwHttpResponse) first = fixture_get (client, uri, &error);
      g_assert_no_error (error);
      fixture_assert_body (first, 200, read);
      g_autoptr(CwHttpResponse) second = fixture_post (client, uri, "Mode=newreq&CertRequest=%2B", &error);
      g_assert_no_error (error);
      fixture_assert_body (second, 200, sent);
    }
  g_assert_cmpstr (cw_http_client_get_server (client)->used, ==, words);
}

/* The same, beginning with what must not lose its body. */
static void
check_post_first (const char *path, const char *user, const char *password, CwHttpAuth allowed, const char *remote)
{
  g_autoptr(CwHttpClient) client = fixture_client_with (user, password, allowed);
  g_autofree char *uri = test_apache_dup_uri (apache, path), *large = g_strnfill (300000, 'a');
  guint before = test_web_count (backend, "POST", FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, large, &error);

  g_assert_no_error (error);
  g_autofree char *text = cw_http_response_dup_text (response);
  g_assert_true (g_str_has_prefix (text, remote));
  g_assert_true (g_str_has_suffix (text, large));
  g_assert_cmpuint (test_web_count (backend, "POST", FALSE), ==, before + 1);
}

static void
check_wrong (const char *path, const char *user, CwHttpAuth allowed, guint logins)
{
  g_autoptr(CwHttpClient) client = fixture_client_with (user, "certainly wrong", allowed);
  g_autofree char *uri = test_apache_dup_uri (apache, path), *line = g_strdup_printf ("GET %s ", path);
  guint before = test_apache_count (apache, line, 401, TRUE), behind = test_web_count (backend, NULL, FALSE);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (i == 1 ? fixture_post (client, uri, "body", &error) : fixture_get (client, uri, &error));
      fixture_assert_error (&error, CW_ERROR_AUTHENTICATION, "refused");
    }
  g_assert_cmpuint (test_apache_count (apache, line, 401, TRUE), ==, before + logins);
  g_assert_cmpuint (test_web_count (backend, NULL, FALSE), ==, behind);
  g_assert_null (cw_http_client_get_server (client)->used);
}

static void
test_kerberos (void)
{
  test_kdc_kinit (kdc, "alice", "s3cret", NULL);
  check_login ("/krb/x", "/x", NULL, NULL, ALL, "alice@SIM.TEST", "Kerberos with the ticket of alice@SIM.TEST");
  check_login ("/certsrv/x.asp", "/certsrv/x.asp", NULL, NULL, ALL, "alice@SIM.TEST", "Kerberos with the ticket of alice@SIM.TEST");
  check_post_first ("/krb/x", NULL, NULL, ALL, "alice@SIM.TEST");
  check_post_first ("/certsrv/x", NULL, NULL, ALL, "alice@SIM.TEST");
  test_kdc_kdestroy (kdc);
}

static void
test_kerberos_password (void)
{
  check_login ("/krb/x", "/x", "alice", "s3cret", ALL, "alice@SIM.TEST", "Kerberos with the password of alice@SIM.TEST");
  check_login ("/certsrv/x", "/certsrv/x", "SIM\\alice", "s3cret", ALL, "alice@SIM.TEST", "Kerberos with the password of alice@SIM.TEST");
  check_post_first ("/krb/x", "alice", "s3cret", ALL, "alice@SIM.TEST");
}

static void
test_kerberos_wrong (void)
{
  test_process_forget (kdc->process);
  check_wrong ("/krb/x", "alice", ALL, 0);
  check_wrong ("/certsrv/x", "alice", ALL, 0);
  test_process_wait (kdc->process, "PREAUTH_FAILED", 2);
  g_assert_cmpuint (test_process_count (kdc->process, "PREAUTH_FAILED"), ==, 2);
}

static void
test_no_ticket (void)
{
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);
  g_autofree char *uri = test_apache_dup_uri (apache, "/certsrv/x");
  g_autoptr(GError) error = NULL;

  test_kdc_kdestroy (kdc);
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_NO_TICKET, "no Kerberos ticket");
  g_assert_cmpint (cw_http_client_get_server (client)->offered, ==, ALL);
}

static void
test_ntlm (void)
{
  check_login ("/ntlm/x", "/x", BOB, "Passw0rd", ALL, BOB, "NTLM with the password of " BOB);
  check_login ("/certsrv/x", "/certsrv/x", BOB, "Passw0rd", CW_HTTP_AUTH_NTLM, BOB, "NTLM with the password of " BOB);
  /* The Kerberos server does not know him, which is no try of his password. */
  check_login ("/certsrv/x", "/certsrv/x", BOB, "Passw0rd", ALL, BOB, "NTLM with the password of " BOB);
  check_post_first ("/ntlm/x", BOB, "Passw0rd", ALL, BOB);
  check_post_first ("/certsrv/x", BOB, "Passw0rd", ALL, BOB);
}

static void
test_ntlm_wrong (void)
{
  /* Two halves of one try. */
  check_wrong ("/ntlm/wrong", BOB, ALL, 2);
  check_wrong ("/certsrv/wrong", BOB, ALL, 2);
}

static void
test_basic (void)
{
  check_login ("/basic/x", "/x", "carol", "pass", ALL, "carol", "Basic with the password of carol");
  check_login ("/certsrv/x", "/certsrv/x", "alice", "s3cret", CW_HTTP_AUTH_BASIC, "alice@SIM.TEST", "Basic with the password of alice");
  check_post_first ("/basic/x", "carol", "pass", ALL, "carol");
  check_wrong ("/basic/wrong", "carol", ALL, 1);
}

static void
test_open (void)
{
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", "pass", ALL);
  g_autofree char *uri = test_apache_dup_uri (apache, "/open/x");
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "body", NULL);

  g_assert_nonnull (response);
  g_assert_null (cw_http_client_get_server (client)->used);
  g_assert_cmpuint (test_apache_count (apache, " /open/", 0, TRUE), ==, 0);
}

/* The back end is gone: what Apache says then is an answer. */
static void
test_gateway (void)
{
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", "pass", ALL);
  g_autofree char *uri = test_apache_dup_uri (apache, "/basic/x");
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&backend, test_web_stop);
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "body", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 503);
  g_assert_false (cw_http_response_check (response, "localhost", &error));
  fixture_assert_error (&error, CW_ERROR_SERVER, "503");
}

static void
test_secrets (void)
{
  g_autofree char *said = fixture_dup_said ();

  g_assert_nonnull (strstr (said, "NTLM with the password of " BOB));
  g_assert_null (strstr (said, "TlRMTVNT"));
  g_assert_null (strstr (said, "YII"));
  g_assert_null (strstr (said, "s3cret"));
  g_assert_null (strstr (said, "Passw0rd"));
  fixture_assert_never_said ("certainly wrong");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kdc = test_kdc_start ();
  fixture_setup ();
  backend = test_web_start (NULL, NULL, answer_cb, NULL);
  g_autofree char *uri = test_web_dup_uri (backend, "127.0.0.1", "");
  TestApacheOptions options = { .kdc = kdc, .tls = tls, .backend = uri };
  apache = test_apache_start (&options);
  g_test_add_func ("/http/apache/kerberos", test_kerberos);
  g_test_add_func ("/http/apache/kerberos-password", test_kerberos_password);
  g_test_add_func ("/http/apache/kerberos-wrong", test_kerberos_wrong);
  g_test_add_func ("/http/apache/no-ticket", test_no_ticket);
  g_test_add_func ("/http/apache/ntlm", test_ntlm);
  g_test_add_func ("/http/apache/ntlm-wrong", test_ntlm_wrong);
  g_test_add_func ("/http/apache/basic", test_basic);
  g_test_add_func ("/http/apache/open", test_open);
  g_test_add_func ("/http/apache/gateway", test_gateway);
  g_test_add_func ("/http/apache/secrets", test_secrets);
  int result = g_test_run ();
  test_apache_stop (apache);
  g_clear_pointer (&backend, test_web_stop);
  fixture_teardown ();
  test_kdc_stop (kdc);
  return result;
}
