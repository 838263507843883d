/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-text.h"

#include "cw-adcs-pages.h"

#include <string.h>

#define MAX_LOGGED (8 * 1024)

static const char *
find_end (const char *from, const char *end_mark)
{
  gsize size = strlen (end_mark);

  for (; *from != '\0'; from++)
    if (g_ascii_strncasecmp (from, end_mark, size) == 0)
      return from;
  return from;
}

static gboolean
is_script (const char *at)
{
  return g_ascii_strncasecmp (at, "<script", 7) == 0 && !g_ascii_isalnum (at[7]);
}

/* Scripts and comments hold links of every kind, so they go before anything is looked for. What is never closed ends the page. */
char *
cw_adcs_text_strip (const char *text)
{
  GString *stripped = g_string_sized_new (strlen (text));

  while (*text != '\0')
    {
      const char *end = text;

      if (is_script (text))
        {
          end = find_end (text, "</script");
          end += strcspn (end, ">");
          end += *end == '>';
        }
      else if (strncmp (text, "<!--", 4) == 0)
        {
          end = find_end (text + 4, "-->");
          end += *end == '-' ? 3 : 0;
        }
      else
        g_string_append_c (stripped, *end++);
      text = end;
    }
  return g_string_free (stripped, FALSE);
}

/* What turns a line of text around: somebody else's words must not do that to ours. */
static gboolean
is_direction (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

/* White space of every kind becomes one blank. */
char *
cw_adcs_text_collapse (const char *text, gsize limit)
{
  GString *line = g_string_new (NULL);

  for (const char *c = text; *c != '\0' && line->len < limit; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (is_direction (character))
        continue;
      if (!g_unichar_isspace (character) && !g_unichar_iscntrl (character))
        g_string_append_unichar (line, character);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

char *
cw_adcs_text_find_number (const char *text)
{
  const char *from = text != NULL ? text + strcspn (text, "0123456789") : "";
  g_autofree char *number = g_strndup (from, strspn (from, "0123456789"));

  return cw_adcs_is_request_id (number) ? g_steal_pointer (&number) : NULL;
}

static gboolean
is_hex (const char *text, guint n_digits)
{
  for (guint i = 0; i < n_digits; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return !g_ascii_isalnum (text[n_digits]);
}

static char *
find_code_like (const char *text, const char *prefix, const char *normal)
{
  gsize size = strlen (prefix);

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_strncasecmp (at, prefix, size) == 0 && (at == text || !g_ascii_isalnum (at[-1])) && is_hex (at + size, 8 - (guint) strlen (normal)))
      {
        g_autofree char *digits = g_ascii_strup (at + size, (gssize) (8 - strlen (normal)));
        return g_strconcat ("0x", normal, digits, NULL);
      }
  return NULL;
}

/* Codes of the CA first, then those of Windows, then as ASP writes them: "ASP 0177 : 800706ba". */
char *
cw_adcs_text_find_code (const char *text)
{
  char *code = text != NULL ? find_code_like (text, "0x8009", "8009") : NULL;

  if (code == NULL && text != NULL)
    code = find_code_like (text, "0x8", "8");
  if (code == NULL && text != NULL && strstr (text, "ASP ") != NULL)
    code = find_code_like (text, "8007", "8007");
  return code;
}

static gboolean
is_quote (gunichar character)
{
  static const gunichar quotes[] = { '"', 0xab, 0xbb, 0x201c, 0x201d, 0x201e, 0x201f, 0x300c, 0x300d, 0x300e, 0x300f, 0xff02 };

  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    if (character == quotes[i])
      return TRUE;
  return FALSE;
}

/* The CA's words stand between quotation marks, whatever they look like in the language of the page. */
char *
cw_adcs_text_find_quoted (const char *text)
{
  const char *first = NULL, *last = NULL;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (is_quote (g_utf8_get_char (c)))
      {
        last = c;
        if (first == NULL)
          first = g_utf8_next_char (c);
      }
  if (first == NULL || last < first)
    return g_strdup (text);
  return g_strstrip (g_strndup (first, (gsize) (last - first)));
}

gboolean
cw_adcs_is_request_id (const char *text)
{
  guint64 value;

  return text != NULL && strlen (text) <= 10 && g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &value, NULL) && g_ascii_isdigit (*text);
}

char *
cw_adcs_dup_trimmed (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *line = cw_adcs_text_collapse (valid, MAX_LOGGED);

  return strlen (line) < MAX_LOGGED ? g_steal_pointer (&line) : g_strconcat (line, " […]", NULL);
}
