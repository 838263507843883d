/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder live/: generations, the switch that readers never see half done, files outside, the lock, the journal. */
#include "cw-live.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-deadline.h"
#include "deployed.h"

#define SWITCHES 4000
#define READERS 3

typedef struct {
  CwLive     *live;
  CwFilePlan *plan;
} Site;

static void
site_begin (Site *self, const char *more)
{
  g_autofree char *path = deployed_dup_live ();
  g_autoptr (CwUsage) usage = deployed_usage ("A", more);
  g_autoptr (GError) error = NULL;

  self->live = deployed_live ();
  self->plan = deployed_plan (path, usage);
  cw_live_lock (self->live, NULL, &error);
  g_assert_no_error (error);
}

static void
site_end (Site *self)
{
  cw_live_unlock (self->live);
  g_object_unref (self->live);
  g_object_unref (self->plan);
}

static guint64
stage (Site *self, CwMaterial *material)
{
  g_autoptr (GError) error = NULL;
  guint64 number = cw_live_stage (self->live, self->plan, material, NULL, &error);

  g_assert_no_error (error);
  return number;
}

static void
put (Site *self, guint64 generation)
{
  g_autoptr (GError) error = NULL;

  cw_live_switch (self->live, "A", generation, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_live_get_generation (self->live, "A"), ==, generation);
}

static void
drop (Site *self, guint64 generation)
{
  g_autoptr (GError) error = NULL;

  cw_live_drop (self->live, "A", generation, &error);
  g_assert_no_error (error);
}

