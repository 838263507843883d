/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-delete-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-store-assignments.h"
#include "cw-store-requests.h"

/* More than this are told as one step with their number. */
#define MAX_NAMED_STEPS 10

struct _CwDeleteOperation {
  CwOperation    parent_instance;
  CwStoreAccess *access;
  GArray        *ids;
  GPtrArray     *rows;     /* as they were before, for the report */
};

G_DEFINE_FINAL_TYPE (CwDeleteOperation, cw_delete_operation, CW_TYPE_OPERATION)

/* ---- helpers that the three operations share ---- */

static gboolean
begin_all_steps (CwOperation *operation, CwPlan *plan, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (!cw_operation_begin_step (operation, step, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static void
end_all_steps_as (CwPlan *plan, CwStepState state)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), i);

      cw_plan_step_end (step, state, NULL);
    }
}

/* Ends the transaction that the caller began: what was done and the line about it in the history, or neither. */
static gboolean
finish (CwOperation *operation, CwStore *store, CwPlan *plan, CwOutcome *outcome, const char *summary, GError **error)
{
  end_all_steps_as (plan, CW_STEP_DONE);
  cw_outcome_set_result (outcome, CW_RESULT_DONE, summary);
  if (cw_operation_keep (operation, outcome, error) && cw_store_commit (store, error))
    return TRUE;
  cw_store_rollback (store);
  end_all_steps_as (plan, CW_STEP_UNDONE);
  cw_outcome_set_history_id (outcome, 0);
  return FALSE;
}

static gboolean
give_up (CwStore *store)
{
  cw_store_rollback (store);
  return FALSE;
}

static void
add_count_fact (CwPlan *plan, const char *property, gsize count)
{
  g_autofree char *value = g_strdup_printf ("%'" G_GSIZE_FORMAT, count);

  cw_plan_add_fact (plan, property, value);
}

/* ---- delete ---- */

static void
add_step_for (CwPlan *plan, CwStoredCertificate *row)
{
  g_autofree char *title = g_strdup_printf (_("Move “%s” to the trash"), cw_stored_certificate_get_friendly_name (row));

  cw_plan_add (plan, TRUE, title,
               cw_stored_certificate_has_private_key (row)
               ? _("With its private key, which stays encrypted. It can be restored until the trash is emptied.")
               : _("It can be restored until the trash is emptied."));
}

static CwPlan *
delete_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwDeleteOperation *self = CW_DELETE_OPERATION (operation);
  CwStore *store = cw_store_access_get_store (self->access);
  g_autofree char *title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u certificate", "Delete %u certificates", self->ids->len),
                                            self->ids->len);
  g_autoptr (CwPlan) plan = cw_plan_new (title);
  gsize keys = 0;

  /* Before anybody is asked; whoever deletes looks again in his transaction. */
  if (!cw_store_require_unassigned (store, (const gint64 *) self->ids->data, self->ids->len, error))
    return NULL;
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < self->ids->len; i++)
    {
      g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (store, g_array_index (self->ids, gint64, i), error);

      if (row == NULL)
        return NULL;
      keys += cw_stored_certificate_has_private_key (row);
      if (self->ids->len <= MAX_NAMED_STEPS)
        add_step_for (plan, row);
      if (i < CW_OUTCOME_MAX_CERTIFICATES)
        g_ptr_array_add (self->rows, g_steal_pointer (&row));
    }
  if (self->ids->len > MAX_NAMED_STEPS)
    {
      g_autofree char *all = g_strdup_printf (_("Move %u certificates to the trash"), self->ids->len);

      cw_plan_add (plan, TRUE, all, _("They can be restored until the trash is emptied."));
    }
  add_count_fact (plan, _("Certificates to delete"), self->ids->len);
  add_count_fact (plan, _("With a private key"), keys);
  return g_steal_pointer (&plan);
}

