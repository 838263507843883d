/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "cw-error.h"
#include "cw-keyring-file.h"

/* The Secret Service by libsecret, which in a Flatpak keeps a file of its own instead. Calls may wait for a person in front
 * of a prompt; whoever cannot have one there asks cw_keyring_is_available() and decides before. */

/* A service that is asked whether it exists answers at once. */
#define BUS_TIMEOUT_MS 3000
#define SERVICE_NAME "org.freedesktop.secrets"
#define PORTAL_NAME "org.freedesktop.portal.Desktop"

#define CW_TYPE_KEYRING_SECRET (cw_keyring_secret_get_type ())
G_DECLARE_FINAL_TYPE (CwKeyringSecret, cw_keyring_secret, CW, KEYRING_SECRET, CwKeyring)

struct _CwKeyringSecret {
  CwKeyring parent_instance;
};

G_DEFINE_FINAL_TYPE (CwKeyringSecret, cw_keyring_secret, CW_TYPE_KEYRING)

static const SecretSchema schema = {
  "org.certwizard.CertificateWizard", SECRET_SCHEMA_NONE,
  {
    { "purpose", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
  0, 0, 0, 0, 0, 0, 0, 0
};

/* ---- errors ---- */

static CwError
classify_secret_error (const GError *error)
{
  switch (error->code)
    {
    case SECRET_ERROR_IS_LOCKED:
    case SECRET_ERROR_NO_SUCH_OBJECT:      return CW_ERROR_KEYRING_LOCKED;
    case SECRET_ERROR_INVALID_FILE_FORMAT: return CW_ERROR_DAMAGED;
    default:                               return CW_ERROR_KEYRING_UNAVAILABLE;
    }
}

static CwError
classify (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CW_ERROR_CANCELLED;
  if (error->domain == SECRET_ERROR)
    return classify_secret_error (error);
  /* A prompt for making the first keyring was dismissed: the collection that should then exist does not. */
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return CW_ERROR_KEYRING_LOCKED;
  return CW_ERROR_KEYRING_UNAVAILABLE;
}

static const char *
describe (CwError code)
{
  switch (code)
    {
    case CW_ERROR_CANCELLED:      return _("Asking the keyring was cancelled.");
    case CW_ERROR_KEYRING_LOCKED: return _("The keyring is locked, or its prompt was dismissed.");
    case CW_ERROR_DAMAGED:        return _("The keyring file is damaged.");
    case CW_ERROR_NOT_FOUND:      return _("The keyring has no such item.");
    default:                      return _("There is no keyring service that could be asked.");
    }
}

/* Takes the error of libsecret. */
static void
set_keyring_error (GError **error, GError *cause)
{
  CwError code = classify (cause);

  if (code == CW_ERROR_KEYRING_UNAVAILABLE)
    g_debug ("Keyring: %s", cause->message);
  g_set_error_literal (error, CW_ERROR, code, describe (code));
  g_error_free (cause);
}

static gboolean
set_code (GError **error, CwError code)
{
  g_set_error_literal (error, CW_ERROR, code, describe (code));
  return FALSE;
}

/* ---- is there a service ---- */

static gboolean
has_bus (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  /* Without either, GIO would start a stray bus of its own under X11, and wait for it. */
  return (address != NULL && *address != '\0') || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static GVariant *
ask_bus (GDBusConnection *bus, const char *method, GVariant *arguments, const char *reply)
{
  return g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                      arguments, G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NO_AUTO_START, BUS_TIMEOUT_MS, NULL, NULL);
}

static gboolean
is_running (GDBusConnection *bus, const char *name)
{
  gboolean owned = FALSE;
  g_autoptr(GVariant) reply = ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", name), "(b)");

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  return owned;
}

static gboolean
is_activatable (GDBusConnection *bus, const char *name)
{
  g_auto(GStrv) names = NULL;
  g_autoptr(GVariant) reply = ask_bus (bus, "ListActivatableNames", NULL, "(as)");

  if (reply != NULL)
    g_variant_get (reply, "(^as)", &names);
  return names != NULL && g_strv_contains ((const char * const *) names, name);
}

static gboolean
is_available (void)
{
  /* The file is encrypted by a password that the portal gives, or a test. */
  const char *name = cw_keyring_file_is_used () ? PORTAL_NAME : SERVICE_NAME;

  if (cw_keyring_file_is_used () && g_getenv ("SECRET_FILE_TEST_PASSWORD") != NULL)
    return TRUE;
  g_autoptr(GDBusConnection) bus = has_bus () ? g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL) : NULL;
  return bus != NULL && (is_running (bus, name) || is_activatable (bus, name));
}

/* What libsecret itself would answer with a critical message, a wait, or the end of the program. */
static gboolean
check_usable (GCancellable *cancellable, GError **error)
{
  if (g_cancellable_is_cancelled (cancellable))
    return set_code (error, CW_ERROR_CANCELLED);
  if (!is_available ())
    return set_code (error, CW_ERROR_KEYRING_UNAVAILABLE);
  return !cw_keyring_file_is_used () || cw_keyring_file_check (error);
}

/* ---- locked or absent ---- */

typedef enum { ITEM_ABSENT, ITEM_LOCKED, ITEM_THERE } ItemState;

/* Lists locked items too, and never prompts. */
static gboolean
find_item (const char *purpose, const char *name, ItemState *state, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GHashTable) attributes = secret_attributes_build (&schema, "purpose", purpose, "name", name, NULL);
  GList *items = secret_service_search_sync (NULL, &schema, attributes, SECRET_SEARCH_ALL, cancellable, &local);

  *state = ITEM_ABSENT;
  for (GList *link = items; link != NULL && *state != ITEM_THERE; link = link->next)
    *state = secret_item_get_locked (link->data) ? ITEM_LOCKED : ITEM_THERE;
  g_list_free_full (items, g_object_unref);
  if (local == NULL)
    return TRUE;
  set_keyring_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
unlock_collection (SecretCollection *collection, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  GList *unlocked = NULL;
  GList one = { collection, NULL, NULL };

  secret_service_unlock_sync (secret_collection_get_service (collection), &one, cancellable, &unlocked, &local);
  gboolean done = unlocked != NULL;
  g_list_free_full (unlocked, g_object_unref);
  if (done)
    return TRUE;
  if (local != NULL)
    set_keyring_error (error, g_steal_pointer (&local));
  else
    set_code (error, CW_ERROR_KEYRING_LOCKED);
  return FALSE;
}

/* NULL in *locked when there is none, or when it is open. */
static gboolean
find_locked_collection (SecretCollection **locked, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  /* Given no service, libsecret 0.20.5 forgets to get one. */
  g_autoptr(SecretService) service = secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, &local);
  g_autoptr(SecretCollection) collection = NULL;

  if (service != NULL)
    collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, &local);
  if (local != NULL)
    {
      set_keyring_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *locked = collection != NULL && secret_collection_get_locked (collection) ? g_steal_pointer (&collection) : NULL;
  return TRUE;
}

