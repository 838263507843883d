/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What set, remove, get and test refuse, what they only show, and what none of them ever tells: with the real program. */
#include <string.h>
#include <unistd.h>
#include "assign.h"
#include "cw-exit.h"

#define NAMES "DNS:" ASSIGN_HOST ",DNS:www.example.org"
#define DAY (24 * 60 * 60)

static void
assert_usage (Ctl *ctl, const char *line, const char *sentence)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);

  ctl_assert_code (result, CW_EXIT_USAGE, line);
  ctl_assert_has (result->err, sentence, line);
}

static void
test_usage (void)
{
  g_autoptr (Ctl) ctl = assign_new ();

  assign_import (ctl, "first", NAMES, 200);
  assert_usage (ctl, "set --type Default", "Say which certificate");
  assert_usage (ctl, "set --type Default --reference first --path first.pfx", "exclude each other");
  assert_usage (ctl, "set --type Default --thumbprint 0 --request-id 1", "exclude each other");
  assert_usage (ctl, "set --type Default --thumbprint first", "40 or 64");
  assert_usage (ctl, "set --reference first", "--type is needed");
  assert_usage (ctl, "set --type Default --reference first --password -", "belongs to --path");
  assert_usage (ctl, "set --type Default --reference first --private-key-exportable yes", "belongs to --path");
  assert_usage (ctl, "set --type Default --reference first --identity global", "all computers of the site");
  assert_usage (ctl, "set --type Default --reference first --identity mars", "local, global");
  assert_usage (ctl, "set --type Default --reference first --roll", "--roll needs --effective-date");
  assert_usage (ctl, "set --type Default --reference first --effective-date soon --roll", "“soon” is no date");
  assert_usage (ctl, "set --type Default --path - --password -", "both");
  assert_usage (ctl, "import first.pfx --roll", "--roll needs --effective-date");
  assert_usage (ctl, "import first.pfx --effective-date 2030-07-31", "--effective-date needs --type");
  assert_usage (ctl, "import first.pfx --type Default --identity global", "all computers of the site");
  assert_usage (ctl, "import first.pfx first.pem --type Default", "exactly one file");
  assert_usage (ctl, "remove", "--type is needed");
  assert_usage (ctl, "remove --type Default --previous --next", "exclude each other");
  assert_usage (ctl, "remove --type Default --identity global", "all computers of the site");
  assert_usage (ctl, "get --identity global", "all computers of the site");
  assert_usage (ctl, "get --unassigned", "without --available");
  assert_usage (ctl, "get --available --assigned --unassigned", "exclude each other");
  assert_usage (ctl, "get --available --type Default --expired", "--expired has no meaning");
  assert_usage (ctl, "test --identity global", "all computers of the site");
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
}

static void
test_not_found (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) certificate = NULL;
  g_autoptr (CtlResult) usage = NULL;
  g_autoptr (CtlResult) request = NULL;
  g_autoptr (CtlResult) file = NULL;

  assign_import (ctl, "first", NAMES, 200);
  certificate = ctl_run (ctl, "set", "--type", "Default", "--reference", "third", NULL);
  ctl_assert (certificate, CW_EXIT_NOT_FOUND);
  usage = ctl_run (ctl, "set", "--type", "WebServiceExternal", "--reference", "first", NULL);
  ctl_assert (usage, CW_EXIT_NOT_FOUND);
  ctl_assert_err (usage, "WebServicesExternal");
  request = ctl_run (ctl, "set", "--type", "Default", "--request-id", "4711", NULL);
  ctl_assert (request, CW_EXIT_NOT_FOUND);
  file = ctl_run (ctl, "set", "--type", "Default", "--path", "third.pfx", NULL);
  g_assert_cmpint (file->code, !=, CW_EXIT_DONE);
  ctl_assert_err (file, "third.pfx");
}

static void
test_wrong_password (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) wrong = NULL;
  g_autoptr (CtlResult) right = NULL;
  g_autoptr (CtlResult) store = NULL;

  assign_make (ctl, "first", NAMES, 200);
  wrong = ctl_run (ctl, "set", "--type", "Default", "--path", "first.pfx", "--password-file", "wrong", NULL);
  ctl_assert (wrong, CW_EXIT_AUTHENTICATION);
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
  store = ctl_run (ctl, "get", "--available", NULL);
  ctl_assert (store, CW_EXIT_NOTHING);
  right = ctl_run_input (ctl, CTL_PASSWORD, "set", "--type", "Default", "--path", "first.pfx", "--password", "-", NULL);
  ctl_assert (right, CW_EXIT_DONE);
  assign_check (ctl, "Default", "first");
}

