/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "test-apache.h"
#include "test-negotiate.h"

#include <glib/gstdio.h>
#include <krb5.h>
#include <string.h>

/* A real Kerberos server, and web servers that take its tickets: by what the user has, and by password. */

#define ALL (CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM | CW_HTTP_AUTH_BASIC)
#define PASSWORD "s3cret"

static TestKdc *kdc;

static void
assert_get (CwHttpClient *client, TestNegotiate *server, const char *expected)
{
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, &error);

  g_assert_no_error (error);
  fixture_assert_body (response, 200, expected);
}

static void
assert_refused (CwHttpClient *client, TestNegotiate *server, CwError code, const char *sentence)
{
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, code, sentence);
}

/* ---- tickets ---- */

static void
test_ticket (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");

  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  assert_get (client, server, "alice@SIM.TEST bound GET ");
  g_assert_cmpstr (cw_http_client_get_server (client)->used, ==, "Kerberos with the ticket of alice@SIM.TEST");
  g_assert_cmpint (cw_http_client_get_server (client)->used_kind, ==, CW_HTTP_AUTH_NEGOTIATE);
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "the body", NULL);
  fixture_assert_body (response, 200, "alice@SIM.TEST bound POST the body");
  g_assert_cmpuint (test_web_count (server->web, "POST", FALSE), ==, 1);
  test_kdc_kdestroy (kdc);
}

static void
test_no_ticket (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");
  g_autoptr(GError) error = NULL;

  test_kdc_kdestroy (kdc);
  assert_refused (client, server, CW_ERROR_NO_TICKET, "no Kerberos ticket");
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_NO_TICKET, "no Kerberos ticket");
  g_assert_cmpuint (test_web_count (server->web, "POST", FALSE), ==, 0);
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 0);
  /* It comes while the program runs. */
  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  assert_get (client, server, "alice@SIM.TEST bound GET ");
  test_kdc_kdestroy (kdc);
}

/* The ticket of alice, as it will be in a while. */
static void
make_old (void)
{
  krb5_context context;
  krb5_ccache cache;
  krb5_cc_cursor cursor;
  krb5_creds ticket;
  krb5_principal client;

  g_assert_cmpint (krb5_init_context (&context), ==, 0);
  g_assert_cmpint (krb5_cc_default (context, &cache), ==, 0);
  g_assert_cmpint (krb5_cc_get_principal (context, cache, &client), ==, 0);
  g_assert_cmpint (krb5_cc_start_seq_get (context, cache, &cursor), ==, 0);
  g_assert_cmpint (krb5_cc_next_cred (context, cache, &cursor, &ticket), ==, 0);
  while (krb5_is_config_principal (context, ticket.server))
    {
      krb5_free_cred_contents (context, &ticket);
      g_assert_cmpint (krb5_cc_next_cred (context, cache, &cursor, &ticket), ==, 0);
    }
  krb5_cc_end_seq_get (context, cache, &cursor);
  ticket.times.authtime = ticket.times.starttime = 1700000000;
  ticket.times.endtime = ticket.times.renew_till = 1700003600;
  g_assert_cmpint (krb5_cc_initialize (context, cache, client), ==, 0);
  g_assert_cmpint (krb5_cc_store_cred (context, cache, &ticket), ==, 0);
  krb5_free_cred_contents (context, &ticket);
  krb5_free_principal (context, client);
  krb5_cc_close (context, cache);
  krb5_free_context (context);
}

static void
test_old_ticket (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);

  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  make_old ();
  assert_refused (client, server, CW_ERROR_NO_TICKET, "alice@SIM.TEST has expired");
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 0);
  test_kdc_kdestroy (kdc);
}

static void
test_unknown_server (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);
  g_autofree char *uri = test_web_dup_uri (server->web, "127.0.0.1", "/");
  g_autoptr(GError) error = NULL;

  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, CW_ERROR_NO_TICKET, "does not know the web server 127.0.0.1");
  test_kdc_kdestroy (kdc);
}

/* ---- what it is bound to ---- */

static void
test_bound_to_another (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);

  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  /* As if somebody in the middle handed the login on. */
  g_free (server->end_point);
  server->end_point = test_tls_dup_sha256 (tls->ca);
  assert_refused (client, server, CW_ERROR_AUTHENTICATION, "refused the Kerberos ticket");
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 1);
  test_kdc_kdestroy (kdc);
}

