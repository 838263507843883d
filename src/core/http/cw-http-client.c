/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-client.h"
#include "cw-channel-binding.h"
#include "cw-error.h"
#include "cw-http-login.h"
#include "cw-http-response.h"
#include "cw-http-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define READ_SECONDS 30
#define SUBMIT_SECONDS 120
#define MAX_SIZE (1024 * 1024)
#define MAX_REDIRECTS 5
/* NTLM has two, SPNEGO that changes its mind three. */
#define MAX_LEGS 5

struct _CwHttpClient {
  GObject parent_instance;

  GMutex        lock;          /* one request at a time: a login and what follows belong together */
  CwHttpWire   *wire;
  CwHttpLogin  *login;
  gboolean      allow_plain;
  char         *origin;        /* the only server that is given the account */
  CwHttpLog     log;
  gpointer      log_data;
  CwHttpServer  server;
};

G_DEFINE_FINAL_TYPE (CwHttpClient, cw_http_client, G_TYPE_OBJECT)

/* One call of cw_http_client_send(). */
typedef struct {
  CwHttpClient        *client;
  const CwHttpRequest *request;
  GUri                *uri;
  const char          *host;
  CwDeadline          *deadline;
  gsize                max_size;
  gboolean             may_log_in;   /* the right server */
  gboolean             sent;         /* of a SUBMIT: it went out */
} Call;

static gboolean
is_tls (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "https");
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port > 0 ? port : is_tls (uri) ? 443 : 80;
}

static char *
dup_origin (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, get_port (uri));
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  g_autofree char *of_a = dup_origin (a), *of_b = dup_origin (b);

  return g_str_equal (of_a, of_b);
}

/* ---- the log ---- */

static void say (Call *call, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Call *call, const char *format, ...)
{
  va_list arguments;

  if (!call->client->log)
    return;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  call->client->log (line, call->client->log_data);
}

