/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timer-private.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-bus.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-paths.h"
#include "cw-time.h"

/* systemd over D-Bus: the user's manager, or the computer's. The units that ship are used where systemd finds them and they start this very
 * program; else a pair of our own is written where it looks first. */

#define SERVICE "org.freedesktop.systemd1"
/* Milliseconds: reading all units anew takes a busy computer its time. */
#define MANAGER_PATIENCE (60 * 1000)
#define MANAGER "/org/freedesktop/systemd1"

/* ---- talking to the manager ---- */

static gboolean
has_manager (GDBusConnection *bus)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                                            g_variant_new ("(s)", SERVICE), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                            CW_BUS_PATIENCE, NULL, NULL);
  gboolean owned = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  return owned;
}

static GDBusConnection *
open_manager (GBusType type, GError **error)
{
  g_autoptr (GDBusConnection) bus = cw_bus_open (type, error);

  if (bus != NULL && has_manager (bus))
    return g_steal_pointer (&bus);
  if (bus != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("There is no systemd on the message bus."));
  return NULL;
}

/* Root without a session of his own has the computer's manager. */
static GDBusConnection *
open_bus (const CwTimerPlace *place, GError **error)
{
  g_autoptr (GError) local = NULL;
  GDBusConnection *bus = place->system_scope ? NULL : open_manager (G_BUS_TYPE_SESSION, &local);

  if (bus != NULL)
    return bus;
  if (place->system_scope || geteuid () == 0)
    return open_manager (G_BUS_TYPE_SYSTEM, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
is_refusal (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, "org.freedesktop.DBus.Error.AccessDenied") == 0
    || g_strcmp0 (name, "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired") == 0;
}

static gboolean
is_unknown_unit (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, "org.freedesktop.systemd1.NoSuchUnit") == 0 || g_strcmp0 (name, "org.freedesktop.DBus.Error.FileNotFound") == 0;
}

static GVariant *
call_object (GDBusConnection *bus, const char *object, const char *interface, const char *method, GVariant *arguments, const char *reply,
             GCancellable *cancellable, GError **error)
{
  return g_dbus_connection_call_sync (bus, SERVICE, object, interface, method, arguments, G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      MANAGER_PATIENCE, cancellable, error);
}

static GVariant *
call (GDBusConnection *bus, const char *method, GVariant *arguments, const char *reply, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  GVariant *result = call_object (bus, MANAGER, SERVICE ".Manager", method, arguments, reply, cancellable, &local);
  gboolean refused = local != NULL && is_refusal (local);

  if (result != NULL)
    return result;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      cw_error_propagate (error, g_steal_pointer (&local));
      return NULL;
    }
  g_dbus_error_strip_remote_error (local);
  g_set_error (error, CW_ERROR, refused ? CW_ERROR_PERMISSION : CW_ERROR_FAILED, _("systemd did not take “%s”: %s"), method, local->message);
  return NULL;
}

static gboolean
call_void (GDBusConnection *bus, const char *method, GVariant *arguments, const char *reply, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) result = call (bus, method, arguments, reply, cancellable, error);

  return result != NULL;
}

static GVariant *
get_property (GDBusConnection *bus, const char *object, const char *interface, const char *property, GError **error)
{
  g_autoptr (GVariant) reply = call_object (bus, object, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", interface, property), "(v)", NULL, error);
  GVariant *value = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  return value;
}

static char *
dup_text_property (GDBusConnection *bus, const char *object, const char *property)
{
  g_autoptr (GVariant) value = get_property (bus, object, SERVICE ".Unit", property, NULL);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

static char *
dup_unit_object (GDBusConnection *bus, const char *unit, GError **error)
{
  g_autoptr (GVariant) reply = call (bus, "LoadUnit", g_variant_new ("(s)", unit), "(o)", NULL, error);
  char *object = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(o)", &object);
  return object;
}

/* ---- jobs ---- */

/* data: jobs that have ended, with their result; one may end before the manager has named it to us. */
static void
removed_cb (GDBusConnection *bus, const char *sender, const char *object, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  const char *job;
  const char *result;

  g_variant_get (arguments, "(u&o&s&s)", NULL, &job, NULL, &result);
  g_hash_table_replace (data, g_strdup (job), g_strdup (result));
}

static gboolean
expired_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static char *
await_result (GMainContext *context, GHashTable *ended, const char *job)
{
  g_autoptr (GSource) deadline = g_timeout_source_new (MANAGER_PATIENCE);
  gboolean expired = FALSE;

  g_source_set_callback (deadline, expired_cb, &expired, NULL);
  g_source_attach (deadline, context);
  while (!expired && !g_hash_table_contains (ended, job))
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  return g_strdup (g_hash_table_lookup (ended, job));
}

static gboolean
run_job (GDBusConnection *bus, GMainContext *context, GHashTable *ended, const char *method, const char *unit, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) reply = call (bus, method, g_variant_new ("(ss)", unit, "replace"), "(o)", cancellable, error);
  const char *job;
  g_autofree char *result = NULL;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(&o)", &job);
  result = await_result (context, ended, job);
  if (g_strcmp0 (result, "done") == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("systemd could not finish “%s” of %s: %s"), method, unit, result != NULL ? result : _("no answer"));
  return FALSE;
}

/* StartUnit, StopUnit: waits until it is done. */
static gboolean
call_job (GDBusConnection *bus, const char *method, const char *unit, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GHashTable) ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean ok;
  guint id;

  g_main_context_push_thread_default (context);
  id = g_dbus_connection_signal_subscribe (bus, SERVICE, SERVICE ".Manager", "JobRemoved", MANAGER, NULL, G_DBUS_SIGNAL_FLAGS_NONE, removed_cb, ended, NULL);
  ok = call_void (bus, "Subscribe", NULL, "()", cancellable, error) && run_job (bus, context, ended, method, unit, cancellable, error);
  g_dbus_connection_signal_unsubscribe (bus, id);
  g_main_context_pop_thread_default (context);
  return ok;
}

