/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-offline.h"
#include "cw-paths.h"
#include "cw-request-operation-private.h"
#include "cw-trust.h"

/* Sending: what leaves, what comes back, and how that is kept. */

static CwSecret *
get_password (CwRequestOperation *self)
{
  return self->draft != NULL ? cw_request_draft_get_password (self->draft) : NULL;
}

/* ---- run: what became of it ---- */

static void
show_request (CwRequestRun *run)
{
  CwRequestOperation *self = run->self;
  g_autoptr (CwStoredRequest) request = cw_stored_request_new (cw_request_record_copy (self->record));
  g_autofree char *log = cw_request_log_dup (self->log);

  g_set_object (&self->request, request);
  cw_outcome_clear_requests (run->outcome);
  cw_outcome_add_request (run->outcome, request);
  cw_outcome_set_log (run->outcome, log);
}

/* Key and wish stay; the row says what happened. Sent and no answer stays a draft with its "sent" time: that is what it is, however
 * often a later try fails. */
static void
note_failure (CwRequestRun *run, const GError *reason)
{
  CwRequestRecord *record = run->self->record;
  g_autoptr (GError) error = NULL;

  if (run->sent_before != 0 && !run->left && g_error_matches (reason, CW_ERROR, CW_ERROR_CANCELLED))
    return;
  if (run->sent_before != 0)
    record->sent = run->sent_before;
  if (run->sent_before != 0 || g_error_matches (reason, CW_ERROR, CW_ERROR_UNCERTAIN))
    record->state = CW_REQUEST_IN_DRAFT;
  else
    {
      record->state = g_error_matches (reason, CW_ERROR, CW_ERROR_CANCELLED) ? CW_REQUEST_CANCELLED : CW_REQUEST_FAILED;
      if (!g_error_matches (reason, CW_ERROR, CW_ERROR_KEY_MISMATCH))
        record->sent = 0;
    }
  cw_request_set_message (record, reason->message, cw_error_get_nick (reason));
  cw_request_log_add (reason->message, run->self->log);
  if (!cw_request_save (cw_request_operation_get_store (run->self), record, &error))
    g_debug ("The failure is not noted at the request: %s", error->message);
  show_request (run);
}

/* One transaction with the line in the history. */
static gboolean
commit_with_history (CwRequestRun *run, gboolean written, GError **error)
{
  CwStore *store = cw_request_operation_get_store (run->self);

  if (written)
    {
      show_request (run);
      if (cw_operation_keep (CW_OPERATION (run->self), run->outcome, error))
        return cw_store_commit (store, error);
    }
  cw_store_rollback (store);
  cw_outcome_set_history_id (run->outcome, 0);
  return FALSE;
}

/* ---- run: a file ---- */

static const char *
get_output (CwRequestOperation *self)
{
  return self->record->output;
}

static gboolean
confirm_overwriting (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  const char *path = self->again != 0 ? self->record->output : cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT);
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;
  g_autofree char *body = g_strdup_printf (_("There is a file %s already. What is in it would be lost."), display);
  CwQuestion question = { .heading = _("Replace the file?"), .body = body, .accept = _("_Replace"), .severity = CW_SEVERITY_WARNING };

  /* The file that this very request wrote before may be written again. */
  if (cw_request_operation_is_online (self) || path == NULL || self->again != 0 || g_str_equal (path, "-") || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return cw_operation_confirm_warning (CW_OPERATION (self), &question, run->cancellable, error);
}

