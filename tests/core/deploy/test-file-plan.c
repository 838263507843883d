/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a usage: where, whose, in which form; and what is noted when the disk is not as it has to be. */
#include "cw-file-plan.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "deployed.h"

#define NOBODY ((guint) -1)

static GPtrArray *
problems_new (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static CwFilePlan *
plan (const char *more, gboolean privileged, GPtrArray *problems)
{
  g_autoptr (CwUsage) usage = deployed_usage ("Gate", more);
  const CwFilePlanOptions options = { "/srv/live", "host.example.org", privileged };

  return cw_file_plan_new (usage, &options, problems);
}

static CwPlannedFile *
find (CwFilePlan *self, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (self), i);

      if (strcmp (cw_planned_file_get_name (file), name) == 0)
        return file;
    }
  g_error ("no file %s", name);
}

static void
test_standard (void)
{
  g_autoptr (GPtrArray) problems = problems_new ();
  g_autoptr (CwFilePlan) self = plan (NULL, TRUE, problems);
  CwPlannedFile *key = find (self, "privkey.pem"), *chain = find (self, "fullchain.pem");
  g_autofree char *text = cw_planned_file_dup_text (key);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self)), ==, 4);
  g_assert_cmpstr (cw_file_plan_get_link (self), ==, "/srv/live/Gate");
  g_assert_cmpstr (cw_planned_file_get_path (key), ==, "/srv/live/Gate/privkey.pem");
  g_assert_cmpuint (cw_planned_file_get_mode (key), ==, 0600);
  g_assert_cmpuint (cw_planned_file_get_uid (key), ==, 0);
  g_assert_cmpuint (cw_planned_file_get_gid (key), ==, 0);
  g_assert_true (cw_planned_file_has_key (key));
  g_assert_false (cw_planned_file_has_key (chain));
  g_assert_false (cw_planned_file_is_outside (key));
  g_assert_cmpint (cw_planned_file_get_format (chain), ==, CW_TARGET_FULLCHAIN);
  g_assert_cmpstr (text, ==, "-rw------- root:root /srv/live/Gate/privkey.pem");
  g_assert_false (cw_file_plan_needs_password (self));
}

static void
test_computer_and_outside (void)
{
  g_autofree char *more = deployed_dup_outside (deployed_folder), *path = deployed_dup_path ("host.example.org.key");
  g_autofree char *whole = g_strconcat (more, "[Target p]\nFile={computer}.p12\nFormat=pkcs12\n", NULL);
  g_autoptr (GPtrArray) problems = problems_new ();
  g_autoptr (CwFilePlan) self = plan (whole, geteuid () == 0, problems);
  CwPlannedFile *key = find (self, ".outside-5-host.example.org.key");

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (cw_planned_file_is_outside (key));
  g_assert_cmpstr (cw_planned_file_get_path (key), ==, path);
  g_assert_cmpstr (cw_planned_file_get_path (find (self, "host.example.org.p12")), ==, "/srv/live/Gate/host.example.org.p12");
  g_assert_true (cw_file_plan_needs_password (self));
}

/* A name that would lead elsewhere is none. */
static void
test_bad_computer (void)
{
  g_autoptr (CwUsage) usage = deployed_usage ("Gate", "[Target p]\nFile={computer}.p12\nFormat=pkcs12\n");
  static const char *const names[] = { NULL, "", "../../etc/passwd", ".." };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const CwFilePlanOptions options = { "/srv/live", names[i], FALSE };
      g_autoptr (GPtrArray) problems = problems_new ();
      g_autoptr (CwFilePlan) self = cw_file_plan_new (usage, &options, problems);

      deployed_assert_problem (problems, CW_SEVERITY_ERROR, "{computer}.p12");
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self)), ==, 4);
    }
}