static void
assert_refused (Ctl *ctl, const char *name, int code, int forced)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "set", "--type", "Default", "--reference", name, NULL);
  g_autoptr (CtlResult) force = ctl_run (ctl, "set", "--type", "Default", "--reference", name, "--force", NULL);

  ctl_assert_code (result, code, name);
  ctl_assert_code (force, forced, name);
  g_assert_cmpint (assign_is_there (ctl, "Default", "cert.pem"), ==, forced == CW_EXIT_DONE);
}

/* Without its key it cannot serve, whatever anybody says. */
static void
test_no_key (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) imported = NULL;
  g_autoptr (CtlResult) path = NULL;

  assign_make (ctl, "first", NAMES, 200);
  imported = ctl_run (ctl, "import", "first.pem", "sub.pem", NULL);
  ctl_assert (imported, CW_EXIT_DONE);
  assert_refused (ctl, "first", CW_EXIT_KEY, CW_EXIT_KEY);
  path = ctl_run (ctl, "set", "--type", "Default", "--path", "first.pem", "--force", NULL);
  ctl_assert (path, CW_EXIT_KEY);
}

static void
test_expired (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autofree char *later = g_strdup_printf ("%d", 3 * DAY);

  assign_import (ctl, "first", NAMES, 1);
  g_setenv ("CERTWIZARD_CLOCK_OFFSET", later, TRUE);
  assert_refused (ctl, "first", CW_EXIT_NOT_SUITABLE, CW_EXIT_NOT_SUITABLE);
  g_unsetenv ("CERTWIZARD_CLOCK_OFFSET");
}

/* Names are advice: --force passes it. */
static void
test_names (void)
{
  g_autoptr (Ctl) ctl = assign_new ();

  assign_import (ctl, "other", "DNS:somewhere.example.net", 200);
  assert_refused (ctl, "other", CW_EXIT_NOT_SUITABLE, CW_EXIT_DONE);
  assign_check (ctl, "Default", "other");
}

static gboolean
needs_force (Ctl *ctl, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);
  g_autoptr (JsonObject) root = ctl_json (result);
  JsonArray *problems = json_object_get_array_member (root, "problems");

  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (problems, 0), "severity"), ==, "warning");
  return json_object_get_boolean_member (root, "needsForce");
}

/* What a plan warns of is asked about only where it is advice: the names, not that a service does not know of its files yet. */
static void
test_advice (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) told = NULL;
  g_autoptr (CtlResult) refused = NULL;
  g_autoptr (CtlResult) plan = NULL;
  g_autofree char *configuration = ctl_path (ctl, "door.conf");
  g_autofree char *usage = g_strdup_printf ("[Usage]\nId=door\nTitle=Door\nGroup=service\n[Service]\nAction=command\nReload=/bin/true\nConfigurationFile=%s\n"
                                            "Configuration=cert {live}/fullchain.pem\n", configuration);

  ctl_write (ctl, "door.conf", "nothing\n", -1);
  assign_write_usage (ctl, "door", usage);
  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "other", "DNS:other.example.org", 200);
  g_assert_false (needs_force (ctl, "set --type door --reference first --what-if --json"));
  g_assert_true (needs_force (ctl, "set --type Default --reference other --what-if --json"));
  refused = ctl_run (ctl, "set", "--type", "Default", "--reference", "other", NULL);
  ctl_assert (refused, CW_EXIT_NOT_SUITABLE);
  plan = ctl_run (ctl, "set", "--type", "Default", "--reference", "other", "--what-if", NULL);
  ctl_assert_out (plan, "--force says yes");
  told = ctl_run (ctl, "set", "--type", "door", "--reference", "first", NULL);
  ctl_assert (told, CW_EXIT_DONE);
  ctl_assert_err (told, "door.conf");
  g_assert_true (needs_force (ctl, "remove --type door --what-if --json"));
}

static void
test_untrusted (void)
{
  g_autoptr (Ctl) ctl = assign_new ();

  assign_import (ctl, "first", NAMES, 200);
  g_setenv ("CERTWIZARD_TRUST_FILE", "/dev/null", TRUE);
  assert_refused (ctl, "first", CW_EXIT_NOT_SUITABLE, CW_EXIT_NOT_SUITABLE);
}

