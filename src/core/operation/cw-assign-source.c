/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-operation-private.h"
#include "cw-error.h"
#include "cw-import-operation-private.h"
#include "cw-paths.h"
#include "cw-store-requests.h"

/* Which certificate is to be assigned: one of the store, what a request got, or the one of a file that is imported on the way. */

static CwStore *
get_store (CwAssignOperation *self)
{
  return cw_assignments_get_store (self->wish->assignments);
}

/* ---- of a request ---- */

static CwStoredCertificate *
find_issued (CwAssignOperation *self, GError **error)
{
  g_autoptr (CwRequestRecord) request = cw_store_find_request (get_store (self), self->wish->request, error);
  g_autofree char *reference = request != NULL ? cw_request_record_dup_reference (request) : NULL;

  if (request == NULL)
    return NULL;
  if (request->certificate != 0)
    return cw_store_find_by_id (get_store (self), request->certificate, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The request %s has no certificate yet, so there is nothing to assign."), reference);
  return NULL;
}

/* ---- of a file ---- */

typedef struct {
  CwImportRecord *record;
  gboolean        has_key;
  guint           n_with_key;
} Leaf;

static gboolean
has_key (CwAssignOperation *self, CwImportRecord *record, CwCertificate *certificate)
{
  CwImportScan *scan = self->import->scan;

  return record->joins_store || g_hash_table_contains (scan->keys, record->key_id)
    || cw_store_has_key (get_store (self), cw_certificate_get_key_id (certificate), NULL);
}

/* The one with a private key, else the first that is no CA. The same certificate twice in a file counts once. */
static void
look_at (CwAssignOperation *self, CwImportRecord *record, CwCertificate *certificate, Leaf *leaf)
{
  gboolean with_key = has_key (self, record, certificate);
  gboolean is_first = g_hash_table_lookup (self->import->scan->certificates, record->sha256) == (gpointer) record->sha256;

  if (!is_first && leaf->record != NULL)
    return;
  leaf->n_with_key += with_key;
  if (leaf->record == NULL || (with_key && !leaf->has_key) || (!leaf->has_key && cw_certificate_is_ca (self->certificate)
                                                                && !cw_certificate_is_ca (certificate)))
    {
      leaf->record = record;
      leaf->has_key = with_key;
      g_set_object (&self->certificate, certificate);
    }
}

static gboolean
look_at_all (CwAssignOperation *self, Leaf *leaf, GError **error)
{
  GPtrArray *records = self->import->scan->records;

  for (guint i = 0; i < records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (records, i);
      g_autoptr (CwCertificate) certificate = NULL;

      if (record->key != NULL || (record->certificate == NULL && record->der == NULL) || record->fate == CW_FATE_BROKEN || record->fate == CW_FATE_SKIP)
        continue;
      certificate = cw_import_record_load (record, error);
      if (certificate == NULL)
        return FALSE;
      g_ptr_array_add (self->extra, g_object_ref (certificate));
      look_at (self, record, certificate, leaf);
    }
  return TRUE;
}

static gboolean
choose_leaf (CwAssignOperation *self, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (self->wish->path);
  g_autofree char *name = NULL;
  Leaf leaf = { 0 };

  if (!look_at_all (self, &leaf, error))
    return FALSE;
  if (leaf.record == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_EMPTY, _("There is no certificate in “%s”, so there is nothing to assign."), display);
  else if (leaf.n_with_key > 1)
    g_set_error (error, CW_ERROR, CW_ERROR_AMBIGUOUS,
                 _("“%s” holds %u certificates with a private key: import it first, and then say which of them is meant."), display, leaf.n_with_key);
  else if (!leaf.has_key)
    {
      name = cw_certificate_dup_display_name (self->certificate);
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _("“%s” holds the certificate “%s” without its private key, and no service can use it so."),
                   display, name);
    }
  else
    return TRUE;
  return FALSE;
}

static gboolean
prepare_import (CwAssignOperation *self, GCancellable *cancellable, GError **error)
{
  const CwAssignWish *wish = self->wish;
  CwOperation *operation = CW_OPERATION (self);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();

  cw_import_draft_add_path (draft, wish->path);
  g_object_set (draft, "password", wish->password, "exportable", wish->exportable, "friendly-name", wish->friendly_name, NULL);
  self->import = cw_import_operation_new (cw_assignments_get_access (wish->assignments), draft);
  cw_operation_set_interaction (CW_OPERATION (self->import), cw_operation_get_interaction (operation));
  cw_operation_set_flags (CW_OPERATION (self->import), cw_operation_get_flags (operation));
  self->import_plan = cw_operation_prepare (CW_OPERATION (self->import), cancellable, error);
  return self->import_plan != NULL;
}

static gboolean
find_in_file (CwAssignOperation *self, GCancellable *cancellable, GError **error)
{
  if (!prepare_import (self, cancellable, error) || !choose_leaf (self, error))
    return FALSE;
  self->row = cw_store_find (get_store (self), cw_certificate_get_sha256 (self->certificate), NULL);
  return TRUE;
}

gboolean
cw_assign_operation_find_source (CwAssignOperation *self, GCancellable *cancellable, GError **error)
{
  g_clear_object (&self->import);
  g_clear_object (&self->import_plan);
  g_clear_object (&self->row);
  g_clear_object (&self->certificate);
  g_ptr_array_set_size (self->extra, 0);
  if (self->wish->path != NULL)
    return find_in_file (self, cancellable, error);
  self->row = self->wish->request != 0 ? find_issued (self, error) : cw_store_find (get_store (self), self->wish->reference, error);
  if (self->row == NULL)
    return FALSE;
  self->certificate = cw_store_load_certificate (get_store (self), cw_stored_certificate_get_id (self->row), error);
  return self->certificate != NULL;
}

gboolean
cw_assign_operation_take_import (CwAssignOperation *self, CwOutcome *imported, GError **error)
{
  const GError *reason = cw_outcome_get_error (imported);

  if (cw_outcome_get_result (imported) == CW_RESULT_CANCELLED || cw_outcome_get_result (imported) == CW_RESULT_FAILED)
    {
      if (reason != NULL)
        g_propagate_error (error, g_error_copy (reason));
      else
        g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, cw_outcome_get_summary (imported));
      return FALSE;
    }
  g_clear_object (&self->row);
  self->row = cw_store_find (get_store (self), cw_certificate_get_sha256 (self->certificate), error);
  return self->row != NULL;
}
