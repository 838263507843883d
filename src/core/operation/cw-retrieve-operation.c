/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-operation.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-csr.h"
#include "cw-error.h"
#include "cw-request-private.h"

struct _CwRetrieveOperation {
  CwOperation    parent_instance;
  CwAuthorities *authorities;
  GArray        *ids;
  char          *handle;        /* told by somebody, or NULL */
  char          *user;
  CwSecret      *password;
  gboolean       remember;
  CwPlanStep    *unlock_step;   /* only where a key is needed: the practice CA's; borrowed from the plan */
  GPtrArray     *targets;       /* of Target, after prepare */
  GPtrArray     *requests;      /* of CwStoredRequest, after run */
};

G_DEFINE_FINAL_TYPE (CwRetrieveOperation, cw_retrieve_operation, CW_TYPE_OPERATION)

/* One request that is asked about. */
typedef struct {
  CwRequestRecord *record;
  CwPlanStep      *step;        /* borrowed from the plan */
  gboolean         asked;
} Target;

/* Those at one authority with one account: the password is asked for once, and a server that is down is waited for once. */
typedef struct {
  CwRetrieveOperation *self;
  CwOutcome           *outcome;
  GCancellable        *cancellable;
  guint                done;
  guint                counts[CW_REQUEST_CANCELLED + 1];
  guint                n_failed;
  GError              *first_error;
  CwAuthorityInfo     *info;
  CwAuthority         *authority;
  gboolean             worked;
} Run;

static void
target_free (gpointer data)
{
  Target *target = data;

  cw_request_record_free (target->record);
  g_free (target);
}

static CwStoreAccess *
get_access (CwRetrieveOperation *self)
{
  return cw_authorities_get_access (self->authorities);
}

static CwStore *
get_store (CwRetrieveOperation *self)
{
  return cw_store_access_get_store (get_access (self));
}

/* ---- prepare ---- */

/* Says why not, when somebody asks for this one expressly. */
static gboolean
can_be_asked (CwRetrieveOperation *self, const CwRequestRecord *record, CwPlan *plan)
{
  g_autofree char *reference = cw_request_record_dup_reference (record);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthorityInfo) info = cw_request_find_authority (self->authorities, record, &error);
  g_autoptr (CwAuthority) authority = info != NULL ? cw_authorities_create (self->authorities, info, &error) : NULL;
  CwAuthorityCapabilities capabilities = authority != NULL ? cw_authority_get_capabilities (authority) : 0;

  if (authority == NULL)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, reference, "%s", error->message));
  else if ((capabilities & CW_AUTHORITY_CAN_SUBMIT) == 0)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, reference, _("The request %s was given to somebody as a file; import the reply when it has come."), reference));
  else if (record->handle == NULL && (capabilities & CW_AUTHORITY_FINDS_AGAIN) == 0)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, reference,
                                                _("The answer to the request %s was lost before “%s” told its number, so it cannot be asked for. Look there; "
                                                  "import the certificate if it was issued, or send the request once more."), reference, record->ca));
  else
    return TRUE;
  return FALSE;
}

static gboolean
waits (const CwRequestRecord *record)
{
  return record->cleared == 0 && (record->state == CW_REQUEST_PENDING || cw_request_is_uncertain (record));
}

static void
add_target (CwRetrieveOperation *self, CwRequestRecord *record, CwPlan *plan)
{
  g_autofree char *name = cw_request_dup_title (record);
  g_autofree char *reference = cw_request_record_dup_reference (record);
  g_autofree char *title = g_strdup_printf (_("Ask about the request %s: %s"), reference, name);
  g_autofree char *detail = g_strdup_printf (_("At %s. When it is issued, the certificate is stored."), record->ca);
  Target *target = g_new0 (Target, 1);

  target->record = cw_request_record_copy (record);
  target->step = cw_plan_add (plan, TRUE, title, detail);
  g_ptr_array_add (self->targets, target);
}

/* Of these nothing can become any more: said, and the others are asked about all the same. */
static void
say_decided (const CwRequestRecord *record, CwPlan *plan)
{
  g_autofree char *reference = cw_request_record_dup_reference (record);
  g_autofree char *sentence = cw_request_dup_sentence (record);

  cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, reference, _("The request %s does not wait any more. %s"), reference, sentence));
}

/* It is kept with the answer, when it was the right one. */
static gboolean
adopt_handle (CwRetrieveOperation *self, CwRequestRecord *record, GError **error)
{
  if (record->handle != NULL || record->sent == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("The number at the certification authority belongs to a request that was sent and got no number."));
      return FALSE;
    }
  record->handle = g_strdup (self->handle);
  record->state = CW_REQUEST_PENDING;
  return TRUE;
}

