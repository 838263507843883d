/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk and a read-only one: a clear error, nothing lost, and what is there can still be looked at. As root on a small
 * file system of its own, otherwise with the limit that the system puts on the size of a file. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "specimen.h"

/* Mounts are seen by this process and its children only. */
static gboolean
have_own_mounts (void)
{
  static int have = -1;

  if (have < 0)
    have = geteuid () == 0 && unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
  return have;
}

static char *
mount_small (const char *name, const char *options)
{
  char *path = specimen_dup_path (name);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (mount ("small", path, "tmpfs", 0, options), ==, 0);
  return path;
}

static gboolean
add_one (CwStore *store, guint index, GError **error)
{
  g_autoptr(CwCertificate) certificate = specimen_numbered (index);
  gboolean was_new = FALSE;

  if (!cw_store_begin (store, error))
    return FALSE;
  if (cw_store_add_certificate (store, certificate, NULL, "limit", &was_new, error) != 0)
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* Adds until it fails; gives how many were reported done. */
static guint
add_until_full (CwStore *store, guint begin)
{
  g_autoptr(GError) error = NULL;
  guint done = 0;

  while (done < 20000 && add_one (store, begin + done, &error))
    done++;
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  return done;
}

static void
assert_full_disk (const char *folder)
{
  guint done = 0, more = 0;

  {
    g_autoptr(CwStore) store = specimen_open (folder);
    g_autoptr(GError) error = NULL;
    g_autoptr(CwSecret) key = cw_secret_new_random (32);
    done = add_until_full (store, 0);
    g_assert_cmpuint (done, >, 10);
    /* The same store goes on, and says the same again. */
    g_assert_cmpuint (cw_store_count_certificates (store), ==, done);
    more = add_until_full (store, 100000);
    g_assert_cmpuint (cw_store_count_certificates (store), ==, done + more);
    cw_store_protect (store, CW_PROTECTION_KEYRING, "n", key, NULL, &error);
    g_assert_true (error == NULL || g_error_matches (error, CW_ERROR, CW_ERROR_DISK_FULL));
  }
  /* Opening it while the disk is full. */
  g_autoptr(CwStore) store = specimen_open (folder);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, done + more);
}

