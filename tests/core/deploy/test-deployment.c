/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transaction on the disk: several usages, all or none; a disk that fails at any moment; what was staged; what is taken away. */
#include "cw-deadline.h"
#include "cw-deployment.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "deployed.h"

/* ---- a disk that fails ---- */

#define TYPE_FLAKY (flaky_get_type ())
G_DECLARE_FINAL_TYPE (Flaky, flaky, TEST, FLAKY, CwWriter)

/* Operation number fail_at fails, and with for_good every one behind it. */
struct _Flaky { CwWriter parent_instance; CwWriter *writer; guint n, fail_at; gboolean for_good; };

G_DEFINE_FINAL_TYPE (Flaky, flaky, CW_TYPE_WRITER)

static gboolean
works (CwWriter *writer, GError **error)
{
  Flaky *self = TEST_FLAKY (writer);
  guint number = self->n++;

  if (number != self->fail_at && !(self->for_good && number > self->fail_at))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DISK_FULL, "The disk is full.");
  return FALSE;
}

static gboolean
flaky_make_folder (CwWriter *writer, const char *path, guint mode, GError **error)
{
  return works (writer, error) && cw_writer_make_folder (TEST_FLAKY (writer)->writer, path, mode, error);
}

static gboolean
flaky_write_file (CwWriter *writer, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error)
{
  return works (writer, error) && cw_writer_write_file (TEST_FLAKY (writer)->writer, path, mode, uid, gid, content, error);
}

static gboolean
flaky_write_folder (CwWriter *writer, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error)
{
  return works (writer, error) && cw_writer_write_folder (TEST_FLAKY (writer)->writer, path, mode, files, n_files, error);
}

static gboolean
flaky_make_link (CwWriter *writer, const char *path, const char *target, GError **error)
{
  return works (writer, error) && cw_writer_make_link (TEST_FLAKY (writer)->writer, path, target, error);
}

static gboolean
flaky_remove_file (CwWriter *writer, const char *path, GError **error)
{
  return works (writer, error) && cw_writer_remove_file (TEST_FLAKY (writer)->writer, path, error);
}

static gboolean
flaky_remove_tree (CwWriter *writer, const char *path, GError **error)
{
  return works (writer, error) && cw_writer_remove_tree (TEST_FLAKY (writer)->writer, path, error);
}

static gboolean
flaky_set_mark (CwWriter *writer, const char *path, CwSecret *content, GError **error)
{
  return works (writer, error) && cw_writer_set_mark (TEST_FLAKY (writer)->writer, path, content, error);
}

static void
flaky_finalize (GObject *object)
{
  g_clear_object (&TEST_FLAKY (object)->writer);
  G_OBJECT_CLASS (flaky_parent_class)->finalize (object);
}

static void
flaky_class_init (FlakyClass *klass)
{
  CwWriterClass *writer_class = CW_WRITER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = flaky_finalize;
  writer_class->make_folder = flaky_make_folder;
  writer_class->write_file = flaky_write_file;
  writer_class->write_folder = flaky_write_folder;
  writer_class->make_link = flaky_make_link;
  writer_class->remove_file = flaky_remove_file;
  writer_class->remove_tree = flaky_remove_tree;
  writer_class->set_mark = flaky_set_mark;
}

static void
flaky_init (Flaky *self)
{
  self->writer = cw_local_writer_new ();
  self->fail_at = G_MAXUINT;
}

/* ---- two usages, one of them with files outside ---- */

typedef struct {
  Flaky            *writer;
  CwLive           *live;
  CwServiceManager *services;
  CwFilePlan       *a, *b;
  CwMaterial       *one, *two;
  GString          *log;           /* of what the watch was told */
  guint             refuse_at;     /* the number of the step at which the user says no */
  guint             n_begun;
  CwLive           *other;         /* of another program that has the lock until it is waited for; or NULL */
} Site;

