/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real nginx on loopback behind a usage file in the user's own folder: it serves what was assigned, keeps what it had when something goes
 * wrong, and "test" sees what is so. */
#include <glib/gstdio.h>
#include <string.h>
#include "assign.h"
#include "cw-exit.h"
#include "test-process.h"

#define NAMES "DNS:" ASSIGN_HOST ",DNS:www.example.org"

typedef struct {
  Ctl         *ctl;
  char        *program;
  char        *configuration;
  guint        port;
  TestProcess *nginx;
} Site;

/* What the administrator writes; in: the folder and names of certificate and key. */
static void
configure (Site *self, const char *certificate, const char *key, const char *more)
{
  const char *folder = self->ctl->folder;
  g_autofree char *text = g_strdup_printf (
    "daemon off;\npid %s/nginx.pid;\nerror_log stderr notice;\nworker_processes 1;\n%s\nevents { }\nhttp {\n  access_log off;\n"
    "  client_body_temp_path %s/t1; proxy_temp_path %s/t2; fastcgi_temp_path %s/t3; uwsgi_temp_path %s/t4; scgi_temp_path %s/t5;\n"
    "  server {\n    listen 127.0.0.1:%u ssl;\n    server_name " ASSIGN_HOST ";\n    ssl_certificate %s;\n    ssl_certificate_key %s;\n  }\n}\n",
    folder, more, folder, folder, folder, folder, folder, self->port, certificate, key);

  ctl_write (self->ctl, "nginx.conf", text, -1);
}

static void
configure_live (Site *self, const char *more)
{
  g_autofree char *certificate = assign_live (self->ctl, "gateway", "fullchain.pem");
  g_autofree char *key = assign_live (self->ctl, "gateway", "privkey.pem");

  configure (self, certificate, key, more);
}

static void
start (Site *self)
{
  const char *command[] = { self->program, "-c", self->configuration, NULL };
  g_autofree char *certificate = ctl_path (self->ctl, "snake.pem");
  g_autofree char *key = ctl_path (self->ctl, "snake.key");

  for (guint tries = 0; self->nginx == NULL && tries < 10; tries++)
    {
      self->port = test_free_port ();
      configure (self, certificate, key, "");
      self->nginx = test_process_start (command, NULL, self->ctl->folder, "start worker process ");
    }
  g_assert_nonnull (self->nginx);
}

/* more: of its service. */
static void
write_usage (Site *self, const char *more)
{
  g_autofree char *text = g_strdup_printf (
    "[Usage]\nId=gateway\nTitle=Door gateway\n[Names]\nSubject={computer}\nNames={computer};\n"
    "[Service]\nAction=command\nCheck=%s -t -q -c %s\nReload=%s -s reload -c %s\nProbe=tls:%u;\n%s",
    self->program, self->configuration, self->program, self->configuration, self->port, more);

  assign_write_usage (self->ctl, "gateway", text);
}

/* It runs with a certificate of its own; its configuration already names the files that will be there. */
static Site *
site_new (void)
{
  static const char *const names[] = { "nginx", NULL };
  Site *self = g_new0 (Site, 1);

  self->program = test_find_program (names);
  g_assert_nonnull (self->program);
  self->ctl = assign_new ();
  g_assert_cmpint (g_chmod (self->ctl->folder, 0755), ==, 0);
  self->configuration = ctl_path (self->ctl, "nginx.conf");
  ctl_make_certificate (self->ctl, "snake");
  start (self);
  write_usage (self, "");
  configure_live (self, "");
  assign_import (self->ctl, "first", NAMES, 200);
  assign_import (self->ctl, "second", NAMES, 300);
  return self;
}

static void
site_free (Site *self)
{
  test_process_stop (self->nginx);
  ctl_free (self->ctl);
  g_free (self->configuration);
  g_free (self->program);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Site, site_free)

static CtlResult *
set (Site *self, const char *name)
{
  return ctl_run (self->ctl, "set", "--type", "gateway", "--reference", name, NULL);
}