/* After "nothing" from libsecret, which means absent, locked, or that the prompt was dismissed. TRUE: ask again. Some services do
 * not show what is in a locked collection: only when that is open, "not there" can be believed, and for that a person is asked. */
static gboolean
explain_nothing (const char *purpose, const char *name, gboolean may_ask, GCancellable *cancellable, GError **error)
{
  g_autoptr(SecretCollection) locked = NULL;
  ItemState state = ITEM_ABSENT;

  if (cw_keyring_file_is_used ())
    return set_code (error, CW_ERROR_NOT_FOUND);
  if (!find_item (purpose, name, &state, cancellable, error))
    return FALSE;
  if (state == ITEM_LOCKED)
    return set_code (error, CW_ERROR_KEYRING_LOCKED);
  if (state == ITEM_THERE)
    return TRUE;
  if (!find_locked_collection (&locked, cancellable, error))
    return FALSE;
  if (locked == NULL)
    return set_code (error, CW_ERROR_NOT_FOUND);
  return may_ask ? unlock_collection (locked, cancellable, error) : set_code (error, CW_ERROR_KEYRING_LOCKED);
}

/* ---- the three calls ---- */

static CwSecret *
lookup_once (const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  gsize size = 0;
  SecretValue *value = secret_password_lookup_binary_sync (&schema, cancellable, error, "purpose", purpose, "name", name, NULL);

  if (value == NULL)
    return NULL;
  const char *data = secret_value_get (value, &size);
  CwSecret *secret = cw_secret_new (data, size);
  secret_value_unref (value);
  return secret;
}