static gboolean
hand_out (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  const char *path = get_output (self);
  g_autofree char *pem = cw_csr_dup_pem (self->csr);
  g_autofree char *summary = NULL;
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;

  if (!cw_request_run_begin_step (run, self->file_step, error))
    return FALSE;
  if (path != NULL && !g_str_equal (path, "-"))
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      if (!cw_offline_save (self->csr, path, error))
        return FALSE;
      cw_outcome_add_file (run->outcome, file);
    }
  cw_outcome_set_output (run->outcome, pem);
  cw_operation_set_can_cancel (CW_OPERATION (self), FALSE);
  if (!cw_store_begin (cw_request_operation_get_store (self), error))
    return FALSE;
  self->record->state = CW_REQUEST_PENDING;
  self->record->sent = cw_clock_now ();
  cw_request_set_message (self->record, NULL, NULL);
  cw_plan_step_end (self->file_step, CW_STEP_DONE, NULL);
  summary = display != NULL && !g_str_equal (path, "-")
    ? g_strdup_printf (_("The request is in %s. Give it to the certification authority, and import the reply when it has come."), display)
    : g_strdup (_("The request is ready. Give it to the certification authority, and import the reply when it has come."));
  cw_outcome_set_result (run->outcome, CW_RESULT_PENDING, summary);
  return commit_with_history (run, cw_store_update_request (cw_request_operation_get_store (self), self->record, error), error);
}

/* ---- run: an authority ---- */

static gboolean
leaving_cb (gpointer user_data, GError **error)
{
  CwRequestRun *run = user_data;

  run->self->record->sent = cw_clock_now ();
  run->self->record->state = CW_REQUEST_IN_DRAFT;
  /* What is to be read if this is the last that this process writes. */
  cw_request_set_message (run->self->record, _("It was sent, and no answer has come yet."), NULL);
  if (!cw_request_save (cw_request_operation_get_store (run->self), run->self->record, error))
    return FALSE;
  run->left = TRUE;
  cw_operation_set_can_cancel (CW_OPERATION (run->self), FALSE);
  return TRUE;
}

static gboolean
prepare_account (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;

  return cw_authorities_prepare_account (self->authorities, self->info, self->authority, self->record->account, get_password (self),
                                         cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, error);
}

static CwEnrollment *
submit_once (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;

  cw_authority_set_log (self->authority, cw_request_log_add, self->log);
  cw_authority_set_leaving (self->authority, leaving_cb, run);
  return cw_authority_submit (self->authority, self->csr, self->record->template_name, run->cancellable, error);
}

/* Where nobody is there to be asked: what has to be compared, and then given to "ca set". */
static void
set_untrusted (CwRequestOperation *self, const GError *reason, GError **error)
{
  GPtrArray *chain = cw_authority_get_peer_chain (self->authority);
  CwCertificate *top = chain != NULL && chain->len > 0 ? g_ptr_array_index (chain, chain->len - 1) : NULL;

  if (top == NULL)
    g_propagate_error (error, g_error_copy (reason));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TLS_UNTRUSTED, _("%s It showed “%s” with the SHA-256 fingerprint %s."), reason->message,
                 cw_certificate_get_subject (top), cw_certificate_get_sha256 (top));
}

