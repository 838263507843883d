/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-store.h"

/* Enough to tell names apart; a subject may have kilobytes. */
#define MAX_SORT_KEY 160
/* A number of more digits is compared as if it had that many. */
#define MAX_DIGITS 60

static gboolean
is_plain_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;
  return TRUE;
}

char *
cw_text_fold (const char *text)
{
  /* What a bulk import has by the hundred thousand. */
  if (is_plain_ascii (text))
    return g_ascii_strdown (text, -1);

  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *compatible = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_casefold (compatible, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
}

static const char *
append_number (GString *key, const char *digits)
{
  while (digits[0] == '0' && g_ascii_isdigit (digits[1]))
    digits++;

  gsize length = strspn (digits, "0123456789");
  /* More digits is a larger number: the count goes first. It stays below the letters, and above blanks and dots. */
  g_string_append_c (key, (char) ('0' + MIN (length, 9)));
  if (length >= 9)
    g_string_append_c (key, (char) ('0' + MIN (length, MAX_DIGITS)));
  g_string_append_len (key, digits, (gssize) length);
  return digits + length;
}

static char *
strip_marks (const char *text)
{
  g_autofree char *folded = cw_text_fold (text);
  g_autofree char *decomposed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKD);
  GString *plain = g_string_new (NULL);

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_combining_class (g_utf8_get_char (p)) == 0)
      g_string_append_unichar (plain, g_utf8_get_char (p));
  return g_string_free (plain, FALSE);
}

char *
cw_text_sort_key (const char *text)
{
  g_autofree char *plain = is_plain_ascii (text) ? g_ascii_strdown (text, -1) : strip_marks (text);
  GString *key = g_string_sized_new (strlen (plain) + 8);

  for (const char *p = plain; *p != '\0' && key->len < MAX_SORT_KEY;)
    {
      if (g_ascii_isdigit (*p))
        p = append_number (key, p);
      else
        {
          const char *next = g_utf8_next_char (p);
          g_string_append_len (key, p, next - p);
          p = next;
        }
    }
  return g_string_free (key, FALSE);
}

char *
cw_text_clean_name (const char *name, GError **error)
{
  g_autofree char *clean = g_utf8_validate (name, -1, NULL) ? g_utf8_normalize (name, -1, G_NORMALIZE_NFC) : NULL;

  if (clean == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The friendly name is not valid text."));
      return NULL;
    }
  g_strstrip (clean);
  if (*clean == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The friendly name is empty."));
      return NULL;
    }
  if (g_utf8_strlen (clean, -1) > CW_STORE_MAX_NAME_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The friendly name is longer than %d characters."), CW_STORE_MAX_NAME_LENGTH);
      return NULL;
    }
  for (const char *p = clean; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The friendly name contains a control character or a line break."));
        return NULL;
      }
  return g_steal_pointer (&clean);
}