static gboolean
delete_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwDeleteOperation *self = CW_DELETE_OPERATION (operation);
  CwStore *store = cw_store_access_get_store (self->access);
  g_autofree char *summary = NULL;

  if (self->ids->len == 0)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("There was nothing to delete."));
      return TRUE;
    }
  if (!begin_all_steps (operation, plan, cancellable, error))
    return FALSE;
  if (!cw_store_begin_cancellable (store, cancellable, error))
    return FALSE;
  cw_operation_set_can_cancel (operation, FALSE);
  if (!cw_store_trash (store, (const gint64 *) self->ids->data, self->ids->len, error))
    return give_up (store);
  for (guint i = 0; i < self->rows->len; i++)
    cw_outcome_add_certificate (outcome, g_ptr_array_index (self->rows, i));
  cw_outcome_set_count (outcome, "deleted", self->ids->len);
  summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u certificate is in the trash now.", "%u certificates are in the trash now.",
                                          self->ids->len), self->ids->len);
  return finish (operation, store, plan, outcome, summary, error);
}

static void
cw_delete_operation_finalize (GObject *object)
{
  CwDeleteOperation *self = CW_DELETE_OPERATION (object);

  g_clear_object (&self->access);
  g_array_unref (self->ids);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (cw_delete_operation_parent_class)->finalize (object);
}

static void
cw_delete_operation_class_init (CwDeleteOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_delete_operation_finalize;
  operation_class->name = "delete";
  operation_class->prepare = delete_prepare;
  operation_class->run = delete_run;
}

static void
cw_delete_operation_init (CwDeleteOperation *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

CwDeleteOperation *
cw_delete_operation_new (CwStoreAccess *access, const gint64 *ids, gsize n_ids)
{
  CwDeleteOperation *self = g_object_new (CW_TYPE_DELETE_OPERATION, NULL);

  self->access = g_object_ref (access);
  g_array_append_vals (self->ids, ids, n_ids);
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (access));
  return self;
}

/* ---- restore from the trash ---- */

#define CW_TYPE_RESTORE_TRASH_OPERATION (cw_restore_trash_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwRestoreTrashOperation, cw_restore_trash_operation, CW, RESTORE_TRASH_OPERATION, CwOperation)

struct _CwRestoreTrashOperation {
  CwOperation    parent_instance;
  CwStoreAccess *access;
  GArray        *ids;
};

G_DEFINE_FINAL_TYPE (CwRestoreTrashOperation, cw_restore_trash_operation, CW_TYPE_OPERATION)

static const CwTrashEntry *
find_entry (GPtrArray *entries, gint64 id)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const CwTrashEntry *entry = g_ptr_array_index (entries, i);

      if (entry->id == id)
        return entry;
    }
  return NULL;
}

static CwPlan *
restore_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRestoreTrashOperation *self = CW_RESTORE_TRASH_OPERATION (operation);
  g_autoptr (GPtrArray) entries = cw_store_list_trash (cw_store_access_get_store (self->access), error);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Restore from the trash"));

  if (entries == NULL)
    return NULL;
  for (guint i = 0; i < self->ids->len; i++)
    {
      gint64 id = g_array_index (self->ids, gint64, i);
      const CwTrashEntry *entry = find_entry (entries, id);
      g_autofree char *title = NULL;

      if (entry == NULL)
        {
          g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

          g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is nothing with the number %s in the trash."), number);
          return NULL;
        }
      title = g_strdup_printf (_("Restore “%s”"), entry->friendly_name);
      cw_plan_add (plan, TRUE, title, entry->has_private_key ? _("With its private key.") : NULL);
    }
  add_count_fact (plan, _("Certificates to restore"), self->ids->len);
  return g_steal_pointer (&plan);
}

static gboolean
restore_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRestoreTrashOperation *self = CW_RESTORE_TRASH_OPERATION (operation);
  CwStore *store = cw_store_access_get_store (self->access);
  g_autofree char *summary = NULL;

  if (self->ids->len == 0)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("There was nothing to restore."));
      return TRUE;
    }
  if (!begin_all_steps (operation, plan, cancellable, error))
    return FALSE;
  if (!cw_store_begin_cancellable (store, cancellable, error))
    return FALSE;
  cw_operation_set_can_cancel (operation, FALSE);
  if (!cw_store_restore_trash (store, (const gint64 *) self->ids->data, self->ids->len, error))
    return give_up (store);
  cw_outcome_set_count (outcome, "restored", self->ids->len);
  summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u certificate is back from the trash.", "%u certificates are back from the trash.",
                                          self->ids->len), self->ids->len);
  return finish (operation, store, plan, outcome, summary, error);
}