static gboolean
collect_given (CwRetrieveOperation *self, CwPlan *plan, GError **error)
{
  for (guint i = 0; i < self->ids->len; i++)
    {
      g_autoptr (CwRequestRecord) record = cw_store_find_request (get_store (self), g_array_index (self->ids, gint64, i), error);

      if (record == NULL)
        return FALSE;
      if (self->handle != NULL && !adopt_handle (self, record, error))
        return FALSE;
      if (!waits (record))
        say_decided (record, plan);
      else if (can_be_asked (self, record, plan))
        add_target (self, record, plan);
    }
  return TRUE;
}

/* The oldest first. A request that waits for a file is nobody's to ask, and needs no word each time. */
static gboolean
collect_all (CwRetrieveOperation *self, CwPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) records = cw_store_list_requests (get_store (self), CW_REQUESTS_ALL, error);

  if (records == NULL)
    return FALSE;
  for (guint i = records->len; i-- > 0;)
    {
      CwRequestRecord *record = g_ptr_array_index (records, i);

      if (waits (record) && g_strcmp0 (record->kind, "offline") != 0 && can_be_asked (self, record, plan))
        add_target (self, record, plan);
    }
  return TRUE;
}

static gboolean
needs_key (CwRetrieveOperation *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (g_strcmp0 (((Target *) g_ptr_array_index (self->targets, i))->record->kind, "practice") == 0)
      return TRUE;
  return FALSE;
}

static CwPlan *
retrieve_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRetrieveOperation *self = CW_RETRIEVE_OPERATION (operation);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Process pending certificates"));
  g_autofree char *count = NULL;

  g_ptr_array_set_size (self->targets, 0);
  if (self->ids->len > 0 ? !collect_given (self, plan, error) : !collect_all (self, plan, error))
    return NULL;
  self->unlock_step = needs_key (self) ? cw_plan_add (plan, FALSE, _("Unlock the store"), _("The practice CA needs its key.")) : NULL;
  count = g_strdup_printf ("%u", self->targets->len);
  cw_plan_add_fact (plan, _("Requests to ask about"), count);
  return g_steal_pointer (&plan);
}

/* ---- run ---- */

/* After these the others at the same place need not be tried: they would fail alike, or lock the account. */
static gboolean
ends_group (const GError *error)
{
  static const int codes[] = { CW_ERROR_CANCELLED, CW_ERROR_UNREACHABLE, CW_ERROR_TIMED_OUT, CW_ERROR_TLS_UNTRUSTED, CW_ERROR_TLS_BAD,
                               CW_ERROR_AUTHENTICATION, CW_ERROR_NO_TICKET, CW_ERROR_FORBIDDEN, CW_ERROR_REDIRECTED, CW_ERROR_KEYRING_LOCKED,
                               CW_ERROR_KEYRING_UNAVAILABLE, CW_ERROR_PASSWORD_NEEDED, CW_ERROR_STORE_LOCKED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, CW_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
cancelled (Run *run)
{
  return g_cancellable_is_cancelled (run->cancellable);
}

/* 0: only when somebody asks. An account that was refused is not tried again unasked: that could lock it. */
static gint64
get_next_try (const CwRequestRecord *record, const GError *reason)
{
  if (record->state != CW_REQUEST_PENDING || (record->account != NULL && cw_request_is_refusal (cw_error_get_nick (reason))))
    return 0;
  return cw_request_next_try (record->tries, 0, record->asked);
}

/* It waits on, and when it is asked again depends on how often it was asked in vain. Only a CA that does not know it ends the wait. */
static void
note_failure (Run *run, Target *target, const GError *reason)
{
  CwRequestRecord *record = target->record;
  g_autofree char *title = cw_request_dup_title (record);
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, title, "%s", reason->message);

  cw_plan_step_end (target->step, CW_STEP_FAILED, reason->message);
  cw_outcome_add_problem (run->outcome, problem);
  run->n_failed++;
  if (run->first_error == NULL)
    run->first_error = g_error_copy (reason);
  /* A number that was only told may be a wrong one: the request stays as it was. */
  if (g_error_matches (reason, CW_ERROR, CW_ERROR_CANCELLED) || run->self->handle != NULL)
    return;
  if (g_error_matches (reason, CW_ERROR, CW_ERROR_NOT_FOUND))
    record->state = CW_REQUEST_FAILED;
  record->asked = cw_clock_now ();
  record->next_try = get_next_try (record, reason);
  record->tries++;
  cw_request_set_message (record, reason->message, cw_error_get_nick (reason));
  if (!cw_request_save (get_store (run->self), record, NULL))
    g_debug ("The failure is not noted at the request r%" G_GINT64_FORMAT, record->id);
}

static gboolean
open_authority (Run *run, const CwRequestRecord *record, GError **error)
{
  CwRetrieveOperation *self = run->self;
  CwSecret *password = g_strcmp0 (self->user, record->account) == 0 ? self->password : NULL;

  g_clear_object (&run->info);
  g_clear_object (&run->authority);
  run->worked = FALSE;
  run->info = cw_request_find_authority (self->authorities, record, error);
  run->authority = run->info != NULL ? cw_authorities_create (self->authorities, run->info, error) : NULL;
  return run->authority != NULL
    && cw_authorities_prepare_account (self->authorities, run->info, run->authority, record->account, password,
                                       cw_operation_get_interaction (CW_OPERATION (self)), run->cancellable, error);
}

static gboolean
win_trust (Run *run, const CwRequestRecord *record, GError **error)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_ask_trust (run->self->authorities, run->info, run->authority,
                                                               cw_operation_get_interaction (CW_OPERATION (run->self)), run->cancellable, error);
  const char *user = cw_authority_get_user (run->authority);
  CwSecret *password = cw_authority_get_password (run->authority);
  g_autoptr (CwAuthority) authority = info != NULL ? cw_authorities_create (run->self->authorities, info, error) : NULL;

  if (authority == NULL)
    return FALSE;
  cw_authority_set_account (authority, user, password);
  g_set_object (&run->info, info);
  g_set_object (&run->authority, authority);
  return TRUE;
}

