/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talker.h"
#include <string.h>

struct _Talker {
  GSocketListener  *listener;
  GCancellable     *stop;
  GThread          *thread;
  const TalkerStep *steps;
  TalkerEnd         end;
  GTlsCertificate  *certificate;
  guint             port;
  GMutex            lock;
  GCond             changed;
  guint             n_guests;
};

static gboolean
say (Talker *self, GIOStream *stream, const TalkerStep *step)
{
  gsize size = step->size > 0 ? step->size : strlen (step->say);

  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), step->say, size, NULL, self->stop, NULL);
}

static gboolean
hear (Talker *self, GIOStream *stream, const char *text)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  char byte;

  while (strstr (heard->str, text) == NULL)
    {
      if (g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, self->stop, NULL) <= 0)
        return FALSE;
      g_string_append_c (heard, byte != '\0' ? byte : '0');
    }
  return TRUE;
}

/* Until the other side goes, or the test. */
static void
stay (Talker *self, GIOStream *stream)
{
  char byte;

  while (g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, self->stop, NULL) > 0)
    ;
}

static void
secure (Talker *self, GIOStream *stream)
{
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (stream, self->certificate, NULL);

  if (g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->stop, NULL))
    stay (self, tls);
}

static void
converse (Talker *self, GIOStream *stream)
{
  const TalkerStep *step = self->steps;

  for (; step->await != NULL || step->say != NULL; step++)
    if ((step->await != NULL && !hear (self, stream, step->await)) || (step->say != NULL && !say (self, stream, step)))
      return;
  switch (self->end)
    {
    case TALKER_TLS:
      secure (self, stream);
      break;
    case TALKER_SILENCE:
      stay (self, stream);
      break;
    case TALKER_ENDLESS:
      while (say (self, stream, step - 1))
        ;
      break;
    case TALKER_CLOSE:
      break;
    }
}

static void
count_guest (Talker *self)
{
  g_mutex_lock (&self->lock);
  self->n_guests++;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
serve (gpointer data)
{
  Talker *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      count_guest (self);
      converse (self, G_IO_STREAM (connection));
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      g_object_unref (connection);
    }
  return NULL;
}

Talker *
talker_start (const TalkerStep *steps, TalkerEnd end, const char *certificate, const char *key)
{
  Talker *self = talker_start_at ("127.0.0.1", 0, steps, end, certificate, key);

  g_assert_nonnull (self);
  return self;
}

Talker *
talker_start_at (const char *address, guint port, const TalkerStep *steps, TalkerEnd end, const char *certificate, const char *key)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  Talker *self;

  if (!g_socket_listener_add_address (listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL))
    return NULL;
  self = g_new0 (Talker, 1);
  self->steps = steps;
  self->end = end;
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  if (certificate != NULL)
    self->certificate = g_tls_certificate_new_from_files (certificate, key, &error);
  g_assert_no_error (error);
  self->listener = g_steal_pointer (&listener);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("talker", serve, self);
  return self;
}

void
talker_stop (Talker *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_clear_object (&self->certificate);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
talker_get_port (Talker *self)
{
  return self->port;
}

void
talker_await (Talker *self, guint n_guests)
{
  g_mutex_lock (&self->lock);
  while (self->n_guests < n_guests)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}
