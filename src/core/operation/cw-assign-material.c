/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deploy-run.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "cw-bundle.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-paths.h"

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

/* An empty one protects nothing, and is a mistake. */
static CwSecret *
read_password_file (CwUsage *usage, const char *path, GError **error)
{
  g_autoptr (CwSecret) password = cw_secret_new_from_file (path, error);
  g_autofree char *shown = cw_paths_dup_display (path);

  if (password == NULL || cw_secret_get_size (password) > 0)
    return g_steal_pointer (&password);
  g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("The password file %s is empty: the password of the PKCS #12 file of %s has to be in it."), shown,
               cw_usage_get_title (usage));
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
    return read_password_file (usage, file, error);
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

/* ---- whether the file opens with it ---- */

static void
note (GPtrArray *problems, CwSeverity severity, const char *path, const char *sentence)
{
  g_ptr_array_add (problems, cw_problem_new (severity, path, "%s", sentence));
}

/* Nobody is asked, and nothing is waited for. NULL: the problems say why, where it is one. */
static CwSecret *
try_password_file (CwUsage *usage, const char *path, GPtrArray *problems)
{
  g_autofree char *shown = cw_paths_dup_display (path);
  g_autofree char *open_to_all = g_strdup_printf (_("Everybody on this computer can get at the password in %s."), shown);
  g_autofree char *unread = g_strdup_printf (_("The password file %s cannot be read, so nobody knows whether the PKCS #12 file opens with it."), shown);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) password = NULL;
  GStatBuf info = { 0 };

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    return NULL;
  password = read_password_file (usage, path, &error);
  if (g_error_matches (error, CW_ERROR, CW_ERROR_PERMISSION))
    note (problems, CW_SEVERITY_WARNING, path, unread);
  else if (error != NULL)
    note (problems, CW_SEVERITY_ERROR, path, error->message);
  else if ((info.st_mode & 0007) != 0)
    note (problems, CW_SEVERITY_WARNING, path, open_to_all);
  return g_steal_pointer (&password);
}

/* One that is missing or damaged is not judged here. */
static gboolean
opens (const char *path, CwSecret *password)
{
  g_autoptr (GBytes) content = cw_file_read (path, 16 * 1024 * 1024, NULL);
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  CwBundleOptions options = { .passwords = passwords };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = NULL;

  g_ptr_array_add (passwords, password);
  bundle = content != NULL ? cw_bundle_read (content, &options, NULL, &error) : NULL;
  return !g_error_matches (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG);
}

gboolean
cw_assignments_try_password (CwAssignments *self, CwFilePlan *files, guint64 generation, GPtrArray *problems)
{
  CwUsage *usage = cw_file_plan_get_usage (files);
  const char *file = get_password_file (usage);
  g_autoptr (CwSecret) password = file != NULL ? try_password_file (usage, file, problems) : NULL;
  g_autofree char *folder = cw_live_dup_folder (cw_assignments_get_live (self), cw_usage_get_id (usage), generation);
  gboolean good = TRUE;

  for (guint i = 0; password != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (files)); i++)
    {
      g_autoptr (CwPlannedFile) planned = g_list_model_get_item (G_LIST_MODEL (files), i);
      g_autofree char *path = g_build_filename (folder, cw_planned_file_get_name (planned), NULL);
      g_autofree char *sentence = g_strdup_printf (_("%s does not open with the password in %s, which was changed."), cw_planned_file_get_path (planned), file);

      if (cw_planned_file_get_format (planned) != CW_TARGET_PKCS12 || opens (path, password))
        continue;
      note (problems, CW_SEVERITY_ERROR, cw_planned_file_get_path (planned), sentence);
      good = FALSE;
    }
  return good;
}
