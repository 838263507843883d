/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "cw-http-challenge.h"

#include <string.h>

/* How an account is given, and how often, to servers that ask in good and in bad ways. */

#define PASSWORD "correct horse battery"
#define ALL (CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM | CW_HTTP_AUTH_BASIC)

/* ---- what a server asks for ---- */

static void
assert_challenge (const char *value, CwHttpAuth offered, const char *words, const char *negotiate)
{
  g_auto(CwHttpChallenge) challenge = { 0 };

  cw_http_challenge_add (&challenge, value);
  g_autofree char *text = cw_http_challenge_dup_words (&challenge);
  g_assert_cmpint (challenge.offered, ==, offered);
  g_assert_cmpstr (text, ==, words);
  g_assert_cmpstr (challenge.negotiate, ==, negotiate);
}

static void
test_challenge (void)
{
  assert_challenge ("", 0, "", NULL);
  assert_challenge ("Negotiate", CW_HTTP_AUTH_NEGOTIATE, "Negotiate", "");
  assert_challenge ("negotiate oYG2MIGzoAMKAQChCwYJKoZIgvcSAQICoo==", CW_HTTP_AUTH_NEGOTIATE, "Negotiate", "oYG2MIGzoAMKAQChCwYJKoZIgvcSAQICoo==");
  assert_challenge ("Basic realm=\"ca.example.org\"", CW_HTTP_AUTH_BASIC, "Basic", NULL);
  assert_challenge ("Negotiate, NTLM,Basic realm=\"a, Digest b\", charset=\"UTF-8\"", ALL, "Negotiate, NTLM, Basic", "");
  assert_challenge ("Basic realm=\"quote \\\", NTLM\" , Negotiate abc=", CW_HTTP_AUTH_BASIC | CW_HTTP_AUTH_NEGOTIATE, "Negotiate, Basic", "abc=");
  assert_challenge ("Digest realm=x, qop=\"auth,auth-int\", Bearer", 0, "Digest, Bearer", NULL);
  assert_challenge ("Basic realm = \"x\"", CW_HTTP_AUTH_BASIC, "Basic", NULL);
  assert_challenge (",,, ,NTLM ,", CW_HTTP_AUTH_NTLM, "NTLM", NULL);
  /* Nothing of this may do harm. */
  assert_challenge ("Basic realm=\"never ends", CW_HTTP_AUTH_BASIC, "Basic", NULL);
  assert_challenge ("Basic realm=\"ends in \\", CW_HTTP_AUTH_BASIC, "Basic", NULL);
  assert_challenge ("\x01\xff\"", 0, "", NULL);
  assert_challenge ("averyveryveryveryveryveryveryverylongscheme", 0, "", NULL);
  g_autofree char *many = g_strnfill (100000, ',');
  assert_challenge (many, 0, "", NULL);
}

static void
test_challenge_flood (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(CwHttpChallenge) challenge = { 0 };

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "Scheme%u, ", i);
  cw_http_challenge_add (&challenge, text->str);
  g_assert_cmpuint (strlen (challenge.others), <, 1000);
}

/* ---- Basic ---- */

typedef struct { const char *offer, *expected; gboolean only_post; } Place;

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  const Place *place = data;
  const char *given = g_hash_table_lookup (request->headers, "authorization");
  g_autofree char *header = g_strdup_printf ("WWW-Authenticate: %s\r\n", place->offer);
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);
  g_autofree char *echo = g_strndup (size > 0 ? body : "", size);

  if (g_strcmp0 (given, place->expected) == 0 || (place->only_post && g_str_equal (request->method, "GET")))
    return test_web_reply (stream, 200, NULL, echo);
  return test_web_reply (stream, 401, header, "who are you?");
}

#define GRANTED "Basic Y2Fyb2w6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"   /* carol, PASSWORD */

static void
test_basic (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, FALSE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/certsrv/certfnsh.asp");

  g_autoptr(CwHttpResponse) sent = fixture_post (client, uri, "the request", NULL);
  fixture_assert_body (sent, 200, "the request");
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
  g_assert_cmpuint (test_web_count (web, "GET", FALSE), ==, 2);
  g_assert_cmpstr (test_web_get_last (web, "GET")->target, ==, "/certsrv/");
  const CwHttpServer *server = cw_http_client_get_server (client);
  g_assert_cmpstr (server->used, ==, "Basic with the password of carol");
  g_assert_cmpint (server->used_kind, ==, CW_HTTP_AUTH_BASIC);
  g_assert_cmpint (server->offered, ==, CW_HTTP_AUTH_BASIC);
  /* Known to be right, it is given at once. */
  g_autoptr(CwHttpResponse) again = fixture_post (client, uri, "another", NULL);
  fixture_assert_body (again, 200, "another");
  g_autoptr(CwHttpResponse) read = fixture_get (client, uri, NULL);
  fixture_assert_body (read, 200, "");
  g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, 5);
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 4);
}

