/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-paths.h"
#include "cw-schema.h"
#include "cw-seal.h"
#include "cw-store-temporary.h"

/* What is sealed: magic, whether there is a store key, the key, the size of the database, the database. */
#define MAGIC "CWSTORE\1"
#define MAGIC_SIZE 8
#define HEAD_SIZE (MAGIC_SIZE + 1 + CW_STORE_KEY_SIZE + 8)
#define KEY_OFFSET (MAGIC_SIZE + 1)
#define SIZE_OFFSET (KEY_OFFSET + CW_STORE_KEY_SIZE)
#define PART_SIZE (256 * 1024)

/* What ports served when the backup was made says nothing about now. */
#define FORGET_SERVED "DELETE FROM served"

typedef struct { CwStoreProgress func; gpointer user_data; GCancellable *cancellable; double begin; double end; } Progress;

static gboolean
advance (const Progress *progress, guint64 done, guint64 size, GError **error)
{
  if (progress->func != NULL && size > 0)
    progress->func (progress->begin + (progress->end - progress->begin) * (double) done / (double) size, progress->user_data);
  if (!g_cancellable_is_cancelled (progress->cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The backup was cancelled."));
  return FALSE;
}

/* ---- the copy that goes into it ---- */

/* The store key is the one of that very copy; another process may be changing it now. NULL without an error: no keys. */
static gboolean
dup_key_of_copy (CwStore *self, CwDatabase *copy, CwSecret **key, GError **error)
{
  gint64 keys = 0, protection = 0, generation = 0;

  if (!cw_database_get_int (copy, "SELECT count(*) FROM private_key", &keys, error)
      || !cw_database_get_int (copy, "SELECT protection FROM store WHERE id = 1", &protection, error)
      || !cw_database_get_int (copy, "SELECT generation FROM store WHERE id = 1", &generation, error))
    return FALSE;
  *key = cw_store_dup_key_of_generation (self, generation);
  if (*key != NULL || keys == 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_STORE_LOCKED,
                       _("The private keys in the certificate store are locked, so a backup could not be opened again."));
  return FALSE;
}

static gboolean
copy_for_backup (CwStore *self, const char *path, CwSecret **key, GCancellable *cancellable, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error) || !cw_database_copy_into (reader.database, path, cancellable, error))
    return FALSE;
  g_autoptr(CwDatabase) copy = cw_database_open (path, CW_DATABASE_READ, error);
  return copy != NULL && dup_key_of_copy (self, copy, key, error);
}

/* ---- writing ---- */

static gboolean
write_head (CwSealWriter *writer, CwSecret *key, guint64 size, GError **error)
{
  g_autoptr(CwSecret) head = cw_secret_new (NULL, HEAD_SIZE);
  guint8 *bytes = cw_secret_get_writable (head);
  guint64 number = GUINT64_TO_BE (size);

  memset (bytes, 0, HEAD_SIZE);
  memcpy (bytes, MAGIC, MAGIC_SIZE);
  bytes[MAGIC_SIZE] = key != NULL ? 1 : 0;
  if (key != NULL)
    memcpy (bytes + KEY_OFFSET, cw_secret_get_data (key), CW_STORE_KEY_SIZE);
  memcpy (bytes + SIZE_OFFSET, &number, sizeof number);
  return cw_seal_writer_write (writer, bytes, HEAD_SIZE, error);
}

