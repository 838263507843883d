/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-export-private.h"
#include "fixture.h"
#include "pki.h"

#define PASSWORD "geheim ÄÖ 7"

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *leaf = pki_dup_path ("leaf.both");
  g_autofree char *chain = pki_dup_path ("chain.pem");
  g_autofree char *strict = pki_dup_path ("strict.both");

  fixture_setup (fixture, data);
  fixture_import (fixture, leaf, TRUE);
  fixture_import (fixture, chain, FALSE);
  fixture_import (fixture, strict, FALSE);
}

typedef struct {
  const char    *reference;
  const char    *second;      /* another one, or NULL */
  const char    *path;        /* within the folder of the fixture */
  CwExportFormat format;
  gboolean       include_key;
  gboolean       overwrite;
  const char    *password;    /* NULL: none */
} Wish;

static CwOperation *
export_new (Fixture *fixture, const Wish *wish)
{
  gint64 ids[2] = { fixture_find (fixture, wish->reference), wish->second != NULL ? fixture_find (fixture, wish->second) : 0 };
  g_autoptr (CwExportDraft) draft = cw_export_draft_new (ids, wish->second != NULL ? 2 : 1);
  g_autoptr (CwSecret) password = wish->password != NULL ? cw_secret_new_text (wish->password) : NULL;
  g_autofree char *path = fixture_dup_path (fixture, wish->path);
  CwOperation *operation;

  g_object_set (draft, "path", path, "format", (int) wish->format, "include-key", wish->include_key, "overwrite", wish->overwrite,
                "password", password, NULL);
  operation = CW_OPERATION (cw_export_operation_new (fixture->access, draft));
  cw_operation_set_interaction (operation, CW_INTERACTION (fixture->script));
  return operation;
}

static void
export_done (Fixture *fixture, const Wish *wish)
{
  g_autoptr (CwOperation) operation = export_new (fixture, wish);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_outcome_get_history_id (outcome), >, 0);
}

static void
export_fails (Fixture *fixture, const Wish *wish, int code)
{
  g_autoptr (CwOperation) operation = export_new (fixture, wish);
  g_autofree char *path = fixture_dup_path (fixture, wish->path);
  gboolean was_there = g_file_test (path, G_FILE_TEST_EXISTS);

  fixture_fail (fixture, operation, code);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, was_there);
}

/* Runs a shell line in the folder of the fixture and gives what it prints. */
static char *
look (Fixture *fixture, const char *command)
{
  g_autofree char *line = g_strdup_printf ("cd '%s' && { %s; } 2>&1", fixture->folder, command);
  const char *argv[] = { "sh", "-c", line, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command, output);
  return output;
}

static void
assert_says (Fixture *fixture, const char *command, const char *expected)
{
  g_autofree char *output = look (fixture, command);

  if (strstr (output, expected) == NULL)
    g_error ("“%s” says “%s”, not “%s”", command, output, expected);
}

static void
assert_mode (Fixture *fixture, const char *name, guint mode)
{
  g_autofree char *path = fixture_dup_path (fixture, name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, mode);
}

static guint
count_certificates (Fixture *fixture, const char *name)
{
  g_autofree char *command = g_strdup_printf ("grep -c 'BEGIN CERTIFICATE' '%s'", name);
  g_autofree char *output = look (fixture, command);

  return (guint) g_ascii_strtoull (output, NULL, 10);
}

/* ---- formats, each opened by somebody else's tool ---- */

static void
test_pem (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pem", .format = CW_EXPORT_PEM };

  export_done (fixture, &wish);
  g_assert_cmpuint (count_certificates (fixture, "leaf.pem"), ==, 1);
  assert_says (fixture, "openssl x509 -in leaf.pem -noout -subject", "www.example.org");
  assert_mode (fixture, "leaf.pem", 0644);
}

static void
test_pem_with_key (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pem", .format = CW_EXPORT_PEM, .include_key = TRUE };

  export_done (fixture, &wish);
  assert_mode (fixture, "leaf.pem", 0600);
  assert_says (fixture, "openssl pkey -in leaf.pem -noout -check", "valid");
  assert_says (fixture, "[ \"$(openssl x509 -in leaf.pem -noout -pubkey)\" = \"$(openssl pkey -in leaf.pem -pubout)\" ] && echo same", "same");
}

static void
test_pem_with_encrypted_key (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pem", .format = CW_EXPORT_PEM_FULLCHAIN, .include_key = TRUE, .password = PASSWORD };

  export_done (fixture, &wish);
  assert_says (fixture, "openssl pkey -in leaf.pem -passin 'pass:" PASSWORD "' -noout -check", "valid");
  assert_says (fixture, "cat leaf.pem", "BEGIN ENCRYPTED PRIVATE KEY");
  assert_says (fixture, "openssl pkey -in leaf.pem -passin pass:no -noout || echo refused", "refused");
}

