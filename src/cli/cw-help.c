/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-console.h"
#include "cw-verb.h"

#define TEXT_WIDTH 100

/* Breaks at blanks; every line but the first is indented. */
static void
append_wrapped (GString *text, const char *sentence, guint indent, guint column)
{
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint width = cw_text_get_width (words[i]);

      if (i > 0 && column + 1 + width > TEXT_WIDTH)
        {
          g_string_append_printf (text, "\n%*s", (int) indent, "");
          column = indent;
        }
      else if (i > 0)
        {
          g_string_append_c (text, ' ');
          column++;
        }
      g_string_append (text, words[i]);
      column += width;
    }
  g_string_append_c (text, '\n');
}

static void
append_entry (GString *text, const char *name, const char *sentence, guint width)
{
  guint padding = width - MIN (width, cw_text_get_width (name));

  g_string_append_printf (text, "  %s%*s  ", name, (int) padding, "");
  append_wrapped (text, sentence, width + 4, width + 4);
}

static char *
dup_option_name (const CwOption *option)
{
  g_autofree char *choices = option->choices != NULL ? g_strjoinv ("|", (char **) option->choices) : NULL;

  switch (option->kind)
    {
    case CW_OPTION_FLAG:
      return g_strdup_printf ("--%s", option->name);
    case CW_OPTION_SECRET:
      return g_strdup_printf ("--%s -", option->name);
    case CW_OPTION_BOOLEAN:
      return g_strdup_printf ("--%s true|false", option->name);
    case CW_OPTION_CHOICE:
      if (strlen (choices) < 24)
        return g_strdup_printf ("--%s %s", option->name, choices);
      break;
    case CW_OPTION_TEXT:
    case CW_OPTION_NUMBER:
    case CW_OPTION_FILE:
    case CW_OPTION_FOLDER:
    case CW_OPTION_TYPES:
    case CW_OPTION_TIME:
    case CW_OPTION_LATER:
      break;
    }
  return g_strdup_printf ("--%s %s", option->name, option->value != NULL ? _(option->value) : _("VALUE"));
}

/* Some are sentences, from tables that a window shows too; here all of them are phrases. */
static char *
dup_phrase (const char *text)
{
  gsize length = strlen (text);

  return g_strndup (text, length > 0 && text[length - 1] == '.' ? length - 1 : length);
}

static char *
dup_option_help (const CwOption *option)
{
  g_autofree char *phrase = dup_phrase (_(option->help));
  g_autofree char *choices = option->choices != NULL ? g_strjoinv (", ", (char **) option->choices) : NULL;
  g_autofree char *help = choices != NULL && strlen (choices) >= 24 ? g_strdup_printf ("%s: %s", phrase, choices)
                                                                    : g_strdup (phrase);

  return option->vendor != NULL ? g_strdup_printf ("%s (%s)", help, option->vendor) : g_steal_pointer (&help);
}

static guint
measure (const CwOption *const *tables)
{
  guint width = 0;

  for (gsize i = 0; tables[i] != NULL; i++)
    for (const CwOption *option = tables[i]; option->name != NULL; option++)
      {
        g_autofree char *name = dup_option_name (option);

        width = MAX (width, cw_text_get_width (name));
      }
  return width;
}

static void
append_options (GString *text, const char *title, const CwOption *table, guint width)
{
  if (table->name == NULL)
    return;
  g_string_append_printf (text, "\n%s\n", title);
  for (const CwOption *option = table; option->name != NULL; option++)
    {
      g_autofree char *name = dup_option_name (option);
      g_autofree char *help = dup_option_help (option);

      append_entry (text, name, help, width);
    }
}

static void
append_verbs (GString *text, const CwVerb *const *verbs)
{
  guint width = 0;

  for (gsize i = 0; verbs[i] != NULL; i++)
    width = MAX (width, cw_text_get_width (verbs[i]->name));
  for (gsize i = 0; verbs[i] != NULL; i++)
    append_entry (text, verbs[i]->name, _(verbs[i]->summary), width);
}

char *
cw_help_dup_program (void)
{
  GString *text = g_string_new (NULL);
  const CwOption *tables[] = { cw_verb_get_common (), NULL };

  g_string_append_printf (text, "%s\n\n%s\n\n%s\n", _("Usage: certwizardctl VERB [OPTION…] [ARGUMENT…]"),
                          _("Requests, imports, assigns, tests, lists and exports certificates: what the window of Certificate Wizard does."), _("Verbs:"));
  append_verbs (text, cw_verbs_get_all ());
  append_options (text, _("Options of every verb:"), cw_verb_get_common (), measure (tables));
  g_string_append_printf (text, "\n%s\n", _("“certwizardctl VERB --help” shows the options of a verb, “certwizardctl help exit-codes” the exit codes."));
  return g_string_free (text, FALSE);
}

