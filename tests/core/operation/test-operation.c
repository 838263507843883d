/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-json.h"
#include "cw-operation.h"
#include "fixture.h"
#include "pki.h"

/* ---- an operation that does as it is told ---- */

typedef enum { DO_WELL, DO_FAIL, DO_FAIL_ELSEWHERE, DO_REPORT } Behaviour;

#define TEST_TYPE_OPERATION (test_operation_get_type ())
G_DECLARE_FINAL_TYPE (TestOperation, test_operation, TEST, OPERATION, CwOperation)

struct _TestOperation {
  CwOperation parent_instance;
  Behaviour   behaviour;
};

G_DEFINE_FINAL_TYPE (TestOperation, test_operation, CW_TYPE_OPERATION)

static CwPlan *
test_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;

  if (TEST_OPERATION (operation)->behaviour == DO_FAIL_ELSEWHERE)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "Full.");
      return NULL;
    }
  plan = cw_plan_new ("Test");
  cw_plan_add (plan, FALSE, "Look", NULL);
  cw_plan_add (plan, TRUE, "Do", "Something");
  cw_plan_add (plan, TRUE, "Do more", NULL);
  return g_steal_pointer (&plan);
}

static gboolean
test_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (!cw_operation_begin_step (operation, step, cancellable, error))
        return FALSE;
      if (TEST_OPERATION (operation)->behaviour == DO_FAIL && i == 1)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_IO, "Broken.");
          return FALSE;
        }
      if (TEST_OPERATION (operation)->behaviour == DO_REPORT)
        for (guint n = 0; n < 100000; n++)
          cw_operation_report_progress (operation, n / 100000.0, "working");
      cw_plan_step_end (step, CW_STEP_DONE, "Well done");
    }
  cw_operation_report_progress (operation, 1, "finished");
  cw_operation_set_can_cancel (operation, FALSE);
  cw_outcome_set_result (outcome, CW_RESULT_DONE, "All done.");
  return cw_operation_keep (operation, outcome, error);
}

static void
test_operation_class_init (TestOperationClass *klass)
{
  CW_OPERATION_CLASS (klass)->name = "test";
  CW_OPERATION_CLASS (klass)->prepare = test_prepare;
  CW_OPERATION_CLASS (klass)->run = test_run;
}

static void
test_operation_init (TestOperation *self)
{
}

static CwOperation *
operation_new (Fixture *fixture, Behaviour behaviour)
{
  TestOperation *self = g_object_new (TEST_TYPE_OPERATION, NULL);

  self->behaviour = behaviour;
  cw_operation_set_store (CW_OPERATION (self), fixture->store);
  return CW_OPERATION (self);
}

static CwStepState
get_state (CwPlan *plan, guint index)
{
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), index);

  return cw_plan_step_get_state (step);
}

/* ---- its life ---- */

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_WELL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);
  CwPlan *plan = cw_outcome_get_plan (outcome);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  g_autoptr (GPtrArray) history = cw_store_list_history (fixture->store, 10, NULL);
  const CwHistoryEntry *entry = g_ptr_array_index (history, 0);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpstr (cw_outcome_get_summary (outcome), ==, "All done.");
  g_assert_null (cw_outcome_get_error (outcome));
  g_assert_cmpstr (cw_plan_step_get_message (step), ==, "Well done");
  g_assert_cmpint (cw_plan_step_get_started (step), >, 0);
  g_assert_cmpint (cw_plan_step_get_finished (step), >=, cw_plan_step_get_started (step));
  g_assert_cmpuint (history->len, ==, 1);
  g_assert_cmpstr (entry->operation, ==, "test");
  g_assert_cmpstr (entry->title, ==, "Test");
  g_assert_cmpstr (entry->result, ==, "done");
}

static void
test_failure_is_an_outcome (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_FAIL);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);
  CwPlan *plan = cw_outcome_get_plan (outcome);
  g_autoptr (GPtrArray) history = cw_store_list_history (fixture->store, 10, NULL);

  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_IO);
  g_assert_cmpint (get_state (plan, 0), ==, CW_STEP_DONE);
  g_assert_cmpint (get_state (plan, 1), ==, CW_STEP_FAILED);
  g_assert_cmpint (get_state (plan, 2), ==, CW_STEP_SKIPPED);
  g_assert_cmpuint (history->len, ==, 1);
  g_assert_cmpstr (((CwHistoryEntry *) g_ptr_array_index (history, 0))->result, ==, "failed");
}

static void
test_errors_of_others_become_ours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_FAIL_ELSEWHERE);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_operation_prepare (operation, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
}

