/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-verb.h"
#include "ctl.h"

/* What all verbs have in common: help, wrong use, JSON, exit codes, completion. */

/* Every verb, families resolved: "store status". */
static GPtrArray *
list_paths (void)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const CwVerb *const *verbs = cw_verbs_get_all ();

  for (gsize i = 0; verbs[i] != NULL; i++)
    {
      g_ptr_array_add (paths, g_strdup (verbs[i]->name));
      for (gsize j = 0; verbs[i]->verbs != NULL && verbs[i]->verbs[j] != NULL; j++)
        g_ptr_array_add (paths, g_strdup_printf ("%s %s", verbs[i]->name, verbs[i]->verbs[j]->name));
    }
  return paths;
}

static void
check_tables (const char *path, const char *help)
{
  g_auto (GStrv) words = g_strsplit (path, " ", -1);
  g_autofree char *found = NULL;
  g_auto (GStrv) rest = NULL;
  const CwVerb *verb = NULL;
  const CwOption *tables[4];

  g_assert_true (cw_verb_resolve ((const char *const *) words, &verb, &found, &rest, NULL));
  g_assert_cmpstr (found, ==, path);
  cw_verb_fill_tables (verb, tables);
  for (gsize i = 0; tables[i] != NULL; i++)
    for (const CwOption *option = tables[i]; option->name != NULL; option++)
      {
        g_autofree char *dashed = g_strconcat ("--", option->name, NULL);

        ctl_assert_has (help, dashed, path);
        if (option->vendor != NULL)
          ctl_assert_has (help, option->vendor, path);
      }
}

static void
test_help (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (GPtrArray) paths = list_paths ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *line = g_strconcat (g_ptr_array_index (paths, i), " --help", NULL);
      g_auto (GStrv) words = g_strsplit (line, " ", -1);
      g_autofree char *same = g_strconcat ("help ", g_ptr_array_index (paths, i), NULL);
      g_auto (GStrv) same_words = g_strsplit (same, " ", -1);
      g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);
      g_autoptr (CtlResult) help = ctl_runv (ctl, NULL, (const char *const *) same_words);

      ctl_assert (result, 0);
      g_assert_cmpstr (result->err, ==, "");
      g_assert_cmpstr (result->out, ==, help->out);
      check_tables (g_ptr_array_index (paths, i), result->out);
    }
}

static void
test_vendor_words (void)
{
  static const struct { const char *verb; const char *words[12]; } verbs[] = {
    { "import", { "-Path", "-Password", "-PrivateKeyExportable", "-EffectiveDate", "-Roll", "-Force", "-Report", "-WhatIf", "-Confirm", "-Identity", "-Type" } },
    { "set", { "-Reference", "-Thumbprint", "-Path", "-Password", "-EffectiveDate", "-Roll", "-Force", "-Report", "-WhatIf", "-Confirm", "-Identity", "-Type" } },
    { "remove", { "-Type", "-Identity", "-Previous", "-Force", "-Report", "-WhatIf", "-Confirm" } },
    { "get", { "-Type", "-Identity", "-Report" } },
    { "test", { "-Report", "-Verbose" } },
  };
  g_autoptr (Ctl) ctl = ctl_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr (CtlResult) result = ctl_run (ctl, verbs[i].verb, "--help", NULL);

      for (gsize w = 0; w < G_N_ELEMENTS (verbs[i].words) && verbs[i].words[w] != NULL; w++)
        ctl_assert_out (result, verbs[i].words[w]);
    }
}

static void
assert_usage (Ctl *ctl, const char *line, const char *sentence)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *json_line = g_strconcat (line, " --json", NULL);
  g_auto (GStrv) json_words = g_strsplit (json_line, " ", -1);
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);
  g_autoptr (CtlResult) json = ctl_runv (ctl, NULL, (const char *const *) json_words);
  g_autoptr (JsonObject) root = ctl_json (json);
  JsonObject *error = json_object_get_object_member (root, "error");

  ctl_assert (result, CW_EXIT_USAGE);
  g_assert_cmpstr (result->out, ==, "");
  g_assert_true (g_str_has_prefix (result->err, "certwizardctl: "));
  ctl_assert_err (result, sentence);
  ctl_assert_err (result, "--help");
  ctl_assert (json, CW_EXIT_USAGE);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "usage");
  ctl_assert_has (json_object_get_string_member (error, "message"), sentence, line);
  g_assert_nonnull (json_object_get_string_member (error, "remedy"));
}

