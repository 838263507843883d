/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-web.h"
#include "test-process.h"

#include <string.h>

struct _TestWeb {
  GSocketService  *service;
  GTlsCertificate *certificate;
  guint            port;
  TestWebAnswer    answer;
  gpointer         data;
  GCancellable    *stopped;
  GMutex           lock;
  GCond            changed;
  guint            connections, running;
  GPtrArray       *requests;
  char            *protocol;
};

static void
request_free (gpointer data)
{
  TestWebRequest *request = data;

  g_free (request->method);
  g_free (request->target);
  g_hash_table_unref (request->headers);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

/* ---- reading ---- */

static GBytes *
read_body (TestWeb *self, GDataInputStream *stream, GHashTable *headers)
{
  const char *length = g_hash_table_lookup (headers, "content-length");
  gsize size = length ? g_ascii_strtoull (length, NULL, 10) : 0, got = 0;
  g_autofree guint8 *data = g_malloc (size + 1);

  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, size, &got, self->stopped, NULL) || got < size)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static void
read_headers (TestWeb *self, GDataInputStream *stream, GHashTable *headers)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (stream, NULL, self->stopped, NULL);
      char *colon = line ? strchr (line, ':') : NULL;
      if (!colon)
        return;
      *colon = '\0';
      g_hash_table_insert (headers, g_ascii_strdown (line, -1), g_strdup (g_strstrip (colon + 1)));
    }
}

static TestWebRequest *
read_request (TestWeb *self, GDataInputStream *stream, guint connection)
{
  g_autofree char *line = g_data_input_stream_read_line (stream, NULL, self->stopped, NULL);
  g_auto(GStrv) words = line ? g_strsplit (line, " ", 3) : NULL;

  if (!words || g_strv_length (words) != 3)
    return NULL;
  TestWebRequest *request = g_new0 (TestWebRequest, 1);
  request->method = g_strdup (words[0]);
  request->target = g_strdup (words[1]);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->connection = connection;
  read_headers (self, stream, request->headers);
  request->body = read_body (self, stream, request->headers);
  if (request->body)
    return request;
  request_free (request);
  return NULL;
}

/* ---- serving ---- */

static void
serve (TestWeb *self, GIOStream *stream, guint connection)
{
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  TestWebRequest *request;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (input), FALSE);
  while ((request = read_request (self, input, connection)))
    {
      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->requests, request);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
      if (!self->answer (self, request, self->data, stream))
        break;
    }
}

static GIOStream *
make_stream (TestWeb *self, GSocketConnection *connection)
{
  static const char *const protocols[] = { "h2", "http/1.1", NULL };

  if (!self->certificate)
    return g_object_ref (G_IO_STREAM (connection));
  /* Without a database: g_tls_server_connection_new() reads all that the computer trusts, for every connection. */
  GIOStream *stream = g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, NULL,
                                      "base-io-stream", connection, "certificate", self->certificate, "database", NULL, NULL);
  if (!stream)
    return NULL;
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), (const char *const *) protocols);
  /* Cuts are the business here. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
  if (g_tls_connection_handshake (G_TLS_CONNECTION (stream), self->stopped, NULL))
    return stream;
  g_object_unref (stream);
  return NULL;
}

static void
note_protocol (TestWeb *self, GIOStream *stream)
{
  if (!G_IS_TLS_CONNECTION (stream))
    return;
  g_mutex_lock (&self->lock);
  g_free (self->protocol);
  self->protocol = g_strdup (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (stream)));
  g_mutex_unlock (&self->lock);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  TestWeb *self = data;

  g_mutex_lock (&self->lock);
  guint number = ++self->connections;
  self->running++;
  g_mutex_unlock (&self->lock);
  g_autoptr(GIOStream) stream = make_stream (self, connection);
  if (stream)
    {
      note_protocol (self, stream);
      serve (self, stream, number);
    }
  /* The socket below, so that a cut is a cut, without the polite end of TLS. */
  g_socket_close (g_socket_connection_get_socket (connection), NULL);
  g_mutex_lock (&self->lock);
  self->running--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* The service wants a main loop to accept in. */
static gpointer
run_loop (gpointer data)
{
  GMainLoop *loop = data;

  g_main_context_push_thread_default (g_main_loop_get_context (loop));
  g_main_loop_run (loop);
  /* What was cancelled wants to be finished. */
  while (g_main_context_iteration (g_main_loop_get_context (loop), FALSE))
    ;
  g_main_context_pop_thread_default (g_main_loop_get_context (loop));
  return NULL;
}

