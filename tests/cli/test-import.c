/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <string.h>

/* import, with the vendor's words. */

static void
test_vendor_example (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *path = ctl_path (ctl, "WebServer.pfx");
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) get = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *certificate;

  /* Their file has no password; their command has none, either. */
  ctl_make_certificate (ctl, "www.example.org");
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-export", "-in", "www.example.org.pem", "-inkey", "www.example.org.key", "-out", "WebServer.pfx",
                    "-name", "Web server", "-passout", "pass:", NULL));
  import = ctl_run (ctl, "import", "--path", path, "--private-key-exportable", "$True", NULL);
  ctl_assert (import, 0);
  ctl_assert_out (import, "1 certificate stored, 1 private key stored.");
  get = ctl_run (ctl, "get", "--available", "--json", NULL);
  ctl_assert (get, 0);
  root = ctl_json (get);
  certificate = json_array_get_object_element (json_object_get_array_member (root, "certificates"), 0);
  g_assert_cmpstr (json_object_get_string_member (certificate, "friendlyName"), ==, "Web server");
  g_assert_true (json_object_get_boolean_member (certificate, "hasPrivateKey"));
  g_assert_true (json_object_get_boolean_member (certificate, "exportable"));
}

static void
test_password (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) none = NULL;
  g_autoptr (CtlResult) wrong = NULL;
  g_autoptr (CtlResult) in = NULL;
  g_autoptr (CtlResult) file = NULL;

  ctl_make_pfx (ctl, "mail.example.org");
  none = ctl_run (ctl, "import", "--path", "mail.example.org.pfx", NULL);
  ctl_assert (none, CW_EXIT_AUTHENTICATION);
  wrong = ctl_run (ctl, "import", "--path", "mail.example.org.pfx", "--password-file", "wrong", NULL);
  ctl_assert (wrong, CW_EXIT_AUTHENTICATION);
  ctl_assert_err (wrong, "password");
  ctl_assert_lacks (wrong->err, "something else", G_STRLOC);
  in = ctl_run_input (ctl, CTL_PASSWORD "\n", "import", "--path", "mail.example.org.pfx", "--password", "-", NULL);
  ctl_assert (in, 0);
  file = ctl_run (ctl, "import", "--path=mail.example.org.pfx", "--password-file=password", NULL);
  ctl_assert (file, CW_EXIT_NOTHING);
  ctl_assert_out (file, "already");
}

/* The four ways in which a PFX does not open are four sentences and lead to three different remedies. */
static void
test_four_sentences (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const struct { const char *path; const char *password; const char *code; CwExit exit; } cases[] = {
    { "a.example.org.pfx", "wrong", "password-wrong", CW_EXIT_AUTHENTICATION },
    { "nomac.pfx", "wrong", "mac-missing", CW_EXIT_UNREADABLE },
    { "cut.pfx", "password", "damaged", CW_EXIT_UNREADABLE },
    { "odd.pfx", "password", "algorithm-unsupported", CW_EXIT_UNREADABLE },
  };
  g_autofree char *content = NULL;
  gsize size;
  char *oid;

  ctl_make_pfx (ctl, "a.example.org");
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-export", "-in", "a.example.org.pem", "-inkey", "a.example.org.key", "-out", "nomac.pfx", "-nomac",
                    "-certpbe", "AES-256-CBC", "-passout", "file:password", NULL));
  content = ctl_read (ctl, "a.example.org.pfx", &size);
  ctl_write (ctl, "cut.pfx", content, (gssize) size / 2);
  /* aes256-CBC becomes a number that nobody has given to a cipher; without MAC, so that this is all that is wrong. */
  g_free (content);
  content = ctl_read (ctl, "nomac.pfx", &size);
  while ((oid = memmem (content, size, "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", 9)) != NULL)
    oid[8] = 0x7e;
  ctl_write (ctl, "odd.pfx", content, (gssize) size);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtlResult) result = ctl_run (ctl, "import", cases[i].path, "--password-file", cases[i].password, "--json", NULL);
      g_autoptr (JsonObject) root = ctl_json (result);
      JsonObject *error = json_object_get_object_member (root, "error");

      g_test_message ("%s: %s", cases[i].path, json_object_get_string_member (error, "message"));
      g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, cases[i].code);
      ctl_assert_has (json_object_get_string_member (error, "message"), cases[i].path, G_STRLOC);
      ctl_assert (result, cases[i].exit);
      g_assert_true (g_hash_table_add (sentences, g_strdup (json_object_get_string_member (error, "message"))));
    }
}