static void
test_chain (Fixture *fixture, gconstpointer data)
{
  Wish chain = { .reference = "www.example.org", .path = "chain.pem", .format = CW_EXPORT_PEM_CHAIN };
  Wish full = { .reference = "www.example.org", .path = "full.pem", .format = CW_EXPORT_PEM_FULLCHAIN };

  export_done (fixture, &chain);
  g_assert_cmpuint (count_certificates (fixture, "chain.pem"), ==, 1);
  assert_says (fixture, "openssl x509 -in chain.pem -noout -subject", "Intermediate");
  export_done (fixture, &full);
  g_assert_cmpuint (count_certificates (fixture, "full.pem"), ==, 2);
  assert_says (fixture, "openssl x509 -in full.pem -noout -subject", "www.example.org");
}

static void
test_no_chain (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "strict.example.org", .path = "chain.pem", .format = CW_EXPORT_PEM_CHAIN };
  Wish full = { .reference = "strict.example.org", .path = "full.pem", .format = CW_EXPORT_PEM_FULLCHAIN };

  export_fails (fixture, &wish, CW_ERROR_NOT_FOUND);
  export_done (fixture, &full);
  g_assert_cmpuint (count_certificates (fixture, "full.pem"), ==, 1);
}

static void
test_der (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.cer", .format = CW_EXPORT_DER };

  export_done (fixture, &wish);
  assert_says (fixture, "openssl x509 -inform DER -in leaf.cer -noout -subject", "www.example.org");
  assert_says (fixture, "certtool --certificate-info --inder --infile leaf.cer", "www.example.org");
}

static void
test_pkcs7 (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.p7b", .format = CW_EXPORT_PKCS7 };

  export_done (fixture, &wish);
  assert_says (fixture, "openssl pkcs7 -inform DER -in leaf.p7b -print_certs -noout", "www.example.org");
  assert_says (fixture, "openssl pkcs7 -inform DER -in leaf.p7b -print_certs -noout", "Test Root");
}

static void
test_pfx (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE, .password = PASSWORD };

  export_done (fixture, &wish);
  assert_mode (fixture, "leaf.pfx", 0600);
  assert_says (fixture, "openssl pkcs12 -in leaf.pfx -passin 'pass:" PASSWORD "' -info -nodes", "AES-256-CBC");
  assert_says (fixture, "openssl pkcs12 -in leaf.pfx -passin 'pass:" PASSWORD "' -nodes", "friendlyName: www.example.org");
  assert_says (fixture, "openssl pkcs12 -in leaf.pfx -passin 'pass:" PASSWORD "' -nodes | grep -c 'BEGIN CERTIFICATE'", "3");
}

/* keytool reads its options in the encoding of the locale: an ASCII password for it. */
static void
test_pfx_for_java (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "java.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE, .password = "changeit" };

  export_done (fixture, &wish);
  assert_says (fixture, "keytool -list -keystore java.pfx -storepass changeit -storetype PKCS12", "PrivateKeyEntry");
}

static void
test_pfx_legacy (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "old.pfx", .format = CW_EXPORT_PFX_LEGACY, .include_key = TRUE, .password = PASSWORD };
  g_autoptr (CwOperation) operation = export_new (fixture, &wish);
  g_autoptr (CwOutcome) outcome = fixture_run (fixture, operation);
  GListModel *problems = cw_plan_get_problems (cw_outcome_get_plan (outcome));
  g_autoptr (CwProblem) problem = g_list_model_get_item (problems, 0);

  assert_result (outcome, CW_RESULT_DONE);
  g_assert_cmpint (cw_problem_get_severity (problem), ==, CW_SEVERITY_WARNING);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, "format");
  assert_says (fixture, "openssl pkcs12 -legacy -in old.pfx -passin 'pass:" PASSWORD "' -info -nodes", "pbeWithSHA1And3-KeyTripleDES-CBC");
  assert_says (fixture, "openssl pkcs12 -legacy -in old.pfx -passin 'pass:" PASSWORD "' -info -nodes", "MAC: sha1");
}

/* ---- passwords ---- */

static void
test_pfx_asks_for_a_password (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE };

  test_script_say_secret (fixture->script, PASSWORD);
  export_done (fixture, &wish);
  g_assert_nonnull (strstr (g_ptr_array_index (test_script_get_asked (fixture->script), 0), "(new)"));
  assert_says (fixture, "openssl pkcs12 -in leaf.pfx -passin 'pass:" PASSWORD "' -nodes", "BEGIN PRIVATE KEY");
}

