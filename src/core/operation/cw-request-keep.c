/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-csr.h"
#include "cw-error.h"
#include "cw-time.h"

#define FIRST_WAIT (15 * 60)
#define LONGEST_WAIT (24 * 60 * 60)

char *
cw_request_dup_title (const CwRequestRecord *record)
{
  const char *end;

  if (record->friendly_name != NULL)
    return g_strdup (record->friendly_name);
  if (record->subject != NULL && g_str_has_prefix (record->subject, "CN=") && strchr (record->subject, '\\') == NULL)
    return g_strndup (record->subject + 3, strcspn (record->subject + 3, ",+"));
  if (record->names != NULL && *record->names != '\0')
    {
      end = strchr (record->names, '\n');
      return end != NULL ? g_strndup (record->names, (gsize) (end - record->names)) : g_strdup (record->names);
    }
  return cw_request_record_dup_reference (record);
}

gint64
cw_request_next_try (guint tries, gint64 retry_after, gint64 now)
{
  gint64 wait = (gint64) FIRST_WAIT << MIN (tries, 7);

  if (retry_after > 0)
    wait = retry_after;
  return now + MIN (wait, LONGEST_WAIT);
}

gboolean
cw_request_is_refusal (const char *code)
{
  return g_strcmp0 (code, "authentication") == 0;
}

gboolean
cw_request_is_uncertain (const CwRequestRecord *record)
{
  return record->state == CW_REQUEST_IN_DRAFT && record->sent != 0;
}

CwAuthorityInfo *
cw_request_find_authority (CwAuthorities *authorities, const CwRequestRecord *record, GError **error)
{
  g_autoptr (GPtrArray) infos = record->authority != 0 ? cw_authorities_list (authorities, error) : NULL;

  if (record->authority != 0 && infos == NULL)
    return NULL;
  for (guint i = 0; infos != NULL && i < infos->len; i++)
    if (cw_authority_info_get_id (g_ptr_array_index (infos, i)) == record->authority)
      return g_object_ref (g_ptr_array_index (infos, i));
  return cw_authorities_find (authorities, record->ca, error);
}

