/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notice-log.h"
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

NoticeLog *
notice_log_new (void)
{
  NoticeLog *self = g_new0 (NoticeLog, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  self->folder = g_dir_make_tmp ("notice-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "log", NULL);
  address = g_unix_socket_address_new (self->path);
  self->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, address, FALSE, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (self->socket, FALSE);
  g_setenv ("CERTWIZARD_LOG_SOCKET", self->path, TRUE);
  return self;
}

char *
notice_log_read (NoticeLog *self)
{
  char buffer[8192];
  gssize n = g_socket_receive (self->socket, buffer, sizeof buffer, NULL, NULL);

  return n >= 0 ? g_strndup (buffer, (gsize) n) : NULL;
}

void
notice_log_expect (NoticeLog *self, const char *part, const char *other)
{
  g_autofree char *line = notice_log_read (self);

  if (part == NULL)
    g_assert_cmpstr (line, ==, NULL);
  else if (line == NULL || strstr (line, part) == NULL || (other != NULL && strstr (line, other) == NULL))
    g_error ("no “%s”, “%s” in “%s”", part, other, line);
}

void
notice_log_free (NoticeLog *self)
{
  g_unsetenv ("CERTWIZARD_LOG_SOCKET");
  g_object_unref (self->socket);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}
