/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seven examples of the vendor's page about Request-CsCertificate, translated letter by letter: "-Type" is "--type", a path of
 * Windows is one of ours, and nothing else is different. The CA is the stand-in for AD CS under the name of the examples. */
#include "adcs-server.h"
#include "ctl.h"
#include "cw-exit.h"

#define CA "atl-ca-001.litwareinc.com\\myca"

typedef struct {
  Ctl        *ctl;
  AdcsServer *server;
  char       *folder;
} Site;

static void
add_to_topology (Ctl *ctl, const char *kind, const char *name, const char *first, const char *second)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "topology", "add", kind, name, first, second, NULL);

  ctl_assert (result, CW_EXIT_DONE);
}

/* The computers, the pool and the SIP domain that the examples speak of. */
static void
enter_topology (Ctl *ctl)
{
  add_to_topology (ctl, "pool", "pool1.litwareinc.com", "internal-web=pool1int.litwareinc.com", "external-web=pool1ext.litwareinc.com");
  add_to_topology (ctl, "computer", "atl-cs-001.litwareinc.com", "pool=pool1.litwareinc.com", NULL);
  add_to_topology (ctl, "sip-domain", "litwareinc.com", "primary=yes", NULL);
}

static Site *
site_new (void)
{
  Site *self = g_new0 (Site, 1);
  AdcsOptions options = { 0 };
  g_autoptr (CtlResult) added = NULL;

  self->ctl = ctl_new ();
  self->folder = ctl_path (self->ctl, "server");
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  options.folder = self->folder;
  options.pages = ADCS_PAGES;
  options.ca_name = "myca";
  self->server = adcs_server_start (&options);
  added = ctl_run (self->ctl, "ca", "add", CA, "--url", adcs_server_get_url (self->server), "--trust", "file",
                   "--trust-file", adcs_server_get_tls_ca (self->server), NULL);
  ctl_assert (added, CW_EXIT_DONE);
  enter_topology (self->ctl);
  return self;
}

static void
site_free (Site *self)
{
  adcs_server_stop (self->server);
  ctl_free (self->ctl);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Site, site_free)

/* The certificate that came of it. */
static JsonObject *
get_issued (CtlResult *result, JsonObject **root)
{
  ctl_assert (result, CW_EXIT_DONE);
  *root = ctl_json (result);
  return json_array_get_object_element (json_object_get_array_member (*root, "certificates"), 0);
}

static void
assert_names (JsonObject *certificate, const char *const *expected)
{
  JsonArray *names = json_object_get_array_member (certificate, "names");

  for (gsize i = 0; expected[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint n = 0; n < json_array_get_length (names); n++)
        found |= g_str_equal (json_array_get_string_element (names, n), expected[i]);
      if (!found)
        g_error ("%s is missing", expected[i]);
    }
}

#define NAMES(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void
test_example_1 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "WebServicesExternal", "--ca", CA,
                                          "--computer-fqdn", "atl-cs-001.litwareinc.com", "--json", NULL);

  assert_names (get_issued (result, &root), NAMES ("pool1ext.litwareinc.com", "dialin.litwareinc.com", "meet.litwareinc.com", "lyncdiscover.litwareinc.com"));
  g_assert_cmpuint (adcs_server_count_posts (site->server), ==, 1);
}

/* Without --computer-fqdn it is for this computer, which the topology may know nothing of: the example as it is written. */
static void
test_example_1_as_written (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "WebServicesExternal", "--ca", CA, NULL);

  ctl_assert (result, CW_EXIT_DONE);
}

static void
test_example_2 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) empty = ctl_run (site->ctl, "request", "--list", NULL);
  g_autoptr (CtlResult) held = ctl_run (site->ctl, "request", "--new", "--type", "Default", "--ca", CA, "--template", "pend", NULL);
  g_autoptr (CtlResult) list = ctl_run (site->ctl, "request", "--list", NULL);
  g_autoptr (CtlResult) one = ctl_run (site->ctl, "request", "--list", "--request-id", "89", NULL);

  ctl_assert (empty, CW_EXIT_NOTHING);
  ctl_assert (held, CW_EXIT_PENDING);
  ctl_assert (list, CW_EXIT_DONE);
  ctl_assert_out (list, CA);
  ctl_assert (one, CW_EXIT_DONE);
  ctl_assert_out (one, "89");
}

static void
test_example_3 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "WebServicesExternal", "--output", "WebServicesExternal.cer", NULL);

  ctl_assert (result, CW_EXIT_PENDING);
  g_free (ctl_tool (site->ctl, "openssl", "req", "-in", "WebServicesExternal.cer", "-noout", "-verify", NULL));
  g_assert_cmpuint (adcs_server_count_posts (site->server), ==, 0);
}

