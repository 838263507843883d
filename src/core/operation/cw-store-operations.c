/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-operations.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-output-path.h"
#include "cw-paths.h"

#define MAX_TRIES 3


#define CW_TYPE_STORE_OPERATION (cw_store_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwStoreOperation, cw_store_operation, CW, STORE_OPERATION, CwOperation)

struct _CwStoreOperationClass {
  CwOperationClass parent_class;
};

typedef struct {
  CwStoreAccess *access;
  CwProtection   protection;
  CwSecret      *passphrase;
  char          *path;
  gboolean       replace;
} CwStoreOperationPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CwStoreOperation, cw_store_operation, CW_TYPE_OPERATION)

static CwStoreOperationPrivate *
get_private (gpointer self)
{
  return cw_store_operation_get_instance_private (CW_STORE_OPERATION (self));
}

static CwStore *
get_store (gpointer self)
{
  return cw_store_access_get_store (get_private (self)->access);
}

static void
cw_store_operation_finalize (GObject *object)
{
  CwStoreOperationPrivate *priv = get_private (object);

  g_clear_object (&priv->access);
  g_clear_pointer (&priv->passphrase, cw_secret_unref);
  g_free (priv->path);
  G_OBJECT_CLASS (cw_store_operation_parent_class)->finalize (object);
}

static void
cw_store_operation_class_init (CwStoreOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_store_operation_finalize;
}

static void
cw_store_operation_init (CwStoreOperation *self)
{
}

static CwOperation *
store_operation_new (GType type, CwStoreAccess *access, CwSecret *passphrase, const char *path)
{
  CwOperation *operation = g_object_new (type, NULL);
  CwStoreOperationPrivate *priv = get_private (operation);

  priv->access = g_object_ref (access);
  priv->passphrase = passphrase != NULL ? cw_secret_ref (passphrase) : NULL;
  priv->path = g_strdup (path);
  cw_operation_set_store (operation, cw_store_access_get_store (access));
  return operation;
}

static void
progress_cb (double fraction, gpointer user_data)
{
  cw_operation_report_progress (user_data, fraction, NULL);
}

static void
add_content_facts (CwPlan *plan, CwStore *store)
{
  g_autofree char *certificates = g_strdup_printf ("%'" G_GUINT64_FORMAT, cw_store_count_certificates (store));
  g_autofree char *keys = g_strdup_printf ("%'" G_GUINT64_FORMAT, cw_store_count_keys (store));
  g_autofree char *directory = cw_paths_dup_display (cw_store_get_directory (store));

  cw_plan_add_fact (plan, _("Store"), directory);
  cw_plan_add_fact (plan, _("Certificates"), certificates);
  cw_plan_add_fact (plan, _("Private keys"), keys);
}

static gboolean
finish (CwOperation *operation, CwPlanStep *step, CwOutcome *outcome, CwResult result, const char *summary)
{
  if (step != NULL)
    cw_plan_step_end (step, CW_STEP_DONE, NULL);
  cw_outcome_set_result (outcome, result, summary);
  cw_operation_keep_or_tell (operation, outcome);
  return TRUE;
}

/* ---- another protection ---- */

struct _CwProtectOperation { CwStoreOperation parent_instance; };
#define CW_TYPE_PROTECT_OPERATION (cw_protect_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwProtectOperation, cw_protect_operation, CW, PROTECT_OPERATION, CwStoreOperation)
G_DEFINE_FINAL_TYPE (CwProtectOperation, cw_protect_operation, CW_TYPE_STORE_OPERATION)

static const char *
get_protect_title (CwProtection protection)
{
  switch (protection)
    {
    case CW_PROTECTION_KEYRING:
      return _("Protect the private keys by the keyring");
    case CW_PROTECTION_PASSPHRASE:
      return _("Protect the private keys by a passphrase");
    case CW_PROTECTION_PERMISSIONS:
      return _("Protect the private keys by file permissions");
    case CW_PROTECTION_NONE:
      break;
    }
  return _("Leave the private keys without protection");
}

static CwPlan *
protect_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (get_protect_title (priv->protection));
  g_autofree char *now = cw_store_access_dup_status (priv->access);

  if (!cw_store_access_check_protection (priv->access, priv->protection, error))
    return NULL;
  cw_plan_add (plan, TRUE, _("Encrypt every private key anew"), _("With a new store key, in one transaction."));
  add_content_facts (plan, get_store (operation));
  cw_plan_add_fact (plan, _("Protection so far"), now);
  if (priv->protection == CW_PROTECTION_PERMISSIONS)
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "protection",
                                                      _("Whoever gets a copy of the disk or of a backup of its files can read the private keys."));

      cw_plan_add_problem (plan, problem);
    }
  return g_steal_pointer (&plan);
}

