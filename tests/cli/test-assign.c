/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole loop of a user: a PFX of an authority, assigned, replaced, looked at, removed, assigned again; with the real program and the files
 * that are on the disk then. */
#include <glib/gstdio.h>
#include <unistd.h>
#include "assign.h"
#include "cw-exit.h"

#define NAMES "DNS:" ASSIGN_HOST ",DNS:www.example.org"

static void
set (Ctl *ctl, const char *name)
{
  g_autofree char *thumbprint = assign_thumbprint (ctl, name);
  g_autoptr (CtlResult) result = ctl_run (ctl, "set", "--type", "Default", "--thumbprint", thumbprint, NULL);

  ctl_assert (result, CW_EXIT_DONE);
}

static void
assert_place (Ctl *ctl, const char *usage, const char *place, const char *name)
{
  g_autofree char *found = assign_get (ctl, usage, place);

  g_assert_cmpstr (found, ==, name);
}

static void
test_path (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) result = NULL;

  assign_make (ctl, "first", NAMES, 200);
  result = ctl_run (ctl, "set", "--path", "first.pfx", "--password-file", "password", "--type", "Default", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  assign_check (ctl, "Default", "first");
  g_assert_cmpuint (assign_get_mode (ctl, "Default", "privkey.pem") & 077, ==, 0);
  g_assert_cmpuint (assign_get_mode (ctl, "Default", "fullchain.pem"), ==, 0644);
  assert_place (ctl, "Default", "current", "first");
}

static void
test_replace (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) again = NULL;

  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 300);
  set (ctl, "first");
  set (ctl, "second");
  assign_check (ctl, "Default", "second");
  assert_place (ctl, "Default", "current", "second");
  assert_place (ctl, "Default", "previous", "first");
  /* The same once more is nothing to do. */
  again = ctl_run (ctl, "set", "--type", "Default", "--reference", "second", NULL);
  ctl_assert (again, CW_EXIT_NOTHING);
  assert_place (ctl, "Default", "previous", "first");
}

static void
test_several_usages (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) result = NULL;

  assign_import (ctl, "first", NAMES, 200);
  result = ctl_run (ctl, "set", "--type", "Default,iPadAPNService", "--reference", "first", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  assign_check (ctl, "Default", "first");
  assign_check (ctl, "iPadAPNService", "first");
}

static void
test_remove (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) unanswered = NULL;
  g_autoptr (CtlResult) previous = NULL;
  g_autoptr (CtlResult) removed = NULL;
  g_autoptr (CtlResult) nothing = NULL;
  g_autoptr (CtlResult) available = NULL;

  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 300);
  set (ctl, "first");
  set (ctl, "second");
  previous = ctl_run (ctl, "remove", "--type", "Default", "--previous", NULL);
  ctl_assert (previous, CW_EXIT_DONE);
  assert_place (ctl, "Default", "previous", NULL);
  assign_check (ctl, "Default", "second");
  /* It is in use: that is a question. */
  unanswered = ctl_run (ctl, "remove", "--type", "Default", NULL);
  ctl_assert (unanswered, CW_EXIT_UNANSWERED);
  assign_check (ctl, "Default", "second");
  removed = ctl_run (ctl, "remove", "--type", "Default", "--force", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  g_assert_false (assign_is_there (ctl, "Default", "privkey.pem"));
  assert_place (ctl, "Default", "current", NULL);
  nothing = ctl_run (ctl, "remove", "--type", "Default", "--force", NULL);
  ctl_assert (nothing, CW_EXIT_NOTHING);
  /* Never deleted, and can be assigned again. */
  available = ctl_run (ctl, "get", "--available", "--unassigned", NULL);
  ctl_assert_out (available, "second");
  set (ctl, "second");
  assign_check (ctl, "Default", "second");
}

/* On a terminal it says what loses what, and "no" leaves everything as it is. */
static void
test_remove_question (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  CtlPty *no = NULL;
  CtlPty *yes = NULL;

  assign_import (ctl, "first", NAMES, 200);
  set (ctl, "first");
  no = ctl_pty_start (ctl, "remove", "--type", "Default", NULL);
  ctl_pty_expect (no, "Server default");
  ctl_pty_expect (no, "[y/N]");
  ctl_pty_send (no, "n\n");
  g_assert_cmpint (ctl_pty_wait (no), ==, CW_EXIT_REFUSED);
  ctl_pty_free (no);
  assign_check (ctl, "Default", "first");
  yes = ctl_pty_start (ctl, "remove", "--type", "Default", NULL);
  ctl_pty_expect (yes, "[y/N]");
  ctl_pty_send (yes, "y\n");
  g_assert_cmpint (ctl_pty_wait (yes), ==, CW_EXIT_DONE);
  ctl_pty_free (yes);
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
}

