/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, its refusals, and transactions. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "specimen.h"

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

static void
assert_refused (const char *path, CwError code, const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = cw_store_open (path, &error);

  g_assert_null (store);
  g_assert_error (error, CW_ERROR, (int) code);
  if (word != NULL)
    g_assert_nonnull (strstr (error->message, word));
}

/* With plain SQLite, as another program would. */
static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

static void
test_create (void)
{
  g_autofree char *sub = specimen_dup_path ("a/b");
  g_autofree char *file = specimen_dup_path ("a/b/store.db");
  mode_t mask = umask (0277);
  g_autoptr(CwStore) store = NULL;

  /* Whatever the umask. */
  umask (0);
  store = specimen_open (sub);
  umask (mask);
  g_assert_cmpuint (get_mode (sub), ==, 0700);
  g_assert_cmpuint (get_mode (file), ==, 0600);
  g_assert_cmpstr (cw_store_get_directory (store), ==, sub);
  g_assert_cmpuint (strlen (cw_store_get_id (store)), ==, 32);
  g_assert_cmpuint (cw_store_get_schema (store), ==, 3);
  g_assert_false (cw_store_is_read_only (store));
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 0);
  g_assert_cmpuint (cw_store_count_keys (store), ==, 0);
  specimen_assert_sound (store);
}

static void
test_tight_umask (void)
{
  g_autofree char *sub = specimen_dup_path ("tight");
  g_autofree char *log = specimen_dup_path ("tight/store.db-wal");
  mode_t mask = umask (0377);
  g_autoptr(CwStore) store = specimen_open (sub);

  specimen_fill (store, 0, 1);
  umask (mask);
  g_assert_cmpuint (get_mode (sub), ==, 0700);
  g_assert_cmpuint (get_mode (log), ==, 0600);
}

static void
test_again (void)
{
  g_autofree char *id = NULL;

  {
    g_autoptr(CwStore) store = specimen_open (specimen_folder);
    id = g_strdup (cw_store_get_id (store));
    specimen_fill (store, 0, 3);
  }
  g_autoptr(CwStore) first = specimen_open (specimen_folder);
  g_autoptr(CwStore) second = specimen_open (specimen_folder);
  g_assert_cmpstr (cw_store_get_id (first), ==, id);
  g_assert_cmpstr (cw_store_get_id (second), ==, id);
  specimen_fill (second, 3, 2);
  g_assert_cmpuint (cw_store_count_certificates (first), ==, 5);
}

static void
test_modes (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");

  g_object_unref (specimen_open (specimen_folder));
  g_assert_cmpint (g_chmod (specimen_folder, 0750), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "chmod 700");
  g_assert_cmpint (g_chmod (specimen_folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (file, 0640), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "chmod 600");
  g_assert_cmpint (g_chmod (file, 0600), ==, 0);
  g_object_unref (specimen_open (specimen_folder));
}

static void
test_owner (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");

  if (geteuid () != 0)
    {
      /* What everybody may see and nobody but root owns. */
      assert_refused ("/", CW_ERROR_STORE_PERMISSIONS, "belongs to");
      return;
    }
  g_object_unref (specimen_open (specimen_folder));
  g_assert_cmpint (chown (file, 65534, 65534), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "belongs to");
  g_assert_cmpint (chown (file, 0, 0), ==, 0);
  g_assert_cmpint (chown (specimen_folder, 65534, 65534), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "belongs to");
}

static void
test_odd_files (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");
  g_autofree char *target = specimen_dup_path ("target");

  g_assert_true (g_file_set_contents (target, "", 0, NULL));
  assert_refused (target, CW_ERROR_STORE_PERMISSIONS, NULL);
  g_assert_cmpint (symlink (target, file), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "regular");
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_mkdir (file, 0700), ==, 0);
  assert_refused (specimen_folder, CW_ERROR_STORE_PERMISSIONS, "regular");
}