static void
site_begin (Site *self)
{
  g_autofree char *path = deployed_dup_live (), *more = deployed_dup_outside (deployed_folder), *cert = deployed_dup_path ("host.example.org.crt");
  g_autoptr (CwUsage) a = deployed_usage ("A", NULL), b = deployed_usage ("B", more);

  g_assert_true (g_file_set_contents (cert, "foreign", -1, NULL));
  g_assert_cmpint (chmod (cert, 0644), ==, 0);
  self->writer = g_object_new (TYPE_FLAKY, NULL);
  self->live = cw_live_new (path, CW_WRITER (self->writer));
  self->services = cw_service_manager_new (FALSE);
  self->a = deployed_plan (path, a);
  self->b = deployed_plan (path, b);
  self->one = deployed_make ("one");
  self->two = deployed_make ("two");
  self->log = g_string_new (NULL);
  self->refuse_at = G_MAXUINT;
}

static void
site_end (Site *self)
{
  g_object_unref (self->live);
  g_object_unref (self->writer);
  g_object_unref (self->services);
  g_object_unref (self->a);
  g_object_unref (self->b);
  g_object_unref (self->one);
  g_object_unref (self->two);
  g_string_free (self->log, TRUE);
}

static gboolean
watch_cb (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer user_data, GError **error)
{
  static const char *const kinds[] = { "stage", "switch", "check", "reload", "probe", "remove" };
  static const char *const events[] = { "?", "", "skipped ", "failed ", "undone ", "waits " };
  Site *self = user_data;

  if (event == CW_DEPLOY_WAITS && self->other != NULL)
    {
      g_assert_nonnull (strstr (message, "another program"));
      cw_live_unlock (self->other);
    }
  if (event != CW_DEPLOY_BEGINS)
    {
      g_string_append_printf (self->log, "%s%s %s\n", events[event], kinds[cw_deploy_step_get_kind (step)], cw_usage_get_id (cw_deploy_step_get_usage (step)));
      return TRUE;
    }
  if (self->n_begun++ != self->refuse_at)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, "No.");
  return FALSE;
}

static void
assert_log (Site *self, const char *wanted)
{
  g_assert_cmpstr (self->log->str, ==, wanted);
  g_string_truncate (self->log, 0);
  self->n_begun = 0;
}

/* Both usages; with no material they are taken away. */
static CwDeployment *
make_deployment (Site *self, CwMaterial *material)
{
  CwDeployment *deployment = cw_deployment_new (self->live, self->services);

  if (material == NULL)
    {
      cw_deployment_add_remove (deployment, self->a);
      cw_deployment_add_remove (deployment, self->b);
      return deployment;
    }
  cw_deployment_add (deployment, self->a);
  cw_deployment_add (deployment, self->b);
  cw_deployment_set_material (deployment, material);
  return deployment;
}

static gboolean
deploy (Site *self, CwMaterial *material, GError **error)
{
  g_autoptr (CwDeployment) deployment = make_deployment (self, material);

  return cw_deployment_run (deployment, watch_cb, self, NULL, error) && cw_deployment_commit (deployment, error);
}

static void
deploy_well (Site *self, CwMaterial *material)
{
  g_autoptr (GError) error = NULL;

  deploy (self, material, &error);
  g_assert_no_error (error);
  g_string_truncate (self->log, 0);
  self->n_begun = 0;
}

/* This, and nothing else. NULL: nothing is assigned, and what was there before is there. */
static void
assert_state (Site *self, CwMaterial *material)
{
  g_autofree char *cert = deployed_dup_path ("host.example.org.crt"), *key = deployed_dup_path ("host.example.org.key");

  g_assert_false (cw_live_has_journal (self->live));
  if (material == NULL)
    {
      g_assert_false (g_file_test (cw_file_plan_get_link (self->a), G_FILE_TEST_IS_SYMLINK));
      g_assert_false (g_file_test (cw_file_plan_get_link (self->b), G_FILE_TEST_IS_SYMLINK));
      deployed_assert_file (cert, "foreign", 0644);
      g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
      return;
    }
  deployed_assert_in_place (self->a, cw_live_get_generation (self->live, "A"), material);
  deployed_assert_in_place (self->b, cw_live_get_generation (self->live, "B"), material);
}

