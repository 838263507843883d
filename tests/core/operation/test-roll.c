/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"

#define HOUR 3600
#define DAY 86400

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, assign_fixture_teardown)

static CwAssignDraft *
make_draft (AssignFixture *fixture, const char *reference, const char *types, gint64 in, gboolean roll)
{
  CwAssignDraft *draft = assign_fixture_draft (fixture, reference, types);

  g_object_set (draft, "effective-date", cw_clock_now () + in, "roll", roll, NULL);
  return draft;
}

static void
stage (AssignFixture *fixture, const char *reference, const char *types, gint64 in, gboolean roll)
{
  g_autoptr (CwAssignDraft) draft = make_draft (fixture, reference, types, in, roll);
  g_autoptr (CwOutcome) outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);

  assert_result (outcome, CW_RESULT_DONE);
}

static void
setup (AssignFixture *fixture, const char *types)
{
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_import (fixture, "web3");
  outcome = assign_fixture_assign (fixture, "web", types);
}

static void
test_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) early = NULL;
  g_autoptr (CwOutcome) due = NULL;
  g_autoptr (CwOutcome) twice = NULL;
  gint64 web, web2;

  setup (fixture, "plain");
  web = fixture_find (&fixture->base, "web");
  web2 = fixture_find (&fixture->base, "web2");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  assign_fixture_assert_live (fixture, "plain", "web");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, web2);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
  early = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (early, CW_RESULT_NOTHING);
  g_assert_cmpuint (cw_outcome_get_count (early, "waiting"), ==, 1);
  g_assert_cmpint (cw_outcome_get_history_id (early), ==, 0);
  cw_clock_set_offset (HOUR + 1);
  /* Nobody has to unlock anything: the keyring is closed, and nobody is there. */
  test_keyring_set_error (fixture->base.keyring, CW_ERROR_KEYRING_LOCKED);
  due = assign_fixture_roll (fixture, NULL, FALSE);
  test_keyring_set_error (fixture->base.keyring, -1);
  assert_result (due, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (due, "rolled"), ==, 1);
  g_assert_cmpint (cw_outcome_get_history_id (due), !=, 0);
  assign_fixture_assert_live (fixture, "plain", "web2");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web2);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, web);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, 0);
  twice = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (twice, CW_RESULT_NOTHING);
}

static void
test_now (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;

  setup (fixture, "plain,second");
  stage (fixture, "web2", "plain,second", HOUR, TRUE);
  outcome = assign_fixture_roll (fixture, "plain", TRUE);
  assert_result (outcome, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web2");
  assign_fixture_assert_live (fixture, "second", "web");
}

static void
test_wrong_wishes (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) no_date = NULL;
  g_autoptr (CwAssignDraft) past = NULL;
  g_autoptr (CwAssignDraft) date_alone = NULL;
  g_autoptr (CwAssignDraft) too_late = NULL;

  setup (fixture, "plain");
  assign_fixture_import (fixture, "short");
  no_date = assign_fixture_draft (fixture, "web2", "plain");
  g_object_set (no_date, "roll", TRUE, NULL);
  assign_fixture_fail (fixture, no_date, CW_OPERATION_FORCE, CW_ERROR_USAGE);
  past = make_draft (fixture, "web2", "plain", -HOUR, TRUE);
  assign_fixture_fail (fixture, past, CW_OPERATION_FORCE, CW_ERROR_USAGE);
  date_alone = make_draft (fixture, "web2", "plain", HOUR, FALSE);
  assign_fixture_fail (fixture, date_alone, CW_OPERATION_FORCE, CW_ERROR_USAGE);
  too_late = make_draft (fixture, "short", "plain", 5 * DAY, TRUE);
  assign_fixture_fail (fixture, too_late, CW_OPERATION_FORCE, CW_ERROR_NOT_SUITABLE);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, 0);
  assign_fixture_assert_live (fixture, "plain", "web");
}

/* A date without a roll: the first use of what replaces nothing. */
static void
test_first_use (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_import (fixture, "web");
  stage (fixture, "web", "plain", HOUR, FALSE);
  assign_fixture_assert_live (fixture, "plain", NULL);
  cw_clock_set_offset (2 * HOUR);
  outcome = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (outcome, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
}

static void
test_lead_time (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) hurried = NULL;
  g_autoptr (GListModel) problems = NULL;
  g_autoptr (CwOutcome) refused = NULL;
  g_autoptr (CwOutcome) agreed = NULL;
  g_autoptr (CwOutcome) forced = NULL;

  setup (fixture, "slow");
  hurried = make_draft (fixture, "web2", "slow", 2 * HOUR, TRUE);
  problems = cw_assign_draft_validate (hurried);
  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 1);
  assign_fixture_fail (fixture, hurried, CW_OPERATION_NORMAL, CW_ERROR_TOO_EARLY);
  test_script_say_no (fixture->base.script);
  refused = assign_fixture_run (fixture, hurried, CW_OPERATION_NORMAL);
  assert_result (refused, CW_RESULT_CANCELLED);
  g_assert_cmpint (assign_fixture_get (fixture, "slow", CW_PLACE_NEXT), ==, 0);
  test_script_say_yes (fixture->base.script);
  agreed = assign_fixture_run (fixture, hurried, CW_OPERATION_NORMAL);
  assert_result (agreed, CW_RESULT_DONE);
  g_object_set (hurried, "again", TRUE, NULL);
  forced = assign_fixture_run (fixture, hurried, CW_OPERATION_FORCE);
  assert_result (forced, CW_RESULT_DONE);
  stage (fixture, "web3", "slow", 25 * HOUR, TRUE);
}

