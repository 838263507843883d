/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-assign FOLDER COUNT: assigns two certificates in turn to a usage without a service, as an operation and as a transaction on the disk alone, and
 * what a bare program needs that writes, syncs and renames the same files, puts the same link in place, and syncs as many commits. Prints milliseconds
 * for each turn, "OPERATION PEER COMMITS TRANSACTION PEER". */
#include "cw-assign-operation.h"
#include "cw-context.h"
#include "cw-request-operation.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USAGE "Default"
#define NAME "host.example.org"

static void
need (gboolean good, const char *what)
{
  if (!good)
    g_error ("bench-assign: %s", what);
}

/* ---- ours ---- */

static gint n_commits;

static void
count_cb (CwStore *store, gpointer user_data)
{
  g_atomic_int_inc (&n_commits);
}

static CwContext *
open_store (const char *folder)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("bench");
  g_autofree char *directory = g_build_filename (folder, "ours", NULL);
  CwContextOptions options = { .store_directory = directory, .store_passphrase = passphrase };
  g_autoptr (GError) error = NULL;
  CwContext *context = cw_context_new (&options, &error);

  need (context != NULL, error ? error->message : "no store");
  g_signal_connect (cw_context_get_store (context), "changed", G_CALLBACK (count_cb), NULL);
  return context;
}

static void
run (CwOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = cw_operation_prepare (operation, NULL, &error);
  g_autoptr (CwOutcome) outcome = NULL;

  need (plan != NULL, error ? error->message : "no plan");
  cw_operation_set_flags (operation, CW_OPERATION_FORCE);
  outcome = cw_operation_run (operation, plan, NULL);
  need (cw_outcome_get_result (outcome) == CW_RESULT_DONE, cw_outcome_get_summary (outcome));
}

static void
request (CwContext *context, const char *friendly_name)
{
  CwUsageCatalogue *usages = cw_context_get_usages (context);
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (cw_context_get_topology (context), usages);
  g_autoptr (CwRequestOperation) operation = NULL;

  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (usages, USAGE), TRUE);
  g_object_set (draft, "authority", "practice", "computer", NAME, "key-type", CW_KEY_ECDH_P256, "friendly-name", friendly_name, NULL);
  operation = cw_request_operation_new (cw_context_get_authorities (context), draft);
  run (CW_OPERATION (operation));
}

static void
assign (CwContext *context, const char *friendly_name)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (context));
  g_autoptr (CwAssignOperation) operation = NULL;

  g_object_set (draft, "reference", friendly_name, NULL);
  cw_assign_draft_add_usage (draft, cw_usage_catalogue_find (cw_context_get_usages (context), USAGE));
  operation = cw_assign_operation_new (draft);
  run (CW_OPERATION (operation));
}

/* The transaction by itself, beside the store. */
typedef struct { CwLive *live; CwServiceManager *services; CwFilePlan *plan; CwMaterial *material; } Disk;

static void
open_disk (Disk *self, CwContext *context, const char *folder)
{
  g_autofree char *live = g_build_filename (folder, "transaction", NULL);
  const CwFilePlanOptions options = { live, NAME, FALSE };
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  CwStore *store = cw_context_get_store (context);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStoredCertificate) row = cw_store_find (store, "one", &error);
  g_autoptr (CwCertificate) leaf = row != NULL ? cw_store_load_certificate (store, cw_stored_certificate_get_id (row), &error) : NULL;
  g_autoptr (CwPrivateKey) key = leaf != NULL ? cw_store_load_key (store, cw_stored_certificate_get_id (row), &error) : NULL;

  need (key != NULL, error ? error->message : "no key");
  self->live = cw_live_new (live, writer);
  self->services = cw_service_manager_new (FALSE);
  self->plan = cw_file_plan_new (cw_usage_catalogue_find (cw_context_get_usages (context), USAGE), &options, NULL);
  self->material = cw_material_new (leaf, chain, NULL, key, "one", &error);
  need (self->material != NULL, error ? error->message : "no material");
}

static void
deploy (Disk *self)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (self->live, self->services);
  g_autoptr (GError) error = NULL;

  cw_deployment_add (deployment, self->plan);
  cw_deployment_set_material (deployment, self->material);
  need (cw_deployment_run (deployment, NULL, NULL, NULL, &error), error ? error->message : "run");
  need (cw_deployment_commit (deployment, &error), error ? error->message : "commit");
}

static void
close_disk (Disk *self)
{
  g_object_unref (self->live);
  g_object_unref (self->services);
  g_object_unref (self->plan);
  g_object_unref (self->material);
}

