/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"

/* ---- script ---- */

typedef struct {
  gboolean  is_secret;
  gboolean  yes;
  CwSecret *secret;
} Answer;

struct _TestScript {
  CwInteraction parent_instance;
  GQueue        answers;
  GPtrArray    *asked;
};

G_DEFINE_FINAL_TYPE (TestScript, test_script, CW_TYPE_INTERACTION)

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->secret, cw_secret_unref);
  g_free (answer);
}

static gboolean
script_confirm (CwInteraction *interaction, const CwQuestion *question, GCancellable *cancellable, GError **error)
{
  TestScript *self = TEST_SCRIPT (interaction);
  Answer *answer = g_queue_pop_head (&self->answers);
  gboolean yes;

  g_ptr_array_add (self->asked, g_strdup_printf ("confirm: %s", question->heading));
  if (answer == NULL || answer->is_secret)
    g_error ("Nobody expected the question “%s”: %s", question->heading, question->body);
  yes = answer->yes;
  answer_free (answer);
  if (!yes)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, "No.");
  return yes;
}

static CwSecret *
script_ask_secret (CwInteraction *interaction, const CwSecretQuestion *question, GCancellable *cancellable, GError **error)
{
  TestScript *self = TEST_SCRIPT (interaction);
  Answer *answer = g_queue_pop_head (&self->answers);
  CwSecret *secret;

  g_ptr_array_add (self->asked, g_strdup_printf ("secret: %s%s%s", question->body, question->is_new ? " (new)" : "", question->retry ? " (retry)" : ""));
  if (answer == NULL)
    g_error ("Nobody expected to be asked for a secret: %s", question->body);
  secret = g_steal_pointer (&answer->secret);
  answer_free (answer);
  if (secret == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, "Dismissed.");
  return secret;
}

static void
test_script_finalize (GObject *object)
{
  TestScript *self = TEST_SCRIPT (object);

  g_queue_clear_full (&self->answers, answer_free);
  g_ptr_array_unref (self->asked);
  G_OBJECT_CLASS (test_script_parent_class)->finalize (object);
}

static void
test_script_class_init (TestScriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_script_finalize;
  CW_INTERACTION_CLASS (klass)->confirm = script_confirm;
  CW_INTERACTION_CLASS (klass)->ask_secret = script_ask_secret;
}

static void
test_script_init (TestScript *self)
{
  self->asked = g_ptr_array_new_with_free_func (g_free);
}

TestScript *
test_script_new (void)
{
  return g_object_new (TEST_TYPE_SCRIPT, NULL);
}

static void
push (TestScript *self, gboolean is_secret, gboolean yes, CwSecret *secret)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->is_secret = is_secret;
  answer->yes = yes;
  answer->secret = secret;
  g_queue_push_tail (&self->answers, answer);
}

void
test_script_say_yes (TestScript *self)
{
  push (self, FALSE, TRUE, NULL);
}

void
test_script_say_no (TestScript *self)
{
  push (self, FALSE, FALSE, NULL);
}

void
test_script_say_secret (TestScript *self, const char *secret)
{
  push (self, TRUE, FALSE, secret != NULL ? cw_secret_new_text (secret) : NULL);
}

GPtrArray *
test_script_get_asked (TestScript *self)
{
  return self->asked;
}

/* ---- keyring ---- */

struct _TestKeyring {
  CwKeyring   parent_instance;
  GHashTable *items;
  char       *label;
  int         code;
};

G_DEFINE_FINAL_TYPE (TestKeyring, test_keyring, CW_TYPE_KEYRING)

static gboolean
keyring_works (TestKeyring *self, GError **error)
{
  if (self->code < 0)
    return TRUE;
  g_set_error (error, CW_ERROR, self->code, "The keyring of the test does not work.");
  return FALSE;
}

static gboolean
keyring_store (CwKeyring *keyring, const char *purpose, const char *name, const char *label, CwSecret *secret,
               GCancellable *cancellable, GError **error)
{
  TestKeyring *self = TEST_KEYRING (keyring);

  if (!keyring_works (self, error))
    return FALSE;
  g_free (self->label);
  self->label = g_strdup (label);
  g_hash_table_replace (self->items, g_strconcat (purpose, "/", name, NULL), cw_secret_ref (secret));
  return TRUE;
}

