/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-recipe.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-alt-name.h"
#include "cw-error.h"
#include "cw-key-text.h"
#include "cw-name.h"

static const char *const names[] = {
  "computer", "host", "dns-domain", "addresses", "pool", "web-internal", "web-external", "edge-internal", "access-edge", "data-edge", "av-edge",
  "domain", "domains", "meet", "dialin", "admin", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CW_N_VARIABLES + 1);

static gboolean
find_variable (const char *name, CwVariable *variable, GError **error)
{
  const char *near = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < CW_N_VARIABLES; i++)
    if (g_str_equal (names[i], name))
      {
        *variable = (CwVariable) i;
        return TRUE;
      }
  near = cw_key_text_suggest (name, names);
  shown = cw_text_to_printable (g_strdup (name));
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("There is no variable {%s}. Is {%s} meant?"), shown, near);
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) names);

      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("There is no variable {%s}. There are: %s."), shown, all);
    }
  return FALSE;
}

static gboolean
parse_variables (CwRecipe *self, const char *inside, gsize length, GError **error)
{
  g_autofree char *text = g_strndup (inside, length);
  g_auto (GStrv) parts = NULL;

  if (length > 0 && text[length - 1] == '?')
    {
      self->optional = TRUE;
      text[length - 1] = '\0';
    }
  parts = g_strsplit (text, "|", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      CwVariable variable;

      if (!find_variable (g_strstrip (parts[i]), &variable, error))
        return FALSE;
      if (self->n_variables < CW_N_VARIABLES)
        self->variables[self->n_variables++] = variable;
    }
  return self->n_variables > 0 || find_variable ("", NULL, error);
}

/* With a name in the place of the variable it has to be a name. */
static gboolean
check_whole (CwRecipe *self, GError **error)
{
  g_autofree char *sample = g_strconcat (self->before, self->n_variables > 0 ? "a.example.org" : "", self->after, NULL);
  g_autoptr (CwAltName) name = cw_alt_name_parse (sample, error);

  return name != NULL;
}

CwRecipe *
cw_recipe_parse (const char *text, GError **error)
{
  g_autoptr (CwRecipe) self = g_new0 (CwRecipe, 1);
  const char *open = strchr (text, '{');
  const char *close = open != NULL ? strchr (open, '}') : NULL;

  if ((open != NULL) != (close != NULL) || (open == NULL && strchr (text, '}') != NULL)
      || (close != NULL && strpbrk (close + 1, "{}") != NULL))
    {
      g_autofree char *shown = cw_text_to_printable (g_strdup (text));

      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("“%s” has braces that do not belong together: one variable in braces is allowed in a name."), shown);
      return NULL;
    }
  self->before = open != NULL ? g_strndup (text, (gsize) (open - text)) : g_strdup (text);
  self->after = g_strdup (close != NULL ? close + 1 : "");
  if (open != NULL && !parse_variables (self, open + 1, (gsize) (close - open - 1), error))
    return NULL;
  return check_whole (self, error) ? g_steal_pointer (&self) : NULL;
}

void
cw_recipe_free (CwRecipe *self)
{
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

const char *
cw_variable_get_name (CwVariable variable)
{
  return names[variable];
}