static void
test_full_file_system (void)
{
  if (!have_own_mounts ())
    return;
  g_autofree char *folder = mount_small ("full", "size=2m,mode=700");
  assert_full_disk (folder);
  /* With space again, it is sound and takes more. */
  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT, "size=64m"), ==, 0);
  {
    g_autoptr(CwStore) store = specimen_open (folder);
    g_autoptr(GError) error = NULL;
    specimen_assert_sound (store);
    g_assert_false (cw_store_is_read_only (store));
    g_assert_true (add_one (store, 200000, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpint (umount (folder), ==, 0);
}

/* The rest of the space is taken by somebody else: not one page is left. */
static void
test_no_space_at_all (void)
{
  if (!have_own_mounts ())
    return;
  g_autofree char *folder = mount_small ("none", "size=1m,mode=700");
  g_autofree char *filler = g_build_filename (folder, "filler", NULL);
  char page[4096] = { 1 };

  {
    g_autoptr(CwStore) store = specimen_open (folder);
    specimen_fill (store, 0, 20);
  }
  int fd = open (filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (write (fd, page, sizeof page) == sizeof page)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
  {
    g_autoptr(CwStore) store = specimen_open (folder);
    g_autoptr(GError) error = NULL;
    g_assert_cmpuint (cw_store_count_certificates (store), ==, 20);
    g_assert_false (add_one (store, 100, &error));
    g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_DISK_FULL) || g_error_matches (error, CW_ERROR, CW_ERROR_READ_ONLY));
  }
  g_assert_cmpint (g_unlink (filler), ==, 0);
  {
    g_autoptr(CwStore) store = specimen_open (folder);
    specimen_assert_sound (store);
    g_assert_cmpuint (cw_store_count_certificates (store), ==, 20);
  }
  /* Where not even an empty store has room. */
  g_autofree char *tiny = mount_small ("tiny", "size=8k,mode=700");
  g_autoptr(GError) error = NULL;
  g_assert_null (cw_store_open (tiny, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  g_assert_cmpint (umount (tiny), ==, 0);
  g_assert_cmpint (umount (folder), ==, 0);
}

/* In a child, as the limit cannot be taken back. */
static void
test_file_size_limit (void)
{
  if (g_test_subprocess ())
    {
      const struct rlimit limit = { 8 * 1024 * 1024, 8 * 1024 * 1024 };
      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      assert_full_disk (specimen_folder);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* ---- read-only ---- */

static void
assert_read_only (const char *folder, guint count)
{
  g_autoptr(CwStore) store = specimen_open (folder);
  g_autoptr(GError) error = NULL;
  gint64 id = 1;
  guint removed = 0;

  g_assert_true (cw_store_is_read_only (store));
  g_assert_cmpuint (cw_store_count_certificates (store), ==, count);
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (row);
  g_assert_false (add_one (store, 100, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (cw_store_trash (store, &id, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (cw_store_empty_trash (store, &removed, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (cw_store_rename (store, 1, "other", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  specimen_assert_sound (store);
}

static void
test_read_only_file_system (void)
{
  if (!have_own_mounts ())
    return;
  g_autofree char *folder = mount_small ("ro", "size=16m,mode=700");
  {
    g_autoptr(CwStore) store = specimen_open (folder);
    specimen_fill (store, 0, 20);
  }
  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  assert_read_only (folder, 20);
  g_assert_cmpint (umount (folder), ==, 0);

  /* No store there yet. */
  g_autofree char *empty = mount_small ("empty", "size=1m,mode=700");
  g_autoptr(GError) error = NULL;
  g_assert_cmpint (mount (NULL, empty, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_assert_null (cw_store_open (empty, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  g_assert_cmpint (umount (empty), ==, 0);
}

static void
copy_file (const char *from_folder, const char *to_folder, const char *name)
{
  g_autofree char *from = g_build_filename (from_folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, name, NULL);
  g_autofree char *contents = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (from, &contents, &size, NULL));
  g_assert_true (g_file_set_contents_full (to, contents, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

/* After a power cut the last changes are in the log only: they must be seen although nothing can be written. */
static void
test_read_only_with_log (void)
{
  if (!have_own_mounts ())
    return;
  g_autofree char *folder = mount_small ("log", "size=16m,mode=700");
  g_autofree char *source = specimen_dup_path ("source");
  {
    g_autoptr(CwStore) store = specimen_open (source);
    specimen_fill (store, 0, 7);
    copy_file (source, folder, "store.db");
    copy_file (source, folder, "store.db-wal");
  }
  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  assert_read_only (folder, 7);
  g_assert_cmpint (umount (folder), ==, 0);
}

/* Root may write everywhere: only for others. */
static void
test_read_only_modes (void)
{
  g_autofree char *path = specimen_dup_path ("store.db");

  {
    g_autoptr(CwStore) store = specimen_open (specimen_folder);
    specimen_fill (store, 0, 3);
  }
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  g_assert_cmpint (g_chmod (specimen_folder, 0500), ==, 0);
  if (geteuid () != 0)
    assert_read_only (specimen_folder, 3);
  else
    g_object_unref (specimen_open (specimen_folder));
  g_assert_cmpint (g_chmod (specimen_folder, 0700), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/limits/full-file-system", test_full_file_system);
  specimen_test ("/limits/no-space-at-all", test_no_space_at_all);
  specimen_test ("/limits/file-size-limit", test_file_size_limit);
  specimen_test ("/limits/read-only-file-system", test_read_only_file_system);
  specimen_test ("/limits/read-only-with-log", test_read_only_with_log);
  specimen_test ("/limits/read-only-modes", test_read_only_modes);
  return g_test_run ();
}