static void
say_exchange (Call *call, const CwWireRequest *request, const CwWireReply *reply, CwHttpChallenge *challenge, gint64 begun)
{
  g_autofree char *uri = g_uri_to_string_partial (request->uri, G_URI_HIDE_USERINFO);
  g_autofree char *words = cw_http_challenge_dup_words (challenge);
  double seconds = (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;

  if (reply->status == 401)
    say (call, "%s %s → 401, %s (%.1f s)", request->method, uri, words, seconds);
  else
    say (call, "%s %s → %u, %" G_GSIZE_FORMAT " bytes, %s (%.1f s)", request->method, uri, reply->status, g_bytes_get_size (reply->body),
         soup_message_headers_get_content_type (reply->headers, NULL) ?: "-", seconds);
}

/* ---- one exchange ---- */

static void
note_server (CwHttpClient *self)
{
  const CwTlsVerdict *verdict = cw_http_wire_get_verdict (self->wire);
  CwHttpServer *server = &self->server;

  g_clear_pointer (&server->chain, g_ptr_array_unref);
  g_clear_pointer (&server->tls_reason, g_free);
  g_clear_pointer (&server->tls_version, g_free);
  server->chain = verdict->chain ? g_ptr_array_ref (verdict->chain) : NULL;
  server->tls_errors = verdict->errors;
  server->tls_reason = g_strdup (verdict->reason);
  server->tls_version = g_strdup (cw_http_wire_get_version (self->wire));
}

static void
read_challenge (const CwWireReply *reply, CwHttpChallenge *challenge)
{
  SoupMessageHeadersIter iterator;
  const char *name, *value;

  cw_http_challenge_clear (challenge);
  soup_message_headers_iter_init (&iterator, reply->headers);
  while (soup_message_headers_iter_next (&iterator, &name, &value))
    if (g_ascii_strcasecmp (name, "WWW-Authenticate") == 0)
      cw_http_challenge_add (challenge, value);
}

static gboolean
exchange (Call *call, const CwWireRequest *request, CwWireReply *reply, CwHttpChallenge *challenge, GError **error)
{
  g_autoptr(GError) failure = NULL;
  gint64 begun = g_get_monotonic_time ();
  gboolean sent = FALSE;

  cw_wire_reply_clear (reply);
  gboolean done = cw_http_wire_exchange (call->client->wire, request, call->deadline, &sent, reply, &failure);
  note_server (call->client);
  if (request->body || g_str_equal (request->method, call->request->method))
    call->sent = sent;
  if (!done)
    {
      say (call, "%s %s: %s", request->method, call->host, failure->message);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  read_challenge (reply, challenge);
  /* In the middle of a login it only names the one that goes on. */
  if (reply->status == 401 && !request->authorization)
    call->client->server.offered = challenge->offered;
  say_exchange (call, request, reply, challenge, begun);
  if (reply->status != 407)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("The proxy on the way to %s asks for a login, which is not possible here."), call->host);
  return FALSE;
}

static void
make_request (Call *call, const char *method, GUri *uri, CwWireRequest *wire)
{
  *wire = (CwWireRequest) { .method = method, .uri = uri, .accept = call->request->accept, .max_size = call->max_size, .repeatable = TRUE };
}

static GBytes *
dup_end_point (CwHttpClient *self)
{
  GPtrArray *chain = self->server.chain;

  return chain && chain->len > 0 ? cw_channel_binding_dup_end_point (g_ptr_array_index (chain, 0)) : NULL;
}

/* ---- the login ---- */

static gboolean
finish_login (Call *call, CwHttpChallenge *challenge, GError **error)
{
  CwHttpLogin *login = call->client->login;
  gboolean news = !cw_http_login_is_proven (login);

  if (!cw_http_login_finish (login, challenge, call->host, error))
    return FALSE;
  if (news)
    say (call, "%s", cw_http_login_get_words (login));
  return TRUE;
}

/* The second half of NTLM on another connection than the first would look like a wrong password, and count as one. */
static CwSecret *
continue_login (Call *call, const CwWireReply *reply, CwHttpChallenge *challenge, GError **error)
{
  CwHttpLogin *login = call->client->login;
  CwSecret *value = cw_http_login_continue (login, challenge, error);

  if (!value || !reply->closes || !cw_http_login_is_bound (login))
    return value;
  cw_secret_unref (value);
  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s closes the connection in the middle of the login, so NTLM cannot be used there."), call->host);
  return NULL;
}

/* Gives the account that the server asked for, leg by leg, by repeating the request. Whatever answer it ends with, it is not a 401. */
static gboolean
log_in (Call *call, CwWireRequest *request, CwWireReply *reply, CwHttpChallenge *challenge, GError **error)
{
  CwHttpLogin *login = call->client->login;
  g_autoptr(GBytes) end_point = dup_end_point (call->client);
  g_autoptr(GError) failure = NULL;
  g_autoptr(CwSecret) value = cw_http_login_begin (login, call->host, end_point, call->deadline, &failure);

  for (guint leg = 0; value && leg < MAX_LEGS; leg++)
    {
      request->authorization = value;
      request->repeatable = FALSE;
      gboolean done = exchange (call, request, reply, challenge, error);
      request->authorization = NULL;
      if (!done)
        return FALSE;
      if (reply->status != 401)
        return finish_login (call, challenge, error);
      g_clear_pointer (&value, cw_secret_unref);
      value = continue_login (call, reply, challenge, &failure);
    }
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    cw_http_login_refuse (login, call->host, error);
  return FALSE;
}

/* What is known to work is given at once: it saves a round trip, and the body of a POST. A ticket is made for the certificate of
 * the connection, so it has to stand already. */
static gboolean
add_known_login (Call *call, CwWireRequest *request, gboolean connected, CwSecret **value, GError **error)
{
  CwHttpLogin *login = call->client->login;
  CwHttpAuth kind = cw_http_login_get_kind (login);

  if (!call->may_log_in || kind == CW_HTTP_AUTH_NONE || cw_http_login_is_bound (login) || (kind != CW_HTTP_AUTH_BASIC && !connected))
    return TRUE;
  g_autoptr(GBytes) end_point = dup_end_point (call->client);
  *value = cw_http_login_begin (login, call->host, end_point, call->deadline, error);
  request->authorization = *value;
  return *value != NULL;
}

static gboolean
choose_login (Call *call, CwHttpChallenge *challenge, GError **error)
{
  if (call->may_log_in)
    return cw_http_login_choose (call->client->login, challenge, is_tls (call->uri), call->host, error);
  g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s asks for a login, and the account is not for this server."), call->host);
  return FALSE;
}

/* A request that may be repeated as often as the login needs. */
static gboolean
exchange_logged_in (Call *call, CwWireRequest *request, CwWireReply *reply, GError **error)
{
  g_auto(CwHttpChallenge) challenge = { 0 };
  g_autoptr(CwSecret) known = NULL;

  if (!add_known_login (call, request, FALSE, &known, error))
    return FALSE;
  gboolean done = exchange (call, request, reply, &challenge, error);
  gboolean given = request->authorization != NULL;
  request->authorization = NULL;
  if (!done)
    return FALSE;
  if (reply->status != 401)
    return given ? finish_login (call, &challenge, error) : TRUE;
  if (given)
    {
      cw_http_login_refuse (call->client->login, call->host, error);
      return FALSE;
    }
  return choose_login (call, &challenge, error) && log_in (call, request, reply, &challenge, error);
}

/* ---- reading ---- */

static gboolean
is_redirect (const CwWireReply *reply)
{
  return reply->status >= 300 && reply->status < 400 && reply->status != 304 && soup_message_headers_get_one (reply->headers, "Location") != NULL;
}

static gboolean
refuse_redirect (Call *call, GUri *target, GError **error)
{
  g_autofree char *where = target ? g_uri_to_string_partial (target, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT) : g_strdup ("?");

  g_set_error (error, CW_ERROR, CW_ERROR_REDIRECTED, _("%s sends us on to %s, and that is not followed."), call->host, where);
  say (call, "%s → %s: not followed", call->host, where);
  return FALSE;
}

/* To another address on the same server. */
static gboolean
follow (Call *call, const CwWireReply *reply, guint count, GUri **uri, GError **error)
{
  g_autoptr(GUri) target = g_uri_parse_relative (*uri, soup_message_headers_get_one (reply->headers, "Location"), SOUP_HTTP_URI_FLAGS, NULL);
  gboolean usable = target && g_uri_get_host (target) && *g_uri_get_host (target) != '\0' &&
                    (g_str_equal (g_uri_get_scheme (target), "https") || g_str_equal (g_uri_get_scheme (target), "http"));

  if (!usable || count >= MAX_REDIRECTS || !is_same_origin (*uri, target))
    return refuse_redirect (call, target, error);
  g_uri_unref (*uri);
  *uri = g_steal_pointer (&target);
  return TRUE;
}

static CwHttpResponse *
send_read (Call *call, GError **error)
{
  g_autoptr(GUri) uri = g_uri_ref (call->uri);
  g_auto(CwWireReply) reply = { 0 };
  CwWireRequest request;

  /* libsoup repeats what got lost on an idle connection, but without its body. */
  if (call->request->body)
    cw_http_wire_disconnect (call->client->wire);
  for (guint count = 0;; count++)
    {
      make_request (call, call->request->method, uri, &request);
      request.content_type = call->request->content_type;
      request.body = call->request->body;
      request.repeatable = request.body == NULL;
      if (!exchange_logged_in (call, &request, &reply, error))
        return NULL;
      if (!is_redirect (&reply))
        return cw_http_response_new (reply.status, reply.headers, reply.body, uri);
      if (!follow (call, &reply, count, &uri, error))
        return NULL;
    }
}

/* ---- submitting ---- */

/* Logs in at the folder of the address, where nothing happens by asking. Only the login counts, not what is there. */
static gboolean
log_in_before (Call *call, GError **error)
{
  g_autoptr(GUri) uri = g_uri_parse_relative (call->uri, ".", SOUP_HTTP_URI_FLAGS, NULL);
  g_auto(CwWireReply) reply = { 0 };
  CwWireRequest request;

  make_request (call, "GET", uri ?: call->uri, &request);
  return exchange_logged_in (call, &request, &reply, error);
}

/* A 401 says that nothing was done, so the request goes out again with the login, until the server is satisfied. */
static gboolean
post_again (Call *call, CwWireRequest *request, CwWireReply *reply, CwHttpChallenge *challenge, GError **error)
{
  if (!request->authorization)
    return choose_login (call, challenge, error) && log_in (call, request, reply, challenge, error);
  cw_http_login_refuse (call->client->login, call->host, error);
  return FALSE;
}

static gboolean
post (Call *call, CwWireReply *reply, GError **error)
{
  g_auto(CwHttpChallenge) challenge = { 0 };
  g_autoptr(CwSecret) known = NULL;
  CwWireRequest request;

  make_request (call, call->request->method, call->uri, &request);
  request.content_type = call->request->content_type;
  request.body = call->request->body;
  request.repeatable = FALSE;
  if (!add_known_login (call, &request, TRUE, &known, error) || !exchange (call, &request, reply, &challenge, error))
    return FALSE;
  if (reply->status == 401)
    return post_again (call, &request, reply, &challenge, error);
  return !known || finish_login (call, &challenge, error);
}

/* What became of it is not known, whatever the reason is. */
static void
make_uncertain (Call *call, GError **error)
{
  g_autoptr(GError) cause = g_steal_pointer (error);

  g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN, _("The request was sent to %s, but its answer was lost: %s"), call->host, cause->message);
}

