/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request, ca and practice-ca on the real command line: at once, held, denied, revoked, offline, and what is refused. The CA at the
 * other end is the practice CA or openssl. */
#include <glib/gstdio.h>
#include <string.h>
#include "ctl.h"
#include "cw-exit.h"

static JsonObject *
get_request (JsonObject *root, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (root, "requests"), index);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

static gboolean
has_name (JsonObject *certificate, const char *name)
{
  JsonArray *names = json_object_get_array_member (certificate, "names");

  for (guint i = 0; i < json_array_get_length (names); i++)
    if (g_str_equal (json_array_get_string_element (names, i), name))
      return TRUE;
  return FALSE;
}

static void
write_topology (Ctl *ctl)
{
  g_autoptr (CtlResult) pool = ctl_run (ctl, "topology", "add", "pool", "pool.example.org", NULL);
  g_autoptr (CtlResult) computer = ctl_run (ctl, "topology", "add", "computer", "fe01.example.org", "pool=pool.example.org", NULL);
  g_autoptr (CtlResult) domain = ctl_run (ctl, "topology", "add", "sip-domain", "example.org", NULL);

  ctl_assert (pool, CW_EXIT_DONE);
  ctl_assert (computer, CW_EXIT_DONE);
  ctl_assert (domain, CW_EXIT_DONE);
}

/* ---- at once ---- */

static void
test_at_once (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) again = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_autofree char *text = NULL;
  JsonObject *request;
  JsonObject *certificate;

  result = ctl_run (ctl, "request", "--new", "--type", "nginx", "--ca", "practice", "--computer-fqdn", "www.example.org", "--domain-name",
                    "example.org, 192.0.2.7", "--domain-name", "bücher.example.org", "--key-alg", "ECDH_P256", "--friendly-name", "Web",
                    "--organization", "Example GmbH", "--country", "DE", "--client-eku", "$true", "--json", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  root = ctl_json (result);
  request = get_request (root, 0);
  g_assert_cmpstr (get_text (request, "state"), ==, "issued");
  g_assert_cmpstr (get_text (request, "ca"), ==, "practice");
  g_assert_cmpstr (get_text (request, "requestId"), !=, "");
  certificate = json_array_get_object_element (json_object_get_array_member (root, "certificates"), 0);
  g_assert_cmpstr (get_text (certificate, "friendlyName"), ==, "Web");
  g_assert_cmpstr (get_text (certificate, "keyAlgorithm"), ==, "ECDH_P256");
  g_assert_true (json_object_get_boolean_member (certificate, "hasPrivateKey"));
  g_assert_false (json_object_get_boolean_member (certificate, "exportable"));
  g_assert_true (has_name (certificate, "www.example.org"));
  g_assert_true (has_name (certificate, "example.org"));
  g_assert_true (has_name (certificate, "192.0.2.7"));
  g_assert_true (has_name (certificate, "bücher.example.org"));

  /* As another program sees it. */
  again = ctl_run (ctl, "export", "Web", "--path", "web.pem", "--format", "pem", NULL);
  ctl_assert (again, CW_EXIT_DONE);
  text = ctl_tool (ctl, "openssl", "x509", "-in", "web.pem", "-noout", "-text", NULL);
  ctl_assert_has (text, "TLS Web Server Authentication, TLS Web Client Authentication", G_STRLOC);
  ctl_assert_has (text, "CA:FALSE", G_STRLOC);
  ctl_assert_has (text, "xn--bcher-kva.example.org", G_STRLOC);
  ctl_assert_has (text, "Example GmbH", G_STRLOC);
}

