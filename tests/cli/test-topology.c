/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <glib/gstdio.h>
#include <string.h>

/* topology: show, add, set, remove, import, check, names, usages, path. */

#define STORE "--store", "site"

static void
change (Ctl *ctl, const char *const *words)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (CtlResult) result = NULL;

  g_ptr_array_add (arguments, (char *) "topology");
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (arguments, (char *) words[i]);
  g_ptr_array_add (arguments, (char *) "--store");
  g_ptr_array_add (arguments, (char *) "site");
  g_ptr_array_add (arguments, NULL);
  result = ctl_runv (ctl, NULL, (const char *const *) arguments->pdata);
  ctl_assert (result, 0);
}

#define CHANGE(ctl, ...) change (ctl, (const char *const[]) { __VA_ARGS__, NULL })

/* The topology of the vendor's examples. */
static void
make_site (Ctl *ctl)
{
  CHANGE (ctl, "add", "sip-domain", "litwareinc.com");
  CHANGE (ctl, "add", "sip-domain", "fabrikam.com");
  CHANGE (ctl, "add", "pool", "pool1.litwareinc.com", "internal-web=pool1int.litwareinc.com", "external-web=pool1ext.litwareinc.com");
  CHANGE (ctl, "add", "computer", "atl-cs-001.litwareinc.com", "pool=pool1.litwareinc.com", "addresses=10.0.0.1,10.0.0.2");
}

static JsonObject *
show (Ctl *ctl)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "topology", "show", "--json", STORE, NULL);
  g_autoptr (JsonObject) root = ctl_json (result);

  ctl_assert (result, 0);
  return json_object_ref (json_object_get_object_member (root, "topology"));
}

static void
test_empty (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) text = ctl_run (ctl, "topology", "show", STORE, NULL);
  g_autoptr (JsonObject) topology = show (ctl);
  JsonArray *computers = json_object_get_array_member (topology, "computers");
  g_autofree char *store = ctl_path (ctl, "site");

  ctl_assert (text, 0);
  ctl_assert_out (text, "host.example.org (this computer)");
  ctl_assert_err (text, "Nothing has been entered yet");
  g_assert_true (json_object_get_boolean_member (topology, "empty"));
  g_assert_cmpuint (json_array_get_length (computers), ==, 1);
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (computers, 0), "thisComputer"));
  /* Looking makes nothing. */
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
}

static void
test_change (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (JsonObject) topology = NULL;
  g_autoptr (CtlResult) again = NULL;
  JsonObject *domain;
  JsonObject *pool;
  JsonObject *computer;

  make_site (ctl);
  CHANGE (ctl, "set", "sip-domain", "FABRIKAM.com", "primary=true", "meet=join.fabrikam.com");
  CHANGE (ctl, "set", "site", "dialin=call.litwareinc.com");
  CHANGE (ctl, "set", "pool", "pool1.litwareinc.com", "internal-web=");
  topology = show (ctl);
  domain = json_array_get_object_element (json_object_get_array_member (topology, "sipDomains"), 0);
  pool = json_array_get_object_element (json_object_get_array_member (topology, "pools"), 0);
  computer = json_array_get_object_element (json_object_get_array_member (topology, "computers"), 1);
  g_assert_cmpstr (json_object_get_string_member (domain, "name"), ==, "fabrikam.com");
  g_assert_true (json_object_get_boolean_member (domain, "primary"));
  g_assert_cmpstr (json_object_get_string_member (domain, "meet"), ==, "join.fabrikam.com");
  g_assert_true (json_object_get_null_member (pool, "internalWeb"));
  g_assert_cmpstr (json_object_get_string_member (pool, "externalWeb"), ==, "pool1ext.litwareinc.com");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (computer, "addresses")), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (topology, "dialin"), ==, "call.litwareinc.com");
  CHANGE (ctl, "remove", "sip-domain", "fabrikam.com");
  CHANGE (ctl, "remove", "computer", "atl-cs-001.litwareinc.com");
  again = ctl_run (ctl, "topology", "set", "site", "dialin=call.litwareinc.com", STORE, NULL);
  ctl_assert (again, CW_EXIT_NOTHING);
}

static void
assert_refused (Ctl *ctl, CwExit code, const char *word, const char *const *words)
{
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, words);

  ctl_assert (result, (int) code);
  ctl_assert_err (result, word);
}

#define REFUSED(ctl, code, word, ...) assert_refused (ctl, code, word, (const char *const[]) { "topology", __VA_ARGS__, STORE, NULL })

