/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology.h"
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"
#include "cw-paths.h"
#include "cw-topology-field.h"
#include "site.h"

static void
assert_host (gpointer item, const char *property, const char *expected)
{
  g_autofree char *host = NULL;

  g_object_get (item, property, &host, NULL);
  g_assert_cmpstr (host, ==, expected);
}

static void
count_cb (CwTopology *topology, guint *count)
{
  (*count)++;
}

static void
test_none (void)
{
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (CwTopology) topology = cw_topology_load ("/nowhere/at/all/topology.conf", problems, NULL);
  g_autoptr (GListModel) found = cw_topology_validate (topology);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (cw_topology_is_empty (topology));
  g_assert_cmpstr (cw_computer_get_fqdn (cw_topology_get_this (topology)), ==, "host.example.org");
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 0);
}

static void
test_real_name (void)
{
  g_autofree char *fqdn = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  g_unsetenv ("CERTWIZARD_FQDN");
  fqdn = cw_topology_dup_this_fqdn ();
  g_assert_cmpstr (fqdn, !=, "");
  g_assert_true (g_str_has_prefix (fqdn, g_get_host_name ()) || strchr (fqdn, '.') != NULL || g_str_equal (fqdn, "localhost"));
}

static void
test_load (void)
{
  g_autoptr (CwTopology) topology = site_new (SITE_TEXT);
  CwComputer *computer = cw_topology_find_computer (topology, "ATL-CS-001.litwareinc.com");
  CwPool *pool = cw_topology_find_pool (topology, "pool1.litwareinc.com.");
  g_autoptr (CwSipDomain) first = g_list_model_get_item (cw_topology_get_sip_domains (topology), 0);
  g_autoptr (CwComputer) self = g_list_model_get_item (cw_topology_get_computers (topology), 0);

  g_assert_false (cw_topology_is_empty (topology));
  g_assert_true (self == cw_topology_get_this (topology));
  g_assert_cmpstr (cw_computer_get_pool (computer), ==, "pool1.litwareinc.com");
  g_assert_cmpstr (cw_computer_get_roles (computer)[1], ==, "Mediation");
  g_assert_cmpstr (cw_computer_get_addresses (computer)[1], ==, "2001:db8::1");
  assert_host (pool, "external-web", "pool1ext.litwareinc.com");
  assert_host (pool, "access-edge", NULL);
  g_assert_cmpstr (cw_sip_domain_get_name (first), ==, "litwareinc.com");
  g_assert_true (cw_sip_domain_is_primary (first));
  assert_host (first, "meet", "join.litwareinc.com");
  assert_host (topology, "admin", "admin.litwareinc.com");
  assert_host (topology, "dialin", NULL);
}

static void
test_round_trip (void)
{
  g_autoptr (CwTopology) topology = site_new (SITE_TEXT);
  g_autofree char *text = cw_topology_to_text (topology);
  g_autoptr (CwTopology) again = site_new (text);
  g_autofree char *text_again = cw_topology_to_text (again);

  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (again)), ==, 3);
}

/* What a person wrote into the file stays: comments, order, what a later version knows, even the line with the slip. */
static void
test_kept (void)
{
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (CwTopology) topology = site_load ("# ours\n[Pool POOL1.Example.ORG]\n# the old one\nInternalWeb=int.example.org\nFuture=1\noops\n"
                                               "[Later thing]\nKey=value\n[Pool bad_name.example.org]\nInternalWeb=x.example.org\n", problems, NULL);
  CwPool *pool = cw_topology_find_pool (topology, "pool1.example.org");
  g_autofree char *text = NULL;

  site_assert_problem (problems, "topology.conf:6", "neither");
  site_assert_problem (problems, "topology.conf:5", "Future");
  site_assert_problem (problems, "topology.conf:7", "[Later thing]");
  site_assert_problem (problems, "topology.conf:9", "underscore");
  g_object_set (pool, "external-web", "ext.example.org", NULL);
  text = cw_topology_to_text (topology);
  g_assert_true (g_str_has_prefix (text, "# ours\n"));
  g_assert_nonnull (strstr (text, "[Pool POOL1.Example.ORG]\n# the old one\nInternalWeb=int.example.org\nFuture=1\n"));
  g_assert_nonnull (strstr (text, "# oops\n"));
  g_assert_nonnull (strstr (text, "ExternalWeb=ext.example.org\n"));
  g_assert_nonnull (strstr (text, "[Later thing]\nKey=value\n"));
  g_assert_nonnull (strstr (text, "[Pool bad_name.example.org]\nInternalWeb=x.example.org"));
  g_assert_true (cw_topology_remove (topology, pool));
  g_free (text);
  text = cw_topology_to_text (topology);
  g_assert_null (strstr (text, "POOL1"));
  g_assert_nonnull (strstr (text, "bad_name"));
}