static void
test_delete_refused (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) refused = NULL;
  g_autoptr (CtlResult) what_if = NULL;
  g_autoptr (CtlResult) done = NULL;
  g_autoptr (CtlResult) removed = NULL;

  assign_import (ctl, "first", NAMES, 200);
  set (ctl, "first");
  refused = ctl_run (ctl, "delete", "first", "--force", NULL);
  ctl_assert (refused, CW_EXIT_CONFLICT);
  ctl_assert_err (refused, "Default");
  what_if = ctl_run (ctl, "delete", "first", "--what-if", NULL);
  ctl_assert (what_if, CW_EXIT_CONFLICT);
  removed = ctl_run (ctl, "remove", "--type", "Default", "--force", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  done = ctl_run (ctl, "delete", "first", "--force", NULL);
  ctl_assert (done, CW_EXIT_DONE);
}

/* "$x = Get-CsCertificate; Set-CsCertificate -Reference $x": the pipeline of a shell. */
static void
test_pipeline (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) got = NULL;
  g_autoptr (CtlResult) piped = NULL;
  g_autoptr (CtlResult) shown = NULL;
  g_autoptr (CtlResult) from_show = NULL;
  g_autoptr (CtlResult) all = NULL;
  g_autoptr (CtlResult) several = NULL;
  g_autoptr (CtlResult) none = NULL;
  g_autoptr (CtlResult) no_json = NULL;
  g_autoptr (CtlResult) bottomless = NULL;
  g_autofree char *brackets = g_strnfill (500000, '[');

  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 300);
  set (ctl, "first");
  set (ctl, "second");
  /* The previous one is in the document, too. */
  got = ctl_run (ctl, "get", "--type", "Default", "--json", NULL);
  piped = ctl_run_input (ctl, got->out, "set", "--type", "iPadAPNService", "--reference", "-", NULL);
  ctl_assert (piped, CW_EXIT_DONE);
  assign_check (ctl, "iPadAPNService", "second");
  shown = ctl_run (ctl, "show", "first", "--json", NULL);
  from_show = ctl_run_input (ctl, shown->out, "set", "--type", "iPadAPNService", "--reference", "-", NULL);
  ctl_assert (from_show, CW_EXIT_DONE);
  assign_check (ctl, "iPadAPNService", "first");
  all = ctl_run (ctl, "get", "--available", "--json", NULL);
  several = ctl_run_input (ctl, all->out, "set", "--type", "iPadAPNService", "--reference", "-", NULL);
  ctl_assert (several, CW_EXIT_CONFLICT);
  none = ctl_run_input (ctl, "{\"certificates\": []}", "set", "--type", "Default", "--reference", "-", NULL);
  ctl_assert (none, CW_EXIT_NOT_FOUND);
  no_json = ctl_run_input (ctl, "Issuer : CN=FabrikamCA", "set", "--type", "Default", "--reference", "-", NULL);
  ctl_assert (no_json, CW_EXIT_UNREADABLE);
  /* It would take the parser's stack. */
  bottomless = ctl_run_input (ctl, brackets, "set", "--type", "Default", "--reference", "-", NULL);
  ctl_assert (bottomless, CW_EXIT_UNREADABLE);
}

static void
test_request (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) issued = ctl_run (ctl, "request", "--new", "--type", "Default", "--ca", "practice", "--json", NULL);
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (JsonObject) root = NULL;

  ctl_assert (issued, CW_EXIT_DONE);
  result = ctl_run (ctl, "set", "--request-id", "r1", "--type", "Default", "--json", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  root = ctl_json (result);
  g_assert_cmpstr (json_object_get_string_member (root, "result"), ==, "done");
  g_assert_true (assign_is_there (ctl, "Default", "privkey.pem"));
}