static void
cw_restore_trash_operation_finalize (GObject *object)
{
  CwRestoreTrashOperation *self = CW_RESTORE_TRASH_OPERATION (object);

  g_clear_object (&self->access);
  g_array_unref (self->ids);
  G_OBJECT_CLASS (cw_restore_trash_operation_parent_class)->finalize (object);
}

static void
cw_restore_trash_operation_class_init (CwRestoreTrashOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_restore_trash_operation_finalize;
  operation_class->name = "restore-trash";
  operation_class->prepare = restore_prepare;
  operation_class->run = restore_run;
}

static void
cw_restore_trash_operation_init (CwRestoreTrashOperation *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

CwOperation *
cw_restore_trash_operation_new (CwStoreAccess *access, const gint64 *trash_ids, gsize n_ids)
{
  CwRestoreTrashOperation *self = g_object_new (CW_TYPE_RESTORE_TRASH_OPERATION, NULL);

  self->access = g_object_ref (access);
  g_array_append_vals (self->ids, trash_ids, n_ids);
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (access));
  return CW_OPERATION (self);
}

/* ---- empty the trash ---- */

#define CW_TYPE_EMPTY_TRASH_OPERATION (cw_empty_trash_operation_get_type ())
G_DECLARE_FINAL_TYPE (CwEmptyTrashOperation, cw_empty_trash_operation, CW, EMPTY_TRASH_OPERATION, CwOperation)

struct _CwEmptyTrashOperation {
  CwOperation    parent_instance;
  CwStoreAccess *access;
  guint          n_entries;
  guint          n_requests;
  guint          n_keys;
};

G_DEFINE_FINAL_TYPE (CwEmptyTrashOperation, cw_empty_trash_operation, CW_TYPE_OPERATION)

static char *
dup_count_text (CwEmptyTrashOperation *self)
{
  g_autofree char *certificates = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u certificate", "%u certificates", self->n_entries), self->n_entries);
  g_autofree char *keys = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u private key", "%u private keys", self->n_keys), self->n_keys);
  g_autofree char *requests = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request", "%u requests", self->n_requests), self->n_requests);

  if (self->n_requests > 0)
    return g_strdup_printf (_("%s, %s and %s will be gone for good. Nobody can bring them back."), certificates, requests, keys);
  return g_strdup_printf (_("%s and %s will be gone for good. Nobody can bring them back."), certificates, keys);
}

/* The key of a request that was cleared goes along, unless a certificate has it. */
static gboolean
count_requests (CwEmptyTrashOperation *self, CwStore *store, GError **error)
{
  g_autoptr (GPtrArray) requests = cw_store_list_requests (store, CW_REQUESTS_CLEARED, error);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  if (requests == NULL)
    return FALSE;
  self->n_requests = requests->len;
  for (guint i = 0; i < requests->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (requests, i);
      g_autoptr (GPtrArray) rows = cw_store_find_by_key_id (store, record->key_id, error);

      if (rows == NULL)
        return FALSE;
      self->n_keys += rows->len == 0 && g_hash_table_add (keys, record->key_id);
    }
  return TRUE;
}

/* Counted again before the question: another process may have put more into it. */
static gboolean
count_trash (CwEmptyTrashOperation *self, GError **error)
{
  g_autoptr (GPtrArray) entries = cw_store_list_trash (cw_store_access_get_store (self->access), error);

  if (entries == NULL)
    return FALSE;
  self->n_entries = entries->len;
  self->n_keys = 0;
  for (guint i = 0; i < entries->len; i++)
    self->n_keys += ((const CwTrashEntry *) g_ptr_array_index (entries, i))->has_private_key;
  return count_requests (self, cw_store_access_get_store (self->access), error);
}