static void
test_confirm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_WELL);
  g_autoptr (CwOutcome) outcome = NULL;

  cw_operation_set_flags (operation, CW_OPERATION_CONFIRM);
  test_script_say_yes (fixture->script);
  test_script_say_no (fixture->script);
  outcome = fixture_run (fixture, operation);
  assert_result (outcome, CW_RESULT_CANCELLED);
  g_assert_cmpuint (test_script_get_asked (fixture->script)->len, ==, 2);   /* not about "Look" */
  g_assert_cmpint (get_state (cw_outcome_get_plan (outcome), 1), ==, CW_STEP_DONE);
  g_assert_cmpint (get_state (cw_outcome_get_plan (outcome), 2), ==, CW_STEP_SKIPPED);
}

static void
test_confirm_and_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_WELL);

  cw_operation_set_flags (operation, CW_OPERATION_CONFIRM);
  fixture_fail (fixture, operation, CW_ERROR_NEEDS_CONFIRMATION);
}

static void
test_cancelled_before_it_begins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_WELL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, NULL);
  g_autoptr (CwOutcome) outcome = NULL;

  g_cancellable_cancel (cancellable);
  outcome = cw_operation_run (operation, plan, cancellable);
  assert_result (outcome, CW_RESULT_CANCELLED);
  g_assert_cmpint (get_state (plan, 0), ==, CW_STEP_SKIPPED);
}

/* ---- notifications: in the creator's context, and not one for each report ---- */

typedef struct {
  GThread *thread;
  guint    progress;
  guint    states;
  gboolean finished;
} Watch;

static void
progress_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  Watch *watch = data;

  g_assert_true (g_thread_self () == watch->thread);
  watch->progress++;
}

static void
state_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  Watch *watch = data;

  g_assert_true (g_thread_self () == watch->thread);
  watch->states++;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwOutcome) outcome = cw_operation_run_finish (CW_OPERATION (source), result);

  assert_result (outcome, CW_RESULT_DONE);
  ((Watch *) data)->finished = TRUE;
}

static void
test_notifications (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwOperation) operation = operation_new (fixture, DO_REPORT);
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, NULL);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  Watch watch = { .thread = g_thread_self () };

  g_assert_cmpfloat (cw_operation_get_fraction (operation), ==, -1);
  g_assert_true (cw_operation_can_cancel (operation));
  g_signal_connect (operation, "notify::fraction", G_CALLBACK (progress_cb), &watch);
  g_signal_connect (step, "notify::state", G_CALLBACK (state_cb), &watch);
  cw_operation_run_async (operation, plan, NULL, finished_cb, &watch);
  while (!watch.finished)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (watch.progress, >, 0);
  g_assert_cmpuint (watch.states, ==, 2);
  g_assert_cmpstr (cw_operation_get_progress (operation), ==, "finished");
  g_assert_cmpfloat (cw_operation_get_fraction (operation), ==, 1);
  g_assert_false (cw_operation_can_cancel (operation));
}

/* ---- plan ---- */

static void
test_plan (void)
{
  g_autoptr (CwPlan) plan = cw_plan_new ("Title");
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "field", "A sentence.");
  g_autoptr (CwPlanFact) fact = NULL;
  CwPlanStep *step;

  g_assert_false (cw_plan_changes_anything (plan));
  cw_plan_add (plan, FALSE, "Look", NULL);
  g_assert_false (cw_plan_changes_anything (plan));
  step = cw_plan_add (plan, TRUE, "Do", "Detail");
  g_assert_true (cw_plan_changes_anything (plan));
  cw_plan_add_fact (plan, "Number", "3");
  cw_plan_add_problem (plan, problem);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 2);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (plan)) == CW_TYPE_PLAN_STEP);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (plan), 2));
  g_assert_cmpstr (cw_plan_step_get_title (step), ==, "Do");
  g_assert_cmpstr (cw_plan_step_get_detail (step), ==, "Detail");
  g_assert_cmpint (cw_plan_step_get_state (step), ==, CW_STEP_PENDING);
  fact = g_list_model_get_item (cw_plan_get_facts (plan), 0);
  g_assert_cmpstr (cw_plan_fact_get_property (fact), ==, "Number");
  g_assert_cmpstr (cw_plan_fact_get_value (fact), ==, "3");
  g_assert_cmpuint (g_list_model_get_n_items (cw_plan_get_problems (plan)), ==, 1);
}

