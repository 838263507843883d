/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-export-operation.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include "cw-bundle.h"
#include "cw-chain.h"
#include "cw-clock.h"
#include "cw-encode.h"
#include "cw-error.h"
#include "cw-export-private.h"
#include "cw-file.h"
#include "cw-output-path.h"
#include "cw-paths.h"

#define MAX_NAMED_STEPS 10

/* One file to be written. */
typedef struct {
  char       *path;
  char       *friendly_name;  /* of its first certificate */
  GArray     *ids;
  CwPlanStep *step;           /* borrowed from the plan; shared by all when there are many */
  gboolean    existed;        /* before it was written */
  gboolean    written;
} Target;

struct _CwExportOperation {
  CwOperation    parent_instance;
  CwStoreAccess *access;
  CwExportDraft *draft;
  CwExportFormat format;      /* of the draft, when it was prepared, like the following */
  gboolean       include_key;
  gboolean       overwrite;
  char          *path;
  gboolean       make_folder;
  GPtrArray     *targets;     /* after prepare */
};

G_DEFINE_FINAL_TYPE (CwExportOperation, cw_export_operation, CW_TYPE_OPERATION)

static CwStore *
get_store (CwExportOperation *self)
{
  return cw_store_access_get_store (self->access);
}

static void
target_free (gpointer data)
{
  Target *target = data;

  g_free (target->path);
  g_free (target->friendly_name);
  g_array_unref (target->ids);
  g_free (target);
}

/* ---- prepare ---- */

static gboolean
is_pfx (CwExportOperation *self)
{
  return self->format == CW_EXPORT_PFX || self->format == CW_EXPORT_PFX_LEGACY;
}

static gboolean
wants_folder (CwExportOperation *self)
{
  gboolean together = !self->include_key && (self->format == CW_EXPORT_PEM || self->format == CW_EXPORT_PKCS7);

  if (g_file_test (self->path, G_FILE_TEST_IS_DIR) || g_str_has_suffix (self->path, G_DIR_SEPARATOR_S))
    return TRUE;
  return cw_export_draft_get_n_ids (self->draft) > 1 && !together;
}

static Target *
add_target (CwExportOperation *self, const char *path, const char *friendly_name)
{
  Target *target = g_new0 (Target, 1);

  target->path = g_strdup (path);
  target->friendly_name = g_strdup (friendly_name);
  target->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (self->targets, target);
  return target;
}

static gboolean
collect_targets (CwExportOperation *self, GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const gint64 *ids = cw_export_draft_get_ids (self->draft);
  gboolean folder = wants_folder (self);

  g_ptr_array_set_size (self->targets, 0);
  self->make_folder = folder && !g_file_test (self->path, G_FILE_TEST_IS_DIR);
  for (gsize i = 0; i < cw_export_draft_get_n_ids (self->draft); i++)
    {
      g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (get_store (self), ids[i], error);
      g_autofree char *name = NULL;
      g_autofree char *path = NULL;
      Target *target;

      if (row == NULL)
        return FALSE;
      if (folder)
        {
          name = cw_export_dup_file_name (cw_stored_certificate_get_friendly_name (row), cw_export_format_get_extension (self->format), taken);
          path = g_build_filename (self->path, name, NULL);
        }
      if (folder || i == 0)
        target = add_target (self, folder ? path : self->path, cw_stored_certificate_get_friendly_name (row));
      else
        target = g_ptr_array_index (self->targets, 0);
      g_array_append_val (target->ids, ids[i]);
    }
  return TRUE;
}

static gboolean
check_target (CwExportOperation *self, const Target *target, CwPlan *plan, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (target->path);
  g_autoptr (CwProblem) problem = NULL;

  if (g_file_test (target->path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s is a folder."), display);
      return FALSE;
    }
  if (!cw_output_path_check (get_store (self), target->path, error))
    return FALSE;
  if (!g_file_test (target->path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!self->overwrite)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("%s exists already and is not overwritten."), display);
      return FALSE;
    }
  problem = cw_problem_new (CW_SEVERITY_WARNING, "path", _("%s exists and will be replaced."), display);
  cw_plan_add_problem (plan, problem);
  return TRUE;
}

static gboolean
check_parent (CwExportOperation *self, GError **error)
{
  g_autofree char *trimmed = g_strdup (self->path);
  g_autofree char *parent = NULL;
  g_autofree char *display = NULL;

  while (strlen (trimmed) > 1 && g_str_has_suffix (trimmed, G_DIR_SEPARATOR_S))
    trimmed[strlen (trimmed) - 1] = '\0';
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return TRUE;
  parent = g_path_get_dirname (trimmed);
  if (g_file_test (parent, G_FILE_TEST_IS_DIR))
    return TRUE;
  display = cw_paths_dup_display (parent);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no folder %s to write into."), display);
  return FALSE;
}

