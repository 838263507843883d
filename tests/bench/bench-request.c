/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-request FOLDER COUNT: requests of the practice CA through one process, and what GnuTLS alone does for a key, a CSR, its check
 * and a certificate, with as many synced commits of the same bytes. Prints milliseconds for each, "OURS PEER COMMITS", per batch. */
#include "cw-context.h"
#include "cw-request-operation.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <sqlite3.h>
#include <string.h>

#define BATCHES 10
#define NAME "host.example.org"

static void
need (gboolean good, const char *what)
{
  if (!good)
    g_error ("bench-request: %s", what);
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
request (CwContext *context)
{
  CwUsageCatalogue *usages = cw_context_get_usages (context);
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (cw_context_get_topology (context), usages);
  g_autoptr (CwRequestOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (usages, "nginx"), TRUE);
  g_object_set (draft, "authority", "practice", "computer", NAME, "key-type", CW_KEY_ECDH_P256, NULL);
  operation = cw_request_operation_new (cw_context_get_authorities (context), draft);
  plan = cw_operation_prepare (CW_OPERATION (operation), NULL, &error);
  need (plan != NULL, error ? error->message : "no plan");
  outcome = cw_operation_run (CW_OPERATION (operation), plan, NULL);
  need (cw_outcome_get_result (outcome) == CW_RESULT_DONE, cw_outcome_get_summary (outcome));
}

/* ---- the peer ---- */

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  sqlite3 *database;
  sqlite3_stmt *insert;
} Peer;

static void
sign (gnutls_x509_crt_t certificate, const Peer *ca)
{
  unsigned char serial[16];

  gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);
  serial[0] = (serial[0] & 0x7f) | 0x40;
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  gnutls_x509_crt_set_activation_time (certificate, time (NULL));
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + 397 * 86400);
  need (gnutls_x509_crt_sign2 (certificate, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0) == 0, "GnuTLS does not sign");
}

static gnutls_x509_privkey_t
generate (void)
{
  gnutls_x509_privkey_t key;

  gnutls_x509_privkey_init (&key);
  need (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0) == 0, "GnuTLS makes no key");
  return key;
}

static void
open_peer (Peer *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "peer.db", NULL);

  self->key = generate ();
  gnutls_x509_crt_init (&self->certificate);
  gnutls_x509_crt_set_dn (self->certificate, "CN=Bench CA", NULL);
  gnutls_x509_crt_set_key (self->certificate, self->key);
  gnutls_x509_crt_set_basic_constraints (self->certificate, 1, -1);
  sign (self->certificate, self);
  need (sqlite3_open (path, &self->database) == SQLITE_OK, path);
  sqlite3_exec (self->database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE kept (bytes BLOB)", NULL, NULL, NULL);
  need (sqlite3_prepare_v2 (self->database, "INSERT INTO kept VALUES (?)", -1, &self->insert, NULL) == SQLITE_OK, "prepare");
}

static void
commit (Peer *self, const gnutls_datum_t *bytes)
{
  sqlite3_bind_blob (self->insert, 1, bytes->data, (int) bytes->size, SQLITE_STATIC);
  need (sqlite3_step (self->insert) == SQLITE_DONE, "insert");
  sqlite3_reset (self->insert);
}

static gnutls_x509_crq_t
make_request (gnutls_x509_privkey_t key)
{
  gnutls_x509_crq_t request;

  gnutls_x509_crq_init (&request);
  gnutls_x509_crq_set_version (request, 1);
  gnutls_x509_crq_set_dn (request, "CN=" NAME, NULL);
  gnutls_x509_crq_set_subject_alt_name (request, GNUTLS_SAN_DNSNAME, NAME, strlen (NAME), 0);
  gnutls_x509_crq_set_key_usage (request, GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crq_set_key_purpose_oid (request, GNUTLS_KP_TLS_WWW_SERVER, 0);
  gnutls_x509_crq_set_key (request, key);
  need (gnutls_x509_crq_sign2 (request, key, GNUTLS_DIG_SHA256, 0) == 0, "GnuTLS does not sign the request");
  return request;
}

static gnutls_x509_crt_t
issue (Peer *self, gnutls_x509_crq_t request)
{
  gnutls_x509_crt_t certificate;

  need (gnutls_x509_crq_verify (request, 0) == 0, "GnuTLS does not accept the request");
  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_crq (certificate, request);
  gnutls_x509_crt_set_crq_extensions (certificate, request);
  gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);
  sign (certificate, self);
  return certificate;
}

static void
request_peer (Peer *self, gint commits)
{
  gnutls_x509_privkey_t key = generate ();
  gnutls_x509_crq_t request = make_request (key);
  gnutls_x509_crt_t certificate = issue (self, request);
  gnutls_datum_t key_bytes = { NULL, 0 }, certificate_bytes = { NULL, 0 };

  gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &key_bytes);
  gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &certificate_bytes);
  for (gint i = 0; i < commits; i++)
    commit (self, i == 0 ? &key_bytes : &certificate_bytes);
  gnutls_free (key_bytes.data);
  gnutls_free (certificate_bytes.data);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_crq_deinit (request);
  gnutls_x509_privkey_deinit (key);
}

/* ---- in turn ---- */

static void
run_batch (CwContext *context, Peer *peer, guint count)
{
  gint64 start = g_get_monotonic_time (), middle, end;
  gint before = g_atomic_int_get (&n_commits), commits;

  for (guint i = 0; i < count; i++)
    request (context);
  middle = g_get_monotonic_time ();
  commits = (g_atomic_int_get (&n_commits) - before) / (gint) count;
  need (commits > 0, "the store did not say that it was changed");
  for (guint i = 0; i < count; i++)
    request_peer (peer, commits);
  end = g_get_monotonic_time ();
  g_print ("%.3f %.3f %d\n", (middle - start) / 1000.0, (end - middle) / 1000.0, commits);
}

int
main (int argc, char **argv)
{
  g_autoptr (CwContext) context = NULL;
  Peer peer = { NULL };

  if (argc != 3)
    return 2;
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  context = open_store (argv[1]);
  open_peer (&peer, argv[1]);
  /* The first one opens the store and makes the CA. */
  request (context);
  for (guint i = 0; i < BATCHES; i++)
    run_batch (context, &peer, (guint) MAX (atoi (argv[2]) / BATCHES, 1));
  sqlite3_finalize (peer.insert);
  sqlite3_close (peer.database);
  gnutls_x509_crt_deinit (peer.certificate);
  gnutls_x509_privkey_deinit (peer.key);
  return 0;
}
