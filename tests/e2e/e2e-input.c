/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <string.h>

/* Doing what a user does. Buttons, switches and entries by their accessible interfaces; what has none in GTK 4.8 with the mouse
 * and the keyboard. There is no window manager: every window is at 0,0, so that coordinates in a window are those of the screen. */

#define ACTION "org.a11y.atspi.Action"

/* Which action of the node has this name, or -1; any for NULL. (GetActions answers wrongly in GTK 4.8.) */
static int
find_action (E2eNode *node, const char *action)
{
  for (int i = 0; ; i++)
    {
      g_autoptr (GVariant) answer = e2e_call (node, ACTION, "GetName", g_variant_new ("(i)", i), "(s)");
      const char *name;

      if (answer == NULL)
        return -1;
      g_variant_get (answer, "(&s)", &name);
      if (action == NULL || g_str_equal (name, action))
        return i;
    }
}

gboolean
e2e_try_act (E2eNode *node, const char *action)
{
  int position = find_action (node, action);
  g_autoptr (GVariant) answer = position >= 0 ? e2e_call (node, ACTION, "DoAction", g_variant_new ("(i)", position), "(b)") : NULL;
  gboolean done = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &done);
  return done;
}

void
e2e_act_at (const char *where, E2eNode *node, const char *action)
{
  g_autofree char *name = e2e_name (node);

  if (!e2e_try_act (node, action))
    e2e_fail (where, "“%s” does not do “%s”", name, action);
}

/* The part of a compound button that can be clicked: a menu button has it inside. */
static E2eNode *
find_clickable (E2eNode *node)
{
  if (find_action (node, NULL) >= 0)
    return node;
  return e2e_find (node, ATSPI_ROLE_PUSH_BUTTON, NULL);
}

void
e2e_click_at (const char *where, E2eNode *root, const char *name)
{
  gint64 deadline = e2e_deadline ();
  E2eNode *button = e2e_need_at (where, root, ATSPI_ROLE_PUSH_BUTTON, name);
  E2eNode *inner = find_clickable (button);

  while (!e2e_is_sensitive (button))
    e2e_turn (deadline, where, "the button to become sensitive");
  if (inner == NULL)
    e2e_fail (where, "the button “%s” cannot be clicked", name);
  e2e_act_at (where, inner, "click");
}

static gboolean
set_text (E2eNode *entry, const char *text)
{
  g_autoptr (GVariant) answer = e2e_call (entry, "org.a11y.atspi.EditableText", "SetTextContents", g_variant_new ("(s)", text), "(b)");
  gboolean done = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &done);
  return done;
}

static E2eNode *
find_entry (E2eNode *root, const char *name)
{
  E2eNode *entry = e2e_find (root, ATSPI_ROLE_TEXT, name);

  if (entry == NULL)
    entry = e2e_find (root, ATSPI_ROLE_PASSWORD_TEXT, name);
  return entry != NULL ? entry : e2e_find (root, ATSPI_ROLE_ENTRY, name);
}

void
e2e_enter_at (const char *where, E2eNode *root, const char *name, const char *text)
{
  gint64 deadline = e2e_deadline ();
  E2eNode *entry;

  while ((entry = find_entry (root, name)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *tree = e2e_dump (root);

          e2e_fail (where, "there is no entry “%s” in\n%s", name, tree);
        }
      e2e_turn (G_MAXINT64, where, name);
    }
  if (!set_text (entry, text))
    e2e_fail (where, "nothing can be entered into “%s”", name);
}

void
e2e_toggle_at (const char *where, E2eNode *root, const char *name)
{
  E2eNode *box = e2e_need_at (where, root, ATSPI_ROLE_CHECK_BOX, name);
  gboolean before = e2e_has_state (box, ATSPI_STATE_CHECKED);

  if (find_action (box, "toggle") >= 0)
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

/* ---- mouse and keyboard ---- */

static void
click_with (E2eNode *node, const char *button)
{
  int x, y, width, height;

  e2e_until (e2e_is_shown (node));
  g_assert_true (e2e_get_area (node, &x, &y, &width, &height));
  e2e_device_mouse (x + width / 2, y + height / 2, "abs");
  e2e_device_mouse (x + width / 2, y + height / 2, button);
}

void
e2e_point (E2eNode *node)
{
  click_with (node, "b1c");
}

void
e2e_point_right (E2eNode *node)
{
  click_with (node, "b3c");
}

/* At an end of the list there is nothing to turn further: then it is enough that the node is in the window. */
void
e2e_scroll_to_at (const char *where, E2eNode *window, E2eNode *node)
{
  gint64 deadline = e2e_deadline ();
  gint64 again = 0;
  int left, top, width, height, x, y, w, h;
  int before = G_MININT;

  g_assert_true (e2e_get_area (window, &left, &top, &width, &height));
  for (;;)
    {
      gboolean above, below;

      g_assert_true (e2e_get_area (node, &x, &y, &w, &h));
      above = y < top + height / 5;
      below = y + h > top + height - height / 5;
      if (!above && !below)
        return;
      if (g_get_monotonic_time () > again)
        {
          if (y == before && y >= top && y + h <= top + height)
            return;
          before = y;
          e2e_device_mouse (left + width / 2, top + height / 2, "abs");
          e2e_device_mouse (left + width / 2, top + height / 2, below ? "b5c" : "b4c");
          again = g_get_monotonic_time () + 200 * 1000;
        }
      e2e_turn (deadline, where, "what is looked for to come in sight");
    }
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
      e2e_device_key (codes[i], TRUE);
    }
  for (guint i = n; i > 0; i--)
    e2e_device_key (codes[i - 1], FALSE);
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
        e2e_device_key (shift_code, TRUE);
      e2e_device_key (code, TRUE);
      e2e_device_key (code, FALSE);
      if (shift)
        e2e_device_key (shift_code, FALSE);
    }
}

/* ---- file choosers ---- */

void
e2e_open_file (E2e *self, const char *title, const char *path)
{
  E2eNode *chooser = e2e_toplevel (self, title);
  E2eNode *entry = NULL;
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
  g_assert_true (set_text (entry, path));
  e2e_click (chooser, "Open");
  e2e_toplevel_gone (self, title);
}

void
e2e_save_file (E2e *self, const char *title, const char *path)
{
  E2eNode *chooser = e2e_toplevel (self, title);

  e2e_enter (chooser, "Name:", path);
  e2e_click (chooser, "Save");
  e2e_toplevel_gone (self, title);
}
