/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The home screen as a model: what it shows and in which order, that it follows the store, what it warns of, and its timeline. */
#include <string.h>
#include "assign-fixture.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-usage-table.h"

#define add(path, function) \
  g_test_add (path, AssignFixture, NULL, assign_fixture_setup, function, teardown)

#define DAY 86400

/* ---- help ---- */

/* A worker that was loading when the table went holds on to what it reads until it has told so. */
static void
teardown (AssignFixture *fixture, gconstpointer data)
{
  while (g_atomic_int_get (&G_OBJECT (fixture->assignments)->ref_count) > 1 || g_atomic_int_get (&G_OBJECT (fixture->authorities)->ref_count) > 2)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  assign_fixture_teardown (fixture, data);
}

static void
iterate (void)
{
  g_main_context_iteration (NULL, TRUE);
}

static CwUsageTable *
open_table (CwAssignments *assignments)
{
  CwUsageTable *table = cw_usage_table_new (assignments);

  while (!cw_usage_table_is_ready (table))
    iterate ();
  return table;
}

/* With the usages that ship. */
static CwAssignments *
with_shipped_usages (AssignFixture *fixture)
{
  g_autofree char *topology = fixture_dup_path (&fixture->base, "topology.conf");
  g_autoptr (CwUsageCatalogue) usages = cw_usage_catalogue_new (NULL);

  return cw_assignments_new (fixture->authorities, fixture->keyring, usages, topology, fixture->live);
}

static void
save_topology (AssignFixture *fixture, CwTopology *topology)
{
  g_autofree char *path = fixture_dup_path (&fixture->base, "topology.conf");
  g_autoptr (GError) error = NULL;

  cw_topology_save (topology, path, &error);
  g_assert_no_error (error);
}

/* "group: usage usage; group: …" */
static char *
dup_shown (CwUsageTable *table)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (table), i);

      g_string_append_printf (text, "%s%s:", i > 0 ? "; " : "", cw_usage_group_get_id (group));
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (group)); k++)
        {
          g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), k);

          g_string_append_printf (text, " %s", cw_usage_get_id (cw_usage_entry_get_usage (entry)));
        }
    }
  return g_string_free (text, FALSE);
}

static gboolean
shows (CwUsageTable *table, const char *text)
{
  g_autofree char *shown = dup_shown (table);

  return strstr (shown, text) != NULL;
}

static gint64
get_certificate (CwUsageTable *table, const char *usage, CwPlace place)
{
  CwUsageEntry *entry = cw_usage_table_find (table, usage);
  CwAssigned *assigned = entry != NULL ? cw_usage_entry_get (entry, place) : NULL;

  return assigned != NULL ? cw_stored_certificate_get_id (cw_assigned_get_certificate (assigned)) : 0;
}

static void
assign (AssignFixture *fixture, const char *reference, const char *types)
{
  g_object_unref (assign_fixture_assign (fixture, reference, types));
}

static void
stage (AssignFixture *fixture, const char *reference, const char *types, gint64 when)
{
  g_autoptr (CwAssignDraft) draft = assign_fixture_draft (fixture, reference, types);
  g_autoptr (CwOutcome) outcome = NULL;

  g_object_set (draft, "effective-date", when, "roll", TRUE, NULL);
  outcome = assign_fixture_run (fixture, draft, CW_OPERATION_FORCE);
  assert_result (outcome, CW_RESULT_DONE);
}

static char *
dup_warnings (CwUsageTable *table)
{
  GListModel *warnings = cw_usage_table_get_warnings (table);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (warnings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (warnings, i);

      g_string_append_printf (text, "%s %s: %s\n", cw_severity_to_nick (cw_finding_get_severity (finding)), cw_finding_get_usage (finding),
                              cw_finding_get_sentence (finding));
    }
  return g_string_free (text, FALSE);
}

static void
assert_warned (CwAssignments *assignments, const char *expected)
{
  g_autoptr (CwUsageTable) table = open_table (assignments);
  g_autofree char *text = dup_warnings (table);

  if (expected == NULL)
    g_assert_cmpstr (text, ==, "");
  else if (strstr (text, expected) == NULL)
    g_error ("“%s” is not among these: %s", expected, text);
}

static void
refresh (CwUsageTable *table)
{
  cw_usage_table_refresh (table);
  g_assert_true (cw_usage_table_is_checking (table));
  while (cw_usage_table_is_checking (table))
    iterate ();
}

/* ---- what is shown ---- */

