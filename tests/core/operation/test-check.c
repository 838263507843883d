/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "test" finds between file and port, and that mending puts it right. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-report.h"
#include "pki.h"
#include "test-process.h"

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, assign_fixture_teardown)

#define DAY 86400

/* ---- help ---- */

static CwOutcome *
check (AssignFixture *fixture, const char *types, CwCheckOperation **operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = types != NULL ? cw_usage_catalogue_parse (fixture->usages, types, &error) : NULL;

  g_assert_no_error (error);
  *operation = cw_check_operation_new (fixture->assignments, usages);
  return fixture_run (&fixture->base, CW_OPERATION (*operation));
}

static void
assert_good (AssignFixture *fixture)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = check (fixture, NULL, &operation);

  for (guint i = 0; i < g_list_model_get_n_items (cw_check_operation_get_findings (operation)); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (cw_check_operation_get_findings (operation), i);

      if (cw_finding_get_severity (finding) >= CW_SEVERITY_WARNING)
        g_error ("%s: %s", cw_finding_get_place (finding), cw_finding_get_sentence (finding));
    }
  assert_result (outcome, CW_RESULT_DONE);
}

/* The finding about a place, which ends with this. */
static CwFinding *
find (CwCheckOperation *operation, const char *place)
{
  GListModel *findings = cw_check_operation_get_findings (operation);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (findings, i);

      if (g_str_has_suffix (cw_finding_get_place (finding), place))
        return g_steal_pointer (&finding);
    }
  return NULL;
}

/* One check that finds this: how bad, where, what mends it, and a word of the sentence. */
static void
assert_found (AssignFixture *fixture, CwSeverity severity, const char *place, CwMend mend, const char *word)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = check (fixture, NULL, &operation);
  g_autoptr (CwFinding) finding = find (operation, place);

  assert_result (outcome, severity >= CW_SEVERITY_WARNING ? CW_RESULT_PARTLY : CW_RESULT_DONE);
  if (finding == NULL)
    g_error ("nothing was found about %s", place);
  g_assert_cmpint (cw_finding_get_severity (finding), ==, severity);
  g_assert_cmpint (cw_finding_get_mend (finding), ==, mend);
  if (strstr (cw_finding_get_sentence (finding), word) == NULL)
    g_error ("“%s” does not say “%s”", cw_finding_get_sentence (finding), word);
}

static CwOutcome *
mend (AssignFixture *fixture)
{
  g_autoptr (CwOperation) operation = cw_mend_operation_new (fixture->assignments, NULL);

  return fixture_run (&fixture->base, operation);
}

static void
assert_mended (AssignFixture *fixture)
{
  g_autoptr (CwOutcome) outcome = mend (fixture);

  assert_result (outcome, CW_RESULT_DONE);
  assert_good (fixture);
}

static char *
dup_live (AssignFixture *fixture, const char *path)
{
  return g_build_filename (fixture->live, path, NULL);
}

static void
write_live (AssignFixture *fixture, const char *path, const char *content)
{
  g_autofree char *full = dup_live (fixture, path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (full, content, -1, G_FILE_SET_CONTENTS_NONE, strstr (path, "key") != NULL ? 0600 : 0644, &error);
  g_assert_no_error (error);
}

/* "web" to the plain service. */
static void
assign_plain (AssignFixture *fixture)
{
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_import (fixture, "web");
  outcome = assign_fixture_assign (fixture, "web", "plain");
}

static void
stage (AssignFixture *fixture, const char *reference, const char *types, gint64 when)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, reference, types);
  g_autoptr (CwOutcome) outcome = NULL;

  g_object_set (draft, "effective-date", when, "roll", TRUE, NULL);
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, CW_RESULT_DONE);
}

/* ---- all is well ---- */

static JsonObject *
get_member (JsonObject *object, const char *array, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (object, array), index);
}

static void
test_good (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;

  assign_plain (fixture);
  before = assign_fixture_snapshot (fixture);
  outcome = check (fixture, NULL, &operation);
  after = assign_fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), !=, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_check_operation_get_findings (operation)), ==, 0);
  json = cw_outcome_to_json (outcome);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "findings")), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (get_member (root, "assignments", 0), "usage"), ==, "plain");
  g_assert_cmpstr (json_object_get_string_member (get_member (root, "assignments", 0), "title"), ==, "Plain Service");
  g_assert_cmpstr (json_object_get_string_member (get_member (root, "steps", 0), "state"), ==, "done");
  g_assert_nonnull (strstr (json_object_get_string_member (get_member (root, "steps", 0), "message"), "4 files"));
}