static void
test_pfx_dismissed_password (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE };

  test_script_say_secret (fixture->script, NULL);
  export_fails (fixture, &wish, CW_ERROR_CANCELLED);
}

static void
test_pfx_without_password_and_nobody_there (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE };
  g_autoptr (CwOperation) operation = export_new (fixture, &wish);

  cw_operation_set_interaction (operation, NULL);
  fixture_fail (fixture, operation, CW_ERROR_PASSWORD_NEEDED);
}

static void
test_pfx_empty_password (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE, .password = "" };

  export_done (fixture, &wish);
  assert_says (fixture, "openssl pkcs12 -in leaf.pfx -passin pass: -nodes", "BEGIN PRIVATE KEY");
}

/* ---- not exportable means not exportable ---- */

static void
test_not_exportable (Fixture *fixture, gconstpointer data)
{
  CwExportFormat formats[] = { CW_EXPORT_PEM, CW_EXPORT_PEM_FULLCHAIN, CW_EXPORT_PFX, CW_EXPORT_PFX_LEGACY };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      Wish wish = { .reference = "strict.example.org", .path = "out", .format = formats[i], .include_key = TRUE, .password = PASSWORD };
      Wish both = wish;

      export_fails (fixture, &wish, CW_ERROR_NOT_EXPORTABLE);
      both.reference = "www.example.org";
      both.second = "strict.example.org";
      export_fails (fixture, &both, CW_ERROR_NOT_EXPORTABLE);
    }
}

/* Made stricter by another process between the preview and the run. */
static void
test_not_exportable_any_more (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pfx", .format = CW_EXPORT_PFX, .include_key = TRUE, .password = PASSWORD };
  g_autoptr (CwOperation) operation = export_new (fixture, &wish);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);
  g_autoptr (CwPrivateKey) key = cw_store_load_key (fixture->store, fixture_find (fixture, "www.example.org"), &error);
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *path = fixture_dup_path (fixture, "leaf.pfx");
  gboolean was_new;

  g_assert_no_error (error);
  g_assert_true (cw_store_begin (fixture->store, &error));
  g_assert_true (cw_store_add_key (fixture->store, key, FALSE, &was_new, &error));
  g_assert_true (cw_store_commit (fixture->store, &error));
  outcome = cw_operation_run (operation, plan, NULL);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, CW_ERROR_NOT_EXPORTABLE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "Intermediate", .path = "out", .format = CW_EXPORT_PEM, .include_key = TRUE };

  export_fails (fixture, &wish, CW_ERROR_KEY_MISSING);
}

static void
test_format_without_key (Fixture *fixture, gconstpointer data)
{
  CwExportFormat formats[] = { CW_EXPORT_DER, CW_EXPORT_PKCS7, CW_EXPORT_PEM_CHAIN };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      Wish wish = { .reference = "www.example.org", .path = "out", .format = formats[i], .include_key = TRUE };

      export_fails (fixture, &wish, CW_ERROR_USAGE);
    }
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "out", .format = CW_EXPORT_PEM, .include_key = TRUE };
  Wish without = { .reference = "www.example.org", .path = "leaf.pem", .format = CW_EXPORT_PEM };

  fixture_reopen (fixture, NULL);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  export_fails (fixture, &wish, CW_ERROR_KEYRING_LOCKED);
  test_keyring_set_error (fixture->keyring, -1);
  test_keyring_lose_all (fixture->keyring);
  export_fails (fixture, &wish, CW_ERROR_STORE_KEY_MISSING);
  export_done (fixture, &without);
}

/* ---- the target ---- */

static void
test_does_not_overwrite (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "there.pem", .format = CW_EXPORT_PEM };
  g_autofree char *path = fixture_dup_path (fixture, "there.pem");
  g_autofree char *content = NULL;

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  export_fails (fixture, &wish, CW_ERROR_NAME_TAKEN);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  wish.overwrite = TRUE;
  export_done (fixture, &wish);
  assert_says (fixture, "cat there.pem", "BEGIN CERTIFICATE");
}

static void
test_no_such_folder (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "nowhere/leaf.pem", .format = CW_EXPORT_PEM };

  export_fails (fixture, &wish, CW_ERROR_NOT_FOUND);
}

