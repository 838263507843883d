/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-schema.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-paths.h"

/* Version 1. The summary of a certificate is what lists show and sort by; its DER is in a table of its own, so that reading
 * the summary touches few pages. Every sortable column has its key (cw_text_sort_key) and an index that answers "the ids in
 * this order" alone. has_key and exportable repeat what private_key says, because lists sort and filter by them.
 * The search table keeps one folded text per certificate; its index says only which trigrams a text has (detail=none: a
 * third of the size, and half the time to write), so what it finds is verified against the text.
 * An id is never given twice: other processes and lists hold on to them. */
static const char version_1[] =
  "CREATE TABLE store ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  uuid TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  protection INTEGER NOT NULL DEFAULT 0,"
  "  generation INTEGER NOT NULL DEFAULT 0,"
  "  key_name TEXT,"
  "  wrapped_key BLOB,"
  "  verifier BLOB"
  ") STRICT;"
  "CREATE TABLE certificate ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  sha256 TEXT NOT NULL UNIQUE,"
  "  thumbprint TEXT NOT NULL,"
  "  friendly_name TEXT NOT NULL,"
  "  friendly_fold TEXT NOT NULL UNIQUE,"
  "  subject TEXT NOT NULL,"
  "  issuer TEXT NOT NULL,"
  "  issuer_name TEXT NOT NULL,"
  "  common_name TEXT,"
  "  serial TEXT NOT NULL,"
  "  not_before INTEGER NOT NULL,"
  "  not_after INTEGER NOT NULL,"
  "  key_id TEXT NOT NULL,"
  "  key_algorithm TEXT NOT NULL,"
  "  names TEXT NOT NULL,"
  "  is_ca INTEGER NOT NULL,"
  "  has_key INTEGER NOT NULL DEFAULT 0,"
  "  exportable INTEGER NOT NULL DEFAULT 0,"
  "  source TEXT NOT NULL,"
  "  added INTEGER NOT NULL,"
  "  subject_hash INTEGER NOT NULL,"
  "  friendly_sort TEXT NOT NULL,"
  "  subject_sort TEXT NOT NULL,"
  "  issuer_sort TEXT NOT NULL,"
  "  names_sort TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX certificate_thumbprint ON certificate (thumbprint);"
  "CREATE INDEX certificate_serial ON certificate (serial);"
  "CREATE INDEX certificate_key_id ON certificate (key_id);"
  "CREATE INDEX certificate_subject_hash ON certificate (subject_hash);"
  "CREATE INDEX certificate_friendly_sort ON certificate (friendly_sort, id);"
  "CREATE INDEX certificate_subject_sort ON certificate (subject_sort, id);"
  "CREATE INDEX certificate_issuer_sort ON certificate (issuer_sort, id);"
  "CREATE INDEX certificate_names_sort ON certificate (names_sort, id);"
  "CREATE INDEX certificate_not_after ON certificate (not_after, id);"
  "CREATE INDEX certificate_key ON certificate (has_key, key_algorithm, id);"
  "CREATE INDEX certificate_ca ON certificate (is_ca, id);"
  "CREATE TABLE certificate_der ("
  "  id INTEGER PRIMARY KEY REFERENCES certificate (id) ON DELETE CASCADE,"
  "  der BLOB NOT NULL"
  ") STRICT;"
  "CREATE VIRTUAL TABLE certificate_search USING fts5 (text, tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0);"
  "CREATE TABLE private_key ("
  "  key_id TEXT PRIMARY KEY,"
  "  algorithm TEXT NOT NULL,"
  "  exportable INTEGER NOT NULL,"
  "  encrypted BLOB NOT NULL,"
  "  added INTEGER NOT NULL,"
  "  trashed INTEGER"
  ") STRICT;"
  "CREATE TABLE trash ("
  "  id INTEGER PRIMARY KEY,"
  "  sha256 TEXT NOT NULL UNIQUE,"
  "  thumbprint TEXT NOT NULL,"
  "  friendly_name TEXT NOT NULL,"
  "  subject TEXT NOT NULL,"
  "  key_id TEXT NOT NULL,"
  "  source TEXT NOT NULL,"
  "  added INTEGER NOT NULL,"
  "  deleted INTEGER NOT NULL,"
  "  der BLOB NOT NULL"
  ") STRICT;"
  "CREATE INDEX trash_key_id ON trash (key_id);"
  "CREATE TABLE history ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  operation TEXT NOT NULL,"
  "  title TEXT NOT NULL,"
  "  result TEXT NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  finished INTEGER NOT NULL,"
  "  report TEXT NOT NULL"
  ") STRICT;"
  "INSERT INTO store (id, uuid, created) VALUES (1, lower(hex(randomblob(16))), unixepoch());";