static void
test_nothing (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = check (fixture, NULL, &operation);
  g_autoptr (CwOutcome) mended = mend (fixture);

  assert_result (outcome, CW_RESULT_NOTHING);
  assert_result (mended, CW_RESULT_NOTHING);
}

/* ---- what lost its file ---- */

static void
test_usage_mistake (AssignFixture *fixture, gconstpointer data)
{
  assign_plain (fixture);
  assign_fixture_break_usage (fixture, "plain");
  assert_found (fixture, CW_SEVERITY_WARNING, "usage", CW_MEND_NOTHING, "plain.usage:12: ");
}

static void
test_usage_gone (AssignFixture *fixture, gconstpointer data)
{
  assign_plain (fixture);
  assign_fixture_remove_usage (fixture, "plain");
  assert_found (fixture, CW_SEVERITY_WARNING, "usage", CW_MEND_NOTHING, "no usage file for “plain”");
}

/* ---- the password of a PKCS #12 file ---- */

static void
write_word (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
}

static char *
assign_filed (AssignFixture *fixture)
{
  char *word = fixture_dup_path (&fixture->base, "word");
  g_autofree char *text = g_strdup_printf ("Title=Filed\n[Names]\nSubject={computer}\nNames={computer};\n[Target bundle]\nFile=bundle.p12\n"
                                           "Format=pkcs12\nMode=0600\nPasswordFile=%s\n", word);
  g_autoptr (CwOutcome) outcome = NULL;

  assign_fixture_write_usage (fixture, "filed", text);
  write_word (word, "before\n");
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  outcome = assign_fixture_assign (fixture, "web", "filed");
  assert_good (fixture);
  return word;
}

static void
test_password (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *word = assign_filed (fixture);
  g_autoptr (CwOutcome) again = NULL;

  g_assert_cmpint (g_chmod (word, 0644), ==, 0);
  assert_found (fixture, CW_SEVERITY_WARNING, "/word", CW_MEND_NOTHING, "Everybody");
  write_word (word, "after\n");
  assert_found (fixture, CW_SEVERITY_ERROR, "filed/bundle.p12", CW_MEND_ASSIGN_AGAIN, "does not open");
  assert_mended (fixture);
  write_word (word, "later\n");
  /* It is not there already: nobody can open what is there. */
  again = assign_fixture_assign (fixture, "web", "filed");
  assert_good (fixture);
  g_assert_cmpint (g_remove (word), ==, 0);
  assert_found (fixture, CW_SEVERITY_ERROR, "/word", CW_MEND_NOTHING, "word");
}

static void
test_password_empty (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *word = assign_filed (fixture);
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, "web2", "filed");

  write_word (word, "\n");
  assert_found (fixture, CW_SEVERITY_ERROR, "/word", CW_MEND_NOTHING, "empty");
  assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_PASSWORD_NEEDED);
}

/* What waits is written anew, too: it would take over and could not be read. */
static void
test_password_next (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *word = assign_filed (fixture);
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  guint n = 0;

  stage (fixture, "web2", "filed", cw_clock_now () + DAY);
  assert_good (fixture);
  write_word (word, "after\n");
  outcome = check (fixture, NULL, &operation);
  for (guint i = 0; i < g_list_model_get_n_items (cw_check_operation_get_findings (operation)); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (cw_check_operation_get_findings (operation), i);

      n += strstr (cw_finding_get_sentence (finding), "does not open") != NULL;
    }
  g_assert_cmpuint (n, ==, 2);
  assert_mended (fixture);
}

/* ---- files ---- */

/* The folder itself led elsewhere by somebody. */
static void
test_live_is_link (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = fixture_dup_path (&fixture->base, "elsewhere");

  assign_plain (fixture);
  g_assert_cmpint (g_rename (fixture->live, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, fixture->live), ==, 0);
  assert_found (fixture, CW_SEVERITY_ERROR, "/live", CW_MEND_NOTHING, "is a link");
}

