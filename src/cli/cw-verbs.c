/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-verb.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"

static const CwOption common[] = {
  { "what-if", CW_OPTION_FLAG, NULL, N_("Say what would be done, and change nothing"), "-WhatIf" },
  { "confirm", CW_OPTION_FLAG, NULL, N_("Ask before each step that changes something"), "-Confirm" },
  { "force", CW_OPTION_FLAG, NULL, N_("Answer the questions that are only warnings with yes"), "-Force" },
  { "json", CW_OPTION_FLAG, NULL, N_("Print one JSON document") },
  { "verbose", CW_OPTION_FLAG, NULL, N_("Tell more"), "-Verbose" },
  { "store", CW_OPTION_FOLDER, N_("DIR"), N_("Use the store in this folder") },
  { "system", CW_OPTION_FLAG, NULL, N_("Use the computer's store instead of the user's; root's default") },
  { "store-passphrase-file", CW_OPTION_FILE, N_("FILE"), N_("Read the passphrase of the store from the first line of a file") },
  { "help", CW_OPTION_FLAG, NULL, N_("Show the options of this verb") },
  { NULL }
};

static const CwOption reporting[] = {
  { "report", CW_OPTION_FILE, N_("FILE"), N_("Write a report: HTML, or JSON when the name ends in .json; replaces an existing file"), "-Report" },
  { NULL }
};

static const CwOption none[] = { { NULL } };

const CwVerb *const *
cw_verbs_get_all (void)
{
  static const CwVerb *const verbs[] = {
    &cw_verb_request, &cw_verb_import, &cw_verb_set, &cw_verb_remove, &cw_verb_roll, &cw_verb_get, &cw_verb_test, &cw_verb_show, &cw_verb_export, &cw_verb_delete, &cw_verb_ca, &cw_verb_practice_ca,
    &cw_verb_topology, &cw_verb_store, &cw_verb_trash,
    &cw_verb_history, &cw_verb_help, &cw_verb_version, NULL,
  };

  return verbs;
}

const CwVerb *
cw_verb_find (const CwVerb *const *verbs, const char *name)
{
  for (gsize i = 0; verbs[i] != NULL; i++)
    if (g_str_equal (verbs[i]->name, name))
      return verbs[i];
  return NULL;
}

const CwOption *
cw_verb_get_common (void)
{
  return common;
}

void
cw_verb_fill_tables (const CwVerb *verb, const CwOption *tables[4])
{
  tables[0] = verb != NULL && verb->options != NULL ? verb->options : verb != NULL && verb->get_options != NULL ? verb->get_options () : none;
  tables[1] = verb != NULL && (verb->flags & CW_VERB_REPORTS) != 0 ? reporting : none;
  tables[2] = common;
  tables[3] = NULL;
}

static void
set_unknown (const CwVerb *const *verbs, const char *family, const char *word, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *valid = g_utf8_make_valid (word, -1);
  g_autofree char *prefix = family != NULL ? g_strconcat (family, " ", NULL) : g_strdup ("");
  const char *near;

  for (gsize i = 0; verbs[i] != NULL; i++)
    g_ptr_array_add (names, (char *) verbs[i]->name);
  g_ptr_array_add (names, NULL);
  near = cw_suggest (word, (const char *const *) names->pdata);
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no verb “%s%s”. Did you mean “%s%s”?"), prefix, valid, prefix, near);
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) names->pdata);

      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no verb “%s%s” in this version. There are: %s."), prefix, valid, all);
    }
}

/* Where the next word that is no option stands; common options may take a value. */
static guint
find_word (const char *const *arguments, guint from)
{
  const CwOption *tables[] = { common, NULL };

  for (; arguments[from] != NULL; from++)
    {
      const CwOption *option;

      if (arguments[from][0] != '-')
        return from;
      option = g_str_has_prefix (arguments[from], "--") ? cw_option_find (tables, arguments[from] + 2) : NULL;
      if (option != NULL && cw_option_takes_value (option) && arguments[from + 1] != NULL)
        from++;
    }
  return G_MAXUINT;
}

static GStrv
dup_without (const char *const *arguments, guint first, guint second)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; arguments[i] != NULL; i++)
    if (i != first && i != second)
      g_strv_builder_add (builder, arguments[i]);
  return g_strv_builder_end (builder);
}

gboolean
cw_verb_resolve (const char *const *arguments, const CwVerb **verb, char **path, GStrv *rest, GError **error)
{
  guint first = find_word (arguments, 0);
  guint second = G_MAXUINT;

  *verb = first != G_MAXUINT ? cw_verb_find (cw_verbs_get_all (), arguments[first]) : NULL;
  if (first != G_MAXUINT && *verb == NULL)
    {
      set_unknown (cw_verbs_get_all (), NULL, arguments[first], error);
      return FALSE;
    }
  if (*verb != NULL)
    *path = g_strdup ((*verb)->name);
  if (*verb != NULL && (*verb)->verbs != NULL)
    second = find_word (arguments, first + 1);
  if (second != G_MAXUINT)
    {
      const CwVerb *below = cw_verb_find ((*verb)->verbs, arguments[second]);

      if (below == NULL)
        {
          set_unknown ((*verb)->verbs, (*verb)->name, arguments[second], error);
          return FALSE;
        }
      g_free (*path);
      *path = g_strdup_printf ("%s %s", (*verb)->name, below->name);
      *verb = below;
    }
  *rest = dup_without (arguments, first, second);
  return TRUE;
}
