/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Servers that are broken, overloaded or malicious: for each the code, the sentence, and that a change was asked for once at most. */

typedef struct {
  const char *name;
  const char *answer;        /* said, then cut; NULL: silence */
  gboolean    wait;          /* not cut: nothing more comes */
  CwError     code;
  const char *sentence;
  gboolean    signed_end;    /* only TLS shows that something is missing */
} Cut;

static gboolean
answer_cut_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  const Cut *cut = data;

  if (cut->answer)
    test_web_say (stream, cut->answer, -1);
  if (cut->wait)
    test_web_wait_end (web, stream);
  else if (g_strcmp0 (request->target, "/polite") == 0)
    test_web_end (stream);
  return FALSE;
}

#define OK "HTTP/1.1 200 OK\r\n"

static const Cut cuts[] = {
  { "nothing", "", FALSE, CW_ERROR_REPLY, "closed the connection without an answer" },
  { "silence", NULL, TRUE, CW_ERROR_TIMED_OUT, "whole answer within" },
  { "half-line", "HTTP/1.1 20", FALSE, CW_ERROR_REPLY, "localhost" },
  { "half-header", OK "Content-Le", FALSE, CW_ERROR_REPLY, "localhost" },
  { "header-only", OK "Content-Length: 10\r\n\r\n", FALSE, CW_ERROR_REPLY, "cut short" },
  { "half-body", OK "Content-Length: 10\r\n\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short" },
  { "half-body-closing", OK "Content-Length: 10\r\nConnection: close\r\n\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short" },
  { "half-body-1.0", "HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short" },
  { "half-chunk", OK "Transfer-Encoding: chunked\r\n\r\na\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short" },
  { "no-last-chunk", OK "Transfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\n", FALSE, CW_ERROR_REPLY, "cut short" },
  { "no-last-chunk-closing", OK "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nfive!\r\n", FALSE, CW_ERROR_REPLY, "cut short" },
  { "last-chunk-cut", OK "Transfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\n0\r\n", FALSE, CW_ERROR_REPLY, "cut short" },
  { "until-the-end", OK "\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short", TRUE },
  { "half-body-waiting", OK "Content-Length: 10\r\n\r\nfive!", TRUE, CW_ERROR_TIMED_OUT, "whole answer within" },
  { "half-header-waiting", OK "Content-Le", TRUE, CW_ERROR_TIMED_OUT, "whole answer within" },
  { "not-http", "220 mail.example.org ESMTP\r\n\r\n", FALSE, CW_ERROR_REPLY, "not HTTP" },
  { "packed", OK "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08", TRUE, CW_ERROR_REPLY, "packed" },
  { "said-too-large", OK "Content-Length: 1048577\r\n\r\n", TRUE, CW_ERROR_TOO_LARGE, "larger than 1.0" },
  { "negative", OK "Content-Length: -1\r\n\r\nfive!", FALSE, CW_ERROR_REPLY, "cut short", TRUE },
};

static void
check_cut (const Cut *cut, const char *path, const char *certificate, const char *key)
{
  g_autoptr(TestWeb) web = test_web_start (certificate, key, answer_cut_cb, (gpointer) cut);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, path);
  gboolean waits = cut->code == CW_ERROR_TIMED_OUT;
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get_within (client, uri, waits ? fixture_get_seconds () : 60, &error));
  fixture_assert_error (&error, cut->code, cut->sentence);
  /* A change that was asked for may have been made; nobody asks for it again. */
  g_assert_null (fixture_post_within (client, uri, "body", waits ? fixture_get_seconds () : 60, &error));
  fixture_assert_error (&error, CW_ERROR_UNCERTAIN, cut->sentence);
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
}

static void
test_cut (gconstpointer data)
{
  const Cut *cut = data;

  check_cut (data, "/", tls->certificate, tls->key);
  if (cut->signed_end || cut->code == CW_ERROR_TIMED_OUT)
    return;
  check_cut (data, "/", NULL, NULL);
  /* TLS may end as it should, while the answer does not. */
  if (!cut->wait)
    check_cut (data, "/polite", tls->certificate, tls->key);
}

/* ---- too much ---- */

static gboolean
answer_endless_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  g_autofree char *block = g_strnfill (0x10000, 'x');

  test_web_say (stream, OK "Transfer-Encoding: chunked\r\n\r\n", -1);
  while (test_web_say (stream, "10000\r\n", -1) && test_web_say (stream, block, 0x10000) && test_web_say (stream, "\r\n", -1))
    ;
  return FALSE;
}

static void
test_endless (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_endless_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, CW_ERROR_TOO_LARGE, "larger than 1.0");
  /* It is not read to the bitter end. */
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 20 * G_TIME_SPAN_SECOND);
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_UNCERTAIN, "larger than 1.0");
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
}

static gboolean
answer_endless_header_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  test_web_say (stream, OK, -1);
  while (test_web_say (stream, "X-Filler: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", -1))
    ;
  return FALSE;
}

static void
test_endless_header (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_endless_header_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get_within (client, uri, 5, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, CW_ERROR);
}

#define LARGE (50 * 1024 * 1024)

static gboolean
answer_large_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  g_autofree char *body = g_strnfill (LARGE, 'z');

  return test_web_reply (stream, 200, NULL, body);
}

static void
test_large (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_large_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  CwHttpRequest request = { .method = "GET", .uri = uri, .max_size = LARGE - 1, .timeout = 60 };
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_http_client_send (client, &request, NULL, &error));
  fixture_assert_error (&error, CW_ERROR_TOO_LARGE, "MiB");
  request.max_size = LARGE;
  g_autoptr(CwHttpResponse) response = cw_http_client_send (client, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response->body), ==, LARGE);
}

