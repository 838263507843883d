/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-access.h"
#include <glib/gi18n-lib.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-paths.h"

#define PURPOSE        "store-key"
#define KEY_SIZE       32
#define MAX_TRIES      3

struct _CwStoreAccess {
  GObject    parent_instance;
  CwStore   *store;
  CwKeyring *keyring;
  GMutex     lock;          /* one question at a time, however many operations run */
  CwSecret  *passphrase;    /* given, or the one that worked last */
  char      *notice;        /* about the last unlock */
};

G_DEFINE_FINAL_TYPE (CwStoreAccess, cw_store_access, G_TYPE_OBJECT)

static void
cw_store_access_finalize (GObject *object)
{
  CwStoreAccess *self = CW_STORE_ACCESS (object);

  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->passphrase, cw_secret_unref);
  g_free (self->notice);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_store_access_parent_class)->finalize (object);
}

static void
cw_store_access_class_init (CwStoreAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_store_access_finalize;
}

static void
cw_store_access_init (CwStoreAccess *self)
{
  g_mutex_init (&self->lock);
}

static void
remember_passphrase (CwStoreAccess *self, CwSecret *passphrase)
{
  CwSecret *kept = passphrase != NULL ? cw_secret_ref (passphrase) : NULL;

  g_clear_pointer (&self->passphrase, cw_secret_unref);
  self->passphrase = kept;
}

static char *
dup_directory (CwStoreAccess *self)
{
  return cw_paths_dup_display (cw_store_get_directory (self->store));
}

/* ---- unlocking what is protected ---- */

/* Where no private key depends on the key that is lost, nothing is lost with it. */
static gboolean
forget_lost_key (CwStoreAccess *self, const char *name, const char *directory, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_store_forget_protection (self->store, name, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_STORE_KEY_MISSING))
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_KEY_MISSING,
                 _("The keyring does not have the key of the store %s any more, so its private keys cannot be read."), directory);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* *lost: the store has no protection any more, and needs one. */
static gboolean
unlock_from_keyring (CwStoreAccess *self, gboolean *lost, GCancellable *cancellable, GError **error)
{
  g_autofree char *directory = dup_directory (self);
  g_autofree char *name = cw_store_dup_key_name (self->store, error);
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (GError) local = NULL;

  if (name == NULL)
    return FALSE;
  key = cw_keyring_lookup (self->keyring, PURPOSE, name, cancellable, &local);
  if (key != NULL)
    return cw_store_unlock (self->store, key, cancellable, error);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    *lost = forget_lost_key (self, name, directory, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
unlock_with_passphrase (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autofree char *directory = dup_directory (self);
  g_autofree char *body = g_strdup_printf (_("The private keys in %s are protected by a passphrase."), directory);
  g_autoptr (GError) last = NULL;

  if (self->passphrase != NULL && cw_store_unlock (self->store, self->passphrase, cancellable, &last))
    return TRUE;
  if (last != NULL && !g_error_matches (last, CW_ERROR, CW_ERROR_STORE_KEY_WRONG))
    {
      g_propagate_error (error, g_steal_pointer (&last));
      return FALSE;
    }
  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      CwSecretQuestion question = { .heading = _("The passphrase of the store is needed"),
                                    .body = last != NULL ? last->message : body, .retry = last != NULL };
      g_autoptr (GError) local = NULL;
      g_autoptr (CwSecret) passphrase = cw_interaction_ask_secret (interaction, &question, cancellable, &local);

      /* "Wrong" says more than "nobody is there to be asked for a better one". */
      if (passphrase == NULL)
        {
          gboolean nobody = g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED);

          g_propagate_error (error, nobody && last != NULL ? g_steal_pointer (&last) : g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_error (&last);
      if (cw_store_unlock (self->store, passphrase, cancellable, &last))
        {
          remember_passphrase (self, passphrase);
          return TRUE;
        }
      if (!g_error_matches (last, CW_ERROR, CW_ERROR_STORE_KEY_WRONG))
        break;
    }
  g_propagate_error (error, g_steal_pointer (&last));
  return FALSE;
}

/* ---- setting and changing the protection ---- */

/* A commit may have failed after all was written: only a key that the store surely does not name is taken away again. */
static void
forget_unused_key (CwStoreAccess *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  CwProtection protection = cw_store_get_protection (self->store, &error);
  g_autofree char *used = NULL;

  if (error != NULL)
    return;
  if (protection == CW_PROTECTION_KEYRING)
    used = cw_store_dup_key_name (self->store, &error);
  if (error == NULL && g_strcmp0 (used, name) != 0)
    cw_keyring_clear (self->keyring, PURPOSE, name, NULL, NULL);
}

static gboolean
protect_by_keyring (CwStoreAccess *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *directory = dup_directory (self);
  g_autofree char *label = g_strdup_printf (_("Certificate Wizard: key of the certificate store %s"), directory);
  g_autofree char *name = cw_store_dup_next_key_name (self->store);
  g_autoptr (CwSecret) key = cw_secret_new_random (KEY_SIZE);
  g_autoptr (CwSecret) stored = NULL;

  /* The new key is in the keyring, and was read back from it, before the first private key depends on it; an old key stays
   * there until nothing needs it any more. */
  if (!cw_keyring_store (self->keyring, PURPOSE, name, label, key, cancellable, error))
    return FALSE;
  stored = cw_keyring_lookup (self->keyring, PURPOSE, name, cancellable, error);
  if (stored == NULL)
    return FALSE;
  if (!cw_secret_equal (stored, key))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                   _("The keyring did not keep the new key of the store %s as it was given; nothing was changed."), directory);
      return FALSE;
    }
  if (cw_store_protect (self->store, CW_PROTECTION_KEYRING, name, key, cancellable, error))
    return TRUE;
  forget_unused_key (self, name);
  return FALSE;
}

