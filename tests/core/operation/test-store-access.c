/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>
#include "cw-error.h"
#include "fixture.h"

static gboolean
unlock (Fixture *fixture, GError **error)
{
  return cw_store_access_unlock (fixture->access, CW_INTERACTION (fixture->script), NULL, error);
}

static void
unlock_done (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (unlock (fixture, &error));
  g_assert_no_error (error);
  g_assert_true (cw_store_is_unlocked (fixture->store));
}

static void
unlock_fails (Fixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (unlock (fixture, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_false (cw_store_is_unlocked (fixture->store));
}

static void
assert_protection (Fixture *fixture, CwProtection protection)
{
  g_assert_cmpstr (cw_protection_to_nick (cw_store_get_protection (fixture->store, NULL)), ==, cw_protection_to_nick (protection));
}

static void
store_a_key (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrivateKey) key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, &error);
  gboolean was_new;

  g_assert_no_error (error);
  g_assert_true (cw_store_begin (fixture->store, &error));
  g_assert_true (cw_store_add_key (fixture->store, key, TRUE, &was_new, &error));
  g_assert_true (cw_store_commit (fixture->store, &error));
}

static void
protect (Fixture *fixture, CwProtection protection, const char *text)
{
  g_autoptr (CwSecret) passphrase = text != NULL ? cw_secret_new_text (text) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_access_protect (fixture->access, protection, passphrase, CW_INTERACTION (fixture->script), NULL, &error));
  g_assert_no_error (error);
  assert_protection (fixture, protection);
}

static void
protect_fails (Fixture *fixture, CwProtection protection, const char *text, int code)
{
  g_autoptr (CwSecret) passphrase = text != NULL ? cw_secret_new_text (text) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_store_access_protect (fixture->access, protection, passphrase, CW_INTERACTION (fixture->script), NULL, &error));
  g_assert_error (error, CW_ERROR, code);
}

/* ---- a new store ---- */

static void
test_new_with_keyring (Fixture *fixture, gconstpointer data)
{
  unlock_done (fixture);
  assert_protection (fixture, CW_PROTECTION_KEYRING);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
  /* A person has to recognise it in a password manager. */
  g_assert_nonnull (strstr (test_keyring_get_label (fixture->keyring), "Certificate Wizard"));
  g_assert_nonnull (strstr (test_keyring_get_label (fixture->keyring), fixture->folder));
  store_a_key (fixture);
  fixture_reopen (fixture, NULL);
  unlock_done (fixture);
}

static void
test_new_with_locked_keyring (Fixture *fixture, gconstpointer data)
{
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  unlock_fails (fixture, CW_ERROR_KEYRING_LOCKED);
  assert_protection (fixture, CW_PROTECTION_NONE);
}

static void
test_new_without_keyring (Fixture *fixture, gconstpointer data)
{
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_UNAVAILABLE);
  if (geteuid () == 0)
    {
      unlock_done (fixture);
      assert_protection (fixture, CW_PROTECTION_PERMISSIONS);
      fixture_reopen (fixture, NULL);
      unlock_done (fixture);
      return;
    }
  test_script_say_secret (fixture->script, "a good passphrase");
  unlock_done (fixture);
  assert_protection (fixture, CW_PROTECTION_PASSPHRASE);
}

static void
test_new_with_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwSecret) passphrase = cw_secret_new_text ("given");

  fixture_reopen (fixture, passphrase);
  unlock_done (fixture);
  assert_protection (fixture, CW_PROTECTION_PASSPHRASE);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 0);
  fixture_reopen (fixture, passphrase);
  unlock_done (fixture);
}

/* Two at once: one sets up, the other takes what is there, and no key of nobody stays in the keyring. */
static gpointer
set_up_thread (gpointer data)
{
  GError *error = NULL;

  cw_store_access_unlock (data, NULL, NULL, &error);
  return error;
}

static void
test_new_twice_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_store_open (cw_store_get_directory (fixture->store), &error);
  g_autoptr (CwStoreAccess) other = cw_store_access_new (store, CW_KEYRING (fixture->keyring), NULL);
  GThread *thread = g_thread_new ("other", set_up_thread, other);

  g_assert_true (cw_store_access_unlock (fixture->access, NULL, NULL, &error));
  g_assert_no_error (error);
  error = g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_true (cw_store_is_unlocked (fixture->store));
  g_assert_true (cw_store_is_unlocked (store));
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
}

/* ---- a store with keys ---- */

