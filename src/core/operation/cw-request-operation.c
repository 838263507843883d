/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-operation.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-paths.h"
#include "cw-request-draft-private.h"
#include "cw-request-log.h"
#include "cw-request-plan.h"
#include "cw-request-private.h"
#include "cw-trust.h"

#define MAX_REQUEST_SIZE (1024 * 1024)

struct _CwRequestOperation {
  CwOperation      parent_instance;
  CwAuthorities   *authorities;
  CwRequestDraft  *draft;          /* a copy of our own; NULL: a request as it was */
  gint64           again;          /* the request that is sent once more, or 0 */
  GError          *broken;         /* why its wish cannot be read; for prepare to say */
  CwRequestLog    *log;

  CwAuthorityInfo *info;           /* after prepare */
  CwAuthority     *authority;
  CwRequestRecord *record;         /* what is sent once more; else made by run */
  gboolean         new_row;        /* … with its key and its wish, but as a request of its own */
  CwPlanStep      *unlock_step;    /* borrowed from the plan; NULL: not part of it */
  CwPlanStep      *key_step;
  CwPlanStep      *file_step;
  CwPlanStep      *send_step;
  CwPlanStep      *store_step;
  CwPlanStep      *check_step;

  GMutex           lock;           /* what a window may look at while run is at work */
  CwCsr           *csr;
  CwStoredRequest *request;
  GPtrArray       *differences;
  CwChain         *chain;
};

enum { PROP_LOG = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwRequestOperation, cw_request_operation, CW_TYPE_OPERATION)

typedef struct {
  CwRequestOperation *self;
  CwOutcome          *outcome;
  GCancellable       *cancellable;
  gboolean            left;        /* the CA may have it */
  gint64              sent_before; /* … and may have had it before: when it was sent without an answer, or 0 */
} Run;

static CwStoreAccess *
get_access (CwRequestOperation *self)
{
  return cw_authorities_get_access (self->authorities);
}

static CwStore *
get_store (CwRequestOperation *self)
{
  return cw_store_access_get_store (get_access (self));
}

static gboolean
is_online (CwRequestOperation *self)
{
  return (cw_authority_get_capabilities (self->authority) & CW_AUTHORITY_CAN_SUBMIT) != 0;
}

static CwSecret *
get_password (CwRequestOperation *self)
{
  return self->draft != NULL ? cw_request_draft_get_password (self->draft) : NULL;
}

/* ---- prepare ---- */

static void
add_key_steps (CwRequestOperation *self, CwPlan *plan)
{
  gboolean new_store = cw_store_get_protection (get_store (self), NULL) == CW_PROTECTION_NONE;
  g_autofree char *key = self->draft != NULL ? cw_request_draft_dup_key_words (self->draft) : NULL;
  g_autofree char *title = g_strdup_printf (_("Make a private key (%s) and the request, and keep both"), key);

  self->unlock_step = cw_plan_add (plan, new_store, new_store ? _("Set up the protection of private keys") : _("Unlock the store"), NULL);
  if (self->record == NULL)
    self->key_step = cw_plan_add (plan, TRUE, title, _("Both are in the store, the key encrypted, before anything leaves this computer."));
  else
    self->key_step = cw_plan_add (plan, TRUE, _("Take the request and the private key that are in the store"), NULL);
}

static void
add_file_step (CwRequestOperation *self, CwPlan *plan)
{
  const char *output = self->record != NULL ? self->record->output : cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT);
  g_autofree char *display = output != NULL ? cw_paths_dup_display (output) : NULL;
  g_autofree char *title = g_strdup_printf (_("Write the request to %s"), display);

  if (output == NULL)
    self->file_step = cw_plan_add (plan, TRUE, _("Hold the request ready to be copied or mailed"), _("The reply comes in by Import."));
  else if (g_str_equal (output, "-"))
    self->file_step = cw_plan_add (plan, TRUE, _("Print the request"), _("The reply comes in by Import."));
  else
    self->file_step = cw_plan_add (plan, TRUE, title, _("The reply of the certification authority comes in by Import and finds its key."));
}

