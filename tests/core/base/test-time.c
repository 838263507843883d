/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-time.h"
#include <locale.h>
#include "cw-error.h"

#define NOW G_GINT64_CONSTANT (1795262400)   /* 2026-11-21T12:00:00Z */
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_rfc3339 (void)
{
  assert_text (cw_time_to_rfc3339 (NOW), "2026-11-21T12:00:00Z");
  assert_text (cw_time_to_rfc3339 (0), "1970-01-01T00:00:00Z");
  assert_text (cw_time_to_rfc3339 (-1), "1969-12-31T23:59:59Z");
  /* "No well-defined expiration date" of RFC 5280, and what lies beyond what can be written. */
  assert_text (cw_time_to_rfc3339 (G_GINT64_CONSTANT (253402300799)), "9999-12-31T23:59:59Z");
  assert_text (cw_time_to_rfc3339 (G_MAXINT64), "9999-12-31T23:59:59Z");
  assert_text (cw_time_to_rfc3339 (G_MININT64), "0001-01-01T00:00:00Z");
}

static void
test_local (void)
{
  assert_text (cw_time_to_date (NOW), "2026-11-21");
  assert_text (cw_time_to_date (NOW + 12 * HOUR - 1), "2026-11-21");
  assert_text (cw_time_to_date (NOW + 12 * HOUR), "2026-11-22");
  assert_text (cw_time_to_date (G_MAXINT64), "9999-12-31");
  assert_text (cw_time_to_date (G_MININT64), "0001-01-01");
}

/* Fourteen hours ahead of UTC it is the next day already, and the ends of the calendar have no local time. */
static void
test_local_zone_child (void)
{
  assert_text (cw_time_to_date (NOW), "2026-11-22");
  assert_text (cw_time_to_date (G_MAXINT64), "9999-12-31");
  assert_text (cw_time_to_date (G_MININT64), "0001-01-01");
  assert_text (cw_time_to_rfc3339 (NOW), "2026-11-21T12:00:00Z");
}

static void
test_local_zone (void)
{
  g_setenv ("TZ", "<+14>-14", TRUE);
  g_test_trap_subprocess ("/time/local-zone/subprocess", 0, 0);
  g_setenv ("TZ", "UTC0", TRUE);
  g_test_trap_assert_passed ();
}

static void
test_exact (void)
{
  g_autofree char *text = cw_time_to_exact (NOW);
  g_autofree char *last = cw_time_to_exact (G_MAXINT64);

  g_assert_nonnull (g_strstr_len (text, -1, "2026"));
  g_assert_nonnull (g_strstr_len (text, -1, "12:00:00"));
  g_assert_nonnull (g_strstr_len (last, -1, "9999"));
}

static void
test_relative_future (void)
{
  assert_text (cw_time_to_relative (NOW, NOW), "now");
  assert_text (cw_time_to_relative (NOW + 59, NOW), "now");
  assert_text (cw_time_to_relative (NOW + 60, NOW), "in 1 minute");
  assert_text (cw_time_to_relative (NOW + 59 * MINUTE, NOW), "in 59 minutes");
  assert_text (cw_time_to_relative (NOW + HOUR, NOW), "in 1 hour");
  assert_text (cw_time_to_relative (NOW + 47 * HOUR, NOW), "in 47 hours");
  assert_text (cw_time_to_relative (NOW + 2 * DAY, NOW), "in 2 days");
  assert_text (cw_time_to_relative (NOW + 60 * DAY, NOW), "in 60 days");
  assert_text (cw_time_to_relative (NOW + 92 * DAY, NOW), "in 3 months");
  assert_text (cw_time_to_relative (NOW + 366 * DAY, NOW), "in 12 months");
  assert_text (cw_time_to_relative (NOW + 731 * DAY, NOW), "in 2 years");
  assert_text (cw_time_to_relative (G_MAXINT64, NOW), "in 7973 years");
}

static void
test_relative_past (void)
{
  assert_text (cw_time_to_relative (NOW - 59, NOW), "now");
  assert_text (cw_time_to_relative (NOW - 2 * MINUTE, NOW), "2 minutes ago");
  assert_text (cw_time_to_relative (NOW - HOUR, NOW), "1 hour ago");
  assert_text (cw_time_to_relative (NOW - 12 * DAY, NOW), "12 days ago");
  assert_text (cw_time_to_relative (NOW - 200 * DAY, NOW), "6 months ago");
  assert_text (cw_time_to_relative (NOW - 800 * DAY, NOW), "2 years ago");
  assert_text (cw_time_to_relative (G_MININT64, NOW), "2025 years ago");
}

static void
assert_parsed (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gint64 time = 0;

  if (!cw_time_from_text (text, &time, &error))
    g_error ("%s: %s", text, error->message);
  assert_text (cw_time_to_rfc3339 (time), expected);
}

