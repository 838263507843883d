/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-pfx FILE PASSWORD ROUNDS: opening a PFX with our reader, and GnuTLS's own MAC check and bag walk on the same file, in
 * turn; prints the milliseconds of each turn: "ours gnutls". */
#include <gnutls/pkcs12.h>
#include <stdio.h>
#include <stdlib.h>
#include "cw-bundle.h"

static void
need (int code, const char *what)
{
  if (code < 0)
    {
      fprintf (stderr, "%s: %s\n", what, gnutls_strerror (code));
      exit (1);
    }
}

static void
walk_bag (gnutls_pkcs12_t pfx, int index, const char *password)
{
  gnutls_pkcs12_bag_t bag;

  need (gnutls_pkcs12_bag_init (&bag), "bag");
  need (gnutls_pkcs12_get_bag (pfx, index, bag), "get bag");
  if (gnutls_pkcs12_bag_get_type (bag, 0) == GNUTLS_BAG_ENCRYPTED)
    need (gnutls_pkcs12_bag_decrypt (bag, password), "decrypt");
  for (int i = 0; i < gnutls_pkcs12_bag_get_count (bag); i++)
    {
      gnutls_datum_t data;

      need (gnutls_pkcs12_bag_get_data (bag, i, &data), "data");
      if (gnutls_pkcs12_bag_get_type (bag, i) == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)
        {
          gnutls_x509_privkey_t key;

          gnutls_x509_privkey_init (&key);
          need (gnutls_x509_privkey_import_pkcs8 (key, &data, GNUTLS_X509_FMT_DER, password, 0), "key");
          gnutls_x509_privkey_deinit (key);
        }
      else if (gnutls_pkcs12_bag_get_type (bag, i) == GNUTLS_BAG_CERTIFICATE)
        {
          gnutls_x509_crt_t certificate;

          gnutls_x509_crt_init (&certificate);
          need (gnutls_x509_crt_import (certificate, &data, GNUTLS_X509_FMT_DER), "certificate");
          gnutls_x509_crt_deinit (certificate);
        }
    }
  gnutls_pkcs12_bag_deinit (bag);
}

static void
open_with_gnutls (const char *contents, gsize size, const char *password)
{
  gnutls_datum_t data = { (unsigned char *) contents, (unsigned) size };
  gnutls_pkcs12_t pfx;

  need (gnutls_pkcs12_init (&pfx), "init");
  need (gnutls_pkcs12_import (pfx, &data, GNUTLS_X509_FMT_DER, 0), "import");
  need (gnutls_pkcs12_verify_mac (pfx, password), "MAC");
  for (int index = 0;; index++)
    {
      gnutls_pkcs12_bag_t probe;
      int code;

      gnutls_pkcs12_bag_init (&probe);
      code = gnutls_pkcs12_get_bag (pfx, index, probe);
      gnutls_pkcs12_bag_deinit (probe);
      if (code < 0)
        break;
      walk_bag (pfx, index, password);
    }
  gnutls_pkcs12_deinit (pfx);
}

static void
open_with_ours (GBytes *bytes, CwSecret *password)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  CwBundleOptions options = { .passwords = passwords, .allow_slow = TRUE };
  g_autoptr (CwBundle) bundle = NULL;

  g_ptr_array_add (passwords, password);
  bundle = cw_bundle_read (bytes, &options, NULL, &error);
  if (!bundle)
    {
      fprintf (stderr, "ours: %s\n", error->message);
      exit (1);
    }
  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    if (cw_bundle_item_get_kind (cw_bundle_get_item (bundle, i)) == CW_BUNDLE_ITEM_CERTIFICATE)
      g_object_unref (cw_bundle_item_load_certificate (cw_bundle_get_item (bundle, i), NULL));
}

int
main (int argc, char **argv)
{
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwSecret) password = NULL;
  gsize size = 0;
  int turns = argc == 4 ? atoi (argv[3]) : 0;

  if (turns <= 0 || !g_file_get_contents (argv[1], &contents, &size, NULL))
    return 2;
  bytes = g_bytes_new_static (contents, size);
  password = cw_secret_new_text (argv[2]);
  open_with_gnutls (contents, size, argv[2]);
  open_with_ours (bytes, password);
  for (int i = 0; i < turns; i++)
    {
      gint64 start = g_get_monotonic_time (), middle;

      open_with_ours (bytes, password);
      middle = g_get_monotonic_time ();
      open_with_gnutls (contents, size, argv[2]);
      printf ("%.3f %.3f\n", (middle - start) / 1000.0, (g_get_monotonic_time () - middle) / 1000.0);
    }
  return 0;
}
