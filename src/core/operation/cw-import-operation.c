/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-import-operation-private.h"
#include "cw-request-private.h"

#define PROGRESS_PERIOD (G_USEC_PER_SEC / 10)

G_DEFINE_FINAL_TYPE (CwImportOperation, cw_import_operation, CW_TYPE_OPERATION)

typedef struct {
  guint64 added;
  guint64 restored;
  guint64 already_there;
  guint64 keys_added;
  guint64 keys_there;
  guint64 completed;
  guint64 skipped;
  guint64 broken;
} ImportCounts;

static CwStore *
get_store (CwImportOperation *self)
{
  return cw_store_access_get_store (self->access);
}

typedef struct {
  CwImportOperation *self;
  CwOutcome         *outcome;
  GCancellable      *cancellable;
  CwImportRecord    *leaf;           /* whom the draft's friendly name is for */
  char              *friendly_name;
  gboolean           exportable;
  ImportCounts       counts;
  guint              done;
  guint              total;
  guint              next_step;
  gint64             started;
  gint64             last_report;
} ImportRun;

static void
report_progress (ImportRun *run)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (double) (now - run->started) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (now - run->last_report < PROGRESS_PERIOD)
    return;
  run->last_report = now;
  if (seconds < 0.5)
    text = g_strdup_printf (_("%'u of %'u"), run->done, run->total);
  else
    text = g_strdup_printf (_("%'u of %'u, %'.0f per second"), run->done, run->total, run->done / seconds);
  cw_operation_report_progress (CW_OPERATION (run->self), run->total > 0 ? (double) run->done / run->total : -1, text);
}

static gboolean
begin_next_certificate_step (ImportRun *run, GError **error)
{
  GPtrArray *steps = run->self->certificate_steps;

  if (run->next_step >= steps->len)
    return TRUE;
  if (run->next_step > 0)
    cw_plan_step_end (g_ptr_array_index (steps, run->next_step - 1), CW_STEP_DONE, NULL);
  return cw_operation_begin_step (CW_OPERATION (run->self), g_ptr_array_index (steps, run->next_step++), run->cancellable, error);
}

static gboolean
note_certificate (ImportRun *run, gint64 id, GError **error)
{
  g_autoptr (CwStoredCertificate) row = NULL;

  if (g_list_model_get_n_items (cw_outcome_get_certificates (run->outcome)) >= CW_OUTCOME_MAX_CERTIFICATES)
    return TRUE;
  row = cw_store_find_by_id (get_store (run->self), id, error);
  if (row == NULL)
    return FALSE;
  cw_outcome_add_certificate (run->outcome, row);
  return TRUE;
}

/* Whoever asked for it may have cleared the request since the preview, or got it another way: then there is nothing to complete. */
static gboolean
complete_request (ImportRun *run, CwImportRecord *record, gint64 certificate, GError **error)
{
  CwStore *store = get_store (run->self);
  g_autoptr (CwRequestRecord) request = NULL;
  g_autoptr (CwStoredRequest) stored = NULL;

  if (record->request == 0)
    return TRUE;
  request = cw_store_find_request (store, record->request, error);
  if (request == NULL)
    return FALSE;
  if (request->cleared != 0 || request->state == CW_REQUEST_ISSUED)
    return TRUE;
  if (!cw_request_mark_issued (store, request, certificate, error))
    return FALSE;
  run->counts.completed++;
  stored = cw_stored_request_new (g_steal_pointer (&request));
  cw_outcome_add_request (run->outcome, stored);
  return TRUE;
}

static gboolean
store_certificate (ImportRun *run, CwImportRecord *record, GError **error)
{
  const char *source = g_ptr_array_index (run->self->scan->sources, record->source);
  const char *name = record == run->leaf ? run->friendly_name : record->friendly_name;
  g_autoptr (CwCertificate) certificate = NULL;
  gboolean was_new = FALSE;
  gint64 id;

  if (!begin_next_certificate_step (run, error))
    return FALSE;
  certificate = cw_import_record_load (record, error);
  if (certificate == NULL)
    return FALSE;
  id = cw_store_add_certificate (get_store (run->self), certificate, name, source, &was_new, error);
  if (id == 0)
    return FALSE;
  if (record->fate == CW_FATE_RESTORE)
    run->counts.restored++;
  else if (was_new)
    run->counts.added++;
  else
    run->counts.already_there++;
  return complete_request (run, record, id, error) && note_certificate (run, id, error);
}

