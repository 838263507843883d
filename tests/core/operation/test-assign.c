/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include "assign-fixture.h"
#include "cw-authority-operations.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-request-operation.h"
#include "pki.h"

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, assign_fixture_teardown)

static guint
get_mode (AssignFixture *fixture, const char *path)
{
  g_autofree char *full = g_build_filename (fixture->live, path, NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (full, &info), ==, 0);
  return info.st_mode & 07777;
}

/* ---- candidates ---- */

static CwCandidate *
judge (AssignFixture *fixture, const char *reference, const char *type, gint64 when)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (fixture->usages, type, &error);
  g_autoptr (CwStoredCertificate) row = cw_store_find (fixture->base.store, reference, &error);
  CwCandidate *candidate;

  g_assert_no_error (error);
  candidate = cw_assignments_judge (fixture->assignments, row, usages, when, &error);
  g_assert_no_error (error);
  return candidate;
}

static void
assert_judged (AssignFixture *fixture, const char *reference, const char *type, gint64 when, gboolean can_serve, const char *word)
{
  g_autoptr (CwCandidate) candidate = judge (fixture, reference, type, when);
  g_autofree char *reasons = cw_candidate_dup_reasons (candidate);

  g_assert_cmpint (cw_candidate_can_serve (candidate), ==, can_serve);
  if (word == NULL)
    g_assert_cmpstr (reasons, ==, "");
  else if (strstr (reasons, word) == NULL)
    g_error ("“%s” does not say “%s”", reasons, word);
}

static void
test_judge (AssignFixture *fixture, gconstpointer data)
{
  const char *const names[] = { "web", "web2", "other", "wild", "client", "weak", "untrusted", "short" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assign_fixture_import (fixture, names[i]);
  assert_judged (fixture, "web", "plain", 0, TRUE, NULL);
  assert_judged (fixture, "web2", "plain", 0, TRUE, NULL);
  assert_judged (fixture, "other", "plain", 0, TRUE, "host.example.org");
  assert_judged (fixture, "wild", "plain", 0, TRUE, "wildcard");
  assert_judged (fixture, "wild", "second", 0, TRUE, NULL);
  assert_judged (fixture, "client", "plain", 0, FALSE, "Plain Service");
  assert_judged (fixture, "weak", "plain", 0, TRUE, "2048");
  assert_judged (fixture, "untrusted", "plain", 0, FALSE, "chain");
  assert_judged (fixture, "short", "plain", cw_clock_now () + 5 * 86400, FALSE, "before it is to take over");
  assert_judged (fixture, "Test Issuing CA", "plain", 0, FALSE, "private key");
  cw_clock_set_offset (5 * 86400);
  assert_judged (fixture, "short", "plain", 0, FALSE, "expired");
  cw_clock_set_offset (-5 * 86400);
  assert_judged (fixture, "web", "plain", 0, FALSE, "not valid until");
}

/* Without the certificate between, the way ends too early. */
static void
test_judge_incomplete (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *key = pki_dup_path ("web.key");
  g_autofree char *pem = pki_dup_path ("web.pem");
  g_autoptr (CwAssignDraft) draft = NULL;

  fixture_import (&fixture->base, pem, FALSE);
  draft = assign_fixture_draft (fixture, "host.example.org", "plain");
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_KEY_MISSING);
  fixture_import (&fixture->base, key, FALSE);
  assert_judged (fixture, "host.example.org", "plain", 0, FALSE, "chain");
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_NOT_SUITABLE);
  assign_fixture_assert_live (fixture, "plain", NULL);
}