static guint
count_generations (Site *self, const char *usage)
{
  g_autofree char *live = deployed_dup_live (), *folder = g_build_filename (live, ".generations", usage, NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint count = 0;

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    count += g_ascii_isdigit (*name) && *name != '0' ? 1 : 0;
  return count;
}

static void
test_good (void)
{
  Site site = { 0 };

  site_begin (&site);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.one);
  g_autoptr (GPtrArray) steps = cw_deployment_list_steps (deployment);
  g_autoptr (GError) error = NULL;
  g_autofree char *live = deployed_dup_live ();
  g_assert_cmpuint (steps->len, ==, 4);
  g_assert_cmpstr (cw_deploy_step_get_title (g_ptr_array_index (steps, 1)), ==, "Write the files of Usage B");
  g_assert_nonnull (strstr (cw_deploy_step_get_detail (g_ptr_array_index (steps, 1)), "-rw------- "));
  g_assert_nonnull (strstr (cw_deploy_step_get_detail (g_ptr_array_index (steps, 3)), "host.example.org.key"));
  g_assert_true (cw_deploy_step_get_changes (g_ptr_array_index (steps, 3)));
  g_assert_false (g_file_test (live, G_FILE_TEST_EXISTS));
  cw_deployment_run (deployment, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_live_has_journal (site.live));
  g_assert_cmpuint (cw_deployment_get_generation (deployment, "A"), ==, 1);
  g_assert_null (cw_deployment_get_served (deployment, "A"));
  cw_deployment_commit (deployment, &error);
  g_assert_no_error (error);
  assert_log (&site, "stage A\nstage B\nswitch A\nswitch B\n");
  assert_state (&site, site.one);
  deploy_well (&site, site.two);
  assert_state (&site, site.two);
  site_end (&site);
}

static void
test_undo (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.two);
  cw_deployment_run (deployment, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  cw_deployment_undo (deployment, watch_cb, &site);
  assert_log (&site, "stage A\nstage B\nswitch A\nswitch B\nundone switch B\nundone switch A\nundone stage B\nundone stage A\n");
  assert_state (&site, site.one);
  g_assert_cmpuint (count_generations (&site, "A"), ==, 1);
  site_end (&site);
}

static void
test_remove (void)
{
  Site site = { 0 };

  site_begin (&site);
  deploy_well (&site, site.one);
  deploy_well (&site, NULL);
  assert_state (&site, NULL);
  deploy_well (&site, NULL);
  assert_state (&site, NULL);
  deploy_well (&site, site.two);
  assert_state (&site, site.two);
  site_end (&site);
}

/* ---- failures ---- */

/* From each state to each other, the disk fails once at every operation: all is as it was, and nothing is left behind. */
static void
fail_at_each (Site *site, CwMaterial *from, CwMaterial *to)
{
  gboolean done = FALSE;
  guint at;

  deploy_well (site, from);
  for (at = 0; !done; at++)
    {
      g_autoptr (GError) error = NULL;
      guint a = count_generations (site, "A");

      site->writer->n = 0;
      site->writer->fail_at = at;
      done = deploy (site, to, &error) || !g_error_matches (error, CW_ERROR, CW_ERROR_DISK_FULL);
      site->writer->fail_at = G_MAXUINT;
      if (done)
        g_assert_no_error (error);
      else if (cw_live_has_journal (site->live))
        /* Only the end of the journal failed: everything is in place. */
        g_assert_true (cw_live_clear_journal (site->live, NULL));
      else
        {
          assert_state (site, from);
          g_assert_cmpuint (count_generations (site, "A"), ==, a);
          continue;
        }
      assert_state (site, to);
      if (!done)
        deploy_well (site, from);
    }
  g_test_message ("%u operations", at - 1);
  g_assert_cmpuint (at, >, 3);
}

