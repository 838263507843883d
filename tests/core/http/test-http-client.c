/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* What a decent server and the client say to each other. */

static gboolean
answer_fixed_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  return test_web_reply (stream, 200, "Content-Type: Text/HTML; charset=\"ISO-8859-1\"\r\nRetry-After: 7\r\n", data);
}

static void
test_get (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_fixed_cb, (gpointer) "gr\xfc\xdf");
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/a?b=c");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, &error);

  g_assert_no_error (error);
  fixture_assert_body (response, 200, "grüß");
  g_assert_cmpstr (response->content_type, ==, "text/html");
  g_assert_cmpstr (response->charset, ==, "ISO-8859-1");
  g_assert_cmpint (response->retry_after, ==, 7);
  g_assert_cmpstr (response->uri, ==, uri);
  const TestWebRequest *request = test_web_get_last (web, "GET");
  g_assert_cmpstr (request->target, ==, "/a?b=c");
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (request->headers, "user-agent"), "Mozilla/5.0"));
  g_assert_false (g_hash_table_contains (request->headers, "accept-encoding"));
  /* Kept alive: the second one goes over the same connection. */
  g_autoptr(CwHttpResponse) again = fixture_get (client, uri, &error);
  g_assert_no_error (error);
  fixture_assert_body (again, 200, "grüß");
  g_assert_cmpuint (test_web_connections (web), ==, 1);
}

static void
test_server (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_fixed_cb, (gpointer) "x");
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, "127.0.0.1", "/"), *leaf = test_tls_dup_sha256 (tls->certificate);
  g_autofree char *ca = test_tls_dup_sha256 (tls->ca);
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, NULL);
  const CwHttpServer *server = cw_http_client_get_server (client);

  g_assert_nonnull (response);
  g_assert_cmpuint (server->chain->len, ==, 2);
  g_assert_cmpstr (cw_certificate_get_sha256 (g_ptr_array_index (server->chain, 0)), ==, leaf);
  g_assert_cmpstr (cw_certificate_get_sha256 (g_ptr_array_index (server->chain, 1)), ==, ca);
  g_assert_cmpint (server->tls_errors, ==, 0);
  g_assert_nonnull (strstr (server->tls_reason, tls->ca));
  g_assert_cmpstr (server->tls_version, ==, "TLS 1.3");
  g_assert_null (server->used);
  /* Offered HTTP/2 and HTTP/1.1, the one was taken on which a login stays with its connection. */
  g_autofree char *protocol = test_web_dup_protocol (web);
  g_assert_cmpstr (protocol, ==, "http/1.1");
}

static void
test_post (void)
{
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_fixed_cb, (gpointer) "done");
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/certfnsh.asp");
  g_autoptr(CwHttpResponse) response = fixture_post (client, uri, "Mode=newreq", NULL);

  fixture_assert_body (response, 200, "done");
  const TestWebRequest *request = test_web_get_last (web, "POST");
  g_assert_cmpmem (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body), "Mode=newreq", 11);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "content-type"), ==, "text/plain");
  g_assert_null (cw_http_client_get_server (client)->chain);
}

static gboolean
answer_until_end_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  test_web_say (stream, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall there is", -1);
  test_web_end (stream);
  return FALSE;
}

static void
test_until_end (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_until_end_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, &error);

  g_assert_no_error (error);
  fixture_assert_body (response, 200, "all there is");
}

#define CHUNKS "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"

static gboolean
answer_raw_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  test_web_say (stream, data, -1);
  return strstr (data, "Connection: close") == NULL;
}

static void
check_chunked (const char *answer, guint connections)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_raw_cb, (gpointer) answer);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CwHttpResponse) response = fixture_get (client, uri, &error);
      g_assert_no_error (error);
      fixture_assert_body (response, 200, "all there is");
    }
  g_assert_cmpuint (test_web_connections (web), <=, connections);
}

static void
test_chunked (void)
{
  check_chunked (CHUNKS "\r\n4;x=y\r\nall \r\n008  \r\nthere is\r\n0\r\n\r\n", 1);
  check_chunked (CHUNKS "Connection: close\r\n\r\nc\r\nall there is\r\n0\r\n\r\n", 3);
  check_chunked (CHUNKS "\r\nC\r\nall there is\r\n0\r\nTrailer: x\r\nAnother: y\r\n\r\n", 3);
}