static void
test_no_proof (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with (NULL, NULL, ALL);
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");
  g_autoptr(GError) error = NULL;

  test_kdc_kinit (kdc, "alice", PASSWORD, NULL);
  server->proves = FALSE;
  assert_get (client, server, "alice@SIM.TEST bound GET ");
  /* A wrong proof is another matter than none. */
  server->proves = TRUE;
  server->end = "YIICagYJKoZIhvcSAQICAgBvggJZMIICVaAD";
  assert_refused (client, server, CW_ERROR_REPLY, "could not prove");
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_REPLY, "could not prove");
  g_assert_cmpuint (test_web_count (server->web, "POST", FALSE), ==, 0);
  test_kdc_kdestroy (kdc);
}

/* ---- the same by NTLM ---- */

/* The list of users that the server looks at is in the environment of the client as well, which must take no notice of it. */
static TestNegotiate *
start_ntlm (void)
{
  g_autofree char *users = test_folder_write (kdc->folder, "ntlm.users", "SIM:bob:Passw0rd\n");
  TestNegotiate *server = test_negotiate_start (kdc, tls);

  g_setenv ("NTLM_USER_FILE", users, TRUE);
  g_setenv ("NETBIOS_COMPUTER_NAME", "SIMSRV", TRUE);
  g_setenv ("NETBIOS_DOMAIN_NAME", "SIM", TRUE);
  server->offer = "NTLM";
  return server;
}

static void
stop_ntlm (void)
{
  g_unsetenv ("NTLM_USER_FILE");
  g_unsetenv ("NETBIOS_COMPUTER_NAME");
  g_unsetenv ("NETBIOS_DOMAIN_NAME");
}

static void
test_ntlm (void)
{
  g_autoptr(TestNegotiate) server = start_ntlm ();
  g_autoptr(CwHttpClient) client = fixture_client_with ("SIM\\bob", "Passw0rd", ALL);
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");

  assert_get (client, server, "SIM\\bob bound GET ");
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "the body", NULL);
  fixture_assert_body (response, 200, "SIM\\bob bound POST the body");
  g_autoptr(CwHttpClient) wrong = fixture_client_with ("SIM\\bob", "another one", ALL);
  assert_refused (wrong, server, CW_ERROR_AUTHENTICATION, "refused the account SIM\\bob");
  stop_ntlm ();
}

static void
test_ntlm_bound_to_another (void)
{
  g_autoptr(TestNegotiate) server = start_ntlm ();
  g_autoptr(CwHttpClient) client = fixture_client_with ("SIM\\bob", "Passw0rd", ALL);

  g_free (server->end_point);
  server->end_point = test_tls_dup_sha256 (tls->ca);
  assert_refused (client, server, CW_ERROR_AUTHENTICATION, "refused the account SIM\\bob");
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 2);
  stop_ntlm ();
}

/* ---- passwords ---- */

static void
test_password (void)
{
  static const char *const users[] = { "alice", "alice@SIM.TEST", "alice@sim.test", "SIM\\alice", "SIM.TEST\\alice", NULL };
  g_auto(GStrv) before = g_get_environ ();
  g_autofree char *cache = g_build_filename (kdc->folder, "ccache", NULL);

  test_kdc_kdestroy (kdc);
  for (guint i = 0; users[i]; i++)
    {
      g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
      g_autoptr(CwHttpClient) client = fixture_client_with (users[i], PASSWORD, ALL);
      g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a/b");
      assert_get (client, server, "alice@SIM.TEST bound GET ");
      g_assert_cmpstr (cw_http_client_get_server (client)->used, ==, "Kerberos with the password of alice@SIM.TEST");
      g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "the body", NULL);
      fixture_assert_body (response, 200, "alice@SIM.TEST bound POST the body");
    }
  /* Nothing of it is left behind. */
  g_auto(GStrv) after = g_get_environ ();
  g_assert_cmpstr (g_environ_getenv (after, "KRB5CCNAME"), ==, g_environ_getenv (before, "KRB5CCNAME"));
  g_assert_false (g_file_test (cache, G_FILE_TEST_EXISTS));
}

