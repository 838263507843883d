/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include "pki.h"

#define PATIENCE_MS 30000
/* What does not come is not waited for as long. */
#define SHORT_MS    1500

CwMaterial *service_first, *service_second, *service_third, *service_weak;
const char *service_folder;

static char *folder;
static CwCertificate *root;
static GPtrArray *chain;
static CwLive *live;
static CwServiceManager *manager;

/* ---- certificates ---- */

static CwPrivateKey *
load_key (const char *name)
{
  g_autofree char *pem = g_strconcat (name, ".key", NULL), *der = g_strconcat (name, ".der", NULL), *path = pki_dup_path (der), *content = NULL;
  g_autoptr (CwSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  CwPrivateKey *key;
  gsize size;

  pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER", "-out", der, NULL);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  secret = cw_secret_new (content, size);
  key = cw_private_key_new_from_der (secret, &error);
  g_assert_no_error (error);
  return key;
}

static CwMaterial *
make_material (const char *name, const char *kind)
{
  g_autoptr (CwCertificate) leaf = pki_make (name, "middle", "/CN=service.example.org", kind, 30,
                                             "subjectAltName=DNS:service.example.org,DNS:example.org\nextendedKeyUsage=serverAuth\n");
  g_autoptr (CwPrivateKey) key = load_key (name);
  g_autoptr (GError) error = NULL;
  CwMaterial *material = cw_material_new (leaf, chain, root, key, name, &error);

  g_assert_no_error (error);
  return material;
}

static void
make_hierarchy (void)
{
  root = pki_make ("root", NULL, "/CN=Root CA", "ec:P-256", 60, "basicConstraints=critical,CA:TRUE\n");
  chain = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (chain, pki_make ("middle", "root", "/CN=Middle CA", "ec:P-256", 50, "basicConstraints=critical,CA:TRUE\n"));
  service_first = make_material ("first", "ec:P-256");
  service_second = make_material ("second", "rsa:2048");
  service_third = make_material ("third", "ec:P-256");
  service_weak = make_material ("weak", "rsa:1024");
}

char *
service_dup_pem (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);

  return pki_dup_path (file);
}

char *
service_dup_key (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".key", NULL);

  return pki_dup_path (file);
}

/* ---- the place ---- */

void
service_setup (const char *name)
{
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autofree char *config = NULL, *usages = NULL, *path = NULL;

  service_folder = folder = test_folder_new (name);
  config = g_build_filename (folder, "config", NULL);
  usages = g_build_filename (config, "certwizard", "usages", NULL);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_assert_cmpint (g_mkdir_with_parents (usages, 0755), ==, 0);
  pki_setup ();
  make_hierarchy ();
  path = g_build_filename (folder, "live", NULL);
  live = cw_live_new (path, writer);
  manager = cw_service_manager_new (geteuid () == 0);
}

void
service_teardown (void)
{
  g_clear_object (&live);
  g_clear_object (&manager);
  g_clear_object (&service_first);
  g_clear_object (&service_second);
  g_clear_object (&service_third);
  g_clear_object (&service_weak);
  g_clear_pointer (&chain, g_ptr_array_unref);
  g_clear_object (&root);
  pki_teardown ();
  test_folder_remove (folder);
  g_clear_pointer (&folder, g_free);
}

static struct passwd *
get_account (const char *account)
{
  return getpwnam (account) ?: getpwnam ("nobody");
}

const char *
service_get_group (const char *account)
{
  return getgrgid (get_account (account)->pw_gid)->gr_name;
}

char *
service_dup_as (const char *account)
{
  struct passwd *entry = geteuid () == 0 ? get_account (account) : NULL;
  static const char *const names[] = { "setpriv", NULL };
  g_autofree char *program = entry != NULL ? test_find_program (names) : NULL;

  return entry != NULL ? g_strdup_printf ("%s --reuid %u --regid %u --clear-groups ", program, entry->pw_uid, entry->pw_gid) : g_strdup ("");
}

void
service_give (const char *path, const char *account)
{
  struct passwd *entry = geteuid () == 0 ? get_account (account) : NULL;

  if (entry != NULL)
    g_assert_cmpint (chown (path, entry->pw_uid, entry->pw_gid), ==, 0);
}

TestProcess *
service_start (const char *command, const char *marker)
{
  g_auto (GStrv) argv = NULL;
  TestProcess *process;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  process = test_process_start ((const char *const *) argv, NULL, folder, marker);
  g_assert_nonnull (process);
  return process;
}

/* ---- usages ---- */

CwUsage *
service_usage_new (const char *id, const char *format, ...)
{
  g_autofree char *name = g_strdup_printf ("config/certwizard/usages/%s.usage", id);
  g_autofree char *body = NULL, *text = NULL, *path = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwUsage *usage;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = g_strdup_printf ("[Usage]\nId=%s\nTitle=%s\n%s", id, id, body);
  path = test_folder_write (folder, name, "%s", text);
  usage = cw_usage_new_from_text (text, path, problems);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s: %s", cw_problem_get_field (g_ptr_array_index (problems, i)), cw_problem_get_sentence (g_ptr_array_index (problems, i)));
  g_assert_nonnull (usage);
  g_assert_cmpuint (problems->len, ==, 0);
  return usage;
}

char *
service_dup_live (const char *id)
{
  return g_build_filename (folder, "live", id, NULL);
}

