/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assign-fixture.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"

#define PASSPHRASE "a passphrase"

/* ---- PKI ---- */

static void
make (const char *name, const char *issuer, const char *subject, const char *key, guint days, const char *extensions)
{
  g_autoptr (CwCertificate) certificate = pki_make (name, issuer, subject, key, days, extensions);

  g_assert_nonnull (certificate);
}

#define CA "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash"
#define HOST "subjectAltName = DNS:host.example.org\n"

/* The usages are the user's own, so that their commands are run for an ordinary user, too. */
static void
set_folders (void)
{
  g_autofree char *config = pki_dup_path ("xdg-config");

  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
}

void
assign_pki_teardown (void)
{
  pki_teardown ();
}

void
assign_pki_setup (void)
{
  g_autofree char *trust = NULL;

  pki_setup ();
  set_folders ();
  make ("root", NULL, "/CN=Test Root", "ec:P-256", 3650, CA);
  make ("issuing", "root", "/CN=Test Issuing CA", "ec:P-256", 3000, CA);
  make ("stranger", NULL, "/CN=Nobody's Root", "ec:P-256", 3650, CA);
  make ("web", "issuing", "/CN=host.example.org", "ec:P-256", 90, HOST "extendedKeyUsage = serverAuth");
  make ("web2", "issuing", "/CN=host.example.org", "ec:P-256", 200, HOST);
  make ("web3", "issuing", "/CN=host.example.org", "ec:P-256", 300, HOST);
  make ("short", "issuing", "/CN=host.example.org", "ec:P-256", 2, HOST);
  make ("other", "issuing", "/CN=other.example.org", "ec:P-256", 90, "subjectAltName = DNS:other.example.org");
  make ("wild", "issuing", "/CN=*.example.org", "ec:P-256", 90, "subjectAltName = DNS:*.example.org");
  make ("client", "issuing", "/CN=host.example.org", "ec:P-256", 90, HOST "extendedKeyUsage = clientAuth");
  make ("weak", "issuing", "/CN=host.example.org", "rsa:1536", 90, HOST);
  make ("untrusted", "stranger", "/CN=host.example.org", "ec:P-256", 90, HOST);
  trust = pki_dup_path ("root.pem");
  g_setenv ("CERTWIZARD_TRUST_FILE", trust, TRUE);
}

static void
append_file (GString *text, const char *format, const char *name)
{
  g_autofree char *file = g_strdup_printf (format, name);
  g_autofree char *path = pki_dup_path (file);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  g_string_append (text, content);
}

char *
assign_pki_dup_bundle (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *file = g_strdup_printf ("%s-bundle.pem", name);

  append_file (text, "%s.key", name);
  append_file (text, "%s.pem", name);
  append_file (text, "%s.pem", "issuing");
  pki_write (file, text->str);
  return pki_dup_path (file);
}

/* ---- fixture ---- */

static char *
dup_usage_folder (void)
{
  return g_build_filename (g_getenv ("XDG_CONFIG_HOME"), "certwizard", "usages", NULL);
}

static void
make_rest (AssignFixture *fixture)
{
  g_autofree char *folder = dup_usage_folder ();
  const char *const folders[] = { folder, NULL };
  g_autofree char *topology = fixture_dup_path (&fixture->base, "topology.conf");

  fixture->keyring = CW_KEYRING (fixture->base.keyring);
  fixture->authorities = cw_authorities_new (fixture->base.access, fixture->keyring);
  fixture->usages = cw_usage_catalogue_new (folders);
  fixture->assignments = cw_assignments_new (fixture->authorities, fixture->keyring, fixture->usages, topology, fixture->live);
}

static void
drop_rest (AssignFixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->assignments));
  g_assert_finalize_object (g_steal_pointer (&fixture->authorities));
  g_assert_finalize_object (g_steal_pointer (&fixture->usages));
}

static void
assert_no_mistake (AssignFixture *fixture)
{
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_catalogue_get_problems (fixture->usages)), ==, 0);
}

static char *
dup_usage_path (const char *id)
{
  g_autofree char *folder = dup_usage_folder ();
  g_autofree char *file = g_strdup_printf ("%s.usage", id);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return g_build_filename (folder, file, NULL);
}

