/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"
#include "cw-notice.h"
#include "notice-log.h"

/* Notices to a desktop, which is a receiver of the protocol in a thread of this program on the bus of the session; and to a system log, which is a
 * socket of this program. */

#define INTERFACE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"

static const char introspection[] =
  "<node><interface name='" INTERFACE "'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "</interface></node>";

/* ---- the desktop ---- */

typedef struct {
  GMainContext *context;
  GMainLoop    *loop;
  GThread      *thread;
  GMutex        mutex;
  GCond         cond;
  gboolean      ready;
  gboolean      markup;
  gboolean      silent;       /* takes a call, and never answers */
  guint32       number;
  GVariant     *last;         /* the arguments of the last Notify */
} Desktop;

static void
called_cb (GDBusConnection *bus, const char *sender, const char *object, const char *interface, const char *method, GVariant *arguments,
           GDBusMethodInvocation *invocation, gpointer data)
{
  Desktop *self = data;
  const char *with[] = { "body", "body-markup", NULL };
  const char *without[] = { "body", NULL };

  if (self->silent)
    {
      g_object_unref (invocation);
      return;
    }
  if (g_str_equal (method, "GetCapabilities"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", self->markup ? with : without));
      return;
    }
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->last, g_variant_unref);
  self->last = g_variant_ref (arguments);
  g_mutex_unlock (&self->mutex);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", self->number));
}

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  Desktop *self = data;

  g_mutex_lock (&self->mutex);
  self->ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gpointer
live (gpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  Desktop *self = data;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  guint owner;
  guint object;

  g_main_context_push_thread_default (self->context);
  bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  object = g_dbus_connection_register_object (bus, OBJECT, node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  owner = g_bus_own_name_on_connection (bus, INTERFACE, G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL, self, NULL);
  g_main_loop_run (self->loop);
  g_bus_unown_name (owner);
  g_dbus_connection_unregister_object (bus, object);
  g_dbus_connection_close_sync (bus, NULL, NULL);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static Desktop *
desktop_new (void)
{
  Desktop *self = g_new0 (Desktop, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->number = 41;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("desktop", live, self);
  g_mutex_lock (&self->mutex);
  while (!self->ready)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return self;
}

static void
desktop_free (Desktop *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_clear_pointer (&self->last, g_variant_unref);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desktop, desktop_free)

/* ---- on a desktop ---- */

static const CwNotice issued = { "request-issued-5", CW_NOTICE_GOOD, "www.example.org was issued", "Assign it to <b>nginx</b> & Postfix." };
static const CwNotice failed = { "roll-failed-nginx", CW_NOTICE_URGENT, "nginx keeps its old certificate", "The port 443\nserves something else." };

static void
assert_notified (Desktop *desktop, const CwNotice *notice, guint32 replaces, const char *body, guint urgency)
{
  const char *name, *icon, *title, *text;
  guint32 number;
  g_autoptr (GVariant) hints = NULL;
  guint8 given;

  g_assert_nonnull (desktop->last);
  g_variant_get (desktop->last, "(&su&s&s&s@as@a{sv}i)", &name, &number, &icon, &title, &text, NULL, &hints, NULL);
  g_assert_cmpstr (name, ==, "Certificate Wizard");
  g_assert_cmpuint (number, ==, replaces);
  g_assert_cmpstr (icon, ==, "org.certwizard.CertificateWizard");
  g_assert_cmpstr (title, ==, notice->title);
  g_assert_cmpstr (text, ==, body);
  g_assert_true (g_variant_lookup (hints, "urgency", "y", &given));
  g_assert_cmpuint (given, ==, urgency);
  /* GNOME would take it away at the end of a process that says what application it is. */
  g_assert_false (g_variant_lookup (hints, "desktop-entry", "&s", &name));
}

static void
show (const CwNotice *notice)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_notice_show (notice, &error));
  g_assert_no_error (error);
}

static void
test_desktop (void)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autoptr (Desktop) desktop = desktop_new ();

  show (&issued);
  assert_notified (desktop, &issued, 0, issued.body, 1);
  desktop->number = 42;
  show (&failed);
  assert_notified (desktop, &failed, 0, failed.body, 2);
  /* The same once more takes the place of the first one, and is not the second. */
  show (&issued);
  assert_notified (desktop, &issued, 41, issued.body, 1);
  g_assert_null (notice_log_read (log));
}

static void
test_markup (void)
{
  g_autoptr (Desktop) desktop = desktop_new ();
  const CwNotice notice = { "markup", CW_NOTICE_WARNING, "A <b>title</b>", "<a href=\"http://evil.example\">&</a>" };

  desktop->markup = TRUE;
  show (&notice);
  assert_notified (desktop, &notice, 0, "&lt;a href=&quot;http://evil.example&quot;&gt;&amp;&lt;/a&gt;", 1);
}

/* ---- elsewhere ---- */

static void
assert_logged (NoticeLog *log, const CwNotice *notice, const char *priority, const char *body)
{
  g_autofree char *line = notice_log_read (log);
  g_autofree char *tail = g_strdup_printf ("]: %s: %s", notice->title, body);

  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, priority));
  g_assert_true (g_str_has_suffix (line, tail));
  g_assert_nonnull (strstr (line, " certwizard["));
  g_assert_null (strchr (line, '\n'));
}

static void
test_no_service (void)
{
  g_autoptr (NoticeLog) log = notice_log_new ();

  show (&issued);
  assert_logged (log, &issued, "<13>", issued.body);
}

static void
test_silent_service (void)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autoptr (Desktop) desktop = desktop_new ();
  gint64 begin = g_get_monotonic_time ();

  desktop->silent = TRUE;
  show (&failed);
  assert_logged (log, &failed, "<11>", "The port 443 serves something else.");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 60 * G_USEC_PER_SEC);
}

static void
test_no_bus (void)
{
  g_autoptr (NoticeLog) log = notice_log_new ();

  show (&issued);
  assert_logged (log, &issued, "<13>", issued.body);
}

/* A socket on which nobody ever answers. */
static void
test_dead_bus (void)
{
  g_autoptr (NoticeLog) log = notice_log_new ();
  g_autofree char *path = g_build_filename (log->folder, "bus", NULL);
  g_autofree char *address = g_strconcat ("unix:path=", path, NULL);
  g_autofree char *before = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autoptr (GSocketAddress) socket_address = g_unix_socket_address_new (path);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, socket_address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  show (&failed);
  assert_logged (log, &failed, "<11>", "The port 443 serves something else.");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", before, TRUE);
  g_remove (path);
}

static void
test_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("CERTWIZARD_LOG_SOCKET", "/nonexistent/log", TRUE);
  g_assert_false (cw_notice_show (&issued, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, issued.title));
  g_unsetenv ("CERTWIZARD_LOG_SOCKET");
}

int
main (int argc, char **argv)
{
  gboolean session = argc > 1 && g_str_equal (argv[1], "session");

  g_test_init (&argc, &argv, NULL);
  if (session)
    {
      g_test_add_func ("/notice/no-service", test_no_service);
      g_test_add_func ("/notice/desktop", test_desktop);
      g_test_add_func ("/notice/markup", test_markup);
      g_test_add_func ("/notice/silent-service", test_silent_service);
    }
  else
    {
      g_test_add_func ("/notice/no-bus", test_no_bus);
      g_test_add_func ("/notice/dead-bus", test_dead_bus);
      g_test_add_func ("/notice/nowhere", test_nowhere);
    }
  return g_test_run ();
}
