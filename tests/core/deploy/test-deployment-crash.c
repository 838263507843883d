/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 while two usages are assigned: before and after every operation on the disk and every step, and at random moments. After each the next start
 * leaves exactly what the record says, of both usages, and no journal. And several processes at once. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "deployed.h"
#include "pki.h"

#define RANDOM_KILLS 60

typedef struct {
  char             *folder;        /* everything of one attempt */
  char             *outside;
  char             *record;
  CwLive           *live;
  CwServiceManager *services;
  CwFilePlan       *a, *b;
} Site;

static void
site_begin (Site *self)
{
  g_autofree char *path = NULL, *more = NULL, *cert = NULL;
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autoptr (CwUsage) a = NULL, b = NULL;

  self->folder = g_strdup_printf ("%s/XXXXXX", deployed_folder);
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->outside = g_build_filename (self->folder, "outside", NULL);
  g_assert_cmpint (g_mkdir (self->outside, 0755), ==, 0);
  cert = g_build_filename (self->outside, "host.example.org.crt", NULL);
  g_assert_true (g_file_set_contents (cert, "foreign", -1, NULL));
  g_assert_cmpint (g_chmod (cert, 0644), ==, 0);
  self->record = g_build_filename (self->folder, "record", NULL);
  path = g_build_filename (self->folder, "live", NULL);
  self->live = cw_live_new (path, writer);
  self->services = cw_service_manager_new (FALSE);
  more = deployed_dup_outside (self->outside);
  a = deployed_usage ("A", NULL);
  b = deployed_usage ("B", more);
  self->a = deployed_plan (path, a);
  self->b = deployed_plan (path, b);
}

static void
site_end (Site *self)
{
  g_object_unref (self->live);
  g_object_unref (self->services);
  g_object_unref (self->a);
  g_object_unref (self->b);
  g_free (self->folder);
  g_free (self->outside);
  g_free (self->record);
}

static GSubprocess *
start_change (Site *self, const char *name, guint at)
{
  g_autofree char *number = g_strdup_printf ("%u", at);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("CERTWIZARD_DEPLOY_HELPER"), "change",
                                           cw_live_get_folder (self->live), pki_get_folder (), name, self->outside, self->record, number, NULL);

  g_assert_no_error (error);
  return process;
}

/* TRUE: it came to the end. Anything but that and the kill ends the test. */
static gboolean
change (Site *self, const char *name, guint at)
{
  g_autoptr (GSubprocess) process = start_change (self, name, at);

  g_subprocess_wait (process, NULL, NULL);
  if (g_subprocess_get_if_exited (process))
    {
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
      return TRUE;
    }
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  return FALSE;
}

static char *
read_record (Site *self)
{
  char *name = NULL;

  return g_file_get_contents (self->record, &name, NULL, NULL) ? name : g_strdup ("-");
}

typedef struct { Site *site; const char *wanted; } Memory;

/* As the store answers: the record names what is assigned; a journal is about a change to the wanted one. */
static gboolean
is_kept (const char *usage, guint64 generation, gpointer user_data)
{
  Memory *memory = user_data;
  g_autofree char *name = read_record (memory->site);

  g_assert_true ((generation == 0) == (strcmp (memory->wanted, "-") == 0));
  return strcmp (name, memory->wanted) == 0;
}

static CwFilePlan *
plan_for (const char *usage, gpointer user_data)
{
  Site *site = ((Memory *) user_data)->site;

  return g_object_ref (strcmp (usage, "A") == 0 ? site->a : site->b);
}

static void
assert_state (Site *self, const char *name)
{
  g_autofree char *cert = g_build_filename (self->outside, "host.example.org.crt", NULL), *key = g_build_filename (self->outside, "host.example.org.key", NULL);
  g_autoptr (CwMaterial) material = NULL;

  if (strcmp (name, "-") == 0)
    {
      g_assert_cmpuint (cw_live_get_generation (self->live, "A"), ==, 0);
      g_assert_cmpuint (cw_live_get_generation (self->live, "B"), ==, 0);
      deployed_assert_file (cert, "foreign", 0644);
      g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
      return;
    }
  material = deployed_load (pki_get_folder (), name);
  deployed_assert_in_place (self->a, cw_live_get_generation (self->live, "A"), material);
  deployed_assert_in_place (self->b, cw_live_get_generation (self->live, "B"), material);
}