/* As openssl sees it, whose versions write names differently: the leaf, and the whole way to the root. */
static void
assert_serves (Site *self, const char *name)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *subject = g_strdup_printf ("CN=%s", name);
  g_autofree char *said = ctl_tool (self->ctl, "sh", "-c", "openssl s_client -connect \"$0\" -servername " ASSIGN_HOST " -CAfile root.pem -verify_return_error </dev/null | sed 's/ = /=/g'",
                                    address, NULL);

  ctl_assert_has (said, subject, G_STRLOC);
  ctl_assert_has (said, "Verification: OK", G_STRLOC);
}

/* The states of the ports in the document of "get". */
static char *
dup_verdict (Site *self)
{
  g_autoptr (CtlResult) result = ctl_run (self->ctl, "get", "--type", "gateway", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (result);
  JsonObject *assignment = json_array_get_object_element (json_object_get_array_member (root, "assignments"), 0);
  JsonArray *served = json_object_get_array_member (assignment, "served");

  g_assert_cmpuint (json_array_get_length (served), ==, 1);
  return g_strdup (json_object_get_string_member (json_array_get_object_element (served, 0), "verdict"));
}

static void
test_serves (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) plan = ctl_run (site->ctl, "set", "--type", "gateway", "--reference", "first", "--what-if", NULL);
  g_autoptr (CtlResult) first = NULL;
  g_autoptr (CtlResult) second = NULL;
  g_autofree char *verdict = NULL;

  ctl_assert (plan, CW_EXIT_DONE);
  ctl_assert_out (plan, "-s reload");
  ctl_assert_out (plan, "-t -q");
  first = set (site, "first");
  ctl_assert (first, CW_EXIT_DONE);
  assert_serves (site, "first");
  second = set (site, "second");
  ctl_assert (second, CW_EXIT_DONE);
  assert_serves (site, "second");
  verdict = dup_verdict (site);
  g_assert_cmpstr (verdict, ==, "right");
}

/* The service refuses its configuration: the sentence has its own words, and what was there before is in place and served. */
static void
test_broken_configuration (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) first = set (site, "first");
  g_autoptr (CtlResult) second = NULL;
  g_autofree char *current = NULL;

  ctl_assert (first, CW_EXIT_DONE);
  configure_live (site, "no_such_directive on;");
  second = set (site, "second");
  ctl_assert (second, CW_EXIT_SERVICE);
  ctl_assert_err (second, "no_such_directive");
  assign_check (site->ctl, "gateway", "first");
  assert_serves (site, "first");
  current = assign_get (site->ctl, "gateway", "current");
  g_assert_cmpstr (current, ==, "first");
}

/* It goes on serving a certificate of its own: not assigned, and nothing is left behind. */
static void
test_other_certificate (void)
{
  g_autoptr (Site) site = site_new ();
  g_autofree char *certificate = ctl_path (site->ctl, "snake.pem");
  g_autofree char *key = ctl_path (site->ctl, "snake.key");
  g_autoptr (CtlResult) result = NULL;

  configure (site, certificate, key, "");
  result = set (site, "first");
  ctl_assert (result, CW_EXIT_SERVICE);
  g_assert_false (assign_is_there (site->ctl, "gateway", "cert.pem"));
  g_assert_null (assign_get (site->ctl, "gateway", "current"));
}