/* The current one runs out before the next one takes over: said, and done. */
static void
test_gap (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  gboolean said = FALSE;

  assign_fixture_import (fixture, "short");
  assign_fixture_import (fixture, "web2");
  outcome = assign_fixture_assign (fixture, "short", "plain");
  draft = make_draft (fixture, "web2", "plain", 5 * DAY, TRUE);
  operation = cw_assign_operation_new (draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (cw_plan_get_problems (plan)); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (cw_plan_get_problems (plan), i);

      said = said || strstr (cw_problem_get_sentence (problem), "before the next one takes over") != NULL;
    }
  g_assert_true (said);
}

/* A new next one takes the place of an old one, whose files go. */
static void
test_next_replaces_next (AssignFixture *fixture, gconstpointer data)
{
  setup (fixture, "plain");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  stage (fixture, "web3", "plain", 2 * HOUR, TRUE);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, fixture_find (&fixture->base, "web3"));
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
}

/* Somebody assigns the next one at once: then nothing is left to take over. */
static void
test_next_becomes_current (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;

  setup (fixture, "plain");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  outcome = assign_fixture_assign (fixture, "web2", "plain");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, 0);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
}

/* The current one at a date, while another one waits: it would be taken over from all the same. */
static void
test_stage_current (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) current = NULL;

  setup (fixture, "plain");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  current = make_draft (fixture, "web", "plain", HOUR, TRUE);
  assign_fixture_fail (fixture, current, CW_OPERATION_FORCE, CW_ERROR_IN_USE);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_NEXT), ==, fixture_find (&fixture->base, "web2"));
}

#define SWITCHED "Title=Switched\n[Names]\nSubject={computer}\nNames={computer};\n[Service]\nAction=command\nCheck=/usr/bin/test -e %s\nReload=/bin/true\n"

/* One that fails keeps what it had, is tried again later and later, and does not stop the others. */
static void
test_failure (AssignFixture *fixture, gconstpointer data)
{
  static const gint64 delays[] = { 5 * 60, 15 * 60, HOUR, 4 * HOUR, DAY, DAY };
  g_autofree char *flag = fixture_dup_path (&fixture->base, "flag");
  g_autofree char *text = g_strdup_printf (SWITCHED, flag);
  g_autoptr (CwOutcome) partly = NULL;
  g_autoptr (CwOutcome) waits = NULL;
  g_autoptr (CwOutcome) finally = NULL;
  gint64 moved = 2 * HOUR;

  assign_fixture_write_usage (fixture, "switched", text);
  g_assert_true (g_file_set_contents (flag, "", -1, NULL));
  setup (fixture, "plain,switched");
  stage (fixture, "web2", "plain,switched", HOUR, TRUE);
  g_assert_cmpint (g_remove (flag), ==, 0);
  cw_clock_set_offset (moved);
  partly = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (partly, CW_RESULT_PARTLY);
  g_assert_cmpuint (cw_outcome_get_count (partly, "rolled"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (partly, "failed"), ==, 1);
  assign_fixture_assert_live (fixture, "plain", "web2");
  assign_fixture_assert_live (fixture, "switched", "web");
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autoptr (CwAssignmentRecord) record = assign_fixture_record (fixture, "switched", CW_PLACE_NEXT);
      g_autoptr (CwOutcome) failed = NULL;

      g_assert_cmpuint (record->tries, ==, i + 1);
      g_assert_cmpstr (record->code, ==, "service-configuration");
      g_assert_nonnull (record->message);
      g_assert_cmpint (ABS (record->next_try - cw_clock_now () - delays[i]), <=, 5);
      moved += delays[i] + 10;
      cw_clock_set_offset (moved);
      failed = assign_fixture_roll (fixture, NULL, FALSE);
      assert_result (failed, CW_RESULT_FAILED);
      g_assert_error (cw_outcome_get_error (failed), CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
      assign_fixture_assert_live (fixture, "switched", "web");
    }
  g_assert_true (g_file_set_contents (flag, "", -1, NULL));
  waits = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (waits, CW_RESULT_NOTHING);
  /* Whoever names it does not wait. */
  finally = assign_fixture_roll (fixture, "switched", FALSE);
  assert_result (finally, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "switched", "web2");
}

/* What was staged is gone or changed: it is written once more, when the key can be had. */
static void
test_lost_files (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignmentRecord) record = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  setup (fixture, "plain");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  record = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  folder = cw_live_dup_folder (cw_assignments_get_live (fixture->assignments), "plain", record->generation);
  path = g_build_filename (folder, "cert.pem", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  cw_clock_set_offset (2 * HOUR);
  outcome = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (outcome, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web2");
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
}

/* The computer slept through the whole life of the next one. */
static void
test_slept_too_long (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) outcome = NULL;

  setup (fixture, "plain");
  assign_fixture_import (fixture, "short");
  stage (fixture, "short", "plain", HOUR, TRUE);
  cw_clock_set_offset (5 * DAY);
  outcome = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_NOT_SUITABLE);
  assign_fixture_assert_live (fixture, "plain", "web");
}