static gboolean
protect_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autofree char *summary = NULL;

  if (!cw_operation_begin_step (operation, step, cancellable, error))
    return FALSE;
  if (!cw_store_access_protect (priv->access, priv->protection, priv->passphrase, cw_operation_get_interaction (operation), cancellable, error))
    return FALSE;
  summary = cw_store_access_dup_status (priv->access);
  return finish (operation, step, outcome, CW_RESULT_DONE, summary);
}

static void
cw_protect_operation_class_init (CwProtectOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  operation_class->name = "protect";
  operation_class->prepare = protect_prepare;
  operation_class->run = protect_run;
}

static void
cw_protect_operation_init (CwProtectOperation *self)
{
}

CwOperation *
cw_protect_operation_new (CwStoreAccess *access, CwProtection protection, CwSecret *passphrase)
{
  CwOperation *operation = store_operation_new (CW_TYPE_PROTECT_OPERATION, access, passphrase, NULL);

  get_private (operation)->protection = protection;
  return operation;
}

/* ---- backup ---- */

struct _CwBackupOperation { CwStoreOperation parent_instance; };
#define CW_TYPE_BACKUP_OPERATION (cw_backup_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwBackupOperation, cw_backup_operation, CW, BACKUP_OPERATION, CwStoreOperation)
G_DEFINE_FINAL_TYPE (CwBackupOperation, cw_backup_operation, CW_TYPE_STORE_OPERATION)

static CwPlan *
backup_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Back the store up"));
  g_autofree char *display = cw_paths_dup_display (priv->path);
  g_autofree char *title = g_strdup_printf (_("Write %s"), display);

  if (g_file_test (priv->path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s is a folder; a backup is one file."), display);
      return NULL;
    }
  if (!cw_output_path_check (get_store (operation), priv->path, error))
    return NULL;
  cw_plan_add (plan, TRUE, title, _("Certificates, private keys, trash and history in one file, encrypted by a passphrase of its own."));
  add_content_facts (plan, get_store (operation));
  cw_plan_add_fact (plan, _("File"), display);
  if (g_file_test (priv->path, G_FILE_TEST_EXISTS))
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "path", _("%s exists and will be replaced."), display);

      cw_plan_add_advice (plan, problem);
    }
  return g_steal_pointer (&plan);
}

static gboolean
confirm_replacing (CwOperation *operation, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (path);
  g_autofree char *body = g_strdup_printf (_("%s exists. Its content will be replaced by the new backup."), display);
  CwQuestion question = { .heading = _("Replace the file?"), .body = body, .accept = _("_Replace"), .severity = CW_SEVERITY_WARNING };

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return cw_operation_confirm_warning (operation, &question, cancellable, error);
}

static CwSecret *
get_backup_passphrase (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  CwSecretQuestion question = { .heading = _("A passphrase for the backup is needed"),
                                .body = _("Whoever wants to restore the backup has to know it. Nobody can recover it."), .is_new = TRUE };
  g_autoptr (CwSecret) passphrase = priv->passphrase != NULL
    ? cw_secret_ref (priv->passphrase)
    : cw_interaction_ask_secret (cw_operation_get_interaction (operation), &question, cancellable, error);

  if (passphrase == NULL)
    return NULL;
  if (cw_secret_get_size (passphrase) == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("An empty passphrase does not protect a backup."));
      return NULL;
    }
  return g_steal_pointer (&passphrase);
}

static gboolean
backup_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autoptr (CwSecret) passphrase = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (priv->path);
  g_autofree char *display = cw_paths_dup_display (priv->path);
  g_autofree char *summary = g_strdup_printf (_("The backup is in %s."), display);

  if (!cw_operation_begin_step (operation, step, cancellable, error)
      || !confirm_replacing (operation, priv->path, cancellable, error))
    return FALSE;
  passphrase = get_backup_passphrase (operation, cancellable, error);
  if (passphrase == NULL)
    return FALSE;
  if (cw_store_count_keys (get_store (operation)) > 0
      && !cw_store_access_unlock (priv->access, cw_operation_get_interaction (operation), cancellable, error))
    return FALSE;
  if (!cw_store_backup (get_store (operation), priv->path, passphrase, progress_cb, operation, cancellable, error))
    return FALSE;
  cw_outcome_add_file (outcome, file);
  return finish (operation, step, outcome, CW_RESULT_DONE, summary);
}

static void
cw_backup_operation_class_init (CwBackupOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  operation_class->name = "backup";
  operation_class->prepare = backup_prepare;
  operation_class->run = backup_run;
}

static void
cw_backup_operation_init (CwBackupOperation *self)
{
}

CwOperation *
cw_backup_operation_new (CwStoreAccess *access, const char *path, CwSecret *passphrase)
{
  return store_operation_new (CW_TYPE_BACKUP_OPERATION, access, passphrase, path);
}

/* ---- restore ---- */