static void
test_iso (void)
{
  assert_parsed ("2026-12-31", "2026-12-31T00:00:00Z");
  assert_parsed ("2026-12-31 08:00", "2026-12-31T08:00:00Z");
  assert_parsed ("2026-12-31T08:00", "2026-12-31T08:00:00Z");
  assert_parsed ("2026-12-31T08:00:59", "2026-12-31T08:00:59Z");
  assert_parsed ("2026-12-31t08:00:59.75z", "2026-12-31T08:00:59Z");
  assert_parsed ("2026-12-31T08:00+02:00", "2026-12-31T06:00:00Z");
  assert_parsed ("2026-12-31 08:00:00 -0530", "2026-12-31T13:30:00Z");
  assert_parsed ("2026-12-31 08:00 +01", "2026-12-31T07:00:00Z");
  assert_parsed ("20261231T080000Z", "2026-12-31T08:00:00Z");
  assert_parsed ("  2026-12-31\t08:00\302\240", "2026-12-31T08:00:00Z");
  assert_parsed ("2028-02-29 23:59", "2028-02-29T23:59:00Z");
}

/* The vendor's own example among them. */
static void
test_american (void)
{
  assert_parsed ("7/31/2012 8:00 AM", "2012-07-31T08:00:00Z");
  assert_parsed ("7/31/2012 8:00 pm", "2012-07-31T20:00:00Z");
  assert_parsed ("7/31/2012 12:05 AM", "2012-07-31T00:05:00Z");
  assert_parsed ("07/31/2012", "2012-07-31T00:00:00Z");
  assert_parsed ("7/31/12 20:15", "2012-07-31T20:15:00Z");
  assert_parsed ("7/31/2012 20:15:30", "2012-07-31T20:15:30Z");
  assert_parsed ("7/31/2012\342\200\2578:00\342\200\257AM", "2012-07-31T08:00:00Z");
}

static void
test_no_date (void)
{
  static const char *const wrong[] = { "", "soon", "2026-02-30", "2026-13-01 08:00", "2026-12-31 25:00", "2/30/2026", "31.12.2026", "7/31/2012 8:00 XM",
                                       "2026-12-31 08:00 tomorrow", "1", "99999-12-31", "2026-12-31T08:00:00+99:99", "\377\376", "7/31/2012 8:00 AM AM" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 time = 0;

      g_assert_false (cw_time_from_text (wrong[i], &time, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
      g_assert_nonnull (g_strstr_len (error->message, -1, "2026-12-31T08:00:00Z"));
    }
}

/* In another time zone, and written as in Germany, in a locale that the parent has made. */
static void
test_german_child (void)
{
  g_autoptr (GError) error = NULL;
  gint64 time = 0;

  g_assert_nonnull (setlocale (LC_ALL, "de_DE.UTF-8"));
  assert_parsed ("31.07.2012 08:00", "2012-07-31T06:00:00Z");
  assert_parsed ("31.12.2026 08:00:30", "2026-12-31T07:00:30Z");
  assert_parsed ("1.2.2026", "2026-01-31T23:00:00Z");
  assert_parsed ("2012-07-31 08:00", "2012-07-31T06:00:00Z");
  assert_parsed ("2012-07-31 08:00Z", "2012-07-31T08:00:00Z");
  /* As Americans write it, it might be another day. */
  g_assert_false (cw_time_from_text ("7/8/2012 8:00 AM", &time, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
  g_assert_nonnull (g_strstr_len (error->message, -1, "31.12.2026 08:00"));
}

static void
test_german (void)
{
  g_autofree char *folder = g_dir_make_tmp ("locale-XXXXXX", NULL);
  g_autofree char *made = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char *command[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", made, NULL };
  const char *clean[] = { "rm", "-r", folder, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (made, G_FILE_TEST_IS_DIR));
  g_setenv ("LOCPATH", folder, TRUE);
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  g_test_trap_subprocess ("/time/german/subprocess", 0, 0);
  g_setenv ("TZ", "UTC0", TRUE);
  g_unsetenv ("LOCPATH");
  g_spawn_sync (NULL, (char **) clean, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A subprocess has the zone that its parent gave it. */
  if (!g_test_subprocess ())
    g_setenv ("TZ", "UTC0", TRUE);
  g_test_add_func ("/time/rfc3339", test_rfc3339);
  g_test_add_func ("/time/local", test_local);
  g_test_add_func ("/time/local-zone", test_local_zone);
  g_test_add_func ("/time/exact", test_exact);
  g_test_add_func ("/time/relative-future", test_relative_future);
  g_test_add_func ("/time/relative-past", test_relative_past);
  g_test_add_func ("/time/iso", test_iso);
  g_test_add_func ("/time/american", test_american);
  g_test_add_func ("/time/no-date", test_no_date);
  g_test_add_func ("/time/german", test_german);
  g_test_add_func ("/time/german/subprocess", test_german_child);
  g_test_add_func ("/time/local-zone/subprocess", test_local_zone_child);
  return g_test_run ();
}