static void
test_usage (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();

  assert_usage (ctl, "imprt a.pfx", "Did you mean “import”?");
  assert_usage (ctl, "publish --thumbprint 0", "There is no verb “publish” in this version.");
  assert_usage (ctl, "store stauts", "Did you mean “store status”?");
  assert_usage (ctl, "store", "needs another verb");
  assert_usage (ctl, "import a.pfx --pasword -", "Did you mean --password?");
  assert_usage (ctl, "import", "Choose a file");
  assert_usage (ctl, "show", "CERTIFICATE");
  assert_usage (ctl, "show a b", "does not take “b”");
  assert_usage (ctl, "version x", "does not take “x”");
  assert_usage (ctl, "get --sort colour", "friendly-name");
  assert_usage (ctl, "import a.pfx --password - --path -", "both");
  assert_usage (ctl, "import a.pfx --password - --password-file password", "exclude");
  assert_usage (ctl, "export 1", "--path");
  assert_usage (ctl, "export 1 --path -", "not standard output");
  assert_usage (ctl, "store protect keyrng", "Did you mean “keyring”?");
  assert_usage (ctl, "store protect keyring --new-passphrase-file password", "passphrase");
  assert_usage (ctl, "history show x", "history list");
  assert_usage (ctl, "show 1 --report r.html", "--report");
  assert_usage (ctl, "--store", "needs a value");
}

/* What the vendor's page says of --roll alone, and what has no meaning without a usage. */
static void
test_assignment (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();

  assert_usage (ctl, "import a.pfx --roll", "--roll needs --effective-date");
  assert_usage (ctl, "set --type Default --reference 1 --roll", "--roll needs --effective-date");
  assert_usage (ctl, "import a.pfx --effective-date 2012-07-31T08:00", "--effective-date needs --type");
  assert_usage (ctl, "import a.pfx --type Default --identity global", "all computers of the site");
  assert_usage (ctl, "set --type Default", "Say which certificate");
}

static void
test_exit_codes (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = ctl_run (ctl, "help", "exit-codes", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "help", "exit-codes", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);

  ctl_assert (result, 0);
  ctl_assert_out (result, "12  partly");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "exitCodes")), ==, CW_N_EXITS);
}

static void
test_version (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) verb = ctl_run (ctl, "version", NULL);
  g_autoptr (CtlResult) option = ctl_run (ctl, "--version", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "--json", "version", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);
  g_autofree char *expected = g_strdup_printf ("certwizardctl %s\n", json_object_get_string_member (root, "version"));

  ctl_assert (verb, 0);
  g_assert_cmpstr (verb->out, ==, expected);
  g_assert_cmpstr (option->out, ==, expected);
}

static void
test_nothing_given (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = ctl_run (ctl, NULL);
  g_autoptr (CtlResult) help = ctl_run (ctl, "--help", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "--help", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);

  ctl_assert (result, CW_EXIT_USAGE);
  ctl_assert_err (result, "A verb is missing");
  ctl_assert (help, 0);
  ctl_assert_out (help, "import");
  g_assert_cmpstr (json_object_get_string_member (root, "help"), ==, help->out);
}

/* Options may stand before the verb, between its two words, and behind. */
static void
test_order (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) first = ctl_run (ctl, "--store", "store", "store", "--json", "status", NULL);
  g_autoptr (JsonObject) root = ctl_json (first);

  ctl_assert (first, CW_EXIT_NOT_FOUND);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (root, "error"), "code"), ==, "not-found");
}

static void
test_completion (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  const struct { const char *words[5]; const char *candidate; } cases[] = {
    { { "", NULL }, "import\n" }, { { "im", NULL }, "import\n" }, { { "store", "", NULL }, "backup\n" },
    { { "import", "--", NULL }, "--private-key-exportable\n" }, { { "import", "--path", "", NULL }, "<file>\n" },
    { { "import", "--store", "", NULL }, "<folder>\n" }, { { "import", "", NULL }, "<file>\n" },
    { { "export", "x", "--format", "", NULL }, "pfx-legacy\n" }, { { "import", "--private-key-exportable", "", NULL }, "true\nfalse\n" },
    { { "set", "--type", "", NULL }, "WebServicesExternal\n" }, { { "set", "--type", "Default,W", NULL }, "Default,WebServicesExternal\n" },
    { { "set", "--identity", "", NULL }, "local\nglobal\n" }, { { "help", "", NULL }, "exit-codes\n" }, { { "import", "--password", "", NULL }, "-\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *candidates = cw_help_dup_completion (cases[i].words);

      ctl_assert_has (candidates, cases[i].candidate, cases[i].words[0]);
    }
  result = ctl_run (ctl, "--complete", "store", "--store", "store", "--store-passphrase-file", "passphrase", "", NULL);
  ctl_assert (result, 0);
  g_assert_cmpstr (result->out, ==, "status\ncheck\nprotect\nbackup\nrestore\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/verbs/help", test_help);
  g_test_add_func ("/cli/verbs/vendor-words", test_vendor_words);
  g_test_add_func ("/cli/verbs/usage", test_usage);
  g_test_add_func ("/cli/verbs/assignment", test_assignment);
  g_test_add_func ("/cli/verbs/exit-codes", test_exit_codes);
  g_test_add_func ("/cli/verbs/version", test_version);
  g_test_add_func ("/cli/verbs/nothing-given", test_nothing_given);
  g_test_add_func ("/cli/verbs/order", test_order);
  g_test_add_func ("/cli/verbs/completion", test_completion);
  return g_test_run ();
}