static void
test_interaction_nobody (void)
{
  CwQuestion question = { .heading = "Sure?", .body = "", .accept = "Yes" };
  CwSecretQuestion secret = { .heading = "The password is needed", .body = "" };
  const char *choices[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_interaction_confirm (NULL, &question, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION);
  g_clear_error (&error);
  g_assert_null (cw_interaction_ask_secret (NULL, &secret, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED);
  g_clear_error (&error);
  g_assert_cmpint (cw_interaction_choose (NULL, &question, choices, 0, NULL, &error), ==, -1);
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION);
}

/* ---- JSON: the keys that scripts rely on ---- */

static JsonObject *
get_first (JsonObject *object, const char *member)
{
  return json_array_get_object_element (json_object_get_array_member (object, member), 0);
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  static const char * const keys[] = {
    "id", "friendlyName", "subject", "issuer", "serial", "notBefore", "notAfter", "thumbprint", "sha256", "names", "keyAlgorithm",
    "hasPrivateKey", "exportable", "usages",
  };
  g_autofree char *path = pki_dup_path ("leaf.both");
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object, *certificate;

  cw_import_draft_add_path (draft, path);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  json = cw_outcome_to_json (outcome);
  root = json_from_string (json, &error);
  g_assert_no_error (error);
  object = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (object, "operation"), ==, "import");
  g_assert_cmpstr (json_object_get_string_member (object, "result"), ==, "done");
  g_assert_true (json_object_get_null_member (object, "error"));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "counts"), "added"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (get_first (object, "steps"), "state"), ==, "done");
  certificate = get_first (object, "certificates");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (json_object_has_member (certificate, keys[i]));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (certificate, "names"), 0), ==, "www.example.org");
  g_assert_true (g_str_has_suffix (json_object_get_string_member (certificate, "notAfter"), "Z"));
  g_assert_cmpuint (strlen (json_object_get_string_member (certificate, "thumbprint")), ==, 40);
}

static void
test_json_error (void)
{
  g_autoptr (CwPlan) plan = cw_plan_new ("T");
  g_autoptr (CwOutcome) outcome = cw_outcome_new ("import", plan);
  g_autoptr (GError) error = g_error_new_literal (CW_ERROR, CW_ERROR_PASSWORD_WRONG, "Wrong \"password\".\n");
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "not \xff utf-8", "S.");
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  cw_outcome_add_problem (outcome, problem);
  cw_outcome_set_error (outcome, error);
  json = cw_outcome_to_json (outcome);
  root = json_from_string (json, NULL);
  object = json_object_get_object_member (json_node_get_object (root), "error");
  g_assert_cmpstr (json_object_get_string_member (object, "code"), ==, "password-wrong");
  g_assert_cmpstr (json_object_get_string_member (object, "message"), ==, "Wrong \"password\".\n");
  g_assert_true (json_object_has_member (object, "remedy"));
  g_assert_true (g_utf8_validate (json, -1, NULL));
}

static void
test_json_times (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;

  json_builder_begin_array (builder);
  cw_json_add_time (builder, 0);
  cw_json_add_time (builder, 1);
  cw_json_add_time (builder, G_MAXINT64);
  json_builder_end_array (builder);
  json = cw_json_print (builder);
  g_assert_nonnull (strstr (json, "null"));
  g_assert_nonnull (strstr (json, "1970-01-01T00:00:01Z"));
  g_assert_nonnull (strstr (json, "9999-12-31T23:59:59Z"));
}

static void
test_nicks (void)
{
  g_assert_cmpstr (cw_result_to_nick (CW_RESULT_DONE), ==, "done");
  g_assert_cmpstr (cw_result_to_nick (CW_RESULT_NOTHING), ==, "nothing");
  g_assert_cmpstr (cw_result_to_nick (CW_RESULT_PARTLY), ==, "partly");
  g_assert_cmpstr (cw_result_to_nick (CW_RESULT_CANCELLED), ==, "cancelled");
  g_assert_cmpstr (cw_result_to_nick (CW_RESULT_FAILED), ==, "failed");
  g_assert_cmpstr (cw_step_state_to_nick (CW_STEP_PENDING), ==, "pending");
  g_assert_cmpstr (cw_step_state_to_nick (CW_STEP_UNDONE), ==, "undone");
}

int
main (int argc, char *argv[])
{
  g_autoptr (CwCertificate) leaf = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  leaf = pki_make ("leaf", NULL, "/CN=www.example.org", "ec:P-256", 365, "subjectAltName=DNS:www.example.org");
  pki_run ("sh", "-c", "cat leaf.pem leaf.key > leaf.both", NULL);
#define ADD(path, function) g_test_add ("/operation/" path, Fixture, NULL, fixture_setup, function, fixture_teardown)
  ADD ("life", test_life);
  ADD ("failure", test_failure_is_an_outcome);
  ADD ("errors-of-others", test_errors_of_others_become_ours);
  ADD ("confirm/refused", test_confirm);
  ADD ("confirm/nobody", test_confirm_and_nobody_there);
  ADD ("cancelled", test_cancelled_before_it_begins);
  ADD ("notifications", test_notifications);
  ADD ("json/import", test_json);
  g_test_add_func ("/operation/json/error", test_json_error);
  g_test_add_func ("/operation/json/times", test_json_times);
  g_test_add_func ("/operation/plan", test_plan);
  g_test_add_func ("/operation/interaction/nobody", test_interaction_nobody);
  g_test_add_func ("/operation/nicks", test_nicks);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
