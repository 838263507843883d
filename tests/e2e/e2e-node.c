/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <string.h>

/* Looking at the accessible tree. GTK 4.8's cache signals are incomplete, so nothing is cached; it has no SHOWING state and keeps
 * the hidden pages of a stack in the tree, but "contains" is only true for what is mapped. */

/* libatspi has no automatic cleanup of its own here. */
static void
clear_node (gpointer node)
{
  g_clear_object ((GObject **) node);
}
#define auto_node __attribute__ ((cleanup (clear_node)))

static GPtrArray *found_nodes;

static AtspiAccessible *
keep (AtspiAccessible *node)
{
  if (found_nodes == NULL)
    found_nodes = g_ptr_array_new_with_free_func (g_object_unref);
  if (node != NULL)
    g_ptr_array_add (found_nodes, node);
  return node;
}

void
e2e_forget_nodes (void)
{
  g_clear_pointer (&found_nodes, g_ptr_array_unref);
}

/* ---- one node ---- */

static gboolean
name_fits (const char *name, const char *pattern)
{
  g_autofree char *plain = NULL;
  gsize length;

  if (pattern == NULL || g_pattern_match_simple (pattern, name))
    return TRUE;
  plain = g_strdup (name);
  for (char *from = plain, *to = plain; ; from++)
    if (*from != '_' && (*to++ = *from) == '\0')
      break;
  if (g_pattern_match_simple (pattern, plain))
    return TRUE;
  /* A button's name is its label and then what is in it: "Next Next". */
  length = strlen (plain);
  if (length % 2 == 0 || plain[length / 2] != ' ' || strncmp (plain, plain + length / 2 + 1, length / 2) != 0)
    return FALSE;
  plain[length / 2] = '\0';
  return g_pattern_match_simple (pattern, plain);
}

gboolean
e2e_is_shown (AtspiAccessible *node)
{
  auto_node AtspiComponent *component = atspi_accessible_get_component_iface (node);
  g_autofree AtspiRect *area = component != NULL ? atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;

  if (area == NULL || area->width <= 0 || area->height <= 0)
    return FALSE;
  return atspi_component_contains (component, area->x + area->width / 2, area->y + area->height / 2, ATSPI_COORD_TYPE_WINDOW, NULL);
}

gboolean
e2e_has_state (AtspiAccessible *node, AtspiStateType state)
{
  auto_node AtspiStateSet *states = atspi_accessible_get_state_set (node);

  return states != NULL && atspi_state_set_contains (states, state);
}

gboolean
e2e_is_sensitive (AtspiAccessible *node)
{
  return e2e_has_state (node, ATSPI_STATE_SENSITIVE);
}

char *
e2e_name (AtspiAccessible *node)
{
  char *name = atspi_accessible_get_name (node, NULL);

  return name != NULL ? name : g_strdup ("");
}

char *
e2e_text (AtspiAccessible *node)
{
  auto_node AtspiText *text = atspi_accessible_get_text_iface (node);

  if (text == NULL)
    return e2e_name (node);
  return atspi_text_get_text (text, 0, atspi_text_get_character_count (text, NULL), NULL);
}

static gboolean
is_wanted (AtspiAccessible *node, AtspiRole is, AtspiRole role, const char *pattern)
{
  g_autofree char *name = NULL;

  if (role != ATSPI_ROLE_INVALID && is != role)
    return FALSE;
  name = e2e_name (node);
  return name_fits (name, pattern) && e2e_is_shown (node);
}

/* Each node costs several calls to the program: what is behind the page that a stack shows is not asked at all. */
static gboolean
is_hidden_page (AtspiAccessible *node, AtspiRole role)
{
  g_autofree char *name = role == ATSPI_ROLE_PANEL ? e2e_name (node) : NULL;
  auto_node AtspiAccessible *child = NULL;

  if (name == NULL || !g_str_equal (name, "GtkStackPage"))
    return FALSE;
  child = atspi_accessible_get_child_at_index (node, 0, NULL);
  return child == NULL || !e2e_is_shown (child);
}

/* ---- the tree ---- */