static void
test_generations (void)
{
  Site site;
  g_autoptr (CwMaterial) one = deployed_make ("one"), two = deployed_make ("two");
  g_autoptr (GError) error = NULL;
  const guint64 keep[] = { 0, 4 };

  site_begin (&site, NULL);
  g_assert_cmpuint (cw_live_get_generation (site.live, "A"), ==, 0);
  g_assert_cmpuint (stage (&site, one), ==, 1);
  g_assert_cmpuint (cw_live_get_generation (site.live, "A"), ==, 0);
  put (&site, 1);
  deployed_assert_in_place (site.plan, 1, one);
  g_assert_cmpuint (stage (&site, two), ==, 2);
  put (&site, 2);
  deployed_assert_in_place (site.plan, 2, two);
  put (&site, 1);
  deployed_assert_in_place (site.plan, 1, one);
  /* No number is given twice, not even that of the last one, when it is gone. */
  drop (&site, 2);
  drop (&site, 2);
  g_assert_cmpuint (stage (&site, two), ==, 3);
  g_assert_cmpuint (stage (&site, two), ==, 4);
  g_assert_cmpuint (stage (&site, two), ==, 5);
  g_assert_false (cw_live_drop (site.live, "A", 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_true (cw_live_keep_only (site.live, "A", keep, G_N_ELEMENTS (keep), &error));
  g_assert_no_error (error);
  for (guint64 i = 1; i <= 5; i++)
    {
      g_autofree char *folder = cw_live_dup_folder (site.live, "A", i);

      g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR) == (i == 1 || i == 4));
    }
  put (&site, 0);
  g_assert_true (cw_live_keep_only (site.live, "A", NULL, 0, &error));
  g_assert_cmpuint (stage (&site, two), ==, 6);
  g_assert_false (cw_live_switch (site.live, "A", 5, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  site_end (&site);
}

/* A store's folder comes as somebody typed it. */
static void
test_relative (void)
{
  g_autofree char *before = g_get_current_dir (), *wanted = deployed_dup_live ();
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chdir (deployed_folder), ==, 0);
  g_autoptr (CwLive) live = cw_live_new ("live", writer);
  g_assert_cmpstr (cw_live_get_folder (live), ==, wanted);
  g_assert_true (cw_live_lock (live, NULL, &error));
  g_assert_no_error (error);
  cw_live_unlock (live);
  g_assert_cmpint (g_chdir (before), ==, 0);
}

static void
test_modes (void)
{
  Site site;
  g_autoptr (CwMaterial) one = deployed_make ("one");
  g_autofree char *live = deployed_dup_live (), *generations = g_build_filename (live, ".generations", NULL), *own = g_build_filename (generations, "A", NULL);
  g_autofree char *folder = g_build_filename (own, "1", NULL), *key = g_build_filename (live, "A", "privkey.pem", NULL);
  g_autofree char *link = g_build_filename (live, "A", NULL), *target = NULL;
  const char *const folders[] = { live, generations, own, folder };
  mode_t mask = umask (0077);
  struct stat info;

  site_begin (&site, NULL);
  stage (&site, one);
  put (&site, 1);
  umask (mask);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_assert_cmpint (lstat (folders[i], &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 07777, ==, 0755);
    }
  g_assert_cmpint (stat (key, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  /* The folder can be moved, or mounted elsewhere. */
  target = g_file_read_link (link, NULL);
  g_assert_cmpstr (target, ==, ".generations/A/1");
  site_end (&site);
}

static void
test_verify (void)
{
  Site site;
  g_autoptr (CwMaterial) one = deployed_make ("one");
  g_autoptr (GError) error = NULL;

  site_begin (&site, NULL);
  stage (&site, one);
  stage (&site, one);
  g_autofree char *folder = cw_live_dup_folder (site.live, "A", 1), *cert = g_build_filename (folder, "cert.pem", NULL);
  g_autofree char *second = cw_live_dup_folder (site.live, "A", 2), *manifest = g_build_filename (second, ".manifest", NULL);
  g_assert_true (cw_live_verify (site.live, "A", 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (chmod (cert, 0666), ==, 0);
  g_assert_false (cw_live_verify (site.live, "A", 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (cert, "rubbish", -1, NULL));
  g_assert_cmpint (chmod (cert, 0644), ==, 0);
  g_assert_false (cw_live_verify (site.live, "A", 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (cw_live_verify (site.live, "A", 3, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (manifest, "certwizard files 1\n\\\nend\n", -1, NULL));
  g_assert_false (cw_live_verify (site.live, "A", 2, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  site_end (&site);
}

/* ---- files outside ---- */

static char *
dup_host (const char *extension)
{
  g_autofree char *name = g_strconcat ("host.example.org", extension, NULL);

  return deployed_dup_path (name);
}

/* One was there, one was not; one is a link. */
static void
test_foreign_files (void)
{
  Site site;
  g_autofree char *more = deployed_dup_outside (deployed_folder), *cert = dup_host (".crt"), *key = dup_host (".key"), *target = NULL;
  g_autoptr (CwMaterial) one = deployed_make ("one"), two = deployed_make ("two");

  g_assert_true (g_file_set_contents (cert, "foreign", -1, NULL));
  g_assert_cmpint (chmod (cert, 0604), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (cert, 4711, 4712), ==, 0);
  g_assert_cmpint (symlink ("/somewhere/else", key), ==, 0);
  site_begin (&site, more);
  put (&site, stage (&site, one));
  deployed_assert_in_place (site.plan, 1, one);
  put (&site, stage (&site, two));
  deployed_assert_in_place (site.plan, 2, two);
  put (&site, 1);
  deployed_assert_in_place (site.plan, 1, one);
  put (&site, 0);
  deployed_assert_file (cert, "foreign", 0604);
  if (geteuid () == 0)
    {
      struct stat info;

      g_assert_cmpint (stat (cert, &info), ==, 0);
      g_assert_cmpuint (info.st_uid, ==, 4711);
      g_assert_cmpuint (info.st_gid, ==, 4712);
    }
  target = g_file_read_link (key, NULL);
  g_assert_cmpstr (target, ==, "/somewhere/else");
  /* Ours are gone, and what is there now is theirs: it may change, and is kept anew. */
  put (&site, 0);
  g_assert_true (g_file_set_contents (cert, "later", -1, NULL));
  g_assert_cmpint (chmod (cert, 0640), ==, 0);
  g_assert_cmpint (g_unlink (key), ==, 0);
  put (&site, 2);
  deployed_assert_in_place (site.plan, 2, two);
  put (&site, 0);
  deployed_assert_file (cert, "later", 0640);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  site_end (&site);
}

/* The usage file was changed in between: a generation knows its own places. */
static void
test_other_places (void)
{
  Site site;
  g_autofree char *more = deployed_dup_outside (deployed_folder), *cert = dup_host (".crt"), *live = deployed_dup_live ();
  g_autoptr (CwMaterial) one = deployed_make ("one"), two = deployed_make ("two");
  g_autoptr (CwUsage) later = deployed_usage ("A", NULL);
  CwFilePlan *with_files;

  g_assert_true (g_file_set_contents (cert, "foreign", -1, NULL));
  site_begin (&site, more);
  put (&site, stage (&site, one));
  with_files = site.plan;
  site.plan = deployed_plan (live, later);
  put (&site, stage (&site, two));
  deployed_assert_in_place (site.plan, 2, two);
  g_autofree char *now = NULL;
  g_assert_true (g_file_get_contents (cert, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, "foreign");
  put (&site, 1);
  deployed_assert_in_place (with_files, 1, one);
  g_object_unref (with_files);
  site_end (&site);
}

/* The usage file names the same place by another way now: ours is not taken for a foreign file, nor what was there before us lost. */
static void
test_same_place (void)
{
  Site site;
  g_autofree char *place = deployed_dup_path ("place"), *link = deployed_dup_path ("link"), *cert = g_build_filename (place, "host.example.org.crt", NULL);
  g_autofree char *here = deployed_dup_outside (place), *by_link = deployed_dup_outside (link), *live = deployed_dup_live ();
  g_autoptr (CwMaterial) one = deployed_make ("one"), two = deployed_make ("two");
  g_autoptr (CwUsage) later = deployed_usage ("A", by_link);
  g_autoptr (CwFilePlan) former = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (place, 0755), ==, 0);
  g_assert_cmpint (symlink (place, link), ==, 0);
  g_assert_true (g_file_set_contents (cert, "foreign", -1, NULL));
  g_assert_cmpint (chmod (cert, 0644), ==, 0);
  site_begin (&site, here);
  put (&site, stage (&site, one));
  former = site.plan;
  site.plan = deployed_plan (live, later);
  put (&site, stage (&site, two));
  deployed_assert_in_place (site.plan, 2, two);
  g_assert_true (cw_live_switch_back (site.live, "A", 1, &error));
  g_assert_no_error (error);
  deployed_assert_in_place (former, 1, one);
  put (&site, 2);
  put (&site, 0);
  deployed_assert_file (cert, "foreign", 0644);
  site_end (&site);
}

/* A folder that somebody made does not use up all the numbers. */
static void
test_absurd_number (void)
{
  Site site;
  g_autoptr (CwMaterial) one = deployed_make ("one");
  g_autofree char *path = deployed_dup_path ("live/.generations/A/18446744073709551614");

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  site_begin (&site, NULL);
  g_assert_cmpuint (stage (&site, one), ==, 1);
  put (&site, 1);
  site_end (&site);
}

static void
test_outside_is_a_folder (void)
{
  Site site;
  g_autofree char *more = deployed_dup_outside (deployed_folder), *cert = dup_host (".crt"), *live = deployed_dup_live ();
  g_autofree char *link = g_build_filename (live, "A", NULL);
  g_autoptr (CwMaterial) one = deployed_make ("one");
  g_autoptr (GError) error = NULL;

  /* Since the plan, which would have said so. */
  site_begin (&site, more);
  g_assert_cmpint (g_mkdir (cert, 0755), ==, 0);
  stage (&site, one);
  g_assert_false (cw_live_switch (site.live, "A", 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  /* Before anything was changed. */
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  site_end (&site);
}

/* ---- the hammer ---- */

static GSubprocess *
start_reader (const char *link, const char *how)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *reader = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("CERTWIZARD_DEPLOY_HELPER"),
                                          "read", link, how, NULL);

  g_assert_no_error (error);
  return reader;
}

static void
stop_reader (GSubprocess *reader, guint *rounds, guint *mismatches, guint *gone)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  guint n[3] = { 0 };

  g_subprocess_communicate_utf8 (reader, "", NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (reader));
  g_assert_cmpint (sscanf (output, "%u %u %u", &n[0], &n[1], &n[2]), ==, 3);
  *rounds += n[0];
  *mismatches += n[1];
  *gone += n[2];
  g_object_unref (reader);
}

/* New ones come and old ones go all the while: then a reader finds files gone, and opens the folder again. */
static void
hammer (Site *site, CwMaterial **materials, guint n_materials)
{
  guint64 last = 0;

  for (guint i = 0; i < SWITCHES; i++)
    {
      guint64 oldest = last > 3 ? last - 3 : 1;

      if (i % 100 == 0 || last < 3)
        {
          last = stage (site, materials[last % n_materials]);
          if (last > 4 && cw_live_get_generation (site->live, "A") != last - 4)
            drop (site, last - 4);
          oldest = last > 3 ? last - 3 : 1;
        }
      put (site, oldest + i % (last - oldest + 1));
    }
}

static void
test_hammer (void)
{
  Site site;
  CwMaterial *materials[3];
  GSubprocess *readers[READERS], *careless;
  guint rounds = 0, mismatches = 0, gone = 0, careless_rounds = 0, careless_mismatches = 0;

  for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      materials[i] = deployed_make (name);
    }
  site_begin (&site, NULL);
  put (&site, stage (&site, materials[0]));
  for (guint i = 0; i < READERS; i++)
    readers[i] = start_reader (cw_file_plan_get_link (site.plan), "folder");
  careless = start_reader (cw_file_plan_get_link (site.plan), "path");
  hammer (&site, materials, G_N_ELEMENTS (materials));
  for (guint i = 0; i < READERS; i++)
    stop_reader (readers[i], &rounds, &mismatches, &gone);
  stop_reader (careless, &careless_rounds, &careless_mismatches, &gone);
  g_test_message ("%u switches; %u rounds of readers that open the folder once: %u mismatches (%u found files gone); path by path: %u in %u rounds", SWITCHES,
                  rounds, mismatches, gone, careless_mismatches, careless_rounds);
  g_assert_cmpuint (rounds, >, SWITCHES / 10);
  g_assert_cmpuint (mismatches, ==, 0);
  site_end (&site);
  for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
    g_object_unref (materials[i]);
}

/* ---- what the usage file asks for now ---- */

/* Written by the version before, which did not write down the form. */
static void
make_old (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ".manifest", NULL), *text = NULL;
  g_autoptr (GString) old = g_string_new ("certwizard files 1\n");
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      if (strrchr (lines[i], '\t') != NULL)
        *strrchr (lines[i], '\t') = '\0';
      g_string_append_printf (old, "%s\n", lines[i]);
    }
  g_assert_true (g_file_set_contents (path, old->str, -1, NULL));
}

static gboolean
fits (Site *site, const char *more)
{
  g_autofree char *live = deployed_dup_live ();
  g_autoptr (CwUsage) usage = deployed_usage ("A", more);
  g_autoptr (CwFilePlan) now = deployed_plan (live, usage);
  g_autoptr (GError) error = NULL;
  gboolean good = cw_live_fits (site->live, now, 1, &error);

  if (!good)
    g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  return good;
}

static void
test_fits (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (CwMaterial) one = deployed_make ("one");
  g_autoptr (GError) error = NULL;
  Site site;

  site_begin (&site, "[Target f]\nFile=f.pem\nFormat=root\n");
  g_assert_cmpuint (cw_live_stage (site.live, site.plan, one, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (fits (&site, "[Target f]\nFile=f.pem\nFormat=root\n"));
  g_assert_false (fits (&site, "[Target f]\nFile=f.pem\nFormat=chain\n"));
  g_assert_false (fits (&site, "[Target f]\nFile=f.pem\nFormat=root\nMode=0600\n"));
  g_assert_false (fits (&site, "[Target f]\nFile=g.pem\nFormat=root\n"));
  g_assert_false (fits (&site, ""));
  if (geteuid () == 0)
    {
      g_assert_false (fits (&site, "[Target f]\nFile=f.pem\nFormat=root\nOwner=nobody\n"));
      g_assert_false (fits (&site, "[Target f]\nFile=f.pem\nFormat=root\nGroup=nogroup\n"));
    }
  /* What is not known is not held against it. */
  folder = cw_live_dup_folder (site.live, "A", 1);
  make_old (folder);
  g_assert_true (cw_live_verify (site.live, "A", 1, &error));
  g_assert_no_error (error);
  g_assert_true (fits (&site, "[Target f]\nFile=f.pem\nFormat=chain\n"));
  g_assert_false (fits (&site, "[Target f]\nFile=f.pem\nFormat=chain\nMode=0600\n"));
  site_end (&site);
}

/* ---- the lock ---- */

typedef struct { CwLive *live; GCancellable *cancellable; gint *n_inside; guint rounds; GError *error; } Waiter;

static gpointer
wait_for_lock (gpointer data)
{
  Waiter *waiter = data;

  for (; waiter->rounds > 0 && cw_live_lock (waiter->live, waiter->cancellable, &waiter->error); waiter->rounds--)
    {
      g_assert_cmpint (g_atomic_int_add (waiter->n_inside, 1), ==, 0);
      g_thread_yield ();
      g_atomic_int_add (waiter->n_inside, -1);
      cw_live_unlock (waiter->live);
    }
  return NULL;
}

/* Whoever has it keeps it, however long another one waits. */
static void
assert_locked (CwLive *live)
{
  g_autoptr (CwDeadline) deadline = cw_deadline_start (200, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_live_lock (live, cw_deadline_get_cancellable (deadline), &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* A second thread waits as a second process does, with the same object or with another one. */
static void
test_lock (void)
{
  g_autoptr (CwLive) live = deployed_live (), other = deployed_live ();
  gint n_inside = 1;
  Waiter waiters[] = {
    { .live = live, .n_inside = &n_inside, .rounds = 20 }, { .live = other, .n_inside = &n_inside, .rounds = 20 },
    { .live = other, .n_inside = &n_inside, .rounds = 20 },
  };
  g_autoptr (GError) error = NULL;
  GThread *threads[G_N_ELEMENTS (waiters)];

  g_assert_true (cw_live_lock (live, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    threads[i] = g_thread_new ("waiter", wait_for_lock, &waiters[i]);
  assert_locked (other);
  g_atomic_int_add (&n_inside, -1);
  cw_live_unlock (live);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      g_thread_join (threads[i]);
      g_assert_no_error (waiters[i].error);
      g_assert_cmpuint (waiters[i].rounds, ==, 0);
    }
}

static void
test_lock_cancelled (void)
{
  g_autoptr (CwLive) live = deployed_live (), other = deployed_live ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiter waiter = { .live = other, .cancellable = cancellable, .rounds = 1 };
  GThread *thread;

  g_assert_true (cw_live_lock (live, NULL, NULL));
  thread = g_thread_new ("waiter", wait_for_lock, &waiter);
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
  g_assert_error (waiter.error, CW_ERROR, CW_ERROR_CANCELLED);
  g_clear_error (&waiter.error);
  cw_live_unlock (live);
  g_assert_true (cw_live_lock (other, NULL, NULL));
  cw_live_unlock (other);
}

/* ---- the journal ---- */

static void
test_journal (void)
{
  g_autoptr (CwLive) live = deployed_live ();
  g_autofree char *folder = deployed_dup_live (), *path = g_build_filename (folder, ".journal", NULL), *text = NULL;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free), found = NULL;
  g_autoptr (GError) error = NULL;
  const CwLiveChange *change;

  g_assert_true (cw_live_lock (live, NULL, NULL));
  g_assert_false (cw_live_has_journal (live));
  g_assert_null (cw_live_read_journal (live, &error));
  g_assert_no_error (error);
  g_ptr_array_add (changes, cw_live_change_new ("A", 1, 2));
  g_ptr_array_add (changes, cw_live_change_new ("B.b-c_d", 0, G_MAXUINT64));
  g_assert_true (cw_live_write_journal (live, changes, &error));
  g_assert_no_error (error);
  g_assert_true (cw_live_has_journal (live));
  found = cw_live_read_journal (live, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  change = g_ptr_array_index (found, 1);
  g_assert_cmpstr (change->usage, ==, "B.b-c_d");
  g_assert_cmpuint (change->from, ==, 0);
  g_assert_cmpuint (change->to, ==, G_MAXUINT64);
  /* Cut short at any byte it is none. */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (gsize size = 0; size < strlen (text); size++)
    {
      g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
      g_assert_null (cw_live_read_journal (live, &error));
      g_assert_no_error (error);
    }
  g_assert_true (g_file_set_contents (path, "certwizard journal 1\n../../etc 1 2\nend\n", -1, NULL));
  g_assert_null (cw_live_read_journal (live, &error));
  g_assert_true (cw_live_clear_journal (live, &error));
  g_assert_true (cw_live_clear_journal (live, &error));
  g_assert_false (cw_live_has_journal (live));
  cw_live_unlock (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  deployed_test ("/live/generations", test_generations);
  deployed_test ("/live/relative", test_relative);
  deployed_test ("/live/modes", test_modes);
  deployed_test ("/live/verify", test_verify);
  deployed_test ("/live/foreign-files", test_foreign_files);
  deployed_test ("/live/other-places", test_other_places);
  deployed_test ("/live/same-place", test_same_place);
  deployed_test ("/live/absurd-number", test_absurd_number);
  deployed_test ("/live/outside-is-a-folder", test_outside_is_a_folder);
  deployed_test ("/live/hammer", test_hammer);
  deployed_test ("/live/fits", test_fits);
  deployed_test ("/live/lock", test_lock);
  deployed_test ("/live/lock-cancelled", test_lock_cancelled);
  deployed_test ("/live/journal", test_journal);
  return g_test_run ();
}