/* Version 2. Requests, authorities and what the practice CA remembers. A request points at its certificate and at its authority
 * without a foreign key: both may go, and what was asked of whom stays true. Its private key is in private_key like any other, and
 * stays there as long as the request may still be answered. */
static const char version_2[] =
  "CREATE TABLE setting ("
  "  name TEXT PRIMARY KEY,"
  "  value TEXT NOT NULL"
  ") STRICT;"
  "CREATE TABLE authority ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  name TEXT NOT NULL,"
  "  name_fold TEXT NOT NULL UNIQUE,"
  "  kind TEXT NOT NULL,"
  "  is_default INTEGER NOT NULL DEFAULT 0,"
  "  added INTEGER NOT NULL,"
  "  last_used INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE authority_setting ("
  "  authority INTEGER NOT NULL REFERENCES authority (id) ON DELETE CASCADE,"
  "  name TEXT NOT NULL,"
  "  value TEXT NOT NULL,"
  "  PRIMARY KEY (authority, name)"
  ") STRICT;"
  "CREATE TABLE account ("
  "  authority INTEGER NOT NULL REFERENCES authority (id) ON DELETE CASCADE,"
  "  user TEXT NOT NULL,"
  "  remembered INTEGER NOT NULL,"
  "  last_used INTEGER NOT NULL,"
  "  PRIMARY KEY (authority, user)"
  ") STRICT;"
  "CREATE TABLE request ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  state TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL,"
  "  friendly_name TEXT,"
  "  usages TEXT NOT NULL,"
  "  subject TEXT NOT NULL,"
  "  names TEXT NOT NULL,"
  "  key_id TEXT NOT NULL,"
  "  key_algorithm TEXT NOT NULL,"
  "  exportable INTEGER NOT NULL,"
  "  csr BLOB,"
  "  authority INTEGER NOT NULL DEFAULT 0,"
  "  kind TEXT NOT NULL,"
  "  ca TEXT NOT NULL,"
  "  account TEXT,"
  "  template TEXT,"
  "  output TEXT,"
  "  handle TEXT,"
  "  message TEXT,"
  "  code TEXT,"
  "  sent INTEGER NOT NULL DEFAULT 0,"
  "  asked INTEGER NOT NULL DEFAULT 0,"
  "  next_try INTEGER NOT NULL DEFAULT 0,"
  "  tries INTEGER NOT NULL DEFAULT 0,"
  "  certificate INTEGER NOT NULL DEFAULT 0,"
  "  cleared INTEGER NOT NULL DEFAULT 0,"
  "  wish TEXT NOT NULL DEFAULT ''"
  ") STRICT;"
  "CREATE INDEX request_key_id ON request (key_id);"
  "CREATE INDEX request_handle ON request (handle);"
  "CREATE INDEX request_state ON request (cleared, state);"
  "CREATE TABLE practice ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  root INTEGER NOT NULL DEFAULT 0,"
  "  issuing INTEGER NOT NULL DEFAULT 0,"
  "  hold INTEGER NOT NULL DEFAULT 0,"
  "  crl_number INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE TABLE practice_request ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  state INTEGER NOT NULL,"
  "  received INTEGER NOT NULL,"
  "  decided INTEGER NOT NULL DEFAULT 0,"
  "  reason TEXT,"
  "  csr BLOB NOT NULL,"
  "  key_id TEXT NOT NULL,"
  "  subject TEXT NOT NULL,"
  "  certificate BLOB,"
  "  serial TEXT"
  ") STRICT;"
  "CREATE INDEX practice_request_key_id ON practice_request (key_id);"
  "INSERT INTO practice (id) VALUES (1);";

/* Version 3. What each usage has, now, next and before: the foreign key keeps a certificate that somebody uses from being deleted, whatever
 * way is taken. What the ports were last seen to serve, and what somebody was told of already. */
