/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-problem.h"

static void
test_values (void)
{
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "names", "%d of %s", 3, "100 % real");

  g_assert_cmpint (cw_problem_get_severity (problem), ==, CW_SEVERITY_WARNING);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, "names");
  g_assert_cmpstr (cw_problem_get_sentence (problem), ==, "3 of 100 % real");
}

static void
test_no_field (void)
{
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, NULL, "Everything");

  g_assert_cmpstr (cw_problem_get_field (problem), ==, "");
}

static void
test_nicks (void)
{
  g_assert_cmpstr (cw_severity_to_nick (CW_SEVERITY_INFO), ==, "info");
  g_assert_cmpstr (cw_severity_to_nick (CW_SEVERITY_WARNING), ==, "warning");
  g_assert_cmpstr (cw_severity_to_nick (CW_SEVERITY_ERROR), ==, "error");
}

static void
test_finalized (void)
{
  CwProblem *problem = cw_problem_new (CW_SEVERITY_INFO, "field", "sentence");

  g_assert_finalize_object (problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/values", test_values);
  g_test_add_func ("/problem/no-field", test_no_field);
  g_test_add_func ("/problem/nicks", test_nicks);
  g_test_add_func ("/problem/finalized", test_finalized);
  return g_test_run ();
}