static void
test_disk_fails_once (void)
{
  Site site = { 0 };

  site_begin (&site);
  fail_at_each (&site, NULL, site.one);
  fail_at_each (&site, site.one, site.two);
  fail_at_each (&site, site.two, NULL);
  site_end (&site);
}

static gboolean
never_kept (const char *usage, guint64 generation, gpointer user_data)
{
  return FALSE;
}

static CwFilePlan *
plan_for (const char *usage, gpointer user_data)
{
  Site *site = user_data;

  return g_object_ref (strcmp (usage, "A") == 0 ? site->a : site->b);
}

/* It fails for good: what cannot be put back at once is said, and done by the next start. */
static void
test_disk_fails_for_good (void)
{
  Site site = { 0 };
  guint n_journals = 0;
  gboolean done = FALSE;

  site_begin (&site);
  deploy_well (&site, site.one);
  site.writer->for_good = TRUE;
  for (guint at = 0; !done; at++)
    {
      g_autoptr (GError) error = NULL, later = NULL;
      g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (CwDeployment) deployment = make_deployment (&site, site.two);

      site.writer->n = 0;
      site.writer->fail_at = at;
      done = cw_deployment_run (deployment, NULL, NULL, NULL, &error);
      site.writer->fail_at = G_MAXUINT;
      if (done)
        cw_deployment_undo (deployment, NULL, NULL);
      else
        g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
      if (cw_live_has_journal (site.live))
        {
          n_journals++;
          /* Nobody deploys over it. */
          g_assert_false (deploy (&site, site.two, &later));
          g_assert_error (later, CW_ERROR, CW_ERROR_IN_USE);
          g_clear_error (&later);
          cw_deployment_recover (site.live, site.services, never_kept, plan_for, &site, sentences, NULL, &later);
          g_assert_no_error (later);
          g_assert_cmpuint (sentences->len, ==, 2);
        }
      assert_state (&site, site.one);
    }
  g_assert_cmpuint (n_journals, >, 2);
  site_end (&site);
}

/* ---- one usage that cannot be mended ---- */

static gboolean
deploy_one (Site *site, CwFilePlan *plan, CwMaterial *material, GError **error)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (site->live, site->services);

  cw_deployment_add (deployment, plan);
  cw_deployment_set_material (deployment, material);
  return cw_deployment_run (deployment, NULL, NULL, NULL, error) && cw_deployment_commit (deployment, error);
}

