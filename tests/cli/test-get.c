/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <string.h>

/* get and show. */

static Ctl *
make_store (void)
{
  Ctl *ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;

  ctl_import (ctl, "key.example.org", TRUE);
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-key", "key.example.org.key", "-out", "soon.pem", "-days", "3", "-subj", "/CN=soon.example.org",
                    "-addext", "basicConstraints=critical,CA:FALSE", NULL));
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "900",
                    "-subj", "/CN=Example Root", NULL));
  g_free (ctl_tool (ctl, "openssl", "req", "-new", "-newkey", "ed25519", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf.example.org", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "leaf.pem", "-days", "90",
                    "-set_serial", "0x1234ABCD", NULL));
  result = ctl_run (ctl, "import", "soon.pem", "ca.pem", "leaf.pem", NULL);
  ctl_assert (result, 0);
  return ctl;
}

/* The second column of a plain listing, joined. */
static char *
dup_names (CtlResult *result)
{
  g_auto (GStrv) lines = g_strsplit (result->out, "\n", -1);
  GString *names = g_string_new (NULL);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 12);
      g_string_append_printf (names, "%s%s", i > 1 ? "," : "", cells[1]);
    }
  return g_string_free (names, FALSE);
}

static void
assert_lists (Ctl *ctl, const char *options, const char *expected)
{
  g_autofree char *line = g_strconcat ("get --available ", options, NULL);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);
  g_autofree char *names = dup_names (result);

  ctl_assert (result, *expected != '\0' ? 0 : CW_EXIT_NOTHING);
  g_assert_cmpstr (names, ==, expected);
}

static void
test_filters (void)
{
  g_autoptr (Ctl) ctl = make_store ();

  assert_lists (ctl, "--sort friendly-name", "Example Root,key.example.org,leaf.example.org,soon.example.org");
  assert_lists (ctl, "--sort friendly-name --descending --limit 2", "soon.example.org,leaf.example.org");
  assert_lists (ctl, "--sort expires --limit 1", "soon.example.org");
  assert_lists (ctl, "--sort expires --descending --limit 1", "Example Root");
  assert_lists (ctl, "--with-key", "key.example.org,soon.example.org");
  assert_lists (ctl, "--expiring", "soon.example.org");
  assert_lists (ctl, "--expired", "");
  assert_lists (ctl, "--ca-certificates --search Root", "Example Root");
  assert_lists (ctl, "--search 1234abcd", "leaf.example.org");
  assert_lists (ctl, "--search www.key.example.org", "key.example.org");
  assert_lists (ctl, "--search nothing.of.it", "");
}

static void
test_assigned (void)
{
  g_autoptr (Ctl) ctl = make_store ();
  g_autoptr (CtlResult) plain = ctl_run (ctl, "get", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "get", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);

  ctl_assert (plain, CW_EXIT_NOTHING);
  ctl_assert_err (plain, "--available");
  ctl_assert (json, CW_EXIT_NOTHING);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "certificates")), ==, 0);
}

static void
test_empty_and_absent (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *store = ctl_path (ctl, "store");
  g_autoptr (CtlResult) absent = ctl_run (ctl, "get", "--available", NULL);
  g_autoptr (CtlResult) empty = NULL;

  /* A folder that was mistyped does not become a store. */
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_mkdir_with_parents (store, 0700), ==, 0);
  empty = ctl_run (ctl, "get", "--available", NULL);
  ctl_assert (empty, CW_EXIT_NOTHING);
  ctl_assert_err (empty, "The store is empty");
}

static void
test_report (void)
{
  g_autoptr (Ctl) ctl = make_store ();
  g_autoptr (CtlResult) result = ctl_run (ctl, "get", "--available", "--report", "list.html", NULL);
  g_autofree char *page = NULL;

  ctl_assert (result, 0);
  page = ctl_read (ctl, "list.html", NULL);
  ctl_assert_has (page, "leaf.example.org", G_STRLOC);
}

