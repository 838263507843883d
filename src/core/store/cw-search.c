/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-search.h"

#include <string.h>

#include "cw-hex.h"
#include "cw-text.h"

#define TRIGRAM 3
struct _CwSearch {
  char **words;      /* folded; all must occur */
  char  *hex;        /* or this; NULL */
  char  *match;
};

static void
append_trigram (GString *match, const char *from)
{
  const char *end = g_utf8_offset_to_pointer (from, TRIGRAM);

  g_string_append (match, match->len > 0 && match->str[match->len - 1] != '(' ? " AND \"" : "\"");
  for (const char *p = from; p < end; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append_c (match, '"');
}

/* Trigrams side by side and the last one: they cover the word. All that overlap would find less that has to be thrown away,
 * but cost more where every certificate has them. */
static gboolean
append_word (GString *match, const char *word)
{
  glong length = g_utf8_strlen (word, -1);

  if (length < TRIGRAM)
    return FALSE;
  for (glong i = 0; i < length; i += TRIGRAM)
    append_trigram (match, g_utf8_offset_to_pointer (word, MIN (i, length - TRIGRAM)));
  return TRUE;
}

static char *
build_match (CwSearch *self)
{
  g_autoptr(GString) match = g_string_new ("(");
  gboolean any = FALSE;

  for (gsize i = 0; self->words[i] != NULL; i++)
    any = append_word (match, self->words[i]) || any;
  if (!any && self->words[0] != NULL)
    return NULL;
  if (self->hex != NULL)
    {
      g_string_append (match, any ? ") OR (" : "");
      if (!append_word (match, self->hex))
        return NULL;
    }
  g_string_append_c (match, ')');
  return g_string_free (g_steal_pointer (&match), FALSE);
}

static char **
split_words (const char *folded)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *p = folded;

  while (*p != '\0')
    {
      const char *start = p;
      while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (p > start)
        g_ptr_array_add (words, g_strndup (start, (gsize) (p - start)));
      while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static gboolean
has_long_word (CwSearch *self)
{
  for (gsize i = 0; self->words[i] != NULL; i++)
    if (g_utf8_strlen (self->words[i], -1) >= TRIGRAM)
      return TRUE;
  return FALSE;
}

CwSearch *
cw_search_new (const char *text)
{
  g_autoptr(CwSearch) self = g_new0 (CwSearch, 1);
  g_autofree char *folded = cw_text_fold (text != NULL ? text : "");
  g_autofree char *hex = cw_hex_normalise (text != NULL ? text : "");

  self->words = split_words (folded);
  if (self->words[0] == NULL)
    return NULL;
  if (hex != NULL && *hex != '\0')
    self->hex = g_ascii_strdown (hex, -1);
  if (self->hex != NULL && self->words[1] == NULL && strcmp (self->hex, self->words[0]) == 0)
    g_clear_pointer (&self->hex, g_free);
  /* "AA BB CC DD …": as words they are too short for the index, and nobody means them. */
  if (self->hex != NULL && strlen (self->hex) >= TRIGRAM && !has_long_word (self))
    {
      g_strfreev (self->words);
      self->words = g_new0 (char *, 1);
    }
  self->match = build_match (self);
  return g_steal_pointer (&self);
}

void
cw_search_free (CwSearch *self)
{
  g_strfreev (self->words);
  g_free (self->hex);
  g_free (self->match);
  g_free (self);
}

const char *
cw_search_get_match (CwSearch *self)
{
  return self->match;
}

gboolean
cw_search_matches (CwSearch *self, const char *text)
{
  if (self->hex != NULL && strstr (text, self->hex) != NULL)
    return TRUE;
  if (self->words[0] == NULL)
    return FALSE;
  for (gsize i = 0; self->words[i] != NULL; i++)
    if (strstr (text, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}
