/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology.h"
#include <string.h>
#include "cw-error.h"
#include "site.h"

static void
assert_host (gpointer item, const char *property, const char *expected)
{
  g_autofree char *host = NULL;

  g_object_get (item, property, &host, NULL);
  g_assert_cmpstr (host, ==, expected);
}

static void
assert_imported (const char *csv)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_topology_import_csv (topology, csv, "site.csv", problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (cw_computer_get_pool (cw_topology_find_computer (topology, "fe1.example.org")), ==, "pool1.example.org");
  assert_host (cw_topology_find_pool (topology, "pool1.example.org"), "external-web", "ext.example.org");
  g_assert_true (cw_sip_domain_is_primary (cw_topology_find_sip_domain (topology, "example.org")));
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_sip_domains (topology)), ==, 2);
}

static void
test_good (void)
{
  assert_imported ("computer,fe1.example.org,pool=pool1.example.org,roles=FrontEnd Mediation\n"
                   "pool,pool1.example.org,external-web=ext.example.org\nsip-domain,example.net\nsip-domain,example.org,primary=yes\n");
  /* Columns named by the first row, semicolons, quotation marks, and a line end of Windows. */
  assert_imported ("\xef\xbb\xbf" "Kind;Name;Pool;External Web;Primary\r\n\"computer\";\"fe1.example.org\";\"pool1.example.org\";;\r\n"
                   "pool;POOL1.example.org;;ext.example.org;\r\n;;;;\r\ndomain;example.net;;;\r\ndomain;example.org;;;x\r\n");
  assert_imported ("# comment\n\npool\tpool1.example.org\texternal-web=ext.example.org\nserver\tfe1.example.org\tpool=pool1.example.org\n"
                   "sip domain\texample.org\nsip domain\texample.net");
}

static void
test_changes (void)
{
  g_autoptr (CwTopology) topology = site_new (SITE_TEXT);
  g_autoptr (GError) error = NULL;

  cw_topology_import_csv (topology, "pool,pool1.litwareinc.com,external-web=new.litwareinc.com\nsite,,dialin=call.litwareinc.com\n"
                          "computer,host.example.org,pool=pool1.litwareinc.com\n", "x.csv", NULL, &error);
  g_assert_no_error (error);
  assert_host (cw_topology_find_pool (topology, "pool1.litwareinc.com"), "external-web", "new.litwareinc.com");
  assert_host (cw_topology_find_pool (topology, "pool1.litwareinc.com"), "internal-web", "pool1int.litwareinc.com");
  assert_host (topology, "dialin", "call.litwareinc.com");
  g_assert_cmpstr (cw_computer_get_pool (cw_topology_get_this (topology)), ==, "pool1.litwareinc.com");
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_pools (topology)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 3);
}

/* One mistake, and nothing is changed. */
static void
test_mistakes (void)
{
  static const struct { const char *row; const char *word; } rows[] = {
    { "printer,a.example.org", "no kind “printer”" }, { "computer,", "missing" }, { "computer", "missing" }, { "pool,a b", "space" },
    { "pool,p.example.org,external-web=-x", "hyphen" }, { "pool,p.example.org,colour=blue", "knows no “colour”" },
    { "pool,p.example.org,blue", "KEY=VALUE" }, { "computer,a.example.org,addresses=10.0.0.0/8", "network" }, { "pool,\"p.example.org", "does not end" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CwTopology) topology = cw_topology_new ();
      g_autoptr (GPtrArray) problems = site_problems_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *csv = g_strdup_printf ("pool,good.example.org\n%s\n", rows[i].row);

      g_assert_false (cw_topology_import_csv (topology, csv, "site.csv", problems, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
      site_assert_problem (problems, "site.csv:2", rows[i].word);
      g_assert_true (cw_topology_is_empty (topology));
    }
}

static void
test_empty (void)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_topology_import_csv (topology, "kind,name\n\n", "site.csv", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EMPTY);
}

static void
assert_file (const char *content, gsize size, gboolean good)
{
  g_autofree char *folder = site_make_folder ();
  g_autofree char *path = g_build_filename (folder, "site.csv", NULL);
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  g_assert_true (cw_topology_import_csv_file (topology, path, NULL, &error) == good);
  g_assert_true (good || g_error_matches (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED));
  g_assert_true (!good || cw_topology_find_pool (topology, "bücher.example") != NULL);
  site_remove_folder (folder);
}

static void
test_encodings (void)
{
  static const char utf16[] = "\xff\xfep\0o\0o\0l\0,\0b\0\xfc\0c\0h\0e\0r\0.\0e\0x\0a\0m\0p\0l\0e\0";
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (GError) error = NULL;

  assert_file ("pool,bücher.example\n", strlen ("pool,bücher.example\n"), TRUE);
  assert_file ("pool,b\xfc" "cher.example\n", strlen ("pool,b\xfc" "cher.example\n"), TRUE);
  assert_file (utf16, sizeof utf16 - 1, TRUE);
  assert_file ("PK\x03\x04\0\0\0", 7, FALSE);
  g_assert_false (cw_topology_import_csv_file (topology, "/nowhere/at/all.csv", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_many (void)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  GString *csv = g_string_new ("kind,name,pool\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (csv, "computer,c%u.example.org,pool%u.example.org\n", i, i % 20);
  cw_topology_import_csv (topology, csv->str, "x.csv", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 2001);
  g_string_free (csv, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topology-csv/good", test_good);
  g_test_add_func ("/topology-csv/changes", test_changes);
  g_test_add_func ("/topology-csv/mistakes", test_mistakes);
  g_test_add_func ("/topology-csv/empty", test_empty);
  g_test_add_func ("/topology-csv/encodings", test_encodings);
  g_test_add_func ("/topology-csv/many", test_many);
  return g_test_run ();
}
