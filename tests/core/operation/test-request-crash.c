/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "adcs-server.h"
#include "cw-error.h"
#include "request-fixture.h"

/* A process that requests, retrieves or imports is killed at every step: after each of its commits, while the authority is silent, and
 * at moments that chance chooses. On the next start the request is there in the state that it had reached, with its key, and goes on.
 *
 * This program is its own victim: "test-request-crash child STORE ACTION N …" kills itself directly after its Nth commit. */

typedef struct {
  CwStore          *store;
  CwStoreAccess    *access;
  CwKeyring        *keyring;
  CwAuthorities    *authorities;
  CwTopology       *topology;
  CwUsageCatalogue *usages;
} Place;

static void
place_open (Place *place, const char *directory)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("a passphrase");
  g_autoptr (GError) error = NULL;

  place->store = cw_store_open (directory, &error);
  g_assert_no_error (error);
  place->keyring = cw_keyring_memory_new ();
  place->access = cw_store_access_new (place->store, place->keyring, passphrase);
  place->authorities = cw_authorities_new (place->access, place->keyring);
  place->topology = cw_topology_new ();
  place->usages = cw_usage_catalogue_new (NULL);
}

static void
place_close (Place *place)
{
  g_clear_object (&place->usages);
  g_clear_object (&place->topology);
  g_clear_object (&place->authorities);
  g_clear_object (&place->access);
  g_clear_object (&place->keyring);
  g_clear_object (&place->store);
}

/* ---- the victim ---- */

static int commits_left;

static void
committed_cb (CwStore *store)
{
  if (--commits_left == 0)
    kill (getpid (), SIGKILL);
}

static CwRequestDraft *
make_draft (Place *place, const char *words)
{
  CwRequestDraft *draft = cw_request_draft_new (place->topology, place->usages);

  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (place->usages, "Default"), TRUE);
  g_object_set (draft, "key-type", CW_KEY_ECDH_P256, "template", words, NULL);
  return draft;
}

static CwOperation *
make_operation (Place *place, const char *action, const char *argument)
{
  if (g_str_equal (action, "request"))
    {
      g_autoptr (CwRequestDraft) draft = make_draft (place, argument);

      return CW_OPERATION (cw_request_operation_new (place->authorities, draft));
    }
  if (g_str_equal (action, "offline"))
    {
      g_autoptr (CwRequestDraft) draft = make_draft (place, NULL);

      g_object_set (draft, "online", FALSE, "output", argument, NULL);
      return CW_OPERATION (cw_request_operation_new (place->authorities, draft));
    }
  if (g_str_equal (action, "again"))
    return CW_OPERATION (cw_request_operation_new_again (place->authorities, place->topology, place->usages, atoi (argument), FALSE));
  g_assert_cmpstr (action, ==, "retrieve");
  return CW_OPERATION (cw_retrieve_operation_new (place->authorities, NULL, 0));
}

static CwOutcome *
run (Place *place, const char *action, const char *argument)
{
  g_autoptr (CwOperation) operation = make_operation (place, action, argument);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);

  g_assert_no_error (error);
  return cw_operation_run (operation, plan, NULL);
}

static int
child_main (char **argv)
{
  Place place = { 0 };
  g_autoptr (CwOutcome) outcome = NULL;

  place_open (&place, argv[2]);
  commits_left = atoi (argv[4]);
  g_signal_connect (place.store, "changed", G_CALLBACK (committed_cb), NULL);
  outcome = run (&place, argv[3], argv[5]);
  g_print ("%s\n", cw_result_to_nick (cw_outcome_get_result (outcome)));
  g_clear_object (&outcome);
  place_close (&place);
  return 0;
}

/* ---- the witness ---- */

static char *own_path;

typedef struct {
  char       *folder;
  char       *directory;
  AdcsServer *server;
} Scene;

