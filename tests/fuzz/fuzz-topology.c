/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A topology that anybody wrote, as a file and as a table. What can be read can be written, and reads the same again. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-topology.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *folder;
static char *path;

static void
remove_folder (void)
{
  g_unlink (path);
  g_rmdir (folder);
}

static void
make_folder (void)
{
  folder = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? g_strdup ("/dev/shm/certwizard-fuzz-XXXXXX")
           : g_build_filename (g_get_tmp_dir (), "certwizard-fuzz-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (folder));
  path = g_build_filename (folder, "topology.conf", NULL);
  g_setenv ("CERTWIZARD_FQDN", "host.example.org", TRUE);
  atexit (remove_folder);
}

static CwTopology *
load (const void *data, gsize size)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  CwTopology *topology;

  g_assert_true (g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  topology = cw_topology_load (path, problems, &error);
  g_assert_true ((topology == NULL) == (error != NULL));
  g_assert_true (error == NULL || error->domain == CW_ERROR);
  return topology;
}

static void
check_again (CwTopology *topology)
{
  g_autofree char *text = cw_topology_to_text (topology);
  g_autoptr(CwTopology) again = load (text, strlen (text));
  g_autofree char *text_again = again != NULL ? cw_topology_to_text (again) : NULL;
  g_autoptr(GListModel) problems = cw_topology_validate (topology);

  g_assert_nonnull (problems);
  if (again == NULL)
    {
      g_autofree char *escaped = g_strescape (text, NULL);

      g_error ("what was written cannot be read: %s", escaped);
    }
  g_assert_cmpstr (text, ==, text_again);
}

static void
try_table (const guint8 *data, gsize size)
{
  g_autoptr(CwTopology) topology = cw_topology_new ();
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  gboolean imported = cw_topology_import_csv_bytes (topology, bytes, "x.csv", problems, &error);

  g_assert_true (imported == (error == NULL));
  if (imported)
    check_again (topology);
  else
    g_assert_true (cw_topology_is_empty (topology));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(CwTopology) topology = NULL;

  if (folder == NULL)
    make_folder ();
  topology = load (data, size);
  if (topology != NULL)
    check_again (topology);
  try_table (data, size);
  return 0;
}
