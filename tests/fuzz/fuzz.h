/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the fuzz targets share: bytes in, every result looked at, every failure with its error. */

#include "cw-bundle.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static inline GPtrArray *
fuzz_passwords (void)
{
  GPtrArray *passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);

  g_ptr_array_add (passwords, cw_secret_new_text ("secret"));
  return passwords;
}

static inline void
fuzz_read_bundle (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) passwords = fuzz_passwords ();
  g_autoptr (GError) error = NULL;
  CwBundleOptions options = { .passwords = passwords };
  g_autoptr (CwBundle) bundle = cw_bundle_read (bytes, &options, NULL, &error);

  g_assert_true ((bundle != NULL) == (error == NULL));
  for (guint i = 0; bundle && i < cw_bundle_get_n_items (bundle); i++)
    {
      CwBundleItem *item = cw_bundle_get_item (bundle, i);
      g_autoptr (GError) broken = NULL;
      g_autoptr (CwCertificate) certificate = NULL;

      if (cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_CERTIFICATE)
        {
          certificate = cw_bundle_item_load_certificate (item, &broken);
          g_assert_true ((certificate != NULL) == (broken == NULL));
        }
      if (cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_BROKEN)
        g_assert_nonnull (cw_bundle_item_get_sentence (item));
    }
}
