/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"
#include "cw-exit.h"
#include "cw-options.h"
#include "ctl.h"

/* The parser alone. */

static const char *const colours[] = { "red", "green", NULL };
static const CwOption some[] = {
  { "path", CW_OPTION_FILE, "FILE", "A file", "-Path", .many = TRUE },
  { "password", CW_OPTION_SECRET, NULL, "A secret", "-Password" },
  { "private-key-exportable", CW_OPTION_BOOLEAN, NULL, "A boolean", "-PrivateKeyExportable" },
  { "what-if", CW_OPTION_FLAG, NULL, "A flag", "-WhatIf" },
  { "force", CW_OPTION_FLAG, NULL, "A flag", "-Force" },
  { "limit", CW_OPTION_NUMBER, "NUMBER", "A number" },
  { "colour", CW_OPTION_CHOICE, NULL, "A choice", NULL, colours },
  { "name", CW_OPTION_TEXT, "NAME", "A text" },
  { "type", CW_OPTION_TYPES, "TYPE", "Usages" },
  { "roll", CW_OPTION_FLAG, NULL, "A flag" },
  { "effective-date", CW_OPTION_TIME, "WHEN", "A date", "-EffectiveDate", .alias = "effective-time" },
  { "catalog", CW_OPTION_LATER, "FQDN", "Later" },
  { NULL }
};
static const CwOption *const tables[] = { some, NULL };

static CwOptions *
parse (const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return cw_options_parse (tables, (const char *const *) words, error);
}

static void
assert_refused (const char *line, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (line, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
  ctl_assert_has (error->message, sentence, line);
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOptions) options = parse ("one --path a --path=b --limit 5 --colour green --force - --name=--x -- --path", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cw_options_get_all (options, "path")->len, ==, 2);
  g_assert_cmpstr (cw_options_get (options, "path"), ==, "b");
  g_assert_cmpuint (cw_options_get_number (options, "limit", 1), ==, 5);
  g_assert_cmpstr (cw_options_get (options, "colour"), ==, "green");
  g_assert_true (cw_options_has (options, "force"));
  g_assert_false (cw_options_has (options, "what-if"));
  g_assert_cmpstr (cw_options_get (options, "name"), ==, "--x");
  g_assert_cmpuint (cw_options_get_n_arguments (options), ==, 3);
  g_assert_cmpstr (cw_options_get_argument (options, 0), ==, "one");
  g_assert_cmpstr (cw_options_get_argument (options, 1), ==, "-");
  g_assert_cmpstr (cw_options_get_argument (options, 2), ==, "--path");
  g_assert_null (cw_options_find_later (options));
}