/* Others can write to the folder outside: nothing was touched there, so there is nothing to put back, and no other usage has to wait. */
static void
test_folder_not_safe (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  for (int round = 0; round < 2; round++)
    {
      g_assert_cmpint (chmod (deployed_folder, 0777), ==, 0);
      g_assert_false (deploy_one (&site, site.b, site.two, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_PERMISSION);
      g_test_message ("%s", error->message);
      g_assert_null (strstr (error->message, "could not be put back"));
      g_clear_error (&error);
      g_assert_false (cw_live_has_journal (site.live));
      g_assert_cmpint (chmod (deployed_folder, 0700), ==, 0);
      assert_state (&site, round == 0 ? NULL : site.one);
      deploy_well (&site, site.one);
    }
  site_end (&site);
}

/* The files outside are on a disk without a free byte. */
static void
test_disk_really_full (void)
{
  Site site = { 0 };
  g_autofree char *folder = deployed_dup_path ("small"), *live = deployed_dup_live (), *more = deployed_dup_outside (folder);
  g_autofree char *filler = g_build_filename (folder, "filler", NULL), *block = g_malloc0 (65536);
  g_autoptr (CwUsage) usage = deployed_usage ("C", more);
  g_autoptr (CwFilePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  if (mount ("none", folder, "tmpfs", 0, "size=64k,mode=0755") != 0)
    {
      g_test_skip ("only root can mount a small disk");
      return;
    }
  site_begin (&site);
  plan = deployed_plan (live, usage);
  g_file_set_contents_full (filler, block, 65536, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  g_assert_false (deploy_one (&site, plan, site.one, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  g_assert_false (cw_live_has_journal (site.live));
  g_assert_cmpuint (cw_live_get_generation (site.live, "C"), ==, 0);
  deploy_well (&site, site.one);
  assert_state (&site, site.one);
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
  site_end (&site);
}

/* Whatever else is where the link has to be was put there by somebody: it stays, also when the usage is taken away. */
static void
test_link_is_another (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *target = NULL;

  site_begin (&site);
  g_autoptr (CwDeployment) removal = cw_deployment_new (site.live, site.services);
  deploy_well (&site, site.one);
  g_assert_cmpint (g_unlink (cw_file_plan_get_link (site.b)), ==, 0);
  g_assert_cmpint (g_mkdir (cw_file_plan_get_link (site.b), 0755), ==, 0);
  g_assert_false (deploy_one (&site, site.b, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_false (cw_live_has_journal (site.live));
  g_assert_true (deploy_one (&site, site.a, site.two, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_rmdir (cw_file_plan_get_link (site.b)), ==, 0);
  g_assert_cmpint (symlink ("/somewhere/else", cw_file_plan_get_link (site.b)), ==, 0);
  g_assert_false (deploy_one (&site, site.b, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  cw_deployment_add_remove (removal, site.b);
  g_assert_true (cw_deployment_run (removal, NULL, NULL, NULL, &error) && cw_deployment_commit (removal, &error));
  g_assert_no_error (error);
  target = g_file_read_link (cw_file_plan_get_link (site.b), NULL);
  g_assert_cmpstr (target, ==, "/somewhere/else");
  site_end (&site);
}

/* Killed in the middle, and the files outside cannot be put back: that usage waits, and no other. */
static void
test_one_is_stuck (void)
{
  Site site = { 0 };
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free), left = NULL;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cert = deployed_dup_path ("host.example.org.crt");
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  g_ptr_array_add (changes, cw_live_change_new ("A", 1, 2));
  g_ptr_array_add (changes, cw_live_change_new ("B", 1, 2));
  g_assert_true (cw_live_lock (site.live, NULL, NULL) && cw_live_begin_changes (site.live, changes, NULL));
  cw_live_unlock (site.live);
  g_assert_cmpint (g_unlink (cert), ==, 0);
  g_assert_cmpint (g_mkdir (cert, 0755), ==, 0);
  g_assert_true (cw_deployment_recover (site.live, site.services, never_kept, plan_for, &site, sentences, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sentences->len, ==, 2);
  g_test_message ("%s", (char *) g_ptr_array_index (sentences, 1));
  g_assert_nonnull (strstr (g_ptr_array_index (sentences, 1), "Usage B"));
  left = cw_live_read_journal (site.live, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((CwLiveChange *) g_ptr_array_index (left, 0))->usage, ==, "B");
  g_assert_true (deploy_one (&site, site.a, site.two, &error));
  g_assert_no_error (error);
  g_assert_true (cw_live_has_journal (site.live));
  g_assert_false (deploy_one (&site, site.b, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_cmpint (g_rmdir (cert), ==, 0);
  g_assert_true (cw_deployment_recover (site.live, site.services, never_kept, plan_for, &site, sentences, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (cw_live_has_journal (site.live));
  deployed_assert_in_place (site.b, 1, site.one);
  g_assert_true (deploy_one (&site, site.b, site.two, &error));
  site_end (&site);
}

static void
test_user_says_no (void)
{
  Site site = { 0 };

  site_begin (&site);
  deploy_well (&site, site.one);
  for (guint at = 0; at < 4; at++)
    {
      g_autoptr (GError) error = NULL;

      site.refuse_at = at;
      site.n_begun = 0;
      g_assert_false (deploy (&site, site.two, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
      g_test_message ("%s", error->message);
      assert_state (&site, site.one);
      g_assert_cmpuint (count_generations (&site, "B"), ==, 1);
    }
  site_end (&site);
}

/* What is waited for is said before it is waited for. */
static void
test_waits_for_another (void)
{
  Site site = { 0 };
  g_autoptr (CwLive) other = deployed_live ();
  g_autoptr (CwDeadline) deadline = cw_deadline_start (200, NULL);
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  g_assert_true (cw_live_lock (other, NULL, NULL));
  site.other = other;
  g_assert_true (deploy (&site, site.one, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (site.log->str, "waits stage A\nstage A\n"));
  /* Nobody hears of it, and it does not end before the caller does. */
  g_assert_true (cw_live_lock (other, NULL, NULL));
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.two);
  g_assert_false (cw_deployment_run (deployment, NULL, NULL, cw_deadline_get_cancellable (deadline), &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  cw_live_unlock (other);
  assert_state (&site, site.one);
  site_end (&site);
}

static void
test_cancelled (void)
{
  Site site = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.two);
  g_cancellable_cancel (cancellable);
  g_assert_false (cw_deployment_run (deployment, NULL, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  assert_state (&site, site.one);
  site_end (&site);
}

/* The second usage needs a password that nobody gave: nothing becomes of the first. */
static void
test_no_password (void)
{
  Site site = { 0 };
  g_autofree char *live = deployed_dup_live ();
  g_autoptr (CwUsage) usage = deployed_usage ("C", "[Target p]\nFile=bundle.p12\nFormat=pkcs12\n");
  g_autoptr (CwFilePlan) plan = deployed_plan (live, usage);
  g_autoptr (CwSecret) password = cw_secret_new_text ("p12");
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.one);
  cw_deployment_add (deployment, plan);
  g_assert_false (cw_deployment_run (deployment, watch_cb, &site, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED);
  assert_log (&site, "stage A\nstage B\nfailed stage C\nundone stage B\nundone stage A\n");
  assert_state (&site, NULL);
  g_clear_error (&error);
  cw_deployment_set_password (deployment, "C", password);
  cw_deployment_run (deployment, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_deployment_commit (deployment, &error));
  assert_state (&site, site.one);
  site_end (&site);
}

/* ---- staged ---- */

static guint64
stage_next (Site *site, CwMaterial *material)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (site->live, site->services);
  g_autoptr (GError) error = NULL;

  cw_deployment_add_staged (deployment, site->b);
  cw_deployment_set_material (deployment, material);
  cw_deployment_run (deployment, watch_cb, site, NULL, &error);
  g_assert_no_error (error);
  /* Nobody sees it, so there is nothing to put back. */
  g_assert_false (cw_live_has_journal (site->live));
  cw_deployment_commit (deployment, &error);
  g_assert_no_error (error);
  return cw_deployment_get_generation (deployment, "B");
}

static gboolean
switch_next (Site *site, guint64 generation, CwMaterial *material, GError **error)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (site->live, site->services);

  cw_deployment_add_switch (deployment, site->b, generation, cw_material_get_leaf (material), cw_material_get_chain (material));
  return cw_deployment_run (deployment, watch_cb, site, NULL, error) && cw_deployment_commit (deployment, error);
}

static void
test_staged (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 next, spoilt;

  site_begin (&site);
  deploy_well (&site, site.one);
  next = stage_next (&site, site.two);
  spoilt = stage_next (&site, site.two);
  assert_log (&site, "stage B\nstage B\n");
  assert_state (&site, site.one);
  g_assert_true (switch_next (&site, next, site.two, &error));
  g_assert_no_error (error);
  assert_log (&site, "switch B\n");
  deployed_assert_in_place (site.b, next, site.two);
  deployed_assert_in_place (site.a, 1, site.one);
  /* Somebody laid hands on what was staged: it is not put in place. */
  g_autofree char *folder = cw_live_dup_folder (site.live, "B", spoilt), *key = g_build_filename (folder, "privkey.pem", NULL);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_false (switch_next (&site, spoilt, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents_full (key, "rubbish", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  g_assert_false (switch_next (&site, spoilt, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  deployed_assert_in_place (site.b, next, site.two);
  g_assert_false (cw_live_has_journal (site.live));
  /* What was staged by others is not thrown away for it. */
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  site_end (&site);
}

/* The usage file was changed since: what was staged is not what it asks for now. */
static void
test_staged_for_another (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *live = deployed_dup_live ();
  g_autoptr (CwUsage) later = deployed_usage ("B", NULL);
  guint64 next;

  site_begin (&site);
  deploy_well (&site, site.one);
  next = stage_next (&site, site.two);
  g_object_unref (site.b);
  site.b = deployed_plan (live, later);
  g_assert_false (switch_next (&site, next, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "staged again"));
  g_assert_false (cw_live_has_journal (site.live));
  g_assert_cmpuint (cw_live_get_generation (site.live, "B"), ==, 1);
  site_end (&site);
}

/* Two usages in one change that want the same path: none has it, and what was there before is there. */
static void
test_same_path (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *live = deployed_dup_live (), *more = deployed_dup_outside (deployed_folder);
  g_autoptr (CwUsage) usage = deployed_usage ("C", more);
  g_autoptr (CwFilePlan) plan = deployed_plan (live, usage);

  site_begin (&site);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.one);
  cw_deployment_add (deployment, plan);
  g_assert_false (cw_deployment_run (deployment, NULL, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_test_message ("%s", error->message);
  assert_state (&site, NULL);
  g_assert_cmpuint (cw_live_get_generation (site.live, "C"), ==, 0);
  site_end (&site);
}

/* Half a folder of keys that a killed process left, without a journal: the next start deletes it, but not while somebody writes. */
static void
test_halves (void)
{
  Site site = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *half = deployed_dup_path ("live/.generations/B/.certwizard-0002b606.tmp"), *key = g_build_filename (half, "privkey.pem", NULL);
  g_autoptr (CwLive) other = deployed_live ();

  site_begin (&site);
  deploy_well (&site, site.one);
  g_assert_cmpint (g_mkdir (half, 0755), ==, 0);
  g_assert_true (g_file_set_contents (key, "key", -1, NULL));
  g_assert_true (cw_live_lock (other, NULL, NULL));
  g_assert_true (cw_deployment_recover (site.live, site.services, never_kept, plan_for, &site, NULL, NULL, &error));
  g_assert_true (g_file_test (key, G_FILE_TEST_EXISTS));
  cw_live_unlock (other);
  g_assert_true (cw_deployment_recover (site.live, site.services, never_kept, plan_for, &site, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  site_end (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  deployed_test ("/deployment/good", test_good);
  deployed_test ("/deployment/undo", test_undo);
  deployed_test ("/deployment/remove", test_remove);
  deployed_test ("/deployment/disk-fails-once", test_disk_fails_once);
  deployed_test ("/deployment/disk-fails-for-good", test_disk_fails_for_good);
  deployed_test ("/deployment/folder-not-safe", test_folder_not_safe);
  deployed_test ("/deployment/disk-really-full", test_disk_really_full);
  deployed_test ("/deployment/link-is-another", test_link_is_another);
  deployed_test ("/deployment/one-is-stuck", test_one_is_stuck);
  deployed_test ("/deployment/user-says-no", test_user_says_no);
  deployed_test ("/deployment/waits-for-another", test_waits_for_another);
  deployed_test ("/deployment/cancelled", test_cancelled);
  deployed_test ("/deployment/no-password", test_no_password);
  deployed_test ("/deployment/staged", test_staged);
  deployed_test ("/deployment/staged-for-another", test_staged_for_another);
  deployed_test ("/deployment/same-path", test_same_path);
  deployed_test ("/deployment/halves", test_halves);
  return g_test_run ();
}