/* The Kerberos server is asked once, not for each request. */
static void
test_password_kept (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with ("alice", PASSWORD, ALL);

  test_process_forget (kdc->process);
  for (guint i = 0; i < 3; i++)
    assert_get (client, server, "alice@SIM.TEST bound GET ");
  test_process_wait (kdc->process, "alice@SIM.TEST for HTTP/localhost@SIM.TEST", 1);
  g_assert_cmpuint (test_process_count (kdc->process, "alice@SIM.TEST for krbtgt/SIM.TEST@SIM.TEST"), ==, 2);
  g_assert_cmpuint (test_process_count (kdc->process, "alice@SIM.TEST for HTTP/localhost@SIM.TEST"), ==, 1);
}

static void
test_wrong_password (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with ("alice", "wrong and long", ALL);

  /* Also where others would take it: each of them asks the same directory. */
  server->offer = "Negotiate, NTLM, Basic realm=\"x\"";
  test_process_forget (kdc->process);
  for (guint i = 0; i < 3; i++)
    assert_refused (client, server, CW_ERROR_AUTHENTICATION, i == 0 ? "refused the password of alice@SIM.TEST" : "refused the account alice");
  test_process_wait (kdc->process, "PREAUTH_FAILED", 1);
  g_assert_cmpuint (test_process_count (kdc->process, "PREAUTH_FAILED"), ==, 1);
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 0);
}

static void
test_accounts (void)
{
  static const struct { const char *change, *sentence; } cases[] = {
    { "modprinc -pwexpire yesterday dora", "password of dora@SIM.TEST has expired" },
    { "modprinc -pwexpire never -expire yesterday dora", "dora@SIM.TEST is locked, disabled or expired" },
    { "modprinc -expire never -allow_tix dora", "dora@SIM.TEST is locked, disabled or expired" },
  };
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);

  test_kdc_add_user (kdc, "dora", "geheim und sehr lang");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwHttpClient) client = fixture_client_with ("dora", "geheim und sehr lang", ALL);
      test_kdc_administrate (kdc, cases[i].change);
      assert_refused (client, server, CW_ERROR_AUTHENTICATION, cases[i].sentence);
    }
}

/* Who is not known there, or not in a realm that is known, has not used up a try. */
static void
test_unknown_user (void)
{
  static const struct { const char *user, *sentence; } cases[] = {
    { "nobody", "cannot log in nobody@SIM.TEST" },
    { "OTHER\\alice", "realm of OTHER\\alice is not known" },
  };
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwHttpClient) client = fixture_client_with (cases[i].user, PASSWORD, CW_HTTP_AUTH_NEGOTIATE);
      assert_refused (client, server, CW_ERROR_AUTHENTICATION, cases[i].sentence);
      g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 0);
    }
}

/* An Active Directory lets its users log in as somebody@company.test, though that is no realm. */
static void
test_suffix (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with ("frida@company.test", "hemligt och mycket langt", ALL);
  g_autoptr(CwHttpClient) wrong = fixture_client_with ("frida@company.test", "wrong and long", ALL);
  g_autoptr(CwHttpClient) nobody = fixture_client_with ("nobody@company.test", PASSWORD, CW_HTTP_AUTH_NEGOTIATE);

  test_kdc_add_user (kdc, "frida\\@company.test", "hemligt och mycket langt");
  assert_get (client, server, "frida\\@company.test@SIM.TEST bound GET ");
  test_process_forget (kdc->process);
  assert_refused (wrong, server, CW_ERROR_AUTHENTICATION, "refused the password of frida@COMPANY.TEST");
  test_process_wait (kdc->process, "PREAUTH_FAILED", 1);
  g_assert_cmpuint (test_process_count (kdc->process, "PREAUTH_FAILED"), ==, 1);
  assert_refused (nobody, server, CW_ERROR_UNREACHABLE, "No Kerberos server");
}

/* ---- a Kerberos server that is not there ---- */

/* Makes Kerberos look for its server at that port. */
static char *
point_to (guint port)
{
  return test_folder_write (kdc->folder, "elsewhere.conf",
                            "[libdefaults]\n  default_realm = SIM.TEST\n  dns_lookup_kdc = false\n  dns_canonicalize_hostname = false\n"
                            "  udp_preference_limit = 1\n[realms]\n  SIM.TEST = {\n    kdc = 127.0.0.1:%u\n  }\n"
                            "[domain_realm]\n  localhost = SIM.TEST\n", port);
}