static void
test_booleans (void)
{
  static const char *const yes[] = { "true", "True", "$true", "$True", "yes", "YES", "1" };
  static const char *const no[] = { "false", "$False", "no", "0" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    {
      g_autofree char *line = g_strconcat ("--private-key-exportable ", yes[i], NULL);
      g_autoptr (CwOptions) options = parse (line, NULL);

      g_assert_true (cw_options_get_boolean (options, "private-key-exportable", FALSE));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    {
      g_autofree char *line = g_strconcat ("--private-key-exportable=", no[i], " --force=", no[i], " --what-if:", no[i], NULL);
      g_autoptr (CwOptions) options = parse (line, NULL);

      g_assert_false (cw_options_get_boolean (options, "private-key-exportable", TRUE));
      g_assert_false (cw_options_has (options, "force"));
      g_assert_false (cw_options_has (options, "what-if"));
    }
  assert_refused ("--private-key-exportable maybe", "true or false");
  assert_refused ("--private-key-exportable", "needs a value");
}

static void
test_refusals (void)
{
  assert_refused ("--path", "needs a value");
  assert_refused ("--path --force", "needs a value");
  assert_refused ("--path=", "needs a value");
  assert_refused ("--limit 0", "at least 1");
  assert_refused ("--limit many", "“many”");
  assert_refused ("--limit 1 --limit 2", "twice");
  assert_refused ("--colour gren", "Did you mean “green”");
  assert_refused ("--colour blue", "red, green");
  assert_refused ("--name \xff", "UTF-8");
}

static void
test_secrets (void)
{
  static const char *const lines[] = { "--password hunter2", "--password=hunter2", "--pasword=hunter2", "-Password hunter2" };
  g_autoptr (CwOptions) options = parse ("--password -", NULL);

  g_assert_cmpstr (cw_options_get (options, "password"), ==, "-");
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (lines[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
      ctl_assert_lacks (error->message, "hunter2", lines[i]);
    }
  assert_refused ("--password hunter2", "--password-file");
}

static void
test_suggestions (void)
{
  assert_refused ("--pth x", "Did you mean --path?");
  assert_refused ("--froce", "Did you mean --force?");
  assert_refused ("-Path x", "Did you mean --path?");
  assert_refused ("-PrivateKeyExportable $True", "Did you mean --private-key-exportable?");
  assert_refused ("--PrivateKeyExportable $True", "Did you mean --private-key-exportable?");
  assert_refused ("-wi", "Did you mean --what-if?");
  assert_refused ("--private", "Did you mean --private-key-exportable?");
  assert_refused ("--zzz", "There is no option “--zzz”.");
}

static void
test_later (void)
{
  g_autoptr (CwOptions) global = parse ("--catalog dc.example.org", NULL);
  g_autoptr (CwOptions) none = parse ("--roll", NULL);

  g_assert_cmpstr (cw_options_find_later (global), ==, "catalog");
  g_assert_null (cw_options_find_later (none));
}

static void
assert_types (const char *line, const char *types, guint n_arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwOptions) options = parse (line, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_options_get (options, "type"), ==, types);
  g_assert_cmpuint (cw_options_get_n_arguments (options), ==, n_arguments);
}

/* What a shell makes of the vendor's "-Type Default, WebServicesInternal, WebServicesExternal" is one list all the same. */
static void
test_types (void)
{
  assert_types ("--type Default", "Default", 0);
  assert_types ("--type Default more", "Default", 1);
  assert_types ("--type Default, WebServicesInternal, WebServicesExternal more --roll", "Default,WebServicesInternal,WebServicesExternal", 1);
  assert_types ("--type=Default, Internal --roll", "Default,Internal", 0);
  assert_types ("--type Default, --roll", "Default,", 0);
  assert_refused ("--type", "needs a value");
  assert_refused ("--type=", "needs a value");
}

static void
test_times (void)
{
  g_autoptr (CwOptions) none = parse ("one", NULL);
  g_autoptr (CwOptions) zone = parse ("--effective-date 2012-07-31T08:00:00Z", NULL);
  g_autoptr (CwOptions) alias = parse ("--effective-time=2012-07-31T10:00:00+02:00", NULL);

  g_assert_cmpint (cw_options_get_time (none, "effective-date"), ==, 0);
  g_assert_cmpint (cw_options_get_time (zone, "effective-date"), ==, 1343721600);
  g_assert_cmpint (cw_options_get_time (alias, "effective-date"), ==, 1343721600);
  g_assert_true (cw_options_has (alias, "effective-date"));
  assert_refused ("--effective-date soon", "--effective-date: “soon” is no date");
  assert_refused ("--effective-time 2012-02-30", "no date");
  assert_refused ("--effective-time 2012-07-31 --effective-date 2012-07-31", "given twice");
}

/* Every code of an error has an exit code that means a failure, and the table has a name and a sentence for each. */
static void
test_exit_codes (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < CW_N_EXITS; i++)
    {
      g_assert_true (g_hash_table_add (nicks, (char *) cw_exit_get_nick ((CwExit) i)));
      g_assert_cmpint (cw_exit_get_description ((CwExit) i)[0], !=, '\0');
    }
  for (int code = CW_ERROR_FAILED; code <= CW_ERROR_IO; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (CW_ERROR, code, "x");

      g_assert_cmpint (cw_exit_from_error (error), !=, CW_EXIT_DONE);
      if (code != CW_ERROR_FAILED)
        g_assert_cmpint (cw_exit_from_error (error), !=, CW_EXIT_FAILED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/options/values", test_values);
  g_test_add_func ("/cli/options/booleans", test_booleans);
  g_test_add_func ("/cli/options/refusals", test_refusals);
  g_test_add_func ("/cli/options/secrets", test_secrets);
  g_test_add_func ("/cli/options/suggestions", test_suggestions);
  g_test_add_func ("/cli/options/later", test_later);
  g_test_add_func ("/cli/options/types", test_types);
  g_test_add_func ("/cli/options/times", test_times);
  g_test_add_func ("/cli/options/exit-codes", test_exit_codes);
  return g_test_run ();
}
