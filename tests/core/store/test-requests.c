/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and their keys, authorities and accounts, what the practice CA remembers, and the live list over them. */
#include <gio/gio.h>
#include <string.h>

#include "cw-live-list.h"
#include "cw-store-requests.h"
#include "specimen.h"

static CwStore *
open_unlocked (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("specimen");
  CwStore *store = specimen_open (specimen_folder);

  if (cw_store_get_protection (store, NULL) == CW_PROTECTION_NONE)
    cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error);
  else
    cw_store_unlock (store, passphrase, NULL, &error);
  g_assert_no_error (error);
  return store;
}

static CwRequestRecord *
make_record (CwPrivateKey *key)
{
  CwRequestRecord *record = cw_request_record_new ();

  record->state = CW_REQUEST_PENDING;
  record->friendly_name = g_strdup ("Web 2027");
  record->usages = g_strdup ("Default,nginx");
  record->subject = g_strdup ("CN=www.example.org");
  record->names = g_strdup ("www.example.org\nexample.org");
  record->key_id = g_strdup (cw_private_key_get_key_id (key));
  record->key_algorithm = g_strdup ("RSA 2048");
  record->exportable = TRUE;
  record->csr = g_bytes_new_static ("\0csr", 4);
  record->authority = 7;
  record->kind = g_strdup ("adcs");
  record->ca = g_strdup ("ca.example.org\\Example CA");
  record->account = g_strdup ("EXAMPLE\\alice");
  record->template_name = g_strdup ("WebServer");
  record->output = g_strdup ("/home/alice/request.csr");
  record->handle = g_strdup ("89");
  record->message = g_strdup ("Taken under submission");
  record->code = g_strdup ("0x80094014");
  record->sent = 1000;
  record->asked = 2000;
  record->next_try = 3000;
  record->tries = 4;
  record->certificate = 5;
  record->wish = g_strdup ("{}");
  return record;
}

static gint64
add_request (CwStore *store, const CwRequestRecord *record, CwPrivateKey *key)
{
  g_autoptr(GError) error = NULL;
  gboolean was_new = FALSE;

  g_assert_true (cw_store_begin (store, &error));
  if (key != NULL)
    g_assert_true (cw_store_add_key (store, key, record->exportable, &was_new, &error));
  gint64 id = cw_store_add_request (store, record, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_commit (store, &error));
  return id;
}

static void
update (CwStore *store, const CwRequestRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (cw_store_begin (store, &error));
  cw_store_update_request (store, record, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_commit (store, &error));
}

static void
assert_same (const CwRequestRecord *one, const CwRequestRecord *other)
{
  g_assert_cmpint (one->state, ==, other->state);
  g_assert_cmpstr (one->friendly_name, ==, other->friendly_name);
  g_assert_cmpstr (one->usages, ==, other->usages);
  g_assert_cmpstr (one->subject, ==, other->subject);
  g_assert_cmpstr (one->names, ==, other->names);
  g_assert_cmpstr (one->key_id, ==, other->key_id);
  g_assert_cmpstr (one->key_algorithm, ==, other->key_algorithm);
  g_assert_cmpint (one->exportable, ==, other->exportable);
  g_assert_true (g_bytes_equal (one->csr, other->csr));
  g_assert_cmpint (one->authority, ==, other->authority);
  g_assert_cmpstr (one->kind, ==, other->kind);
  g_assert_cmpstr (one->ca, ==, other->ca);
  g_assert_cmpstr (one->account, ==, other->account);
  g_assert_cmpstr (one->template_name, ==, other->template_name);
  g_assert_cmpstr (one->output, ==, other->output);
  g_assert_cmpstr (one->handle, ==, other->handle);
  g_assert_cmpstr (one->message, ==, other->message);
  g_assert_cmpstr (one->code, ==, other->code);
  g_assert_cmpint (one->sent, ==, other->sent);
  g_assert_cmpint (one->asked, ==, other->asked);
  g_assert_cmpint (one->next_try, ==, other->next_try);
  g_assert_cmpuint (one->tries, ==, other->tries);
  g_assert_cmpint (one->certificate, ==, other->certificate);
  g_assert_cmpint (one->cleared, ==, other->cleared);
  g_assert_cmpstr (one->wish, ==, other->wish);
}

static void
test_round_trip (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwRequestRecord) record = make_record (key);
  gint64 id = add_request (store, record, key);

  g_autoptr(CwRequestRecord) found = cw_store_find_request (store, id, &error);
  g_assert_no_error (error);
  assert_same (record, found);
  g_assert_cmpint (found->created, >, 0);
  g_autoptr(CwRequestRecord) copy = cw_request_record_copy (found);
  assert_same (found, copy);

  copy->state = CW_REQUEST_DENIED;
  g_clear_pointer (&copy->handle, g_free);
  g_clear_pointer (&copy->friendly_name, g_free);
  update (store, copy);
  g_autoptr(CwRequestRecord) changed = cw_store_find_request (store, id, &error);
  assert_same (copy, changed);
  g_autofree char *reference = cw_request_record_dup_reference (changed);
  g_assert_true (g_str_has_prefix (reference, "r"));
  specimen_assert_sound (store);
}

