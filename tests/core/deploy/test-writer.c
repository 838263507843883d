/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who writes: modes while it writes, links in the way, folders of the wrong people, a disk that is full. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "deployed.h"

#define NOBODY ((guint) -1)

static CwWriter *writer;

static gboolean
write_text (const char *path, const char *text, guint mode, GError **error)
{
  g_autoptr (CwSecret) content = cw_secret_new_text (text);

  return cw_writer_write_file (writer, path, mode, NOBODY, NOBODY, content, error);
}

static void
assert_writes (const char *path, const char *text, guint mode)
{
  g_autoptr (GError) error = NULL;

  write_text (path, text, mode, &error);
  g_assert_no_error (error);
  deployed_assert_file (path, text, mode);
}

static void
test_write_file (void)
{
  g_autofree char *path = deployed_dup_path ("file");
  mode_t mask = umask (0077);

  assert_writes (path, "one", 0644);
  umask (0);
  assert_writes (path, "two", 0600);
  assert_writes (path, "", 0640);
  umask (mask);
  g_assert_cmpint (deployed_count (deployed_folder), ==, 1);
}

/* ---- while it writes ---- */

typedef struct { const char *folder; gint stop; guint looks, bad; } Watcher;

/* Whatever is in the folder at any moment is not open to others. */
static gpointer
watch_modes (gpointer data)
{
  Watcher *watcher = data;

  while (!g_atomic_int_get (&watcher->stop))
    {
      g_autoptr (GDir) directory = g_dir_open (watcher->folder, 0, NULL);
      const char *name;

      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *path = g_build_filename (watcher->folder, name, NULL);
          struct stat info;

          if (lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
            continue;
          watcher->looks++;
          watcher->bad += (info.st_mode & 0077) != 0 ? 1 : 0;
        }
    }
  return NULL;
}

/* Even with an umask that hides nothing. */
static void
test_never_readable (void)
{
  Watcher watcher = { deployed_folder, 0, 0, 0 };
  g_autofree char *path = deployed_dup_path ("key"), *text = g_strnfill (200000, 'k');
  mode_t mask = umask (0);
  GThread *thread = g_thread_new ("watch", watch_modes, &watcher);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;

      write_text (path, text, 0600, &error);
      g_assert_no_error (error);
    }
  g_atomic_int_set (&watcher.stop, 1);
  g_thread_join (thread);
  umask (mask);
  g_test_message ("looked %u times", watcher.looks);
  g_assert_cmpuint (watcher.looks, >, 100);
  g_assert_cmpuint (watcher.bad, ==, 0);
}

/* ---- links ---- */

static void
test_link_at_target (void)
{
  g_autofree char *victim = deployed_dup_path ("victim"), *path = deployed_dup_path ("cert.pem");

  assert_writes (victim, "precious", 0644);
  g_assert_cmpint (symlink (victim, path), ==, 0);
  assert_writes (path, "new", 0600);
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  deployed_assert_file (victim, "precious", 0644);
}

/* The name beside the target can be guessed: a link there is put away, and not followed. */
static void
test_link_at_temporary (void)
{
  g_autofree char *victim = deployed_dup_path ("victim"), *path = deployed_dup_path ("cert.pem");
  g_autofree char *guess = g_strdup_printf ("%s/.certwizard-%08x.tmp", deployed_folder, g_str_hash ("cert.pem"));

  assert_writes (victim, "precious", 0644);
  g_assert_cmpint (symlink (victim, guess), ==, 0);
  assert_writes (path, "new", 0600);
  deployed_assert_file (victim, "precious", 0644);
  g_assert_false (g_file_test (guess, G_FILE_TEST_IS_SYMLINK));
}

static void
assert_refused (gboolean good, GError **error, CwError code)
{
  g_assert_false (good);
  g_assert_error (*error, CW_ERROR, (int) code);
  g_test_message ("%s", (*error)->message);
  g_clear_error (error);
}

static void
test_link_at_folder (void)
{
  g_autofree char *elsewhere = deployed_dup_path ("elsewhere"), *path = deployed_dup_path ("live");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  g_assert_cmpint (symlink (elsewhere, path), ==, 0);
  assert_refused (cw_writer_make_folder (writer, path, 0755, &error), &error, CW_ERROR_PERMISSION);
  /* Nor is one deleted behind a link. */
  g_autofree char *inside = g_build_filename (elsewhere, "file", NULL);
  assert_writes (inside, "stays", 0600);
  g_assert_true (cw_writer_remove_tree (writer, path, &error));
  g_assert_no_error (error);
  deployed_assert_file (inside, "stays", 0600);
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
}

