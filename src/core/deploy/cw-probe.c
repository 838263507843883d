/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe.h"
#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include "cw-deadline.h"
#include "cw-error.h"
#include "cw-probe-wire.h"

#define TIMEOUT_MS 5000
/* No server sends so many; whoever does wants to keep us busy. */
#define CHAIN_MOST 32
/* A computer with more is one that makes them for others. */
#define ADDRESSES_MOST 16

/* What one asking needs on its way. */
typedef struct {
  const CwProbeQuestion *question;
  CwDeadline            *deadline;
  char                  *name;       /* "Port 443": what a sentence begins with */
  GTlsCertificate       *leaf;
} Asking;

static void
asking_clear (Asking *self)
{
  g_clear_pointer (&self->deadline, cw_deadline_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->leaf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

/* Takes what GIO says; code is what it is when nothing better is known. */
static void
take_failure (Asking *self, CwError code, const char *format, GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  if (cw_deadline_get_passed (self->deadline) > 0)
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT, _("%s did not answer in time."), self->name);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Asking what the port serves was cancelled."));
  else if (owned->domain == CW_ERROR)
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, CW_ERROR, (int) code, format, self->name, owned->message);
}

/* ---- connecting ---- */

static GSocketConnection *
connect_to (Asking *self, const char *host, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  /* The address that was asked for, and no other: a proxy would show its own certificate. */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_free (self->name);
  self->name = self->question->host != NULL && g_strcmp0 (host, CW_PROBE_HERE) != 0 ? g_strdup_printf (_("%s, port %u,"), host, self->question->port)
                                                                                      : g_strdup_printf (_("Port %u"), self->question->port);
  return g_socket_client_connect_to_host (client, host, (guint16) self->question->port, cw_deadline_get_cancellable (self->deadline), error);
}

/* Nobody there is said in other words than a way that is closed. */
static void
set_unreachable (Asking *self, GError *cause, GError **error)
{
  g_autoptr (GError) refused = NULL;

  if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      take_failure (self, CW_ERROR_UNREACHABLE, _("%s cannot be reached: %s"), cause, error);
      return;
    }
  g_error_free (cause);
  refused = g_error_new (CW_ERROR, CW_ERROR_UNREACHABLE, _("Nothing listens on port %u."), self->question->port);
  take_failure (self, CW_ERROR_UNREACHABLE, "%s%s", g_steal_pointer (&refused), error);
}

static char *
dup_address (const struct ifaddrs *entry)
{
  gsize size = entry->ifa_addr->sa_family == AF_INET ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6);
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (entry->ifa_addr, size);
  GInetAddress *inet = address != NULL ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)) : NULL;

  return inet != NULL && !g_inet_address_get_is_loopback (inet) && !g_inet_address_get_is_link_local (inet) ? g_inet_address_to_string (inet) : NULL;
}

/* First where nearly every service is to be found, then where one is that listens at a single address of this computer. Of char *. */
static GPtrArray *
list_addresses (void)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *all = NULL;

  g_ptr_array_add (addresses, g_strdup (CW_PROBE_HERE));
  g_ptr_array_add (addresses, g_strdup (CW_PROBE_HERE_6));
  if (getifaddrs (&all) != 0)
    return addresses;
  for (const struct ifaddrs *entry = all; entry != NULL && addresses->len < ADDRESSES_MOST; entry = entry->ifa_next)
    {
      gboolean is_inet = entry->ifa_addr != NULL && (entry->ifa_addr->sa_family == AF_INET || entry->ifa_addr->sa_family == AF_INET6);
      char *address = is_inet && (entry->ifa_flags & IFF_UP) != 0 ? dup_address (entry) : NULL;

      if (address != NULL)
        g_ptr_array_add (addresses, address);
    }
  freeifaddrs (all);
  return addresses;
}

