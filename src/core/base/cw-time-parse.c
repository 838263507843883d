/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date that somebody typed: ISO 8601, or the locale's own form. */
#include "cw-time.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>
#include <time.h>
#include "cw-error.h"

#define MAX_LENGTH 64

static gboolean
to_time (GDateTime *date, gint64 *time)
{
  if (date != NULL)
    *time = g_date_time_to_unix (date);
  return date != NULL;
}

/* "2026-12-31", "2026-12-31 08:00", "2026-12-31T08:00:00.5+01:00"; without a zone it is local time. */
static gboolean
parse_iso (const char *text, gint64 *time)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^(\\d{4}-\\d\\d-\\d\\d)(?:[Tt ] ?(\\d\\d:\\d\\d)(:\\d\\d)?(?:[.,]\\d+)? ?([Zz]|[+-]\\d\\d(?::?\\d\\d)?)?)?$",
                                            0, 0, NULL);
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *upper = NULL;
  g_auto (GStrv) parts = NULL;
  guint n;

  if (!g_regex_match (pattern, text, 0, &match))
    {
      /* The other forms of the standard: 20261231T080000Z, 2026-W53-4T08:00:00Z. */
      date = g_date_time_new_from_iso8601 (text, local);
      return to_time (date, time);
    }
  parts = g_match_info_fetch_all (match);
  n = g_strv_length (parts);
  whole = g_strconcat (parts[1], "T", n > 2 && *parts[2] != '\0' ? parts[2] : "00:00", n > 3 && *parts[3] != '\0' ? parts[3] : ":00",
                       n > 4 ? parts[4] : "", NULL);
  upper = g_ascii_strup (whole, -1);
  date = g_date_time_new_from_iso8601 (upper, local);
  return to_time (date, time);
}

/* How this computer writes a date, with the whole year: many locales have two digits of it. */
static char *
dup_date_format (void)
{
  g_auto (GStrv) plain = g_strsplit (nl_langinfo (D_FMT), "%D", -1);
  g_autofree char *spelt = g_strjoinv ("%m/%d/%y", plain);
  g_auto (GStrv) short_years = g_strsplit (spelt, "%y", -1);

  return g_strjoinv ("%Y", short_years);
}

static gboolean
parse_with (const char *text, const char *date_format, const char *time_format, gint64 *time)
{
  g_autofree char *format = g_strconcat (date_format, *time_format != '\0' ? " " : "", time_format, NULL);
  g_autoptr (GDateTime) date = NULL;
  struct tm parts = { .tm_mday = 1 };
  const char *end = strptime (text, format, &parts);

  /* A year of less than four digits is not what %Y stands for. */
  if (end == NULL || *end != '\0' || parts.tm_year + 1900 < 1000)
    return FALSE;
  date = g_date_time_new_local (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return to_time (date, time);
}

/* "7/31/2012 8:00 AM" in American English, "31.07.2012 08:00" in German. */
static gboolean
parse_local (const char *text, gint64 *time)
{
  g_autofree char *long_year = dup_date_format ();
  const char *const dates[] = { long_year, nl_langinfo (D_FMT) };
  const char *const times[] = { "", "%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", nl_langinfo (T_FMT), nl_langinfo (T_FMT_AMPM) };

  for (gsize d = 0; d < G_N_ELEMENTS (dates); d++)
    for (gsize t = 0; t < G_N_ELEMENTS (times); t++)
      if (parse_with (text, dates[d], times[t], time))
        return TRUE;
  return FALSE;
}

/* Blanks of every kind become one ordinary blank. */
static char *
dup_normal (const char *text)
{
  GString *normal = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (normal, g_utf8_get_char (p));
    else if (normal->len > 0 && normal->str[normal->len - 1] != ' ')
      g_string_append_c (normal, ' ');
  return g_strchomp (g_string_free (normal, FALSE));
}

gboolean
cw_time_from_text (const char *text, gint64 *time, GError **error)
{
  gboolean readable = g_utf8_validate (text, -1, NULL) && strlen (text) <= MAX_LENGTH;
  g_autofree char *normal = dup_normal (readable ? text : "");
  g_autofree char *format = NULL;
  g_autofree char *example = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (parse_iso (normal, time) || parse_local (normal, time))
    return TRUE;
  format = dup_date_format ();
  date = g_date_time_new_local (2026, 12, 31, 8, 0, 0);
  example = g_date_time_format (date, format);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is no date. Write it as 2026-12-31 08:00, as 2026-12-31T08:00:00Z, or as this computer "
                                                  "does: %s 08:00."), normal, example != NULL ? example : "2026-12-31");
  return FALSE;
}