/* Two that look at the same moment: one does it. */
static void
test_twice_at_once (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) first = NULL;
  g_autoptr (CwOperation) second = NULL;
  g_autoptr (CwPlan) first_plan = NULL;
  g_autoptr (CwPlan) second_plan = NULL;
  g_autoptr (CwOutcome) first_outcome = NULL;
  g_autoptr (CwOutcome) second_outcome = NULL;
  g_autoptr (GError) error = NULL;

  setup (fixture, "plain");
  stage (fixture, "web2", "plain", HOUR, TRUE);
  cw_clock_set_offset (2 * HOUR);
  first = cw_roll_operation_new (fixture->assignments, NULL, FALSE);
  second = cw_roll_operation_new (fixture->assignments, NULL, FALSE);
  first_plan = cw_operation_prepare (first, NULL, &error);
  second_plan = cw_operation_prepare (second, NULL, &error);
  g_assert_no_error (error);
  first_outcome = cw_operation_run (first, first_plan, NULL);
  second_outcome = cw_operation_run (second, second_plan, NULL);
  assert_result (first_outcome, CW_RESULT_DONE);
  assert_result (second_outcome, CW_RESULT_NOTHING);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, fixture_find (&fixture->base, "web"));
}

/* A usage that nothing describes any more fails like any other: noted, tried again later, and nothing else stops. */
static void
assert_lost (AssignFixture *fixture, const char *code, const char *word)
{
  g_autoptr (CwOutcome) partly = NULL;
  g_autoptr (CwOutcome) waits = NULL;
  g_autoptr (CwOutcome) failed = NULL;
  g_autoptr (CwAssignmentRecord) record = NULL;

  cw_clock_set_offset (2 * HOUR);
  partly = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (partly, CW_RESULT_PARTLY);
  g_assert_cmpuint (cw_outcome_get_count (partly, "rolled"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (partly, "failed"), ==, 1);
  assign_fixture_assert_live (fixture, "plain", "web2");
  assign_fixture_assert_live (fixture, "second", "web");
  record = assign_fixture_record (fixture, "second", CW_PLACE_NEXT);
  g_assert_cmpuint (record->tries, ==, 1);
  g_assert_cmpstr (record->code, ==, code);
  g_assert_nonnull (strstr (record->message, word));
  waits = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (waits, CW_RESULT_NOTHING);
  cw_clock_set_offset (2 * HOUR + 301);
  failed = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (failed, CW_RESULT_FAILED);
}

#define SECOND "Title=Second Service\n[Names]\nSubject={computer}\nNames={computer};\n"

static void
test_usage_gone (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) back = NULL;

  setup (fixture, "plain,second");
  stage (fixture, "web2", "plain,second", HOUR, TRUE);
  assign_fixture_remove_usage (fixture, "second");
  assert_lost (fixture, "not-found", "no usage file for “second”");
  assign_fixture_write_usage (fixture, "second", SECOND);
  back = assign_fixture_roll (fixture, "second", FALSE);
  assert_result (back, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "second", "web2");
}

static void
test_usage_mistake (AssignFixture *fixture, gconstpointer data)
{
  setup (fixture, "plain,second");
  stage (fixture, "web2", "plain,second", HOUR, TRUE);
  assign_fixture_break_usage (fixture, "second");
  assert_lost (fixture, "mistake", "second.usage:12: ");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/roll/roll", test_roll);
  add ("/roll/now", test_now);
  add ("/roll/wrong-wishes", test_wrong_wishes);
  add ("/roll/first-use", test_first_use);
  add ("/roll/lead-time", test_lead_time);
  add ("/roll/gap", test_gap);
  add ("/roll/next-replaces-next", test_next_replaces_next);
  add ("/roll/next-becomes-current", test_next_becomes_current);
  add ("/roll/stage-current", test_stage_current);
  add ("/roll/failure", test_failure);
  add ("/roll/lost-files", test_lost_files);
  add ("/roll/slept-too-long", test_slept_too_long);
  add ("/roll/twice-at-once", test_twice_at_once);
  add ("/roll/usage-gone", test_usage_gone);
  add ("/roll/usage-mistake", test_usage_mistake);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