static void
test_list (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (fixture->usages, "plain", &error);
  g_autoptr (GPtrArray) fit = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_import (fixture, "other");
  assign_fixture_import (fixture, "client");
  fit = cw_assignments_list_candidates (fixture->assignments, usages, 0, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fit->len, ==, 3);
  /* Best first: nothing against it, and it lasts longest. */
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (g_ptr_array_index (fit, 0))), ==, "web2");
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (g_ptr_array_index (fit, 1))), ==, "web");
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (g_ptr_array_index (fit, 2))), ==, "other");
  all = cw_assignments_list_candidates (fixture->assignments, usages, 0, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 5);
  g_assert_false (cw_stored_certificate_has_private_key (cw_candidate_get_certificate (g_ptr_array_index (all, 4))));
  g_cancellable_cancel (cancelled);
  g_assert_null (cw_assignments_list_candidates (fixture->assignments, usages, 0, TRUE, cancelled, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* ---- assigning ---- */

static void
test_assign (AssignFixture *fixture, gconstpointer data)
{
  gint64 web = assign_fixture_import (fixture, "web");
  gint64 web2 = assign_fixture_import (fixture, "web2");
  gint64 web3 = assign_fixture_import (fixture, "web3");
  g_autoptr (CwOutcome) first = assign_fixture_assign (fixture, "web", "plain");
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) third = NULL;

  g_assert_cmpint (cw_outcome_get_history_id (first), !=, 0);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
  assign_fixture_assert_live (fixture, "plain", "web");
  g_assert_cmpuint (get_mode (fixture, "plain/privkey.pem"), ==, 0600);
  g_assert_cmpuint (get_mode (fixture, "plain/fullchain.pem"), ==, 0644);

  second = assign_fixture_assign (fixture, "web2", "plain");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web2);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, web);
  assign_fixture_assert_live (fixture, "plain", "web2");
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);

  third = assign_fixture_assign (fixture, "web3", "plain");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web3);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, web2);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 2);
}

static void
test_several (AssignFixture *fixture, gconstpointer data)
{
  gint64 web = assign_fixture_import (fixture, "web");
  g_autoptr (CwOutcome) outcome = assign_fixture_assign (fixture, "web", "plain,second,slow");

  g_assert_cmpuint (cw_outcome_get_count (outcome, "assigned"), ==, 3);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, web);
  g_assert_cmpint (assign_fixture_get (fixture, "second", CW_PLACE_CURRENT), ==, web);
  g_assert_cmpint (assign_fixture_get (fixture, "slow", CW_PLACE_CURRENT), ==, web);
  assign_fixture_assert_live (fixture, "second", "web");
}

/* One that cannot be written leaves all of them as they were. */
static void
test_all_or_nothing (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *broken = NULL;

  assign_fixture_write_usage (fixture, "broken",
                              "Title=Broken\n[Names]\nSubject={computer}\nNames={computer};\n[Service]\nAction=command\nCheck=/bin/false\nReload=/bin/true\n");
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  outcome = assign_fixture_assign (fixture, "web", "plain,second");
  before = assign_fixture_snapshot (fixture);
  draft = assign_fixture_draft (fixture, "web2", "plain,second,broken");
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_SERVICE_CONFIGURATION);
  assign_fixture_assert_live (fixture, "plain", "web");
  assign_fixture_assert_live (fixture, "broken", NULL);
  broken = g_build_filename (fixture->live, ".generations/broken", NULL);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "broken"), ==, 0);
  g_rmdir (broken);
  after = assign_fixture_snapshot (fixture);
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
  g_assert_nonnull (strstr (before, "plain current"));
  g_assert_nonnull (strstr (after, "plain current"));
}

static void
test_nothing (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwOutcome) third = NULL;
  g_autoptr (CwOutcome) fourth = NULL;
  g_autofree char *path = g_build_filename (fixture->live, "plain/cert.pem", NULL);
  g_autoptr (CwAssignmentRecord) before = NULL;
  g_autoptr (CwAssignmentRecord) after = NULL;

  assign_fixture_import (fixture, "web");
  first = assign_fixture_assign (fixture, "web", "plain");
  draft = assign_fixture_draft (fixture, "web", "plain");
  before = assign_fixture_record (fixture, "plain", CW_PLACE_CURRENT);
  second = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (second, CW_RESULT_NOTHING);
  g_object_set (draft, "again", TRUE, NULL);
  third = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (third, CW_RESULT_DONE);
  after = assign_fixture_record (fixture, "plain", CW_PLACE_CURRENT);
  g_assert_cmpuint (after->generation, !=, before->generation);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
  /* What is not in place any more is put there without being asked for expressly. */
  g_assert_cmpint (g_remove (path), ==, 0);
  g_object_set (draft, "again", FALSE, NULL);
  fourth = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (fourth, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web");
}