static CwSecret *
lookup_blocking (const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  ItemState before = ITEM_ABSENT;

  if (!check_usable (cancellable, error) || (!cw_keyring_file_is_used () && !find_item (purpose, name, &before, cancellable, error)))
    return NULL;
  CwSecret *secret = lookup_once (purpose, name, cancellable, &local);
  if (secret == NULL && local == NULL)
    {
      /* A dismissed prompt is not followed by another; gnome-keyring may show no items at all for a moment after it. */
      if (before == ITEM_LOCKED)
        set_code (error, CW_ERROR_KEYRING_LOCKED);
      if (before == ITEM_LOCKED || !explain_nothing (purpose, name, TRUE, cancellable, error))
        return NULL;
      secret = lookup_once (purpose, name, cancellable, &local);
    }
  if (secret != NULL)
    return secret;
  if (local != NULL)
    set_keyring_error (error, g_steal_pointer (&local));
  else
    set_code (error, CW_ERROR_NOT_FOUND);
  return NULL;
}

/* What was stored is read back: a store key that is not there afterwards would be all private keys lost. */
static gboolean
verify_stored (const char *purpose, const char *name, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwSecret) found = lookup_once (purpose, name, cancellable, &local);

  if (found != NULL && cw_secret_equal (found, secret))
    return TRUE;
  if (local != NULL)
    set_keyring_error (error, g_steal_pointer (&local));
  else
    set_code (error, CW_ERROR_KEYRING_LOCKED);
  return FALSE;
}

static gboolean
store_blocking (const char *purpose, const char *name, const char *label, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  if (!check_usable (cancellable, error))
    return FALSE;
  SecretValue *value = secret_value_new ((const char *) cw_secret_get_data (secret), (gssize) cw_secret_get_size (secret), "application/octet-stream");
  gboolean stored = secret_password_store_binary_sync (&schema, SECRET_COLLECTION_DEFAULT, label, value, cancellable, &local,
                                                       "purpose", purpose, "name", name, NULL);
  secret_value_unref (value);
  if (stored)
    return verify_stored (purpose, name, secret, cancellable, error);
  if (local != NULL)
    set_keyring_error (error, g_steal_pointer (&local));
  else
    set_code (error, CW_ERROR_KEYRING_LOCKED);
  return FALSE;
}

static gboolean
clear_blocking (const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  if (!check_usable (cancellable, error))
    return FALSE;
  gboolean cleared = secret_password_clear_sync (&schema, cancellable, &local, "purpose", purpose, "name", name, NULL);
  if (!cleared && local == NULL)
    {
      if (!explain_nothing (purpose, name, FALSE, cancellable, error))
        return FALSE;
      cleared = secret_password_clear_sync (&schema, cancellable, &local, "purpose", purpose, "name", name, NULL);
    }
  if (local != NULL)
    set_keyring_error (error, g_steal_pointer (&local));
  else if (!cleared)
    set_code (error, CW_ERROR_NOT_FOUND);
  return cleared;
}

/* ---- cancelling ---- */

/* libsecret 0.20.5 may never come back from a prompt that is cancelled. So the call is made in a thread of its own, which is
 * left behind in that case; usually it takes the prompt away and ends a moment later. */

typedef enum { CALL_STORE, CALL_LOOKUP, CALL_CLEAR } CallKind;

typedef struct {
  CallKind      kind;
  char         *purpose;
  char         *name;
  char         *label;
  CwSecret     *secret;         /* to store, or found */
  GCancellable *cancellable;

  GMutex        mutex;          /* guards what follows */
  GCond         cond;
  gboolean      done;
  gboolean      result;
  GError       *error;
} Call;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_free (call->purpose);
  g_free (call->name);
  g_free (call->label);
  g_clear_pointer (&call->secret, cw_secret_unref);
  g_clear_object (&call->cancellable);
  g_clear_error (&call->error);
  g_mutex_clear (&call->mutex);
  g_cond_clear (&call->cond);
}