struct _CwRestoreOperation { CwStoreOperation parent_instance; };
#define CW_TYPE_RESTORE_OPERATION (cw_restore_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRestoreOperation, cw_restore_operation, CW, RESTORE_OPERATION, CwStoreOperation)
G_DEFINE_FINAL_TYPE (CwRestoreOperation, cw_restore_operation, CW_TYPE_STORE_OPERATION)

static gboolean
store_is_empty (CwStore *store)
{
  return cw_store_count_certificates (store) == 0 && cw_store_count_keys (store) == 0;
}

static CwPlan *
restore_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  CwStore *store = get_store (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Restore the store from a backup"));
  g_autofree char *display = cw_paths_dup_display (priv->path);
  g_autofree char *title = g_strdup_printf (_("Put the content of %s into the store"), display);

  if (!g_file_test (priv->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no file %s."), display);
      return NULL;
    }
  if (!priv->replace && !store_is_empty (store))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("The store %s is not empty; a backup is restored into an empty store only."),
                   cw_store_get_directory (store));
      return NULL;
    }
  cw_plan_add (plan, TRUE, title, NULL);
  cw_plan_add (plan, TRUE, _("Protect the restored private keys"), _("By the keyring where there is one, else by a passphrase or the file's mode."));
  add_content_facts (plan, store);
  cw_plan_add_fact (plan, _("File"), display);
  if (!store_is_empty (store))
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "store",
                                                      _("What is in the store now will be replaced; the old database is kept beside it."));

      cw_plan_add_problem (plan, problem);
    }
  return g_steal_pointer (&plan);
}

static gboolean
restore_content (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwStoreOperationPrivate *priv = get_private (operation);
  g_autoptr (CwSecret) passphrase = priv->passphrase != NULL ? cw_secret_ref (priv->passphrase) : NULL;
  g_autofree char *display = cw_paths_dup_display (priv->path);
  g_autofree char *body = g_strdup_printf (_("%s is encrypted by a passphrase."), display);
  g_autoptr (GError) local = NULL;

  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      if (passphrase == NULL)
        {
          CwSecretQuestion question = { .heading = _("The passphrase of the backup is needed"),
                                        .body = local != NULL ? local->message : body, .retry = local != NULL };

          passphrase = cw_interaction_ask_secret (cw_operation_get_interaction (operation), &question, cancellable, error);
          if (passphrase == NULL)
            return FALSE;
        }
      g_clear_error (&local);
      if (cw_store_restore (get_store (operation), priv->path, passphrase, priv->replace, progress_cb, operation, cancellable, &local))
        return TRUE;
      if (priv->passphrase != NULL || !g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_WRONG))
        break;
      g_clear_pointer (&passphrase, cw_secret_unref);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What is restored is safe already, by the passphrase of the backup: a keyring that is locked now is no reason to fail. */
static gboolean
protect_restored (CwOperation *operation, CwPlanStep *step, CwOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;

  cw_plan_step_begin (step);
  if (cw_store_access_protect_as_new (get_private (operation)->access, NULL, &error))
    return TRUE;
  problem = cw_problem_new (CW_SEVERITY_WARNING, "protection",
                            _("The restored private keys are protected by the passphrase of the backup until another protection is chosen: %s"),
                            error->message);
  cw_outcome_add_problem (outcome, problem);
  cw_plan_step_end (step, CW_STEP_FAILED, error->message);
  return FALSE;
}

static gboolean
restore_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwStore *store = get_store (operation);
  g_autoptr (CwPlanStep) content = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autoptr (CwPlanStep) protection = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  g_autofree char *summary = NULL;
  gboolean protected;

  if (!cw_operation_begin_step (operation, content, cancellable, error) || !restore_content (operation, cancellable, error))
    return FALSE;
  cw_plan_step_end (content, CW_STEP_DONE, NULL);
  protected = protect_restored (operation, protection, outcome);
  cw_outcome_set_count (outcome, "certificates", cw_store_count_certificates (store));
  cw_outcome_set_count (outcome, "keys", cw_store_count_keys (store));
  summary = g_strdup_printf (_("The backup is restored. Certificates: %u, private keys: %u."),
                             (guint) cw_store_count_certificates (store), (guint) cw_store_count_keys (store));
  return finish (operation, protected ? protection : NULL, outcome, protected ? CW_RESULT_DONE : CW_RESULT_PARTLY, summary);
}

static void
cw_restore_operation_class_init (CwRestoreOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  operation_class->name = "restore";
  operation_class->prepare = restore_prepare;
  operation_class->run = restore_run;
}

static void
cw_restore_operation_init (CwRestoreOperation *self)
{
}

CwOperation *
cw_restore_operation_new (CwStoreAccess *access, const char *path, CwSecret *passphrase, gboolean replace)
{
  CwOperation *operation = store_operation_new (CW_TYPE_RESTORE_OPERATION, access, passphrase, path);

  get_private (operation)->replace = replace;
  return operation;
}
