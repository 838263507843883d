/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, assign_fixture_teardown)

static gboolean
is_text_in_tree (const char *folder, const char *text)
{
  g_autoptr (GDir) directory = g_file_test (folder, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (folder, 0, NULL);
  g_autofree char *content = NULL;
  const char *name;
  gboolean found = directory == NULL && g_file_get_contents (folder, &content, NULL, NULL) && strstr (content, text) != NULL;

  while (!found && directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (folder, name, NULL);

      found = is_text_in_tree (child, text);
    }
  return found;
}

static void
test_current (AssignFixture *fixture, gconstpointer data)
{
  gint64 web = assign_fixture_import (fixture, "web");
  G_GNUC_UNUSED g_autoptr (CwOutcome) assigned = assign_fixture_assign (fixture, "web", "plain,second");
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (CwOutcome) nothing = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autofree char *folder = g_build_filename (fixture->live, ".generations/plain", NULL);

  g_assert_true (is_text_in_tree (folder, "PRIVATE KEY"));
  test_script_say_yes (fixture->base.script);
  removed = assign_fixture_remove (fixture, "plain", CW_PLACE_CURRENT, CW_OPERATION_NORMAL);
  assert_result (removed, CW_RESULT_DONE);
  g_assert_cmpint (cw_outcome_get_history_id (removed), !=, 0);
  assign_fixture_assert_live (fixture, "plain", NULL);
  assign_fixture_assert_live (fixture, "second", "web");
  g_assert_false (is_text_in_tree (folder, "PRIVATE KEY"));
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, 0);
  g_assert_cmpint (assign_fixture_get (fixture, "second", CW_PLACE_CURRENT), ==, web);
  nothing = assign_fixture_remove (fixture, "plain", CW_PLACE_CURRENT, CW_OPERATION_NORMAL);
  assert_result (nothing, CW_RESULT_NOTHING);
  /* It is in the store, with its key, and can be assigned again. */
  again = assign_fixture_assign (fixture, "web", "plain");
  assign_fixture_assert_live (fixture, "plain", "web");
}

static void
test_asks (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (fixture->usages, "plain", &error);
  g_autoptr (CwOperation) operation = cw_remove_operation_new (fixture->assignments, usages, CW_PLACE_CURRENT);
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwOutcome) refused = NULL;
  g_autoptr (CwOutcome) forced = NULL;

  assign_fixture_import (fixture, "web");
  assigned = assign_fixture_assign (fixture, "web", "plain");
  fixture_fail (&fixture->base, operation, CW_ERROR_NEEDS_CONFIRMATION);
  test_script_say_no (fixture->base.script);
  refused = assign_fixture_remove (fixture, "plain", CW_PLACE_CURRENT, CW_OPERATION_NORMAL);
  assert_result (refused, CW_RESULT_CANCELLED);
  assign_fixture_assert_live (fixture, "plain", "web");
  forced = assign_fixture_remove (fixture, "plain", CW_PLACE_CURRENT, CW_OPERATION_FORCE);
  assert_result (forced, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", NULL);
}

static void
test_previous (AssignFixture *fixture, gconstpointer data)
{
  gint64 web2;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (CwOutcome) nothing = NULL;

  assign_fixture_import (fixture, "web");
  web2 = assign_fixture_import (fixture, "web2");
  first = assign_fixture_assign (fixture, "web", "plain");
  second = assign_fixture_assign (fixture, "web2", "plain");
  removed = assign_fixture_remove (fixture, "plain", CW_PLACE_PREVIOUS, CW_OPERATION_NORMAL);
  assert_result (removed, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web2");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web2);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
  g_assert_false (cw_live_has_journal (cw_assignments_get_live (fixture->assignments)));
  nothing = assign_fixture_remove (fixture, "plain", CW_PLACE_PREVIOUS, CW_OPERATION_NORMAL);
  assert_result (nothing, CW_RESULT_NOTHING);
}

static void
test_next (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) staged = NULL;
  g_autoptr (CwOutcome) withdrawn = NULL;
  g_autoptr (CwOutcome) rolled = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  first = assign_fixture_assign (fixture, "web", "plain");
  draft = assign_fixture_draft (fixture, "web2", "plain");
  g_object_set (draft, "effective-date", cw_clock_now () + 3600, "roll", TRUE, NULL);
  staged = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (staged, CW_RESULT_DONE);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
  withdrawn = assign_fixture_remove (fixture, "plain", CW_PLACE_NEXT, CW_OPERATION_NORMAL);
  assert_result (withdrawn, CW_RESULT_DONE);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
  cw_clock_set_offset (7200);
  rolled = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (rolled, CW_RESULT_NOTHING);
  assign_fixture_assert_live (fixture, "plain", "web");
}

static gboolean
is_said (CwPlan *plan, const char *part)
{
  GListModel *problems = cw_plan_get_problems (plan);
  gboolean said = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      said = said || (cw_problem_get_severity (problem) == CW_SEVERITY_WARNING && strstr (cw_problem_get_sentence (problem), part) != NULL);
    }
  return said;
}