static GPid
start_child (Scene *scene, const char *action, int commits, const char *argument, int *output)
{
  g_autofree char *count = g_strdup_printf ("%d", commits);
  const char *const argv[] = { own_path, "child", scene->directory, action, count, argument != NULL ? argument : "", NULL };
  g_autoptr (GError) error = NULL;
  GPid pid = 0;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, output, NULL, &error);
  g_assert_no_error (error);
  return pid;
}

/* TRUE: it was killed. What else may have ended it ends the test. */
static gboolean
wait_for_child (GPid pid, int output)
{
  g_autoptr (GString) said = g_string_new (NULL);
  char buffer[256];
  gssize n;
  int status = 0;

  while ((n = read (output, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      g_string_append_len (said, buffer, n);
  close (output);
  while (waitpid (pid, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_spawn_close_pid (pid);
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return TRUE;
  g_test_message ("the child said: %s", said->str);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  return FALSE;
}

static gboolean
run_child (Scene *scene, const char *action, int commits, const char *argument)
{
  int output = -1;
  GPid pid = start_child (scene, action, commits, argument, &output);

  return wait_for_child (pid, output);
}

static void
scene_setup (Scene *scene, gboolean adcs)
{
  Place place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("a passphrase");
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  scene->folder = g_dir_make_tmp ("cw-crash-XXXXXX", &error);
  g_assert_no_error (error);
  scene->directory = g_build_filename (scene->folder, "store", NULL);
  place_open (&place, scene->directory);
  /* What two processes share without a keyring; the quicker one is for root alone. */
  if (geteuid () == 0)
    cw_store_protect (place.store, CW_PROTECTION_PERMISSIONS, NULL, NULL, NULL, &error);
  else
    cw_store_protect (place.store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error);
  g_assert_no_error (error);
  if (adcs)
    {
      AdcsOptions options = { .folder = scene->folder, .pages = ADCS_PAGES };

      scene->server = adcs_server_start (&options);
      g_hash_table_insert (settings, g_strdup ("host"), g_strdup ("localhost"));
      g_hash_table_insert (settings, g_strdup ("url"), g_strdup (adcs_server_get_url (scene->server)));
      g_hash_table_insert (settings, g_strdup ("trust"), g_strdup ("file"));
      g_hash_table_insert (settings, g_strdup ("trust-file"), g_strdup (adcs_server_get_tls_ca (scene->server)));
      operation = cw_add_authority_operation_new (place.authorities, "adcs", "Windows", settings, TRUE);
    }
  else
    {
      g_autoptr (CwAuthorityInfo) practice = cw_authorities_find (place.authorities, "practice", NULL);

      operation = cw_default_authority_operation_new (place.authorities, practice);
    }
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  outcome = cw_operation_run (operation, plan, NULL);
  assert_result (outcome, CW_RESULT_DONE);
  g_clear_object (&outcome);
  g_clear_object (&operation);
  place_close (&place);
}

static void
scene_teardown (Scene *scene)
{
  const char *const argv[] = { "rm", "-rf", scene->folder, NULL };
  g_autofree char *said = NULL;

  g_clear_pointer (&scene->server, adcs_server_stop);
  said = request_fixture_spawn (argv);
  g_clear_pointer (&scene->folder, g_free);
  g_clear_pointer (&scene->directory, g_free);
}

/* Every request has its key, and the database is sound. */
static GPtrArray *
check_place (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  GPtrArray *requests = cw_store_list_requests (place->store, CW_REQUESTS_ALL, &error);

  g_assert_no_error (error);
  g_assert_true (cw_store_access_unlock (place->access, NULL, NULL, &error));
  for (guint i = 0; i < requests->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (requests, i);
      G_GNUC_UNUSED g_autoptr (CwPrivateKey) key = cw_store_load_key_by_id (place->store, record->key_id, &error);

      g_assert_no_error (error);
      g_assert_nonnull (record->csr);
      g_assert_nonnull (record->wish);
      g_assert_true ((record->state == CW_REQUEST_ISSUED) == (record->certificate != 0));
    }
  problems = cw_store_check (place->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  return requests;
}

/* The request goes on from wherever it was: nobody but its owner's next press of a button is needed. */
static void
finish_at_practice (Scene *scene)
{
  Place place = { 0 };
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) there = NULL;

  place_open (&place, scene->directory);
  requests = check_place (&place);
  g_assert_cmpuint (requests->len, <=, 1);
  if (requests->len == 1)
    {
      const CwRequestRecord *record = g_ptr_array_index (requests, 0);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
      g_autoptr (CwOutcome) retrieved = run (&place, "retrieve", NULL);
      g_autoptr (CwOutcome) again = NULL;

      /* What was sent is found by asking; what was not is sent now. */
      if (record->state == CW_REQUEST_IN_DRAFT && record->sent != 0)
        assert_result (retrieved, CW_RESULT_DONE);
      else
        assert_result (retrieved, CW_RESULT_NOTHING);
      if (record->state == CW_REQUEST_IN_DRAFT && record->sent == 0)
        {
          again = run (&place, "again", id);
          assert_result (again, CW_RESULT_DONE);
        }
      after = check_place (&place);
      g_assert_cmpuint (after->len, ==, 1);
      assert_state ((CwRequestRecord *) g_ptr_array_index (after, 0), CW_REQUEST_ISSUED);
      there = cw_practice_book_list (cw_authorities_get_practice (place.authorities), NULL);
      g_assert_cmpuint (there->len, ==, 1);
    }
  place_close (&place);
}

static void
test_practice (void)
{
  gboolean killed = TRUE;
  int n;

  for (n = 1; killed; n++)
    {
      Scene scene = { 0 };

      scene_setup (&scene, FALSE);
      killed = run_child (&scene, "request", n, NULL);
      finish_at_practice (&scene);
      scene_teardown (&scene);
    }
  /* Key and request, sent, the practice CA's own, the answer: at least these. */
  g_assert_cmpint (n, >, 5);
}

static void
test_practice_by_chance (void)
{
  for (guint i = 0; i < 8; i++)
    {
      Scene scene = { 0 };
      int output = -1;
      GPid pid;

      scene_setup (&scene, FALSE);
      pid = start_child (&scene, "request", 0, NULL, &output);
      g_usleep ((gulong) g_test_rand_int_range (0, 400 * 1000));   /* any moment is the right one */
      kill (pid, SIGKILL);
      wait_for_child (pid, output);
      finish_at_practice (&scene);
      scene_teardown (&scene);
    }
}

static void
test_offline (void)
{
  gboolean killed = TRUE;

  for (int n = 1; killed; n++)
    {
      Scene scene = { 0 };
      Place place = { 0 };
      g_autofree char *path = NULL;
      g_autoptr (GPtrArray) requests = NULL;
      const CwRequestRecord *record;

      scene_setup (&scene, FALSE);
      path = g_build_filename (scene.folder, "request.csr", NULL);
      killed = run_child (&scene, "offline", n, path);
      place_open (&place, scene.directory);
      requests = check_place (&place);
      if (requests->len == 1)
        {
          record = g_ptr_array_index (requests, 0);
          if (record->state == CW_REQUEST_IN_DRAFT)
            {
              g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
              g_autoptr (CwOutcome) again = run (&place, "again", id);

              assert_result (again, CW_RESULT_PENDING);
            }
          g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
        }
      place_close (&place);
      scene_teardown (&scene);
    }
}

/* After each commit of a request to a Windows CA. */
static void
test_adcs (void)
{
  gboolean killed = TRUE;
  gboolean was_uncertain = FALSE;

  for (int n = 1; killed; n++)
    {
      Scene scene = { 0 };
      Place place = { 0 };
      g_autoptr (GPtrArray) requests = NULL;
      g_autoptr (CwOutcome) retrieved = NULL;
      guint posts;

      scene_setup (&scene, TRUE);
      killed = run_child (&scene, "request", n, "WebServer");
      posts = adcs_server_count_posts (scene.server);
      place_open (&place, scene.directory);
      requests = check_place (&place);
      g_assert_cmpuint (requests->len, <=, 1);
      if (requests->len == 1)
        {
          const CwRequestRecord *record = g_ptr_array_index (requests, 0);

          /* Nothing was at the CA unless the store says that it may be. */
          g_assert_true (posts == 0 || record->sent != 0);
          was_uncertain |= record->state == CW_REQUEST_IN_DRAFT && record->sent != 0;
        }
      retrieved = run (&place, "retrieve", NULL);
      g_assert_cmpuint (adcs_server_count_posts (scene.server), ==, posts);
      if (requests->len == 1 && ((CwRequestRecord *) g_ptr_array_index (requests, 0))->sent == 0)
        {
          g_autoptr (CwOutcome) again = run (&place, "again", "1");

          assert_result (again, CW_RESULT_DONE);
        }
      place_close (&place);
      scene_teardown (&scene);
    }
  g_assert_true (was_uncertain);
}

/* The CA has it and says nothing: the process is killed while it waits. */
static void
test_silent (void)
{
  Scene scene = { 0 };
  Place place = { 0 };
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (CwOutcome) refused = NULL;
  const CwRequestRecord *record;
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  int output = -1;
  GPid pid;

  scene_setup (&scene, TRUE);
  pid = start_child (&scene, "request", 0, "silent", &output);
  while (adcs_server_count_posts (scene.server) == 0 && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpuint (adcs_server_count_posts (scene.server), ==, 1);
  kill (pid, SIGKILL);
  g_assert_true (wait_for_child (pid, output));

  place_open (&place, scene.directory);
  requests = check_place (&place);
  g_assert_cmpuint (requests->len, ==, 1);
  record = g_ptr_array_index (requests, 0);
  assert_state (record, CW_REQUEST_IN_DRAFT);
  g_assert_cmpint (record->sent, >, 0);
  /* With nobody to ask, it is not sent a second time. */
  refused = run (&place, "again", "1");
  g_assert_error (cw_outcome_get_error (refused), CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION);
  g_assert_cmpuint (adcs_server_count_posts (scene.server), ==, 1);
  place_close (&place);
  scene_teardown (&scene);
}

/* Killed while it processes what waits: what was issued is there the next time. */
static void
test_retrieve (void)
{
  gboolean killed = TRUE;

  for (int n = 1; killed; n++)
    {
      Scene scene = { 0 };
      Place place = { 0 };
      g_autoptr (GPtrArray) before = NULL;
      g_autoptr (GPtrArray) after = NULL;
      g_autoptr (CwOutcome) retrieved = NULL;

      scene_setup (&scene, TRUE);
      for (guint i = 0; i < 3; i++)
        g_assert_false (run_child (&scene, "request", 0, "pend"));
      place_open (&place, scene.directory);
      before = check_place (&place);
      g_assert_cmpuint (before->len, ==, 3);
      for (guint i = 0; i < before->len; i++)
        adcs_server_approve (scene.server, (guint) atoi (((CwRequestRecord *) g_ptr_array_index (before, i))->handle));
      place_close (&place);
      killed = run_child (&scene, "retrieve", n, NULL);
      place_open (&place, scene.directory);
      retrieved = run (&place, "retrieve", NULL);
      after = check_place (&place);
      for (guint i = 0; i < after->len; i++)
        assert_state ((CwRequestRecord *) g_ptr_array_index (after, i), CW_REQUEST_ISSUED);
      place_close (&place);
      scene_teardown (&scene);
    }
}

int
main (int argc, char **argv)
{
  if (argc >= 6 && g_str_equal (argv[1], "child"))
    return child_main (argv);
  own_path = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operation/request-crash/practice", test_practice);
  g_test_add_func ("/operation/request-crash/practice-by-chance", test_practice_by_chance);
  g_test_add_func ("/operation/request-crash/offline", test_offline);
  g_test_add_func ("/operation/request-crash/adcs", test_adcs);
  g_test_add_func ("/operation/request-crash/silent", test_silent);
  g_test_add_func ("/operation/request-crash/retrieve", test_retrieve);
  return g_test_run ();
}