static CwEnrollment *
ask_once (Run *run, const CwRequestRecord *record, CwCsr *csr, GError **error)
{
  if (record->handle != NULL)
    return cw_authority_retrieve (run->authority, record->handle, csr, run->cancellable, error);
  /* Only where the same request once more gets the answer of the first: elsewhere it would be a second one. */
  if ((cw_authority_get_capabilities (run->authority) & CW_AUTHORITY_FINDS_AGAIN) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_UNCERTAIN, _("Nobody knows the number of this request at “%s”."), record->ca);
      return NULL;
    }
  return cw_authority_submit (run->authority, csr, record->template_name, run->cancellable, error);
}

static CwEnrollment *
ask (Run *run, const CwRequestRecord *record, CwCsr *csr, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) refusal = NULL;
  CwEnrollment *enrollment = ask_once (run, record, csr, &local);

  if (enrollment != NULL)
    return enrollment;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_TLS_UNTRUSTED))
    {
      if (win_trust (run, record, &refusal))
        return ask_once (run, record, csr, error);
      if (!g_error_matches (refusal, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION))
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return NULL;
        }
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* One transaction for each: the next one may fail without taking this one back. */
static gboolean
keep (Run *run, Target *target, CwEnrollment *enrollment, GError **error)
{
  CwStore *store = get_store (run->self);
  g_autoptr (CwStoredCertificate) row = NULL;
  g_autoptr (CwChain) chain = NULL;
  g_autofree char *sentence = NULL;

  if (!cw_store_begin (store, error))
    return FALSE;
  if (!cw_request_apply (store, target->record, enrollment, &row, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  run->counts[target->record->state]++;
  sentence = cw_request_dup_sentence (target->record);
  cw_plan_step_end (target->step, CW_STEP_DONE, sentence);
  cw_request_add_explanation (run->outcome, target->record, enrollment);
  if (row == NULL)
    return TRUE;
  cw_outcome_add_certificate (run->outcome, row);
  chain = cw_request_judge (run->self->authorities, cw_enrollment_get_certificate (enrollment), cw_enrollment_get_chain (enrollment), NULL);
  if (chain != NULL)
    cw_request_add_findings (run->outcome, target->record, NULL, cw_enrollment_get_certificate (enrollment), chain);
  return TRUE;
}

/* Somebody may have cleared or completed it since the plan was made. */
static gboolean
reload (Run *run, Target *target, GError **error)
{
  CwRequestRecord *record = cw_store_find_request (get_store (run->self), target->record->id, error);

  if (record == NULL)
    return FALSE;
  cw_request_record_free (target->record);
  target->record = record;
  return TRUE;
}

static gboolean
process (Run *run, Target *target, GError **error)
{
  g_autoptr (CwCsr) csr = NULL;
  g_autoptr (CwEnrollment) enrollment = NULL;

  target->asked = TRUE;
  if (!cw_operation_begin_step (CW_OPERATION (run->self), target->step, run->cancellable, error) || !reload (run, target, error)
      || (run->self->handle != NULL && !adopt_handle (run->self, target->record, error)))
    return FALSE;
  if (!waits (target->record))
    {
      g_autofree char *sentence = cw_request_dup_sentence (target->record);

      cw_plan_step_end (target->step, CW_STEP_SKIPPED, sentence);
      return TRUE;
    }
  csr = cw_csr_new_from_data (target->record->csr, error);
  enrollment = csr != NULL ? ask (run, target->record, csr, error) : NULL;
  if (enrollment == NULL)
    return FALSE;
  run->worked = TRUE;
  return keep (run, target, enrollment, error);
}

static gboolean
same_group (const CwRequestRecord *a, const CwRequestRecord *b)
{
  return a->authority == b->authority && g_strcmp0 (a->ca, b->ca) == 0 && g_strcmp0 (a->account, b->account) == 0;
}

static void
report (Run *run)
{
  g_autofree char *text = g_strdup_printf (_("%u of %u"), run->done, run->self->targets->len);

  run->done++;
  cw_operation_report_progress (CW_OPERATION (run->self), (double) run->done / run->self->targets->len, text);
}

static void
fail_group (Run *run, guint first, const GError *reason)
{
  const Target *like = g_ptr_array_index (run->self->targets, first);

  for (guint i = first; i < run->self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (run->self->targets, i);

      if (target->asked || !same_group (like->record, target->record))
        continue;
      target->asked = TRUE;
      note_failure (run, target, reason);
      report (run);
    }
}

static void
note_used (Run *run)
{
  g_autoptr (GError) error = NULL;

  if (!run->worked || cw_authority_info_get_kind (run->info)->built_in
      || cw_authorities_note_used (run->self->authorities, run->info, run->authority, run->self->remember, run->cancellable, &error))
    return;
  g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "account", _("The account could not be remembered: %s"), error->message);
  cw_outcome_add_problem (run->outcome, problem);
}

/* Everything that is at the same place with the same account as this one. */
static void
process_group (Run *run, guint first)
{
  GPtrArray *targets = run->self->targets;
  const Target *like = g_ptr_array_index (targets, first);
  g_autoptr (GError) error = NULL;

  if (!open_authority (run, like->record, &error))
    {
      fail_group (run, first, error);
      return;
    }
  for (guint i = first; i < targets->len && !cancelled (run); i++)
    {
      Target *target = g_ptr_array_index (targets, i);
      g_autoptr (GError) local = NULL;

      if (target->asked || !same_group (like->record, target->record))
        continue;
      if (!process (run, target, &local))
        note_failure (run, target, local);
      report (run);
      if (local != NULL && ends_group (local))
        {
          fail_group (run, first, local);
          break;
        }
    }
  note_used (run);
}

static void
append (GString *text, guint count, const char *form)
{
  if (count == 0)
    return;
  if (text->len > 0)
    g_string_append (text, _(", "));
  g_string_append_printf (text, form, count);
}

static char *
dup_summary (const Run *run)
{
  const char *domain = GETTEXT_PACKAGE;
  const guint *n = run->counts;
  GString *text = g_string_new (NULL);

  append (text, n[CW_REQUEST_ISSUED], g_dngettext (domain, "%u certificate was issued and stored", "%u certificates were issued and stored", n[CW_REQUEST_ISSUED]));
  append (text, n[CW_REQUEST_PENDING], g_dngettext (domain, "%u request still waits", "%u requests still wait", n[CW_REQUEST_PENDING]));
  append (text, n[CW_REQUEST_DENIED], g_dngettext (domain, "%u request was denied", "%u requests were denied", n[CW_REQUEST_DENIED]));
  append (text, n[CW_REQUEST_REVOKED], g_dngettext (domain, "%u was revoked", "%u were revoked", n[CW_REQUEST_REVOKED]));
  append (text, run->n_failed, g_dngettext (domain, "%u could not be asked about", "%u could not be asked about", run->n_failed));
  if (text->len == 0)
    g_string_append (text, _("Nothing was left to be asked about"));
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

/* One answer for many: DONE only when nothing is left to be asked about and nobody was refused. */
static CwResult
get_result (const Run *run)
{
  const guint *n = run->counts;
  guint refused = n[CW_REQUEST_DENIED] + n[CW_REQUEST_REVOKED];
  guint answered = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (run->counts); i++)
    answered += n[i];
  if (run->n_failed > 0)
    return answered > 0 ? CW_RESULT_PARTLY : CW_RESULT_FAILED;
  if (refused > 0)
    return refused < answered ? CW_RESULT_PARTLY : CW_RESULT_DENIED;
  if (n[CW_REQUEST_PENDING] > 0)
    return CW_RESULT_PENDING;
  return answered > 0 ? CW_RESULT_DONE : CW_RESULT_NOTHING;
}

static gboolean
finish (Run *run, GError **error)
{
  CwRetrieveOperation *self = run->self;
  g_autofree char *summary = dup_summary (run);

  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);
      CwStoredRequest *request = cw_stored_request_new (cw_request_record_copy (target->record));

      g_ptr_array_add (self->requests, request);
      cw_outcome_add_request (run->outcome, request);
    }
  cw_outcome_set_count (run->outcome, "issued", run->counts[CW_REQUEST_ISSUED]);
  cw_outcome_set_count (run->outcome, "pending", run->counts[CW_REQUEST_PENDING]);
  cw_outcome_set_count (run->outcome, "denied", run->counts[CW_REQUEST_DENIED]);
  cw_outcome_set_count (run->outcome, "revoked", run->counts[CW_REQUEST_REVOKED]);
  cw_outcome_set_count (run->outcome, "failed", run->n_failed);
  if (get_result (run) == CW_RESULT_FAILED && run->self->targets->len >= 1)
    {
      g_propagate_error (error, g_steal_pointer (&run->first_error));
      return FALSE;
    }
  if (cancelled (run))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("The processing was cancelled. %s"), summary);
      return FALSE;
    }
  cw_outcome_set_result (run->outcome, get_result (run), summary);
  return cw_operation_keep (CW_OPERATION (self), run->outcome, error);
}

