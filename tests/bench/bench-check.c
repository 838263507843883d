/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-check FOLDER COUNT check|table|prepare: so many usages, each with a certificate of its own.
 * check: "test" of all, and what GnuTLS alone does with the same files: reads and parses them, compares key and certificate, verifies chain,
 * dates and name; and as many synced commits. Prints milliseconds, "check OURS PEER COMMITS" per turn.
 * table: "table OURS" per turn, until the home screen's model is there.
 * prepare: only makes what is missing of it, as each of them does, for whoever wants a computer with so many usages. */
#include "cw-assign-operation.h"
#include "cw-context.h"
#include "cw-request-operation.h"
#include "cw-usage-table.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TURNS 15
#define NAME "host.example.org"

static void
need (gboolean good, const char *what)
{
  if (!good)
    g_error ("bench-check: %s", what);
}

/* ---- what is measured with ---- */

static char *
dup_usage_id (guint index)
{
  return g_strdup_printf ("Usage%04u", index);
}

static void
write_usages (const char *folder, guint count)
{
  g_autofree char *usages = g_build_filename (folder, "usages", NULL);

  g_mkdir_with_parents (usages, 0700);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = dup_usage_id (i);
      g_autofree char *file = g_strdup_printf ("%s/%s.usage", usages, id);
      g_autofree char *text = g_strdup_printf ("[Usage]\nId=%s\nTitle=Service %u\nGroup=service\nOrder=%u\n[Names]\nNames={computer};\n", id, i, i);

      need (g_file_set_contents (file, text, -1, NULL), file);
    }
  g_setenv ("CERTWIZARD_USAGES", usages, TRUE);
}

static CwContext *
open_store (const char *folder)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("bench");
  g_autofree char *directory = g_build_filename (folder, "store", NULL);
  CwContextOptions options = { .store_directory = directory, .store_passphrase = passphrase };
  g_autoptr (GError) error = NULL;
  CwContext *context = cw_context_new (&options, &error);

  need (context != NULL, error != NULL ? error->message : "no store");
  return context;
}

static CwOutcome *
run (CwOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;

  cw_operation_set_flags (operation, CW_OPERATION_FORCE);
  plan = cw_operation_prepare (operation, NULL, &error);
  need (plan != NULL, error != NULL ? error->message : "no plan");
  return cw_operation_run (operation, plan, NULL);
}

static void
assign (CwContext *context, const char *id)
{
  CwUsage *usage = cw_usage_catalogue_find (cw_context_get_usages (context), id);
  g_autoptr (CwRequestDraft) wish = cw_request_draft_new (cw_context_get_topology (context), cw_context_get_usages (context));
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (context));
  g_autoptr (CwOperation) request = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) issued = NULL;
  g_autoptr (CwOutcome) assigned = NULL;
  g_autoptr (CwStoredCertificate) certificate = NULL;

  cw_request_draft_set_usage (wish, usage, TRUE);
  g_object_set (wish, "authority", "practice", "computer", NAME, "key-type", CW_KEY_ECDH_P256, "friendly-name", id, NULL);
  request = CW_OPERATION (cw_request_operation_new (cw_context_get_authorities (context), wish));
  issued = run (request);
  need (cw_outcome_get_result (issued) == CW_RESULT_DONE, cw_outcome_get_summary (issued));
  certificate = g_list_model_get_item (cw_outcome_get_certificates (issued), 0);
  g_object_set (draft, "reference", cw_stored_certificate_get_thumbprint (certificate), NULL);
  cw_assign_draft_add_usage (draft, usage);
  operation = CW_OPERATION (cw_assign_operation_new (draft));
  assigned = run (operation);
  need (cw_outcome_get_result (assigned) == CW_RESULT_DONE, cw_outcome_get_summary (assigned));
}

static void
assign_all (CwContext *context, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = dup_usage_id (i);
      g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (cw_context_get_store (context), id, CW_PLACE_CURRENT, NULL);

      if (record == NULL)
        assign (context, id);
    }
}