/* ---- unit files ---- */

static char *
dup_unit (const CwTimerPlace *place, const char *kind)
{
  return g_strconcat (place->name, ".", kind, NULL);
}

/* Where the manager itself looks first for what somebody has put there for good. */
static char *
dup_folder (GDBusConnection *bus, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) value = get_property (bus, MANAGER, SERVICE ".Manager", "UnitPath", &local);
  g_autofree const char **path = value != NULL ? g_variant_get_strv (value, NULL) : NULL;

  for (gsize i = 0; path != NULL && path[i] != NULL; i++)
    if (g_str_has_suffix (path[i], "/systemd/user") || g_str_has_suffix (path[i], "/systemd/system"))
      return g_strdup (path[i]);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("systemd does not say where it looks for units."));
  return NULL;
}

static gboolean
contains (const char *path, const char *text)
{
  g_autofree char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) && strstr (content, text) != NULL;
}

/* What systemd has under these names, from a package or from before, starts this very program. */
static gboolean
is_provided (GDBusConnection *bus, const CwTimerPlace *place)
{
  g_autofree char *service = dup_unit (place, "service");
  g_autofree char *timer = dup_unit (place, "timer");
  g_autofree char *service_object = dup_unit_object (bus, service, NULL);
  g_autofree char *timer_object = dup_unit_object (bus, timer, NULL);
  g_autofree char *service_path = service_object != NULL ? dup_text_property (bus, service_object, "FragmentPath") : NULL;
  g_autofree char *timer_path = timer_object != NULL ? dup_text_property (bus, timer_object, "FragmentPath") : NULL;
  g_autofree char *line = cw_timer_dup_start_line (place);
  g_auto (GStrv) environment = cw_timer_dup_environment (place);

  return environment[0] == NULL && timer_path != NULL && *timer_path != '\0' && service_path != NULL && contains (service_path, line);
}

/* Never over what somebody else has put there. */
static gboolean
write_unit (const char *folder, const char *unit, const char *content, GError **error)
{
  g_autofree char *path = g_build_filename (folder, unit, NULL);
  g_autofree char *shown = cw_paths_dup_display (path);
  g_autofree char *before = NULL;

  if (g_file_get_contents (path, &before, NULL, NULL) && !cw_timer_is_marked (before))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s is there already and was not written by this program; put it away first."), shown);
      return FALSE;
    }
  return g_strcmp0 (before, content) == 0 || cw_file_replace (path, content, strlen (content), 0644, error);
}

static gboolean
write_units (GDBusConnection *bus, const CwTimerPlace *place, GError **error)
{
  g_autofree char *folder = dup_folder (bus, error);
  g_autofree char *service = dup_unit (place, "service");
  g_autofree char *timer = dup_unit (place, "timer");
  g_autofree char *service_content = cw_timer_dup_service (place);
  g_autofree char *timer_content = cw_timer_dup_timer (place);

  if (folder == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      cw_error_set_from_errno (error, errno, "%s", folder);
      return FALSE;
    }
  return write_unit (folder, service, service_content, error) && write_unit (folder, timer, timer_content, error);
}

static gboolean
remove_unit (const char *folder, const char *unit, GError **error)
{
  g_autofree char *path = g_build_filename (folder, unit, NULL);
  g_autofree char *content = NULL;

  if (!g_file_get_contents (path, &content, NULL, NULL) || !cw_timer_is_marked (content) || g_unlink (path) == 0)
    return TRUE;
  cw_error_set_from_errno (error, errno, "%s", path);
  return FALSE;
}

static gboolean
remove_units (GDBusConnection *bus, const CwTimerPlace *place, GError **error)
{
  g_autofree char *folder = dup_folder (bus, error);
  g_autofree char *service = dup_unit (place, "service");
  g_autofree char *timer = dup_unit (place, "timer");

  return folder != NULL && remove_unit (folder, service, error) && remove_unit (folder, timer, error);
}

/* ---- the timer ---- */

static char *
dup_file_state (GDBusConnection *bus, const char *unit, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) reply = call_object (bus, MANAGER, SERVICE ".Manager", "GetUnitFileState", g_variant_new ("(s)", unit), "(s)", NULL, &local);
  char *state = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(s)", &state);
  else if (is_unknown_unit (local))
    return g_strdup ("absent");
  else
    cw_error_propagate (error, g_steal_pointer (&local));
  return state;
}