static void
test_mistakes (void)
{
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTopology) topology = site_load ("[Pool p.example.org]\nInternalWeb=-x\nExternalWeb=ext.example.org\nIntrenalWeb=a.example.org\n"
                                               "[Computer a.example.org]\nAddresses=10.0.0.1;10.0.0.0/8;\n[Computer A.example.org]\n[SipDomain *.example.org]\n",
                                               problems, &error);

  g_assert_no_error (error);
  site_assert_problem (problems, ":2", "hyphen");
  site_assert_problem (problems, ":4", "Is “InternalWeb” meant");
  site_assert_problem (problems, ":6", "network");
  site_assert_problem (problems, ":7", "already");
  site_assert_problem (problems, ":8", "wildcard");
  assert_host (cw_topology_find_pool (topology, "p.example.org"), "external-web", "ext.example.org");
  assert_host (cw_topology_find_pool (topology, "p.example.org"), "internal-web", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 2);
  g_assert_null (site_load ("<?xml version='1.0'?>\n<x/>\n", problems, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (site_load ("[desktop]\nName=x\n", problems, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
}

static void
test_save (void)
{
  g_autofree char *folder = site_make_folder ();
  g_autofree char *below = g_build_filename (folder, "new", NULL);
  g_autofree char *path = g_build_filename (below, "topology.conf", NULL);
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwPool) pool = cw_pool_new ("p.example.org");
  g_autoptr (GError) error = NULL;
  gboolean modified = FALSE;

  cw_topology_add_pool (topology, pool);
  g_object_get (topology, "modified", &modified, NULL);
  g_assert_true (modified);
  cw_topology_save (topology, path, &error);
  g_assert_no_error (error);
  g_object_get (topology, "modified", &modified, NULL);
  g_assert_false (modified);
  {
    g_autoptr (CwTopology) again = cw_topology_load (path, NULL, &error);

    g_assert_no_error (error);
    g_assert_nonnull (cw_topology_find_pool (again, "p.example.org"));
    /* This computer was not entered by anybody, so it is not in the file. */
    g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (again)), ==, 1);
  }
  g_assert_false (cw_topology_save (topology, "/proc/nowhere/topology.conf", &error));
  g_assert_true (error->domain == CW_ERROR);
  site_remove_folder (below);
  site_remove_folder (folder);
}