/* On a computer that nobody has described: its default certificate, and whatever is installed. */
static void
test_bare_computer (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignments) assignments = with_shipped_usages (fixture);
  g_autoptr (CwUsageTable) table = open_table (assignments);

  g_assert_true (shows (table, "default: Default WebServicesInternal WebServicesExternal"));
  g_assert_false (shows (table, "oauth:"));
  g_assert_false (shows (table, "edge-"));
  g_assert_false (shows (table, "online:"));
  g_object_set (table, "show-all", TRUE, NULL);
  g_assert_true (shows (table, "default: Default WebServicesInternal WebServicesExternal; oauth: OAuthTokenIssuer; edge-internal: Internal; edge-external:"));
  g_assert_true (shows (table, "online:"));
  g_assert_true (shows (table, "nginx"));
  g_object_set (table, "show-all", FALSE, NULL);
  g_assert_false (shows (table, "online:"));
}

static void
test_topology (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAssignments) assignments = with_shipped_usages (fixture);
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwSipDomain) domain = cw_sip_domain_new ("example.org");
  g_autoptr (CwPool) pool = cw_pool_new ("edge.example.org");

  cw_topology_add_sip_domain (topology, domain);
  save_topology (fixture, topology);
  {
    g_autoptr (CwUsageTable) table = open_table (assignments);

    g_assert_true (shows (table, "oauth: OAuthTokenIssuer"));
    g_assert_false (shows (table, "edge-"));
  }
  g_object_set (pool, "access-edge", "access.example.org", NULL);
  cw_topology_add_pool (topology, pool);
  g_object_set (cw_topology_get_this (topology), "pool", "edge.example.org", NULL);
  save_topology (fixture, topology);
  {
    g_autoptr (CwUsageTable) table = open_table (assignments);

    g_assert_true (shows (table, "edge-internal: Internal; edge-external: AccessEdgeExternal"));
  }
}

static void
test_edge_role (AssignFixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "Edge", NULL };
  g_autoptr (CwAssignments) assignments = with_shipped_usages (fixture);
  g_autoptr (CwTopology) topology = cw_topology_new ();
  g_autoptr (CwUsageTable) table = NULL;

  g_object_set (cw_topology_get_this (topology), "roles", roles, NULL);
  save_topology (fixture, topology);
  table = open_table (assignments);
  g_assert_true (shows (table, "edge-internal: Internal"));
}

/* What is assigned is shown wherever it belongs. */
static void
test_assigned_is_shown (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAssignments) assignments = with_shipped_usages (fixture);
  g_autoptr (CwUsageTable) table = open_table (assignments);
  g_autoptr (CwAssignmentRecord) record = NULL;

  record = cw_assignment_record_new ("MPNService", CW_PLACE_PREVIOUS, assign_fixture_import (fixture, "web"));
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_assignment (fixture->base.store, record, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  while (!shows (table, "online: MPNService"))
    iterate ();
  g_assert_cmpint (get_certificate (table, "MPNService", CW_PLACE_PREVIOUS), ==, record->certificate);
}

/* Its file was removed while it is in use: it stays, to be taken off. */
static void
test_lost_usage (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwUsageTable) table = NULL;

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "second");
  assign_fixture_remove_usage (fixture, "second");
  table = open_table (fixture->assignments);
  g_assert_true (shows (table, "second"));
  g_assert_cmpint (get_certificate (table, "second", CW_PLACE_CURRENT), !=, 0);
  refresh (table);
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_entry_get_findings (cw_usage_table_find (table, "second"))), ==, 1);
  g_clear_object (&table);
}

/* ---- following ---- */

typedef struct { guint changes; guint position, removed, added; } Changes;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Changes *changes = user_data;

  changes->changes++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

static void
test_follows (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwUsageTable) table = open_table (fixture->assignments);
  g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (table), 0);
  g_autoptr (CwUsageEntry) other = g_object_ref (cw_usage_table_find (table, "second"));
  g_autoptr (CwUsageEntry) before = g_object_ref (cw_usage_table_find (table, "plain"));
  Changes in_group = { 0 };
  Changes of_groups = { 0 };
  gint64 web = assign_fixture_import (fixture, "web");

  while (cw_usage_group_get_n_assigned (group) != 0)
    iterate ();
  g_signal_connect (group, "items-changed", G_CALLBACK (changed_cb), &in_group);
  g_signal_connect (table, "items-changed", G_CALLBACK (changed_cb), &of_groups);
  assign (fixture, "web", "plain");
  while (get_certificate (table, "plain", CW_PLACE_CURRENT) != web)
    iterate ();
  /* One row is another one now; the others, and their group, are the same objects. */
  g_assert_cmpuint (in_group.removed, ==, 1);
  g_assert_cmpuint (in_group.added, ==, 1);
  g_assert_cmpuint (of_groups.changes, ==, 0);
  g_assert_true (cw_usage_table_find (table, "second") == other);
  g_assert_true (cw_usage_table_find (table, "plain") != before);
  g_assert_cmpuint (cw_usage_group_get_n_assigned (group), ==, 1);
  g_assert_null (cw_usage_group_get_common (group));
  g_signal_handlers_disconnect_by_data (group, &in_group);
  g_signal_handlers_disconnect_by_data (table, &of_groups);
}