static void
test_references (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwPrivateKey) other_key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, &error);
  g_autoptr(CwRequestRecord) first = make_record (key), second = make_record (other_key);
  gint64 id = add_request (store, first, key);

  g_autoptr(CwRequestRecord) by_handle = cw_store_find_request_by_reference (store, "89", &error);
  g_assert_no_error (error);
  g_assert_cmpint (by_handle->id, ==, id);
  g_autofree char *own = g_strdup_printf ("R%" G_GINT64_FORMAT, id);
  g_autoptr(CwRequestRecord) by_number = cw_store_find_request_by_reference (store, own, &error);
  g_assert_cmpint (by_number->id, ==, id);
  g_autoptr(CwRequestRecord) by_key = cw_store_find_request_by_key (store, first->key_id, &error);
  g_assert_cmpint (by_key->id, ==, id);
  g_assert_null (cw_store_find_request_by_key (store, second->key_id, &error));
  g_assert_no_error (error);

  g_assert_null (cw_store_find_request_by_reference (store, "90", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  add_request (store, second, other_key);
  g_assert_null (cw_store_find_request_by_reference (store, "89", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS);
}

/* The key of a request that may be answered is never in the trash; one that was cleared goes there, comes back, and is gone when it
 * is emptied. */
static void
test_key_stays (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwRequestRecord) record = make_record (key);
  const Specimen specimen = { .key = key };
  g_autoptr(CwCertificate) certificate = specimen_make (&specimen);
  guint removed = 0;

  record->id = add_request (store, record, key);
  gint64 certificate_id = specimen_add (store, certificate, "renewed with the same key");
  g_assert_true (cw_store_trash (store, &certificate_id, 1, &error));
  g_assert_true (cw_store_empty_trash (store, &removed, &error));
  g_assert_cmpuint (removed, ==, 1);
  g_autoptr(CwPrivateKey) there = cw_store_load_key_by_id (store, record->key_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_private_key_get_key_id (there), ==, record->key_id);

  record->cleared = 12345;
  update (store, record);
  g_autoptr(GPtrArray) cleared = cw_store_list_requests (store, CW_REQUESTS_CLEARED, &error);
  g_assert_cmpuint (cleared->len, ==, 1);
  record->cleared = 0;
  update (store, record);
  specimen_assert_sound (store);
  g_assert_true (cw_store_empty_trash (store, &removed, &error));
  g_assert_cmpuint (removed, ==, 0);

  record->cleared = 12345;
  update (store, record);
  g_assert_true (cw_store_empty_trash (store, &removed, &error));
  g_assert_cmpuint (removed, ==, 1);
  g_assert_null (cw_store_load_key_by_id (store, record->key_id, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_clear_error (&error);
  g_assert_null (cw_store_find_request (store, record->id, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* A waiting request without its key is what a check is for. */
static void
test_check_finds_lost_key (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwRequestRecord) record = make_record (key);

  add_request (store, record, NULL);
  g_autoptr(GPtrArray) problems = cw_store_check (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 0)), ==, record->subject);
}

/* ---- authorities ---- */

static CwAuthorityRecord *
make_authority (const char *name)
{
  CwAuthorityRecord *record = cw_authority_record_new ();

  record->name = g_strdup (name);
  record->kind = g_strdup ("adcs");
  g_hash_table_insert (record->settings, g_strdup ("host"), g_strdup ("ca.example.org"));
  g_hash_table_insert (record->settings, g_strdup ("ca-name"), g_strdup (name));
  return record;
}

static gint64
add_authority (CwStore *store, const char *name, gboolean is_default, GError **error)
{
  g_autoptr(CwAuthorityRecord) record = make_authority (name);

  record->is_default = is_default;
  g_assert_true (cw_store_begin (store, error));
  gint64 id = cw_store_add_authority (store, record, error);
  if (id == 0)
    cw_store_rollback (store);
  else
    g_assert_true (cw_store_commit (store, error));
  return id;
}

static void
assert_order (CwStore *store, const char *names)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = cw_store_list_authorities (store, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const CwAuthorityRecord *record = g_ptr_array_index (records, i);
      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", record->name, record->is_default ? "*" : "");
      g_assert_cmpstr (g_hash_table_lookup (record->settings, "ca-name"), ==, record->name);
    }
  g_assert_cmpstr (text->str, ==, names);
}

static void
test_authorities (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  gint64 first = add_authority (store, "Alpha", FALSE, &error), second = add_authority (store, "Beta", TRUE, &error);

  g_assert_no_error (error);
  assert_order (store, "Beta* Alpha");
  g_assert_cmpint (add_authority (store, "ALPHA", FALSE, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN);
  g_clear_error (&error);

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_set_default_authority (store, 0, "practice", &error));
  g_assert_true (cw_store_commit (store, &error));
  assert_order (store, "Alpha Beta");
  g_autofree char *builtin = cw_store_dup_default_builtin (store, &error);
  g_assert_cmpstr (builtin, ==, "practice");

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_set_default_authority (store, first, NULL, &error));
  g_assert_true (cw_store_remove_authority (store, second, &error));
  g_assert_true (cw_store_commit (store, &error));
  assert_order (store, "Alpha*");
  g_assert_null (cw_store_dup_default_builtin (store, &error));
  g_assert_no_error (error);
}

static void
put_account (CwStore *store, gint64 authority, const char *user, gint64 last_used)
{
  g_autoptr(GError) error = NULL;
  CwAccountRecord account = { authority, (char *) user, TRUE, last_used };

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_put_account (store, &account, &error));
  g_assert_true (cw_store_commit (store, &error));
}