static CwPlan *
empty_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwEmptyTrashOperation *self = CW_EMPTY_TRASH_OPERATION (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Empty the trash"));

  if (!count_trash (self, error))
    return NULL;
  if (self->n_entries + self->n_requests > 0)
    {
      g_autofree char *detail = dup_count_text (self);

      cw_plan_add (plan, TRUE, _("Remove everything in the trash"), detail);
    }
  add_count_fact (plan, _("Certificates in the trash"), self->n_entries);
  if (self->n_requests > 0)
    add_count_fact (plan, _("Requests in the trash"), self->n_requests);
  add_count_fact (plan, _("With a private key"), self->n_keys);
  return g_steal_pointer (&plan);
}

/* It loses data: neither --force nor the absence of --confirm answers it. */
static gboolean
confirm_emptying (CwEmptyTrashOperation *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *body = dup_count_text (self);
  CwQuestion question = { .heading = _("Empty the trash?"), .body = body, .accept = _("_Remove for good"), .severity = CW_SEVERITY_ERROR };

  return cw_interaction_confirm (cw_operation_get_interaction (CW_OPERATION (self)), &question, cancellable, error);
}

static char *
dup_removed_text (guint certificates, guint requests)
{
  const char *of_certificates = g_dngettext (GETTEXT_PACKAGE, "%u certificate was removed for good.", "%u certificates were removed for good.", certificates);
  const char *of_requests = g_dngettext (GETTEXT_PACKAGE, "%u request was removed for good.", "%u requests were removed for good.", requests);
  g_autofree char *one = g_strdup_printf (of_certificates, certificates);
  g_autofree char *two = g_strdup_printf (of_requests, requests);

  if (requests == 0)
    return g_steal_pointer (&one);
  return certificates == 0 ? g_steal_pointer (&two) : g_strdup_printf ("%s %s", one, two);
}

static gboolean
empty_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwEmptyTrashOperation *self = CW_EMPTY_TRASH_OPERATION (operation);
  CwStore *store = cw_store_access_get_store (self->access);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autofree char *summary = NULL;
  guint removed = 0;
  guint requests;

  if (step == NULL)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("The trash is empty."));
      return TRUE;
    }
  if (!count_trash (self, error) || !confirm_emptying (self, cancellable, error))
    return FALSE;
  cw_plan_step_begin (step);
  cw_operation_set_can_cancel (operation, FALSE);
  /* Not in a transaction of ours: when its own is committed, it wipes the traces of the keys from the log as well. */
  if (!cw_store_empty_trash (store, &removed, error))
    return FALSE;
  requests = MIN (self->n_requests, removed);
  cw_outcome_set_count (outcome, "removed", removed - requests);
  if (requests > 0)
    cw_outcome_set_count (outcome, "requestsRemoved", requests);
  summary = dup_removed_text (removed - requests, requests);
  end_all_steps_as (plan, CW_STEP_DONE);
  cw_outcome_set_result (outcome, CW_RESULT_DONE, summary);
  cw_operation_keep_or_tell (operation, outcome);
  return TRUE;
}

static void
cw_empty_trash_operation_finalize (GObject *object)
{
  g_clear_object (&CW_EMPTY_TRASH_OPERATION (object)->access);
  G_OBJECT_CLASS (cw_empty_trash_operation_parent_class)->finalize (object);
}

static void
cw_empty_trash_operation_class_init (CwEmptyTrashOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_empty_trash_operation_finalize;
  operation_class->name = "empty-trash";
  operation_class->prepare = empty_prepare;
  operation_class->run = empty_run;
}

static void
cw_empty_trash_operation_init (CwEmptyTrashOperation *self)
{
}

CwOperation *
cw_empty_trash_operation_new (CwStoreAccess *access)
{
  CwEmptyTrashOperation *self = g_object_new (CW_TYPE_EMPTY_TRASH_OPERATION, NULL);

  self->access = g_object_ref (access);
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (access));
  return CW_OPERATION (self);
}