gboolean
cw_timer_systemd_is_there (const CwTimerPlace *place)
{
  g_autoptr (GDBusConnection) bus = open_bus (place, NULL);

  return bus != NULL;
}

gboolean
cw_timer_systemd_is_enabled (const CwTimerPlace *place, gboolean *enabled, GError **error)
{
  g_autoptr (GDBusConnection) bus = open_bus (place, error);
  g_autofree char *timer = dup_unit (place, "timer");
  g_autofree char *state = bus != NULL ? dup_file_state (bus, timer, error) : NULL;

  *enabled = state != NULL && g_str_has_prefix (state, "enabled");
  return state != NULL;
}

static gboolean
put_away (GDBusConnection *bus, const CwTimerPlace *place, GCancellable *cancellable, GError **error)
{
  g_autofree char *timer = dup_unit (place, "timer");
  const char *const units[] = { timer, NULL };
  g_autoptr (GError) local = NULL;

  if (!call_void (bus, "DisableUnitFiles", g_variant_new ("(^asb)", units, FALSE), "(a(sss))", cancellable, error)
      || !call_job (bus, "StopUnit", timer, cancellable, error) || !remove_units (bus, place, error))
    return FALSE;
  /* It is off already; without this systemd only remembers units that are not there any more. */
  if (!call_void (bus, "Reload", NULL, "()", NULL, &local))
    g_debug ("%s", local->message);
  return TRUE;
}

/* All or nothing. */
gboolean
cw_timer_systemd_enable (const CwTimerPlace *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = open_bus (place, error);
  g_autofree char *timer = dup_unit (place, "timer");
  const char *const units[] = { timer, NULL };

  if (bus == NULL || (!is_provided (bus, place) && !write_units (bus, place, error)))
    return FALSE;
  if (call_void (bus, "Reload", NULL, "()", cancellable, error)
      && call_void (bus, "EnableUnitFiles", g_variant_new ("(^asbb)", units, FALSE, FALSE), "(ba(sss))", cancellable, error)
      && call_void (bus, "Reload", NULL, "()", cancellable, error)
      && call_job (bus, "RestartUnit", timer, cancellable, error))
    return TRUE;
  put_away (bus, place, NULL, NULL);
  return FALSE;
}

/* One that is half there is put away all the same. */
gboolean
cw_timer_systemd_disable (const CwTimerPlace *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = open_bus (place, error);
  g_autofree char *timer = dup_unit (place, "timer");
  g_autofree char *state = bus != NULL ? dup_file_state (bus, timer, error) : NULL;

  if (state == NULL)
    return FALSE;
  return g_str_equal (state, "absent") || put_away (bus, place, cancellable, error);
}

/* ---- status ---- */

/* Seconds; 0: never. */
static gint64
get_time (GDBusConnection *bus, const char *object, const char *property)
{
  g_autoptr (GVariant) value = get_property (bus, object, SERVICE ".Timer", property, NULL);
  guint64 time = value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64) ? g_variant_get_uint64 (value) : 0;

  return time == G_MAXUINT64 ? 0 : (gint64) (time / G_USEC_PER_SEC);
}

/* The user's manager ends with the last session, unless somebody has said that it lingers. */
static gboolean
lingers (const CwTimerPlace *place)
{
  g_autofree char *path = g_build_filename ("/var/lib/systemd/linger", g_get_user_name (), NULL);

  return place->system_scope || geteuid () == 0 || g_file_test (path, G_FILE_TEST_EXISTS);
}

char *
cw_timer_systemd_dup_status (const CwTimerPlace *place)
{
  g_autoptr (GDBusConnection) bus = open_bus (place, NULL);
  g_autofree char *timer = dup_unit (place, "timer");
  g_autofree char *object = bus != NULL ? dup_unit_object (bus, timer, NULL) : NULL;
  g_autofree char *state = object != NULL ? dup_text_property (bus, object, "ActiveState") : g_strdup ("");
  gint64 last = object != NULL ? get_time (bus, object, "LastTriggerUSec") : 0;
  gint64 next = object != NULL ? get_time (bus, object, "NextElapseUSecRealtime") : 0;
  g_autofree char *last_text = cw_time_to_exact (last);
  g_autofree char *next_text = next != 0 ? cw_time_to_exact (next) : g_strdup (_("soon"));
  g_autofree char *sentence = NULL;

  if (!g_str_equal (state, "active"))
    return g_strdup_printf (_("The systemd timer %s is enabled, but does not run; switch it off and on again."), timer);
  sentence = last != 0 ? g_strdup_printf (_("On, by the systemd timer %s: it ran last at %s, and runs next at %s."), timer, last_text, next_text)
                       : g_strdup_printf (_("On, by the systemd timer %s: it has not run yet, and runs next at %s."), timer, next_text);
  return lingers (place) ? g_steal_pointer (&sentence)
                         : g_strdup_printf (_("%s That is while you are logged in; “loginctl enable-linger” makes it always."), sentence);
}
