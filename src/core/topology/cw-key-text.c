/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-key-text.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"

struct _CwKeyText {
  GKeyFile   *file;
  GHashTable *lines;       /* "group" and "group\nkey" → line, from 1 */
  GPtrArray  *problems;    /* or NULL */
  char       *path;
  guint       n_bad_lines;
};

/* ---- problems ---- */

static void
add_problem (CwKeyText *self, CwSeverity severity, guint line, const char *sentence)
{
  g_autofree char *field = g_strdup_printf ("%s:%u", self->path, MAX (line, 1));

  if (self->problems != NULL)
    g_ptr_array_add (self->problems, cw_problem_new (severity, field, "%s", sentence));
}

static guint
get_line (CwKeyText *self, const char *group, const char *key)
{
  g_autofree char *place = key != NULL ? g_strconcat (group, "\n", key, NULL) : g_strdup (group);
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, place));

  return line == 0 && key != NULL ? get_line (self, group, NULL) : line;
}

void
cw_key_text_complain (CwKeyText *self, CwSeverity severity, const char *group, const char *key, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_problem (self, severity, get_line (self, group, key), sentence);
}

/* ---- lines ---- */

static gboolean
is_key_name (const char *name)
{
  gsize length = strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

  /* Title[de]=… */
  return length > 0 && (name[length] == '\0' || (name[length] == '[' && g_str_has_suffix (name, "]") && strcspn (name + length + 1, "[]=") + length + 2 == strlen (name)));
}

