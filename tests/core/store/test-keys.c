/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private keys: how they are joined, protected, unlocked and encrypted anew. */
#include <string.h>
#include <unistd.h>

#include "specimen.h"

static void
assert_error_and_clear (GError **error, CwError code)
{
  g_assert_error (*error, CW_ERROR, (int) code);
  g_clear_error (error);
}

/* A new store key of a keyring, as the caller makes it. */
static CwSecret *
protect_by_keyring (CwStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) key = cw_secret_new_random (32);
  g_autofree char *name = cw_store_dup_next_key_name (store);

  cw_store_protect (store, CW_PROTECTION_KEYRING, name, key, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *stored = cw_store_dup_key_name (store, &error);
  g_assert_cmpstr (stored, ==, name);
  return g_steal_pointer (&key);
}

static gboolean
add_key (CwStore *store, CwPrivateKey *key, gboolean exportable, GError **error)
{
  gboolean was_new = FALSE;

  g_assert_true (cw_store_begin (store, NULL));
  if (cw_store_add_key (store, key, exportable, &was_new, error))
    {
      g_assert_true (cw_store_commit (store, NULL));
      return was_new;
    }
  cw_store_rollback (store);
  return FALSE;
}

static CwCertificate *
make_for_key (CwPrivateKey *key, const char *subject)
{
  return specimen_make (&(Specimen) { .subject = subject, .key = key });
}

static void
assert_key (CwStore *store, gint64 id, gboolean has_key, gboolean exportable)
{
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, id, NULL);

  g_assert_cmpint (cw_stored_certificate_has_private_key (row), ==, has_key);
  g_assert_cmpint (cw_stored_certificate_is_exportable (row), ==, exportable);
}

