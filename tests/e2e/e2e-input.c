/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <string.h>

/* Doing what a user does. Buttons, switches and entries by their accessible interfaces; what has none in GTK 4.8 with the mouse
 * and the keyboard. There is no window manager: every window is at 0,0, so that coordinates in a window are those of the screen. */

static void
clear_object (gpointer object)
{
  g_clear_object ((GObject **) object);
}
#define auto_node __attribute__ ((cleanup (clear_object)))

void
e2e_act_at (const char *where, AtspiAccessible *node, const char *action)
{
  auto_node AtspiAction *actions = atspi_accessible_get_action_iface (node);
  int n = actions != NULL ? atspi_action_get_n_actions (actions, NULL) : 0;
  g_autofree char *name = e2e_name (node);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *found = atspi_action_get_action_name (actions, i, NULL);

      if (g_strcmp0 (found, action) != 0)
        continue;
      if (!atspi_action_do_action (actions, i, NULL))
        e2e_fail (where, "“%s” refuses the action “%s”", name, action);
      return;
    }
  e2e_fail (where, "“%s” has no action “%s”", name, action);
}

/* The part of a compound button that can be clicked: a menu button has it inside. */
static AtspiAccessible *
find_clickable (AtspiAccessible *node)
{
  auto_node AtspiAction *actions = atspi_accessible_get_action_iface (node);

  if (actions != NULL && atspi_action_get_n_actions (actions, NULL) > 0)
    return node;
  return e2e_find (node, ATSPI_ROLE_PUSH_BUTTON, NULL);
}

void
e2e_click_at (const char *where, AtspiAccessible *root, const char *name)
{
  gint64 deadline = e2e_deadline ();
  AtspiAccessible *button = e2e_need_at (where, root, ATSPI_ROLE_PUSH_BUTTON, name);
  AtspiAccessible *inner = find_clickable (button);

  while (!e2e_is_sensitive (button))
    e2e_turn (deadline, where, "the button to become sensitive");
  if (inner == NULL)
    e2e_fail (where, "the button “%s” cannot be clicked", name);
  e2e_act_at (where, inner, "click");
}

static AtspiAccessible *
find_entry (AtspiAccessible *root, const char *name)
{
  AtspiAccessible *entry = e2e_find (root, ATSPI_ROLE_TEXT, name);

  if (entry == NULL)
    entry = e2e_find (root, ATSPI_ROLE_PASSWORD_TEXT, name);
  return entry != NULL ? entry : e2e_find (root, ATSPI_ROLE_ENTRY, name);
}

void
e2e_enter_at (const char *where, AtspiAccessible *root, const char *name, const char *text)
{
  gint64 deadline = e2e_deadline ();
  AtspiAccessible *entry;
  auto_node AtspiEditableText *editable = NULL;

  while ((entry = find_entry (root, name)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *tree = e2e_dump (root);

          e2e_fail (where, "there is no entry “%s” in\n%s", name, tree);
        }
      e2e_turn (G_MAXINT64, where, name);
    }
  editable = atspi_accessible_get_editable_text_iface (entry);
  if (editable == NULL || !atspi_editable_text_set_text_contents (editable, text, NULL))
    e2e_fail (where, "nothing can be entered into “%s”", name);
}

void
e2e_toggle_at (const char *where, AtspiAccessible *root, const char *name)
{
  AtspiAccessible *box = e2e_need_at (where, root, ATSPI_ROLE_CHECK_BOX, name);
  auto_node AtspiAction *actions = atspi_accessible_get_action_iface (box);
  gboolean before = e2e_has_state (box, ATSPI_STATE_CHECKED);

  if (actions != NULL && atspi_action_get_n_actions (actions, NULL) > 0)
    e2e_act_at (where, box, "toggle");
  else
    e2e_point (box);
  e2e_until (e2e_has_state (box, ATSPI_STATE_CHECKED) != before);
}