/* What the next start does. */
static void
recover (Site *self, const char *before, const char *wanted)
{
  Memory memory = { self, wanted };
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  cw_deployment_recover (self->live, self->services, is_kept, plan_for, &memory, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cw_live_has_journal (self->live));
  name = read_record (self);
  g_assert_true (strcmp (name, before) == 0 || strcmp (name, wanted) == 0);
  assert_state (self, name);
}

/* Killed at each moment of the way from one state to another; then the same way once more, to the end. */
static void
kill_at_each (const char *before, const char *wanted)
{
  gboolean done = FALSE;
  guint at, kept = 0;

  for (at = 0; !done; at++)
    {
      Site site;
      g_autofree char *name = NULL;

      site_begin (&site);
      if (strcmp (before, "-") != 0)
        g_assert_true (change (&site, before, G_MAXUINT / 4));
      done = change (&site, wanted, at);
      recover (&site, before, wanted);
      name = read_record (&site);
      kept += strcmp (name, wanted) == 0 ? 1 : 0;
      g_assert_true (change (&site, wanted, G_MAXUINT / 4));
      assert_state (&site, wanted);
      site_end (&site);
    }
  g_test_message ("%s to %s: killed at %u moments, of which %u were after the decision", before, wanted, at - 1, kept - 1);
  g_assert_cmpuint (at, >, 10);
  g_assert_cmpuint (kept, >, 1);
}

static void
test_kill_at_each (void)
{
  g_object_unref (deployed_make ("one"));
  g_object_unref (deployed_make ("two"));
  kill_at_each ("-", "one");
  kill_at_each ("one", "two");
  kill_at_each ("one", "-");
}

/* In the middle of an operation, too. */
static void
test_kill_at_random (void)
{
  Site site;
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  guint killed = 0;

  g_object_unref (deployed_make ("one"));
  g_object_unref (deployed_make ("two"));
  site_begin (&site);
  for (guint i = 0; i < RANDOM_KILLS; i++)
    {
      g_autofree char *before = read_record (&site);
      const char *wanted = i % 5 == 4 ? "-" : strcmp (before, "one") == 0 ? "two" : "one";
      g_autoptr (GSubprocess) process = start_change (&site, wanted, G_MAXUINT / 4);

      /* Not waited for anything: the moment is meant to be any. */
      g_usleep ((gulong) g_rand_int_range (random, 5000, 60000));
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
      killed += g_subprocess_get_if_signaled (process) ? 1 : 0;
      recover (&site, before, wanted);
    }
  g_test_message ("%u of %u were killed", killed, RANDOM_KILLS);
  g_assert_cmpuint (killed, >, 0);
  site_end (&site);
}

/* ---- several at once ---- */

static void
test_at_once (void)
{
  static const char *const names[] = { "one", "two", "three" };
  GSubprocess *processes[G_N_ELEMENTS (names)];
  Site site;
  guint64 generation;
  gboolean fits = FALSE;

  site_begin (&site);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_unref (deployed_make (names[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, g_getenv ("CERTWIZARD_DEPLOY_HELPER"), "deploy", cw_live_get_folder (site.live),
                                       pki_get_folder (), names[i], "20", NULL);
      g_assert_nonnull (processes[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (g_subprocess_wait_check (processes[i], NULL, NULL));
      g_object_unref (processes[i]);
    }
  /* Each had a number of its own, and the last one is in place. */
  generation = cw_live_get_generation (site.live, "A");
  g_assert_cmpuint (generation, ==, 20 * G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names) && !fits; i++)
    {
      g_autoptr (CwMaterial) material = deployed_load (pki_get_folder (), names[i]);
      g_autoptr (GPtrArray) problems = cw_file_plan_compare (site.a, generation, material, NULL);

      fits = problems->len == 0;
    }
  g_assert_true (fits);
  g_assert_false (cw_live_has_journal (site.live));
  site_end (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  deployed_test ("/deployment-crash/kill-at-each", test_kill_at_each);
  deployed_test ("/deployment-crash/kill-at-random", test_kill_at_random);
  deployed_test ("/deployment-crash/at-once", test_at_once);
  return g_test_run ();
}