static void
test_join (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) store_key G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) before = make_for_key (key, "CN=before");
  g_autoptr(CwCertificate) after = make_for_key (key, "CN=after");
  gint64 id = specimen_add (store, before, NULL);

  assert_key (store, id, FALSE, FALSE);
  g_assert_null (cw_store_load_key (store, id, &error));
  assert_error_and_clear (&error, CW_ERROR_KEY_MISSING);
  g_assert_true (add_key (store, key, TRUE, &error));
  assert_key (store, id, TRUE, TRUE);
  assert_key (store, specimen_add (store, after, NULL), TRUE, TRUE);
  g_assert_true (cw_store_has_key (store, cw_private_key_get_key_id (key), &error));
  g_assert_false (cw_store_has_key (store, "00", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_store_count_keys (store), ==, 1);
  g_autoptr(GPtrArray) found = cw_store_find_by_key_id (store, cw_private_key_get_key_id (key), &error);
  g_assert_cmpuint (found->len, ==, 2);
  g_autoptr(CwPrivateKey) loaded = cw_store_load_key (store, id, &error);
  g_assert_no_error (error);
  g_assert_true (cw_secret_equal (cw_private_key_get_pkcs8 (loaded), cw_private_key_get_pkcs8 (key)));
  g_assert_null (cw_store_load_key (store, 4711, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  specimen_assert_sound (store);
}

static void
test_exportable (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwSecret) store_key G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = make_for_key (key, "CN=strict");
  gint64 id = specimen_add (store, certificate, NULL);

  g_assert_true (add_key (store, key, TRUE, NULL));
  g_assert_false (add_key (store, key, FALSE, NULL));
  assert_key (store, id, TRUE, FALSE);
  g_assert_false (add_key (store, key, TRUE, NULL));
  assert_key (store, id, TRUE, FALSE);
  specimen_assert_sound (store);
}

static void
test_locked (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwPrivateKey) key = specimen_key ();

  g_assert_cmpint (cw_store_get_protection (store, &error), ==, CW_PROTECTION_NONE);
  g_assert_false (cw_store_is_unlocked (store));
  g_assert_false (add_key (store, key, TRUE, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_assert_false (cw_store_unlock (store, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_assert_null (cw_store_dup_key_name (store, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
}

/* The key of another store, the one before, none, and the right one. */
static void
test_unlock_keyring (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) old_key = protect_by_keyring (store);
  g_autoptr(CwSecret) store_key = protect_by_keyring (store);
  g_autoptr(CwSecret) wrong = cw_secret_new_random (32);
  g_autoptr(CwSecret) short_key = cw_secret_new ("abc", 3);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = make_for_key (key, "CN=k");
  gint64 id = specimen_add (store, certificate, NULL);

  g_assert_true (add_key (store, key, TRUE, &error));
  g_autoptr(CwStore) again = specimen_open (specimen_folder);
  g_assert_false (cw_store_is_unlocked (again));
  g_assert_null (cw_store_load_key (again, id, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  CwSecret *wrong_ones[] = { old_key, wrong, short_key };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong_ones); i++)
    {
      g_assert_false (cw_store_unlock (again, wrong_ones[i], NULL, &error));
      assert_error_and_clear (&error, CW_ERROR_STORE_KEY_WRONG);
    }
  g_assert_false (cw_store_unlock (again, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_KEY_MISSING);
  g_assert_false (cw_store_is_unlocked (again));
  g_assert_true (cw_store_unlock (again, store_key, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_store_is_unlocked (again));
  g_autoptr(CwPrivateKey) loaded = cw_store_load_key (again, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_key_id (loaded), ==, cw_private_key_get_key_id (key));
}

static void
test_passphrase (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("Gr\xc3\xbc\xc3\x9f" "e, 12 m hoch");
  g_autoptr(CwSecret) wrong = cw_secret_new_text ("gr\xc3\xbc\xc3\x9f" "e, 12 m hoch");
  g_autoptr(CwSecret) empty = cw_secret_new_text ("");
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = make_for_key (key, "CN=k");
  gint64 id = 0;

  {
    g_autoptr(CwStore) store = specimen_open (specimen_folder);
    g_assert_false (cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, empty, NULL, &error));
    assert_error_and_clear (&error, CW_ERROR_USAGE);
    g_assert_true (cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error));
    g_assert_no_error (error);
    g_assert_true (add_key (store, key, TRUE, &error));
    id = specimen_add (store, certificate, NULL);
  }
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_assert_cmpint (cw_store_get_protection (store, NULL), ==, CW_PROTECTION_PASSPHRASE);
  g_assert_false (cw_store_unlock (store, wrong, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_KEY_WRONG);
  g_assert_false (cw_store_unlock (store, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_PASSWORD_NEEDED);
  g_assert_true (cw_store_unlock (store, passphrase, NULL, &error));
  g_autoptr(CwPrivateKey) loaded = cw_store_load_key (store, id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (loaded);
  specimen_assert_sound (store);
}

static void
test_permissions (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  gboolean done = cw_store_protect (store, CW_PROTECTION_PERMISSIONS, NULL, NULL, NULL, &error);

  if (geteuid () != 0)
    {
      g_assert_false (done);
      g_assert_error (error, CW_ERROR, CW_ERROR_STORE_PERMISSIONS);
      return;
    }
  g_assert_no_error (error);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_assert_true (add_key (store, key, TRUE, &error));
  g_autoptr(CwStore) again = specimen_open (specimen_folder);
  g_assert_true (cw_store_unlock (again, NULL, NULL, &error));
  g_assert_no_error (error);
  specimen_assert_sound (again);
}

static void
test_protect_usage (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) key = cw_secret_new_random (31);
  g_autoptr(CwSecret) good = cw_secret_new_random (32);

  g_assert_false (cw_store_protect (store, CW_PROTECTION_KEYRING, "name", key, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_USAGE);
  g_assert_false (cw_store_protect (store, CW_PROTECTION_KEYRING, NULL, good, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_USAGE);
  g_assert_false (cw_store_protect (store, CW_PROTECTION_NONE, NULL, NULL, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_USAGE);
  g_assert_cmpint (cw_store_get_protection (store, NULL), ==, CW_PROTECTION_NONE);
  g_assert_cmpstr (cw_protection_to_nick (CW_PROTECTION_NONE), ==, "none");
  g_assert_cmpstr (cw_protection_to_nick (CW_PROTECTION_KEYRING), ==, "keyring");
  g_assert_cmpstr (cw_protection_to_nick (CW_PROTECTION_PASSPHRASE), ==, "passphrase");
  g_assert_cmpstr (cw_protection_to_nick (CW_PROTECTION_PERMISSIONS), ==, "permissions");
}

/* Every key, the trashed ones too, opens with the new store key; one who has the old one is told to unlock anew. */
static void
test_rewrap (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwStore) other = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) first = protect_by_keyring (store);
  CwPrivateKey *keys[] = { specimen_key (), specimen_key (), specimen_key () };
  gint64 ids[3];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(CwCertificate) certificate = make_for_key (keys[i], "CN=k");
      ids[i] = specimen_add (store, certificate, NULL);
      if (i < 2)
        g_assert_true (add_key (store, keys[i], TRUE, &error));
    }
  g_assert_true (cw_store_trash (store, &ids[1], 1, &error));
  g_assert_true (cw_store_unlock (other, first, NULL, &error));
  g_autoptr(CwSecret) second = protect_by_keyring (store);
  g_assert_false (cw_store_is_unlocked (other));
  g_assert_null (cw_store_load_key (other, ids[0], &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_assert_false (add_key (other, keys[2], TRUE, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_autofree char *name = cw_store_dup_next_key_name (other);
  g_assert_false (cw_store_protect (other, CW_PROTECTION_KEYRING, name, first, NULL, &error));
  assert_error_and_clear (&error, CW_ERROR_STORE_LOCKED);
  g_assert_true (cw_store_unlock (other, second, NULL, &error));
  g_assert_true (cw_store_restore_trash (other, &ids[1], 1, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(CwPrivateKey) loaded = cw_store_load_key (other, ids[i], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cw_private_key_get_key_id (loaded), ==, cw_private_key_get_key_id (keys[i]));
    }
  specimen_assert_sound (other);
  for (guint i = 0; i < 3; i++)
    g_clear_object (&keys[i]);
}

static void
test_rewrap_cancelled (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) first G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("x");
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_assert_true (add_key (store, key, TRUE, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, cancellable, &error));
  assert_error_and_clear (&error, CW_ERROR_CANCELLED);
  g_assert_cmpint (cw_store_get_protection (store, NULL), ==, CW_PROTECTION_KEYRING);
  g_assert_true (cw_store_is_unlocked (store));
  specimen_assert_sound (store);
}

/* Neither a private key nor the store key is anywhere in the files. */
static void
test_nothing_in_clear (void)
{
  static const char * const names[] = { "store.db", "store.db-wal" };
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwSecret) store_key = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  CwSecret *pkcs8 = cw_private_key_get_pkcs8 (key);

  g_assert_true (add_key (store, key, TRUE, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = specimen_dup_path (names[i]);
      g_autofree char *contents = NULL;
      gsize size = 0;
      g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
      g_assert_null (memmem (contents, size, cw_secret_get_data (pkcs8) + 16, 32));
      g_assert_null (memmem (contents, size, cw_secret_get_data (store_key), 32));
    }
}

/* ---- trash ---- */

static void
test_trash (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) store_key G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = make_for_key (key, "CN=trashed");
  g_autoptr(CwCertificate) twin = make_for_key (key, "CN=twin");
  gint64 id = specimen_add (store, certificate, "My name"), twin_id = specimen_add (store, twin, NULL);
  gboolean in_trash = FALSE;

  g_assert_true (add_key (store, key, FALSE, &error));
  g_assert_true (cw_store_trash (store, &id, 1, &error));
  g_assert_no_error (error);
  g_assert_false (cw_store_has_certificate (store, cw_certificate_get_sha256 (certificate), &in_trash, &error));
  g_assert_true (in_trash);
  /* The twin still has it. */
  g_assert_true (cw_store_has_key (store, cw_private_key_get_key_id (key), &error));
  assert_key (store, twin_id, TRUE, FALSE);
  g_assert_true (cw_store_trash (store, &twin_id, 1, &error));
  g_assert_false (cw_store_has_key (store, cw_private_key_get_key_id (key), &error));
  g_autoptr(GPtrArray) entries = cw_store_list_trash (store, &error);
  g_assert_cmpuint (entries->len, ==, 2);
  const CwTrashEntry *entry = g_ptr_array_index (entries, 1);
  g_assert_cmpint (entry->id, ==, id);
  g_assert_cmpstr (entry->friendly_name, ==, "My name");
  g_assert_cmpstr (entry->subject, ==, "CN=trashed");
  g_assert_cmpstr (entry->thumbprint, ==, cw_certificate_get_thumbprint (certificate));
  g_assert_true (entry->has_private_key);
  g_assert_cmpint (entry->deleted, >, 1700000000);
  specimen_assert_sound (store);

  g_assert_true (cw_store_restore_trash (store, &id, 1, &error));
  g_assert_no_error (error);
  assert_key (store, id, TRUE, FALSE);
  g_autoptr(CwStoredCertificate) row = cw_store_find (store, "my name", &error);
  g_assert_cmpint (cw_stored_certificate_get_id (row), ==, id);
  specimen_assert_sound (store);
}

static void
test_trash_errors (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) certificate = specimen_simple ("stays");
  const gint64 ids[] = { specimen_add (store, certificate, NULL), 4711 };

  g_assert_false (cw_store_trash (store, ids, 2, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
  g_assert_false (cw_store_restore_trash (store, &ids[1], 1, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  specimen_assert_sound (store);
}

/* Coming again, it is the same one, with its key. */
static void
test_trash_comes_back (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) store_key G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = make_for_key (key, "CN=back");
  g_autoptr(CwCertificate) usurper = specimen_simple ("usurper");
  gint64 id = specimen_add (store, certificate, "Name");
  gboolean was_new = FALSE;

  g_assert_true (add_key (store, key, TRUE, &error));
  g_assert_true (cw_store_trash (store, &id, 1, &error));
  specimen_add (store, usurper, "Name");
  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_certificate (store, certificate, NULL, "again", &was_new, &error), ==, id);
  g_assert_true (cw_store_commit (store, &error));
  g_assert_true (was_new);
  assert_key (store, id, TRUE, TRUE);
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, id, &error);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "Name (2)");
  specimen_assert_sound (store);
}

static void
test_empty_trash (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) store_key G_GNUC_UNUSED = protect_by_keyring (store);
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwPrivateKey) kept_key = specimen_key ();
  g_autoptr(CwCertificate) gone = make_for_key (key, "CN=gone");
  g_autoptr(CwCertificate) kept = make_for_key (kept_key, "CN=kept");
  gint64 id = specimen_add (store, gone, NULL);
  guint removed = 0;

  specimen_add (store, kept, NULL);
  g_assert_true (add_key (store, key, TRUE, &error));
  g_assert_true (add_key (store, kept_key, TRUE, &error));
  g_assert_true (cw_store_trash (store, &id, 1, &error));
  g_assert_true (cw_store_empty_trash (store, &removed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (removed, ==, 1);
  g_autoptr(GPtrArray) entries = cw_store_list_trash (store, &error);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpuint (cw_store_count_keys (store), ==, 1);
  /* Now it is as if it had never been there; its number is not given again. */
  g_assert_true (add_key (store, key, FALSE, &error));
  g_assert_cmpint (specimen_add (store, gone, NULL), >, id);
  specimen_assert_sound (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/keys/join", test_join);
  specimen_test ("/keys/exportable", test_exportable);
  specimen_test ("/keys/locked", test_locked);
  specimen_test ("/keys/unlock-keyring", test_unlock_keyring);
  specimen_test ("/keys/passphrase", test_passphrase);
  specimen_test ("/keys/permissions", test_permissions);
  specimen_test ("/keys/protect-usage", test_protect_usage);
  specimen_test ("/keys/rewrap", test_rewrap);
  specimen_test ("/keys/rewrap-cancelled", test_rewrap_cancelled);
  specimen_test ("/keys/nothing-in-clear", test_nothing_in_clear);
  specimen_test ("/trash/round-trip", test_trash);
  specimen_test ("/trash/errors", test_trash_errors);
  specimen_test ("/trash/comes-back", test_trash_comes_back);
  specimen_test ("/trash/empty", test_empty_trash);
  return g_test_run ();
}
