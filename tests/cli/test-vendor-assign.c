/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the vendor's pages about Set-, Import-, Get-, Remove-CsCertificate and Test-CsCertificateConfiguration, translated letter by
 * letter: "-Type" is "--type", a path of Windows is one of ours, the thumbprint is that of a certificate which is there, the year of a date is
 * one to come, and nothing else is different. Each is one line that a shell reads, as somebody would paste it. */
#include "assign.h"
#include "cw-exit.h"

#define NAMES "DNS:pool1.litwareinc.com,DNS:atl-cs-001.litwareinc.com,DNS:sip.litwareinc.com,DNS:pool1ext.litwareinc.com,DNS:pool1int.litwareinc.com," \
              "DNS:dialin.litwareinc.com,DNS:meet.litwareinc.com,DNS:admin.litwareinc.com,DNS:lyncdiscover.litwareinc.com," \
              "DNS:lyncdiscoverinternal.litwareinc.com"

static void
add_to_topology (Ctl *ctl, const char *kind, const char *name, const char *first, const char *second)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "topology", "add", kind, name, first, second, NULL);

  ctl_assert (result, CW_EXIT_DONE);
}

/* The computer, the pool and the SIP domain that the pages speak of, and a certificate with all of their names. */
static Ctl *
site_new (void)
{
  Ctl *ctl = assign_new ();

  g_setenv ("CERTWIZARD_FQDN", "atl-cs-001.litwareinc.com", TRUE);
  add_to_topology (ctl, "pool", "pool1.litwareinc.com", "internal-web=pool1int.litwareinc.com", "external-web=pool1ext.litwareinc.com");
  add_to_topology (ctl, "computer", "atl-cs-001.litwareinc.com", "pool=pool1.litwareinc.com", NULL);
  add_to_topology (ctl, "sip-domain", "litwareinc.com", "primary=yes", NULL);
  assign_make (ctl, "WebServer", NAMES, 3000);
  return ctl;
}

/* What somebody types, read as a shell does; the store of the test is added. */
static CtlResult *
paste (Ctl *ctl, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = NULL;
  int n = 0;

  g_assert_true (g_shell_parse_argv (line, &n, &words, &error));
  g_assert_cmpstr (words[0], ==, "certwizardctl");
  return ctl_runv (ctl, NULL, (const char *const *) words + 1);
}

static void
import (Ctl *ctl)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "import", "WebServer.pfx", "--password-file", "password", NULL);

  ctl_assert (result, CW_EXIT_DONE);
}

static void
paste_with_thumbprint (Ctl *ctl, const char *format, int code)
{
  g_autofree char *thumbprint = assign_thumbprint (ctl, "WebServer");
  g_auto (GStrv) parts = g_strsplit (format, "B142918E463981A76503828BB1278391B716280987B", -1);
  g_autofree char *line = g_strjoinv (thumbprint, parts);
  g_autoptr (CtlResult) result = paste (ctl, line);

  ctl_assert_code (result, code, line);
}