static void
test_advice (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) forced = NULL;
  g_autoptr (CwOutcome) agreed = NULL;
  g_autoptr (CwOutcome) refused = NULL;

  assign_fixture_import (fixture, "other");
  draft = assign_fixture_draft (fixture, "other", "plain");
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NEEDS_FORCE);
  test_script_say_no (fixture->base.script);
  refused = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (refused, CW_RESULT_CANCELLED);
  assign_fixture_assert_live (fixture, "plain", NULL);
  forced = assign_fixture_run (fixture, draft, CW_OPERATION_FORCE);
  assert_result (forced, CW_RESULT_DONE);
  test_script_say_yes (fixture->base.script);
  g_object_set (draft, "again", TRUE, NULL);
  agreed = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (agreed, CW_RESULT_DONE);
}

static void
test_wrong_wishes (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (fixture->assignments);
  g_autoptr (GListModel) problems = cw_assign_draft_validate (draft);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 2);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_USAGE);
  g_assert_false (cw_assign_draft_set_types (draft, "plane", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  cw_assign_draft_set_types (draft, "plain", &error);
  g_object_set (draft, "reference", "nobody", NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  g_object_set (draft, "path", "/nowhere.pfx", NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_USAGE);
  g_object_set (draft, "reference", NULL, NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  g_object_set (draft, "path", NULL, "request", (gint64) 77, NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  g_object_set (draft, "request", (gint64) 0, "reference", "a name; rm", "effective-date", (gint64) 1800000000, "roll", TRUE, NULL);
  command = cw_assign_draft_dup_command (draft);
  g_assert_cmpstr (command, ==, "certwizardctl set --reference 'a name; rm' --type plain --effective-date 2027-01-15T08:00:00Z --roll");
}

/* ---- from a request ---- */

static gint64
request_from_practice (AssignFixture *fixture, gboolean hold)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwOperation) policy = cw_practice_policy_operation_new (fixture->authorities, hold);
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (topology, fixture->usages);
  g_autoptr (CwRequestOperation) operation = NULL;
  G_GNUC_UNUSED g_autoptr (CwOutcome) decided = fixture_run (&fixture->base, policy);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwStoredRequest) request = NULL;

  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (fixture->usages, "plain"), TRUE);
  g_object_set (draft, "authority", "practice", "key-type", CW_KEY_ECDH_P256, NULL);
  operation = cw_request_operation_new (fixture->authorities, draft);
  outcome = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (outcome, hold ? CW_RESULT_PENDING : CW_RESULT_DONE);
  request = g_list_model_get_item (cw_outcome_get_requests (outcome), 0);
  return cw_stored_request_get_record (request)->id;
}

/* What the practice CA issues is trusted by this program alone, and can be assigned. */
static void
test_request (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, NULL, "plain");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  gint64 issued = request_from_practice (fixture, FALSE);
  gint64 waiting = request_from_practice (fixture, TRUE);
  g_autofree char *chain = g_build_filename (fixture->live, "plain/chain.pem", NULL);

  g_object_set (draft, "request", waiting, NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  g_object_set (draft, "request", issued, NULL);
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_DONE);
  record = cw_store_find_request (fixture->base.store, issued, &error);
  g_assert_no_error (error);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, record->certificate);
  /* The issuing CA is served, the root is not. */
  pki_run ("sh", "-c", "test $(grep -c BEGIN \"$0\") -eq 1", chain, NULL);
}