/* import --type does both, with the name and the permission that import gives. */
static void
test_import (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) shown = NULL;
  g_autoptr (CtlResult) from_stdin = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *certificate;
  JsonObject *assignment;

  assign_make (ctl, "first", NAMES, 200);
  result = ctl_run (ctl, "import", "--path", "first.pfx", "--password-file", "password", "--private-key-exportable", "$True", "--friendly-name", "Harbour",
                    "--type", "Default", "--identity", "local", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  assign_check (ctl, "Default", "first");
  shown = ctl_run (ctl, "show", "Harbour", "--json", NULL);
  root = ctl_json (shown);
  certificate = json_object_get_object_member (root, "certificate");
  g_assert_true (json_object_get_boolean_member (certificate, "exportable"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (certificate, "usages"), 0), ==, "Default");
  assignment = json_array_get_object_element (json_object_get_array_member (root, "assignments"), 0);
  g_assert_cmpstr (json_object_get_string_member (assignment, "place"), ==, "current");
  /* Key, certificate and chain in a pipe. */
  text = ctl_tool (ctl, "cat", "first.key", "first.pem", "sub.pem", NULL);
  from_stdin = ctl_run_input (ctl, text, "set", "--path", "-", "--type", "iPadAPNService", NULL);
  ctl_assert (from_stdin, CW_EXIT_DONE);
  assign_check (ctl, "iPadAPNService", "first");
}

static void
test_show (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) before = NULL;
  g_autoptr (CtlResult) after = NULL;

  assign_import (ctl, "first", NAMES, 200);
  before = ctl_run (ctl, "show", "first", NULL);
  ctl_assert_out (before, "no usage");
  set (ctl, "first");
  after = ctl_run (ctl, "show", "first", NULL);
  ctl_assert_out (after, "Server default (current)");
}

static void
test_get (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) nothing = NULL;
  g_autoptr (CtlResult) all = NULL;
  g_autoptr (CtlResult) type = NULL;
  g_autoptr (CtlResult) other = NULL;
  g_autoptr (CtlResult) search = NULL;
  g_autoptr (CtlResult) report = NULL;
  g_autofree char *page = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) cells = NULL;

  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 300);
  nothing = ctl_run (ctl, "get", NULL);
  ctl_assert (nothing, CW_EXIT_NOTHING);
  ctl_assert_err (nothing, "--available");
  set (ctl, "first");
  set (ctl, "second");
  all = ctl_run (ctl, "get", NULL);
  ctl_assert (all, CW_EXIT_DONE);
  lines = g_strsplit (all->out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);   /* titles, current, previous, and what is behind the last line end */
  cells = g_strsplit (lines[1], "\t", -1);
  g_assert_cmpstr (cells[0], ==, "Default");
  g_assert_cmpstr (cells[1], ==, "current");
  g_assert_cmpstr (cells[2], ==, "second");
  type = ctl_run (ctl, "get", "--type", "default", NULL);
  ctl_assert (type, CW_EXIT_DONE);
  other = ctl_run (ctl, "get", "--type", "WebServicesExternal", NULL);
  ctl_assert (other, CW_EXIT_NOTHING);
  search = ctl_run (ctl, "get", "--search", "second", NULL);
  ctl_assert_out (search, "second");
  ctl_assert_lacks (search->out, "first", G_STRLOC);
  report = ctl_run (ctl, "get", "--report", "list.html", NULL);
  ctl_assert (report, CW_EXIT_DONE);
  page = ctl_read (ctl, "list.html", NULL);
  ctl_assert_has (page, "second", G_STRLOC);
}

/* Without --store the files are where services can rely on them: below /etc for root, in the folder of state for a user. */
static void
test_usual_places (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  gboolean root = geteuid () == 0;
  g_autofree char *data = g_strconcat ("XDG_DATA_HOME=", ctl->folder, "/data", NULL);
  g_autofree char *state = g_strconcat ("XDG_STATE_HOME=", ctl->folder, "/state", NULL);
  g_autofree char *store = g_strconcat ("CERTWIZARD_SYSTEM_STORE=", ctl->folder, "/var", NULL);
  g_autofree char *etc = g_strconcat ("CERTWIZARD_SYSTEM_CONFIG=", ctl->folder, "/etc", NULL);
  g_autofree char *live = ctl_path (ctl, root ? "etc/live/Default" : "state/certwizard/live/Default");
  g_autofree char *key = g_build_filename (live, "privkey.pem", NULL);
  g_autofree char *chain = g_build_filename (live, "fullchain.pem", NULL);

  assign_make (ctl, "first", NAMES, 200);
  g_free (ctl_tool (ctl, "env", data, state, store, etc, g_getenv ("CERTWIZARDCTL"), "set", "--path", "first.pfx", "--password-file", "password",
                    "--type", "Default", root ? NULL : "--store-passphrase-file", "passphrase", NULL));
  g_assert_true (g_file_test (live, G_FILE_TEST_IS_SYMLINK));
  g_free (ctl_tool (ctl, "openssl", "pkey", "-in", key, "-noout", NULL));
  g_free (ctl_tool (ctl, "openssl", "verify", "-CAfile", "root.pem", "-untrusted", chain, chain, NULL));
}