static void
test_not_a_file (void)
{
  g_autofree char *folder = deployed_dup_path ("folder"), *pipe_path = deployed_dup_path ("pipe");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  assert_refused (write_text (folder, "x", 0600, &error), &error, CW_ERROR_USAGE);
  assert_refused (write_text (pipe_path, "x", 0600, &error), &error, CW_ERROR_USAGE);
  assert_refused (cw_writer_make_link (writer, folder, "x", &error), &error, CW_ERROR_USAGE);
  assert_refused (cw_writer_make_folder (writer, pipe_path, 0755, &error), &error, CW_ERROR_PERMISSION);
  g_assert_cmpint (deployed_count (deployed_folder), ==, 2);
}

/* ---- folders of the wrong people ---- */

static void
test_open_folders (void)
{
  g_autofree char *folder = deployed_dup_path ("folder"), *path = g_build_filename (folder, "cert.pem", NULL);
  g_autofree char *below = g_build_filename (folder, "below", NULL), *deep = g_build_filename (below, "cert.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (below, 0755), ==, 0);
  assert_writes (path, "x", 0600);
  g_assert_cmpint (chmod (folder, 0775), ==, 0);
  assert_refused (write_text (path, "y", 0600, &error), &error, CW_ERROR_PERMISSION);
  g_assert_cmpint (chmod (folder, 0777), ==, 0);
  assert_refused (write_text (path, "y", 0600, &error), &error, CW_ERROR_PERMISSION);
  assert_refused (write_text (deep, "y", 0600, &error), &error, CW_ERROR_PERMISSION);
  assert_refused (cw_writer_make_folder (writer, below, 0755, &error), &error, CW_ERROR_PERMISSION);
  assert_refused (cw_writer_make_link (writer, path, "y", &error), &error, CW_ERROR_PERMISSION);
  assert_refused (cw_writer_remove_file (writer, path, &error), &error, CW_ERROR_PERMISSION);
  assert_refused (cw_writer_remove_tree (writer, below, &error), &error, CW_ERROR_PERMISSION);
  /* Sticky, as /tmp is: fine above, not for the file itself. */
  g_assert_cmpint (chmod (folder, 01777), ==, 0);
  assert_refused (write_text (path, "y", 0600, &error), &error, CW_ERROR_PERMISSION);
  assert_writes (deep, "y", 0600);
  deployed_assert_file (path, "x", 0600);
}

static void
test_folder_of_another (void)
{
  g_autofree char *folder = deployed_dup_path ("folder"), *path = g_build_filename (folder, "cert.pem", NULL);
  g_autoptr (GError) error = NULL;

  if (geteuid () != 0)
    {
      /* Nobody but root can give a folder away; one of root's that is there is fine, though not for writing. */
      assert_refused (write_text ("/etc/certwizard-test.pem", "x", 0600, &error), &error, CW_ERROR_PERMISSION);
      return;
    }
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (chown (folder, 4711, 0), ==, 0);
  assert_refused (write_text (path, "x", 0600, &error), &error, CW_ERROR_PERMISSION);
  assert_refused (cw_writer_make_folder (writer, folder, 0755, &error), &error, CW_ERROR_PERMISSION);
}

static void
test_make_folder (void)
{
  g_autofree char *path = deployed_dup_path ("a/b/live");
  g_autoptr (GError) error = NULL;
  struct stat info;
  mode_t mask = umask (0077);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (cw_writer_make_folder (writer, path, 0755, &error));
      g_assert_no_error (error);
    }
  umask (mask);
  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0755);
}

/* ---- owners ---- */

static void
test_owner (void)
{
  g_autofree char *path = deployed_dup_path ("file");
  g_autoptr (CwSecret) content = cw_secret_new_text ("x");
  g_autoptr (GError) error = NULL;
  struct stat info;
  gboolean good = cw_writer_write_file (writer, path, 0640, 4711, 4712, content, &error);

  if (geteuid () != 0)
    {
      assert_refused (good, &error, CW_ERROR_PERMISSION);
      g_assert_cmpint (deployed_count (deployed_folder), ==, 0);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, ==, 4711);
  g_assert_cmpuint (info.st_gid, ==, 4712);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0640);
}

/* ---- a folder as a whole ---- */

static gboolean
write_folder (const char *path, gsize size, GError **error)
{
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (CwSecret) small = cw_secret_new_text ("small"), large = cw_secret_new_text (text);
  const CwWriterFile files[] = { { "small", 0644, NOBODY, NOBODY, small }, { "large", 0600, NOBODY, NOBODY, large } };

  return cw_writer_write_folder (writer, path, 0755, files, G_N_ELEMENTS (files), error);
}