static void
test_keyring_lost_our_item (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autofree char *after = NULL;

  unlock_done (fixture);
  store_a_key (fixture);
  name = cw_store_dup_key_name (fixture->store, NULL);
  test_keyring_lose_all (fixture->keyring);
  fixture_reopen (fixture, NULL);
  unlock_fails (fixture, CW_ERROR_STORE_KEY_MISSING);
  /* Nothing was made over the key that may still come back with a backup of the keyring. */
  after = cw_store_dup_key_name (fixture->store, NULL);
  g_assert_cmpstr (name, ==, after);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 0);
  protect_fails (fixture, CW_PROTECTION_KEYRING, NULL, CW_ERROR_STORE_KEY_MISSING);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 1);
}

/* As long as no private key depends on it, neither in the store nor in the trash. */
static void
test_keyring_lost_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autofree char *after = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *silence = NULL;

  unlock_done (fixture);
  silence = cw_store_access_dup_notice (fixture->access);
  g_assert_null (silence);
  name = cw_store_dup_key_name (fixture->store, NULL);
  test_keyring_lose_all (fixture->keyring);
  fixture_reopen (fixture, NULL);
  /* A keyring that cannot be asked has not lost anything. */
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  unlock_fails (fixture, CW_ERROR_KEYRING_LOCKED);
  assert_protection (fixture, CW_PROTECTION_KEYRING);
  test_keyring_set_error (fixture->keyring, -1);
  unlock_done (fixture);
  notice = cw_store_access_dup_notice (fixture->access);
  g_assert_nonnull (strstr (notice, "set up anew"));
  after = cw_store_dup_key_name (fixture->store, NULL);
  g_assert_cmpstr (name, !=, after);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
  store_a_key (fixture);
  fixture_reopen (fixture, NULL);
  unlock_done (fixture);
}

/* Who was slower finds that another process has set it up anew already; and with the first private key it is over. */
static void
test_keyring_lost_and_found_by_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *after = NULL;

  unlock_done (fixture);
  name = cw_store_dup_key_name (fixture->store, NULL);
  test_keyring_lose_all (fixture->keyring);
  fixture_reopen (fixture, NULL);
  unlock_done (fixture);
  after = cw_store_dup_key_name (fixture->store, NULL);
  g_assert_true (cw_store_forget_protection (fixture->store, name, &error));
  g_assert_no_error (error);
  assert_protection (fixture, CW_PROTECTION_KEYRING);
  g_assert_true (cw_store_is_unlocked (fixture->store));
  store_a_key (fixture);
  g_assert_false (cw_store_forget_protection (fixture->store, after, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_KEY_MISSING);
  assert_protection (fixture, CW_PROTECTION_KEYRING);
}

static void
test_keyring_locked_and_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *status = NULL;

  unlock_done (fixture);
  store_a_key (fixture);
  fixture_reopen (fixture, NULL);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_LOCKED);
  unlock_fails (fixture, CW_ERROR_KEYRING_LOCKED);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_UNAVAILABLE);
  unlock_fails (fixture, CW_ERROR_KEYRING_UNAVAILABLE);
  status = cw_store_access_dup_status (fixture->access);
  g_assert_nonnull (strstr (status, "no keyring in this session"));
  test_keyring_set_error (fixture->keyring, -1);
  unlock_done (fixture);
}

static void
test_wrong_key_in_the_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwSecret) wrong = cw_secret_new_random (32);
  g_autofree char *name = NULL;

  unlock_done (fixture);
  store_a_key (fixture);
  name = cw_store_dup_key_name (fixture->store, NULL);
  g_assert_true (cw_keyring_store (CW_KEYRING (fixture->keyring), "store-key", name, "x", wrong, NULL, NULL));
  fixture_reopen (fixture, NULL);
  unlock_fails (fixture, CW_ERROR_STORE_KEY_WRONG);
}

static void
test_passphrase_is_asked_until_it_is_right (Fixture *fixture, gconstpointer data)
{
  GPtrArray *asked = test_script_get_asked (fixture->script);

  protect (fixture, CW_PROTECTION_PASSPHRASE, "right");
  store_a_key (fixture);
  fixture_reopen (fixture, NULL);
  test_script_say_secret (fixture->script, "wrong");
  test_script_say_secret (fixture->script, "right");
  unlock_done (fixture);
  g_assert_cmpuint (asked->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (asked, 1), "(retry)"));
}