static void
test_refused (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  make_site (ctl);
  before = ctl_read (ctl, "site/topology.conf", NULL);
  REFUSED (ctl, CW_EXIT_CONFLICT, "already", "add", "pool", "POOL1.litwareinc.com");
  REFUSED (ctl, CW_EXIT_NOT_FOUND, "no “pool9.litwareinc.com”", "set", "pool", "pool9.litwareinc.com", "av-edge=a.b");
  REFUSED (ctl, CW_EXIT_NOT_FOUND, "no “a.b”", "remove", "computer", "a.b");
  REFUSED (ctl, CW_EXIT_USAGE, "Did you mean “pool”", "add", "pol", "a.b");
  REFUSED (ctl, CW_EXIT_USAGE, "There are: computer", "add", "refrigerator", "a.b");
  REFUSED (ctl, CW_EXIT_USAGE, "underscore", "add", "pool", "my_pool.litwareinc.com");
  REFUSED (ctl, CW_EXIT_USAGE, "wildcard", "add", "pool", "*.litwareinc.com");
  REFUSED (ctl, CW_EXIT_USAGE, "Did you mean “external-web”", "set", "pool", "pool1.litwareinc.com", "extrenal-web=a.b");
  REFUSED (ctl, CW_EXIT_USAGE, "KEY=VALUE", "set", "pool", "pool1.litwareinc.com", "a.b");
  REFUSED (ctl, CW_EXIT_USAGE, "network", "set", "computer", "atl-cs-001.litwareinc.com", "addresses=10.0.0.0/8");
  REFUSED (ctl, CW_EXIT_USAGE, "make another", "set", "sip-domain", "litwareinc.com", "primary=false");
  after = ctl_read (ctl, "site/topology.conf", NULL);
  g_assert_cmpstr (before, ==, after);
}

static void
test_what_if (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = ctl_run (ctl, "topology", "add", "pool", "a.example.org", "--what-if", STORE, NULL);
  g_autoptr (CtlResult) unanswered = ctl_run (ctl, "topology", "add", "pool", "a.example.org", "--confirm", STORE, NULL);
  g_autofree char *path = ctl_path (ctl, "site/topology.conf");

  ctl_assert (result, 0);
  ctl_assert_out (result, "[Pool a.example.org]");
  ctl_assert_out (result, "nothing was changed");
  ctl_assert (unanswered, CW_EXIT_UNANSWERED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_import (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) good = NULL;
  g_autoptr (CtlResult) bad = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  ctl_write (ctl, "good.csv", "Kind;Name;Pool;External Web\r\ncomputer;fe1.example.org;pool1.example.org;\r\npool;pool1.example.org;;ext.example.org\r\n"
             "sip-domain;example.org;;\r\n", -1);
  ctl_write (ctl, "bad.csv", "pool,pool2.example.org\ncomputer,my_host\n", -1);
  good = ctl_run (ctl, "topology", "import", "good.csv", STORE, NULL);
  ctl_assert (good, 0);
  before = ctl_read (ctl, "site/topology.conf", NULL);
  bad = ctl_run (ctl, "topology", "import", "bad.csv", STORE, NULL);
  after = ctl_read (ctl, "site/topology.conf", NULL);
  ctl_assert (bad, CW_EXIT_UNREADABLE);
  ctl_assert_err (bad, "bad.csv:2: ");
  ctl_assert_err (bad, "nothing was imported");
  ctl_assert_has (before, "ExternalWeb=ext.example.org", G_STRLOC);
  g_assert_cmpstr (before, ==, after);
}

static void
test_check (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) sound = NULL;
  g_autoptr (CtlResult) mistakes = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (CtlResult) damaged = NULL;
  g_autoptr (JsonObject) root = NULL;

  make_site (ctl);
  sound = ctl_run (ctl, "topology", "check", STORE, NULL);
  ctl_assert (sound, 0);
  ctl_write (ctl, "site/topology.conf", "# by hand\n[Pool pool1.example.org]\nExternalWeb=-x\n", -1);
  mistakes = ctl_run (ctl, "topology", "check", STORE, NULL);
  ctl_assert (mistakes, CW_EXIT_UNREADABLE);
  ctl_assert_err (mistakes, "site/topology.conf:3: ");
  ctl_assert_err (mistakes, "hyphen");
  json = ctl_run (ctl, "topology", "check", "--json", STORE, NULL);
  root = ctl_json (json);
  g_assert_false (json_object_get_boolean_member (root, "sound"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "problems")), >=, 1);
  ctl_write (ctl, "site/topology.conf", "This is a letter.\n", -1);
  damaged = ctl_run (ctl, "topology", "show", STORE, NULL);
  ctl_assert (damaged, CW_EXIT_UNREADABLE);
  ctl_assert_err (damaged, "no topology");
}

static void
assert_names (Ctl *ctl, const char *common_name, const char *expected, const char *const *words)
{
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, words);
  g_autoptr (JsonObject) root = ctl_json (result);
  JsonArray *names = json_object_get_array_member (root, "names");
  GString *text = g_string_new (NULL);

  ctl_assert (result, 0);
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonObject *name = json_array_get_object_element (names, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", json_object_get_string_member (name, "name"));
      g_assert_cmpstr (json_object_get_string_member (name, "reason"), !=, "");
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpstr (json_object_get_string_member (root, "commonName"), ==, common_name);
  g_string_free (text, TRUE);
}

#define NAMES(ctl, common_name, expected, ...) \
  assert_names (ctl, common_name, expected, (const char *const[]) { "topology", "names", "--json", __VA_ARGS__, STORE, NULL })

