/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-request-operation-private.h"
#include "cw-request-plan.h"

/* Key and request: made, or taken as they are, and kept before anything leaves. */

static void
set_csr (CwRequestOperation *self, CwCsr *csr)
{
  g_mutex_lock (&self->lock);
  g_set_object (&self->csr, csr);
  g_mutex_unlock (&self->lock);
}

static CwCsr *
make_csr (CwRequestOperation *self, CwPrivateKey *key, GError **error)
{
  g_autoptr (GPtrArray) names = cw_name_plan_dup_names (cw_request_draft_get_name_plan (self->draft));
  g_auto (GStrv) purposes = cw_request_draft_dup_purposes (self->draft);
  gboolean with_template = cw_authority_info_get_kind (self->info)->wants_template_extension;
  CwCsrFields fields = { .names = names, .purposes = (const char *const *) purposes,
                         .template_name = with_template ? cw_request_plan_get_template (self->draft, self->info) : NULL };

  cw_request_draft_fill_subject (self->draft, &fields.subject);
  return cw_csr_new (&fields, key, error);
}

static char *
dup_name_lines (CwRequestDraft *draft)
{
  CwNamePlan *plan = cw_request_draft_get_name_plan (draft);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", cw_planned_name_get_text (name));
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static CwRequestRecord *
make_record (CwRequestOperation *self, CwPrivateKey *key, CwCsr *csr)
{
  CwRequestRecord *record = cw_request_record_new ();
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self->draft);
  CwAuthorityCapabilities capabilities = cw_authority_get_capabilities (self->authority);

  record->state = CW_REQUEST_IN_DRAFT;
  record->created = cw_clock_now ();
  record->friendly_name = g_strdup (cw_request_draft_get_text (self->draft, CW_WISH_FRIENDLY_NAME));
  record->usages = cw_usage_list_dup_ids (usages);
  record->subject = g_strdup (cw_csr_get_subject (csr));
  record->names = dup_name_lines (self->draft);
  record->key_id = g_strdup (cw_private_key_get_key_id (key));
  record->key_algorithm = g_strdup (cw_private_key_get_algorithm (key));
  record->exportable = cw_request_draft_get_flag (self->draft, CW_WISH_EXPORTABLE);
  record->csr = g_bytes_ref (cw_csr_get_der (csr));
  record->authority = cw_authority_info_get_id (self->info);
  record->kind = g_strdup (cw_authority_info_get_kind (self->info)->id);
  record->ca = g_strdup (cw_authority_info_get_address (self->info));
  if ((capabilities & CW_AUTHORITY_HAS_ACCOUNTS) != 0)
    record->account = g_strdup (cw_request_draft_get_text (self->draft, CW_WISH_ACCOUNT));
  if ((capabilities & CW_AUTHORITY_HAS_TEMPLATES) != 0)
    record->template_name = g_strdup (cw_request_draft_get_text (self->draft, CW_WISH_TEMPLATE));
  if ((capabilities & CW_AUTHORITY_CAN_SUBMIT) == 0)
    record->output = g_strdup (cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT));
  record->wish = cw_request_draft_to_json (self->draft);
  return record;
}

/* The moment that the promise is about: after it a power cut loses neither key nor wish. */
static gboolean
keep_key_and_request (CwRequestOperation *self, CwPrivateKey *key, GError **error)
{
  CwStore *store = cw_request_operation_get_store (self);
  gboolean was_new = FALSE;

  if (!cw_store_begin (store, error))
    return FALSE;
  if (cw_store_add_key (store, key, self->record->exportable, &was_new, error))
    self->record->id = cw_store_add_request (store, self->record, error);
  if (self->record->id != 0)
    {
      if (cw_store_commit (store, error))
        return TRUE;
    }
  else
    cw_store_rollback (store);
  self->record->id = 0;
  return FALSE;
}

static gboolean
unlock (CwRequestRun *run, GError **error)
{
  return cw_store_access_unlock (cw_request_operation_get_access (run->self), cw_operation_get_interaction (CW_OPERATION (run->self)), run->cancellable, error);
}

/* Between unlocking and storing another process may have given the store another key: then once more. */
static gboolean
keep_unlocked (CwRequestRun *run, CwPrivateKey *key, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (keep_key_and_request (run->self, key, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_STORE_LOCKED))
    return unlock (run, error) && keep_key_and_request (run->self, key, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
make_key_and_request (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autoptr (CwPrivateKey) key = NULL;
  g_autoptr (CwCsr) csr = NULL;

  cw_operation_report_progress (CW_OPERATION (self), -1, _("Making a private key…"));
  key = cw_private_key_generate (cw_request_draft_get_key_type (self->draft), cw_request_draft_get_key_size (self->draft), error);
  csr = key != NULL ? make_csr (self, key, error) : NULL;
  if (csr == NULL)
    return FALSE;
  if (g_cancellable_is_cancelled (run->cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The request was cancelled before anything was kept."));
      return FALSE;
    }
  self->record = make_record (self, key, csr);
  if (!keep_unlocked (run, key, error))
    {
      g_clear_pointer (&self->record, cw_request_record_free);
      return FALSE;
    }
  set_csr (self, csr);
  return TRUE;
}

/* The same key and the same bytes; the row is read anew, since another window may have been at work. */
static gboolean
take_what_is_there (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  CwStore *store = cw_request_operation_get_store (self);
  g_autoptr (CwPrivateKey) key = NULL;
  g_autoptr (CwCsr) csr = NULL;
  g_autoptr (CwRequestRecord) record = cw_store_find_request (store, self->again, error);

  if (record == NULL)
    return FALSE;
  g_clear_pointer (&self->record, cw_request_record_free);
  self->record = g_steal_pointer (&record);
  if (!cw_request_operation_check_again (self, error))
    return FALSE;
  key = cw_store_load_key_by_id (store, self->record->key_id, error);
  csr = key != NULL ? cw_csr_new_from_data (self->record->csr, error) : NULL;
  if (csr == NULL)
    return FALSE;
  if (self->new_row)
    {
      self->record->id = self->record->certificate = self->record->sent = self->record->asked = self->record->next_try = 0;
      self->record->tries = 0;
      self->record->created = cw_clock_now ();
      g_clear_pointer (&self->record->handle, g_free);
      self->record->state = CW_REQUEST_IN_DRAFT;
      cw_request_set_message (self->record, NULL, NULL);
      if (!keep_unlocked (run, key, error))
        return FALSE;
    }
  set_csr (self, csr);
  return TRUE;
}

gboolean
cw_request_operation_provide (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;

  if (!cw_request_run_begin_step (run, self->unlock_step, error) || !unlock (run, error))
    return FALSE;
  cw_plan_step_end (self->unlock_step, CW_STEP_DONE, NULL);
  if (!cw_request_run_begin_step (run, self->key_step, error))
    return FALSE;
  if (self->again != 0 ? !take_what_is_there (run, error) : !make_key_and_request (run, error))
    return FALSE;
  cw_plan_step_end (self->key_step, CW_STEP_DONE, NULL);
  return TRUE;
}
