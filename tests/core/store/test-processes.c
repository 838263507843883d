/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several processes on one store at the same time: nobody is locked out, and nothing that was written is lost. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "specimen.h"

typedef struct { GPid pid; int to; int from; } Helper;

static Helper
start (const char *verb, const char *first, const char *second)
{
  g_autoptr(GError) error = NULL;
  const char *arguments[] = { g_getenv ("CERTWIZARD_STORE_HELPER"), verb, specimen_folder, first, second, NULL };
  Helper helper = { 0, -1, -1 };

  g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &helper.pid, &helper.to, &helper.from, NULL, &error);
  g_assert_no_error (error);
  return helper;
}

/* Everything that it says until its end, which must be a good one. */
static char *
finish (Helper *helper)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  int status = 0;

  close (helper->to);
  for (ssize_t n = read (helper->from, buffer, sizeof buffer); n > 0; n = read (helper->from, buffer, sizeof buffer))
    g_string_append_len (text, buffer, n);
  close (helper->from);
  g_assert_cmpint (waitpid (helper->pid, &status, 0), ==, helper->pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return g_string_free (text, FALSE);
}

static guint
count_lines (const char *text)
{
  guint lines = 0;

  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    lines++;
  return lines;
}

/* Two that find no store at the same moment make one. */
static void
test_create_together (void)
{
  Helper helpers[4];

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *begin = g_strdup_printf ("%u", i * 100);
      helpers[i] = start ("add", begin, "10");
    }
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = finish (&helpers[i]);
      g_assert_cmpuint (count_lines (text), ==, 10);
    }
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 40);
  specimen_assert_sound (store);
}

static void
test_write_together (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  Helper adding[2], naming[2];

  specimen_fill (store, 0, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *begin = g_strdup_printf ("%u", (i + 1) * 1000);
      adding[i] = start ("add", begin, "40");
      naming[i] = start ("names", "40", NULL);
    }
  for (guint i = 0; i < 40; i++)
    specimen_fill (store, 100 + i, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *added = finish (&adding[i]);
      g_autofree char *named = finish (&naming[i]);
      g_assert_cmpuint (count_lines (added), ==, 40);
      g_assert_cmpuint (count_lines (named), ==, 40);
    }
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 121);
  g_autoptr(GPtrArray) history = cw_store_list_history (store, 1000, NULL);
  g_assert_cmpuint (history->len, ==, 80);
  specimen_assert_sound (store);
}

/* While another process is in the middle of a transaction, everything can be read; a writer waits until it has ended. */
static void
test_read_and_wait (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  char line[2];

  specimen_fill (store, 0, 5);
  Helper holder = start ("hold", NULL, NULL);
  g_assert_cmpint (read (holder.from, line, sizeof line), ==, 2);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 5);
  g_autoptr(GPtrArray) trash = cw_store_list_trash (store, NULL);
  g_assert_nonnull (trash);
  g_autoptr(CwStore) second = specimen_open (specimen_folder);
  g_assert_cmpuint (cw_store_count_certificates (second), ==, 5);

  Helper adding = start ("add", "1000", "3");
  g_autofree char *nothing = finish (&holder);
  g_assert_cmpstr (nothing, ==, "");
  g_autofree char *added = finish (&adding);
  g_assert_cmpuint (count_lines (added), ==, 3);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/processes/create-together", test_create_together);
  specimen_test ("/processes/write-together", test_write_together);
  specimen_test ("/processes/read-and-wait", test_read_and_wait);
  return g_test_run ();
}
