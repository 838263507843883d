/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-options.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-time.h"

struct _CwOptions {
  const CwOption *const *tables;
  GHashTable            *values;       /* name → GPtrArray of char* */
  GPtrArray             *arguments;
};

/* ---- suggestions ---- */

/* How many letters have to be changed, added, left out or swapped. */
static guint
get_distance (const char *a, const char *b)
{
  gsize n = strlen (a);
  gsize m = strlen (b);
  g_autofree guint *rows = g_new0 (guint, 3 * (m + 1));
  guint *before = rows;
  guint *above = rows + m + 1;
  guint *row = rows + 2 * (m + 1);

  for (gsize j = 0; j <= m; j++)
    above[j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *oldest = before;

      row[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      before = above;
      above = row;
      row = oldest;
    }
  return above[m];
}

const char *
cw_suggest (const char *word, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  guint best = (guint) MAX (1, strlen (word) / 3) + 1;
  const char *nearest = NULL;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      guint distance = get_distance (lower, words[i]);

      if (distance < best)
        {
          best = distance;
          nearest = words[i];
        }
    }
  for (gsize i = 0; nearest == NULL && strlen (lower) >= 3 && words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], lower))
      nearest = words[i];
  return nearest;
}

/* "-PrivateKeyExportable" and "--PrivateKeyExportable" → "private-key-exportable"; the vendor's abbreviations too. */
static char *
dup_translated (const char *word)
{
  GString *name = g_string_new (NULL);

  while (*word == '-')
    word++;
  for (const char *p = word; name->len < 64 && *p != '\0' && *p != '=' && *p != ':'; p++)
    {
      if (g_ascii_isupper (*p) && p > word && g_ascii_islower (p[-1]))
        g_string_append_c (name, '-');
      g_string_append_c (name, g_ascii_tolower (*p));
    }
  if (g_str_equal (name->str, "wi"))
    g_string_assign (name, "what-if");
  else if (g_str_equal (name->str, "cf"))
    g_string_assign (name, "confirm");
  return g_string_free (name, FALSE);
}

const CwOption *
cw_option_find (const CwOption *const *tables, const char *name)
{
  for (gsize i = 0; tables[i] != NULL; i++)
    for (const CwOption *option = tables[i]; option->name != NULL; option++)
      if (g_str_equal (option->name, name) || g_strcmp0 (option->alias, name) == 0)
        return option;
  return NULL;
}

static const char *
suggest_option (const CwOption *const *tables, const char *word)
{
  g_autofree char *translated = dup_translated (word);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const CwOption *exact = cw_option_find (tables, translated);

  if (exact != NULL)
    return exact->name;
  for (gsize i = 0; tables[i] != NULL; i++)
    for (const CwOption *option = tables[i]; option->name != NULL; option++)
      g_ptr_array_add (names, (char *) option->name);
  g_ptr_array_add (names, NULL);
  return cw_suggest (translated, (const char *const *) names->pdata);
}

/* ---- values ---- */

gboolean
cw_boolean_from_text (const char *text, gboolean *value)
{
  static const char *const yes[] = { "true", "yes", "1", "$true", NULL };
  static const char *const no[] = { "false", "no", "0", "$false", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  *value = g_strv_contains (yes, lower);
  return *value || g_strv_contains (no, lower);
}

gboolean
cw_option_takes_value (const CwOption *option)
{
  return option->kind != CW_OPTION_FLAG;
}

static gboolean
fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, sentence);
  return FALSE;
}

static gboolean
check_number (const CwOption *option, const char *value, GError **error)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT32, &number, NULL))
    return TRUE;
  return fail (error, _("--%s takes a number of at least 1, not “%s”."), option->name, value);
}

/* As it is written in the table, whatever its case was. */
static const char *
find_choice (const CwOption *option, const char *value)
{
  for (gsize i = 0; option->choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (option->choices[i], value) == 0)
      return option->choices[i];
  return NULL;
}

static gboolean
check_choice (const CwOption *option, const char *value, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", (char **) option->choices);
  const char *near = cw_suggest (value, option->choices);

  if (find_choice (option, value) != NULL)
    return TRUE;
  if (near != NULL)
    return fail (error, _("--%s knows no “%s”. Did you mean “%s”?"), option->name, value, near);
  return fail (error, _("--%s knows no “%s”. It takes one of: %s."), option->name, value, all);
}

static gboolean
check_time (const CwOption *option, const char *value, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 time;

  return cw_time_from_text (value, &time, &local) || fail (error, "--%s: %s", option->name, local->message);
}

static gboolean
check_value (const CwOption *option, const char *value, GError **error)
{
  gboolean boolean;

  if (option->kind == CW_OPTION_SECRET)
    {
      /* Never repeats what was given. */
      return g_str_equal (value, "-")
        || fail (error, _("A password on the command line can be read by everybody on this computer, so --%s takes only “-”, which reads "
                          "it from standard input. --%s-file FILE reads it from a file, and without either it is asked for on the terminal."),
                 option->name, option->name);
    }
  if (!g_utf8_validate (value, -1, NULL) && option->kind != CW_OPTION_FILE && option->kind != CW_OPTION_FOLDER)
    return fail (error, _("The value of --%s is not valid UTF-8."), option->name);
  switch (option->kind)
    {
    case CW_OPTION_BOOLEAN:
    case CW_OPTION_FLAG:
      return cw_boolean_from_text (value, &boolean)
        || fail (error, _("--%s takes true or false, not “%s”."), option->name, value);
    case CW_OPTION_NUMBER:
      return check_number (option, value, error);
    case CW_OPTION_CHOICE:
      return check_choice (option, value, error);
    case CW_OPTION_TIME:
      return check_time (option, value, error);
    case CW_OPTION_FILE:
    case CW_OPTION_FOLDER:
    case CW_OPTION_TYPES:
      return *value != '\0' || fail (error, _("--%s needs a value."), option->name);
    case CW_OPTION_TEXT:
    case CW_OPTION_LATER:
    case CW_OPTION_SECRET:
      break;
    }
  return TRUE;
}