static void
test_unreadable (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) text = NULL;
  g_autoptr (CtlResult) absent = NULL;
  g_autoptr (CtlResult) several = NULL;

  ctl_make_certificate (ctl, "good.example.org");
  ctl_write (ctl, "letter.txt", "Dear Sir or Madam,\n", -1);
  text = ctl_run (ctl, "import", "letter.txt", NULL);
  ctl_assert (text, CW_EXIT_UNREADABLE);
  ctl_assert_err (text, "letter.txt");
  absent = ctl_run (ctl, "import", "absent.pfx", NULL);
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
  ctl_assert_err (absent, "absent.pfx");
  /* What is broken is listed with its file, the rest is in. */
  several = ctl_run (ctl, "import", "letter.txt", "good.example.org.pem", NULL);
  ctl_assert (several, CW_EXIT_PARTLY);
  ctl_assert_err (several, "letter.txt: ");
  ctl_assert_out (several, "1 certificate stored");
}

/* Every file of the store, with its bytes. */
static GHashTable *
take_picture (Ctl *ctl)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *folder = ctl_path (ctl, "store");
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      g_hash_table_insert (files, g_strdup (name), g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size));
    }
  return files;
}

static char *
describe_store (Ctl *ctl)
{
  g_autoptr (CtlResult) get = ctl_run (ctl, "get", "--available", "--json", NULL);
  g_autoptr (CtlResult) history = ctl_run (ctl, "history", "list", "--json", NULL);
  g_autoptr (CtlResult) status = ctl_run (ctl, "store", "status", "--json", NULL);

  return g_strconcat (get->out, history->out, status->out, NULL);
}

static void
test_what_if (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autofree char *described = NULL;
  g_autofree char *described_after = NULL;
  g_autofree char *report = ctl_path (ctl, "report.html");
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (JsonObject) root = NULL;
  GHashTableIter iter;
  gpointer name, sum;

  ctl_import (ctl, "first.example.org", FALSE);
  ctl_make_pfx (ctl, "second.example.org");
  described = describe_store (ctl);
  before = take_picture (ctl);
  result = ctl_run (ctl, "import", "second.example.org.pfx", "--password-file", "password", "--what-if", "--report", "report.html", NULL);
  ctl_assert (result, 0);
  ctl_assert_out (result, "second.example.org");
  ctl_assert_out (result, "nothing was changed");
  json = ctl_run (ctl, "import", "second.example.org.pfx", "--password-file", "password", "--what-if", "--json", NULL);
  ctl_assert (json, 0);
  root = ctl_json (json);
  g_assert_true (json_object_get_boolean_member (root, "whatIf"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "steps")), >, 0);
  after = take_picture (ctl);
  g_assert_cmpuint (g_hash_table_size (before), ==, g_hash_table_size (after));
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &sum))
    g_assert_cmpstr (g_hash_table_lookup (after, name), ==, sum);
  described_after = describe_store (ctl);
  g_assert_cmpstr (described, ==, described_after);
  g_assert_false (g_file_test (report, G_FILE_TEST_EXISTS));
}

/* Not even a store is made by it. */
static void
test_what_if_without_store (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *store = ctl_path (ctl, "store");
  g_autoptr (CtlResult) result = NULL;

  ctl_make_certificate (ctl, "a.example.org");
  result = ctl_run (ctl, "import", "a.example.org.pem", "--what-if", NULL);
  ctl_assert (result, 0);
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
}

static void
test_standard_input (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *pem = NULL;
  g_autoptr (CtlResult) result = NULL;

  ctl_make_certificate (ctl, "pipe.example.org");
  pem = ctl_read (ctl, "pipe.example.org.pem", NULL);
  result = ctl_run_input (ctl, pem, "import", "--path", "-", NULL);
  ctl_assert (result, 0);
  ctl_assert_out (result, "pipe.example.org");
}

static void
test_friendly_name (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) first = NULL;
  g_autoptr (CtlResult) taken = NULL;
  g_autoptr (CtlResult) show = NULL;
  g_autoptr (CtlResult) bad = NULL;

  ctl_make_certificate (ctl, "a.example.org");
  ctl_make_certificate (ctl, "b.example.org");
  first = ctl_run (ctl, "import", "a.example.org.pem", "--friendly-name", "Web 2026", NULL);
  ctl_assert (first, 0);
  show = ctl_run (ctl, "show", "Web 2026", NULL);
  ctl_assert (show, 0);
  ctl_assert_out (show, "a.example.org");
  taken = ctl_run (ctl, "import", "b.example.org.pem", "--friendly-name", "Web 2026", NULL);
  ctl_assert (taken, CW_EXIT_CONFLICT);
  bad = ctl_run (ctl, "import", "b.example.org.pem", "--friendly-name", "two\nlines", NULL);
  ctl_assert (bad, CW_EXIT_USAGE);
}