/* A server that nobody vouches for may be vouched for by a person, once; then it is asked again. */
static gboolean
win_trust (CwRequestRun *run, const GError *reason, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAuthorityInfo) info = cw_authorities_ask_trust (self->authorities, self->info, self->authority,
                                                               cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, &local);
  g_autoptr (CwAuthority) authority = info != NULL ? cw_authorities_create (self->authorities, info, &local) : NULL;

  if (authority != NULL)
    {
      /* Whoever typed a password is not asked for it a second time. */
      cw_authority_set_account (authority, cw_authority_get_user (self->authority), cw_authority_get_password (self->authority));
      g_set_object (&self->info, info);
      g_set_object (&self->authority, authority);
      return TRUE;
    }
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION))
    set_untrusted (self, reason, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static CwEnrollment *
submit (CwRequestRun *run, GError **error)
{
  g_autoptr (GError) local = NULL;
  CwEnrollment *enrollment = prepare_account (run, &local) ? submit_once (run, &local) : NULL;

  if (enrollment == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_TLS_UNTRUSTED) && !run->left)
    return win_trust (run, local, error) ? submit_once (run, error) : NULL;
  if (enrollment == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return enrollment;
}

/* A second request of the same kind would be made where the first one is already known: a person decides that, never --force. */
static gboolean
confirm_second (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autofree char *body = g_strdup_printf (_("The request was sent to “%s” before, and the answer was lost. If it is known there, it would be made a second time. "
                                             "Look there first, if you can."), self->record->ca);
  CwQuestion question = { .heading = _("Send the request a second time?"), .body = body, .accept = _("_Send"), .severity = CW_SEVERITY_WARNING };

  if (self->again == 0 || !cw_request_is_uncertain (self->record)
      || (cw_authority_get_capabilities (self->authority) & CW_AUTHORITY_FINDS_AGAIN) != 0)
    return TRUE;
  return cw_interaction_confirm (cw_operation_get_interaction (CW_OPERATION (self)), &question, run->cancellable, error);
}

static void
judge (CwRequestRun *run, CwEnrollment *enrollment)
{
  CwRequestOperation *self = run->self;
  CwCertificate *leaf = cw_enrollment_get_certificate (enrollment);
  g_autoptr (GError) error = NULL;

  cw_plan_step_begin (self->check_step);
  self->differences = cw_csr_list_differences (self->csr, leaf);
  self->chain = cw_request_judge (self->authorities, leaf, cw_enrollment_get_chain (enrollment), &error);
  if (self->chain == NULL)
    {
      cw_plan_step_end (self->check_step, CW_STEP_FAILED, error->message);
      return;
    }
  cw_request_add_findings (run->outcome, self->record, self->csr, leaf, self->chain);
  cw_plan_step_end (self->check_step, CW_STEP_DONE, cw_chain_get_summary (self->chain));
}

static char *
dup_issued_summary (CwRequestOperation *self, CwStoredCertificate *row)
{
  const char *name = cw_stored_certificate_get_friendly_name (row);

  if (self->chain != NULL && cw_chain_get_verdict (self->chain) != CW_VERDICT_GOOD)
    return g_strdup_printf (_("The certificate “%s” was issued and is in the store, but it is not valid here. %s"), name, cw_chain_get_summary (self->chain));
  return g_strdup_printf (_("The certificate “%s” was issued and is in the store."), name);
}

static void
tell_enrollment (CwRequestRun *run, CwEnrollment *enrollment, CwStoredCertificate *row)
{
  static const CwResult results[] = { [CW_ENROLLMENT_ISSUED] = CW_RESULT_DONE, [CW_ENROLLMENT_PENDING] = CW_RESULT_PENDING,
                                      [CW_ENROLLMENT_DENIED] = CW_RESULT_DENIED, [CW_ENROLLMENT_REVOKED] = CW_RESULT_DENIED };
  CwRequestOperation *self = run->self;
  g_autofree char *summary = row != NULL ? dup_issued_summary (self, row) : cw_request_dup_sentence (self->record);

  if (row != NULL)
    cw_outcome_add_certificate (run->outcome, row);
  cw_request_add_explanation (run->outcome, self->record, enrollment);
  cw_plan_step_end (self->store_step, row != NULL ? CW_STEP_DONE : CW_STEP_SKIPPED, row != NULL ? NULL : summary);
  if (row == NULL)
    cw_plan_step_end (self->check_step, CW_STEP_SKIPPED, NULL);
  cw_outcome_set_result (run->outcome, results[cw_enrollment_get_state (enrollment)], summary);
  cw_request_log_add (summary, self->log);
}

/* The CA has the request, and this computer could not write down what it said: the number is all that leads back to it. */
static void
set_not_kept (CwRequestRun *run, CwEnrollment *enrollment, const GError *reason, GError **error)
{
  const char *handle = cw_enrollment_get_handle (enrollment);
  const char *ca = run->self->record->ca;
  g_autofree char *own = g_strdup_printf ("r%" G_GINT64_FORMAT, run->self->record->id);

  if (handle != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN,
                 _("“%s” has the request as number %s, but its answer could not be kept: %s Mend that, then fetch the answer with “certwizardctl request "
                   "--retrieve --request-id %s --ca-request-id %s”."), ca, handle, reason->message, own, handle);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN, _("“%s” has answered, but the answer could not be kept: %s"), ca, reason->message);
}