static void
test_nobody_there (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with ("alice", PASSWORD, CW_HTTP_AUTH_NEGOTIATE);
  g_autoptr(CwHttpClient) other = fixture_client_with ("alice", PASSWORD, ALL);
  g_autofree char *configuration = point_to (test_free_port ());

  g_setenv ("KRB5_CONFIG", configuration, TRUE);
  assert_refused (client, server, CW_ERROR_UNREACHABLE, "No Kerberos server");
  /* Another way in is open, and the password was given to nobody so far. */
  server->offer = "Negotiate, Basic realm=\"x\"";
  assert_refused (other, server, CW_ERROR_AUTHENTICATION, "refused the account alice");
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (test_web_get_last (server->web, "GET")->headers, "authorization"), "Basic "));
  /* The first word of NTLM, in which there is nothing of the password, and the password once. */
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 2);
  g_setenv ("KRB5_CONFIG", kdc->configuration, TRUE);
}

/* The kernel takes the connection, and nobody answers: a person does not have to wait until libkrb5 gives up. */
static void
test_silent (void)
{
  g_autoptr(TestNegotiate) server = test_negotiate_start (kdc, tls);
  g_autoptr(CwHttpClient) client = fixture_client_with ("alice", PASSWORD, CW_HTTP_AUTH_NEGOTIATE);
  g_autofree char *uri = test_web_dup_uri (server->web, NULL, "/a");
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *configuration = point_to (port);

  g_assert_no_error (error);
  g_setenv ("KRB5_CONFIG", configuration, TRUE);
  g_assert_null (fixture_get_within (client, uri, fixture_get_seconds (), &error));
  fixture_assert_error (&error, CW_ERROR_TIMED_OUT, "Kerberos server did not answer within");
  g_assert_null (fixture_post_within (client, uri, "body", fixture_get_seconds (), &error));
  fixture_assert_error (&error, CW_ERROR_TIMED_OUT, "Kerberos server did not answer within");
  g_assert_cmpuint (test_web_count (server->web, NULL, TRUE), ==, 0);
  /* The threads that were left behind still look at the environment, so it stays as it is. */
}

/* ---- last ---- */

static void
test_secrets (void)
{
  g_autofree char *said = fixture_dup_said ();

  g_assert_nonnull (strstr (said, "Kerberos with the password of alice@SIM.TEST"));
  g_assert_null (strstr (said, "Authorization"));
  /* How every token of SPNEGO begins. */
  g_assert_null (strstr (said, "YII"));
  g_assert_null (strstr (said, PASSWORD));
  fixture_assert_never_said ("wrong and long");
  fixture_assert_never_said ("geheim und sehr lang");
  fixture_assert_never_said ("hemligt och mycket langt");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kdc = test_kdc_start ();
  fixture_setup ();
  g_test_add_func ("/http/kerberos/ticket", test_ticket);
  g_test_add_func ("/http/kerberos/no-ticket", test_no_ticket);
  g_test_add_func ("/http/kerberos/old-ticket", test_old_ticket);
  g_test_add_func ("/http/kerberos/unknown-server", test_unknown_server);
  g_test_add_func ("/http/kerberos/bound-to-another", test_bound_to_another);
  g_test_add_func ("/http/kerberos/no-proof", test_no_proof);
  g_test_add_func ("/http/kerberos/ntlm", test_ntlm);
  g_test_add_func ("/http/kerberos/ntlm-bound-to-another", test_ntlm_bound_to_another);
  g_test_add_func ("/http/kerberos/password", test_password);
  g_test_add_func ("/http/kerberos/password-kept", test_password_kept);
  g_test_add_func ("/http/kerberos/wrong-password", test_wrong_password);
  g_test_add_func ("/http/kerberos/accounts", test_accounts);
  g_test_add_func ("/http/kerberos/unknown-user", test_unknown_user);
  g_test_add_func ("/http/kerberos/suffix", test_suffix);
  g_test_add_func ("/http/kerberos/nobody-there", test_nobody_there);
  g_test_add_func ("/http/kerberos/silent", test_silent);
  g_test_add_func ("/http/kerberos/secrets", test_secrets);
  int result = g_test_run ();
  fixture_teardown ();
  test_kdc_stop (kdc);
  return result;
}