static gboolean
retrieve_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwRetrieveOperation *self = CW_RETRIEVE_OPERATION (operation);
  Run run = { .self = self, .outcome = outcome, .cancellable = cancellable };
  gboolean ok;

  g_ptr_array_set_size (self->requests, 0);
  if (self->targets->len == 0)
    {
      cw_outcome_set_result (outcome, CW_RESULT_NOTHING, _("No request waits for an answer that could be asked for."));
      return TRUE;
    }
  if (self->unlock_step != NULL)
    {
      if (!cw_operation_begin_step (operation, self->unlock_step, cancellable, error)
          || !cw_store_access_unlock (get_access (self), cw_operation_get_interaction (operation), cancellable, error))
        return FALSE;
      cw_plan_step_end (self->unlock_step, CW_STEP_DONE, NULL);
    }
  for (guint i = 0; i < self->targets->len && !cancelled (&run); i++)
    if (!((Target *) g_ptr_array_index (self->targets, i))->asked)
      process_group (&run, i);
  ok = finish (&run, error);
  g_clear_object (&run.info);
  g_clear_object (&run.authority);
  g_clear_error (&run.first_error);
  return ok;
}

static void
cw_retrieve_operation_finalize (GObject *object)
{
  CwRetrieveOperation *self = CW_RETRIEVE_OPERATION (object);

  g_array_unref (self->ids);
  g_free (self->handle);
  g_free (self->user);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->requests);
  g_clear_object (&self->authorities);
  G_OBJECT_CLASS (cw_retrieve_operation_parent_class)->finalize (object);
}