static void
test_addresses (void)
{
  static const char *const wrong[] = { "", "host", "ftp://localhost/", "https://", "file:///etc/passwd", "https:///x", "http://[", NULL };
  g_autoptr(CwTlsTrust) trust = cw_tls_trust_new_system ();
  g_autoptr(CwHttpClient) client = cw_http_client_new (trust, FALSE);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; wrong[i]; i++)
    {
      g_assert_null (fixture_get (client, wrong[i], &error));
      fixture_assert_error (&error, CW_ERROR_USAGE, "address");
    }
  g_assert_null (fixture_get (client, "http://localhost/", &error));
  fixture_assert_error (&error, CW_ERROR_TLS_BAD, "without TLS");
}

/* ---- the answer ---- */

typedef struct { guint status; const char *headers, *body; } Fixed;

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  const Fixed *fixed = data;

  return test_web_reply (stream, fixed->status, fixed->headers, fixed->body);
}

static CwHttpResponse *
get_fixed (guint status, const char *headers, const char *body)
{
  Fixed fixed = { status, headers, body };
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_cb, &fixed);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;
  CwHttpResponse *response = fixture_get (client, uri, &error);

  g_assert_no_error (error);
  return response;
}

static gint64
get_retry_after (const char *value)
{
  g_autofree char *header = g_strdup_printf ("Retry-After: %s\r\n", value);
  g_autoptr(CwHttpResponse) response = get_fixed (503, header, "");

  return response->retry_after;
}

static void
test_retry_after (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc (), later = g_date_time_add_seconds (now, 600), past = g_date_time_add_seconds (now, -600);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT"), *gone = g_date_time_format (past, "%a, %d %b %Y %H:%M:%S GMT");

  g_assert_cmpint (get_retry_after ("120"), ==, 120);
  g_assert_cmpint (get_retry_after ("0"), ==, 0);
  g_assert_cmpint (get_retry_after ("999999"), ==, 86400);
  g_assert_cmpint (get_retry_after ("soon"), ==, 0);
  g_assert_cmpint (get_retry_after ("-5"), ==, 0);
  g_assert_cmpint (get_retry_after (date), >, 590);
  g_assert_cmpint (get_retry_after (date), <=, 600);
  g_assert_cmpint (get_retry_after (gone), ==, 0);
  g_assert_cmpint (get_retry_after ("Fri, 31 Dec 2199 23:59:59 GMT"), ==, 86400);
}

static void
test_text (void)
{
  static const struct { const char *type, *body, *text; } cases[] = {
    { "text/html", "plain", "plain" },
    { "text/html; charset=utf-8", "gr\xc3\xbc\xc3\x9f", "grüß" },
    { "text/html; charset=windows-1252", "\x80 5", "€ 5" },
    /* The document says it, in each of the usual forms. */
    { "text/html", "<meta charset=gb2312>\xd6\xa4\xca\xe9", "<meta charset=gb2312>证书" },
    { "text/html", "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; Charset=windows-1251\">\xcf", 
      "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; Charset=windows-1251\">П" },
    { "text/xml", "<?xml version='1.0' encoding='iso-8859-15'?>\xa4", "<?xml version='1.0' encoding='iso-8859-15'?>€" },
    /* Nobody says it, or what is said is not true. */
    { "text/html", "\xe2\x82\xac", "€" },
    { "text/html", "\x93quoted\x94", "“quoted”" },
    { "text/html; charset=utf-8", "na\xefve", "naïve" },
    { "text/html; charset=no-such-thing", "na\xefve", "naïve" },
    { "text/html", "\x81\x8d", "\xc2\x81\xc2\x8d" },
    { "text/html", "\xef\xbb\xbfmarked", "marked" },
    { "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strdup_printf ("Content-Type: %s\r\n", cases[i].type);
      g_autoptr(CwHttpResponse) response = get_fixed (200, *cases[i].type ? header : "", cases[i].body);
      fixture_assert_body (response, 200, cases[i].text);
    }
}

static void
test_text_with_zeros (void)
{
  CwHttpResponse zeros = { .status = 200, .body = g_bytes_new_static ("a\0b", 3) }, wide = { .status = 200, .body = g_bytes_new_static ("\xff\xfe" "a\0b\0", 6) };
  g_autofree char *text = cw_http_response_dup_text (&zeros), *from_wide = cw_http_response_dup_text (&wide);

  g_assert_cmpstr (text, ==, "a b");
  g_assert_cmpstr (from_wide, ==, "ab");
  g_bytes_unref (zeros.body);
  g_bytes_unref (wide.body);
}

static void
test_status (void)
{
  static const struct { guint status; CwError code; const char *words; } cases[] = {
    { 403, CW_ERROR_FORBIDDEN, "does not allow" }, { 404, CW_ERROR_SERVER, "nothing at this address" }, { 410, CW_ERROR_SERVER, "410" },
    { 400, CW_ERROR_SERVER, "did not accept" },    { 429, CW_ERROR_SERVER, "busy" },                    { 500, CW_ERROR_SERVER, "failed" },
    { 503, CW_ERROR_SERVER, "busy" },              { 302, CW_ERROR_SERVER, "302" },
  };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwHttpResponse) response = get_fixed (cases[i].status, "Content-Type: text/html\r\n", "<h1>it is</h1>");
      fixture_assert_body (response, cases[i].status, "<h1>it is</h1>");
      g_assert_false (cw_http_response_check (response, "ca.example.org", &error));
      g_assert_nonnull (strstr (error->message, "ca.example.org"));
      fixture_assert_error (&error, cases[i].code, cases[i].words);
    }
  g_autoptr(CwHttpResponse) good = get_fixed (202, "", "");
  g_assert_true (cw_http_response_check (good, "ca.example.org", &error));
}