/* Another connection is another process. */
static void
test_follows_others (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_dup_path (&fixture->base, "store");
  g_autoptr (CwUsageTable) table = open_table (fixture->assignments);
  g_autoptr (CwStore) elsewhere = cw_store_open (folder, &error);
  g_autoptr (CwAssignmentRecord) record = cw_assignment_record_new ("plain", CW_PLACE_CURRENT, assign_fixture_import (fixture, "web"));

  g_assert_no_error (error);
  g_assert_true (cw_store_begin (elsewhere, &error));
  g_assert_true (cw_store_put_assignment (elsewhere, record, &error));
  g_assert_true (cw_store_commit (elsewhere, &error));
  while (get_certificate (table, "plain", CW_PLACE_CURRENT) != record->certificate)
    iterate ();
}

static void
test_common (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwUsageTable) table = NULL;
  g_autoptr (CwUsageGroup) group = NULL;
  gint64 web = assign_fixture_import (fixture, "web");

  assign_fixture_remove_usage (fixture, "pfx");
  assign (fixture, "web", "plain,second,slow");
  table = open_table (fixture->assignments);
  group = g_list_model_get_item (G_LIST_MODEL (table), 0);
  g_assert_cmpuint (cw_usage_group_get_n_assigned (group), ==, 3);
  g_assert_cmpint (cw_assigned_get_record (cw_usage_group_get_common (group))->certificate, ==, web);
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web2", "slow");
  while (cw_usage_group_get_common (group) != NULL)
    iterate ();
  g_clear_object (&group);
  g_clear_object (&table);
}

/* ---- warnings ---- */

static void
test_expiry (AssignFixture *fixture, gconstpointer data)
{
  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain,second");
  assert_warned (fixture->assignments, NULL);
  /* An hour past the full day: how quickly the certificate was made must not decide how many days are left. */
  cw_clock_set_offset (70 * DAY + 3600);
  /* Once for all usages that have it. */
  assert_warned (fixture->assignments, "warning plain: “web” (Plain Service, Second Service) expires in 19 days. Request a new certificate and assign it.\n");
  stage (fixture, "web2", "plain", cw_clock_now () + 5 * DAY);
  /* Second Service has none yet. */
  assert_warned (fixture->assignments, "Request a new certificate");
  stage (fixture, "web2", "second", cw_clock_now () + 6 * DAY);
  assert_warned (fixture->assignments, "info plain: “web” (Plain Service, Second Service) expires in 19 days. “web2” takes over on");
  stage (fixture, "web2", "second", cw_clock_now () + 40 * DAY);
  assert_warned (fixture->assignments, "takes over only afterwards");
  cw_clock_set_offset (95 * DAY + 3600);
  assert_warned (fixture->assignments, "error plain: “web” (Plain Service, Second Service) expired 5 days ago.");
}

static void
test_failed_roll (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAssignmentRecord) next = NULL;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign (fixture, "web", "plain");
  stage (fixture, "web2", "plain", cw_clock_now () + 2 * DAY);
  assert_warned (fixture->assignments, NULL);
  cw_clock_set_offset (3 * DAY);
  assert_warned (fixture->assignments, "warning plain: “web2” should have taken over in “Plain Service” on");
  next = assign_fixture_record (fixture, "plain", CW_PLACE_NEXT);
  next->tries = 1;
  next->next_try = cw_clock_now () + 600;
  next->message = g_strdup ("The port is closed.");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_assignment (fixture->base.store, next, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_warned (fixture->assignments, "error plain: “web2” could not take over in “Plain Service”: The port is closed. The next attempt is in");
  {
    g_autoptr (CwUsageTable) table = open_table (fixture->assignments);

    /* A check finds it, too; it is told once. */
    refresh (table);
    g_assert_cmpuint (g_list_model_get_n_items (cw_usage_table_get_warnings (table)), ==, 1);
  }
}