static gboolean
keep_enrollment (CwRequestRun *run, CwEnrollment *enrollment, GError **error)
{
  CwRequestOperation *self = run->self;
  CwStore *store = cw_request_operation_get_store (self);
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autoptr (GError) local = NULL;
  gboolean written;

  cw_plan_step_begin (self->store_step);
  if (!cw_store_begin (store, &local))
    {
      set_not_kept (run, enrollment, local, error);
      return FALSE;
    }
  written = cw_request_apply (store, self->record, enrollment, &row, &local);
  if (written)
    {
      /* In the transaction: it is quick, and the history tells what was found. */
      if (row != NULL)
        judge (run, enrollment);
      tell_enrollment (run, enrollment, row);
    }
  if (commit_with_history (run, written, &local))
    return TRUE;
  cw_outcome_clear_certificates (run->outcome);
  cw_outcome_clear_problems (run->outcome);
  set_not_kept (run, enrollment, local, error);
  return FALSE;
}

/* What comes after the answer is kept may fail without taking anything back. */
static void
note_used (CwRequestRun *run)
{
  CwRequestOperation *self = run->self;
  gboolean remember = self->draft != NULL && cw_request_draft_get_flag (self->draft, CW_WISH_REMEMBER);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthorityInfo) info = NULL;

  if (cw_authority_info_get_kind (self->info)->built_in)
    return;
  if (!cw_authorities_note_used (self->authorities, self->info, self->authority, remember, run->cancellable, &error))
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "account", _("The account could not be remembered: %s"), error->message);

      cw_outcome_add_problem (run->outcome, problem);
    }
  info = self->record->authority == 0 ? cw_authorities_find (self->authorities, self->record->ca, NULL) : NULL;
  if (info == NULL || cw_authority_info_get_id (info) == 0)
    return;
  self->record->authority = cw_authority_info_get_id (info);
  if (cw_request_save (cw_request_operation_get_store (self), self->record, NULL))
    show_request (run);
}

static gboolean
send_out (CwRequestRun *run, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autoptr (CwEnrollment) enrollment = NULL;
  g_autofree char *progress = g_strdup_printf (_("Asking %s…"), cw_authority_info_get_title (self->info));

  if (!cw_request_run_begin_step (run, self->send_step, error))
    return FALSE;
  cw_operation_report_progress (CW_OPERATION (self), -1, progress);
  /* Read now, so that nothing slow stands between the answer and the disk. What the practice CA issues leads to its own root. */
  if (!cw_authority_info_get_kind (self->info)->built_in)
    cw_trust_unref (cw_trust_get_system ());
  enrollment = submit (run, error);
  cw_authority_set_leaving (self->authority, NULL, NULL);
  if (enrollment == NULL)
    return FALSE;
  cw_plan_step_end (self->send_step, CW_STEP_DONE, NULL);
  if (!keep_enrollment (run, enrollment, error))
    return FALSE;
  note_used (run);
  return TRUE;
}

/* The answer is here and could not be kept: the request stays as it was before, sent and unanswered, and that is what it is. */
static gboolean
is_store_failure (CwRequestRun *run)
{
  return run->left && run->self->store_step != NULL && cw_plan_step_get_state (run->self->store_step) != CW_STEP_PENDING;
}

gboolean
cw_request_operation_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (operation);
  CwRequestRun run = { .self = self, .outcome = outcome, .cancellable = cancellable };
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (self->authority != NULL, FALSE);
  if (!confirm_overwriting (&run, error) || !cw_request_operation_provide (&run, error))
    return FALSE;
  show_request (&run);
  /* Who does not want it a second time leaves everything as it is. */
  if (cw_request_operation_is_online (self) && !confirm_second (&run, error))
    return FALSE;
  run.sent_before = cw_request_is_uncertain (self->record) ? self->record->sent : 0;
  if (cw_request_operation_is_online (self) ? send_out (&run, &local) : hand_out (&run, &local))
    return TRUE;
  if (!is_store_failure (&run))
    note_failure (&run, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
