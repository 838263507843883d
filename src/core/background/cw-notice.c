/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-notice.h"
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include "cw-bus.h"
#include "cw-clock.h"
#include "cw-config.h"
#include "cw-error.h"

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"

/* ---- on the desktop ---- */

/* Notice id → the number that the desktop gave it: what a later one with the same id replaces. */
static GMutex shown_mutex;
static GHashTable *shown;

static guint32
get_shown (const char *id)
{
  guint32 number;

  g_mutex_lock (&shown_mutex);
  number = shown != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (shown, id)) : 0;
  g_mutex_unlock (&shown_mutex);
  return number;
}

static void
remember_shown (const char *id, guint32 number)
{
  g_mutex_lock (&shown_mutex);
  if (shown == NULL)
    shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_replace (shown, g_strdup (id), GUINT_TO_POINTER (number));
  g_mutex_unlock (&shown_mutex);
}

static GVariant *
call (GDBusConnection *bus, const char *method, GVariant *arguments, const char *reply, GError **error)
{
  return g_dbus_connection_call_sync (bus, SERVICE, OBJECT, SERVICE, method, arguments, G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, CW_BUS_PATIENCE,
                                      NULL, error);
}

/* NULL: nobody there, or nobody who answers. */
static GStrv
ask_capabilities (GDBusConnection *bus, GError **error)
{
  g_autoptr (GVariant) reply = call (bus, "GetCapabilities", NULL, "(as)", error);
  GStrv capabilities = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(^as)", &capabilities);
  return capabilities;
}

/* Some desktops read markup in the body: a name in a certificate must not become a link. */
static char *
dup_body (const CwNotice *notice, GStrv capabilities)
{
  return g_strv_contains ((const char *const *) capabilities, "body-markup") ? g_markup_escape_text (notice->body, -1) : g_strdup (notice->body);
}

/* No desktop-entry hint: with one, GNOME takes the notification away as soon as the process that sent it ends, and "certwizardctl roll" ends at
 * once. Name and icon tell where it comes from. */
static GVariant *
make_hints (CwNoticeLevel level)
{
  g_autoptr (GVariantDict) hints = g_variant_dict_new (NULL);

  g_variant_dict_insert (hints, "urgency", "y", (guint8) (level == CW_NOTICE_URGENT ? 2 : 1));
  return g_variant_dict_end (hints);
}

static gboolean
show_on_desktop (const CwNotice *notice, GError **error)
{
  g_autoptr (GDBusConnection) bus = cw_bus_open (G_BUS_TYPE_SESSION, error);
  g_auto (GStrv) capabilities = bus != NULL ? ask_capabilities (bus, error) : NULL;
  g_autofree char *body = capabilities != NULL ? dup_body (notice, capabilities) : NULL;
  g_autoptr (GVariant) reply = NULL;
  guint32 number;

  if (capabilities == NULL)
    return FALSE;
  reply = call (bus, "Notify", g_variant_new ("(susss@as@a{sv}i)", _("Certificate Wizard"), get_shown (notice->id), CW_APPLICATION_ID, notice->title, body,
                                              g_variant_new_strv (NULL, 0), make_hints (notice->level), -1), "(u)", error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(u)", &number);
  remember_shown (notice->id, number);
  return TRUE;
}

/* ---- in the system log ---- */

static int
get_priority (CwNoticeLevel level)
{
  return LOG_USER | (level == CW_NOTICE_GOOD ? LOG_NOTICE : level == CW_NOTICE_WARNING ? LOG_WARNING : LOG_ERR);
}

/* As syslog() writes it, which does not say whether it arrived, and waits where nobody reads. */
static char *
dup_line (const CwNotice *notice)
{
  static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  time_t now = (time_t) cw_clock_now ();
  struct tm when;
  char *line;

  localtime_r (&now, &when);
  line = g_strdup_printf ("<%d>%s %2d %02d:%02d:%02d certwizard[%d]: %s: %s", get_priority (notice->level), months[when.tm_mon], when.tm_mday, when.tm_hour,
                          when.tm_min, when.tm_sec, (int) getpid (), notice->title, notice->body);
  g_strdelimit (line, "\r\n", ' ');
  return line;
}

static gboolean
write_to_log (const CwNotice *notice, GError **error)
{
  const char *other = g_getenv ("CERTWIZARD_LOG_SOCKET");
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (other != NULL ? other : "/dev/log");
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autofree char *line = dup_line (notice);

  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  return g_socket_send_to (socket, address, line, strlen (line), NULL, error) >= 0;
}

gboolean
cw_notice_show (const CwNotice *notice, GError **error)
{
  g_autoptr (GError) desktop = NULL;
  g_autoptr (GError) log = NULL;

  if (show_on_desktop (notice, &desktop) || write_to_log (notice, &log))
    return TRUE;
  g_dbus_error_strip_remote_error (desktop);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("“%s” could be told nowhere: not on a desktop (%s), not in the system log (%s)."), notice->title,
               desktop->message, log->message);
  return FALSE;
}
