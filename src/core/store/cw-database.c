/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-paths.h"

/* A whole minute: an import of 100,000 certificates in another process holds the lock for some ten seconds. */
#define BUSY_TIMEOUT_MS 60000
/* The longest pause before the lock is tried again: 2 to the power of this many milliseconds. */
#define MAX_WAIT_BITS 6
/* Pages per step of a copy, so that it can be cancelled. */
#define COPY_PAGES 1024
/* Instructions of SQLite's machine between two looks whether it was cancelled. */
#define PROGRESS_STEPS 10000

static void
destroy_statement (gpointer statement)
{
  cw_statement_destroy (statement);
}

static CwError
code_to_error (int code)
{
  if (code == SQLITE_IOERR_NOMEM)
    return CW_ERROR_FAILED;
  switch (code & 0xff)
    {
    case SQLITE_FULL:      return CW_ERROR_DISK_FULL;
    case SQLITE_READONLY:  return CW_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  return CW_ERROR_STORE_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:    return CW_ERROR_STORE_DAMAGED;
    case SQLITE_IOERR:
    case SQLITE_NOLFS:     return CW_ERROR_IO;
    case SQLITE_PERM:
    case SQLITE_AUTH:      return CW_ERROR_PERMISSION;
    case SQLITE_CANTOPEN:  return CW_ERROR_IO;
    case SQLITE_INTERRUPT: return CW_ERROR_CANCELLED;
    default:               return CW_ERROR_FAILED;
    }
}