static gboolean
write_database (CwSealWriter *writer, int fd, guint64 size, const Progress *progress, GError **error)
{
  g_autofree guint8 *part = g_malloc (PART_SIZE);

  for (guint64 done = 0; done < size;)
    {
      ssize_t n = pread (fd, part, MIN (PART_SIZE, size - done), (off_t) done);
      if (n <= 0)
        {
          cw_error_set_from_errno (error, n < 0 ? errno : EIO, "%s", _("The copy of the certificate store cannot be read"));
          return FALSE;
        }
      if (!cw_seal_writer_write (writer, part, (gsize) n, error))
        return FALSE;
      done += (guint64) n;
      if (!advance (progress, done, size, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_sealed (int fd, CwStoreTemporary *copy, CwSecret *key, CwSecret *passphrase, const Progress *progress, GError **error)
{
  struct stat info;

  if (fstat (copy->fd, &info) != 0)
    {
      cw_error_set_from_errno (error, errno, "%s", _("The copy of the certificate store cannot be read"));
      return FALSE;
    }
  g_autoptr(CwSealWriter) writer = cw_seal_writer_new (fd, passphrase, 0, progress->cancellable, error);
  if (writer == NULL || !write_head (writer, key, (guint64) info.st_size, error)
      || !write_database (writer, copy->fd, (guint64) info.st_size, progress, error) || !cw_seal_writer_finish (writer, error))
    return FALSE;
  if (fsync (fd) == 0)
    return TRUE;
  cw_error_set_from_errno (error, errno, "%s", _("The backup cannot be written"));
  return FALSE;
}

/* ---- reading ---- */

static gboolean
read_head (CwSealReader *reader, CwSecret **key, guint64 *size, GError **error)
{
  g_autoptr(CwSecret) head = cw_secret_new (NULL, HEAD_SIZE);
  guint8 *bytes = cw_secret_get_writable (head);

  if (!cw_seal_reader_read (reader, bytes, HEAD_SIZE, error))
    return FALSE;
  if (memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("This is not a backup of a certificate store."));
      return FALSE;
    }
  if (bytes[MAGIC_SIZE] != 0)
    *key = cw_secret_new (bytes + KEY_OFFSET, CW_STORE_KEY_SIZE);
  memcpy (size, bytes + SIZE_OFFSET, sizeof *size);
  *size = GUINT64_FROM_BE (*size);
  return TRUE;
}

static gboolean
write_part (int fd, const guint8 *part, gsize size, guint64 offset, GError **error)
{
  ssize_t n = pwrite (fd, part, size, (off_t) offset);

  if (n == (ssize_t) size)
    return TRUE;
  cw_error_set_from_errno (error, n < 0 ? errno : ENOSPC, "%s", _("The content of the backup cannot be written beside the certificate store"));
  return FALSE;
}

/* to < 0: only to see that it is all there. */
static gboolean
read_database (CwSealReader *reader, int to, guint64 size, const Progress *progress, GError **error)
{
  g_autofree guint8 *part = g_malloc (PART_SIZE);

  for (guint64 done = 0; done < size;)
    {
      gsize n = MIN (PART_SIZE, size - done);
      if (!cw_seal_reader_read (reader, part, n, error) || (to >= 0 && !write_part (to, part, n, done, error)))
        return FALSE;
      done += n;
      if (!advance (progress, done, size, error))
        return FALSE;
    }
  return cw_seal_reader_finish (reader, error);
}

static gboolean
read_sealed (int fd, int to, CwSecret *passphrase, CwSecret **key, const Progress *progress, GError **error)
{
  guint64 size = 0;
  g_autoptr(CwSealReader) reader = cw_seal_reader_new (fd, passphrase, progress->cancellable, error);

  return reader != NULL && read_head (reader, key, &size, error) && read_database (reader, to, size, progress, error);
}

/* ---- backup ---- */

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return done;
}

/* Reads the whole file again before it gets its name. */
static gboolean
verify_and_name (int fd, const char *part_path, const char *path, CwSecret *passphrase, const Progress *progress, GError **error)
{
  g_autoptr(CwSecret) key = NULL;

  if (lseek (fd, 0, SEEK_SET) != 0 || !read_sealed (fd, -1, passphrase, &key, progress, error))
    return FALSE;
  if (g_rename (part_path, path) == 0 && sync_folder (path))
    return TRUE;
  cw_error_set_from_errno (error, errno, _("The backup cannot be written to “%s”"), path);
  return FALSE;
}

static gboolean
write_backup_file (const char *path, CwStoreTemporary *copy, CwSecret *key, CwSecret *passphrase, Progress *progress, GError **error)
{
  g_autofree char *part_path = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (part_path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      cw_error_set_from_errno (error, errno, _("The backup cannot be written to “%s”"), path);
      return FALSE;
    }
  progress->end = 0.5;
  gboolean done = fchmod (fd, 0600) == 0 && write_sealed (fd, copy, key, passphrase, progress, error);
  progress->begin = 0.5;
  progress->end = 1;
  done = done && verify_and_name (fd, part_path, path, passphrase, progress, error);
  if (!done)
    unlink (part_path);
  close (fd);
  return done;
}

gboolean
cw_store_backup (CwStore *self, const char *path, CwSecret *passphrase, CwStoreProgress progress, gpointer user_data,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSecret) key = NULL;
  Progress report = { progress, user_data, cancellable, 0, 1 };
  g_autoptr(CwStoreTemporary) copy = cw_store_temporary_new (self->directory, error);

  return copy != NULL && copy_for_backup (self, copy->path, &key, cancellable, error)
         && write_backup_file (path, copy, key, passphrase, &report, error);
}

/* ---- restore ---- */

static gboolean
require_empty (CwStore *self, CwDatabase *database, GError **error)
{
  gint64 things = 0;

  if (!cw_database_get_int (database, "SELECT (SELECT count(*) FROM certificate) + (SELECT count(*) FROM private_key)"
                            " + (SELECT count(*) FROM trash)", &things, error))
    return FALSE;
  if (things == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("The certificate store in “%s” is not empty, so a backup is not restored into it."), self->directory);
  return FALSE;
}

static char *
choose_old_path (CwStore *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *path = g_strdup_printf ("%s.before-restore-%s.bak", self->path, date);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s.before-restore-%s.%u.bak", self->path, date, i);
    }
  return path;
}

typedef struct { CwStore *store; gboolean replace; } Consent;

/* Everybody is locked out now, and what is there is what will be replaced. */
static gboolean
may_replace (gpointer user_data, GError **error)
{
  const Consent *consent = user_data;
  g_autoptr(CwDatabase) reader = cw_store_connect (consent->store, error);

  if (reader == NULL)
    return FALSE;
  if (!consent->replace)
    return require_empty (consent->store, reader, error);
  g_autofree char *old_path = choose_old_path (consent->store);
  return cw_database_copy_to_file (reader, old_path, NULL, error);
}