static void
test_accounts (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  gint64 authority = add_authority (store, "Alpha", FALSE, &error);

  put_account (store, authority, "alice", 100);
  put_account (store, authority, "bob", 200);
  put_account (store, authority, "alice", 300);
  g_autoptr(GPtrArray) accounts = cw_store_list_accounts (store, authority, &error);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_cmpstr (((CwAccountRecord *) g_ptr_array_index (accounts, 0))->user, ==, "alice");

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_remove_account (store, authority, "alice", &error));
  g_assert_true (cw_store_remove_authority (store, authority, &error));
  g_assert_true (cw_store_commit (store, &error));
  g_autoptr(GPtrArray) none = cw_store_list_accounts (store, authority, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

/* ---- practice ---- */

static void
test_practice (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = open_unlocked ();
  CwStorePractice practice = { 0 };
  g_autoptr(GBytes) csr = g_bytes_new_static ("csr", 3);
  CwStorePracticeRow row = { .csr = csr, .key_id = (char *) "aa", .subject = (char *) "CN=a" };

  g_assert_true (cw_store_get_practice (store, &practice, &error));
  g_assert_cmpint (practice.root, ==, 0);
  g_assert_false (practice.hold);
  practice = (CwStorePractice) { 3, 4, TRUE, 5 };
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_set_practice (store, &practice, &error));
  row.id = cw_store_put_practice_row (store, &row, &error);
  g_assert_cmpint (row.id, >, 0);
  row.reason = (char *) "no";
  row.state = 2;
  g_assert_cmpint (cw_store_put_practice_row (store, &row, &error), ==, row.id);
  g_assert_true (cw_store_commit (store, &error));

  practice = (CwStorePractice) { 0 };
  g_assert_true (cw_store_get_practice (store, &practice, &error));
  g_assert_cmpuint (practice.crl_number, ==, 5);
  g_assert_true (practice.hold);
  g_autoptr(CwStorePracticeRow) found = cw_store_find_practice_row_by_key (store, "aa", &error);
  g_assert_cmpstr (found->reason, ==, "no");
  g_assert_cmpint (found->received, >, 0);
  g_assert_null (cw_store_find_practice_row_by_key (store, "bb", &error));
  g_assert_no_error (error);
  g_assert_null (cw_store_find_practice_row (store, 99, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_autoptr(GPtrArray) rows = cw_store_list_practice_rows (store, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
}

/* ---- the live list ---- */

static void
wait_for_items (CwLiveList *list, guint n)
{
  while (!cw_live_list_is_ready (list) || g_list_model_get_n_items (G_LIST_MODEL (list)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_state (CwLiveList *list, guint position, CwRequestState state)
{
  g_autoptr(CwStoredRequest) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  return cw_stored_request_get_record (item)->state == state;
}

/* What another connection writes is what another process writes. */
static void
test_live_list (void)
{
  g_autoptr(CwStore) store = open_unlocked (), elsewhere = open_unlocked ();
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwRequestRecord) first = make_record (key), second = make_record (key);
  g_autoptr(CwLiveList) list = cw_request_list_new (store);

  wait_for_items (list, 0);
  first->id = add_request (store, first, key);
  wait_for_items (list, 1);
  g_autoptr(CwStoredRequest) kept = g_list_model_get_item (G_LIST_MODEL (list), 0);
  second->id = add_request (elsewhere, second, NULL);
  wait_for_items (list, 2);
  /* The newest is first, and the row that did not change is the same object. */
  g_autoptr(CwStoredRequest) still = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (kept == still);
  second->state = CW_REQUEST_ISSUED;
  update (elsewhere, second);
  while (!has_state (list, 0, CW_REQUEST_ISSUED))
    g_main_context_iteration (NULL, TRUE);
  second->cleared = 1;
  update (store, second);
  wait_for_items (list, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/requests/round-trip", test_round_trip);
  specimen_test ("/requests/references", test_references);
  specimen_test ("/requests/key-stays", test_key_stays);
  specimen_test ("/requests/check-finds-lost-key", test_check_finds_lost_key);
  specimen_test ("/requests/authorities", test_authorities);
  specimen_test ("/requests/accounts", test_accounts);
  specimen_test ("/requests/practice", test_practice);
  specimen_test ("/requests/live-list", test_live_list);
  return g_test_run ();
}
