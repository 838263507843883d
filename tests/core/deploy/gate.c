/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate.h"
#include <glib/gstdio.h>

struct _Gate {
  GMainContext    *context;
  GMainLoop       *loop;
  GThread         *thread;
  GSocketService  *service;
  GTlsCertificate *certificate;
  char            *reload;
  char            *stop;
  char            *live;
  guint            port;
};

static void
load (Gate *self)
{
  g_autofree char *chain = g_build_filename (self->live, "fullchain.pem", NULL), *key = g_build_filename (self->live, "privkey.pem", NULL);
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (chain, key, NULL);

  /* As a real one: what cannot be loaded changes nothing. */
  if (certificate == NULL)
    return;
  g_clear_object (&self->certificate);
  self->certificate = certificate;
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Gate *self = user_data;
  g_autoptr (GIOStream) tls = NULL;

  if (g_unlink (self->reload) == 0)
    load (self);
  if (self->certificate == NULL || g_file_test (self->stop, G_FILE_TEST_EXISTS))
    return TRUE;
  tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  if (tls != NULL && g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
    g_io_stream_close (tls, NULL, NULL);
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  Gate *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

Gate *
gate_start (const char *folder, const char *live)
{
  Gate *self = g_new0 (Gate, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;

  self->reload = g_build_filename (folder, "reload", NULL);
  self->stop = g_build_filename (folder, "stop", NULL);
  self->live = g_strdup (live);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("gate", serve, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
gate_stop (Gate *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->reload);
  g_free (self->stop);
  g_free (self->live);
  g_free (self);
}

guint
gate_get_port (Gate *self)
{
  return self->port;
}