/* The current one goes, and the one that waits takes over all the same: said before it is done. */
static void
test_next_stays (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) staged = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GPtrArray) usages = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  first = assign_fixture_assign (fixture, "web", "plain,second");
  draft = assign_fixture_draft (fixture, "web2", "plain");
  g_object_set (draft, "effective-date", cw_clock_now () + 3600, "roll", TRUE, NULL);
  staged = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (staged, CW_RESULT_DONE);
  usages = cw_usage_catalogue_parse (fixture->usages, "plain,second", &error);
  operation = cw_remove_operation_new (fixture->assignments, usages, CW_PLACE_CURRENT);
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_said (plan, "“web2”, takes over on"));
  g_assert_true (is_said (plan, "remove --next --type plain"));
  g_assert_false (is_said (plan, "--type second"));
}

/* Assigned again, what was the previous one is the current one alone; a certificate of many usages is told once. */
static void
test_previous_again (AssignFixture *fixture, gconstpointer data)
{
  gint64 web = assign_fixture_import (fixture, "web");
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (CwOutcome) again = NULL;

  assign_fixture_import (fixture, "web2");
  first = assign_fixture_assign (fixture, "web", "plain,second");
  second = assign_fixture_assign (fixture, "web2", "plain,second");
  removed = assign_fixture_remove (fixture, "plain,second", CW_PLACE_CURRENT, CW_OPERATION_FORCE);
  assert_result (removed, CW_RESULT_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (removed)), ==, 1);
  again = assign_fixture_assign (fixture, "web", "plain");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
  g_assert_cmpint (assign_fixture_get (fixture, "second", CW_PLACE_PREVIOUS), ==, web);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
}

/* An assigned certificate cannot be deleted; one that was removed can. */
static void
test_delete (AssignFixture *fixture, gconstpointer data)
{
  gint64 web = assign_fixture_import (fixture, "web");
  G_GNUC_UNUSED g_autoptr (CwOutcome) assigned = assign_fixture_assign (fixture, "web", "plain");
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_store_trash (fixture->base.store, &web, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  removed = assign_fixture_remove (fixture, "plain", CW_PLACE_CURRENT, CW_OPERATION_FORCE);
  assert_result (removed, CW_RESULT_DONE);
  cw_store_trash (fixture->base.store, &web, 1, &error);
  g_assert_no_error (error);
}

/* Between plan and run somebody assigns another one: that is not what was to be removed. */
static void
test_meanwhile (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (fixture->usages, "plain", &error);
  g_autoptr (CwOperation) operation = cw_remove_operation_new (fixture->assignments, usages, CW_PLACE_CURRENT);
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  first = assign_fixture_assign (fixture, "web", "plain");
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  second = assign_fixture_assign (fixture, "web2", "plain");
  cw_operation_set_flags (operation, CW_OPERATION_FORCE);
  outcome = cw_operation_run (operation, plan, NULL);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_IN_USE);
  assign_fixture_assert_live (fixture, "plain", "web2");
}

/* A file that was there before us comes back when we go. */
static void
test_foreign_file (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "service.pem");
  g_autofree char *text = g_strdup_printf ("Title=Outside\n[Names]\nSubject={computer}\nNames={computer};\n[Target outside]\nFile=%s\nFormat=combined\n"
                                           "Mode=0600\n", path);
  g_autofree char *content = NULL;
  g_autofree char *back = NULL;
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwOutcome) removed = NULL;

  assign_fixture_write_usage (fixture, "outside", text);
  assign_fixture_import (fixture, "web");
  g_assert_true (g_file_set_contents (path, "was here first", -1, NULL));
  assigned = assign_fixture_assign (fixture, "web", "outside");
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "PRIVATE KEY"));
  removed = assign_fixture_remove (fixture, "outside", CW_PLACE_CURRENT, CW_OPERATION_FORCE);
  assert_result (removed, CW_RESULT_DONE);
  g_assert_true (g_file_get_contents (path, &back, NULL, NULL));
  g_assert_cmpstr (back, ==, "was here first");
}

/* Its usage file was removed: it can still be taken off, with its files. */
static void
test_usage_gone (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "outside.pem");
  g_autofree char *text = g_strdup_printf ("Title=Outside\n[Names]\nSubject={computer}\nNames={computer};\n[Target outside]\nFile=%s\nFormat=combined\n"
                                           "Mode=0600\n", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = NULL;
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwOutcome) removed = NULL;

  assign_fixture_write_usage (fixture, "outside", text);
  assign_fixture_import (fixture, "web");
  assigned = assign_fixture_assign (fixture, "web", "outside,plain");
  assign_fixture_remove_usage (fixture, "outside");
  g_assert_null (cw_assignments_parse_usages (fixture->assignments, "nobody,outside", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  usages = cw_assignments_parse_usages (fixture->assignments, "Outside, plain", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (usages->len, ==, 2);
  draft = assign_fixture_draft (fixture, "web", "plain");
  cw_assign_draft_add_usage (draft, g_ptr_array_index (usages, 1));
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  operation = cw_remove_operation_new (fixture->assignments, usages, CW_PLACE_CURRENT);
  cw_operation_set_flags (operation, CW_OPERATION_FORCE);
  removed = fixture_run (&fixture->base, operation);
  assert_result (removed, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "outside", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (assign_fixture_get (fixture, "outside", CW_PLACE_CURRENT), ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/remove/current", test_current);
  add ("/remove/asks", test_asks);
  add ("/remove/previous", test_previous);
  add ("/remove/next", test_next);
  add ("/remove/next-stays", test_next_stays);
  add ("/remove/previous-again", test_previous_again);
  add ("/remove/then-delete", test_delete);
  add ("/remove/meanwhile", test_meanwhile);
  add ("/remove/foreign-file", test_foreign_file);
  add ("/remove/usage-gone", test_usage_gone);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
