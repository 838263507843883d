/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-paths.h"
#include "cw-schema.h"

/* As long as for another process. */
#define WRITER_TIMEOUT (60 * G_TIME_SPAN_SECOND)
#define MAX_IDLE_READERS 4

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwStore, cw_store, G_TYPE_OBJECT)

void
cw_store_emit_changed (CwStore *store)
{
  g_signal_emit (store, signals[CHANGED], 0);
}

/* ---- opening ---- */

static gboolean
file_has_content (const char *path)
{
  GStatBuf info;
  return g_stat (path, &info) == 0 && info.st_size > 0;
}

static CwDatabase *
open_database (CwStore *self, CwDatabaseMode mode, GError **error)
{
  g_autoptr(CwDatabase) database = cw_database_open (self->path, mode, error);
  guint version = 0;

  if (database == NULL || !cw_schema_read (database, &version, error))
    return NULL;
  return g_steal_pointer (&database);
}

/* Where nothing can be written, SQLite may not even be able to make the index of the log. */
static CwDatabase *
open_read_only (CwStore *self, GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autoptr(CwDatabase) database = open_database (self, CW_DATABASE_READ, NULL);

  self->mode = CW_DATABASE_READ;
  if (database == NULL)
    {
      self->mode = file_has_content (log) ? CW_DATABASE_PRIVATE_LOG : CW_DATABASE_IMMUTABLE;
      database = open_database (self, self->mode, error);
    }
  return g_steal_pointer (&database);
}