/* ---- from a file ---- */

static void
make_pfx (const char *name, const char *password)
{
  g_autofree char *key = g_strdup_printf ("%s.key", name);
  g_autofree char *pem = g_strdup_printf ("%s.pem", name);
  g_autofree char *pfx = g_strdup_printf ("%s.pfx", name);
  g_autofree char *word = g_strdup_printf ("pass:%s", password);

  pki_run ("openssl", "pkcs12", "-export", "-inkey", key, "-in", pem, "-certfile", "issuing.pem", "-out", pfx, "-passout", word, NULL);
}

static CwAssignDraft *
make_file_draft (AssignFixture *fixture, const char *name, const char *password, const char *types)
{
  CwAssignDraft *draft = assign_fixture_draft (fixture, NULL, types);
  g_autofree char *file = g_strdup_printf ("%s.pfx", name);
  g_autofree char *path = pki_dup_path (file);
  g_autoptr (CwSecret) secret = cw_secret_new_text (password);

  g_object_set (draft, "path", path, "password", secret, "friendly-name", "From a file", NULL);
  return draft;
}

static void
test_file (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwAssignDraft) once_more = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autofree char *before = fixture_snapshot (&fixture->base);
  g_autofree char *after = NULL;

  make_pfx ("web", "open sesame");
  draft = make_file_draft (fixture, "web", "wrong", "plain");
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_PASSWORD_WRONG);
  after = fixture_snapshot (&fixture->base);
  g_assert_cmpstr (before, ==, after);
  g_clear_object (&draft);
  draft = make_file_draft (fixture, "web", "open sesame", "plain,second");
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "second", "web");
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, fixture_find (&fixture->base, "From a file"));
  once_more = make_file_draft (fixture, "web", "open sesame", "plain");
  g_object_set (once_more, "friendly-name", NULL, NULL);
  again = assign_fixture_run (fixture, once_more, CW_OPERATION_NORMAL);
  assert_result (again, CW_RESULT_NOTHING);
}

/* What was imported on the way stays, and the report says so. */
static void
test_file_and_failure (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_write_usage (fixture, "broken",
                              "Title=Broken\n[Names]\nSubject={computer}\nNames={computer};\n[Service]\nAction=command\nCheck=/bin/false\nReload=/bin/true\n");
  make_pfx ("web2", "word");
  draft = make_file_draft (fixture, "web2", "word", "broken");
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
  g_assert_cmpint (fixture_find (&fixture->base, "From a file"), !=, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_problems (outcome)), >=, 1);
  assign_fixture_assert_live (fixture, "broken", NULL);
}

/* The key in the file is another certificate's. */
static void
test_file_with_wrong_key (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("wrong.pem");
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, NULL, "plain");

  pki_run ("sh", "-c", "cat web.pem issuing.pem web2.key >wrong.pem", NULL);
  g_object_set (draft, "path", path, NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_KEY_MISSING);
  pki_run ("sh", "-c", "cat web.pem web.key web2.pem web2.key >wrong.pem", NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_AMBIGUOUS);
  pki_run ("sh", "-c", "cat web.key >wrong.pem", NULL);
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_EMPTY);
  assign_fixture_assert_live (fixture, "plain", NULL);
}

/* ---- PKCS #12 ---- */

static void
test_pkcs12 (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) second = NULL;
  g_autofree char *path = g_build_filename (fixture->live, "pfx/bundle.p12", NULL);

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  draft = assign_fixture_draft (fixture, "web", "pfx");
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_PASSWORD_NEEDED);
  assign_fixture_assert_live (fixture, "pfx", NULL);
  test_script_say_secret (fixture->base.script, "a word for it");
  first = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (first, CW_RESULT_DONE);
  g_assert_cmpstr (test_keyring_get_label (fixture->base.keyring), ==, "Certificate Wizard: PKCS #12 file of PFX Service");
  pki_run ("openssl", "pkcs12", "-in", path, "-noout", "-passin", "pass:a word for it", NULL);
  /* The second time it is known. */
  second = assign_fixture_assign (fixture, "web2", "pfx");
  pki_run ("openssl", "pkcs12", "-in", path, "-noout", "-passin", "pass:a word for it", NULL);
}