static gboolean
protect_by_passphrase (CwStoreAccess *self, CwSecret *given, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autofree char *directory = dup_directory (self);
  g_autoptr (CwSecret) passphrase = given != NULL ? cw_secret_ref (given) : NULL;

  if (passphrase == NULL)
    {
      g_autofree char *body = g_strdup_printf (_("It protects the private keys in %s and is asked for whenever one of them is needed. "
                                                 "Nobody can recover it."), directory);
      CwSecretQuestion question = { .heading = _("A passphrase for the store is needed"), .body = body, .is_new = TRUE };

      passphrase = cw_interaction_ask_secret (interaction, &question, cancellable, error);
      if (passphrase == NULL)
        return FALSE;
    }
  if (cw_secret_get_size (passphrase) == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("An empty passphrase does not protect the store."));
      return FALSE;
    }
  if (!cw_store_protect (self->store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, cancellable, error))
    return FALSE;
  remember_passphrase (self, passphrase);
  return TRUE;
}

static gboolean
protect_by (CwStoreAccess *self, CwProtection protection, CwSecret *passphrase, CwInteraction *interaction,
            GCancellable *cancellable, GError **error)
{
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      return protect_by_keyring (self, cancellable, error);
    case CW_PROTECTION_PASSPHRASE:
      return protect_by_passphrase (self, passphrase, interaction, cancellable, error);
    case CW_PROTECTION_PERMISSIONS:
      return cw_store_protect (self->store, CW_PROTECTION_PERMISSIONS, NULL, NULL, cancellable, error);
    case CW_PROTECTION_NONE:
      break;
    }
  return cw_store_access_check_protection (self, protection, error);
}

/* A new store: what it is going to be protected by. A locked keyring is a keyring: it is not passed over in silence. */
static gboolean
set_up (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  CwProtection fallback = geteuid () == 0 ? CW_PROTECTION_PERMISSIONS : CW_PROTECTION_PASSPHRASE;
  g_autoptr (GError) local = NULL;

  if (self->passphrase != NULL)
    return protect_by (self, CW_PROTECTION_PASSPHRASE, self->passphrase, interaction, cancellable, error);
  if (cw_keyring_is_available (self->keyring))
    {
      if (protect_by (self, CW_PROTECTION_KEYRING, NULL, interaction, cancellable, &local))
        return TRUE;
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_KEYRING_UNAVAILABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return protect_by (self, fallback, NULL, interaction, cancellable, error);
}

static gboolean
set_up_again (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  if (!set_up (self, interaction, cancellable, error))
    return FALSE;
  g_free (self->notice);
  self->notice = g_strdup (_("The keyring had lost the key of this store. No private key depended on it, so the store was set up anew."));
  return TRUE;
}

static gboolean
unlock_once (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  CwProtection protection = cw_store_get_protection (self->store, &local);
  gboolean lost = FALSE;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* A store without protection is set up even when it is open: after a restore it is both. */
  if (protection == CW_PROTECTION_NONE)
    return set_up (self, interaction, cancellable, error);
  if (cw_store_is_unlocked (self->store))
    return TRUE;
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      if (unlock_from_keyring (self, &lost, cancellable, error))
        return TRUE;
      return lost && set_up_again (self, interaction, cancellable, error);
    case CW_PROTECTION_PASSPHRASE:
      return unlock_with_passphrase (self, interaction, cancellable, error);
    case CW_PROTECTION_PERMISSIONS:
    case CW_PROTECTION_NONE:
      break;
    }
  return cw_store_unlock (self->store, NULL, cancellable, error);
}