static CwFilePlan *
make_plan (CwUsage *usage)
{
  CwFilePlanOptions options = { cw_live_get_folder (live), "service.example.org", geteuid () == 0 };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwFilePlan *plan = cw_file_plan_new (usage, &options, problems);

  for (guint i = 0; i < problems->len; i++)
    g_assert_cmpint (cw_problem_get_severity (g_ptr_array_index (problems, i)), !=, CW_SEVERITY_ERROR);
  return plan;
}

/* ---- assigning ---- */

void
service_place (CwUsage *usage, CwMaterial *material)
{
  g_autoptr (CwFilePlan) plan = make_plan (usage);
  g_autoptr (GError) error = NULL;
  guint64 generation;

  g_assert_true (cw_live_lock (live, NULL, &error));
  generation = cw_live_stage (live, plan, material, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_live_switch (live, cw_usage_get_id (usage), generation, &error));
  cw_live_unlock (live);
}

static gboolean
watch_cb (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer data, GError **error)
{
  static const char *const words[] = { "begins", "done", "skipped", "failed", "undone", "waits" };

  if (event != CW_DEPLOY_BEGINS)
    g_test_message ("%s: %s %s", cw_deploy_step_get_title (step), words[event], message != NULL ? message : "");
  /* Nothing of this is left out: it was for that that the service runs. */
  g_assert_cmpint (event, !=, CW_DEPLOY_SKIPPED);
  return TRUE;
}

GError *
service_assign (CwUsage *usage, CwMaterial *material, guint patience_ms)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (live, manager);
  g_autoptr (CwFilePlan) plan = make_plan (usage);
  GError *error = NULL;

  cw_deployment_add (deployment, plan);
  cw_deployment_set_material (deployment, material);
  cw_deployment_set_patience (deployment, patience_ms);
  if (cw_deployment_run (deployment, watch_cb, NULL, NULL, &error))
    g_assert_true (cw_deployment_commit (deployment, &error));
  if (error != NULL)
    g_test_message ("%s", error->message);
  return error;
}

static gboolean
any_is_silent (GPtrArray *served)
{
  for (guint i = 0; i < served->len; i++)
    if (cw_served_get_verdict (g_ptr_array_index (served, i)) == CW_SERVED_NOTHING)
      return TRUE;
  return FALSE;
}

/* A machine that has much else to do answers late. */
static GPtrArray *
ask (CwUsage *usage, CwMaterial *material, guint patience_ms)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  GPtrArray *served = NULL;

  do
    {
      g_clear_pointer (&served, g_ptr_array_unref);
      served = cw_service_manager_probe (manager, usage, cw_material_get_leaf (material), cw_material_get_chain (material), patience_ms, NULL);
    }
  while (any_is_silent (served) && g_get_monotonic_time () < until);
  return served;
}

void
service_assert_served (CwUsage *usage, CwMaterial *material, CwServedVerdict verdict)
{
  g_autoptr (GPtrArray) served = ask (usage, material, verdict == CW_SERVED_RIGHT ? PATIENCE_MS : 0);

  g_assert_cmpuint (served->len, ==, cw_usage_service_get_n_probes (cw_usage_get_service (usage)));
  for (guint i = 0; i < served->len; i++)
    {
      g_test_message ("%s", cw_served_get_message (g_ptr_array_index (served, i)));
      g_assert_cmpstr (cw_served_verdict_to_nick (cw_served_get_verdict (g_ptr_array_index (served, i))), ==, cw_served_verdict_to_nick (verdict));
    }
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_RUNNING);
}

/* ---- the same for all ---- */

void
service_check_change (CwUsage *usage)
{
  CwMaterial *const materials[] = { service_second, service_first };

  for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
    {
      GError *error;

      service_assert_served (usage, materials[i], CW_SERVED_OTHER);
      error = service_assign (usage, materials[i], PATIENCE_MS);
      g_assert_no_error (error);
      service_assert_served (usage, materials[i], CW_SERVED_RIGHT);
    }
}

static void
assert_first_in_place (CwUsage *usage)
{
  g_autofree char *place = service_dup_live (cw_usage_get_id (usage)), *path = g_build_filename (place, "cert.pem", NULL);
  g_autoptr (CwCertificate) certificate = pki_load (path);

  g_assert_cmpstr (cw_certificate_get_sha256 (certificate), ==, cw_certificate_get_sha256 (cw_material_get_leaf (service_first)));
  service_assert_served (usage, service_first, CW_SERVED_RIGHT);
}

gboolean
service_can_hide_files (void)
{
  if (geteuid () != 0)
    g_test_skip ("only root can make a file that the service cannot read");
  return geteuid () == 0;
}

void
service_check_failure (CwUsage *usage, CwMaterial *material, CwError code)
{
  g_autoptr (GError) error = service_assign (usage, material, SHORT_MS);

  g_assert_error (error, CW_ERROR, (int) code);
  assert_first_in_place (usage);
}

void
service_check_broken (CwUsage *usage, const char *path, const char *line)
{
  g_autofree char *before = NULL, *after = NULL;

  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  after = g_strconcat (before, line, "\n", NULL);
  g_assert_true (g_file_set_contents_full (path, after, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL));
  service_check_failure (usage, service_second, CW_ERROR_SERVICE_CONFIGURATION);
  g_assert_true (g_file_set_contents_full (path, before, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL));
  service_check_change (usage);
}
