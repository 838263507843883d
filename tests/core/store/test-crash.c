/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that imports, makes keys and changes the store key is killed at random moments, two hundred times. After each the
 * store must open, be sound, and have everything that was reported done. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cw-file.h"
#include "specimen.h"

#define STORES 8
#define KILLS_PER_STORE 26

typedef struct {
  char       *folder;
  char       *keys;        /* the place of a keyring */
  GHashTable *expected;    /* thumbprints that must be there, in the list or in the trash */
  GHashTable *key_ids;
  guint       next;
  GRand      *random;
  guint       reported;
} Run;

static GPid
start_helper (Run *run, int *from)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *seed = g_strdup_printf ("%u", g_rand_int (run->random) >> 1);
  g_autofree char *begin = g_strdup_printf ("%u", run->next);
  const char *arguments[] = { g_getenv ("CERTWIZARD_STORE_HELPER"), "churn", run->folder, run->keys, seed, begin, NULL };
  GPid pid = 0;

  g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, from, NULL, &error);
  g_assert_no_error (error);
  return pid;
}

/* FALSE at the end of the pipe. */
static gboolean
read_into (int fd, GString *text)
{
  char buffer[4096];
  ssize_t n = read (fd, buffer, sizeof buffer);

  if (n > 0)
    g_string_append_len (text, buffer, n);
  return n > 0 || (n < 0 && errno == EINTR);
}

/* Listens until the first word, then for a random time more: most moments are then inside of some operation. */
static char *
listen_and_kill (Run *run, GPid pid, int fd)
{
  GString *text = g_string_new (NULL);
  gint64 deadline = 0;
  struct pollfd poll_fd = { fd, POLLIN, 0 };
  int status = 0;

  while (text->len == 0)
    g_assert_true (read_into (fd, text));
  deadline = g_get_monotonic_time () + g_rand_int_range (run->random, 0, 120000);
  for (gint64 left = deadline - g_get_monotonic_time (); left > 0; left = deadline - g_get_monotonic_time ())
    if (poll (&poll_fd, 1, (int) (left / 1000)) > 0)
      g_assert_true (read_into (fd, text));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  while (read_into (fd, text))
    ;
  close (fd);
  return g_string_free (text, FALSE);
}

static void
note_line (Run *run, const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  run->reported++;
  switch (line[0])
    {
    case 'I':
      for (gsize i = 1; words[i] != NULL; i++)
        g_hash_table_add (run->expected, g_strdup (words[i]));
      break;
    case 'D': g_hash_table_remove (run->expected, words[1]); break;
    case 'K':
      g_hash_table_add (run->key_ids, g_strdup (words[1]));
      g_hash_table_add (run->expected, g_strdup (words[2]));
      break;
    default: break;
    }
}

static void
note_report (Run *run, const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    note_line (run, lines[i]);
}

static void
unlock (Run *run, CwStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = cw_store_dup_key_name (store, &error);

  /* Killed before it ever had a key. */
  if (g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND))
    return;
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (run->keys, name, NULL);
  g_autoptr(GBytes) bytes = cw_file_read (path, 1024, &error);
  g_assert_no_error (error);
  g_autoptr(CwSecret) key = cw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  cw_store_unlock (store, key, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_everything_is_there (Run *run, CwStore *store)
{
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer word = NULL;

  g_hash_table_iter_init (&iter, run->expected);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      gboolean in_trash = FALSE;
      gboolean there = cw_store_has_certificate (store, word, &in_trash, &error);
      g_assert_no_error (error);
      g_assert_true (there || in_trash);
    }
  g_hash_table_iter_init (&iter, run->key_ids);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      g_assert_true (cw_store_has_key (store, word, &error));
      g_assert_no_error (error);
    }
}

static void
kill_once (Run *run)
{
  int fd = -1;
  GPid pid = start_helper (run, &fd);
  g_autofree char *text = listen_and_kill (run, pid, fd);

  note_report (run, text);
  /* The next one begins behind all that this one may have begun. */
  run->next += 100000;
  g_autoptr(CwStore) store = specimen_open (run->folder);
  unlock (run, store);
  specimen_assert_sound (store);
  assert_everything_is_there (run, store);
}

static void
test_crash (gconstpointer number)
{
  Run run = { specimen_folder_new (), specimen_folder_new (), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
              g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0, g_rand_new_with_seed (4711 + GPOINTER_TO_UINT (number)), 0 };

  for (guint i = 0; i < KILLS_PER_STORE; i++)
    kill_once (&run);
  g_test_message ("%u kills, %u operations reported, %u certificates and %u keys expected", KILLS_PER_STORE, run.reported,
                  g_hash_table_size (run.expected), g_hash_table_size (run.key_ids));
  g_assert_cmpuint (run.reported, >, KILLS_PER_STORE);
  specimen_folder_remove (run.folder);
  specimen_folder_remove (run.keys);
  g_hash_table_unref (run.expected);
  g_hash_table_unref (run.key_ids);
  g_rand_free (run.random);
  g_free (run.folder);
  g_free (run.keys);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < STORES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/crash/%u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_crash);
    }
  return g_test_run ();
}