/* What the store says of its protection, to notice that another process has changed it meanwhile. */
static char *
dup_protection_mark (CwStoreAccess *self)
{
  CwProtection protection = cw_store_get_protection (self->store, NULL);
  g_autofree char *name = protection == CW_PROTECTION_KEYRING ? cw_store_dup_key_name (self->store, NULL) : NULL;

  return g_strdup_printf ("%s %s", cw_protection_to_nick (protection), name != NULL ? name : "");
}

static gboolean
unlock_and_follow (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autofree char *before = dup_protection_mark (self);
  g_autofree char *after = NULL;
  g_autoptr (GError) local = NULL;

  if (unlock_once (self, interaction, cancellable, &local))
    return TRUE;
  after = dup_protection_mark (self);
  if (g_strcmp0 (before, after) != 0)
    return unlock_once (self, interaction, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

CwStoreAccess *
cw_store_access_new (CwStore *store, CwKeyring *keyring, CwSecret *passphrase)
{
  CwStoreAccess *self = g_object_new (CW_TYPE_STORE_ACCESS, NULL);

  self->store = g_object_ref (store);
  self->keyring = g_object_ref (keyring);
  remember_passphrase (self, passphrase);
  return self;
}

CwStore *
cw_store_access_get_store (CwStoreAccess *self)
{
  return self->store;
}

gboolean
cw_store_access_unlock (CwStoreAccess *self, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&self->notice, g_free);
  return unlock_and_follow (self, interaction, cancellable, error);
}

char *
cw_store_access_dup_notice (CwStoreAccess *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->notice);
}

gboolean
cw_store_access_protect (CwStoreAccess *self, CwProtection protection, CwSecret *passphrase, CwInteraction *interaction,
                         GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) local = NULL;
  CwProtection old = cw_store_get_protection (self->store, &local);
  g_autofree char *old_name = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!cw_store_access_check_protection (self, protection, error))
    return FALSE;
  if (old != CW_PROTECTION_NONE && !unlock_and_follow (self, interaction, cancellable, error))
    return FALSE;
  if (old == CW_PROTECTION_KEYRING)
    old_name = cw_store_dup_key_name (self->store, NULL);
  if (!protect_by (self, protection, passphrase, interaction, cancellable, error))
    return FALSE;
  /* The old key goes only after the new protection is committed, and its absence is no failure. */
  if (old_name != NULL)
    forget_unused_key (self, old_name);
  return TRUE;
}

gboolean
cw_store_access_protect_as_new (CwStoreAccess *self, GCancellable *cancellable, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) local = NULL;
  CwProtection protection = cw_store_get_protection (self->store, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (protection == CW_PROTECTION_NONE)
    return TRUE;
  if (self->passphrase != NULL)
    return protect_by_passphrase (self, self->passphrase, NULL, cancellable, error);
  if (cw_keyring_is_available (self->keyring))
    return protect_by_keyring (self, cancellable, error);
  return geteuid () != 0 || cw_store_protect (self->store, CW_PROTECTION_PERMISSIONS, NULL, NULL, cancellable, error);
}

gboolean
cw_store_access_check_protection (CwStoreAccess *self, CwProtection protection, GError **error)
{
  if (cw_store_access_can_protect (self, protection))
    return TRUE;
  if (protection == CW_PROTECTION_KEYRING)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_KEYRING_UNAVAILABLE, _("There is no keyring in this session that could keep the key of the store."));
  else if (protection == CW_PROTECTION_PERMISSIONS)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, _("Only root can protect a store by the mode of its files alone."));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _("A store that has private keys cannot be without protection."));
  return FALSE;
}

gboolean
cw_store_access_can_protect (CwStoreAccess *self, CwProtection protection)
{
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      return cw_keyring_is_available (self->keyring);
    case CW_PROTECTION_PASSPHRASE:
      return TRUE;
    case CW_PROTECTION_PERMISSIONS:
      return geteuid () == 0;
    case CW_PROTECTION_NONE:
      break;
    }
  return FALSE;
}

char *
cw_store_access_dup_status (CwStoreAccess *self)
{
  g_autoptr (GError) error = NULL;
  CwProtection protection = cw_store_get_protection (self->store, &error);

  if (error != NULL)
    return g_strdup (error->message);
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      return g_strdup (cw_keyring_is_available (self->keyring)
                       ? _("Private keys are encrypted; their key is in your keyring.")
                       : _("Private keys are encrypted; their key is in a keyring, and there is no keyring in this session."));
    case CW_PROTECTION_PASSPHRASE:
      return g_strdup (cw_store_is_unlocked (self->store)
                       ? _("Private keys are encrypted by a passphrase, which was given.")
                       : _("Private keys are encrypted by a passphrase, which will be asked for."));
    case CW_PROTECTION_PERMISSIONS:
      return g_strdup (_("Private keys are protected by the mode of their files only: root alone can read them."));
    case CW_PROTECTION_NONE:
      break;
    }
  return g_strdup (_("No private key was stored yet; its protection is chosen with the first one."));
}