static GSocketConnection *
connect_somewhere (Asking *self, GError **error)
{
  g_autoptr (GPtrArray) hosts = self->question->host == NULL ? list_addresses () : g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) first = NULL;

  if (self->question->host != NULL)
    g_ptr_array_add (hosts, g_strdup (self->question->host));
  for (guint i = 0; i < hosts->len; i++)
    {
      g_autoptr (GError) local = NULL;
      GSocketConnection *connection = connect_to (self, g_ptr_array_index (hosts, i), &local);

      if (connection != NULL)
        return connection;
      if (first == NULL)
        first = g_steal_pointer (&local);
    }
  set_unreachable (self, g_steal_pointer (&first), error);
  return NULL;
}

/* ---- TLS ---- */

/* Whatever it is, it is only looked at. It is kept here, because a server that then asks for a certificate of ours may end the handshake. */
static gboolean
accept_certificate_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  Asking *self = data;

  g_set_object (&self->leaf, certificate);
  return TRUE;
}

static gboolean
shake_hands (Asking *self, GIOStream *stream, GError **error)
{
  const CwProbeQuestion *question = self->question;
  g_autoptr (GSocketConnectable) identity = question->server_name != NULL ? g_network_address_new (question->server_name, (guint16) question->port) : NULL;
  g_autoptr (GIOStream) tls = g_tls_client_connection_new (stream, identity, error);

  if (tls == NULL)
    return FALSE;
  /* Without a database no certificate is known, and so each one is shown to the callback. */
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), cw_deadline_get_cancellable (self->deadline), error) && self->leaf == NULL)
    return FALSE;
  g_clear_error (error);
  /* A good-bye, so that it is no error in the server's log. */
  g_io_stream_close (tls, cw_deadline_get_cancellable (self->deadline), NULL);
  if (self->leaf == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s shows no certificate at all."), self->name);
  return self->leaf != NULL;
}

static GPtrArray *
list_chain (Asking *self, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);

  for (GTlsCertificate *link = self->leaf; link != NULL && chain->len < CHAIN_MOST; link = g_tls_certificate_get_issuer (link))
    {
      g_autoptr (GByteArray) bytes = NULL;
      g_autoptr (GBytes) der = NULL;
      CwCertificate *certificate;

      g_object_get (link, "certificate", &bytes, NULL);
      der = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      certificate = cw_certificate_new_from_der (der, error);
      if (certificate == NULL)
        return NULL;
      g_ptr_array_add (chain, certificate);
    }
  return g_steal_pointer (&chain);
}

GPtrArray *
cw_probe_ask (const CwProbeQuestion *question, GCancellable *cancellable, GError **error)
{
  g_auto (Asking) self = { .question = question };
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *chain;

  g_return_val_if_fail (question != NULL && question->port > 0 && question->port <= G_MAXUINT16, NULL);
  self.deadline = cw_deadline_start (question->timeout_ms > 0 ? question->timeout_ms : TIMEOUT_MS, cancellable);
  connection = connect_somewhere (&self, error);
  if (connection == NULL)
    return NULL;
  CwProbeWire wire = { G_IO_STREAM (connection), cw_deadline_get_cancellable (self.deadline), self.name, question->server_name, 0 };
  if (!cw_probe_start_tls (&wire, question->protocol, &local))
    take_failure (&self, CW_ERROR_REPLY, _("%s broke the connection off: %s"), g_steal_pointer (&local), error);
  else if (!shake_hands (&self, G_IO_STREAM (connection), &local))
    take_failure (&self, CW_ERROR_TLS_BAD, _("%s speaks no TLS that this program understands: %s"), g_steal_pointer (&local), error);
  else if ((chain = list_chain (&self, &local)) == NULL)
    take_failure (&self, CW_ERROR_REPLY, _("%s sends a certificate that cannot be read: %s"), g_steal_pointer (&local), error);
  else
    return chain;
  return NULL;
}

gboolean
cw_probe_listens (guint port, GCancellable *cancellable)
{
  const CwProbeQuestion question = { .port = port };
  g_auto (Asking) self = { .question = &question };
  g_autoptr (GSocketConnection) connection = NULL;

  self.deadline = cw_deadline_start (TIMEOUT_MS, cancellable);
  connection = connect_somewhere (&self, NULL);
  return connection != NULL;
}
