/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "cw-error.h"
#include "cw-store-temporary.h"
#include "cw-text.h"

/* A damaged database may have a hundred thousand of them. */
#define MAX_PROBLEMS 500

typedef struct {
  CwStore      *store;
  CwDatabase   *database;
  GPtrArray    *problems;
  GCancellable *cancellable;
} Check;

static void
report (Check *check, const char *field, const char *sentence)
{
  if (check->problems->len < MAX_PROBLEMS)
    g_ptr_array_add (check->problems, cw_problem_new (CW_SEVERITY_ERROR, field, "%s", sentence));
}

static gboolean
go_on (Check *check, GError **error)
{
  if (!g_cancellable_is_cancelled (check->cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Checking the certificate store was cancelled."));
  return FALSE;
}

/* What cannot be read is a finding, not the end of the check; being cancelled is the end. */
static gboolean
report_error (Check *check, const char *field, GError *failure, GError **error)
{
  if (failure == NULL)
    return TRUE;
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  report (check, field, failure->message);
  g_error_free (failure);
  return TRUE;
}

/* ---- files ---- */

static void
check_file (Check *check, const char *path)
{
  g_autoptr(GError) local = NULL;

  if (!cw_store_file_check (path, &local))
    report (check, path, local->message);
}

static void
check_files (Check *check)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr(GPtrArray) orphans = cw_store_temporary_list_orphans (check->store->directory);
  g_autoptr(GError) local = NULL;
  gboolean read_only = FALSE;

  if (!cw_store_directory_prepare (check->store->directory, &read_only, &local))
    report (check, check->store->directory, local->message);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (check->store->path, suffixes[i], NULL);
      check_file (check, path);
    }
  for (guint i = 0; i < orphans->len; i++)
    g_ptr_array_add (check->problems,
                     cw_problem_new (CW_SEVERITY_WARNING, g_ptr_array_index (orphans, i),
                                     _("This temporary file was left behind by a program that was ended; it can be removed.")));
}

/* ---- what SQLite can say ---- */

static gboolean
check_pragma (Check *check, const char *sql, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (check->database, sql, &local);

  while (statement != NULL && cw_statement_step (statement, &local))
    if (strcmp (cw_statement_get_text (statement, 0), "ok") != 0)
      report (check, CW_STORE_FILE, cw_statement_get_text (statement, 0));
  return report_error (check, CW_STORE_FILE, local, error);
}

static gboolean
check_references (Check *check, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (check->database, "PRAGMA foreign_key_check", &local);

  while (statement != NULL && cw_statement_step (statement, &local))
    {
      g_autofree char *sentence = g_strdup_printf (_("A record of the table “%s” belongs to nothing."), cw_statement_get_text (statement, 0));
      report (check, cw_statement_get_text (statement, 0), sentence);
    }
  return report_error (check, CW_STORE_FILE, local, error);
}

/* Asking the search index is an order to it, in the clothes of an INSERT: it needs the writer, and is taken back. */
static gboolean
check_search_index (Check *check, GError **error)
{
  GError *local = NULL;

  if (cw_store_is_read_only (check->store))
    return TRUE;
  if (!cw_store_begin (check->store, error))
    return FALSE;
  if (!cw_database_exec (check->store->writer, "INSERT INTO certificate_search (certificate_search) VALUES ('integrity-check')", &local)
      && g_error_matches (local, CW_ERROR, CW_ERROR_STORE_DAMAGED))
    {
      g_clear_error (&local);
      report (check, "certificate_search", _("The search index does not fit the certificates."));
    }
  cw_store_rollback (check->store);
  return report_error (check, "certificate_search", local, error);
}

/* Questions that a sound store answers with no row: a name and the sentence about it. */
static gboolean
check_rows (Check *check, const char *sql, const char *sentence, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (check->database, sql, &local);

  while (statement != NULL && cw_statement_step (statement, &local))
    report (check, cw_statement_get_text (statement, 0), sentence);
  return report_error (check, CW_STORE_FILE, local, error);
}