/* The names of the vendor's examples. */
static void
test_names (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();

  make_site (ctl);
  NAMES (ctl, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com sip.fabrikam.com",
         "--type", "Default", "--computer-fqdn", "atl-cs-001.litwareinc.com", "--all-sip-domain");
  NAMES (ctl, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.fabrikam.com",
         "--type", "default", "--computer-fqdn", "ATL-CS-001.litwareinc.com", "--sip-domain", "fabrikam.com");
  NAMES (ctl, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com pool1int.litwareinc.com meet.litwareinc.com "
         "dialin.litwareinc.com admin.litwareinc.com lyncdiscoverinternal.litwareinc.com pool1ext.litwareinc.com lyncdiscover.litwareinc.com",
         "--type", "Default,WebServicesInternal,WebServicesExternal", "--computer-fqdn", "atl-cs-001.litwareinc.com",
         "--domain-name", "pool1.litwareinc.com,pool1int.litwareinc.com,pool1ext.litwareinc.com");
  NAMES (ctl, "atl-edge-001", "atl-edge-001 atl-edge-001.litwareinc.com ap.litwareinc.com",
         "--type", "Internal", "--computer-fqdn", "atl-edge-001", "--domain-name", "atl-edge-001.litwareinc.com, ap.litwareinc.com");
}

static void
test_names_refused (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) text = ctl_run (ctl, "topology", "names", "--type", "WebServicesExternal", STORE, NULL);

  ctl_assert (text, 0);
  ctl_assert_out (text, "host.example.org\tdns\tThe computer's name");
  ctl_assert_err (text, "No SIP domain is entered");
  REFUSED (ctl, CW_EXIT_USAGE, "--type", "names");
  REFUSED (ctl, CW_EXIT_NOT_FOUND, "Is “Default” meant", "names", "--type", "Defualt");
  REFUSED (ctl, CW_EXIT_USAGE, "underscore", "names", "--type", "nginx", "--domain-name", "my_host.example.org");
}

static void
test_usages (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) text = ctl_run (ctl, "topology", "usages", NULL);
  g_autoptr (CtlResult) json = ctl_run (ctl, "topology", "usages", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (json);
  JsonArray *usages = json_object_get_array_member (root, "usages");
  JsonObject *first = json_array_get_object_element (usages, 0);

  ctl_assert (text, 0);
  ctl_assert_out (text, "WebServicesInternal\tWeb services internal\tDefault certificate\tno\n");
  g_assert_cmpuint (json_array_get_length (usages), ==, 36);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "problems")), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "id"), ==, "Default");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (first, "targets")), ==, 4);
}

/* A file of one's own is seen; one with a mistake is told and costs only itself. */
static void
test_own_usage (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *folder = ctl_path (ctl, "config/usages");
  g_autofree char *config = ctl_path (ctl, "config");
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) names = NULL;
  g_autofree char *old = g_strdup (g_getenv ("CERTWIZARD_SYSTEM_CONFIG"));

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  ctl_write (ctl, "config/usages/door.usage", "[Usage]\nId=door\nTitle=Door\n[Names]\nNames=door.{dns-domain};\n", -1);
  ctl_write (ctl, "config/usages/broken.usage", "[Usage]\nId=window\n", -1);
  g_setenv ("CERTWIZARD_SYSTEM_CONFIG", config, TRUE);
  result = ctl_run (ctl, "topology", "usages", NULL);
  names = ctl_run (ctl, "topology", "names", "--type", "door", NULL);
  g_setenv ("CERTWIZARD_SYSTEM_CONFIG", old, TRUE);
  ctl_assert (result, 0);
  ctl_assert_out (result, "door\tDoor\tServices\tno\n");
  ctl_assert_err (result, "usages/broken.usage:1: ");
  ctl_assert_out (names, "door.example.org\tdns\tA name in the computer's domain, for Door\n");
}

static void
test_path (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) store = ctl_run (ctl, "topology", "path", STORE, NULL);
  g_autofree char *computer = ctl_tool (ctl, g_getenv ("CERTWIZARDCTL"), "topology", "path", "--system", NULL);

  ctl_assert (store, 0);
  g_assert_cmpstr (store->out, ==, "site/topology.conf\n");
  ctl_assert_has (computer, g_getenv ("CERTWIZARD_SYSTEM_CONFIG"), G_STRLOC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topology/empty", test_empty);
  g_test_add_func ("/topology/change", test_change);
  g_test_add_func ("/topology/refused", test_refused);
  g_test_add_func ("/topology/what-if", test_what_if);
  g_test_add_func ("/topology/import", test_import);
  g_test_add_func ("/topology/check", test_check);
  g_test_add_func ("/topology/names", test_names);
  g_test_add_func ("/topology/names-refused", test_names_refused);
  g_test_add_func ("/topology/usages", test_usages);
  g_test_add_func ("/topology/own-usage", test_own_usage);
  g_test_add_func ("/topology/path", test_path);
  return g_test_run ();
}