static void
test_topology_names (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *certificate;

  write_topology (ctl);
  result = ctl_run (ctl, "request", "--new", "--type", "Default,WebServicesInternal", "--computer-fqdn", "fe01.example.org", "--ca", "practice",
                    "--key-alg", "ECDH_P256", "--json", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  root = ctl_json (result);
  certificate = json_array_get_object_element (json_object_get_array_member (root, "certificates"), 0);
  ctl_assert_has (get_text (certificate, "subject"), "CN=pool.example.org", G_STRLOC);
  g_assert_true (has_name (certificate, "pool.example.org"));
  g_assert_true (has_name (certificate, "fe01.example.org"));
  g_assert_true (has_name (certificate, "sip.example.org"));
}

/* ---- held ---- */

static char *
request_held (Ctl *ctl)
{
  g_autoptr (CtlResult) policy = ctl_run (ctl, "practice-ca", "policy", "hold", NULL);
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (JsonObject) root = NULL;

  g_assert_true (policy->code == CW_EXIT_DONE || policy->code == CW_EXIT_NOTHING);
  result = ctl_run (ctl, "request", "--new", "--type", "nginx", "--computer-fqdn", "held.example.org", "--ca", "practice", "--key-alg", "ECDH_P256",
                    "--private-key-exportable", "true", "--json", NULL);
  ctl_assert (result, CW_EXIT_PENDING);
  root = ctl_json (result);
  g_assert_cmpstr (get_text (get_request (root, 0), "state"), ==, "pending");
  return g_strdup (get_text (get_request (root, 0), "requestId"));
}

static void
test_held_and_approved (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *id = request_held (ctl);
  g_autoptr (CtlResult) list = ctl_run (ctl, "request", "--list", NULL);
  g_autoptr (CtlResult) early = ctl_run (ctl, "request", "--retrieve", "--request-id", id, NULL);
  g_autoptr (CtlResult) approved = NULL;
  g_autoptr (CtlResult) retrieved = NULL;
  g_autoptr (CtlResult) nothing = NULL;
  g_autoptr (CtlResult) key = NULL;
  g_autoptr (JsonObject) root = NULL;

  ctl_assert (list, CW_EXIT_DONE);
  ctl_assert_out (list, "pending");
  ctl_assert_out (list, "held.example.org");
  ctl_assert (early, CW_EXIT_PENDING);
  approved = ctl_run (ctl, "practice-ca", "approve", id, NULL);
  ctl_assert (approved, CW_EXIT_DONE);
  retrieved = ctl_run (ctl, "request", "--retrieve", "--json", NULL);
  ctl_assert (retrieved, CW_EXIT_DONE);
  root = ctl_json (retrieved);
  g_assert_cmpstr (get_text (get_request (root, 0), "state"), ==, "issued");
  nothing = ctl_run (ctl, "request", "--retrieve", NULL);
  ctl_assert (nothing, CW_EXIT_NOTHING);
  /* It really has its key, and that is exportable as was wished. */
  key = ctl_run (ctl, "export", "held.example.org", "--path", "held.pem", "--format", "pem", "--include-private-key", NULL);
  ctl_assert (key, CW_EXIT_DONE);
}

static void
test_denied (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *id = request_held (ctl);
  g_autoptr (CtlResult) denied = ctl_run (ctl, "practice-ca", "deny", id, "--reason", "Not this name", NULL);
  g_autoptr (CtlResult) retrieved = ctl_run (ctl, "request", "--retrieve", NULL);
  g_autoptr (CtlResult) list = ctl_run (ctl, "request", "--list", NULL);
  g_autoptr (CtlResult) cleared = NULL;
  g_autoptr (CtlResult) empty = NULL;

  ctl_assert (denied, CW_EXIT_DONE);
  ctl_assert (retrieved, CW_EXIT_DENIED);
  ctl_assert_out (list, "denied");
  ctl_assert_out (list, "Not this name");
  cleared = ctl_run (ctl, "request", "--clear", "--request-id", id, "--force", NULL);
  ctl_assert (cleared, CW_EXIT_DONE);
  empty = ctl_run (ctl, "request", "--list", NULL);
  ctl_assert (empty, CW_EXIT_NOTHING);
}

/* A revoked one is just a revoked one, and does not stand in the way of another. */
static void
test_revoked_blocks_nobody (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *first = request_held (ctl);
  g_autofree char *second = request_held (ctl);
  g_autoptr (CtlResult) approved = ctl_run (ctl, "practice-ca", "approve", first, second, NULL);
  g_autoptr (CtlResult) revoked = ctl_run (ctl, "practice-ca", "revoke", first, "--force", NULL);
  g_autoptr (CtlResult) retrieved = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) crl = NULL;
  g_autofree char *text = NULL;

  ctl_assert (approved, CW_EXIT_DONE);
  ctl_assert (revoked, CW_EXIT_DONE);
  retrieved = ctl_run (ctl, "request", "--retrieve", NULL);
  g_assert_true (retrieved->code == CW_EXIT_DONE || retrieved->code == CW_EXIT_PARTLY);
  list = ctl_run (ctl, "request", "--list", "--all", NULL);
  ctl_assert_out (list, "revoked");
  ctl_assert_out (list, "issued");
  crl = ctl_run (ctl, "practice-ca", "crl", "practice.crl", NULL);
  ctl_assert (crl, CW_EXIT_DONE);
  text = ctl_tool (ctl, "openssl", "crl", "-inform", "DER", "-in", "practice.crl", "-noout", "-text", NULL);
  ctl_assert_has (text, "Serial Number", G_STRLOC);
}

