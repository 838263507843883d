/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-time.h"

#include <glib/gi18n-lib.h>

#define MINUTE G_GINT64_CONSTANT (60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define MONTH  (G_GINT64_CONSTANT (2629746))   /* the Gregorian mean */
#define YEAR   (12 * MONTH)

/* Of the years 1 to 9999, which is all that X.509 can write and GDateTime can hold (a day inside, for the time zones). */
#define FIRST_TIME (G_GINT64_CONSTANT (-62135596800))
#define LAST_TIME  (G_GINT64_CONSTANT (253402300799))

static GDateTime *
to_utc (gint64 time)
{
  return g_date_time_new_from_unix_utc (CLAMP (time, FIRST_TIME, LAST_TIME));
}

static GDateTime *
to_local (gint64 time)
{
  GDateTime *local = g_date_time_new_from_unix_local (CLAMP (time, FIRST_TIME, LAST_TIME));

  /* The very ends of the calendar fall outside it in some time zones. */
  return local != NULL ? local : to_utc (time);
}

char *
cw_time_to_rfc3339 (gint64 time)
{
  g_autoptr (GDateTime) utc = to_utc (time);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (utc), g_date_time_get_month (utc),
                          g_date_time_get_day_of_month (utc), g_date_time_get_hour (utc),
                          g_date_time_get_minute (utc), g_date_time_get_second (utc));
}

char *
cw_time_to_exact (gint64 time)
{
  g_autoptr (GDateTime) local = to_local (time);
  /* A locale whose own form cannot be converted gives NULL. */
  char *text = g_date_time_format (local, "%c");

  return text != NULL ? text : cw_time_to_rfc3339 (time);
}

char *
cw_time_to_date (gint64 time)
{
  g_autoptr (GDateTime) local = to_local (time);

  return g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (local), g_date_time_get_month (local),
                          g_date_time_get_day_of_month (local));
}

static char *
future (gint64 distance)
{
  if (distance < HOUR)
    return g_strdup_printf (ngettext ("in %d minute", "in %d minutes", (gulong) (distance / MINUTE)), (int) (distance / MINUTE));
  if (distance < 2 * DAY)
    return g_strdup_printf (ngettext ("in %d hour", "in %d hours", (gulong) (distance / HOUR)), (int) (distance / HOUR));
  if (distance < 2 * MONTH)
    return g_strdup_printf (ngettext ("in %d day", "in %d days", (gulong) (distance / DAY)), (int) (distance / DAY));
  if (distance < 2 * YEAR)
    return g_strdup_printf (ngettext ("in %d month", "in %d months", (gulong) (distance / MONTH)), (int) (distance / MONTH));
  return g_strdup_printf (ngettext ("in %d year", "in %d years", (gulong) (distance / YEAR)), (int) (distance / YEAR));
}

static char *
past (gint64 distance)
{
  if (distance < HOUR)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) (distance / MINUTE)), (int) (distance / MINUTE));
  if (distance < 2 * DAY)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (distance / HOUR)), (int) (distance / HOUR));
  if (distance < 2 * MONTH)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) (distance / DAY)), (int) (distance / DAY));
  if (distance < 2 * YEAR)
    return g_strdup_printf (ngettext ("%d month ago", "%d months ago", (gulong) (distance / MONTH)), (int) (distance / MONTH));
  return g_strdup_printf (ngettext ("%d year ago", "%d years ago", (gulong) (distance / YEAR)), (int) (distance / YEAR));
}

char *
cw_time_to_relative (gint64 time, gint64 now)
{
  gint64 distance = CLAMP (time, FIRST_TIME, LAST_TIME) - CLAMP (now, FIRST_TIME, LAST_TIME);

  if (distance > -MINUTE && distance < MINUTE)
    return g_strdup (_("now"));
  return distance > 0 ? future (distance) : past (-distance);
}