static CwSecret *
keyring_lookup (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  TestKeyring *self = TEST_KEYRING (keyring);
  g_autofree char *id = g_strconcat (purpose, "/", name, NULL);
  CwSecret *secret = g_hash_table_lookup (self->items, id);

  if (!keyring_works (self, error))
    return NULL;
  if (secret == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, "Not there.");
  return secret != NULL ? cw_secret_ref (secret) : NULL;
}

static gboolean
keyring_clear (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  TestKeyring *self = TEST_KEYRING (keyring);
  g_autofree char *id = g_strconcat (purpose, "/", name, NULL);

  return keyring_works (self, error) && g_hash_table_remove (self->items, id);
}

static gboolean
keyring_is_available (CwKeyring *keyring)
{
  return TEST_KEYRING (keyring)->code != CW_ERROR_KEYRING_UNAVAILABLE;
}

static gboolean
keyring_is_locked (CwKeyring *keyring)
{
  return TEST_KEYRING (keyring)->code == CW_ERROR_KEYRING_LOCKED;
}

static void
test_keyring_finalize (GObject *object)
{
  TestKeyring *self = TEST_KEYRING (object);

  g_hash_table_unref (self->items);
  g_free (self->label);
  G_OBJECT_CLASS (test_keyring_parent_class)->finalize (object);
}

static void
test_keyring_class_init (TestKeyringClass *klass)
{
  CwKeyringClass *keyring_class = CW_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_keyring_finalize;
  keyring_class->store = keyring_store;
  keyring_class->lookup = keyring_lookup;
  keyring_class->clear = keyring_clear;
  keyring_class->is_available = keyring_is_available;
  keyring_class->is_locked = keyring_is_locked;
}

static void
test_keyring_init (TestKeyring *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_secret_unref);
  self->code = -1;
}

TestKeyring *
test_keyring_new (void)
{
  return g_object_new (TEST_TYPE_KEYRING, NULL);
}

void
test_keyring_set_error (TestKeyring *self, int code)
{
  self->code = code;
}

void
test_keyring_lose_all (TestKeyring *self)
{
  g_hash_table_remove_all (self->items);
}

guint
test_keyring_get_size (TestKeyring *self)
{
  return g_hash_table_size (self->items);
}

const char *
test_keyring_get_label (TestKeyring *self)
{
  return self->label;
}

/* ---- fixture ---- */

static GMutex gone_lock;
static GCond gone_cond;

static void
gone_cb (gpointer data, GObject *where_the_object_was)
{
  g_mutex_lock (&gone_lock);
  *(gboolean *) data = TRUE;
  g_cond_signal (&gone_cond);
  g_mutex_unlock (&gone_lock);
}

static gboolean
wait_until_gone (const gboolean *gone, gint64 until)
{
  gboolean in_time = TRUE;

  g_mutex_lock (&gone_lock);
  while (!*gone && in_time)
    in_time = g_cond_wait_until (&gone_cond, &gone_lock, until);
  g_mutex_unlock (&gone_lock);
  return in_time;
}

/* The last reference may be a worker's, which lets go of it a moment after its answer has arrived; or that of an answer, which is still to be
 * delivered. */
static void
assert_finalizes (gpointer object)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  gboolean gone = FALSE;

  g_object_weak_ref (object, gone_cb, &gone);
  g_object_unref (object);
  while (!wait_until_gone (&gone, MIN (deadline, g_get_monotonic_time () + 10 * G_TIME_SPAN_MILLISECOND)) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (gone);
}

static void
open_store (Fixture *fixture, CwSecret *passphrase)
{
  g_autofree char *directory = fixture_dup_path (fixture, "store");
  g_autoptr (GError) error = NULL;

  fixture->store = cw_store_open (directory, &error);
  g_assert_no_error (error);
  fixture->access = cw_store_access_new (fixture->store, CW_KEYRING (fixture->keyring), passphrase);
}

