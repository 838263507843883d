/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-clock.h"

#define DAY (24 * 60 * 60)

static void
test_now (void)
{
  gint64 before = g_get_real_time ();
  gint64 now = cw_clock_now_usec ();
  gint64 after = g_get_real_time ();

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, after);
  g_assert_cmpint (cw_clock_now (), >=, before / G_USEC_PER_SEC);
}

static void
test_offset (void)
{
  gint64 now = cw_clock_now ();

  cw_clock_set_offset (30 * DAY);
  g_assert_cmpint (cw_clock_now () - now, >=, 30 * DAY);
  g_assert_cmpint (cw_clock_now () - now, <, 30 * DAY + 60);
  cw_clock_set_offset (-DAY);
  g_assert_cmpint (now - cw_clock_now (), <=, DAY);
  g_assert_cmpint (now - cw_clock_now (), >, DAY - 60);
  cw_clock_set_offset (0);
}

static void
test_offset_is_limited (void)
{
  cw_clock_set_offset (G_MAXINT64);
  g_assert_cmpint (cw_clock_now (), >, 0);
  cw_clock_set_offset (G_MININT64);
  g_assert_cmpint (cw_clock_now (), <, 0);
  cw_clock_set_offset (0);
}

/* The environment is read once per process, so each value has a process of its own. */
static void
child_with (const char *value)
{
  g_setenv ("CERTWIZARD_CLOCK_OFFSET", value, TRUE);
  g_test_trap_subprocess ("/clock/environment/subprocess", 0, 0);
  g_unsetenv ("CERTWIZARD_CLOCK_OFFSET");
}

static void
test_environment_child (void)
{
  gint64 difference = cw_clock_now () - g_get_real_time () / G_USEC_PER_SEC;

  g_print ("difference %s\n", ABS (difference - 7200) <= 1 ? "two hours" : ABS (difference) <= 1 ? "none" : "other");
}

static void
test_environment (void)
{
  child_with ("7200");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*difference two hours*");
  child_with ("tomorrow");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*difference none*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/now", test_now);
  g_test_add_func ("/clock/offset", test_offset);
  g_test_add_func ("/clock/offset-is-limited", test_offset_is_limited);
  g_test_add_func ("/clock/environment", test_environment);
  g_test_add_func ("/clock/environment/subprocess", test_environment_child);
  return g_test_run ();
}