static void
test_passphrase_wrong_three_times (Fixture *fixture, gconstpointer data)
{
  protect (fixture, CW_PROTECTION_PASSPHRASE, "right");
  fixture_reopen (fixture, NULL);
  for (guint i = 0; i < 3; i++)
    test_script_say_secret (fixture->script, "wrong");
  unlock_fails (fixture, CW_ERROR_STORE_KEY_WRONG);
}

static void
test_passphrase_dismissed_or_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CwSecret) wrong = cw_secret_new_text ("wrong");
  g_autoptr (GError) error = NULL;

  protect (fixture, CW_PROTECTION_PASSPHRASE, "right");
  fixture_reopen (fixture, NULL);
  test_script_say_secret (fixture->script, NULL);
  unlock_fails (fixture, CW_ERROR_CANCELLED);
  g_assert_false (cw_store_access_unlock (fixture->access, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED);
  g_clear_error (&error);
  fixture_reopen (fixture, wrong);
  g_assert_false (cw_store_access_unlock (fixture->access, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE_KEY_WRONG);
}

/* ---- another protection ---- */

static void
test_change (Fixture *fixture, gconstpointer data)
{
  unlock_done (fixture);
  store_a_key (fixture);
  protect (fixture, CW_PROTECTION_KEYRING, NULL);
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 1);
  protect (fixture, CW_PROTECTION_PASSPHRASE, "one");
  g_assert_cmpuint (test_keyring_get_size (fixture->keyring), ==, 0);
  protect (fixture, CW_PROTECTION_PASSPHRASE, "two");
  fixture_reopen (fixture, NULL);
  test_script_say_secret (fixture->script, "two");
  protect (fixture, CW_PROTECTION_KEYRING, NULL);
  fixture_reopen (fixture, NULL);
  unlock_done (fixture);
  g_assert_cmpuint (cw_store_count_keys (fixture->store), ==, 1);
}

static void
test_change_asks_for_the_new_passphrase (Fixture *fixture, gconstpointer data)
{
  test_script_say_secret (fixture->script, "new one");
  protect (fixture, CW_PROTECTION_PASSPHRASE, NULL);
  g_assert_nonnull (strstr (g_ptr_array_index (test_script_get_asked (fixture->script), 0), "(new)"));
  protect_fails (fixture, CW_PROTECTION_PASSPHRASE, "", CW_ERROR_PASSWORD_NEEDED);
  assert_protection (fixture, CW_PROTECTION_PASSPHRASE);
}

static void
test_change_refused (Fixture *fixture, gconstpointer data)
{
  unlock_done (fixture);
  store_a_key (fixture);
  protect_fails (fixture, CW_PROTECTION_NONE, NULL, CW_ERROR_USAGE);
  test_keyring_set_error (fixture->keyring, CW_ERROR_KEYRING_UNAVAILABLE);
  protect_fails (fixture, CW_PROTECTION_KEYRING, NULL, CW_ERROR_KEYRING_UNAVAILABLE);
  if (geteuid () != 0)
    protect_fails (fixture, CW_PROTECTION_PERMISSIONS, NULL, CW_ERROR_PERMISSION);
  assert_protection (fixture, CW_PROTECTION_KEYRING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, function) g_test_add ("/operation/store-access/" path, Fixture, NULL, fixture_setup, function, fixture_teardown)
  ADD ("new/keyring", test_new_with_keyring);
  ADD ("new/locked-keyring", test_new_with_locked_keyring);
  ADD ("new/no-keyring", test_new_without_keyring);
  ADD ("new/passphrase", test_new_with_passphrase);
  ADD ("new/twice-at-once", test_new_twice_at_once);
  ADD ("keyring/lost-item", test_keyring_lost_our_item);
  ADD ("keyring/lost-nothing", test_keyring_lost_nothing);
  ADD ("keyring/lost-and-found", test_keyring_lost_and_found_by_another);
  ADD ("keyring/locked-and-gone", test_keyring_locked_and_gone);
  ADD ("keyring/wrong-key", test_wrong_key_in_the_keyring);
  ADD ("passphrase/asked", test_passphrase_is_asked_until_it_is_right);
  ADD ("passphrase/wrong", test_passphrase_wrong_three_times);
  ADD ("passphrase/dismissed", test_passphrase_dismissed_or_nobody_there);
  ADD ("change/all-ways", test_change);
  ADD ("change/asks", test_change_asks_for_the_new_passphrase);
  ADD ("change/refused", test_change_refused);
  return g_test_run ();
}