/* ---- redirects ---- */

static gboolean
answer_redirect_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  if (g_str_equal (request->target, "/there?x=1"))
    return test_web_reply (stream, 200, NULL, "arrived");
  g_autofree char *header = g_strdup_printf ("Location: %s\r\n", (char *) data);
  return test_web_reply (stream, 302, header, "moved");
}

static void
test_redirect_within (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_redirect_cb, (gpointer) "../there?x=1");
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/a/b"), *end = test_web_dup_uri (web, NULL, "/there?x=1");
  g_autoptr(CwHttpResponse) response = fixture_get (client, uri, NULL);
  g_autoptr(GError) error = NULL;

  fixture_assert_body (response, 200, "arrived");
  g_assert_cmpstr (response->uri, ==, end);
  /* What changes something goes where it was meant to go, or nowhere. */
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_REDIRECTED, "/there");
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
  g_assert_cmpuint (test_web_count (web, "GET", FALSE), ==, 2);
}

static void
test_redirect_elsewhere (void)
{
  g_autoptr(TestWeb) other = test_web_start (NULL, NULL, answer_fixed_cb, (gpointer) "you should not be here");
  g_autofree char *elsewhere = test_web_dup_uri (other, NULL, "/?token=geheim");
  const char *const targets[] = { elsewhere, "//localhost:1/", "javascript:alert(1)", "http://[", "", "/loop", NULL };

  for (guint i = 0; targets[i]; i++)
    {
      g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_redirect_cb, (gpointer) targets[i]);
      g_autoptr(CwHttpClient) client = fixture_client_with ("carol", "password of carol", CW_HTTP_AUTH_BASIC);
      g_autofree char *uri = test_web_dup_uri (web, NULL, "/a");
      g_autoptr(GError) error = NULL;
      g_assert_null (fixture_get (client, uri, &error));
      fixture_assert_error (&error, CW_ERROR_REDIRECTED, "not followed");
      g_assert_cmpuint (test_web_count (web, NULL, FALSE), <=, 6);
    }
  g_assert_cmpuint (test_web_count (other, NULL, FALSE), ==, 0);
  g_autofree char *said = fixture_dup_said ();
  g_assert_null (strstr (said, "geheim"));
}

/* ---- many at once ---- */

static gpointer
get_many (gpointer data)
{
  CwHttpClient *client = data;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CwHttpResponse) response = fixture_get (client, g_object_get_data (G_OBJECT (client), "uri"), &error);
      g_assert_no_error (error);
      fixture_assert_body (response, 200, "x");
    }
  return NULL;
}

/* Whoever calls is a worker, another one each time. */
static void
test_threads (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_fixed_cb, (gpointer) "x");
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  GThread *threads[4];

  g_object_set_data_full (G_OBJECT (client), "uri", test_web_dup_uri (web, NULL, "/"), g_free);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("get", get_many, client);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (test_web_count (web, "GET", FALSE), ==, 80);
  g_assert_cmpuint (test_web_connections (web), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_setup ();
  g_test_add_func ("/http/client/get", test_get);
  g_test_add_func ("/http/client/server", test_server);
  g_test_add_func ("/http/client/post", test_post);
  g_test_add_func ("/http/client/until-end", test_until_end);
  g_test_add_func ("/http/client/chunked", test_chunked);
  g_test_add_func ("/http/client/addresses", test_addresses);
  g_test_add_func ("/http/client/retry-after", test_retry_after);
  g_test_add_func ("/http/client/text", test_text);
  g_test_add_func ("/http/client/text-with-zeros", test_text_with_zeros);
  g_test_add_func ("/http/client/status", test_status);
  g_test_add_func ("/http/client/redirect-within", test_redirect_within);
  g_test_add_func ("/http/client/redirect-elsewhere", test_redirect_elsewhere);
  g_test_add_func ("/http/client/threads", test_threads);
  int result = g_test_run ();
  fixture_teardown ();
  return result;
}
