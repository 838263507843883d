/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"
#include "cw-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("test-file-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
assert_content (const char *path, const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static guint
mode_of (const char *path)
{
  struct stat status;

  g_assert_no_errno (lstat (path, &status));
  return status.st_mode & 07777;
}

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cw_file_replace (fixture->path, "first", 5, 0600, &error);
  g_assert_no_error (error);
  assert_content (fixture->path, "first");
  cw_file_replace (fixture->path, "2nd", 3, 0600, &error);
  g_assert_no_error (error);
  assert_content (fixture->path, "2nd");
  cw_file_replace (fixture->path, NULL, 0, 0600, &error);
  g_assert_no_error (error);
  assert_content (fixture->path, "");
  g_assert_cmpuint (count_entries (fixture->folder), ==, 1);
}

/* Exactly the mode that was asked for: neither the umask nor the old file's mode has a say. */
static void
test_mode (Fixture *fixture, gconstpointer data)
{
  static const guint modes[] = { 0600, 0644, 0640, 0400, 0600 };
  mode_t old = umask (077);

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) error = NULL;

      cw_file_replace (fixture->path, "x", 1, modes[i], &error);
      g_assert_no_error (error);
      g_assert_cmphex (mode_of (fixture->path), ==, modes[i]);
    }
  umask (old);
}

static void
test_link_is_not_followed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *victim = g_build_filename (fixture->folder, "victim", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (victim, "untouched", -1, NULL));
  g_assert_no_errno (symlink (victim, fixture->path));
  cw_file_replace (fixture->path, "new", 3, 0600, &error);
  g_assert_no_error (error);
  assert_content (victim, "untouched");
  assert_content (fixture->path, "new");
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
}

static void
test_hard_link_keeps_the_old (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);

  g_assert_true (g_file_set_contents (other, "untouched", -1, NULL));
  g_assert_no_errno (link (other, fixture->path));
  g_assert_true (cw_file_replace (fixture->path, "new", 3, 0600, NULL));
  assert_content (other, "untouched");
  assert_content (fixture->path, "new");
}

static void
assert_refused (const char *path, CwError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_file_replace (path, "new", 3, 0600, &error));
  g_assert_error (error, CW_ERROR, (int) code);
}

static void
test_special_files_stay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pipe_path = g_build_filename (fixture->folder, "pipe", NULL);
  struct stat status;

  g_assert_no_errno (mkfifo (pipe_path, 0600));
  assert_refused (pipe_path, CW_ERROR_USAGE);
  g_assert_no_errno (symlink ("/dev/null", fixture->path));
  assert_refused (fixture->path, CW_ERROR_USAGE);
  assert_refused ("/dev/null", CW_ERROR_USAGE);
  g_assert_no_errno (stat ("/dev/null", &status));
  g_assert_true (S_ISCHR (status.st_mode));
  assert_refused (fixture->folder, CW_ERROR_USAGE);
  g_assert_cmpuint (count_entries (fixture->folder), ==, 2);
}

static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "file", NULL);
  g_autofree char *below = g_build_filename (fixture->path, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_file_replace (path, "x", 1, 0600, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_suffix (error->message, g_strerror (ENOENT)));
  g_assert_true (g_file_set_contents (fixture->path, "x", -1, NULL));
  assert_refused (below, CW_ERROR_NOT_FOUND);
}

static gboolean
write_proc (const char *file, const char *text)
{
  int fd = g_open (file, O_WRONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && write (fd, text, strlen (text)) > 0;

  if (fd >= 0)
    close (fd);
  return done;
}

/* An ordinary user may mount in a user namespace, if the kernel gives him one; there he needs to be himself. */
static gboolean
enter_namespace (void)
{
  g_autofree char *user = g_strdup_printf ("%u %u 1", geteuid (), geteuid ());
  g_autofree char *group = g_strdup_printf ("%u %u 1", getegid (), getegid ());

  if (geteuid () == 0)
    return unshare (CLONE_NEWNS) == 0;
  return unshare (CLONE_NEWNS | CLONE_NEWUSER) == 0 && write_proc ("/proc/self/setgroups", "deny") &&
         write_proc ("/proc/self/uid_map", user) && write_proc ("/proc/self/gid_map", group);
}

/* Runs in a process of its own with a file system of its own. */
static gboolean
mount_small (const char *folder, const char *options)
{
  return enter_namespace () && mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("none", folder, "tmpfs", 0, options) == 0;
}

static gboolean
fill_disk (const char *folder, const char *path)
{
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GError) error = NULL;

  if (!mount_small (folder, "size=64k,mode=0777"))
    return FALSE;
  g_assert_true (cw_file_replace (path, "the old one", 11, 0600, NULL));
  g_assert_false (cw_file_replace (path, large, 1024 * 1024, 0600, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  assert_content (path, "the old one");
  g_assert_cmpuint (count_entries (folder), ==, 1);
  return TRUE;
}

static gboolean
make_read_only (const char *folder, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!mount_small (folder, "size=64k,mode=0777"))
    return FALSE;
  g_assert_true (cw_file_replace (path, "the old one", 11, 0600, NULL));
  g_assert_no_errno (mount ("none", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=64k"));
  g_assert_false (cw_file_replace (path, "new", 3, 0600, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READ_ONLY);
  assert_content (path, "the old one");
  return TRUE;
}

static void
test_in_own_file_system (Fixture *fixture, gconstpointer data)
{
  gboolean (*run) (const char *folder, const char *path) = data;
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (run (fixture->folder, fixture->path) ? 0 : 77);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("Mounting is not allowed here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

/* A limit on file sizes breaks the write in the middle for every user. */
static void
test_interrupted_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  struct rlimit old;
  struct rlimit small;

  g_assert_true (cw_file_replace (fixture->path, "the old one", 11, 0600, NULL));
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &old));
  small = old;
  small.rlim_cur = 5000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &small));
  g_assert_false (cw_file_replace (fixture->path, large, 100000, 0600, &error));
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &old));
  g_assert_error (error, CW_ERROR, CW_ERROR_TOO_LARGE);
  assert_content (fixture->path, "the old one");
  g_assert_cmpuint (count_entries (fixture->folder), ==, 1);
}