static void
call_release (Call *call)
{
  g_atomic_rc_box_release_full (call, call_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_release)

static Call *
call_new (CallKind kind, const char *purpose, const char *name, GCancellable *cancellable)
{
  Call *call = g_atomic_rc_box_new0 (Call);

  call->kind = kind;
  call->purpose = g_strdup (purpose);
  call->name = g_strdup (name);
  call->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_mutex_init (&call->mutex);
  g_cond_init (&call->cond);
  return call;
}

static gpointer
call_in_thread (gpointer data)
{
  g_autoptr(Call) call = data;
  g_autoptr(CwSecret) found = NULL;
  g_autoptr(GError) error = NULL;
  gboolean result = FALSE;

  if (call->kind == CALL_STORE)
    result = store_blocking (call->purpose, call->name, call->label, call->secret, call->cancellable, &error);
  else if (call->kind == CALL_CLEAR)
    result = clear_blocking (call->purpose, call->name, call->cancellable, &error);
  else
    found = lookup_blocking (call->purpose, call->name, call->cancellable, &error);

  g_mutex_lock (&call->mutex);
  if (found != NULL)
    call->secret = g_steal_pointer (&found);
  call->result = result || (call->kind == CALL_LOOKUP && call->secret != NULL);
  call->error = g_steal_pointer (&error);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);
  return NULL;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Call *call = data;

  g_mutex_lock (&call->mutex);
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);
}

/* TRUE when it has come back; FALSE when it was cancelled before. */
static gboolean
call_run (Call *call)
{
  gulong id = call->cancellable != NULL ? g_cancellable_connect (call->cancellable, G_CALLBACK (cancelled_cb), call, NULL) : 0;

  g_thread_unref (g_thread_new ("keyring", call_in_thread, g_atomic_rc_box_acquire (call)));
  g_mutex_lock (&call->mutex);
  while (!call->done && !g_cancellable_is_cancelled (call->cancellable))
    g_cond_wait (&call->cond, &call->mutex);
  gboolean done = call->done;
  g_mutex_unlock (&call->mutex);
  if (id != 0)
    g_cancellable_disconnect (call->cancellable, id);
  return done;
}

static gboolean
call_finish (Call *call, GError **error)
{
  if (!call_run (call))
    return set_code (error, CW_ERROR_CANCELLED);
  if (call->error != NULL)
    g_propagate_error (error, g_steal_pointer (&call->error));
  return call->result;
}

/* ---- the type ---- */

static gboolean
cw_keyring_secret_is_available (CwKeyring *keyring)
{
  return is_available ();
}

static gboolean
cw_keyring_secret_is_locked (CwKeyring *keyring)
{
  g_autoptr(SecretCollection) locked = NULL;

  return !cw_keyring_file_is_used () && is_available () && find_locked_collection (&locked, NULL, NULL) && locked != NULL;
}

static gboolean
cw_keyring_secret_store (CwKeyring *keyring, const char *purpose, const char *name, const char *label, CwSecret *secret,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr(Call) call = call_new (CALL_STORE, purpose, name, cancellable);

  call->label = g_strdup (label);
  call->secret = cw_secret_ref (secret);
  return call_finish (call, error);
}

static CwSecret *
cw_keyring_secret_lookup (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(Call) call = call_new (CALL_LOOKUP, purpose, name, cancellable);
  return call_finish (call, error) ? cw_secret_ref (call->secret) : NULL;
}

static gboolean
cw_keyring_secret_clear (CwKeyring *keyring, const char *purpose, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(Call) call = call_new (CALL_CLEAR, purpose, name, cancellable);
  return call_finish (call, error);
}

static void
cw_keyring_secret_class_init (CwKeyringSecretClass *klass)
{
  CwKeyringClass *keyring_class = CW_KEYRING_CLASS (klass);

  keyring_class->store = cw_keyring_secret_store;
  keyring_class->lookup = cw_keyring_secret_lookup;
  keyring_class->clear = cw_keyring_secret_clear;
  keyring_class->is_available = cw_keyring_secret_is_available;
  keyring_class->is_locked = cw_keyring_secret_is_locked;
}

static void
cw_keyring_secret_init (CwKeyringSecret *self)
{
}

CwKeyring *
cw_keyring_secret_new (void)
{
  return g_object_new (CW_TYPE_KEYRING_SECRET, NULL);
}
