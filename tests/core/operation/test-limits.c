/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on a full file system and on a read-only one: nothing half done, nothing lost, and it works again afterwards.
 * Each test is a process of its own with a small file system of its own. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include "cw-error.h"
#include "fixture.h"
#include "pki.h"
#include "small-disk.h"

#define BULK 2000

static void
make_bulk (void)
{
  g_autofree char *leaf = pki_dup_path ("leaf.pem");
  g_autofree char *path = pki_dup_path ("bulk.pem");
  g_autoptr (GBytes) der = pki_load_der (leaf);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size;
  gconstpointer data = g_bytes_get_data (der, &size);

  for (guint i = 0; i < BULK; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autofree char *base64 = NULL;

      copy[size - 1] ^= (guint8) i;
      copy[size - 2] ^= (guint8) (i >> 8);
      base64 = g_base64_encode (copy, size);
      g_string_append_printf (text, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", base64);
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

static CwOutcome *
import_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);

  cw_import_draft_add_path (draft, path);
  g_object_set (draft, "exportable", TRUE, NULL);
  return fixture_run (fixture, CW_OPERATION (operation));
}

static CwOutcome *
export_leaf (Fixture *fixture, const char *name, gboolean overwrite)
{
  gint64 id = fixture_find (fixture, "www.example.org");
  g_autoptr (CwExportDraft) draft = cw_export_draft_new (&id, 1);
  g_autoptr (CwExportOperation) operation = cw_export_operation_new (fixture->access, draft);
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (small_disk_folder, name, NULL);

  g_object_set (draft, "path", path, "include-key", TRUE, "overwrite", overwrite, NULL);
  return fixture_run (fixture, CW_OPERATION (operation));
}

static void
assert_sound (Fixture *fixture, guint certificates)
{
  g_autoptr (GPtrArray) problems = cw_store_check (fixture->store, NULL, NULL);

  g_assert_nonnull (problems);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (cw_store_count_certificates (fixture->store), ==, certificates);
}

/* ---- the store is on it ---- */

static gboolean
import_into_full (void)
{
  Fixture fixture = { 0 };
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) full = NULL;
  g_autoptr (CwOutcome) again = NULL;

  if (!small_disk_mount ("size=2m,mode=0700"))
    return FALSE;
  fixture_open (&fixture, small_disk_folder);
  first = import_file (&fixture, "leaf.both");
  assert_result (first, CW_RESULT_DONE);
  full = import_file (&fixture, "bulk.pem");
  assert_result (full, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (full), CW_ERROR, CW_ERROR_DISK_FULL);
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_certificates (full)), ==, 0);
  assert_sound (&fixture, 1);
  small_disk_remount ("size=64m", 0);
  again = import_file (&fixture, "bulk.pem");
  assert_result (again, CW_RESULT_DONE);
  /* The first of the bulk is the leaf itself. */
  assert_sound (&fixture, BULK);
  fixture_close (&fixture);
  return TRUE;
}

static gboolean
import_into_read_only (void)
{
  Fixture fixture = { 0 };
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) refused = NULL;

  if (!small_disk_mount ("size=8m,mode=0700"))
    return FALSE;
  fixture_open (&fixture, small_disk_folder);
  first = import_file (&fixture, "leaf.both");
  fixture_close (&fixture);
  small_disk_remount ("size=8m", MS_RDONLY);
  fixture_open (&fixture, small_disk_folder);
  refused = import_file (&fixture, "bulk.pem");
  assert_result (refused, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (refused), CW_ERROR, CW_ERROR_READ_ONLY);
  g_assert_cmpint (cw_outcome_get_history_id (refused), ==, 0);
  g_assert_cmpuint (cw_store_count_certificates (fixture.store), ==, 1);
  fixture_close (&fixture);
  return TRUE;
}

/* What cannot be written any more can still be taken out of it, the key included. */
static gboolean
export_from_read_only (void)
{
  Fixture fixture = { 0 };
  g_autofree char *path = pki_dup_path ("taken.pem");
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (CwProblem) problem = NULL;

  if (!small_disk_mount ("size=8m,mode=0700"))
    return FALSE;
  fixture_open (&fixture, small_disk_folder);
  first = import_file (&fixture, "leaf.both");
  fixture_suspend (&fixture);
  small_disk_remount ("size=8m", MS_RDONLY);
  fixture_reopen (&fixture, NULL);
  outcome = export_leaf (&fixture, path, FALSE);
  assert_result (outcome, CW_RESULT_DONE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  problem = g_list_model_get_item (cw_outcome_get_problems (outcome), 0);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, "history");
  fixture_close (&fixture);
  g_unlink (path);
  return TRUE;
}

/* ---- the exported file is on it ---- */

static gboolean
export_to_full (void)
{
  Fixture fixture = { 0 };
  g_autofree char *old = g_build_filename (small_disk_folder, "old.pem", NULL);
  g_autofree char *filler = g_build_filename (small_disk_folder, "filler", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) full = NULL;
  g_autoptr (CwOutcome) replacing = NULL;
  g_autoptr (GDir) folder = NULL;
  char page[4096] = { 0 };
  guint entries = 0;
  int fd;

  fixture_setup (&fixture, NULL);
  first = import_file (&fixture, "leaf.both");
  if (!small_disk_mount ("size=16k,mode=0700"))
    return FALSE;
  g_assert_true (g_file_set_contents (old, "mine", -1, NULL));
  fd = g_open (filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (write (fd, page, sizeof page) > 0)
    ;
  close (fd);
  full = export_leaf (&fixture, "new.pem", FALSE);
  assert_result (full, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (full), CW_ERROR, CW_ERROR_DISK_FULL);
  replacing = export_leaf (&fixture, "old.pem", TRUE);
  g_assert_error (cw_outcome_get_error (replacing), CW_ERROR, CW_ERROR_DISK_FULL);
  g_assert_true (g_file_get_contents (old, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "mine");
  folder = g_dir_open (small_disk_folder, 0, NULL);
  while (g_dir_read_name (folder) != NULL)
    entries++;
  g_assert_cmpuint (entries, ==, 2);
  fixture_teardown (&fixture, NULL);
  return TRUE;
}

static gboolean
export_to_read_only (void)
{
  Fixture fixture = { 0 };
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) refused = NULL;

  fixture_setup (&fixture, NULL);
  first = import_file (&fixture, "leaf.both");
  if (!small_disk_mount ("size=64k,mode=0700"))
    return FALSE;
  small_disk_remount ("size=64k", MS_RDONLY);
  refused = export_leaf (&fixture, "new.pem", FALSE);
  assert_result (refused, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (refused), CW_ERROR, CW_ERROR_READ_ONLY);
  fixture_teardown (&fixture, NULL);
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (CwCertificate) leaf = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  leaf = pki_make ("leaf", NULL, "/CN=www.example.org", "ec:P-256", 365, NULL);
  pki_run ("sh", "-c", "cat leaf.pem leaf.key > leaf.both", NULL);
  make_bulk ();
  small_disk_setup ();
  g_test_add_data_func ("/operation/limits/import/full", import_into_full, small_disk_test);
  g_test_add_data_func ("/operation/limits/import/read-only", import_into_read_only, small_disk_test);
  g_test_add_data_func ("/operation/limits/export/from-read-only", export_from_read_only, small_disk_test);
  g_test_add_data_func ("/operation/limits/export/full", export_to_full, small_disk_test);
  g_test_add_data_func ("/operation/limits/export/read-only", export_to_read_only, small_disk_test);
  status = g_test_run ();
  small_disk_teardown ();
  pki_teardown ();
  return status;
}