/* The first time, before anybody has told the service: the files are there to point to, and what to write where is said until it is so. */
static void
test_first (void)
{
  g_autoptr (Site) site = site_new ();
  g_autofree char *certificate = ctl_path (site->ctl, "snake.pem");
  g_autofree char *key = ctl_path (site->ctl, "snake.key");
  g_autofree char *more = g_strdup_printf ("ConfigurationFile=%s\nConfiguration=ssl_certificate {live}/fullchain.pem\\;;ssl_certificate_key {live}/privkey.pem\\;;\n",
                                           site->configuration);
  g_autofree char *file = assign_live (site->ctl, "gateway", "fullchain.pem");
  g_autofree char *line = g_strdup_printf ("ssl_certificate %s;", file);
  g_autoptr (CtlResult) plan = NULL;
  g_autoptr (CtlResult) first = NULL;
  g_autoptr (CtlResult) wrong = NULL;
  g_autoptr (CtlResult) mended = NULL;

  write_usage (site, more);
  configure (site, certificate, key, "");
  plan = ctl_run (site->ctl, "set", "--type", "gateway", "--reference", "first", "--what-if", NULL);
  ctl_assert_out (plan, line);
  first = set (site, "first");
  ctl_assert (first, CW_EXIT_DONE);
  ctl_assert_err (first, line);
  g_assert_null (strstr (strstr (first->err, line) + 1, line));
  assign_check (site->ctl, "gateway", "first");
  wrong = ctl_run (site->ctl, "test", NULL);
  ctl_assert (wrong, CW_EXIT_PARTLY);
  ctl_assert_out (wrong, line);
  configure_live (site, "");
  mended = ctl_run (site->ctl, "test", "--mend", "--force", NULL);
  ctl_assert (mended, CW_EXIT_DONE);
  ctl_assert_out (mended, "needs attention");
  ctl_assert_out (mended, "This is as it has to be again: Door gateway.");
  ctl_assert_out (mended, "all is well");
  assert_serves (site, "first");
}

/* A service that keeps its configuration in itself, where nobody looks, and runs without TLS until it is told of the files. */
static void
test_first_inside (void)
{
  g_autoptr (Site) site = site_new ();
  g_autofree char *text = g_strdup_printf ("events { }\npid %s/nginx.pid;\nerror_log stderr notice;\nhttp { server { listen 127.0.0.1:%u; } }\n", site->ctl->folder, site->port);
  g_autofree char *file = assign_live (site->ctl, "gateway", "cert.pem");
  g_autofree char *line = g_strdup_printf ("olcTLSCertificateFile: %s", file);
  g_autoptr (CtlResult) first = NULL;

  write_usage (site, "ConfigurationFile=cn=config\nConfiguration=dn: cn=config;olcTLSCertificateFile: {live}/cert.pem;\n");
  ctl_write (site->ctl, "nginx.conf", text, -1);
  first = set (site, "first");
  ctl_assert (first, CW_EXIT_DONE);
  ctl_assert_err (first, "dn: cn=config\n");
  ctl_assert_err (first, line);
  assign_check (site->ctl, "gateway", "first");
}

static JsonObject *
run_test (Site *self, int code)
{
  g_autoptr (CtlResult) result = ctl_run (self->ctl, "test", "--type", "gateway", "--json", NULL);

  ctl_assert (result, code);
  return ctl_json (result);
}

/* What was found, what was mended, what is left: in this order, in one document and on one page. */
static void
check_mended (Site *site, JsonObject *mended)
{
  JsonArray *earlier = json_object_get_array_member (mended, "earlier");
  JsonObject *found = json_array_get_object_element (earlier, 0);
  JsonObject *mending = json_array_get_object_element (earlier, 1);
  g_autofree char *report = ctl_read (site->ctl, "mended.html", NULL);
  const char *before = strstr (report, "1. Test the Assigned");
  const char *steps = strstr (report, "2. Mend the Assigned");
  const char *after = strstr (report, "3. Test the Assigned");

  g_assert_cmpstr (json_object_get_string_member (mended, "operation"), ==, "test");
  g_assert_cmpstr (json_object_get_string_member (mended, "result"), ==, "done");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (mended, "findings")), ==, 0);
  g_assert_cmpuint (json_array_get_length (earlier), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (found, "findings")), >, 0);
  g_assert_cmpstr (json_object_get_string_member (mending, "operation"), ==, "mend");
  g_assert_cmpstr (json_object_get_string_member (mending, "result"), ==, "done");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (mending, "steps")), >, 0);
  g_assert_true (before != NULL && steps != NULL && after != NULL && before < steps && steps < after);
  g_assert_true (strstr (before, "What was found: Door gateway") < steps);
  g_assert_null (strstr (after, "What was found"));
}