static void
write_file (const char *name, const char *contents, gssize size)
{
  g_autofree char *path = specimen_dup_path (name);

  g_assert_true (g_file_set_contents_full (path, contents, size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
}

static void
test_damaged (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");
  g_autofree char *contents = NULL;
  gsize size = 0;

  write_file ("store.db", "This is not a database, but long enough to be looked at as if it were one. It has more than a hundred bytes, too.", -1);
  assert_refused (specimen_folder, CW_ERROR_STORE_DAMAGED, "store.db");
  g_assert_cmpint (g_unlink (file), ==, 0);

  g_object_unref (specimen_open (specimen_folder));
  g_assert_true (g_file_get_contents (file, &contents, &size, NULL));
  write_file ("store.db", contents, (gssize) size / 3);
  assert_refused (specimen_folder, CW_ERROR_STORE_DAMAGED, "store.db");
  memset (contents + 100, 0xa5, 400);
  write_file ("store.db", contents, (gssize) size);
  assert_refused (specimen_folder, CW_ERROR_STORE_DAMAGED, NULL);
  /* Nothing was done to it. */
  g_autofree char *after = NULL;
  g_assert_true (g_file_get_contents (file, &after, NULL, NULL));
  g_assert_cmpmem (after, size, contents, size);
}

static void
test_foreign (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");

  write_file ("store.db", "", 0);
  run_sql (file, "CREATE TABLE bookmark (id INTEGER PRIMARY KEY)");
  assert_refused (specimen_folder, CW_ERROR_STORE_DAMAGED, "not a certificate store");
}

static void
test_newer (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");

  g_object_unref (specimen_open (specimen_folder));
  run_sql (file, "PRAGMA user_version = 77");
  assert_refused (specimen_folder, CW_ERROR_STORE_NEWER, "77");
}

static void
test_no_identity (void)
{
  g_autofree char *file = specimen_dup_path ("store.db");

  g_object_unref (specimen_open (specimen_folder));
  run_sql (file, "DELETE FROM store");
  assert_refused (specimen_folder, CW_ERROR_STORE_DAMAGED, NULL);
}

static void
test_busy_and_empty_file (void)
{
  /* What a power cut between making the file and the first table leaves. */
  write_file ("store.db", "", 0);
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_cmpuint (strlen (cw_store_get_id (store)), ==, 32);
}

/* ---- transactions ---- */

static void
test_transactions (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  gboolean was_new = FALSE;
  g_autoptr(CwCertificate) first = specimen_simple ("first");
  g_autoptr(CwCertificate) second = specimen_simple ("second");

  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_certificate (store, first, NULL, "x", &was_new, &error), >, 0);
  /* The thread sees its own changes, others do not. */
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
  g_autoptr(CwStore) other = specimen_open (specimen_folder);
  g_assert_cmpuint (cw_store_count_certificates (other), ==, 0);

  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_certificate (store, second, NULL, "x", &was_new, &error), >, 0);
  cw_store_rollback (store);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_commit (store, &error));
  g_assert_true (cw_store_commit (store, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_store_count_certificates (other), ==, 1);

  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_certificate (store, second, NULL, "x", &was_new, &error), >, 0);
  cw_store_rollback (store);
  cw_store_rollback (store);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
  specimen_assert_sound (store);
}

typedef struct { CwStore *store; guint begin; guint count; } Job;

static gpointer
fill_in_thread (gpointer data)
{
  const Job *job = data;

  for (guint i = 0; i < job->count; i++)
    specimen_fill (job->store, job->begin + i, 1);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  Job jobs[4];
  GThread *threads[4];

  /* Its template is made once, and not by four at the same time. */
  g_bytes_unref (specimen_der (0));
  for (guint i = 0; i < 4; i++)
    {
      jobs[i] = (Job) { store, i * 100, 25 };
      threads[i] = g_thread_new ("fill", fill_in_thread, &jobs[i]);
    }
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 100);
  specimen_assert_sound (store);
}

typedef struct { CwStore *store; GCancellable *cancellable; GError *error; gint done; } Waiter;