char *
cw_help_dup_verb (const CwVerb *verb, const char *path)
{
  GString *text = g_string_new (NULL);
  const CwOption *tables[4];
  guint width;

  cw_verb_fill_tables (verb, tables);
  width = measure (tables);
  if (verb->verbs != NULL)
    g_string_append_printf (text, _("Usage: certwizardctl %s VERB [OPTION…]\n"), path);
  else if (verb->arguments != NULL)
    g_string_append_printf (text, _("Usage: certwizardctl %s [OPTION…] %s\n"), path, _(verb->arguments));
  else
    g_string_append_printf (text, _("Usage: certwizardctl %s [OPTION…]\n"), path);
  g_string_append_printf (text, "\n%s.\n", _(verb->summary));
  if (verb->description != NULL)
    {
      g_string_append_c (text, '\n');
      append_wrapped (text, _(verb->description), 0, 0);
    }
  if (verb->verbs != NULL)
    {
      g_string_append_printf (text, "\n%s\n", _("Verbs:"));
      append_verbs (text, verb->verbs);
    }
  append_options (text, _("Options:"), tables[0], width);
  append_options (text, _("Report:"), tables[1], width);
  append_options (text, _("Options of every verb:"), tables[2], width);
  return g_string_free (text, FALSE);
}

char *
cw_help_dup_exit_codes (void)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n", _("Exit codes:"));
  for (int i = 0; i < CW_N_EXITS; i++)
    {
      g_string_append_printf (text, "  %2d  %-14s  ", i, cw_exit_get_nick ((CwExit) i));
      append_wrapped (text, cw_exit_get_description ((CwExit) i), 22, 22);
    }
  return g_string_free (text, FALSE);
}

/* ---- completion ---- */

/* The usages of this computer; behind a comma the ones before it are kept. */
static void
append_usages (GString *text, const char *current)
{
  g_autoptr (CwUsageCatalogue) usages = cw_usage_catalogue_new (NULL);
  const char *comma = strrchr (current, ',');
  int kept = comma != NULL ? (int) (comma + 1 - current) : 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (usages)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (usages), i);

      g_string_append_printf (text, "%.*s%s\n", kept, current, cw_usage_get_id (usage));
    }
}

static void
append_values (GString *text, const CwOption *option, const char *current)
{
  if (option->kind == CW_OPTION_TYPES)
    append_usages (text, current);
  else if (option->kind == CW_OPTION_FILE)
    g_string_append (text, "<file>\n");
  else if (option->kind == CW_OPTION_FOLDER)
    g_string_append (text, "<folder>\n");
  else if (option->kind == CW_OPTION_SECRET)
    g_string_append (text, "-\n");
  else if (option->kind == CW_OPTION_BOOLEAN)
    g_string_append (text, "true\nfalse\n");
  for (gsize i = 0; option->choices != NULL && option->choices[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", option->choices[i]);
}

static void
append_names (GString *text, const CwVerb *const *verbs)
{
  for (gsize i = 0; verbs[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", verbs[i]->name);
}

static void
append_option_names (GString *text, const CwOption *const *tables)
{
  for (gsize i = 0; tables[i] != NULL; i++)
    for (const CwOption *option = tables[i]; option->name != NULL; option++)
      if (option->kind != CW_OPTION_LATER)
        g_string_append_printf (text, "--%s\n", option->name);
}

char *
cw_help_dup_completion (const char *const *words)
{
  GString *text = g_string_new (NULL);
  guint n = g_strv_length ((char **) words);
  const char *current = n > 0 ? words[n - 1] : "";
  const char *previous = n > 1 ? words[n - 2] : "";
  g_autofree char **before = g_new0 (char *, MAX (n, 1));
  g_autofree char *path = NULL;
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  const CwVerb *verb = NULL;
  const CwOption *tables[4];
  const CwOption *option;

  for (guint i = 0; i + 1 < n; i++)
    before[i] = (char *) words[i];
  if (!cw_verb_resolve ((const char *const *) before, &verb, &path, &rest, &error))
    return g_string_free (text, FALSE);
  cw_verb_fill_tables (verb, tables);
  option = g_str_has_prefix (previous, "--") ? cw_option_find (tables, previous + 2) : NULL;
  if (option != NULL && cw_option_takes_value (option))
    append_values (text, option, current);
  else if (*current == '-')
    append_option_names (text, tables);
  else if (verb == NULL)
    append_names (text, cw_verbs_get_all ());
  else if (verb->verbs != NULL)
    append_names (text, verb->verbs);
  else if (verb == &cw_verb_help)
    {
      append_names (text, cw_verbs_get_all ());
      g_string_append (text, "exit-codes\n");
    }
  else if (verb->arguments != NULL && strstr (verb->arguments, "FILE") != NULL)
    g_string_append (text, "<file>\n");
  return g_string_free (text, FALSE);
}
