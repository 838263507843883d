/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real Secret Service, in the states that it can be in. The first argument says which one this session has:
 *   none      no bus, or nobody who could be a keyring on it
 *   unlocked  gnome-keyring, unlocked
 *   prompt    a bus: gnome-keyring is started with GCR's mock prompter in the place of the person
 *   file      libsecret's own file */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define GCR_API_SUBJECT_TO_CHANGE
#include <gcr/gcr-base.h>
#define __GCR_INSIDE_HEADER__
#include <gcr/gcr-mock-prompter.h>
#define SECRET_API_SUBJECT_TO_CHANGE
#include <libsecret/secret.h>

#include "cw-error.h"
#include "cw-keyring.h"

#define PURPOSE "store-key"
#define PASSWORD "of the keyring"

/* What libsecret 0.20.5 loses: the reply with each secret, and names of the file. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:g_dbus_message_new_from_blob\nleak:secret_password_storev_binary_sync\nleak:secret_password_clearv_sync\n";
}

/* ---- calls in a worker, while the main loop turns: that is also where the mock prompter lives ---- */

typedef struct {
  enum { STORE, LOOKUP, CLEAR } what;
  CwKeyring    *keyring;
  const char   *name;
  CwSecret     *secret;
  GCancellable *cancellable;
  GError       *error;
  gboolean      result;
  gboolean      done;
} Call;

