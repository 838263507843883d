/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small-disk.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

char *small_disk_folder;

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
  return unshare (CLONE_NEWNS | CLONE_NEWUSER) == 0 && write_proc ("/proc/self/setgroups", "deny")
    && write_proc ("/proc/self/uid_map", user) && write_proc ("/proc/self/gid_map", group);
}

gboolean
small_disk_mount (const char *options)
{
  return enter_namespace () && mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0
    && mount ("none", small_disk_folder, "tmpfs", 0, options) == 0;
}

void
small_disk_remount (const char *options, gulong flags)
{
  g_assert_cmpint (mount ("none", small_disk_folder, "tmpfs", MS_REMOUNT | flags, options), ==, 0);
}

void
small_disk_test (gconstpointer data)
{
  gboolean (*run) (void) = data;
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (run () ? 0 : 77);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("Mounting is not allowed here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

void
small_disk_setup (void)
{
  small_disk_folder = g_dir_make_tmp ("cw-small-XXXXXX", NULL);
}

void
small_disk_teardown (void)
{
  g_rmdir (small_disk_folder);
  g_clear_pointer (&small_disk_folder, g_free);
}