static void
test_pkcs12_file (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *word = fixture_dup_path (&fixture->base, "word");
  g_autofree char *text = g_strdup_printf ("Title=Filed\n[Names]\nSubject={computer}\nNames={computer};\n[Target bundle]\nFile=bundle.p12\n"
                                           "Format=pkcs12\nMode=0600\nPasswordFile=%s\n", word);
  g_autofree char *path = g_build_filename (fixture->live, "filed/bundle.p12", NULL);
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_write_usage (fixture, "filed", text);
  assign_fixture_import (fixture, "web");
  draft = assign_fixture_draft (fixture, "web", "filed");
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (word, "from the file\n", -1, NULL));
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_DONE);
  pki_run ("openssl", "pkcs12", "-in", path, "-noout", "-passin", "pass:from the file", NULL);
}

/* ---- somebody else is quicker ---- */

static void
assert_meanwhile (AssignFixture *fixture, const char *reference, const char *types, const char *other)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, reference, types);
  g_autoptr (CwAssignOperation) operation = cw_assign_operation_new (draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_autoptr (CwOutcome) meanwhile = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  g_assert_no_error (error);
  meanwhile = assign_fixture_assign (fixture, other, "plain");
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_IN_USE);
  assign_fixture_assert_live (fixture, "plain", other);
}

/* Neither "there already" nor the plan is true any more. */
static void
test_meanwhile (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) start = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_import (fixture, "web3");
  start = assign_fixture_assign (fixture, "web", "plain");
  assert_meanwhile (fixture, "web", "plain", "web2");
  assert_meanwhile (fixture, "web", "plain,second", "web3");
  assign_fixture_assert_live (fixture, "second", NULL);
}

/* ---- what lost its file ---- */

/* Whoever names a usage with a mistake in its file is told which, and where. */
static void
test_usage_mistake (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) start = NULL;
  g_autoptr (CwUsage) lost = NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) error = NULL;

  assign_fixture_import (fixture, "web");
  start = assign_fixture_assign (fixture, "web", "plain");
  assign_fixture_break_usage (fixture, "plain");
  draft = assign_fixture_draft (fixture, "web", "second");
  g_assert_false (cw_assign_draft_set_types (draft, "Plain", &unknown));
  g_assert_error (unknown, CW_ERROR, CW_ERROR_MISTAKE);
  g_assert_nonnull (strstr (unknown->message, "plain.usage:12: "));
  lost = cw_assignments_dup_usage (fixture->assignments, "plain");
  cw_assign_draft_add_usage (draft, lost);
  operation = cw_assign_operation_new (draft);
  g_assert_null (cw_operation_prepare (CW_OPERATION (operation), NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_MISTAKE);
  g_assert_nonnull (strstr (error->message, "plain.usage:12: "));
}

/* ---- saying no, and what is in the way ---- */

static void
test_what_if (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  assign_fixture_import (fixture, "web");
  before = assign_fixture_snapshot (fixture);
  draft = assign_fixture_draft (fixture, "web", "plain");
  operation = cw_assign_operation_new (draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_plan_changes_anything (plan));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (text, "%s\n%s\n", cw_plan_step_get_title (step), cw_plan_step_get_detail (step));
    }
  g_assert_nonnull (strstr (text->str, "-rw-------"));
  g_assert_nonnull (strstr (text->str, "privkey.pem"));
  after = assign_fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (g_file_test (fixture->live, G_FILE_TEST_EXISTS));
}

