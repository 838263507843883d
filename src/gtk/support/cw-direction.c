/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-direction.h"

/* Marks that are not seen, and decide because they come first. */
#define LEFT_TO_RIGHT "\342\200\216"
#define RIGHT_TO_LEFT "\342\200\217"

static gboolean
is_right_to_left (gunichar letter)
{
  switch (g_unichar_get_script (letter))
    {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
    case G_UNICODE_SCRIPT_NKO:
      return TRUE;
    default:
      return FALSE;
    }
}

/* As Pango decides: by the first letter. */
static gboolean
begins_right_to_left (const char *text)
{
  while (*text != '\0' && !g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text != '\0' && is_right_to_left (g_utf8_get_char (text));
}

static gboolean
has_right_to_left (const char *text)
{
  while (*text != '\0' && !is_right_to_left (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text != '\0';
}

char *
cw_direction_dup_sentence (const char *sentence)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  if (!rtl && begins_right_to_left (sentence))
    return g_strconcat (LEFT_TO_RIGHT, sentence, NULL);
  /* A sentence that nobody has translated stays as it was written. */
  if (rtl && !begins_right_to_left (sentence) && has_right_to_left (sentence))
    return g_strconcat (RIGHT_TO_LEFT, sentence, NULL);
  return g_strdup (sentence);
}
