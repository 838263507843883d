/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "pki.h"
#include "test-process.h"

/* The whole way with a real nginx on loopback: assign, renew, roll at a time, fail and keep the old one, remove; what the port serves is asked
 * by openssl as well as by us. */

#define HOUR 3600

typedef struct {
  AssignFixture base;
  char         *nginx;
  char         *folder;        /* nginx's own */
  guint         port;
  TestProcess  *process;
} Scene;

static void
write_configuration (Scene *scene, const char *more)
{
  g_free (test_folder_write (scene->folder, "nginx.conf",
    "daemon off;\nworker_processes 1;\npid %s/nginx.pid;\nerror_log stderr notice;\nevents { }\n"
    "http {\n  access_log off;\n  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
    "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
    "  server {\n    listen 127.0.0.1:%u ssl;\n    ssl_certificate %s/nginx/fullchain.pem;\n    ssl_certificate_key %s/nginx/privkey.pem;\n  }\n}\n%s",
    scene->folder, scene->port, scene->base.live, scene->base.live, more));
}

static void
scene_setup (Scene *scene, gconstpointer data)
{
  static const char *const names[] = { "nginx", NULL };
  g_autofree char *text = NULL;

  assign_fixture_setup (&scene->base, NULL);
  scene->nginx = test_find_program (names);
  g_assert_nonnull (scene->nginx);
  scene->folder = fixture_dup_path (&scene->base.base, "nginx");
  g_assert_cmpint (g_mkdir (scene->folder, 0755), ==, 0);
  scene->port = test_free_port ();
  write_configuration (scene, "");
  text = g_strdup_printf ("Title=Web Server\n[Names]\nSubject={computer}\nNames={computer};\n"
                          "[Service]\nAction=command\nCheck=%s -p %s -c nginx.conf -t -q\nReload=%s -p %s -c nginx.conf -s reload\nProbe=tls:%u;\n",
                          scene->nginx, scene->folder, scene->nginx, scene->folder, scene->port);
  assign_fixture_write_usage (&scene->base, "nginx", text);
  assign_fixture_import (&scene->base, "web");
  assign_fixture_import (&scene->base, "web2");
  assign_fixture_import (&scene->base, "web3");
}

static void
start (Scene *scene)
{
  const char *const argv[] = { scene->nginx, "-p", scene->folder, "-c", "nginx.conf", NULL };

  scene->process = test_process_start (argv, NULL, scene->folder, "start worker process ");
}

static void
scene_teardown (Scene *scene, gconstpointer data)
{
  g_clear_pointer (&scene->process, test_process_stop);
  g_free (scene->nginx);
  g_free (scene->folder);
  assign_fixture_teardown (&scene->base, NULL);
}

/* What somebody else sees at the port. */
static void
assert_served (Scene *scene, const char *name)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", scene->port);
  g_autofree char *script = g_strdup_printf ("openssl s_client -connect %s -servername host.example.org -showcerts </dev/null 2>/dev/null >served.txt; "
                                             "openssl x509 -in served.txt -outform DER -out served.der; "
                                             "openssl x509 -in %s.pem -outform DER -out expected.der; cmp served.der expected.der; "
                                             "test $(grep -c BEGIN served.txt) -ge 2", address, name);

  pki_run ("sh", "-e", "-c", script, NULL);
}

static void
assert_noted (Scene *scene, const char *name, CwServedVerdict verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = cw_store_list_served (scene->base.base.store, &error);
  g_autofree char *pem = g_strdup_printf ("%s.pem", name);
  g_autofree char *path = pki_dup_path (pem);
  g_autoptr (CwCertificate) certificate = pki_load (path);
  const CwServedRecord *record;

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpuint (record->port, ==, scene->port);
  g_assert_cmpstr (record->verdict, ==, cw_served_verdict_to_nick (verdict));
  g_assert_cmpstr (record->sha256, ==, cw_certificate_get_sha256 (certificate));
}

static void
test_whole_way (Scene *scene, gconstpointer data)
{
  AssignFixture *fixture = &scene->base;
  G_GNUC_UNUSED g_autoptr (CwOutcome) first = assign_fixture_assign (fixture, "web", "nginx");
  g_autoptr (CwOutcome) second = NULL;
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) staged = NULL;
  g_autoptr (CwOutcome) early = NULL;
  g_autoptr (CwOutcome) rolled = NULL;
  g_autoptr (CwOutcome) removed = NULL;
  g_autoptr (GPtrArray) served = NULL;

  /* It finds its files when it starts: then each new one is taken up while it runs. */
  start (scene);
  assert_served (scene, "web");
  second = assign_fixture_assign (fixture, "web2", "nginx");
  assert_served (scene, "web2");
  assert_noted (scene, "web2", CW_SERVED_RIGHT);

  draft = assign_fixture_draft (fixture, "web3", "nginx");
  g_object_set (draft, "effective-date", cw_clock_now () + HOUR, "roll", TRUE, NULL);
  staged = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (staged, CW_RESULT_DONE);
  early = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (early, CW_RESULT_NOTHING);
  assert_served (scene, "web2");
  cw_clock_set_offset (2 * HOUR);
  rolled = assign_fixture_roll (fixture, NULL, FALSE);
  assert_result (rolled, CW_RESULT_DONE);
  assert_served (scene, "web3");
  assert_noted (scene, "web3", CW_SERVED_RIGHT);
  g_assert_cmpint (assign_fixture_get (fixture, "nginx", CW_PLACE_PREVIOUS), ==, fixture_find (&fixture->base, "web2"));

  removed = assign_fixture_remove (fixture, "nginx", CW_PLACE_CURRENT, CW_OPERATION_FORCE);
  assert_result (removed, CW_RESULT_DONE);
  assign_fixture_assert_live (fixture, "nginx", NULL);
  served = cw_store_list_served (fixture->base.store, NULL);
  g_assert_cmpuint (served->len, ==, 0);
}

/* A configuration that nginx does not take: the old certificate stays in place, on the disk, in the store and at the port. */
static void
test_broken (Scene *scene, gconstpointer data)
{
  AssignFixture *fixture = &scene->base;
  G_GNUC_UNUSED g_autoptr (CwOutcome) first = assign_fixture_assign (fixture, "web", "nginx");
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwOutcome) failed = NULL;
  g_autoptr (CwOutcome) mended = NULL;

  start (scene);
  draft = assign_fixture_draft (fixture, "web2", "nginx,plain");
  write_configuration (scene, "http { perhaps; }\n");
  failed = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (failed, CW_RESULT_FAILED);
  g_assert_error (cw_outcome_get_error (failed), CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
  assign_fixture_assert_live (fixture, "nginx", "web");
  assign_fixture_assert_live (fixture, "plain", NULL);
  assert_served (scene, "web");
  g_assert_cmpint (assign_fixture_get (fixture, "nginx", CW_PLACE_CURRENT), ==, fixture_find (&fixture->base, "web"));
  write_configuration (scene, "");
  mended = assign_fixture_run (fixture, draft, CW_OPERATION_NORMAL);
  assert_result (mended, CW_RESULT_DONE);
  assert_served (scene, "web2");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  g_test_add ("/assign/nginx/whole-way", Scene, NULL, scene_setup, test_whole_way, scene_teardown);
  g_test_add ("/assign/nginx/broken", Scene, NULL, scene_setup, test_broken, scene_teardown);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