static CwHttpResponse *
send_submit (Call *call, GError **error)
{
  g_auto(CwWireReply) reply = { 0 };
  g_autoptr(GError) failure = NULL;

  /* On a connection that was idle it would be lost without our knowing. */
  cw_http_wire_disconnect (call->client->wire);
  gboolean before = call->may_log_in && cw_http_login_needs_asking (call->client->login);
  gboolean done = (!before || log_in_before (call, &failure)) && post (call, &reply, &failure);
  if (done && is_redirect (&reply))
    {
      g_autoptr(GUri) target = g_uri_parse_relative (call->uri, soup_message_headers_get_one (reply.headers, "Location"), SOUP_HTTP_URI_FLAGS, NULL);
      done = refuse_redirect (call, target, &failure);
    }
  else if (!done && call->sent && reply.status != 401 && reply.status != 407)
    make_uncertain (call, &failure);
  if (!done)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return cw_http_response_new (reply.status, reply.headers, reply.body, call->uri);
}

/* ---- life ---- */

static void
clear_server (CwHttpServer *server)
{
  g_clear_pointer (&server->chain, g_ptr_array_unref);
  g_clear_pointer (&server->tls_reason, g_free);
  g_clear_pointer (&server->tls_version, g_free);
  g_clear_pointer (&server->used, g_free);
}