static void
set_text (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

void
cw_request_set_message (CwRequestRecord *record, const char *message, const char *code)
{
  set_text (&record->message, message);
  set_text (&record->code, code);
}

/* ---- keeping ---- */

gboolean
cw_request_mark_issued (CwStore *store, CwRequestRecord *record, gint64 certificate, GError **error)
{
  record->state = CW_REQUEST_ISSUED;
  record->certificate = certificate;
  record->next_try = 0;
  cw_request_set_message (record, NULL, NULL);
  return cw_store_update_request (store, record, error);
}

gboolean
cw_request_complete (CwStore *store, CwRequestRecord *record, CwCertificate *certificate, GPtrArray *chain, const char *source,
                     CwStoredCertificate **row, GError **error)
{
  gboolean was_new = FALSE;
  gint64 id = cw_store_add_certificate (store, certificate, record->friendly_name, source, &was_new, error);

  if (id == 0)
    return FALSE;
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    if (cw_store_add_certificate (store, g_ptr_array_index (chain, i), NULL, source, &was_new, error) == 0)
      return FALSE;
  if (!cw_request_mark_issued (store, record, id, error))
    return FALSE;
  *row = cw_store_find_by_id (store, id, error);
  return *row != NULL;
}

gboolean
cw_request_apply (CwStore *store, CwRequestRecord *record, CwEnrollment *enrollment, CwStoredCertificate **row, GError **error)
{
  gint64 now = cw_clock_now ();

  if (cw_enrollment_get_handle (enrollment) != NULL)
    set_text (&record->handle, cw_enrollment_get_handle (enrollment));
  record->asked = now;
  if (cw_enrollment_get_state (enrollment) == CW_ENROLLMENT_ISSUED)
    return cw_request_complete (store, record, cw_enrollment_get_certificate (enrollment), cw_enrollment_get_chain (enrollment), record->ca, row, error);
  cw_request_set_message (record, cw_enrollment_get_message (enrollment), cw_enrollment_get_code (enrollment));
  record->next_try = 0;
  if (cw_enrollment_get_state (enrollment) == CW_ENROLLMENT_PENDING)
    {
      record->state = CW_REQUEST_PENDING;
      record->next_try = cw_request_next_try (record->tries, cw_enrollment_get_retry_after (enrollment), now);
      record->tries++;
    }
  else
    record->state = cw_enrollment_get_state (enrollment) == CW_ENROLLMENT_DENIED ? CW_REQUEST_DENIED : CW_REQUEST_REVOKED;
  return cw_store_update_request (store, record, error);
}

gboolean
cw_request_save (CwStore *store, const CwRequestRecord *record, GError **error)
{
  if (!cw_store_begin (store, error))
    return FALSE;
  if (cw_store_update_request (store, record, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* ---- judging ---- */

typedef struct { CwStore *store; GPtrArray *chain; } Known;

static GPtrArray *
lookup_cb (GBytes *subject_der, gpointer user_data)
{
  const Known *known = user_data;
  GPtrArray *found = cw_store_find_by_subject (known->store, subject_der, NULL);

  if (found == NULL)
    found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; known->chain != NULL && i < known->chain->len; i++)
    if (g_bytes_equal (cw_certificate_get_subject_der (g_ptr_array_index (known->chain, i)), subject_der))
      g_ptr_array_add (found, g_object_ref (g_ptr_array_index (known->chain, i)));
  return found;
}

CwChain *
cw_request_judge (CwAuthorities *authorities, CwCertificate *leaf, GPtrArray *chain, GError **error)
{
  Known known = { cw_store_access_get_store (cw_authorities_get_access (authorities)), chain };
  g_autoptr (GPtrArray) anchors = cw_authorities_dup_anchors (authorities, error);

  return anchors != NULL ? cw_chain_new (leaf, lookup_cb, &known, anchors, cw_clock_now ()) : NULL;
}

static void
add_problem (CwOutcome *outcome, CwProblem *problem)
{
  cw_outcome_add_problem (outcome, problem);
  g_object_unref (problem);
}

GPtrArray *
cw_request_compare (const CwRequestRecord *record, CwCsr *csr, CwCertificate *certificate)
{
  g_autoptr (CwCsr) read = csr == NULL && record->csr != NULL ? cw_csr_new_from_data (record->csr, NULL) : NULL;

  if (csr == NULL)
    csr = read;
  return csr != NULL ? cw_csr_compare (csr, certificate) : g_ptr_array_new_with_free_func (g_object_unref);
}

void
cw_request_add_findings (CwOutcome *outcome, const CwRequestRecord *record, CwCsr *csr, CwCertificate *certificate, CwChain *chain)
{
  g_autofree char *title = cw_request_dup_title (record);
  g_autoptr (GPtrArray) problems = cw_request_compare (record, csr, certificate);

  for (guint i = 0; i < problems->len; i++)
    cw_outcome_add_problem (outcome, g_ptr_array_index (problems, i));
  if (cw_chain_get_verdict (chain) != CW_VERDICT_GOOD)
    add_problem (outcome, cw_problem_new (CW_SEVERITY_WARNING, title, _("It is in the store, but it is not valid here: %s"), cw_chain_get_summary (chain)));
}

void
cw_request_add_explanation (CwOutcome *outcome, const CwRequestRecord *record, CwEnrollment *enrollment)
{
  g_autofree char *title = cw_request_dup_title (record);

  if (cw_enrollment_get_explanation (enrollment) != NULL)
    add_problem (outcome, cw_problem_new (CW_SEVERITY_WARNING, title, "%s", cw_enrollment_get_explanation (enrollment)));
}

/* ---- telling ---- */

static char *
dup_pending_sentence (const CwRequestRecord *record)
{
  if (g_strcmp0 (record->kind, "offline") == 0)
    return g_strdup (_("The request waits for the reply of the certification authority. Import the reply when it has come."));
  if (record->handle == NULL)
    return g_strdup_printf (_("“%s” has taken the request and decides about it later."), record->ca);
  if (record->message != NULL && *record->message != '\0')
    return g_strdup_printf (_("“%s” has the request as number %s, and there is no certificate of it yet: %s"), record->ca, record->handle, record->message);
  return g_strdup_printf (_("“%s” has taken the request as number %s and decides about it later."), record->ca, record->handle);
}

char *
cw_request_dup_sentence (const CwRequestRecord *record)
{
  const char *words = record->message != NULL ? record->message : "";

  switch (record->state)
    {
    case CW_REQUEST_PENDING:
      return dup_pending_sentence (record);
    case CW_REQUEST_ISSUED:
      return g_strdup_printf (_("“%s” has issued the certificate."), record->ca);
    case CW_REQUEST_DENIED:
      return *words != '\0' ? g_strdup_printf (_("“%s” has denied the request: %s"), record->ca, words)
                            : g_strdup_printf (_("“%s” has denied the request."), record->ca);
    case CW_REQUEST_REVOKED:
      return g_strdup_printf (_("“%s” has revoked the certificate of this request."), record->ca);
    case CW_REQUEST_IN_DRAFT:
      return g_strdup (record->sent != 0 ? _("The request was sent, and what became of it is not known.") : _("The request was not sent yet."));
    case CW_REQUEST_CANCELLED:
      return g_strdup (_("The request was cancelled."));
    case CW_REQUEST_FAILED:
    default:
      return g_strdup_printf (_("The request failed: %s"), words);
    }
}
