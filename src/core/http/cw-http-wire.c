/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-wire.h"
#include "cw-config.h"
#include "cw-error.h"
#include "cw-http-failure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK 16384
#define CONNECT_MS 15000      /* for each connection, TLS included */

struct _CwHttpWire {
  SoupSession *session;
  CwTlsTrust  *trust;
  CwTlsVerdict verdict;
  const char  *version;
};

/* What is known of a request while it is under way. */
typedef struct {
  CwHttpWire     *wire;
  CwDeadline     *deadline;
  const char     *host;
  GUri           *uri;
  gboolean        repeatable;
  CwHttpFailure   failure;
} Exchange;

void
cw_wire_reply_clear (CwWireReply *self)
{
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->status = 0;
}

/* ---- while it is under way ---- */

static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *peer, GTlsCertificateFlags flags, gpointer data)
{
  Exchange *exchange = data;

  cw_tls_trust_judge (exchange->wire->trust, peer, flags, exchange->host, &exchange->wire->verdict);
  if (!exchange->wire->verdict.trusted)
    exchange->failure.verdict = &exchange->wire->verdict;
  return exchange->wire->verdict.trusted;
}

/* A login of IIS belongs to one connection, and HTTP/2 has no such thing. libsoup has no public switch for it before 3.4, but what
 * is not offered is not chosen.
 * An answer without a length ends with the connection. The end of a TLS connection is signed, and when that is insisted on, one that was
 * merely cut is an error. */
static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  Exchange *exchange = data;

  if (event == G_SOCKET_CLIENT_RESOLVING)
    {
      cw_deadline_limit (exchange->deadline, CONNECT_MS);
      cw_tls_verdict_clear (&exchange->wire->verdict);
    }
  else if (event == G_SOCKET_CLIENT_CONNECTED)
    exchange->failure.connected = TRUE;
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (stream))
    {
      g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), (const char *const *) protocols);
      g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), TRUE);
    }
}

static void
starting_cb (SoupMessage *message, gpointer data)
{
  Exchange *exchange = data;
  GTlsCertificate *peer = soup_message_get_tls_peer_certificate (message);

  exchange->failure.connected = TRUE;
  exchange->failure.started = TRUE;
  cw_deadline_limit (exchange->deadline, 0);
  /* Nobody was asked about a certificate that GIO trusts by itself. */
  if (peer && !exchange->wire->verdict.trusted)
    cw_tls_trust_judge (exchange->wire->trust, peer, soup_message_get_tls_peer_certificate_errors (message), exchange->host,
                        &exchange->wire->verdict);
}

static void
wrote_headers_cb (SoupMessage *message, gpointer data)
{
  ((Exchange *) data)->failure.sent = TRUE;
}

static void
got_headers_cb (SoupMessage *message, gpointer data)
{
  ((Exchange *) data)->failure.answered = TRUE;
}

/* Neither a login nor a change is for sending twice: what became of the first is not known, and the body would be lost. */
static void
restarted_cb (SoupMessage *message, gpointer data)
{
  Exchange *exchange = data;

  if (!exchange->repeatable)
    {
      exchange->failure.repeated = TRUE;
      g_cancellable_cancel (cw_deadline_get_cancellable (exchange->deadline));
    }
}

static SoupMessage *
make_message (const CwWireRequest *request, Exchange *exchange)
{
  SoupMessage *message = soup_message_new_from_uri (request->method, request->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  /* “Idempotent” is what libsoup calls a POST that may go over the connection that was logged in before; it is not sent again by that,
   * restarted_cb() sees to it. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE | SOUP_MESSAGE_IDEMPOTENT);
  if (request->accept)
    soup_message_headers_replace (headers, "Accept", request->accept);
  if (request->authorization)
    soup_message_headers_replace (headers, "Authorization", cw_secret_get_text (request->authorization));
  if (request->body)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), exchange);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), exchange);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), exchange);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), exchange);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), exchange);
  return message;
}

/* libsoup keeps the header as long as the message lives, so at least that copy is wiped. */
static void
forget_authorization (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  if (value)
    cw_secret_wipe ((gpointer) value, strlen (value));
  soup_message_headers_remove (headers, "Authorization");
}

/* ---- the answer ---- */

static gboolean
too_large (const char *host, gsize max_size, GError **error)
{
  g_autofree char *size = g_format_size_full (max_size, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The answer of %s is larger than %s, so it was not read to its end."), host, size);
  return FALSE;
}

static gboolean
read_all (GInputStream *stream, GByteArray *content, gsize max_size, GCancellable *cancellable, const char *host, GError **error)
{
  guint8 block[BLOCK];
  gssize length;

  while ((length = g_input_stream_read (stream, block, sizeof block, cancellable, error)) > 0)
    {
      if (content->len + (gsize) length > max_size)
        return too_large (host, max_size, error);
      g_byte_array_append (content, block, (guint) length);
    }
  return length == 0;
}

/* libsoup forgives a server that says how long its answer is, and closes the connection before: we do not. */
static gboolean
check_length (SoupMessageHeaders *headers, gsize length, const char *host, GError **error)
{
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
      soup_message_headers_get_content_length (headers) == (goffset) length)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "%s", host);
  return FALSE;
}

/* libsoup 3.2 takes the end of a connection between two chunks for the end of the answer. Its stream knows better: asked once more, it says
 * "end" without looking only when it has seen the last chunk; otherwise it looks, and a look that is cancelled fails. */
static gboolean
check_chunks (SoupMessageHeaders *headers, GInputStream *stream, const char *host, GError **error)
{
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  char line[128];

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED || !G_IS_FILTER_INPUT_STREAM (stream))
    return TRUE;
  g_cancellable_cancel (cancelled);
  if (g_input_stream_read (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)), line, sizeof line, cancelled, NULL) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "%s", host);
  return FALSE;
}