/* What another process saw of a port, as long as nothing was assigned since. */
static void
test_served (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CwServedRecord record = { (char *) "plain", (char *) "tls", 443, cw_clock_now () + 30, (char *) "other", NULL, (char *) "Port 443 serves another certificate." };
  CwServedRecord good = { (char *) "plain", (char *) "tls", 8443, cw_clock_now () + 30, (char *) "right", NULL, (char *) "Good." };

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_served (fixture->base.store, &record, &error));
  g_assert_true (cw_store_put_served (fixture->base.store, &good, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  {
    g_autoptr (CwUsageTable) table = open_table (fixture->assignments);

    g_assert_cmpstr (cw_usage_entry_get_served (cw_usage_table_find (table, "plain"))->verdict, ==, "other");
  }
  assert_warned (fixture->assignments, "error plain: Port 443 serves another certificate.");
  {
    g_autoptr (CwUsageTable) table = open_table (fixture->assignments);
    g_autoptr (CwFinding) finding = g_list_model_get_item (cw_usage_table_get_warnings (table), 0);

    g_assert_cmpint (cw_finding_get_mend (finding), ==, CW_MEND_ASSIGN_AGAIN);
  }
  assign_fixture_import (fixture, "web2");
  cw_clock_set_offset (60);
  assign (fixture, "web2", "plain");
  assert_warned (fixture->assignments, NULL);
}

/* Where nobody answers, neither new files nor a reload help: it says what does. */
static void
test_silent (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CwServedRecord record = { (char *) "plain", (char *) "tls", 443, cw_clock_now () + 30, (char *) "nothing", NULL, (char *) "Nothing listens on port 443." };
  g_autoptr (CwUsageTable) table = NULL;
  g_autoptr (CwFinding) finding = NULL;

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_served (fixture->base.store, &record, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_warned (fixture->assignments, "warning plain: Nothing listens on port 443. See to it that Plain Service runs and serves TLS there.");
  table = open_table (fixture->assignments);
  finding = g_list_model_get_item (cw_usage_table_get_warnings (table), 0);
  g_assert_cmpint (cw_finding_get_mend (finding), ==, CW_MEND_NOTHING);
}

/* A service rarely uses all of its ports: that nothing listens on one says nothing where another one is served. */
static void
test_silent_port (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CwServedRecord silent = { (char *) "plain", (char *) "pop3", 110, cw_clock_now () + 60, (char *) "nothing", NULL, (char *) "Nothing listens on port 110." };
  CwServedRecord good = { (char *) "plain", (char *) "tls", 993, cw_clock_now () + 60, (char *) "right", NULL, (char *) "Good." };

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_served (fixture->base.store, &silent, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_warned (fixture->assignments, "Nothing listens on port 110.");
  g_assert_true (cw_store_begin (fixture->base.store, &error));
  g_assert_true (cw_store_put_served (fixture->base.store, &good, &error));
  g_assert_true (cw_store_commit (fixture->base.store, &error));
  assert_warned (fixture->assignments, NULL);
}

/* ---- refreshing ---- */

static void
test_refresh (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->live, "plain", "chain.pem", NULL);
  g_autoptr (CwUsageTable) table = NULL;
  g_autoptr (CwOperation) mend = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *text = NULL;

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain,second");
  table = open_table (fixture->assignments);
  refresh (table);
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_table_get_warnings (table)), ==, 0);
  g_assert_true (g_file_set_contents (path, "changed", -1, NULL));
  refresh (table);
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_entry_get_findings (cw_usage_table_find (table, "plain"))), >=, 1);
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_entry_get_findings (cw_usage_table_find (table, "second"))), ==, 0);
  text = dup_warnings (table);
  g_assert_nonnull (strstr (text, "changed by hand"));
  /* What was mended is not so any more, before anybody looks again. */
  mend = cw_mend_operation_new (fixture->assignments, NULL);
  outcome = fixture_run (&fixture->base, mend);
  assert_result (outcome, CW_RESULT_DONE);
  while (g_list_model_get_n_items (cw_usage_table_get_warnings (table)) > 0)
    iterate ();
  g_assert_cmpuint (g_list_model_get_n_items (cw_usage_entry_get_findings (cw_usage_table_find (table, "plain"))), ==, 0);
}

static gint64
put_request (CwStore *store, gint64 id, CwRequestState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRequestRecord) record = cw_request_record_new ();

  record->id = id;
  record->state = state;
  record->key_id = g_strdup ("00");
  record->kind = g_strdup ("practice");
  record->ca = g_strdup ("practice");
  g_assert_true (cw_store_begin (store, &error));
  if (id == 0)
    id = cw_store_add_request (store, record, &error);
  else
    cw_store_update_request (store, record, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_commit (store, &error));
  return id;
}