static void
add_steps (CwExportOperation *self, CwPlan *plan)
{
  guint n = self->targets->len;
  CwPlanStep *all = NULL;

  if (n > MAX_NAMED_STEPS)
    {
      g_autofree char *display = cw_paths_dup_display (self->path);
      g_autofree char *title = g_strdup_printf (_("Write %u files into %s"), n, display);

      all = cw_plan_add (plan, TRUE, title, cw_export_format_get_label (self->format));
    }
  for (guint i = 0; i < n; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);
      g_autofree char *display = cw_paths_dup_display (target->path);
      g_autofree char *title = g_strdup_printf (_("Write %s"), display);

      target->step = all != NULL ? all : cw_plan_add (plan, TRUE, title, cw_export_format_get_label (self->format));
    }
}

static void
add_facts (CwExportOperation *self, CwPlan *plan)
{
  g_autofree char *display = cw_paths_dup_display (self->path);
  g_autofree char *count = g_strdup_printf ("%" G_GSIZE_FORMAT, cw_export_draft_get_n_ids (self->draft));
  Target *first = g_ptr_array_index (self->targets, 0);

  if (cw_export_draft_get_n_ids (self->draft) == 1)
    cw_plan_add_fact (plan, _("Certificate"), first->friendly_name);
  else
    cw_plan_add_fact (plan, _("Certificates"), count);
  cw_plan_add_fact (plan, _("Format"), cw_export_format_get_label (self->format));
  cw_plan_add_fact (plan, _("Includes the private key"), self->include_key ? _("Yes") : _("No"));
  cw_plan_add_fact (plan, _("Path"), display);
  cw_plan_add_fact (plan, _("Mode of the file"), self->include_key ? "0600" : "0644");
}

static gboolean
read_draft (CwExportOperation *self, GListModel **problems, GError **error)
{
  g_autoptr (GError) local = NULL;
  int format;

  g_free (self->path);
  g_object_get (self->draft, "format", &format, "include-key", &self->include_key, "path", &self->path,
                "overwrite", &self->overwrite, NULL);
  self->format = (CwExportFormat) format;
  *problems = cw_export_draft_check (self->draft, get_store (self), &local);
  /* A missing password is asked for, when somebody is there. */
  if (local == NULL
      || (g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED) && cw_operation_get_interaction (CW_OPERATION (self)) != NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
dup_title (CwExportOperation *self)
{
  Target *first = g_ptr_array_index (self->targets, 0);
  gsize n = cw_export_draft_get_n_ids (self->draft);

  if (n == 1)
    return g_strdup_printf (_("Export “%s”"), first->friendly_name);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Export %u certificate", "Export %u certificates", n), (guint) n);
}

static CwPlan *
export_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwExportOperation *self = CW_EXPORT_OPERATION (operation);
  g_autoptr (GListModel) problems = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autofree char *title = NULL;

  if (!read_draft (self, &problems, error) || !check_parent (self, error) || !collect_targets (self, error))
    return NULL;
  title = dup_title (self);
  plan = cw_plan_new (title);
  for (guint i = 0; i < self->targets->len; i++)
    if (!check_target (self, g_ptr_array_index (self->targets, i), plan, error))
      return NULL;
  add_steps (self, plan);
  add_facts (self, plan);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) != CW_SEVERITY_ERROR)
        cw_plan_add_problem (plan, problem);
    }
  return g_steal_pointer (&plan);
}

/* ---- what goes into a file ---- */

static GPtrArray *
lookup_cb (GBytes *subject_der, gpointer user_data)
{
  return cw_store_find_by_subject (user_data, subject_der, NULL);
}

static void
warn_incomplete (CwOutcome *outcome, CwChain *chain, const char *friendly_name)
{
  g_autoptr (CwProblem) problem = NULL;

  if (cw_chain_get_verdict (chain) != CW_VERDICT_INCOMPLETE)
    return;
  problem = cw_problem_new (CW_SEVERITY_WARNING, friendly_name, _("The chain of “%s” is incomplete: %s"), friendly_name, cw_chain_get_summary (chain));
  cw_outcome_add_problem (outcome, problem);
}

