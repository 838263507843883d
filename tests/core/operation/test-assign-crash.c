/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"

/* A process that assigns, rolls or removes is killed at every step: as each of them begins and ends, after each commit of the store, and at
 * moments that chance chooses. The next one finds it finished or undone: key, certificate and record fit together, and no key is left that
 * nobody needs. Two at once, and a third that looks on, do not disturb one another.
 *
 * This program is its own victim: "test-assign-crash child FOLDER ACTION N" kills itself at the Nth of these moments. */

#define HOUR 3600

static char *own_path;
static int moments_left;

static void
moment_cb (void)
{
  if (--moments_left == 0)
    kill (getpid (), SIGKILL);
}

/* ---- the victim ---- */

static CwOperation *
make_operation (AssignFixture *fixture, const char *action)
{
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (fixture->usages, "plain,second", NULL);

  if (g_str_equal (action, "roll"))
    {
      cw_clock_set_offset (2 * HOUR);
      return cw_roll_operation_new (fixture->assignments, NULL, FALSE);
    }
  if (g_str_has_prefix (action, "remove-"))
    {
      CwPlace place = CW_PLACE_CURRENT;

      g_assert_true (cw_place_from_nick (action + strlen ("remove-"), &place));
      return cw_remove_operation_new (fixture->assignments, usages, place);
    }
  else
    {
      g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, action, "plain,second");

      return CW_OPERATION (cw_assign_operation_new (draft));
    }
}

static int
child_main (char **argv)
{
  AssignFixture fixture = { 0 };
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  assign_fixture_open (&fixture, argv[2]);
  operation = make_operation (&fixture, argv[3]);
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  moments_left = atoi (argv[4]);
  g_signal_connect (fixture.base.store, "changed", G_CALLBACK (moment_cb), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_signal_connect (step, "notify::state", G_CALLBACK (moment_cb), NULL);
    }
  cw_operation_set_flags (operation, CW_OPERATION_FORCE);
  outcome = cw_operation_run (operation, plan, NULL);
  g_print ("%s: %s\n", cw_result_to_nick (cw_outcome_get_result (outcome)), cw_outcome_get_summary (outcome));
  return cw_outcome_get_result (outcome) == CW_RESULT_DONE || cw_outcome_get_result (outcome) == CW_RESULT_NOTHING ? 0 : 2;
}

/* ---- the witness ---- */

static GSubprocess *
start_child (AssignFixture *fixture, const char *action, int moment)
{
  g_autofree char *count = g_strdup_printf ("%d", moment);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_path, "child", fixture->base.folder, action, count, NULL);

  g_assert_no_error (error);
  return child;
}

/* TRUE: it was killed. What else may have ended it ends the test. */
static gboolean
wait_for_child (GSubprocess *child)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (child))
    {
      g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
      return TRUE;
    }
  if (g_subprocess_get_exit_status (child) != 0)
    g_error ("the child said: %s", said);
  return FALSE;
}