/* Gives a reference. */
static AtspiAccessible *
search (AtspiAccessible *node, AtspiRole role, const char *pattern)
{
  int n = atspi_accessible_get_child_count (node, NULL);

  for (int i = 0; i < n; i++)
    {
      auto_node AtspiAccessible *child = atspi_accessible_get_child_at_index (node, i, NULL);
      AtspiAccessible *found;
      AtspiRole is;

      if (child == NULL)
        continue;
      is = atspi_accessible_get_role (child, NULL);
      if (is_wanted (child, is, role, pattern))
        return g_steal_pointer (&child);
      if (is_hidden_page (child, is))
        continue;
      found = search (child, role, pattern);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
search_all (AtspiAccessible *node, AtspiRole role, const char *pattern, GPtrArray *all)
{
  int n = atspi_accessible_get_child_count (node, NULL);

  for (int i = 0; i < n; i++)
    {
      auto_node AtspiAccessible *child = atspi_accessible_get_child_at_index (node, i, NULL);

      AtspiRole is;

      if (child == NULL)
        continue;
      is = atspi_accessible_get_role (child, NULL);
      if (is_wanted (child, is, role, pattern))
        g_ptr_array_add (all, g_object_ref (child));
      if (!is_hidden_page (child, is))
        search_all (child, role, pattern, all);
    }
}

AtspiAccessible *
e2e_find (AtspiAccessible *root, AtspiRole role, const char *name)
{
  return keep (search (root, role, name));
}

GPtrArray *
e2e_find_all (AtspiAccessible *root, AtspiRole role, const char *name)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  search_all (root, role, name, all);
  return all;
}

AtspiAccessible *
e2e_need_at (const char *where, AtspiAccessible *root, AtspiRole role, const char *name)
{
  gint64 deadline = e2e_deadline ();
  AtspiAccessible *found;

  while ((found = e2e_find (root, role, name)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *tree = e2e_dump (root);

          e2e_fail (where, "there is no %s “%s” in\n%s", atspi_role_get_name (role), name != NULL ? name : "*", tree);
        }
      e2e_turn (G_MAXINT64, where, name);
    }
  return found;
}

void
e2e_gone_at (const char *where, AtspiAccessible *root, AtspiRole role, const char *name)
{
  gint64 deadline = e2e_deadline ();

  for (;;)
    {
      auto_node AtspiAccessible *found = search (root, role, name);

      if (found == NULL)
        return;
      e2e_turn (deadline, where, name);
    }
}

/* ---- windows ---- */

AtspiAccessible *
e2e_find_toplevel (E2e *self, const char *title)
{
  int n = atspi_accessible_get_child_count (self->app, NULL);

  /* The newest comes last, and is what the user sees. */
  for (int i = n - 1; i >= 0; i--)
    {
      auto_node AtspiAccessible *child = atspi_accessible_get_child_at_index (self->app, i, NULL);
      g_autofree char *name = child != NULL ? e2e_name (child) : NULL;

      if (child != NULL && name_fits (name, title) && e2e_is_shown (child))
        return keep (g_steal_pointer (&child));
    }
  return NULL;
}

AtspiAccessible *
e2e_toplevel_at (const char *where, E2e *self, const char *title)
{
  gint64 deadline = e2e_deadline ();
  AtspiAccessible *found;

  while ((found = e2e_find_toplevel (self, title)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *tree = e2e_dump (self->app);

          e2e_fail (where, "there is no window “%s” in\n%s", title, tree);
        }
      e2e_turn (G_MAXINT64, where, title);
    }
  return found;
}

void
e2e_toplevel_gone_at (const char *where, E2e *self, const char *title)
{
  gint64 deadline = e2e_deadline ();

  while (e2e_find_toplevel (self, title) != NULL)
    e2e_turn (deadline, where, title);
}

AtspiAccessible *
e2e_main_window (E2e *self)
{
  return e2e_toplevel (self, "Certificate Wizard");
}

/* ---- for reading ---- */

/* What says nothing: boxes without a name, and pages that are not shown. */
static gboolean
is_noise (AtspiAccessible *node, AtspiRole role, const char *name)
{
  return (role == ATSPI_ROLE_PANEL || role == ATSPI_ROLE_FILLER || role == ATSPI_ROLE_SCROLL_PANE) &&
         (*name == '\0' || g_str_has_prefix (name, "Gtk") || g_str_has_prefix (name, "Adw"));
}

static void
dump (AtspiAccessible *node, int depth, GString *text)
{
  static const struct { AtspiStateType state; const char *word; } words[] = {
    { ATSPI_STATE_FOCUSED, "focused" }, { ATSPI_STATE_FOCUSABLE, "focusable" }, { ATSPI_STATE_CHECKED, "checked" },
    { ATSPI_STATE_SELECTED, "selected" }, { ATSPI_STATE_SENSITIVE, "sensitive" } };
  AtspiRole role = atspi_accessible_get_role (node, NULL);
  g_autofree char *role_name = atspi_accessible_get_role_name (node, NULL);
  g_autofree char *name = e2e_name (node);
  gboolean noise = is_noise (node, role, name);
  int n = is_hidden_page (node, role) ? 0 : atspi_accessible_get_child_count (node, NULL);

  if (!noise)
    g_string_append_printf (text, "%*s%s “%s”%s", depth * 2, "", role_name, name, e2e_is_shown (node) ? "" : " hidden");
  for (gsize i = 0; i < G_N_ELEMENTS (words) && !noise; i++)
    if (e2e_has_state (node, words[i].state))
      g_string_append_printf (text, " %s", words[i].word);
  if (!noise)
    g_string_append_c (text, '\n');
  for (int i = 0; i < n; i++)
    {
      auto_node AtspiAccessible *child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child != NULL)
        dump (child, noise ? depth : depth + 1, text);
    }
}

char *
e2e_dump (AtspiAccessible *root)
{
  GString *text = g_string_new (NULL);

  dump (root, 0, text);
  return g_string_free (text, FALSE);
}

char *
e2e_labels (AtspiAccessible *root)
{
  g_autoptr (GPtrArray) labels = e2e_find_all (root, ATSPI_ROLE_LABEL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    {
      g_autofree char *name = e2e_name (labels->pdata[i]);

      g_string_append_printf (text, "%s\n", name);
    }
  return g_string_free (text, FALSE);
}