static void
test_references (void)
{
  g_autoptr (Ctl) ctl = make_store ();
  g_autofree char *fingerprint = ctl_tool (ctl, "openssl", "x509", "-in", "leaf.pem", "-noout", "-fingerprint", "-sha256", NULL);
  g_autofree char *sha256 = g_strstrip (g_strdup (strchr (fingerprint, '=') + 1));
  const char *references[] = { sha256, "leaf.example.org", "1234ABCD", "12:34:ab:cd" };
  g_autoptr (CtlResult) absent = ctl_run (ctl, "show", "nobody", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (references); i++)
    {
      g_autoptr (CtlResult) result = ctl_run (ctl, "show", references[i], NULL);

      ctl_assert (result, 0);
      ctl_assert_out (result, "CN=leaf.example.org");
    }
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
  ctl_assert_err (absent, "nobody");
}

static void
test_ambiguous (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) show = NULL;

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *pem = g_strdup_printf ("%d.pem", i);

      g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "k", "-out", pem, "-subj", "/CN=same.example.org",
                        "-set_serial", "0xABCDEF99", NULL));
    }
  import = ctl_run (ctl, "import", "0.pem", "1.pem", NULL);
  ctl_assert (import, 0);
  show = ctl_run (ctl, "show", "ABCDEF99", NULL);
  ctl_assert (show, CW_EXIT_CONFLICT);
}

static void
test_show (void)
{
  g_autoptr (Ctl) ctl = make_store ();
  g_autofree char *original = ctl_tool (ctl, "openssl", "x509", "-in", "leaf.pem", NULL);
  g_autoptr (CtlResult) pem = ctl_run (ctl, "show", "leaf.example.org", "--pem", NULL);
  g_autoptr (CtlResult) all = ctl_run (ctl, "show", "leaf.example.org", "--details", "--chain", "--pem", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "show", "leaf.example.org", "--details", "--chain", "--pem", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);
  JsonObject *chain = json_object_get_object_member (root, "chain");

  ctl_assert (pem, 0);
  g_assert_cmpstr (pem->out, ==, original);
  ctl_assert (all, 0);
  ctl_assert_out (all, "Certification path");
  ctl_assert_out (all, "Example Root");
  ctl_assert_out (all, "-----BEGIN CERTIFICATE-----");
  g_assert_cmpstr (json_object_get_string_member (root, "pem"), ==, original);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "details")), >, 3);
  g_assert_cmpstr (json_object_get_string_member (chain, "verdict"), ==, "untrusted");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (chain, "certificates")), ==, 2);
}

/* A name cannot give commands to the terminal, nor make a second line. */
static void
test_hostile_name (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) get = NULL;
  g_autoptr (CtlResult) show = NULL;

  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "k", "-out", "evil.pem", "-utf8", "-subj",
                    "/CN=evil\033[2J\tname\n1\tfake\u202Egro.elpmaxe", NULL));
  import = ctl_run (ctl, "import", "evil.pem", "--verbose", NULL);
  ctl_assert (import, 0);
  get = ctl_run (ctl, "get", "--available", NULL);
  show = ctl_run (ctl, "show", "1", "--details", "--chain", NULL);
  ctl_assert (get, 0);
  ctl_assert (show, 0);
  for (gsize i = 0; i < 3; i++)
    {
      const char *out = i == 0 ? import->out : i == 1 ? get->out : show->out;

      ctl_assert_lacks (out, "\033", G_STRLOC);
      ctl_assert_lacks (out, "\u202E", G_STRLOC);
      ctl_assert_lacks (out, "\n1\tfake", G_STRLOC);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/get/filters", test_filters);
  g_test_add_func ("/cli/get/assigned", test_assigned);
  g_test_add_func ("/cli/get/empty-and-absent", test_empty_and_absent);
  g_test_add_func ("/cli/get/report", test_report);
  g_test_add_func ("/cli/show/references", test_references);
  g_test_add_func ("/cli/show/ambiguous", test_ambiguous);
  g_test_add_func ("/cli/show/show", test_show);
  g_test_add_func ("/cli/show/hostile-name", test_hostile_name);
  return g_test_run ();
}