static void
write_usage (const char *id, const char *text)
{
  g_autofree char *path = dup_usage_path (id);
  g_autofree char *content = g_strdup_printf ("[Usage]\nId=%s\nGroup=service\nOrder=10\n%s", id, text);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

#define NAMES "[Names]\nSubject={computer}\nNames={computer};\n"

/* What the test before has written is gone. */
static void
write_usages (void)
{
  pki_run ("rm", "-rf", "xdg-config", NULL);
  write_usage ("plain", "Title=Plain Service\n" NAMES);
  write_usage ("second", "Title=Second Service\nWildcards=true\n" NAMES);
  write_usage ("slow", "Title=Slow Service\nLeadTime=24h\n" NAMES);
  write_usage ("pfx", "Title=PFX Service\n" NAMES "[Target bundle]\nFile=bundle.p12\nFormat=pkcs12\nMode=0600\n");
}

static void
begin (AssignFixture *fixture)
{
  fixture->live = fixture_dup_path (&fixture->base, "live");
  make_rest (fixture);
  assert_no_mistake (fixture);
}

void
assign_fixture_setup (AssignFixture *fixture, gconstpointer data)
{
  fixture_setup (&fixture->base, data);
  write_usages ();
  begin (fixture);
}

/* What two processes share without a keyring; the quicker one is for root alone. */
void
assign_fixture_protect (AssignFixture *fixture)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text (PASSPHRASE);
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    cw_store_protect (fixture->base.store, CW_PROTECTION_PERMISSIONS, NULL, NULL, NULL, &error);
  else
    cw_store_protect (fixture->base.store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error);
  g_assert_no_error (error);
}

void
assign_fixture_open (AssignFixture *fixture, const char *folder)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text (PASSPHRASE);

  fixture_open (&fixture->base, folder);
  fixture_reopen (&fixture->base, passphrase);
  begin (fixture);
}

void
assign_fixture_restart (AssignFixture *fixture)
{
  g_autofree char *folder = g_strdup (fixture->base.folder);

  assign_fixture_close (fixture);
  assign_fixture_open (fixture, folder);
}

void
assign_fixture_teardown (AssignFixture *fixture, gconstpointer data)
{
  cw_clock_set_offset (0);
  drop_rest (fixture);
  g_clear_pointer (&fixture->live, g_free);
  fixture_teardown (&fixture->base, data);
}

void
assign_fixture_close (AssignFixture *fixture)
{
  drop_rest (fixture);
  g_clear_pointer (&fixture->live, g_free);
  fixture_close (&fixture->base);
}

void
assign_fixture_write_usage (AssignFixture *fixture, const char *id, const char *text)
{
  write_usage (id, text);
  drop_rest (fixture);
  make_rest (fixture);
  assert_no_mistake (fixture);
}

void
assign_fixture_break_usage (AssignFixture *fixture, const char *id)
{
  write_usage (id, "Title=Broken\n" NAMES "[Target k]\nFile=k.pem\nFormat=key\nMode=rw\n");
  drop_rest (fixture);
  make_rest (fixture);
  g_assert_null (cw_usage_catalogue_find (fixture->usages, id));
}

void
assign_fixture_remove_usage (AssignFixture *fixture, const char *id)
{
  g_autofree char *path = dup_usage_path (id);

  g_assert_cmpint (g_remove (path), ==, 0);
  drop_rest (fixture);
  make_rest (fixture);
}

gint64
assign_fixture_import (AssignFixture *fixture, const char *name)
{
  g_autofree char *path = assign_pki_dup_bundle (name);
  g_autofree char *pem = g_strdup_printf ("%s.pem", name);
  g_autofree char *leaf = pki_dup_path (pem);
  g_autoptr (CwCertificate) certificate = pki_load (leaf);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->base.access, draft);
  g_autoptr (CwOutcome) outcome = NULL;

  cw_import_draft_add_path (draft, path);
  g_object_set (draft, "friendly-name", name, NULL);
  outcome = fixture_run (&fixture->base, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
  return fixture_find (&fixture->base, cw_certificate_get_sha256 (certificate));
}

/* ---- operations ---- */

CwAssignDraft *
assign_fixture_draft (AssignFixture *fixture, const char *reference, const char *types)
{
  CwAssignDraft *draft = cw_assign_draft_new (fixture->assignments);
  g_autoptr (GError) error = NULL;

  g_object_set (draft, "reference", reference, NULL);
  cw_assign_draft_set_types (draft, types, &error);
  g_assert_no_error (error);
  return draft;
}

CwOutcome *
assign_fixture_run (AssignFixture *fixture, CwAssignDraft *draft, CwOperationFlags flags)
{
  g_autoptr (CwAssignOperation) operation = cw_assign_operation_new (draft);

  cw_operation_set_flags (CW_OPERATION (operation), flags);
  return fixture_run (&fixture->base, CW_OPERATION (operation));
}