static void
test_changed_by_hand (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignmentRecord) before = NULL;
  g_autoptr (CwAssignmentRecord) after = NULL;

  assign_plain (fixture);
  before = assign_fixture_record (fixture, "plain", CW_PLACE_CURRENT);
  write_live (fixture, "plain/chain.pem", "somebody was here\n");
  assert_found (fixture, CW_SEVERITY_ERROR, "plain/chain.pem", CW_MEND_ASSIGN_AGAIN, "changed by hand");
  assert_mended (fixture);
  after = assign_fixture_record (fixture, "plain", CW_PLACE_CURRENT);
  g_assert_cmpuint (after->generation, !=, before->generation);
  g_assert_cmpint (after->certificate, ==, before->certificate);
  g_assert_cmpint (after->assigned, ==, before->assigned);
  g_assert_cmpint (after->effective, ==, before->effective);
  g_assert_cmpint (assign_fixture_get (fixture, "plain", CW_PLACE_PREVIOUS), ==, 0);
  assign_fixture_assert_live (fixture, "plain", "web");
  /* The one that was damaged is gone, with its key. */
  g_assert_cmpuint (assign_fixture_count_generations (fixture, "plain"), ==, 1);
}

static void
test_other_key (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = pki_dup_path ("other.key");
  g_autofree char *key = NULL;

  assign_plain (fixture);
  g_assert_true (g_file_get_contents (path, &key, NULL, NULL));
  write_live (fixture, "plain/privkey.pem", key);
  assert_found (fixture, CW_SEVERITY_ERROR, "plain/privkey.pem", CW_MEND_ASSIGN_AGAIN, "does not belong");
  assert_mended (fixture);
}

static void
test_readable_key (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autofree char *cert = NULL;

  assign_plain (fixture);
  key = dup_live (fixture, "plain/privkey.pem");
  cert = dup_live (fixture, "plain/cert.pem");
  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  assert_found (fixture, CW_SEVERITY_ERROR, "plain/privkey.pem", CW_MEND_ASSIGN_AGAIN, "Everybody");
  g_assert_cmpint (g_chmod (cert, 0600), ==, 0);
  assert_found (fixture, CW_SEVERITY_WARNING, "plain/cert.pem", CW_MEND_ASSIGN_AGAIN, "0600");
  assert_mended (fixture);
}

static void
test_missing (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *link = NULL;
  g_autofree char *cert = NULL;

  assign_plain (fixture);
  cert = dup_live (fixture, "plain/cert.pem");
  link = dup_live (fixture, "plain");
  g_assert_cmpint (g_unlink (cert), ==, 0);
  assert_found (fixture, CW_SEVERITY_ERROR, "plain/cert.pem", CW_MEND_ASSIGN_AGAIN, "missing");
  assert_mended (fixture);
  g_assert_cmpint (g_unlink (link), ==, 0);
  assert_found (fixture, CW_SEVERITY_ERROR, "live/plain", CW_MEND_ASSIGN_AGAIN, "missing");
  assert_mended (fixture);
}

/* The CA has a new certificate for the same key, and the old one is gone: nobody has touched the files, and they are to be written anew. */
static void
test_renewed_chain (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCertificate) renewed = NULL;
  g_autofree char *path = NULL;
  gint64 old = 0;

  assign_plain (fixture);
  old = fixture_find (&fixture->base, "Test Issuing CA");
  renewed = pki_make ("renewed", "root", "/CN=Test Issuing CA", "issuing", 3600,
                      "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash");
  path = pki_dup_path ("renewed.pem");
  fixture_import (&fixture->base, path, FALSE);
  assert_good (fixture);
  g_assert_true (cw_store_trash (fixture->base.store, &old, 1, &error));
  assert_found (fixture, CW_SEVERITY_WARNING, "plain/chain.pem", CW_MEND_ASSIGN_AGAIN, "other CA certificates");
  assert_mended (fixture);
}