/* ---- ours ---- */

static gint n_commits;

static void
count_cb (CwStore *store, gpointer user_data)
{
  g_atomic_int_inc (&n_commits);
}

static void
check (CwContext *context, guint count)
{
  g_autoptr (CwOperation) operation = CW_OPERATION (cw_check_operation_new (cw_context_get_assignments (context), NULL));
  g_autoptr (CwOutcome) outcome = run (operation);

  need (cw_outcome_get_result (outcome) == CW_RESULT_DONE, cw_outcome_get_summary (outcome));
  need (cw_outcome_get_count (outcome, "checked") == count, "not all were checked");
}

static double
open_table (CwContext *context, guint count)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (CwUsageTable) table = cw_usage_table_new (cw_context_get_assignments (context));
  double milliseconds;

  while (!cw_usage_table_is_ready (table))
    g_main_context_iteration (NULL, TRUE);
  milliseconds = (double) (g_get_monotonic_time () - begin) / 1000.0;
  {
    g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (table), 0);

    need (cw_usage_group_get_n_assigned (group) == count, "not all are in the table");
  }
  return milliseconds;
}

/* ---- the peer ---- */

typedef struct {
  gnutls_x509_trust_list_t trust;
  char                    *live;
  sqlite3                 *database;
} Peer;

static void
open_peer (Peer *self, CwContext *context, const char *folder)
{
  g_autoptr (GPtrArray) anchors = cw_authorities_dup_anchors (cw_context_get_authorities (context), NULL);
  g_autofree char *path = g_build_filename (folder, "peer.db", NULL);
  gnutls_x509_crt_t root;
  gsize size = 0;
  gnutls_datum_t der;

  need (anchors != NULL && anchors->len == 1, "there is no root");
  der.data = (guchar *) g_bytes_get_data (cw_certificate_get_der (g_ptr_array_index (anchors, 0)), &size);
  der.size = (guint) size;
  gnutls_x509_crt_init (&root);
  need (gnutls_x509_crt_import (root, &der, GNUTLS_X509_FMT_DER) == 0, "root");
  gnutls_x509_trust_list_init (&self->trust, 0);
  gnutls_x509_trust_list_add_cas (self->trust, &root, 1, 0);
  self->live = g_strdup (cw_live_get_folder (cw_assignments_get_live (cw_context_get_assignments (context))));
  need (sqlite3_open (path, &self->database) == SQLITE_OK, path);
  sqlite3_exec (self->database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS kept (text TEXT)", NULL, NULL, NULL);
}

static void
close_peer (Peer *self)
{
  gnutls_x509_trust_list_deinit (self->trust, 1);
  sqlite3_close (self->database);
  g_free (self->live);
}

static void
read_file (const Peer *self, const char *id, const char *name, guint mode, gnutls_datum_t *data)
{
  g_autofree char *path = g_build_filename (self->live, id, name, NULL);
  struct stat info;
  gsize size = 0;

  need (stat (path, &info) == 0 && (info.st_mode & 07777) == mode, path);
  need (g_file_get_contents (path, (char **) &data->data, &size, NULL), path);
  data->size = (guint) size;
}

static guint
parse (gnutls_datum_t *data, gnutls_x509_crt_t **list)
{
  guint n = 0;

  need (gnutls_x509_crt_list_import2 (list, &n, data, GNUTLS_X509_FMT_PEM, 0) >= 0, "no certificates");
  g_free (data->data);
  return n;
}

static void
forget (gnutls_x509_crt_t *list, guint n)
{
  for (guint i = 0; i < n; i++)
    gnutls_x509_crt_deinit (list[i]);
  gnutls_free (list);
}

static void
compare_key (gnutls_x509_crt_t certificate, gnutls_datum_t *data)
{
  gnutls_x509_privkey_t key;
  guchar one[32], other[32];
  size_t one_size = sizeof one, other_size = sizeof other;

  gnutls_x509_privkey_init (&key);
  need (gnutls_x509_privkey_import2 (key, data, GNUTLS_X509_FMT_PEM, NULL, 0) == 0, "no key");
  gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, one, &one_size);
  gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, other, &other_size);
  need (one_size == other_size && memcmp (one, other, one_size) == 0, "another key");
  gnutls_x509_privkey_deinit (key);
  g_free (data->data);
}