CwOutcome *
assign_fixture_assign (AssignFixture *fixture, const char *reference, const char *types)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, reference, types);
  CwOutcome *outcome = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);

  assert_result (outcome, CW_RESULT_DONE);
  return outcome;
}

void
assign_fixture_fail (AssignFixture *fixture, CwAssignDraft *draft, CwOperationFlags flags, int code)
{
  g_autoptr (CwAssignOperation) operation = cw_assign_operation_new (draft);

  cw_operation_set_flags (CW_OPERATION (operation), flags);
  fixture_fail (&fixture->base, CW_OPERATION (operation), code);
}

static GPtrArray *
parse (AssignFixture *fixture, const char *types)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *usages = types != NULL ? cw_usage_catalogue_parse (fixture->usages, types, &error) : NULL;

  g_assert_no_error (error);
  return usages;
}

CwOutcome *
assign_fixture_remove (AssignFixture *fixture, const char *types, CwPlace place, CwOperationFlags flags)
{
  g_autoptr (GPtrArray) usages = parse (fixture, types);
  g_autoptr (CwOperation) operation = cw_remove_operation_new (fixture->assignments, usages, place);

  cw_operation_set_flags (operation, flags);
  return fixture_run (&fixture->base, operation);
}

CwOutcome *
assign_fixture_roll (AssignFixture *fixture, const char *types, gboolean now)
{
  g_autoptr (GPtrArray) usages = parse (fixture, types);
  g_autoptr (CwOperation) operation = cw_roll_operation_new (fixture->assignments, usages, now);

  return fixture_run (&fixture->base, operation);
}

/* ---- what there is ---- */

CwAssignmentRecord *
assign_fixture_record (AssignFixture *fixture, const char *usage, CwPlace place)
{
  g_autoptr (GError) error = NULL;
  CwAssignmentRecord *record = cw_store_find_assignment (fixture->base.store, usage, place, &error);

  g_assert_no_error (error);
  return record;
}

gint64
assign_fixture_get (AssignFixture *fixture, const char *usage, CwPlace place)
{
  g_autoptr (CwAssignmentRecord) record = assign_fixture_record (fixture, usage, place);

  return record != NULL ? record->certificate : 0;
}

void
assign_fixture_assert_live (AssignFixture *fixture, const char *usage, const char *name)
{
  g_autofree char *link = g_build_filename (fixture->live, usage, NULL);
  g_autofree char *cert = g_build_filename (link, "cert.pem", NULL);
  g_autofree char *key = g_build_filename (link, "privkey.pem", NULL);
  g_autofree char *pem = name != NULL ? g_strdup_printf ("%s.pem", name) : NULL;
  g_autofree char *path = name != NULL ? pki_dup_path (pem) : NULL;
  g_autoptr (CwCertificate) expected = NULL;
  g_autoptr (CwCertificate) seen = NULL;

  if (name == NULL)
    {
      g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
      return;
    }
  expected = pki_load (path);
  seen = pki_load (cert);
  g_assert_cmpstr (cw_certificate_get_sha256 (seen), ==, cw_certificate_get_sha256 (expected));
  pki_run ("openssl", "pkey", "-in", key, "-pubout", "-out", "seen.pub", NULL);
  pki_run ("openssl", "x509", "-in", cert, "-noout", "-pubkey", "-out", "expected.pub", NULL);
  pki_run ("cmp", "seen.pub", "expected.pub", NULL);
}

guint
assign_fixture_count_generations (AssignFixture *fixture, const char *usage)
{
  g_autofree char *folder = g_build_filename (fixture->live, ".generations", usage, NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    n += g_ascii_isdigit (*name) && !g_str_equal (name, "0");
  return n;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_tree (GString *text, const char *path)
{
  g_autoptr (GDir) directory = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (!g_str_equal (name, ".lock") && !g_str_equal (name, ".last"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      g_autofree char *target = g_file_read_link (child, NULL);

      g_string_append_printf (text, "%s%s%s\n", child, target != NULL ? " -> " : "", target != NULL ? target : "");
      append_tree (text, child);
    }
}

char *
assign_fixture_snapshot (AssignFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = cw_store_list_assignments (fixture->base.store, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);

      g_string_append_printf (text, "%s %s: %" G_GINT64_FORMAT ", generation %" G_GUINT64_FORMAT "\n", record->usage, cw_place_to_nick (record->place),
                              record->certificate, record->generation);
    }
  append_tree (text, fixture->live);
  return g_string_free (text, FALSE);
}