/* The certificates of one file, the leaf first; of several leaves each one with what is asked for it, and no issuer twice. */
static gboolean
append_certificates (CwExportOperation *self, CwOutcome *outcome, gint64 id, GPtrArray *certificates, GHashTable *seen, GError **error)
{
  g_autoptr (CwCertificate) leaf = cw_store_load_certificate (get_store (self), id, error);
  g_autoptr (CwStoredCertificate) row = leaf != NULL ? cw_store_find_by_id (get_store (self), id, error) : NULL;
  g_autoptr (CwChain) chain = NULL;
  g_autoptr (GPtrArray) path = NULL;

  if (row == NULL)
    return FALSE;
  if (self->format == CW_EXPORT_PEM || self->format == CW_EXPORT_DER)
    {
      g_ptr_array_add (certificates, g_steal_pointer (&leaf));
      return TRUE;
    }
  chain = cw_chain_new (leaf, lookup_cb, get_store (self), NULL, cw_clock_now ());
  path = cw_chain_dup_certificates (chain, is_pfx (self) || self->format == CW_EXPORT_PKCS7);
  warn_incomplete (outcome, chain, cw_stored_certificate_get_friendly_name (row));
  for (guint i = 0; i < path->len; i++)
    {
      CwCertificate *certificate = g_ptr_array_index (path, i);

      if (i == 0 && self->format == CW_EXPORT_PEM_CHAIN)
        continue;
      if (g_hash_table_add (seen, g_strdup (cw_certificate_get_sha256 (certificate))))
        g_ptr_array_add (certificates, g_object_ref (certificate));
    }
  /* A self-signed certificate is its own anchor: it is what was asked for all the same. */
  if (path->len == 0 && self->format != CW_EXPORT_PEM_CHAIN)
    g_ptr_array_add (certificates, g_steal_pointer (&leaf));
  return TRUE;
}

static GPtrArray *
load_certificates (CwExportOperation *self, CwOutcome *outcome, const Target *target, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < target->ids->len; i++)
    if (!append_certificates (self, outcome, g_array_index (target->ids, gint64, i), certificates, seen, error))
      return NULL;
  if (certificates->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("No issuer between “%s” and the trusted root is known, so there is no chain to write."),
                   target->friendly_name);
      return NULL;
    }
  return g_steal_pointer (&certificates);
}

/* The last word on "not exportable": whatever was asked, and whatever was checked before. */
static gboolean
load_key (CwExportOperation *self, const Target *target, CwPrivateKey **key, GCancellable *cancellable, GError **error)
{
  gint64 id = g_array_index (target->ids, gint64, 0);
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autoptr (GError) local = NULL;

  if (!self->include_key)
    return TRUE;
  row = cw_store_find_by_id (get_store (self), id, error);
  if (row == NULL)
    return FALSE;
  if (cw_stored_certificate_has_private_key (row) && !cw_stored_certificate_is_exportable (row))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_EXPORTABLE, _("The private key of “%s” is not exportable."), target->friendly_name);
      return FALSE;
    }
  *key = cw_store_load_key (get_store (self), id, &local);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_STORE_LOCKED))
    {
      /* Another process gave the store another key meanwhile. */
      if (!cw_store_access_unlock (self->access, cw_operation_get_interaction (CW_OPERATION (self)), cancellable, error))
        return FALSE;
      *key = cw_store_load_key (get_store (self), id, error);
    }
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return *key != NULL;
}

static CwSecret *
encode (CwExportOperation *self, const Target *target, GPtrArray *certificates, CwPrivateKey *key, CwSecret *password, GError **error)
{
  GBytes *der;

  switch (self->format)
    {
    case CW_EXPORT_PEM:
    case CW_EXPORT_PEM_CHAIN:
    case CW_EXPORT_PEM_FULLCHAIN:
      return cw_encode_pem (certificates, key, key != NULL ? password : NULL, error);
    case CW_EXPORT_PKCS7:
      return cw_encode_pkcs7 (certificates, FALSE, error);
    case CW_EXPORT_PFX:
      return cw_encode_pfx (certificates, key, target->friendly_name, password, CW_PFX_MODERN, 0, error);
    case CW_EXPORT_PFX_LEGACY:
      return cw_encode_pfx (certificates, key, target->friendly_name, password, CW_PFX_LEGACY, 0, error);
    case CW_EXPORT_DER:
      break;
    }
  der = cw_certificate_get_der (g_ptr_array_index (certificates, 0));
  return cw_secret_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

/* ---- reading back ---- */

static gboolean
contains_certificates (CwBundle *bundle, GPtrArray *certificates)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    {
      GBytes *der = cw_bundle_item_get_der (cw_bundle_get_item (bundle, i));

      if (der != NULL)
        g_hash_table_add (found, g_bytes_ref (der));
    }
  for (guint i = 0; i < certificates->len; i++)
    if (!g_hash_table_contains (found, cw_certificate_get_der (g_ptr_array_index (certificates, i))))
      return FALSE;
  return g_hash_table_size (found) == certificates->len;
}

