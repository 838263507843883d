/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"

#include <string.h>

/* This program links every object file of the core, whether it uses it or not, and no GTK: if anything in the core needed a
 * window, it would not link. The tests look at what the dynamic linker really brought along. */

static char *
dup_maps (void)
{
  char *maps = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return maps;
}

static void
test_no_window (void)
{
  static const char * const libraries[] = { "/libgtk", "/libadwaita", "/libgdk", "/libX11", "/libwayland", "/libpango" };
  g_autofree char *maps = dup_maps ();

  for (gsize i = 0; i < G_N_ELEMENTS (libraries); i++)
    if (strstr (maps, libraries[i]) != NULL)
      g_test_fail_printf ("the core brings %s along", libraries[i]);
}

/* Were the archives not linked whole, the linker would have left these out, and the test above would say nothing. */
static void
test_whole (void)
{
  static const char * const libraries[] = { "/libgnutls", "/libcrypto", "/libsqlite3", "/libsecret" };
  g_autofree char *maps = dup_maps ();

  for (gsize i = 0; i < G_N_ELEMENTS (libraries); i++)
    if (strstr (maps, libraries[i]) == NULL)
      g_test_fail_printf ("%s is missing: the core was not linked whole", libraries[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrows/no-window", test_no_window);
  g_test_add_func ("/arrows/whole", test_whole);
  return g_test_run ();
}