static gboolean
is_group_name (const char *name)
{
  if (*name == '\0')
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '[' || *p == ']' || g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static void
note (CwKeyText *self, const char *place, guint line, const char *shown)
{
  if (g_hash_table_contains (self->lines, place))
    {
      g_autofree char *printable = cw_text_dup_shown (shown);
      g_autofree char *sentence = strchr (place, '\n') != NULL
        ? g_strdup_printf (_("“%s” is there more than once; the last one counts."), printable)
        : g_strdup_printf (_("The group [%s] is there more than once; they are taken as one."), printable);

      add_problem (self, CW_SEVERITY_WARNING, line, sentence);
    }
  g_hash_table_insert (self->lines, g_strdup (place), GUINT_TO_POINTER (line));
}

static gboolean
read_group (CwKeyText *self, const char *line, guint number, char **group)
{
  gsize length = strlen (line);
  g_autofree char *name = length > 2 && line[length - 1] == ']' ? g_strndup (line + 1, length - 2) : NULL;

  if (name == NULL || !is_group_name (name))
    return FALSE;
  note (self, name, number, name);
  g_free (*group);
  *group = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
read_key (CwKeyText *self, const char *line, guint number, const char *group)
{
  const char *equals = strchr (line, '=');
  g_autofree char *key = equals != NULL ? g_strchomp (g_strndup (line, (gsize) (equals - line))) : NULL;
  g_autofree char *place = NULL;

  if (key == NULL || !is_key_name (key))
    return FALSE;
  place = g_strconcat (group, "\n", key, NULL);
  note (self, place, number, key);
  return TRUE;
}

static void
complain_of_line (CwKeyText *self, const char *line, guint number, const char *group)
{
  g_autofree char *shown = cw_text_dup_shown (line);
  g_autofree char *sentence = NULL;

  if (line[0] == '[')
    sentence = g_strdup_printf (_("“%s” should be a group, but is not written as one: [Name]."), shown);
  else if (group == NULL && strchr (line, '=') != NULL)
    sentence = g_strdup_printf (_("“%s” stands before the first group."), shown);
  else
    sentence = g_strdup_printf (_("“%s” is neither a group ([Name]), nor a value (Key=Value), nor a comment (# …)."), shown);
  add_problem (self, CW_SEVERITY_ERROR, number, sentence);
  self->n_bad_lines++;
}

/* Gives the text as GKeyFile takes it. */
static char *
read_lines (CwKeyText *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = NULL;
  GString *clean = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strstrip (g_strdup (lines[i]));
      gboolean good = *line == '\0' || *line == '#';

      if (!good && *line == '[')
        good = read_group (self, line, i + 1, &group);
      else if (!good && group != NULL)
        good = read_key (self, line, i + 1, group);
      if (!good)
        complain_of_line (self, line, i + 1, group);
      g_string_append_printf (clean, "%s%s%s", good ? "" : "# ", line, lines[i + 1] != NULL ? "\n" : "");
    }
  return g_string_free (clean, FALSE);
}

static guint
count_lines (const char *text, const char *end)
{
  guint n = 1;

  for (; text < end; text++)
    n += *text == '\n';
  return n;
}

CwKeyText *
cw_key_text_new (const char *text, const char *path, GPtrArray *problems)
{
  g_autoptr (CwKeyText) self = g_new0 (CwKeyText, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = NULL;
  const char *end;

  self->file = g_key_file_new ();
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->problems = problems != NULL ? g_ptr_array_ref (problems) : NULL;
  self->path = g_filename_display_name (path != NULL ? path : "");
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  if (!g_utf8_validate (text, -1, &end))
    {
      add_problem (self, CW_SEVERITY_ERROR, count_lines (text, end), _("This is not UTF-8 text: a character was written in another encoding."));
      return NULL;
    }
  clean = read_lines (self, text);
  if (g_key_file_load_from_data (self->file, clean, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    return g_steal_pointer (&self);
  add_problem (self, CW_SEVERITY_ERROR, 1, error->message);
  return NULL;
}

void
cw_key_text_free (CwKeyText *self)
{
  g_key_file_unref (self->file);
  g_hash_table_unref (self->lines);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

GKeyFile *
cw_key_text_get_file (CwKeyText *self)
{
  return self->file;
}

guint
cw_key_text_get_n_bad_lines (CwKeyText *self)
{
  return self->n_bad_lines;
}

/* ---- values ---- */

gboolean
cw_key_text_has (CwKeyText *self, const char *group, const char *key)
{
  return g_key_file_has_key (self->file, group, key, NULL);
}

char *
cw_key_text_dup_string (CwKeyText *self, const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  if (!cw_key_text_has (self, group, key))
    return NULL;
  value = g_key_file_get_string (self->file, group, key, &error);
  if (error != NULL)
    cw_key_text_complain (self, CW_SEVERITY_ERROR, group, key, _("The value of “%s” has a backslash (\\) with something behind it that means nothing."), key);
  if (error != NULL || value == NULL || *g_strstrip (value) == '\0')
    return NULL;
  return g_steal_pointer (&value);
}

char **
cw_key_text_dup_list (CwKeyText *self, const char *group, const char *key)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = cw_key_text_has (self, group, key) ? g_key_file_get_string_list (self->file, group, key, NULL, &error) : NULL;

  if (error != NULL)
    cw_key_text_complain (self, CW_SEVERITY_ERROR, group, key, _("The value of “%s” has a backslash (\\) with something behind it that means nothing."), key);
  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

gboolean
cw_key_text_get_boolean (CwKeyText *self, const char *group, const char *key, gboolean fallback)
{
  static const char *const yes[] = { "true", "yes", "1", "on", NULL };
  static const char *const no[] = { "false", "no", "0", "off", NULL };
  g_autofree char *value = cw_key_text_dup_string (self, group, key);
  g_autofree char *lower = value != NULL ? g_ascii_strdown (value, -1) : NULL;
  g_autofree char *shown = NULL;

  if (lower == NULL)
    return fallback;
  if (g_strv_contains (yes, lower))
    return TRUE;
  if (g_strv_contains (no, lower))
    return FALSE;
  shown = cw_text_dup_shown (value);
  cw_key_text_complain (self, CW_SEVERITY_ERROR, group, key, _("“%s” is true or false, not “%s”."), key, shown);
  return fallback;
}

/* ---- what is not known ---- */

/* How many letters differ, cells beyond a slip not counted exactly. */
static guint
get_distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  g_autofree guint *row = g_new0 (guint, m + 1);

  for (gsize j = 0; j <= m; j++)
    row[j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          guint above = row[j];

          row[j] = MIN (MIN (above, row[j - 1]) + 1, diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1])));
          diagonal = above;
        }
    }
  return row[m];
}

const char *
cw_key_text_suggest (const char *word, const char *const *words)
{
  gsize length = strlen (word);
  guint best = length < 4 ? 2 : (guint) MAX (2, MIN (length, 32) / 3) + 1;
  const char *nearest = NULL;

  for (gsize i = 0; length <= 64 && words[i] != NULL; i++)
    {
      guint distance = get_distance (word, words[i]);

      if (distance < best)
        {
          best = distance;
          nearest = words[i];
        }
    }
  return nearest;
}

void
cw_key_text_check_keys (CwKeyText *self, const char *group, const char *const *known)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *bare = g_strndup (keys[i], strcspn (keys[i], "["));
      const char *near = g_strv_contains (known, bare) ? NULL : cw_key_text_suggest (bare, known);

      if (g_strv_contains (known, bare))
        continue;
      if (near != NULL)
        cw_key_text_complain (self, CW_SEVERITY_WARNING, group, keys[i], _("“%s” is not known here and does nothing. Is “%s” meant?"), bare, near);
      else
        cw_key_text_complain (self, CW_SEVERITY_WARNING, group, keys[i], _("“%s” is not known here and does nothing."), bare);
    }
}
