/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-systemd.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

#define NAME    "org.freedesktop.systemd1"
#define PATH    "/org/freedesktop/systemd1"
#define MANAGER "org.freedesktop.systemd1.Manager"
#define UNIT    "org.freedesktop.systemd1.Unit"
#define NO_UNIT "org.freedesktop.systemd1.NoSuchUnit"
#define SUBSCRIBED "org.freedesktop.systemd1.AlreadySubscribed"

#define CALL_MS 10000
/* On its own socket, systemd may let the first words of a connection lie until more come. */
#define HELLO_MS 300
#define TRIES    20
/* systemd gives a service 90 seconds to stop and as many to start. */
#define JOB_MS  200000

struct _CwSystemd {
  GDBusConnection *connection;
  const char      *name;         /* NULL: on its own socket there are no names */
  GMainContext    *context;
  GHashTable      *results;      /* path of a job → what became of it */
  guint            subscription;
};

/* ---- the way to it ---- */

static char *
dup_private_socket (gboolean of_user)
{
  g_autofree char *path = of_user ? g_build_filename (g_get_user_runtime_dir (), "systemd", "private", NULL) : g_strdup ("/run/systemd/private");

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_strdup_printf ("unix:path=%s", path) : NULL;
}

/* A session has a bus, and often no systemd on it. */
static gboolean
is_on_session_bus (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  gboolean owned = FALSE;

  if (bus != NULL)
    answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                          g_variant_new ("(s)", NAME), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

gboolean
cw_systemd_is_there (gboolean of_user)
{
  g_autofree char *socket = of_user ? dup_private_socket (TRUE) : NULL;

  if (of_user)
    return socket != NULL || is_on_session_bus ();
  return g_file_test ("/run/systemd/system", G_FILE_TEST_IS_DIR);
}

/* ---- its words ---- */

static GVariant *
call (CwSystemd *self, const char *path, const char *interface, const char *method, GVariant *arguments, const char *type, GCancellable *cancellable,
      GError **error)
{
  return g_dbus_connection_call_sync (self->connection, self->name, path, interface, method, arguments, G_VARIANT_TYPE (type),
                                      G_DBUS_CALL_FLAGS_NONE, CALL_MS, cancellable, error);
}

static gboolean
is_remote (const GError *error, const char *name)
{
  g_autofree char *remote = g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;

  return g_strcmp0 (remote, name) == 0;
}

static void
job_removed_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments,
                gpointer data)
{
  CwSystemd *self = data;
  const char *job, *result;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(uoss)")))
    return;
  g_variant_get (arguments, "(u&o&s&s)", NULL, &job, NULL, &result);
  g_hash_table_insert (self->results, g_strdup (job), g_strdup (result));
}

static void
disconnect (CwSystemd *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  /* Whatever is still on its way to us comes before we are gone. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_object (&self->connection);
}

/* What becomes of jobs is heard of in the context that is the thread's own now. */
static void
listen_to_jobs (CwSystemd *self)
{
  G_GNUC_UNUSED g_autoptr (GMainContextPusher) pusher = g_main_context_pusher_new (self->context);

  self->subscription = g_dbus_connection_signal_subscribe (self->connection, self->name, MANAGER, "JobRemoved", PATH, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, job_removed_cb, self, NULL);
}

static gboolean
subscribe (CwSystemd *self, int timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (self->connection, self->name, PATH, MANAGER, "Subscribe", NULL, NULL,
                                                             G_DBUS_CALL_FLAGS_NONE, timeout_ms, cancellable, &local);

  if (answer != NULL || is_remote (local, SUBSCRIBED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
connect_by_bus (CwSystemd *self, gboolean of_user, GCancellable *cancellable, GError **error)
{
  self->connection = g_bus_get_sync (of_user ? G_BUS_TYPE_SESSION : G_BUS_TYPE_SYSTEM, cancellable, error);
  self->name = NAME;
  if (self->connection == NULL)
    return FALSE;
  listen_to_jobs (self);
  if (subscribe (self, CALL_MS, cancellable, error))
    return TRUE;
  disconnect (self);
  return FALSE;
}

/* Its own socket needs no bus, but lets in only root, or the user whose manager it is. */
static gboolean
connect_directly (CwSystemd *self, gboolean of_user, GCancellable *cancellable)
{
  g_autofree char *address = dup_private_socket (of_user);

  self->name = NULL;
  if (address != NULL)
    self->connection = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, cancellable, NULL);
  if (self->connection == NULL)
    return FALSE;
  listen_to_jobs (self);
  for (guint i = 0; i < TRIES && !g_cancellable_is_cancelled (cancellable); i++)
    if (subscribe (self, HELLO_MS, cancellable, NULL))
      return TRUE;
  disconnect (self);
  return FALSE;
}

CwSystemd *
cw_systemd_new (gboolean of_user, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSystemd) self = g_new0 (CwSystemd, 1);
  g_autoptr (GError) local = NULL;

  self->context = g_main_context_new ();
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!connect_by_bus (self, of_user, cancellable, &local) && !connect_directly (self, of_user, cancellable))
    {
      g_dbus_error_strip_remote_error (local);
      if (g_cancellable_is_cancelled (cancellable))
        g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Asking systemd was cancelled."));
      else
        g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD, _("systemd cannot be asked: %s"), local->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_systemd_free (CwSystemd *self)
{
  disconnect (self);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->results, g_hash_table_unref);
  g_free (self);
}

static void
take_failure (const char *unit, GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  g_dbus_error_strip_remote_error (owned);
  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("Waiting for %s was cancelled."), unit);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD, _("%s: systemd says: %s"), unit, owned->message);
}

