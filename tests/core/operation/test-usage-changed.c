/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"

/* A usage file that asks for something else than it did when its files were written: assigning again, testing, mending and rolling all see it,
 * and none of them takes it for a file that somebody has changed by hand. */

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, assign_fixture_teardown)

#define HOUR 3600
#define NAMES "Title=Plain Service\n[Names]\nSubject={computer}\nNames={computer};\n"
#define COMBINED NAMES "[Target a]\nFile=a.pem\nFormat=combined\nMode=0600\n"
#define KEY_ALONE NAMES "[Target a]\nFile=a.pem\nFormat=key\nMode=0600\n"

static void
begin (AssignFixture *fixture, const char *usage)
{
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_write_usage (fixture, "plain", usage);
  g_object_unref (assign_fixture_assign (fixture, "web", "plain"));
}

/* How many certificates are in a.pem of live/plain. */
static void
assert_certificates (AssignFixture *fixture, guint n)
{
  g_autofree char *path = g_build_filename (fixture->live, "plain", "a.pem", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, "BEGIN CERTIFICATE", -1);
  g_assert_cmpuint (g_strv_length (parts) - 1, ==, n);
}

static GListModel *
check (AssignFixture *fixture, CwResult result)
{
  g_autoptr (CwCheckOperation) operation = cw_check_operation_new (fixture->assignments, NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->base, CW_OPERATION (operation));

  assert_result (outcome, result);
  return g_object_ref (cw_check_operation_get_findings (operation));
}

static void
assert_found (AssignFixture *fixture, const char *words)
{
  g_autoptr (GListModel) findings = check (fixture, CW_RESULT_PARTLY);
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (findings, i);

      g_assert_null (strstr (cw_finding_get_sentence (finding), "by hand"));
      found = found || (strstr (cw_finding_get_sentence (finding), words) != NULL && cw_finding_get_mend (finding) == CW_MEND_ASSIGN_AGAIN);
    }
  g_assert_true (found);
}

static void
mend (AssignFixture *fixture)
{
  g_autoptr (CwOperation) operation = cw_mend_operation_new (fixture->assignments, NULL);
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->base, operation);

  assert_result (outcome, CW_RESULT_DONE);
  g_object_unref (check (fixture, CW_RESULT_DONE));
}

/* when: 0: now. */
static void
assign (AssignFixture *fixture, const char *name, gint64 when, CwResult result)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, name, "plain");
  g_autoptr (CwOutcome) outcome = NULL;

  if (when != 0)
    g_object_set (draft, "effective-date", when, "roll", TRUE, NULL);
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (outcome, result);
}

/* The key in it is right, and yet it is not what is asked for. */
static void
test_assign_again (AssignFixture *fixture, gconstpointer data)
{
  begin (fixture, COMBINED);
  assert_certificates (fixture, 2);
  assign (fixture, "web", 0, CW_RESULT_NOTHING);
  assign_fixture_write_usage (fixture, "plain", KEY_ALONE);
  assign (fixture, "web", 0, CW_RESULT_DONE);
  assert_certificates (fixture, 0);
}

static void
test_mend (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  begin (fixture, COMBINED);
  g_object_unref (check (fixture, CW_RESULT_DONE));
  assign_fixture_write_usage (fixture, "plain", KEY_ALONE);
  assert_found (fixture, "was written in the form “combined”; its usage file asks for “key” now.");
  mend (fixture);
  assert_certificates (fixture, 0);
  /* A private key that is not asked for any more does not stay. */
  assign_fixture_write_usage (fixture, "plain", NAMES);
  assert_found (fixture, "a.pem is still there; its usage file does not ask for it any more.");
  mend (fixture);
  path = g_build_filename (fixture->live, "plain", "a.pem", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_staged (AssignFixture *fixture, gconstpointer data)
{
  gint64 when = cw_clock_now () + HOUR;

  begin (fixture, COMBINED);
  assign (fixture, "web2", when, CW_RESULT_DONE);
  assign (fixture, "web2", when, CW_RESULT_NOTHING);
  assign_fixture_write_usage (fixture, "plain", KEY_ALONE);
  assert_found (fixture, "they have to be staged again");
  assign (fixture, "web2", when, CW_RESULT_DONE);
  assign_fixture_write_usage (fixture, "plain", COMBINED);
  g_object_unref (check (fixture, CW_RESULT_PARTLY));
  mend (fixture);
}

static void
test_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwOutcome) rolled = NULL;

  begin (fixture, COMBINED);
  assign (fixture, "web2", cw_clock_now () + HOUR, CW_RESULT_DONE);
  assign_fixture_write_usage (fixture, "plain", KEY_ALONE);
  cw_clock_set_offset (2 * HOUR);
  rolled = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (rolled, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "plain", "web2");
  assert_certificates (fixture, 0);
}

/* A key that would take the place of a file of the store. */
static void
test_into_the_store (AssignFixture *fixture, gconstpointer data)
{
  const char *store = cw_store_get_directory (fixture->base.store);
  g_autofree char *link = fixture_dup_path (&fixture->base, "link");
  const char *const folders[] = { store, link };

  assign_fixture_import (fixture, "web");
  g_assert_cmpint (symlink (store, link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *text = g_strdup_printf (NAMES "[Target a]\nFile=%s/store.db\nFormat=key\nMode=0600\n", folders[i]);
      g_autoptr (CwAssignDraft) draft = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      assign_fixture_write_usage (fixture, "plain", text);
      before = assign_fixture_snapshot (fixture);
      draft = assign_fixture_draft (fixture, "web", "plain");
      assign_fixture_fail (fixture, draft, CW_OPERATION_FORCE, CW_ERROR_PERMISSION);
      after = assign_fixture_snapshot (fixture);
      g_assert_cmpstr (after, ==, before);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/usage-changed/assign-again", test_assign_again);
  add ("/usage-changed/mend", test_mend);
  add ("/usage-changed/staged", test_staged);
  add ("/usage-changed/roll", test_roll);
  add ("/usage-changed/into-the-store", test_into_the_store);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
