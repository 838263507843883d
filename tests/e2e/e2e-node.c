/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Looking for something in the accessible tree. GTK 4.8 has no SHOWING state and keeps the hidden pages of a stack in the tree, but
 * "contains" is only true for what is mapped. */

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

/* ---- the tree ---- */

/* A node as it was when the tree was read. */
typedef struct {
  E2eNode *node;
  AtspiRole role;
  char *name;
  GPtrArray *children;       /* of Found */
} Found;

static void
found_free (Found *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->name);
  g_free (self);
}

static Found *
found_new (E2eNode *node)
{
  Found *self = g_new0 (Found, 1);

  self->node = node;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) found_free);
  return self;
}

/* One level of the tree after the other: all its questions are on their way at once, because each alone costs two turns of the
 * scheduler. What goes away in between has no name, no role and no children. */
static Found *
read_tree (E2eNode *root)
{
  Found *tree = found_new (root);
  g_autoptr (GPtrArray) level = g_ptr_array_new ();

  g_ptr_array_add (level, tree);
  while (level->len > 0)
    {
      g_autoptr (GPtrArray) next = g_ptr_array_new ();
      guint pending = 0;

      for (guint i = 0; i < level->len; i++)
        {
          Found *found = level->pdata[i];

          e2e_ask_name (found->node, &found->name, &pending);
          e2e_ask_role (found->node, &found->role, &pending);
          e2e_ask_children (found->node, found->children, (gpointer (*) (E2eNode *)) found_new, &pending);
        }
      while (pending > 0)
        g_main_context_iteration (NULL, TRUE);
      for (guint i = 0; i < level->len; i++)
        g_ptr_array_extend (next, ((Found *) level->pdata[i])->children, NULL, NULL);
      g_clear_pointer (&level, g_ptr_array_unref);
      level = g_steal_pointer (&next);
    }
  return tree;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Found, found_free)

static void
collect (Found *tree, AtspiRole role, const char *pattern, gboolean first, GPtrArray *all)
{
  for (guint i = 0; i < tree->children->len && !(first && all->len > 0); i++)
    {
      Found *child = tree->children->pdata[i];

      if ((role == ATSPI_ROLE_INVALID || child->role == role) && child->name != NULL && name_fits (child->name, pattern) &&
          e2e_is_shown (child->node))
        g_ptr_array_add (all, child->node);
      collect (child, role, pattern, first, all);
    }
}

E2eNode *
e2e_find (E2eNode *root, AtspiRole role, const char *name)
{
  g_autoptr (Found) tree = read_tree (root);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  collect (tree, role, name, TRUE, all);
  return all->len > 0 ? all->pdata[0] : NULL;
}

GPtrArray *
e2e_find_all (E2eNode *root, AtspiRole role, const char *name)
{
  g_autoptr (Found) tree = read_tree (root);
  GPtrArray *all = g_ptr_array_new ();

  collect (tree, role, name, FALSE, all);
  return all;
}

E2eNode *
e2e_need_at (const char *where, E2eNode *root, AtspiRole role, const char *name)
{
  gint64 deadline = e2e_deadline ();
  E2eNode *found;

  while ((found = e2e_find (root, role, name)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *tree = e2e_dump (root);

          e2e_fail (where, "there is no %s “%s” in\n%s", e2e_role_name (role), name != NULL ? name : "*", tree);
        }
      e2e_turn (G_MAXINT64, where, name);
    }
  return found;
}

void
e2e_gone_at (const char *where, E2eNode *root, AtspiRole role, const char *name)
{
  gint64 deadline = e2e_deadline ();

  for (;;)
    {
      if (e2e_find (root, role, name) == NULL)
        return;
      e2e_turn (deadline, where, name);
    }
}

/* ---- windows ---- */

E2eNode *
e2e_find_toplevel (E2e *self, const char *title)
{
  g_autoptr (GPtrArray) windows = e2e_children (self->app);

  /* The newest comes last, and is what the user sees. */
  for (guint i = windows->len; i > 0; i--)
    {
      E2eNode *window = windows->pdata[i - 1];
      g_autofree char *name = e2e_name (window);

      if (name_fits (name, title) && e2e_is_shown (window))
        return window;
    }
  return NULL;
}

E2eNode *
e2e_toplevel_at (const char *where, E2e *self, const char *title)
{
  gint64 deadline = e2e_deadline ();
  E2eNode *found;

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

E2eNode *
e2e_main_window (E2e *self)
{
  /* As test-translated.c has it. */
  E2eNode *translated = e2e_find_toplevel (self, "⟦Certificate Wizard⟧");

  return translated != NULL ? translated : e2e_toplevel (self, "Certificate Wizard");
}

/* ---- for reading ---- */

/* What says nothing: boxes without a name. */
static gboolean
is_noise (Found *found)
{
  return found->name == NULL ||
         ((found->role == ATSPI_ROLE_PANEL || found->role == ATSPI_ROLE_FILLER || found->role == ATSPI_ROLE_SCROLL_PANE) &&
          (*found->name == '\0' || g_str_has_prefix (found->name, "Gtk") || g_str_has_prefix (found->name, "Adw")));
}

static void
dump (Found *found, int depth, GString *text)
{
  static const struct { AtspiStateType state; const char *word; } words[] = {
    { ATSPI_STATE_FOCUSED, "focused" }, { ATSPI_STATE_FOCUSABLE, "focusable" }, { ATSPI_STATE_CHECKED, "checked" },
    { ATSPI_STATE_SELECTED, "selected" }, { ATSPI_STATE_SENSITIVE, "sensitive" } };
  gboolean noise = is_noise (found);

  if (!noise)
    g_string_append_printf (text, "%*s%s “%s”%s", depth * 2, "", e2e_role_name (found->role), found->name, e2e_is_shown (found->node) ? "" : " hidden");
  for (gsize i = 0; i < G_N_ELEMENTS (words) && !noise; i++)
    if (e2e_has_state (found->node, words[i].state))
      g_string_append_printf (text, " %s", words[i].word);
  if (!noise)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < found->children->len; i++)
    dump (found->children->pdata[i], noise ? depth : depth + 1, text);
}

char *
e2e_dump (E2eNode *root)
{
  g_autoptr (Found) tree = read_tree (root);
  GString *text = g_string_new (NULL);

  dump (tree, 0, text);
  return g_string_free (text, FALSE);
}

char *
e2e_labels (E2eNode *root)
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