static gboolean
check_joins (Check *check, GError **error)
{
  return check_rows (check, "SELECT friendly_name FROM certificate c WHERE has_key <> EXISTS (SELECT 1 FROM private_key k WHERE k.key_id = c.key_id)",
                     _("The list says something else about its private key than there is."), error)
         && check_rows (check, "SELECT c.friendly_name FROM certificate c JOIN private_key k ON k.key_id = c.key_id "
                        "WHERE k.exportable <> c.exportable OR k.trashed IS NOT NULL",
                        _("Its private key and the list disagree on whether it can be exported or is in the trash."), error)
         && check_rows (check, "SELECT c.friendly_name FROM certificate c LEFT JOIN certificate_der d ON d.id = c.id WHERE d.id IS NULL",
                        _("Its content is missing."), error)
         && check_rows (check, "SELECT t.id FROM certificate_search_content t LEFT JOIN certificate c ON c.id = t.id WHERE c.id IS NULL",
                        _("The search index has a certificate that is not there."), error)
         && check_rows (check, "SELECT friendly_name FROM trash WHERE sha256 IN (SELECT sha256 FROM certificate)",
                        _("It is in the store and in the trash at the same time."), error)
         && check_rows (check, "SELECT r.subject FROM request r WHERE r.state IN ('draft', 'pending') AND r.cleared = 0 "
                        "AND NOT EXISTS (SELECT 1 FROM private_key k WHERE k.key_id = r.key_id AND k.trashed IS NULL)",
                        _("The private key of this request is missing or in the trash."), error)
         && check_rows (check, "SELECT DISTINCT c.friendly_name FROM assignment a JOIN certificate c ON c.id = a.certificate "
                        "WHERE NOT EXISTS (SELECT 1 FROM private_key k WHERE k.key_id = c.key_id)",
                        _("It is assigned, and its private key is not in the store."), error);
}

/* ---- each certificate ---- */

static gboolean
summary_fits (CwStoredCertificate *row, CwCertificate *certificate)
{
  return strcmp (cw_stored_certificate_get_thumbprint (row), cw_certificate_get_thumbprint (certificate)) == 0
         && strcmp (cw_stored_certificate_get_subject (row), cw_certificate_get_subject (certificate)) == 0
         && strcmp (cw_stored_certificate_get_issuer (row), cw_certificate_get_issuer (certificate)) == 0
         && strcmp (cw_stored_certificate_get_serial (row), cw_certificate_get_serial (certificate)) == 0
         && strcmp (cw_stored_certificate_get_key_id (row), cw_certificate_get_key_id (certificate)) == 0
         && cw_stored_certificate_get_not_before (row) == cw_certificate_get_not_before (certificate)
         && cw_stored_certificate_get_not_after (row) == cw_certificate_get_not_after (certificate)
         && !cw_stored_certificate_is_ca (row) == !cw_certificate_is_ca (certificate);
}

static gboolean
search_text_fits (CwStoredCertificate *row, CwCertificate *certificate, const char *text, const char *fold)
{
  const char *friendly_name = cw_stored_certificate_get_friendly_name (row);
  g_autofree char *expected = cw_store_make_search_text (certificate, friendly_name);
  g_autofree char *expected_fold = cw_text_fold (friendly_name);

  return strcmp (expected, text) == 0 && strcmp (expected_fold, fold) == 0;
}

/* The columns behind those of the summary. */
enum { COLUMN_DER = CW_STORED_CERTIFICATE_N_COLUMNS, COLUMN_TEXT, COLUMN_FOLD };

static void
check_certificate (Check *check, CwStatement *statement)
{
  g_autoptr(CwStoredCertificate) row = cw_stored_certificate_new_from_row (statement);
  g_autoptr(GBytes) der = cw_statement_dup_bytes (statement, COLUMN_DER);
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);
  const char *name = cw_stored_certificate_get_friendly_name (row);

  if (certificate == NULL || strcmp (cw_certificate_get_sha256 (certificate), cw_stored_certificate_get_sha256 (row)) != 0)
    report (check, name, _("Its content is damaged: it does not fit its thumbprint."));
  else if (!summary_fits (row, certificate))
    report (check, name, _("The list says something else than the certificate."));
  else if (!search_text_fits (row, certificate, cw_statement_get_text (statement, COLUMN_TEXT), cw_statement_get_text (statement, COLUMN_FOLD)))
    report (check, name, _("The search index does not fit this certificate."));
}