static void
test_set_1 (void)
{
  g_autoptr (Ctl) ctl = site_new ();

  import (ctl);
  paste_with_thumbprint (ctl, "certwizardctl set --type WebServicesExternal --thumbprint \"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  assign_check (ctl, "WebServicesExternal", "WebServer");
}

/* With the blanks behind the commas. */
static void
test_set_2 (void)
{
  static const char *const usages[] = { "Default", "WebServicesInternal", "WebServicesExternal" };
  g_autoptr (Ctl) ctl = site_new ();

  import (ctl);
  paste_with_thumbprint (ctl, "certwizardctl set --type Default, WebServicesInternal, WebServicesExternal --thumbprint "
                              "\"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  for (gsize i = 0; i < G_N_ELEMENTS (usages); i++)
    assign_check (ctl, usages[i], "WebServer");
}

/* "-Type Internal,External,Default", and a thumbprint as Windows shows it: in lower case, with blanks, and with the mark that stands before it there. */
static void
test_set_types (void)
{
  static const char *const usages[] = { "Internal", "External", "Default" };
  g_autoptr (Ctl) ctl = site_new ();
  g_autofree char *thumbprint = assign_thumbprint (ctl, "WebServer");
  g_autofree char *lower = g_ascii_strdown (thumbprint, -1);
  g_autoptr (GString) line = g_string_new ("certwizardctl set --type Internal,External,Default --force --thumbprint \"\u200e");
  g_autoptr (CtlResult) result = NULL;

  import (ctl);
  for (gsize i = 0; lower[i] != '\0'; i += 2)
    g_string_append_printf (line, "%s%.2s", i > 0 ? " " : "", lower + i);
  g_string_append_c (line, '"');
  result = paste (ctl, line->str);
  ctl_assert_code (result, CW_EXIT_DONE, line->str);
  for (gsize i = 0; i < G_N_ELEMENTS (usages); i++)
    assign_check (ctl, usages[i], "WebServer");
}

/* "$x = Get-CsCertificate | Where-Object {$_.Thumbprint -eq …}" of its table of parameters. */
static void
test_set_reference (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autofree char *thumbprint = assign_thumbprint (ctl, "WebServer");
  g_autoptr (CtlResult) x = NULL;
  g_autoptr (CtlResult) result = NULL;

  import (ctl);
  x = ctl_run (ctl, "get", "--available", "--with-key", "--search", thumbprint, "--json", NULL);
  ctl_assert (x, CW_EXIT_DONE);
  result = ctl_run_input (ctl, x->out, "set", "--type", "Default,WebServicesExternal", "--reference", "-", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  assign_check (ctl, "Default", "WebServer");
}

/* "-EffectiveTime "7/31/2012 8:00 AM"", in a year to come; -Roll fails without it, as the page says. */
static void
test_set_effective_time (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autofree char *next = NULL;

  import (ctl);
  assign_import (ctl, "Successor", NAMES, 3000);
  paste_with_thumbprint (ctl, "certwizardctl set --type Default --thumbprint \"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  {
    g_autoptr (CtlResult) alone = paste (ctl, "certwizardctl set --type Default --reference Successor --roll");
    g_autoptr (CtlResult) past = paste (ctl, "certwizardctl set --type Default --reference Successor --effective-time \"7/31/2012 8:00 AM\" --roll");
    g_autoptr (CtlResult) staged = paste (ctl, "certwizardctl set --type Default --reference Successor --effective-time \"7/31/2030 8:00 AM\" --roll");

    ctl_assert (alone, CW_EXIT_USAGE);
    ctl_assert (past, CW_EXIT_USAGE);
    ctl_assert (staged, CW_EXIT_DONE);
  }
  next = assign_get (ctl, "Default", "next");
  g_assert_cmpstr (next, ==, "Successor");
  assign_check (ctl, "Default", "WebServer");
}

static void
test_set_global (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) refused = NULL;
  g_autoptr (CtlResult) here = NULL;

  assign_import (ctl, "OAuth", "DNS:litwareinc.com", 400);
  refused = paste (ctl, "certwizardctl set --identity Global --path WebServer.pfx --type OAuthTokenIssuer");
  ctl_assert (refused, CW_EXIT_USAGE);
  ctl_assert_err (refused, "all computers of the site");
  here = paste (ctl, "certwizardctl set --type OAuthTokenIssuer --reference OAuth --force");
  ctl_assert (here, CW_EXIT_DONE);
  assign_check (ctl, "OAuthTokenIssuer", "OAuth");
}

static void
test_import_1 (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) shown = NULL;
  g_autoptr (JsonObject) root = NULL;

  /* As on the page: without a password. */
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-export", "-in", "WebServer.pem", "-inkey", "WebServer.key", "-certfile", "sub.pem", "-name", "WebServer",
                    "-out", "WebServer.pfx", "-passout", "pass:", NULL));
  result = paste (ctl, "certwizardctl import --path \"WebServer.pfx\" --private-key-exportable '$True'");
  ctl_assert (result, CW_EXIT_DONE);
  shown = ctl_run (ctl, "show", "WebServer", "--json", NULL);
  root = ctl_json (shown);
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (root, "certificate"), "exportable"));
}