static void
add_send_steps (CwRequestOperation *self, CwPlan *plan)
{
  g_autofree char *title = g_strdup_printf (_("Send the request to %s"), cw_authority_info_get_title (self->info));

  self->send_step = cw_plan_add (plan, TRUE, title, cw_authority_info_get_kind (self->info)->built_in ? NULL : cw_authority_info_get_address (self->info));
  self->store_step = cw_plan_add (plan, TRUE, _("Store the certificate and its issuers"),
                                  _("If the certification authority decides later, the request waits and is processed then."));
  self->check_step = cw_plan_add (plan, FALSE, _("Compare it with what was asked for, and check its chain"), NULL);
}

static gboolean
find_authority_of_draft (CwRequestOperation *self, GError **error)
{
  gboolean online = cw_request_draft_get_flag (self->draft, CW_WISH_ONLINE);

  self->info = cw_authorities_find (self->authorities, online ? cw_request_draft_get_text (self->draft, CW_WISH_AUTHORITY) : "offline", error);
  return self->info != NULL;
}

static CwPlan *
prepare_new (CwRequestOperation *self, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self->draft);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);
  g_autofree char *title = g_strdup_printf (_("Request a certificate for %s"), titles);
  CwAuthorityCapabilities capabilities;

  plan = cw_plan_new (title);
  if (!cw_request_plan_check (plan, self->draft, get_store (self), error) || !find_authority_of_draft (self, error))
    return NULL;
  self->authority = cw_authorities_create (self->authorities, self->info, error);
  if (self->authority == NULL)
    return NULL;
  capabilities = cw_authority_get_capabilities (self->authority);
  cw_request_plan_add_advice (plan, self->draft, self->info, capabilities);
  cw_request_plan_add_facts (plan, self->draft, self->info, capabilities);
  return g_steal_pointer (&plan);
}

static gboolean
check_again (CwRequestOperation *self, GError **error)
{
  g_autofree char *reference = cw_request_record_dup_reference (self->record);

  if (self->record->csr == NULL || self->record->cleared != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The request %s is in the trash or was never made."), reference);
      return FALSE;
    }
  if (self->record->state != CW_REQUEST_PENDING || g_strcmp0 (self->record->kind, "offline") == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("The request %s still waits at “%s”. Process it, or cancel it first."), reference, self->record->ca);
  return FALSE;
}

/* A CA that has decided about a request keeps its number: what is sent once more is then a request of its own, with the same key. */
static gboolean
is_decided (const CwRequestRecord *record)
{
  return record->state == CW_REQUEST_DENIED || record->state == CW_REQUEST_REVOKED || record->state == CW_REQUEST_ISSUED;
}

static CwPlan *
prepare_again (CwRequestOperation *self, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  self->record = cw_store_find_request (get_store (self), self->again, error);
  if (self->record == NULL || !check_again (self, error))
    return NULL;
  self->new_row = is_decided (self->record);
  name = cw_request_dup_title (self->record);
  title = g_strdup_printf (_("Request “%s” once more"), name);
  plan = cw_plan_new (title);
  self->info = cw_request_find_authority (self->authorities, self->record, error);
  self->authority = self->info != NULL ? cw_authorities_create (self->authorities, self->info, error) : NULL;
  if (self->authority == NULL)
    return NULL;
  cw_request_plan_add_record_facts (plan, self->record, self->info);
  if (cw_request_is_uncertain (self->record) && (cw_authority_get_capabilities (self->authority) & CW_AUTHORITY_FINDS_AGAIN) == 0)
    {
      g_autoptr (CwProblem) problem =
        cw_problem_new (CW_SEVERITY_WARNING, "request", _("It was sent before, and the answer was lost: “%s” may have it already."), self->record->ca);

      cw_plan_add_problem (plan, problem);
    }
  return g_steal_pointer (&plan);
}

static void
forget_preparation (CwRequestOperation *self)
{
  g_clear_object (&self->info);
  g_clear_object (&self->authority);
  g_clear_pointer (&self->record, cw_request_record_free);
  self->unlock_step = self->key_step = self->file_step = self->send_step = self->store_step = self->check_step = NULL;
}

static CwPlan *
request_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (operation);
  g_autoptr (CwPlan) plan = NULL;

  forget_preparation (self);
  if (self->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (self->broken));
      return NULL;
    }
  plan = self->draft != NULL ? prepare_new (self, error) : prepare_again (self, error);
  if (plan == NULL)
    return NULL;
  add_key_steps (self, plan);
  if (is_online (self))
    add_send_steps (self, plan);
  else
    add_file_step (self, plan);
  return g_steal_pointer (&plan);
}