static void
test_accounts (void)
{
  static const char unknown[] = "[Target k]\nFile=privkey.pem\nOwner=no-such-user\nGroup=no-such-group\nMode=0640\n";
  g_autofree char *absent = g_strconcat ("Present=/no/such/program;\n[Service]\nUnits=gate.service;\n", unknown, NULL);
  g_autoptr (GPtrArray) problems = problems_new (), more = problems_new (), own = problems_new ();
  g_autoptr (CwFilePlan) c = plan (unknown, FALSE, own);

  g_object_unref (plan (unknown, TRUE, problems));
  g_object_unref (plan (absent, TRUE, more));
  g_assert_cmpuint (problems->len, ==, 2);
  deployed_assert_problem (problems, CW_SEVERITY_ERROR, "no user “no-such-user”");
  deployed_assert_problem (problems, CW_SEVERITY_ERROR, "no group “no-such-group”");
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 0)), ==, "Gate");
  deployed_assert_problem (more, CW_SEVERITY_ERROR, "Usage Gate is not installed on this computer, so there is no group");
  /* An ordinary user: one sentence, advice only. */
  g_assert_cmpuint (own->len, ==, 1);
  deployed_assert_problem (own, CW_SEVERITY_WARNING, "no-such-user:no-such-group privkey.pem");
  g_assert_cmpuint (cw_planned_file_get_uid (find (c, "privkey.pem")), ==, NOBODY);
  g_assert_cmpuint (cw_planned_file_get_gid (find (c, "privkey.pem")), ==, NOBODY);
}

static void
assert_refused (const char *folder, const CwFilePlanOptions *options, const char *words)
{
  g_autofree char *more = deployed_dup_outside (folder);
  g_autoptr (CwUsage) usage = deployed_usage ("C", more);
  g_autoptr (GPtrArray) problems = problems_new ();

  g_object_unref (cw_file_plan_new (usage, options, problems));
  deployed_assert_problem (problems, CW_SEVERITY_ERROR, words);
}

/* What would fail, or take another one's file, is said before anything is done. */
static void
test_outside_refused (void)
{
  g_autofree char *live = deployed_dup_live (), *folder = deployed_dup_path ("place"), *more = deployed_dup_outside (folder);
  g_autofree char *inside = g_build_filename (live, "other", NULL), *in_live = deployed_dup_outside (inside), *link = deployed_dup_path ("link");
  g_autofree char *by_link = deployed_dup_outside (link), *cert = g_build_filename (folder, "host.example.org.crt", NULL);
  const CwFilePlanOptions options = { live, "host.example.org", geteuid () == 0 };
  g_autoptr (CwUsage) usage = deployed_usage ("C", more), within = deployed_usage ("C", in_live), linked = deployed_usage ("C", by_link);
  g_autoptr (CwUsage) first = deployed_usage ("First", more);
  g_autofree char *other_way = deployed_dup_path ("other-way");
  g_autoptr (GPtrArray) unsafe = problems_new (), not_file = problems_new (), in = problems_new (), in_by_link = problems_new (), taken = problems_new ();
  g_autoptr (CwLive) deployed = deployed_live ();
  g_autoptr (CwMaterial) material = deployed_make ("one");
  g_autoptr (CwFilePlan) first_plan = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  g_object_unref (cw_file_plan_new (usage, &options, unsafe));
  deployed_assert_problem (unsafe, CW_SEVERITY_ERROR, "chmod go-w");
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (cert, 0755), ==, 0);
  g_object_unref (cw_file_plan_new (usage, &options, not_file));
  deployed_assert_problem (not_file, CW_SEVERITY_ERROR, "is not an ordinary file");
  g_assert_cmpint (g_rmdir (cert), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (inside, 0755), ==, 0);
  g_object_unref (cw_file_plan_new (within, &options, in));
  deployed_assert_problem (in, CW_SEVERITY_ERROR, "where only Certificate Wizard writes");
  g_assert_cmpint (symlink (live, link), ==, 0);
  g_object_unref (cw_file_plan_new (linked, &options, in_by_link));
  deployed_assert_problem (in_by_link, CW_SEVERITY_ERROR, "where only Certificate Wizard writes");
  first_plan = deployed_plan (live, first);
  g_assert_true (cw_live_lock (deployed, NULL, NULL));
  g_assert_true (cw_live_switch (deployed, "First", cw_live_stage (deployed, first_plan, material, NULL, NULL), NULL));
  cw_live_unlock (deployed);
  g_object_unref (cw_file_plan_new (usage, &options, taken));
  deployed_assert_problem (taken, CW_SEVERITY_ERROR, "already a file of the usage First");
  g_assert_cmpint (symlink (folder, other_way), ==, 0);
  assert_refused (other_way, &options, "already a file of the usage First");
  /* Its own are no obstacle. */
  g_object_unref (deployed_plan (live, first));
}