static const char version_3[] =
  "CREATE TABLE assignment ("
  "  usage TEXT NOT NULL,"
  "  place TEXT NOT NULL CHECK (place IN ('current', 'next', 'previous')),"
  "  certificate INTEGER NOT NULL REFERENCES certificate (id),"
  "  generation INTEGER NOT NULL,"
  "  assigned INTEGER NOT NULL,"
  "  effective INTEGER NOT NULL,"
  "  roll INTEGER NOT NULL DEFAULT 0,"
  "  tries INTEGER NOT NULL DEFAULT 0,"
  "  next_try INTEGER NOT NULL DEFAULT 0,"
  "  message TEXT,"
  "  code TEXT,"
  "  PRIMARY KEY (usage, place)"
  ") STRICT;"
  "CREATE INDEX assignment_certificate ON assignment (certificate, place, usage);"
  "CREATE TABLE served ("
  "  usage TEXT NOT NULL,"
  "  protocol TEXT NOT NULL,"
  "  port INTEGER NOT NULL,"
  "  asked INTEGER NOT NULL,"
  "  verdict TEXT NOT NULL,"
  "  sha256 TEXT,"
  "  message TEXT,"
  "  PRIMARY KEY (usage, protocol, port)"
  ") STRICT;"
  "CREATE TABLE notice ("
  "  name TEXT PRIMARY KEY,"
  "  noted INTEGER NOT NULL"
  ") STRICT;";

const CwMigration cw_schema_migrations[] = {
  { 1, version_1 },
  { 2, version_2 },
  { 3, version_3 },
};
const guint cw_schema_n_migrations = G_N_ELEMENTS (cw_schema_migrations);

guint
cw_schema_get_current (void)
{
  return cw_schema_migrations[cw_schema_n_migrations - 1].version;
}

gboolean
cw_schema_read (CwDatabase *database, guint *version, GError **error)
{
  gint64 user_version = 0, application = 0, tables = 0;

  if (!cw_database_get_int (database, "PRAGMA user_version", &user_version, error)
      || !cw_database_get_int (database, "PRAGMA application_id", &application, error)
      || !cw_database_get_int (database, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if ((application != CW_SCHEMA_APPLICATION_ID && (application != 0 || user_version != 0 || tables != 0)) || user_version < 0)
    {
      g_autofree char *display = cw_paths_dup_display (cw_database_get_path (database));
      g_set_error (error, CW_ERROR, CW_ERROR_STORE_DAMAGED,
                   _("“%s” is a database, but not a certificate store of this program."), display);
      return FALSE;
    }
  *version = (guint) user_version;
  return TRUE;
}

/* "store.db.v1.bak"; a number is added when an earlier attempt left one. */
static char *
choose_backup_path (CwDatabase *database, guint version)
{
  char *path = g_strdup_printf ("%s.v%u.bak", cw_database_get_path (database), version);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s.v%u.%u.bak", cw_database_get_path (database), version, i);
    }
  return path;
}

static gboolean
run_migration (CwDatabase *database, const CwMigration *migration, GError **error)
{
  g_autofree char *finish = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u; COMMIT",
                                             CW_SCHEMA_APPLICATION_ID, migration->version);
  guint version = 0;

  if (!cw_database_exec (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  /* Another process may have been faster. */
  if (cw_schema_read (database, &version, error))
    {
      if (version >= migration->version)
        return cw_database_exec (database, "COMMIT", error);
      if (cw_database_exec (database, migration->sql, error) && cw_database_exec (database, finish, error))
        return TRUE;
    }
  if (cw_database_in_transaction (database))
    cw_database_exec (database, "ROLLBACK", NULL);
  return FALSE;
}

void
cw_schema_set_newer (CwDatabase *database, guint version, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (cw_database_get_path (database));

  g_set_error (error, CW_ERROR, CW_ERROR_STORE_NEWER,
               _("The certificate store “%s” was written by a later version of this program (schema %u; this one knows %u)."),
               display, version, cw_schema_get_current ());
}

gboolean
cw_schema_migrate (CwDatabase *database, const CwMigration *migrations, guint n_migrations, GError **error)
{
  guint version = 0, last = migrations[n_migrations - 1].version;

  if (!cw_schema_read (database, &version, error))
    return FALSE;
  if (version > last)
    {
      cw_schema_set_newer (database, version, error);
      return FALSE;
    }
  if (version > 0 && version < last)
    {
      g_autofree char *backup = choose_backup_path (database, version);
      if (!cw_database_copy_to_file (database, backup, NULL, error))
        return FALSE;
    }
  for (guint i = 0; i < n_migrations; i++)
    if (migrations[i].version > version && !run_migration (database, &migrations[i], error))
      return FALSE;
  return TRUE;
}