static gboolean
check_cancelled (ImportRun *run, GError **error)
{
  if (!g_cancellable_is_cancelled (run->cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The import was cancelled; nothing was stored."));
  return FALSE;
}

static gboolean
store_certificates (ImportRun *run, GError **error)
{
  GPtrArray *records = run->self->scan->records;
  GPtrArray *steps = run->self->certificate_steps;

  for (guint i = 0; i < records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (records, i);

      if (!cw_import_record_will_be_stored (record))
        continue;
      if (!check_cancelled (run, error) || !store_certificate (run, record, error))
        return FALSE;
      run->done++;
      report_progress (run);
    }
  if (run->next_step > 0)
    cw_plan_step_end (g_ptr_array_index (steps, run->next_step - 1), CW_STEP_DONE, NULL);
  return TRUE;
}

static gboolean
store_keys (ImportRun *run, GError **error)
{
  CwImportOperation *self = run->self;

  if (self->key_step == NULL)
    return TRUE;
  if (!cw_operation_begin_step (CW_OPERATION (self), self->key_step, run->cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->scan->records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (self->scan->records, i);
      gboolean was_new = FALSE;

      if (record->key == NULL || record->fate != CW_FATE_ADD)
        continue;
      if (!check_cancelled (run, error)
          || !cw_store_add_key (get_store (self), record->key, run->exportable, &was_new, error))
        return FALSE;
      run->counts.keys_added += was_new;
      run->counts.keys_there += !was_new;
      run->done++;
      report_progress (run);
    }
  cw_plan_step_end (self->key_step, CW_STEP_DONE, NULL);
  return TRUE;
}

/* A key that is there stays as exportable as it is, whatever is asked now. Certificates that were there are listed too, so that
 * whoever imports a file once more learns where it is. */
static gboolean
visit_what_is_there (ImportRun *run, GError **error)
{
  CwStore *store = get_store (run->self);

  for (guint i = 0; i < run->self->scan->records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (run->self->scan->records, i);
      g_autoptr (CwCertificate) certificate = NULL;
      g_autoptr (CwStoredCertificate) row = NULL;

      if (record->fate == CW_FATE_SKIP)
        run->counts.skipped++;
      else if (record->fate == CW_FATE_BROKEN)
        run->counts.broken++;
      else if (record->fate == CW_FATE_THERE && record->key != NULL)
        run->counts.keys_there++;
      else if (record->fate == CW_FATE_THERE)
        run->counts.already_there++;
      if (record->fate != CW_FATE_THERE || record->key != NULL
          || g_list_model_get_n_items (cw_outcome_get_certificates (run->outcome)) >= CW_OUTCOME_MAX_CERTIFICATES
          || g_hash_table_lookup (run->self->scan->certificates, record->sha256) != (gpointer) record->sha256)
        continue;
      certificate = cw_import_record_load (record, error);
      row = certificate != NULL ? cw_store_find (store, cw_certificate_get_sha256 (certificate), NULL) : NULL;
      if (certificate == NULL)
        return FALSE;
      if (row != NULL)
        cw_outcome_add_certificate (run->outcome, row);
    }
  return TRUE;
}

/* form: already chosen for the count. */
static void
append_count (GString *text, guint64 count, const char *form)
{
  if (count == 0)
    return;
  if (text->len > 0)
    g_string_append (text, _(", "));
  g_string_append_printf (text, form, (guint) count);
}

static char *
dup_summary (const ImportCounts *n)
{
  const char *domain = GETTEXT_PACKAGE;
  g_autoptr (GString) text = g_string_new (NULL);

  append_count (text, n->added, g_dngettext (domain, "%'u certificate stored", "%'u certificates stored", n->added));
  append_count (text, n->completed, g_dngettext (domain, "%'u request completed", "%'u requests completed", n->completed));
  append_count (text, n->keys_added, g_dngettext (domain, "%'u private key stored", "%'u private keys stored", n->keys_added));
  append_count (text, n->restored, g_dngettext (domain, "%'u certificate back from the trash", "%'u certificates back from the trash", n->restored));
  append_count (text, n->already_there,
                g_dngettext (domain, "%'u certificate was there already", "%'u certificates were there already", n->already_there));
  append_count (text, n->keys_there, g_dngettext (domain, "%'u private key was there already", "%'u private keys were there already", n->keys_there));
  append_count (text, n->skipped, g_dngettext (domain, "%'u item skipped", "%'u items skipped", n->skipped));
  append_count (text, n->broken, g_dngettext (domain, "%'u item broken", "%'u items broken", n->broken));
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fill_outcome (ImportRun *run)
{
  const ImportCounts *counts = &run->counts;
  gboolean stored = counts->added + counts->restored + counts->keys_added > 0;
  gboolean there = counts->already_there + counts->keys_there > 0;
  g_autofree char *summary = dup_summary (counts);
  CwResult result = CW_RESULT_NOTHING;

  cw_outcome_set_count (run->outcome, "added", counts->added);
  cw_outcome_set_count (run->outcome, "restored", counts->restored);
  cw_outcome_set_count (run->outcome, "alreadyThere", counts->already_there);
  cw_outcome_set_count (run->outcome, "keysAdded", counts->keys_added);
  cw_outcome_set_count (run->outcome, "keysAlreadyThere", counts->keys_there);
  if (counts->completed > 0)
    cw_outcome_set_count (run->outcome, "requestsCompleted", counts->completed);
  cw_outcome_set_count (run->outcome, "skipped", counts->skipped);
  cw_outcome_set_count (run->outcome, "broken", counts->broken);
  if (counts->broken > 0)
    result = stored || there ? CW_RESULT_PARTLY : CW_RESULT_FAILED;
  else if (stored)
    result = CW_RESULT_DONE;
  cw_outcome_set_result (run->outcome, result, summary);
  if (result == CW_RESULT_FAILED)
    cw_outcome_set_error (run->outcome, run->self->scan->first_error);
}

static void
undo_step (CwPlanStep *step)
{
  if (cw_plan_step_get_state (step) == CW_STEP_DONE)
    cw_plan_step_end (step, CW_STEP_UNDONE, NULL);
}

static void
undo_steps (CwImportOperation *self)
{
  for (guint i = 0; i < self->certificate_steps->len; i++)
    undo_step (g_ptr_array_index (self->certificate_steps, i));
  if (self->key_step != NULL)
    undo_step (self->key_step);
}

/* One attempt, in one transaction with its line in the history. */
static gboolean
run_transaction (ImportRun *run, GError **error)
{
  CwStore *store = get_store (run->self);

  run->counts = (ImportCounts) { 0 };
  run->done = run->next_step = 0;
  cw_outcome_clear_certificates (run->outcome);
  cw_outcome_clear_requests (run->outcome);
  if (!cw_store_begin_cancellable (store, run->cancellable, error))
    return FALSE;
  /* Keys first: a certificate is joined to its key as it is stored, and is read back with it. */
  if (store_keys (run, error) && store_certificates (run, error) && visit_what_is_there (run, error))
    {
      fill_outcome (run);
      if (cw_operation_keep (CW_OPERATION (run->self), run->outcome, error) && check_cancelled (run, error))
        {
          cw_operation_set_can_cancel (CW_OPERATION (run->self), FALSE);
          if (cw_store_commit (store, error))
            return TRUE;
        }
    }
  cw_store_rollback (store);
  undo_steps (run->self);
  cw_outcome_clear_certificates (run->outcome);
  cw_outcome_clear_requests (run->outcome);
  cw_outcome_set_history_id (run->outcome, 0);
  cw_operation_set_can_cancel (CW_OPERATION (run->self), TRUE);
  return FALSE;
}

static gboolean
unlock (ImportRun *run, GError **error)
{
  CwImportOperation *self = run->self;
  g_autofree char *notice = NULL;

  if (self->unlock_step == NULL)
    return TRUE;
  if (!cw_operation_begin_step (CW_OPERATION (self), self->unlock_step, run->cancellable, error)
      || !cw_store_access_unlock (self->access, cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, error))
    return FALSE;
  notice = cw_store_access_dup_notice (self->access);
  cw_plan_step_end (self->unlock_step, CW_STEP_DONE, notice);
  return TRUE;
}

/* Between unlocking and storing another process may have given the store another key: then once more from the start. */
static gboolean
run_with_key (ImportRun *run, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!unlock (run, error))
    return FALSE;
  if (run_transaction (run, &local))
    return TRUE;
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_STORE_LOCKED) || run->self->unlock_step == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return cw_store_access_unlock (run->self->access, cw_operation_get_interaction (CW_OPERATION (run->self)), run->cancellable, error)
    && run_transaction (run, error);
}

static gboolean
import_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwImportOperation *self = CW_IMPORT_OPERATION (operation);
  ImportRun run = { .self = self, .outcome = outcome, .cancellable = cancellable, .started = g_get_monotonic_time () };
  gboolean ok;

  g_return_val_if_fail (self->scan != NULL, FALSE);
  g_object_get (self->draft, "friendly-name", &run.friendly_name, "exportable", &run.exportable, NULL);
  run.leaf = run.friendly_name != NULL ? cw_import_scan_find_leaf (self->scan) : NULL;
  run.total = cw_import_scan_count (self->scan, FALSE, CW_FATE_ADD) + cw_import_scan_count (self->scan, FALSE, CW_FATE_RESTORE)
    + cw_import_scan_count (self->scan, TRUE, CW_FATE_ADD);
  ok = run_with_key (&run, error);
  g_free (run.friendly_name);
  return ok;
}

static void
cw_import_operation_finalize (GObject *object)
{
  CwImportOperation *self = CW_IMPORT_OPERATION (object);

  g_clear_object (&self->preview);
  g_clear_pointer (&self->scan, cw_import_scan_free);
  g_ptr_array_unref (self->certificate_steps);
  g_clear_object (&self->draft);
  g_clear_object (&self->access);
  G_OBJECT_CLASS (cw_import_operation_parent_class)->finalize (object);
}

static void
cw_import_operation_class_init (CwImportOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_import_operation_finalize;
  operation_class->name = "import";
  operation_class->prepare = cw_import_operation_prepare;
  operation_class->run = import_run;
}

static void
cw_import_operation_init (CwImportOperation *self)
{
  self->certificate_steps = g_ptr_array_new ();
}

CwImportOperation *
cw_import_operation_new (CwStoreAccess *access, CwImportDraft *draft)
{
  CwImportOperation *self = g_object_new (CW_TYPE_IMPORT_OPERATION, NULL);

  self->access = g_object_ref (access);
  self->draft = g_object_ref (draft);
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (access));
  return self;
}

GListModel *
cw_import_operation_get_preview (CwImportOperation *self)
{
  return self->preview;
}