void
fixture_open (Fixture *fixture, const char *folder)
{
  fixture->folder = g_strdup (folder);
  fixture->keyring = test_keyring_new ();
  fixture->script = test_script_new ();
  open_store (fixture, NULL);
}

void
fixture_setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cw-operation-XXXXXX", &error);

  g_assert_no_error (error);
  fixture_open (fixture, folder);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
fixture_close (Fixture *fixture)
{
  g_assert_cmpuint (g_queue_get_length (&fixture->script->answers), ==, 0);
  assert_finalizes (fixture->access);
  assert_finalizes (fixture->store);
  assert_finalizes (fixture->keyring);
  assert_finalizes (fixture->script);
  g_clear_pointer (&fixture->folder, g_free);
}

void
fixture_teardown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_strdup (fixture->folder);

  fixture_close (fixture);
  remove_tree (folder);
}

char *
fixture_dup_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

void
fixture_suspend (Fixture *fixture)
{
  assert_finalizes (g_steal_pointer (&fixture->access));
  assert_finalizes (g_steal_pointer (&fixture->store));
}

void
fixture_reopen (Fixture *fixture, CwSecret *passphrase)
{
  if (fixture->store != NULL)
    fixture_suspend (fixture);
  open_store (fixture, passphrase);
}

static gboolean
append_row (CwStoredCertificate *row, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %s %d %d\n", cw_stored_certificate_get_sha256 (row), cw_stored_certificate_get_friendly_name (row),
                          cw_stored_certificate_has_private_key (row), cw_stored_certificate_is_exportable (row));
  return TRUE;
}

char *
fixture_snapshot (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  CwCertificateQuery query = { .sort = CW_SORT_FRIENDLY_NAME };
  g_autoptr (GPtrArray) trash = cw_store_list_trash (fixture->store, &error);
  g_autoptr (GPtrArray) history = cw_store_list_history (fixture->store, 1000, &error);

  g_assert_no_error (error);
  cw_store_visit_certificates (fixture->store, &query, append_row, text, &error);
  g_assert_no_error (error);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " keys, %u in the trash, %u in the history, %s\n", cw_store_count_keys (fixture->store),
                          trash->len, history->len, cw_protection_to_nick (cw_store_get_protection (fixture->store, NULL)));
  return g_string_free (text, FALSE);
}

void
fixture_import (Fixture *fixture, const char *path, gboolean exportable)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = cw_import_operation_new (fixture->access, draft);
  g_autoptr (CwOutcome) outcome = NULL;

  cw_import_draft_add_path (draft, path);
  g_object_set (draft, "exportable", exportable, NULL);
  outcome = fixture_run (fixture, CW_OPERATION (operation));
  assert_result (outcome, CW_RESULT_DONE);
}

gint64
fixture_find (Fixture *fixture, const char *reference)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStoredCertificate) row = cw_store_find (fixture->store, reference, &error);

  g_assert_no_error (error);
  return cw_stored_certificate_get_id (row);
}

CwOutcome *
fixture_run (Fixture *fixture, CwOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  CwOutcome *outcome;

  cw_operation_set_interaction (operation, CW_INTERACTION (fixture->script));
  plan = cw_operation_prepare (operation, NULL, &error);
  g_assert_no_error (error);
  outcome = cw_operation_run (operation, plan, NULL);
  if (cw_outcome_get_result (outcome) == CW_RESULT_FAILED)
    g_test_message ("%s", cw_outcome_get_summary (outcome));
  return outcome;
}

void
fixture_fail (Fixture *fixture, CwOperation *operation, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  plan = cw_operation_prepare (operation, NULL, &error);
  if (plan == NULL)
    {
      g_assert_error (error, CW_ERROR, code);
      return;
    }
  outcome = cw_operation_run (operation, plan, NULL);
  g_assert_error (cw_outcome_get_error (outcome), CW_ERROR, code);
  assert_result (outcome, code == CW_ERROR_CANCELLED ? CW_RESULT_CANCELLED : CW_RESULT_FAILED);
}