static gpointer
call_in_thread (gpointer data)
{
  Call *call = data;

  if (call->what == STORE)
    call->result = cw_keyring_store (call->keyring, PURPOSE, call->name, "Certificate Wizard: a test", call->secret, call->cancellable, &call->error);
  else if (call->what == CLEAR)
    call->result = cw_keyring_clear (call->keyring, PURPOSE, call->name, call->cancellable, &call->error);
  else
    {
      call->secret = cw_keyring_lookup (call->keyring, PURPOSE, call->name, call->cancellable, &call->error);
      call->result = call->secret != NULL;
    }
  g_atomic_int_set (&call->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
run_call (Call *call)
{
  g_autoptr(CwKeyring) keyring = cw_keyring_secret_new ();

  call->keyring = keyring;
  GThread *thread = g_thread_new ("keyring", call_in_thread, call);
  while (!g_atomic_int_get (&call->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

/* -1: it must be done. */
static void
assert_outcome (Call *call, int code)
{
  if (code < 0)
    g_assert_no_error (call->error);
  else
    g_assert_error (call->error, CW_ERROR, code);
  g_assert_cmpint (call->result, ==, code < 0);
  g_clear_error (&call->error);
}

static void
store (const char *name, const char *text, gsize size, int code)
{
  g_autoptr(CwSecret) secret = cw_secret_new (text, size);
  Call call = { .what = STORE, .name = name, .secret = secret };

  run_call (&call);
  assert_outcome (&call, code);
}

static void
lookup (const char *name, const char *text, gsize size, int code)
{
  Call call = { .what = LOOKUP, .name = name };

  run_call (&call);
  assert_outcome (&call, code);
  g_autoptr(CwSecret) found = call.secret;
  if (code < 0)
    g_assert_cmpmem (cw_secret_get_data (found), cw_secret_get_size (found), text, size);
}

static void
clear (const char *name, int code)
{
  Call call = { .what = CLEAR, .name = name };

  run_call (&call);
  assert_outcome (&call, code);
}

static void
assert_available (gboolean available)
{
  g_autoptr(CwKeyring) keyring = cw_keyring_secret_new ();
  g_assert_cmpint (cw_keyring_is_available (keyring), ==, available);
}

/* Found out without a prompt: none is expected here. */
static void
assert_locked (gboolean locked)
{
  g_autoptr(CwKeyring) keyring = cw_keyring_secret_new ();
  g_assert_cmpint (cw_keyring_is_locked (keyring), ==, locked);
}

/* ---- none ---- */

static void
test_none (void)
{
  gint64 begin = g_get_monotonic_time ();

  assert_available (FALSE);
  assert_locked (FALSE);
  store ("a", "x", 1, CW_ERROR_KEYRING_UNAVAILABLE);
  lookup ("a", NULL, 0, CW_ERROR_KEYRING_UNAVAILABLE);
  clear ("a", CW_ERROR_KEYRING_UNAVAILABLE);
  /* Said at once. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Call call = { .what = LOOKUP, .name = "a", .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  run_call (&call);
  assert_outcome (&call, CW_ERROR_CANCELLED);
}

/* ---- unlocked, and the file ---- */

static void
test_round_trip (void)
{
  static const char bytes[] = "\0\1\2 with \xff zero \0 bytes \xc3\xa4 \0";

  assert_available (TRUE);
  lookup ("a", NULL, 0, CW_ERROR_NOT_FOUND);
  clear ("a", CW_ERROR_NOT_FOUND);
  store ("a", bytes, sizeof bytes, -1);
  lookup ("a", bytes, sizeof bytes, -1);
  lookup ("b", NULL, 0, CW_ERROR_NOT_FOUND);
  store ("a", "other", 5, -1);
  store ("b", "second", 6, -1);
  lookup ("a", "other", 5, -1);
  clear ("a", -1);
  lookup ("a", NULL, 0, CW_ERROR_NOT_FOUND);
  lookup ("b", "second", 6, -1);
  clear ("b", -1);
}

/* What a person sees in a password manager. */
static void
test_label (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

  store ("labelled", "x", 1, -1);
  g_hash_table_insert (attributes, (char *) "purpose", (char *) PURPOSE);
  g_hash_table_insert (attributes, (char *) "name", (char *) "labelled");
  g_hash_table_insert (attributes, (char *) "xdg:schema", (char *) "org.certwizard.CertificateWizard");
  GList *items = secret_service_search_sync (NULL, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  g_autofree char *label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Certificate Wizard: a test");
  g_list_free_full (items, g_object_unref);
  clear ("labelled", -1);
}

/* ---- prompts ---- */

static gboolean
service_has_owner (void)
{
  gboolean owned = FALSE;
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                                           g_variant_new ("(s)", "org.freedesktop.secrets"), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  return owned;
}

static gboolean
timeout_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GSubprocess *
start_keyring (const char *prompter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);

  g_subprocess_launcher_setenv (launcher, "GNOME_KEYRING_TEST_PROMPTER", prompter, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  GSubprocess *process = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground", "--components=secrets", NULL);
  g_assert_no_error (error);
  guint tick = g_timeout_add (20, timeout_cb, NULL);
  while (!service_has_owner ())
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  return process;
}

static gpointer
lock_in_thread (gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  GList *collections = secret_service_get_collections (service);

  secret_service_lock_sync (service, collections, NULL, NULL, &error);
  g_assert_no_error (error);
  g_list_free_full (collections, g_object_unref);
  g_atomic_int_set ((gint *) data, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
lock_all (void)
{
  gint done = FALSE;
  GThread *thread = g_thread_new ("lock", lock_in_thread, &done);

  while (!g_atomic_int_get (&done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
assert_asked (void)
{
  g_assert_false (gcr_mock_prompter_is_expecting ());
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* libsecret 0.20.5 complains about itself when a prompt is cancelled in one of its moments; it gives the right answer all the same. */
static gboolean
is_fatal_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return strstr (message, "g_task_return_") == NULL;
}

static void
drop_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (is_fatal_cb (domain, level, message, data))
    g_test_fail_printf ("%s", message);
}

/* One after the other in one life of the keyring, as each state follows from the one before. */
static void
test_prompts (void)
{
  g_autoptr(GSubprocess) process = start_keyring (gcr_mock_prompter_start ());
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  assert_available (TRUE);
  gcr_mock_prompter_expect_password_cancel ();
  store ("a", "x", 1, CW_ERROR_KEYRING_LOCKED);
  assert_asked ();
  gcr_mock_prompter_expect_password_ok (PASSWORD, NULL);
  store ("a", "secret", 6, -1);
  assert_asked ();
  lookup ("a", "secret", 6, -1);
  assert_locked (FALSE);

  lock_all ();
  assert_locked (TRUE);
  gcr_mock_prompter_expect_password_cancel ();
  lookup ("a", NULL, 0, CW_ERROR_KEYRING_LOCKED);
  assert_asked ();
  gcr_mock_prompter_expect_password_cancel ();
  store ("b", "x", 1, CW_ERROR_KEYRING_LOCKED);
  assert_asked ();
  /* For taking something away nobody is asked. */
  clear ("a", CW_ERROR_KEYRING_LOCKED);
  /* Nothing of that name, but a locked keyring might know it: only an open one can say no. */
  gcr_mock_prompter_expect_password_cancel ();
  lookup ("absent", NULL, 0, CW_ERROR_KEYRING_LOCKED);
  assert_asked ();
  gcr_mock_prompter_expect_password_ok (PASSWORD, NULL);
  lookup ("absent", NULL, 0, CW_ERROR_NOT_FOUND);
  assert_asked ();

  lock_all ();
  gcr_mock_prompter_expect_password_ok ("wrong", NULL);
  gcr_mock_prompter_expect_password_ok (PASSWORD, NULL);
  lookup ("a", "secret", 6, -1);
  assert_asked ();
  lock_all ();
  gcr_mock_prompter_expect_password_ok (PASSWORD, NULL);
  store ("b", "second", 6, -1);
  lookup ("b", "second", 6, -1);

  /* Cancelled while the prompt is open. */
  lock_all ();
  Call call = { .what = LOOKUP, .name = "a", .cancellable = cancellable };
  g_test_log_set_fatal_handler (is_fatal_cb, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, drop_cb, NULL);
  gcr_mock_prompter_set_delay_msec (3000);
  gcr_mock_prompter_expect_password_cancel ();
  g_timeout_add (200, cancel_cb, cancellable);
  gint64 begin = g_get_monotonic_time ();
  run_call (&call);
  assert_outcome (&call, CW_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2500 * G_TIME_SPAN_MILLISECOND);

  gcr_mock_prompter_stop ();
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

/* ---- file ---- */

/* A file that was cut off anywhere, or is something else. Each is refused before libsecret sees it, as that would end the program. */
static void
test_damaged_file (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");
  g_autofree char *contents = NULL;
  gsize size = 0;

  store ("a", "precious", 8, -1);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (gsize length = 0; length < size; length += length < 64 ? 1 : 7)
    {
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
      lookup ("a", NULL, 0, CW_ERROR_DAMAGED);
    }
  g_assert_true (g_file_set_contents (path, "something else that is long enough", -1, NULL));
  store ("b", "x", 1, CW_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (path, contents, (gssize) size, NULL));
  lookup ("a", "precious", 8, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  const char *state = argc > 1 ? argv[1] : "none";

  /* What an earlier run left. */
  if (strcmp (state, "file") == 0)
    g_unlink (g_getenv ("SECRET_FILE_TEST_PATH"));
  if (strcmp (state, "none") == 0)
    g_test_add_func ("/keyring-secret/none", test_none);
  else if (strcmp (state, "prompt") == 0)
    g_test_add_func ("/keyring-secret/prompts", test_prompts);
  else
    g_test_add_func ("/keyring-secret/round-trip", test_round_trip);
  if (strcmp (state, "unlocked") == 0)
    g_test_add_func ("/keyring-secret/label", test_label);
  if (strcmp (state, "file") == 0)
    g_test_add_func ("/keyring-secret/damaged-file", test_damaged_file);
  if (strcmp (state, "prompt") != 0)
    g_test_add_func ("/keyring-secret/cancelled", test_cancelled);
  return g_test_run ();
}