static void
cw_retrieve_operation_class_init (CwRetrieveOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_retrieve_operation_finalize;
  operation_class->name = "retrieve";
  operation_class->prepare = retrieve_prepare;
  operation_class->run = retrieve_run;
}

static void
cw_retrieve_operation_init (CwRetrieveOperation *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->targets = g_ptr_array_new_with_free_func (target_free);
  self->requests = g_ptr_array_new_with_free_func (g_object_unref);
}

CwRetrieveOperation *
cw_retrieve_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids)
{
  CwRetrieveOperation *self = g_object_new (CW_TYPE_RETRIEVE_OPERATION, NULL);

  self->authorities = g_object_ref (authorities);
  if (n_ids > 0)
    g_array_append_vals (self->ids, ids, n_ids);
  cw_operation_set_store (CW_OPERATION (self), get_store (self));
  return self;
}

void
cw_retrieve_operation_set_password (CwRetrieveOperation *self, const char *user, CwSecret *password, gboolean remember)
{
  char *copy = g_strdup (user);

  g_free (self->user);
  self->user = copy;
  g_clear_pointer (&self->password, cw_secret_unref);
  self->password = password != NULL ? cw_secret_ref (password) : NULL;
  self->remember = remember;
}

void
cw_retrieve_operation_set_handle (CwRetrieveOperation *self, const char *handle)
{
  g_free (self->handle);
  self->handle = g_strdup (handle);
}

GPtrArray *
cw_retrieve_operation_get_requests (CwRetrieveOperation *self)
{
  return self->requests;
}
