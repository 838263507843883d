/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assigning on a full file system and on a read-only one: what was there before stays there, whole, and it works again afterwards. */
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include "assign-fixture.h"
#include "cw-error.h"
#include "pki.h"
#include "small-disk.h"

/* The store is elsewhere: only live/ is on the small disk. */
static void
move_live (AssignFixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->assignments));
  g_free (fixture->live);
  fixture->live = g_build_filename (small_disk_folder, "live", NULL);
  fixture->assignments = cw_assignments_new (fixture->authorities, fixture->keyring, fixture->usages, NULL, fixture->live);
}

static void
fill_up (void)
{
  g_autofree char *script = g_strdup_printf ("cat /dev/zero >%s/filler 2>/dev/null || true", small_disk_folder);

  pki_run ("sh", "-c", script, NULL);
}

static gboolean
assign_on (const char *options, int code, void (*spoil) (void), void (*mend) (void))
{
  AssignFixture fixture = { 0 };
  g_autoptr (CwOutcome) first = NULL;
  g_autoptr (CwOutcome) again = NULL;
  g_autoptr (CwAssignDraft) draft = NULL;

  if (!small_disk_mount (options))
    return FALSE;
  assign_fixture_setup (&fixture, NULL);
  move_live (&fixture);
  assign_fixture_import (&fixture, "web");
  assign_fixture_import (&fixture, "web2");
  first = assign_fixture_assign (&fixture, "web", "plain,second");
  spoil ();
  draft = assign_fixture_draft (&fixture, "web2", "plain,second");
  assign_fixture_fail (&fixture, draft, CW_OPERATION_NORMAL, code);
  assign_fixture_assert_live (&fixture, "plain", "web");
  assign_fixture_assert_live (&fixture, "second", "web");
  g_assert_cmpint (assign_fixture_get (&fixture, "plain", CW_PLACE_CURRENT), ==, fixture_find (&fixture.base, "web"));
  mend ();
  again = assign_fixture_run (&fixture, draft, CW_OPERATION_NORMAL);
  assert_result (again, CW_RESULT_DONE);
  assign_fixture_assert_live (&fixture, "second", "web2");
  g_assert_cmpuint (assign_fixture_count_generations (&fixture, "plain"), ==, 2);
  g_clear_object (&draft);
  assign_fixture_teardown (&fixture, NULL);
  return TRUE;
}

static void
make_larger (void)
{
  small_disk_remount ("size=4m", 0);
}

static gboolean
assign_to_full (void)
{
  return assign_on ("size=256k,mode=0700", CW_ERROR_DISK_FULL, fill_up, make_larger);
}

static void
make_read_only (void)
{
  small_disk_remount ("size=1m", MS_RDONLY);
}

static void
make_writable (void)
{
  small_disk_remount ("size=1m", 0);
}

static gboolean
assign_to_read_only (void)
{
  return assign_on ("size=1m,mode=0700", CW_ERROR_READ_ONLY, make_read_only, make_writable);
}

/* ---- each in a process of its own, which starts afresh: it runs programs itself ---- */

static char *own_path;

static int
child_main (const char *name)
{
  gboolean done;

  assign_pki_setup ();
  small_disk_setup ();
  done = g_str_equal (name, "full") ? assign_to_full () : assign_to_read_only ();
  umount2 (small_disk_folder, MNT_DETACH);
  small_disk_teardown ();
  assign_pki_teardown ();
  return done ? 0 : 77;
}

static void
test_in_child (gconstpointer data)
{
  const char *const argv[] = { own_path, "child", data, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("Mounting is not allowed here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "child"))
    return child_main (argv[2]);
  g_test_init (&argc, &argv, NULL);
  own_path = g_canonicalize_filename (argv[0], NULL);
  g_test_add_data_func ("/assign/limits/full", "full", test_in_child);
  g_test_add_data_func ("/assign/limits/read-only", "read-only", test_in_child);
  status = g_test_run ();
  g_free (own_path);
  return status;
}