/* What can be chosen stands first; of the rest it is said why not. */
static void
test_candidates (void)
{
  static const char *const expected[] = { "first\tyes", "other\tforce" };
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) imported = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_auto (GStrv) lines = NULL;

  assign_import (ctl, "other", "DNS:somewhere.example.net", 200);
  assign_import (ctl, "first", NAMES, 200);
  assign_make (ctl, "nokey", NAMES, 200);
  imported = ctl_run (ctl, "import", "nokey.pem", NULL);
  ctl_assert (imported, CW_EXIT_DONE);
  list = ctl_run (ctl, "get", "--available", "--type", "Default", NULL);
  ctl_assert (list, CW_EXIT_DONE);
  lines = g_strsplit (list->out, "\n", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i + 1], "\t", -1);
      g_autofree char *found = g_strconcat (cells[1], "\t", cells[5], NULL);

      g_assert_cmpstr (found, ==, expected[i]);
      g_assert_cmpint (*cells[7] == '\0', ==, i == 0);
    }
  /* Those without a key, the authority's among them. */
  for (gsize i = G_N_ELEMENTS (expected) + 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    ctl_assert_has (lines[i], "\tno\t", G_STRLOC);
  ctl_assert_out (list, "nokey");
  json = ctl_run (ctl, "get", "--available", "--type", "Default", "--limit", "1", "--json", NULL);
  root = ctl_json (json);
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (json_object_get_array_member (root, "candidates"), 0), "canServe"));
  /* And what comes of it goes into set. */
  {
    g_autoptr (CtlResult) result = ctl_run_input (ctl, json->out, "set", "--type", "Default", "--reference", "-", NULL);

    ctl_assert (result, CW_EXIT_DONE);
  }
  assign_check (ctl, "Default", "first");
}

/* A what-if tells every file, and changes none: neither in the store nor in live/. */
static void
test_what_if (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *assigned = NULL;
  g_autofree char *still = NULL;
  g_autoptr (CtlResult) set = NULL;
  g_autoptr (CtlResult) path = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (CtlResult) done = NULL;
  g_autoptr (CtlResult) removed = NULL;
  g_autoptr (JsonObject) root = NULL;

  assign_import (ctl, "first", NAMES, 200);
  assign_make (ctl, "second", NAMES, 200);
  before = assign_dup_tree (ctl);
  set = ctl_run (ctl, "set", "--type", "Default", "--reference", "first", "--what-if", NULL);
  ctl_assert (set, CW_EXIT_DONE);
  ctl_assert_out (set, "live/Default/privkey.pem");
  ctl_assert_out (set, "-rw-------");
  ctl_assert_out (set, "nothing was changed");
  path = ctl_run (ctl, "set", "--type", "Default", "--path", "second.pfx", "--password-file", "password", "--what-if", NULL);
  ctl_assert (path, CW_EXIT_DONE);
  json = ctl_run (ctl, "set", "--type", "Default", "--reference", "first", "--what-if", "--json", NULL);
  ctl_assert (json, CW_EXIT_DONE);
  root = ctl_json (json);
  g_assert_true (json_object_get_boolean_member (root, "whatIf"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "steps")), >, 1);
  after = assign_dup_tree (ctl);
  g_assert_cmpstr (after, ==, before);
  done = ctl_run (ctl, "set", "--type", "Default", "--reference", "first", NULL);
  ctl_assert (done, CW_EXIT_DONE);
  assigned = assign_dup_tree (ctl);
  removed = ctl_run (ctl, "remove", "--type", "Default", "--what-if", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  ctl_assert_out (removed, "Server default");
  still = assign_dup_tree (ctl);
  g_assert_cmpstr (still, ==, assigned);
}