/* What the store knows nothing of. */
static void
test_remains (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assign_plain (fixture);
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_remove_assignment (fixture->base.store, "plain", CW_PLACE_CURRENT, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_found (fixture, CW_SEVERITY_ERROR, "live/plain", CW_MEND_NOTHING, "the store knows of none");
}

static void
test_lost_usage (AssignFixture *fixture, gconstpointer data)
{
  assign_plain (fixture);
  assign_fixture_remove_usage (fixture, "plain");
  assert_found (fixture, CW_SEVERITY_WARNING, "usage", CW_MEND_NOTHING, "plain");
}

/* Everything is checked without the key of the store, and asks for nothing. */
static void
test_locked (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_dup_path (&fixture->base, "store");
  g_autofree char *topology = fixture_dup_path (&fixture->base, "topology.conf");
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwStoreAccess) access = NULL;
  g_autoptr (CwAuthorities) authorities = NULL;
  g_autoptr (CwAssignments) locked = NULL;
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwFinding) finding = NULL;

  assign_plain (fixture);
  write_live (fixture, "plain/privkey.pem", "nothing\n");
  store = cw_store_open (folder, &error);
  g_assert_no_error (error);
  access = cw_store_access_new (store, fixture->keyring, NULL);
  authorities = cw_authorities_new (access, fixture->keyring);
  locked = cw_assignments_new (authorities, fixture->keyring, fixture->usages, topology, fixture->live);
  operation = cw_check_operation_new (locked, NULL);
  outcome = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_PARTLY);
  finding = find (operation, "plain/privkey.pem");
  g_assert_nonnull (finding);
  g_assert_false (cw_store_is_unlocked (store));
}

/* ---- the certificate ---- */

static void
test_dates (AssignFixture *fixture, gconstpointer data)
{
  assign_plain (fixture);
  assign_fixture_import (fixture, "web2");
  cw_clock_set_offset (70 * DAY);
  assert_found (fixture, CW_SEVERITY_WARNING, "validity", CW_MEND_NOTHING, "no certificate is ready");
  stage (fixture, "web2", "plain", cw_clock_now () + 5 * DAY);
  assert_found (fixture, CW_SEVERITY_INFO, "validity", CW_MEND_NOTHING, "takes over before");
  stage (fixture, "web2", "plain", cw_clock_now () + 60 * DAY);
  assert_found (fixture, CW_SEVERITY_WARNING, "validity", CW_MEND_NOTHING, "before the next one");
  cw_clock_set_offset (100 * DAY);
  assert_found (fixture, CW_SEVERITY_ERROR, "validity", CW_MEND_NOTHING, "expired");
}

/* The computer has another name now. */
static void
test_names (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *old = g_strdup (g_getenv ("CERTWIZARD_FQDN"));

  assign_plain (fixture);
  g_setenv ("CERTWIZARD_FQDN", "renamed.example.org", TRUE);
  assert_found (fixture, CW_SEVERITY_WARNING, "names", CW_MEND_NOTHING, "renamed.example.org");
  g_setenv ("CERTWIZARD_FQDN", old, TRUE);
  assert_good (fixture);
}

/* ---- what is staged ---- */

static void
test_staged (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignmentRecord) next = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  assign_plain (fixture);
  assign_fixture_import (fixture, "web2");
  stage (fixture, "web2", "plain", cw_clock_now () + 5 * DAY);
  assert_good (fixture);
  next = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  folder = g_strdup_printf (".generations/plain/%" G_GUINT64_FORMAT, next->generation);
  path = g_build_filename (folder, "cert.pem", NULL);
  write_live (fixture, path, "damaged\n");
  assert_found (fixture, CW_SEVERITY_ERROR, folder, CW_MEND_ASSIGN_AGAIN, "web2");
}

static void
test_staged_is_mended (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignmentRecord) before = NULL;
  g_autoptr (CwAssignmentRecord) after = NULL;
  g_autofree char *path = NULL;
  g_autofree char *full = NULL;
  guint64 current = 0;

  assign_plain (fixture);
  assign_fixture_import (fixture, "web2");
  stage (fixture, "web2", "plain", cw_clock_now () + 5 * DAY);
  current = cw_live_get_generation (cw_assignments_get_live (fixture->assignments), "plain");
  before = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  path = g_strdup_printf (".generations/plain/%" G_GUINT64_FORMAT "/privkey.pem", before->generation);
  full = dup_live (fixture, path);
  g_assert_cmpint (g_unlink (full), ==, 0);
  assert_mended (fixture);
  after = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  g_assert_cmpuint (after->generation, !=, before->generation);
  g_assert_cmpint (after->effective, ==, before->effective);
  g_assert_cmpint (after->roll, ==, before->roll);
  /* What serves now was not touched. */
  g_assert_cmpuint (cw_live_get_generation (cw_assignments_get_live (fixture->assignments), "plain"), ==, current);
}