/* The button is dimmed until somebody has asked; afterwards it follows. */
static void
test_pending (AssignFixture *fixture, gconstpointer data)
{
  gint64 id = put_request (fixture->base.store, 0, CW_REQUEST_PENDING);
  g_autoptr (CwUsageTable) table = NULL;
  guint n = 0;

  put_request (fixture->base.store, 0, CW_REQUEST_DENIED);
  table = open_table (fixture->assignments);
  refresh (table);
  while (cw_usage_table_get_n_pending (table) != 1)
    iterate ();
  put_request (fixture->base.store, id, CW_REQUEST_ISSUED);
  while (cw_usage_table_get_n_pending (table) != 0)
    iterate ();
  g_object_get (table, "n-pending", &n, NULL);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_not_asked (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwUsageTable) table = open_table (fixture->assignments);

  put_request (fixture->base.store, 0, CW_REQUEST_PENDING);
  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  while (get_certificate (table, "plain", CW_PLACE_CURRENT) == 0)
    iterate ();
  g_assert_cmpuint (cw_usage_table_get_n_pending (table), ==, 0);
}

/* Closing the window while it checks. */
static void
test_closed_while_checking (AssignFixture *fixture, gconstpointer data)
{
  CwUsageTable *table = open_table (fixture->assignments);
  gpointer watched = table;

  assign_fixture_import (fixture, "web");
  assign (fixture, "web", "plain");
  cw_usage_table_refresh (table);
  g_object_add_weak_pointer (G_OBJECT (table), &watched);
  g_object_run_dispose (G_OBJECT (table));
  g_object_unref (table);
  while (watched != NULL)
    iterate ();
}

/* ---- timeline ---- */

static void
test_timeline (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (CwUsageTable) table = NULL;
  g_autoptr (CwTimelineEntry) first = NULL;
  g_autoptr (CwTimelineEntry) second = NULL;
  GListModel *timeline;
  gint64 when = cw_clock_now () + 3 * DAY;

  assign_fixture_import (fixture, "web");
  assign_fixture_import (fixture, "web2");
  assign_fixture_import (fixture, "web3");
  assign (fixture, "web2", "plain");
  assign (fixture, "web", "second,slow");
  stage (fixture, "web3", "second", when + DAY);
  stage (fixture, "web3", "slow", when);
  table = open_table (fixture->assignments);
  timeline = cw_usage_table_get_timeline (table);
  g_assert_cmpuint (g_list_model_get_n_items (timeline), ==, 2);
  first = g_list_model_get_item (timeline, 0);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_timeline_entry_get_certificate (first)), ==, "web");
  g_assert_cmpstr (cw_timeline_entry_get_usages (first), ==, "Second Service, Slow Service");
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_timeline_entry_get_successor (first)), ==, "web3");
  g_assert_cmpint (cw_timeline_entry_get_effective (first), ==, when);
  g_assert_cmpint (cw_timeline_entry_get_lead_time (first), ==, DAY);
  second = g_list_model_get_item (timeline, 1);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (cw_timeline_entry_get_certificate (second)), ==, "web2");
  g_assert_null (cw_timeline_entry_get_successor (second));
  g_assert_cmpint (cw_timeline_entry_get_effective (second), ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  assign_pki_setup ();
  add ("/usage-table/bare-computer", test_bare_computer);
  add ("/usage-table/topology", test_topology);
  add ("/usage-table/edge-role", test_edge_role);
  add ("/usage-table/assigned-is-shown", test_assigned_is_shown);
  add ("/usage-table/lost-usage", test_lost_usage);
  add ("/usage-table/follows", test_follows);
  add ("/usage-table/follows-others", test_follows_others);
  add ("/usage-table/common", test_common);
  add ("/usage-table/expiry", test_expiry);
  add ("/usage-table/failed-roll", test_failed_roll);
  add ("/usage-table/served", test_served);
  add ("/usage-table/silent-port", test_silent_port);
  add ("/usage-table/silent", test_silent);
  add ("/usage-table/refresh", test_refresh);
  add ("/usage-table/pending", test_pending);
  add ("/usage-table/not-asked", test_not_asked);
  add ("/usage-table/closed-while-checking", test_closed_while_checking);
  add ("/usage-table/timeline", test_timeline);
  result = g_test_run ();
  assign_pki_teardown ();
  return result;
}