static void
cw_http_client_finalize (GObject *object)
{
  CwHttpClient *self = CW_HTTP_CLIENT (object);

  g_clear_pointer (&self->wire, cw_http_wire_free);
  g_clear_pointer (&self->login, cw_http_login_free);
  g_free (self->origin);
  clear_server (&self->server);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_http_client_parent_class)->finalize (object);
}

static void
cw_http_client_class_init (CwHttpClientClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cw_http_client_finalize;
}

static void
cw_http_client_init (CwHttpClient *self)
{
  g_mutex_init (&self->lock);
  self->login = cw_http_login_new (NULL, NULL, CW_HTTP_AUTH_NONE);
}

CwHttpClient *
cw_http_client_new (CwTlsTrust *trust, gboolean allow_plain)
{
  CwHttpClient *self = g_object_new (CW_TYPE_HTTP_CLIENT, NULL);

  self->wire = cw_http_wire_new (trust);
  self->allow_plain = allow_plain;
  return self;
}

void
cw_http_client_set_account (CwHttpClient *self, const char *user, CwSecret *password, CwHttpAuth allowed)
{
  g_mutex_lock (&self->lock);
  cw_http_login_free (self->login);
  self->login = cw_http_login_new (user, password, allowed);
  /* A connection may still be logged in with the account of before. */
  cw_http_wire_disconnect (self->wire);
  g_mutex_unlock (&self->lock);
}

void
cw_http_client_set_log (CwHttpClient *self, CwHttpLog log, gpointer user_data)
{
  self->log = log;
  self->log_data = user_data;
}

static GUri *
parse_uri (CwHttpClient *self, const char *text, GError **error)
{
  g_autoptr(GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);

  if (!uri || !g_uri_get_host (uri) || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http")))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is not the address of a web server."), text);
      return NULL;
    }
  if (!is_tls (uri) && !self->allow_plain)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TLS_BAD, _("%s would be asked without TLS, where everybody can read and change what is sent."),
                   g_uri_get_host (uri));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static CwHttpResponse *
send_locked (CwHttpClient *self, const CwHttpRequest *request, GUri *uri, GCancellable *cancellable, GError **error)
{
  gboolean submit = (request->flags & CW_HTTP_SUBMIT) != 0;
  guint whole = request->timeout > 0 ? request->timeout : submit ? SUBMIT_SECONDS : READ_SECONDS;
  g_autoptr(CwDeadline) deadline = cw_deadline_start (whole * 1000, cancellable);
  g_autofree char *origin = dup_origin (uri);
  Call call = { self, request, uri, g_uri_get_host (uri), deadline, request->max_size > 0 ? request->max_size : MAX_SIZE, FALSE, FALSE };

  if (!self->origin)
    self->origin = g_strdup (origin);
  call.may_log_in = g_str_equal (self->origin, origin);
  CwHttpResponse *response = submit ? send_submit (&call, error) : send_read (&call, error);
  g_free (self->server.used);
  self->server.used = g_strdup (cw_http_login_get_words (self->login));
  self->server.used_kind = cw_http_login_get_kind (self->login);
  return response;
}

CwHttpResponse *
cw_http_client_send (CwHttpClient *self, const CwHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr(GUri) uri = parse_uri (self, request->uri, error);

  if (!uri)
    return NULL;
  g_mutex_lock (&self->lock);
  CwHttpResponse *response = send_locked (self, request, uri, cancellable, error);
  g_mutex_unlock (&self->lock);
  return response;
}

const CwHttpServer *
cw_http_client_get_server (CwHttpClient *self)
{
  return &self->server;
}