char *
cw_systemd_dup_state (CwSystemd *self, const char *unit, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) found = NULL, answer = NULL, value = NULL;
  g_autoptr (GError) local = NULL;
  const char *path;

  found = call (self, PATH, MANAGER, "GetUnit", g_variant_new ("(s)", unit), "(o)", cancellable, &local);
  if (found == NULL && is_remote (local, NO_UNIT))
    return g_strdup ("inactive");
  if (found != NULL)
    {
      g_variant_get (found, "(&o)", &path);
      answer = call (self, path, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", UNIT, "ActiveState"), "(v)", cancellable, &local);
    }
  if (answer == NULL)
    {
      take_failure (unit, g_steal_pointer (&local), error);
      return NULL;
    }
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : g_strdup ("inactive");
}

/* ---- reloading ---- */

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  return wake_cb (data);
}

/* NULL: not in time, or cancelled. */
static const char *
wait_for_job (CwSystemd *self, const char *job, GCancellable *cancellable)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (JOB_MS);
  g_autoptr (GSource) cancel = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;
  const char *result;
  gboolean over = FALSE;

  g_source_set_callback (timeout, wake_cb, &over, NULL);
  g_source_attach (timeout, self->context);
  if (cancel != NULL)
    {
      g_source_set_callback (cancel, G_SOURCE_FUNC (cancelled_cb), &over, NULL);
      g_source_attach (cancel, self->context);
    }
  while ((result = g_hash_table_lookup (self->results, job)) == NULL && !over)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timeout);
  if (cancel != NULL)
    g_source_destroy (cancel);
  return result;
}

/* The words are those of org.freedesktop.systemd1(5). */
static gboolean
judge_job (const char *unit, const char *result, gboolean restart, GCancellable *cancellable, GError **error)
{
  if (g_strcmp0 (result, "done") == 0)
    return TRUE;
  if (result == NULL && g_cancellable_is_cancelled (cancellable))
    g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("Waiting for %s was cancelled."), unit);
  else if (result == NULL || g_str_equal (result, "timeout"))
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD, restart ? _("%s did not come back in time.") : _("%s did not reload in time."), unit);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD, restart ? _("%s could not be restarted (systemd says: %s); see journalctl -u %s.")
                                                                   : _("%s could not be reloaded (systemd says: %s); see journalctl -u %s."),
                 unit, result, unit);
  return FALSE;
}

gboolean
cw_systemd_reload (CwSystemd *self, const char *unit, gboolean restart, GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMainContextPusher) pusher = g_main_context_pusher_new (self->context);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) local = NULL;
  const char *job;

  answer = call (self, PATH, MANAGER, restart ? "RestartUnit" : "ReloadOrRestartUnit", g_variant_new ("(ss)", unit, "replace"), "(o)", cancellable, &local);
  if (answer == NULL)
    {
      take_failure (unit, g_steal_pointer (&local), error);
      return FALSE;
    }
  g_variant_get (answer, "(&o)", &job);
  return judge_job (unit, wait_for_job (self, job, cancellable), restart, cancellable, error);
}