static void
test_report (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) html = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (CtlResult) failed = NULL;
  g_autoptr (CtlResult) unwritable = NULL;
  g_autofree char *page = NULL;
  g_autofree char *document = NULL;
  g_autofree char *failure = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  ctl_make_pfx (ctl, "a.example.org");
  ctl_make_certificate (ctl, "b.example.org");
  ctl_write (ctl, "report.html", "old", -1);
  html = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--report", "report.html", NULL);
  ctl_assert (html, 0);
  page = ctl_read (ctl, "report.html", NULL);
  ctl_assert_has (page, "<html", G_STRLOC);
  ctl_assert_has (page, "a.example.org", G_STRLOC);
  json = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--report", "report.json", NULL);
  ctl_assert (json, CW_EXIT_NOTHING);
  document = ctl_read (ctl, "report.json", NULL);
  g_assert_true (json_parser_load_from_data (parser, document, -1, NULL));
  /* A failure is reported, too. */
  failed = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "wrong", "--report", "failed.html", NULL);
  ctl_assert (failed, CW_EXIT_AUTHENTICATION);
  failure = ctl_read (ctl, "failed.html", NULL);
  ctl_assert_has (failure, "password", G_STRLOC);
  /* What is done stays done when its report has no place. */
  unwritable = ctl_run (ctl, "import", "b.example.org.pem", "--report", "absent/report.html", NULL);
  ctl_assert (unwritable, CW_EXIT_PARTLY);
  ctl_assert_out (unwritable, "1 certificate stored");
  ctl_assert_err (unwritable, "absent/report.html");
}

static void
test_json (void)
{
  static const char *const keys[] = { "id", "friendlyName", "subject", "issuer", "serial", "notBefore", "notAfter", "thumbprint", "sha256",
                                      "names", "keyAlgorithm", "hasPrivateKey", "exportable", "usages" };
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *certificate;

  ctl_make_pfx (ctl, "a.example.org");
  result = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--json", "--verbose", NULL);
  ctl_assert (result, 0);
  root = ctl_json (result);
  g_assert_cmpstr (json_object_get_string_member (root, "operation"), ==, "import");
  g_assert_cmpstr (json_object_get_string_member (root, "result"), ==, "done");
  g_assert_true (json_object_get_null_member (root, "error"));
  certificate = json_array_get_object_element (json_object_get_array_member (root, "certificates"), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!json_object_has_member (certificate, keys[i]))
      g_error ("no %s", keys[i]);
  g_assert_cmpuint (strlen (json_object_get_string_member (certificate, "thumbprint")), ==, 40);
  g_assert_cmpuint (strlen (json_object_get_string_member (certificate, "sha256")), ==, 64);
  g_assert_true (g_str_has_suffix (json_object_get_string_member (certificate, "notAfter"), "Z"));
}

/* Nothing that a program prints or writes has a secret in it. */
static void
test_no_secret (void)
{
  static const char *const secrets[] = { CTL_PASSWORD, "Geheim", "something else", "PRIVATE KEY" };
  const char *const lines[] = {
    "import a.example.org.pfx --password-file password --verbose --report r1.html",
    "import a.example.org.pfx --password-file wrong --verbose --report r2.html",
    "import a.example.org.pfx --password-file password --json --verbose --report r3.json",
    "export a.example.org --path out.pfx --include-private-key --password-file password --verbose --report r4.html",
    "export a.example.org --path out2.pfx --include-private-key --password-file password --json --report r5.json",
    "import a.example.org.pfx --password " CTL_PASSWORD, "import a.example.org.pfx --password=" CTL_PASSWORD " --json",
    "import a.example.org.pfx --passwort=" CTL_PASSWORD, "history show 1", "history show 1 --json", "store status", "show a.example.org --details",
  };
  const char *const reports[] = { "r1.html", "r2.html", "r3.json", "r4.html", "r5.json" };
  g_autoptr (Ctl) ctl = ctl_new ();

  ctl_import (ctl, "a.example.org", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);

      for (gsize j = 0; j < G_N_ELEMENTS (secrets); j++)
        {
          ctl_assert_lacks (result->out, secrets[j], lines[i]);
          ctl_assert_lacks (result->err, secrets[j], lines[i]);
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_autofree char *report = ctl_read (ctl, reports[i], NULL);

      for (gsize j = 0; j < G_N_ELEMENTS (secrets); j++)
        ctl_assert_lacks (report, secrets[j], reports[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/import/vendor-example", test_vendor_example);
  g_test_add_func ("/cli/import/password", test_password);
  g_test_add_func ("/cli/import/four-sentences", test_four_sentences);
  g_test_add_func ("/cli/import/unreadable", test_unreadable);
  g_test_add_func ("/cli/import/what-if", test_what_if);
  g_test_add_func ("/cli/import/what-if-without-store", test_what_if_without_store);
  g_test_add_func ("/cli/import/standard-input", test_standard_input);
  g_test_add_func ("/cli/import/friendly-name", test_friendly_name);
  g_test_add_func ("/cli/import/report", test_report);
  g_test_add_func ("/cli/import/json", test_json);
  g_test_add_func ("/cli/import/no-secret", test_no_secret);
  return g_test_run ();
}