static const char *
get_name (AssignFixture *fixture, gint64 certificate)
{
  static const char *const names[] = { "web", "web2", "web3" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (certificate == fixture_find (&fixture->base, names[i]))
      return names[i];
  g_assert_cmpint (certificate, ==, 0);
  return NULL;
}

/* What is seen is what the record says, and nothing is on the disk that no record names. */
static void
check_usage (AssignFixture *fixture, const char *usage)
{
  guint named = 0;

  for (CwPlace place = CW_PLACE_CURRENT; place <= CW_PLACE_PREVIOUS; place++)
    {
      g_autoptr (CwAssignmentRecord) record = assign_fixture_record (fixture, usage, place);

      named += record != NULL;
    }
  assign_fixture_assert_live (fixture, usage, get_name (fixture, assign_fixture_get (fixture, usage, CW_PLACE_CURRENT)));
  g_assert_cmpuint (assign_fixture_count_generations (fixture, usage), ==, named);
}

static void
recover (AssignFixture *fixture)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  assign_fixture_restart (fixture);
  cw_assignments_recover (fixture->assignments, sentences, NULL, &error);
  g_assert_no_error (error);
  cw_assignments_sweep (fixture->assignments, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cw_live_has_journal (cw_assignments_get_live (fixture->assignments)));
  check_usage (fixture, "plain");
  check_usage (fixture, "second");
  problems = cw_store_check (fixture->base.store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
setup (AssignFixture *fixture)
{
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) staged = NULL;
  g_autoptr (CwAssignDraft) draft = NULL;

  assign_fixture_setup (fixture, NULL);
  assign_fixture_protect (fixture);
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_import (fixture, "web3");
  first = assign_fixture_assign (fixture, "web", "plain,second");
  second = assign_fixture_assign (fixture, "web2", "plain,second");
  draft = assign_fixture_draft (fixture, "web3", "plain,second");
  g_object_set (draft, "effective-date", cw_clock_now () + HOUR, "roll", TRUE, NULL);
  staged = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (staged, CW_RESULT_DONE);
}

/* All of the usages, or none: but a roll takes them one by one. */
static void
check_same (AssignFixture *fixture, const char *action)
{
  if (!g_str_equal (action, "roll"))
    for (CwPlace place = CW_PLACE_CURRENT; place <= CW_PLACE_PREVIOUS; place++)
      g_assert_cmpint (assign_fixture_get (fixture, "plain", place), ==, assign_fixture_get (fixture, "second", place));
}

static void
test_every_moment (gconstpointer data)
{
  const char *action = data;
  AssignFixture fixture = { 0 };
  int moment;

  for (moment = 1;; moment++)
    {
      g_autoptr (GSubprocess) child = NULL;
      gboolean killed;

      setup (&fixture);
      child = start_child (&fixture, action, moment);
      killed = wait_for_child (child);
      recover (&fixture);
      check_same (&fixture, action);
      /* The next one goes its way as if nothing had been. */
      if (killed)
        {
          g_autoptr (GSubprocess) again = start_child (&fixture, action, 0);

          g_assert_false (wait_for_child (again));
          recover (&fixture);
          check_same (&fixture, action);
        }
      assign_fixture_teardown (&fixture, NULL);
      if (!killed)
        break;
    }
  g_assert_cmpint (moment, >, 2);
}

/* Between two moments are those that nobody named. */
static void
test_by_chance (void)
{
  static const char *const actions[] = { "web3", "remove-current", "roll", "web" };
  AssignFixture fixture = { 0 };

  setup (&fixture);
  for (guint i = 0; i < 24; i++)
    {
      const char *action = actions[i % G_N_ELEMENTS (actions)];
      g_autoptr (GSubprocess) child = start_child (&fixture, action, 0);

      g_usleep ((gulong) g_test_rand_int_range (20000, 120000));
      g_subprocess_force_exit (child);
      wait_for_child (child);
      recover (&fixture);
      /* A roll that was killed between two usages is done to its end, or they would differ in all that follows. */
      if (g_str_equal (action, "roll"))
        {
          g_autoptr (GSubprocess) again = start_child (&fixture, action, 0);

          g_assert_false (wait_for_child (again));
        }
      check_same (&fixture, "");
    }
  assign_fixture_teardown (&fixture, NULL);
}

/* FALSE: somebody else was quicker, and it says so. */
static gboolean
was_first (GSubprocess *child)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  if (g_subprocess_get_exit_status (child) != 0 && strstr (said, "Somebody has assigned another certificate") == NULL)
    g_error ("the child said: %s", said);
  return g_subprocess_get_exit_status (child) == 0;
}

/* Several processes at once: one after the other, and what is there at the end is what the last of them wanted, whole. */
static void
test_at_once (void)
{
  guint done = 0;
  static const char *const actions[] = { "web", "web2", "web3", "web", "web2", "web3" };
  AssignFixture fixture = { 0 };
  GSubprocess *children[G_N_ELEMENTS (actions)];

  setup (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    children[i] = start_child (&fixture, actions[i], 0);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      done += was_first (children[i]);
      g_object_unref (children[i]);
    }
  g_assert_cmpuint (done, >=, 1);
  recover (&fixture);
  check_same (&fixture, "web");
  assign_fixture_teardown (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  int result;

  if (argc == 5 && g_str_equal (argv[1], "child"))
    return child_main (argv);
  own_path = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  g_test_add_data_func ("/assign/crash/assign", "web", test_every_moment);
  g_test_add_data_func ("/assign/crash/roll", "roll", test_every_moment);
  g_test_add_data_func ("/assign/crash/remove", "remove-current", test_every_moment);
  g_test_add_data_func ("/assign/crash/remove-previous", "remove-previous", test_every_moment);
  g_test_add_data_func ("/assign/crash/remove-next", "remove-next", test_every_moment);
  g_test_add_func ("/assign/crash/by-chance", test_by_chance);
  g_test_add_func ("/assign/crash/at-once", test_at_once);
  result = g_test_run ();
  assign_pki_teardown ();
  g_free (own_path);
  return result;
}
