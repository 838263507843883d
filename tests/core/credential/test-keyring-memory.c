/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"
#include "cw-keyring.h"

static void
assert_missing (CwKeyring *keyring, const char *purpose, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) found = cw_keyring_lookup (keyring, purpose, name, NULL, &error);

  g_assert_null (found);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_round_trip (void)
{
  g_autoptr(CwKeyring) keyring = cw_keyring_memory_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) first = cw_secret_new_text ("first");
  g_autoptr(CwSecret) second = cw_secret_new ("\0second\0", 8);

  g_assert_true (cw_keyring_is_available (keyring));
  assert_missing (keyring, "store-key", "a");
  g_assert_true (cw_keyring_store (keyring, "store-key", "a", "label", first, NULL, &error));
  g_assert_true (cw_keyring_store (keyring, "ca-account", "a", "label", second, NULL, &error));
  g_autoptr(CwSecret) found = cw_keyring_lookup (keyring, "store-key", "a", NULL, &error);
  g_assert_true (cw_secret_equal (found, first));
  g_autoptr(CwSecret) other = cw_keyring_lookup (keyring, "ca-account", "a", NULL, &error);
  g_assert_true (cw_secret_equal (other, second));
  g_assert_true (cw_keyring_store (keyring, "store-key", "a", "label", second, NULL, &error));
  g_autoptr(CwSecret) replaced = cw_keyring_lookup (keyring, "store-key", "a", NULL, &error);
  g_assert_true (cw_secret_equal (replaced, second));
  g_assert_true (cw_keyring_clear (keyring, "store-key", "a", NULL, &error));
  g_assert_no_error (error);
  assert_missing (keyring, "store-key", "a");
  g_assert_false (cw_keyring_clear (keyring, "store-key", "a", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_finalized (void)
{
  CwKeyring *keyring = cw_keyring_memory_new ();
  g_autoptr(CwSecret) secret = cw_secret_new_text ("x");

  g_assert_true (cw_keyring_store (keyring, "store-key", "a", "label", secret, NULL, NULL));
  g_assert_finalize_object (keyring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-memory/round-trip", test_round_trip);
  g_test_add_func ("/keyring-memory/finalized", test_finalized);
  return g_test_run ();
}