/* None was asked for, and what is read would be taken for something else. */
static gboolean
check_coding (SoupMessageHeaders *headers, const char *host, GError **error)
{
  const char *coding = soup_message_headers_get_list (headers, "Content-Encoding");

  if (!coding || *coding == '\0' || g_ascii_strcasecmp (coding, "identity") == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("The answer of %s is packed, though nobody asked for that."), host);
  return FALSE;
}

static GBytes *
read_body (SoupMessage *message, GInputStream *stream, gsize max_size, GCancellable *cancellable, const char *host, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gboolean counted = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH;
  g_autoptr(GByteArray) content = g_byte_array_new ();

  if (counted && soup_message_headers_get_content_length (headers) > (goffset) max_size)
    {
      too_large (host, max_size, error);
      return NULL;
    }
  if (!check_coding (headers, host, error) || !read_all (stream, content, max_size, cancellable, host, error) ||
      !check_length (headers, content->len, host, error) || !check_chunks (headers, stream, host, error) || !g_input_stream_close (stream, cancellable, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static void
note_version (CwHttpWire *self, SoupMessage *message)
{
  switch (soup_message_get_tls_protocol_version (message))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      self->version = "TLS 1.0";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      self->version = "TLS 1.1";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      self->version = "TLS 1.2";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      self->version = "TLS 1.3";
      break;
    default:
      self->version = NULL;
    }
}

static gboolean
exchange_message (CwHttpWire *self, SoupMessage *message, Exchange *exchange, gsize max_size, CwWireReply *reply, GError **error)
{
  GCancellable *cancellable = cw_deadline_get_cancellable (exchange->deadline);
  g_autoptr(GInputStream) stream = soup_session_send (self->session, message, cancellable, error);

  if (!stream)
    return FALSE;
  note_version (self, message);
  reply->body = read_body (message, stream, max_size, cancellable, exchange->host, error);
  if (!reply->body)
    return FALSE;
  reply->status = soup_message_get_status (message);
  reply->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  reply->closes = !soup_message_is_keepalive (message);
  return TRUE;
}

gboolean
cw_http_wire_exchange (CwHttpWire *self, const CwWireRequest *request, CwDeadline *deadline, gboolean *sent, CwWireReply *reply,
                       GError **error)
{
  Exchange exchange = { self, deadline, g_uri_get_host (request->uri), request->uri, request->repeatable, { 0 } };
  g_autoptr(SoupMessage) message = make_message (request, &exchange);
  GError *cause = NULL;

  exchange.failure.host = exchange.host;
  exchange.failure.deadline = deadline;
  gboolean done = exchange_message (self, message, &exchange, request->max_size, reply, &cause);
  /* The session may keep the message for longer than this function has its frame. */
  g_signal_handlers_disconnect_by_data (message, &exchange);
  cw_deadline_limit (deadline, 0);
  forget_authorization (message);
  *sent = exchange.failure.sent;
  if (!done)
    cw_http_failure_take (&exchange.failure, cause, error);
  return done;
}

/* ---- life ---- */

CwHttpWire *
cw_http_wire_new (CwTlsTrust *trust)
{
  CwHttpWire *self = g_new0 (CwHttpWire, 1);
  g_autoptr(GTlsDatabase) database = cw_tls_trust_dup_database (trust);

  self->trust = cw_tls_trust_ref (trust);
  /* One connection, so that both halves of a login go over the same. No timers of libsoup: they would fire in the thread of another
   * main loop; CwDeadline counts. The agent begins as a browser's, because certsrv gives others wrong content types. */
  self->session = soup_session_new_with_options ("max-conns", 1, "max-conns-per-host", 1, "timeout", 0, "idle-timeout", 0,
                                                 "tls-database", database, "user-agent", "Mozilla/5.0 (Linux) CertificateWizard/" CW_VERSION,
                                                 NULL);
  /* We log in ourselves: libsoup knows no channel bindings, loses the body of a POST, and may try a password again. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  return self;
}

void
cw_http_wire_free (CwHttpWire *self)
{
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  cw_tls_verdict_clear (&self->verdict);
  g_clear_pointer (&self->trust, cw_tls_trust_unref);
  g_free (self);
}

void
cw_http_wire_disconnect (CwHttpWire *self)
{
  soup_session_abort (self->session);
}

const CwTlsVerdict *
cw_http_wire_get_verdict (CwHttpWire *self)
{
  return &self->verdict;
}

const char *
cw_http_wire_get_version (CwHttpWire *self)
{
  return self->version;
}