static gboolean
contains_key (CwBundle *bundle, CwPrivateKey *key)
{
  guint n_keys = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    {
      CwPrivateKey *other = cw_bundle_item_get_private_key (cw_bundle_get_item (bundle, i));

      if (other == NULL)
        continue;
      n_keys++;
      found |= key != NULL && cw_secret_equal (cw_private_key_get_pkcs8 (other), cw_private_key_get_pkcs8 (key));
    }
  return key != NULL ? found && n_keys == 1 : n_keys == 0;
}

/* Opens the bytes as a stranger would, and compares what comes out with what went in. */
static gboolean
verify (GBytes *bytes, GPtrArray *certificates, CwPrivateKey *key, CwSecret *password, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  CwBundleOptions options = { .passwords = passwords, .allow_slow = TRUE };
  g_autoptr (CwBundle) bundle = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *display = cw_paths_dup_display (path);

  if (password != NULL)
    g_ptr_array_add (passwords, password);
  bundle = cw_bundle_read (bytes, &options, cancellable, &local);
  if (bundle != NULL && contains_certificates (bundle, certificates) && contains_key (bundle, key))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("What was to be written to %s did not read back as what it should be: %s"), display,
                 local != NULL ? local->message : _("the content differs."));
  return FALSE;
}

static GBytes *
borrow_bytes (CwSecret *secret)
{
  return g_bytes_new_with_free_func (cw_secret_get_data (secret), cw_secret_get_size (secret),
                                     (GDestroyNotify) cw_secret_unref, cw_secret_ref (secret));
}

static gboolean
read_back (const char *path, GBytes *expected, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (path);
  g_autoptr (GBytes) written = cw_file_read (path, g_bytes_get_size (expected) + 1, error);

  if (written == NULL)
    return FALSE;
  if (g_bytes_equal (written, expected))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IO, _("%s does not contain what was written to it."), display);
  return FALSE;
}

/* The encoding is opened and compared before anything on the disk is touched, so that a file that is replaced is never lost to
 * a bad one; then what is on the disk is compared byte for byte. */
static gboolean
write_target (CwExportOperation *self, CwOutcome *outcome, Target *target, CwSecret *password, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) certificates = load_certificates (self, outcome, target, error);
  g_autoptr (CwPrivateKey) key = NULL;
  g_autoptr (CwSecret) content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (target->path);

  if (certificates == NULL || !load_key (self, target, &key, cancellable, error))
    return FALSE;
  content = encode (self, target, certificates, key, password, error);
  if (content == NULL)
    return FALSE;
  bytes = borrow_bytes (content);
  if (!verify (bytes, certificates, key, password, target->path, cancellable, error))
    return FALSE;
  target->existed = g_file_test (target->path, G_FILE_TEST_EXISTS);
  if (!cw_file_replace (target->path, cw_secret_get_data (content), cw_secret_get_size (content), key != NULL ? 0600 : 0644, error))
    return FALSE;
  if (!read_back (target->path, bytes, error))
    {
      g_unlink (target->path);
      return FALSE;
    }
  target->written = TRUE;
  cw_outcome_add_file (outcome, file);
  return TRUE;
}

/* ---- run ---- */

static gboolean
get_password (CwExportOperation *self, CwSecret **password, GCancellable *cancellable, GError **error)
{
  CwSecretQuestion question = { .heading = _("A password for the PFX file is needed"),
                                .body = _("Whoever opens the file has to know it."), .is_new = TRUE };

  g_object_get (self->draft, "password", password, NULL);
  if (*password != NULL || !is_pfx (self))
    return TRUE;
  *password = cw_interaction_ask_secret (cw_operation_get_interaction (CW_OPERATION (self)), &question, cancellable, error);
  return *password != NULL;
}

static gboolean
make_folder (CwExportOperation *self, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (self->path);

  if (!self->make_folder || g_mkdir (self->path, self->include_key ? 0700 : 0755) == 0 || errno == EEXIST)
    return TRUE;
  cw_error_set_from_errno (error, errno, _("The folder %s cannot be made"), display);
  return FALSE;
}

