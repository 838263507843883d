/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* The accessibility bus, spoken to directly: libatspi asks one question after the other, which makes reading a whole tree slow. */

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define COMPONENT "org.a11y.atspi.Component"
#define TEXT "org.a11y.atspi.Text"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define REGISTRY "org.a11y.atspi.Registry"
#define IN_WINDOW 1u
#define TIMEOUT_MS 20000

static GHashTable *nodes;      /* of E2eNode by "bus path" */

static GDBusConnection *
get_bus (void)
{
  static GDBusConnection *bus;
  g_autoptr (GDBusConnection) session = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *address;

  if (bus != NULL)
    return bus;
  session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL, G_VARIANT_TYPE ("(s)"),
                                        G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &address);
  bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

/* ---- nodes ---- */

static void
node_free (E2eNode *self)
{
  g_free (self->bus);
  g_free (self->path);
  g_free (self);
}

static E2eNode *
get_node (const char *bus, const char *path)
{
  g_autofree char *key = g_strconcat (bus, " ", path, NULL);
  E2eNode *node;

  if (nodes == NULL)
    nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) node_free);
  node = g_hash_table_lookup (nodes, key);
  if (node == NULL)
    {
      node = g_new0 (E2eNode, 1);
      node->bus = g_strdup (bus);
      node->path = g_strdup (path);
      g_hash_table_insert (nodes, g_steal_pointer (&key), node);
    }
  return node;
}

void
e2e_forget_nodes (void)
{
  g_clear_pointer (&nodes, g_hash_table_unref);
}

/* ---- one question, one answer ---- */

GVariant *
e2e_call (E2eNode *node, const char *interface, const char *method, GVariant *parameters, const char *type)
{
  return g_dbus_connection_call_sync (get_bus (), node->bus, node->path, interface, method, parameters, G_VARIANT_TYPE (type),
                                      G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, NULL, NULL);
}

static GVariant *
get_property (E2eNode *node, const char *interface, const char *property)
{
  g_autoptr (GVariant) answer = e2e_call (node, PROPERTIES, "Get", g_variant_new ("(ss)", interface, property), "(v)");
  GVariant *value = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  return value;
}

char *
e2e_name (E2eNode *node)
{
  g_autoptr (GVariant) name = get_property (node, ACCESSIBLE, "Name");

  return name != NULL ? g_variant_dup_string (name, NULL) : g_strdup ("");
}

AtspiRole
e2e_role (E2eNode *node)
{
  g_autoptr (GVariant) answer = e2e_call (node, ACCESSIBLE, "GetRole", NULL, "(u)");
  guint role = ATSPI_ROLE_INVALID;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &role);
  return (AtspiRole) role;
}

GPtrArray *
e2e_children (E2eNode *node)
{
  g_autoptr (GVariant) answer = e2e_call (node, ACCESSIBLE, "GetChildren", NULL, "(a(so))");
  g_autoptr (GVariantIter) iter = NULL;
  GPtrArray *children = g_ptr_array_new ();
  const char *bus, *path;

  if (answer == NULL)
    return children;
  g_variant_get (answer, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", &bus, &path))
    g_ptr_array_add (children, get_node (bus, path));
  return children;
}

gboolean
e2e_has_state (E2eNode *node, AtspiStateType state)
{
  g_autoptr (GVariant) answer = e2e_call (node, ACCESSIBLE, "GetState", NULL, "(au)");
  g_autoptr (GVariant) list = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
  gsize n = 0;
  const guint32 *words = list != NULL ? g_variant_get_fixed_array (list, &n, sizeof *words) : NULL;

  return n > (gsize) state / 32 && (words[state / 32] & (1u << (state % 32))) != 0;
}

gboolean
e2e_is_sensitive (E2eNode *node)
{
  return e2e_has_state (node, ATSPI_STATE_SENSITIVE);
}

gboolean
e2e_get_area (E2eNode *node, int *x, int *y, int *width, int *height)
{
  g_autoptr (GVariant) answer = e2e_call (node, COMPONENT, "GetExtents", g_variant_new ("(u)", IN_WINDOW), "((iiii))");

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "((iiii))", x, y, width, height);
  return *width > 0 && *height > 0;
}

gboolean
e2e_is_shown (E2eNode *node)
{
  int x, y, width, height;
  gboolean contains = FALSE;
  g_autoptr (GVariant) answer = NULL;

  if (!e2e_get_area (node, &x, &y, &width, &height))
    return FALSE;
  answer = e2e_call (node, COMPONENT, "Contains", g_variant_new ("(iiu)", x + width / 2, y + height / 2, IN_WINDOW), "(b)");
  if (answer != NULL)
    g_variant_get (answer, "(b)", &contains);
  return contains;
}

char *
e2e_text (E2eNode *node)
{
  g_autoptr (GVariant) count = get_property (node, TEXT, "CharacterCount");
  g_autoptr (GVariant) answer = NULL;
  char *text = NULL;

  if (count == NULL)
    return e2e_name (node);
  answer = e2e_call (node, TEXT, "GetText", g_variant_new ("(ii)", 0, g_variant_get_int32 (count)), "(s)");
  if (answer != NULL)
    g_variant_get (answer, "(s)", &text);
  return text != NULL ? text : g_strdup ("");
}