static gboolean
check_certificates (Check *check, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (check->database, "SELECT " CW_STORED_CERTIFICATE_COLUMNS ", d.der, t.c0, c.friendly_fold FROM certificate c "
                         "JOIN certificate_der d ON d.id = c.id LEFT JOIN certificate_search_content t ON t.id = c.id ORDER BY c.id", &local);

  while (statement != NULL && cw_statement_step (statement, &local))
    {
      check_certificate (check, statement);
      if (!go_on (check, error))
        return FALSE;
    }
  return report_error (check, CW_STORE_FILE, local, error);
}

static gboolean
check_trash (Check *check, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (check->database, "SELECT friendly_name, sha256, der FROM trash", &local);

  while (statement != NULL && cw_statement_step (statement, &local))
    {
      g_autoptr(GBytes) der = cw_statement_dup_bytes (statement, 2);
      g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);
      if (certificate == NULL || strcmp (cw_certificate_get_sha256 (certificate), cw_statement_get_text (statement, 1)) != 0)
        report (check, cw_statement_get_text (statement, 0), _("Its content in the trash is damaged: it does not fit its thumbprint."));
    }
  return report_error (check, CW_STORE_FILE, local, error);
}

/* ---- each key ---- */

static void
check_key (Check *check, const char *key_id, GBytes *encrypted, CwSecret *store_key)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwPrivateKey) key = NULL;
  g_autoptr(CwSecret) pkcs8 = cw_store_decrypt_key (encrypted, store_key, check->cancellable, &local);

  if (pkcs8 != NULL)
    key = cw_private_key_new_from_der (pkcs8, &local);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    return;
  if (key == NULL)
    report (check, key_id, _("A private key cannot be opened with the key of this store."));
  else if (strcmp (cw_private_key_get_key_id (key), key_id) != 0)
    report (check, key_id, _("A private key is not the one that it is said to be."));
}

static gboolean
check_keys (Check *check, GError **error)
{
  GError *local = NULL;
  g_autoptr(CwSecret) store_key = cw_store_dup_current_key (check->store, check->database, NULL);

  if (store_key == NULL)
    return TRUE;
  if (!cw_store_fits_key (check->database, store_key))
    report (check, CW_STORE_FILE, _("The key of this store is not the one that its private keys are encrypted with."));
  g_autoptr(CwStatement) statement = cw_database_prepare (check->database, "SELECT key_id, encrypted FROM private_key", &local);
  while (statement != NULL && cw_statement_step (statement, &local))
    {
      g_autoptr(GBytes) encrypted = cw_statement_dup_bytes (statement, 1);
      check_key (check, cw_statement_get_text (statement, 0), encrypted, store_key);
      if (!go_on (check, error))
        return FALSE;
    }
  return report_error (check, CW_STORE_FILE, local, error);
}

/* ---- all of it ---- */

/* One snapshot: others may go on writing. */
static gboolean
check_database (Check *check, GError **error)
{
  if (!cw_database_exec (check->database, "BEGIN", error))
    return FALSE;
  cw_database_set_cancellable (check->database, check->cancellable);
  gboolean done = check_pragma (check, "PRAGMA integrity_check (50)", error) && check_references (check, error)
                  && check_joins (check, error) && check_certificates (check, error) && check_trash (check, error)
                  && check_keys (check, error);
  cw_database_set_cancellable (check->database, NULL);
  cw_database_exec (check->database, "COMMIT", NULL);
  return done;
}

GPtrArray *
cw_store_check (CwStore *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(CwDatabase) database = cw_store_connect (self, error);
  Check check = { self, database, problems, cancellable };

  if (database == NULL)
    return NULL;
  check_files (&check);
  if (!check_database (&check, error) || !check_search_index (&check, error))
    return NULL;
  return g_steal_pointer (&problems);
}
