/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what starts like a PFX, so that the fuzzer's time goes into its structure and its many algorithms. */
#include "cw-pfx.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) passwords = fuzz_passwords ();
  g_autoptr (GError) error = NULL;
  CwBundleOptions options = { .passwords = passwords };
  gboolean had_mac = FALSE;

  if (!cw_pfx_read (bytes, &options, items, &had_mac, NULL, &error))
    g_assert_nonnull (error);
  return 0;
}