static gboolean
set_up_database (CwDatabase *database, GError **error)
{
  guint version = 0;

  if (!cw_schema_read (database, &version, error))
    return FALSE;
  if (version == 0 && !cw_database_exec (database, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  return cw_schema_migrate (database, cw_schema_migrations, cw_schema_n_migrations, error);
}

/* Two processes that find no database at the same moment: one makes it, the other waits for the lock on the folder. */
static gboolean
set_up_alone (CwStore *self, CwDatabase *database, GError **error)
{
  int fd = open (self->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0 || flock (fd, LOCK_EX) != 0)
    {
      int saved_errno = errno;
      if (fd >= 0)
        close (fd);
      cw_error_set_from_errno (error, saved_errno, _("The folder “%s” of the certificate store cannot be locked"), self->directory);
      return FALSE;
    }
  gboolean done = set_up_database (database, error);
  close (fd);
  return done;
}

static CwDatabase *
open_writable (CwStore *self, GError **error)
{
  g_autoptr(CwDatabase) database = cw_database_open (self->path, CW_DATABASE_WRITE, error);
  guint version = 0;

  if (database == NULL || !cw_schema_read (database, &version, error))
    return NULL;
  if (version != cw_schema_get_current () && !set_up_alone (self, database, error))
    return NULL;
  return g_steal_pointer (&database);
}

static gboolean
check_read_only_version (CwDatabase *database, GError **error)
{
  guint version = 0;

  if (!cw_schema_read (database, &version, error))
    return FALSE;
  if (version == cw_schema_get_current ())
    return TRUE;
  if (version > cw_schema_get_current ())
    {
      cw_schema_set_newer (database, version, error);
      return FALSE;
    }
  g_autofree char *display = cw_paths_dup_display (cw_database_get_path (database));
  g_set_error (error, CW_ERROR, CW_ERROR_READ_ONLY,
               _("The certificate store “%s” must be converted first, but it is on a read-only file system."), display);
  return FALSE;
}

static CwDatabase *
open_for_viewing (CwStore *self, GError **error)
{
  g_autoptr(CwDatabase) database = open_read_only (self, error);

  if (database == NULL || !check_read_only_version (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

/* A full disk has no room for the index of the log either: what is there can still be looked at. */
static gboolean
may_still_be_viewed (CwStore *self, const GError *error)
{
  return (g_error_matches (error, CW_ERROR, CW_ERROR_DISK_FULL) || g_error_matches (error, CW_ERROR, CW_ERROR_READ_ONLY))
         && file_has_content (self->path);
}

static CwDatabase *
open_first_connection (CwStore *self, gboolean read_only, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwDatabase) database = NULL;

  self->mode = CW_DATABASE_WRITE;
  if (read_only)
    return open_for_viewing (self, error);

  database = open_writable (self, &local);
  if (database == NULL && may_still_be_viewed (self, local))
    database = open_for_viewing (self, NULL);
  if (database == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return g_steal_pointer (&database);
}

static gboolean
prepare_files (CwStore *self, gboolean *read_only, GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (self->path, "-shm", NULL);

  if (!cw_store_directory_prepare (self->directory, read_only, error)
      || !cw_store_file_prepare (self->path, *read_only, error)
      || !cw_store_file_check (log, error) || !cw_store_file_check (index, error))
    return FALSE;
  *read_only = *read_only || faccessat (AT_FDCWD, self->path, W_OK, AT_EACCESS) != 0;
  return TRUE;
}

static gboolean
read_identity (CwStore *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (self->writer, "SELECT uuid FROM store WHERE id = 1", error);

  if (statement == NULL)
    return FALSE;
  if (cw_statement_step (statement, &local))
    {
      g_free (self->id);
      self->id = g_strdup (cw_statement_get_text (statement, 0));
      return TRUE;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_DAMAGED, _("The certificate store “%s” has no identity. Restore a backup of it."), self->path);
  return FALSE;
}

CwStore *
cw_store_open (const char *directory, GError **error)
{
  g_autoptr(CwStore) self = g_object_new (CW_TYPE_STORE, NULL);
  gboolean read_only = FALSE;

  self->directory = g_canonicalize_filename (directory, NULL);
  self->path = g_build_filename (self->directory, CW_STORE_FILE, NULL);
  if (!prepare_files (self, &read_only, error))
    return NULL;
  self->writer = open_first_connection (self, read_only, error);
  if (self->writer == NULL || !read_identity (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
cw_store_get_directory (CwStore *self)
{
  return self->directory;
}

const char *
cw_store_get_id (CwStore *self)
{
  return self->id;
}

guint
cw_store_get_schema (CwStore *self)
{
  return cw_schema_get_current ();
}

gboolean
cw_store_is_read_only (CwStore *self)
{
  return self->mode != CW_DATABASE_WRITE;
}

/* ---- connections ---- */

CwDatabase *
cw_store_connect (CwStore *store, GError **error)
{
  return cw_database_open (store->path, store->mode == CW_DATABASE_WRITE ? CW_DATABASE_READ : store->mode, error);
}

static gboolean
owns_writer (CwStore *self)
{
  g_mutex_lock (&self->mutex);
  gboolean owns = self->writer_owner == g_thread_self ();
  g_mutex_unlock (&self->mutex);
  return owns;
}

gboolean
cw_store_reader_open (CwStoreReader *reader, CwStore *store, GError **error)
{
  reader->store = store;
  if (owns_writer (store))
    reader->database = store->writer;
  else
    {
      g_mutex_lock (&store->mutex);
      reader->database = g_queue_pop_head (&store->readers);
      g_mutex_unlock (&store->mutex);
    }
  if (reader->database == NULL)
    reader->database = cw_store_connect (store, error);
  return reader->database != NULL;
}

void
cw_store_reader_close (CwStoreReader *reader)
{
  CwDatabase *database = g_steal_pointer (&reader->database);

  if (database == NULL || database == reader->store->writer)
    return;
  g_mutex_lock (&reader->store->mutex);
  if (reader->store->readers.length < MAX_IDLE_READERS)
    g_queue_push_head (&reader->store->readers, g_steal_pointer (&database));
  g_mutex_unlock (&reader->store->mutex);
  g_clear_pointer (&database, cw_database_free);
}

/* ---- transactions ---- */

static void
wake_up_cb (GCancellable *cancellable, CwStore *self)
{
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->writer_free);
  g_mutex_unlock (&self->mutex);
}

gboolean
cw_store_take_writer (CwStore *self, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + WRITER_TIMEOUT;
  gulong id = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (wake_up_cb), self, NULL) : 0;
  gboolean in_time = TRUE, mine;

  g_mutex_lock (&self->mutex);
  while (in_time && self->writer_owner != NULL && !g_cancellable_is_cancelled (cancellable))
    in_time = g_cond_wait_until (&self->writer_free, &self->mutex, deadline);
  mine = self->writer_owner == NULL;
  if (mine)
    self->writer_owner = g_thread_self ();
  g_mutex_unlock (&self->mutex);
  /* Not under the lock, which the callback takes. */
  if (id != 0)
    g_cancellable_disconnect (cancellable, id);
  if (!mine && g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Waiting for another task that uses the certificate store was cancelled."));
  else if (!mine)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_BUSY, _("The certificate store is in use by another task of this program that did not finish in time."));
  return mine;
}

void
cw_store_release_writer (CwStore *self)
{
  g_mutex_lock (&self->mutex);
  self->writer_owner = NULL;
  g_cond_signal (&self->writer_free);
  g_mutex_unlock (&self->mutex);
}

static gboolean
begin_outermost (CwStore *self, GCancellable *cancellable, GError **error)
{
  if (self->mode != CW_DATABASE_WRITE)
    {
      g_autofree char *display = cw_paths_dup_display (self->directory);
      g_set_error (error, CW_ERROR, CW_ERROR_READ_ONLY, _("The certificate store in “%s” can only be read, so nothing in it can be changed."), display);
      return FALSE;
    }
  if (!cw_store_take_writer (self, cancellable, error))
    return FALSE;
  if (cw_database_begin (self->writer, cancellable, error))
    return TRUE;
  cw_store_release_writer (self);
  return FALSE;
}

gboolean
cw_store_begin (CwStore *self, GError **error)
{
  return cw_store_begin_cancellable (self, NULL, error);
}

gboolean
cw_store_begin_cancellable (CwStore *self, GCancellable *cancellable, GError **error)
{
  if (!owns_writer (self))
    return begin_outermost (self, cancellable, error);
  if (!cw_store_require_transaction (self, error) || !cw_database_exec (self->writer, "SAVEPOINT nested", error))
    return FALSE;
  self->depth++;
  return TRUE;
}

gboolean
cw_store_commit (CwStore *self, GError **error)
{
  g_return_val_if_fail (owns_writer (self), FALSE);

  if (!cw_store_require_transaction (self, error)
      || !cw_database_exec (self->writer, self->depth > 0 ? "RELEASE nested" : "COMMIT", error))
    {
      cw_store_rollback (self);
      return FALSE;
    }
  if (self->depth > 0)
    {
      self->depth--;
      return TRUE;
    }
  cw_store_release_writer (self);
  cw_store_emit_changed (self);
  return TRUE;
}

void
cw_store_rollback (CwStore *self)
{
  if (!owns_writer (self))
    return;
  /* After a full disk or an I/O error SQLite has rolled back by itself. */
  if (cw_database_in_transaction (self->writer))
    cw_database_exec (self->writer, self->depth > 0 ? "ROLLBACK TO nested; RELEASE nested" : "ROLLBACK", NULL);
  if (self->depth > 0)
    self->depth--;
  else
    cw_store_release_writer (self);
}

gboolean
cw_store_require_transaction (CwStore *store, GError **error)
{
  g_return_val_if_fail (owns_writer (store), FALSE);

  if (cw_database_in_transaction (store->writer))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("An earlier error has already undone this change of the certificate store."));
  return FALSE;
}

void
cw_store_purge_log (CwStore *store)
{
  if (!cw_store_take_writer (store, NULL, NULL))
    return;
  cw_database_purge_log (store->writer);
  cw_store_release_writer (store);
}

/* ---- the type ---- */

static void
cw_store_finalize (GObject *object)
{
  CwStore *self = CW_STORE (object);

  g_queue_clear_full (&self->readers, (GDestroyNotify) cw_database_free);
  g_clear_pointer (&self->writer, cw_database_free);
  g_clear_pointer (&self->key, cw_secret_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->writer_free);
  g_free (self->directory);
  g_free (self->path);
  g_free (self->id);
  G_OBJECT_CLASS (cw_store_parent_class)->finalize (object);
}

static void
cw_store_class_init (CwStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_store_finalize;

  /* After this process committed something; in the thread that did it. */
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_store_init (CwStore *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->writer_free);
  g_queue_init (&self->readers);
}
