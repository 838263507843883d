/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* One connection to one SQLite database, and the statements that it keeps prepared. Private to this folder. A connection is
 * used by one thread at a time; who that is decides CwStore. Everything that SQLite reports becomes a precise CwError. */

G_BEGIN_DECLS

typedef struct _CwDatabase  CwDatabase;
typedef struct _CwStatement CwStatement;

typedef enum {
  CW_DATABASE_WRITE,       /* read and write; the file exists */
  CW_DATABASE_READ,        /* never writes, but takes its part in the locks */
  CW_DATABASE_IMMUTABLE,   /* the file system cannot be written and there is no log: the file as it is, without locks */
  CW_DATABASE_PRIVATE_LOG, /* the same with a log: read into memory, since its index cannot be shared */
} CwDatabaseMode;

CwDatabase  *cw_database_open        (const char *path, CwDatabaseMode mode, GError **error);
void         cw_database_free        (CwDatabase *self);
const char  *cw_database_get_path    (CwDatabase *self);
gpointer     cw_database_get_handle  (CwDatabase *self);      /* sqlite3 * */

gboolean     cw_database_exec        (CwDatabase *self, const char *sql, GError **error);
/* A statement without rows that has ":id" and nothing else to bind; sql as for cw_database_prepare(). */
gboolean     cw_database_run_with_id (CwDatabase *self, const char *sql, gint64 id, GError **error);
/* BEGIN IMMEDIATE. Waiting for another process ends with CW_ERROR_CANCELLED as soon as the cancellable is cancelled; NULL: waits. */
gboolean     cw_database_begin       (CwDatabase *self, GCancellable *cancellable, GError **error);
/* One number from one row; 0 when there is no row. */
gboolean     cw_database_get_int     (CwDatabase *self, const char *sql, gint64 *value, GError **error);
gboolean     cw_database_in_transaction (CwDatabase *self);
gint64       cw_database_get_last_id (CwDatabase *self);
gint64       cw_database_get_changes (CwDatabase *self);
/* Asked when everything is locked, before the first page is changed: FALSE with an error gives up. */
typedef gboolean (*CwDatabaseConsent) (gpointer user_data, GError **error);
/* Fetches a consistent copy of from into to, all or nothing. consent may be NULL. */
gboolean     cw_database_copy        (CwDatabase *from, CwDatabase *to, CwDatabaseConsent consent, gpointer user_data,
                                      GCancellable *cancellable, GError **error);
/* Writes a consistent copy, without a log, to an empty file that is there. */
gboolean     cw_database_copy_into   (CwDatabase *self, const char *path, GCancellable *cancellable, GError **error);
/* The same to a new file, mode 0600; there must be none of that name. */
gboolean     cw_database_copy_to_file (CwDatabase *self, const char *path, GCancellable *cancellable, GError **error);
/* Until it is set to NULL again, long questions end with CW_ERROR_CANCELLED soon after the cancellable is cancelled. */
void         cw_database_set_cancellable (CwDatabase *self, GCancellable *cancellable);
void         cw_database_set_error   (CwDatabase *self, int code, GError **error);
/* Moves the log into the database and empties it, unless somebody is reading. */
void         cw_database_purge_log   (CwDatabase *self);

/* A prepared statement, from the cache when it is there and not in use; goes back with cw_statement_free(). sql is a string
 * literal or lives as long as the connection. NULL on error. */
CwStatement *cw_database_prepare     (CwDatabase *self, const char *sql, GError **error);

void         cw_statement_free       (CwStatement *self);
/* Binds by name (":name"). The data is copied. */
void         cw_statement_bind_int   (CwStatement *self, const char *name, gint64 value);
void         cw_statement_bind_text  (CwStatement *self, const char *name, const char *value);      /* NULL: NULL */
void         cw_statement_bind_blob  (CwStatement *self, const char *name, gconstpointer data, gsize size);
void         cw_statement_bind_bytes (CwStatement *self, const char *name, GBytes *value);          /* NULL: NULL */
/* TRUE: there is a row. FALSE: the end, or an error, which is then set. */
gboolean     cw_statement_step       (CwStatement *self, GError **error);
/* For statements without rows. */
gboolean     cw_statement_run        (CwStatement *self, GError **error);
void         cw_statement_reset      (CwStatement *self);     /* to run it again with other values */
gint64       cw_statement_get_int    (CwStatement *self, int column);
const char  *cw_statement_get_text   (CwStatement *self, int column);       /* never NULL; borrowed until the next step */
gboolean     cw_statement_is_null    (CwStatement *self, int column);
gconstpointer cw_statement_get_blob  (CwStatement *self, int column, gsize *size);
GBytes      *cw_statement_dup_bytes  (CwStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDatabase, cw_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStatement, cw_statement_free)

G_END_DECLS