/* Without a file of his own, a user sees the computer's; what he saves goes into his own, and the computer's stays as it is. */
static void
test_fallback (void)
{
  g_autofree char *folder = site_make_folder ();
  g_autofree char *config = cw_paths_dup_config ();
  g_autofree char *path = cw_paths_dup_topology (NULL, FALSE);
  g_autofree char *of_computer = g_build_filename (folder, "topology.conf", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (CwPool) pool = cw_pool_new ("own.example.org");
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (CwTopology) topology = NULL;
  g_autoptr (CwTopology) again = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("CERTWIZARD_SYSTEM_CONFIG", folder, TRUE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  site_write (folder, "topology.conf", "nothing\n");
  g_assert_null (cw_topology_load (path, problems, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, of_computer));
  site_write (folder, "topology.conf", "[Pool p.example.org]\noops\n");
  topology = cw_topology_load (path, problems, NULL);
  g_assert_nonnull (cw_topology_find_pool (topology, "p.example.org"));
  site_assert_problem (problems, "topology.conf:2", "neither");
  g_assert_true (g_str_has_prefix (cw_problem_get_field (g_ptr_array_index (problems, problems->len - 1)), folder));
  cw_topology_add_pool (topology, pool);
  g_assert_true (cw_topology_save (topology, path, NULL));
  g_assert_true (g_file_get_contents (of_computer, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "[Pool p.example.org]\noops\n");
  site_write (folder, "topology.conf", "[Pool later.example.org]\n");
  again = cw_topology_load (path, NULL, NULL);
  g_assert_nonnull (cw_topology_find_pool (again, "own.example.org"));
  g_assert_nonnull (cw_topology_find_pool (again, "p.example.org"));
  g_assert_null (cw_topology_find_pool (again, "later.example.org"));
  g_unsetenv ("CERTWIZARD_SYSTEM_CONFIG");
  site_remove_folder (config);
  site_remove_folder (folder);
}

static void
test_this_computer (void)
{
  g_autoptr (CwTopology) topology = site_new ("[Pool p.example.org]\n[Computer other.example.org]\n[Computer HOST.example.org]\nPool=p.example.org\n");
  CwComputer *self = cw_topology_get_this (topology);
  g_autoptr (CwComputer) first = g_list_model_get_item (cw_topology_get_computers (topology), 0);
  g_autofree char *text = NULL;

  g_assert_true (self == first);
  g_assert_cmpstr (cw_computer_get_pool (self), ==, "p.example.org");
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 2);
  /* Addresses that were only detected do not freeze in the file. */
  text = cw_topology_to_text (topology);
  g_assert_null (strstr (text, "Addresses"));
  g_assert_true (cw_topology_remove (topology, self));
  g_assert_cmpuint (g_list_model_get_n_items (cw_topology_get_computers (topology)), ==, 2);
  g_assert_cmpstr (cw_computer_get_fqdn (cw_topology_get_this (topology)), ==, "host.example.org");
  g_assert_null (cw_computer_get_pool (cw_topology_get_this (topology)));
  g_free (text);
  text = cw_topology_to_text (topology);
  g_assert_null (strcasestr (text, "host.example.org"));
}

static void
test_primary (void)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwSipDomain) one = cw_sip_domain_new ("one.example.org");
  g_autoptr (CwSipDomain) two = cw_sip_domain_new ("two.example.org");
  g_autoptr (CwSipDomain) first = NULL;

  cw_topology_add_sip_domain (topology, one);
  cw_topology_add_sip_domain (topology, two);
  g_assert_true (cw_sip_domain_is_primary (one));
  g_assert_false (cw_sip_domain_is_primary (two));
  cw_topology_set_primary (topology, two);
  g_assert_false (cw_sip_domain_is_primary (one));
  first = g_list_model_get_item (cw_topology_get_sip_domains (topology), 0);
  g_assert_true (first == two && cw_sip_domain_is_primary (two));
  g_assert_true (cw_topology_remove (topology, two));
  g_assert_true (cw_sip_domain_is_primary (one));
  g_assert_false (cw_topology_remove (topology, two));
}

static void
test_changed (void)
{
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwPool) pool = cw_pool_new ("p.example.org");
  guint count = 0;

  g_signal_connect (topology, "changed", G_CALLBACK (count_cb), &count);
  cw_topology_add_pool (topology, pool);
  g_assert_cmpuint (count, ==, 1);
  g_object_set (pool, "av-edge", "av.example.org", NULL);
  g_assert_cmpuint (count, ==, 2);
  g_object_set (pool, "av-edge", "av.example.org", NULL);
  g_assert_cmpuint (count, ==, 2);
  g_object_set (topology, "dialin", "dial.example.org", NULL);
  g_assert_cmpuint (count, ==, 3);
  g_object_set (topology, "dialin", "", NULL);
  g_assert_cmpuint (count, ==, 4);
  cw_topology_remove (topology, pool);
  g_object_set (pool, "av-edge", "b.example.org", NULL);
  g_assert_cmpuint (count, ==, 5);
}