/* Root may write everywhere; what it is not spared is a folder that only pretends to be one. */
static void
test_read_only_target (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "locked/leaf.pem", .format = CW_EXPORT_PEM };
  g_autofree char *folder = fixture_dup_path (fixture, "locked");

  g_assert_cmpint (g_mkdir (folder, 0500), ==, 0);
  if (geteuid () != 0)
    export_fails (fixture, &wish, CW_ERROR_PERMISSION);
  g_rmdir (folder);
  g_assert_cmpint (symlink ("/proc/self/fdinfo", folder), ==, 0);
  {
    g_autoptr (CwOperation) operation = export_new (fixture, &wish);
    g_autoptr (GError) error = NULL;
    g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);
    g_autoptr (CwOutcome) outcome = NULL;

    g_assert_no_error (error);
    outcome = cw_operation_run (operation, plan, NULL);
    assert_result (outcome, CW_RESULT_FAILED);
    g_assert_nonnull (cw_outcome_get_error (outcome));
    g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_files (outcome)), ==, 0);
  }
}

static void
test_several_into_one_file (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .second = "strict.example.org", .path = "both.pem", .format = CW_EXPORT_PEM };

  export_done (fixture, &wish);
  g_assert_cmpuint (count_certificates (fixture, "both.pem"), ==, 2);
}

static void
test_several_into_a_folder (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .second = "Intermediate", .path = "out", .format = CW_EXPORT_DER };

  export_done (fixture, &wish);
  assert_says (fixture, "openssl x509 -inform DER -in out/www.example.org.cer -noout -subject", "www.example.org");
  assert_says (fixture, "openssl x509 -inform DER -in out/Intermediate.cer -noout -subject", "Intermediate");
}

/* The second file cannot be written: the first one, which holds a key, does not stay. */
static void
test_failure_leaves_no_key (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .second = "other.example.org", .path = "out", .format = CW_EXPORT_PEM, .include_key = TRUE };
  g_autofree char *other = pki_dup_path ("other.both");
  g_autofree char *first = fixture_dup_path (fixture, "out/www.example.org.pem");
  g_autofree char *second = fixture_dup_path (fixture, "out/other.example.org.pem");
  g_autofree char *folder = fixture_dup_path (fixture, "out");
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  fixture_import (fixture, other, TRUE);
  operation = export_new (fixture, &wish);
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (second, 0700), ==, 0);
  outcome = cw_operation_run (operation, plan, NULL);
  assert_result (outcome, CW_RESULT_FAILED);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_list_model_get_n_items (cw_outcome_get_files (outcome)), ==, 0);
}

static void
test_one_into_a_folder (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "out/", .format = CW_EXPORT_PEM, .include_key = TRUE };

  export_done (fixture, &wish);
  assert_mode (fixture, "out", 0700);
  assert_mode (fixture, "out/www.example.org.pem", 0600);
}

static void
test_preview_writes_nothing (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "out/", .format = CW_EXPORT_PEM, .include_key = TRUE };
  g_autoptr (CwOperation) operation = export_new (fixture, &wish);
  g_autofree char *before = fixture_snapshot (fixture);
  g_autofree char *after = NULL;
  g_autofree char *folder = fixture_dup_path (fixture, "out");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (cw_plan_changes_anything (plan));
  after = fixture_snapshot (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_confirm_refused (Fixture *fixture, gconstpointer data)
{
  Wish wish = { .reference = "www.example.org", .path = "leaf.pem", .format = CW_EXPORT_PEM };
  g_autoptr (CwOperation) operation = export_new (fixture, &wish);

  cw_operation_set_flags (operation, CW_OPERATION_CONFIRM);
  test_script_say_no (fixture->script);
  fixture_fail (fixture, operation, CW_ERROR_CANCELLED);
}

/* ---- draft, formats, names ---- */

static void
test_validate (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_find (fixture, "strict.example.org");
  g_autoptr (CwExportDraft) draft = cw_export_draft_new (&id, 1);
  g_autoptr (GListModel) problems = NULL;
  guint errors = 0;

  g_object_set (draft, "format", (int) CW_EXPORT_PFX, "include-key", TRUE, NULL);
  problems = cw_export_draft_validate (draft, fixture->store);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      errors += cw_problem_get_severity (problem) == CW_SEVERITY_ERROR;
    }
  g_assert_cmpuint (errors, ==, 3);   /* not exportable, no path, no password */
}