/* ---- run: key and request ---- */

static gboolean
begin_step (Run *run, CwPlanStep *step, GError **error)
{
  return cw_operation_begin_step (CW_OPERATION (run->self), step, run->cancellable, error);
}

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
  CwStore *store = get_store (self);
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
unlock (Run *run, GError **error)
{
  return cw_store_access_unlock (get_access (run->self), cw_operation_get_interaction (CW_OPERATION (run->self)), run->cancellable, error);
}

/* Between unlocking and storing another process may have given the store another key: then once more. */
static gboolean
keep_unlocked (Run *run, CwPrivateKey *key, GError **error)
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
make_key_and_request (Run *run, GError **error)
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
take_what_is_there (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  CwStore *store = get_store (self);
  g_autoptr (CwPrivateKey) key = NULL;
  g_autoptr (CwCsr) csr = NULL;
  g_autoptr (CwRequestRecord) record = cw_store_find_request (store, self->again, error);

  if (record == NULL)
    return FALSE;
  g_clear_pointer (&self->record, cw_request_record_free);
  self->record = g_steal_pointer (&record);
  if (!check_again (self, error))
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

static gboolean
provide_request (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;

  if (!begin_step (run, self->unlock_step, error) || !unlock (run, error))
    return FALSE;
  cw_plan_step_end (self->unlock_step, CW_STEP_DONE, NULL);
  if (!begin_step (run, self->key_step, error))
    return FALSE;
  if (self->again != 0 ? !take_what_is_there (run, error) : !make_key_and_request (run, error))
    return FALSE;
  cw_plan_step_end (self->key_step, CW_STEP_DONE, NULL);
  return TRUE;
}

/* ---- run: what became of it ---- */

static void
show_request (Run *run)
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
note_failure (Run *run, const GError *reason)
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
  if (!cw_request_save (get_store (run->self), record, &error))
    g_debug ("The failure is not noted at the request: %s", error->message);
  show_request (run);
}

/* One transaction with the line in the history. */
static gboolean
commit_with_history (Run *run, gboolean written, GError **error)
{
  CwStore *store = get_store (run->self);

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
confirm_overwriting (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  const char *path = self->again != 0 ? self->record->output : cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT);
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;
  g_autofree char *body = g_strdup_printf (_("There is a file %s already. What is in it would be lost."), display);
  CwQuestion question = { .heading = _("Replace the file?"), .body = body, .accept = _("_Replace"), .severity = CW_SEVERITY_WARNING };

  /* The file that this very request wrote before may be written again. */
  if (is_online (self) || path == NULL || self->again != 0 || g_str_equal (path, "-") || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return cw_operation_confirm_warning (CW_OPERATION (self), &question, run->cancellable, error);
}

static gboolean
wants_der (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".der");
}

/* Written beside and renamed, then read back: a request that cannot be read is found now, and not by the CA. */
static gboolean
write_file (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  const char *path = get_output (self);
  g_autofree char *pem = cw_csr_dup_pem (self->csr);
  g_autoptr (GBytes) content = wants_der (path) ? g_bytes_ref (cw_csr_get_der (self->csr)) : g_bytes_new (pem, strlen (pem));
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (!cw_file_replace (path, g_bytes_get_data (content, NULL), g_bytes_get_size (content), 0644, error))
    return FALSE;
  back = cw_file_read (path, MAX_REQUEST_SIZE, error);
  if (back == NULL)
    return FALSE;
  if (!g_bytes_equal (back, content))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_IO, _("The request file %s was written, but something else was read back."), path);
      return FALSE;
    }
  cw_outcome_add_file (run->outcome, file);
  return TRUE;
}