static void
test_validate (void)
{
  g_autoptr (CwTopology) topology = site_new ("[Pool p.example.org]\n[Pool lonely.example.org]\n[Computer a.example.org]\nPool=gone.example.org\n"
                                              "[Computer b.example.org]\nPool=p.example.org\n[Computer short]\n");
  g_autoptr (CwPool) pool = cw_pool_new ("not_a_name.example.org");
  g_autoptr (GListModel) problems = NULL;

  g_object_set (pool, "av-edge", "two words", NULL);
  cw_topology_add_pool (topology, pool);
  problems = cw_topology_validate (topology);
  site_assert_listed (problems, CW_SEVERITY_WARNING, "computer/a.example.org/pool", "gone.example.org");
  site_assert_listed (problems, CW_SEVERITY_INFO, "pool/lonely.example.org/fqdn", "No computer");
  site_assert_listed (problems, CW_SEVERITY_WARNING, "computer/short/fqdn", "full name");
  site_assert_listed (problems, CW_SEVERITY_ERROR, "pool/not_a_name.example.org/fqdn", "underscore");
  site_assert_listed (problems, CW_SEVERITY_ERROR, "pool/not_a_name.example.org/av-edge", "space");
  site_assert_listed (problems, CW_SEVERITY_WARNING, "site//sip-domains", "no SIP domain");
}

/* Every property keeps what it is given and says so. */
static void
test_properties (void)
{
  static const struct { const char *property; const char *text; const char *kept; } values[] = {
    { "pool", " P.Example.ORG. ", "p.example.org" }, { "roles", "a,b b", "a, b" }, { "addresses", "10.0.0.1 ; 2001:DB8::0001", "10.0.0.1, 2001:db8::1" },
  };
  g_autoptr (CwComputer) computer = cw_computer_new ("a.example.org");
  g_autoptr (CwPool) pool = cw_pool_new ("p.example.org");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const CwTopologyField *field = cw_topology_find_field (CW_TYPE_COMPUTER, values[i].property);
      g_autofree char *text = NULL;

      cw_topology_field_set_text (field, computer, values[i].text, &error);
      g_assert_no_error (error);
      text = cw_topology_field_dup_text (field, computer);
      g_assert_cmpstr (text, ==, values[i].kept);
    }
  for (const CwTopologyField *field = cw_topology_get_fields (CW_TYPE_POOL); field->property != NULL; field++)
    {
      g_assert_true (cw_topology_field_set_text (field, pool, "BÜCHER.example", NULL));
      assert_host (pool, field->property, "bücher.example");
      g_assert_false (cw_topology_field_set_text (field, pool, "no name", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
      g_clear_error (&error);
      assert_host (pool, field->property, "bücher.example");
      g_assert_true (cw_topology_field_set_text (field, pool, "", NULL));
      assert_host (pool, field->property, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/topology/none", test_none);
  g_test_add_func ("/topology/real-name", test_real_name);
  g_test_add_func ("/topology/load", test_load);
  g_test_add_func ("/topology/round-trip", test_round_trip);
  g_test_add_func ("/topology/kept", test_kept);
  g_test_add_func ("/topology/mistakes", test_mistakes);
  g_test_add_func ("/topology/save", test_save);
  g_test_add_func ("/topology/fallback", test_fallback);
  g_test_add_func ("/topology/this-computer", test_this_computer);
  g_test_add_func ("/topology/primary", test_primary);
  g_test_add_func ("/topology/changed", test_changed);
  g_test_add_func ("/topology/validate", test_validate);
  g_test_add_func ("/topology/properties", test_properties);
  return g_test_run ();
}