static void
test_import_effective_time (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) result = paste (ctl, "certwizardctl import --path \"WebServer.pfx\" --password-file password --type Default --effective-time \"7/31/2030 8:00 AM\"");
  g_autofree char *next = NULL;

  ctl_assert (result, CW_EXIT_DONE);
  next = assign_get (ctl, "Default", "next");
  g_assert_cmpstr (next, ==, "WebServer");
}

/* "Get-CsCertificate", "Get-CsCertificate -Type WebServicesExternal". */
static void
test_get (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) nothing = paste (ctl, "certwizardctl get");
  g_autoptr (CtlResult) all = NULL;
  g_autoptr (CtlResult) one = NULL;

  ctl_assert (nothing, CW_EXIT_NOTHING);
  import (ctl);
  paste_with_thumbprint (ctl, "certwizardctl set --type Default, WebServicesExternal --thumbprint \"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  all = paste (ctl, "certwizardctl get");
  ctl_assert (all, CW_EXIT_DONE);
  ctl_assert_out (all, "Default");
  ctl_assert_out (all, "WebServicesExternal");
  one = paste (ctl, "certwizardctl get --type WebServicesExternal");
  ctl_assert (one, CW_EXIT_DONE);
  ctl_assert_lacks (one->out, "Default", G_STRLOC);
}

/* "Remove-CsCertificate -Type WebServicesExternal"; -Previous, -Force. */
static void
test_remove (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) previous = NULL;
  g_autoptr (CtlResult) removed = NULL;

  import (ctl);
  paste_with_thumbprint (ctl, "certwizardctl set --type WebServicesExternal --thumbprint \"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  previous = paste (ctl, "certwizardctl remove --type WebServicesExternal --previous");
  ctl_assert (previous, CW_EXIT_NOTHING);
  removed = paste (ctl, "certwizardctl remove --type WebServicesExternal --force");
  ctl_assert (removed, CW_EXIT_DONE);
  g_assert_false (assign_is_there (ctl, "WebServicesExternal", "cert.pem"));
}

/* "Test-CsCertificateConfiguration -Report "C:\Logs\Certificates.html" -Verbose". */
static void
test_test (void)
{
  g_autoptr (Ctl) ctl = site_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autofree char *page = NULL;

  import (ctl);
  paste_with_thumbprint (ctl, "certwizardctl set --type Default --thumbprint \"B142918E463981A76503828BB1278391B716280987B\"", CW_EXIT_DONE);
  result = paste (ctl, "certwizardctl test --report \"Certificates.html\" --verbose");
  ctl_assert (result, CW_EXIT_DONE);
  page = ctl_read (ctl, "Certificates.html", NULL);
  ctl_assert_has (page, "<html", G_STRLOC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor-assign/set-1", test_set_1);
  g_test_add_func ("/vendor-assign/set-2", test_set_2);
  g_test_add_func ("/vendor-assign/set-types", test_set_types);
  g_test_add_func ("/vendor-assign/set-reference", test_set_reference);
  g_test_add_func ("/vendor-assign/set-effective-time", test_set_effective_time);
  g_test_add_func ("/vendor-assign/set-global", test_set_global);
  g_test_add_func ("/vendor-assign/import-1", test_import_1);
  g_test_add_func ("/vendor-assign/import-effective-time", test_import_effective_time);
  g_test_add_func ("/vendor-assign/get", test_get);
  g_test_add_func ("/vendor-assign/remove", test_remove);
  g_test_add_func ("/vendor-assign/test", test_test);
  return g_test_run ();
}