static gboolean
hand_out (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  const char *path = get_output (self);
  g_autofree char *pem = cw_csr_dup_pem (self->csr);
  g_autofree char *summary = NULL;
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;

  if (!begin_step (run, self->file_step, error))
    return FALSE;
  if (path != NULL && !g_str_equal (path, "-") && !write_file (run, error))
    return FALSE;
  cw_outcome_set_output (run->outcome, pem);
  cw_operation_set_can_cancel (CW_OPERATION (self), FALSE);
  if (!cw_store_begin (get_store (self), error))
    return FALSE;
  self->record->state = CW_REQUEST_PENDING;
  self->record->sent = cw_clock_now ();
  cw_request_set_message (self->record, NULL, NULL);
  cw_plan_step_end (self->file_step, CW_STEP_DONE, NULL);
  summary = display != NULL && !g_str_equal (path, "-")
    ? g_strdup_printf (_("The request is in %s. Give it to the certification authority, and import the reply when it has come."), display)
    : g_strdup (_("The request is ready. Give it to the certification authority, and import the reply when it has come."));
  cw_outcome_set_result (run->outcome, CW_RESULT_PENDING, summary);
  return commit_with_history (run, cw_store_update_request (get_store (self), self->record, error), error);
}

/* ---- run: an authority ---- */

static gboolean
leaving_cb (gpointer user_data, GError **error)
{
  Run *run = user_data;

  run->self->record->sent = cw_clock_now ();
  run->self->record->state = CW_REQUEST_IN_DRAFT;
  if (!cw_request_save (get_store (run->self), run->self->record, error))
    return FALSE;
  run->left = TRUE;
  cw_operation_set_can_cancel (CW_OPERATION (run->self), FALSE);
  return TRUE;
}

static CwEnrollment *
submit_once (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autofree char *account = g_strdup (self->record->account);

  if (!cw_authorities_prepare_account (self->authorities, self->info, self->authority, account, get_password (self),
                                       cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, error))
    return NULL;
  cw_authority_set_log (self->authority, cw_request_log_add, self->log);
  cw_authority_set_leaving (self->authority, leaving_cb, run);
  return cw_authority_submit (self->authority, self->csr, self->record->template_name, run->cancellable, error);
}

/* A server that nobody vouches for may be vouched for by a person, once; then it is asked again. */
static gboolean
win_trust (Run *run, const GError *reason, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAuthorityInfo) info = cw_authorities_ask_trust (self->authorities, self->info, self->authority,
                                                               cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, &local);
  g_autoptr (CwAuthority) authority = info != NULL ? cw_authorities_create (self->authorities, info, &local) : NULL;

  if (authority != NULL)
    {
      g_set_object (&self->info, info);
      g_set_object (&self->authority, authority);
      return TRUE;
    }
  /* Where nobody is there to be asked, what is wrong with the server says more. */
  g_propagate_error (error, g_error_matches (local, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION) ? g_error_copy (reason) : g_steal_pointer (&local));
  return FALSE;
}

static CwEnrollment *
submit (Run *run, GError **error)
{
  g_autoptr (GError) local = NULL;
  CwEnrollment *enrollment = submit_once (run, &local);

  if (enrollment == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_TLS_UNTRUSTED) && !run->left)
    return win_trust (run, local, error) ? submit_once (run, error) : NULL;
  if (enrollment == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return enrollment;
}

/* A second request of the same kind would be made where the first one is already known: a person decides that, never --force. */
static gboolean
confirm_second (Run *run, GError **error)
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
judge (Run *run, CwEnrollment *enrollment)
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
  cw_request_add_findings (run->outcome, self->record, leaf, self->chain);
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
tell_enrollment (Run *run, CwEnrollment *enrollment, CwStoredCertificate *row)
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

static gboolean
keep_enrollment (Run *run, CwEnrollment *enrollment, GError **error)
{
  CwRequestOperation *self = run->self;
  CwStore *store = get_store (self);
  g_autoptr (CwStoredCertificate) row = NULL;
  gboolean written;

  cw_plan_step_begin (self->store_step);
  if (!cw_store_begin (store, error))
    return FALSE;
  written = cw_request_apply (store, self->record, enrollment, &row, error);
  if (written)
    {
      /* In the transaction: it is quick, and the history tells what was found. */
      if (row != NULL)
        judge (run, enrollment);
      tell_enrollment (run, enrollment, row);
    }
  if (commit_with_history (run, written, error))
    return TRUE;
  cw_outcome_clear_certificates (run->outcome);
  return FALSE;
}

/* What comes after the answer is kept may fail without taking anything back. */
static void
note_used (Run *run)
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
  if (cw_request_save (get_store (self), self->record, NULL))
    show_request (run);
}