/* ---- offline: openssl is the person who signs ---- */

static void
test_offline (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) imported = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autofree char *text = NULL;

  result = ctl_run (ctl, "request", "--new", "--type", "Default", "--computer-fqdn", "off.example.org", "--output", "off.csr", "--key-alg", "ECDH_P384",
                    "--friendly-name", "From outside", NULL);
  ctl_assert (result, CW_EXIT_PENDING);
  g_free (ctl_tool (ctl, "openssl", "req", "-in", "off.csr", "-noout", "-verify", NULL));
  text = ctl_tool (ctl, "certtool", "--crq-info", "--infile", "off.csr", NULL);
  ctl_assert_has (text, "off.example.org", G_STRLOC);
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Outside CA",
                    "-days", "30", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", "off.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "off.cer",
                    "-days", "10", "-copy_extensions", "copy", NULL));
  imported = ctl_run (ctl, "import", "off.cer", NULL);
  ctl_assert (imported, CW_EXIT_DONE);
  list = ctl_run (ctl, "get", "--available", "--with-key", "--json", NULL);
  ctl_assert_out (list, "From outside");
  g_clear_pointer (&list, ctl_result_free);
  list = ctl_run (ctl, "request", "--list", NULL);
  ctl_assert (list, CW_EXIT_NOTHING);
}

static void
test_output_forms (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) der = NULL;
  g_autoptr (CtlResult) printed = NULL;

  der = ctl_run (ctl, "request", "--new", "--type", "Default", "--computer-fqdn", "a.example.org", "--output", "a.der", "--key-alg", "Ed25519", NULL);
  ctl_assert (der, CW_EXIT_PENDING);
  g_free (ctl_tool (ctl, "openssl", "req", "-inform", "DER", "-in", "a.der", "-noout", "-verify", NULL));
  /* Nothing but the request, so that it can be piped. */
  printed = ctl_run (ctl, "request", "--new", "--type", "Default", "--computer-fqdn", "b.example.org", "--output", "-", "--key-alg", "ECDH_P256", NULL);
  ctl_assert (printed, CW_EXIT_PENDING);
  g_assert_true (g_str_has_prefix (printed->out, "-----BEGIN CERTIFICATE REQUEST-----\n"));
  g_assert_true (g_str_has_suffix (printed->out, "-----END CERTIFICATE REQUEST-----\n"));
}

/* ---- nothing changes ---- */

static void
test_what_if (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) list = NULL;

  result = ctl_run (ctl, "request", "--new", "--type", "nginx", "--computer-fqdn", "www.example.org", "--ca", "practice", "--what-if", NULL);
  ctl_assert (result, CW_EXIT_DONE);
  ctl_assert_out (result, "www.example.org");
  ctl_assert_out (result, "nothing was changed");
  list = ctl_run (ctl, "version", NULL);
  g_assert_false (g_file_test ("store", G_FILE_TEST_EXISTS));
}