/* In the thread that accepts: GLib loses what is cancelled from another one. */
static gboolean
quit_cb (gpointer data)
{
  TestWeb *self = data;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_main_loop_quit (g_object_get_data (G_OBJECT (self->service), "loop"));
  return G_SOURCE_REMOVE;
}

static void
start_service (TestWeb *self)
{
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GError) error = NULL;

  self->service = g_threaded_socket_service_new (64);
  g_main_context_push_thread_default (context);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (context);
  GMainLoop *loop = g_main_loop_new (context, FALSE);
  g_object_set_data_full (G_OBJECT (self->service), "loop", loop, (GDestroyNotify) g_main_loop_unref);
  g_object_set_data (G_OBJECT (self->service), "thread", g_thread_new ("test-web", run_loop, loop));
}

TestWeb *
test_web_start (const char *certificate, const char *key, TestWebAnswer answer, gpointer data)
{
  TestWeb *self = g_new0 (TestWeb, 1);
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->stopped = g_cancellable_new ();
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->answer = answer;
  self->data = data;
  self->certificate = certificate ? g_tls_certificate_new_from_files (certificate, key, &error) : NULL;
  g_assert_no_error (error);
  start_service (self);
  return self;
}

void
test_web_stop (TestWeb *self)
{
  GMainLoop *loop = g_object_get_data (G_OBJECT (self->service), "loop");
  g_autoptr(GSource) quit = g_idle_source_new ();

  g_cancellable_cancel (self->stopped);
  g_source_set_callback (quit, quit_cb, self, NULL);
  g_source_attach (quit, g_main_loop_get_context (loop));
  g_thread_join (g_object_get_data (G_OBJECT (self->service), "thread"));
  g_mutex_lock (&self->lock);
  while (self->running > 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_clear_object (&self->stopped);
  g_ptr_array_unref (self->requests);
  g_free (self->protocol);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* ---- what happened ---- */

char *
test_web_dup_uri (TestWeb *self, const char *host, const char *path)
{
  return g_strdup_printf ("%s://%s:%u%s", self->certificate ? "https" : "http", host ?: "localhost", self->port, path);
}

guint
test_web_count (TestWeb *self, const char *method, gboolean with_login)
{
  guint count = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->requests->len; i++)
    {
      TestWebRequest *request = g_ptr_array_index (self->requests, i);
      count += (!method || g_str_equal (request->method, method)) && (!with_login || g_hash_table_contains (request->headers, "authorization"));
    }
  g_mutex_unlock (&self->lock);
  return count;
}

guint
test_web_connections (TestWeb *self)
{
  g_mutex_lock (&self->lock);
  guint count = self->connections;
  g_mutex_unlock (&self->lock);
  return count;
}

const TestWebRequest *
test_web_get_last (TestWeb *self, const char *method)
{
  TestWebRequest *last = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->requests->len; i++)
    {
      TestWebRequest *request = g_ptr_array_index (self->requests, i);
      if (g_str_equal (request->method, method))
        last = request;
    }
  g_mutex_unlock (&self->lock);
  return last;
}

char *
test_web_dup_protocol (TestWeb *self)
{
  g_mutex_lock (&self->lock);
  char *protocol = g_strdup (self->protocol);
  g_mutex_unlock (&self->lock);
  return protocol;
}

void
test_web_wait (TestWeb *self, guint requests)
{
  gint64 until = g_get_monotonic_time () + TEST_PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  while (self->requests->len < requests)
    if (!g_cond_wait_until (&self->changed, &self->lock, until))
      g_error ("only %u of %u requests came", self->requests->len, requests);
  g_mutex_unlock (&self->lock);
}

/* ---- answers ---- */

gboolean
test_web_say (GIOStream *stream, const char *text, gssize size)
{
  gsize length = size < 0 ? strlen (text) : (gsize) size;

  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, length, NULL, NULL, NULL);
}

gboolean
test_web_reply (GIOStream *stream, guint status, const char *headers, const char *body)
{
  g_autofree char *answer =
    g_strdup_printf ("HTTP/1.1 %u Whatever\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n%s", status, strlen (body), headers ?: "", body);

  return test_web_say (stream, answer, -1);
}

void
test_web_end (GIOStream *stream)
{
  g_io_stream_close (stream, NULL, NULL);
}

void
test_web_wait_end (TestWeb *self, GIOStream *stream)
{
  char byte;

  while (g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, self->stopped, NULL) > 0)
    ;
}