static void
test_wrong_password (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, FALSE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", "not the password", ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (i == 1 ? fixture_post (client, uri, "body", &error) : fixture_get (client, uri, &error));
      fixture_assert_error (&error, CW_ERROR_AUTHENTICATION, "refused the account carol");
    }
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 1);
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 0);
  g_assert_null (cw_http_client_get_server (client)->used);
  /* Another password is another try. */
  g_autoptr(CwSecret) right = cw_secret_new_text (PASSWORD);
  cw_http_client_set_account (client, "carol", right, ALL);
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, &error);
  fixture_assert_body (response, 200, "");
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 2);
}

/* Only what changes something is guarded: the body is there when it is asked for again. */
static void
test_only_post (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, TRUE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/a/b");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "the request", &error);

  g_assert_no_error (error);
  fixture_assert_body (response, 200, "the request");
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 2);
  g_assert_cmpuint (test_web_count (web, "POST", TRUE), ==, 1);
}

static void
test_only_post_refused (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, TRUE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", "not the password", ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/a/b");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_post (client, uri, "the request", &error));
  fixture_assert_error (&error, CW_ERROR_AUTHENTICATION, "refused the account carol");
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 1);
}

static void
test_unicode (void)
{
  /* grün:straße as UTF-8. */
  Place place = { "Basic realm=\"x\"", "Basic Z3LDvG46c3RyYcOfZSB1bmQgd2Vn", FALSE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("grün", "straße und weg", CW_HTTP_AUTH_BASIC);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, NULL);

  fixture_assert_body (response, 200, "");
}

/* ---- who gets it ---- */

static void
assert_not_given (TestWeb *web, CwHttpClient *client, CwError code, const char *sentence)
{
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, code, sentence);
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 0);
}

static void
test_not_without_tls (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, FALSE };
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);

  assert_not_given (web, client, CW_ERROR_AUTHENTICATION, "everybody can read");
}

static void
test_not_to_others (void)
{
  Place place = { "Basic realm=\"x\"", GRANTED, FALSE };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(TestWeb) other = test_web_start (tls->certificate, tls->key, answer_cb, &place);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, NULL);

  fixture_assert_body (response, 200, "");
  assert_not_given (other, client, CW_ERROR_AUTHENTICATION, "not for this server");
}

static void
test_not_possible (void)
{
  static const struct { const char *offer, *user, *password; CwHttpAuth allowed; const char *sentence; } cases[] = {
    { "Basic realm=\"x\"", NULL, NULL, CW_HTTP_AUTH_NONE, "no account was given" },
    { "Basic realm=\"x\"", NULL, NULL, ALL, "takes no Kerberos tickets (it offers Basic)" },
    { "Basic realm=\"x\"", "carol", NULL, ALL, "takes no Kerberos tickets" },
    { "Basic realm=\"x\"", "carol", PASSWORD, CW_HTTP_AUTH_NEGOTIATE | CW_HTTP_AUTH_NTLM, "no login that could be used here (it offers Basic)" },
    { "Digest realm=\"x\"", "carol", PASSWORD, ALL, "it offers Digest" },
    { "Basic realm=\"x\"", "a:b", PASSWORD, ALL, "no login that could be used here" },
    { "", "carol", PASSWORD, ALL, "does not say of which kind" },
    { "NTLM", "carol", PASSWORD, CW_HTTP_AUTH_BASIC, "it offers NTLM" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Place place = { cases[i].offer, GRANTED, FALSE };
      g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &place);
      g_autoptr(CwHttpClient) client = fixture_client_with (cases[i].user, cases[i].password, cases[i].allowed);
      /* Where no password was given, what is missing is a ticket or an account. */
      assert_not_given (web, client, strstr (cases[i].sentence, "takes no Kerberos") != NULL ? CW_ERROR_NO_TICKET : CW_ERROR_AUTHENTICATION, cases[i].sentence);
    }
}

/* ---- servers that never have enough ---- */

static gboolean
answer_never_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  g_autofree char *header = g_strdup_printf ("WWW-Authenticate: %s\r\n", (char *) data);

  return test_web_reply (stream, 401, header, "more, more");
}