static gboolean
send_out (Run *run, GError **error)
{
  CwRequestOperation *self = run->self;
  g_autoptr (CwEnrollment) enrollment = NULL;
  g_autofree char *progress = g_strdup_printf (_("Asking %s…"), cw_authority_info_get_title (self->info));

  if (!confirm_second (run, error) || !begin_step (run, self->send_step, error))
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
is_store_failure (Run *run)
{
  return run->left && run->self->store_step != NULL && cw_plan_step_get_state (run->self->store_step) != CW_STEP_PENDING;
}

static gboolean
request_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (operation);
  Run run = { .self = self, .outcome = outcome, .cancellable = cancellable };
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (self->authority != NULL, FALSE);
  if (!confirm_overwriting (&run, error) || !provide_request (&run, error))
    return FALSE;
  show_request (&run);
  run.sent_before = cw_request_is_uncertain (self->record) ? self->record->sent : 0;
  if (is_online (self) ? send_out (&run, &local) : hand_out (&run, &local))
    return TRUE;
  if (!is_store_failure (&run))
    note_failure (&run, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- object ---- */

static void
cw_request_operation_finalize (GObject *object)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (object);

  forget_preparation (self);
  g_clear_object (&self->draft);
  g_clear_error (&self->broken);
  g_clear_object (&self->csr);
  g_clear_object (&self->request);
  g_clear_object (&self->chain);
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  g_clear_pointer (&self->log, cw_request_log_free);
  g_clear_object (&self->authorities);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_request_operation_parent_class)->finalize (object);
}

static void
cw_request_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOG)
    g_value_set_string (value, cw_request_operation_get_log (CW_REQUEST_OPERATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_request_operation_class_init (CwRequestOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  object_class->finalize = cw_request_operation_finalize;
  object_class->get_property = cw_request_operation_get_property;
  operation_class->name = "request";
  operation_class->prepare = request_prepare;
  operation_class->run = request_run;
  props[PROP_LOG] = g_param_spec_string ("log", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_request_operation_init (CwRequestOperation *self)
{
  g_mutex_init (&self->lock);
  self->log = cw_request_log_new (G_OBJECT (self), props[PROP_LOG]);
}

CwRequestOperation *
cw_request_operation_new (CwAuthorities *authorities, CwRequestDraft *draft)
{
  CwRequestOperation *self = g_object_new (CW_TYPE_REQUEST_OPERATION, NULL);

  self->authorities = g_object_ref (authorities);
  self->draft = cw_request_draft_copy (draft);
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return self;
}

CwRequestOperation *
cw_request_operation_new_again (CwAuthorities *authorities, CwTopology *topology, CwUsageCatalogue *usages, gint64 request, gboolean new_key)
{
  CwStore *store = cw_store_access_get_store (cw_authorities_get_access (authorities));
  CwRequestOperation *self = g_object_new (CW_TYPE_REQUEST_OPERATION, NULL);
  g_autoptr (CwRequestRecord) record = new_key ? cw_store_find_request (store, request, &self->broken) : NULL;

  self->authorities = g_object_ref (authorities);
  self->again = new_key ? 0 : request;
  /* With another key it is another request: the wish decides what it is, and prepare says what is wrong with it. */
  if (record != NULL)
    self->draft = cw_request_draft_new_from_json (topology, usages, record->wish != NULL ? record->wish : "", &self->broken);
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return self;
}

CwStoredRequest *
cw_request_operation_get_request (CwRequestOperation *self)
{
  return self->request;
}

GPtrArray *
cw_request_operation_get_differences (CwRequestOperation *self)
{
  return self->differences;
}

CwChain *
cw_request_operation_get_chain (CwRequestOperation *self)
{
  return self->chain;
}

char *
cw_request_operation_dup_csr (CwRequestOperation *self)
{
  g_autoptr (CwCsr) csr = NULL;

  g_mutex_lock (&self->lock);
  g_set_object (&csr, self->csr);
  g_mutex_unlock (&self->lock);
  return csr != NULL ? cw_csr_dup_pem (csr) : NULL;
}

const char *
cw_request_operation_get_log (CwRequestOperation *self)
{
  return cw_request_log_get (self->log);
}
