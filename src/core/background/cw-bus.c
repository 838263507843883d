/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bus.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

static gboolean
expired_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* GIO has no deadline for the first words with a bus, only for calls. */
static GDBusConnection *
open_address (const char *address, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) deadline = g_timeout_source_new (CW_BUS_PATIENCE);
  g_autoptr (GAsyncResult) result = NULL;

  g_source_set_callback (deadline, expired_cb, cancellable, NULL);
  g_source_attach (deadline, context);
  g_main_context_push_thread_default (context);
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
                                     cancellable, opened_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_source_destroy (deadline);
  return g_dbus_connection_new_for_address_finish (result, error);
}

static gboolean
has_session (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  /* Without either, GIO would start a stray bus of its own under X11. */
  return (address != NULL && *address != '\0') || g_file_test (socket, G_FILE_TEST_EXISTS);
}

GDBusConnection *
cw_bus_open (GBusType type, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *address = NULL;
  GDBusConnection *bus = NULL;

  if (type == G_BUS_TYPE_SESSION && !has_session ())
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no message bus of this session."));
      return NULL;
    }
  address = g_dbus_address_get_for_bus_sync (type, NULL, &local);
  if (address != NULL)
    bus = open_address (address, &local);
  if (bus == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The message bus cannot be reached: %s"), local->message);
  return bus;
}