static gboolean
add_value (CwOptions *self, const CwOption *option, const char *value, GError **error)
{
  GPtrArray *values = g_hash_table_lookup (self->values, option->name);

  if (!check_value (option, value, error))
    return FALSE;
  if (option->kind == CW_OPTION_CHOICE)
    value = find_choice (option, value);
  if (values != NULL && !option->many && option->kind != CW_OPTION_FLAG)
    return fail (error, _("--%s was given twice."), option->name);
  if (values == NULL)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->values, (char *) option->name, values);
    }
  g_ptr_array_add (values, g_strdup (value));
  return TRUE;
}

static gboolean
unknown_option (CwOptions *self, const char *word, GError **error)
{
  gsize length = strcspn (word, "=:");
  g_autofree char *shown = g_strndup (word, length);
  g_autofree char *valid = g_utf8_make_valid (shown, -1);
  const char *near = suggest_option (self->tables, word);

  if (near != NULL)
    return fail (error, _("There is no option “%s”. Did you mean --%s?"), valid, near);
  return fail (error, _("There is no option “%s”."), valid);
}

/* "Default, WebServicesInternal": a shell makes several words of what the vendor writes. */
static char *
dup_list (const char *const *arguments, guint *index, const char *first)
{
  GString *list = g_string_new (first);

  while (g_str_has_suffix (list->str, ",") && arguments[*index + 1] != NULL && arguments[*index + 1][0] != '-')
    g_string_append (list, arguments[++*index]);
  return g_string_free (list, FALSE);
}

/* Reads the option at *index and its value. */
static gboolean
parse_option (CwOptions *self, const char *const *arguments, guint *index, GError **error)
{
  const char *word = arguments[*index];
  gsize length = strcspn (word, "=:");
  g_autofree char *name = g_strndup (word + 2, length > 2 ? length - 2 : 0);
  const CwOption *option = word[1] == '-' ? cw_option_find (self->tables, name) : NULL;
  const char *next = arguments[*index + 1];
  g_autofree char *list = NULL;

  if (option == NULL)
    return unknown_option (self, word, error);
  if (word[length] != '\0' && option->kind == CW_OPTION_TYPES)
    return add_value (self, option, list = dup_list (arguments, index, word + length + 1), error);
  if (word[length] != '\0')
    return add_value (self, option, word + length + 1, error);
  if (!cw_option_takes_value (option))
    return add_value (self, option, "true", error);
  /* "--path --force": a value was forgotten. One that really begins with two dashes can be given as --path=--name. */
  if (next == NULL || g_str_has_prefix (next, "--"))
    return fail (error, _("--%s needs a value."), option->name);
  (*index)++;
  if (option->kind == CW_OPTION_TYPES)
    next = list = dup_list (arguments, index, next);
  return add_value (self, option, next, error);
}

CwOptions *
cw_options_parse (const CwOption *const *tables, const char *const *arguments, GError **error)
{
  g_autoptr (CwOptions) self = g_new0 (CwOptions, 1);
  gboolean only_arguments = FALSE;

  self->tables = tables;
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->arguments = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      if (!only_arguments && g_str_equal (arguments[i], "--"))
        only_arguments = TRUE;
      else if (only_arguments || arguments[i][0] != '-' || arguments[i][1] == '\0')
        g_ptr_array_add (self->arguments, g_strdup (arguments[i]));
      else if (g_str_equal (arguments[i], "-h"))
        add_value (self, cw_option_find (tables, "help"), "true", NULL);
      else if (!parse_option (self, arguments, &i, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_options_free (CwOptions *self)
{
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->arguments);
  g_free (self);
}

GPtrArray *
cw_options_get_all (CwOptions *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

const char *
cw_options_get (CwOptions *self, const char *name)
{
  GPtrArray *values = cw_options_get_all (self, name);

  return values != NULL ? g_ptr_array_index (values, values->len - 1) : NULL;
}

gboolean
cw_options_has (CwOptions *self, const char *name)
{
  const CwOption *option = cw_option_find (self->tables, name);

  if (option != NULL && !cw_option_takes_value (option))
    return cw_options_get_boolean (self, name, FALSE);
  return cw_options_get (self, name) != NULL;
}

gboolean
cw_options_get_boolean (CwOptions *self, const char *name, gboolean fallback)
{
  const char *text = cw_options_get (self, name);
  gboolean value = fallback;

  if (text != NULL)
    cw_boolean_from_text (text, &value);
  return value;
}

guint
cw_options_get_number (CwOptions *self, const char *name, guint fallback)
{
  const char *text = cw_options_get (self, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : fallback;
}

gint64
cw_options_get_time (CwOptions *self, const char *name)
{
  const char *text = cw_options_get (self, name);
  gint64 time = 0;

  if (text != NULL)
    cw_time_from_text (text, &time, NULL);
  return time;
}

const char *
cw_options_find_later (CwOptions *self)
{
  for (gsize i = 0; self->tables[i] != NULL; i++)
    for (const CwOption *option = self->tables[i]; option->name != NULL; option++)
      if (option->kind == CW_OPTION_LATER && cw_options_has (self, option->name))
        return option->name;
  return NULL;
}

guint
cw_options_get_n_arguments (CwOptions *self)
{
  return self->arguments->len;
}

const char *
cw_options_get_argument (CwOptions *self, guint index)
{
  return index < self->arguments->len ? g_ptr_array_index (self->arguments, index) : NULL;
}
