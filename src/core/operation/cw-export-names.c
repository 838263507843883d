/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-export-private.h"
#include <string.h>

/* Leaves room for a number and an ending within the 255 bytes that file systems take. */
#define MAX_STEM 200

static gboolean
is_safe (gunichar c)
{
  static const char unsafe[] = "/\\:*?\"<>|";

  return !g_unichar_iscntrl (c) && c != 0xFFFD && (c > 127 || strchr (unsafe, (int) c) == NULL);
}

static char *
dup_stem (const char *friendly_name)
{
  g_autofree char *valid = g_utf8_make_valid (friendly_name, -1);
  g_autoptr (GString) stem = g_string_new (NULL);

  for (const char *p = valid; *p != '\0' && stem->len < MAX_STEM; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (stem, is_safe (c) ? c : '_');
    }
  /* A leading dot hides the file, a leading minus is an option to many tools, a last dot or blank is lost on Windows shares. */
  if (stem->len > 0 && (stem->str[0] == '.' || stem->str[0] == '-'))
    stem->str[0] = '_';
  while (stem->len > 0 && (stem->str[stem->len - 1] == '.' || stem->str[stem->len - 1] == ' '))
    g_string_truncate (stem, stem->len - 1);
  if (stem->len == 0)
    g_string_append (stem, "certificate");
  return g_string_free (g_steal_pointer (&stem), FALSE);
}

char *
cw_export_dup_file_name (const char *friendly_name, const char *extension, GHashTable *taken)
{
  g_autofree char *stem = dup_stem (friendly_name);

  for (guint n = 1; ; n++)
    {
      g_autofree char *name = n == 1 ? g_strconcat (stem, extension, NULL) : g_strdup_printf ("%s (%u)%s", stem, n, extension);
      /* On many file systems case does not tell names apart. */
      g_autofree char *folded = g_utf8_casefold (name, -1);

      if (g_hash_table_add (taken, g_steal_pointer (&folded)))
        return g_steal_pointer (&name);
    }
}