static gboolean
write_one (CwExportOperation *self, CwOutcome *outcome, guint index, CwSecret *password, GCancellable *cancellable, GError **error)
{
  Target *target = g_ptr_array_index (self->targets, index);
  g_autofree char *text = g_strdup_printf (_("%'u of %'u"), index + 1, self->targets->len);

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The export was cancelled."));
      return FALSE;
    }
  if (cw_plan_step_get_state (target->step) == CW_STEP_PENDING
      && !cw_operation_begin_step (CW_OPERATION (self), target->step, cancellable, error))
    return FALSE;
  cw_operation_report_progress (CW_OPERATION (self), (double) index / self->targets->len, text);
  if (!write_target (self, outcome, target, password, cancellable, error))
    return FALSE;
  if (index + 1 == self->targets->len || ((Target *) g_ptr_array_index (self->targets, index + 1))->step != target->step)
    cw_plan_step_end (target->step, CW_STEP_DONE, NULL);
  return TRUE;
}

/* What was new is taken away again, keys before all. What was replaced cannot be brought back: the outcome goes on listing it. */
static void
remove_written (CwExportOperation *self, CwOutcome *outcome)
{
  cw_outcome_clear_files (outcome);
  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);
      g_autoptr (GFile) file = g_file_new_for_path (target->path);

      if (!target->written)
        continue;
      if (target->existed)
        {
          cw_outcome_add_file (outcome, file);
          continue;
        }
      g_unlink (target->path);
      if (cw_plan_step_get_state (target->step) == CW_STEP_DONE)
        cw_plan_step_end (target->step, CW_STEP_UNDONE, NULL);
    }
  if (self->make_folder)
    g_rmdir (self->path);
}

static void
note_certificates (CwExportOperation *self, CwOutcome *outcome)
{
  const gint64 *ids = cw_export_draft_get_ids (self->draft);

  for (gsize i = 0; i < MIN (cw_export_draft_get_n_ids (self->draft), CW_OUTCOME_MAX_CERTIFICATES); i++)
    {
      g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (get_store (self), ids[i], NULL);

      if (row != NULL)
        cw_outcome_add_certificate (outcome, row);
    }
}

/* The file is written whether or not the note about it can be: a store that is only readable can still be exported from. */
static gboolean
finish (CwExportOperation *self, CwOutcome *outcome)
{
  g_autofree char *display = cw_paths_dup_display (self->path);
  g_autofree char *summary = g_strdup_printf (_("Written and read back: %s"), display);

  note_certificates (self, outcome);
  cw_outcome_set_count (outcome, "files", self->targets->len);
  cw_outcome_set_count (outcome, "certificates", cw_export_draft_get_n_ids (self->draft));
  cw_outcome_set_result (outcome, CW_RESULT_DONE, summary);
  cw_operation_keep_or_tell (CW_OPERATION (self), outcome);
  return TRUE;
}

static gboolean
export_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwExportOperation *self = CW_EXPORT_OPERATION (operation);
  g_autoptr (CwSecret) password = NULL;

  if (!get_password (self, &password, cancellable, error))
    return FALSE;
  if (self->include_key
      && !cw_store_access_unlock (self->access, cw_operation_get_interaction (operation), cancellable, error))
    return FALSE;
  if (!make_folder (self, error))
    return FALSE;
  for (guint i = 0; i < self->targets->len; i++)
    if (!write_one (self, outcome, i, password, cancellable, error))
      {
        remove_written (self, outcome);
        return FALSE;
      }
  return finish (self, outcome);
}

static void
cw_export_operation_finalize (GObject *object)
{
  CwExportOperation *self = CW_EXPORT_OPERATION (object);

  g_clear_object (&self->access);
  g_clear_object (&self->draft);
  g_free (self->path);
  g_ptr_array_unref (self->targets);
  G_OBJECT_CLASS (cw_export_operation_parent_class)->finalize (object);
}

static void
cw_export_operation_class_init (CwExportOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_export_operation_finalize;
  operation_class->name = "export";
  operation_class->prepare = export_prepare;
  operation_class->run = export_run;
}

static void
cw_export_operation_init (CwExportOperation *self)
{
  self->targets = g_ptr_array_new_with_free_func (target_free);
}

CwExportOperation *
cw_export_operation_new (CwStoreAccess *access, CwExportDraft *draft)
{
  CwExportOperation *self = g_object_new (CW_TYPE_EXPORT_OPERATION, NULL);

  self->access = g_object_ref (access);
  self->draft = g_object_ref (draft);
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (access));
  return self;
}