static gboolean
check_content (CwDatabase *content, CwSecret *key, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (content, "PRAGMA quick_check(1)", error);

  if (statement == NULL)
    return FALSE;
  gboolean sound = cw_statement_step (statement, &local) && strcmp (cw_statement_get_text (statement, 0), "ok") == 0;
  g_clear_pointer (&statement, cw_statement_free);
  if (sound && cw_store_fits_key (content, key))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The content of the backup is damaged, so nothing was restored."));
  return FALSE;
}

/* The passphrase of the backup protects the keys until another protection is chosen: a power cut in between loses none. The
 * identity stays this store's own, and the generation is a new one for every process that has this store open. */
static gboolean
adapt_content (CwStore *self, CwDatabase *content, CwSecret *key, CwSecret *passphrase, gint64 generation, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) wrapped = key != NULL ? cw_store_wrap_key (key, passphrase, cancellable, error) : NULL;
  g_autoptr(GBytes) verifier = key != NULL ? cw_store_make_verifier (key, self->id) : NULL;

  if (key != NULL && wrapped == NULL)
    return FALSE;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (content, "UPDATE store SET uuid = :uuid, protection = :protection, generation = :generation, key_name = NULL, "
                         "wrapped_key = :wrapped, verifier = :verifier WHERE id = 1", error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":uuid", self->id);
  cw_statement_bind_int (statement, ":protection", key != NULL ? CW_PROTECTION_PASSPHRASE : CW_PROTECTION_NONE);
  cw_statement_bind_int (statement, ":generation", generation);
  cw_statement_bind_bytes (statement, ":wrapped", wrapped);
  cw_statement_bind_bytes (statement, ":verifier", verifier);
  return cw_statement_run (statement, error);
}

static CwDatabase *
open_content (const char *path, CwSecret *key, GError **error)
{
  g_autoptr(CwDatabase) content = cw_database_open (path, CW_DATABASE_WRITE, error);
  guint version = 0;

  if (content == NULL || !cw_schema_read (content, &version, error))
    return NULL;
  if (version > cw_schema_get_current ())
    {
      cw_schema_set_newer (content, version, error);
      return NULL;
    }
  return check_content (content, key, error) ? g_steal_pointer (&content) : NULL;
}

static gboolean
apply_content (CwStore *self, const char *path, CwSecret *key, CwSecret *passphrase, gboolean replace, GCancellable *cancellable, GError **error)
{
  Consent consent = { self, replace };
  gint64 generation = cw_store_make_generation ();
  g_autoptr(CwDatabase) content = open_content (path, key, error);

  if (content == NULL || !cw_store_take_writer (self, cancellable, error))
    return FALSE;
  gboolean done = adapt_content (self, content, key, passphrase, generation, cancellable, error)
                  && cw_database_copy (content, self->writer, may_replace, &consent, cancellable, error)
                  && cw_schema_migrate (self->writer, cw_schema_migrations, cw_schema_n_migrations, error)
                  && cw_database_exec (self->writer, FORGET_SERVED, error);
  cw_store_release_writer (self);
  if (!done)
    return FALSE;
  cw_store_set_key (self, key, generation);
  cw_store_emit_changed (self);
  return TRUE;
}

static gboolean
unseal_to (int fd, const char *path, CwSecret *passphrase, CwSecret **key, const Progress *progress, GError **error)
{
  int from = open (path, O_RDONLY | O_CLOEXEC);

  if (from < 0)
    {
      cw_error_set_from_errno (error, errno, _("The backup “%s” cannot be opened"), path);
      return FALSE;
    }
  gboolean done = read_sealed (from, fd, passphrase, key, progress, error);
  close (from);
  return done;
}

static gboolean
require_restorable (CwStore *self, gboolean replace, GError **error)
{
  g_auto(CwStoreReader) reader = { 0 };

  if (cw_store_is_read_only (self))
    {
      g_autofree char *display = cw_paths_dup_display (self->directory);
      g_set_error (error, CW_ERROR, CW_ERROR_READ_ONLY, _("The certificate store in “%s” can only be read, so nothing in it can be changed."), display);
      return FALSE;
    }
  return replace || (cw_store_reader_open (&reader, self, error) && require_empty (self, reader.database, error));
}

gboolean
cw_store_restore (CwStore *self, const char *path, CwSecret *passphrase, gboolean replace, CwStoreProgress progress,
                  gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSecret) key = NULL;
  const Progress report = { progress, user_data, cancellable, 0, 1 };

  if (!require_restorable (self, replace, error))
    return FALSE;
  g_autoptr(CwStoreTemporary) content = cw_store_temporary_new (self->directory, error);
  return content != NULL && unseal_to (content->fd, path, passphrase, &key, &report, error)
         && apply_content (self, content->path, key, passphrase, replace, cancellable, error);
}