static void
test_write_folder (void)
{
  g_autofree char *path = deployed_dup_path ("1"), *small = g_build_filename (path, "small", NULL);
  g_autofree char *stale = g_strdup_printf ("%s/.certwizard-%08x.tmp", deployed_folder, g_str_hash ("1"));
  g_autofree char *stale_file = g_build_filename (stale, "half", NULL);
  g_autoptr (GError) error = NULL;

  /* What was left behind when somebody pulled the plug is put away. */
  g_assert_cmpint (g_mkdir (stale, 0700), ==, 0);
  assert_writes (stale_file, "half", 0600);
  g_assert_true (write_folder (path, 10, &error));
  g_assert_no_error (error);
  deployed_assert_file (small, "small", 0644);
  g_assert_cmpint (deployed_count (path), ==, 2);
  g_assert_cmpint (deployed_count (deployed_folder), ==, 1);
  /* There is one of that name. */
  g_assert_false (write_folder (path, 20, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (deployed_count (deployed_folder), ==, 1);
  g_clear_error (&error);
  g_assert_true (cw_writer_remove_tree (writer, path, &error));
  g_assert_cmpint (deployed_count (deployed_folder), ==, 0);
  g_assert_true (cw_writer_remove_tree (writer, path, &error));
  g_assert_no_error (error);
}

static void
test_mark (void)
{
  g_autofree char *path = deployed_dup_path (".journal"), *victim = deployed_dup_path ("victim"), *link = deployed_dup_path ("link");
  g_autoptr (CwSecret) longer = cw_secret_new_text ("something longer"), shorter = cw_secret_new_text ("short");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_writer_set_mark (writer, path, NULL, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (cw_writer_set_mark (writer, path, longer, &error));
  deployed_assert_file (path, "something longer", 0600);
  g_assert_true (cw_writer_set_mark (writer, path, shorter, &error));
  deployed_assert_file (path, "short", 0600);
  g_assert_true (cw_writer_set_mark (writer, path, NULL, &error));
  g_assert_no_error (error);
  deployed_assert_file (path, "", 0600);
  /* Never through a link. */
  assert_writes (victim, "precious", 0644);
  g_assert_cmpint (symlink (victim, link), ==, 0);
  assert_refused (cw_writer_set_mark (writer, link, longer, &error), &error, CW_ERROR_USAGE);
  deployed_assert_file (victim, "precious", 0644);
}

/* ---- a full disk ---- */

static void
assert_no_room (const char *folder, CwError code)
{
  g_autofree char *text = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *path = g_build_filename (folder, "cert.pem", NULL), *tree = g_build_filename (folder, "1", NULL);
  g_autoptr (GError) error = NULL;

  assert_writes (path, "old", 0600);
  assert_refused (write_text (path, text, 0600, &error), &error, code);
  assert_refused (write_folder (tree, 4 * 1024 * 1024, &error), &error, code);
  deployed_assert_file (path, "old", 0600);
  g_assert_cmpint (deployed_count (folder), ==, 1);
  assert_writes (path, "new", 0600);
}

static void
test_full_disk (void)
{
  g_autofree char *folder = deployed_dup_path ("small");

  /* Mounts are seen by this process and its children only. */
  if (geteuid () != 0 || unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    {
      g_test_message ("no mounts here: the limit of the size of a file is tested instead");
      return;
    }
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mount ("small", folder, "tmpfs", 0, "size=1m,mode=700"), ==, 0);
  assert_no_room (folder, CW_ERROR_DISK_FULL);
  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_autofree char *path = g_build_filename (folder, "cert.pem", NULL);
  g_autoptr (GError) error = NULL;
  assert_refused (write_text (path, "x", 0600, &error), &error, CW_ERROR_READ_ONLY);
  g_assert_cmpint (umount (folder), ==, 0);
}

/* In a child, as the limit cannot be taken back. */
static void
test_file_size_limit (void)
{
  if (g_test_subprocess ())
    {
      const struct rlimit limit = { 1024 * 1024, 1024 * 1024 };

      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      assert_no_room (deployed_folder, CW_ERROR_TOO_LARGE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  writer = cw_local_writer_new ();
  deployed_test ("/writer/write-file", test_write_file);
  deployed_test ("/writer/never-readable", test_never_readable);
  deployed_test ("/writer/link-at-target", test_link_at_target);
  deployed_test ("/writer/link-at-temporary", test_link_at_temporary);
  deployed_test ("/writer/link-at-folder", test_link_at_folder);
  deployed_test ("/writer/not-a-file", test_not_a_file);
  deployed_test ("/writer/open-folders", test_open_folders);
  deployed_test ("/writer/folder-of-another", test_folder_of_another);
  deployed_test ("/writer/make-folder", test_make_folder);
  deployed_test ("/writer/owner", test_owner);
  deployed_test ("/writer/write-folder", test_write_folder);
  deployed_test ("/writer/mark", test_mark);
  deployed_test ("/writer/full-disk", test_full_disk);
  deployed_test ("/writer/file-size-limit", test_file_size_limit);
  return g_test_run ();
}
