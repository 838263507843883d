/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database that somebody else wrote into: a whole image, or any values in one row of each table. The store may refuse it and
 * must say what is wrong with it, but everything can be asked. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "cw-database.h"
#include "cw-error.h"
#include "cw-store.h"

#define IMAGE_START "SQLite format 3"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *folder;
/* The one whose rows are written over; kept open, as opening is most of the time. */
static CwStore *store_of_rows;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
remove_folder (void)
{
  g_clear_object (&store_of_rows);
  static const char * const names[] = { "store.db", "store.db-wal", "store.db-shm", "store.db-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (names[i]);
      g_unlink (path);
    }
  g_rmdir (folder);
}

/* In memory where there is such a place: nothing here must survive a power cut. */
static void
make_folder (void)
{
  folder = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? g_strdup ("/dev/shm/certwizard-fuzz-XXXXXX")
           : g_build_filename (g_get_tmp_dir (), "certwizard-fuzz-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (folder));
  atexit (remove_folder);
}

/* ---- asking everything ---- */

static void
drop (gpointer object)
{
  g_clear_object (&object);
}

static void
drop_array (GPtrArray *array)
{
  g_clear_pointer (&array, g_ptr_array_unref);
}

static gboolean
look_cb (CwStoredCertificate *row, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) certificate = cw_store_load_certificate (user_data, cw_stored_certificate_get_id (row), &error);

  g_assert_true ((certificate != NULL) == (error == NULL));
  drop (cw_store_find (user_data, cw_stored_certificate_get_friendly_name (row), NULL));
  drop (cw_store_load_key (user_data, cw_stored_certificate_get_id (row), NULL));
  drop_array (cw_store_find_by_key_id (user_data, cw_stored_certificate_get_key_id (row), NULL));
  for (const char * const *name = cw_stored_certificate_get_names (row); *name != NULL; name++)
    g_assert_cmpuint (strlen (*name), <, 10000000);
  return TRUE;
}

/* A wrapped key that is a good one takes a second to find out that the passphrase is not. */
static void
try_to_unlock (CwStore *store)
{
  g_autoptr(CwSecret) secret = cw_secret_new_text ("secret");

  if (cw_store_get_protection (store, NULL) != CW_PROTECTION_PASSPHRASE)
    cw_store_unlock (store, secret, NULL, NULL);
}

static void
ask_everything (CwStore *store)
{
  static const char * const searches[] = { NULL, "exa", "a", "AB:CD" };
  gint64 id = 1;

  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      const CwCertificateQuery query = { searches[i], CW_FILTER_NONE, (CwCertificateSort) (2 * i), i % 2 };
      cw_store_visit_certificates (store, &query, look_cb, store, NULL);
    }
  try_to_unlock (store);
  drop_array (cw_store_list_trash (store, NULL));
  drop_array (cw_store_list_history (store, 10, NULL));
  g_free (cw_store_load_report (store, 1, NULL));
  g_free (cw_store_dup_key_name (store, NULL));
  cw_store_restore_trash (store, &id, 1, NULL);
  drop_array (cw_store_check (store, NULL, NULL));
}

/* ---- an image ---- */

static void
try_image (const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = path_of ("store.db");

  remove_folder ();
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  {
    g_autoptr(CwStore) store = cw_store_open (folder, &error);
    g_assert_true ((store != NULL) == (error == NULL));
    if (store != NULL)
      ask_everything (store);
  }
  remove_folder ();
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
}

/* ---- rows ---- */

typedef struct { const guint8 *data; gsize size; } Input;

/* A length and that many bytes; empty at the end. */
static const guint8 *
take_field (Input *input, gsize *size)
{
  const guint8 *field = input->data + MIN (input->size, 1);

  *size = input->size > 0 ? MIN ((gsize) input->data[0], input->size - 1) : 0;
  input->size -= MIN (input->size, *size + 1);
  input->data = field + *size;
  return field;
}