/* A type 2 message of NTLM, as a server would send it, again and again. */
#define NTLM_2 \
  "TlRMTVNTUAACAAAABgAGADgAAAAFgoniESIzRFVmd4gAAAAAAAAAAFQAVAA+AAAACgBhSgAAAA9TAEkATQACAAYAUwBJAE0AAQAMAFMASQBNAF" \
  "MAUgBWAAQAEABzAGkAbQAuAHQAZQBzAHQAAwAeAHMAaQBtAHMAcgB2AC4AcwBpAG0ALgB0AGUAcwB0AAAAAAA="

static void
assert_ends (const char *offer, CwHttpAuth allowed, guint logins, CwError code)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_never_cb, (gpointer) offer);
  g_autoptr(CwHttpClient) client = fixture_client_with ("SIM\\bob", PASSWORD, allowed);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, code, "");
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, logins);
  g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, logins + 1);
}

static void
test_loops (void)
{
  assert_ends ("Basic realm=\"x\"", ALL, 1, CW_ERROR_AUTHENTICATION);
  assert_ends ("NTLM", ALL, 1, CW_ERROR_AUTHENTICATION);
  assert_ends ("NTLM " NTLM_2, ALL, 2, CW_ERROR_AUTHENTICATION);
  assert_ends ("Negotiate " NTLM_2, CW_HTTP_AUTH_NTLM, 2, CW_ERROR_AUTHENTICATION);
  assert_ends ("NTLM AAAA", ALL, 1, CW_ERROR_REPLY);
  assert_ends ("Negotiate", CW_HTTP_AUTH_NTLM, 1, CW_ERROR_AUTHENTICATION);
}

/* What NTLM says belongs to one connection: its second half is not for another one. */
static void
test_ntlm_closing (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_never_cb, (gpointer) "NTLM " NTLM_2 "\r\nConnection: close");
  g_autoptr(CwHttpClient) client = fixture_client_with ("SIM\\bob", PASSWORD, CW_HTTP_AUTH_NTLM);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, CW_ERROR_REPLY, "in the middle of the login");
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 1);
}

/* The connection is cut when the password has been given: nobody knows what the server made of it, so it is not given again. */
static gboolean
answer_cut_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  if (g_hash_table_contains (request->headers, "authorization"))
    return FALSE;
  return test_web_reply (stream, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "");
}

static void
test_cut (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cut_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, CW_ERROR_REPLY, "without an answer");
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 1);
}

/* ---- proxies ---- */

static gboolean
answer_proxy_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  return test_web_reply (stream, 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n", "");
}

static void
test_proxy (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_proxy_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_with ("carol", PASSWORD, ALL);

  assert_not_given (web, client, CW_ERROR_AUTHENTICATION, "proxy");
}

/* ---- last: nothing of all this was ever said aloud ---- */

static void
test_secrets (void)
{
  g_autofree char *said = fixture_dup_said ();

  g_assert_nonnull (strstr (said, "Basic with the password of carol"));
  g_assert_nonnull (strstr (said, "POST https://localhost:"));
  g_assert_null (strstr (said, "Authorization"));
  g_assert_null (strstr (said, "TlRMTVNT"));
  fixture_assert_never_said (PASSWORD);
  fixture_assert_never_said ("not the password");
  fixture_assert_never_said ("straße und weg");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_setup ();
  g_test_add_func ("/http/login/challenge", test_challenge);
  g_test_add_func ("/http/login/challenge-flood", test_challenge_flood);
  g_test_add_func ("/http/login/basic", test_basic);
  g_test_add_func ("/http/login/wrong-password", test_wrong_password);
  g_test_add_func ("/http/login/only-post", test_only_post);
  g_test_add_func ("/http/login/only-post-refused", test_only_post_refused);
  g_test_add_func ("/http/login/unicode", test_unicode);
  g_test_add_func ("/http/login/not-without-tls", test_not_without_tls);
  g_test_add_func ("/http/login/not-to-others", test_not_to_others);
  g_test_add_func ("/http/login/not-possible", test_not_possible);
  g_test_add_func ("/http/login/loops", test_loops);
  g_test_add_func ("/http/login/ntlm-closing", test_ntlm_closing);
  g_test_add_func ("/http/login/cut", test_cut);
  g_test_add_func ("/http/login/proxy", test_proxy);
  g_test_add_func ("/http/login/secrets", test_secrets);
  int result = g_test_run ();
  fixture_teardown ();
  return result;
}