static void
test_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAssignmentRecord) next = NULL;

  assign_plain (fixture);
  assign_fixture_import (fixture, "web2");
  stage (fixture, "web2", "plain", cw_clock_now () + 5 * DAY);
  cw_clock_set_offset (6 * DAY);
  assert_found (fixture, CW_SEVERITY_WARNING, "roll", CW_MEND_ROLL_NOW, "should have taken over");
  next = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  next->tries = 2;
  next->message = g_strdup ("The port is closed.");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_assignment (fixture->base.store, next, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_found (fixture, CW_SEVERITY_ERROR, "roll", CW_MEND_ROLL_NOW, "The port is closed.");
}

/* ---- ports ---- */

static const char server[] =
  "import socket, ssl, sys\n"
  "listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
  "print('ready', flush=True)\n"
  "while True:\n"
  "    client, address = listener.accept()\n"
  "    try:\n"
  "        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
  "        context.load_cert_chain('fullchain.pem', 'privkey.pem')\n"
  "        context.wrap_socket(client, server_side=True).close()\n"
  "    except Exception:\n"
  "        client.close()\n";

/* A service that reads its files from a folder of its own, where its reload puts them: it can miss that there are new ones. */
typedef struct { char *folder; guint port; TestProcess *process; } Service;

static void
start (Service *self)
{
  for (guint i = 0; i < 10 && self->process == NULL; i++)
    {
      g_autofree char *port = NULL;
      const char *argv[] = { "python3", "-c", server, NULL, NULL };

      self->port = test_free_port ();
      argv[3] = port = g_strdup_printf ("%u", self->port);
      self->process = test_process_start (argv, NULL, self->folder, "ready");
    }
  g_assert_nonnull (self->process);
}

static void
service_begin (Service *self, AssignFixture *fixture)
{
  g_autofree char *text = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  self->folder = fixture_dup_path (&fixture->base, "service");
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  start (self);
  text = g_strdup_printf ("Title=Served\n[Names]\nNames={computer};\n[Service]\nAction=command\n"
                          "Reload=/bin/cp \"%s/served/fullchain.pem\" \"%s/served/privkey.pem\" \"%s\"\nProbe=tls:%u;\n",
                          fixture->live, fixture->live, self->folder, self->port);
  assign_fixture_write_usage (fixture, "served", text);
  assign_fixture_import (fixture, "web");
  outcome = assign_fixture_assign (fixture, "web", "served");
}

static void
service_end (Service *self)
{
  g_clear_pointer (&self->process, test_process_stop);
  g_free (self->folder);
}

static void
serve_other (Service *self)
{
  g_autofree char *key = pki_dup_path ("other.key");
  g_autofree char *pem = pki_dup_path ("other.pem");

  test_run (self->folder, NULL, NULL, "cp", key, "privkey.pem", NULL);
  test_run (self->folder, NULL, NULL, "cp", pem, "fullchain.pem", NULL);
}

static void
assert_served (AssignFixture *fixture, const char *verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) served = cw_store_list_served (fixture->base.store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (served->len, ==, 1);
  g_assert_cmpstr (((CwServedRecord *) g_ptr_array_index (served, 0))->verdict, ==, verdict);
}

static void
test_port (AssignFixture *fixture, gconstpointer data)
{
  Service service = { NULL };
  g_autofree char *place = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  service_begin (&service, fixture);
  place = g_strdup_printf ("tls:%u", service.port);
  assert_good (fixture);
  assert_served (fixture, "right");
  before = assign_fixture_snapshot (fixture);
  serve_other (&service);
  assert_found (fixture, CW_SEVERITY_ERROR, place, CW_MEND_RELOAD, "other.example.org");
  assert_served (fixture, "other");
  /* The files are good, so only the service is told: no key is read, no generation is made. */
  assert_mended (fixture);
  after = assign_fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_served (fixture, "right");
  g_clear_pointer (&service.process, test_process_stop);
  assert_found (fixture, CW_SEVERITY_WARNING, place, CW_MEND_NOTHING, "See to it that");
  assert_served (fixture, "nothing");
  service_end (&service);
}