static void
test_what_if_on_store (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) made = ctl_run (ctl, "practice-ca", "create", NULL);
  g_autoptr (CtlResult) before = ctl_run (ctl, "get", "--available", "--json", NULL);
  g_autoptr (CtlResult) result = ctl_run (ctl, "request", "--new", "--type", "nginx", "--ca", "practice", "--what-if", "--json", NULL);
  g_autoptr (CtlResult) after = ctl_run (ctl, "get", "--available", "--json", NULL);
  g_autoptr (CtlResult) list = ctl_run (ctl, "request", "--list", "--all", NULL);
  g_autoptr (JsonObject) root = NULL;

  ctl_assert (made, CW_EXIT_DONE);
  ctl_assert (result, CW_EXIT_DONE);
  root = ctl_json (result);
  g_assert_true (json_object_get_boolean_member (root, "whatIf"));
  g_assert_cmpstr (get_text (json_array_get_object_element (json_object_get_array_member (root, "names"), 0), "reason"), !=, "");
  g_assert_cmpstr (before->out, ==, after->out);
  ctl_assert (list, CW_EXIT_NOTHING);
}

/* ---- what is refused ---- */

static void
assert_refused (Ctl *ctl, int code, const char *sentence, const char *const *arguments)
{
  g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, arguments);

  ctl_assert (result, code);
  ctl_assert_err (result, sentence);
  g_assert_cmpstr (result->out, ==, "");
}

#define REFUSED(code, sentence, ...) assert_refused (ctl, code, sentence, (const char *const[]) { "request", __VA_ARGS__, NULL })

static void
test_refusals (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();

  REFUSED (CW_EXIT_USAGE, "--new, --list", "--type", "Default");
  REFUSED (CW_EXIT_USAGE, "exclude each other", "--new", "--list");
  REFUSED (CW_EXIT_USAGE, "needs --type", "--new", "--ca", "practice");
  REFUSED (CW_EXIT_USAGE, "has no meaning with --list", "--list", "--type", "Default");
  REFUSED (CW_EXIT_USAGE, "--key-size belongs to RSA", "--new", "--type", "Default", "--ca", "practice", "--key-alg", "ECDH_P256", "--key-size", "2048");
  REFUSED (CW_EXIT_USAGE, "instead of sending it", "--new", "--type", "Default", "--output", "x.csr", "--ca", "practice");
  REFUSED (CW_EXIT_USAGE, "takes only “-”", "--new", "--type", "Default", "--ca-account", "alice", "--ca-password", "Geheim-9");
  REFUSED (CW_EXIT_USAGE, "not part of this version", "--new", "--type", "Default", "--global-catalog", "gc.example.org");
  REFUSED (CW_EXIT_USAGE, "not part of this version", "--new", "--type", "Default", "--global-settings-domain-controller", "dc.example.org");
  REFUSED (CW_EXIT_NOT_FOUND, "WebServicesInternal", "--new", "--type", "WebServicesIntern", "--ca", "practice");
  REFUSED (CW_EXIT_USAGE, "under_score", "--new", "--type", "Default", "--ca", "practice", "--domain-name", "under_score..example.org");
  REFUSED (CW_EXIT_NOT_FOUND, "practice", "--new", "--type", "Default", "--computer-fqdn", "a.example.org");
  REFUSED (CW_EXIT_NOT_FOUND, "practice", "--new", "--type", "Default", "--computer-fqdn", "a.example.org", "--ca", "nowhere");
  REFUSED (CW_EXIT_UNANSWERED, "unsafe key", "--new", "--type", "Default", "--computer-fqdn", "a.example.org", "--ca", "practice", "--key-size", "1024");
}

static void
test_password_is_never_told (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = ctl_run (ctl, "request", "--new", "--type", "Default", "--ca-account", "alice", "--ca-password", "Geheim-9", NULL);

  ctl_assert_lacks (result->err, "Geheim", G_STRLOC);
  ctl_assert_lacks (result->out, "Geheim", G_STRLOC);
}

static void
test_unreachable (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) added = ctl_run (ctl, "ca", "add", "ca.example.org\\Example CA", "--url", "https://127.0.0.1:1/certsrv/", "--default", NULL);
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) list = NULL;

  ctl_assert (added, CW_EXIT_DONE);
  result = ctl_run (ctl, "request", "--new", "--type", "Default", "--computer-fqdn", "a.example.org", "--key-alg", "ECDH_P256", NULL);
  ctl_assert (result, CW_EXIT_UNREACHABLE);
  /* Key and request are there, and can be sent again. */
  list = ctl_run (ctl, "request", "--list", NULL);
  ctl_assert_out (list, "failed");
  ctl_assert_out (list, "ca.example.org\\Example CA");
}