static void
check_usage (const Peer *self, const char *id)
{
  gnutls_datum_t cert, chain, full, key;
  gnutls_x509_crt_t *leaf = NULL, *above = NULL, *all = NULL;
  guint n_leaf, n_above, n_all, status = 0;

  read_file (self, id, "cert.pem", 0644, &cert);
  read_file (self, id, "chain.pem", 0644, &chain);
  read_file (self, id, "fullchain.pem", 0644, &full);
  read_file (self, id, "privkey.pem", 0600, &key);
  n_leaf = parse (&cert, &leaf);
  n_above = parse (&chain, &above);
  n_all = parse (&full, &all);
  need (n_leaf == 1 && n_all == n_above + 1 && gnutls_x509_crt_equals (leaf[0], all[0]) && gnutls_x509_crt_equals (above[0], all[1]), "not the same");
  compare_key (leaf[0], &key);
  need (gnutls_x509_trust_list_verify_crt2 (self->trust, all, n_all, NULL, 0, 0, &status, NULL) == 0 && status == 0, "not trusted");
  need (gnutls_x509_crt_check_hostname (leaf[0], NAME) != 0, "another name");
  forget (leaf, n_leaf);
  forget (above, n_above);
  forget (all, n_all);
}

static void
check_peer (const Peer *self, guint count, gint commits)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = dup_usage_id (i);

      check_usage (self, id);
    }
  for (gint i = 0; i < commits; i++)
    need (sqlite3_exec (self->database, "INSERT INTO kept VALUES ('all is well')", NULL, NULL, NULL) == SQLITE_OK, "commit");
}

/* ---- in turn ---- */

static void
run_turn (CwContext *context, const Peer *peer, guint count, gboolean print)
{
  gint before = g_atomic_int_get (&n_commits);
  gint64 begin = g_get_monotonic_time ();
  gint64 middle, end;
  gint commits;

  check (context, count);
  middle = g_get_monotonic_time ();
  commits = g_atomic_int_get (&n_commits) - before;
  check_peer (peer, count, commits);
  end = g_get_monotonic_time ();
  if (print)
    g_print ("check %.3f %.3f %d\n", (double) (middle - begin) / 1000.0, (double) (end - middle) / 1000.0, commits);
}

/* The first one reads what this computer trusts. */
static void
check_in_turn (CwContext *context, const char *folder, guint count)
{
  Peer peer = { NULL };

  open_peer (&peer, context, folder);
  g_signal_connect (cw_context_get_store (context), "changed", G_CALLBACK (count_cb), NULL);
  for (guint i = 0; i <= TURNS; i++)
    run_turn (context, &peer, count, i > 0);
  close_peer (&peer);
}

static void
open_in_turn (CwContext *context, guint count)
{
  for (guint i = 0; i <= TURNS; i++)
    {
      double milliseconds = open_table (context, count);

      if (i > 0)
        g_print ("table %.3f\n", milliseconds);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (CwContext) context = NULL;
  guint count = argc == 4 ? (guint) atoi (argv[2]) : 0;

  if (count == 0)
    return 2;
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  g_setenv ("CERTWIZARD_FQDN", NAME, TRUE);
  write_usages (argv[1], count);
  context = open_store (argv[1]);
  assign_all (context, count);
  if (strcmp (argv[3], "check") == 0)
    check_in_turn (context, argv[1], count);
  if (strcmp (argv[3], "table") == 0)
    open_in_turn (context, count);
  return 0;
}
