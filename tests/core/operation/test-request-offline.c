/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"
#include "request-fixture.h"

/* Requests that go out as a file and come back by Import. The authority is openssl. */

static void
setup (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCertificate) ca = NULL;

  pki_setup ();
  request_fixture_setup (fixture, data);
  ca = pki_make ("ca", NULL, "/CN=Paper CA", "ec:P-256", 365, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
}

static void
teardown (RequestFixture *fixture, gconstpointer data)
{
  request_fixture_teardown (fixture, data);
  pki_teardown ();
}

static CwRequestDraft *
make_draft (RequestFixture *fixture, const char *output)
{
  CwRequestDraft *draft = request_fixture_draft (fixture, NULL);

  g_object_set (draft, "online", FALSE, "output", output, "friendly-name", "Paper", "exportable", TRUE, NULL);
  return draft;
}

/* As the person does who got the mail. */
static char *
sign (const char *csr, const char *reply)
{
  g_autofree char *ca = pki_dup_path ("ca.pem");
  g_autofree char *key = pki_dup_path ("ca.key");
  char *out = pki_dup_path (reply);

  pki_run ("openssl", "x509", "-req", "-inform", g_str_has_suffix (csr, ".der") ? "DER" : "PEM", "-in", csr, "-CA", ca, "-CAkey", key,
           "-copy_extensions", "copyall", "-days", "30", "-out", out, NULL);
  return out;
}

static CwOutcome *
import (RequestFixture *fixture, const char *path, char **detail)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->base.access, draft);
  g_autoptr (CwImportItem) item = NULL;
  CwOutcome *outcome;

  cw_import_draft_add_path (draft, path);
  outcome = fixture_run (&fixture->base, CW_OPERATION (operation));
  item = g_list_model_get_item (cw_import_operation_get_preview (operation), 0);
  *detail = g_strdup (cw_import_item_get_detail (item));
  return outcome;
}

static void
round_trip (RequestFixture *fixture, const char *name)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, name);
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, path);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwOutcome) imported = NULL;
  g_autoptr (CwRequestRecord) record = NULL;
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *detail = NULL;

  outcome = request_fixture_request (fixture, draft);
  assert_result (outcome, CW_RESULT_PENDING);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_files (outcome)), ==, 1);
  g_assert_nonnull (strstr (cw_outcome_get_output (outcome), "BEGIN CERTIFICATE REQUEST"));
  assert_state (request_fixture_first (outcome), CW_REQUEST_PENDING);
  g_assert_cmpstr (request_fixture_first (outcome)->kind, ==, "offline");

  request_fixture_restart (fixture);
  reply = sign (path, "reply.pem");
  imported = import (fixture, reply, &detail);
  assert_result (imported, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (imported, "requestsCompleted"), ==, 1);
  g_assert_nonnull (strstr (detail, "Completes the request for “Paper”"));
  row = g_list_model_get_item (cw_outcome_get_certificates (imported), 0);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "Paper");
  g_assert_true (cw_stored_certificate_has_private_key (row));
  g_assert_true (cw_stored_certificate_is_exportable (row));
  record = request_fixture_reload (fixture, request_fixture_first (outcome)->id);
  assert_state (record, CW_REQUEST_ISSUED);
  g_assert_cmpint (record->certificate, ==, cw_stored_certificate_get_id (row));
}

static void
test_pem (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "request.csr");
  g_autofree char *content = NULL;

  round_trip (fixture, "request.csr");
  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_true (g_str_has_prefix (content, "-----BEGIN"));
}

static void
test_der (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "request.der");
  g_autofree char *content = NULL;

  round_trip (fixture, "request.der");
  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpint ((guint8) content[0], ==, 0x30);
}

static gboolean
is_warned_of_another_key (RequestFixture *fixture, const char *path)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->base.access, draft);
  g_autoptr (CwPlan) plan = NULL;
  gboolean found = FALSE;

  cw_import_draft_add_path (draft, path);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (cw_plan_get_problems (plan)); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (cw_plan_get_problems (plan), i);

      found |= strstr (cw_problem_get_sentence (problem), "looks like the reply to the request for “Paper”, but it belongs to another private key.") != NULL;
    }
  return found;
}

static gboolean
warns_of_certificate_for (RequestFixture *fixture, const char *subject)
{
  g_autofree char *request = fixture_dup_path (&fixture->base, "request.csr");
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, request);
  g_autoptr (CwOutcome) outcome = request_fixture_request (fixture, draft);
  G_GNUC_UNUSED g_autoptr (CwCertificate) other = pki_make ("other", "ca", subject, "ec:P-256", 30, NULL);
  g_autofree char *path = pki_dup_path ("other.pem");

  assert_result (outcome, CW_RESULT_PENDING);
  return is_warned_of_another_key (fixture, path);
}

static void
test_other_holder (RequestFixture *fixture, gconstpointer data)
{
  g_assert_false (warns_of_certificate_for (fixture, "/CN=elsewhere.example.org"));
}

/* What is older than the request is the certificate that it will replace. */
static void
test_predecessor (RequestFixture *fixture, gconstpointer data)
{
  cw_clock_set_offset (2 * 86400);
  g_assert_false (warns_of_certificate_for (fixture, "/CN=pool.example.org"));
  cw_clock_set_offset (0);
}