/* --confirm: no at any step leaves everything as it was. */
static void
test_confirm (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) start = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  start = assign_fixture_assign (fixture, "web", "plain");
  draft = assign_fixture_draft (fixture, "web2", "plain");
  for (guint yes = 0;; yes++)
    {
      g_autoptr (CwOutcome) outcome = NULL;

      for (guint i = 0; i < yes; i++)
        test_script_say_yes (fixture->base.script);
      if (yes < 2)
        test_script_say_no (fixture->base.script);
      outcome = assign_fixture_run (fixture, draft, CW_OPERATION_CONFIRM);
      if (cw_outcome_get_result (outcome) == CW_RESULT_DONE)
        break;
      assert_result (outcome, CW_RESULT_CANCELLED);
      assign_fixture_assert_live (fixture, "plain", "web");
      g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
    }
  assign_fixture_assert_live (fixture, "plain", "web2");
}

static void
test_cancelled (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  assign_fixture_import (fixture, "web");
  draft = assign_fixture_draft (fixture, "web", "plain");
  operation = cw_assign_operation_new (draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, cancellable);
  assert_result (outcome, CW_RESULT_CANCELLED);
  assign_fixture_assert_live (fixture, "plain", NULL);
}

/* The keyring does not open: nothing happens, and nothing is lost. */
static void
test_locked_store (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;

  assign_fixture_import (fixture, "web");
  g_assert_finalize_object (g_steal_pointer (&fixture->assignments));
  g_assert_finalize_object (g_steal_pointer (&fixture->authorities));
  fixture_reopen (&fixture->base, NULL);
  fixture->authorities = cw_authorities_new (fixture->base.access, fixture->keyring);
  fixture->assignments = cw_assignments_new (fixture->authorities, fixture->keyring, fixture->usages, NULL, fixture->live);
  draft = assign_fixture_draft (fixture, "web", "plain");
  test_keyring_set_error (fixture->base.keyring, CW_ERROR_KEYRING_LOCKED);
  assign_fixture_fail (fixture, draft, CW_OPERATION_NORMAL, CW_ERROR_KEYRING_LOCKED);
  assign_fixture_assert_live (fixture, "plain", NULL);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_CURRENT), ==, 0);
  test_keyring_set_error (fixture->base.keyring, -1);
}

/* The store fails after the switch: everything is as it was before. */
static void
block_history (AssignFixture *fixture)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "store/store.db");

  pki_run ("python3", "-c",
           "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
           "c.execute(\"CREATE TRIGGER no_history BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'no'); END\"); c.commit()", path, NULL);
}

static void
test_store_fails (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) start = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  start = assign_fixture_assign (fixture, "web", "plain");
  block_history (fixture);
  draft = assign_fixture_draft (fixture, "web2", "plain");
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_FAILED);
  assign_fixture_assert_live (fixture, "plain", "web");
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
  g_assert_false (cw_live_has_journal (cw_assignments_get_live (fixture->assignments)));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/assign/judge", test_judge);
  add ("/assign/judge/incomplete", test_judge_incomplete);
  add ("/assign/list", test_list);
  add ("/assign/current-and-previous", test_assign);
  add ("/assign/several", test_several);
  add ("/assign/all-or-nothing", test_all_or_nothing);
  add ("/assign/nothing-to-do", test_nothing);
  add ("/assign/advice", test_advice);
  add ("/assign/wrong-wishes", test_wrong_wishes);
  add ("/assign/request", test_request);
  add ("/assign/file", test_file);
  add ("/assign/file/failure", test_file_and_failure);
  add ("/assign/file/wrong-key", test_file_with_wrong_key);
  add ("/assign/pkcs12", test_pkcs12);
  add ("/assign/pkcs12/password-file", test_pkcs12_file);
  add ("/assign/meanwhile", test_meanwhile);
  add ("/assign/usage-mistake", test_usage_mistake);
  add ("/assign/what-if", test_what_if);
  add ("/assign/confirm", test_confirm);
  add ("/assign/cancelled", test_cancelled);
  add ("/assign/locked-store", test_locked_store);
  add ("/assign/store-fails", test_store_fails);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
