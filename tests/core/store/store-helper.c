/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another process on the same store. Each operation that is done is said in one line on standard output, after it was done.
 *   store-helper add FOLDER BEGIN COUNT      adds certificates, each in a transaction of its own: "I index"
 *   store-helper names FOLDER COUNT          adds history entries and renames the certificate 1 COUNT times: "N"
 *   store-helper hold FOLDER                 begins a transaction, says "H", and keeps it until standard input ends
 *   store-helper fixture FOLDER              fills a new store with one of everything: tests/fixtures/store/v1.db.gz is one
 *   store-helper churn FOLDER KEYS SEED BEGIN   imports, stores keys, changes the store key and empties the trash until it is killed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cw-clock.h"
#include "cw-file.h"
#include "cw-hex.h"
#include "specimen.h"

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* In one piece, and at once: the reader must not see half of it, nor wait for a buffer. */
static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (3);
}

static void
need (gboolean done, GError *error)
{
  if (done)
    return;
  fprintf (stderr, "%s\n", error != NULL ? error->message : "failed");
  exit (1);
}

static void
add_many (CwStore *store, guint begin, guint count)
{
  for (guint i = begin; i < begin + count; i++)
    {
      specimen_fill (store, i, 1);
      say ("I %u\n", i);
    }
}

static void
rename_many (CwStore *store, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("helper %u", i);
      need (cw_store_rename (store, 1, name, &error), error);
      need (cw_store_add_history (store, "rename", name, "done", cw_clock_now (), cw_clock_now (), "{}", &error) != 0, error);
      say ("N\n");
    }
}

static void
hold (CwStore *store)
{
  g_autoptr(GError) error = NULL;
  char byte = 0;

  need (cw_store_begin (store, &error), error);
  say ("H\n");
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  cw_store_rollback (store);
}

static void
make_fixture (CwStore *store)
{
  static const char * const names[] = { "www.example.org", "b\xc3\xbc" "cher.example", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("fixture");
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) with_key = specimen_make (&(Specimen) { .subject = "CN=www.example.org,O=Example", .names = names, .key = key });
  g_autoptr(CwCertificate) ca = specimen_make (&(Specimen) { .subject = "CN=Example CA", .is_ca = TRUE, .serial = "4711" });
  g_autoptr(CwCertificate) trashed = specimen_make (&(Specimen) { .subject = "CN=trashed.example.org" });
  gboolean was_new = FALSE;

  need (cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error), error);
  need (cw_store_begin (store, &error), error);
  need (cw_store_add_key (store, key, FALSE, &was_new, &error), error);
  need (cw_store_commit (store, &error), error);
  specimen_add (store, with_key, "Our web server");
  specimen_add (store, ca, NULL);
  gint64 id = specimen_add (store, trashed, "Old one");
  need (cw_store_trash (store, &id, 1, &error), error);
  need (cw_store_add_history (store, "import", "Imported 3 certificates", "done", 1700000000, 1700000001, "{\"a\":1}", &error) != 0, error);
}

/* ---- churn ---- */

typedef struct { CwStore *store; const char *keys; GRand *random; guint next; GPtrArray *mine; } Churn;

/* The place of the keyring: the key is safe there before the store uses it. */
static void
change_key (Churn *churn)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = cw_store_dup_next_key_name (churn->store);
  g_autofree char *path = g_build_filename (churn->keys, name, NULL);
  g_autoptr(CwSecret) key = cw_secret_new_random (32);

  need (cw_file_replace (path, cw_secret_get_data (key), 32, 0600, &error), error);
  need (cw_store_protect (churn->store, CW_PROTECTION_KEYRING, name, key, NULL, &error), error);
  say ("P %s\n", name);
}

static void
unlock (Churn *churn)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = cw_store_dup_key_name (churn->store, NULL);

  if (name == NULL)
    {
      change_key (churn);
      return;
    }
  g_autofree char *path = g_build_filename (churn->keys, name, NULL);
  g_autoptr(GBytes) bytes = cw_file_read (path, 1024, &error);
  need (bytes != NULL, error);
  g_autoptr(CwSecret) key = cw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  need (cw_store_unlock (churn->store, key, NULL, &error), error);
}

static void
import_some (Churn *churn)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) line = g_string_new ("I");
  guint count = (guint) g_rand_int_range (churn->random, 1, 12);
  gboolean was_new = FALSE;

  need (cw_store_begin (churn->store, &error), error);
  for (guint i = 0; i < count; i++)
    {
      g_autoptr(CwCertificate) certificate = specimen_numbered (churn->next++);
      need (cw_store_add_certificate (churn->store, certificate, NULL, "churn", &was_new, &error) != 0, error);
      g_string_append_printf (line, " %s", cw_certificate_get_sha256 (certificate));
      g_ptr_array_add (churn->mine, g_strdup (cw_certificate_get_sha256 (certificate)));
    }
  need (cw_store_commit (churn->store, &error), error);
  say ("%s\n", line->str);
}

static void
store_key (Churn *churn)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autofree char *subject = g_strdup_printf ("CN=key %u", churn->next);
  g_autoptr(CwCertificate) certificate = specimen_make (&(Specimen) { .subject = subject, .key = key });
  gboolean was_new = FALSE;

  need (cw_store_begin (churn->store, &error), error);
  need (cw_store_add_key (churn->store, key, TRUE, &was_new, &error), error);
  need (cw_store_add_certificate (churn->store, certificate, NULL, "churn", &was_new, &error) != 0, error);
  need (cw_store_commit (churn->store, &error), error);
  say ("K %s %s\n", cw_private_key_get_key_id (key), cw_certificate_get_sha256 (certificate));
}

static void
trash_one (Churn *churn)
{
  g_autoptr(GError) error = NULL;

  if (churn->mine->len == 0)
    return;
  g_autofree char *sha256 = g_ptr_array_steal_index_fast (churn->mine, (guint) g_rand_int_range (churn->random, 0, (gint) churn->mine->len));
  g_autoptr(CwStoredCertificate) found = cw_store_find (churn->store, sha256, &error);
  need (found != NULL, error);
  gint64 id = cw_stored_certificate_get_id (found);
  /* Said before: from here on it may be in the trash, or gone with it. */
  say ("D %s\n", sha256);
  need (cw_store_trash (churn->store, &id, 1, &error), error);
}

static void
churn_forever (Churn *churn)
{
  unlock (churn);
  say ("R\n");
  while (TRUE)
    {
      g_autoptr(GError) error = NULL;
      switch (g_rand_int_range (churn->random, 0, 8))
        {
        case 0: case 1: case 2: import_some (churn); break;
        case 3: case 4:         store_key (churn); break;
        case 5:                 change_key (churn); break;
        case 6:                 trash_one (churn); break;
        default:                need (cw_store_empty_trash (churn->store, NULL, &error), error); break;
        }
    }
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    return 2;
  g_autoptr(CwStore) store = specimen_open (argv[2]);

  if (strcmp (argv[1], "add") == 0)
    add_many (store, (guint) atoi (argv[3]), (guint) atoi (argv[4]));
  else if (strcmp (argv[1], "names") == 0)
    rename_many (store, (guint) atoi (argv[3]));
  else if (strcmp (argv[1], "hold") == 0)
    hold (store);
  else if (strcmp (argv[1], "fixture") == 0)
    make_fixture (store);
  else
    {
      Churn churn = { store, argv[3], g_rand_new_with_seed ((guint32) atoi (argv[4])), (guint) atoi (argv[5]), g_ptr_array_new_with_free_func (g_free) };
      churn_forever (&churn);
    }
  return 0;
}