/* ---- the list of authorities ---- */

static void
test_authorities (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) added = ctl_run (ctl, "ca", "add", "ca.example.org\\Example CA", "--name", "Ours", NULL);
  g_autoptr (CtlResult) twice = ctl_run (ctl, "ca", "add", "ca2.example.org\\Other CA", "--name", "ours", NULL);
  g_autoptr (CtlResult) changed = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) removed = NULL;
  g_autoptr (CtlResult) gone = NULL;

  ctl_assert (added, CW_EXIT_DONE);
  ctl_assert (twice, CW_EXIT_CONFLICT);
  changed = ctl_run (ctl, "ca", "set", "Ours", "--template", "Web2", "--name", "Mine", NULL);
  ctl_assert (changed, CW_EXIT_DONE);
  g_clear_pointer (&changed, ctl_result_free);
  changed = ctl_run (ctl, "ca", "default", "ca.example.org\\Example CA", NULL);
  ctl_assert (changed, CW_EXIT_DONE);
  list = ctl_run (ctl, "ca", "list", "--json", NULL);
  ctl_assert (list, CW_EXIT_DONE);
  ctl_assert_out (list, "Web2");
  ctl_assert_out (list, "\"Mine\"");
  removed = ctl_run (ctl, "ca", "remove", "Mine", "--force", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  gone = ctl_run (ctl, "ca", "set", "Mine", "--template", "x", NULL);
  ctl_assert (gone, CW_EXIT_NOT_FOUND);
}

/* What is always there is listed last, the practice CA as what it is. */
static void
test_built_in (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) made = ctl_run (ctl, "ca", "add", "ca.example.org\\Example CA", NULL);
  g_autoptr (CtlResult) list = ctl_run (ctl, "ca", "list", "--json", NULL);
  g_autoptr (CtlResult) add = ctl_run (ctl, "ca", "add", "--kind", "practice", NULL);
  g_autoptr (JsonObject) root = ctl_json (list);
  JsonArray *authorities = json_object_get_array_member (root, "authorities");
  guint n = json_array_get_length (authorities);

  ctl_assert (made, CW_EXIT_DONE);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (get_text (json_array_get_object_element (authorities, n - 1), "name"), ==, "practice");
  g_assert_cmpstr (get_text (json_array_get_object_element (authorities, n - 2), "name"), ==, "offline");
  ctl_assert (add, CW_EXIT_USAGE);
}

static void
test_report (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = ctl_run (ctl, "request", "--new", "--type", "nginx", "--computer-fqdn", "www.example.org", "--ca", "practice", "--key-alg",
                                          "ECDH_P256", "--report", "report.html", NULL);
  g_autofree char *report = NULL;

  ctl_assert (result, CW_EXIT_DONE);
  report = ctl_read (ctl, "report.html", NULL);
  ctl_assert_has (report, "www.example.org", G_STRLOC);
  ctl_assert_lacks (report, "PRIVATE KEY", G_STRLOC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/at-once", test_at_once);
  g_test_add_func ("/request/topology-names", test_topology_names);
  g_test_add_func ("/request/held-and-approved", test_held_and_approved);
  g_test_add_func ("/request/denied", test_denied);
  g_test_add_func ("/request/revoked-blocks-nobody", test_revoked_blocks_nobody);
  g_test_add_func ("/request/offline", test_offline);
  g_test_add_func ("/request/output-forms", test_output_forms);
  g_test_add_func ("/request/what-if", test_what_if);
  g_test_add_func ("/request/what-if-on-store", test_what_if_on_store);
  g_test_add_func ("/request/refusals", test_refusals);
  g_test_add_func ("/request/password-is-never-told", test_password_is_never_told);
  g_test_add_func ("/request/unreachable", test_unreachable);
  g_test_add_func ("/request/authorities", test_authorities);
  g_test_add_func ("/request/built-in", test_built_in);
  g_test_add_func ("/request/report", test_report);
  return g_test_run ();
}