static void
test_no_permission (Fixture *fixture, gconstpointer data)
{
  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_no_errno (g_chmod (fixture->folder, 0500));
  assert_refused (fixture->path, CW_ERROR_PERMISSION);
  g_assert_no_errno (g_chmod (fixture->folder, 0700));
}

/* Readers see the old or the new whole, whenever they look. */
static gpointer
write_in_turns (gpointer path)
{
  g_autofree char *a = g_strnfill (50000, 'a');
  g_autofree char *b = g_strnfill (70000, 'b');

  for (guint i = 0; i < 60; i++)
    {
      g_assert_true (cw_file_replace (path, a, 50000, 0600, NULL));
      g_assert_true (cw_file_replace (path, b, 70000, 0600, NULL));
    }
  return NULL;
}

static void
test_whole_or_not_at_all (Fixture *fixture, gconstpointer data)
{
  GThread *writer;

  g_assert_true (cw_file_replace (fixture->path, "", 0, 0600, NULL));
  writer = g_thread_new ("writer", write_in_turns, fixture->path);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GBytes) bytes = cw_file_read (fixture->path, 100000, NULL);
      const char *text;
      gsize size;

      g_assert_nonnull (bytes);
      text = g_bytes_get_data (bytes, &size);
      g_assert_true (size == 0 || size == 50000 || size == 70000);
      g_assert_true (size == 0 || (text[0] == text[size - 1] && text[0] == (size == 50000 ? 'a' : 'b')));
    }
  g_thread_join (writer);
}

static void
assert_read (const char *path, guint64 max_size, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cw_file_read (path, max_size, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
assert_not_read (const char *path, guint64 max_size, CwError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_file_read (path, max_size, &error));
  g_assert_error (error, CW_ERROR, (int) code);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);

  g_assert_true (g_file_set_contents (fixture->path, "12345", -1, NULL));
  assert_read (fixture->path, 100, "12345");
  assert_read (fixture->path, 5, "12345");
  assert_not_read (fixture->path, 4, CW_ERROR_TOO_LARGE);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  assert_read (fixture->path, 0, "");
  assert_not_read (missing, 10, CW_ERROR_NOT_FOUND);
  assert_not_read (fixture->folder, 10, CW_ERROR_USAGE);
}

/* A file of many gigabytes (here without any block on the disk) is refused by its size, nothing of it is read. */
static void
test_huge_file (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();
  int fd = g_open (fixture->path, O_CREAT | O_WRONLY, 0600);

  g_assert_no_errno (ftruncate (fd, (off_t) 20 << 30));
  close (fd);
  assert_not_read (fixture->path, 500 << 20, CW_ERROR_TOO_LARGE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_endless_device (void)
{
  assert_not_read ("/dev/zero", 1 << 20, CW_ERROR_TOO_LARGE);
}

static gpointer
feed (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autofree char *text = g_strnfill (1000, 'x');

  for (guint i = 0; i < 300; i++)
    g_assert_cmpint (write (fd, text, 1000), ==, 1000);
  close (fd);
  return NULL;
}

static void
test_pipe (void)
{
  int ends[2];
  g_autofree char *path = NULL;
  g_autofree char *expected = g_strnfill (300000, 'x');
  GThread *feeder;

  g_assert_no_errno (pipe (ends));
  path = g_strdup_printf ("/proc/self/fd/%d", ends[0]);
  feeder = g_thread_new ("feed", feed, GINT_TO_POINTER (ends[1]));
  assert_read (path, 1 << 20, expected);
  g_thread_join (feeder);
  close (ends[0]);
}

static void
test_standard_input_child (void)
{
  int ends[2];

  g_assert_no_errno (pipe (ends));
  g_assert_cmpint (write (ends[1], "from a pipe", 11), ==, 11);
  close (ends[1]);
  g_assert_cmpint (dup2 (ends[0], STDIN_FILENO), ==, STDIN_FILENO);
  assert_read ("-", 100, "from a pipe");
}

static void
test_standard_input (void)
{
  g_test_trap_subprocess ("/file/standard-input/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/file/replace", NULL, test_replace);
  ADD ("/file/mode", NULL, test_mode);
  ADD ("/file/link-is-not-followed", NULL, test_link_is_not_followed);
  ADD ("/file/hard-link-keeps-the-old", NULL, test_hard_link_keeps_the_old);
  ADD ("/file/special-files-stay", NULL, test_special_files_stay);
  ADD ("/file/missing-folder", NULL, test_missing_folder);
  ADD ("/file/full-disk", fill_disk, test_in_own_file_system);
  ADD ("/file/read-only", make_read_only, test_in_own_file_system);
  ADD ("/file/interrupted-write", NULL, test_interrupted_write);
  ADD ("/file/no-permission", NULL, test_no_permission);
  ADD ("/file/whole-or-not-at-all", NULL, test_whole_or_not_at_all);
  ADD ("/file/read", NULL, test_read);
  ADD ("/file/huge-file", NULL, test_huge_file);
  g_test_add_func ("/file/endless-device", test_endless_device);
  g_test_add_func ("/file/pipe", test_pipe);
  g_test_add_func ("/file/standard-input", test_standard_input);
  g_test_add_func ("/file/standard-input/subprocess", test_standard_input_child);
  return g_test_run ();
}