/* Each step is asked for, and the first "no" leaves everything as it was. */
static void
test_confirm (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) nobody = NULL;
  CtlPty *no = NULL;
  CtlPty *yes = NULL;

  assign_import (ctl, "first", NAMES, 200);
  nobody = ctl_run (ctl, "set", "--type", "Default", "--reference", "first", "--confirm", NULL);
  ctl_assert (nobody, CW_EXIT_UNANSWERED);
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
  no = ctl_pty_start (ctl, "set", "--type", "Default", "--reference", "first", "--confirm", NULL);
  ctl_pty_expect (no, "[y/N]");
  ctl_pty_send (no, "y\n");
  ctl_pty_expect (no, "[y/N]");
  ctl_pty_send (no, "n\n");
  g_assert_cmpint (ctl_pty_wait (no), ==, CW_EXIT_REFUSED);
  ctl_pty_free (no);
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
  yes = ctl_pty_start (ctl, "set", "--type", "Default", "--reference", "first", "--confirm", NULL);
  ctl_pty_expect (yes, "[y/N]");
  ctl_pty_send (yes, "y\ny\ny\ny\ny\ny\ny\ny\n");
  g_assert_cmpint (ctl_pty_wait (yes), ==, CW_EXIT_DONE);
  ctl_pty_free (yes);
  assign_check (ctl, "Default", "first");
}

/* The middle line of the private key, in whatever form it would appear. */
static char *
dup_key_line (Ctl *ctl)
{
  g_autofree char *key = ctl_read (ctl, "first.key", NULL);
  g_auto (GStrv) lines = g_strsplit (key, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 3);
  return g_strdup (lines[2]);
}

static void
assert_no_secret (Ctl *ctl, const char *text)
{
  g_autofree char *line = dup_key_line (ctl);

  ctl_assert_lacks (text, CTL_PASSWORD, G_STRLOC);
  ctl_assert_lacks (text, "PRIVATE KEY", G_STRLOC);
  ctl_assert_lacks (text, line, G_STRLOC);
}

/* Reports, documents, plans, the history: none of them has a password or a key. */
static void
test_secrets (void)
{
  static const char *const reports[] = { "report.html", "report.json" };
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) shown = NULL;

  assign_make (ctl, "first", NAMES, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_autoptr (CtlResult) result = ctl_run (ctl, "set", "--type", "Default", "--path", "first.pfx", "--password-file", "password", "--again",
                                              "--verbose", "--report", reports[i], NULL);
      g_autofree char *report = NULL;

      ctl_assert (result, CW_EXIT_DONE);
      assert_no_secret (ctl, result->out);
      assert_no_secret (ctl, result->err);
      report = ctl_read (ctl, reports[i], NULL);
      ctl_assert_has (report, "Default", reports[i]);
      assert_no_secret (ctl, report);
    }
  shown = ctl_run (ctl, "history", "show", "1", "--json", NULL);
  ctl_assert (shown, CW_EXIT_DONE);
  assert_no_secret (ctl, shown->out);
}

/* Nor has the command line of any process that is started: a service's check writes down what it sees of its own and its parent's. */
static void
test_arguments (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autofree char *seen = ctl_path (ctl, "seen");
  g_autofree char *script = ctl_path (ctl, "check");
  g_autofree char *program = g_strdup_printf ("#!/bin/sh\n{ tr '\\0' ' ' </proc/$PPID/cmdline; tr '\\0' ' ' </proc/$$/cmdline; env; } >>%s\n", seen);
  g_autofree char *usage = g_strdup_printf ("[Usage]\nId=scripted\nTitle=Scripted\n[Names]\nSubject={computer}\nNames={computer};\n"
                                            "[Service]\nAction=command\nCheck=%s\nReload=%s\n", script, script);
  g_autofree char *written = NULL;
  g_autoptr (CtlResult) result = NULL;

  ctl_write (ctl, "check", program, -1);
  g_free (ctl_tool (ctl, "chmod", "755", "check", NULL));
  assign_write_usage (ctl, "scripted", usage);
  assign_make (ctl, "first", NAMES, 200);
  result = ctl_run_input (ctl, CTL_PASSWORD, "set", "--type", "scripted", "--path", "first.pfx", "--password", "-", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  written = ctl_read (ctl, "seen", NULL);
  ctl_assert_has (written, "certwizardctl", G_STRLOC);
  assert_no_secret (ctl, written);
}

/* What was imported on the way to a service that refuses it stays, and that is said. */
static void
test_import_stays (void)
{
  g_autoptr (Ctl) ctl = assign_new ();
  g_autoptr (CtlResult) failed = NULL;
  g_autoptr (CtlResult) again = NULL;

  assign_write_usage (ctl, "broken", "[Usage]\nId=broken\nTitle=Broken\nGroup=service\n[Service]\nAction=command\nCheck=/bin/false\nReload=/bin/true\n");
  assign_import (ctl, "first", NAMES, 200);
  assign_make (ctl, "second", NAMES, 200);
  failed = ctl_run (ctl, "set", "--type", "Default,broken", "--path", "second.pfx", "--password-file", "password", NULL);
  ctl_assert (failed, CW_EXIT_SERVICE);
  ctl_assert_err (failed, "“second” is in the store, and can be assigned from there.");
  ctl_assert_err (failed, "Broken does not accept its configuration");
  g_assert_false (assign_is_there (ctl, "Default", "cert.pem"));
  again = ctl_run (ctl, "set", "--type", "Default", "--reference", "second", NULL);
  ctl_assert (again, CW_EXIT_DONE);
  assign_check (ctl, "Default", "second");
}

#define USAGE(id) "[Usage]\nId=" id "\nTitle=The " id "\nGroup=service\n"
#define BROKEN "[Usage]\nId=gate\nGroup=service\n"

static void
assert_told (Ctl *ctl, const char *line, int code, gboolean names_line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);
  g_autofree char *all = g_strconcat (result->out, result->err, NULL);

  ctl_assert_code (result, code, line);
  if (names_line)
    ctl_assert_has (all, "gate.usage:1: “Title” is missing", line);
}

