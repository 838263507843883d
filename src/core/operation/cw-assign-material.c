/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deploy-run.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

/* What is deployed, and the password of the usages that want it as a PKCS #12 file. */

#define KEYRING_PURPOSE "pkcs12"

/* The root of a way is known when it is signed by itself; a way that ends before it has none. */
static CwCertificate *
dup_root (CwChain *chain)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chain));
  g_autoptr (CwChainLink) last = g_list_model_get_item (G_LIST_MODEL (chain), n - 1);
  CwCertificate *certificate = cw_chain_link_get_certificate (last);

  return cw_chain_link_is_anchor (last) || cw_certificate_is_self_signed (certificate) ? g_object_ref (certificate) : NULL;
}

GPtrArray *
cw_assignments_dup_served_chain (CwAssignments *self, CwCertificate *leaf, CwCertificate **root, GError **error)
{
  g_autoptr (CwChain) chain = cw_assignments_build_chain (self, leaf, error);
  GPtrArray *certificates;

  if (chain == NULL)
    return NULL;
  certificates = cw_chain_dup_certificates (chain, FALSE);
  g_ptr_array_remove_index (certificates, 0);
  if (root != NULL)
    *root = dup_root (chain);
  return certificates;
}

CwMaterial *
cw_assignments_load_material (CwAssignments *self, CwStoredCertificate *row, GError **error)
{
  CwStore *store = cw_assignments_get_store (self);
  gint64 id = cw_stored_certificate_get_id (row);
  g_autoptr (CwCertificate) leaf = cw_store_load_certificate (store, id, error);
  g_autoptr (CwPrivateKey) key = leaf != NULL ? cw_store_load_key (store, id, error) : NULL;
  g_autoptr (CwCertificate) root = NULL;
  g_autoptr (GPtrArray) chain = key != NULL ? cw_assignments_dup_served_chain (self, leaf, &root, error) : NULL;

  return chain != NULL ? cw_material_new (leaf, chain, root, key, cw_stored_certificate_get_friendly_name (row), error) : NULL;
}

/* ---- the password of a PKCS #12 file ---- */

/* Two stores may know the same usage. */
static char *
dup_item_name (CwAssignments *self, CwUsage *usage)
{
  return g_strdup_printf ("%s/%s", cw_store_get_id (cw_assignments_get_store (self)), cw_usage_get_id (usage));
}

static CwSecret *
look_up (CwAssignments *self, CwUsage *usage, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = dup_item_name (self, usage);

  return cw_keyring_lookup (cw_assignments_get_keyring (self), KEYRING_PURPOSE, name, cancellable, error);
}

/* A keyring that will not have it is no reason to fail: it is asked for again the next time. */
static void
remember (CwAssignments *self, CwUsage *usage, CwSecret *password, char **notice, GCancellable *cancellable)
{
  g_autofree char *name = dup_item_name (self, usage);
  g_autofree char *label = g_strdup_printf (_("Certificate Wizard: PKCS #12 file of %s"), cw_usage_get_title (usage));
  g_autoptr (GError) error = NULL;

  if (!cw_keyring_store (cw_assignments_get_keyring (self), KEYRING_PURPOSE, name, label, password, cancellable, &error))
    *notice = g_strdup_printf (_("The password of the PKCS #12 file of %s could not be remembered: %s"), cw_usage_get_title (usage), error->message);
}

static CwSecret *
ask (CwUsage *usage, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  g_autofree char *body = g_strdup_printf (_("%s gets its private key as a PKCS #12 file. Its password is remembered in the keyring; the service needs the same."),
                                           cw_usage_get_title (usage));
  CwSecretQuestion question = { .heading = _("Password of the PKCS #12 File"), .body = body, .is_new = TRUE };

  if (interaction != NULL)
    return cw_interaction_ask_secret (interaction, &question, cancellable, error);
  g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("%s needs a password for its PKCS #12 file, and nobody is there who can be asked."),
               cw_usage_get_title (usage));
  return NULL;
}

/* The file that the service reads it from, too; one of the usage's targets names it. */
static const char *
get_password_file (CwUsage *usage)
{
  GPtrArray *targets = cw_usage_get_targets (usage);

  for (guint i = 0; i < targets->len; i++)
    if (cw_usage_target_get_password_file (g_ptr_array_index (targets, i)) != NULL)
      return cw_usage_target_get_password_file (g_ptr_array_index (targets, i));
  return NULL;
}

CwSecret *
cw_assignments_find_password (CwAssignments *self, CwUsage *usage, GCancellable *cancellable)
{
  const char *file = get_password_file (usage);

  return file != NULL ? cw_secret_new_from_file (file, NULL) : look_up (self, usage, cancellable, NULL);
}

CwSecret *
cw_assignments_get_password (CwAssignments *self, CwUsage *usage, CwInteraction *interaction, char **notice, GCancellable *cancellable, GError **error)
{
  const char *file = get_password_file (usage);
  g_autoptr (GError) local = NULL;
  CwSecret *password;

  if (file != NULL)
    return cw_secret_new_from_file (file, error);
  password = look_up (self, usage, cancellable, &local);
  if (password != NULL)
    return password;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  password = ask (usage, interaction, cancellable, error);
  if (password != NULL)
    remember (self, usage, password, notice, cancellable);
  return password;
}