/* ---- too slow ---- */

static gboolean
answer_drip_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  test_web_say (stream, OK "Content-Length: 1000000\r\n\r\n", -1);
  /* Something always comes, but never all of it. */
  while (test_web_say (stream, "x", 1))
    g_thread_yield ();
  return FALSE;
}

static void
test_drip (void)
{
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_drip_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  CwHttpRequest request = { .method = "GET", .uri = uri, .max_size = 2000000, .timeout = 1 };
  g_autoptr(GError) error = NULL;

  CwHttpResponse *response = cw_http_client_send (client, &request, NULL, &error);
  /* A fast machine has sent a million letters within the second: then it was no slow server. */
  if (response)
    cw_http_response_free (response);
  else
    fixture_assert_error (&error, CW_ERROR_TIMED_OUT, "whole answer");
}

/* ---- nobody there ---- */

static void
test_nobody (void)
{
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  TestWeb *web = test_web_start (NULL, NULL, answer_cut_cb, NULL);
  g_autofree char *uri = test_web_dup_uri (web, "127.0.0.1", "/");
  g_autoptr(GError) error = NULL;

  test_web_stop (web);
  g_assert_null (fixture_get (client, uri, &error));
  fixture_assert_error (&error, CW_ERROR_UNREACHABLE, "nothing listens");
  g_assert_null (fixture_post (client, uri, "body", &error));
  fixture_assert_error (&error, CW_ERROR_UNREACHABLE, "nothing listens");
  g_assert_null (fixture_get (client, "https://no-such-host.invalid/", &error));
  fixture_assert_error (&error, CW_ERROR_UNREACHABLE, "no-such-host.invalid");
}

/* A listener whose queue is full lets nobody in and says nothing. */
static GSocket *
make_full_listener (GPtrArray *waiting, guint16 *port)
{
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  GSocket *listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_socket_bind (listener, any, TRUE, &error));
  g_assert_cmpint (listen (g_socket_get_fd (listener), 0), ==, 0);
  g_autoptr(GSocketAddress) address = g_socket_get_local_address (listener, &error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  for (guint i = 0; i < 4; i++)
    {
      GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
      g_socket_set_blocking (socket, FALSE);
      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (waiting, socket);
    }
  return listener;
}

static void
test_closed_way (void)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autoptr(GError) error = NULL;
  guint16 port;
  g_autoptr(GSocket) listener = make_full_listener (waiting, &port);
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u/", port);

  g_assert_false (g_socket_is_closed (listener));
  g_assert_null (fixture_get_within (client, uri, 1, &error));
  fixture_assert_error (&error, CW_ERROR_UNREACHABLE, "within 1 second");
  g_assert_null (fixture_post_within (client, uri, "body", 1, &error));
  fixture_assert_error (&error, CW_ERROR_UNREACHABLE, "within 1 second");
}

/* ---- cancelled ---- */

typedef struct { TestWeb *web; guint requests; GCancellable *cancellable; } Canceller;

static gpointer
cancel_when_asked (gpointer data)
{
  Canceller *canceller = data;

  test_web_wait (canceller->web, canceller->requests);
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

static void
check_cancel (const char *method, CwHttpFlags flags, CwError code)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cut_cb, (gpointer) &cuts[1]);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");
  g_autoptr(GBytes) body = g_bytes_new_static ("body", 4);
  CwHttpRequest request = { .method = method, .uri = uri, .flags = flags, .body = flags ? body : NULL, .content_type = "text/plain" };
  Canceller canceller = { web, 1, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, &canceller);
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_http_client_send (client, &request, cancellable, &error));
  fixture_assert_error (&error, code, "cancelled");
  g_thread_join (thread);
  /* And once more with one that is cancelled already: then nothing goes out. */
  g_assert_null (cw_http_client_send (client, &request, cancellable, &error));
  fixture_assert_error (&error, CW_ERROR_CANCELLED, "cancelled");
  g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, 1);
}

static void
test_cancel (void)
{
  check_cancel ("GET", CW_HTTP_READ, CW_ERROR_CANCELLED);
  check_cancel ("POST", CW_HTTP_SUBMIT, CW_ERROR_UNCERTAIN);
}

/* ---- a connection that was kept, and closed behind our back ---- */

static gboolean
answer_once_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  test_web_reply (stream, 200, NULL, "once");
  return FALSE;
}

static void
test_closed_behind (void)
{
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_once_cb, NULL);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autofree char *uri = test_web_dup_uri (web, NULL, "/");

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CwHttpResponse) read = fixture_get (client, uri, &error);
      g_assert_no_error (error);
      fixture_assert_body (read, 200, "once");
      g_autoptr(CwHttpResponse) sent = fixture_post (client, uri, "body", &error);
      g_assert_no_error (error);
      fixture_assert_body (sent, 200, "once");
    }
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_setup ();
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strconcat ("/http/hostile/", cuts[i].name, NULL);
      g_test_add_data_func (path, &cuts[i], test_cut);
    }
  g_test_add_func ("/http/hostile/endless", test_endless);
  g_test_add_func ("/http/hostile/endless-header", test_endless_header);
  g_test_add_func ("/http/hostile/large", test_large);
  g_test_add_func ("/http/hostile/drip", test_drip);
  g_test_add_func ("/http/hostile/nobody", test_nobody);
  g_test_add_func ("/http/hostile/closed-way", test_closed_way);
  g_test_add_func ("/http/hostile/cancel", test_cancel);
  g_test_add_func ("/http/hostile/closed-behind", test_closed_behind);
  int result = g_test_run ();
  fixture_teardown ();
  return result;
}