const char *
e2e_role_name (AtspiRole role)
{
  static const struct { AtspiRole role; const char *name; } names[] = {
    { ATSPI_ROLE_APPLICATION, "application" }, { ATSPI_ROLE_FRAME, "window" }, { ATSPI_ROLE_DIALOG, "dialog" },
    { ATSPI_ROLE_LABEL, "label" }, { ATSPI_ROLE_PUSH_BUTTON, "button" }, { ATSPI_ROLE_CHECK_BOX, "check box" },
    { ATSPI_ROLE_TEXT, "text" }, { ATSPI_ROLE_PASSWORD_TEXT, "password text" }, { ATSPI_ROLE_ENTRY, "entry" },
    { ATSPI_ROLE_LIST, "list" }, { ATSPI_ROLE_LIST_ITEM, "list item" }, { ATSPI_ROLE_MENU_ITEM, "menu item" },
    { ATSPI_ROLE_PAGE_TAB, "tab" }, { ATSPI_ROLE_PAGE_TAB_LIST, "tab list" }, { ATSPI_ROLE_TREE_TABLE, "tree table" },
    { ATSPI_ROLE_TABLE_ROW, "row" }, { ATSPI_ROLE_TABLE_CELL, "cell" }, { ATSPI_ROLE_PROGRESS_BAR, "progress bar" },
    { ATSPI_ROLE_COMBO_BOX, "combo box" }, { ATSPI_ROLE_TOGGLE_BUTTON, "toggle button" }, { ATSPI_ROLE_IMAGE, "image" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].role == role)
      return names[i].name;
  return "thing";
}

/* ---- many questions at once ---- */

typedef struct {
  guint *pending;
  gpointer to;
  gpointer (*make) (E2eNode *node);
} Question;

static GVariant *
take_answer (GObject *source, GAsyncResult *result, Question *question)
{
  --*question->pending;
  return g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
}

static void
ask (E2eNode *node, const char *interface, const char *method, GVariant *parameters, const char *type, Question question, GAsyncReadyCallback answered)
{
  ++*question.pending;
  g_dbus_connection_call (get_bus (), node->bus, node->path, interface, method, parameters, G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NONE,
                          TIMEOUT_MS, NULL, answered, g_memdup2 (&question, sizeof question));
}

static void
name_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GVariant) answer = take_answer (source, result, question);
  g_autoptr (GVariant) value = NULL;

  if (answer == NULL)
    return;
  g_variant_get (answer, "(v)", &value);
  *(char **) question->to = g_variant_dup_string (value, NULL);
}

static void
role_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GVariant) answer = take_answer (source, result, question);
  guint role;

  if (answer == NULL)
    return;
  g_variant_get (answer, "(u)", &role);
  *(AtspiRole *) question->to = (AtspiRole) role;
}

static void
children_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GVariant) answer = take_answer (source, result, question);
  g_autoptr (GVariantIter) iter = NULL;
  const char *bus, *path;

  if (answer == NULL)
    return;
  g_variant_get (answer, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", &bus, &path))
    g_ptr_array_add (question->to, question->make (get_node (bus, path)));
}

void
e2e_ask_name (E2eNode *node, char **name, guint *pending)
{
  ask (node, PROPERTIES, "Get", g_variant_new ("(ss)", ACCESSIBLE, "Name"), "(v)", (Question) { pending, name, NULL }, name_cb);
}

void
e2e_ask_role (E2eNode *node, AtspiRole *role, guint *pending)
{
  ask (node, ACCESSIBLE, "GetRole", NULL, "(u)", (Question) { pending, role, NULL }, role_cb);
}

void
e2e_ask_children (E2eNode *node, GPtrArray *children, gpointer (*make) (E2eNode *node), guint *pending)
{
  ask (node, ACCESSIBLE, "GetChildren", NULL, "(a(so))", (Question) { pending, children, make }, children_cb);
}

/* ---- programs and devices ---- */

static guint
get_pid (const char *bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (get_bus (), "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                                             "GetConnectionUnixProcessID", g_variant_new ("(s)", bus), G_VARIANT_TYPE ("(u)"),
                                                             G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, NULL, NULL);
  guint pid = 0;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &pid);
  return pid;
}

E2eNode *
e2e_find_application (guint pid)
{
  E2eNode desktop = { (char *) REGISTRY, (char *) "/org/a11y/atspi/accessible/root" };
  g_autoptr (GPtrArray) all = e2e_children (&desktop);

  for (guint i = 0; i < all->len; i++)
    {
      E2eNode *application = all->pdata[i];
      g_autoptr (GPtrArray) windows = get_pid (application->bus) == pid ? e2e_children (application) : NULL;

      if (windows != NULL && windows->len > 0)
        return application;
    }
  return NULL;
}

static void
generate (const char *method, GVariant *parameters)
{
  E2eNode devices = { (char *) REGISTRY, (char *) "/org/a11y/atspi/registry/deviceeventcontroller" };
  g_autoptr (GVariant) answer = e2e_call (&devices, "org.a11y.atspi.DeviceEventController", method, parameters, "()");

  g_assert_nonnull (answer);
}

void
e2e_device_key (guint keycode, gboolean press)
{
  generate ("GenerateKeyboardEvent", g_variant_new ("(isu)", (int) keycode, "", press ? ATSPI_KEY_PRESS : ATSPI_KEY_RELEASE));
}

void
e2e_device_mouse (int x, int y, const char *event)
{
  generate ("GenerateMouseEvent", g_variant_new ("(iis)", x, y, event));
}
