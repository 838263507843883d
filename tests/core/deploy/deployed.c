/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deployed.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-bundle.h"
#include "cw-file.h"
#include "pki.h"

char *deployed_folder;

static void
setup (void **fixture, gconstpointer test)
{
  g_autoptr (GError) error = NULL;

  pki_setup ();
  g_object_unref (pki_make ("root", NULL, "/CN=Deploy Root", "ec:P-256", 100, "basicConstraints = critical,CA:TRUE"));
  g_object_unref (pki_make ("inter", "root", "/CN=Deploy Issuing", "ec:P-256", 100, "basicConstraints = critical,CA:TRUE"));
  deployed_folder = g_dir_make_tmp ("certwizard-deploy-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
run (void **fixture, gconstpointer test)
{
  ((void (*) (void)) test) ();
}

static void
teardown (void **fixture, gconstpointer test)
{
  const char *arguments[] = { "rm", "-rf", "--", deployed_folder, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&deployed_folder, g_free);
  pki_teardown ();
}

void
deployed_test (const char *path, void (*test) (void))
{
  g_test_add (path, void *, (gconstpointer) test, setup, run, teardown);
}

char *
deployed_dup_path (const char *name)
{
  return g_build_filename (deployed_folder, name, NULL);
}

char *
deployed_dup_live (void)
{
  return deployed_dup_path ("live");
}

CwLive *
deployed_live (void)
{
  g_autofree char *path = deployed_dup_live ();
  g_autoptr (CwWriter) writer = cw_local_writer_new ();

  return cw_live_new (path, writer);
}

/* ---- certificates ---- */

static CwCertificate *
load_certificate (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL), *path = g_build_filename (folder, file, NULL);

  return pki_load (path);
}

static CwPrivateKey *
load_key (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".key", NULL), *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cw_file_read (path, 65536, &error);
  g_autoptr (CwBundle) bundle = NULL;

  g_assert_no_error (error);
  bundle = cw_bundle_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_object_ref (cw_bundle_item_get_private_key (cw_bundle_get_item (bundle, 0)));
}

CwMaterial *
deployed_load (const char *folder, const char *name)
{
  g_autoptr (CwCertificate) leaf = load_certificate (folder, name), root = load_certificate (folder, "root");
  g_autoptr (CwPrivateKey) key = load_key (folder, name);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  CwMaterial *material;

  g_ptr_array_add (chain, load_certificate (folder, "inter"));
  material = cw_material_new (leaf, chain, root, key, name, &error);
  g_assert_no_error (error);
  return material;
}

CwMaterial *
deployed_make (const char *name)
{
  g_autofree char *subject = g_strdup_printf ("/CN=%s.example.org", name);
  g_autofree char *extensions = g_strdup_printf ("subjectAltName = DNS:%s.example.org, DNS:host.example.org", name);

  g_object_unref (pki_make (name, "inter", subject, "ec:P-256", 50, extensions));
  return deployed_load (pki_get_folder (), name);
}

/* ---- usages ---- */

CwUsage *
deployed_usage (const char *id, const char *more)
{
  g_autofree char *text = g_strdup_printf ("[Usage]\nId=%s\nTitle=Usage %s\n%s", id, id, more != NULL ? more : "");
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwUsage *usage = cw_usage_new_from_text (text, "test.usage", problems);

  for (guint i = 0; i < problems->len; i++)
    g_error ("%s", cw_problem_get_sentence (g_ptr_array_index (problems, i)));
  return usage;
}

CwFilePlan *
deployed_plan (const char *live, CwUsage *usage)
{
  const CwFilePlanOptions options = { live, "host.example.org", geteuid () == 0 };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwFilePlan *plan = cw_file_plan_new (usage, &options, problems);

  for (guint i = 0; i < problems->len; i++)
    g_error ("%s", cw_problem_get_sentence (g_ptr_array_index (problems, i)));
  return plan;
}

char *
deployed_dup_outside (const char *folder)
{
  return g_strdup_printf ("[Target one]\nFile=%s/{computer}.crt\nFormat=fullchain\nMode=0644\n[Target two]\nFile=%s/{computer}.key\nFormat=key\nMode=0600\n",
                          folder, folder);
}

/* ---- what is there ---- */

void
deployed_assert_in_place (CwFilePlan *plan, guint64 generation, CwMaterial *material)
{
  g_autoptr (GPtrArray) problems = cw_file_plan_compare (plan, generation, material, NULL);

  if (problems->len > 0)
    g_error ("%s", cw_problem_get_sentence (g_ptr_array_index (problems, 0)));
}

void
deployed_assert_file (const char *path, const char *content, guint mode)
{
  g_autofree char *found = NULL;
  struct stat info;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, content);
  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, mode);
}

void
deployed_assert_problem (GPtrArray *problems, CwSeverity severity, const char *word)
{
  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      g_test_message ("%s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
      if (cw_problem_get_severity (problem) == severity && strstr (cw_problem_get_sentence (problem), word) != NULL)
        return;
    }
  g_error ("no problem says “%s”", word);
}

int
deployed_count (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  int count = 0;

  if (directory == NULL)
    return -1;
  while (g_dir_read_name (directory) != NULL)
    count++;
  return count;
}
