/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-time.h"

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

int
main (int argc, char **argv)
{
  if (g_strcmp0 (g_getenv ("TZ"), "<+14>-14") != 0)
    g_setenv ("TZ", "UTC0", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/rfc3339", test_rfc3339);
  g_test_add_func ("/time/local", test_local);
  g_test_add_func ("/time/local-zone", test_local_zone);
  g_test_add_func ("/time/exact", test_exact);
  g_test_add_func ("/time/relative-future", test_relative_future);
  g_test_add_func ("/time/relative-past", test_relative_past);
  g_test_add_func ("/time/local-zone/subprocess", test_local_zone_child);
  return g_test_run ();
}