/* Both at once: the files first, and then the service. */
static void
test_port_and_files (AssignFixture *fixture, gconstpointer data)
{
  Service service = { NULL };
  g_autofree char *place = NULL;

  service_begin (&service, fixture);
  place = g_strdup_printf ("tls:%u", service.port);
  serve_other (&service);
  write_live (fixture, "served/fullchain.pem", "gone\n");
  assert_found (fixture, CW_SEVERITY_ERROR, place, CW_MEND_ASSIGN_AGAIN, "other.example.org");
  assert_mended (fixture);
  assign_fixture_assert_live (fixture, "served", "web");
  service_end (&service);
}

/* A service that does not come back: said, and everything as it was; the others are mended all the same. */
static void
test_mend_fails (AssignFixture *fixture, gconstpointer data)
{
  Service service = { NULL };
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  service_begin (&service, fixture);
  assigned = assign_fixture_assign (fixture, "web", "plain");
  write_live (fixture, "plain/cert.pem", "gone\n");
  write_live (fixture, "served/cert.pem", "gone\n");
  g_assert_cmpint (g_chmod (service.folder, 0700), ==, 0);
  test_run (service.folder, NULL, NULL, "rm", "-r", service.folder, NULL);
  outcome = mend (fixture);
  assert_result (outcome, CW_RESULT_PARTLY);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "mended"), ==, 1);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "failed"), ==, 1);
  assign_fixture_assert_live (fixture, "plain", "web");
  service_end (&service);
}

/* ---- report ---- */

static void
test_report (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;

  assign_plain (fixture);
  write_live (fixture, "plain/chain.pem", "somebody was here\n");
  outcome = check (fixture, "plain", &operation);
  json = cw_outcome_to_json (outcome);
  g_assert_nonnull (strstr (json, "\"mend\" : \"assign-again\""));
  html = cw_report_to_html (json, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (html, "What was found: Plain Service"));
  g_assert_nonnull (strstr (html, "plain/chain.pem"));
}

static void
test_only_these (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_plain (fixture);
  assigned = assign_fixture_assign (fixture, "web", "second");
  write_live (fixture, "plain/chain.pem", "somebody was here\n");
  outcome = check (fixture, "second", &operation);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpuint (cw_outcome_get_count (outcome, "checked"), ==, 1);
}

static void
test_cancelled (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwCheckOperation) operation = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  assign_plain (fixture);
  operation = cw_check_operation_new (fixture->assignments, NULL);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancelled);
  outcome = cw_operation_run (CW_OPERATION (operation), plan, cancelled);
  assert_result (outcome, CW_RESULT_CANCELLED);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/check/usage-mistake", test_usage_mistake);
  add ("/check/usage-gone", test_usage_gone);
  add ("/check/password", test_password);
  add ("/check/password/empty", test_password_empty);
  add ("/check/password/next", test_password_next);
  add ("/check/live-is-link", test_live_is_link);
  add ("/check/good", test_good);
  add ("/check/nothing", test_nothing);
  add ("/check/changed-by-hand", test_changed_by_hand);
  add ("/check/other-key", test_other_key);
  add ("/check/readable-key", test_readable_key);
  add ("/check/missing", test_missing);
  add ("/check/renewed-chain", test_renewed_chain);
  add ("/check/remains", test_remains);
  add ("/check/lost-usage", test_lost_usage);
  add ("/check/locked", test_locked);
  add ("/check/dates", test_dates);
  add ("/check/names", test_names);
  add ("/check/staged", test_staged);
  add ("/check/staged-is-mended", test_staged_is_mended);
  add ("/check/roll", test_roll);
  add ("/check/port", test_port);
  add ("/check/port-and-files", test_port_and_files);
  add ("/check/mend-fails", test_mend_fails);
  add ("/check/report", test_report);
  add ("/check/only-these", test_only_these);
  add ("/check/cancelled", test_cancelled);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