void
e2e_choose_menu_at (const char *where, E2e *self, const char *button, const char *item)
{
  e2e_click_at (where, self->app, button);
  e2e_act_at (where, e2e_need_at (where, self->app, ATSPI_ROLE_MENU_ITEM, item), "click");
}

void
e2e_select_row (AtspiAccessible *list, int row)
{
  auto_node AtspiSelection *selection = atspi_accessible_get_selection_iface (list);

  g_assert_nonnull (selection);
  g_assert_true (atspi_selection_select_child (selection, row, NULL));
}

/* ---- mouse and keyboard ---- */

static void
click_with (AtspiAccessible *node, const char *button)
{
  auto_node AtspiComponent *component = atspi_accessible_get_component_iface (node);
  g_autofree AtspiRect *area = NULL;
  int x, y;

  e2e_until (e2e_is_shown (node));
  area = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);
  x = area->x + area->width / 2;
  y = area->y + area->height / 2;
  g_assert_true (atspi_generate_mouse_event (x, y, "abs", NULL));
  g_assert_true (atspi_generate_mouse_event (x, y, button, NULL));
}

void
e2e_point (AtspiAccessible *node)
{
  click_with (node, "b1c");
}

void
e2e_point_right (AtspiAccessible *node)
{
  click_with (node, "b3c");
}

static void
send (guint keycode, AtspiKeySynthType kind)
{
  g_assert_true (atspi_generate_keyboard_event (keycode, NULL, kind, NULL));
}

void
e2e_key (const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, "+", -1);
  guint n = g_strv_length (parts);
  guint codes[8] = { 0 };

  g_assert_cmpuint (n, <, G_N_ELEMENTS (codes));
  e2e_screen_focus ();
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *left = g_strconcat (parts[i], "_L", NULL);
      gboolean shift = FALSE;

      codes[i] = e2e_screen_keycode (e2e_screen_keysym (i + 1 < n ? left : parts[i]), &shift);
      send (codes[i], ATSPI_KEY_PRESS);
    }
  for (guint i = n; i > 0; i--)
    send (codes[i - 1], ATSPI_KEY_RELEASE);
}

void
e2e_type_keys (const char *ascii)
{
  guint shift_code = e2e_screen_keycode (e2e_screen_keysym ("Shift_L"), &(gboolean) { FALSE });

  e2e_screen_focus ();
  for (; *ascii != '\0'; ascii++)
    {
      gboolean shift = FALSE;
      guint code = e2e_screen_keycode ((guint) *ascii, &shift);

      if (shift)
        send (shift_code, ATSPI_KEY_PRESS);
      send (code, ATSPI_KEY_PRESS);
      send (code, ATSPI_KEY_RELEASE);
      if (shift)
        send (shift_code, ATSPI_KEY_RELEASE);
    }
}

/* ---- file choosers ---- */

void
e2e_open_file (E2e *self, const char *title, const char *path)
{
  AtspiAccessible *chooser = e2e_toplevel (self, title);
  AtspiAccessible *entry = NULL;
  auto_node AtspiEditableText *editable = NULL;
  gint64 deadline = e2e_deadline ();
  gint64 again = 0;

  /* The chooser does not take the key before it has loaded its first folder. */
  while ((entry = e2e_find (chooser, ATSPI_ROLE_TEXT, "GtkFileChooserEntry")) == NULL)
    {
      if (g_get_monotonic_time () > again)
        {
          e2e_key ("Control+l");
          again = g_get_monotonic_time () + 300 * 1000;
        }
      e2e_turn (deadline, G_STRLOC, "the location of the file chooser");
    }
  editable = atspi_accessible_get_editable_text_iface (entry);
  g_assert_true (atspi_editable_text_set_text_contents (editable, path, NULL));
  e2e_click (chooser, "Open");
  e2e_toplevel_gone (self, title);
}

void
e2e_save_file (E2e *self, const char *title, const char *path)
{
  AtspiAccessible *chooser = e2e_toplevel (self, title);

  e2e_enter (chooser, "Name:", path);
  e2e_click (chooser, "Save");
  e2e_toplevel_gone (self, title);
}