/* A certificate for a key that is not ours is stored as any other, with a warning; the request waits on. */
static void
test_other_key (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "request.csr");
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, path);
  g_autoptr (CwOutcome) outcome = request_fixture_request (fixture, draft);
  g_autoptr (CwCertificate) other = pki_make ("other", "ca", "/CN=pool.example.org", "ec:P-256", 30, "subjectAltName=DNS:pool.example.org\n");
  g_autofree char *reply = pki_dup_path ("other.pem");
  g_autofree char *detail = NULL;
  gboolean warned = is_warned_of_another_key (fixture, reply);
  g_autoptr (CwOutcome) imported = import (fixture, reply, &detail);
  g_autoptr (CwRequestRecord) record = NULL;

  g_assert_true (warned);
  g_assert_cmpstr (cw_certificate_get_key_id (other), !=, request_fixture_first (outcome)->key_id);
  assert_result (imported, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (imported, "requestsCompleted"), ==, 0);
  g_assert_cmpstr (detail, ==, "Will be stored without a private key.");
  record = request_fixture_reload (fixture, request_fixture_first (outcome)->id);
  assert_state (record, CW_REQUEST_PENDING);
  g_assert_true (request_fixture_has_key (fixture, record));
}

/* What the CA changed is said before anything is stored. */
static void
test_changed (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "request.csr");
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, path);
  g_autoptr (CwOutcome) outcome = request_fixture_request (fixture, draft);
  g_autoptr (CwImportDraft) import_draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->base.access, import_draft);
  g_autofree char *ca = pki_dup_path ("ca.pem");
  g_autofree char *key = pki_dup_path ("ca.key");
  g_autofree char *reply = pki_dup_path ("reply.pem");
  g_autoptr (CwPlan) plan = NULL;
  gboolean found = FALSE;

  assert_result (outcome, CW_RESULT_PENDING);
  /* Without -copy_extensions: no names, no purposes. */
  pki_run ("openssl", "x509", "-req", "-in", path, "-CA", ca, "-CAkey", key, "-days", "30", "-out", reply, NULL);
  cw_import_draft_add_path (import_draft, reply);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (cw_plan_get_problems (plan)); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (cw_plan_get_problems (plan), i);

      found |= g_str_equal (cw_problem_get_field (problem), "names") && cw_problem_get_severity (problem) == CW_SEVERITY_ERROR;
    }
  g_assert_true (found);
}

static void
test_overwrite (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "mine.txt");
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, path);
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);
  g_autoptr (CwOutcome) refused = NULL;
  g_autoptr (CwOutcome) agreed = NULL;
  g_autofree char *content = NULL;

  g_file_set_contents (path, "mine", -1, NULL);
  test_script_say_no (fixture->base.script);
  refused = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (refused, CW_RESULT_CANCELLED);
  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, "mine");
  g_assert_cmpuint (cw_store_count_keys (fixture->base.store), ==, 0);

  test_script_say_yes (fixture->base.script);
  agreed = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (agreed, CW_RESULT_PENDING);
}

/* The disk or the folder may be gone when it comes to writing: key and request are kept, and it can be done again. */
static void
test_not_written (RequestFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = fixture_dup_path (&fixture->base, "out");
  g_autofree char *path = g_build_filename (folder, "request.csr", NULL);
  g_autoptr (CwRequestDraft) draft = make_draft (fixture, path);
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) failed = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autoptr (CwRequestRecord) record = NULL;

  g_mkdir (folder, 0755);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, NULL);
  g_assert_nonnull (plan);
  g_rmdir (folder);
  failed = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  assert_result (failed, CW_RESULT_FAILED);
  record = request_fixture_reload (fixture, request_fixture_first (failed)->id);
  assert_state (record, CW_REQUEST_FAILED);
  g_assert_true (request_fixture_has_key (fixture, record));

  g_mkdir (folder, 0755);
  again = request_fixture_again (fixture, record->id, FALSE);
  assert_result (again, CW_RESULT_PENDING);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (request_fixture_first (again)->id, ==, record->id);
}

/* To the clipboard or the terminal: no file. */
static void
test_no_file (RequestFixture *fixture, gconstpointer data)
{
  static const char * const outputs[] = { NULL, "-" };

  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++)
    {
      g_autoptr (CwRequestDraft) draft = make_draft (fixture, outputs[i]);
      g_autoptr (CwOutcome) outcome = request_fixture_request (fixture, draft);
      g_autoptr (CwOutcome) retrieved = NULL;

      assert_result (outcome, CW_RESULT_PENDING);
      g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_files (outcome)), ==, 0);
      g_assert_true (g_str_has_prefix (cw_outcome_get_output (outcome), "-----BEGIN"));
      retrieved = request_fixture_retrieve (fixture);
      assert_result (retrieved, CW_RESULT_NOTHING);
    }
}

#define ADD(path, function) g_test_add ("/operation/request-offline/" path, RequestFixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pem", test_pem);
  ADD ("der", test_der);
  ADD ("other-key", test_other_key);
  ADD ("other-holder", test_other_holder);
  ADD ("predecessor", test_predecessor);
  ADD ("changed", test_changed);
  ADD ("overwrite", test_overwrite);
  ADD ("not-written", test_not_written);
  ADD ("no-file", test_no_file);
  return g_test_run ();
}