static gint64
take_number (Input *input)
{
  gint64 number = 0;
  gsize size = 0;
  const guint8 *field = take_field (input, &size);

  memcpy (&number, field, MIN (size, sizeof number));
  return number;
}

/* T: a text of any bytes. B: bytes. I: a number. Everything that is bound by name is "a" … */
static void
write_row (CwDatabase *database, const char *sql, const char *types, Input *input)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (database, sql, NULL);
  char name[3] = ":a";

  g_assert_nonnull (statement);
  for (gsize i = 0; types[i] != '\0'; i++, name[1]++)
    {
      gsize size = 0;
      if (types[i] == 'I')
        cw_statement_bind_int (statement, name, take_number (input));
      else
        {
          const guint8 *field = take_field (input, &size);
          cw_statement_bind_blob (statement, name, field, size);
        }
    }
  cw_statement_run (statement, NULL);
}

static void
write_rows (Input *input)
{
  g_autofree char *path = path_of ("store.db");
  g_autoptr(CwDatabase) database = cw_database_open (path, CW_DATABASE_WRITE, NULL);

  g_assert_nonnull (database);
  g_assert_true (cw_database_exec (database, "BEGIN; DELETE FROM certificate_search; DELETE FROM certificate; DELETE FROM private_key; DELETE FROM trash; DELETE FROM history", NULL));
  write_row (database, "INSERT INTO certificate VALUES (:a, CAST(:b AS TEXT), CAST(:c AS TEXT), CAST(:d AS TEXT), CAST(:e AS TEXT), CAST(:f AS TEXT),"
             " CAST(:g AS TEXT), CAST(:h AS TEXT), CAST(:i AS TEXT), CAST(:j AS TEXT), :k, :l, CAST(:m AS TEXT), CAST(:n AS TEXT), CAST(:o AS TEXT),"
             " :p, :q, :r, CAST(:s AS TEXT), :t, :u, CAST(:v AS TEXT), CAST(:w AS TEXT), CAST(:x AS TEXT), CAST(:y AS TEXT))",
             "ITTTTTTTTTIITTTIIITIITTTT", input);
  write_row (database, "INSERT OR IGNORE INTO certificate_der SELECT id, :a FROM certificate", "B", input);
  write_row (database, "INSERT OR IGNORE INTO certificate_search (rowid, text) SELECT id, CAST(:a AS TEXT) FROM certificate", "T", input);
  write_row (database, "INSERT INTO private_key VALUES (CAST(:a AS TEXT), CAST(:b AS TEXT), :c, :d, :e, nullif(:f, 0))", "TTIBII", input);
  write_row (database, "INSERT INTO trash VALUES (1, CAST(:a AS TEXT), CAST(:b AS TEXT), CAST(:c AS TEXT), CAST(:d AS TEXT), CAST(:e AS TEXT), 'x', 1, :f, :g)",
             "TTTTTIB", input);
  write_row (database, "INSERT INTO history VALUES (1, CAST(:a AS TEXT), CAST(:b AS TEXT), 'done', :c, 2, CAST(:d AS TEXT))", "TTIT", input);
  write_row (database, "UPDATE store SET protection = :a % 5, generation = :b, key_name = CAST(:c AS TEXT), wrapped_key = :d, verifier = :e", "IITBB", input);
  g_assert_true (cw_database_exec (database, "COMMIT", NULL));
}

static void
try_rows (const guint8 *data, gsize size)
{
  Input input = { data, size };
  g_autoptr(GError) error = NULL;

  if (store_of_rows == NULL)
    store_of_rows = cw_store_open (folder, &error);
  g_assert_no_error (error);
  write_rows (&input);
  ask_everything (store_of_rows);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (folder == NULL)
    make_folder ();
  if (size >= strlen (IMAGE_START) && memcmp (data, IMAGE_START, strlen (IMAGE_START)) == 0)
    try_image (data, size);
  else
    try_rows (data, size);
  return 0;
}
