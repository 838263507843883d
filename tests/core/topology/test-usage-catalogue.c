/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-catalogue.h"
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "site.h"

static const char *const shipped[] = {
  /* The types of the vendor's pages. */
  "Default", "WebServicesInternal", "WebServicesExternal", "OAuthTokenIssuer", "Internal", "AccessEdgeExternal", "DataEdgeExternal",
  "AudioVideoAuthentication", "External", "XMPPServer", "iPhoneAPNService", "iPadAPNService", "MPNService", "PICWebService", "ProvisionService",
  "LogRetentionService", "SMPDNSWebService", "TenantAdmin", "UpgradeEngineService", "WsFedTokenTransfer",
  "nginx", "Apache", "HAProxy", "Postfix", "Dovecot", "Prosody", "ejabberd", "Kamailio", "Asterisk", "OpenLDAP", "PostgreSQL", "MariaDB",
  "Mosquitto", "Cockpit", "CUPS", "FreeRADIUS", NULL };

static CwUsageCatalogue *
load_shipped (void)
{
  const char *folders[] = { g_getenv ("CERTWIZARD_USAGES"), NULL };

  return cw_usage_catalogue_new (folders);
}

static void
test_shipped (void)
{
  g_autoptr (CwUsageCatalogue) catalogue = load_shipped ();
  GListModel *problems = cw_usage_catalogue_get_problems (catalogue);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      g_test_fail_printf ("%s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, g_strv_length ((char **) shipped));
  for (guint i = 0; shipped[i] != NULL; i++)
    {
      CwUsage *usage = cw_usage_catalogue_find (catalogue, shipped[i]);

      g_assert_nonnull (usage);
      g_assert_cmpstr (cw_usage_get_id (usage), ==, shipped[i]);
      g_assert_nonnull (cw_usage_get_description (usage));
      g_assert_true ((cw_usage_get_service (usage) != NULL) == (i >= 20));
      g_assert_false (i < 20 && cw_usage_is_present (usage));
    }
}

static void
test_rules (void)
{
  g_autoptr (CwUsageCatalogue) catalogue = load_shipped ();
  CwUsage *oauth = cw_usage_catalogue_find (catalogue, "oauthtokenissuer");
  CwUsage *av = cw_usage_catalogue_find (catalogue, "AudioVideoAuthentication");

  g_assert_cmpint (cw_usage_get_scope (oauth), ==, CW_USAGE_GLOBAL);
  g_assert_cmpint (cw_usage_get_lead_time (oauth), ==, 24 * 3600);
  g_assert_cmpuint (cw_usage_get_min_rsa_bits (oauth), >=, 2048);
  g_assert_cmpint (cw_usage_get_lead_time (av), ==, 8 * 3600);
  g_assert_true (cw_usage_needs_exportable (av));
  g_assert_false (cw_usage_needs_exportable (cw_usage_catalogue_find (catalogue, "Default")));
  g_assert_false (cw_usage_allows_wildcards (cw_usage_catalogue_find (catalogue, "Default")));
  g_assert_true (cw_usage_allows_wildcards (cw_usage_catalogue_find (catalogue, "nginx")));
}

static void
test_order (void)
{
  static const char *const first[] = { "Default", "WebServicesInternal", "WebServicesExternal", "OAuthTokenIssuer", "Internal", "AccessEdgeExternal" };
  g_autoptr (CwUsageCatalogue) catalogue = load_shipped ();
  g_autoptr (CwUsage) last = g_list_model_get_item (G_LIST_MODEL (catalogue), g_list_model_get_n_items (G_LIST_MODEL (catalogue)) - 1);

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      g_assert_cmpstr (cw_usage_get_id (usage), ==, first[i]);
    }
  g_assert_cmpstr (cw_usage_get_id (last), ==, "FreeRADIUS");
}