/* TRUE when nothing more can be written there: no space, no quota, or the limit of this process for the size of a file. */
static gboolean
is_full (const char *path)
{
  static const char page[65536];
  g_autofree char *directory = g_path_get_dirname (path);
  struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
  int fd = open (directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  gboolean full = FALSE;

  if (fd >= 0)
    {
      full = write (fd, page, sizeof page) < (ssize_t) sizeof page || fsync (fd) != 0;
      close (fd);
    }
  return full || (getrlimit (RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY);
}

/* SQLite says "I/O error" or "unable to open" for much that the system told it precisely, and has often forgotten since. */
static CwError
refine (CwDatabase *self, int code, CwError error)
{
  if (error != CW_ERROR_IO)
    return error;
  switch (self->handle != NULL ? sqlite3_system_errno (self->handle) : 0)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:  return CW_ERROR_DISK_FULL;
    case EROFS:  return CW_ERROR_READ_ONLY;
    case EACCES:
    case EPERM:  return CW_ERROR_PERMISSION;
    default:     break;
    }
  gboolean was_writing = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_TRUNCATE;
  return was_writing && is_full (self->path) ? CW_ERROR_DISK_FULL : error;
}

static const char *
describe (CwError code)
{
  switch (code)
    {
    case CW_ERROR_DISK_FULL:     return _("The disk is full, so “%s” could not be written; nothing was changed.");
    case CW_ERROR_READ_ONLY:     return _("“%s” cannot be changed because it is on a read-only file system or may only be read.");
    case CW_ERROR_STORE_BUSY:    return _("“%s” is in use by another program that did not finish in time.");
    case CW_ERROR_STORE_DAMAGED: return _("The certificate store “%s” is damaged. Restore a backup of it; the damaged file itself is left as it is.");
    case CW_ERROR_PERMISSION:    return _("Access to “%s” was refused by the system.");
    case CW_ERROR_CANCELLED:     return _("Working on “%s” was cancelled.");
    case CW_ERROR_IO:            return _("“%s” could not be read or written because of an input or output error.");
    default:                     return _("The certificate store “%s” could not do what was asked.");
    }
}

void
cw_database_set_error (CwDatabase *self, int code, GError **error)
{
  int extended = code;

  if ((code & ~0xff) == 0 && self->handle != NULL && (sqlite3_extended_errcode (self->handle) & 0xff) == code)
    extended = sqlite3_extended_errcode (self->handle);

  CwError ours = refine (self, extended, code_to_error (extended));
  g_autofree char *display = cw_paths_dup_display (self->path);
  g_autofree char *sentence = g_strdup_printf (describe (ours), display);

  if (ours == CW_ERROR_FAILED || ours == CW_ERROR_IO || ours == CW_ERROR_STORE_DAMAGED)
    g_set_error (error, CW_ERROR, ours, "%s (SQLite %d: %s)", sentence, extended, sqlite3_errstr (code));
  else
    g_set_error_literal (error, CW_ERROR, ours, sentence);
}

gboolean
cw_database_exec (CwDatabase *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  cw_database_set_error (self, code, error);
  return FALSE;
}

/* ---- waiting for the lock of another process ---- */

typedef struct { GCancellable *cancellable; gint64 deadline; } Wait;

/* Longer from time to time, as SQLite itself waits, but for the cancellable too. 0: gives up. */
static int
wait_cb (void *data, int tries)
{
  Wait *wait = data;
  gint64 left = (wait->deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;
  GPollFD fd;

  if (left <= 0 || !g_cancellable_make_pollfd (wait->cancellable, &fd))
    return 0;
  g_poll (&fd, 1, (gint) MIN (left, 1 << MIN (tries, MAX_WAIT_BITS)));
  g_cancellable_release_fd (wait->cancellable);
  return !g_cancellable_is_cancelled (wait->cancellable);
}

gboolean
cw_database_begin (CwDatabase *self, GCancellable *cancellable, GError **error)
{
  Wait wait = { cancellable, g_get_monotonic_time () + BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND };
  g_autoptr(GError) local = NULL;

  if (cancellable == NULL)
    return cw_database_exec (self, "BEGIN IMMEDIATE", error);
  sqlite3_busy_handler (self->handle, wait_cb, &wait);
  gboolean begun = cw_database_exec (self, "BEGIN IMMEDIATE", &local);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (begun)
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_STORE_BUSY) && g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Waiting for another program that uses the certificate store was cancelled."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
cw_database_get_int (CwDatabase *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (self, sql, error);

  *value = 0;
  if (statement == NULL)
    return FALSE;
  if (cw_statement_step (statement, &local))
    *value = cw_statement_get_int (statement, 0);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
configure (CwDatabase *self, CwDatabaseMode mode, GError **error)
{
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  if (mode == CW_DATABASE_PRIVATE_LOG && !cw_database_exec (self, "PRAGMA locking_mode = EXCLUSIVE", error))
    return FALSE;
  if (!cw_database_exec (self, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY", error))
    return FALSE;
  if (mode != CW_DATABASE_WRITE)
    return cw_database_exec (self, "PRAGMA query_only = ON; PRAGMA cache_size = -2048", error);
  /* The cache is only a limit: it is filled by a bulk import, which would else write every page to the log many times. The
   * log shrinks again after it. */
  return cw_database_exec (self, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;"
                           "PRAGMA journal_size_limit = 4194304", error);
}

static char *
build_uri (const char *path, CwDatabaseMode mode)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  static const char * const parameters[] = { "mode=rw", "mode=ro", "mode=ro&immutable=1", "mode=ro&vfs=unix-none" };

  return g_strdup_printf ("file:%s?%s", escaped, parameters[mode]);
}

CwDatabase *
cw_database_open (const char *path, CwDatabaseMode mode, GError **error)
{
  g_autoptr(CwDatabase) self = g_new0 (CwDatabase, 1);
  g_autofree char *uri = build_uri (path, mode);
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | (mode == CW_DATABASE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, destroy_statement);
  int code = sqlite3_open_v2 (uri, &self->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      cw_database_set_error (self, code, error);
      return NULL;
    }
  if (!configure (self, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_database_free (CwDatabase *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

const char *
cw_database_get_path (CwDatabase *self)
{
  return self->path;
}

gpointer
cw_database_get_handle (CwDatabase *self)
{
  return self->handle;
}

gboolean
cw_database_in_transaction (CwDatabase *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

gint64
cw_database_get_last_id (CwDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gint64
cw_database_get_changes (CwDatabase *self)
{
  return sqlite3_changes64 (self->handle);
}

void
cw_database_purge_log (CwDatabase *self)
{
  sqlite3_busy_timeout (self->handle, 0);
  sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
}

static int
is_cancelled_cb (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

void
cw_database_set_cancellable (CwDatabase *self, GCancellable *cancellable)
{
  sqlite3_progress_handler (self->handle, PROGRESS_STEPS, cancellable != NULL ? is_cancelled_cb : NULL, cancellable);
}

/* ---- copies ---- */

/* The first page is only there to take the locks; what it wrote is undone with all others. */
static int
run_backup (sqlite3_backup *backup, CwDatabaseConsent consent, gpointer user_data, GCancellable *cancellable, GError **error)
{
  int code = sqlite3_backup_step (backup, 1);

  if ((code == SQLITE_OK || code == SQLITE_DONE) && consent != NULL && !consent (user_data, error))
    return SQLITE_ABORT;
  while (code == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    code = sqlite3_backup_step (backup, COPY_PAGES);
  return code;
}

gboolean
cw_database_copy (CwDatabase *from, CwDatabase *to, CwDatabaseConsent consent, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  sqlite3_backup *backup = sqlite3_backup_init (to->handle, "main", from->handle, "main");

  if (backup == NULL)
    {
      cw_database_set_error (to, sqlite3_errcode (to->handle), error);
      return FALSE;
    }
  int code = run_backup (backup, consent, user_data, cancellable, &local);
  int finished = sqlite3_backup_finish (backup);
  if (code == SQLITE_DONE && finished == SQLITE_OK)
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (code == SQLITE_OK)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Copying the certificate store was cancelled."));
  else
    cw_database_set_error (to, code == SQLITE_DONE ? finished : code, error);
  return FALSE;
}

gboolean
cw_database_copy_into (CwDatabase *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwDatabase) copy = cw_database_open (path, CW_DATABASE_WRITE, error);

  return copy != NULL && cw_database_copy (self, copy, NULL, NULL, cancellable, error)
         && cw_database_exec (copy, "PRAGMA journal_mode = DELETE", error);
}

gboolean
cw_database_copy_to_file (CwDatabase *self, const char *path, GCancellable *cancellable, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      int saved_errno = errno;
      if (fd >= 0)
        close (fd);
      cw_error_set_from_errno (error, saved_errno, _("A copy of the certificate store cannot be written to “%s”"), path);
      return FALSE;
    }
  close (fd);
  if (cw_database_copy_into (self, path, cancellable, error))
    return TRUE;
  unlink (path);
  return FALSE;
}