/* ---- the peer ---- */

static const char *const names[] = { "cert.pem", "chain.pem", "fullchain.pem", "privkey.pem" };

typedef struct {
  char         *folder;
  GBytes       *content[G_N_ELEMENTS (names)];
  guint         number;
  sqlite3      *database;
  sqlite3_stmt *insert;
} Peer;

static void
open_peer (Peer *self, const char *folder, const char *live)
{
  g_autofree char *path = g_build_filename (folder, "peer.db", NULL);

  self->folder = g_build_filename (folder, "peer", NULL);
  need (mkdir (self->folder, 0755) == 0, self->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *from = g_build_filename (live, names[i], NULL);
      char *data = NULL;
      gsize size = 0;

      need (g_file_get_contents (from, &data, &size, NULL), from);
      self->content[i] = g_bytes_new_take (data, size);
    }
  need (sqlite3_open (path, &self->database) == SQLITE_OK, path);
  sqlite3_exec (self->database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE kept (bytes BLOB)", NULL, NULL, NULL);
  need (sqlite3_prepare_v2 (self->database, "INSERT INTO kept VALUES (?)", -1, &self->insert, NULL) == SQLITE_OK, "prepare");
}

static void
sync_folder (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  need (fsync (fd) == 0, path);
  close (fd);
}

/* Beside the target, synced, renamed: as every program does it that is careful. */
static void
write_file (const char *folder, const char *name, GBytes *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *temporary = g_strconcat (path, ".tmp", NULL);
  int fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (content, &size);

  need (write (fd, data, size) == (gssize) size && fsync (fd) == 0, path);
  close (fd);
  need (rename (temporary, path) == 0, path);
}

static void
write_peer_files (Peer *self)
{
  g_autofree char *number = g_strdup_printf ("%u", ++self->number), *folder = g_build_filename (self->folder, number, NULL);
  g_autofree char *link = g_build_filename (self->folder, "live", NULL), *temporary = g_strconcat (link, ".tmp", NULL);

  need (mkdir (folder, 0755) == 0, folder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    write_file (folder, names[i], self->content[i]);
  sync_folder (folder);
  sync_folder (self->folder);
  need (symlink (number, temporary) == 0 && rename (temporary, link) == 0, link);
  sync_folder (self->folder);
}

static void
commit (Peer *self)
{
  sqlite3_bind_text (self->insert, 1, NAME, -1, SQLITE_STATIC);
  need (sqlite3_step (self->insert) == SQLITE_DONE, "insert");
  sqlite3_reset (self->insert);
}

static void
close_peer (Peer *self)
{
  g_free (self->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_bytes_unref (self->content[i]);
  sqlite3_finalize (self->insert);
  sqlite3_close (self->database);
}

/* ---- in turn ---- */

static double
since (gint64 *start)
{
  gint64 now = g_get_monotonic_time ();
  double passed = (double) (now - *start) / 1000.0;

  *start = now;
  return passed;
}

static void
run_turn (CwContext *context, Disk *disk, Peer *peer, const char *reference)
{
  gint64 start = g_get_monotonic_time ();
  gint before = g_atomic_int_get (&n_commits), commits;
  double operation, peer_operation, transaction, peer_transaction;

  assign (context, reference);
  operation = since (&start);
  commits = g_atomic_int_get (&n_commits) - before;
  need (commits > 0, "the store did not say that it was changed");
  write_peer_files (peer);
  for (gint i = 0; i < commits; i++)
    commit (peer);
  peer_operation = since (&start);
  deploy (disk);
  transaction = since (&start);
  write_peer_files (peer);
  peer_transaction = since (&start);
  g_print ("%.3f %.3f %d %.3f %.3f\n", operation, peer_operation, commits, transaction, peer_transaction);
}

int
main (int argc, char **argv)
{
  g_autoptr (CwContext) context = NULL;
  Disk disk = { NULL };
  Peer peer = { NULL };

  if (argc != 3)
    return 2;
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  context = open_store (argv[1]);
  request (context, "one");
  request (context, "two");
  assign (context, "one");
  open_disk (&disk, context, argv[1]);
  deploy (&disk);
  open_peer (&peer, argv[1], cw_file_plan_get_link (disk.plan));
  for (int i = 0; i < atoi (argv[2]); i++)
    run_turn (context, &disk, &peer, i % 2 == 0 ? "two" : "one");
  close_peer (&peer);
  close_disk (&disk);
  return 0;
}