/* A mistake in a usage file: every verb says file, line and what, with a code of its own, and the other usages go on. */
static void
test_mistake (void)
{
  g_autoptr (Ctl) ctl = assign_new ();

  assign_write_usage (ctl, "gate", USAGE ("gate"));
  assign_write_usage (ctl, "door", USAGE ("door"));
  assign_import (ctl, "first", NAMES, 200);
  assign_import (ctl, "second", NAMES, 200);
  assert_told (ctl, "set --type gate,door --reference first", CW_EXIT_DONE, FALSE);
  assign_write_usage (ctl, "gate", BROKEN);
  assert_told (ctl, "set --type gate --reference second", CW_EXIT_UNREADABLE, TRUE);
  assert_told (ctl, "set --type door,gate --reference second", CW_EXIT_UNREADABLE, TRUE);
  assert_told (ctl, "set --type gate --reference second --what-if", CW_EXIT_UNREADABLE, TRUE);
  assert_told (ctl, "get --type gate --available", CW_EXIT_UNREADABLE, TRUE);
  assert_told (ctl, "request --new --type gate --ca practice --what-if", CW_EXIT_UNREADABLE, TRUE);
  assert_told (ctl, "test", CW_EXIT_PARTLY, TRUE);
  assert_told (ctl, "test --type gate --mend --force", CW_EXIT_PARTLY, TRUE);
  assert_told (ctl, "test --type door", CW_EXIT_DONE, FALSE);
  assign_check (ctl, "door", "first");
  assert_told (ctl, "get --type gate", CW_EXIT_DONE, FALSE);
  assert_told (ctl, "set --type door --reference second", CW_EXIT_DONE, FALSE);
  assert_told (ctl, "remove --type gate --force", CW_EXIT_DONE, FALSE);
  g_assert_false (assign_is_there (ctl, "gate", "cert.pem"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/assign-refuse/usage", test_usage);
  g_test_add_func ("/cli/assign-refuse/not-found", test_not_found);
  g_test_add_func ("/cli/assign-refuse/wrong-password", test_wrong_password);
  g_test_add_func ("/cli/assign-refuse/no-key", test_no_key);
  g_test_add_func ("/cli/assign-refuse/expired", test_expired);
  g_test_add_func ("/cli/assign-refuse/names", test_names);
  g_test_add_func ("/cli/assign-refuse/advice", test_advice);
  g_test_add_func ("/cli/assign-refuse/untrusted", test_untrusted);
  g_test_add_func ("/cli/assign-refuse/candidates", test_candidates);
  g_test_add_func ("/cli/assign-refuse/what-if", test_what_if);
  g_test_add_func ("/cli/assign-refuse/confirm", test_confirm);
  g_test_add_func ("/cli/assign-refuse/secrets", test_secrets);
  g_test_add_func ("/cli/assign-refuse/arguments", test_arguments);
  g_test_add_func ("/cli/assign-refuse/import-stays", test_import_stays);
  g_test_add_func ("/cli/assign-refuse/mistake", test_mistake);
  return g_test_run ();
}