static gpointer
wait_in_thread (gpointer data)
{
  Waiter *waiter = data;

  if (cw_store_begin_cancellable (waiter->store, waiter->cancellable, &waiter->error))
    cw_store_rollback (waiter->store);
  g_atomic_int_set (&waiter->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
assert_wait_ends (CwStore *store, guint delay)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Waiter waiter = { store, cancellable, NULL, FALSE };
  gint64 begin = g_get_monotonic_time ();
  GThread *thread = NULL;

  if (delay == 0)
    g_cancellable_cancel (cancellable);
  else
    g_timeout_add (delay, cancel_cb, cancellable);
  thread = g_thread_new ("wait", wait_in_thread, &waiter);
  while (!g_atomic_int_get (&waiter.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_error (waiter.error, CW_ERROR, CW_ERROR_CANCELLED);
  g_clear_error (&waiter.error);
  /* Otherwise it waits for a minute. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 30 * G_TIME_SPAN_SECOND);
}

/* Neither another thread nor another connection, as another process has one, keeps anybody who does not want to wait. */
static void
test_wait_cancelled (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwStore) other = specimen_open (specimen_folder);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (cw_store_begin (store, &error));
  assert_wait_ends (store, 0);
  assert_wait_ends (store, 100);
  assert_wait_ends (other, 0);
  assert_wait_ends (other, 100);
  cw_store_rollback (store);
  g_assert_true (cw_store_begin_cancellable (other, cancellable, &error));
  g_assert_no_error (error);
  cw_store_rollback (other);
  g_assert_true (cw_store_begin (other, &error));
  cw_store_rollback (other);
}

static gpointer
count_in_thread (gpointer data)
{
  return GSIZE_TO_POINTER (cw_store_count_certificates (data));
}

/* Looking never waits for writing. */
static void
test_read_while_writing (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;

  specimen_fill (store, 0, 7);
  g_assert_true (cw_store_begin (store, &error));
  GThread *thread = g_thread_new ("count", count_in_thread, store);
  g_assert_cmpuint (GPOINTER_TO_SIZE (g_thread_join (thread)), ==, 7);
  cw_store_rollback (store);
}

static void
count_cb (CwStore *store, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_changed (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  guint changes = 0;

  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changes);
  specimen_fill (store, 0, 5);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (cw_store_begin (store, NULL));
  cw_store_rollback (store);
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_finalized (void)
{
  CwStore *store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 2);
  g_assert_finalize_object (store);
}

/* ---- history ---- */

static void
test_history (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;

  for (gint64 i = 1; i <= 3; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %d", (int) i);
      g_assert_cmpint (cw_store_add_history (store, "import", title, "done", 100 * i, 100 * i + 5, "{\"a\":1}", &error), ==, i);
    }
  g_autoptr(GPtrArray) entries = cw_store_list_history (store, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  const CwHistoryEntry *entry = g_ptr_array_index (entries, 0);
  g_assert_cmpint (entry->id, ==, 3);
  g_assert_cmpstr (entry->operation, ==, "import");
  g_assert_cmpstr (entry->title, ==, "title 3");
  g_assert_cmpstr (entry->result, ==, "done");
  g_assert_cmpint (entry->started, ==, 300);
  g_assert_cmpint (entry->finished, ==, 305);
  g_autofree char *report = cw_store_load_report (store, 3, &error);
  g_assert_cmpstr (report, ==, "{\"a\":1}");
  g_assert_null (cw_store_load_report (store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* Inside a transaction it is undone with it; the oldest are forgotten. */
static void
test_history_transaction (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;

  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_history (store, "import", "t", "done", 1, 2, NULL, &error), >, 0);
  cw_store_rollback (store);
  g_autoptr(GPtrArray) none = cw_store_list_history (store, 10, &error);
  g_assert_cmpuint (none->len, ==, 0);

  g_assert_true (cw_store_begin (store, &error));
  for (guint i = 0; i < 1010; i++)
    g_assert_cmpint (cw_store_add_history (store, "import", "t", "done", i, i, "", &error), >, 0);
  g_assert_true (cw_store_commit (store, &error));
  g_autoptr(GPtrArray) all = cw_store_list_history (store, 5000, &error);
  g_assert_cmpuint (all->len, ==, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/store/create", test_create);
  specimen_test ("/store/tight-umask", test_tight_umask);
  specimen_test ("/store/again", test_again);
  specimen_test ("/store/modes", test_modes);
  specimen_test ("/store/owner", test_owner);
  specimen_test ("/store/odd-files", test_odd_files);
  specimen_test ("/store/damaged", test_damaged);
  specimen_test ("/store/foreign", test_foreign);
  specimen_test ("/store/newer", test_newer);
  specimen_test ("/store/no-identity", test_no_identity);
  specimen_test ("/store/busy-and-empty-file", test_busy_and_empty_file);
  specimen_test ("/store/transactions", test_transactions);
  specimen_test ("/store/threads", test_threads);
  specimen_test ("/store/wait-cancelled", test_wait_cancelled);
  specimen_test ("/store/read-while-writing", test_read_while_writing);
  specimen_test ("/store/changed", test_changed);
  specimen_test ("/store/finalized", test_finalized);
  specimen_test ("/store/history", test_history);
  specimen_test ("/store/history-transaction", test_history_transaction);
  return g_test_run ();
}
