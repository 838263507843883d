/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "request-fixture.h"
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"

static CwTopology *
make_topology (void)
{
  CwTopology *topology = cw_topology_new ();
  g_autoptr (CwPool) pool = cw_pool_new ("pool.example.org");
  g_autoptr (CwSipDomain) primary = cw_sip_domain_new ("example.org");
  g_autoptr (CwSipDomain) second = cw_sip_domain_new ("example.net");

  g_object_set (pool, "internal-web", "web.example.org", "external-web", "www.example.org", NULL);
  cw_topology_add_pool (topology, pool);
  g_object_set (cw_topology_get_this (topology), "pool", "pool.example.org", NULL);
  cw_topology_add_sip_domain (topology, primary);
  cw_topology_add_sip_domain (topology, second);
  cw_topology_set_primary (topology, primary);
  return topology;
}

static void
make_rest (RequestFixture *fixture)
{
  fixture->authorities = cw_authorities_new (fixture->base.access, CW_KEYRING (fixture->base.keyring));
}

void
request_fixture_open (RequestFixture *fixture, const char *folder)
{
  fixture_open (&fixture->base, folder);
  fixture->topology = make_topology ();
  fixture->usages = cw_usage_catalogue_new (NULL);
  make_rest (fixture);
}

void
request_fixture_setup (RequestFixture *fixture, gconstpointer data)
{
  fixture_setup (&fixture->base, data);
  fixture->topology = make_topology ();
  fixture->usages = cw_usage_catalogue_new (NULL);
  make_rest (fixture);
}

void
request_fixture_close (RequestFixture *fixture)
{
  g_assert_finalize_object (fixture->authorities);
  g_assert_finalize_object (fixture->topology);
  g_assert_finalize_object (fixture->usages);
  fixture_close (&fixture->base);
}

void
request_fixture_teardown (RequestFixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->authorities);
  g_assert_finalize_object (fixture->topology);
  g_assert_finalize_object (fixture->usages);
  fixture_teardown (&fixture->base, data);
}

void
request_fixture_restart (RequestFixture *fixture)
{
  g_assert_finalize_object (fixture->authorities);
  fixture_reopen (&fixture->base, NULL);
  make_rest (fixture);
}

CwRequestDraft *
request_fixture_draft (RequestFixture *fixture, const char *authority)
{
  CwRequestDraft *draft = cw_request_draft_new (fixture->topology, fixture->usages);

  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (fixture->usages, "Default"), TRUE);
  g_object_set (draft, "authority", authority, "key-type", CW_KEY_ECDH_P256, NULL);
  return draft;
}

CwOutcome *
request_fixture_request (RequestFixture *fixture, CwRequestDraft *draft)
{
  g_autoptr (CwRequestOperation) operation = cw_request_operation_new (fixture->authorities, draft);

  return fixture_run (&fixture->base, CW_OPERATION (operation));
}

CwOutcome *
request_fixture_again (RequestFixture *fixture, gint64 id, gboolean new_key)
{
  g_autoptr (CwRequestOperation) operation =
    cw_request_operation_new_again (fixture->authorities, fixture->topology, fixture->usages, id, new_key);

  return fixture_run (&fixture->base, CW_OPERATION (operation));
}

CwOutcome *
request_fixture_retrieve (RequestFixture *fixture)
{
  g_autoptr (CwRetrieveOperation) operation = cw_retrieve_operation_new (fixture->authorities, NULL, 0);

  return fixture_run (&fixture->base, CW_OPERATION (operation));
}

void
request_fixture_hold (RequestFixture *fixture, gboolean hold)
{
  g_autoptr (CwOperation) operation = cw_practice_policy_operation_new (fixture->authorities, hold);
  g_autoptr (CwOutcome) outcome = fixture_run (&fixture->base, operation);

  assert_result (outcome, CW_RESULT_DONE);
}

const CwRequestRecord *
request_fixture_first (CwOutcome *outcome)
{
  g_autoptr (CwStoredRequest) request = g_list_model_get_item (cw_outcome_get_requests (outcome), 0);

  g_assert_nonnull (request);
  return cw_stored_request_get_record (request);
}

CwRequestRecord *
request_fixture_reload (RequestFixture *fixture, gint64 id)
{
  g_autoptr (GError) error = NULL;
  CwRequestRecord *record = cw_store_find_request (fixture->base.store, id, &error);

  g_assert_no_error (error);
  return record;
}

gboolean
request_fixture_has_key (RequestFixture *fixture, const CwRequestRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrivateKey) key = NULL;

  cw_store_access_unlock (fixture->base.access, NULL, NULL, &error);
  g_assert_no_error (error);
  key = cw_store_load_key_by_id (fixture->base.store, record->key_id, NULL);
  return key != NULL;
}

char *
request_fixture_spawn (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *problems = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, &problems, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s %s", argv[0], error->message, problems);
  return g_steal_pointer (&text);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* The bytes of every file but the index of the log, which readers share. */
char *
request_fixture_snapshot (RequestFixture *fixture)
{
  g_autofree char *directory = fixture_dup_path (&fixture->base, "store");
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autofree char *content = NULL;
      g_autofree char *digest = NULL;
      gsize size = 0;

      if (g_str_has_suffix (name, "-shm") || !g_file_get_contents (path, &content, &size, NULL))
        continue;
      digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
      g_ptr_array_add (lines, g_strdup_printf ("%s %s", name, digest));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