static void
test_formats (void)
{
  for (CwExportFormat format = CW_EXPORT_PEM; format <= CW_EXPORT_PFX_LEGACY; format++)
    {
      CwExportFormat again;

      g_assert_true (cw_export_format_from_nick (cw_export_format_to_nick (format), &again));
      g_assert_cmpint (again, ==, format);
      g_assert_cmpint (strlen (cw_export_format_get_label (format)), >, 0);
      g_assert_cmpint (strlen (cw_export_format_get_description (format)), >, 0);
      g_assert_true (g_str_has_prefix (cw_export_format_get_extension (format), "."));
    }
  g_assert_false (cw_export_format_from_nick ("zip", &(CwExportFormat) { 0 }));
}

static void
assert_name (GHashTable *taken, const char *friendly_name, const char *expected)
{
  g_autofree char *name = cw_export_dup_file_name (friendly_name, ".pem", taken);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names (void)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *long_name = g_strnfill (400, 'x');
  g_autofree char *file_name = cw_export_dup_file_name (long_name, ".pem", taken);

  g_assert_cmpuint (strlen (file_name), <, 255);
  assert_name (taken, "Web 2026", "Web 2026.pem");
  assert_name (taken, "WEB 2026", "WEB 2026 (2).pem");
  assert_name (taken, "../../etc/passwd", "_._.._etc_passwd.pem");
  assert_name (taken, "-rf", "_rf.pem");
  assert_name (taken, "Größe 日本", "Größe 日本.pem");
  assert_name (taken, "a\nb", "a_b.pem");
  assert_name (taken, "*.example.org", "_.example.org.pem");
  assert_name (taken, ".", "_.pem");
  assert_name (taken, "", "certificate.pem");
}

static void
make_files (void)
{
  G_GNUC_UNUSED g_autoptr (CwCertificate) root = pki_make ("root", NULL, "/CN=Test Root", "ec:P-256", 3650, "basicConstraints=critical,CA:TRUE");
  G_GNUC_UNUSED g_autoptr (CwCertificate) inter = pki_make ("inter", "root", "/CN=Intermediate", "ec:P-256", 1825, "basicConstraints=critical,CA:TRUE");
  G_GNUC_UNUSED g_autoptr (CwCertificate) leaf = pki_make ("leaf", "inter", "/CN=www.example.org", "rsa:2048", 365, "subjectAltName=DNS:www.example.org");
  G_GNUC_UNUSED g_autoptr (CwCertificate) strict = pki_make ("strict", NULL, "/CN=strict.example.org", "ec:P-256", 365, NULL);
  G_GNUC_UNUSED g_autoptr (CwCertificate) other = pki_make ("other", NULL, "/CN=other.example.org", "ec:P-256", 365, NULL);

  pki_run ("sh", "-c", "cat inter.pem root.pem > chain.pem; for n in leaf strict other; do cat $n.pem $n.key > $n.both; done", NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  pki_setup ();
  make_files ();
#define ADD(path, function) g_test_add ("/operation/export/" path, Fixture, NULL, setup, function, fixture_teardown)
  ADD ("pem", test_pem);
  ADD ("pem-with-key", test_pem_with_key);
  ADD ("pem-with-encrypted-key", test_pem_with_encrypted_key);
  ADD ("chain", test_chain);
  ADD ("no-chain", test_no_chain);
  ADD ("der", test_der);
  ADD ("pkcs7", test_pkcs7);
  ADD ("pfx", test_pfx);
  ADD ("pfx-for-java", test_pfx_for_java);
  ADD ("pfx-legacy", test_pfx_legacy);
  ADD ("password/asked", test_pfx_asks_for_a_password);
  ADD ("password/dismissed", test_pfx_dismissed_password);
  ADD ("password/nobody", test_pfx_without_password_and_nobody_there);
  ADD ("password/empty", test_pfx_empty_password);
  ADD ("not-exportable", test_not_exportable);
  ADD ("not-exportable-any-more", test_not_exportable_any_more);
  ADD ("no-key", test_no_key);
  ADD ("format-without-key", test_format_without_key);
  ADD ("locked", test_locked);
  ADD ("target/overwrite", test_does_not_overwrite);
  ADD ("target/no-folder", test_no_such_folder);
  ADD ("target/read-only", test_read_only_target);
  ADD ("several/one-file", test_several_into_one_file);
  ADD ("several/folder", test_several_into_a_folder);
  ADD ("several/failure-leaves-no-key", test_failure_leaves_no_key);
  ADD ("one-into-a-folder", test_one_into_a_folder);
  ADD ("preview-writes-nothing", test_preview_writes_nothing);
  ADD ("confirm-refused", test_confirm_refused);
  ADD ("validate", test_validate);
  g_test_add_func ("/operation/export/formats", test_formats);
  g_test_add_func ("/operation/export/names", test_names);
  status = g_test_run ();
  pki_teardown ();
  return status;
}