static void
test_example_4 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (JsonObject) root = NULL;
  g_autofree char *form = NULL;
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "Default,WebServicesInternal,WebServicesExternal",
                                          "--computer-fqdn", "atl-cs-001.litwareinc.com", "--ca", CA, "--friendly-name", "Standard Edition Certficate",
                                          "--template", "jcila", "--private-key-exportable", "$True",
                                          "--domain-name", "atl-cs-001.litwareinc.com,atl-ext.litwareinc.com", "--json", NULL);
  JsonObject *certificate = get_issued (result, &root);

  g_assert_cmpstr (json_object_get_string_member (certificate, "friendlyName"), ==, "Standard Edition Certficate");
  g_assert_true (json_object_get_boolean_member (certificate, "exportable"));
  assert_names (certificate, NAMES ("pool1.litwareinc.com", "atl-cs-001.litwareinc.com", "atl-ext.litwareinc.com", "sip.litwareinc.com",
                                    "pool1int.litwareinc.com", "pool1ext.litwareinc.com", "admin.litwareinc.com", "lyncdiscoverinternal.litwareinc.com"));
  form = adcs_server_dup_last_form (site->server);
  ctl_assert_has (form, "CertificateTemplate:jcila", G_STRLOC);
}

static void
test_example_5 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "Default,WebServicesInternal,WebServicesExternal",
                                          "--computer-fqdn", "atl-cs-001.litwareinc.com", "--ca", CA, "--friendly-name", "Enterprise Edition Pool Certificate",
                                          "--template", "jcila", "--private-key-exportable", "$True",
                                          "--domain-name", "pool1.litwareinc.com,pool1int.litwareinc.com,pool1ext.litwareinc.com", "--json", NULL);
  JsonObject *certificate = get_issued (result, &root);

  ctl_assert_has (json_object_get_string_member (certificate, "subject"), "CN=pool1.litwareinc.com", G_STRLOC);
  assert_names (certificate, NAMES ("pool1.litwareinc.com", "pool1int.litwareinc.com", "pool1ext.litwareinc.com"));
}

static void
test_example_6 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "Internal", "--computer-fqdn", "atl-edge-001", "--ca", CA,
                                          "--friendly-name", "Internal Edge Certificate", "--template", "jcila", "--private-key-exportable", "$True",
                                          "--domain-name", "atl-edge-001.litwareinc.com, ap.litwareinc.com", "--json", NULL);

  assert_names (get_issued (result, &root), NAMES ("atl-edge-001", "atl-edge-001.litwareinc.com", "ap.litwareinc.com"));
}

static void
test_example_7 (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (CtlResult) result = ctl_run (site->ctl, "request", "--new", "--type", "AccessEdgeExternal,DataEdgeExternal,AudioVideoAuthentication",
                                          "--computer-fqdn", "atl-edge-001", "--ca", CA, "--friendly-name", "External Edge Certificate", "--template", "jcila",
                                          "--private-key-exportable", "$True",
                                          "--domain-name", "atl-edge-001.litwareinc.com,ap.litwareinc.com,dp.litwareinc.com,atl-edge-001", "--json", NULL);

  assert_names (get_issued (result, &root), NAMES ("atl-edge-001.litwareinc.com", "ap.litwareinc.com", "dp.litwareinc.com", "atl-edge-001"));
}

/* The page's own advice about a revoked request: clear it, and the others can be retrieved. Here they can be anyhow. */
static void
test_clear_revoked (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) first = ctl_run (site->ctl, "request", "--new", "--type", "Default", "--ca", CA, "--template", "pend", NULL);
  g_autoptr (CtlResult) second = ctl_run (site->ctl, "request", "--new", "--type", "Default", "--ca", CA, "--template", "pend", NULL);
  g_autoptr (CtlResult) retrieved = NULL;
  g_autoptr (CtlResult) all = NULL;
  g_autoptr (CtlResult) cleared = NULL;

  ctl_assert (first, CW_EXIT_PENDING);
  ctl_assert (second, CW_EXIT_PENDING);
  g_assert_true (adcs_server_revoke (site->server, 89));
  g_assert_true (adcs_server_approve (site->server, 90));
  retrieved = ctl_run (site->ctl, "request", "--retrieve", NULL);
  g_assert_true (retrieved->code == CW_EXIT_DONE || retrieved->code == CW_EXIT_PARTLY);
  all = ctl_run (site->ctl, "request", "--list", "--all", NULL);
  ctl_assert_out (all, "revoked");
  ctl_assert_out (all, "issued");
  cleared = ctl_run (site->ctl, "request", "--clear", "--request-id", "89", "--force", NULL);
  ctl_assert (cleared, CW_EXIT_DONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/example-1", test_example_1);
  g_test_add_func ("/vendor/example-1-as-written", test_example_1_as_written);
  g_test_add_func ("/vendor/example-2", test_example_2);
  g_test_add_func ("/vendor/example-3", test_example_3);
  g_test_add_func ("/vendor/example-4", test_example_4);
  g_test_add_func ("/vendor/example-5", test_example_5);
  g_test_add_func ("/vendor/example-6", test_example_6);
  g_test_add_func ("/vendor/example-7", test_example_7);
  g_test_add_func ("/vendor/clear-revoked", test_clear_revoked);
  return g_test_run ();
}