static void
test_parse (void)
{
  g_autoptr (CwUsageCatalogue) catalogue = load_shipped ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (catalogue, "Default, webservicesinternal,,DEFAULT", &error);
  g_autofree char *ids = cw_usage_list_dup_ids (usages);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);

  g_assert_no_error (error);
  g_assert_cmpstr (ids, ==, "Default,WebServicesInternal");
  g_assert_cmpstr (titles, ==, "Server default, Web services internal");
  g_assert_null (cw_usage_catalogue_parse (catalogue, "Default,WebServiceInternal", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“WebServicesInternal”"));
  g_clear_error (&error);
  g_assert_null (cw_usage_catalogue_parse (catalogue, " , ", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_usage_catalogue_parse (catalogue, "something-quite-different", &error));
  g_assert_nonnull (strstr (error->message, "There are: Default"));
}

/* A later folder overrides; a mistake costs that usage only, and does not bring back what it was to replace. */
static void
test_folders (void)
{
  g_autofree char *one = site_make_folder ();
  g_autofree char *two = site_make_folder ();
  const char *folders[] = { one, "/nowhere/at/all", two, NULL };
  g_autoptr (CwUsageCatalogue) catalogue = NULL;
  g_autoptr (GPtrArray) problems = site_problems_new ();

  site_write (one, "a.usage", "[Usage]\nId=Alpha\nTitle=Old\n");
  site_write (one, "b.usage", "[Usage]\nId=Beta\nTitle=Beta\n");
  site_write (one, "c.usage", "[Usage]\nId=Gamma\n");
  site_write (one, "d.usage", "[Usage]\nId=BETA\nTitle=Twice\n");
  site_write (one, "e.usage", "");
  site_write (one, "f.usage", "[Usage]\nId=Delta\nTitle=Delta\n");
  site_write (one, "g.usage", "[Usage]\nId=Delta\nbroken\n");
  site_write (one, "readme.txt", "no usage");
  site_write (two, "mine.usage", "[Usage]\nId=alpha\nTitle=New\n");
  site_write (two, "b.usage", "[Usage]\nId=Beta\nbroken\n");
  catalogue = cw_usage_catalogue_new (folders);
  for (guint i = 0; i < g_list_model_get_n_items (cw_usage_catalogue_get_problems (catalogue)); i++)
    g_ptr_array_add (problems, g_list_model_get_item (cw_usage_catalogue_get_problems (catalogue), i));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 2);
  g_assert_cmpstr (cw_usage_get_title (cw_usage_catalogue_find (catalogue, "Alpha")), ==, "New");
  g_assert_cmpstr (cw_usage_get_title (cw_usage_catalogue_find (catalogue, "delta")), ==, "Delta");
  g_assert_null (cw_usage_catalogue_find (catalogue, "beta"));
  g_assert_nonnull (strstr (cw_usage_catalogue_find_mistake (catalogue, "beta"), "b.usage:3"));
  g_assert_null (cw_usage_catalogue_find_mistake (catalogue, "delta"));
  site_assert_problem (problems, "c.usage:1", "Title");
  site_assert_problem (problems, "d.usage:1", "already");
  site_assert_problem (problems, "e.usage:1", "[Usage]");
  site_assert_problem (problems, "b.usage:3", "neither");
  site_remove_folder (one);
  site_remove_folder (two);
}

static void
test_strange_files (void)
{
  g_autofree char *folder = site_make_folder ();
  const char *folders[] = { folder, NULL };
  g_autofree char *endless = g_strnfill (100000, '#');
  g_autofree char *sub = g_build_filename (folder, "dir.usage", NULL);
  g_autofree char *binary = g_build_filename (folder, "binary.usage", NULL);
  g_autoptr (CwUsageCatalogue) catalogue = NULL;

  site_write (folder, "endless.usage", endless);
  g_assert_true (g_file_set_contents (binary, "[Usage]\nId=x\0\nTitle=y\n", 22, NULL));
  g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
  catalogue = cw_usage_catalogue_new (folders);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_catalogue_get_problems (catalogue)), ==, 3);
  g_assert_cmpint (g_rmdir (sub), ==, 0);
  site_remove_folder (folder);
}

/* ---- translations ---- */

#define GERMAN \
  "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" \
  "msgid \"Server default\"\nmsgstr \"Servervorgabe für alle\"\n\nmsgid \"Default certificate\"\nmsgstr \"Standardzertifikat\"\n"

static void
make_translation (const char *folder)
{
  g_autofree char *messages = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  g_autofree char *source = g_build_filename (folder, "de.po", NULL);
  g_autofree char *target = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  const char *command[] = { "msgfmt", "--output-file", target, source, NULL };
  int status = -1;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  site_write (folder, "de.po", GERMAN);
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* A newer glibc translates nothing in C.UTF-8 (2.41; 2.36 did), and which other locales there are is not known: it gets another name. */
static void
make_locale (const char *folder)
{
  static const char *const data[] = { "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8" };
  g_autofree char *link = g_build_filename (folder, "xx_XX.UTF-8", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    if (g_file_test (data[i], G_FILE_TEST_IS_DIR))
      {
        g_assert_cmpint (symlink (data[i], link), ==, 0);
        g_setenv ("LOCPATH", folder, TRUE);
        g_setenv ("LC_ALL", "xx_XX.UTF-8", TRUE);
        return;
      }
}

static void
check_translated (void)
{
  const char *folder = g_getenv ("CERTWIZARD_TEST_LOCALEDIR");
  const char *folders[] = { g_getenv ("CERTWIZARD_USAGES"), folder, NULL };
  g_autoptr (CwUsageCatalogue) catalogue = NULL;
  CwUsage *usage;

  g_assert_nonnull (setlocale (LC_ALL, ""));
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  catalogue = cw_usage_catalogue_new (folders);
  usage = cw_usage_catalogue_find (catalogue, "Default");
  g_assert_cmpstr (cw_usage_get_title (usage), ==, "Servervorgabe für alle");
  g_assert_cmpstr (cw_usage_get_group_title (usage), ==, "Standardzertifikat");
  g_assert_cmpstr (cw_usage_get_title (cw_usage_catalogue_find (catalogue, "mine")), ==, "Meins");
  g_assert_cmpstr (cw_usage_get_title (cw_usage_catalogue_find (catalogue, "nginx")), ==, "Web server (nginx)");
}

/* What ships is translated by the program's own translation, a file of one's own by what it brings along. */
static void
test_translated (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *messages = NULL;
  g_autofree char *german = NULL;

  if (g_test_subprocess ())
    {
      check_translated ();
      return;
    }
  folder = site_make_folder ();
  messages = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  german = g_build_filename (folder, "de", NULL);
  make_translation (folder);
  site_write (folder, "mine.usage", "[Usage]\nId=mine\nTitle=Mine\nTitle[de]=Meins\n");
  make_locale (folder);
  g_setenv ("LANGUAGE", "de", TRUE);
  g_setenv ("CERTWIZARD_TEST_LOCALEDIR", folder, TRUE);
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("LANGUAGE", "", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_unsetenv ("LOCPATH");
  g_test_trap_assert_passed ();
  site_remove_folder (messages);
  site_remove_folder (german);
  site_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usage-catalogue/shipped", test_shipped);
  g_test_add_func ("/usage-catalogue/rules", test_rules);
  g_test_add_func ("/usage-catalogue/order", test_order);
  g_test_add_func ("/usage-catalogue/parse", test_parse);
  g_test_add_func ("/usage-catalogue/folders", test_folders);
  g_test_add_func ("/usage-catalogue/strange-files", test_strange_files);
  g_test_add_func ("/usage-catalogue/translated", test_translated);
  return g_test_run ();
}