/* A usage whose file was removed while it had a certificate is still listed, and can be taken off, but gets no other one. */
static void
test_lost_usage (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autofree char *file = ctl_path (ctl, "config/certwizard/usages/harbour.usage");
  g_autoptr (CtlResult) done = NULL;
  g_autoptr (CtlResult) refused = NULL;
  g_autoptr (CtlResult) removed = NULL;

  assign_write_usage (ctl, "harbour", "[Usage]\nId=harbour\nTitle=Harbour light\n[Names]\nSubject={computer}\nNames={computer};\n");
  assign_import (ctl, "first", NAMES, 200);
  done = ctl_run (ctl, "set", "--type", "harbour", "--reference", "first", NULL);
  ctl_assert (done, CW_EXIT_DONE);
  g_assert_cmpint (g_unlink (file), ==, 0);
  assert_place (ctl, "harbour", "current", "first");
  refused = ctl_run (ctl, "set", "--type", "harbour", "--reference", "first", "--again", NULL);
  ctl_assert (refused, CW_EXIT_NOT_FOUND);
  removed = ctl_run (ctl, "remove", "--type", "harbour", "--force", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  assert_place (ctl, "harbour", "current", NULL);
  g_assert_false (assign_is_there (ctl, "harbour", "privkey.pem"));
}

/* Prepared now, in place later. */
/* A history that cannot be written, as on a full disk, is no reason to say that a certificate is not well. */
static void
test_no_history (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) tested = NULL;
  g_autoptr (CtlResult) refused = NULL;

  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 200);
  set (ctl, "first");
  g_free (ctl_tool (ctl, "python3", "-c", "import sqlite3; c = sqlite3.connect ('store/store.db'); "
                    "c.execute (\"create trigger full before insert on history begin select raise (abort, 'full'); end\"); c.commit ()", NULL));
  tested = ctl_run (ctl, "test", NULL);
  ctl_assert (tested, CW_EXIT_DONE);
  ctl_assert_out (tested, "all is well");
  /* What changes something is in the history, or is not done. */
  refused = ctl_run (ctl, "set", "--type", "Default", "--reference", "second", NULL);
  g_assert_cmpint (refused->code, !=, CW_EXIT_DONE);
  assign_check (ctl, "Default", "first");
}

static void
test_next (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) early = NULL;
  g_autoptr (CtlResult) staged = NULL;
  g_autoptr (CtlResult) withdrawn = NULL;

  assign_import (ctl, "first", NAMES, 2000);
  assign_import (ctl, "second", NAMES, 3000);
  set (ctl, "first");
  early = ctl_run (ctl, "set", "--type", "Default", "--reference", "second", "--effective-date", "2012-07-31 08:00", "--roll", NULL);
  ctl_assert (early, CW_EXIT_USAGE);
  staged = ctl_run (ctl, "set", "--type", "Default", "--reference", "second", "--effective-date", "2030-07-31 08:00", "--roll", NULL);
  ctl_assert (staged, CW_EXIT_DONE);
  assert_place (ctl, "Default", "next", "second");
  assign_check (ctl, "Default", "first");
  withdrawn = ctl_run (ctl, "remove", "--type", "Default", "--next", "--force", NULL);
  ctl_assert (withdrawn, CW_EXIT_DONE);
  assert_place (ctl, "Default", "next", NULL);
  assign_check (ctl, "Default", "first");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/assign/path", test_path);
  g_test_add_func ("/cli/assign/replace", test_replace);
  g_test_add_func ("/cli/assign/several-usages", test_several_usages);
  g_test_add_func ("/cli/assign/remove", test_remove);
  g_test_add_func ("/cli/assign/remove-question", test_remove_question);
  g_test_add_func ("/cli/assign/delete-refused", test_delete_refused);
  g_test_add_func ("/cli/assign/pipeline", test_pipeline);
  g_test_add_func ("/cli/assign/request", test_request);
  g_test_add_func ("/cli/assign/import", test_import);
  g_test_add_func ("/cli/assign/show", test_show);
  g_test_add_func ("/cli/assign/get", test_get);
  g_test_add_func ("/cli/assign/usual-places", test_usual_places);
  g_test_add_func ("/cli/assign/lost-usage", test_lost_usage);
  g_test_add_func ("/cli/assign/no-history", test_no_history);
  g_test_add_func ("/cli/assign/next", test_next);
  return g_test_run ();
}