/* Neither the store nor what live/ hides is a place for a service's files, by whatever way. */
static void
test_outside_reserved (void)
{
  g_autofree char *live = deployed_dup_live (), *store = deployed_dup_path ("store"), *below = g_build_filename (store, "trash", NULL);
  g_autofree char *link = deployed_dup_path ("link"), *link_below = g_build_filename (link, "trash", NULL), *beside = deployed_dup_path ("store-not");
  g_autofree char *missing = deployed_dup_path ("none"), *generations = g_build_filename (live, ".generations", "Other", "1", NULL);
  g_autofree char *hidden = deployed_dup_path ("hidden");
  g_autofree char *alone = g_strdup_printf ("[Target one]\nFile=%s\nFormat=fullchain\n", live), *place = g_build_filename (beside, "host.example.org.crt", NULL);
  const char *const reserved[] = { missing, store, NULL };
  const CwFilePlanOptions options = { live, "host.example.org", geteuid () == 0, reserved };
  g_autoptr (CwUsage) in_place = deployed_usage ("C", alone), good = NULL;
  g_autoptr (GPtrArray) problems = problems_new (), none = problems_new ();
  g_autofree char *outside = deployed_dup_outside (beside);

  g_assert_cmpint (g_mkdir_with_parents (below, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (beside, 0755), ==, 0);
  g_assert_cmpint (symlink (store, link), ==, 0);
  assert_refused (store, &options, "store, where Certificate Wizard keeps its certificates and keys");
  assert_refused (below, &options, "store, where Certificate Wizard keeps");
  assert_refused (link, &options, "store, where Certificate Wizard keeps");
  assert_refused (link_below, &options, "store, where Certificate Wizard keeps");
  assert_refused (missing, &options, "none, where Certificate Wizard keeps");
  /* In the place of live/ itself, before there is one. */
  g_object_unref (cw_file_plan_new (in_place, &options, problems));
  deployed_assert_problem (problems, CW_SEVERITY_ERROR, "where only Certificate Wizard writes");
  g_assert_cmpint (g_mkdir_with_parents (generations, 0755), ==, 0);
  g_assert_cmpint (symlink (generations, hidden), ==, 0);
  assert_refused (hidden, &options, "where only Certificate Wizard writes");
  /* A name that only begins like it, and a link in place of the file, which is replaced. */
  g_assert_cmpint (symlink (store, place), ==, 0);
  good = deployed_usage ("C", outside);
  g_object_unref (cw_file_plan_new (good, &options, none));
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_outside_places (void)
{
  g_autofree char *locked = deployed_dup_path ("locked"), *more = deployed_dup_outside (locked);
  g_autofree char *absent = g_strconcat ("Present=/no/such/program;\n", more, NULL);
  g_autoptr (GPtrArray) missing = problems_new (), gone = problems_new (), closed = problems_new ();

  g_object_unref (plan (more, FALSE, missing));
  deployed_assert_problem (missing, CW_SEVERITY_ERROR, "does not exist");
  g_object_unref (plan (absent, FALSE, gone));
  deployed_assert_problem (gone, CW_SEVERITY_ERROR, "is not installed on this computer: the folder");
  g_assert_cmpint (g_mkdir (locked, 0500), ==, 0);
  g_object_unref (plan (more, FALSE, closed));
  /* Root can write there all the same. */
  if (geteuid () != 0)
    deployed_assert_problem (closed, CW_SEVERITY_ERROR, "run this as root");
  else
    g_assert_cmpuint (closed->len, ==, 0);
}

/* ---- drift ---- */

typedef struct {
  CwLive     *live;
  CwFilePlan *plan;
  CwMaterial *material;
  CwMaterial *other;
  guint64     generation;
  char       *folder;          /* of the generation */
} Drift;

static void
drift_begin (Drift *self, const char *more)
{
  g_autofree char *path = deployed_dup_live ();
  g_autoptr (CwUsage) usage = deployed_usage ("Gate", more);
  g_autoptr (CwSecret) password = cw_secret_new_text ("p12");
  g_autoptr (GError) error = NULL;

  self->live = deployed_live ();
  self->plan = deployed_plan (path, usage);
  self->material = deployed_make ("one");
  self->other = deployed_make ("two");
  cw_live_lock (self->live, NULL, &error);
  g_assert_no_error (error);
  self->generation = cw_live_stage (self->live, self->plan, self->material, password, &error);
  g_assert_no_error (error);
  cw_live_switch (self->live, "Gate", self->generation, &error);
  g_assert_no_error (error);
  cw_live_unlock (self->live);
  self->folder = cw_live_dup_folder (self->live, "Gate", self->generation);
}

static void
drift_end (Drift *self)
{
  g_object_unref (self->live);
  g_object_unref (self->plan);
  g_object_unref (self->material);
  g_object_unref (self->other);
  g_free (self->folder);
}

static char *
drift_path (Drift *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* Both ways of comparing say the same. */
static void
drift_assert (Drift *self, CwSeverity severity, const char *word)
{
  g_autoptr (GPtrArray) all = cw_file_plan_compare (self->plan, self->generation, self->material, NULL);
  g_autoptr (GPtrArray) public = cw_file_plan_compare_public (self->plan, self->generation, cw_material_get_leaf (self->material),
                                                              cw_material_get_chain (self->material));

  if (word == NULL)
    {
      if (all->len > 0)
        g_error ("%s", cw_problem_get_sentence (g_ptr_array_index (all, 0)));
      if (public->len > 0)
        g_error ("%s", cw_problem_get_sentence (g_ptr_array_index (public, 0)));
      return;
    }
  deployed_assert_problem (all, severity, word);
  deployed_assert_problem (public, severity, word);
}

/* As an editor does it: owner and mode stay. */
static void
overwrite_secret (const char *path, CwSecret *content)
{
  FILE *file = g_fopen (path, "w");

  g_assert_cmpuint (fwrite (cw_secret_get_data (content), 1, cw_secret_get_size (content), file), ==, cw_secret_get_size (content));
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
overwrite (const char *path, CwMaterial *material, CwTargetFormat format)
{
  g_autoptr (CwSecret) content = cw_material_render (material, format, NULL, NULL);

  overwrite_secret (path, content);
}

static void
test_drift_content (void)
{
  static const char more[] = "[Target c]\nFile=combined.pem\nFormat=combined\n[Target r]\nFile=root.pem\nFormat=root\n";
  Drift drift;

  drift_begin (&drift, more);
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  g_autofree char *key = drift_path (&drift, "privkey.pem"), *cert = drift_path (&drift, "cert.pem");
  g_autofree char *combined = drift_path (&drift, "combined.pem"), *root = drift_path (&drift, "root.pem");
  overwrite (key, drift.other, CW_TARGET_KEY);
  drift_assert (&drift, CW_SEVERITY_ERROR, "Gate/privkey.pem does not belong to the certificate");
  overwrite (key, drift.other, CW_TARGET_CERTIFICATE);
  drift_assert (&drift, CW_SEVERITY_ERROR, "There is no private key in");
  overwrite (key, drift.material, CW_TARGET_KEY);
  overwrite (cert, drift.other, CW_TARGET_CERTIFICATE);
  drift_assert (&drift, CW_SEVERITY_ERROR, "holds another certificate: two.example.org");
  g_assert_true (g_file_set_contents (cert, "rubbish", -1, NULL));
  drift_assert (&drift, CW_SEVERITY_ERROR, "Gate/cert.pem was changed by hand");
  overwrite (cert, drift.material, CW_TARGET_CERTIFICATE);
  g_assert_cmpint (chmod (cert, 0644), ==, 0);
  overwrite (combined, drift.other, CW_TARGET_COMBINED);
  drift_assert (&drift, CW_SEVERITY_ERROR, "combined.pem does not belong");
  /* The key alone is right: a certificate is missing behind it. */
  overwrite (combined, drift.material, CW_TARGET_KEY);
  drift_assert (&drift, CW_SEVERITY_ERROR, "combined.pem was changed by hand");
  overwrite (combined, drift.material, CW_TARGET_COMBINED);
  overwrite (root, drift.material, CW_TARGET_CHAIN);
  drift_assert (&drift, CW_SEVERITY_ERROR, "root.pem was changed by hand");
  overwrite (root, drift.material, CW_TARGET_ROOT);
  g_assert_cmpint (chmod (root, 0644), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  drift_end (&drift);
}

/* The usage file asks for something else than what was written: nobody has touched the files. */
static void
test_drift_usage_changed (void)
{
  static const char before[] = "[Target a]\nFile=a.pem\nFormat=root\n[Target b]\nFile=b.pem\nFormat=combined\nMode=0600\n";
  static const char after[] = "[Target a]\nFile=a.pem\nFormat=chain\n[Target b]\nFile=b.pem\nFormat=key\nMode=0600\n";
  static const char fewer[] = "[Target a]\nFile=a.pem\nFormat=root\n";
  static const char mode[] = "[Target a]\nFile=a.pem\nFormat=root\n[Target b]\nFile=b.pem\nFormat=combined\nMode=0640\n";
  static const struct { const char *more; CwSeverity severity; const char *word; } changes[] = {
    { after, CW_SEVERITY_ERROR, "Gate/a.pem was written in the form “root”; its usage file asks for “chain” now." },
    /* The key in it is the right one. */
    { after, CW_SEVERITY_ERROR, "Gate/b.pem was written in the form “combined”" },
    { fewer, CW_SEVERITY_WARNING, "Gate/b.pem is still there; its usage file does not ask for it any more." },
    { mode, CW_SEVERITY_WARNING, "Gate/b.pem is 0600 instead of 0640" },
  };
  Drift drift;

  drift_begin (&drift, before);
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *live = deployed_dup_live ();
      g_autoptr (CwUsage) usage = deployed_usage ("Gate", changes[i].more);
      g_autoptr (CwFilePlan) former = drift.plan;

      drift.plan = deployed_plan (live, usage);
      drift_assert (&drift, changes[i].severity, changes[i].word);
      g_object_unref (drift.plan);
      drift.plan = g_steal_pointer (&former);
    }
  drift_end (&drift);
}

/* A target in front of it is no other file. */
static void
test_drift_outside_moved (void)
{
  g_autofree char *place = deployed_dup_path ("place"), *here = deployed_dup_outside (place), *live = deployed_dup_live (), *elsewhere = NULL;
  g_autofree char *there = deployed_dup_path ("there"), *first = g_strconcat ("[Target a]\nFile=a.pem\nFormat=root\n", here, NULL);
  g_autoptr (CwUsage) shifted = NULL, moved = NULL;
  Drift drift;

  g_assert_cmpint (g_mkdir (place, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (there, 0755), ==, 0);
  drift_begin (&drift, here);
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  shifted = deployed_usage ("Gate", first);
  g_object_unref (drift.plan);
  drift.plan = deployed_plan (live, shifted);
  g_autoptr (GPtrArray) all = cw_file_plan_compare (drift.plan, drift.generation, drift.material, NULL);
  for (guint i = 0; i < all->len; i++)
    g_assert_null (strstr (cw_problem_get_sentence (g_ptr_array_index (all, i)), "still there"));
  elsewhere = deployed_dup_outside (there);
  moved = deployed_usage ("Gate", elsewhere);
  g_object_unref (drift.plan);
  drift.plan = deployed_plan (live, moved);
  drift_assert (&drift, CW_SEVERITY_WARNING, "place/host.example.org.key is still there");
  drift_assert (&drift, CW_SEVERITY_ERROR, "there/host.example.org.key is missing");
  drift_end (&drift);
}

static void
test_drift_pkcs12 (void)
{
  Drift drift;
  g_autoptr (CwSecret) right = cw_secret_new_text ("p12"), wrong = cw_secret_new_text ("another");

  drift_begin (&drift, "[Target p]\nFile=bundle.p12\nFormat=pkcs12\n");
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  g_autoptr (GPtrArray) good = cw_file_plan_compare (drift.plan, drift.generation, drift.material, right);
  g_autoptr (GPtrArray) bad = cw_file_plan_compare (drift.plan, drift.generation, drift.material, wrong);
  g_assert_cmpuint (good->len, ==, 0);
  deployed_assert_problem (bad, CW_SEVERITY_ERROR, "password");
  g_autofree char *path = drift_path (&drift, "bundle.p12");
  g_autoptr (CwSecret) other = cw_material_render (drift.other, CW_TARGET_PKCS12, right, NULL);
  overwrite_secret (path, other);
  g_autoptr (GPtrArray) changed = cw_file_plan_compare (drift.plan, drift.generation, drift.material, right);
  deployed_assert_problem (changed, CW_SEVERITY_ERROR, "does not belong to the certificate");
  drift_end (&drift);
}

static void
test_drift_access (void)
{
  Drift drift;

  drift_begin (&drift, NULL);
  g_autofree char *key = drift_path (&drift, "privkey.pem"), *cert = drift_path (&drift, "cert.pem");
  g_assert_cmpint (chmod (key, 0644), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "Everybody on this computer can read the private key");
  g_assert_cmpint (chmod (key, 0640), ==, 0);
  drift_assert (&drift, CW_SEVERITY_WARNING, "Gate/privkey.pem is 0640 instead of 0600");
  g_assert_cmpint (chmod (key, 0600), ==, 0);
  g_assert_cmpint (chmod (drift.folder, 0777), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "Others can put files into");
  g_assert_cmpint (chmod (drift.folder, 0700), ==, 0);
  drift_assert (&drift, CW_SEVERITY_WARNING, "Services cannot look into");
  g_assert_cmpint (chmod (drift.folder, 0755), ==, 0);
  if (geteuid () == 0)
    {
      g_assert_cmpint (chown (cert, 4711, 4712), ==, 0);
      drift_assert (&drift, CW_SEVERITY_WARNING, "belongs to user number 4711 instead of “root”");
      drift_assert (&drift, CW_SEVERITY_WARNING, "belongs to group number 4712 instead of “root”");
      g_assert_cmpint (chown (cert, 0, 0), ==, 0);
    }
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  g_assert_cmpint (g_unlink (cert), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "cert.pem is missing");
  g_assert_cmpint (symlink ("privkey.pem", cert), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "is a link, not a file");
  drift_end (&drift);
}

static void
test_drift_link (void)
{
  Drift drift;

  drift_begin (&drift, NULL);
  const char *link = cw_file_plan_get_link (drift.plan);
  g_assert_cmpint (g_unlink (link), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "no service finds the certificate there");
  g_assert_cmpint (symlink (".generations/Gate/7", link), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "leads to .generations/Gate/7 instead of .generations/Gate/1");
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_mkdir (link, 0755), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "is not a link any more");
  drift.generation = 9;
  drift_assert (&drift, CW_SEVERITY_ERROR, "with the files of this certificate is missing");
  drift_end (&drift);
}

static void
test_drift_outside (void)
{
  g_autofree char *more = deployed_dup_outside (deployed_folder);
  g_autofree char *key = deployed_dup_path ("host.example.org.key"), *cert = deployed_dup_path ("host.example.org.crt");
  Drift drift;

  drift_begin (&drift, more);
  drift_assert (&drift, CW_SEVERITY_ERROR, NULL);
  overwrite (key, drift.other, CW_TARGET_KEY);
  drift_assert (&drift, CW_SEVERITY_ERROR, "host.example.org.key does not belong");
  overwrite (key, drift.material, CW_TARGET_KEY);
  g_assert_cmpint (g_unlink (cert), ==, 0);
  drift_assert (&drift, CW_SEVERITY_ERROR, "host.example.org.crt is missing");
  drift_end (&drift);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  deployed_test ("/file-plan/standard", test_standard);
  deployed_test ("/file-plan/computer-and-outside", test_computer_and_outside);
  deployed_test ("/file-plan/bad-computer", test_bad_computer);
  deployed_test ("/file-plan/accounts", test_accounts);
  deployed_test ("/file-plan/outside-places", test_outside_places);
  deployed_test ("/file-plan/outside-refused", test_outside_refused);
  deployed_test ("/file-plan/outside-reserved", test_outside_reserved);
  deployed_test ("/file-plan/drift/content", test_drift_content);
  deployed_test ("/file-plan/drift/pkcs12", test_drift_pkcs12);
  deployed_test ("/file-plan/drift/usage-changed", test_drift_usage_changed);
  deployed_test ("/file-plan/drift/outside-moved", test_drift_outside_moved);
  deployed_test ("/file-plan/drift/access", test_drift_access);
  deployed_test ("/file-plan/drift/link", test_drift_link);
  deployed_test ("/file-plan/drift/outside", test_drift_outside);
  return g_test_run ();
}
