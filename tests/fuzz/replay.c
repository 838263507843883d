/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds every file below a folder to a fuzz target, as it is, cut short and with single bits turned over, as a TAP test. */
#include "fuzz.h"

static guint n_files;

static void
feed (const guint8 *data, gsize size)
{
  /* A copy of exact size: a read behind its end is seen by the address sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
feed_variants (const char *contents, gsize size)
{
  g_autofree guint8 *turned = g_memdup2 (contents, size);
  GRand *random = g_rand_new_with_seed (20261121);

  feed ((const guint8 *) contents, size);
  for (guint i = 1; i < 16; i++)
    feed ((const guint8 *) contents, size * i / 16);
  for (guint i = 0; i < 48 && size > 0; i++)
    {
      gsize at = (gsize) g_rand_int_range (random, 0, (gint32) size);
      guint8 mask = (guint8) (1u << g_rand_int_range (random, 0, 8));

      turned[at] ^= mask;
      feed (turned, size);
      turned[at] ^= mask;
    }
  g_rand_free (random);
}

static void
replay (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize size = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        replay (path);
      else if (g_file_get_contents (path, &contents, &size, NULL) && size < 256 * 1024)
        {
          feed_variants (contents, size);
          n_files++;
        }
    }
}

static void
test_replay (gconstpointer folder)
{
  replay (folder);
  feed ((const guint8 *) "", 0);
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = argc > 1 && argv[argc - 1][0] != '-' ? g_strdup (argv[argc - 1]) : g_strdup (".");

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fuzz/replay", folder, test_replay);
  return g_test_run ();
}
