/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-search.h"

#include <string.h>

#include "cw-hex.h"
#include "cw-text.h"

#define TRIGRAM 3
/* So many of a word are counted; so many texts are enough to know which are rare; what one in four has is not. */
#define MAX_TRIGRAMS 16
#define ENOUGH_TEXTS 32
#define IS_RARE(hits, texts) ((hits) <= (texts) / 4)

typedef struct {
  char  text[TRIGRAM * 4 + 1];
  guint hits;
} Trigram;

struct _CwSearch {
  char **words;      /* folded; all must occur */
  char  *hex;        /* or this; NULL */
  GPtrArray *trigrams;  /* of GArray of Trigram: those of each word, and at the end those of hex */
  guint  texts;      /* that have been looked at */
  char  *match;
};

static GArray *
list_trigrams (const char *word)
{
  GArray *trigrams = g_array_new (FALSE, TRUE, sizeof (Trigram));
  glong length = g_utf8_strlen (word, -1);

  for (glong i = 0; i + TRIGRAM <= length && i < MAX_TRIGRAMS; i++)
    {
      const char *from = g_utf8_offset_to_pointer (word, i);
      Trigram trigram = { { 0 }, 0 };
      memcpy (trigram.text, from, (gsize) (g_utf8_offset_to_pointer (from, TRIGRAM) - from));
      g_array_append_val (trigrams, trigram);
    }
  return trigrams;
}

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

/* The index walks along the whole list of what nearly every text has: so the rarest two, or the rarest at least. */
static void
append_rarest (CwSearch *self, GString *match, GArray *trigrams)
{
  const Trigram *first = NULL, *second = NULL;

  for (guint i = 0; i < trigrams->len; i++)
    {
      const Trigram *trigram = &g_array_index (trigrams, Trigram, i);
      if (first == NULL || trigram->hits < first->hits)
        second = first, first = trigram;
      else if (second == NULL || trigram->hits < second->hits)
        second = trigram;
    }
  append_trigram (match, first->text);
  if (second != NULL && IS_RARE (second->hits, self->texts))
    append_trigram (match, second->text);
}

/* Without knowing better, trigrams side by side and the last one: they cover the word. All that overlap would find less that has
 * to be thrown away, but cost more where every certificate has them. */
static gboolean
append_word (CwSearch *self, GString *match, const char *word, guint index)
{
  GArray *trigrams = g_ptr_array_index (self->trigrams, index);
  glong length = g_utf8_strlen (word, -1);

  if (length < TRIGRAM)
    return FALSE;
  if (self->texts >= ENOUGH_TEXTS)
    {
      append_rarest (self, match, trigrams);
      return TRUE;
    }
  for (glong i = 0; i < length; i += TRIGRAM)
    append_trigram (match, g_utf8_offset_to_pointer (word, MIN (i, length - TRIGRAM)));
  return TRUE;
}

static char *
build_match (CwSearch *self)
{
  g_autoptr(GString) match = g_string_new ("(");
  gboolean any = FALSE;
  guint i = 0;

  for (; self->words[i] != NULL; i++)
    any = append_word (self, match, self->words[i], i) || any;
  if (!any && self->words[0] != NULL)
    return NULL;
  if (self->hex != NULL)
    {
      g_string_append (match, any ? ") OR (" : "");
      if (!append_word (self, match, self->hex, i))
        return NULL;
    }
  g_string_append_c (match, ')');
  return g_string_free (g_steal_pointer (&match), FALSE);
}

static void
count_trigrams (CwSearch *self)
{
  self->trigrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (gsize i = 0; self->words[i] != NULL; i++)
    g_ptr_array_add (self->trigrams, list_trigrams (self->words[i]));
  if (self->hex != NULL)
    g_ptr_array_add (self->trigrams, list_trigrams (self->hex));
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
  count_trigrams (self);
  return g_steal_pointer (&self);
}

void
cw_search_free (CwSearch *self)
{
  g_strfreev (self->words);
  g_free (self->hex);
  g_clear_pointer (&self->trigrams, g_ptr_array_unref);
  g_free (self->match);
  g_free (self);
}

const char *
cw_search_get_match (CwSearch *self)
{
  g_free (self->match);
  self->match = build_match (self);
  return self->match;
}

void
cw_search_learn (CwSearch *self, const char *text)
{
  self->texts++;
  for (guint i = 0; i < self->trigrams->len; i++)
    {
      GArray *trigrams = g_ptr_array_index (self->trigrams, i);
      for (guint j = 0; j < trigrams->len; j++)
        {
          Trigram *trigram = &g_array_index (trigrams, Trigram, j);
          trigram->hits += strstr (text, trigram->text) != NULL;
        }
    }
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