/* A file changed by hand, a mode that lets others read the key, a service that serves something else: found, and mended on demand. */
static void
test_health (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) nothing = ctl_run (site->ctl, "test", NULL);
  g_autoptr (CtlResult) first = set (site, "first");
  g_autoptr (CtlResult) text = NULL;
  g_autoptr (CtlResult) wrong = NULL;
  g_autoptr (CtlResult) unanswered = NULL;
  g_autoptr (JsonObject) well = NULL;
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (CtlResult) mending = NULL;
  g_autoptr (JsonObject) mended = NULL;
  g_autoptr (JsonObject) refused = NULL;
  g_autofree char *fullchain = assign_live (site->ctl, "gateway", "fullchain.pem");
  g_autofree char *report = NULL;

  ctl_assert (nothing, CW_EXIT_NOTHING);
  ctl_assert (first, CW_EXIT_DONE);
  well = run_test (site, CW_EXIT_DONE);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (well, "findings")), ==, 0);
  text = ctl_run (site->ctl, "test", NULL);
  ctl_assert_out (text, "Door gateway");
  ctl_assert_out (text, "all is well");
  g_assert_true (g_file_set_contents_full (fullchain, "changed by hand\n", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  found = run_test (site, CW_EXIT_PARTLY);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (found, "findings")), >, 0);
  wrong = ctl_run (site->ctl, "test", "--report", "health.html", NULL);
  ctl_assert (wrong, CW_EXIT_PARTLY);
  ctl_assert_out (wrong, "fullchain.pem");
  report = ctl_read (site->ctl, "health.html", NULL);
  ctl_assert_has (report, "fullchain.pem", G_STRLOC);
  unanswered = ctl_run (site->ctl, "test", "--mend", "--json", NULL);
  ctl_assert (unanswered, CW_EXIT_UNANSWERED);
  refused = ctl_json (unanswered);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (refused, "earlier")), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (refused, "error"), "code"), ==, "needs-confirmation");
  mending = ctl_run (site->ctl, "test", "--type", "gateway", "--json", "--mend", "--force", "--report", "mended.html", NULL);
  ctl_assert (mending, CW_EXIT_DONE);
  mended = ctl_json (mending);
  check_mended (site, mended);
  assign_check (site->ctl, "gateway", "first");
  assert_serves (site, "first");
}

/* Taken off: the files are gone, and the service, which has read them, is told nothing that would stop it. */
static void
test_remove (void)
{
  g_autoptr (Site) site = site_new ();
  g_autoptr (CtlResult) first = set (site, "first");
  g_autoptr (CtlResult) plan = NULL;
  g_autoptr (CtlResult) removed = NULL;

  ctl_assert (first, CW_EXIT_DONE);
  plan = ctl_run (site->ctl, "remove", "--type", "gateway", "--what-if", NULL);
  ctl_assert (plan, CW_EXIT_DONE);
  ctl_assert_out (plan, "Door gateway");
  removed = ctl_run (site->ctl, "remove", "--type", "gateway", "--force", NULL);
  ctl_assert (removed, CW_EXIT_DONE);
  g_assert_false (assign_is_there (site->ctl, "gateway", "privkey.pem"));
  assert_serves (site, "first");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/assign-service/serves", test_serves);
  g_test_add_func ("/cli/assign-service/broken-configuration", test_broken_configuration);
  g_test_add_func ("/cli/assign-service/other-certificate", test_other_certificate);
  g_test_add_func ("/cli/assign-service/first", test_first);
  g_test_add_func ("/cli/assign-service/first-inside", test_first_inside);
  g_test_add_func ("/cli/assign-service/health", test_health);
  g_test_add_func ("/cli/assign-service/remove", test_remove);
  return g_test_run ();
}
